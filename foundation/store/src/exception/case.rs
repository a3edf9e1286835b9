//! The cases of an exception: one cause that met many records is one exception, however many there are.
//!
//! Invariant: an exception with cases is over when its last case is. Inserts only, so that three hundred runs that
//! meet the same trouble do not queue for one row.

use facts::house::ExceptionRepeated;
use kernel::{ContactId, EffectId, ExceptionId, Result, RunId, Timestamp, Value};

use super::{COLUMNS_FROM, Raise, read};
use crate::{Row, Tx, values};

/// One record that a trouble met.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    pub exception: ExceptionId,
    /// What whoever raised it calls it: settling by this key ends the case.
    pub key: String,
    pub detail: String,
    pub subject: Option<String>,
    pub contact: Option<ContactId>,
    pub run: Option<RunId>,
    pub effect: Option<EffectId>,
    pub fix: Option<serde_json::Value>,
    pub at: Timestamp,
    /// When it was over, and what came of it.
    pub settled: Option<(Timestamp, String)>,
}

/// How many there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cases {
    pub all: i64,
    pub open: i64,
    pub last_at: Option<Timestamp>,
}

const ADD: &str = "
    insert into store_exception_case (exception, key, detail, subject, contact, run, effect, fix, at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (exception, key) do update set settled_at = null, outcome = null, detail = excluded.detail,
        at = excluded.at
    where store_exception_case.settled_at is not null";
const SETTLE: &str = "
    update store_exception_case set settled_at = $3, outcome = $4
    where exception = $1 and key = $2 and settled_at is null";
const SETTLE_ALL: &str = "
    update store_exception_case set settled_at = $2, outcome = $3 where exception = $1 and settled_at is null";
const COUNT: &str = "
    select cast(count(*) as bigint) as n,
        cast(coalesce(sum(case when settled_at is null then 1 else 0 end), 0) as bigint) as open, max(at) as last_at
    from store_exception_case where exception = $1";
const CASES: &str = "
    select exception, key, detail, subject, contact, run, effect, fix, at, settled_at, outcome
    from store_exception_case where ";

impl Tx {
    /// Puts a record under the open exception of its cause; `false` when it stands there already.
    pub(super) async fn add_case(&mut self, exception: ExceptionId, raise: &Raise) -> Result<bool> {
        let now = self.now();
        let subject = raise.subject.map(|subject| subject.to_string());
        let fix = raise.fix.as_ref().map(Value::doc);
        let values = values![
            exception,
            &raise.key,
            &raise.detail,
            subject,
            raise.contact,
            raise.run,
            raise.effect,
            fix,
            now
        ];
        Ok(self.run(ADD, values).await? == 1)
    }

    /// One more record of a trouble that is known.
    pub(super) async fn repeat_case(&mut self, cause: &str, raise: &Raise) -> Result<()> {
        let sql = format!("{COLUMNS_FROM} key = $1 and state = 'open'");
        let Some(open) = self.one(&sql, values![cause], read).await? else {
            return Err(kernel::Error::Again);
        };
        if self.add_case(open.id, raise).await? {
            self.settle_elsewhere(open.id, &raise.key).await?;
            let subject = raise.subject.map(|subject| subject.to_string());
            self.tell(ExceptionRepeated { exception: open.id, subject });
        }
        Ok(())
    }

    /// The case with this key is over; with the last of them the exception is. `false`: there is none.
    pub(super) async fn settle_case(&mut self, key: &str, outcome: &str) -> Result<bool> {
        let sql = format!("{CASES} key = $1 and settled_at is null");
        let cases = self.all(&sql, values![key], read_case).await?;
        for case in &cases {
            self.settle_one(case, outcome).await?;
        }
        Ok(!cases.is_empty())
    }

    async fn settle_one(&mut self, case: &Case, outcome: &str) -> Result<()> {
        let now = self.now();
        self.run(SETTLE, values![case.exception, &case.key, now, outcome]).await?;
        let left = self.exception_cases(case.exception).await?;
        let open = self.exception(case.exception).await?;
        if left.open > 0 || open.state != super::State::Open {
            return Ok(());
        }
        let all = format!("all {} are over; the last: {outcome}", left.all);
        let said = if left.all > 1 { all } else { outcome.to_owned() };
        let (closed, told) = open.clone().close(now, said)?;
        self.keep_and_tell(&open, closed, told).await.map(drop)
    }

    /// What has another cause now no longer stands under the one before.
    pub(super) async fn settle_elsewhere(&mut self, here: ExceptionId, key: &str) -> Result<()> {
        let sql = format!("{CASES} key = $1 and exception <> $2 and settled_at is null");
        for case in self.all(&sql, values![key, here], read_case).await? {
            self.settle_one(&case, "it met other trouble since").await?;
        }
        Ok(())
    }

    /// A person closed the exception: so are its cases.
    pub async fn settle_cases(&mut self, exception: ExceptionId, outcome: &str) -> Result<()> {
        let now = self.now();
        self.run(SETTLE_ALL, values![exception, now, outcome]).await.map(drop)
    }

    /// How many records it met, and how many are left.
    pub async fn exception_cases(&mut self, exception: ExceptionId) -> Result<Cases> {
        let read = |row: &Row<'_>| {
            Ok(Cases { all: row.get("n")?, open: row.get("open")?, last_at: row.get("last_at")? })
        };
        Ok(self.one(COUNT, values![exception], read).await?.unwrap_or_default())
    }

    /// The records that are left, by the order of their keys, behind `after`.
    pub async fn open_cases(
        &mut self,
        exception: ExceptionId,
        after: Option<&str>,
        limit: i64,
    ) -> Result<Vec<Case>> {
        let sql = format!(
            "{CASES} exception = $1 and settled_at is null and (key > $2 or $2 is null) order by key limit $3"
        );
        self.all(&sql, values![exception, after, limit], read_case).await
    }
}

fn read_case(row: &Row<'_>) -> Result<Case> {
    let settled = row.get::<Option<Timestamp>>("settled_at")?.zip(row.get::<Option<String>>("outcome")?);
    Ok(Case {
        exception: row.get("exception")?,
        key: row.get("key")?,
        detail: row.get("detail")?,
        subject: row.get("subject")?,
        contact: row.get("contact")?,
        run: row.get("run")?,
        effect: row.get("effect")?,
        fix: row.get::<Option<String>>("fix")?.and_then(|text| serde_json::from_str(&text).ok()),
        at: row.get("at")?,
        settled,
    })
}
