//! Telling one person one thing: the notification, what the journal says of it, and what else is to happen when.

use kernel::{Business, NotificationId, Result, UserId};
use store::Tx;

use super::rows as round;
use crate::house::House;
use crate::notification::rows::{self, Planned};
use crate::notification::{Note, Notification, State};
use crate::rules;
use crate::staff::Staff;

/// The same before they saw it is the same notification, counted; nothing where they do not want such words.
pub async fn tell(tx: &mut Tx, staff: &Staff, note: Note) -> Result<()> {
    let (rules, _) = rules::rows::load(tx, note.to).await?;
    if !rules.wants(note.kind) {
        return Ok(());
    }
    let (to, hand_on, by_mail, by_sms) = (note.to, note.hand_on, note.by_mail, note.by_sms);
    let known = rows::unseen(tx, to, &note.bundle).await?;
    let (was_urgent, kept) = match known {
        Some(known) => {
            let after = known.clone().again(note);
            (Some(known.urgent), tx.keep(&known, after).await?)
        }
        None => {
            let new = Notification::of(tx.new_id(), note, tx.now());
            tx.add(&new).await?;
            (None, new)
        }
    };
    tx.tell(kept.told(to));
    // What is on its way already is not planned anew, unless it has become urgent.
    if was_urgent.is_some_and(|was| was || !kept.urgent) {
        return Ok(());
    }
    let business = tx.setting::<Business>().await?;
    let zone = staff.person(to).and_then(|person| person.zone.clone());
    let ways = rules.ways(kept.urgent, tx.now(), zone.as_ref().unwrap_or(business.zone()))?;
    let hand_on_at = match hand_on && kept.urgent {
        true => Some(tx.setting::<House>().await?.hand_on_at(tx.now(), &business.hours)?),
        false => None,
    };
    let mail_at = ways.mail_at.filter(|_| by_mail);
    let sms_at = ways.sms_at.filter(|_| by_sms);
    rows::plan(tx, kept.id, to, Planned { push_at: ways.push_at, mail_at, hand_on_at, sms_at }).await
}

/// What they spoke of is over: nobody needs to look any more.
pub async fn over(tx: &mut Tx, all: &[NotificationId]) -> Result<()> {
    for id in all {
        let Some(found) = rows::find(tx, *id).await?.filter(|found| found.state == State::New) else {
            continue;
        };
        rows::unplan(tx, *id).await?;
        let user: Option<UserId> = found.user();
        let kept = tx.keep(&found, found.clone().over()).await?;
        if let Some(user) = user {
            tx.tell(facts::attention::NotificationSeen { user, seen: kept.count.min(1) });
        }
    }
    round::forget_closed(tx).await
}
