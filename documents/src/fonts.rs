//! The typefaces of papers: Noto Sans as shipped (SIL Open Font License), and whatever the owner put beside
//! the data.
//!
//! The order is fixed (shipped ones first, then files by name), so the same house gives the same bytes.

use std::path::{Path, PathBuf};

use typst::foundations::Bytes;
use typst::text::Font;

macro_rules! shipped {
    ($($file:literal),+ $(,)?) => { [$(include_bytes!(concat!("../fonts/", $file)) as &[u8]),+] };
}

static SHIPPED: [&[u8]; 10] = shipped![
    "NotoSans-Regular.ttf",
    "NotoSans-Bold.ttf",
    "NotoSans-Italic.ttf",
    "NotoSans-BoldItalic.ttf",
    "NotoSansArabic-Regular.ttf",
    "NotoSansArabic-Bold.ttf",
    "NotoSansHebrew-Regular.ttf",
    "NotoSansHebrew-Bold.ttf",
    "NotoSansDevanagari-Regular.ttf",
    "NotoSansDevanagari-Bold.ttf",
];

const ENDINGS: [&str; 4] = ["ttf", "otf", "ttc", "otc"];

/// The shipped ones and those in `folder`. A file that is no font is left out: the character it was meant
/// for is named when it is missed.
pub fn load(folder: Option<&Path>) -> Vec<Font> {
    let shipped = SHIPPED.iter().flat_map(|data| Font::iter(Bytes::new(*data)));
    let own = folder.map(files).unwrap_or_default();
    let own = own.into_iter().filter_map(|path| std::fs::read(path).ok());
    shipped.chain(own.flat_map(|data| Font::iter(Bytes::new(data)))).collect()
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_font = |path: &std::path::PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
        ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
    };
    let mut found: Vec<_> = entries.map(|entry| entry.path()).filter(is_font).collect();
    found.sort();
    found
}

/// The first character of a text that no font has. Marks that show nothing need none.
pub fn uncovered(fonts: &[Font], text: &str) -> Option<char> {
    let has = |c: char| fonts.iter().any(|font| font.info().coverage.contains(c.into()));
    text.chars().find(|c| !shows_nothing(*c) && !has(*c))
}

/// Whether a character can be printed in the house whose own fonts stand in `folder`. A font put there later
/// counts at once.
pub fn printable(folder: PathBuf) -> store::Printable {
    let shipped = std::sync::OnceLock::new();
    store::Printable(std::sync::Arc::new(move |c: char| {
        let has = |fonts: &[Font]| uncovered(fonts, c.encode_utf8(&mut [0; 4])).is_none();
        c.is_ascii() || has(shipped.get_or_init(|| load(None))) || has(&load(Some(&folder)))
    }))
}

/// Control characters, joiners, marks of direction, variation selectors.
fn shows_nothing(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test may fail so
mod tests {
    use super::*;

    #[test]
    fn the_shipped_fonts_cover_their_scripts_and_say_what_they_miss() {
        let fonts = load(None);
        assert_eq!(fonts.len(), SHIPPED.len());
        let covered = "Müller, Łukasz, Ελένη, Дмитро, Việt, 12,50 € – „x“ • ‰ مرحبا שלום नमस्ते\u{200d}";
        assert_eq!(uncovered(&fonts, covered), None);
        assert_eq!(uncovered(&fonts, "Tanaka 株式会社"), Some('株'));
    }

    #[test]
    fn a_character_is_printable_if_any_font_has_it() {
        let printable = printable("/nowhere/fonts".into()).0;
        assert!(['a', 'ü', '€', 'Ж', '\u{200d}', '\n'].into_iter().all(|c| printable(c)));
        assert!(!printable('株') && !printable('😀'));
    }

    #[test]
    fn a_file_in_the_folder_is_a_font_of_the_house() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path();
        std::fs::write(folder.join("own.TTF"), SHIPPED[0]).unwrap();
        std::fs::write(folder.join("broken.otf"), b"no font").unwrap();
        std::fs::write(folder.join("readme.txt"), b"no font").unwrap();
        assert_eq!(load(Some(folder)).len(), SHIPPED.len() + 1);
    }
}
