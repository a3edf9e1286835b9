//! What an answer of the server means for the mail: done, again at an instant, failed, unknown. Pure.

use jiff::SignedDuration;
use kernel::Timestamp;
use store::effect;

use crate::mail_out::{Class, Outcome, next_try};

/// How often the acknowledgement leaves again when nobody knows whether it arrived.
const RESENDS: i64 = 3;
/// Nothing is offered for this long, in seconds, to a server that turns us away.
const HUSH: i64 = 300;

/// `tries`: how often this mail was offered and not taken before, not counting what was the connection's
/// fault.
pub fn verdict(came: &Outcome, tries: i64, resend: bool, now: Timestamp) -> effect::Outcome {
    let note = discreet(&came.to_string());
    let class = if resend { Class::Acknowledgement } else { Class::Ordinary };
    match came {
        Outcome::Accepted { .. } => effect::Outcome::Done(note),
        Outcome::Hard { .. } => effect::Outcome::Failed(note),
        Outcome::Unknown { .. } if !resend || tries >= RESENDS => effect::Outcome::Unknown(note),
        _ if came.needs_owner() => again(now, SignedDuration::from_secs(HUSH), note),
        _ => match next_try(u32::try_from(tries + 1).unwrap_or(u32::MAX), came, class) {
            Some(wait) => again(now, wait, note),
            None => effect::Outcome::Failed(format!("given up after five days; the last answer: {note}")),
        },
    }
}

/// After `wait`, or never where that lies beyond all calendars.
pub fn again(now: Timestamp, wait: SignedDuration, note: String) -> effect::Outcome {
    match now.checked_add(wait) {
        Ok(at) => effect::Outcome::Retry(at, note),
        Err(_) => effect::Outcome::Failed(note),
    }
}

/// The server's words without the addresses in them: what a fact says can never be taken back.
pub fn discreet(words: &str) -> String {
    let shown = |word: &str| if word.contains('@') { "(address)".to_owned() } else { word.to_owned() };
    words.split(' ').map(shown).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail_out::{Whose, Why};

    fn told(outcome: &effect::Outcome) -> String {
        match outcome {
            effect::Outcome::Retry(at, _) => format!("again in {} s", at.as_second()),
            effect::Outcome::Done(_) => "done".into(),
            effect::Outcome::Failed(_) => "failed".into(),
            effect::Outcome::Unknown(_) => "unknown".into(),
            effect::Outcome::Skipped(_) => "skipped".into(),
        }
    }

    #[test]
    fn every_answer_meets_both_classes_at_the_first_and_the_twentieth_try() {
        let text = || "x".to_owned();
        let all = [
            ("accepted", Outcome::Accepted { reply: text(), queue_id: None }),
            ("4xx", Outcome::Soft { code: 451, text: text(), slow_down: false }),
            ("4xx rate", Outcome::Soft { code: 421, text: text(), slow_down: true }),
            ("5xx", Outcome::Hard { code: 550, text: text(), whose: Whose::Address }),
            ("sign-in", Outcome::AuthFailed { text: text() }),
            ("certificate", Outcome::Unreachable { why: Why::Certificate, text: text() }),
            ("nobody", Outcome::Unreachable { why: Why::Connect, text: text() }),
            ("no answer", Outcome::Unknown { text: text() }),
        ];
        let mut table = String::new();
        for (name, came) in &all {
            let at = |tries, resend| told(&verdict(came, tries, resend, Timestamp::UNIX_EPOCH));
            let row = [at(0, false), at(19, false), at(0, true), at(22, true)].join(", ");
            table.push_str(&format!("{name}: {row}\n"));
        }
        assert_eq!(
            table,
            "accepted: done, done, done, done\n\
             4xx: again in 60 s, failed, again in 2 s, failed\n\
             4xx rate: again in 300 s, failed, again in 300 s, failed\n\
             5xx: failed, failed, failed, failed\n\
             sign-in: again in 300 s, again in 300 s, again in 300 s, again in 300 s\n\
             certificate: again in 300 s, again in 300 s, again in 300 s, again in 300 s\n\
             nobody: again in 60 s, failed, again in 2 s, failed\n\
             no answer: unknown, unknown, again in 2 s, unknown\n"
        );
    }

    #[test]
    fn no_address_stands_in_what_is_told() {
        let said = "refused (550): 5.1.1 <zoe@customer.test>: Recipient address rejected";
        assert_eq!(discreet(said), "refused (550): 5.1.1 (address) Recipient address rejected");
    }
}
