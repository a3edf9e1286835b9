//! How entries are kept, and the sums over them. The only file that writes `cash_entry` and
//! `cash_entry_line`.

use kernel::{BankLineId, Currency, Date, EntryId, Money, Result, StatementId, Value, fault};
use store::{Row, Series, Tx, values};

use super::{Entry, EntryLine, Posting};

store::noun! {
    Entry is "entry" in "cash_entry" {
        open fact: Id = |e| e.fact;
        open what: Text = |e| &e.what;
        open about: Text = |e| &e.about;
        open contact: Id = |e| e.contact;
        open booked_on: On = |e| e.booked_on;
        open posted_at: At = |e| e.posted_at;
        open test: Flag = |e| e.test;
    }
}

store::noun! {
    EntryLine is "entry_line" in "cash_entry_line" {
        open entry: Id = |l| l.entry;
        open account: Text = |l| &l.account;
        open minor: Minor = |l| l.amount.minor;
        open currency: Text = |l| l.amount.currency;
        open booked_on: On = |l| l.booked_on;
        open test: Flag = |l| l.test;
    }
}

/// Books what the fact being followed does; nothing where it moves no money.
pub(crate) async fn post(tx: &mut Tx, posting: Posting) -> Result<()> {
    let posting = posting.balanced().map_err(fault)?;
    if posting.sides.is_empty() {
        return Ok(());
    }
    let fact = tx.follows().ok_or_else(|| fault("an entry is booked while its fact is followed"))?;
    let entry = Entry {
        id: tx.new_id(),
        rv: 1,
        owned: Default::default(),
        fact,
        what: posting.what.to_owned(),
        about: posting.about.to_string(),
        contact: posting.contact,
        booked_on: posting.booked_on,
        posted_at: tx.now(),
        test: posting.test,
    };
    tx.add(&entry).await?;
    for side in posting.sides {
        let line = EntryLine {
            id: tx.new_id(),
            rv: 1,
            owned: Default::default(),
            entry: entry.id,
            account: side.account.word(),
            amount: side.amount,
            booked_on: side.booked_on,
            test: entry.test,
        };
        tx.add(&line).await?;
    }
    tx.tell(entry.posted());
    Ok(())
}

/// What a statement brought, by day and currency.
pub(crate) async fn by_day(tx: &mut Tx, statement: StatementId) -> Result<Vec<(Date, Money)>> {
    let sql = "
        select booked_on, currency, cast(sum(minor) as bigint) as n from cash_bank_line
        where statement = $1 group by booked_on, currency order by booked_on, currency";
    tx.all(sql, values![statement], |row| Ok((row.get("booked_on")?, sum(row)?))).await
}

/// The day a line was booked by the bank.
pub(crate) async fn day_of(tx: &mut Tx, line: BankLineId) -> Result<Option<Date>> {
    let sql = "select booked_on from cash_bank_line where id = $1";
    tx.one(sql, values![line], |row| row.get("booked_on")).await
}

/// Debit, credit and balance of one account in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sum {
    pub account: String,
    pub balance: Money,
    pub debit: Money,
    pub credit: Money,
}

/// Up to the end of a day, or of all days.
pub(crate) async fn balances(tx: &mut Tx, until: Option<Date>) -> Result<Vec<Sum>> {
    let sql = "
        select account, currency, cast(sum(minor) as bigint) as n,
            cast(sum(case when minor > 0 then minor else 0 end) as bigint) as debit,
            cast(sum(case when minor < 0 then -minor else 0 end) as bigint) as credit
        from cash_entry_line where test is false and (booked_on <= $1 or $1 is null)
        group by account, currency order by account, currency";
    tx.all(sql, values![until], |row| {
        let currency: Currency = row.get("currency")?;
        let money = |column: &str| Ok::<_, kernel::Error>(Money { minor: row.get(column)?, currency });
        Ok(Sum {
            account: row.get("account")?,
            balance: money("n")?,
            debit: money("debit")?,
            credit: money("credit")?,
        })
    })
    .await
}

/// What a list of entries is narrowed to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub account: Option<String>,
    pub about: Option<String>,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub test: bool,
}

