//! Keeping what is due true: with each fact that changes a date, begins a silence or breaks one, and with each
//! change of an automation.

use kernel::{AutomationId, ContactId, Error, Id, Ref, Result};
use serde_json::Value as Json;
use store::{Heard, Tx};

use super::rows::{self, Due};
use crate::automation::{self, Automation, Version};
use crate::document::{On, Trigger};
use crate::enrolment::decide::{self, Case};
use crate::existing;
use crate::office::{self, Directory, Entry};
use crate::plan::schedule;
use crate::sight::{self, Of, Sight};
use crate::watchdog::counted;

/// How what is due by a day of a record is called.
const DATE: &str = "date";
const SWITCHED_OFF: &str =
    "it was switched off before its time was over; it counts anew from the next such fact once it is on";
const CHANGED: &str =
    "what starts it was changed before its time was over; it counts anew from the next such fact";

/// A fact that may concern what is due.
pub(crate) async fn hear(
    tx: &mut Tx,
    heard: &Heard,
    body: &Json,
    directory: &Directory,
    concerned: &[Ref],
) -> Result<()> {
    for entry in directory.broken_by(heard.kind) {
        break_silences(tx, entry, (heard, body), concerned).await?;
    }
    for entry in directory.begun_by(heard.kind) {
        begin_silence(tx, entry, heard, body).await?;
    }
    for record in dated(heard, directory) {
        for entry in directory.dated(record.kind) {
            place(tx, entry, record).await?;
        }
    }
    Ok(())
}

/// The records a fact changed or names, of nouns whose dates start something.
pub(crate) fn dated(heard: &Heard, directory: &Directory) -> Vec<Ref> {
    if !directory.has_dates() {
        return vec![];
    }
    let named = heard.fields.iter().filter_map(|(name, _, value)| {
        let record = Ref::parse_any(value.as_str()?).ok()?;
        (record.kind == *name).then_some(record)
    });
    let changed = heard.changes.iter().map(|change| change.on);
    let mut found: Vec<Ref> =
        changed.chain(named).filter(|record| !directory.dated(record.kind).is_empty()).collect();
    found.sort_by_key(|record| (record.kind, record.bytes));
    found.dedup();
    found
}

/// What an automation sees of a record, and of the fact where there is one.
async fn look(
    tx: &mut Tx,
    entry: &Entry,
    subject: Ref,
    contact: Option<ContactId>,
    body: &Json,
) -> Result<Sight> {
    let office = office::of(tx)?;
    let takes = entry.plan.document().trigger.takes();
    let of = Of {
        automation: entry.automation.id,
        subject,
        contact,
        trigger: body,
        takes: &takes,
        looked_at: entry.plan.looked_at_to_enrol(),
    };
    sight::look(tx, &of, office.known_catalogue()?).await
}

/// The day of a record, as it stands now: in the future it is due then; past, or none, it starts nothing. One that was
/// due and that nobody has taken yet, or that broke and is put off, stays: a fact about the record is no reason to
/// forget it.
pub(super) async fn place(tx: &mut Tx, entry: &Entry, subject: Ref) -> Result<()> {
    let automation = entry.automation.id;
    let sight = look(tx, entry, subject, None, &Json::Null).await?;
    let at = match entry.plan.starts_at(&sight.view()) {
        _ if sight.gone => None,
        Ok(at) => at,
        Err(reason) => {
            decide::cannot_ask(tx, entry, sight.contact, &reason).await?;
            None
        }
    };
    match at.filter(|at| *at > tx.now()) {
        Some(at) => {
            let due = Due {
                automation,
                subject,
                contact: sight.contact,
                how: DATE.into(),
                at,
                fact: None,
                body: None,
                left_out: false,
            };
            rows::put(tx, &due).await
        }
        None => match at {
            Some(at) if rows::stands(tx, (automation, subject), DATE, at).await? => Ok(()),
            _ => rows::drop_one(tx, automation, subject).await.map(drop),
        },
    }
}

async fn begin_silence(tx: &mut Tx, entry: &Entry, heard: &Heard, body: &Json) -> Result<()> {
    let document = entry.plan.document();
    let Some(subject) = decide::subject_of(document, heard) else { return Ok(()) };
    let sight = look(tx, entry, subject, heard.contact(), body).await?;
    let office = office::of(tx)?;
    let fact = sight::fact(body, office.known_catalogue()?);
    if sight.gone {
        return Ok(());
    }
    let case = Case { subject: Some(subject), ..Case::of(heard, body, entry, None) };
    let begins = match entry.plan.keeps_out(&sight.view(), &fact) {
        Ok(Some(out)) => return decide::refuse(tx, &case, &out).await,
        Ok(None) => entry.plan.silent_at(heard.at, sight.zones()),
        Err(reason) => Err(reason),
    };
    let at = match begins {
        Ok(at) => at,
        Err(reason) => return decide::broke(tx, &case, &reason).await,
    };
    let due = Due {
        automation: entry.automation.id,
        subject,
        contact: sight.contact,
        how: "silence".into(),
        at,
        fact: Some(heard.id),
        body: Some(body.clone()),
        left_out: false,
    };
    rows::put(tx, &due).await
}

