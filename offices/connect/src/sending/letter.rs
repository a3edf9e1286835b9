//! The frame around a message: the business's name, why they get it, how to get less, who we are by law.

use kernel::Business;
use kernel::text::Filled;

use crate::mail_out::{Brand, Button, Colour, Footer, Letter, Link, Rendered, letter};
use crate::words::say;

/// The accent of our pages; the business has no colour of its own yet.
const ACCENT: &str = "#2b4acb";

/// What stands around one letter.
pub struct Frame<'a> {
    pub business: &'a Business,
    /// How customers reach us, without a slash at the end: the logo is shown from there.
    pub public_url: &'a str,
    /// BCP 47.
    pub language: &'a str,
    pub why: &'a str,
    /// The preference page, and whether its words are that one may leave.
    pub preferences: Option<(&'a Link, bool)>,
}

/// Both forms of a letter in its frame.
pub fn render(frame: &Frame<'_>, subject: &str, text: &Filled) -> Rendered {
    let word = |id| say(frame.language, id, &frame.business.name);
    let label =
        word(if frame.preferences.is_some_and(|(_, leave)| leave) { "unsubscribe" } else { "preferences" });
    let preferences = frame.preferences.map(|(link, _)| Button { label: &label, link });
    let footer = Footer { why: frame.why, preferences, privacy_label: &word("privacy") };
    let whole = Letter { lang: frame.language, subject, preview: None, text, button: None, footer };
    letter(&brand(frame.business, frame.public_url), &whole)
}

fn brand(business: &Business, public_url: &str) -> Brand {
    let logo = business.logo.and_then(|_| Link::parse(&format!("{public_url}/logo")).ok());
    Brand {
        name: business.name.clone(),
        colour: Colour::parse(ACCENT).expect("the accent is a colour"),
        logo,
        legal: legal(business),
        privacy: business.privacy_url.as_deref().and_then(|url| Link::parse(url).ok()),
    }
}

/// Legal name and postal address: many laws ask for them in every business mail.
fn legal(business: &Business) -> Vec<String> {
    let address = &business.address;
    let town = [&address.postal_code, &address.city].map(String::as_str).join(" ");
    let region = address.region.clone().unwrap_or_default();
    let place = [&address.street, town.trim(), &region, &address.country];
    let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).collect();
    let name = if business.legal_name.is_empty() { &business.name } else { &business.legal_name };
    [name.clone(), place.join(", ")].into_iter().filter(|line| !line.is_empty()).collect()
}
