//! What the templates read: a paper as plain texts, every amount and day as its reader writes it.
//!
//! Invariant: nothing is computed here; sums come from the paper. Templates see this and nothing else.

mod blocks;
mod country;
mod evidence;
mod lines;
mod party;
mod payment;

use kernel::paper::{Document, Paper};
use kernel::print;
use serde_json::{Map, Value as Json, json};

use crate::labels::Labels;

pub use blocks::reads_rightwards;

/// A paper and the words for its reader.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    pub paper: &'a Paper,
    pub labels: Labels,
}

impl<'a> Reader<'a> {
    pub fn of(paper: &'a Paper) -> Reader<'a> {
        Reader { paper, labels: Labels::of(&paper.language) }
    }

    pub fn amount(&self, money: kernel::Money) -> String {
        print::amount(money, &self.paper.language)
    }

    pub fn day(&self, day: kernel::Date) -> String {
        print::day(day, &self.paper.language)
    }

    pub fn rate(&self, rate: kernel::BasisPoints) -> String {
        print::rate(rate, &self.paper.language)
    }

    pub fn label(&self, id: &str) -> &'static str {
        self.labels.get(id)
    }

    /// What the seller's country calls the tax; `VAT` in most.
    pub fn tax(&self) -> &'static str {
        match self.paper.seller.address.country.as_str() {
            "US" | "CA" => self.label("sales_tax"),
            "AU" | "NZ" | "SG" | "IN" => "GST",
            _ => self.label("tax"),
        }
    }
}

/// `/data.json`; `logo` is the name of the virtual file, if there is one.
pub fn view(paper: &Paper, logo: Option<&str>) -> Json {
    let reader = Reader::of(paper);
    let mut data = json!({
        "document": paper.document.word(),
        "language": language(&paper.language),
        "labels": Json::Object(labels(&reader)),
        "heading": reader.label(paper.document.word()),
        "number": paper.number,
        "title": paper.title,
        "test": paper.test,
        "logo": logo,
        "facts": facts(&reader),
        "seller": party::seller(paper),
        "buyer": party::buyer(paper),
        "intro": blocks::read(paper.intro.as_deref()),
        "lines": lines::lines(&reader),
        "line_discounts": lines::any_discount(paper),
        "sums": lines::sums(&reader),
        "milestones": lines::milestones(&reader),
        "milestone_days": paper.milestones.iter().any(|milestone| milestone.due.is_some()),
        "payment": paper.payment.as_ref().map(|payment| payment::view(&reader, payment)),
        "note": blocks::read(paper.note.as_deref()),
        "terms": blocks::read(paper.terms.as_deref()),
        "evidence": paper.evidence.as_ref().map(|evidence| evidence::view(&reader, evidence)),
    });
    clean(&mut data);
    data
}

fn labels(reader: &Reader<'_>) -> Map<String, Json> {
    let mut labels = reader.labels.all();
    labels.insert("tax".into(), reader.tax().into());
    labels
}

/// What typst takes for a language: two or three letters.
fn language(tag: &str) -> String {
    let first = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let fits = (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_lowercase());
    if fits { first } else { "en".into() }
}

/// The block of facts beside the address: pairs of label and text.
fn facts(reader: &Reader<'_>) -> Vec<[String; 2]> {
    let paper = reader.paper;
    let day = |day: Option<kernel::Date>| day.map(|day| reader.day(day));
    let corrects = paper.corrects.as_ref();
    let corrects =
        corrects.map(|(number, of)| format!("{number} {} {}", reader.label("of_day"), reader.day(*of)));
    let rows = [
        ("number", Some(paper.number.clone())),
        ("version", paper.version.filter(|version| *version > 1).map(|version| version.to_string())),
        ("date", Some(reader.day(paper.date))),
        ("corrects", corrects),
        ("delivered", day(paper.delivered)),
        ("due", day(paper.due).filter(|_| paper.document == Document::Invoice)),
        ("valid_until", day(paper.valid_until)),
        ("reference", paper.reference.clone()),
        ("your_vat_id", paper.buyer.vat_id.clone()),
        ("reason", paper.reason.clone()),
    ];
    let said = rows.into_iter().filter_map(|(id, text)| Some((id, text?)));
    let said = said.filter(|(_, text)| !text.trim().is_empty());
    said.map(|(id, text)| [reader.label(id).to_owned(), text]).collect()
}

/// Letters; a shorter word is broken by its language, or fits.
const LONG_WORD: usize = 40;

/// A word longer than its column may break anywhere.
fn breakable(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let letters: Vec<char> = word.chars().collect();
        if letters.len() <= LONG_WORD {
            return word.to_owned();
        }
        letters
            .chunks(LONG_WORD / 4)
            .map(|part| part.iter().collect::<String>())
            .collect::<Vec<_>>()
            .join("\u{200b}")
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Control marks become spaces, marks that only confuse a typesetter go.
fn clean(value: &mut Json) {
    match value {
        Json::String(text) if text.chars().any(odd) => *text = text.chars().filter_map(cleaned).collect(),
        Json::Array(all) => all.iter_mut().for_each(clean),
        Json::Object(all) => all.values_mut().for_each(clean),
        _ => {}
    }
}

fn odd(c: char) -> bool {
    cleaned(c) != Some(c)
}

fn cleaned(c: char) -> Option<char> {
    match c {
        '\u{feff}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' => None,
        // Overrides of direction could show a number backwards.
        '\u{202a}'..='\u{202e}' => None,
        '\u{2028}' | '\u{2029}' => Some(' '),
        c if c.is_control() => Some(' '),
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_hide_or_turn_text_do_not_reach_paper() {
        let mut value = json!({ "a": ["x\ty\u{202e}z\u{feff}", "k\u{200d}k"] });
        clean(&mut value);
        assert_eq!(value, json!({ "a": ["x yz", "k\u{200d}k"] }));
    }

    #[test]
    fn only_a_word_no_column_holds_may_break_anywhere() {
        let hash = "0".repeat(40);
        assert_eq!(breakable(&format!("short {hash}")), format!("short {hash}"));
        assert_eq!(breakable(&"a".repeat(41)).split('\u{200b}').count(), 5);
    }

    #[test]
    fn a_language_typst_does_not_know_is_english() {
        assert_eq!((language("de-AT").as_str(), language("x").as_str()), ("de", "en"));
    }
}
