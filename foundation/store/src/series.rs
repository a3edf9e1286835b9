//! How many numbers of a series were handed out: whoever keeps what they were given to can tell that none is missing.
//!
//! A series may begin later than at 1 or jump ahead when its start is moved, so its last number says nothing of that.

use kernel::{Result, fault};

use crate::{Series, Tx, values};

const GIVEN: &str = "select given from series where name = $1";
const BEGIN: &str = "update series set given = $2 where name = $1 and given is null";

pub(crate) fn register(rules: &mut crate::Rules) {
    rules.migration("store/given", include_str!("../migrations/given.sql"));
}

impl Tx {
    /// How many numbers were handed out; `None` where the series is older than the count, until
    /// [`Tx::begin_numbers`].
    pub async fn numbers_given(&mut self, series: Series) -> Result<Option<i64>> {
        let found = self.one(GIVEN, values![series.0], |row| row.get::<Option<i64>>("given")).await?;
        Ok(found.unwrap_or(Some(0)))
    }

    /// Counts from here on, where nobody has counted yet: so many were handed out before. The transaction must have
    /// been opened for the series.
    pub async fn begin_numbers(&mut self, series: Series, given: i64) -> Result<()> {
        if self.series != Some(series) {
            return Err(fault(format!("series `{}` is not held", series.0)));
        }
        self.run(BEGIN, values![series.0, given]).await.map(drop)
    }
}
