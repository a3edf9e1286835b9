//! A verb whose input was read and whose type has been forgotten. Invariant: nothing here depends on who asks, so
//! that little is compiled once for each of some hundred verbs.

use futures_util::future::BoxFuture;
use kernel::{Error, Result, fault};
use serde_json::{Value as Json, json};
use store::{Tx, Unit};

use crate::dispatch::Answer;
use crate::{Command, Outside, Query, Subject, Undo};

/// What it is about, and what it does in a transaction; may be done again.
pub(crate) trait Ready: Send + Sync {
    fn subject(&self) -> Subject;
    fn act<'t>(&'t self, tx: &'t mut Tx) -> Unit<'t, Answer>;
    /// The answer of a query as JSON text: whoever only hands it on builds no tree of it.
    fn tell<'t>(&'t self, tx: &'t mut Tx) -> Unit<'t, String>;
}

/// How a verb reads its input and does what comes before its transaction.
pub(crate) type MakeReady = for<'o> fn(Json, &'o Outside<'o>) -> BoxFuture<'o, Result<Box<dyn Ready>>>;

pub(crate) fn command<'o, C: Command>(
    input: Json,
    out: &'o Outside<'o>,
) -> BoxFuture<'o, Result<Box<dyn Ready>>> {
    Box::pin(async move {
        let command: C = parse(input)?;
        Ok(Box::new(Ordered(command.prepare(out).await?)) as Box<dyn Ready>)
    })
}

pub(crate) fn query<'o, Q: Query>(input: Json, _: &'o Outside<'o>) -> BoxFuture<'o, Result<Box<dyn Ready>>> {
    let query = parse(input).map(|query: Q| Box::new(Asked(query)) as Box<dyn Ready>);
    Box::pin(std::future::ready(query))
}

struct Ordered<C>(C);

impl<C: Command> Ready for Ordered<C> {
    fn subject(&self) -> Subject {
        self.0.subject()
    }

    fn act<'t>(&'t self, tx: &'t mut Tx) -> Unit<'t, Answer> {
        Box::pin(async move {
            let body = serde_json::to_value(self.0.act(tx).await?).map_err(fault)?;
            let undo = self.undo(&body);
            Ok(Answer { body, undo })
        })
    }

    fn tell<'t>(&'t self, _: &'t mut Tx) -> Unit<'t, String> {
        Box::pin(std::future::ready(Err(fault("a command is not told: it answers with its undo"))))
    }
}

impl<C: Command> Ordered<C> {
    fn undo(&self, answer: &Json) -> Option<Json> {
        let Undo::Verb(verb) = C::VERB.undo else { return None };
        let body = self.0.undo_body(answer)?;
        Some(json!({ "verb": verb, "body": body }))
    }
}

/// Bytes a first page often has, so that its text is seldom moved while it grows.
const PAGE: usize = 16 << 10;

struct Asked<Q>(Q);

impl<Q: Query> Ready for Asked<Q> {
    fn subject(&self) -> Subject {
        self.0.subject()
    }

    fn act<'t>(&'t self, tx: &'t mut Tx) -> Unit<'t, Answer> {
        Box::pin(async move {
            // Read back from the text: a second way to write each view would be most of our program.
            let body = serde_json::from_str(&self.tell(tx).await?).map_err(fault)?;
            Ok(Answer { body, undo: None })
        })
    }

    fn tell<'t>(&'t self, tx: &'t mut Tx) -> Unit<'t, String> {
        Box::pin(async move {
            let view = self.0.ask(tx).await?;
            let mut text = Vec::with_capacity(PAGE);
            serde_json::to_writer(&mut text, &view).map_err(fault)?;
            String::from_utf8(text).map_err(fault)
        })
    }
}

/// Reads the input; what does not fit is said field by field where serde knows the field.
fn parse<T: serde::de::DeserializeOwned>(input: Json) -> Result<T> {
    serde_json::from_value(input).map_err(|error| does_not_fit(&error.to_string()))
}

fn does_not_fit(text: &str) -> Error {
    let field = text.split('`').nth(1).filter(|_| text.contains("field"));
    let pointer = field.map(|name| format!("/{name}")).unwrap_or_default();
    Error::field(pointer, "malformed", format!("the request does not fit: {text}"))
}
