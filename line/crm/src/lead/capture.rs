//! From a durable intake to a lead with an owner and a dated next step, in the same transaction.

use facts::capture::IntakeReceived;
use kernel::{Business, Currency, Joint, LineSettings, Result, ServiceId};
use serde_json::{Map, Value as Json};
use store::{Consequence, Tx};

use super::{Lead, State, decide, rows};
use crate::people::staff;
use crate::service::{self, Answers, Service};

/// On `intake.received`, after the contact is there.
pub(crate) struct LeadFromIntake;

impl Consequence for LeadFromIntake {
    const NAME: &'static str = "crm.lead_from_intake";
    type Fact = IntakeReceived;

    async fn follow(&self, tx: &mut Tx, fact: &IntakeReceived) -> Result<()> {
        let service = service_of(tx, fact.service).await?;
        let line = tx.setting::<LineSettings>().await?;
        let rule = line.rule(Joint::CapturedAnswered);
        let wanted = [fact.owner, rule.owner, rule.stand_in];
        let owner = staff::answerable(tx, &wanted).await?;
        let usual = tx.setting::<Business>().await?.currency;
        let answers = answers_of(fact, service.as_ref(), usual);
        let next = decide::next_step(service.as_ref(), &answers, &line, (None, tx.now()))?;
        let lead = Lead {
            id: tx.new_id(),
            rv: 1,
            owned: kernel::Owned {
                owner: owner.as_ref().map(|member| member.on.id),
                team: owner.and_then(|member| member.team),
            },
            contact: fact.contact,
            service: service.as_ref().map(|service| service.id),
            channel: fact.channel.clone(),
            source: fact.source.clone(),
            form: fact.form,
            intake: Some(fact.intake),
            message: fact.message.clone(),
            answers,
            captured_at: tx.now(),
            answered_at: None,
            useful_at: None,
            state: State::Open,
            next: Some(next),
            expected: service.as_ref().and_then(|service| service.expected),
            test: fact.test,
        };
        let (has_email, has_phone) = reachable(tx, fact).await?;
        tx.add(&lead).await?;
        tx.tell(lead.captured(has_email, has_phone));
        let who = [&fact.name, &fact.email, &fact.phone].into_iter().flatten().next();
        let wish = service.as_ref().map_or("", |service| service.name.as_str());
        tx.index(lead.id.into(), who.map_or("Somebody", String::as_str), wish, &[wish]).await?;
        decide::by_itself(tx, lead, service.as_ref()).await.map(drop)
    }
}

/// The service the door names, else the only one there is.
async fn service_of(tx: &mut Tx, named: Option<ServiceId>) -> Result<Option<Service>> {
    match named {
        Some(_) => service::rows::of(tx, named).await,
        None => service::rows::only_one(tx).await,
    }
}

/// Answers by id; one that does not fit its question is kept as it was given, for a person to read.
fn answers_of(fact: &IntakeReceived, service: Option<&Service>, usual: Currency) -> Answers {
    let nothing = Map::new();
    let given = fact.answers.as_object().unwrap_or(&nothing);
    let mut answers: Answers =
        given.clone().into_iter().filter(|(_, answer)| says_something(answer)).collect();
    let questions = service.map(|service| service.questions.as_slice()).unwrap_or_default();
    if let Some(message) = fact.message.as_ref().filter(|_| questions.iter().any(|q| q.id == "need")) {
        answers.entry("need".into()).or_insert_with(|| message.clone().into());
    }
    for question in questions {
        if let Some(read) = answers.get(&question.id).and_then(|answer| question.read(answer, usual).ok()) {
            answers.insert(question.id.clone(), read);
        }
    }
    answers
}

fn says_something(answer: &Json) -> bool {
    match answer {
        Json::Null => false,
        Json::String(text) => !text.trim().is_empty(),
        Json::Array(items) => !items.is_empty(),
        _ => true,
    }
}

/// Somebody new has what the intake brought; of somebody known we may have more.
async fn reachable(tx: &mut Tx, fact: &IntakeReceived) -> Result<(bool, bool)> {
    let brought = (fact.email.is_some(), fact.phone.is_some());
    if !fact.known || brought == (true, true) {
        return Ok(brought);
    }
    let kept = rows::around::person(tx, fact.contact).await?;
    Ok((brought.0 || kept.email.is_some(), brought.1 || kept.phone.is_some()))
}
