//! What the naive reference makes of a command: it was done, practised, asked about, or failed.

use automation::automation::Mode;
use automation::document::{Act, Jump, OnError, Priority};
use jiff::SignedDuration;
use serde_json::{Map, Value as Json};

use crate::happened::{Became, How};
use crate::naive::{DAY, Naive};

impl Naive<'_> {
    /// What became of the command it stands at.
    pub fn became(&mut self, became: &Became) {
        let (now, seen, approved) = (self.now, self.seen.clone(), self.approved.take());
        let text = self.text;
        let act = &text.steps[self.at].0.act;
        (self.now, self.seen) = became.shown.clone();
        let args = match (act, approved.clone()) {
            (Act::Do(_), Some(approved)) => Ok(approved),
            (Act::Do(doing), None) => self.args(&doing.with),
            // Whoever is asked sees the command that follows, as far as it is known.
            _ => Ok(self.following()),
        };
        let until = if let Act::Approve(ask) = act { self.later(&ask.timeout).ok() } else { None };
        (self.now, self.seen) = (now, seen);
        let Ok(args) = args else { return self.park() };
        self.lines.last_mut().expect("it is in a visit").input = Some(Json::Object(args.clone()));
        if !self.may_become(act, approved.is_some(), &became.how) {
            self.state = "done against its mode";
            return;
        }
        match &became.how {
            How::Done(answer) => {
                self.seen = became.after.clone();
                self.done(answer.clone());
            }
            How::Sent(answer) => {
                let expires = if let Act::Do(doing) = act { doing.expires_after } else { None };
                let expires =
                    expires.map(|span| became.shown.0 + SignedDuration::from_secs(span.as_seconds()));
                self.rest("waiting_effect", Some(expires.map_or(now + DAY * 6, |expires| expires + DAY)));
                self.sent = Some(answer.clone());
            }
            How::Practised => self.leave("practised", &[], &Jump::Next),
            How::Asked => {
                let week = self.deadline.into_iter().chain([now + DAY * 7]).min();
                self.rest("waiting_effect", until.or(week));
                self.mark("approval", None);
                self.asked = Some(args);
            }
            How::Failed { passes, why } => self.fails(*passes, why),
        }
    }

    /// In practice nothing is done; a message is asked about where each is, and so is a step that asks.
    fn may_become(&self, act: &Act, approved: bool, how: &How) -> bool {
        let message = matches!(act, Act::Do(doing) if doing.verb.as_str() == "message.send");
        let each = self.mode == Mode::ApproveEach && message && !approved;
        let asks = self.mode != Mode::Practice && (each || matches!(act, Act::Approve(_)));
        match how {
            How::Practised => self.mode == Mode::Practice,
            How::Asked => asks,
            How::Done(_) | How::Sent(_) | How::Failed { .. } => self.mode != Mode::Practice && !asks,
        }
    }

    fn following(&self) -> Map<String, Json> {
        let next = self.text.below(self.at).map(|below| &self.text.steps[below].0.act);
        if let Some(Act::Do(doing)) = next { self.args(&doing.with).unwrap_or_default() } else { Map::new() }
    }

    pub fn done(&mut self, answer: Json) {
        self.comes_to("ok", &[], answer);
        self.go(self.text.below(self.at));
    }

    /// Trouble that passes is tried again for a day: after 5 s and twice as long each time, up to half an hour;
    /// where somebody waits, after 2, 5 and 10 s first.
    pub fn fails(&mut self, passes: bool, why: &str) {
        let text = self.text;
        let step = &text.steps[self.at].0;
        let since = *self.failed.1.get_or_insert(self.now);
        if passes && self.now.duration_since(since) < DAY {
            let resend = matches!(&step.act, Act::Do(doing) if doing.resend);
            let quick: &[i64] =
                if resend || text.document.priority == Priority::Instant { &[2, 5, 10] } else { &[] };
            let tried = self.failed.0 as usize;
            let slow = || (0..tried - quick.len()).fold(5_i64, |pause, _| (pause * 2).min(1_800));
            let pause = quick.get(tried).copied().unwrap_or_else(slow);
            self.failed.0 += 1;
            return self.rest("retrying", Some(self.now + SignedDuration::from_secs(pause)));
        }
        match &step.on_error {
            Some(OnError::Skip) => self.leave("failed", &[("reason", why)], &Jump::Next),
            Some(OnError::Go(to)) => self.leave("failed", &[("reason", why)], &Jump::Go(to.clone())),
            _ => self.park(),
        }
    }
}
