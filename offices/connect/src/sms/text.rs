//! How many segments a text takes on the air, and words cut to fit (3GPP TS 23.038, 23.040). Pure.

/// More is never sent: a word that something is wrong, and where to look.
pub const MOST: usize = 2;

/// One septet each; the second string takes two, behind an escape.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ\
    ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENDED: &str = "^{}\\[~]|€";

/// Typographic letters that would make the whole text cost double.
fn folded(text: &str) -> String {
    let one = |letter: char| match letter {
        '“' | '”' | '„' | '«' | '»' => "\"".to_owned(),
        '‘' | '’' | '‚' => "'".to_owned(),
        '–' | '—' | '‑' => "-".to_owned(),
        '…' => "...".to_owned(),
        '×' => "x".to_owned(),
        letter if letter.is_whitespace() => " ".to_owned(),
        letter => letter.to_string(),
    };
    text.chars().filter(|letter| !letter.is_control() || letter.is_whitespace()).map(one).collect()
}

/// Septets of a letter, `None` where the default alphabet lacks it.
fn septets(letter: char) -> Option<usize> {
    match letter {
        letter if BASIC.contains(letter) => Some(1),
        letter if EXTENDED.contains(letter) => Some(2),
        _ => None,
    }
}

/// How many segments it takes: 160 septets or 70 UCS-2 units in one, 153 or 67 in each of several.
pub fn segments(text: &str) -> usize {
    let gsm: Option<Vec<usize>> = text.chars().map(septets).collect();
    match gsm {
        Some(units) => parts(&units, 160, 153),
        None => parts(&text.chars().map(char::len_utf16).collect::<Vec<_>>(), 70, 67),
    }
}

/// No letter is cut in two between segments.
fn parts(units: &[usize], alone: usize, each: usize) -> usize {
    if units.iter().sum::<usize>() <= alone {
        return 1;
    }
    let (count, _) =
        units.iter().fold(
            (1, 0),
            |(count, used), unit| {
                if used + unit > each { (count + 1, *unit) } else { (count, used + unit) }
            },
        );
    count
}

/// The words and the way to them; the words are cut, never the way, unless next to nothing of them would be left.
pub fn fit(words: &str, link: &str) -> String {
    let words = folded(words);
    let whole = |kept: &str, cut: bool| format!("{}{} {link}", kept.trim_end(), if cut { "..." } else { "" });
    if segments(&whole(&words, false)) <= MOST {
        return whole(&words, false);
    }
    let letters: Vec<char> = words.chars().collect();
    let cut = |n: usize| letters[..n].iter().collect::<String>();
    let kept = (0..letters.len()).rev().find(|n| segments(&whole(&cut(*n), true)) <= MOST);
    match kept {
        Some(n) if n >= 20 => whole(&cut(n), true),
        _ => {
            let fits = |n: &usize| segments(&cut(*n)) <= MOST;
            cut((0..=letters.len()).rev().find(fits).unwrap_or(0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_counted_as_the_air_counts_them() {
        for (text, count) in [
            (String::new(), 1),
            ("a".repeat(160), 1),
            ("a".repeat(161), 2),
            ("a".repeat(306), 2),
            ("a".repeat(307), 3),
            ("€".repeat(80), 1),
            ("€".repeat(81), 2),
            // 76 of them are 152 septets: the escape of the next one would stand in another segment than its letter
            ("€".repeat(153), 3),
            ("ж".repeat(70), 1),
            ("ж".repeat(71), 2),
            ("ж".repeat(134), 2),
            ("ж".repeat(135), 3),
            ("😀".repeat(35), 1),
            ("😀".repeat(67), 3),
            ("äöüßÄÖÜàé@".repeat(16), 1),
        ] {
            assert_eq!(segments(&text), count, "{}…", text.chars().take(3).collect::<String>());
        }
    }

    #[test]
    fn a_long_word_is_cut_and_the_way_to_it_stays() {
        let link = "https://ours.test/app/notifications/notification_01jv2k8x7c9qf3m6n5p4r2s1t0";
        for words in
            ["Urgent: “mail” – is down…", &"Mail is down. ".repeat(60), &"Почта не работает ".repeat(40)]
        {
            let text = fit(words, link);
            assert!(segments(&text) <= MOST && text.ends_with(link), "{text}");
        }
        assert_eq!(fit("“Mail” – 2 × down…", "/x"), "\"Mail\" - 2 x down... /x");
        let endless = fit(&"Mail is down. ".repeat(60), &"x".repeat(400));
        assert!(segments(&endless) <= MOST && endless.starts_with("Mail is down."), "{endless}");
    }
}
