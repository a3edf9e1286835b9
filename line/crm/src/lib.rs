//! Customer relations: who asks (contact, company), what they ask for (service, lead, deal), what was said
//! (conversation, message, note) and what somebody has to do next (task).
//!
//! The people half and the inquiries half register themselves; they share windows, never each other's rows.

mod inquiries;
mod people;

use verbs::{Registry, Room};

pub struct Crm;

impl Room for Crm {
    fn register(house: &mut Registry) {
        people::register(house);
        inquiries::register(house);
    }
}
