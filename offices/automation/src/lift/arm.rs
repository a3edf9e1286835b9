//! Who is left alone, to measure by: the same contact always, in every automation of a group.

use kernel::{ContactId, Id as _, Ref};

use crate::document::Automation;
use crate::enrolment::bounds::is_held_out;

/// What becomes of a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arm {
    Treated,
    HeldOut,
}

/// As enrolment draws it, by the contact, or the subject that has none.
pub fn arm(document: &Automation, whom: Ref) -> Arm {
    let contact = (whom.kind == ContactId::PREFIX).then(|| ContactId::from_bytes(whom.bytes));
    if is_held_out(document, contact, whom) { Arm::HeldOut } else { Arm::Treated }
}
