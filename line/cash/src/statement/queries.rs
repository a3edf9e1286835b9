//! What can be asked about statements: the list, one, how a file would be read, and the kept mappings.

use kernel::{Business, Error, Money, Result, StatementId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Page, Query, Subject, Verb};

use super::file::{self, JSON_LIMIT};
use super::mapping::{Mapping, Mappings};
use super::reading::Reading;
use super::views::{PreviewView, SampleRecord, StatementView, view};
use super::{account, commands, fingerprint, rows};
use crate::bank_line;

/// List imported statements, newest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListStatements {
    #[serde(default)]
    pub account: Option<String>,
    #[serde(default)]
    pub limit: Option<u16>,
    #[serde(default)]
    pub after: Option<String>,
}

impl Query for ListStatements {
    const VERB: Verb = Verb::get("statement.list", "/statements");
    type Answer = Page<StatementView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<StatementView>> {
        let limit = usize::from(self.limit.unwrap_or(50).clamp(1, 200));
        let after = self.after.as_ref().map(|text| text.parse::<StatementId>()).transpose();
        let after = after.map_err(|_| Error::field("/after", "cursor", "give `next` of the page before"))?;
        let found = rows::list(tx, self.account.as_deref(), after, limit).await?;
        let views = found.into_iter().map(|(statement, unmatched)| view(statement, unmatched)).collect();
        Ok(Page::of(views, limit, |view: &StatementView| view.id.to_string()))
    }
}

/// Read a statement.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadStatement {
    pub statement: StatementId,
}

impl Query for ReadStatement {
    const VERB: Verb = Verb::get("statement.read", "/statements/{statement}");
    type Answer = StatementView;

    fn subject(&self) -> Subject {
        self.statement.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<StatementView> {
        let statement = rows::load(tx, self.statement).await?;
        let unmatched = bank_line::rows::unmatched_of(tx, statement.id).await?;
        Ok(view(statement, unmatched))
    }
}

/// Show how a file would be read, with every error by line; nothing is kept.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewStatement {
    /// Ours, as it was called before. What the file says, or the only account there is, where nothing is said.
    #[serde(default)]
    pub account: Option<String>,
    /// The file in base64.
    #[serde(default)]
    pub file: Option<String>,
    /// Or its text.
    #[serde(default)]
    pub text: Option<String>,
    /// How it is read; kept or guessed where nothing is said.
    #[serde(default)]
    pub mapping: Option<Mapping>,
}

const SHOWN: usize = 20;
const SAMPLE: usize = 30;
const ERRORS: usize = 100;

impl Query for PreviewStatement {
    const VERB: Verb = Verb::post("statement.preview", "/statements/preview").takes(JSON_LIMIT);
    type Answer = PreviewView;

    async fn ask(&self, tx: &mut Tx) -> Result<PreviewView> {
        let text = file::text(self.file.as_deref(), self.text.as_deref())?;
        let (mut kept, business) =
            (tx.setting::<Mappings>().await?.accounts, tx.setting::<Business>().await?);
        let account = account::of_file(self.account.as_deref(), &text.0, &kept, &business)?;
        let kept = account.as_ref().and_then(|account| kept.remove(account));
        let opened = file::open(text, self.mapping.clone(), kept, business.currency)?;
        let reading = opened.read();
        let new = new_lines(tx, account.as_deref().unwrap_or("-"), &reading).await?;
        let sample = opened.records.iter().take(SAMPLE);
        let sample = sample.map(|record| SampleRecord { line: record.line, cells: record.cells.clone() });
        let sample = sample.collect();
        let (came_in, went_out) = sums(&reading, opened.mapping.currency)?;
        let days = reading.lines.iter().map(|line| line.booked_on);
        Ok(PreviewView {
            account,
            encoding: opened.encoding,
            guessed: opened.guessed,
            sample,
            rows: reading.lines.iter().take(SHOWN).cloned().collect(),
            errors: reading.errors.iter().take(ERRORS).cloned().collect(),
            wrong: reading.wrong_lines(),
            lines: reading.lines.len() as i64,
            new,
            first_on: days.clone().min(),
            last_on: days.max(),
            came_in,
            went_out,
            mapping: opened.mapping,
        })
    }
}

async fn new_lines(tx: &mut Tx, account: &str, reading: &Reading) -> Result<i64> {
    let prints = fingerprint::of_all(&commands::key(tx)?, account, &reading.lines);
    let known = bank_line::rows::known(tx, account, &reading.lines).await?;
    Ok(prints.iter().filter(|print| !known.contains(*print)).count() as i64)
}

fn sums(reading: &Reading, currency: kernel::Currency) -> Result<(Money, Money)> {
    let zero = Money::zero(currency);
    let add = |sum: Money, amount: Money| sum.checked_add(amount);
    let amounts = reading.lines.iter().map(|line| line.amount);
    let came_in = amounts.clone().filter(|amount| amount.minor > 0).try_fold(zero, add)?;
    let went_out = amounts.filter(|amount| amount.minor < 0).try_fold(zero, add)?;
    Ok((came_in, went_out))
}

/// The accounts whose files are known, and how each is read.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListMappings {}

#[derive(Debug, Serialize, JsonSchema)]
pub struct MappingsView {
    pub items: Vec<MappingView>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct MappingView {
    pub account: String,
    pub mapping: Mapping,
}

impl Query for ListMappings {
    const VERB: Verb = Verb::get("statement.mappings", "/statements/mappings");
    type Answer = MappingsView;

    async fn ask(&self, tx: &mut Tx) -> Result<MappingsView> {
        let accounts = tx.setting::<Mappings>().await?.accounts;
        let items = accounts.into_iter().map(|(account, mapping)| MappingView { account, mapping }).collect();
        Ok(MappingsView { items })
    }
}
