//! What was planned leaves: push to each device, one mail and one SMS for all that is due, a word to the stand-in.

use std::collections::BTreeMap;

use facts::attention::NotificationHandedOn;
use kernel::{Ref, Result, Timestamp, UserId};
use serde_json::json;
use store::{Tx, effect};

use super::rows::Ripe;
use super::telling;
use crate::device;
use crate::notification::rows::{self, Planned};
use crate::notification::{Note, Notification, State};
use crate::push;
use crate::staff::Staff;

pub async fn leave(tx: &mut Tx, staff: &Staff, ripe: &[Ripe]) -> Result<()> {
    let mut mails: BTreeMap<UserId, Vec<Notification>> = BTreeMap::new();
    let mut sms: BTreeMap<UserId, Vec<Notification>> = BTreeMap::new();
    for one in ripe {
        let Some(found) = rows::find(tx, one.notification).await?.filter(|n| n.state == State::New) else {
            rows::unplan(tx, one.notification).await?;
            continue;
        };
        // The plan may have changed in this very round.
        let planned = rows::planned(tx, one.notification).await?;
        let left = one_leaves(tx, staff, &found, planned).await?;
        if left.sms_at != planned.sms_at {
            sms.entry(one.user).or_default().push(found.clone());
        }
        if left.mail_at != planned.mail_at {
            mails.entry(one.user).or_default().push(found);
        }
        match left == Planned::default() {
            true => rows::unplan(tx, one.notification).await?,
            false => rows::plan(tx, one.notification, one.user, left).await?,
        }
    }
    for (user, all) in mails {
        mail(tx, user, &all);
    }
    let carried = !sms.is_empty() && super::rows::sms_is_set_up(tx).await?;
    for (user, all) in sms.into_iter().filter(|_| carried) {
        if staff.person(user).is_some_and(|person| person.has_phone) {
            text(tx, user, &all);
        }
    }
    Ok(())
}

/// What is still planned after what is due has left.
async fn one_leaves(tx: &mut Tx, staff: &Staff, found: &Notification, planned: Planned) -> Result<Planned> {
    let now = tx.now();
    let later = |at: Option<Timestamp>| at.filter(|at| *at > now);
    let Some(user) = found.user() else { return Ok(Planned::default()) };
    if planned.push_at != later(planned.push_at) {
        for device in device::rows::of_user(tx, user).await? {
            push::ask_for(tx, found, device.id);
        }
    }
    if planned.hand_on_at != later(planned.hand_on_at) {
        hand_on(tx, staff, found, user).await?;
    }
    let (push_at, mail_at) = (later(planned.push_at), later(planned.mail_at));
    Ok(Planned { push_at, mail_at, hand_on_at: later(planned.hand_on_at), sms_at: later(planned.sms_at) })
}

/// They did not look: somebody else does. It stays in front of them too.
async fn hand_on(tx: &mut Tx, staff: &Staff, unseen: &Notification, user: UserId) -> Result<()> {
    let Some(to) = staff.behind(user) else { return Ok(()) };
    let about = unseen.about.map(|bytes| Ref { kind: unseen.kind.word(), bytes });
    let title = format!("Not seen by whoever it was for: {}", unseen.heading());
    let by_mail = !super::rows::speaks_of_mail(&unseen.bundle);
    let by_sms = !super::rows::may_speak_of_sms(&unseen.bundle);
    let note = Note {
        about,
        subject: unseen.subject.clone(),
        urgent: true,
        text: unseen.text.clone(),
        hand_on: false,
        by_mail,
        by_sms,
        ..Note::to(to, unseen.kind, format!("handed {}", unseen.id), title)
    };
    telling::tell(tx, staff, note).await?;
    tx.tell(NotificationHandedOn { notification: unseen.id, user, to });
    Ok(())
}

/// One mail, however many there are to tell. Connect carries it.
fn mail(tx: &mut Tx, user: UserId, all: &[Notification]) {
    let Some(first) = all.first() else { return };
    let item = |n: &Notification| json!({ "title": n.heading(), "text": n.text, "path": n.path() });
    let payload = json!({
        "user": user,
        "urgent": all.iter().any(|n| n.urgent),
        "notifications": all.iter().map(|n| n.id).collect::<Vec<_>>(),
        "items": all.iter().map(item).collect::<Vec<_>>(),
    });
    let key = format!("staff_mail {} {} {}", first.id, first.count, tx.now().as_millisecond());
    tx.effect(effect::New {
        person: Some(user.into()),
        subject: Some(first.id.into()),
        ..effect::New::of("staff_mail", key, &payload)
    });
}

/// One SMS, however many there are to tell: it leads to the one, or to all. Connect carries it.
fn text(tx: &mut Tx, user: UserId, all: &[Notification]) {
    let Some(first) = all.first() else { return };
    let (title, path) = match all {
        [one] => (one.heading(), one.path()),
        several => (
            format!("{} urgent things, first: {}", several.len(), first.heading()),
            "/app/notifications".into(),
        ),
    };
    let notifications: Vec<_> = all.iter().map(|n| n.id).collect();
    let payload = json!({ "user": user, "title": title, "path": path, "notifications": notifications });
    let key = format!("staff_sms {} {} {}", first.id, first.count, tx.now().as_millisecond());
    tx.effect(effect::New {
        person: Some(user.into()),
        subject: Some(first.id.into()),
        resend: true,
        ..effect::New::of("staff_sms", key, &payload)
    });
}
