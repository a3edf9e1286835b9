//! A sender's own words in place of an approved text: it stays what it is, to whom it may go and in which language, and
//! its links stay the reader's own.

use kernel::text::{Text, Values};

use super::rows::known::Approved;
use super::wish::Wish;

pub(super) const PREFERENCES: &str = "links.preferences";

/// Where a message was shown before it was changed, its link to their preferences was none yet: it is one now.
pub(super) fn with_preferences(wish: &Wish, shown: &str) -> Wish {
    let own = |words: &Option<String>| words.as_deref().map(|words| linked(words, shown, PREFERENCES));
    Wish { text: own(&wish.text), words: own(&wish.words), ..wish.clone() }
}

/// Whether the link to their preferences stands in the text, or in the words in its place.
pub(super) fn chooses_preferences(text: &Approved, wish: &Wish) -> bool {
    let all = [Some(&text.body), wish.words.as_ref()];
    all.into_iter().flatten().any(|words| Text::parse(words).fields().contains(PREFERENCES))
}

/// The words of the wish in the text it names, where there are any. An address of its links, as it was shown, is that
/// link again.
pub(super) fn in_place_of(approved: Approved, wish: &Wish, known: &Values) -> Approved {
    if wish.template.is_none() {
        return approved;
    }
    let said = |words: &Option<String>| words.clone().filter(|words| !words.trim().is_empty());
    let subject = said(&wish.subject).unwrap_or_else(|| approved.subject.clone());
    let Some(mut words) = said(&wish.words) else { return Approved { subject, ..approved } };
    let text = Text::parse(&approved.body);
    for path in text.fields().into_iter().filter(|path| path.starts_with("links.")) {
        if let Some(address) = known.get(path) {
            words = linked(&words, address, path);
        }
    }
    Approved { subject, body: with_ways(&words, &approved.body), ..approved }
}

/// The way to the record stays, whatever they wrote.
fn with_ways(words: &str, approved: &str) -> String {
    let mut body = words.trim_end().to_owned();
    let said = Text::parse(words);
    for line in approved.lines() {
        let written = Text::parse(line);
        let leads = |path: &&str| path.starts_with("links.") && !said.fields().contains(path);
        if written.fields().iter().any(leads) {
            body = format!("{body}\n\n{}", line.trim());
        }
    }
    body
}

/// The field wherever its whole address stands.
fn linked(words: &str, address: &str, path: &str) -> String {
    let (mut out, mut rest) = (String::new(), words);
    while let Some(at) = rest.find(address).filter(|_| !address.is_empty()) {
        let (before, after) = (&rest[..at], &rest[at + address.len()..]);
        out.push_str(before);
        match ends(after) {
            true => out += &format!("{{{path}}}"),
            false => out.push_str(address),
        }
        rest = after;
    }
    out + rest
}

/// What closes around an address, and no address has behind its path.
const CLOSING: &str = ")]}>\"'»«”’“‘›‹";

/// Whether an address is over where this follows. A dot or a question mark ends it where it ends the sentence too: more
/// of an address may follow them.
fn ends(after: &str) -> bool {
    let mut next = after.chars();
    match next.next() {
        None => true,
        Some('.' | '?' | ':' | '…') => next.next().is_none_or(|c| c.is_whitespace() || CLOSING.contains(c)),
        Some(c) => c.is_whitespace() || CLOSING.contains(c) || ",;!<*".contains(c),
    }
}

#[cfg(test)]
mod tests {
    use kernel::{ContactId, Id};

    use super::*;
    use crate::conversation::Class;

    fn written(body: &str, words: Option<&str>, known: &Values) -> Approved {
        let approved = Approved {
            slug: "invoice".into(),
            version: 1,
            class: Class::Marketing,
            language: "en".into(),
            subject: "s".into(),
            body: body.into(),
        };
        let (template, words) = (Some("invoice".to_owned()), words.map(str::to_owned));
        let wish = Wish { template, words, ..Wish::to(ContactId::from_bytes([1; 16])) };
        in_place_of(approved, &wish, known)
    }

    #[test]
    fn own_words_keep_the_way_to_the_record() {
        let (body, none) = ("Hello,\n\n[Your invoice]({links.invoice})\n\nBest", Values::new());
        let said = written(body, Some("Dear Maria,\n\nas agreed.\n"), &none);
        assert_eq!(said.body, "Dear Maria,\n\nas agreed.\n\n[Your invoice]({links.invoice})");
        assert_eq!(said.class, Class::Marketing, "what needs consent needs it in other words too");
        assert_eq!(written(body, Some("See {links.invoice}."), &none).body, "See {links.invoice}.");
        assert_eq!(written(body, None, &none).body, body);
    }

    #[test]
    fn an_address_that_was_shown_is_the_link_again() {
        let known = Values::from([("links.invoice".to_owned(), "https://ours.test/i/a".to_owned())]);
        let said = |words: &str| written("{links.invoice}", Some(words), &known).body;
        assert_eq!(said("Pay (https://ours.test/i/a)."), "Pay ({links.invoice}).");
        assert_eq!(said("[Pay](https://ours.test/i/a) it."), "[Pay]({links.invoice}) it.");
        assert_eq!(said("At https://ours.test/i/a.\nBest"), "At {links.invoice}.\nBest");
        for (before, after) in [
            ("Did you see ", "?"),
            ("Did you see ", "?\nBest"),
            ("Look at ", ": it is ready"),
            ("Look at ", "…"),
            ("She said \"pay at ", "\"."),
            ("She said „pay at ", "“"),
            ("She said “pay at ", ".” So do."),
            ("Sie sagte »zahl bei ", "«"),
            ("Il a dit « payez », à savoir «", "»"),
            ("(is it ", "?)"),
            ("[it is ", "]"),
            ("<", ">"),
        ] {
            let typed = format!("{before}https://ours.test/i/a{after}");
            assert_eq!(said(&typed), format!("{before}{{links.invoice}}{after}"), "{typed}");
        }
        let asked = "{links.invoice} and https://ours.test/i/a?x=1, https://ours.test/i/a.pdf";
        assert_eq!(said(asked), asked, "it is another address");
        let other = "{links.invoice}, not https://ours.test/i/abc or https://ours.test/i/a/pdf";
        assert_eq!(said(other), other);
    }

    #[test]
    fn a_preview_of_their_page_is_their_page_whatever_closes_around_it() {
        let page = "https://ours.test/u/preview";
        let text =
            format!("Too many ({page})? “{page}” or {page}?\n\n[Here]({page}), not {page}er or {page}?x=1");
        let wish = Wish { text: Some(text), ..Wish::to(ContactId::from_bytes([1; 16])) };
        let theirs = "{links.preferences}";
        let meant = format!(
            "Too many ({theirs})? “{theirs}” or {theirs}?\n\n[Here]({theirs}), not {page}er or {page}?x=1"
        );
        assert_eq!(with_preferences(&wish, page).text, Some(meant));
    }
}
