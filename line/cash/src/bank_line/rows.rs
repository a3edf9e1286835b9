//! How bank lines are kept, with the bank's words beside them. The only file that writes `cash_bank_line`,
//! `cash_bank_words` and `cash_payer`.

pub(crate) mod list;

use std::collections::{HashMap, HashSet};

use kernel::{BankLineId, ContactId, Currency, Error, Money, Result, StatementId, Value, fault};
use store::{Row, Tx, values};

use super::payer::Mark;
use super::{BankLine, By, State, Words};
use crate::statement::fingerprint::Fingerprint;
use crate::statement::reading::ReadLine;

store::noun! {
    BankLine is "bank_line" in "cash_bank_line" {
        open statement: Id = |l| l.statement;
        open account: Text = |l| &l.account;
        open position: Int = |l| l.position;
        open booked_on: On = |l| l.booked_on;
        open minor: Minor = |l| l.amount.minor;
        open currency: Text = |l| l.amount.currency;
        open fingerprint: Text = |l| Value::Bytes(&l.fingerprint);
        open state: Text = |l| l.state.word();
        open payment: Id = |l| l.state.payment();
        open refund: Id = |l| l.state.refund();
        open matched_by: Text = |l| l.state.by().map(By::word);
        open reason: Text = |l| l.state.reason();
        open imported_at: At = |l| l.imported_at;
        open due_at: At = |l| l.state.due();
    }
}

const SELECT: &str = "
    select l.id, l.rv, l.owner, l.team, l.statement, l.account, l.position, l.booked_on, l.minor, l.currency,
        l.fingerprint, l.state, l.payment, l.refund, l.matched_by, l.reason, l.imported_at, l.due_at
    from cash_bank_line l ";
const WITH_WORDS: &str = "
    select l.id, l.rv, l.owner, l.team, l.statement, l.account, l.position, l.booked_on, l.minor, l.currency,
        l.fingerprint, l.state, l.payment, l.refund, l.matched_by, l.reason, l.imported_at, l.due_at,
        w.payer, w.iban, w.text
    from cash_bank_words w join cash_bank_line l on l.id = w.bank_line ";
/// Rows of one statement on the database: a few hundred values at most.
const AT_ONCE: usize = 100;

pub(crate) async fn load(tx: &mut Tx, id: BankLineId) -> Result<BankLine> {
    tx.one(&format!("{SELECT} where l.id = $1"), values![id], read).await?.ok_or(Error::Missing("bank_line"))
}

pub(crate) async fn with_words(tx: &mut Tx, id: BankLineId) -> Result<(BankLine, Words)> {
    let found = tx.one(&format!("{WITH_WORDS} where l.id = $1"), values![id], both).await?;
    found.ok_or(Error::Missing("bank_line"))
}

pub(crate) async fn of_statement(tx: &mut Tx, statement: StatementId) -> Result<Vec<BankLine>> {
    tx.all(&format!("{SELECT} where l.statement = $1 order by l.id"), values![statement], read).await
}

/// Which of the account's fingerprints are known, in the days of these lines.
pub(crate) async fn known(tx: &mut Tx, account: &str, lines: &[ReadLine]) -> Result<HashSet<Fingerprint>> {
    let days = || lines.iter().map(|line| line.booked_on);
    let (Some(first), Some(last)) = (days().min(), days().max()) else { return Ok(HashSet::new()) };
    let sql = "
        select fingerprint from cash_bank_line where account = $1 and booked_on >= $2 and booked_on <= $3";
    let found = tx.all(sql, values![account, first, last], |row| row.get("fingerprint")).await?;
    Ok(found.into_iter().collect())
}

pub(crate) async fn unmatched_of(tx: &mut Tx, statement: StatementId) -> Result<i64> {
    let sql = "select count(*) as n from cash_bank_line where statement = $1 and state = 'unmatched'";
    Ok(tx.one(sql, values![statement], |row| row.get("n")).await?.unwrap_or_default())
}

/// Keeps what the bank wrote, many lines at once.
pub(crate) async fn keep_words(
    tx: &mut Tx,
    statement: StatementId,
    lines: &[(BankLine, Words)],
) -> Result<()> {
    for chunk in lines.chunks(AT_ONCE) {
        let row = |n: usize| {
            let at: Vec<String> = (n * 6 + 1..=n * 6 + 6).map(|i| format!("${i}")).collect();
            format!("({})", at.join(", "))
        };
        let rows: Vec<String> = (0..chunk.len()).map(row).collect();
        let sql = format!(
            "insert into cash_bank_words (bank_line, statement, payer, iban, text, looked) values {}",
            rows.join(", ")
        );
        let mut values: Vec<Value<'_>> = vec![];
        for (line, words) in chunk {
            let looked = line.is_outgoing();
            values
                .extend(values![line.id, statement, &words.payer, &words.iban, &words.text, looked].to_vec());
        }
        tx.exec(&sql, &values).await?;
    }
    Ok(())
}

pub(crate) async fn forget_words(tx: &mut Tx, statement: StatementId) -> Result<()> {
    tx.exec("delete from cash_bank_words where statement = $1", values![statement]).await.map(drop)
}

/// Lines nobody has looked at: of one statement, or the first of all.
pub(crate) async fn new_of(tx: &mut Tx, statement: StatementId) -> Result<Vec<(BankLine, Words)>> {
    let sql = format!(
        "{WITH_WORDS} where w.statement = $1 and w.looked is false and l.state = 'unmatched' order by l.id"
    );
    tx.all(&sql, values![statement], both).await
}

