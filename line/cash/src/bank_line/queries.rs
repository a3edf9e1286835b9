//! What can be asked about bank lines: the list with suggestions, and what one line may be.

use kernel::{BankLineId, Date, Error, Result, StatementId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Page, Query, Subject, Verb};

use super::matching::{Book, Suggestion};
use super::paying_back::Purse;
use super::views::{BankLineView, view};
use super::{BankLine, Words, found, rows};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BankLineState {
    Unmatched,
    Matched,
    Ignored,
    Outgoing,
}

impl BankLineState {
    pub(crate) fn word(self) -> &'static str {
        match self {
            BankLineState::Unmatched => "unmatched",
            BankLineState::Matched => "matched",
            BankLineState::Ignored => "ignored",
            BankLineState::Outgoing => "outgoing",
        }
    }
}

/// List bank lines, the newest day first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListBankLines {
    #[serde(default)]
    pub state: Option<BankLineState>,
    #[serde(default)]
    pub statement: Option<StatementId>,
    #[serde(default)]
    pub account: Option<String>,
    /// Say what each line that is not matched may be.
    #[serde(default)]
    pub suggest: bool,
    #[serde(default)]
    pub limit: Option<u16>,
    #[serde(default)]
    pub after: Option<String>,
}

impl Query for ListBankLines {
    const VERB: Verb = Verb::get("bank_line.list", "/bank_lines");
    type Answer = Page<BankLineView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<BankLineView>> {
        let limit = usize::from(self.limit.unwrap_or(50).clamp(1, 200));
        let after = self.after.as_deref().map(cursor).transpose()?;
        let found = rows::list::of(tx, self, after, limit).await?;
        let mut suggested = match self.suggest {
            true => suggestions(tx, &found).await?,
            false => vec![vec![]; found.len()],
        };
        let mut views = vec![];
        for (at, line) in found.into_iter().enumerate() {
            let suggestions = std::mem::take(&mut suggested[at]);
            views.push(BankLineView { suggestions, ..view(tx, line).await? });
        }
        Ok(Page::of(views, limit, |view: &BankLineView| format!("{}~{}", view.booked_on, view.id)))
    }
}

fn cursor(text: &str) -> Result<(Date, BankLineId)> {
    let wrong = || Error::field("/after", "cursor", "give `next` of the page before");
    let (day, id) = text.split_once('~').ok_or_else(wrong)?;
    Ok((day.parse().map_err(|_| wrong())?, id.parse().map_err(|_| wrong())?))
}

/// In the order of the lines; none for a line that is matched or ignored.
async fn suggestions(tx: &mut Tx, lines: &[(BankLine, Words)]) -> Result<Vec<Vec<Suggestion>>> {
    let came_in = lines.iter().any(|(line, _)| line.is_free().is_ok());
    let went_out = lines.iter().any(|(line, _)| line.may_pay_back().is_ok());
    if !came_in && !went_out {
        return Ok(vec![vec![]; lines.len()]);
    }
    let book = if came_in { found::book(tx).await? } else { Book::default() };
    let purse = if went_out { found::purse(tx).await? } else { Purse::default() };
    let learned = found::learned(tx, lines).await?;
    let one = |(line, words): &(BankLine, Words)| {
        let known = learned.get(&line.id).map_or(&[][..], Vec::as_slice);
        let asked = found::as_line(line, words, known);
        match (line.is_free(), line.may_pay_back()) {
            (Ok(()), _) => book.suggest(&asked),
            (_, Ok(())) => purse.suggest(&asked),
            _ => vec![],
        }
    };
    Ok(lines.iter().map(one).collect())
}

/// What a line may be, the likeliest first, each with its reason.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SuggestMatches {
    pub bank_line: BankLineId,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Suggestions {
    pub items: Vec<Suggestion>,
}

impl Query for SuggestMatches {
    const VERB: Verb = Verb::get("bank_line.suggest", "/bank_lines/{bank_line}/suggestions");
    type Answer = Suggestions;

    fn subject(&self) -> Subject {
        self.bank_line.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<Suggestions> {
        let line = rows::with_words(tx, self.bank_line).await?;
        let mut all = suggestions(tx, std::slice::from_ref(&line)).await?;
        Ok(Suggestions { items: all.pop().unwrap_or_default() })
    }
}

/// Read a bank line, with what it may be.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadBankLine {
    pub bank_line: BankLineId,
}

impl Query for ReadBankLine {
    const VERB: Verb = Verb::get("bank_line.read", "/bank_lines/{bank_line}");
    type Answer = BankLineView;

    fn subject(&self) -> Subject {
        self.bank_line.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<BankLineView> {
        let line = rows::with_words(tx, self.bank_line).await?;
        let mut all = suggestions(tx, std::slice::from_ref(&line)).await?;
        Ok(BankLineView { suggestions: all.pop().unwrap_or_default(), ..view(tx, line).await? })
    }
}
