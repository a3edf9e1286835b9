//! How statements are kept. The only file that writes `cash_statement`.

use kernel::{Error, Result, StatementId, fault};
use store::{Row, Tx, values};

use super::{State, Statement};
use crate::staff;

store::noun! {
    Statement is "statement" in "cash_statement" {
        open account: Text = |s| &s.account;
        open name: Text = |s| &s.name;
        open currency: Text = |s| s.currency;
        open lines: Int = |s| s.lines;
        open new_lines: Int = |s| s.new;
        open first_on: On = |s| s.first_on;
        open last_on: On = |s| s.last_on;
        open state: Text = |s| s.state.word();
        open imported_at: At = |s| s.imported_at;
        open removed_at: At = |s| s.state.removed_at();
    }
}

const SELECT: &str = "
    select s.id, s.rv, s.owner, s.team, s.account, s.name, s.currency, s.lines, s.new_lines, s.first_on,
        s.last_on, s.state, s.imported_at, s.removed_at
    from cash_statement s ";

pub(crate) async fn load(tx: &mut Tx, id: StatementId) -> Result<Statement> {
    let found = tx.one(&format!("{SELECT} where s.id = $1"), values![id], read).await?;
    found.ok_or(Error::Missing("statement"))
}

/// One more than `limit`, newest first, as far as the permit reaches, with how many lines are still
/// unmatched.
pub(crate) async fn list(
    tx: &mut Tx,
    account: Option<&str>,
    after: Option<StatementId>,
    limit: usize,
) -> Result<Vec<(Statement, i64)>> {
    let sql = format!(
        "select q.*, (select count(*) from cash_bank_line l
                where l.statement = q.id and l.state = 'unmatched')
            as unmatched
        from ({SELECT} where {} and (s.account = $4 or $4 is null) and (s.id < $5 or $5 is null)
            order by s.id desc limit $6) q
        order by q.id desc",
        staff::reaches("s")
    );
    let reach = staff::reach(tx.permit());
    let rest = i64::try_from(limit + 1).map_err(fault)?;
    let values = values![reach.scope, reach.user, reach.team, account, after, rest].to_vec();
    tx.all(&sql, &values, |row| Ok((read(row)?, row.get("unmatched")?))).await
}

fn read(row: &Row<'_>) -> Result<Statement> {
    let word: String = row.get("state")?;
    let state = match word.as_str() {
        "imported" => State::Imported,
        "removed" => State::Removed { at: row.get("removed_at")? },
        other => return Err(fault(format!("cash_statement_state allows no `{other}`"))),
    };
    Ok(Statement {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        account: row.get("account")?,
        name: row.get("name")?,
        currency: row.get("currency")?,
        lines: row.get("lines")?,
        new: row.get("new_lines")?,
        first_on: row.get("first_on")?,
        last_on: row.get("last_on")?,
        state,
        imported_at: row.get("imported_at")?,
    })
}
