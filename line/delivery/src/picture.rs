//! A picture without what its camera wrote beside it: where and when it was taken, by which device, the words of
//! programs. Which way up it is shown, and its colours, stay.
//!
//! Invariant: the pixels are the bytes they were; what is no well-formed picture comes back as it was. Kept are the
//! parts that show the picture, everything else goes, also what stands behind its end (JPEG: ITU-T T.81, PNG: W3C,
//! WebP: RFC 9649, Exif: CIPA DC-008). Not here: HEIC, TIFF, film and paper, which are kept as they came.

use std::borrow::Cow;

mod orientation;

/// The picture alone, of a JPEG, PNG or WebP.
pub fn alone<'b>(bytes: &'b [u8], media_type: &str) -> Cow<'b, [u8]> {
    let found = match media_type {
        "image/jpeg" => jpeg(bytes),
        "image/png" => png(bytes),
        "image/webp" => webp(bytes),
        _ => None,
    };
    found.map_or(Cow::Borrowed(bytes), Cow::Owned)
}

const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP2: u8 = 0xe2;
const APP14: u8 = 0xee;
const APP15: u8 = 0xef;
const COMMENT: u8 = 0xfe;
const SCAN: u8 = 0xda;
const END: u8 = 0xd9;
const EXIF: &[u8] = b"Exif\0\0";

/// Segment by segment; a scan goes on to the next marker that is none of its own.
fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = bytes.get(..2).filter(|start| *start == [0xff, 0xd8])?.to_vec();
    let (mut at, mut head, mut up) = (2, 2, None);
    loop {
        let marker = marker_at(bytes, &mut at)?;
        match marker {
            END => {
                kept.extend([0xff, END]);
                break;
            }
            0x01 | 0xd0..=0xd7 => kept.extend([0xff, marker]),
            _ => {
                let length = usize::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
                let content = bytes.get(at + 2..at + length)?;
                at += length;
                if marker == APP1 && content.starts_with(EXIF) {
                    up = up.or(orientation::of(&content[EXIF.len()..]));
                }
                if shows(marker, content) {
                    put(&mut kept, marker, content)?;
                    head = if marker == APP0 && kept.len() == head + length + 2 { kept.len() } else { head };
                }
                if marker == SCAN {
                    let data = bytes.get(at..)?;
                    let long = scan(data);
                    kept.extend(&data[..long]);
                    at += long;
                    // A picture that was cut off shows what there is of it.
                    if long == data.len() {
                        break;
                    }
                }
            }
        }
    }
    if let Some(up) = up {
        let mut own = vec![];
        put(&mut own, APP1, &[EXIF, &orientation::exif(up)].concat())?;
        drop(kept.splice(head..head, own));
    }
    Some(kept)
}

/// The marker here, with `at` behind it; bytes of 255 before it fill.
fn marker_at(bytes: &[u8], at: &mut usize) -> Option<u8> {
    bytes.get(*at).filter(|byte| **byte == 0xff)?;
    while *bytes.get(*at)? == 0xff {
        *at += 1;
    }
    *at += 1;
    bytes.get(*at - 1).copied().filter(|marker| *marker != 0)
}

/// Its frame, its colours, and all that is not an application's.
fn shows(marker: u8, content: &[u8]) -> bool {
    match marker {
        APP0 | APP14 => true,
        APP2 => content.starts_with(b"ICC_PROFILE\0"),
        APP0..=APP15 | COMMENT => false,
        _ => true,
    }
}

fn put(kept: &mut Vec<u8>, marker: u8, content: &[u8]) -> Option<()> {
    let length = u16::try_from(content.len() + 2).ok()?;
    kept.extend([0xff, marker]);
    kept.extend(length.to_be_bytes());
    kept.extend(content);
    Some(())
}

/// How long the data of a scan are: up to a marker that neither stands for a byte of 255 nor begins its next part.
fn scan(data: &[u8]) -> usize {
    let ends = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff);
    data.windows(2).position(ends).unwrap_or(data.len())
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Of those a reader may leave out, the ones that change what is seen; those it may not begin with a capital.
const SEEN: [&[u8; 4]; 14] = [
    b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"cICP", b"mDCV", b"cLLI", b"pHYs", b"bKGD",
    b"acTL", b"fcTL", b"fdAT",
];

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = PNG.to_vec();
    let (mut rest, mut up, mut head) = (bytes.strip_prefix(PNG)?, None, 0);
    loop {
        let size = usize::try_from(u32::from_be_bytes(rest.get(..4)?.try_into().ok()?)).ok()?;
        let (chunk, behind) = rest.split_at_checked(size.checked_add(12)?)?;
        let kind: &[u8; 4] = chunk[4..8].try_into().ok()?;
        if kind == b"eXIf" {
            up = up.or(orientation::of(&chunk[8..8 + size]));
        } else if kind[0].is_ascii_uppercase() || SEEN.contains(&kind) {
            kept.extend(chunk);
        }
        rest = behind;
        match kind {
            b"IHDR" => head = kept.len(),
            b"IEND" => break,
            _ => {}
        }
    }
    if let Some(up) = up.filter(|_| head > 0) {
        let named = [b"eXIf".as_slice(), &orientation::exif(up)].concat();
        let size = u32::try_from(named.len() - 4).ok()?.to_be_bytes();
        let sum = crc32fast::hash(&named).to_be_bytes();
        drop(kept.splice(head..head, [size.as_slice(), &named, &sum].concat()));
    }
    Some(kept)
}

/// Bits of the first byte of `VP8X`: there is XMP, there is Exif.
const XMP_BIT: u8 = 0x04;
const EXIF_BIT: u8 = 0x08;

fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let size = |bytes: &[u8]| usize::try_from(u32::from_le_bytes(bytes.get(..4)?.try_into().ok()?)).ok();
    let whole = size(bytes.get(4..)?)?.checked_add(8)?;
    let mut rest = bytes.get(12..whole).filter(|_| bytes.starts_with(b"RIFF") && &bytes[8..12] == b"WEBP")?;
    let (mut kept, mut up, mut flags) = (b"RIFF\0\0\0\0WEBP".to_vec(), None, None);
    while !rest.is_empty() {
        let long = size(rest.get(4..)?)?;
        // A last part of uneven length may lack the byte that fills it.
        let filled = long.checked_add(8 + long % 2)?.min(rest.len());
        let part = rest.get(..filled).filter(|part| part.len() >= 8 + long)?;
        match &part[..4] {
            b"EXIF" => {
                let data = &part[8..8 + long];
                up = up.or(orientation::of(data.strip_prefix(EXIF).unwrap_or(data)));
            }
            b"XMP " => {}
            kind => {
                flags = flags.or((kind == b"VP8X" && long > 0).then_some(kept.len() + 8));
                kept.extend(part);
                kept.extend(vec![0; part.len() % 2]);
            }
        }
        rest = &rest[filled..];
    }
    if let Some(at) = flags {
        kept[at] &= !(XMP_BIT | EXIF_BIT);
        if let Some(up) = up {
            kept[at] |= EXIF_BIT;
            let own = orientation::exif(up);
            kept.extend(b"EXIF");
            kept.extend(u32::try_from(own.len()).ok()?.to_le_bytes());
            kept.extend(own);
        }
    }
    let whole = u32::try_from(kept.len() - 8).ok()?.to_le_bytes();
    kept[4..8].copy_from_slice(&whole);
    Some(kept)
}

#[cfg(test)]
mod tests;
