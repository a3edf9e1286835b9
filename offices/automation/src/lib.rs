//! Automations: what a business wants to happen by itself, readable, versioned, owned.
//!
//! `document` and `plan` are pure: a document and the machine that walks a run know no database, no clock and
//! no network. The rest is the office around them: versions, enrolment, the executor, the gate, the verbs.

pub mod approval;
pub mod automation;
pub mod calls;
pub mod catalogue;
pub mod clock;
pub mod collision;
pub mod document;
pub mod draft;
pub mod enrolment;
pub mod exception;
pub mod executor;
pub mod existing;
pub mod funnel;
pub mod gate;
pub mod lift;
pub mod office;
pub mod plan;
pub mod rehearse;
pub mod run;
pub mod settings;
mod ship;
pub mod shipped;
pub mod sight;
pub mod start;
pub mod texts;
pub mod undo;
pub mod version;
pub mod watchdog;

use verbs::{Registry, Room};

pub struct Automations;

impl Room for Automations {
    fn register(house: &mut Registry) {
        automations(house);
        drafts(house);
        rehearsals(house);
        runs(house);
        house.worker::<executor::Runs>();
        house.worker::<start::worker::Starts>();
        house.worker::<run::forget::Forget>();
        house.worker::<undo::worker::Undo>();
        house.door::<start::hook::HookDoor>();
        house.worker::<watchdog::Watchdog>();
        house.worker::<ship::ShipNew>();
        let rules = house.rules();
        rules.noun::<automation::Automation>();
        rules.noun::<automation::Version>();
        rules.noun::<draft::Draft>();
        rules.bookkeeping(&[
            "automation_run",
            "automation_step",
            "automation_wait",
            "automation_heard",
            "automation_enrolment",
            "automation_approval",
            "automation_group",
            "automation_undo",
            "automation_due",
            "automation_hook",
            "automation_hook_call",
            "automation_reason",
            "automation_rehearsal",
            "automation_rehearsed",
            "automation_case",
            "automation_measure",
            "automation_baseline",
            "automation_pin",
            "automation_call",
            "automation_lift",
            "automation_counted",
            "automation_overdue",
            "automation_draft_words",
            "automation_taking",
        ]);
        rules.migration("automation/0001_automation", include_str!("../migrations/0001_automation.sql"));
        rules.migration("automation/0002_group", include_str!("../migrations/0002_group.sql"));
        rules.migration("automation/0003_starts", include_str!("../migrations/0003_starts.sql"));
        let states = include_str!("../migrations/0004_version_states.sql");
        rules.migration("automation/0004_version_states", states);
        rules.migration("automation/0005_started", include_str!("../migrations/0005_started.sql"));
        rules.migration("automation/0006_rehearsal", include_str!("../migrations/0006_rehearsal.sql"));
        rules.migration("automation/0007_forgotten", include_str!("../migrations/0007_forgotten.sql"));
        rules.migration("automation/0008_pin", include_str!("../migrations/0008_pin.sql"));
        rules.migration("automation/0009_call", include_str!("../migrations/0009_call.sql"));
        rules.migration("automation/0010_lift", include_str!("../migrations/0010_lift.sql"));
        rules.migration("automation/0011_counted", include_str!("../migrations/0011_counted.sql"));
        rules.migration("automation/0012_later", include_str!("../migrations/0012_later.sql"));
        rules.migration("automation/0013_asked", include_str!("../migrations/0013_asked.sql"));
        rules.migration("automation/0017_draft", include_str!("../migrations/0017_draft.sql"));
        rules.migration("automation/0014_due", include_str!("../migrations/0014_due.sql"));
        rules.migration("automation/0015_left_out", include_str!("../migrations/0015_left_out.sql"));
        rules.migration("automation/0016_taking", include_str!("../migrations/0016_taking.sql"));
        rules.migration("automation/0018_aside", include_str!("../migrations/0018_aside.sql"));
        rules.migration("automation/0019_off", include_str!("../migrations/0019_off.sql"));
        rules.migration("automation/0020_faults", include_str!("../migrations/0020_faults.sql"));
        rules.migration("automation/0021_lane", include_str!("../migrations/0021_lane.sql"));
        rules.migration("automation/0022_key", include_str!("../migrations/0022_key.sql"));
        rules.migration("automation/0023_quiet", include_str!("../migrations/0023_quiet.sql"));
        rules.migration("automation/0024_promised", include_str!("../migrations/0024_promised.sql"));
        rules.migration("automation/0025_acts", include_str!("../migrations/0025_acts.sql"));
        rules.window(include_str!("../windows/automation_lag.sql"));
        rules.window(include_str!("../windows/automation_next.sql"));
        rules.window(include_str!("../windows/automation_run_window.sql"));
        rules.window(include_str!("../windows/automation_approval_window.sql"));
        rules.window(include_str!("../windows/automation_automation_window.sql"));
        rules.window(include_str!("../windows/automation_text_window.sql"));
        rules.window(include_str!("../windows/automation_call_window.sql"));
        rules.provide(office::Office::default());
        rules.companion(enrolment::Enrolment);
        rules.consequence(ship::ShipAutomations);
        rules.consequence(clock::LetGo);
        rules.gate("mail", gate::MayLeave);
        rules.gate("http", gate::MayLeave);
    }
}

