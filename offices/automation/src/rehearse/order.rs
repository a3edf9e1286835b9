//! The journal of some days, put in order for a rehearsal: by person, with what each record was before.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use kernel::{AutomationId, ContactId, FactId, Id as _, Ref, Result, RunId, Timestamp};
use serde_json::{Map, Value as Json};

use super::looking::Looking;
use super::rows;
use super::simulate::{Key, STARTED, Standing, Told, enrol_subject, key};
use crate::document::On;
use crate::plan::{BUSINESS, Plan};
use crate::run::walk::RESULTS;
use crate::sight::was::Was;
use crate::start::rows::open_now;

/// Facts in one snapshot.
const PAGE: i64 = 2_000;
/// By it a message that really left is known.
pub const QUEUED: &str = "message.queued";

/// How a run begins by somebody's hand, and not by what a rehearsal works out itself.
const BY_HAND: [&str; 3] = ["button", "webhook", "call"];

/// What of the journal matters.
pub struct Wanted {
    kinds: BTreeSet<String>,
    subject: String,
    automation: AutomationId,
    /// A day or a schedule starts a run for each record of the subject.
    each: bool,
    /// A condition asks what a fact changed.
    changes: bool,
}

impl Wanted {
    pub fn of(plans: &[&Plan], automation: AutomationId) -> Wanted {
        let kinds = plans.iter().flat_map(|plan| {
            let silent = match &plan.document().trigger.on {
                On::Silence { silence, .. } => [silence.after.kinds(), silence.without.kinds()].concat(),
                _ => vec![],
            };
            let silent = silent.iter().map(ToString::to_string).collect::<Vec<_>>();
            let facts = plan.starts().into_iter().chain(plan.hears()).map(str::to_owned);
            facts.chain(silent).collect::<Vec<_>>()
        });
        let kinds = kinds.chain([QUEUED.to_owned()]).collect();
        let subject = plans.first().map_or("", |plan| plan.document().subject.as_str()).to_owned();
        let each = plans.iter().any(|plan| starts_for_each(plan));
        let changes = plans.iter().any(|plan| plan.looks_at_changes());
        Wanted { kinds, subject, automation, each, changes }
    }

    /// Whether the line is heard, or says when a record stood.
    fn hears(&self, kind: &str, line: &Json) -> bool {
        let body = &line["body"];
        if kind == STARTED {
            let own = self.automation.to_string();
            let by_hand = BY_HAND.iter().any(|how| body["how"] == *how);
            return by_hand && body["automation"] == own.as_str();
        }
        self.kinds.contains(kind) || (self.each && self.records(line).next().is_some())
    }

    /// The records of the subject a line speaks of.
    fn records<'l>(&'l self, line: &'l Json) -> impl Iterator<Item = Ref> + 'l {
        let changed = line["changes"].as_object().into_iter().flat_map(Map::keys).map(String::as_str);
        let named = [&line["body"][&self.subject], &line["on"][0][1], &line["contact"]];
        let all = changed.chain(named.into_iter().filter_map(Json::as_str));
        all.filter_map(|id| Ref::parse_any(id).ok()).filter(|record| record.kind == self.subject)
    }

    /// All that concerns the business is one life.
    fn business(&self) -> Option<Ref> {
        (self.subject == BUSINESS).then(|| self.automation.into())
    }
}

/// A day on a record, or a round for each.
fn starts_for_each(plan: &Plan) -> bool {
    matches!(plan.document().trigger.on, On::Date(_) | On::Schedule { each: true, .. })
}

