//! A message as it would read, with the rights of whoever reads: the house's own preview is asked, or the room that
//! writes the letter writes it for the record as it is now, and it is taken back unsent.

use kernel::{ContactId, Error, Result, fault};
use serde_json::{Map, Value as Json};
use verbs::{Outside, Verbs};

use super::views::Read;
use crate::collision;
use crate::executor::letter::{Letter, Reader};
use crate::office::catalogue::MESSAGES;

const PREVIEW: &str = "message.preview";
const LATER: &str = "its words are written by the room that sends it, in the moment it leaves";

/// What the command with these arguments would say to somebody.
pub async fn compose(out: &Outside<'_>, verb: &str, args: &Json, to: Option<ContactId>) -> Result<Read> {
    let read = Read { input: args.clone(), ..Read::default() };
    let because = |why: &str| Ok(Read { why: Some(why.to_owned()), ..read.clone() });
    let verbs = out.store.house().rules.provided::<Verbs>();
    let verbs = verbs.ok_or_else(|| fault("the registry provides its verbs"))?;
    if !MESSAGES.contains(&verb) {
        let Some(to) = to.filter(|_| collision::writes(verb)) else { return because(LATER) };
        return match letter(out, &verbs, (verb, args), to).await {
            Ok(Some(letter)) => Ok(written(&letter, read)),
            Ok(None) => because(LATER),
            Err(error) if error.status() >= 500 => Err(error),
            Err(error) => because(&not_now(&error)),
        };
    }
    let Some(preview) = verbs.0.get(PREVIEW) else { return because("this house shows no messages") };
    let takes = (preview.input)().to_value();
    let known = |name: &str| takes["properties"].get(name).is_some();
    let given = args.as_object().into_iter().flatten().filter(|(name, _)| known(name));
    let given: Map<String, Json> = given.map(|(name, value)| (name.clone(), value.clone())).collect();
    match verbs.ask(out, PREVIEW, Json::Object(given)).await {
        Ok(shown) => Ok(shown_as(&shown, read)),
        Err(error) => because(&error.to_string()),
    }
}

/// What another room would write to them now.
async fn letter(
    out: &Outside<'_>,
    verbs: &Verbs,
    (verb, args): (&str, &Json),
    to: ContactId,
) -> Result<Option<Letter>> {
    let reader = Reader::of(to);
    let done = verbs.step(out, verb, args.clone(), reader.around()).await;
    reader.read(done)
}

/// A record that a step before it would have made is not there, and what was right then may be refused today.
fn not_now(error: &Error) -> String {
    match error {
        Error::Missing(_) | Error::Invalid(_) => format!("what it is about is not there: {LATER}"),
        error => format!("today it would not be written ({error}): {LATER}"),
    }
}

fn written(letter: &Letter, read: Read) -> Read {
    let words = letter.words();
    let blocks = words.blocks().iter().filter_map(|block| serde_json::to_value(block).ok());
    let html = Some(blocks.map(|one| block(&one)).collect());
    let (to, subject) = (letter.to.clone(), letter.subject.clone());
    Read { to, subject, text: Some(words.plain()), html, ..read }
}

fn shown_as(shown: &Json, read: Read) -> Read {
    let text = |name: &str| shown[name].as_str().map(str::to_owned);
    let html = shown["blocks"].as_array().map(|blocks| blocks.iter().map(block).collect());
    Read { to: text("to_email"), subject: text("subject"), text: text("plain"), html, ..read }
}

/// The blocks of `kernel::text`, as plain HTML without any style.
fn block(block: &Json) -> String {
    let of = &block["of"];
    let items = |of: &Json| of.as_array().cloned().unwrap_or_default();
    let all = |of: &Json, tag: &str| -> String {
        items(of).iter().map(|line| format!("<{tag}>{}</{tag}>", spans(line))).collect()
    };
    match block["kind"].as_str() {
        Some("heading") => {
            let level = of[0].as_u64().unwrap_or(1).clamp(1, 3) + 1;
            format!("<h{level}>{}</h{level}>", spans(&of[1]))
        }
        Some("list") => format!("<ul>{}</ul>", all(of, "li")),
        Some("clauses") => items(of)
            .iter()
            .map(|clause| {
                let number = clause["number"].as_str().unwrap_or_default();
                format!("<p>{}. {}</p>", escaped(number), spans(&clause["spans"]))
            })
            .collect(),
        _ => format!("<p>{}</p>", items(of).iter().map(spans).collect::<Vec<_>>().join("<br>")),
    }
}

fn spans(spans: &Json) -> String {
    let one = |span: &Json| {
        let words = |of: &Json| escaped(of.as_str().unwrap_or_default());
        let of = &span["of"];
        match span["kind"].as_str() {
            Some("bold") => format!("<strong>{}</strong>", words(of)),
            Some("link") => {
                format!("<a href=\"{}\" rel=\"noreferrer\">{}</a>", words(&of["url"]), words(&of["label"]))
            }
            _ => words(of),
        }
    };
    spans.as_array().into_iter().flatten().map(one).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
