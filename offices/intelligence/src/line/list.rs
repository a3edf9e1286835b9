//! The records behind one figure of one joint: those that were counted, and no others, a page at a time.

use kernel::{Error, Joint, Money, Ref, Result, ServiceId, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Page, Query, Verb};

use super::joints::Lines;
use super::rows::{Period, Queue, Those, passages};
use super::views::period;
use super::{Figure, History, Move, Passage, Place, Wait, Waiting};
use crate::customers::customers;

#[derive(Debug, Serialize, JsonSchema)]
pub struct JointRecord {
    pub id: Ref,
    pub title: String,
    pub detail: String,
    /// Whose it is, where a customer has to do with it.
    pub who: Option<String>,
    /// When it came to the joint.
    pub since: Timestamp,
    /// When it left the joint; null while it waits.
    pub until: Option<Timestamp>,
    pub owner: Option<UserId>,
    pub money: Option<Money>,
    pub outcome: Option<String>,
    pub whose: Option<Move>,
    /// Of `median` and `p90`: its wait is that figure.
    pub marked: bool,
    #[serde(skip)]
    sorted_by: i64,
}

/// The records behind one figure of one joint: what waits with the oldest first, what happened with the newest
/// first, and for the median and the p90 what passed with the quickest first.
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
    /// `next` of the page before.
    pub after: Option<String>,
}

impl Query for ListJoint {
    const VERB: Verb = Verb::get("line.list", "/line/{joint}/{figure}");
    type Answer = Page<JointRecord>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<JointRecord>> {
        let limit = self.limit.unwrap_or(200).clamp(1, 1000) as usize;
        let after = self.after.as_deref().map(place).transpose()?;
        let lines = Lines::of(tx).await?;
        let found = match self.figure {
            Figure::Waiting | Figure::Late => {
                let those = if self.figure == Figure::Late { Those::Late } else { Those::All };
                let queue = Queue { lines: &lines, joint: self.joint, service: self.service, those };
                let here = queue.after(tx, after, limit + 1).await?;
                here.into_iter().map(JointRecord::from).collect()
            }
            _ => self.happened(tx, &lines, after).await?.into_iter().take(limit + 1).collect(),
        };
        let mut page = Page::of(found, limit, |one| format!("{}.{}", one.sorted_by, one.id));
        let ids: Vec<Ref> = page.items.iter().map(|one| one.id).collect();
        let mut whose = customers(tx, &ids).await?;
        page.items.iter_mut().for_each(|one| one.who = whose.remove(&one.id));
        Ok(page)
    }
}

fn place(text: &str) -> Result<Place> {
    let wrong = || Error::field("/after", "cursor", "give `next` of the page before");
    let (figure, id) = text.split_once('.').ok_or_else(wrong)?;
    Ok((figure.parse().map_err(|_| wrong())?, Ref::parse_any(id).map_err(|_| wrong())?))
}

impl ListJoint {
    /// What happened in the period, after that place of the list.
    async fn happened(&self, tx: &mut Tx, lines: &Lines, after: Option<Place>) -> Result<Vec<JointRecord>> {
        let (from, to) = period(tx, self.from, self.to)?;
        let all = passages(tx, &Period { from, to, service: self.service, titles: true }).await?;
        let history = History { all: &all, lines, from, to };
        let mut found = match self.figure.is_a_wait() {
            true => self.quickest(&history),
            false => self.newest(&history),
        };
        let order = |one: &JointRecord| (one.sorted_by, one.id.bytes);
        found.sort_unstable_by_key(order);
        found.retain(|one| after.is_none_or(|(figure, id)| order(one) > (figure, id.bytes)));
        Ok(found)
    }

    /// The newest first: by its end, or by its beginning where that is asked.
    fn newest(&self, history: &History<'_>) -> Vec<JointRecord> {
        let listed = |one: &Passage| {
            let entered = self.figure == Figure::Entered;
            let at = one.until.filter(|_| !entered).unwrap_or(one.since);
            let money = if entered { one.whole } else { one.money };
            JointRecord { sorted_by: -at.as_millisecond(), money, ..one.clone().into() }
        };
        history.of(self.joint, self.figure).into_iter().map(listed).collect()
    }

    /// The quickest first, with the one marked whose wait is the figure.
    fn quickest(&self, history: &History<'_>) -> Vec<JointRecord> {
        let waits = history.waits(self.joint);
        let marked = self.figure.place(waits.len());
        let listed = |(place, wait): (usize, Wait<'_>)| JointRecord {
            since: wait.since,
            marked: marked == Some(place),
            sorted_by: wait.seconds,
            ..wait.passage.clone().into()
        };
        waits.into_iter().enumerate().map(listed).collect()
    }
}

impl From<Waiting> for JointRecord {
    fn from(one: Waiting) -> JointRecord {
        JointRecord {
            sorted_by: one.place().0,
            title: one.title.unwrap_or_else(|| one.id.to_string()),
            id: one.id,
            detail: one.detail.unwrap_or_default(),
            who: None,
            since: one.since,
            until: None,
            owner: one.owner,
            money: one.money,
            outcome: None,
            whose: Some(one.whose),
            marked: false,
        }
    }
}

impl From<Passage> for JointRecord {
    fn from(one: Passage) -> JointRecord {
        JointRecord {
            title: one.title.unwrap_or_else(|| one.id.to_string()),
            id: one.id,
            detail: one.detail.unwrap_or_default(),
            who: None,
            since: one.since,
            until: one.until,
            owner: one.owner,
            money: one.money,
            outcome: one.outcome,
            whose: None,
            marked: false,
            sorted_by: 0,
        }
    }
}
