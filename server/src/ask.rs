//! Asking the house one thing: a running server by HTTP with a token, or the data folder itself as an
//! administrator.

use std::io::Read;

use kernel::{Actor, Error};
use serde_json::{Value as Json, json};
use verbs::{Call, Desk};

use crate::options::{Asking, Process};
use crate::place::Ground;
use crate::{Done, Failed, house, say};

/// Where answers come from.
pub enum House {
    Running { url: String, token: Option<String> },
    Folder { desk: Box<Desk>, actor: Box<Actor> },
}

impl House {
    pub async fn of(process: &Process, asking: &Asking) -> Done<House> {
        if let Some(url) = &asking.url {
            let url = url.trim_end_matches('/').to_owned();
            return Ok(House::Running { url, token: std::env::var("THROUGHLINE_TOKEN").ok() });
        }
        let url = process.public_url.as_deref().unwrap_or("http://127.0.0.1:8080").trim_end_matches('/');
        let ground = Ground::of(process, url)?;
        let desk = house::open(&ground).await?;
        let actor = house::administrator(&desk).await?;
        Ok(House::Folder { desk: Box::new(desk), actor: Box::new(actor) })
    }

    /// Lets a worker work on what was asked for; a running server does that by itself.
    pub async fn work(&self, worker: &str) -> Done {
        let House::Folder { desk, .. } = self else { return Ok(()) };
        let worker = desk.registry.workers.iter().find(|one| one.name == worker);
        match worker {
            Some(worker) => (worker.tick)(desk).await.map(drop).map_err(Failed::from),
            None => Ok(()),
        }
    }

    /// The whole answer: of a command `{answer, undo}`, of a query its view.
    pub async fn ask(&self, verb: &str, input: Json) -> Done<Json> {
        match self {
            House::Running { url, token } => {
                let (url, token, verb) = (url.clone(), token.clone(), verb.to_owned());
                let asked = move || over_http(&url, token.as_deref(), &verb, &input);
                tokio::task::spawn_blocking(asked).await?
            }
            House::Folder { desk, actor } => in_folder(desk, actor, verb, input).await,
        }
    }
}

async fn in_folder(desk: &Desk, actor: &Actor, verb: &str, input: Json) -> Done<Json> {
    let query = desk.registry.find(verb).is_some_and(|declared| declared.query);
    match desk.call(verb, Call::of(actor.clone(), input)).await {
        Ok(answer) if query => Ok(answer.body),
        Ok(answer) => Ok(json!({ "answer": answer.body, "undo": answer.undo })),
        Err(Error::Invalid(errors)) => {
            Err(Failed::from(listed(errors.iter().map(|e| (&*e.pointer, &*e.detail)))))
        }
        Err(error) => Err(Failed::from(format!("{} ({})", error, error.code()))),
    }
}

/// Everything that is wrong with an input, a line each.
fn listed<'e>(errors: impl Iterator<Item = (&'e str, &'e str)>) -> String {
    let lines = errors.map(|(pointer, detail)| format!("\n  {pointer} {detail}"));
    format!("the input does not fit (invalid){}", lines.collect::<String>())
}

fn over_http(url: &str, token: Option<&str>, verb: &str, input: &Json) -> Done<Json> {
    let config = ureq::Agent::config_builder().http_status_as_error(false).build();
    let agent: ureq::Agent = config.into();
    let mut request = agent.post(format!("{url}/api/v1/call/{verb}")).content_type("application/json");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let answer = request.send(input.to_string());
    let mut answer = answer.map_err(|why| Failed::from(format!("{url} does not answer: {why}")))?;
    let status = answer.status();
    let text = answer.body_mut().read_to_string()?;
    let body: Json = serde_json::from_str(&text).unwrap_or(Json::String(text));
    if status.is_success() {
        return Ok(body);
    }
    if let Some(errors) = body["errors"].as_array().filter(|errors| !errors.is_empty()) {
        let text = |error: &Json, name: &str| error[name].as_str().unwrap_or_default().to_owned();
        let pairs: Vec<_> = errors.iter().map(|e| (text(e, "pointer"), text(e, "detail"))).collect();
        return Err(Failed::from(listed(pairs.iter().map(|(pointer, detail)| (&**pointer, &**detail)))));
    }
    let said = |name: &str| body[name].as_str().unwrap_or("no reason given").to_owned();
    Err(Failed::from(format!("{} ({})", said("detail"), said("code"))))
}

pub async fn call(process: &Process, asking: &Asking, verb: &str, input: Option<&str>) -> Done {
    let input = match input {
        None => json!({}),
        Some("-") => from_text(&from_stdin()?)?,
        Some(text) => from_text(text)?,
    };
    let answer = House::of(process, asking).await?.ask(verb, input).await?;
    say(serde_json::to_string_pretty(&answer)?);
    Ok(())
}

pub fn from_stdin() -> Done<String> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    Ok(text)
}

pub fn from_text(text: &str) -> Done<Json> {
    serde_json::from_str(text).map_err(|why| Failed::usage(format!("the input is not JSON: {why}")))
}