/// Somebody's facts and the run behind each, and the records that may start something by themselves.
#[derive(Debug, Default)]
pub struct Person {
    pub told: Vec<Told>,
    pub standing: Vec<Standing>,
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
    /// What each start by hand gave to its run.
    given: HashMap<FactId, Json>,
    /// The records the days and rounds are about, as the facts tell of them, and the last that was told.
    stood: BTreeMap<Key, (Standing, Timestamp)>,
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
    pub async fn begin(looking: Looking<'_>, automation: AutomationId) -> Result<Past> {
        let aliases = looking.look(|tx| Box::pin(rows::aliases(tx))).await?;
        let given = looking.look(move |tx| Box::pin(rows::given(tx, automation))).await?;
        let (aliases, given) = (aliases.into_iter().collect(), given.into_iter().collect());
        Ok(Past { aliases, given, ..Past::default() })
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
        if !wanted.hears(kind, line) {
            return Ok(());
        }
        let contact = contact(line).map(|id| self.known(id));
        let given = self.given.get(&id).cloned().unwrap_or_default();
        let body = told_of(line, contact, given);
        let changes = if wanted.changes { line["changes"].clone() } else { Json::Null };
        let told = Told { id, at, kind: kind.to_owned(), by: None, body, changes, contact };
        self.note_standing(line, (at, contact), wanted);
        let person = || contact.map(Ref::from).or_else(|| enrol_subject(&wanted.subject, &told));
        let whom = wanted.business().or_else(person);
        if let Some(whom) = whom {
            let person = self.people.entry(key(whom)).or_default();
            person.told.push(told);
            person.runs.push(run);
        }
        Ok(())
    }

    fn known(&self, id: ContactId) -> ContactId {
        self.aliases.get(&id).copied().unwrap_or(id)
    }

    /// When a record that may start something was first and last told of.
    fn note_standing(&mut self, line: &Json, (at, contact): (Timestamp, Option<ContactId>), wanted: &Wanted) {
        if !wanted.each {
            return;
        }
        for record in wanted.records(line) {
            let since = minted_at(record).filter(|since| *since <= at);
            let new = || (Standing { record, contact, since, until: None }, at);
            self.stood.entry(key(record)).or_insert_with(new).1 = at;
        }
    }

    /// Gives every person the records that stood: those open now, and those that were told of and are not.
    pub async fn stand(&mut self, looking: Looking<'_>, wanted: &Wanted, now: Timestamp) -> Result<()> {
        let mut standing = std::mem::take(&mut self.stood);
        let subject = Arc::new(wanted.subject.clone());
        let open = looking.look(move |tx| {
            let subject = subject.clone();
            Box::pin(async move { open_now(tx, &subject).await })
        });
        let open = if wanted.each { open.await? } else { vec![] };
        let is_open: BTreeSet<Key> = open.iter().map(|(record, _)| key(*record)).collect();
        for (record, contact) in open {
            let since = minted_at(record).filter(|since| *since <= now);
            let new = Standing { record, contact, since, until: None };
            standing.entry(key(record)).or_insert((new, Timestamp::MIN));
        }
        for (id, (one, last)) in standing {
            let until = (!is_open.contains(&id)).then_some(last);
            let contact = one.contact.map(|id| self.known(id));
            let whom = contact.map_or(one.record, Ref::from);
            let person = self.people.entry(key(whom)).or_default();
            person.standing.push(Standing { contact, until, ..one });
        }
        if let Some(record) = wanted.business() {
            let itself = Standing { record, contact: None, since: None, until: None };
            self.people.entry(key(record)).or_default().standing.push(itself);
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

/// When the id of a record was made: the first 48 bits of a UUIDv7 are milliseconds (RFC 9562, 5.7).
fn minted_at(record: Ref) -> Option<Timestamp> {
    let ms = record.bytes[..6].iter().fold(0_i64, |ms, byte| ms << 8 | i64::from(*byte));
    Timestamp::from_millisecond(ms).ok()
}

/// As the run saw it that began by hand, else as `sight::body` made it.
fn told_of(line: &Json, contact: Option<ContactId>, given: Json) -> Json {
    let mut body = body(line, contact);
    if let Some(payload) = given.get("payload") {
        body["payload"] = payload.clone();
    }
    let subject = line["body"]["subject"].as_str().and_then(|id| Ref::parse_any(id).ok());
    if let Some(subject) = subject.filter(|_| line["kind"] == STARTED) {
        body[subject.kind] = subject.to_string().into();
    }
    body
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
