//! What is the same in every history: the catalogue, the shipped automations with a second version of each, and
//! documents drawn from the grammar.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use automation::automation::{Automation, Mode};
use automation::document::{self, On};
use automation::office::{Entry, Office};
use automation::plan::{Catalogue, Plan};
use automation::shipped::{SHIPPED, Shipped};
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
    /// Which of them are shipped and about what every customer has.
    pub first: Range<usize>,
    /// Drawn by the grammar; richer ones.
    pub drawn: Range<usize>,
    pub rich: Range<usize>,
    /// Shipped, and about projects, what lies months back, or the business.
    pub offered: Range<usize>,
    /// Drawn, and starting by silence.
    pub silent: Range<usize>,
    pub hours: BusinessHours,
    pub quiet: QuietHours,
}

const DRAWN: u64 = 160;
const RICH: u64 = 400;
const SILENT: u64 = 12;

pub fn house() -> &'static House {
    static HOUSE: OnceLock<House> = OnceLock::new();
    HOUSE.get_or_init(build)
}

impl House {
    pub fn version(&self, version: AutomationVersionId) -> &Known {
        let n = kernel::Ref::from(version).bytes;
        &self.versions[usize::from(u16::from_be_bytes([n[14], n[15]]))]
    }

    /// Which of those that are shipped this is, as a bit.
    pub fn bit(&self, version: AutomationVersionId) -> u32 {
        let number = self.version(version).number / 2;
        let offered = self.offered.clone().position(|one| one == number);
        let nth = self.first.clone().position(|one| one == number);
        nth.or(offered.map(|nth| self.first.len() + nth)).map_or(0, |nth| 1 << nth)
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

/// So many of those that are shipped, from the first, are in every history; the others only where projects are, and
/// stand behind all, so that a kept seed plays what it played.
const FIRST: usize = 10;

fn build() -> House {
    let catalogue = house::catalogue();
    let (first, offered) = SHIPPED.split_at(FIRST);
    let texts = |shipped: &[Shipped]| shipped.iter().map(|one| in_a_month(one.yaml)).collect::<Vec<_>>();
    let mut versions = vec![];
    let mut add = |texts: Vec<String>| {
        let from = versions.len() / 2;
        for yaml in texts {
            let Some(first) = planned(&yaml, &catalogue) else { continue };
            let later = yaml.replace("purpose: ", "purpose: Once more. ").replace("hours: 1,", "hours: 2,");
            let second = planned(&later, &catalogue).unwrap_or_else(|| first.clone());
            for plan in [first, second] {
                versions.push(known(versions.len(), plan));
            }
        }
        from..versions.len() / 2
    };
    let first = add(texts(first));
    let drawn = add((0..DRAWN).map(grammar::document).collect());
    let rich = add((0..RICH).map(rich::document).collect());
    let offered = add(texts(offered));
    let silent = add((0..SILENT).map(grammar::silent).collect());
    assert_eq!(first.len() + offered.len(), SHIPPED.len(), "all that is shipped is walked");
    assert!(silent.len() > 4, "only {} that start by silence can be published", silent.len());
    let day: Vec<Hours> = ["09:00-12:00", "13:00-17:30"].map(|hours| hours.parse().unwrap()).into();
    let berlin: Zone = "Europe/Berlin".parse().unwrap();
    let holidays = ["2026-04-06", "2026-05-01", "2026-10-03"].map(|day| day.parse().unwrap());
    House {
        office: Arc::new(Office::knowing(catalogue)),
        versions,
        first,
        drawn,
        rich,
        offered,
        silent,
        hours: BusinessHours::new(berlin, Week::weekdays(&day), holidays.into()).unwrap(),
        quiet: QuietHours::new("21:00".parse().unwrap(), "08:00".parse().unwrap()).unwrap(),
    }
}

/// What a history can play: whatever starts by a fact, a schedule, or silence.
fn planned(yaml: &str, catalogue: &Catalogue) -> Option<Arc<Plan>> {
    let document = document::Automation::from_yaml(yaml).ok()?;
    let (plan, _) = Plan::build(document, catalogue).ok()?;
    let on = &plan.document().trigger.on;
    matches!(on, On::Fact(_) | On::Schedule { each: false, .. } | On::Silence { .. }).then(|| Arc::new(plan))
}

/// The same where a month passes in a day if there are several, as a history has thirty days, and a schedule comes
/// round as often as one has weeks.
fn in_a_month(yaml: &str) -> String {
    let yaml = yaml.replace("rrule: FREQ=WEEKLY;BYDAY=MO", "rrule: FREQ=WEEKLY;BYDAY=MO;COUNT=8");
    let mut parts = yaml.split("days: ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        match part[..digits].parse::<u32>() {
            Ok(days) if days > 100 => format!("{text}days: {}{}", days / 30, &part[digits..]),
            _ => format!("{text}days: {part}"),
        }
    })
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