/// One more than `limit`, the newest first.
pub(crate) async fn entries(
    tx: &mut Tx,
    wanted: &Wanted,
    after: Option<EntryId>,
    limit: usize,
) -> Result<Vec<Entry>> {
    let sql = "
        select e.id, e.rv, e.owner, e.team, e.fact, e.what, e.about, e.contact, e.booked_on, e.posted_at,
            e.test
        from cash_entry e
        where exists (select 1 from cash_entry_line l where l.entry = e.id and (l.account = $1 or $1 is null)
                and (l.booked_on >= $2 or $2 is null) and (l.booked_on <= $3 or $3 is null))
            and (e.about = $4 or $4 is null) and (e.id < $5 or $5 is null) and e.test = $6
        order by e.id desc limit $7";
    let rest = i64::try_from(limit + 1).map_err(fault)?;
    let values = values![
        wanted.account.as_deref(),
        wanted.from,
        wanted.to,
        wanted.about.as_deref(),
        after,
        wanted.test,
        rest
    ];
    tx.all(sql, values, entry).await
}

/// The lines of these entries.
pub(crate) async fn lines(tx: &mut Tx, entries: &[EntryId]) -> Result<Vec<EntryLine>> {
    if entries.is_empty() {
        return Ok(vec![]);
    }
    let at: Vec<String> = (1..=entries.len()).map(|i| format!("${i}")).collect();
    let sql = format!(
        "select id, rv, owner, team, entry, account, minor, currency, booked_on, test from cash_entry_line
        where entry in ({}) order by entry, booked_on, minor desc, account",
        at.join(", ")
    );
    let values: Vec<Value<'_>> = entries.iter().map(|id| (*id).into()).collect();
    tx.all(&sql, &values, |row| {
        Ok(EntryLine {
            id: row.get("id")?,
            rv: row.get("rv")?,
            owned: row.owned()?,
            entry: row.get("entry")?,
            account: row.get("account")?,
            amount: Money { minor: row.get("minor")?, currency: row.get("currency")? },
            booked_on: row.get("booked_on")?,
            test: row.get("test")?,
        })
    })
    .await
}

/// Entries whose lines do not add up to 0 in a currency, counted.
pub(crate) async fn unbalanced(tx: &mut Tx) -> Result<i64> {
    let sql = "
        select count(*) as n from (select entry from cash_entry_line group by entry, currency
            having sum(minor) <> 0) q";
    Ok(tx.one(sql, &[], |row| row.get("n")).await?.unwrap_or_default())
}

/// Sums the accounts must agree with, by currency: open invoices, unused credit, bank lines nobody has named.
pub(crate) async fn owed(tx: &mut Tx) -> Result<Vec<Money>> {
    let sql = "
        select currency, cast(sum(open_minor) as bigint) as n from billing_invoice_window
        where kind = 'invoice' and state in ('issued', 'disputed') and open_minor > 0 and test is false
        group by currency order by currency";
    tx.all(sql, &[], sum).await
}

pub(crate) async fn unused_credit(tx: &mut Tx) -> Result<Vec<Money>> {
    let sql = "
        select currency, cast(sum(excess_minor) as bigint) as n from cash_payment
        where state = 'recorded' and test is false and excess_minor > 0
        group by currency order by currency";
    tx.all(sql, &[], sum).await
}

pub(crate) async fn unnamed(tx: &mut Tx) -> Result<Vec<Money>> {
    let sql = "
        select currency, cast(sum(minor) as bigint) as n from cash_bank_line
        where state <> 'matched' and refund is null group by currency order by currency";
    tx.all(sql, &[], sum).await
}

/// How many of a series are kept with a number.
pub(crate) async fn numbered(tx: &mut Tx, series: Series) -> Result<i64> {
    let sql = match series.0 {
        "invoice" => {
            "select count(*) as n from billing_invoice_window where number is not null and test is false"
        }
        _ => {
            "select count(*) as n from billing_credit_note_window where number is not null and test is false"
        }
    };
    Ok(tx.one(sql, &[], |row| row.get("n")).await?.unwrap_or_default())
}

/// What somebody was told of this trouble, while they have it before them.
pub(crate) async fn told(tx: &mut Tx, code: &str) -> Result<Option<String>> {
    let sql = "select detail from store_exception_window where code = $1 and state = 'open' limit 1";
    tx.one(sql, values![code], |row| row.get("detail")).await
}

fn sum(row: &Row<'_>) -> Result<Money> {
    Ok(Money { minor: row.get("n")?, currency: row.get("currency")? })
}

fn entry(row: &Row<'_>) -> Result<Entry> {
    Ok(Entry {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        fact: row.get("fact")?,
        what: row.get("what")?,
        about: row.get("about")?,
        contact: row.get("contact")?,
        booked_on: row.get("booked_on")?,
        posted_at: row.get("posted_at")?,
        test: row.get("test")?,
    })
}
