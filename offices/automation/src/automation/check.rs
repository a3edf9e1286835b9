//! Reading a text or a document as the house would publish it: what is wrong with it, at its step and its line.

use std::sync::Arc;

use kernel::{Error, FieldError, Result, fault};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;
use store::Tx;
use verbs::Verbs;

use crate::catalogue::verbs as offered;
use crate::collision::{self, Collision, Reason};
use crate::document::{Act, At, Automation, Places, Step, Unreadable};
use crate::office;
use crate::plan::{Finding, Plan, Severity};
use crate::texts;

/// One thing a publisher has to know.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProblemView {
    /// `error`: it cannot be published; `warning`: it can.
    pub level: &'static str,
    pub at: ProblemAt,
    /// What kind of problem it is, the same for every document.
    pub code: String,
    pub message: String,
    /// What to do about it.
    pub fix: Option<String>,
}

/// Where a problem stands.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct ProblemAt {
    /// The name of the step, if it is about one.
    pub step: Option<String>,
    /// A JSON pointer (RFC 6901) into the document, such as `/steps/2/with`.
    pub path: String,
    /// In the text; counted from 1, as is `column`.
    pub line: Option<u64>,
    pub column: Option<u64>,
}

/// A text or a document that was looked at.
pub struct Checked {
    /// Only where no problem is an error.
    pub plan: Option<Plan>,
    /// Where it could be read.
    pub document: Option<Automation>,
    pub problems: Vec<ProblemView>,
}

pub(crate) fn verbs(tx: &Tx) -> Result<Arc<Verbs>> {
    tx.provided::<Verbs>().ok_or_else(|| fault("the registry provides its verbs"))
}

/// Looks at a text alone and beside everything published; nothing is written.
pub async fn check(tx: &mut Tx, text: &str) -> Result<Checked> {
    let read = Automation::from_yaml(text).and_then(|document| Ok((document, Places::of(text)?)));
    match read {
        Ok((document, places)) => planned(tx, document, &places).await,
        Err(unreadable) => Ok(Checked::unread(vec![unread_text(unreadable)])),
    }
}

/// Looks at a document; the lines are those of its canonical text. What cannot be read at all is told of every
/// step that it is true of.
pub async fn check_document(tx: &mut Tx, document: &Json) -> Result<Checked> {
    match read_document(document) {
        Ok(read) => check(tx, &read.canonical()).await,
        Err(problems) => Ok(Checked::unread(problems)),
    }
}

async fn planned(tx: &mut Tx, document: Automation, places: &Places) -> Result<Checked> {
    let (office, verbs) = (office::of(tx)?, verbs(tx)?);
    let (mut plan, found) = match Plan::build(document.clone(), office.catalogue(&verbs)) {
        Ok((plan, warnings)) => (Some(plan), warnings),
        Err(findings) => (None, findings),
    };
    let mut problems: Vec<ProblemView> =
        found.into_iter().map(|found| problem(&document, places, found)).collect();
    if let Some(made) = &plan {
        let beside = collision::rows::beside(tx, made).await?;
        problems.extend(beside.into_iter().map(|found| collided(&document, places, found)));
    }
    problems
        .extend(not_offered(&document, &verbs).into_iter().map(|found| problem(&document, places, found)));
    problems.extend(purposeless(&document).into_iter().map(|found| problem(&document, places, found)));
    let about_texts = texts::problems(tx, &document).await?;
    problems.extend(about_texts.into_iter().map(|found| collided(&document, places, found)));
    if problems.iter().any(ProblemView::is_error) {
        plan = None;
    }
    problems.sort_by_key(|problem| (problem.at.line, problem.at.column));
    Ok(Checked { plan, document: Some(document), problems })
}

/// What only a person does. Asked as it is published: a version from before it was asked goes on to such a step.
fn not_offered(document: &Automation, verbs: &Verbs) -> Vec<Finding> {
    let found = document.every_step().into_iter().enumerate().filter_map(|(step, written)| {
        let Act::Do(doing) = &written.act else { return None };
        let declared = verbs.0.get(doing.verb.as_str()).filter(|declared| !declared.query)?;
        let why = offered::not_offered(doing.verb.as_str());
        let finding = Finding { severity: Severity::Error, step: Some(step), field: "do", why };
        (!offered::is_offered(declared)).then_some(finding)
    });
    found.collect()
}

/// Asked as it is published and not of what runs already: nothing stops because nobody ever said what it is for.
fn purposeless(document: &Automation) -> Option<Finding> {
    let why = "nobody knows what it is for; say its `purpose` in a sentence";
    let blank = document.purpose.trim().is_empty();
    blank.then(|| Finding { severity: Severity::Error, step: None, field: "purpose", why: why.into() })
}

fn read_document(document: &Json) -> Result<Automation, Vec<ProblemView>> {
    let steps = document.get("steps").and_then(Json::as_array).into_iter().flatten();
    let unread = steps.enumerate().filter_map(|(index, step)| {
        let why = serde_json::from_value::<Step>(step.clone()).err()?;
        let at = ProblemAt {
            step: step.get("id").and_then(Json::as_str).map(str::to_owned),
            path: format!("/steps/{index}"),
            ..ProblemAt::default()
        };
        Some(unread(at, &without_step(&why.to_string())))
    });
    let unread_steps: Vec<ProblemView> = unread.collect();
    if !unread_steps.is_empty() {
        return Err(unread_steps);
    }
    let text = serde_saphyr::to_string(document).unwrap_or_default();
    Automation::from_yaml(&text).map_err(|why| vec![head_problem(document, &text, why)])
}

