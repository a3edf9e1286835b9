//! Billing: what was delivered is charged (invoice), corrected (credit note) and asked for again (reminder).

use verbs::{Registry, Room};

pub struct Billing;

impl Room for Billing {
    fn register(_house: &mut Registry) {}
}
