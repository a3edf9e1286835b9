//! The frame of every public page: the business's name, one task, its legal address. No inline style or script.
//!
//! Works without script; `/public.js` only adds comfort.

use kernel::Business;
use maud::{DOCTYPE, Markup, html};

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
                    @if !self.embedded { header { p.brand { (name) } } }
                    main { (self.body) }
                    @if !self.embedded { (footer(self.business)) }
                }
            }
        }
        .into_string()
    }
}

fn footer(business: &Business) -> Markup {
    let address = &business.address;
    let parts = [&business.legal_name, &address.street, &address.postal_code, &address.city];
    let line: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    html! {
        footer {
            p { (line.join(" · ")) }
            @if let Some(url) = &business.privacy_url { p { a href=(url) rel="noopener" { "Privacy" } } }
        }
    }
}
