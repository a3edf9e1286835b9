//! Which way up a picture is shown: the one thing of Exif that is kept, read from it and written anew (TIFF 6.0).

const TAG: u16 = 0x0112;
/// One number of 16 bits.
const SHORT: u16 = 3;
/// As it lies in the file.
const UPRIGHT: u16 = 1;

/// The orientation a TIFF head says, where it is another than upright.
pub(super) fn of(tiff: &[u8]) -> Option<u16> {
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let two: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    };
    let four: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let first = if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) };
    let first = usize::try_from(first).ok()?;
    let entries = usize::from(short(first)?);
    let entry = |n: usize| first.checked_add(2 + n * 12);
    let found = (0..entries).filter_map(entry).find(|at| short(*at) == Some(TAG))?;
    let said = short(found.checked_add(2)?).filter(|kind| *kind == SHORT).and(short(found.checked_add(8)?));
    said.filter(|up| (UPRIGHT + 1..=8).contains(up))
}

/// A TIFF head that says this and nothing else.
pub(super) fn exif(up: u16) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01".to_vec();
    for short in [TAG, SHORT, 0, 1, up, 0, 0, 0] {
        tiff.extend(short.to_be_bytes());
    }
    tiff
}