fn automations(house: &mut Registry) {
    use automation::{commands, queries};
    house.command::<commands::CheckAutomation>();
    house.command::<commands::PublishAutomation>();
    house.command::<texts::commands::TakeTexts>();
    house.command::<commands::SetMode>();
    house.command::<commands::SwitchAutomation>();
    house.command::<automation::pause::ResumeAutomation>();
    house.command::<automation::pause::TakeInLater>();
    house.command::<commands::StopAll>();
    house.command::<commands::GoOn>();
    house.command::<commands::ChangeSettings>();
    house.query::<queries::ReadSettings>();
    house.query::<enrolment::why::WhyContact>();
    house.command::<version::commands::ReviewVersion>();
    house.command::<version::commands::MigrateRuns>();
    house.command::<version::commands::RetireAutomation>();
    house.query::<version::queries::ListVersions>();
    house.query::<version::queries::DiffVersions>();
    house.query::<version::effect::ReadEffect>();
    house.command::<undo::commands::UndoRun>();
    house.command::<exception::raise::RaiseException>();
    house.command::<start::commands::StartAutomation>();
    house.command::<start::commands::StopAutomation>();
    house.command::<start::commands::RenewHook>();
    house.command::<start::leave_out::LeaveStartOut>();
    house.command::<start::hook::ReceiveHook>();
    house.query::<start::queries::ListButtons>();
    house.query::<start::queries::ReadHook>();
    house.query::<queries::ListAutomations>();
    house.query::<queries::ReadAutomation>();
    house.query::<queries::ReadMasterStop>();
    house.query::<automation::overdue::ReadOverdue>();
    house.query::<funnel::ReadFunnel>();
    house.command::<existing::EnrolExisting>();
    house.command::<existing::taking::StopTakingIn>();
    house.query::<existing::taking::ReadTakingIn>();
    house.query::<catalogue::ReadCatalogue>();
    house.query::<catalogue::ReadSample>();
    house.query::<catalogue::ListLibrary>();
    house.query::<enrolment::queries::ListEnrolments>();
}

fn drafts(house: &mut Registry) {
    house.command::<draft::commands::BeginDraft>();
    house.command::<draft::commands::SaveDraft>();
    house.command::<draft::commands::DiscardDraft>();
    house.query::<draft::queries::ListDrafts>();
    house.query::<draft::queries::ReadDraft>();
}

fn rehearsals(house: &mut Registry) {
    use rehearse::{commands, queries};
    house.command::<commands::RehearseAutomation>();
    house.command::<commands::CancelRehearsal>();
    house.command::<commands::ReadRehearsed>();
    house.command::<commands::TryAutomation>();
    house.query::<queries::ListRehearsals>();
    house.query::<queries::ReadRehearsal>();
    house.query::<queries::ListRehearsed>();
    house.query::<lift::queries::ReadLift>();
    house.worker::<rehearse::worker::Rehearsals>();
    house.worker::<lift::worker::Measure>();
}

fn runs(house: &mut Registry) {
    house.command::<run::commands::StopRun>();
    house.command::<run::commands::RetryRun>();
    house.command::<run::commands::SkipStep>();
    house.command::<run::commands::AnswerRun>();
    house.command::<run::commands::JumpRun>();
    house.command::<run::edit::EditRun>();
    house.command::<run::coming::leave_out::LeaveOut>();
    house.query::<run::coming::ListComing>();
    house.query::<run::again::LookAgain>();
    house.query::<run::queries::ListRuns>();
    house.query::<run::queries::ReadRun>();
    house.query::<run::effects::ListRunEffects>();
    house.command::<approval::commands::Approve>();
    house.command::<approval::commands::ReturnApproval>();
    house.query::<approval::queries::ListApprovals>();
    house.query::<approval::queries::ReadApproval>();
    house.command::<exception::commands::AssignException>();
    house.command::<exception::commands::CloseException>();
    house.command::<exception::steer::RetryException>();
    house.command::<exception::steer::SkipException>();
    house.command::<exception::steer::StopException>();
    house.query::<exception::queries::ListCases>();
    house.query::<exception::queries::ListExceptions>();
    house.query::<exception::export::ExportExceptions>();
    house.query::<exception::queries::ReadException>();
    house.query::<exception::queries::CountExceptions>();
    house.query::<watchdog::conservation::ReadConservation>();
}
