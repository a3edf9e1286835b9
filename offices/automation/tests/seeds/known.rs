//! What is the same in every history: the catalogue, the shipped automations with a second version of each, and
//! documents drawn from the grammar.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use automation::automation::{Automation, Mode};
use automation::document::{self, On};
use automation::office::{Entry, Office};
use automation::plan::Plan;
use automation::shipped::SHIPPED;
use kernel::calendar::{BusinessHours, Hours, QuietHours, Week, Zone};
use kernel::{AutomationId, AutomationVersionId, Id, Owned, Timestamp, UserId};

use crate::text::Text;
use crate::{grammar, house, rich};

/// A version, and what it looks at and listens to.
pub struct Known {
    pub plan: Arc<Plan>,
    pub version: AutomationVersionId,
    pub number: usize,
    pub looked_at: BTreeSet<String>,
    pub looked_at_to_enrol: BTreeSet<String>,
    pub hears: BTreeSet<String>,
    pub starts: BTreeSet<String>,
    text: OnceLock<Text>,
}

impl Known {
    /// Its document as the naive reference reads it.
    pub fn text(&self, house: &House) -> &Text {
        let catalogue = house.office.known_catalogue().expect("a house has its catalogue");
        self.text.get_or_init(|| Text::of(self.plan.document(), catalogue))
    }
}

pub struct House {
    pub office: Arc<Office>,
    /// Two versions of each, one after the other.
    pub versions: Vec<Known>,
    pub shipped: usize,
    /// So many automations are shipped or drawn by the grammar; the richer ones come after.
    pub plain: usize,
    pub hours: BusinessHours,
    pub quiet: QuietHours,
}

const DRAWN: u64 = 160;
const RICH: u64 = 400;

pub fn house() -> &'static House {
    static HOUSE: OnceLock<House> = OnceLock::new();
    HOUSE.get_or_init(build)
}

impl House {
    pub fn automations(&self) -> usize {
        self.versions.len() / 2
    }

    pub fn version(&self, version: AutomationVersionId) -> &Known {
        let n = kernel::Ref::from(version).bytes;
        &self.versions[usize::from(u16::from_be_bytes([n[14], n[15]]))]
    }

    /// An automation that is on, following its first or its second version.
    pub fn entry(&self, number: usize, second: bool, mode: Mode) -> Entry {
        let known = &self.versions[number * 2 + usize::from(second)];
        let document = known.plan.document();
        Entry {
            automation: Automation {
                id: automation_id(number),
                rv: 1,
                owned: Owned { owner: Some(UserId::from_bytes([9; 16])), team: None },
                slug: document.automation.to_string(),
                name: document.automation.to_string(),
                purpose: document.purpose.to_string(),
                answers: "administrator".into(),
                stand_in: "manager".into(),
                mode,
                on: true,
                version: 1,
                load_bearing: false,
                retired: false,
            },
            version: known.version,
            since: Timestamp::UNIX_EPOCH,
            plan: known.plan.clone(),
            paused: None,
        }
    }
}

fn automation_id(number: usize) -> AutomationId {
    let mut bytes = [7; 16];
    bytes[14..].copy_from_slice(&u16::try_from(number).unwrap_or(u16::MAX).to_be_bytes());
    AutomationId::from_bytes(bytes)
}

/// So many of those that are shipped, from the first, are about records the people of the seeds have; a kept seed
/// plays what it played as long as none comes between them.
const WALKED: usize = 10;

fn build() -> House {
    let catalogue = house::catalogue();
    let plans = |yaml: &str| {
        let document = document::Automation::from_yaml(yaml).ok()?;
        let (plan, _) = Plan::build(document, &catalogue).ok()?;
        matches!(plan.document().trigger.on, On::Fact(_)).then(|| Arc::new(plan))
    };
    let texts = SHIPPED.iter().take(WALKED).map(|shipped| shipped.yaml.to_owned());
    let drawn = (0..DRAWN).map(grammar::document);
    let mut versions = vec![];
    let (mut plain, all) = (0, texts.chain(drawn).map(|yaml| (yaml, true)));
    for (yaml, is_plain) in all.chain((0..RICH).map(|number| (rich::document(number), false))) {
        let Some(first) = plans(&yaml) else { continue };
        plain += usize::from(is_plain);
        let later = yaml.replace("purpose: ", "purpose: Once more. ").replace("hours: 1,", "hours: 2,");
        let second = plans(&later).unwrap_or_else(|| first.clone());
        for plan in [first, second] {
            versions.push(known(versions.len(), plan));
        }
    }
    let day: Vec<Hours> = ["09:00-12:00", "13:00-17:30"].map(|hours| hours.parse().unwrap()).into();
    let berlin: Zone = "Europe/Berlin".parse().unwrap();
    let holidays = ["2026-04-06", "2026-05-01", "2026-10-03"].map(|day| day.parse().unwrap());
    House {
        office: Arc::new(Office::knowing(catalogue)),
        versions,
        shipped: WALKED,
        plain,
        hours: BusinessHours::new(berlin, Week::weekdays(&day), holidays.into()).unwrap(),
        quiet: QuietHours::new("21:00".parse().unwrap(), "08:00".parse().unwrap()).unwrap(),
    }
}

fn known(number: usize, plan: Arc<Plan>) -> Known {
    let mut bytes = [8; 16];
    bytes[14..].copy_from_slice(&u16::try_from(number).unwrap_or(u16::MAX).to_be_bytes());
    let owned = |names: BTreeSet<&str>| names.into_iter().map(str::to_owned).collect();
    Known {
        version: AutomationVersionId::from_bytes(bytes),
        number,
        looked_at: owned(plan.looked_at()),
        looked_at_to_enrol: owned(plan.looked_at_to_enrol()),
        hears: owned(plan.hears()),
        starts: plan.starts().into_iter().map(str::to_owned).collect(),
        plan,
        text: OnceLock::new(),
    }
}
