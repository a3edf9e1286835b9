//! The line as it leaves the house: one row per joint, now and in a period.

use kernel::{Business, Error, Joint, LineSettings, Money, Result, ServiceId, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Query, Verb};

use super::joints::{Lines, STATES};
use super::rows::{self, Period, passages};
use super::{Group, Happened, History, Standing, standing};

const DEFAULT_DAYS: i64 = 30;
const DAY_MS: i64 = 86_400_000;

/// One joint, now and in the period.
#[derive(Debug, Serialize, JsonSchema)]
pub struct JointView {
    pub joint: Joint,
    /// The states it leads from and to; a service that skips states leads further.
    pub from: &'static str,
    pub to: &'static str,
    /// Some service that is sold uses it, or something stands there.
    pub in_use: bool,
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
    /// The nine states of the line.
    pub states: [&'static str; 9],
    /// The eight joints, in the order of the line.
    pub joints: Vec<JointView>,
    /// Everything that waits anywhere, by currency.
    pub money_waiting: Vec<Money>,
    /// How many records wait anywhere.
    pub waiting: i64,
    /// Of these, longer than their joint may take.
    pub late: i64,
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
pub(super) fn period(
    tx: &Tx,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
) -> Result<(Timestamp, Timestamp)> {
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
        let lines = Lines::of(tx).await?;
        let settings: LineSettings = tx.setting().await?;
        let hours = tx.setting::<Business>().await?.hours;
        let open = rows::standing(tx, self.service, &lines).await?;
        let all = passages(tx, &Period { from, to, service: self.service, titles: false }).await?;
        let history = History { all: &all, lines: &lines, from, to };
        let view = |joint| {
            let period = history.happened(joint, &hours);
            self.joint(joint, &lines, &settings, &open, period)
        };
        let joints: Vec<JointView> = Joint::ALL.into_iter().map(view).collect();
        Ok(LineView {
            from,
            to,
            states: STATES,
            money_waiting: super::sums(open.iter().filter_map(|one| one.money)),
            waiting: joints.iter().map(|view| view.waiting.count).sum(),
            late: joints.iter().map(|view| view.waiting.late).sum(),
            joints,
        })
    }
}

impl ReadLine {
    fn joint(
        &self,
        joint: Joint,
        lines: &Lines,
        settings: &LineSettings,
        open: &[Group],
        period: Happened,
    ) -> JointView {
        let rule = settings.rule(joint);
        let waiting = standing(open, joint);
        let (from, to) = lines.ends(self.service, joint);
        let in_use = lines.uses(self.service, joint) || waiting.count > 0 || period.entered > 0;
        JointView {
            joint,
            from,
            to,
            in_use,
            owner: rule.owner,
            stand_in: rule.stand_in,
            target_minutes: rule.target(joint),
            waiting,
            period,
        }
    }
}
