//! What comes next for a lead, what its service's rules propose, and the decisions themselves: for commands
//! and automatic services alike.

use kernel::calendar::TimeOfDay;
use kernel::{Business, Date, Error, Joint, LineSettings, Money, Result, Timestamp, fault};
use store::{Raise, Tx};

use super::{Lead, LeadRefusal, Next, State, rows};
use crate::conversation::{Channel, sending};
use crate::deal;
use crate::inquiries::after_minutes;
use crate::service::rules::{self, Known, Proposal};
use crate::service::{Answers, Service, Then};

/// The next question, or the decision that is due; `times` are answered and captured.
pub(super) fn next_step(
    service: Option<&Service>,
    answers: &Answers,
    line: &LineSettings,
    times: (Option<Timestamp>, Timestamp),
) -> Result<Next> {
    let (joint, since) = match times {
        (Some(answered), _) => (Joint::AnsweredQualified, answered),
        (None, captured) => (Joint::CapturedAnswered, captured),
    };
    let minutes = line.rule(joint).target(joint);
    let asked = service.and_then(|service| service.next_question(answers));
    let text = asked.map_or("Decide: qualify, nurture or decline", |question| question.text.as_str());
    Ok(Next {
        question: asked.map(|question| question.id.clone()),
        text: text.to_owned(),
        due: after_minutes(since, minutes)?,
    })
}

/// What the rules of its service propose, over what is known now.
pub(crate) async fn proposal(
    tx: &mut Tx,
    lead: &Lead,
    service: Option<&Service>,
) -> Result<Option<Proposal>> {
    let Some(service) = service.filter(|service| !service.rules.is_empty()) else { return Ok(None) };
    if !matches!(lead.state, State::Open | State::Nurtured { .. }) {
        return Ok(None);
    }
    let known = known(tx, lead).await?;
    rules::propose(&service.rules, &service.questions, &lead.answers, &known, tx.now())
}

async fn known(tx: &mut Tx, lead: &Lead) -> Result<Known> {
    let person = rows::around::person(tx, lead.contact).await?;
    let values = [person.name, person.email, person.phone, person.company, person.language];
    let filled = |value: &Option<String>| value.as_ref().is_some_and(|value| !value.is_empty());
    let there = rules::CONTACT.into_iter().zip(values).filter(|(_, value)| filled(value));
    let said = |name: &'static str| Some((name, lead.source[name].as_str()?.to_owned()));
    let channel = ("channel", lead.channel.clone());
    let source =
        rules::SOURCE.into_iter().filter(|name| *name != "channel").filter_map(said).chain([channel]);
    let contact = there.filter_map(|(name, value)| Some((name, value?)));
    Ok(Known { contact: contact.collect(), source: source.collect() })
}

/// An automatic service decides as its rules propose; any other leaves the lead as it is.
pub(super) async fn by_itself(tx: &mut Tx, lead: Lead, service: Option<&Service>) -> Result<Lead> {
    let Some(Proposal { then, reason, .. }) = proposal(tx, &lead, service).await? else { return Ok(lead) };
    match then {
        Then::Ask { question } => ask(tx, lead, service, &question).await,
        _ if !service.is_some_and(|service| service.automatic) => Ok(lead),
        Then::Qualify => qualify(tx, lead, None, Some(reason)).await,
        Then::Nurture { days } => {
            let until = in_days(tx, days).await?;
            nurture(tx, lead, until, Some(reason)).await
        }
        Then::Decline { template } => {
            let template = match template {
                Some(slug) if sending::can_reach(tx, lead.contact).await? => Some(slug),
                _ => None,
            };
            decline_by_itself(tx, lead, reason, template).await
        }
    }
}

/// The no stands whether or not its letter can be written: an inquiry is not lost to a text of ours.
async fn decline_by_itself(
    tx: &mut Tx,
    lead: Lead,
    reason: String,
    template: Option<String>,
) -> Result<Lead> {
    let kept = decline(tx, lead, reason, None).await?;
    let Some(template) = template else { return Ok(kept) };
    match say_no(tx, &kept, &template).await {
        Err(why @ (Error::Refused(_) | Error::Invalid(_))) => unsaid(tx, &kept, &template, &why).await?,
        said => said?,
    }
    Ok(kept)
}

