//! Exceptions as a file for a spreadsheet: those a list shows, in the words of the screen.
//!
//! Invariant: no cell is a formula, whoever wrote what it says (OWASP: CSV injection).

use std::collections::HashMap;

use kernel::calendar::Zone;
use kernel::{Business, ContactId, ExceptionId, Ref, Result, Timestamp, UserId, fault};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Query, Verb};

use super::queries::Which;
use super::rows::{self, ExceptionView, Filter};

/// More rows are for no spreadsheet: narrow the filters.
const MOST: usize = 10_000;
/// So many are read at a time.
const PAGE: i64 = 500;
/// Spreadsheets take a file for UTF-8 by this alone.
const BOM: &str = "\u{feff}";

/// Export exceptions as CSV: what a list with these filters shows, newest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportExceptions {
    #[serde(default)]
    pub state: Which,
    #[serde(default)]
    pub owner: Option<UserId>,
    /// The record they are about.
    #[serde(default)]
    pub subject: Option<Ref>,
    #[serde(default)]
    pub contact: Option<ContactId>,
    /// Only those past their time.
    #[serde(default)]
    pub late: bool,
    /// Of one kind, such as `mail.bounced`.
    #[serde(default)]
    pub code: Option<String>,
    /// Each of these words stands in the title, in what happened or in the kind.
    #[serde(default)]
    pub words: Option<String>,
}

/// A file of the exceptions.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Exported {
    /// Such as `exceptions-2026-02-02.csv`.
    pub name: String,
    /// CSV (RFC 4180) with a heading, in UTF-8; times in the zone of the business.
    pub text: String,
    pub rows: i64,
    /// There are more than fit into one file: narrow the filters.
    pub more: bool,
}

impl Query for ExportExceptions {
    const VERB: Verb = Verb::get("exception.export", "/exceptions/export");
    type Answer = Exported;

    async fn ask(&self, tx: &mut Tx) -> Result<Exported> {
        let mut found = self.all(tx).await?;
        let more = found.len() > MOST;
        found.truncate(MOST);
        let business = tx.setting::<Business>().await?;
        let names = rows::names(tx).await?;
        let day = local(business.zone(), tx.now())?.chars().take(10).collect::<String>();
        let text = written(&found, &names, business.zone())?;
        let rows = i64::try_from(found.len()).map_err(fault)?;
        Ok(Exported { name: format!("exceptions-{day}.csv"), text, rows, more })
    }
}

impl ExportExceptions {
    /// Those asked for; one more than fit says that there are more.
    async fn all(&self, tx: &mut Tx) -> Result<Vec<ExceptionView>> {
        let (mut found, mut after) = (vec![], None::<ExceptionId>);
        while found.len() <= MOST {
            let filter = Filter {
                state: self.state.word(),
                owner: self.owner,
                subject: self.subject.map(|subject| subject.to_string()),
                contact: self.contact,
                run: None,
                after,
                limit: PAGE,
            };
            let page = rows::list(tx, &filter).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            found.extend(page.into_iter().filter(|one| self.shows(one)));
        }
        Ok(found)
    }

    fn shows(&self, one: &ExceptionView) -> bool {
        let text = format!("{} {} {} {}", one.title, one.detail, one.code, said(&one.code)).to_lowercase();
        let words = self.words.as_deref().unwrap_or_default().to_lowercase();
        (!self.late || one.late)
            && self.code.as_ref().is_none_or(|code| *code == one.code)
            && words.split_whitespace().all(|word| text.contains(word))
    }
}

/// `automation.not_started` as screens say it: `Automation: not started`.
fn said(code: &str) -> String {
    let words = code.replacen('.', ": ", 1).replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn local(zone: &Zone, at: Timestamp) -> Result<String> {
    let zone = jiff::tz::TimeZone::get(zone.name()).map_err(fault)?;
    Ok(at.to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string())
}

/// What a spreadsheet would reckon is made plain text by an apostrophe before it.
fn plain(cell: String) -> String {
    let reckoned = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if reckoned { format!("'{cell}") } else { cell }
}

const HEADINGS: [&str; 13] = [
    "Title",
    "Kind",
    "State",
    "Owner",
    "What happened",
    "How many",
    "Left",
    "Raised",
    "Last seen",
    "To be settled",
    "Closed",
    "What came of it",
    "Id",
];

fn written(all: &[ExceptionView], names: &HashMap<UserId, String>, zone: &Zone) -> Result<String> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(vec![]);
    writer.write_record(HEADINGS).map_err(fault)?;
    for one in all {
        writer.write_record(cells(one, names, zone)?.map(plain)).map_err(fault)?;
    }
    let bytes = writer.into_inner().map_err(|_| fault("memory takes every byte"))?;
    Ok(format!("{BOM}{}", String::from_utf8(bytes).map_err(fault)?))
}

fn cells(one: &ExceptionView, names: &HashMap<UserId, String>, zone: &Zone) -> Result<[String; 13]> {
    let state = match (one.state.as_str(), one.late) {
        ("open", true) => "Late",
        ("open", false) => "Open",
        _ => "Closed",
    };
    let at = |at: Option<Timestamp>| at.map_or(Ok(String::new()), |at| local(zone, at));
    Ok([
        one.title.clone(),
        said(&one.code),
        state.into(),
        one.owner.and_then(|owner| names.get(&owner).cloned()).unwrap_or_default(),
        one.detail.clone(),
        one.count.to_string(),
        one.left.to_string(),
        at(Some(one.raised_at))?,
        at(Some(one.last_at))?,
        at(Some(one.due_at))?,
        at(one.closed_at)?,
        one.outcome.clone().unwrap_or_default(),
        one.id.to_string(),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_plain_words_stay_as_they_are() {
        for formula in ["=1+1", "+49 30 1", "-2", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(plain(formula.into()), format!("'{formula}"));
        }
        assert_eq!(plain("Mail: a=b".into()), "Mail: a=b");
    }

    #[test]
    fn a_kind_is_said_as_on_the_screen() {
        assert_eq!(said("automation.not_started"), "Automation: not started");
        assert_eq!(said("mail.bounced"), "Mail: bounced");
    }
}
