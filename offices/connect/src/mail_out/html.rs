//! A message text as a simple, accessible HTML mail of 600 px, and the plain text with the same content.
//!
//! Invariant: everything is escaped; no remote style or font; what HTML says, the text says too, links
//! written out.

use kernel::text::{Block, Filled, Span};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{HeaderRefusal, Link};

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

    fn css(self) -> String {
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
    fn ink(self) -> &'static str {
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
    Rendered { html: page(brand, letter).into_string(), text: plain(brand, letter) }
}

const DARK: &str = ":root{color-scheme:light dark;supported-color-schemes:light dark}\
@media (prefers-color-scheme:dark){body,.page{background:#121212!important}\
.card{background:#1e1e1e!important}.ink{color:#f1f1f1!important}.soft{color:#b8b8b8!important}\
.link{color:#8ab4f8!important}.rule{border-color:#3f3f46!important}}";
const FONT: &str = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const PAPER: &str = "background:#f4f4f5";
const LOGO: &str = "height:40px;max-width:240px;border:0";
const HIDDEN: &str = "display:none;max-height:0;overflow:hidden;mso-hide:all";

fn page(brand: &Brand, letter: &Letter<'_>) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(letter.lang) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="supported-color-schemes" content="light dark";
                title { (letter.subject) }
                style { (PreEscaped(DARK)) }
            }
            body style="margin:0;padding:0;background:#f4f4f5" {
                @if let Some(preview) = letter.preview { div style=(HIDDEN) { (preview) } }
                table.page role="presentation" width="100%" cellpadding="0" cellspacing="0" style=(PAPER) {
                    tr { td align="center" style="padding:24px 12px" { (sheet(brand, letter)) } }
                }
            }
        }
    }
}

fn sheet(brand: &Brand, letter: &Letter<'_>) -> Markup {
    let width = "width:100%;max-width:600px;background:#ffffff;border-radius:8px";
    let top = format!("padding:20px 32px 0;border-top:4px solid {}", brand.colour.css());
    let bottom = "padding:16px 32px 24px;border-top:1px solid #d4d4d8";
    html! {
        table.card role="presentation" width="600" cellpadding="0" cellspacing="0" style=(width) {
            tr { td style=(top) { (head(brand)) } }
            tr { td style="padding:8px 32px 24px" {
                @for block in letter.text.blocks() { (block_html(block, brand.colour)) }
                @if let Some(button) = letter.button { (button_html(button, brand.colour)) }
            } }
            tr { td.rule style=(bottom) { (foot(brand, letter)) } }
        }
    }
}

fn head(brand: &Brand) -> Markup {
    let name = format!("{FONT};font-size:18px;font-weight:600;margin:0;color:#18181b");
    html! {
        @match &brand.logo {
            Some(logo) => img src=(logo) alt=(brand.name) height="40" style=(LOGO);,
            None => p.ink style=(name) { (brand.name) },
        }
    }
}

fn ink() -> String {
    format!("{FONT};font-size:16px;line-height:1.5;color:#18181b;margin:16px 0")
}

fn block_html(block: &Block<String>, colour: Colour) -> Markup {
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
    let style = format!("{FONT};font-size:{size}px;line-height:1.3;color:#18181b;margin:24px 0 8px");
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

fn button_html(button: Button<'_>, colour: Colour) -> Markup {
    let (paper, ink) = (colour.css(), colour.ink());
    let style = format!(
        "{FONT};display:inline-block;padding:14px 24px;border-radius:6px;background:{paper};color:{ink};\
         font-size:16px;font-weight:600;text-decoration:none"
    );
    html! {
        table role="presentation" cellpadding="0" cellspacing="0" style="margin:24px 0" {
            tr { td style={ "border-radius:6px;background:" (paper) } {
                a href=(button.link) style=(style) { (button.label) }
            } }
        }
    }
}

fn foot(brand: &Brand, letter: &Letter<'_>) -> Markup {
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
