//! The journal read back: the change feed by position, the timeline by contact. Never personal values here.

use kernel::{ContactId, FactId, Result, fault};
use serde_json::Value as Json;

use crate::reaction::Told;
use crate::{Row, Tx, values};

const AFTER: &str = "
    select l.n, l.id, j.line from journal_leaf l join journal j on j.id = l.id
    where l.n > $1 order by l.n limit $2";

const LAST: &str = "select max(n) as n from journal_leaf";

const OF_CONTACT: &str = "
    select id, line from journal where contact = $1 and (id < $2 or $2 is null) order by id desc limit $3";

/// A line without its place, as the timeline reads it: newest first.
#[derive(Debug, Clone)]
pub struct Line {
    pub id: FactId,
    pub line: Json,
}

pub(crate) fn read_told(row: &Row<'_>) -> Result<Told> {
    let line = serde_json::from_str(&row.get::<String>("line")?).map_err(fault)?;
    Ok(Told { n: row.get("n")?, id: row.get("id")?, line })
}

impl Tx {
    /// Facts behind position `n`, in order; start with -1.
    pub async fn facts_after(&mut self, n: i64, limit: i64) -> Result<Vec<Told>> {
        self.all(AFTER, values![n, limit], read_told).await
    }

    /// The newest position, -1 in an empty journal.
    pub async fn last_fact(&mut self) -> Result<i64> {
        Ok(self.one(LAST, &[], |row| row.get::<Option<i64>>("n")).await?.flatten().unwrap_or(-1))
    }

    /// The timeline of one contact id (its aliases are the reader's business), newest first.
    pub async fn facts_of(
        &mut self,
        contact: ContactId,
        before: Option<FactId>,
        limit: i64,
    ) -> Result<Vec<Line>> {
        self.all(OF_CONTACT, values![contact, before, limit], read_line).await
    }

    /// The timeline of one person under all their contact ids, newest first, in one statement.
    pub async fn facts_of_all(
        &mut self,
        contacts: &[ContactId],
        before: Option<FactId>,
        limit: i64,
    ) -> Result<Vec<Line>> {
        let mut values = values![before, limit].to_vec();
        let mut parts = vec![];
        for contact in contacts {
            values.push((*contact).into());
            let n = values.len();
            parts.push(format!(
                "select * from (select id, line from journal \
                 where contact = ${n} and (id < $1 or $1 is null) order by id desc limit $2) of_{n}"
            ));
        }
        if parts.is_empty() {
            return Ok(vec![]);
        }
        let sql = format!("{} order by id desc limit $2", parts.join(" union all "));
        self.all(&sql, &values, read_line).await
    }
}

fn read_line(row: &Row<'_>) -> Result<Line> {
    let line = serde_json::from_str(&row.get::<String>("line")?).map_err(fault)?;
    Ok(Line { id: row.get("id")?, line })
}
