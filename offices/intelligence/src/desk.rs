//! What needs me: the next steps that are mine, the earliest first, and the exceptions with my name.

mod rows;

use kernel::{Ref, Result, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Query, Verb};

use rows::{Due, due};

use crate::customers::customers;

/// One thing to do.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Need {
    pub id: Ref,
    /// The record's title where it has one.
    pub title: String,
    /// Whose it is, where a customer has to do with it.
    pub who: Option<String>,
    /// What is to be done.
    pub what: String,
    pub at: Timestamp,
    pub late: bool,
    pub owner: Option<UserId>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Needs {
    pub items: Vec<Need>,
    /// All that is due until the end of the horizon, also what did not fit.
    pub due: i64,
}

/// What needs me in the next days: tasks, questions to ask, exceptions. Mine, or everybody's for whoever may see it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NeedsMe {
    /// Only my own; else everybody's.
    #[serde(default)]
    pub mine: Option<bool>,
    /// Only this person's, to see what lies with them.
    pub of: Option<UserId>,
    /// Until when: 24 hours from now where nothing is said.
    pub until: Option<Timestamp>,
    /// 7 where nothing is said, 200 at most.
    pub limit: Option<i64>,
}

impl Query for NeedsMe {
    const VERB: Verb = Verb::get("desk.needs", "/desk/needs").signed_in();
    type Answer = Needs;

    async fn ask(&self, tx: &mut Tx) -> Result<Needs> {
        let now = tx.now();
        let day = Timestamp::from_millisecond(now.as_millisecond() + 86_400_000).map_err(kernel::fault)?;
        let until = self.until.unwrap_or(day);
        let owner = self.of.or_else(|| tx.permit().user().filter(|_| self.mine.unwrap_or(true)));
        let mut all = due(tx, owner, until).await?;
        let (limit, due) = (self.limit.unwrap_or(7).clamp(1, 200) as usize, all.len() as i64);
        all.truncate(limit);
        let ids: Vec<Ref> = all.iter().map(|(id, ..)| *id).collect();
        let whose = customers(tx, &ids).await?;
        let view = |(id, title, what, at, owner): Due| Need {
            title: title.unwrap_or_else(|| what.clone()),
            who: whose.get(&id).cloned(),
            id,
            what,
            late: at < now,
            at,
            owner,
        };
        Ok(Needs { items: all.into_iter().map(view).collect(), due })
    }
}
