//! What a text says, what it misses, and that no letters break it.

use proptest::prelude::*;

use super::*;

const CONTRACT: &str = "# Service agreement

Between **{business.name}** and {contact.name|the customer},
as of today.

1. We do the work.
1.1. With care.
2. You pay {deal.value}.

- one
- see [our terms](https://x.test/terms?c={contact.email})

Stop these mails: {links.preferences}. More at https://x.test/a_b.";

fn values(pairs: &[(&str, &str)]) -> Values {
    pairs.iter().map(|(path, value)| ((*path).into(), (*value).into())).collect()
}

fn all() -> Values {
    values(&[
        ("business.name", "Müller & Söhne"),
        ("deal.value", "1250.00 EUR"),
        ("contact.email", "a+b@c.test"),
        ("links.preferences", "https://x.test/u/abc"),
    ])
}

#[test]
fn a_text_is_filled_and_read_as_plain_words() {
    let filled = Text::parse(CONTRACT).fill(&all()).unwrap();
    assert_eq!(
        filled.plain(),
        "Service agreement\n\nBetween Müller & Söhne and the customer,\nas of today.\n\n\
         1. We do the work.\n1.1. With care.\n2. You pay 1250.00 EUR.\n\n\
         - one\n- see our terms (https://x.test/terms?c=a%2Bb%40c.test)\n\n\
         Stop these mails: https://x.test/u/abc. More at https://x.test/a_b."
    );
    assert_eq!(Filled::read(&filled.source()), filled);
}

#[test]
fn the_blocks_are_what_a_renderer_needs() {
    let text = Text::parse(CONTRACT);
    let kinds: Vec<&str> = text
        .blocks()
        .iter()
        .map(|block| match block {
            Block::Heading(..) => "heading",
            Block::Paragraph(_) => "paragraph",
            Block::Clauses(_) => "clauses",
            Block::List(_) => "list",
        })
        .collect();
    assert_eq!(kinds, ["heading", "paragraph", "clauses", "list", "paragraph"]);
    let fields: Vec<&str> = text.fields().into_iter().collect();
    assert_eq!(fields, ["business.name", "contact.email", "contact.name", "deal.value", "links.preferences"]);
    assert_eq!(Text::parse(&text.to_string()), text);
}

#[test]
fn every_missing_field_is_named_and_an_empty_one_is_missing() {
    let known = values(&[("business.name", "  "), ("links.preferences", "javascript:alert(1)")]);
    let missing = Text::parse(CONTRACT).fill(&known).unwrap_err();
    assert_eq!(missing.0, ["business.name", "deal.value", "contact.email", "links.preferences"]);
    assert!(missing.to_string().contains("deal.value"));
}

#[test]
fn a_field_nobody_knows_is_found_before_anything_is_sent() {
    let text = Text::parse("{contact.name} {lead.answers.budget} {contact.nmae} {first name} \\{braces}");
    let known = ["contact.name", "contact.first_name", "lead.answers.*"];
    let unknown: Vec<String> = text.check(&known).unwrap_err().into_iter().map(|field| field.0).collect();
    assert_eq!(unknown, ["contact.nmae", "first name"]);
    assert_eq!(Text::parse("Hello {contact.name}").check(&known), Ok(()));
}

#[test]
fn a_subject_is_one_line_without_markup() {
    let subject = Words::parse("**{business.name}**: {lead.service|your inquiry}");
    assert_eq!(
        subject.fill(&values(&[("business.name", "A\r\nBcc: x@y.test")])).unwrap(),
        "**A Bcc: x@y.test**: your inquiry"
    );
    assert_eq!(subject.fill(&values(&[])).unwrap_err().0, ["business.name"]);
}

#[test]
fn what_a_customer_writes_never_becomes_markup() {
    for evil in [
        "**b**",
        "[x](https://evil.test)",
        "https://evil.test",
        "{business.name}",
        "# h",
        "- i",
        "1. c",
        "\\",
    ] {
        let filled = Text::parse("{contact.name}").fill(&values(&[("contact.name", evil)])).unwrap();
        assert_eq!(filled.blocks(), [Block::Paragraph(vec![vec![Span::Plain(evil.into())]])], "{evil}");
        assert_eq!(Filled::read(&filled.source()), filled, "{evil}");
        assert_eq!(Filled::read(&plain_source(evil)), filled, "{evil}");
    }
}

#[test]
fn an_address_that_is_no_link_stays_letters() {
    for odd in ["[x](javascript:alert(1))", "[x]()", "[x](/path)", "[x](https://)", "https://"] {
        let text = Text::parse(odd);
        let mut spans = text.blocks().iter().flat_map(Block::spans);
        assert!(spans.all(|span| matches!(span, Span::Plain(_))), "{odd}: {text:?}");
    }
}

/// Texts made of what has a meaning in the form.
fn sources() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[ a-zA-Z0-9äß.,!?]{0,6}",
        proptest::sample::select(vec![
            "**",
            "*",
            "[",
            "]",
            "(",
            ")",
            "](",
            "\\",
            "\n",
            "\n\n",
            "# ",
            "## ",
            "- ",
            "1. ",
            "2.3. ",
            "{",
            "}",
            "{a.b}",
            "{a.b|c d}",
            "{links.x}",
            "|",
            "https://x.test/",
            "[l](https://y.test)",
            ":",
            "mailto:",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn a_text_survives_its_source(source in sources()) {
        let text = Text::parse(&source);
        let again = Text::parse(&text.to_string());
        prop_assert_eq!(again.fields(), text.fields());
        prop_assert_eq!(again.to_string(), text.to_string());
        let known = values(&[("a.b", "V"), ("links.x", "https://z.test/")]);
        prop_assert_eq!(again.fill(&known).unwrap(), text.fill(&known).unwrap());
    }

    #[test]
    fn no_field_survives_filling(source in sources(), value in "\\PC{0,12}") {
        let known = values(&[("a.b", &value), ("links.x", "https://z.test/")]);
        let text = Text::parse(&source);
        match text.fill(&known) {
            Ok(filled) => {
                let strange = text.check(&["a.b", "links.x"]).is_err();
                let odd = strange || source.contains('\\') || value.contains('{');
                prop_assert!(odd || !filled.plain().contains("{a.b"), "{}", filled.plain());
                prop_assert_eq!(Filled::read(&filled.source()), filled);
            }
            Err(missing) => {
                prop_assert!(value.trim().is_empty() || value.chars().all(char::is_whitespace), "{missing}");
            }
        }
    }

    #[test]
    fn no_letters_make_it_panic(source in "\\PC{0,80}", value in ".{0,20}") {
        let text = Text::parse(&source);
        let _ = text.check(&["contact.*"]);
        let _ = text.fill(&values(&[("contact.name", &value)])).map(|filled| filled.plain());
        let _ = Words::parse(&source).fill(&values(&[]));
    }
}
