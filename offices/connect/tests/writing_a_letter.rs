//! The small text form, as HTML and as plain text.
#![allow(clippy::unwrap_used)] // a test may fail so

use connect::mail_out::*;
use html5ever::tendril::TendrilSink;
use kernel::text::{Filled, Text};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use proptest::prelude::*;

fn brand() -> Brand {
    Brand {
        name: "Müller & Söhne <GmbH>".into(),
        colour: Colour::parse("#ffcc00").unwrap(),
        logo: None,
        legal: vec!["Müller & Söhne GmbH".into(), "Hauptstraße 1, Berlin".into()],
        privacy: Some(Link::parse("https://biz.test/privacy").unwrap()),
    }
}

fn rendered(text: &str) -> Rendered {
    let leave = Link::parse("https://biz.test/u/abc?x=1&y=2").unwrap();
    let slot = Link::parse("https://biz.test/b/xyz").unwrap();
    let footer = Footer {
        why: "You get this because you wrote to us.",
        preferences: Some(Button { label: "Unsubscribe", link: &leave }),
        privacy_label: "Privacy",
    };
    let button = Some(Button { label: "Pick a time", link: &slot });
    let preview = Some("We answer today");
    let text = &Filled::read(text);
    letter(&brand(), &Letter { lang: "en", subject: "Hello", preview, text, button, footer })
}

const TEXT: &str = "Hello **Zoë**,
thank you.

- first
- see [our terms](https://biz.test/t)

More on https://biz.test/a_b.";

#[test]
fn the_html_says_what_the_text_says() {
    let both = rendered(TEXT);
    let body =
        TEXT.replace("**", "").replace("[our terms](https://biz.test/t)", "our terms (https://biz.test/t)");
    assert!(both.text.starts_with(&(body + "\n\n")), "{}", both.text);
    for part in
        ["<strong>Zoë</strong>,<br>thank you.", "<ul class=\"ink\"", ">our terms</a></li>", "lang=\"en\""]
    {
        assert!(both.html.contains(part), "{part}: {}", both.html);
    }
    assert!(both.html.contains("href=\"https://biz.test/a_b\"") && both.html.contains("</a>.</p>"));
}

#[test]
fn the_end_tells_who_why_and_how_to_leave() {
    let both = rendered(TEXT);
    let end = "Pick a time:\nhttps://biz.test/b/xyz\n\n\
        -- \nMüller & Söhne <GmbH>\nYou get this because you wrote to us.\n\
        Unsubscribe: https://biz.test/u/abc?x=1&y=2\nPrivacy: https://biz.test/privacy\n\
        Müller & Söhne GmbH\nHauptstraße 1, Berlin\n";
    assert!(both.text.ends_with(end), "{}", both.text);
    for part in [
        "Müller &amp; Söhne &lt;GmbH&gt;",
        "abc?x=1&amp;y=2\"",
        "prefers-color-scheme:dark",
        "max-width:600px",
    ] {
        assert!(both.html.contains(part), "{part}: {}", both.html);
    }
}

#[test]
fn a_button_is_readable_on_any_colour() {
    assert!(rendered("x").html.contains("background:#ffcc00;color:#000000"));
    let dark = Brand { colour: Colour::parse("#102030").unwrap(), ..brand() };
    let footer = Footer { why: "x", preferences: None, privacy_label: "x" };
    let link = Link::parse("https://biz.test").unwrap();
    let button = Some(Button { label: "x", link: &link });
    let bare = Filled::read("https://a.test");
    let letter_ = Letter { lang: "en", subject: "x", preview: None, text: &bare, button, footer };
    let html = letter(&dark, &letter_).html;
    assert!(
        html.contains("background:#102030;color:#ffffff") && html.contains("color:#102030;text-decoration")
    );
    for wrong in ["", "red", "#12345", "#12345g", "#+1+2+3", "12345678"] {
        assert_eq!(Colour::parse(wrong), None);
    }
}

#[test]
fn a_link_to_anything_but_the_web_stays_text() {
    let both = rendered("[click](javascript:alert(1)) <script>x</script> [y](data:text/html,x)");
    assert!(!both.html.contains("href=\"javascript") && !both.html.contains("href=\"data"));
    assert!(both.html.contains("[click](javascript:alert(1)) &lt;script&gt;"));
}

#[test]
fn headings_and_clauses_keep_their_rank_and_number() {
    let both = rendered("# Terms\n\n1. We work.\n1.1. You pay.\n\n## More");
    for part in ["<h1 class=\"ink\"", ">Terms</h1>", ">1. We work.</p>", ">1.1. You pay.</p>", ">More</h2>"] {
        assert!(both.html.contains(part), "{part}: {}", both.html);
    }
    assert!(both.text.starts_with("Terms\n\n1. We work.\n1.1. You pay.\n\nMore\n\n"), "{}", both.text);
}

#[test]
fn a_customers_words_never_become_markup() {
    let evil = "**Ann** [click](https://evil.test) https://evil.test <b>x</b>";
    let values = [("contact.name".to_owned(), evil.to_owned())].into();
    let kept = Text::parse("Dear {contact.name},").fill(&values).unwrap().source();
    let html = rendered(&kept).html;
    assert!(
        !html.contains("href=\"https://evil.test") && !html.contains("<strong>Ann") && !html.contains("<b>")
    );
    assert!(html.contains("**Ann** [click](https://evil.test)"), "{html}");
}

/// A page as a browser's parser reads it.
struct Page {
    errors: Vec<String>,
    elements: Vec<Element>,
}

struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    /// Of it and all within.
    text: String,
}

