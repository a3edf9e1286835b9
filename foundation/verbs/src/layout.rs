//! The frame of every public page: the business's name, one task, its legal address. No inline style or script.
//!
//! Works without script; `/public.js` only adds comfort.

use std::sync::LazyLock;

use kernel::Business;
use maud::{DOCTYPE, Markup, html};

use crate::Words;

pub(crate) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[("en", include_str!("../lang/en.ftl")), ("de", include_str!("../lang/de.ftl"))])
});

/// What a public page is made of.
pub struct PublicPage<'a> {
    /// BCP 47 tag of its language.
    pub language: &'a str,
    pub title: &'a str,
    pub business: &'a Business,
    pub body: Markup,
    /// Inside a frame on the business's own site: no header, no footer.
    pub embedded: bool,
}

impl PublicPage<'_> {
    pub fn render(self) -> String {
        let name = &self.business.name;
        html! {
            (DOCTYPE)
            html lang=(self.language) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="robots" content="noindex";
                    title { (self.title) @if !name.is_empty() { " · " (name) } }
                    link rel="stylesheet" href="/public.css";
                    script src="/public.js" defer {}
                }
                body class=[self.embedded.then_some("embedded")] {
                    @if !self.embedded { header { (brand(self.business)) } }
                    main { (self.body) }
                    @if !self.embedded { (footer(self.business, self.language)) }
                }
            }
        }
        .into_string()
    }
}

/// The business's picture where it has one, else its name.
fn brand(business: &Business) -> Markup {
    html! {
        p.brand {
            @if business.logo.is_some() { img src="/logo" alt=(business.name) height="48"; }
            @else { (business.name) }
        }
    }
}

fn footer(business: &Business, language: &str) -> Markup {
    let address = &business.address;
    let town = [&address.postal_code, &address.city].map(String::as_str).join(" ");
    let parts = [business.legal_name.as_str(), &address.street, town.trim()];
    let line: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    html! {
        footer {
            p { (line.join(" · ")) }
            @if let Some(url) = &business.privacy_url {
                p { a href=(url) rel="noopener" { (WORDS.say(language, "privacy", &[])) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_postal_code_stands_before_its_town() {
        let mut business = Business { legal_name: "Bright Studio GmbH".into(), ..Business::default() };
        business.address.street = "Hauptstr. 1".into();
        business.address.city = "Berlin".into();
        assert!(footer(&business, "en").into_string().contains("GmbH · Hauptstr. 1 · Berlin<"));
        business.address.postal_code = "10115".into();
        assert!(footer(&business, "en").into_string().contains("GmbH · Hauptstr. 1 · 10115 Berlin<"));
    }
}
