//! The automations that come with the house, switched on or offered; the owner may change every word.

/// A shipped automation: the name of its file and its text.
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    pub name: &'static str,
    pub yaml: &'static str,
    /// The line depends on it.
    pub load_bearing: bool,
    /// It comes switched on; else it is offered.
    pub on: bool,
}

macro_rules! shipped {
    ($name:literal, $load_bearing:literal, $on:literal) => {
        Shipped {
            name: $name,
            yaml: include_str!(concat!("../shipped/", $name, ".yaml")),
            load_bearing: $load_bearing,
            on: $on,
        }
    };
}

/// All of them, the most urgent first: name, load-bearing, switched on.
pub const SHIPPED: [Shipped; 16] = [
    shipped!("instant-answer", true, true),
    shipped!("signature-to-delivery", true, true),
    shipped!("milestone-to-cash", true, true),
    shipped!("silence-48h", true, true),
    shipped!("payment-reminders", true, true),
    shipped!("proposal-on-board", false, true),
    shipped!("unsigned-nudge", false, true),
    shipped!("proposal-unopened", false, true),
    shipped!("follow-up", false, true),
    shipped!("thanks-for-payment", false, false),
    shipped!("welcome-series", false, false),
    shipped!("internal-handoff", false, false),
    shipped!("nurture", false, false),
    shipped!("review-request", false, false),
    shipped!("win-back", false, false),
    shipped!("weekly-report", false, false),
];
