//! What the automation office tells. Steps of runs are its own record; only what concerns people is a fact.

use kernel::{AutomationId, RunId};

crate::facts! {
    /// A version was frozen; new runs follow it.
    AutomationPublished = "automation.published" {
        open automation: AutomationId, open version: i64, open sha256: String,
    }

    /// Practice, approve each, or automatic.
    AutomationModeChanged = "automation.mode_changed" { open automation: AutomationId, open mode: String }

    /// It runs, or it does not.
    AutomationSwitched = "automation.switched" { open automation: AutomationId, open on: bool }

    /// A person took a run out of its course: stopped, retried, skipped.
    RunSteered = "run.steered" { open run: RunId, open automation: AutomationId, open how: String }

    /// Everything automatic stands still, or goes on.
    MasterStopChanged = "automation.master_stop" { open on: bool }
}
