//! Accepting: what it comes to, and on whom the invoice is made out.

use std::collections::BTreeMap;

use kernel::paper::Paper;
use kernel::{FieldError, print};
use maud::{Markup, html};

use super::notice;
use crate::say;

/// The form as it stands.
pub(crate) struct Accepting<'a> {
    pub paper: &'a Paper,
    pub token: &'a str,
    pub version: i64,
    pub options: &'a [usize],
    /// What was typed, by the name of its field.
    pub typed: &'a BTreeMap<String, String>,
    pub wrong: &'a [FieldError],
    pub note: Option<&'a str>,
}

pub(crate) fn form(at: &Accepting<'_>) -> Markup {
    let language = &at.paper.language;
    let total = print::amount(at.paper.priced.totals.gross, language);
    let problems = (!at.wrong.is_empty()).then(|| say(language, "problems", &[]));
    html! {
        (notice(at.note.or(problems.as_deref())))
        h1 { (say(language, "accept-title", &[])) }
        p { (at.paper.title.clone().unwrap_or_default()) ": " strong { (total) } }
        p.help { (say(language, "accept-help", &[])) }
        form method="post" action={ "/p/" (at.token) "/accept" } accept-charset="utf-8" {
            input type="hidden" name="version" value=(at.version);
            @for option in at.options { input type="hidden" name="o" value=(option); }
            (field(at, "name", "name", true))
            (field(at, "company", "organization", false))
            (field(at, "street", "street-address", true))
            (field(at, "postal_code", "postal-code", false))
            (field(at, "city", "address-level2", true))
            (field(at, "region", "address-level1", false))
            (country(at))
            (field(at, "vat_id", "off", false))
            (field(at, "email", "email", true))
            button type="submit" { (say(language, "accept-go", &[])) }
        }
        p { a href={ "/p/" (at.token) "?v=" (at.version) } { (say(language, "back", &[])) } }
    }
}

fn wrong<'w>(at: &'w Accepting<'_>, name: &str) -> Option<&'w FieldError> {
    at.wrong.iter().find(|error| error.pointer == format!("/buyer/{name}"))
}

fn field(at: &Accepting<'_>, name: &str, complete: &str, required: bool) -> Markup {
    let language = &at.paper.language;
    let value = at.typed.get(name).map_or("", String::as_str);
    let invalid = wrong(at, name).map(|_| "true");
    let described = invalid.map(|_| format!("{name}-wrong"));
    let kind = if name == "email" { "email" } else { "text" };
    html! {
        div.field {
            label for=(name) {
                (say(language, &format!("buyer-{}", name.replace('_', "-")), &[]))
                @if !required { span.optional { " (" (say(language, "optional", &[])) ")" } }
            }
            input id=(name) name=(name) type=(kind) value=(value) autocomplete=(complete) required[required]
                maxlength="200" aria-invalid=[invalid] aria-describedby=[described];
            (problem(at, name))
        }
    }
}

fn problem(at: &Accepting<'_>, name: &str) -> Markup {
    let text = |error: &FieldError| {
        say(&at.paper.language, &format!("wrong-{}", error.code.replace(['.', '_'], "-")), &[])
    };
    html! { @if let Some(error) = wrong(at, name) { p.wrong id={ (name) "-wrong" } { (text(error)) } } }
}

fn country(at: &Accepting<'_>) -> Markup {
    let language = &at.paper.language;
    let value = at.typed.get("country").map_or("", String::as_str);
    let strange = !value.is_empty() && !COUNTRIES.iter().any(|(code, _)| *code == value);
    html! {
        div.field {
            label for="country" { (say(language, "buyer-country", &[])) }
            select id="country" name="country" autocomplete="country" required {
                option value="" { (say(language, "choose", &[])) }
                @if strange { option value=(value) selected { (value) } }
                @for (code, name) in COUNTRIES { option value=(code) selected[*code == value] { (name) } }
            }
            (problem(at, "country"))
        }
    }
}

/// By their own names; ISO 3166-1 alpha-2.
const COUNTRIES: &[(&str, &str)] = &[
    ("AR", "Argentina"),
    ("AU", "Australia"),
    ("BE", "België / Belgique"),
    ("BA", "Bosna i Hercegovina"),
    ("BR", "Brasil"),
    ("CA", "Canada"),
    ("CZ", "Česko"),
    ("CL", "Chile"),
    ("CO", "Colombia"),
    ("DK", "Danmark"),
    ("DE", "Deutschland"),
    ("EE", "Eesti"),
    ("IE", "Éire / Ireland"),
    ("ES", "España"),
    ("FR", "France"),
    ("HR", "Hrvatska"),
    ("ID", "Indonesia"),
    ("IS", "Ísland"),
    ("IT", "Italia"),
    ("KE", "Kenya"),
    ("LV", "Latvija"),
    ("LI", "Liechtenstein"),
    ("LT", "Lietuva"),
    ("LU", "Luxembourg"),
    ("HU", "Magyarország"),
    ("MY", "Malaysia"),
    ("MT", "Malta"),
    ("MA", "Maroc"),
    ("MX", "México"),
    ("MC", "Monaco"),
    ("ME", "Montenegro"),
    ("NL", "Nederland"),
    ("NZ", "New Zealand"),
    ("NG", "Nigeria"),
    ("NO", "Norge"),
    ("AT", "Österreich"),
    ("PE", "Perú"),
    ("PH", "Philippines"),
    ("PL", "Polska"),
    ("PT", "Portugal"),
    ("RO", "România"),
    ("CH", "Schweiz / Suisse"),
    ("AL", "Shqipëria"),
    ("SG", "Singapore"),
    ("SI", "Slovenija"),
    ("SK", "Slovensko"),
    ("ZA", "South Africa"),
    ("FI", "Suomi"),
    ("SE", "Sverige"),
    ("TN", "Tunisie"),
    ("TR", "Türkiye"),
    ("GB", "United Kingdom"),
    ("US", "United States"),
    ("UY", "Uruguay"),
    ("VN", "Việt Nam"),
    ("CY", "Κύπρος"),
    ("GR", "Ελλάδα"),
    ("BG", "България"),
    ("MK", "Северна Македонија"),
    ("RS", "Србија"),
    ("UA", "Україна"),
    ("AM", "Հայաստան"),
    ("GE", "საქართველო"),
    ("IL", "ישראל"),
    ("AE", "الإمارات"),
    ("EG", "مصر"),
    ("SA", "السعودية"),
    ("IN", "भारत"),
    ("TH", "ไทย"),
    ("KR", "대한민국"),
    ("CN", "中国"),
    ("TW", "台灣"),
    ("HK", "香港"),
    ("JP", "日本"),
];
