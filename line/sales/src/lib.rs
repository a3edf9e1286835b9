//! Sales: what we offer (rate card), at what price (proposal), and what both sides signed (agreement).

use verbs::{Registry, Room};

pub struct Sales;

impl Room for Sales {
    fn register(_house: &mut Registry) {}
}
