//! Customer relations: who asks (contact, company), what they ask for (service, lead, deal), what was said
//! (conversation, message, note) and what somebody has to do next (task).
//!
//! The people half and the inquiries half register themselves; they share windows, never each other's rows.

pub mod company;
pub mod contact;
pub mod conversation;
pub mod deal;
mod inquiries;
pub mod lead;
pub mod note;
pub mod people;
pub mod service;
pub mod task;
pub mod timeline;

use verbs::{Registry, Room};

pub struct Crm;

impl Room for Crm {
    fn register(house: &mut Registry) {
        people::register(house);
        inquiries::register(house);
    }
}
