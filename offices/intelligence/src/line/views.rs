//! The line as it leaves the house: one row per joint, and the records behind each figure.

use kernel::{Error, Joint, LineSettings, Money, Ref, Result, ServiceId, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Query, Verb};

use super::rows::{Listed, Wanted, happened_at, passages, waiting, waiting_at};
use super::{Happened, Move, Standing, happened, standing};

const DEFAULT_DAYS: i64 = 30;
const DAY_MS: i64 = 86_400_000;

/// One joint, now and in the period.
#[derive(Debug, Serialize, JsonSchema)]
pub struct JointView {
    pub joint: Joint,
    pub owner: Option<UserId>,
    pub stand_in: Option<UserId>,
    /// Wall-clock minutes within which a record should pass.
    pub target_minutes: i64,
    pub waiting: Standing,
    pub period: Happened,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LineView {
    pub from: Timestamp,
    pub to: Timestamp,
    /// The eight joints, in the order of the line.
    pub joints: Vec<JointView>,
    /// Everything that waits anywhere, by currency.
    pub money_waiting: Vec<Money>,
}

/// The line (X1): at every joint how many, how much money, how long, whose move.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadLine {
    /// Start of the period, inclusive; thirty days ago where nothing is said.
    pub from: Option<Timestamp>,
    /// End of the period, exclusive; now where nothing is said.
    pub to: Option<Timestamp>,
    pub service: Option<ServiceId>,
}

/// The period asked for, or the last thirty days.
fn period(tx: &Tx, from: Option<Timestamp>, to: Option<Timestamp>) -> Result<(Timestamp, Timestamp)> {
    // A millisecond past now, so that what happened in this very moment counts.
    let soon = Timestamp::from_millisecond(tx.now().as_millisecond() + 1).map_err(kernel::fault)?;
    let to = to.unwrap_or(soon);
    let usual =
        Timestamp::from_millisecond(to.as_millisecond() - DEFAULT_DAYS * DAY_MS).map_err(kernel::fault)?;
    let from = from.unwrap_or(usual);
    if from < to {
        Ok((from, to))
    } else {
        Err(Error::field("/from", "period", "the period ends before it begins"))
    }
}

impl Query for ReadLine {
    const VERB: Verb = Verb::get("line.read", "/line");
    type Answer = LineView;

    async fn ask(&self, tx: &mut Tx) -> Result<LineView> {
        let (from, to) = period(tx, self.from, self.to)?;
        let settings: LineSettings = tx.setting().await?;
        let open = waiting(tx, self.service).await?;
        let history = passages(tx, from, to, self.service).await?;
        let now = tx.now();
        let view = |joint: Joint| {
            let rule = settings.rule(joint);
            let target = rule.target_minutes.unwrap_or_else(|| joint.usual_minutes());
            JointView {
                joint,
                owner: rule.owner,
                stand_in: rule.stand_in,
                target_minutes: target,
                waiting: standing(&open, joint, now, target * 60),
                period: happened(&history, joint, from, to),
            }
        };
        let joints = Joint::ALL.into_iter().map(view).collect();
        let money_waiting = super::sums(open.iter().filter_map(|one| one.money));
        Ok(LineView { from, to, joints, money_waiting })
    }
}

/// Which figure of a joint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    Waiting,
    Entered,
    Passed,
    Lost,
    Nurtured,
}

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
        let limit = self.limit.unwrap_or(200).clamp(1, 1000);
        let (from, to) = period(tx, self.from, self.to)?;
        let which = match self.figure {
            Figure::Waiting => {
                let found = waiting_at(tx, self.joint, self.service, limit).await?;
                return Ok(JointRecords { items: found.into_iter().map(JointRecord::from).collect() });
            }
            Figure::Entered => "entered",
            Figure::Passed => "passed",
            Figure::Lost => "lost",
            Figure::Nurtured => "nurtured",
        };
        let wanted = Wanted { joint: self.joint, which, from, to, service: self.service, limit };
        let found = happened_at(tx, wanted).await?;
        Ok(JointRecords { items: found.into_iter().map(JointRecord::from).collect() })
    }
}

impl From<Listed> for JointRecord {
    fn from(listed: Listed) -> JointRecord {
        JointRecord {
            title: listed.title.unwrap_or_else(|| listed.id.to_string()),
            id: listed.id,
            detail: listed.detail.unwrap_or_default(),
            since: listed.since,
            until: listed.until,
            owner: listed.owner,
            money: listed.money,
            outcome: listed.outcome,
            whose: listed.whose,
        }
    }
}
