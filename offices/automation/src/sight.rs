//! What a condition can look at in one moment: the records of the subject, the people who answer, the clock.
//!
//! Invariant: read in the transaction that decides by it; only the records somebody looks at are read.

pub mod billing;
pub mod consent;
pub mod nouns;
pub mod rows;
pub mod was;

use std::collections::BTreeSet;

use condition::{Fields, Record, Schema, Value};
use kernel::calendar::{Zone, Zones};
use kernel::{AutomationId, Business, ContactId, Id as _, Ref, Reminding, Result, Timestamp, UserId};
use serde_json::{Map, Value as Json, json};
use store::{Heard, Tx};

use crate::document::Takes;
use crate::plan::{Catalogue, View};
use nouns::Clock;

/// Records, zones and the trigger, held while a view of them is used.
pub struct Sight {
    pub now: Timestamp,
    zones: Zones,
    records: Vec<(&'static str, Fields)>,
    trigger: Fields,
    pub people: People,
    /// Whom the record is about.
    pub contact: Option<ContactId>,
    /// The record the run is about is no more.
    pub gone: bool,
}

/// Who answers for an automation at this moment. `None`: nobody active.
#[derive(Debug, Clone, Copy, Default)]
pub struct People {
    /// With whose rights it acts: a holiday takes nobody's rights away.
    pub rights: Option<UserId>,
    /// Who is handed what it leaves to people: somebody who is not away.
    pub owner: Option<UserId>,
    pub stand_in: Option<UserId>,
}

/// What a sight is of.
pub struct Of<'a> {
    pub automation: AutomationId,
    pub subject: Ref,
    pub contact: Option<ContactId>,
    /// The body of the fact that started it, as `body` made it.
    pub trigger: &'a Json,
    /// What whoever started it gave: `trigger.payload`.
    pub takes: &'a Takes,
    pub looked_at: BTreeSet<&'a str>,
}

impl Sight {
    /// The field at `record.field`; None where it is empty or there is no such record.
    pub fn at(&self, path: &str) -> Option<Value<'_>> {
        let (record, field) = path.split_once('.')?;
        self.records.iter().find(|(name, _)| *name == record)?.1.get(field)
    }

    pub fn view(&self) -> View<'_> {
        let records = self.records.iter().map(|(name, fields)| (*name, fields as &dyn Record)).collect();
        View { now: self.now, zones: &self.zones, records, trigger: &self.trigger }
    }
}

/// Looks around for a run or a decision to enrol.
pub async fn look(tx: &mut Tx, of: &Of<'_>, catalogue: &Catalogue) -> Result<Sight> {
    let business = tx.setting::<Business>().await?;
    let people = rows::people(tx, of.automation).await?;
    let mut sight = Sight {
        now: tx.now(),
        zones: Zones::of(business.hours),
        records: vec![("automation", answering(people))],
        trigger: given(of.trigger, catalogue, of.takes),
        people,
        contact: None,
        gone: false,
    };
    if of.looked_at.contains(billing::NAME) {
        let set = tx.setting::<Reminding>().await?;
        sight.records.push((billing::NAME, billing::record(&set)));
    }
    if of.subject.kind == AutomationId::PREFIX {
        return Ok(sight);
    }
    let mut contact = of.contact;
    if of.subject.kind != ContactId::PREFIX {
        let clock = Clock { now: sight.now, zone: sight.zones.business.zone().clone() };
        match rows::subject(tx, of.subject, &clock).await? {
            Some(found) => {
                contact = contact.or(found.contact);
                sight.zones.owner = zone(found.owner_zone);
                sight.records.push((of.subject.kind, found.fields));
                for (name, record) in found.beside.into_iter().filter(|(name, _)| of.looked_at.contains(name))
                {
                    sight.records.push((name, rows::beside(tx, record, &clock).await?));
                }
            }
            None => sight.gone = true,
        }
    }
    if let Some(contact) = contact {
        let (fields, their) = rows::contact(tx, contact).await?;
        sight.zones.contact = zone(their);
        sight.records.push(("contact", fields));
        sight.contact = Some(contact);
    }
    if of.looked_at.contains(consent::NAME) {
        sight.records.push((consent::NAME, rows::consent(tx, sight.contact).await?));
    }
    Ok(sight)
}

fn zone(name: Option<String>) -> Option<Zone> {
    name.and_then(|name| Zone::try_from(name).ok())
}

fn answering(people: People) -> Fields {
    let named = [("owner", people.owner), ("stand_in", people.stand_in)];
    named.into_iter().fold(Fields::new(), |fields, (name, user)| match user {
        Some(user) => fields.text(name, &user.to_string()),
        None => fields,
    })
}

