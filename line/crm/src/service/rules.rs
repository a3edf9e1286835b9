//! The rules of a service over what is known of a lead: the first that holds proposes, with its reason.
//!
//! Invariant: a rule never decides by itself here; it is a proposal until a person or an automatic service
//! takes it.

use condition::{Broken, Compiler, Fields, Schema, Scope, Type};
use kernel::{FieldError, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{Answers, Question, QuestionKind};

/// If this holds, then that, because.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// CEL over `answers.*`, `contact.*` and `source.*`; any of them may be empty, so ask `has(...)` first.
    #[serde(rename = "if")]
    pub holds: String,
    pub then: Then,
    /// Why, in words the owner reads.
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Then {
    /// It is real: open the deal.
    Qualify,
    /// Not now: come back after so many days.
    Nurture { days: u16 },
    /// Say no, with a message if a template is named.
    Decline {
        #[serde(default)]
        template: Option<String>,
    },
    /// Ask this question next.
    Ask { question: String },
}

/// What a rule proposes for a lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Proposal {
    pub then: Then,
    pub reason: String,
    /// Which rule, counted from 1.
    pub rule: usize,
}

/// What the rules may look at besides the answers. Nothing else of a person is weighed.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// `name`, `email`, `phone`, `company`, `language`, as far as they are known.
    pub contact: Vec<(&'static str, String)>,
    /// `channel`, `utm_source`, `utm_medium`, `utm_campaign`, `referrer`, `landing`.
    pub source: Vec<(&'static str, String)>,
}

pub const CONTACT: [&str; 5] = ["name", "email", "phone", "company", "language"];
pub const SOURCE: [&str; 6] = ["channel", "utm_source", "utm_medium", "utm_campaign", "referrer", "landing"];

/// What is wrong with a list of rules, each by its pointer.
pub(super) fn check(rules: &[Rule], questions: &[Question]) -> Vec<FieldError> {
    let compiler = Compiler::new(schema(questions));
    let mut wrong = vec![];
    for (n, rule) in rules.iter().enumerate() {
        let mut say = |field: &str, code, detail: String| {
            wrong.push(FieldError { pointer: format!("/rules/{n}/{field}"), code, detail });
        };
        if let Err(fault) = compiler.question(&rule.holds) {
            say("if", "service.rule", fault.to_string());
        }
        if rule.reason.trim().is_empty() {
            say("reason", "service.rule_reason", "say why; it is shown with every decision".into());
        }
        match &rule.then {
            Then::Ask { question } if !questions.iter().any(|q| q.id == *question) => {
                say(
                    "then",
                    "service.rule_question",
                    format!("there is no question `{question}`; add it first"),
                );
            }
            Then::Nurture { days: 0 } => say("then", "service.rule_days", "wait at least one day".into()),
            _ => {}
        }
    }
    wrong
}

/// The texts these rules would say no in, each with the pointer of its rule.
pub(super) fn letters(rules: &[Rule]) -> impl Iterator<Item = (String, &str)> {
    rules.iter().enumerate().filter_map(|(n, rule)| match &rule.then {
        Then::Decline { template: Some(slug) } => Some((format!("/rules/{n}/then"), slug.as_str())),
        _ => None,
    })
}

/// The first rule that holds. A rule that stumbles over something empty does not hold; one that asks for
/// what is answered already is passed over.
pub fn propose(
    rules: &[Rule],
    questions: &[Question],
    answers: &Answers,
    known: &Known,
    now: Timestamp,
) -> kernel::Result<Option<Proposal>> {
    let schema = schema(questions);
    let of = |pairs: &[(&'static str, String)]| {
        pairs.iter().fold(Fields::new(), |fields, (name, text)| fields.text(name, text))
    };
    let answered = Fields::read(&Json::Object(answers.clone().into_iter().collect()), &schema, "answers");
    let (contact, source) = (of(&known.contact), of(&known.source));
    let scope = Scope::at(now).with("answers", &answered).with("contact", &contact).with("source", &source);
    let compiler = Compiler::new(schema);
    for (n, rule) in rules.iter().enumerate() {
        let condition = compiler.question(&rule.holds).map_err(kernel::fault)?;
        let asks_again = matches!(&rule.then, Then::Ask { question } if answers.contains_key(question));
        match condition.holds(&scope) {
            Ok(true) if !asks_again => {
                let (then, reason) = (rule.then.clone(), rule.reason.clone());
                return Ok(Some(Proposal { then, reason, rule: n + 1 }));
            }
            Ok(_) | Err(Broken::Empty(_) | Broken::Failed(_)) => {}
        }
    }
    Ok(None)
}

fn schema(questions: &[Question]) -> Schema {
    let answer = |schema: Schema, q: &Question| schema.maybe(&format!("answers.{}", q.id), kind(q.kind));
    let schema = questions.iter().fold(Schema::new(), answer);
    let text = |root: &'static str| {
        move |schema: Schema, name: &&'static str| schema.maybe(&format!("{root}.{name}"), Type::Text)
    };
    let schema = CONTACT.iter().fold(schema, text("contact"));
    SOURCE.iter().fold(schema, text("source"))
}

fn kind(kind: QuestionKind) -> Type {
    match kind {
        QuestionKind::Text | QuestionKind::Date | QuestionKind::Choice => Type::Text,
        QuestionKind::Number => Type::Int,
        QuestionKind::Money => Type::Money,
        QuestionKind::YesNo => Type::Flag,
        QuestionKind::Choices => Type::List(Box::new(Type::Text)),
    }
}
