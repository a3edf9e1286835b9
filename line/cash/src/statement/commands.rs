//! What can be done with statements: import a file whole, take an import back, keep or forget how files are
//! read.

use kernel::{Business, Error, Result, StatementId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Outside, Subject, Verb};

use super::account::{self, account};
use super::file::{self, JSON_LIMIT};
use super::mapping::{Mapping, Mappings};
use super::reading::ReadLine;
use super::views::{ImportedView, StatementView, view};
use super::{State, Statement, booked, fingerprint, rows};
use crate::bank_line::{self, BankLine, Words, look};
use crate::staff;

/// So many new lines are matched in the import's own transaction; more are looked at right after it.
const AT_ONCE: usize = 200;

/// Import a bank statement: all of its lines, or none. A line that is known already is not imported again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportStatement {
    /// Ours: its IBAN, or a name such as `Main account`. What the file says, or the only account there is, where
    /// nothing is said.
    #[serde(default)]
    pub account: Option<String>,
    /// Of the file.
    #[serde(default)]
    pub name: String,
    /// The file in base64.
    #[serde(default)]
    pub file: Option<String>,
    /// Or its text.
    #[serde(default)]
    pub text: Option<String>,
    /// How it is read; kept for the account from now on. The kept one, or a guess, where nothing is said.
    #[serde(default)]
    pub mapping: Option<Mapping>,
    #[serde(skip)]
    read: Option<Read>,
}

/// The file, read.
#[derive(Debug)]
struct Read {
    account: String,
    mapping: Mapping,
    lines: Vec<ReadLine>,
}

impl Command for ImportStatement {
    const VERB: Verb =
        Verb::post("statement.import", "/statements").takes(JSON_LIMIT).undo("statement.remove");
    type Answer = ImportedView;

    async fn prepare(mut self, out: &Outside<'_>) -> Result<Self> {
        let settings = out.store.read(|tx| {
            Box::pin(async {
                let kept = tx.setting::<Mappings>().await?.accounts;
                Ok((kept, tx.setting::<Business>().await?))
            })
        });
        let (mut kept, business) = settings.await?;
        let (file, text, said) = (self.file.take(), self.text.take(), self.mapping.clone());
        let wanted = self.account.clone();
        let read = out.slow(move || {
            let text = file::text(file.as_deref(), text.as_deref())?;
            let account = account::of_file(wanted.as_deref(), &text.0, &kept, &business)?;
            let account = account.ok_or_else(account::unnamed)?;
            let opened = file::open(text, said, kept.remove(&account), business.currency)?;
            let reading = opened.read();
            if !reading.errors.is_empty() {
                return Err(file::refused(&reading.errors));
            }
            Ok::<_, Error>(Read { account, mapping: opened.mapping, lines: reading.lines })
        });
        Ok(ImportStatement { read: Some(read.await??), ..self })
    }

    async fn act(&self, tx: &mut Tx) -> Result<ImportedView> {
        let read = self.read.as_ref().ok_or_else(|| kernel::fault("prepare reads the file first"))?;
        keep_mapping(tx, &read.account, &read.mapping).await?;
        let statement = self.statement(tx, read).await?;
        let new = new_lines(tx, &statement, &read.lines).await?;
        let statement = Statement { new: new.len() as i64, ..statement };
        tx.add(&statement).await?;
        for (line, _) in &new {
            tx.add(line).await?;
        }
        bank_line::rows::keep_words(tx, statement.id, &new).await?;
        tx.tell(statement.imported(booked(new.iter().map(|(line, _)| line.amount))?));
        let at_once = new.len() <= AT_ONCE;
        let matched = if at_once { look::at_statement(tx, statement.id).await? } else { 0 };
        tx.follow_up().await?;
        let unmatched = bank_line::rows::unmatched_of(tx, statement.id).await?;
        let known = statement.lines - statement.new;
        Ok(ImportedView { statement: view(statement, unmatched), known, matched, looking: !at_once })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "statement": answer["id"] }))
    }
}