/// The open fields of a fact, and what every fact has: kept with runs, so never anything personal.
pub fn body(heard: &Heard) -> Json {
    let open = heard.fields.iter().filter(|(_, class, _)| *class == kernel::Class::Open);
    let mut body: Map<String, Json> =
        open.map(|(name, _, value)| ((*name).to_owned(), value.clone())).collect();
    let on = heard.changes.first().map(|change| change.on).or(heard.about);
    body.insert("kind".into(), heard.kind.into());
    body.insert("at".into(), json!(heard.at));
    body.insert("on".into(), on.map(|on| on.to_string()).unwrap_or_default().into());
    if let Some(contact) = heard.contact() {
        body.insert("contact".into(), contact.to_string().into());
    }
    Json::Object(body)
}

/// A body as expressions read it.
pub fn fact(body: &Json, catalogue: &Catalogue) -> Fields {
    let kind = body["kind"].as_str().unwrap_or_default();
    let fields = catalogue.facts.get(kind).into_iter().flatten();
    let schema = fields
        .fold(Schema::new(), |schema, (name, of, _)| schema.maybe(&format!("fact.{name}"), of.clone()))
        .maybe("fact.contact", condition::Type::Text);
    let fields = Fields::read(body, &schema, "fact").text("kind", kind);
    let fields = fields.text("on", body["on"].as_str().unwrap_or_default());
    match body["at"].as_str().and_then(|at| at.parse().ok()) {
        Some(at) => fields.set("at", Value::At(at)),
        None => fields,
    }
}

impl Sight {
    /// These records and clocks, as somebody knows them.
    pub fn seen(
        (now, zones): (Timestamp, Zones),
        records: Vec<(&'static str, Fields)>,
        trigger: Fields,
        (people, contact): (People, Option<ContactId>),
    ) -> Sight {
        Sight { now, zones, records, trigger, people, contact, gone: false }
    }

    /// The fact alone: nothing is read.
    pub fn of_fact(now: Timestamp, trigger: &Json, catalogue: &Catalogue, takes: &Takes) -> Sight {
        let (people, trigger) = (People::default(), given(trigger, catalogue, takes));
        Sight {
            now,
            zones: Zones::of(Business::default().hours),
            records: vec![],
            trigger,
            people,
            contact: None,
            gone: false,
        }
    }

    pub fn zones(&self) -> &Zones {
        &self.zones
    }

    /// What the fact changed of its subject: `old` and `new`, as far as they were written.
    pub fn with_changes<'c>(mut self, changed: &[Differed<'c>], subject: Ref) -> Sight {
        let clock = Clock { now: self.now, zone: self.zones.business.zone().clone() };
        let live = self.records.iter().find(|(name, _)| *name == subject.kind).map(|(_, fields)| fields);
        let of = |side: fn(&Differed<'c>) -> &'c Json| {
            let written: Vec<(&str, &Json)> = changed.iter().map(|one| (one.name, side(one))).collect();
            nouns::differences(subject.kind, &written, &clock, live)
        };
        let (old, new) = (of(|one| one.old), of(|one| one.new));
        self.records.extend([("old", old), ("new", new)]);
        self
    }
}

/// One column that a fact changed.
#[derive(Clone, Copy)]
pub struct Differed<'a> {
    pub name: &'a str,
    pub old: &'a Json,
    pub new: &'a Json,
}

/// What a fact changed of one record.
pub fn differed(changes: &[store::Change], of: Ref) -> Vec<Differed<'_>> {
    let change = changes.iter().find(|change| change.on == of);
    let fields = change.into_iter().flat_map(|change| &change.fields);
    fields.map(|one| Differed { name: one.name, old: &one.old, new: &one.new }).collect()
}

/// The same from a line of the journal; what is personal stands there as a commitment and is left out.
pub fn differed_in(changes: &Json, of: Ref) -> Vec<Differed<'_>> {
    let fields = changes[of.to_string()].as_object().into_iter().flatten();
    let open = fields.filter(|(name, _)| !name.starts_with('~'));
    open.map(|(name, pair)| Differed { name, old: &pair[0], new: &pair[1] }).collect()
}

/// A fact as a run sees it, with what whoever started it gave.
pub fn given(body: &Json, catalogue: &Catalogue, takes: &Takes) -> Fields {
    let schema = takes
        .iter()
        .fold(Schema::new(), |schema, (name, take)| schema.maybe(&format!("payload.{name}"), take.is.of()));
    fact(body, catalogue).record("payload", Fields::read(&body["payload"], &schema, "payload"))
}
