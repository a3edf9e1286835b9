//! The automations that come with the house, switched on or offered at setup; the owner may change every
//! word.

/// A shipped automation: the name of its file and its text.
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    pub name: &'static str,
    pub yaml: &'static str,
    /// The line depends on it.
    pub load_bearing: bool,
}

/// All of them, the most urgent first.
pub const SHIPPED: [Shipped; 3] = [
    Shipped {
        name: "instant-answer",
        yaml: include_str!("../shipped/instant-answer.yaml"),
        load_bearing: true,
    },
    Shipped { name: "silence-48h", yaml: include_str!("../shipped/silence-48h.yaml"), load_bearing: true },
    Shipped { name: "follow-up", yaml: include_str!("../shipped/follow-up.yaml"), load_bearing: false },
];