impl ImportStatement {
    async fn statement(&self, tx: &mut Tx, read: &Read) -> Result<Statement> {
        let (owned, _) = staff::waiting(tx).await?;
        let days = || read.lines.iter().map(|line| line.booked_on);
        let name = self.name.trim();
        Ok(Statement {
            id: tx.new_id(),
            rv: 1,
            owned,
            account: read.account.clone(),
            name: if name.is_empty() { "statement.csv".into() } else { name.chars().take(200).collect() },
            currency: read.mapping.currency,
            lines: read.lines.len() as i64,
            new: 0,
            first_on: days().min(),
            last_on: days().max(),
            state: State::Imported,
            imported_at: tx.now(),
        })
    }
}

/// The lines of the file nobody has seen on this account.
async fn new_lines(tx: &mut Tx, statement: &Statement, lines: &[ReadLine]) -> Result<Vec<(BankLine, Words)>> {
    let prints = fingerprint::of_all(&key(tx)?, &statement.account, lines);
    let known = bank_line::rows::known(tx, &statement.account, lines).await?;
    let (owned, due) = staff::waiting(tx).await?;
    let mut new = vec![];
    for (line, fingerprint) in lines.iter().zip(prints).filter(|(_, print)| !known.contains(print)) {
        let words = Words { payer: line.payer.clone(), iban: line.iban.clone(), text: line.text.clone() };
        let came = bank_line::Came {
            fingerprint,
            booked_on: line.booked_on,
            amount: line.amount,
            position: line.line,
        };
        new.push((BankLine::new(tx.new_id(), owned, statement, came, due), words));
    }
    Ok(new)
}

async fn keep_mapping(tx: &mut Tx, account: &str, mapping: &Mapping) -> Result<()> {
    let mut kept = tx.setting::<Mappings>().await?;
    kept.accounts.insert(account.to_owned(), mapping.clone());
    tx.keep_setting(&kept).await
}

/// Fingerprints are keyed by the workspace.
pub(super) fn key(tx: &Tx) -> Result<[u8; 32]> {
    tx.derive(b"cash.bank_line.fingerprint")
}

/// Take an import back; possible while none of its lines is matched.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveStatement {
    pub statement: StatementId,
}

impl Command for RemoveStatement {
    const VERB: Verb =
        Verb::post("statement.remove", "/statements/{statement}/remove").no_undo("import the file again");
    type Answer = StatementView;

    fn subject(&self) -> Subject {
        self.statement.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<StatementView> {
        let before = rows::load(tx, self.statement).await?;
        let lines = bank_line::rows::of_statement(tx, before.id).await?;
        let matched = lines.iter().filter(|line| line.is_matched()).count() as i64;
        let booked = booked(lines.iter().map(|line| line.amount))?;
        let (after, told) = before.clone().remove(matched, booked, tx.now())?;
        bank_line::rows::forget_words(tx, before.id).await?;
        for line in &lines {
            tx.remove(line).await?;
        }
        let kept = tx.keep_and_tell(&before, after, told).await?;
        Ok(view(kept, 0))
    }
}

/// Keep how the files of an account are read.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeepMapping {
    pub account: String,
    pub mapping: Mapping,
}

impl Command for KeepMapping {
    const VERB: Verb =
        Verb::post("statement.keep_mapping", "/statements/mappings").undo("statement.forget_mapping");
    type Answer = Mapping;

    async fn act(&self, tx: &mut Tx) -> Result<Mapping> {
        self.mapping.check()?;
        keep_mapping(tx, &account(&self.account)?, &self.mapping).await?;
        Ok(self.mapping.clone())
    }

    fn undo_body(&self, _: &Json) -> Option<Json> {
        Some(json!({ "account": self.account }))
    }
}

/// Forget how the files of an account are read; the next one is guessed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForgetMapping {
    pub account: String,
}

impl Command for ForgetMapping {
    const VERB: Verb = Verb::post("statement.forget_mapping", "/statements/mappings/forget")
        .no_undo("the next import guesses it again");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let mut kept = tx.setting::<Mappings>().await?;
        kept.accounts.remove(&account(&self.account)?);
        tx.keep_setting(&kept).await
    }
}
