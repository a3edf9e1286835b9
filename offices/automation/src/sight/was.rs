//! What a run would have seen at a moment that is over, or is still to come.
//!
//! Invariant: a field is what the journal says it was before its first later change; where nothing changed it is
//! what it is now. A personal value the journal keeps as a commitment stays as it is now; only whether there
//! was one is known.

use std::collections::{BTreeSet, HashMap};

use condition::{Fields, Record, Value};
use kernel::calendar::{Zone, Zones};
use kernel::{AutomationId, Business, ContactId, Id as _, Ref, Reminding, Result, Timestamp};
use serde_json::{Map, Value as Json};
use store::Tx;

use super::nouns::was::{Old, owned};
use super::nouns::{Clock, noun};
use super::{People, Sight, answering, billing, consent, given, rows, zone};
use crate::document::Takes;
use crate::plan::Catalogue;

/// What changed, read from the journal: for each record the values before each change, in order.
#[derive(Debug, Default)]
pub struct Was(HashMap<Ref, Vec<Then>>);

/// The instant of a change, and the values before it.
type Then = (Timestamp, Map<String, Json>);

impl Was {
    /// Notes the changes of one line.
    pub fn note(&mut self, at: Timestamp, line: &Json) {
        for (id, fields) in line["changes"].as_object().into_iter().flatten() {
            let Ok(record) = Ref::parse_any(id) else { continue };
            let olds: Map<String, Json> = fields.as_object().into_iter().flatten().filter_map(old).collect();
            if !olds.is_empty() {
                self.0.entry(record).or_default().push((at, olds));
            }
        }
    }

    /// What a column held at that moment; none where nothing is known to have changed since.
    fn column(&self, record: Ref, at: Timestamp, name: &str) -> Option<&Json> {
        let changes = self.0.get(&record)?;
        let first = changes.partition_point(|(then, _)| *then <= at);
        changes[first..].iter().find_map(|(_, olds)| olds.get(name))
    }
}

/// The value before: of a personal one only that there was none.
fn old((name, pair): (&String, &Json)) -> Option<(String, Json)> {
    match name.strip_prefix('~') {
        None => Some((name.clone(), pair[0].clone())),
        Some(name) if pair[0].is_null() => Some((name.to_owned(), Json::Null)),
        Some(_) => None,
    }
}

/// A subject and what stands beside it, as they are now.
#[derive(Debug, Default)]
pub struct Present {
    subject: Option<(Ref, Fields)>,
    beside: Vec<(&'static str, Ref, Fields)>,
    pub contact: Option<ContactId>,
    person: Option<Fields>,
    /// What they agreed to, as it is now.
    consent: Option<Fields>,
    contact_zone: Option<Zone>,
    owner_zone: Option<Zone>,
    /// The record is no more.
    pub gone: bool,
}

/// Reads what a run about this subject can look at.
pub async fn present(
    tx: &mut Tx,
    subject: Ref,
    contact: Option<ContactId>,
    (looked_at, business): (&BTreeSet<&str>, &Business),
) -> Result<Present> {
    let clock = Clock { now: tx.now(), zone: business.hours.zone().clone() };
    let mut present = Present { contact, ..Present::default() };
    if subject.kind == AutomationId::PREFIX {
        return Ok(present);
    }
    if subject.kind == ContactId::PREFIX {
        present.contact = Some(ContactId::from_bytes(subject.bytes));
    } else {
        match rows::subject(tx, subject, &clock).await? {
            Some(found) => {
                present.contact = contact.or(found.contact);
                present.owner_zone = zone(found.owner_zone);
                for (name, record) in found.beside.into_iter().filter(|(name, _)| looked_at.contains(name)) {
                    present.beside.push((name, record, rows::beside(tx, record, &clock).await?));
                }
                present.subject = Some((subject, found.fields));
            }
            None => present.gone = true,
        }
    }
    if let Some(contact) = present.contact {
        let (fields, their) = rows::contact(tx, contact).await?;
        present.contact_zone = zone(their);
        present.person = Some(fields);
    }
    if looked_at.contains(consent::NAME) {
        present.consent = Some(rows::consent(tx, present.contact).await?);
    }
    Ok(present)
}

/// A moment, and what is the same at all of them.
pub struct Moment<'a> {
    pub now: Timestamp,
    pub business: &'a Business,
    pub reminding: &'a Reminding,
    pub people: People,
    pub was: &'a Was,
    pub catalogue: &'a Catalogue,
    /// What whoever started it gave: `trigger.payload`.
    pub takes: &'a Takes,
}

impl Present {
    /// The clock of the person, else that of the business.
    pub fn zone(&self, business: &Business) -> Zone {
        self.contact_zone.clone().unwrap_or_else(|| business.zone().clone())
    }

    /// What a run sees at that moment.
    pub fn at(&self, moment: &Moment<'_>, trigger: &Json) -> Sight {
        let zones = Zones::of(moment.business.hours.clone());
        let clock = Clock { now: moment.now, zone: zones.business.zone().clone() };
        let mut records = vec![
            ("automation", answering(moment.people)),
            (billing::NAME, billing::record(moment.reminding)),
        ];
        let then = |record: Ref, fields: &Fields| {
            let column = |name: &str| moment.was.column(record, moment.now, name);
            match noun(record.kind) {
                Some(noun) => noun.was(fields, &column, &clock),
                None => person(fields, &column),
            }
        };
        records.extend(self.subject.iter().map(|(id, fields)| (id.kind, then(*id, fields))));
        records.extend(self.beside.iter().map(|(name, id, fields)| (*name, then(*id, fields))));
        let contact = self.contact.zip(self.person.as_ref());
        records.extend(contact.map(|(id, fields)| ("contact", then(id.into(), fields))));
        records.extend(self.consent.iter().map(|fields| (consent::NAME, fields.clone())));
        Sight {
            now: moment.now,
            zones: Zones { contact: self.contact_zone.clone(), owner: self.owner_zone.clone(), ..zones },
            records,
            trigger: given(trigger, moment.catalogue, moment.takes),
            people: moment.people,
            contact: self.contact,
            gone: self.gone,
        }
    }
}

/// The name of their company stands in a record of its own: it is as it is now.
const PERSON: [&str; 11] = [
    "id",
    "name",
    "email",
    "phone",
    "language",
    "zone",
    "owner",
    "state",
    "title",
    "company_name",
    "job_title",
];

fn person(now: &Fields, old: Old<'_>) -> Fields {
    plain(now, old, &PERSON)
}

/// Fields whose columns are called like them.
fn plain(now: &Fields, old: Old<'_>, names: &[&str]) -> Fields {
    names.iter().fold(Fields::new(), |fields, name| {
        let value = match old(name) {
            None => now.get(name).map(owned),
            Some(Json::String(text)) if name.ends_with("_at") => text.parse().ok().map(Value::At),
            Some(Json::String(text)) => Some(Value::Text(text.clone().into())),
            Some(Json::Bool(flag)) => Some(Value::Flag(*flag)),
            Some(_) => None,
        };
        value.into_iter().fold(fields, |fields, value| fields.set(name, value))
    })
}
