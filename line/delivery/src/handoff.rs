//! What is known of a customer's wish when the work begins: what they asked, what they bought, what we noted.
//!
//! Law: it is looked up, never copied, so what is corrected, withdrawn or erased there is so here.

mod rows;

use std::collections::BTreeMap;

use kernel::price::Quantity;
use kernel::{BriefSource, Date, DealId, LeadId, Money, NoteId, Result, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use store::Tx;

use crate::brief::{Brief, Point};
use crate::project::Project;
use crate::project::rows::agreed::Agreed;
use crate::{customer, staff};
use rows::Lead;

/// What whoever does the work is told.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Handoff {
    /// Absent where the project did not begin with an inquiry.
    pub inquiry: Option<Inquiry>,
    /// The lines that were agreed, options chosen among them.
    pub sold: Vec<Sold>,
    /// On the customer, the inquiry and the deal; the newest first, 50 at most.
    pub notes: Vec<HandedNote>,
}

/// How it began, in the customer's own words.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Inquiry {
    pub lead: LeadId,
    pub captured_at: Timestamp,
    /// The door: form, page, email, call, …
    pub channel: String,
    pub message: Option<String>,
    /// In the order their service asks them, then what else was said.
    pub answers: Vec<Said>,
}

/// A question and what was answered to it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Said {
    pub id: String,
    /// As the service asks it now; absent where it asks it no more.
    pub question: Option<String>,
    pub answer: Json,
}

/// A line of what was agreed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sold {
    pub title: String,
    pub text: Option<String>,
    pub quantity: Quantity,
    /// What one of it is called; empty for a plain count.
    #[serde(default)]
    pub unit: String,
    pub net: Money,
}

/// What somebody wrote down.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct HandedNote {
    pub id: NoteId,
    pub text: String,
    pub written_at: Timestamp,
    /// Absent where the house itself wrote it.
    pub by: Option<UserId>,
    pub by_name: Option<String>,
}

/// A question of a service, as far as it names an answer.
#[derive(Debug, Clone, Deserialize)]
struct Question {
    id: String,
    text: String,
    #[serde(default)]
    kind: String,
}

/// All that is known of a project.
pub(crate) async fn of(tx: &mut Tx, project: &Project) -> Result<Handoff> {
    let begun = asked(tx, project.deal).await?.map(|(lead, questions)| lead.inquiry(&questions));
    let sold = match project.agreement {
        Some(agreement) => rows::sold(tx, agreement).await?,
        None => vec![],
    };
    let lead = begun.as_ref().map(|begun| begun.lead);
    let mut notes = rows::notes(tx, project.contact, project.deal, lead).await?;
    let authors: Vec<UserId> = notes.iter().filter_map(|note| note.by).collect();
    let names = staff::names(tx, &authors).await?;
    for note in &mut notes {
        note.by_name = note.by.and_then(|by| names.get(&by).cloned());
    }
    Ok(Handoff { inquiry: begun, sold, notes })
}

/// The inquiry a deal came from, with what its service asks.
async fn asked(tx: &mut Tx, deal: Option<DealId>) -> Result<Option<(Lead, Vec<Question>)>> {
    let Some(deal) = deal else { return Ok(None) };
    let Some((lead, service)) = rows::lead(tx, deal).await? else { return Ok(None) };
    let questions = match service {
        Some(service) => rows::questions(tx, service).await?,
        None => vec![],
    };
    Ok(Some((lead, questions)))
}

impl Lead {
    fn inquiry(self, questions: &[Question]) -> Inquiry {
        Inquiry { answers: in_order(self.answers, questions), ..self.begun }
    }
}

/// The answers in the order they are asked; what is asked no more comes last.
fn in_order(mut answers: BTreeMap<String, Json>, questions: &[Question]) -> Vec<Said> {
    let asked = questions.iter().filter_map(|question| {
        let answer = answers.remove(&question.id)?;
        Some(Said { id: question.id.clone(), question: Some(question.text.clone()), answer })
    });
    let mut said: Vec<Said> = asked.collect();
    said.extend(answers.into_iter().map(|(id, answer)| Said { id, question: None, answer }));
    said
}

/// The brief of an agreement with the answers the customer gave before.
pub(crate) async fn brief(tx: &mut Tx, agreed: &Agreed) -> Result<Brief> {
    let known = Known::of(tx, agreed).await?;
    Ok(Brief(agreed.brief.0.iter().map(|point| known.answering(point)).collect()))
}

#[derive(Debug, Default)]
struct Known {
    inquiry: Option<String>,
    signer: Option<String>,
    wished_day: Option<String>,
}

impl Known {
    async fn of(tx: &mut Tx, agreed: &Agreed) -> Result<Known> {
        let reach = customer::of(tx, agreed.contact).await?;
        let asked = asked(tx, agreed.deal).await?;
        let day = asked.as_ref().and_then(|(lead, questions)| wished_day(&lead.answers, questions));
        Ok(Known {
            inquiry: asked.and_then(|(lead, _)| lead.begun.message),
            signer: signer(agreed, reach.phone.as_deref()),
            wished_day: day,
        })
    }

    fn answering(&self, point: &Point) -> Point {
        let found = match point.from {
            Some(BriefSource::Inquiry) => &self.inquiry,
            Some(BriefSource::Signer) => &self.signer,
            Some(BriefSource::WishedDay) => &self.wished_day,
            None => &None,
        };
        let answer = found.clone().filter(|text| !text.trim().is_empty());
        Point { from: point.from.filter(|_| answer.is_some()), answer, ..point.clone() }
    }
}

/// Who signed and how they are reached, on one line.
fn signer(agreed: &Agreed, phone: Option<&str>) -> Option<String> {
    let name = agreed.signer_name.as_deref().or(agreed.buyer.contact_name.as_deref())?;
    let parts = [Some(name), Some(agreed.signer_email.as_str()), phone];
    Some(parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "))
}

/// The first question after a day that was answered with one.
fn wished_day(answers: &BTreeMap<String, Json>, questions: &[Question]) -> Option<String> {
    let days = questions.iter().filter(|question| question.kind == "date");
    let mut said = days.filter_map(|question| answers.get(&question.id)?.as_str());
    said.find(|day| day.parse::<Date>().is_ok()).map(str::to_owned)
}
