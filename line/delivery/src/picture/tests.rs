//! What a camera wrote goes, which way up and the pixels stay, and nothing that is broken breaks us.

use std::borrow::Cow;

use proptest::prelude::*;

use super::{alone, orientation};

const PLACE: &[u8] = b"GPS 52.5200N 13.4050E";

/// Exif of a picture that is shown turned by 90 degrees, and of where it was taken.
fn exif() -> Vec<u8> {
    [b"Exif\0\0".as_slice(), &orientation::exif(6), PLACE].concat()
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [[0xff, marker].as_slice(), &length, content].concat()
}

const FRAME: &[u8] = b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0";
const SCANNED: &[u8] = b"\x01\xff\x00\x02\xff\xd0\x03";

fn jpeg(beside: &[Vec<u8>]) -> Vec<u8> {
    let mut all = vec![0xff, 0xd8];
    all.extend(segment(0xe0, FRAME));
    all.extend(beside.concat());
    all.extend(segment(0xe2, b"ICC_PROFILE\0colours"));
    all.extend(segment(0xdb, b"tables"));
    all.extend(segment(0xda, b"head"));
    all.extend(SCANNED);
    all.extend([0xff, 0xd9]);
    all
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let named = [kind.as_slice(), data].concat();
    let sum = crc32fast::hash(&named).to_be_bytes();
    [u32::try_from(data.len()).unwrap().to_be_bytes().as_slice(), &named, &sum].concat()
}

fn png(beside: &[Vec<u8>]) -> Vec<u8> {
    let (head, pixels) =
        (chunk(b"IHDR", &[0; 13]), [chunk(b"IDAT", b"pixels"), chunk(b"IEND", b"")].concat());
    [super::PNG, &head, &beside.concat(), &pixels].concat()
}

fn part(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut part = [kind.as_slice(), &u32::try_from(data.len()).unwrap().to_le_bytes(), data].concat();
    part.extend(vec![0; data.len() % 2]);
    part
}

fn webp(flags: u8, beside: &[Vec<u8>]) -> Vec<u8> {
    let parts = [part(b"VP8X", &[flags, 0, 0, 0, 9, 0, 0, 9, 0, 0]), part(b"VP8 ", b"pixel")].concat();
    let parts = [b"WEBP".as_slice(), &parts, &beside.concat()].concat();
    [b"RIFF".as_slice(), &u32::try_from(parts.len()).unwrap().to_le_bytes(), &parts].concat()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_jpeg_keeps_its_picture_and_which_way_up_it_is() {
    let words = [b"http://ns.adobe.com/xap/1.0/\0".as_slice(), PLACE].concat();
    let beside = [
        segment(0xe1, &exif()),
        segment(0xe1, &words),
        segment(0xed, PLACE),
        segment(0xe2, b"MPF\0more"),
        segment(0xfe, PLACE),
    ];
    let mut taken = jpeg(&beside);
    taken.extend(PLACE);
    let own = [b"Exif\0\0".as_slice(), &orientation::exif(6)].concat();
    assert_eq!(alone(&taken, "image/jpeg").as_ref(), jpeg(&[segment(0xe1, &own)]));
}

#[test]
fn a_picture_with_nothing_beside_it_stays_byte_by_byte() {
    for (bytes, kind) in [(jpeg(&[]), "image/jpeg"), (png(&[]), "image/png"), (webp(0, &[]), "image/webp")] {
        assert_eq!(alone(&bytes, kind).as_ref(), bytes, "{kind}");
    }
    let upright = [b"Exif\0\0".as_slice(), &orientation::exif(1)].concat();
    assert_eq!(
        alone(&jpeg(&[segment(0xe1, &upright)]), "image/jpeg").as_ref(),
        jpeg(&[]),
        "it says nothing new"
    );
}

#[test]
fn a_png_keeps_its_picture_and_which_way_up_it_is() {
    let taken = png(&[
        chunk(b"gAMA", &[0, 0, 0, 1]),
        chunk(b"eXIf", &exif()[6..]),
        chunk(b"iTXt", &[b"XML:com.adobe.xmp\0".as_slice(), PLACE].concat()),
        chunk(b"tEXt", PLACE),
    ]);
    let kept = alone(&taken, "image/png");
    assert_eq!(kept.as_ref(), png(&[chunk(b"eXIf", &orientation::exif(6)), chunk(b"gAMA", &[0, 0, 0, 1])]));
}

#[test]
fn a_webp_keeps_its_picture_and_which_way_up_it_is() {
    let taken = webp(0x0c, &[part(b"EXIF", &exif()[6..]), part(b"XMP ", PLACE)]);
    let kept = alone(&taken, "image/webp");
    assert_eq!(kept.as_ref(), webp(0x08, &[part(b"EXIF", &orientation::exif(6))]));
}

#[test]
fn the_other_way_of_writing_numbers_is_read_too() {
    let little = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x08\0\0\0\0\0\0\0";
    assert_eq!(orientation::of(little), Some(8));
    assert_eq!(orientation::of(b"II*\0\xff\xff\xff\xff"), None);
}

#[test]
fn what_is_no_such_picture_stays_as_it_came() {
    let broken = &jpeg(&[segment(0xe1, &exif())])[..60];
    for (bytes, kind) in [(broken, "image/jpeg"), (b"%PDF-1.7".as_slice(), "application/pdf")] {
        assert!(matches!(alone(bytes, kind), Cow::Borrowed(same) if same == bytes), "{kind}");
    }
}

proptest! {
    /// Cut off or changed anywhere: an answer, and never a place that was taken out elsewhere.
    #[test]
    fn whatever_comes_is_answered(at in 0usize..200, with in any::<u8>(), cut in 0usize..400) {
        let beside = [segment(0xe1, &exif()), segment(0xfe, PLACE)];
        let all = [
            (jpeg(&beside), "image/jpeg"),
            (png(&[chunk(b"eXIf", &exif()[6..])]), "image/png"),
            (webp(0x08, &[part(b"EXIF", &exif()[6..])]), "image/webp"),
        ];
        for (mut bytes, kind) in all {
            prop_assert!(!holds(&alone(&bytes, kind), PLACE));
            if let Some(byte) = bytes.get_mut(at) {
                *byte = with;
            }
            bytes.truncate(cut);
            let kept = alone(&bytes, kind);
            prop_assert!(kept.len() <= bytes.len() + 64);
        }
    }
}
