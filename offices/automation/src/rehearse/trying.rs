//! One record, from now on: its fact, what somebody imagines, and the run that follows.

use std::collections::{BTreeMap, BTreeSet};

use condition::instant_text;
use kernel::{AutomationId, Business, ContactId, Error, FactId, Id as _, Ref, Reminding, Result, Timestamp};
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::Outside;

use super::bounds::Bounds;
use super::commands::{BegunBy, TryAutomation, meant};
use super::compose::compose;
use super::order::body;
use super::report::TRIED;
use super::simulate::live as lives;
use super::simulate::{Around, Draft, Happening, Life, Lived, STARTED, Said, Standing, Told, What, key};
use super::views::{Moment, Tried};
use crate::automation::check;
use crate::collision;
use crate::document::{FactKind, On};
use crate::office;
use crate::plan::{BUSINESS, Catalogue, Plan};
use crate::run::later;
use crate::settings::Settings;
use crate::sight::rows::people_of;
use crate::sight::was::{Present, Was, present};

/// A run that is not over by then is shown as under way.
const HORIZON_MS: i64 = 400 * 86_400_000;
/// So far back in the timeline of the person the fact that starts it is looked for.
const TIMELINE: i64 = 300;

/// Lives it, in one snapshot.
pub async fn live(tx: &mut Tx, wish: &TryAutomation) -> Result<Lived> {
    let (text, automation) = meant(tx, wish.text.as_deref(), wish.automation).await?;
    let (plan, _) = check::check(tx, &text).await?.plan()?;
    let document = plan.document();
    let itself = automation.unwrap_or_else(|| AutomationId::from_bytes([0; 16]));
    let record = match wish.record {
        _ if document.subject.as_str() == BUSINESS => itself.into(),
        Some(record) if document.subject.as_str() == record.kind => record,
        _ => {
            let why = format!("a run of it is about a {}; name one", document.subject);
            return Err(Error::field("/record", "other_noun", why));
        }
    };
    let names: BTreeSet<&str> = plan.looked_at().into_iter().chain(plan.looked_at_to_enrol()).collect();
    let now = tx.now();
    let business = tx.setting::<Business>().await?;
    let reminding = tx.setting::<Reminding>().await?;
    let present = present(tx, record, None, (&names, &business)).await?;
    if present.gone {
        return Err(Error::Missing("record"));
    }
    let standing = [Standing { record, contact: present.contact, since: None, until: None }];
    let (office, was) = (office::of(tx)?, Was::default());
    let catalogue = office.known_catalogue()?;
    if let Some(start) = &wish.start {
        admit(start, &plan, catalogue)?;
    }
    let told = story(tx, wish, (&plan, record), &present).await?;
    let (owner, stand_in) = (document.owner.to_string(), document.stand_in.to_string());
    let people = people_of(tx, None, (&owner, &stand_in)).await?;
    let settings = tx.setting::<Settings>().await?;
    let around = Around {
        catalogue,
        business: &business,
        reminding: &reminding,
        messages_a_day: settings.messages_a_day,
        was: &was,
        tells: collision::known(),
        present: &BTreeMap::from([(key(record), present)]),
    };
    let (until, answers) = (later(now, HORIZON_MS), &wish.answers);
    let life = Life { told: &told, standing: &standing, from: now, until, answers };
    let bounds = Bounds::default();
    let mut lived =
        lives(&Draft { plan: &plan, automation: itself, people, bounds: &bounds }, &around, &life);
    if let On::Schedule { .. } = document.trigger.on {
        lived.runs.truncate(1); // the rounds after it are the same
    }
    Ok(lived)
}

/// What is imagined to start it does, and has the fields it is given.
fn admit(start: &BegunBy, plan: &Plan, catalogue: &Catalogue) -> Result<()> {
    let starts: Vec<&str> = plan.document().trigger.told_by().iter().map(FactKind::as_str).collect();
    if !starts.contains(&start.fact.as_str()) {
        let why = match starts.as_slice() {
            [] => "nothing that happens starts it; leave this out".into(),
            _ => format!("that does not start it; choose from {}", starts.join(", ")),
        };
        return Err(Error::field("/start/fact", "not_its_start", why));
    }
    let fields = catalogue.facts.get(&start.fact).into_iter().flatten();
    let names: Vec<&str> = fields.map(|(name, ..)| name.as_str()).collect();
    match start.fields.keys().find(|name| !names.contains(&name.as_str())) {
        Some(_) => {
            let why = format!("it has no such field; choose from {}", names.join(", "));
            Err(Error::field("/start/fields", "no_such_field", why))
        }
        None => Ok(()),
    }
}

