//! The journal of some days, put in order for a rehearsal: by person, with what each record was before.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kernel::{AutomationId, ContactId, FactId, Id as _, Ref, Result, RunId, Timestamp};
use serde_json::{Map, Value as Json};

use super::looking::Looking;
use super::rows;
use super::simulate::enrol_subject;
use super::simulate::{Key, Told, key};
use crate::plan::Plan;
use crate::run::walk::RESULTS;
use crate::sight::was::Was;

/// Facts in one snapshot.
const PAGE: i64 = 2_000;
/// By it a message that really left is known.
pub const QUEUED: &str = "message.queued";

/// What of the journal matters.
pub struct Wanted {
    kinds: BTreeSet<String>,
    subject: String,
}

impl Wanted {
    pub fn of(plans: &[&Plan]) -> Wanted {
        let kinds = plans.iter().flat_map(|plan| plan.starts().into_iter().chain(plan.hears()));
        let kinds = kinds.chain([QUEUED]).map(str::to_owned).collect();
        let subject = plans.first().map_or("", |plan| plan.document().subject.as_str()).to_owned();
        Wanted { kinds, subject }
    }
}

/// Somebody's facts, and the run behind each.
#[derive(Debug, Default)]
pub struct Person {
    pub told: Vec<Told>,
    runs: Vec<Option<RunId>>,
}

/// All of it.
#[derive(Default)]
pub struct Past {
    pub people: BTreeMap<Key, Person>,
    pub was: Was,
    pub facts: i64,
    aliases: HashMap<ContactId, ContactId>,
    /// The run that led to a fact, by the fact and by the message it speaks of.
    led: HashMap<FactId, RunId>,
    messages: HashMap<String, RunId>,
}

/// The position before the first fact at or after a moment, and the last one.
pub async fn range(looking: Looking<'_>, from: Timestamp) -> Result<(i64, i64)> {
    looking
        .look(move |tx| {
            Box::pin(async move {
                let last = tx.last_fact().await?;
                let (mut low, mut high) = (-1, last);
                while low < high {
                    let middle = low + (high - low) / 2;
                    let found = tx.facts_after(middle, 1).await?;
                    match found.first().map(store::reaction::Told::at).transpose()? {
                        Some(at) if at < from => low = middle + 1,
                        _ => high = middle,
                    }
                }
                Ok((low, last))
            })
        })
        .await
}

impl Past {
    pub async fn begin(looking: Looking<'_>) -> Result<Past> {
        let aliases = looking.look(|tx| Box::pin(rows::aliases(tx))).await?;
        Ok(Past { aliases: aliases.into_iter().collect(), ..Past::default() })
    }

    /// Reads one page behind `n`, up to `last`; the position it came to.
    pub async fn page(
        &mut self,
        looking: Looking<'_>,
        (n, last): (i64, i64),
        wanted: &Wanted,
    ) -> Result<i64> {
        let page = PAGE.min(last - n);
        let told = looking.look(move |tx| Box::pin(async move { tx.facts_after(n, page).await })).await?;
        let reached = told.last().map_or(last, |told| told.n);
        for told in told {
            self.take(&told.line, told.id, wanted)?;
        }
        Ok(reached)
    }

    fn take(&mut self, line: &Json, id: FactId, wanted: &Wanted) -> Result<()> {
        self.facts += 1;
        let at: Timestamp = line["at"].as_str().unwrap_or_default().parse().map_err(kernel::fault)?;
        self.was.note(at, line);
        let kind = line["kind"].as_str().unwrap_or_default();
        let run = self.run_behind(line, id, kind);
        if !wanted.kinds.contains(kind) {
            return Ok(());
        }
        let contact = contact(line).map(|id| self.aliases.get(&id).copied().unwrap_or(id));
        let told = Told { id, at, kind: kind.to_owned(), by: None, body: body(line, contact), contact };
        let whom = contact.map(Ref::from).or_else(|| enrol_subject(&wanted.subject, &told));
        if let Some(whom) = whom {
            let person = self.people.entry(key(whom)).or_default();
            person.told.push(told);
            person.runs.push(run);
        }
        Ok(())
    }

    /// The run that did it, or whose message or fact it follows from.
    fn run_behind(&mut self, line: &Json, id: FactId, kind: &str) -> Option<RunId> {
        let named = |name: &str| line[name].as_str().and_then(|id| id.parse::<RunId>().ok());
        let message = line["body"]["message"].as_str();
        let of_message = || message.filter(|_| RESULTS.contains(&kind)).and_then(|id| self.messages.get(id));
        let of_fact =
            || line["cause"].as_str()?.parse::<FactId>().ok().and_then(|cause| self.led.get(&cause));
        let run =
            named("by").or_else(|| named("cause")).or_else(|| of_message().or_else(of_fact).copied())?;
        self.led.insert(id, run);
        if kind == QUEUED {
            self.messages.extend(message.map(|message| (message.to_owned(), run)));
        }
        Some(run)
    }

    /// Says of every fact which automation led to it.
    pub async fn name_the_automations(&mut self, looking: Looking<'_>) -> Result<()> {
        let runs: BTreeSet<RunId> =
            self.people.values().flat_map(|one| one.runs.iter().flatten().copied()).collect();
        let runs: Vec<RunId> = runs.into_iter().collect();
        let mut known: HashMap<RunId, AutomationId> = HashMap::new();
        for some in runs.chunks(500).map(<[RunId]>::to_vec) {
            let found = looking.look(move |tx| {
                let some = some.clone();
                Box::pin(async move { rows::automations(tx, &some).await })
            });
            known.extend(found.await?);
        }
        for person in self.people.values_mut() {
            for (told, run) in person.told.iter_mut().zip(&person.runs) {
                told.by = run.and_then(|run| known.get(&run).copied());
            }
        }
        Ok(())
    }
}

fn contact(line: &Json) -> Option<ContactId> {
    line["contact"]
        .as_str()
        .and_then(|id| Ref::parse(ContactId::PREFIX, id).ok())
        .map(|r| ContactId::from_bytes(r.bytes))
}

/// As `sight::body` made it when the fact was told.
pub fn body(line: &Json, contact: Option<ContactId>) -> Json {
    let open = line["body"].as_object().into_iter().flatten().filter(|(name, _)| !name.starts_with('~'));
    let mut body: Map<String, Json> = open.map(|(name, value)| (name.clone(), value.clone())).collect();
    let on = line["on"][0][1].as_str().or(line["contact"].as_str()).unwrap_or_default();
    body.insert("kind".into(), line["kind"].clone());
    body.insert("at".into(), line["at"].clone());
    body.insert("on".into(), on.into());
    if let Some(contact) = contact {
        body.insert("contact".into(), contact.to_string().into());
    }
    Json::Object(body)
}