/// The silences this fact breaks: of the same record or person, where `match` says so. Such as begin anew count from
/// it on.
async fn break_silences(
    tx: &mut Tx,
    entry: &Entry,
    (heard, body): (&Heard, &Json),
    concerned: &[Ref],
) -> Result<()> {
    let automation = entry.automation.id;
    let mut found: Vec<Due> = vec![];
    for record in concerned {
        found.extend(rows::of(tx, automation, *record).await?);
        if record.kind == ContactId::PREFIX {
            found.extend(rows::of_contact(tx, automation, ContactId::from_bytes(record.bytes)).await?);
        }
    }
    for due in found.into_iter().filter(|due| due.how == "silence") {
        let began = due.body.clone().unwrap_or_default();
        let sight = look(tx, entry, due.subject, due.contact, &began).await?;
        let office = office::of(tx)?;
        let fact = sight::fact(body, office.known_catalogue()?);
        // Where it cannot be asked, nobody who may have answered is written to as if they had been silent.
        match entry.plan.breaks_silence(&sight.view(), &fact) {
            Ok(true) => {}
            Ok(false) => continue,
            Err(reason) => decide::cannot_ask(tx, entry, due.contact, &reason).await?,
        }
        match entry.plan.silent_anew(heard.at, sight.zones()) {
            Some(at) => rows::put(tx, &Due { at, left_out: false, ..due }).await?,
            None => drop(rows::drop_one(tx, automation, due.subject).await?),
        }
    }
    Ok(())
}

/// A version was published, or it was switched: what is due of it is found anew, unless nothing about it changed.
pub(crate) async fn changed(tx: &mut Tx, heard: &Heard) -> Result<()> {
    let Some(id) = heard.field("automation").as_str().and_then(|id| id.parse::<AutomationId>().ok()) else {
        return Ok(());
    };
    let automation = match automation::rows::load(tx, id).await {
        Ok(automation) => automation,
        Err(Error::Missing(_)) => return Ok(()),
        Err(error) => return Err(error),
    };
    let version = automation::rows::numbered(tx, id, automation.version).await?;
    let works = automation.on && !automation.retired;
    if works && let Ok(plan) = office::plan(tx, version.id).await? {
        counted::begin(tx, id, plan.document(), heard.kind != "automation.published").await?;
    }
    // It stopped by itself: what is due of it is still decided, and kept for later.
    if !works && !automation.retired && counted::of(tx, id).await?.paused.is_some() {
        return Ok(());
    }
    if heard.kind == "automation.published" && automation.on && same_start(tx, &automation, &version).await? {
        return Ok(());
    }
    rows::say_forgotten(tx, id, if works { CHANGED } else { SWITCHED_OFF }).await?;
    rows::drop_all(tx, id).await?;
    existing::over(tx, id).await?;
    if !works {
        return Ok(());
    }
    let Ok(plan) = office::plan(tx, version.id).await? else { return Ok(()) };
    let (since, version) = (version.published_at, version.id);
    let entry = Entry { automation, version, since, plan, paused: None };
    begin(tx, &entry).await
}

/// The version before it started by the same trigger.
async fn same_start(tx: &mut Tx, automation: &Automation, version: &Version) -> Result<bool> {
    if version.number < 2 {
        return Ok(false);
    }
    let before = automation::rows::numbered(tx, automation.id, version.number - 1).await?;
    let (old, new) = (office::plan(tx, before.id).await?, office::plan(tx, version.id).await?);
    let (Ok(old), Ok(new)) = (old, new) else { return Ok(false) };
    let (old, new) = (old.document(), new.document());
    // How many may begin in a time changes nothing about what is counted.
    let begins = |trigger: &Trigger| Trigger { throttle: None, ..trigger.clone() };
    Ok(begins(&old.trigger) == begins(&new.trigger) && old.subject == new.subject)
}

async fn begin(tx: &mut Tx, entry: &Entry) -> Result<()> {
    let id = entry.automation.id;
    match &entry.plan.document().trigger.on {
        On::Schedule { .. } => next_round(tx, entry).await,
        On::Date(_) => rows::seed(tx, id, entry.plan.document().subject.as_str(), "look").await,
        On::Fact(_) | On::Webhook { .. } | On::Button(_) | On::Silence { .. } => Ok(()),
    }
}

/// When its schedule comes round next; nothing where it never does again.
pub(super) async fn next_round(tx: &mut Tx, entry: &Entry) -> Result<()> {
    let On::Schedule { schedule, .. } = &entry.plan.document().trigger.on else { return Ok(()) };
    let business = tx.setting::<kernel::Business>().await?;
    let now = tx.now();
    let next = schedule::next(schedule, business.zone(), entry.since, now).map_err(kernel::fault)?;
    let Some(at) = next else {
        return rows::drop_one(tx, entry.automation.id, super::business(entry)).await.map(drop);
    };
    let (automation, subject) = (entry.automation.id, super::business(entry));
    let how = "schedule".into();
    let (fact, body, left_out) = (None, None, false);
    rows::put(tx, &Due { automation, subject, contact: None, how, at, fact, body, left_out }).await
}
