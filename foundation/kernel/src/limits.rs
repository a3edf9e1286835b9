//! How often somebody may ask: the classes of requests, their usual rates, and the owner's own rates over those.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// So many at once, and so many a minute in the long run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    pub burst: u32,
    pub per_minute: u32,
}

/// Requests that are counted together.
#[derive(Debug)]
pub struct RateClass {
    pub name: &'static str,
    pub usual: Rate,
    /// No owner may set either number lower.
    pub least: u32,
    /// The field of the input that names an account, counted together with the network.
    pub account: Option<&'static str>,
}

const fn class(name: &'static str, burst: u32, per_minute: u32) -> RateClass {
    RateClass { name, usual: Rate { burst, per_minute }, least: 1, account: None }
}

/// One screen asks a dozen times: with less nobody could work, nor come here again to set more.
const WORKABLE: u32 = 60;

impl RateClass {
    /// Every class there is; a public verb of another is counted as the last.
    pub const ALL: [RateClass; 6] = [
        RateClass { account: Some("email"), ..class("login", 10, 1) },
        class("form", 20, 20),
        class("hook", 120, 120),
        RateClass { least: WORKABLE, ..class("page", 240, 240) },
        RateClass { least: WORKABLE, ..class("api", 600, 600) },
        class("public", 20, 20),
    ];

    pub fn named(name: &str) -> Option<&'static RateClass> {
        const ALL: &[RateClass] = &RateClass::ALL;
        ALL.iter().find(|class| class.name == name)
    }
}

/// Topic `limits`: the owner's own rates, by class of request; what is not named keeps its usual one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Limits(pub BTreeMap<String, Rate>);

impl Limits {
    /// What holds where the owner says nothing.
    pub fn usual() -> Limits {
        Limits(RateClass::ALL.map(|class| (class.name.to_owned(), class.usual)).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_rates_are_ones_an_owner_could_set() {
        for RateClass { name, usual, least, .. } in RateClass::ALL {
            assert!(usual.burst >= least && usual.per_minute >= least, "{name}");
            assert_eq!(Limits::usual().0.get(name), Some(&usual));
        }
    }
}
