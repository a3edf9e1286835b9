//! What the inquiries half of the room registers: service, lead, deal, conversation.

use verbs::Registry;

pub(crate) fn register(_house: &mut Registry) {}
