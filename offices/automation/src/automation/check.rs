//! Reading a text as the house would publish it: what is wrong with it, by line and column.

use std::sync::Arc;

use kernel::{Error, FieldError, Result, fault};
use schemars::JsonSchema;
use serde::Serialize;
use store::Tx;
use verbs::Verbs;

use crate::document::{At, Automation, Places};
use crate::office;
use crate::plan::{Plan, Severity};

/// One thing a publisher has to know.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FindingView {
    /// Counted from 1, as is `column`.
    pub line: u64,
    pub column: u64,
    /// `error`: it cannot be published; `warning`: it can.
    pub severity: &'static str,
    pub why: String,
}

/// A text that was looked at.
pub struct Checked {
    /// Only where no finding is an error.
    pub plan: Option<Plan>,
    pub findings: Vec<FindingView>,
}

fn finding(at: At, severity: &'static str, why: String) -> FindingView {
    FindingView { line: at.line, column: at.column, severity, why }
}

pub(crate) fn verbs(tx: &Tx) -> Result<Arc<Verbs>> {
    tx.provided::<Verbs>().ok_or_else(|| fault("the registry provides its verbs"))
}

/// Looks at a text; nothing is written.
pub fn check(tx: &Tx, text: &str) -> Result<Checked> {
    let (office, verbs) = (office::of(tx)?, verbs(tx)?);
    let read = Automation::from_yaml(text).and_then(|document| Ok((document, Places::of(text)?)));
    let (document, places) = match read {
        Ok(read) => read,
        Err(unreadable) => {
            let findings = vec![finding(unreadable.at, "error", unreadable.why)];
            return Ok(Checked { plan: None, findings });
        }
    };
    let (plan, found) = match Plan::build(document, office.catalogue(&verbs)) {
        Ok((plan, warnings)) => (Some(plan), warnings),
        Err(findings) => (None, findings),
    };
    let mut findings: Vec<FindingView> = found
        .into_iter()
        .map(|found| {
            let severity = if found.severity == Severity::Error { "error" } else { "warning" };
            finding(found.at(&places), severity, found.why)
        })
        .collect();
    findings.sort_by_key(|finding| (finding.line, finding.column));
    Ok(Checked { plan, findings })
}

impl Checked {
    /// The plan, or every error as an error of the field `text`.
    pub fn plan(self) -> Result<(Plan, Vec<FindingView>)> {
        let errors = self.findings.iter().filter(|finding| finding.severity == "error");
        let errors = errors.map(|found| FieldError {
            pointer: "/text".into(),
            code: "automation.finding",
            detail: format!("line {}, column {}: {}", found.line, found.column, found.why),
        });
        let errors: Vec<FieldError> = errors.collect();
        self.plan.map(|plan| (plan, self.findings)).ok_or(Error::Invalid(errors))
    }
}
