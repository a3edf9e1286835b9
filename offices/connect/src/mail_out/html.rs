//! A message text as an accessible mail: its words as HTML, and the plain text with the same content.
//!
//! Invariant: everything is escaped; no remote style or font; what HTML says, the text says too, links
//! written out. Deliberately not here: the frame around the words (`mjml`).

use kernel::text::{Block, Filled, Span};
use maud::{Markup, html};

use super::{HeaderRefusal, Link, mjml};

/// How the business looks in every mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brand {
    pub name: String,
    pub colour: Colour,
    pub logo: Option<Link>,
    /// Legal name and postal address, one line each: many laws ask for them in every business mail.
    pub legal: Vec<String>,
    pub privacy: Option<Link>,
}

/// An sRGB colour, `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour([u8; 3]);

/// One mail's content: the filled text, and plain words around it.
#[derive(Debug, Clone)]
pub struct Letter<'a> {
    /// BCP 47, the reader's language.
    pub lang: &'a str,
    pub subject: &'a str,
    /// The line a mailbox shows beside the subject; hidden in the mail.
    pub preview: Option<&'a str>,
    pub text: &'a Filled,
    pub button: Option<Button<'a>>,
    pub footer: Footer<'a>,
}

/// A link with the words on it.
#[derive(Debug, Clone, Copy)]
pub struct Button<'a> {
    pub label: &'a str,
    pub link: &'a Link,
}

/// The end of the mail, in the reader's language: why they get it, and how to get no more.
#[derive(Debug, Clone, Copy)]
pub struct Footer<'a> {
    pub why: &'a str,
    /// To leave, or to choose what one gets.
    pub preferences: Option<Button<'a>>,
    /// The word for the brand's privacy link.
    pub privacy_label: &'a str,
}

/// The two forms of one letter, as `Envelope` takes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub html: String,
    pub text: String,
}

impl Colour {
    /// `#1a2b3c`; anything else is `None`.
    pub fn parse(text: &str) -> Option<Colour> {
        let digits = text.strip_prefix('#').filter(|d| d.len() == 6 && d.is_ascii())?;
        let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        let plain = digits.bytes().all(|b| b.is_ascii_hexdigit());
        plain.then_some(Colour([part(0)?, part(2)?, part(4)?]))
    }

    pub(super) fn css(self) -> String {
        let [r, g, b] = self.0;
        format!("#{r:02x}{g:02x}{b:02x}")
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2).
    fn luminance(self) -> f64 {
        let part = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        let [r, g, b] = self.0;
        0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
    }

    /// Black or white, whichever stands out more: at least 4.5 : 1 on any colour.
    pub(super) fn ink(self) -> &'static str {
        if self.luminance() > 0.179 { "#000000" } else { "#ffffff" }
    }

    /// The colour for links on white, or a blue that can be read there where the brand's own cannot.
    fn on_white(self) -> String {
        if 1.05 / (self.luminance() + 0.05) >= 4.5 { self.css() } else { "#0b57d0".to_owned() }
    }
}

impl TryFrom<&str> for Colour {
    type Error = HeaderRefusal;
    fn try_from(text: &str) -> Result<Colour, HeaderRefusal> {
        Colour::parse(text).ok_or(HeaderRefusal::Colour)
    }
}

/// Both forms of one letter.
pub fn letter(brand: &Brand, letter: &Letter<'_>) -> Rendered {
    Rendered { html: mjml::page(brand, letter), text: plain(brand, letter) }
}

pub(super) const FONT: &str = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/// The line above everything: who writes.
pub(super) fn name_html(brand: &Brand) -> Markup {
    let name = format!("{FONT};font-size:18px;line-height:1.4;font-weight:600;margin:0;color:#18181b");
    html! { p.ink style=(name) { (brand.name) } }
}

fn ink() -> String {
    format!("{FONT};font-size:16px;line-height:1.5;color:#18181b;margin:8px 0")
}

/// A block of words, escaped.
pub(super) fn block_html(block: &Block<String>, colour: Colour) -> Markup {
    match block {
        Block::Heading(level, spans) => heading_html(*level, &spans_html(spans, colour)),
        Block::Paragraph(lines) => html! {
            p.ink style=(ink()) {
                @for (at, line) in lines.iter().enumerate() {
                    @if at > 0 { br; }
                    (spans_html(line, colour))
                }
            }
        },
        Block::List(items) => html! {
            ul.ink style=(ink()) {
                @for item in items { li style="margin:4px 0" { (spans_html(item, colour)) } }
            }
        },
        // The numbers are the author's own, so they are words of the text, not of a list.
        Block::Clauses(clauses) => html! {
            @for clause in clauses {
                p.ink style=(ink()) { (clause.number) ". " (spans_html(&clause.spans, colour)) }
            }
        },
    }
}

fn heading_html(level: u8, words: &Markup) -> Markup {
    let size = match level {
        1 => 22,
        2 => 18,
        _ => 16,
    };
    let style = format!("{FONT};font-size:{size}px;line-height:1.3;color:#18181b;margin:16px 0 4px");
    html! {
        @match level {
            1 => h1.ink style=(style) { (words) },
            2 => h2.ink style=(style) { (words) },
            _ => h3.ink style=(style) { (words) },
        }
    }
}

fn spans_html(spans: &[Span<String>], colour: Colour) -> Markup {
    html! {
        @for span in spans {
            @match span {
                Span::Plain(text) => (text),
                Span::Bold(text) => strong { (text) },
                Span::Link { label, url } => (anchor(label, url, &colour.on_white())),
            }
        }
    }
}

fn anchor(label: &str, link: &str, colour: &str) -> Markup {
    html! { a.link href=(link) style={ "color:" (colour) ";text-decoration:underline" } { (label) } }
}

pub(super) fn foot_html(brand: &Brand, letter: &Letter<'_>) -> Markup {
    let soft = format!("{FONT};font-size:13px;line-height:1.5;color:#52525b;margin:4px 0");
    let ends = links(brand, letter);
    html! {
        p.soft style=(soft) { (letter.footer.why) }
        @if !ends.is_empty() {
            p.soft style=(soft) {
                @for (at, (label, link)) in ends.iter().enumerate() {
                    @if at > 0 { " · " }
                    (anchor(label, link.as_str(), "#3f3f46"))
                }
            }
        }
        @for line in &brand.legal { p.soft style=(soft) { (line) } }
    }
}

/// The links of the footer, in both forms.
fn links<'a>(brand: &'a Brand, letter: &Letter<'a>) -> Vec<(&'a str, &'a Link)> {
    let leave = letter.footer.preferences.map(|leave| (leave.label, leave.link));
    let privacy = brand.privacy.as_ref().map(|link| (letter.footer.privacy_label, link));
    leave.into_iter().chain(privacy).collect()
}

fn plain(brand: &Brand, letter: &Letter<'_>) -> String {
    let mut parts = vec![letter.text.plain()];
    parts.extend(letter.button.map(|button| format!("{}:\n{}", button.label, button.link)));
    // RFC 3676, 4.3: what follows this line is the signature, and readers may hide it.
    let mut end = vec!["-- ".to_owned(), brand.name.clone(), letter.footer.why.to_owned()];
    end.extend(links(brand, letter).into_iter().map(|(label, link)| format!("{label}: {link}")));
    end.extend(brand.legal.iter().cloned());
    parts.push(end.join("\n"));
    parts.join("\n\n") + "\n"
}
