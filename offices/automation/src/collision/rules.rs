//! The rules, one file for each kind of trouble.

pub mod alone;
pub(super) mod cycles;
pub(super) mod messages;
pub(super) mod writers;

use super::Collision;
use crate::plan::Severity;

fn found(code: &'static str, severity: Severity, why: String, fix: &str) -> Collision {
    Collision { code, severity, step: None, field: "trigger", why, fix: fix.to_owned(), other: None }
}

impl Collision {
    fn at(self, step: usize, field: &'static str) -> Collision {
        Collision { step: Some(step), field, ..self }
    }

    fn with(self, other: &str) -> Collision {
        Collision { other: Some(other.to_owned()), ..self }
    }
}

/// Automations by their slugs, as a warning names them.
fn several(slugs: &[&str]) -> String {
    match slugs {
        [first, second, rest @ ..] if rest.len() > 1 => format!("{first}, {second} and {} more", rest.len()),
        few => few.join(", "),
    }
}
