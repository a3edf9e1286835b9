//! From when to when somebody is away. While they are, the house and its automations hand their work to others.

use kernel::calendar::TimeOfDay;
use kernel::{Absence, Absences, Business, Date, Error, Result, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Query, Subject, Verb};

use super::rows;
use crate::present::in_person;

/// The longest absence, in days: whoever is gone for longer is deactivated.
const LONGEST: i32 = 366;

/// The first day and the last, on the calendar of whoever is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Days {
    /// `YYYY-MM-DD`.
    #[schemars(with = "String")]
    pub from: Date,
    /// `YYYY-MM-DD`; they are back the day after.
    #[schemars(with = "String")]
    pub until: Date,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct AbsenceView {
    pub user: UserId,
    pub days: Days,
    /// Whether it has begun.
    pub now: bool,
    /// Such as `Ada is away until 3 May`.
    pub said: String,
}

/// What a change made of it, and what was before.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Changed {
    pub user: UserId,
    pub absence: Option<Days>,
    pub before: Option<Days>,
}

/// Say from when to when you are away; null when you are not.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeOwnAbsence {
    pub absence: Option<Days>,
}

impl Command for ChangeOwnAbsence {
    const VERB: Verb = Verb::put("absence.change_own", "/me/absence").signed_in().undo("absence.change_own");
    type Answer = Changed;

    async fn act(&self, tx: &mut Tx) -> Result<Changed> {
        let me = in_person(tx.permit())?;
        change(tx, me, self.absence).await
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "absence": answer["before"] }))
    }
}

/// Say from when to when somebody is away; null when they are not.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeAbsence {
    pub user: UserId,
    pub absence: Option<Days>,
}

impl Command for ChangeAbsence {
    const VERB: Verb = Verb::put("absence.change", "/users/{user}/absence").undo("absence.change");
    type Answer = Changed;

    fn subject(&self) -> Subject {
        self.user.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Changed> {
        change(tx, self.user, self.absence).await
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "user": self.user, "absence": answer["before"] }))
    }
}

/// Who is away, or will be.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListAbsences {}

#[derive(Debug, Serialize, JsonSchema)]
pub struct AbsenceList {
    pub items: Vec<AbsenceView>,
}

impl Query for ListAbsences {
    const VERB: Verb = Verb::get("absence.list", "/absences").signed_in();
    type Answer = AbsenceList;

    async fn ask(&self, tx: &mut Tx) -> Result<AbsenceList> {
        let now = tx.now();
        let mut items = vec![];
        for one in tx.setting::<Absences>().await?.0.into_iter().filter(|one| now < one.until_at) {
            let name = rows::find(tx, one.user).await?.map_or_else(|| "Somebody".into(), |user| user.name);
            let (said, days) = (one.said_of(&name), Days { from: one.from, until: one.until });
            items.push(AbsenceView { user: one.user, days, now: one.from_at <= now, said });
        }
        Ok(AbsenceList { items })
    }
}

async fn change(tx: &mut Tx, user: UserId, days: Option<Days>) -> Result<Changed> {
    let now = tx.now();
    let absence = match days {
        Some(days) => Some(days.absence(tx, user).await?),
        None => None,
    };
    let all: Absences = tx.setting().await?;
    let still = all.of(user).filter(|one| now < one.until_at);
    let before = still.map(|one| Days { from: one.from, until: one.until });
    tx.keep_setting(&all.with(user, absence, now)).await?;
    Ok(Changed { user, absence: days, before })
}

impl Days {
    async fn absence(self, tx: &mut Tx, user: UserId) -> Result<Absence> {
        let zone = match rows::load(tx, user).await?.zone {
            Some(zone) => zone,
            None => tx.setting::<Business>().await?.zone().clone(),
        };
        let Days { from, until } = self;
        let field = |pointer: &str, text: &str| Error::field(pointer, "absence.days", text);
        if until < from {
            return Err(field("/absence/until", "the last day comes before the first; swap them"));
        }
        let days = until.since(from).map_err(kernel::fault)?.get_days();
        if days > LONGEST {
            return Err(field(
                "/absence/until",
                "nobody is away for more than a year; choose an earlier day",
            ));
        }
        let midnight: TimeOfDay = "00:00".parse()?;
        let starts = |day: Date| -> Result<Timestamp> { Ok(zone.instant(day, midnight)?) };
        let (from_at, back) = (starts(from)?, until.tomorrow().map_err(kernel::fault)?);
        let until_at = starts(back)?;
        match until_at <= tx.now() {
            true => Err(field("/absence/until", "that is over already; choose a later day")),
            false => Ok(Absence { user, from, until, from_at, until_at }),
        }
    }
}
