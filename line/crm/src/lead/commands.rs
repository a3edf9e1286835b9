//! What can be done with a lead before it is decided: assign it, write down answers.

use kernel::{Business, Currency, Error, FieldError, LeadId, LineSettings, Result, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::views::LeadView;
use super::{Lead, decide, rows};
use crate::people::staff;
use crate::people::staff::pool::{AssignmentRule, Work, chosen};
use crate::service::rules::Proposal;
use crate::service::{self, Answers, Service};

/// Assign a lead: somebody answers for it from now on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignLead {
    pub lead: LeadId,
    /// Somebody by name; or a rule and the role it chooses from.
    #[serde(default)]
    pub owner: Option<UserId>,
    #[serde(default)]
    pub rule: Option<AssignmentRule>,
    /// A role, such as `sales`.
    #[serde(default)]
    pub pool: Option<String>,
}

/// A lead with its new owner, and the one before.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AssignedLead {
    #[serde(flatten)]
    pub lead: LeadView,
    pub was_owner: Option<UserId>,
}

impl Command for AssignLead {
    const VERB: Verb = Verb::post("lead.assign", "/leads/{lead}/assign").undo("lead.assign");
    type Answer = AssignedLead;

    fn subject(&self) -> Subject {
        self.lead.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<AssignedLead> {
        let lead = rows::load(tx, self.lead).await?;
        let owner = chosen(tx, self.owner, self.rule, self.pool.as_deref(), Work::Leads).await?;
        let owned = staff::owned_by_known(tx, Some(owner)).await?;
        let (assigned, told) = lead.clone().assign(owner, owned)?;
        let was_owner = lead.owned.owner;
        Ok(AssignedLead { lead: tx.keep_and_tell(&lead, assigned, told).await?.into(), was_owner })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        let before = answer["was_owner"].as_str()?;
        Some(json!({ "lead": self.lead, "owner": before }))
    }
}

/// Write down answers to the questions of its service; the rules say what they mean.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerQuestions {
    pub lead: LeadId,
    /// By the question's id; null takes an answer away.
    pub answers: Answers,
}

/// A lead with what the rules propose now, or the decision an automatic service has made.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AnsweredLead {
    #[serde(flatten)]
    pub lead: LeadView,
    pub proposal: Option<Proposal>,
    /// The answers that were changed, as they stood before.
    pub was: Answers,
}

impl AnswerQuestions {
    /// Every answer read by its question; what does not fit is said field by field.
    fn over(&self, before: &Answers, service: Option<&Service>, usual: Currency) -> Result<Answers> {
        let (mut after, mut wrong) = (before.clone(), vec![]);
        for (id, answer) in &self.answers {
            let question = service.and_then(|service| service.question(id));
            let read = match (answer, question) {
                (Json::Null, _) => {
                    after.remove(id);
                    continue;
                }
                (answer, Some(question)) => question.read(answer, usual),
                (_, None) => Err("its service asks no such question; choose one of the questions".into()),
            };
            match read {
                Ok(read) => drop(after.insert(id.clone(), read)),
                Err(detail) => {
                    wrong.push(FieldError { pointer: format!("/answers/{id}"), code: "lead.answer", detail })
                }
            }
        }
        if wrong.is_empty() { Ok(after) } else { Err(Error::Invalid(wrong)) }
    }

    async fn detail(&self, tx: &mut Tx, lead: Lead, service: Option<&Service>) -> Result<Lead> {
        let usual = tx.setting::<Business>().await?.currency;
        let answers = self.over(&lead.answers, service, usual)?;
        let line = tx.setting::<LineSettings>().await?;
        let times = (lead.answered_at, lead.captured_at);
        let next = decide::next_step(service, &answers, &line, times)?;
        let (detailed, told) = lead.clone().detail(answers, Some(next))?;
        tx.keep_and_tell(&lead, detailed, told).await
    }
}

impl Command for AnswerQuestions {
    const VERB: Verb =
        Verb::post("lead.answer_questions", "/leads/{lead}/answers").undo("lead.answer_questions");
    type Answer = AnsweredLead;

    fn subject(&self) -> Subject {
        self.lead.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<AnsweredLead> {
        let before = rows::load(tx, self.lead).await?;
        let service = service::rows::of(tx, before.service).await?;
        let detailed = self.detail(tx, before.clone(), service.as_ref()).await?;
        let after = decide::by_itself(tx, detailed, service.as_ref()).await?;
        let proposal = decide::proposal(tx, &after, service.as_ref()).await?;
        let stood = |id: &String| (id.clone(), before.answers.get(id).cloned().unwrap_or(Json::Null));
        Ok(AnsweredLead { lead: after.into(), proposal, was: self.answers.keys().map(stood).collect() })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        // What an automatic service decided is taken back by reopening.
        (answer["state"] == "open").then(|| json!({ "lead": self.lead, "answers": answer["was"] }))
    }
}
