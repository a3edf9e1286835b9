//! The page of a link that opens nothing: it is wrong, has run out or was replaced, without a difference; and whom to
//! ask for another.

use kernel::{Business, Result};
use maud::{Markup, html};

use crate::layout::{PublicPage, WORDS};
use crate::{Body, Desk, Knock, Shown, language_of};

/// 404, in the language the browser asks for.
pub async fn gone(desk: &Desk, knock: &Knock) -> Result<Shown> {
    let business = desk.store.read(|tx| Box::pin(tx.setting::<Business>())).await?;
    let asked = knock.headers.get("accept-language").map(String::as_str);
    let language = language_of(asked, &["en", "de"], &business.locale);
    let title = WORDS.say(&language, "gone-title", &[]);
    let body = body(&business, &language, &title);
    let page = PublicPage { language: &language, title: &title, business: &business, body, embedded: false };
    let mut shown = Shown::new(404, Body::Html(page.render()));
    // The address was a key: it goes to no other site.
    shown.headers = vec![("referrer-policy", "no-referrer".into())];
    Ok(shown)
}

fn body(business: &Business, language: &str, title: &str) -> Markup {
    let say = |id: &str| WORDS.say(language, id, &[]);
    html! {
        h1 { (title) }
        p { (say("gone")) }
        @if let Some(email) = &business.email {
            p { (say("gone-write")) " " a href={ "mailto:" (email) } { (email) } }
        }
        @if let Some(website) = &business.website {
            p { (say("gone-website")) " " a href=(website) rel="noopener" { (website) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_whom_to_ask_in_both_languages() {
        let business = Business {
            email: Some("hello@studio.test".into()),
            website: Some("https://studio.test".into()),
            ..Business::default()
        };
        for (language, ask) in [("en", "ask us for a new one"), ("de", "bitten Sie uns um einen neuen")] {
            let page = body(&business, language, "").into_string();
            assert!(page.contains(ask) && page.contains("mailto:hello@studio.test"), "{page}");
            assert!(page.contains("href=\"https://studio.test\""), "{page}");
        }
    }
}
