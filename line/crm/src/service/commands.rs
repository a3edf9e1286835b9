//! What can be done with a service: add, change, retire.

use std::collections::BTreeMap;

use kernel::{Error, FieldError, Money, Owned, Result, ServiceId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::views::ServiceView;
use super::{LineState, Question, Rule, Service, Work, question, rows, rules, work};
use crate::conversation::sending;

/// Sell something new.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddService {
    pub name: String,
    /// All nine states where nothing is said.
    #[serde(default)]
    pub line: Option<Vec<LineState>>,
    #[serde(default)]
    pub expected: Option<Money>,
    #[serde(default)]
    pub questions: Vec<Question>,
    #[serde(default)]
    pub rules: Vec<Rule>,
    #[serde(default)]
    pub texts: BTreeMap<String, String>,
    #[serde(default)]
    pub tasks: Vec<Work>,
    #[serde(default)]
    pub automatic: bool,
}

impl Command for AddService {
    const VERB: Verb = Verb::post("service.add", "/services").undo("service.retire");
    type Answer = ServiceView;

    async fn act(&self, tx: &mut Tx) -> Result<ServiceView> {
        let service = Service {
            id: tx.new_id(),
            rv: 1,
            owned: Owned { owner: tx.permit().user(), team: None },
            name: self.name.trim().to_owned(),
            line: ordered(self.line.clone().unwrap_or_else(|| LineState::ALL.to_vec())),
            expected: self.expected,
            questions: self.questions.clone(),
            rules: self.rules.clone(),
            texts: self.texts.clone(),
            tasks: self.tasks.clone(),
            automatic: self.automatic,
            active: true,
        };
        check(tx, &service, None).await?;
        tx.add(&service).await?;
        tx.tell(service.added());
        Ok(service.into())
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "service": answer["id"] }))
    }
}

/// Change how a service is sold or qualified; leads that are decided stay so.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeService {
    pub service: ServiceId,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub line: Option<Vec<LineState>>,
    /// Null: nothing is expected.
    #[serde(default, deserialize_with = "crate::inquiries::given")]
    #[schemars(with = "Option<Money>")]
    pub expected: Option<Option<Money>>,
    #[serde(default)]
    pub questions: Option<Vec<Question>>,
    #[serde(default)]
    pub rules: Option<Vec<Rule>>,
    #[serde(default)]
    pub texts: Option<BTreeMap<String, String>>,
    #[serde(default)]
    pub tasks: Option<Vec<Work>>,
    #[serde(default)]
    pub automatic: Option<bool>,
    #[serde(default)]
    pub active: Option<bool>,
}

impl ChangeService {
    fn over(&self, before: &Service) -> Service {
        let before = before.clone();
        Service {
            name: self.name.as_ref().map_or(before.name, |name| name.trim().to_owned()),
            line: self.line.clone().map_or(before.line, ordered),
            expected: self.expected.unwrap_or(before.expected),
            questions: self.questions.clone().unwrap_or(before.questions),
            rules: self.rules.clone().unwrap_or(before.rules),
            texts: self.texts.clone().unwrap_or(before.texts),
            tasks: self.tasks.clone().unwrap_or(before.tasks),
            automatic: self.automatic.unwrap_or(before.automatic),
            active: self.active.unwrap_or(before.active),
            ..before
        }
    }
}

impl Command for ChangeService {
    const VERB: Verb = Verb::patch("service.change", "/services/{service}")
        .no_undo("change it back; the journal holds what it was");
    type Answer = ServiceView;

    fn subject(&self) -> Subject {
        self.service.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ServiceView> {
        let before = rows::load(tx, self.service).await?;
        let after = self.over(&before);
        check(tx, &after, Some(&before)).await?;
        let told = after.changed();
        Ok(tx.keep_and_tell(&before, after, told).await?.into())
    }
}

/// Stop selling a service: no new lead gets it, what stands on the line goes on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetireService {
    pub service: ServiceId,
}

impl Command for RetireService {
    const VERB: Verb = Verb::post("service.retire", "/services/{service}/retire").undo("service.change");
    type Answer = ServiceView;

    fn subject(&self) -> Subject {
        self.service.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ServiceView> {
        let before = rows::load(tx, self.service).await?;
        let after = Service { active: false, ..before.clone() };
        let told = after.changed();
        Ok(tx.keep_and_tell(&before, after, told).await?.into())
    }

    fn undo_body(&self, _: &Json) -> Option<Json> {
        Some(json!({ "service": self.service, "active": true }))
    }
}

/// In the order of the line, each state once.
fn ordered(mut line: Vec<LineState>) -> Vec<LineState> {
    line.sort();
    line.dedup();
    line
}

async fn check(tx: &mut Tx, service: &Service, before: Option<&Service>) -> Result<()> {
    let mut wrong = question::check(&service.questions);
    if service.name.is_empty() || service.name.chars().count() > 200 {
        let detail = "give it a name of 1 to 200 characters".into();
        wrong.push(FieldError { pointer: "/name".into(), code: "service.name", detail });
    }
    if !service.line.contains(&LineState::Captured) {
        let detail = "every line begins with captured".into();
        wrong.push(FieldError { pointer: "/line".into(), code: "service.line", detail });
    }
    wrong.extend(work::check(&service.tasks));
    wrong.extend(rules::check(&service.rules, &service.questions));
    wrong.extend(unsayable(tx, service, before).await?);
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// Rules that would say no in a text nobody approved. Those that stood so before do not keep anybody from changing
/// something else, until the service shall decide by itself.
async fn unsayable(tx: &mut Tx, service: &Service, before: Option<&Service>) -> Result<Vec<FieldError>> {
    let stood = |before: &Service| before.rules == service.rules && (before.automatic || !service.automatic);
    let mut wrong = vec![];
    if before.is_some_and(stood) {
        return Ok(wrong);
    }
    for (pointer, slug) in rules::letters(&service.rules) {
        if !sending::has_text(tx, slug).await? {
            let detail =
                format!("no approved message is called `{slug}`; choose one, or decline without a message");
            wrong.push(FieldError { pointer, code: "service.rule_template", detail });
        }
    }
    Ok(wrong)
}
