//! The round: what waits for a person is told to them, spoken of again when it is late, and given to the stand-in
//! when nothing was done. What was planned for a notification leaves when its time has come.
//!
//! Invariant: it goes by what is open, not by what it heard, so whatever it missed it finds in the next round.

pub(crate) mod clocks;
pub(crate) mod leaving;
pub mod rows;
pub(crate) mod telling;

use std::sync::Arc;

use kernel::{Result, Timestamp, fault};
use store::Tx;
use verbs::{Desk, Worker};

use crate::notification::{Kind, Note};
use crate::push::vapid;
use crate::staff::Staff;
use rows::{Asked, Heard, Late, Open, Ripe};

/// Between two looks, in milliseconds.
const ROUND_MS: i64 = 5_000;
/// Sooner than this after it was raised is urgent, in milliseconds.
const URGENT_MS: i64 = 3_600_000;
/// More letters of a detail stand with the exception.
const LONGEST: usize = 300;

pub struct Round;

/// What there is to do.
#[derive(Default)]
struct Due {
    no_key: bool,
    exceptions: Vec<Open>,
    approvals: Vec<Asked>,
    late: Vec<Late>,
    unanswered: Vec<(Asked, Option<i64>)>,
    heard: Vec<Heard>,
    over: Vec<kernel::NotificationId>,
    ripe: Vec<Ripe>,
}

impl Due {
    fn is_empty(&self) -> bool {
        let told = self.exceptions.is_empty() && self.approvals.is_empty() && self.heard.is_empty();
        let late = self.late.is_empty() && self.unanswered.is_empty();
        told && !self.no_key && late && self.over.is_empty() && self.ripe.is_empty()
    }
}

impl Worker for Round {
    const NAME: &'static str = "attention.round";

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        let due = Arc::new(desk.store.read(|tx| Box::pin(look(tx))).await?);
        if !due.is_empty() {
            let work = desk.store.claim("attention.round", move |tx| {
                let due = due.clone();
                Box::pin(async move { go_round(tx, &due).await })
            });
            work.await?;
        }
        let next = desk.store.now().as_millisecond() + ROUND_MS;
        Ok(Some(Timestamp::from_millisecond(next).map_err(fault)?))
    }
}

async fn look(tx: &mut Tx) -> Result<Due> {
    let (approvals, unanswered) = match tx.windows("_approval_window").is_empty() {
        true => (vec![], vec![]),
        false => (rows::approvals(tx).await?, rows::approvals_late(tx).await?),
    };
    Ok(Due {
        no_key: !vapid::is_made(tx).await?,
        exceptions: rows::exceptions(tx).await?,
        approvals,
        unanswered,
        late: rows::late(tx).await?,
        heard: rows::heard(tx).await?,
        over: rows::over(tx).await?,
        ripe: rows::ripe(tx).await?,
    })
}

async fn go_round(tx: &mut Tx, due: &Due) -> Result<()> {
    if due.no_key {
        vapid::make(tx).await?;
    }
    let staff = Staff::load(tx).await?;
    telling::over(tx, &due.over).await?;
    for open in &due.exceptions {
        tell_exception(tx, &staff, open).await?;
    }
    for asked in &due.approvals {
        tell_approval(tx, &staff, asked).await?;
    }
    for heard in &due.heard {
        tell_heard(tx, &staff, heard).await?;
    }
    for late in &due.late {
        clocks::speak_again(tx, &staff, late).await?;
    }
    for asked in &due.unanswered {
        clocks::ask_again(tx, &staff, asked).await?;
    }
    leaving::leave(tx, &staff, &due.ripe).await
}

