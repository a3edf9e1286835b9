//! What the people half of the room registers: contact, company, task, note, timeline, search.

use verbs::Registry;

pub(crate) fn register(_house: &mut Registry) {}
