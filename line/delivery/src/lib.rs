//! Delivery: what was promised becomes work (project, milestone), with what the work needs to know (brief).

use verbs::{Registry, Room};

pub struct Delivery;

impl Room for Delivery {
    fn register(_house: &mut Registry) {}
}