/// Whose it is hears of it, also when it was handed to them.
async fn tell_exception(tx: &mut Tx, staff: &Staff, open: &Open) -> Result<()> {
    let hearing = staff.hearing(open.owner);
    let away = staff.away(open.owner);
    for to in &hearing {
        telling::tell(tx, staff, instead(&away, exception_note(*to, open))).await?;
    }
    let owner = match (away, hearing.first()) {
        (Some(_), Some(to)) if Some(*to) != open.owner => Some(clocks::hand_over(tx, open, *to).await?),
        _ => open.owner,
    };
    let next = clocks::first(tx, open).await?;
    rows::told(tx, open.id, owner, next).await
}

/// Whoever hears of it in place of somebody who is away reads why.
fn instead(away: &Option<String>, note: Note) -> Note {
    match away {
        Some(away) => Note { text: format!("{away}. {}", note.text).trim_end().to_owned(), ..note },
        None => note,
    }
}

pub(crate) fn exception_note(to: kernel::UserId, open: &Open) -> Note {
    let urgent = open.due_at.as_millisecond() - open.raised_at.as_millisecond() <= URGENT_MS;
    let by_mail = !rows::MAIL_TROUBLES.contains(&open.code.as_str());
    let mut text: String = open.detail.chars().take(LONGEST).collect();
    if !by_mail {
        text.push_str(
            " Mail cannot carry this word: it came here, and by push or SMS where you switched them on.",
        );
    }
    let about = kernel::Ref { kind: "exception", bytes: open.id };
    Note {
        about: Some(about),
        subject: Some(about.to_string()),
        urgent,
        text,
        by_mail,
        ..Note::to(to, Kind::Exception, format!("exception {}", open.code), open.title.clone())
    }
}

async fn tell_approval(tx: &mut Tx, staff: &Staff, asked: &Asked) -> Result<()> {
    for to in staff.hearing(asked.owner) {
        telling::tell(tx, staff, instead(&staff.away(asked.owner), approval_note(to, asked))).await?;
    }
    let next = clocks::first_of_approval(tx).await?;
    rows::told(tx, asked.id, asked.owner, Some(next)).await
}

pub(crate) fn approval_note(to: kernel::UserId, asked: &Asked) -> Note {
    let about = kernel::Ref { kind: "approval", bytes: asked.id };
    Note {
        about: Some(about),
        subject: Some(about.to_string()),
        text: "An automation waits for your yes or no.".into(),
        ..Note::to(to, Kind::Approval, format!("approval {about}"), asked.title.clone())
    }
}

async fn tell_heard(tx: &mut Tx, staff: &Staff, heard: &Heard) -> Result<()> {
    for to in staff.hearing(Some(heard.user)) {
        if let Some(note) = heard_note(to, heard) {
            telling::tell(tx, staff, instead(&staff.away(Some(heard.user)), note)).await?;
        }
    }
    rows::forget_heard(tx, heard.fact).await
}

fn heard_note(to: kernel::UserId, heard: &Heard) -> Option<Note> {
    let mut words = heard.kind.split(' ');
    let kind = Kind::from_word(words.next()?)?;
    let of_one = || format!("{} {}", heard.kind, heard.subject);
    let (bundle, title) = match kind {
        Kind::Lead => (of_one(), "A lead came in for you".to_owned()),
        Kind::Reply => (of_one(), "A customer wrote".to_owned()),
        Kind::Task => (of_one(), "You have a new task".to_owned()),
        Kind::Late => {
            let joint = words.next()?.replace('_', " to ");
            (heard.kind.clone(), format!("Waits longer than it should: {joint}"))
        }
        Kind::Report => {
            let monday: kernel::Date = words.next()?.parse().ok()?;
            (heard.kind.clone(), format!("The report of the week from {}", monday.strftime("%-d %B")))
        }
        Kind::Exception | Kind::Approval | Kind::Word => (of_one(), "There is news for you".to_owned()),
    };
    let subject = Some(heard.subject.clone()).filter(|subject| !subject.is_empty());
    // The report came by a mail of its own.
    Some(Note { subject, by_mail: kind != Kind::Report, ..Note::to(to, kind, bundle, title) })
}
