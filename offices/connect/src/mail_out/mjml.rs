//! A letter as MJML blocks, and those as the HTML that mail programs understand: one column of at most 600 px, styles
//! on every element, readable on a phone and in the dark.
//!
//! Invariant: mrml writes words and attributes as it gets them (attributes as Rust would quote them), so whatever
//! comes from outside reaches it escaped. An author writes no HTML: a block is what its words make it.

use kernel::text::{Block, Span};
use mrml::mj_body::{MjBody, MjBodyChild};
use mrml::mj_button::MjButton;
use mrml::mj_column::MjColumn;
use mrml::mj_divider::MjDivider;
use mrml::mj_head::{MjHead, MjHeadChild};
use mrml::mj_preview::{MjPreview, MjPreviewChild};
use mrml::mj_raw::{MjRaw, MjRawChild};
use mrml::mj_section::MjSection;
use mrml::mj_style::MjStyle;
use mrml::mj_text::MjText;
use mrml::mj_title::MjTitle;
use mrml::mjml::{Mjml, MjmlAttributes, MjmlChildren};
use mrml::prelude::render::RenderOptions;
use mrml::prelude::{AttributeMap, OneOrMany};

use super::html::{block_html, foot_html, name_html};
use super::{Brand, Letter, Link};

/// What a block of a text is in a mail.
#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    Words(&'a Block<String>),
    /// A link alone in its paragraph.
    Button {
        label: &'a str,
        url: &'a str,
    },
    /// Three dashes alone in their paragraph.
    Divider,
    /// The address of our logo alone in its paragraph.
    Logo(&'a Link),
}

const DARK: &str = ":root{color-scheme:light dark;supported-color-schemes:light dark}\
@media (prefers-color-scheme:dark){body,body>div{background:#121212!important}\
.card,.card>table{background:#1e1e1e!important}.ink{color:#f1f1f1!important}.soft{color:#b8b8b8!important}\
.link{color:#8ab4f8!important}.rule p{border-color:#3f3f46!important}}";
const SCHEMES: &str = "<meta name=\"color-scheme\" content=\"light dark\">\
<meta name=\"supported-color-schemes\" content=\"light dark\">";
const PAPER: &str = "#f4f4f5";
const CARD: &str = "#ffffff";
const RULE: &str = "#d4d4d8";
const SYSTEM_FONT: &str = "-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/// The whole mail.
pub(super) fn page(brand: &Brand, letter: &Letter<'_>) -> String {
    let attributes =
        MjmlAttributes { owa: None, lang: Some(inert(letter.lang)), dir: Some("auto".to_owned()) };
    let children = MjmlChildren { head: Some(head(letter)), body: Some(body(brand, letter)) };
    // No web font is named anywhere; without the list none could ever be loaded from somebody else's server.
    let options = RenderOptions { fonts: std::collections::HashMap::new(), ..RenderOptions::default() };
    Mjml::new(attributes, children).render(&options).expect("blocks without includes always render")
}

fn head(letter: &Letter<'_>) -> MjHead {
    let mut all = vec![MjHeadChild::MjTitle(MjTitle::new((), inert(letter.subject)))];
    all.extend(letter.preview.map(|words| {
        let words = MjPreviewChild::Text(inert(words).into());
        MjHeadChild::MjPreview(MjPreview::new((), OneOrMany::One(words)))
    }));
    all.push(MjHeadChild::MjStyle(MjStyle::from(DARK)));
    all.push(MjHeadChild::MjRaw(MjRaw::new((), vec![MjRawChild::Text(SCHEMES.into())])));
    MjHead::new((), all)
}

fn body(brand: &Brand, letter: &Letter<'_>) -> MjBody {
    let parts: Vec<Part<'_>> =
        letter.text.blocks().iter().map(|block| part(block, brand.logo.as_ref())).collect();
    let shows_logo = parts.iter().any(|part| matches!(part, Part::Logo(_)));
    let top = match brand.logo.as_ref().filter(|_| !shows_logo) {
        Some(logo) => image(brand, logo, "0"),
        None => words(&name_html(brand).into_string(), "0"),
    };
    let said = parts.iter().map(|part| block(brand, part));
    let pressed = letter.button.map(|one| button(brand, one.label, one.link.as_str()));
    let sections = vec![
        space(),
        section(&[("padding", "20px 32px 0"), ("border-top", &rim(brand))], vec![top]),
        section(&[("padding", "8px 32px 16px")], said.chain(pressed).collect()),
        section(
            &[("padding", "0 32px 24px")],
            vec![divider(), words(&foot_html(brand, letter).into_string(), "0")],
        ),
        space(),
    ];
    MjBody::new(attributes(&[("background-color", PAPER), ("width", "600px")]), sections)
}

fn rim(brand: &Brand) -> String {
    format!("4px solid {}", brand.colour.css())
}