pub(crate) async fn new(tx: &mut Tx, limit: i64) -> Result<Vec<(BankLine, Words)>> {
    let sql = format!(
        "{WITH_WORDS} where w.looked is false and l.state = 'unmatched' order by w.bank_line limit $1"
    );
    let found = tx.all(&sql, values![limit], both).await?;
    Ok(found.into_iter().filter(|(line, _)| line.is_free().is_ok()).collect())
}

pub(crate) async fn count_new(tx: &mut Tx) -> Result<i64> {
    let sql = "
        select count(*) as n from cash_bank_words w join cash_bank_line l on l.id = w.bank_line
        where w.looked is false and l.state = 'unmatched'";
    Ok(tx.one(sql, &[], |row| row.get("n")).await?.unwrap_or_default())
}

pub(crate) async fn looked_at_statement(tx: &mut Tx, statement: StatementId) -> Result<()> {
    let sql = "update cash_bank_words set looked = $2 where statement = $1";
    tx.exec(sql, values![statement, true]).await.map(drop)
}

pub(crate) async fn looked_at(tx: &mut Tx, lines: &[BankLineId]) -> Result<()> {
    for line in lines {
        let sql = "update cash_bank_words set looked = $2 where bank_line = $1";
        tx.exec(sql, values![*line, true]).await?;
    }
    Ok(())
}

/// Every line that waits is looked at once more, but for those a person has freed.
pub(crate) async fn look_again(tx: &mut Tx) -> Result<()> {
    let sql = "
        update cash_bank_words set looked = $1
        where freed is false and bank_line in (select id from cash_bank_line where state = 'unmatched')";
    tx.exec(sql, values![false]).await.map(drop)
}

/// The same of those that brought exactly this amount.
pub(crate) async fn look_again_for(tx: &mut Tx, amount: Money) -> Result<()> {
    let sql = "
        update cash_bank_words set looked = $1
        where looked is true and freed is false and bank_line in (
            select id from cash_bank_line where state = 'unmatched' and minor = $2 and currency = $3)";
    tx.exec(sql, values![false, amount.minor, amount.currency]).await.map(drop)
}

/// What it was matched with was wrong: from now on a person says whose it is.
pub(crate) async fn free(tx: &mut Tx, line: BankLineId) -> Result<()> {
    let sql = "update cash_bank_words set freed = $2, looked = $2 where bank_line = $1";
    tx.exec(sql, values![line, true]).await.map(drop)
}

pub(super) async fn learn(tx: &mut Tx, mark: &Mark, contact: ContactId) -> Result<()> {
    let sql = "
        insert into cash_payer (mark, contact, learned_at) values ($1, $2, $3)
        on conflict (mark, contact) do update set learned_at = excluded.learned_at";
    let now = tx.now();
    tx.exec(sql, values![mark, contact, now]).await.map(drop)
}

/// Whom these marks were learned for, as the contacts are known now.
pub(super) async fn payers(tx: &mut Tx, marks: &[Mark]) -> Result<HashMap<Mark, Vec<ContactId>>> {
    let mut found: HashMap<Mark, Vec<ContactId>> = HashMap::new();
    for chunk in marks.chunks(AT_ONCE) {
        let at: Vec<String> = (1..=chunk.len()).map(|i| format!("${i}")).collect();
        let sql = format!(
            "select p.mark, coalesce(c.alias_of, p.contact) as contact from cash_payer p
                left join crm_contact_window c on c.id = p.contact
            where p.mark in ({})",
            at.join(", ")
        );
        let values: Vec<Value<'_>> = chunk.iter().map(Value::from).collect();
        for (mark, contact) in
            tx.all(&sql, &values, |row| Ok((row.get("mark")?, row.get("contact")?))).await?
        {
            found.entry(mark).or_default().push(contact);
        }
    }
    Ok(found)
}

pub(super) fn both(row: &Row<'_>) -> Result<(BankLine, Words)> {
    let words = Words { payer: row.get("payer")?, iban: row.get("iban")?, text: row.get("text")? };
    Ok((read(row)?, words))
}

fn read(row: &Row<'_>) -> Result<BankLine> {
    let currency: Currency = row.get("currency")?;
    Ok(BankLine {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        statement: row.get("statement")?,
        account: row.get("account")?,
        position: row.get("position")?,
        booked_on: row.get("booked_on")?,
        amount: Money { minor: row.get("minor")?, currency },
        fingerprint: row.get("fingerprint")?,
        state: state(row)?,
        imported_at: row.get("imported_at")?,
    })
}

fn state(row: &Row<'_>) -> Result<State> {
    let word: String = row.get("state")?;
    Ok(match word.as_str() {
        "unmatched" => State::Unmatched { due: row.get("due_at")? },
        "matched" => {
            let by: String = row.get("matched_by")?;
            State::Matched {
                payment: row.get("payment")?,
                by: By::from_word(&by),
                reason: row.get("reason")?,
            }
        }
        "ignored" => State::Ignored { reason: row.get("reason")? },
        "outgoing" => State::Outgoing { refund: row.get("refund")? },
        other => return Err(fault(format!("cash_bank_line_state allows no `{other}`"))),
    })
}