impl Page {
    fn read(html: &str) -> Page {
        let dom = html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(html);
        let mut page = Page { errors: vec![], elements: vec![] };
        page.errors.extend(dom.errors.borrow().iter().map(ToString::to_string));
        page.walk(&dom.document);
        page
    }

    fn walk(&mut self, node: &Handle) -> String {
        let at = self.elements.len();
        if let NodeData::Element { name, attrs, .. } = &node.data {
            let attributes =
                attrs.borrow().iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
            self.elements.push(Element { name: name.local.to_string(), attributes, text: String::new() });
        }
        let mut text = match &node.data {
            NodeData::Text { contents } => contents.borrow().to_string(),
            _ => String::new(),
        };
        for child in node.children.borrow().iter() {
            text += &self.walk(child);
        }
        if let NodeData::Element { .. } = &node.data {
            self.elements[at].text.clone_from(&text);
        }
        text
    }

    fn all(&self, name: &str) -> Vec<&Element> {
        self.elements.iter().filter(|one| one.name == name).collect()
    }
}

impl Element {
    fn attr(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

#[test]
fn a_mail_is_one_column_of_blocks_that_a_browser_reads_without_a_complaint() {
    let text = "# News\n\nHello **Zoë**\n\n[Pick \\\"a\\\" time](https://biz.test/b?x=1&y=2)\n\n---\n\n\
        https://biz.test/logo\n\n- one";
    let logo = Link::parse("https://biz.test/logo").unwrap();
    let branded = Brand { logo: Some(logo), ..brand() };
    let footer = Footer { why: "why", preferences: None, privacy_label: "Privacy" };
    let filled = Filled::read(text);
    let subject = "A \"B\" <c>";
    let whole = Letter { lang: "de", subject, preview: None, text: &filled, button: None, footer };
    let both = letter(&branded, &whole);
    let page = Page::read(&both.html);
    assert_eq!(page.errors, Vec::<String>::new());
    assert_eq!(page.all("title")[0].text, subject);
    assert_eq!(page.all("html")[0].attr("lang"), Some("de"));
    let links = page.all("a");
    let button = links.iter().find(|one| one.attr("href") == Some("https://biz.test/b?x=1&y=2")).unwrap();
    assert_eq!(button.text.trim(), "Pick \"a\" time");
    let shown = page.all("img");
    assert_eq!((shown.len(), shown[0].attr("alt")), (1, Some("Müller & Söhne <GmbH>")), "the logo once");
    let rules = page.elements.iter().filter(|one| one.attr("class") == Some("rule")).count();
    assert_eq!(rules, 2, "one of the author, one above the footer");
    assert!(page.all("link").is_empty() && page.all("script").is_empty(), "nothing is fetched but the logo");
    let schemes = |one: &&&Element| one.attr("name") == Some("color-scheme");
    assert_eq!(page.all("meta").iter().find(schemes).unwrap().attr("content"), Some("light dark"));
    for name in ["p", "h1", "li", "ul", "a", "img"] {
        assert!(
            page.all(name).iter().all(|one| one.attr("style").is_some()),
            "every {name} has its own style"
        );
    }
    assert!(page.all("body")[0].text.contains("Zoë"));
    assert!(
        both.text.contains("Pick \"a\" time (https://biz.test/b?x=1&y=2)\n\n---\n\nhttps://biz.test/logo")
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_renders_without_foreign_tags(text in any::<String>()) {
        let html = rendered(&text).html;
        let known = "a br strong p ul li h1 h2 h3 html head meta title style body div table tbody tr td !doctype \
            !-- !--[if !--<![endif]-- ![endif]-- !--[if noscript xml o:OfficeDocumentSettings o:AllowPNG/ \
            o:PixelsPerInch";
        let known: Vec<_> = known.split(' ').collect();
        for tag in html.split('<').skip(1) {
            let name = tag.trim_start_matches('/').split([' ', '>']).next().unwrap_or_default();
            prop_assert!(known.contains(&name), "{}", name);
        }
    }

    #[test]
    fn any_text_is_html_that_a_browser_reads_without_a_complaint(text in any::<String>(), subject in any::<String>()) {
        let filled = Filled::read(&text);
        let footer = Footer { why: &subject, preferences: None, privacy_label: "x" };
        let letter_ =
            Letter { lang: "en", subject: &subject, preview: Some(&subject), text: &filled, button: None, footer };
        let html = letter(&brand(), &letter_).html;
        let errors = Page::read(&html).errors;
        let known = ["control-character", "Bad character"];
        let odd = |error: &&String| !known.iter().any(|known| error.contains(known));
        let found: Vec<&String> = errors.iter().filter(odd).collect();
        prop_assert!(found.is_empty(), "{:?}", found);
    }
}