/// The fact that starts it, as of now, and what is imagined after it.
async fn story(
    tx: &mut Tx,
    wish: &TryAutomation,
    (plan, record): (&Plan, Ref),
    present: &Present,
) -> Result<Vec<Told>> {
    let (trigger, now) = (&plan.document().trigger, tx.now());
    let starts: Vec<&str> = match &wish.start {
        Some(start) => vec![&start.fact],
        None => trigger.told_by().iter().map(FactKind::as_str).collect(),
    };
    let known = match present.contact {
        Some(contact) => told_before(tx, contact, record, &starts).await?,
        None => None,
    };
    let kind = starts.first().copied().unwrap_or(STARTED);
    let about = |body: Json, at: Timestamp| {
        let mut body = body;
        body["at"] = instant_text(at).into();
        body[record.kind] = record.to_string().into();
        if let Some(contact) = present.contact {
            body["contact"] = contact.to_string().into();
        }
        body
    };
    let plain = |kind: &str| json!({ "kind": kind, "on": record.to_string() });
    let first = known.unwrap_or_else(|| plain(kind));
    let mut first = about(first, now);
    let imagined = wish.start.iter().flat_map(|start| &start.fields);
    imagined.for_each(|(name, value)| first[name.as_str()] = value.clone());
    if !wish.with.is_empty() {
        first["payload"] = Json::Object(wish.with.clone());
    }
    // A day or a round comes by itself.
    let by_itself = matches!(trigger.on, On::Date(_) | On::Schedule { .. });
    let mut all = if by_itself { vec![] } else { vec![told(first, now, present.contact)] };
    let mut imagined: Vec<_> = wish.facts.iter().collect();
    imagined.sort_by_key(|fact| fact.at);
    for fact in imagined {
        let mut body = about(plain(&fact.fact), fact.at.max(now));
        fact.fields.iter().for_each(|(name, value)| body[name.as_str()] = value.clone());
        all.push(told(body, fact.at.max(now), present.contact));
    }
    Ok(all)
}

fn told(body: Json, at: Timestamp, contact: Option<ContactId>) -> Told {
    let kind = body["kind"].as_str().unwrap_or_default().to_owned();
    Told { id: FactId::from_bytes([0; 16]), at, kind, by: None, body, changes: Json::Null, contact }
}

/// The newest fact about this record that would have started it.
async fn told_before(tx: &mut Tx, contact: ContactId, record: Ref, starts: &[&str]) -> Result<Option<Json>> {
    let lines = tx.facts_of(contact, None, TIMELINE).await?;
    let id = record.to_string();
    let is = |line: &Json| {
        let kind = line["kind"].as_str().unwrap_or_default();
        let names =
            line["body"][record.kind].as_str() == Some(id.as_str()) || record.kind == ContactId::PREFIX;
        starts.contains(&kind) && names
    };
    Ok(lines.iter().find(|line| is(&line.line)).map(|line| body(&line.line, Some(contact))))
}

/// Nothing was refused, and nothing began.
const NEVER: &str = "nothing starts it: its day is over or there is none, or what would end the silence came";

/// What was lived, in sentences, each message as it would read.
pub async fn shown(out: &Outside<'_>, lived: Lived) -> Result<Tried> {
    let reason = lived.refused.first().map(|(reason, _)| reason.clone()).or_else(|| Some(NEVER.into()));
    let mut tried = Tried {
        enrolled: !lived.runs.is_empty(),
        reason: reason.filter(|_| lived.runs.is_empty()),
        outcome: lived.runs.first().map(|run| run.outcome.clone()),
        happenings: vec![],
        assumed: TRIED.map(str::to_owned).to_vec(),
    };
    for happening in lived.runs.iter().flat_map(|run| &run.happened) {
        let mut moment = moment(happening, &lived.said);
        if let What::Said(index) = happening.what {
            let said = &lived.said[index];
            let args = Json::Object(said.args.clone());
            moment.message = Some(compose(out, &said.verb, &args, said.contact).await?);
        }
        tried.happenings.push(moment);
    }
    Ok(tried)
}

fn moment(happening: &Happening, all: &[Said]) -> Moment {
    let Happening { at, step, what } = happening;
    let plain = |what: &'static str, words: String| Moment {
        at: *at,
        step: step.clone(),
        what,
        words,
        until: None,
        verb: None,
        input: None,
        message: None,
    };
    match what {
        What::Began => plain("begins", "The run begins.".into()),
        What::Said(index) => said(&all[*index], plain("says", String::new())),
        What::Did { verb, args } => Moment {
            verb: Some(verb.clone()),
            input: Some(Json::Object(args.clone())),
            ..plain("does", format!("Does {verb}."))
        },
        What::Passed("skipped", reason) => {
            plain("passes", format!("Passes the step over{}.", because(reason.as_deref())))
        }
        What::Passed(word, reason) => {
            plain("passes", format!("The step is {word}{}.", because(reason.as_deref())))
        }
        What::Waits { until, facts } if facts.is_empty() => {
            Moment { until: Some(*until), ..plain("waits", "Waits for a time.".into()) }
        }
        What::Waits { until, facts } => {
            Moment { until: Some(*until), ..plain("waits", format!("Waits for {}.", facts.join(" or "))) }
        }
        What::Asks { question, until } => {
            Moment { until: Some(*until), ..plain("asks", format!("Asks: {question}")) }
        }
        What::Heard(kind) => plain("hears", format!("Hears {kind}.")),
        What::Ended(outcome) => plain("ends", format!("Ends: {outcome}.")),
    }
}

fn said(said: &Said, plain: Moment) -> Moment {
    let text = said.template.as_ref().map_or_else(|| said.verb.clone(), |template| format!("“{template}”"));
    let words = match (&said.skipped, said.held) {
        (Some(reason), _) => format!("Would not send {text}: {reason}."),
        (None, true) => format!("Sends {text} when it may reach them."),
        (None, false) => format!("Sends {text}."),
    };
    let until = said.held.then_some(said.at);
    Moment { verb: Some(said.verb.clone()), words, until, ..plain }
}

fn because(reason: Option<&str>) -> String {
    reason.filter(|reason| *reason != "if").map(|reason| format!(": {reason}")).unwrap_or_else(|| {
        if reason.is_some() { ": its condition is not true".into() } else { String::new() }
    })
}