/// They wait for our word, and only a person can write it now.
async fn unsaid(tx: &mut Tx, lead: &Lead, template: &str, why: &Error) -> Result<()> {
    tx.raise(Raise {
        key: unsaid_key(lead),
        code: "lead.declined_unsaid",
        title: "A lead was declined and does not know it".into(),
        detail: format!(
            "A rule of the service declined this lead, but its message `{template}` could not be written: {why}. \
             Write to them yourself, or reopen the lead; then mend the rule or the text, so that the next one is told."
        ),
        owner: lead.owned.owner,
        subject: Some(lead.id.into()),
        contact: Some(lead.contact),
        ..Raise::default()
    })
    .await
}

fn unsaid_key(lead: &Lead) -> String {
    format!("lead.declined_unsaid {}", lead.id)
}

/// Asking is no decision, so a rule may always say what to ask next.
async fn ask(tx: &mut Tx, lead: Lead, service: Option<&Service>, question: &str) -> Result<Lead> {
    let asked = service.and_then(|service| service.question(question));
    let (Some(asked), Some(next), State::Open) = (asked, &lead.next, &lead.state) else { return Ok(lead) };
    let next = Next { question: Some(asked.id.clone()), text: asked.text.clone(), due: next.due };
    let (after, told) = lead.clone().detail(lead.answers.clone(), Some(next))?;
    tx.keep_and_tell(&lead, after, told).await
}

/// Opens the deal and qualifies the lead.
pub(super) async fn qualify(
    tx: &mut Tx,
    lead: Lead,
    value: Option<Money>,
    reason: Option<String>,
) -> Result<Lead> {
    let deal = tx.new_id();
    let (after, told) = lead.clone().qualify(deal, reason, tx.now())?;
    // The lead first: the deal's row names it, and the deal is told as what followed.
    let kept = tx.keep_and_tell(&lead, after, told).await?;
    deal::open::from_lead(tx, deal, &kept, value).await?;
    Ok(kept)
}

pub(super) async fn nurture(tx: &mut Tx, lead: Lead, until: Date, reason: Option<String>) -> Result<Lead> {
    let zone = tx.setting::<Business>().await?.zone().clone();
    let morning: TimeOfDay = "09:00".parse().expect("a time of day in its own form");
    let due = zone.instant(until, morning)?;
    let next = Next { question: None, text: "Come back to them".into(), due };
    let (after, told) = lead.clone().nurture(until, reason, next, tx.now())?;
    tx.keep_and_tell(&lead, after, told).await
}

pub(super) async fn decline(
    tx: &mut Tx,
    lead: Lead,
    reason: String,
    template: Option<String>,
) -> Result<Lead> {
    let (after, told) = lead.clone().decline(reason, tx.now())?;
    let kept = tx.keep_and_tell(&lead, after, told).await?;
    if let Some(template) = template {
        say_no(tx, &kept, &template).await?;
    }
    Ok(kept)
}

async fn say_no(tx: &mut Tx, lead: &Lead, template: &str) -> Result<()> {
    let wish =
        sending::Wish { template: Some(template.to_owned()), ..sending::Wish::about(lead, Channel::Email) };
    sending::send(tx, &wish).await.map(drop)
}

/// Takes the decision back; the deal it opened goes with it if nobody touched it.
pub(super) async fn reopen(tx: &mut Tx, lead: Lead) -> Result<Lead> {
    let service = crate::service::rows::of(tx, lead.service).await?;
    let line = tx.setting::<LineSettings>().await?;
    let now = tx.now();
    // It stands in the line anew: its step is due from now, not from when it was captured.
    let times = (lead.answered_at.map(|_| now), now);
    let next = next_step(service.as_ref(), &lead.answers, &line, times)?;
    let opened = lead.state.deal();
    let (after, told) = lead.clone().reopen(next)?;
    if let Some(deal) = opened {
        deal::open::withdraw(tx, deal).await?;
    }
    tx.settle_exception(&unsaid_key(&lead), "the lead was reopened: nobody has to be told no").await?;
    tx.keep_and_tell(&lead, after, told).await
}

/// So many days from today, on the business's calendar.
pub(super) async fn in_days(tx: &mut Tx, days: u16) -> Result<Date> {
    let zone = tx.setting::<Business>().await?.zone().clone();
    let today = zone.shows(tx.now()).date();
    let span = jiff::Span::new().days(i64::from(days));
    if days == 0 { Err(LeadRefusal::NotLater.into()) } else { today.checked_add(span).map_err(fault) }
}
