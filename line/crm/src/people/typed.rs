//! What people type, made clean: names, addresses, numbers, tags, and the keys that find the same again.
//!
//! Pure. A value that cannot be read says so by its pointer and how to write it; nothing is guessed.

use std::str::FromStr;

use kernel::{Error, Result};

/// Letters a short value may have: names, titles, tags of a record.
pub(crate) const SHORT: usize = 200;
/// Letters a long value may have: details of a task, the text of a note.
pub(crate) const LONG: usize = 20_000;

/// Without surrounding space; runs of space become one. Empty stays empty.
pub(crate) fn line(pointer: &str, typed: &str) -> Result<String> {
    let clean = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    within(pointer, clean, SHORT)
}

/// As `line`, and empty is nothing.
pub(crate) fn maybe_line(pointer: &str, typed: Option<&str>) -> Result<Option<String>> {
    Ok(typed.map(|text| line(pointer, text)).transpose()?.filter(|text| !text.is_empty()))
}

/// Several lines: the outer space goes, the inner stays.
pub(crate) fn text(pointer: &str, typed: &str) -> Result<String> {
    within(pointer, typed.trim().to_owned(), LONG)
}

fn within(pointer: &str, text: String, most: usize) -> Result<String> {
    let controls = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if text.contains(controls) {
        return Err(Error::field(pointer, "control_characters", "leave out characters that cannot be seen"));
    }
    match text.chars().count() {
        count if count > most => {
            Err(Error::field(pointer, "too_long", format!("{count} characters; write at most {most}")))
        }
        _ => Ok(text),
    }
}

/// An address as RFC 5321 writes it, in lower case: the same mailbox has one spelling here.
pub(crate) fn email(pointer: &str, typed: &str) -> Result<String> {
    let folded = typed.trim().to_lowercase();
    match email_address::EmailAddress::from_str(&folded) {
        Ok(address) if address.as_str().len() <= 254 => Ok(folded),
        _ => Err(Error::field(pointer, "not_an_email", "write an address like name@example.com")),
    }
}

/// A telephone number in E.164, such as `+4930123456`; in `country` (ISO 3166-1) it rings without a prefix.
pub(crate) fn phone(typed: &str, country: &str) -> Option<String> {
    let country = phonenumber::country::Id::from_str(country).ok();
    let number = phonenumber::parse(country, typed.trim()).ok().filter(phonenumber::is_valid)?;
    Some(number.format().mode(phonenumber::Mode::E164).to_string())
}

/// The words of a text, lower case and without accents, in their order.
pub(crate) fn words(text: &str) -> Vec<String> {
    let folded = deunicode::deunicode(text).to_lowercase();
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// The key of a person's name: "Müller, Jörg" and "jorg muller" are one. Empty for no name.
pub(crate) fn name_key(name: &str) -> String {
    let mut all = words(name);
    all.sort();
    all.join(" ")
}

/// The key of an organisation's name; its words keep their order.
pub(crate) fn company_key(name: &str) -> String {
    let key = words(name).join(" ");
    if key.is_empty() { name.trim().to_lowercase() } else { key }
}

/// Lower case, each once, in order: `VIP ` and `vip` are one tag.
pub(crate) fn tags(typed: &[String]) -> Result<Vec<String>> {
    let mut clean = vec![];
    for tag in typed {
        let tag = line("/tags", tag)?.to_lowercase();
        if tag.contains(['"', '\\']) {
            return Err(Error::field("/tags", "not_a_tag", "leave quotes and backslashes out of tags"));
        }
        clean.push(tag);
    }
    clean.retain(|tag| !tag.is_empty());
    clean.sort();
    clean.dedup();
    Ok(clean)
}

/// The pattern of `like … escape '!'` for values that hold this text as it is.
pub(crate) fn holding(text: &str) -> String {
    let escaped = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{escaped}%")
}

/// A language tag of BCP 47, such as `de` or `pt-BR`: two or three letters, then subtags.
pub(crate) fn language(pointer: &str, typed: &str) -> Result<String> {
    let tag = typed.trim().replace('_', "-");
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    let known = (2..=3).contains(&first.len()) && first.chars().all(|c| c.is_ascii_alphabetic());
    let rest = |p: &str| (1..=8).contains(&p.len()) && p.chars().all(|c| c.is_ascii_alphanumeric());
    if known && parts.all(rest) && tag.len() <= 35 {
        return Ok(tag);
    }
    Err(Error::field(pointer, "not_a_language", "write a language like en, de or pt-BR"))
}

/// The beginning of a text, at most so many characters, cut between words; … says that it goes on.
pub fn excerpt(text: &str, most: usize) -> String {
    let text = text.trim_end();
    let Some((end, _)) = text.char_indices().nth(most) else { return text.to_owned() };
    let begins = &text[..end];
    let whole = text[end..].starts_with(char::is_whitespace);
    let cut = if whole { Some(end) } else { begins.rfind(char::is_whitespace) };
    format!("{} …", begins[..cut.unwrap_or(end)].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_rings_in_the_country_of_the_business() {
        assert_eq!(phone("030 123456", "DE").as_deref(), Some("+4930123456"));
        assert_eq!(phone("+44 20 7946 0958", "DE").as_deref(), Some("+442079460958"));
        assert_eq!(phone("030 123456", ""), None);
        assert_eq!(phone("ask for Anna", "DE"), None);
        assert_eq!(phone("12", "DE"), None);
    }

    #[test]
    fn the_same_name_has_one_key() {
        assert_eq!(name_key("Müller, Jörg"), name_key("jorg  MULLER"));
        assert_ne!(name_key("Anna Schmidt"), name_key("Anna Schmitt"));
        assert_eq!(company_key("Acme, Inc."), company_key("ACME Inc"));
        assert_eq!(company_key("!!!"), "!!!");
    }

    #[test]
    fn an_address_has_one_spelling() {
        assert_eq!(email("/email", " Ada@Example.COM ").unwrap(), "ada@example.com");
        assert!(email("/email", "ada at example").is_err());
    }

    #[test]
    fn tags_are_lower_case_and_stand_once() {
        assert_eq!(tags(&["VIP ".into(), "vip".into(), "".into(), "a".into()]).unwrap(), ["a", "vip"]);
        assert!(tags(&["\"".into()]).is_err());
    }

    #[test]
    fn an_excerpt_ends_with_a_whole_word() {
        assert_eq!(excerpt("short enough", 12), "short enough");
        assert_eq!(excerpt("We would like a new roof", 12), "We would …");
        assert_eq!(excerpt("We would like", 8), "We would …");
        assert_eq!(excerpt("Donaudampfschiff", 5), "Donau …");
        assert_eq!(excerpt("äöü äöü", 5), "äöü …");
    }

    #[test]
    fn a_language_is_a_tag() {
        assert_eq!(language("/language", "pt_BR").unwrap(), "pt-BR");
        assert!(language("/language", "english please").is_err());
    }
}
