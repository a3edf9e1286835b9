//! How the simulated people reach a business that runs in this process: verbs at the desk, doors without a network,
//! and workers that have their turn whenever somebody says so.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::{Actor, Clock, Result, StillClock, Timestamp, fault};
use serde_json::{Value as Json, json};
use simulate::{Business, Form, Page};
use verbs::{Body, Desk, Hears, Knock, Method};

/// Most rounds until nothing is left to do at one instant.
const ROUNDS: usize = 100;

pub struct Hands {
    pub desk: Desk,
    pub clock: Arc<StillClock>,
    pub staff: Actor,
    /// How the links in mails and on screens begin.
    pub public_url: String,
}

impl Business for Hands {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Mail goes nowhere, but the house must believe that it can.
    fn mail_server(&self) -> Json {
        json!({ "host": "mail.northlight.example", "port": 587, "security": "start_tls" })
    }

    async fn act(&self, verb: &str, input: Json) -> Result<Json> {
        let told = |error: kernel::Error| fault(format!("{verb}: {error}"));
        self.desk.act(&self.staff, verb, input).await.map_err(told)
    }

    async fn knock(&self, path: &str, form: Option<&Form<'_>>) -> Result<Page> {
        let method = if form.is_some() { Method::Post } else { Method::Get };
        let doors = self.desk.registry.doors.iter().filter(|door| door.at.method == method);
        let found = doors.filter_map(|door| Some((door, parts(door.at.path, path)?)));
        // The door with the fewest open parts is the one that was meant.
        let (door, parts) =
            found.min_by_key(|(_, parts)| parts.len()).ok_or_else(|| fault(format!("no door at {path}")))?;
        let shown = (door.open)(&self.desk, self.request(parts, form.unwrap_or_default())).await?;
        let html = match shown.body {
            Body::Html(html) | Body::Text(html) | Body::Redirect(html) => html,
            _ => String::new(),
        };
        Ok(Page { status: shown.status, html })
    }

    async fn mail(&self, _: &str, _: &str) -> Result<Option<String>> {
        Ok(None)
    }

    async fn pass(&self, seconds: i64) -> Result<()> {
        self.clock.pass_seconds(seconds);
        Ok(())
    }

    /// By the workers in their order, until nothing is left; those who gather look when the others rest.
    async fn work(&self) -> Result<()> {
        let mut gathered = false;
        for _ in 0..ROUNDS {
            let heard = self.hear().await?;
            let carried = store::effect::tick(&self.desk.store).await?.worked;
            self.look(Hears::AtOnce).await?;
            if heard > 0 || carried > 0 {
                gathered = false;
            } else if gathered {
                return Ok(());
            } else {
                self.look(Hears::Gathered).await?;
                gathered = true;
            }
        }
        Err(fault("the house never comes to rest"))
    }

    async fn watch(&self) -> Result<()> {
        self.look(Hears::Nothing).await
    }
}

impl Hands {
    async fn look(&self, who: Hears) -> Result<()> {
        for worker in self.desk.registry.workers.iter().filter(|worker| worker.hears == who) {
            (worker.tick)(&self.desk).await?;
        }
        Ok(())
    }

    fn request(&self, path: BTreeMap<String, String>, form: &Form<'_>) -> Knock {
        let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in form {
            fields.entry((*name).to_owned()).or_default().push(value.clone());
        }
        let agent = ("user-agent".to_owned(), "Mozilla/5.0 (simulated)".to_owned());
        Knock {
            actor: Actor::nobody(),
            path,
            query: BTreeMap::new(),
            form: fields,
            uploads: vec![],
            body: vec![],
            headers: [agent].into(),
            network: "192.0.2.7".into(),
            origin: self.public_url.clone(),
        }
    }

    async fn hear(&self) -> Result<usize> {
        let mut heard = store::seal_pg::tick(&self.desk.store).await.map(|n| usize::from(n > 0))?;
        for (_, tick) in self.desk.store.reactions() {
            heard += tick(&self.desk.store).await?;
        }
        Ok(heard)
    }
}

/// The parts of a path that a door names; `None` where it does not stand there.
fn parts(door: &str, path: &str) -> Option<BTreeMap<String, String>> {
    let (named, given): (Vec<_>, Vec<_>) = (door.split('/').collect(), path.split('/').collect());
    if named.len() != given.len() {
        return None;
    }
    let mut found = BTreeMap::new();
    for (named, given) in named.into_iter().zip(given) {
        match named.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => drop(found.insert(name.to_owned(), given.to_owned())),
            None if named == given => {}
            None => return None,
        }
    }
    Some(found)
}
