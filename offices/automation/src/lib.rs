//! Automations: what a business wants to happen by itself, readable, versioned, owned.
//!
//! `document` and `plan` are pure: a document and the machine that walks a run know no database, no clock and
//! no network. The rest is the office around them: versions, enrolment, the executor, the gate, the verbs.

pub mod approval;
pub mod automation;
pub mod document;
pub mod enrolment;
pub mod executor;
pub mod gate;
pub mod office;
pub mod plan;
pub mod run;
pub mod settings;
mod ship;
pub mod shipped;
pub mod sight;

use verbs::{Registry, Room};

pub struct Automations;

impl Room for Automations {
    fn register(house: &mut Registry) {
        house.worker::<executor::Runs>();
        let rules = house.rules();
        rules.noun::<automation::Automation>();
        rules.noun::<automation::Version>();
        rules.bookkeeping(&[
            "automation_run",
            "automation_step",
            "automation_wait",
            "automation_heard",
            "automation_enrolment",
            "automation_approval",
        ]);
        rules.migration("automation/0001_automation", include_str!("../migrations/0001_automation.sql"));
        rules.window(include_str!("../windows/automation_next.sql"));
        rules.window(include_str!("../windows/automation_run_window.sql"));
        rules.window(include_str!("../windows/automation_approval_window.sql"));
        rules.provide(office::Office::default());
        rules.companion(enrolment::Enrolment);
        rules.consequence(ship::ShipAutomations);
        rules.gate("mail", gate::MayLeave);
    }
}