/// What the author meant by a block: its words alone say it.
fn part<'a>(block: &'a Block<String>, logo: Option<&'a Link>) -> Part<'a> {
    let Block::Paragraph(lines) = block else { return Part::Words(block) };
    let [line] = lines.as_slice() else { return Part::Words(block) };
    match (line.as_slice(), logo) {
        ([Span::Plain(dashes)], _) if is_rule(dashes) => Part::Divider,
        ([Span::Link { url, .. }], Some(logo)) if url == logo.as_str() => Part::Logo(logo),
        ([Span::Link { label, url }], _) if label != url => Part::Button { label, url },
        _ => Part::Words(block),
    }
}

fn is_rule(words: &str) -> bool {
    words.len() >= 3 && words.bytes().all(|byte| byte == b'-')
}

fn block(brand: &Brand, part: &Part<'_>) -> MjBodyChild {
    match part {
        Part::Words(block) => words(&block_html(block, brand.colour).into_string(), "0"),
        Part::Button { label, url } => button(brand, label, url),
        Part::Divider => divider(),
        Part::Logo(logo) => image(brand, logo, "8px 0"),
    }
}

/// `html` is escaped already.
fn words(html: &str, padding: &str) -> MjBodyChild {
    let style =
        [("padding", padding), ("font-family", SYSTEM_FONT), ("font-size", "16px"), ("line-height", "1.5")];
    MjBodyChild::MjText(MjText::new(attributes(&style), vec![MjRawChild::Text(html.into())]))
}

fn button(brand: &Brand, label: &str, url: &str) -> MjBodyChild {
    let style = [
        ("align", "left"),
        ("padding", "8px 0 16px"),
        ("inner-padding", "14px 24px"),
        ("border-radius", "6px"),
        ("background-color", &brand.colour.css()),
        ("color", brand.colour.ink()),
        ("font-family", SYSTEM_FONT),
        ("font-size", "16px"),
        ("font-weight", "600"),
        ("href", url),
    ];
    let label = MjBodyChild::Text(inert(label).into());
    MjBodyChild::MjButton(MjButton::new(attributes(&style), vec![label]))
}

fn divider() -> MjBodyChild {
    let style =
        [("padding", "16px 0"), ("border-width", "1px"), ("border-color", RULE), ("css-class", "rule")];
    MjBodyChild::MjDivider(MjDivider::new(attributes(&style), ()))
}

/// 40 px high, as wide as it is; its words are the business's name.
fn image(brand: &Brand, logo: &Link, padding: &str) -> MjBodyChild {
    let tag = maud::html! {
        img src=(logo) alt=(brand.name) height="40" style="height:40px;max-width:240px;border:0;display:block";
    };
    words(&tag.into_string(), padding)
}

fn section(style: &[(&str, &str)], children: Vec<MjBodyChild>) -> MjBodyChild {
    let column = MjColumn::new(attributes(&[("padding", "0")]), children);
    let own = [("background-color", CARD), ("css-class", "card"), ("text-align", "left")];
    let style: Vec<(&str, &str)> = own.into_iter().chain(style.iter().copied()).collect();
    MjBodyChild::MjSection(MjSection::new(attributes(&style), vec![MjBodyChild::MjColumn(column)]))
}

/// The paper above and below the card.
fn space() -> MjBodyChild {
    MjBodyChild::MjSection(MjSection::new(attributes(&[("padding", "12px 0")]), vec![]))
}

fn attributes(pairs: &[(&str, &str)]) -> AttributeMap {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), Some(inert(value)))).collect()
}

/// Letters that stay letters in an attribute and between tags, however they are quoted: what could end either, or be
/// written otherwise by Rust's quoting, is a numeric reference.
fn inert(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + 16);
    for letter in words.chars() {
        match letter {
            ' '..='~' if !"\"&<>\\'".contains(letter) => out.push(letter),
            // What no document may hold, not even as a reference.
            letter if letter.is_control() => out.push(' '),
            letter => out += &format!("&#{};", u32::from(letter)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::text::Filled;

    #[test]
    fn the_words_of_a_block_say_what_it_is() {
        let logo = Link::parse("https://biz.test/logo").unwrap();
        let text = Filled::read(
            "[Pick a time](https://biz.test/b)\n\n---\n\nhttps://biz.test/logo\n\nSee [this](https://biz.test)\n\n\
             https://biz.test/bare\n\n--",
        );
        let parts: Vec<Part<'_>> = text.blocks().iter().map(|block| part(block, Some(&logo))).collect();
        assert_eq!(parts[0], Part::Button { label: "Pick a time", url: "https://biz.test/b" });
        assert_eq!(parts[1..3], [Part::Divider, Part::Logo(&logo)]);
        assert!(parts[3..].iter().all(|part| matches!(part, Part::Words(_))), "{parts:?}");
    }

    #[test]
    fn nothing_leaves_its_quotes() {
        assert_eq!(inert("a\"b\\c<d>&'\u{0}\u{200b}ü"), "a&#34;b&#92;c&#60;d&#62;&#38;&#39; &#8203;&#252;");
    }
}
