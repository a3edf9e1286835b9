//! Intelligence: the system knows itself. So far the line: what stands at each joint, how long, what it is worth; and
//! its week, for a page and as a report.
//!
//! Law: nothing here is a record of its own. What waits comes from the rooms' `_open` windows, history from the
//! journal; every figure opens the very records it counts.

mod customers;
mod desk;
mod late;
mod line;
mod reactions;
mod week;

use verbs::{Registry, Room};

pub struct Intelligence;

impl Room for Intelligence {
    fn register(house: &mut Registry) {
        house.query::<line::views::ReadLine>();
        house.query::<line::list::ListJoint>();
        house.query::<desk::NeedsMe>();
        house.query::<week::views::ReadWeek>();
        house.command::<week::commands::SendWeek>();
        let rules = house.rules();
        let passage = include_str!("../migrations/0001_joint_passage.sql");
        rules.migration("intelligence/0001_joint_passage", passage);
        let ends = include_str!("../migrations/0002_passage_ends.sql");
        rules.migration("intelligence/0002_passage_ends", ends);
        rules.migration("intelligence/0003_late", include_str!("../migrations/0003_late.sql"));
        let place = include_str!("../migrations/0004_late_place.sql");
        rules.migration("intelligence/0004_late_place", place);
        rules.bookkeeping(&["intelligence_late", "intelligence_late_place"]);
        rules.window(include_str!("../windows/intelligence_late_window.sql"));
        rules.reaction::<reactions::JointPassages>();
        house.worker::<late::LateRound>();
    }
}
