//! What everybody in a simulation can do: staff call verbs, customers open pages and send forms, time passes, and
//! the house works off what is due.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use kernel::{Actor, Result, StillClock, fault};
use serde_json::Value as Json;
use verbs::{Body, Desk, Knock, Method};

/// Most rounds until nothing is left to do at one instant.
const ROUNDS: usize = 100;

pub struct Hands {
    pub desk: Desk,
    pub clock: Arc<StillClock>,
    pub staff: Actor,
    /// How the links in mails and on screens begin; a page is opened by what follows.
    pub public_url: String,
}

/// A page as a browser would show it.
pub struct Page {
    pub status: u16,
    pub html: String,
}

impl Page {
    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> Result<String> {
        let mark = format!("name=\"{name}\" value=\"");
        let value = self.html.split(&mark).nth(1).and_then(|rest| rest.split('"').next());
        value
            .map(str::to_owned)
            .ok_or_else(|| fault(format!("the page has no field `{name}`: {}", self.html)))
    }
}

impl Hands {
    pub fn now(&self) -> Timestamp {
        self.desk.store.now()
    }

    /// A verb, as the owner of the business.
    pub async fn act(&self, verb: &str, input: Json) -> Result<Json> {
        let told = |error: kernel::Error| fault(format!("{verb}: {error}"));
        self.desk.act(&self.staff, verb, input).await.map_err(told)
    }

    /// A page, as whoever holds the link. `address` is ours, with or without the host.
    pub async fn opens(&self, address: &str) -> Result<Page> {
        self.knock(Method::Get, address, &[]).await
    }

    /// A form sent without script.
    pub async fn sends(&self, address: &str, form: &[(&str, String)]) -> Result<Page> {
        let page = self.knock(Method::Post, address, form).await?;
        let fine = page.status < 400;
        if fine { Ok(page) } else { Err(fault(format!("{address} answered {}: {}", page.status, page.html))) }
    }

    async fn knock(&self, method: Method, address: &str, form: &[(&str, String)]) -> Result<Page> {
        let path = address.strip_prefix(&self.public_url).unwrap_or(address);
        let path = path.split(['?', '#']).next().unwrap_or(path);
        let doors = self.desk.registry.doors.iter().filter(|door| door.at.method == method);
        let found = doors.filter_map(|door| Some((door, parts(door.at.path, path)?)));
        // The door with the fewest open parts is the one that was meant.
        let (door, parts) =
            found.min_by_key(|(_, parts)| parts.len()).ok_or_else(|| fault(format!("no door at {path}")))?;
        let shown = (door.open)(&self.desk, self.request(parts, form)).await?;
        let html = match shown.body {
            Body::Html(html) | Body::Text(html) | Body::Redirect(html) => html,
            _ => String::new(),
        };
        Ok(Page { status: shown.status, html })
    }

    fn request(&self, path: BTreeMap<String, String>, form: &[(&str, String)]) -> Knock {
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

    pub fn pass(&self, seconds: i64) {
        self.clock.pass_seconds(seconds);
    }

    /// Everything that is due now, by the workers in their order, until nothing is left.
    pub async fn work(&self) -> Result<()> {
        for _ in 0..ROUNDS {
            let heard = self.hear().await?;
            let carried = store::effect::tick(&self.desk.store).await?.worked;
            for worker in self.desk.registry.workers.iter().filter(|worker| worker.hears) {
                (worker.tick)(&self.desk).await?;
            }
            if heard == 0 && carried == 0 {
                return Ok(());
            }
        }
        Err(fault("the house never comes to rest"))
    }

    /// Those that look at everything, seldom.
    pub async fn watch(&self) -> Result<()> {
        for worker in self.desk.registry.workers.iter().filter(|worker| !worker.hears) {
            (worker.tick)(&self.desk).await?;
        }
        Ok(())
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
