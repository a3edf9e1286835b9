//! What can be asked of the ledger: balances, entries with their records, and whether it is in balance.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kernel::{ContactId, Currency, Date, EntryId, Error, FactId, Money, Ref, Result, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Series, Tx};
use verbs::{Page, Query, Verb};

use super::rows::{self, Sum, Wanted};
use super::{Account, Entry, EntryLine};

/// Balances by account and currency, up to the end of a day.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadLedger {
    /// Business-local day; all days where nothing is said.
    #[serde(default)]
    pub until: Option<Date>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LedgerView {
    pub until: Option<Date>,
    pub accounts: Vec<AccountBalance>,
    /// Over all accounts, by currency: 0, or something is wrong.
    pub sums: Vec<Money>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct AccountBalance {
    /// `bank`, `receivables`, `suspense`, `customer_credit`, `revenue`, `tax:1900`, `write_off`, `fees`.
    pub account: String,
    /// Debit above zero.
    pub balance: Money,
    pub debit: Money,
    pub credit: Money,
}

impl From<Sum> for AccountBalance {
    fn from(sum: Sum) -> AccountBalance {
        let Sum { account, balance, debit, credit } = sum;
        AccountBalance { account, balance, debit, credit }
    }
}

impl Query for ReadLedger {
    const VERB: Verb = Verb::get("ledger.read", "/ledger");
    type Answer = LedgerView;

    async fn ask(&self, tx: &mut Tx) -> Result<LedgerView> {
        let mut sums = rows::balances(tx, self.until).await?;
        let totals = totals(&sums)?;
        let place = |sum: &Sum| (Account::from_word(&sum.account), sum.balance.currency.code());
        sums.sort_by_key(|sum| place(sum));
        Ok(LedgerView {
            until: self.until,
            accounts: sums.into_iter().map(AccountBalance::from).collect(),
            sums: totals,
        })
    }
}

fn totals(sums: &[Sum]) -> Result<Vec<Money>> {
    let mut totals: BTreeMap<&str, Money> = BTreeMap::new();
    for sum in sums {
        let currency = sum.balance.currency;
        let total = totals.entry(currency.code()).or_insert(Money::zero(currency));
        *total = total.checked_add(sum.balance)?;
    }
    Ok(totals.into_values().collect())
}

/// List entries, the newest first, with the records they are about.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListEntries {
    #[serde(default)]
    pub account: Option<String>,
    /// A record, such as an invoice.
    #[serde(default)]
    pub about: Option<String>,
    /// Business-local days, both included.
    #[serde(default)]
    pub from: Option<Date>,
    #[serde(default)]
    pub to: Option<Date>,
    /// Those of live tests instead.
    #[serde(default)]
    pub test: bool,
    #[serde(default)]
    pub limit: Option<u16>,
    #[serde(default)]
    pub after: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LedgerEntry {
    pub id: EntryId,
    pub rv: i64,
    pub fact: FactId,
    /// The kind of the fact, such as `invoice.issued`.
    pub what: String,
    /// The record it is about.
    pub about: String,
    /// What it is called where it is found.
    pub title: Option<String>,
    pub contact: Option<ContactId>,
    pub booked_on: Date,
    pub posted_at: Timestamp,
    pub lines: Vec<LedgerSide>,
    pub test: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LedgerSide {
    pub account: String,
    /// Debit above zero.
    pub amount: Money,
    pub booked_on: Date,
}

impl Query for ListEntries {
    const VERB: Verb = Verb::get("ledger.entries", "/ledger/entries");
    type Answer = Page<LedgerEntry>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<LedgerEntry>> {
        let limit = usize::from(self.limit.unwrap_or(50).clamp(1, 200));
        let after = self.after.as_ref().map(|text| text.parse::<EntryId>()).transpose();
        let after = after.map_err(|_| Error::field("/after", "cursor", "give `next` of the page before"))?;
        let wanted = Wanted {
            account: self.account.clone(),
            about: self.about.clone(),
            from: self.from,
            to: self.to,
            test: self.test,
        };
        let entries = rows::entries(tx, &wanted, after, limit).await?;
        let ids: Vec<EntryId> = entries.iter().map(|entry| entry.id).collect();
        let mut lines: HashMap<EntryId, Vec<EntryLine>> = HashMap::new();
        for line in rows::lines(tx, &ids).await? {
            lines.entry(line.entry).or_default().push(line);
        }
        let abouts: Vec<Ref> = entries.iter().filter_map(|entry| Ref::parse_any(&entry.about).ok()).collect();
        let titles = tx.titles(&abouts).await?;
        let views = entries.into_iter().map(|entry| {
            let title = Ref::parse_any(&entry.about).ok().and_then(|about| titles.get(&about).cloned());
            view(&entry, lines.remove(&entry.id).unwrap_or_default(), title)
        });
        Ok(Page::of(views.collect(), limit, |view: &LedgerEntry| view.id.to_string()))
    }
}

fn view(e: &Entry, lines: Vec<EntryLine>, title: Option<String>) -> LedgerEntry {
    let line = |line: EntryLine| {
        let EntryLine { account, amount, booked_on, .. } = line;
        LedgerSide { account, amount, booked_on }
    };
    LedgerEntry {
        id: e.id,
        rv: e.rv,
        fact: e.fact,
        what: e.what.clone(),
        about: e.about.clone(),
        title,
        contact: e.contact,
        booked_on: e.booked_on,
        posted_at: e.posted_at,
        lines: lines.into_iter().map(line).collect(),
        test: e.test,
    }
}

/// Is the ledger in balance, and does it agree with invoices, credit and bank lines?
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckLedger {}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CheckView {
    pub in_balance: bool,
    pub checks: Vec<Check>,
}

/// One thing that must be so.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Check {
    /// `entries`, `sum`, `receivables`, `customer_credit`, `suspense` or `numbers`.
    pub name: &'static str,
    pub holds: bool,
    /// What the ledger says; absent where something is counted.
    pub ledger: Option<Money>,
    /// What the records say.
    pub records: Option<Money>,
    /// In words.
    pub detail: String,
}

impl Query for CheckLedger {
    const VERB: Verb = Verb::get("ledger.check", "/ledger/check");
    type Answer = CheckView;

    async fn ask(&self, tx: &mut Tx) -> Result<CheckView> {
        let checks = checks(tx).await?;
        Ok(CheckView { in_balance: checks.iter().all(|check| check.holds), checks })
    }
}

/// All that must be so, as it is now.
pub(super) async fn checks(tx: &mut Tx) -> Result<Vec<Check>> {
    let sums = rows::balances(tx, None).await?;
    let mut checks = vec![entries(rows::unbalanced(tx).await?)];
    checks.extend(totals(&sums)?.into_iter().map(sum));
    let owed = rows::owed(tx).await?;
    checks.extend(compared("receivables", &sums, owed, "open invoices"));
    let credit = rows::unused_credit(tx).await?.into_iter().map(negative).collect();
    checks.extend(compared("customer_credit", &sums, credit, "credit nobody has used"));
    let unnamed = rows::unnamed(tx).await?.into_iter().map(negative).collect();
    checks.extend(compared("suspense", &sums, unnamed, "bank lines that are not matched"));
    for (series, what) in NUMBERED {
        let (given, kept) = (tx.numbers_given(series).await?, rows::numbered(tx, series).await?);
        checks.extend(given.map(|given| numbers(given - kept, what)));
    }
    Ok(checks)
}

/// Whose numbers may have no gap, and what people call them.
pub(super) const NUMBERED: [(Series, &str); 2] =
    [(Series("invoice"), "invoices"), (Series("credit_note"), "credit notes")];

fn numbers(missing: i64, what: &str) -> Check {
    let detail = match missing {
        ..=0 => format!("every number given to {what} is on one that is kept"),
        n => format!("numbers given to {what} that are on none that is kept: {n}"),
    };
    Check { name: "numbers", holds: missing <= 0, ledger: None, records: None, detail }
}

fn negative(amount: Money) -> Money {
    Money { minor: -amount.minor, ..amount }
}

fn entries(unbalanced: i64) -> Check {
    let detail = match unbalanced {
        0 => "every entry adds up to 0".to_owned(),
        n => format!("{n} entries do not add up to 0"),
    };
    Check { name: "entries", holds: unbalanced == 0, ledger: None, records: None, detail }
}

fn sum(total: Money) -> Check {
    let detail = format!("all accounts in {} together", total.currency.code());
    let records = Some(Money::zero(total.currency));
    Check { name: "sum", holds: total.minor == 0, ledger: Some(total), records, detail }
}

/// An account against the records it stands for, in every currency either knows.
fn compared(account: &'static str, sums: &[Sum], records: Vec<Money>, what: &str) -> Vec<Check> {
    let booked = sums.iter().filter(|sum| sum.account == account).map(|sum| sum.balance);
    let of = |all: &[Money], currency: Currency| {
        let found = all.iter().find(|money| money.currency == currency).copied();
        found.unwrap_or(Money::zero(currency))
    };
    let booked: Vec<Money> = booked.collect();
    let codes: BTreeSet<&str> = booked.iter().chain(&records).map(|money| money.currency.code()).collect();
    let one = |currency: Currency| {
        let (ledger, records) = (of(&booked, currency), of(&records, currency));
        let detail = format!("{what} in {}", currency.code());
        let holds = ledger == records;
        Check { name: account, holds, ledger: Some(ledger), records: Some(records), detail }
    };
    codes.into_iter().filter_map(Currency::from_code).map(one).collect()
}
