//! What papers say, what kind of file they are, and that the same data gives the same bytes.
#![allow(clippy::unwrap_used)] // a test may fail so

mod samples;

use std::io::Write;
use std::process::Command;

use documents::{Press, Trouble};
use kernel::paper::Paper;
use samples::{all, invoice, long_invoice, order, proposal, with_lines};
use tempfile::NamedTempFile;

fn print(paper: Paper) -> Vec<u8> {
    Press::new(None).print(&order(paper, true)).unwrap()
}

/// A file of its own that goes away with the test.
fn scratch(pdf: &[u8]) -> NamedTempFile {
    let mut file = tempfile::Builder::new().prefix("documents-").suffix(".pdf").tempfile().unwrap();
    file.write_all(pdf).unwrap();
    file
}

/// The words of each page, in the order of the page.
fn pages(pdf: &[u8]) -> Vec<String> {
    let file = scratch(pdf);
    let out = Command::new("pdftotext").args(["-layout", "-enc", "UTF-8"]).arg(file.path()).arg("-").output();
    let out = out.expect("pdftotext of poppler-utils is installed; `cargo xtask test` installs it");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let text = String::from_utf8(out.stdout).unwrap();
    // Amounts keep together by spaces that do not break.
    text.trim_end_matches('\u{c}').split('\u{c}').map(|page| page.replace('\u{a0}', " ")).collect()
}

fn says(page: &str, words: &str) {
    assert!(page.contains(words), "`{words}` is not on the page:\n{page}");
}

#[test]
fn an_invoice_says_what_is_owed_in_the_readers_language() {
    let pages = [pages(&print(invoice("en"))), pages(&print(invoice("de")))];
    assert_eq!((pages[0].len(), pages[1].len()), (1, 1));
    for words in
        ["Invoice INV-2026-0042", "€5,113.80", "VAT 7 % on €225.00", "6 December 2026", "Page 1 of 1"]
    {
        says(&pages[0][0], words);
    }
    for words in
        ["Rechnung INV-2026-0042", "5.113,80 €", "USt. 7 % auf 225,00 €", "06.12.2026", "Seite 1 von 1"]
    {
        says(&pages[1][0], words);
    }
    says(&pages[1][0], "DE02 1203 0000 0000 2020 51");
    says(&pages[1][0], "USt-IdNr. DE812345678");
}

#[test]
fn sixty_lines_run_over_pages_that_each_carry_the_head() {
    let pages = pages(&print(long_invoice()));
    assert_eq!(pages.len(), 4);
    for page in &pages[..3] {
        says(page, "Beschreibung");
    }
    says(&pages[2], "Work package 60");
    says(&pages[2], "Rabatt 5 % (Treuerabatt)");
    says(&pages[1], "Rechnung INV-2026-0042");
    says(&pages[3], "Seite 4 von 4");
}

#[test]
fn a_proposal_marks_its_options_and_carries_its_terms() {
    let pages = pages(&print(proposal("en")));
    for words in
        ["Option, not included", "Option, included", "Discount 10 % (first order)", "1 February 2027"]
    {
        says(&pages[0], words);
    }
    says(&pages[1], "1.2.");
    says(&pages[1], "unless the client names what is");
}

#[test]
fn the_evidence_stands_on_a_page_of_its_own() {
    let pages = pages(&print(samples::agreement("de", false)));
    let last = pages.last().unwrap();
    for words in [
        "Nachweis der Unterschrift",
        "2026-11-22 09:14:31 UTC",
        "2026-11-22 10:14:31 +01:00 (Europe/Berlin)",
        "203.0.113.7",
        "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
        "Code eingegeben",
    ] {
        says(last, words);
    }
}

#[test]
fn a_name_written_from_the_right_is_on_paper() {
    let pages = pages(&print(samples::foreign_invoice()));
    says(&pages[0], "النور");
    says(&pages[0], "SAUDI ARABIA");
}

#[test]
fn every_paper_is_an_archival_file_and_whole() {
    let press = Press::new(None);
    for (name, order) in all() {
        let pdf = press.print(&order).unwrap();
        let text = String::from_utf8_lossy(&pdf);
        for words in ["<pdfaid:part>3</pdfaid:part>", "<pdfaid:conformance>B</pdfaid:conformance>"] {
            assert!(text.contains(words), "{name} has no {words}");
        }
        let file = scratch(&pdf);
        let checked = Command::new("qpdf").arg("--check").arg(file.path()).output();
        let checked = checked.expect("qpdf is installed; `cargo xtask test` installs it");
        assert!(checked.status.success(), "{name}: {}", String::from_utf8_lossy(&checked.stderr));
    }
}

#[test]
fn every_font_is_inside_the_file() {
    let file = scratch(&print(samples::foreign_invoice()));
    let out =
        Command::new("pdffonts").arg(file.path()).output().expect("pdffonts of poppler-utils is installed");
    let text = String::from_utf8(out.stdout).unwrap();
    let fonts: Vec<&str> = text.lines().skip(2).collect();
    assert!(fonts.len() >= 4, "{text}");
    // Columns `emb sub uni`: embedded, a subset, with a way back to letters.
    assert!(fonts.iter().all(|font| font.contains(" yes yes yes ")), "{text}");
}

#[test]
fn the_same_data_gives_the_same_bytes() {
    for (name, order) in all() {
        let first = Press::new(None).print(&order).unwrap();
        assert!(first == Press::new(None).print(&order).unwrap(), "{name} differs");
    }
    let press = Press::new(None);
    let (one, other) = (order(invoice("en"), true), order(proposal("de"), false));
    let first = press.print(&one).unwrap();
    press.print(&other).unwrap();
    assert!(first == press.print(&one).unwrap(), "what was printed between them changes nothing");
}

#[test]
fn a_character_without_a_font_is_named_with_its_place() {
    let mut paper = invoice("en");
    paper.buyer.name = "株式会社 Tanaka".into();
    let trouble = Press::new(None).print(&order(paper, false)).unwrap_err();
    assert_eq!(trouble, Trouble::Character { character: '株', place: "buyer.name".into() });
    assert!(!trouble.passes());
    assert!(trouble.to_string().contains("`株` (U+682A)"), "{trouble}");
}

#[test]
fn a_paper_without_end_is_refused() {
    let page = "a line\n".repeat(60);
    let one = |n: usize| (samples::line(&format!("Line {n}"), Some(&page), "1", 100, 0), false, true);
    let lines: Vec<_> = (0..220).map(one).collect();
    let trouble = Press::new(None).print(&order(with_lines(invoice("en"), &lines, 0), false)).unwrap_err();
    assert!(matches!(trouble, Trouble::TooLong(pages) if pages > 200), "{trouble}");
}

#[test]
fn what_people_write_is_letters_and_never_a_command() {
    let mut paper = invoice("en");
    paper.buyer.name = "#panic(\"x\") *bold* $x^2$ @ref <label> // \\".into();
    paper.title = Some("#read(\"/etc/passwd\")".into());
    paper.intro = Some("#let x = 1; `code` = heading".into());
    let pages = pages(&print(paper));
    says(&pages[0], "#panic(\"x\") *bold* $x^2$ @ref <label> // \\");
    says(&pages[0], "#read(\"/etc/passwd\")");
    says(&pages[0], "#let x = 1; `code` = heading");
}

#[test]
fn a_logo_that_is_no_picture_leaves_the_name() {
    let mut odd = order(invoice("en"), false);
    odd.logo = Some(b"GIF89a".to_vec());
    let pdf = Press::new(None).print(&odd).unwrap();
    says(&pages(&pdf)[0], "Nordlicht Studio GmbH");
}
