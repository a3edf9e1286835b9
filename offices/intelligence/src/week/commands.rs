//! Sending the report of a week to one of the staff.

use facts::intelligence::WeekSent;
use kernel::{Business, Date, Error, Id, OnStaff, Result, RunId, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Tx, effect};
use verbs::{Command, MayRead, Query, Verb};

use super::letter::Letter;
use super::rows::{self, Reader};
use super::views::ReadWeek;

/// Send the report of a week to one of the staff: by mail with its figures, and as a word in the app. Once for each
/// week and person. While they are away it goes to whoever stands in for them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendWeek {
    pub to: UserId,
    /// The day the week ends on; any other day of it will do. The last week that is over where nothing is said.
    #[serde(default)]
    pub ending: Option<Date>,
}

/// To whom it went, and the Monday of its week.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SentWeek {
    pub to: UserId,
    pub monday: Date,
    /// They had it already: nothing was sent.
    pub again: bool,
}

impl Command for SendWeek {
    const VERB: Verb = Verb::post("line.send_week", "/line/week/send").no_undo("what was sent was sent");
    type Answer = SentWeek;

    async fn act(&self, tx: &mut Tx) -> Result<SentWeek> {
        let (to, instead) = self.reader(tx).await?;
        let may = tx.provided::<MayRead>().is_some_and(|may| may.may(&to.role, ReadWeek::VERB.name));
        if !may {
            let why = format!("{} may not read the line; send it to somebody who may", to.name);
            return Err(Error::field("/to", "line.may_not_read", why));
        }
        let report = ReadWeek { ending: self.ending }.ask(tx).await?;
        let (user, monday) = (to.on_staff.id, report.monday);
        let key = format!("week {monday} {user}");
        let again = tx.effect_state(&key).await?.is_some();
        if !again {
            let business = tx.setting::<Business>().await?;
            let language = to.language.unwrap_or_else(|| business.locale.clone());
            let letter = Letter { report: &report, language: &language, locale: &business.locale };
            let (subject, text) = (letter.subject(), letter.text(instead, &tx.public_url("")));
            let payload = json!({ "user": user, "language": language, "subject": subject, "text": text });
            let run = Some(tx.permit().by()).filter(|by| by.kind == RunId::PREFIX);
            let person = Some(user.into());
            tx.effect(effect::New { person, run, ..effect::New::of("report_mail", key, &payload) });
            tx.tell(WeekSent { user, monday });
        }
        Ok(SentWeek { to: user, monday, again })
    }
}

impl SendWeek {
    /// Whoever it is for, or is here for them, and then until when the first is away.
    async fn reader(&self, tx: &mut Tx) -> Result<(Reader, Option<Date>)> {
        let (staff, away) = (rows::staff(tx).await?, tx.away().await?);
        let nobody = || Error::field("/to", "line.nobody", "choose somebody of the staff who is active");
        if !staff.iter().any(|one| one.on_staff.id == self.to) {
            return Err(nobody());
        }
        let known: Vec<OnStaff> = staff.iter().map(|one| one.on_staff).collect();
        let here = away.answers(&[Some(self.to)], &known);
        let reader = staff.into_iter().find(|one| Some(one.on_staff.id) == here).ok_or_else(nobody)?;
        let instead = away.of(self.to).filter(|_| reader.on_staff.id != self.to);
        Ok((reader, instead.map(|absence| absence.until)))
    }
}
