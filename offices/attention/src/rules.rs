//! How and when one person wants to be told, and what follows from it for a word of now. Pure.
//!
//! Invariant: the app always carries it; the rest is when the other ways join in.

pub mod commands;
pub mod rows;

use kernel::Timestamp;
use kernel::calendar::{BusinessHours, CalendarError, Delay, QuietHours, TimeOfDay, Whose, Zone, Zones, due};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::notification::Kind;

/// Which words a way carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Push {
    All,
    Urgent,
    Never,
}

/// How mail brings what is not urgent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mail {
    /// Each at once, outside the quiet hours.
    Each,
    /// All that was not seen, once a day.
    Digest,
    Never,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    pub push: Push,
    pub mail: Mail,
    /// An urgent word comes by mail at once.
    pub urgent_mail: bool,
    /// An urgent word comes by SMS at once, where there is a connection for it and a number.
    pub urgent_sms: bool,
    /// When the digest comes, on the person's own clock.
    pub digest_at: TimeOfDay,
    /// When nothing but the app speaks, on the person's own clock.
    pub quiet: Option<QuietHours>,
    /// An urgent word comes in the quiet hours too.
    pub urgent_in_quiet: bool,
    /// What they need not hear of; exceptions and approvals cannot be left out.
    pub without: Vec<Kind>,
}

impl Default for Rules {
    fn default() -> Rules {
        let time = |text: &str| text.parse::<TimeOfDay>().expect("a time of day in its own form");
        Rules {
            push: Push::All,
            mail: Mail::Digest,
            urgent_mail: true,
            urgent_sms: false,
            digest_at: time("08:00"),
            quiet: QuietHours::new(time("21:00"), time("07:00")).ok(),
            urgent_in_quiet: true,
            without: vec![],
        }
    }
}

/// When the other ways join in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ways {
    pub push_at: Option<Timestamp>,
    pub mail_at: Option<Timestamp>,
    pub sms_at: Option<Timestamp>,
}

impl Rules {
    pub fn wants(&self, kind: Kind) -> bool {
        !(kind.may_be_left_out() && self.without.contains(&kind))
    }

    /// When push, mail and SMS carry a word of now to somebody in this zone.
    pub fn ways(&self, urgent: bool, now: Timestamp, zone: &Zone) -> Result<Ways, CalendarError> {
        let loud = match &self.quiet {
            Some(quiet) if !(urgent && self.urgent_in_quiet) => quiet.release(now, zone)?,
            _ => now,
        };
        let push = match self.push {
            Push::All => true,
            Push::Urgent => urgent,
            Push::Never => false,
        };
        let mail_at = match (urgent && self.urgent_mail, self.mail) {
            (true, _) | (false, Mail::Each) => Some(loud),
            (false, Mail::Digest) => Some(self.digest(now, zone)?),
            (false, Mail::Never) => None,
        };
        let sms_at = (urgent && self.urgent_sms).then_some(loud);
        Ok(Ways { push_at: push.then_some(loud), mail_at, sms_at })
    }

    /// The next time the clock shows the hour of the digest.
    fn digest(&self, now: Timestamp, zone: &Zone) -> Result<Timestamp, CalendarError> {
        let delay = Delay { at: Some(self.digest_at), zone: Whose::Owner, ..Delay::default() };
        due(now, &delay, &Zones { owner: Some(zone.clone()), ..Zones::of(always(zone)?) })
    }
}

/// `due` asks for business hours; a digest has none.
fn always(zone: &Zone) -> Result<BusinessHours, CalendarError> {
    let day = ["00:00-24:00".parse()?];
    BusinessHours::new(zone.clone(), kernel::calendar::Week::weekdays(&day), vec![])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn shown(ways: Ways) -> String {
        let one =
            |at: Option<Timestamp>| at.map_or("never".to_owned(), |at| at.strftime("%a %H:%M").to_string());
        format!("push {}, mail {}, sms {}", one(ways.push_at), one(ways.mail_at), one(ways.sms_at))
    }

    /// Monday noon and Monday 23:00 in Berlin, told as UTC.
    #[test]
    fn every_rule_meets_day_and_night_urgent_and_not() {
        let berlin: Zone = "Europe/Berlin".parse().unwrap();
        let (noon, night) = (at("2026-02-02T11:00:00Z"), at("2026-02-02T22:00:00Z"));
        let usual = Rules::default();
        let sleeper =
            Rules { urgent_in_quiet: false, mail: Mail::Each, urgent_sms: true, ..Rules::default() };
        let silent = Rules {
            push: Push::Urgent,
            mail: Mail::Never,
            urgent_mail: false,
            urgent_sms: true,
            ..Rules::default()
        };
        let mut table = String::new();
        for (name, rules) in [("usual", usual), ("sleeper", sleeper), ("silent", silent)] {
            for (when, now) in [("noon", noon), ("night", night)] {
                for urgent in [true, false] {
                    let ways = shown(rules.ways(urgent, now, &berlin).unwrap());
                    let word = if urgent { "urgent" } else { "other" };
                    table.push_str(&format!("{name} {when} {word}: {ways}\n"));
                }
            }
        }
        assert_eq!(
            table,
            "usual noon urgent: push Mon 11:00, mail Mon 11:00, sms never\n\
             usual noon other: push Mon 11:00, mail Tue 07:00, sms never\n\
             usual night urgent: push Mon 22:00, mail Mon 22:00, sms never\n\
             usual night other: push Tue 06:00, mail Tue 07:00, sms never\n\
             sleeper noon urgent: push Mon 11:00, mail Mon 11:00, sms Mon 11:00\n\
             sleeper noon other: push Mon 11:00, mail Mon 11:00, sms never\n\
             sleeper night urgent: push Tue 06:00, mail Tue 06:00, sms Tue 06:00\n\
             sleeper night other: push Tue 06:00, mail Tue 06:00, sms never\n\
             silent noon urgent: push Mon 11:00, mail never, sms Mon 11:00\n\
             silent noon other: push never, mail never, sms never\n\
             silent night urgent: push Mon 22:00, mail never, sms Mon 22:00\n\
             silent night other: push never, mail never, sms never\n"
        );
    }

    #[test]
    fn what_waits_for_a_person_cannot_be_left_out() {
        let deaf = Rules { without: Kind::ALL.to_vec(), ..Rules::default() };
        let heard: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| deaf.wants(*kind)).collect();
        assert_eq!(heard, [Kind::Exception, Kind::Approval]);
    }
}
