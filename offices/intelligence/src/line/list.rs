//! The records behind one figure of one joint: those that were counted, and no others.

use kernel::{Joint, Money, Ref, Result, ServiceId, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Query, Verb};

use super::joints::Lines;
use super::rows::{Period, passages, waiting};
use super::views::period;
use super::{Figure, History, Move, Passage, Waiting};

#[derive(Debug, Serialize, JsonSchema)]
pub struct JointRecord {
    pub id: Ref,
    pub title: String,
    pub detail: String,
    pub since: Timestamp,
    /// When it left the joint; null while it waits.
    pub until: Option<Timestamp>,
    pub owner: Option<UserId>,
    pub money: Option<Money>,
    pub outcome: Option<String>,
    pub whose: Option<Move>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct JointRecords {
    pub items: Vec<JointRecord>,
}

/// The records behind one figure of one joint.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListJoint {
    pub joint: Joint,
    pub figure: Figure,
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
    pub service: Option<ServiceId>,
    /// 200 where nothing is said, 1000 at most.
    pub limit: Option<i64>,
}

impl Query for ListJoint {
    const VERB: Verb = Verb::get("line.list", "/line/{joint}/{figure}");
    type Answer = JointRecords;

    async fn ask(&self, tx: &mut Tx) -> Result<JointRecords> {
        let limit = self.limit.unwrap_or(200).clamp(1, 1000) as usize;
        let (from, to) = period(tx, self.from, self.to)?;
        let lines = Lines::of(tx).await?;
        if self.figure == Figure::Waiting {
            let open = waiting(tx, self.service, &lines, true).await?;
            let here = open.into_iter().filter(|one| one.joint == self.joint);
            return Ok(JointRecords { items: here.take(limit).map(JointRecord::from).collect() });
        }
        let all = passages(tx, &Period { from, to, service: self.service, titles: true }).await?;
        let history = History { all: &all, lines: &lines, from, to };
        let mut found = history.of(self.joint, self.figure);
        // The newest first: by its end, or by its beginning where that is asked.
        found.sort_by_key(|one| match self.figure {
            Figure::Entered => std::cmp::Reverse((Some(one.since), one.id.bytes)),
            _ => std::cmp::Reverse((one.until, one.id.bytes)),
        });
        Ok(JointRecords { items: found.into_iter().take(limit).cloned().map(JointRecord::from).collect() })
    }
}

impl From<Waiting> for JointRecord {
    fn from(one: Waiting) -> JointRecord {
        JointRecord {
            title: one.title.unwrap_or_else(|| one.id.to_string()),
            id: one.id,
            detail: one.detail.unwrap_or_default(),
            since: one.since,
            until: None,
            owner: one.owner,
            money: one.money,
            outcome: None,
            whose: Some(one.whose),
        }
    }
}

impl From<Passage> for JointRecord {
    fn from(one: Passage) -> JointRecord {
        JointRecord {
            title: one.title.unwrap_or_else(|| one.id.to_string()),
            id: one.id,
            detail: one.detail.unwrap_or_default(),
            since: one.since,
            until: one.until,
            owner: one.owner,
            money: one.money,
            outcome: one.outcome,
            whose: None,
        }
    }
}
