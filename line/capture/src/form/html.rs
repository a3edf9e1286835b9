//! How a form looks to a stranger: one column, labels above, errors beside the fields, nothing typed is lost.

use kernel::FieldError;
use maud::{Markup, html};

use super::spec::{Answers, Field, FormSpec, Kind, text_in};
use crate::say;

/// What is on the page besides the questions.
pub struct Filled<'f> {
    pub language: &'f str,
    /// Where it is sent.
    pub action: &'f str,
    pub token: &'f str,
    pub answers: &'f Answers,
    pub source: &'f Answers,
    pub consented: bool,
    pub wrong: &'f [FieldError],
}

pub fn form(spec: &FormSpec, filled: &Filled<'_>) -> Markup {
    let language = filled.language;
    html! {
        h1 { (spec.title) }
        @if let Some(intro) = text_in(&spec.intro, language) { p { (intro) } }
        @if !filled.wrong.is_empty() {
            div.summary role="alert" { p { (say(language, "problems", &[])) } }
        }
        form method="post" action=(filled.action) accept-charset="utf-8" novalidate[!filled.wrong.is_empty()] {
            input type="hidden" name="token" value=(filled.token);
            @for (name, value) in filled.source { input type="hidden" name={ "source." (name) } value=(value); }
            @if !filled.source.contains_key("zone") { input type="hidden" name="source.zone" value=""; }
            @for field in spec.fields.iter().filter(|field| field.kind != Kind::Hidden) {
                (question(field, filled))
            }
            div.hp aria-hidden="true" {
                label for="website_address" { (say(language, "honeypot", &[])) }
                input id="website_address" name="website_address" tabindex="-1" autocomplete="off";
            }
            @if let Some(asked) = &spec.consent {
                div.field {
                    div.check {
                        input type="checkbox" id="consent" name="consent" value="yes" checked[filled.consented]
                            required[asked.required];
                        label for="consent" { (text_in(&asked.text, language).unwrap_or_default()) }
                    }
                    (problem(filled, "consent", "/consent"))
                }
            }
            button type="submit" { (say(language, "send", &[])) }
        }
    }
}

fn question(field: &Field, filled: &Filled<'_>) -> Markup {
    let pointer = format!("/fields/{}", field.id);
    let wrong = filled.wrong.iter().any(|error| error.pointer == pointer);
    let help = text_in(&field.help, filled.language);
    html! {
        div.field {
            label for=(field.id) {
                (field.label_in(filled.language))
                @if !field.required { span.optional { " (" (say(filled.language, "optional", &[])) ")" } }
            }
            @if let Some(help) = help { p.help id={ (field.id) "-help" } { (help) } }
            (control(field, filled, wrong))
            (problem(filled, &field.id, &pointer))
        }
    }
}

fn control(field: &Field, filled: &Filled<'_>, wrong: bool) -> Markup {
    let (id, value) = (&field.id, filled.answers.get(&field.id).map_or("", String::as_str));
    let invalid = wrong.then_some("true");
    let described = described(field, wrong);
    match field.kind {
        Kind::LongText => html! {
            textarea id=(id) name=(id) required[field.required] aria-invalid=[invalid]
                aria-describedby=[described] rows="5" { (value) }
        },
        Kind::Select => html! {
            select id=(id) name=(id) required[field.required] aria-invalid=[invalid] aria-describedby=[described] {
                option value="" { (say(filled.language, "choose", &[])) }
                @for option in &field.options {
                    option value=(option.id) selected[option.id == value] { (option.label_in(filled.language)) }
                }
            }
        },
        kind => {
            let (type_of, mode, complete) = input_kind(kind, id);
            html! {
                input id=(id) name=(id) type=(type_of) inputmode=[mode] autocomplete=(complete) value=(value)
                    required[field.required] aria-invalid=[invalid] aria-describedby=[described];
            }
        }
    }
}

fn described(field: &Field, wrong: bool) -> Option<String> {
    let help = (!field.help.is_empty()).then(|| format!("{}-help", field.id));
    let error = wrong.then(|| format!("{}-wrong", field.id));
    let both: Vec<String> = help.into_iter().chain(error).collect();
    (!both.is_empty()).then(|| both.join(" "))
}

/// The input's type, its keyboard on a phone, and what the browser may fill in (WHATWG autofill names).
fn input_kind(kind: Kind, id: &str) -> (&'static str, Option<&'static str>, &'static str) {
    match (kind, id) {
        (Kind::Email, _) => ("email", Some("email"), "email"),
        (Kind::Phone, _) => ("tel", Some("tel"), "tel"),
        (Kind::Money, _) => ("text", Some("decimal"), "off"),
        (_, "name") => ("text", None, "name"),
        (_, "company") => ("text", None, "organization"),
        _ => ("text", None, "on"),
    }
}

fn problem(filled: &Filled<'_>, id: &str, pointer: &str) -> Markup {
    let wrong = filled.wrong.iter().find(|error| error.pointer == pointer);
    let text = |code: &str| match code {
        "consent_required" => say(filled.language, "consent-needed", &[]),
        code => say(filled.language, &format!("wrong-{code}"), &[]),
    };
    html! { @if let Some(error) = wrong { p.wrong id={ (id) "-wrong" } { (text(error.code)) } } }
}

/// The lines for another site: its frame, and until that is there, or without script, a link to the form's own page.
pub fn embed(slug: &str, title: &str, url: &str, script: &str) -> String {
    let frame = html! {
        div data-throughline="form" data-id=(slug) data-title=(title) { a href=(url) { (title) } }
    };
    let script = html! { script async src=(script) {} };
    format!("{}\n{}", frame.into_string(), script.into_string())
}

/// After sending.
pub fn thanks(language: &str, message: Option<&str>) -> Markup {
    html! {
        h1 { (say(language, "thanks-title", &[])) }
        p role="status" { (message.map_or_else(|| say(language, "thanks", &[]), str::to_owned)) }
    }
}

/// It takes no more answers.
pub fn closed(language: &str) -> Markup {
    html! { h1 { (say(language, "closed-title", &[])) } p { (say(language, "closed", &[])) } }
}