/// A step says its own name in what is wrong with it; here it stands beside.
fn without_step(why: &str) -> String {
    let named = why.strip_prefix("step ").and_then(|rest| rest.split_once(": "));
    named.map_or(why, |(_, rest)| rest).to_owned()
}

/// What cannot be read outside the steps: the field of the document it stands in.
fn head_problem(document: &Json, text: &str, why: Unreadable) -> ProblemView {
    let line = usize::try_from(why.at.line).unwrap_or(1);
    let until = text.lines().take(line).collect::<Vec<_>>();
    let field = until.iter().rev().find(|line| !line.starts_with([' ', '-', '#']));
    let field = field.and_then(|line| line.split(':').next()).unwrap_or_default();
    let known = document.get(field).is_some();
    let path = if known { format!("/{field}") } else { String::new() };
    unread(ProblemAt { path, ..ProblemAt::default() }, &why.why)
}

fn unread_text(unreadable: Unreadable) -> ProblemView {
    let At { line, column } = unreadable.at;
    unread(ProblemAt { line: Some(line), column: Some(column), ..ProblemAt::default() }, &unreadable.why)
}

fn unread(at: ProblemAt, why: &str) -> ProblemView {
    let (message, fix) = told(why);
    ProblemView { level: "error", at, code: "automation.unreadable".into(), message, fix }
}

/// Every step with its pointer, in the order findings count them: those of a `repeat` stand after it.
fn pointers(steps: &[Step], under: &str) -> Vec<(String, String)> {
    let own = |(index, step): (usize, &Step)| {
        let path = format!("{under}/{index}");
        let inner = match &step.act {
            Act::Repeat(repeat) => pointers(&repeat.steps, &format!("{path}/repeat/steps")),
            _ => vec![],
        };
        std::iter::once((path, step.id.to_string())).chain(inner).collect::<Vec<_>>()
    };
    steps.iter().enumerate().flat_map(own).collect()
}

fn problem(document: &Automation, places: &Places, found: Finding) -> ProblemView {
    let At { line, column } = found.at(places);
    let step = found.step.and_then(|index| pointers(&document.steps, "/steps").into_iter().nth(index));
    let path = match &step {
        Some((path, _)) => format!("{path}/{}", found.field),
        None => format!("/{}", found.field),
    };
    let step = step.map(|(_, name)| name);
    let (message, fix) = told(&found.why);
    let (known, way_out) = collision::coded(&found);
    let is_known = known != "automation.finding";
    let fix = fix.or_else(|| is_known.then(|| way_out.to_owned()));
    ProblemView {
        level: if found.severity == Severity::Error { "error" } else { "warning" },
        at: ProblemAt { step, path, line: Some(line), column: Some(column) },
        code: if is_known { known.to_owned() } else { format!("automation.{}", found.field) },
        message,
        fix,
    }
}

/// What it would do beside others, at the same place of the text.
fn collided(document: &Automation, places: &Places, found: Collision) -> ProblemView {
    let Collision { code, severity, step, field, why, fix, .. } = found;
    let place = Finding { severity, step, field, why: String::new() };
    ProblemView { code: code.to_owned(), message: why, fix: Some(fix), ..problem(document, places, place) }
}

/// Our sentences say what is wrong, a semicolon, and what to do.
fn told(why: &str) -> (String, Option<String>) {
    match why.rsplit_once("; ") {
        Some((message, fix)) => (message.to_owned(), Some(fix.to_owned())),
        None => (why.to_owned(), None),
    }
}

impl ProblemView {
    pub fn is_error(&self) -> bool {
        self.level == "error"
    }

    /// As one sentence.
    fn whole(&self) -> String {
        let fix = self.fix.as_ref().map(|fix| format!("; {fix}")).unwrap_or_default();
        let at = match (self.at.line, self.at.column) {
            (Some(line), Some(column)) => format!("line {line}, column {column}: "),
            _ => String::new(),
        };
        format!("{at}{}{fix}", self.message)
    }
}

impl Checked {
    fn unread(problems: Vec<ProblemView>) -> Checked {
        Checked { plan: None, document: None, problems }
    }

    /// The plan, or every error as an error of the field `text`.
    pub fn plan(self) -> Result<(Plan, Vec<ProblemView>)> {
        let errors = self.problems.iter().filter(|problem| problem.is_error());
        let errors = errors.map(|found| FieldError {
            pointer: "/text".into(),
            code: "automation.finding",
            detail: found.whole(),
        });
        let errors: Vec<FieldError> = errors.collect();
        self.plan.map(|plan| (plan, self.problems)).ok_or(Error::Invalid(errors))
    }

    /// The plan, where every warning has a written reason.
    pub fn reasoned(self, reasons: &[Reason]) -> Result<(Plan, Vec<ProblemView>)> {
        let (plan, problems) = self.plan()?;
        let has =
            |found: &ProblemView| reasons.iter().any(|r| r.covers(&found.code, found.at.step.as_deref()));
        let open = problems.iter().filter(|found| !has(found)).map(|found| FieldError {
            pointer: "/reasons".into(),
            code: code_of(&found.code),
            detail: format!("{}, or give a reason", found.whole()),
        });
        let open: Vec<FieldError> = open.collect();
        if open.is_empty() { Ok((plan, problems)) } else { Err(Error::Invalid(open)) }
    }
}

/// The code of a collision as problems on the wire have it; every other warning is a finding of the document.
fn code_of(code: &str) -> &'static str {
    collision::CODES.into_iter().find(|known| *known == code).unwrap_or("automation.finding")
}
