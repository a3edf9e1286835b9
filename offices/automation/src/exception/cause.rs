//! Which troubles are one: the same code of the same automation in the same words, whatever record it met. Pure.

use kernel::{AutomationId, Ref};

/// The words without the records in them, so that three hundred runs at one broken text have one cause.
pub fn of(automation: AutomationId, code: &str, said: &str) -> String {
    let plain = |word: &str| {
        let id = word.trim_matches(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        if Ref::parse_any(id).is_ok() { "(record)".to_owned() } else { word.to_owned() }
    };
    let words: Vec<String> = said.split_whitespace().map(plain).collect();
    format!("cause {code} {automation} {}", words.join(" "))
}

#[cfg(test)]
mod tests {
    use kernel::{ContactId, Id, LeadId};

    use super::*;

    #[test]
    fn the_record_a_trouble_met_does_not_make_it_another_trouble() {
        let automation = AutomationId::from_bytes([1; 16]);
        let said = |n| format!("step send failed: `{}` has no address", ContactId::from_bytes([n; 16]));
        let cause = |n| of(automation, "automation.parked", &said(n));
        assert_eq!(cause(1), cause(2));
        let lead = LeadId::from_bytes([1; 16]);
        assert_ne!(cause(1), of(automation, "automation.parked", &format!("{lead} is gone")));
        assert_ne!(cause(1), of(AutomationId::from_bytes([2; 16]), "automation.parked", &said(1)));
    }
}
