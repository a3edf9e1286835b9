//! What the automation office tells. Steps of runs are its own record; only what concerns people is a fact.

use kernel::{AutomationDraftId, AutomationId, ContactId, Ref, RunId};

crate::facts! {
    /// A version was frozen; new runs follow it.
    AutomationPublished = "automation.published" {
        open automation: AutomationId, open version: i64, open sha256: String,
    }

    /// Practice, approve each, or automatic.
    AutomationModeChanged = "automation.mode_changed" { open automation: AutomationId, open mode: String }

    /// It runs, or it does not.
    AutomationSwitched = "automation.switched" { open automation: AutomationId, open on: bool }

    /// Something set out to start it that is no fact of another room: `date`, `schedule`, `silence`,
    /// `webhook`, `button` or `call`. What was decided stands with the decisions to enrol.
    AutomationStarted = "automation.started" about contact {
        open automation: AutomationId, open how: String, open subject: Option<Ref>,
        open contact: Option<ContactId>,
    }

    /// So many records that were there before are taken in one after the other, or below zero: no longer.
    ExistingTakenIn = "automation.existing_taken_in" { open automation: AutomationId, open records: i64 }

    /// Of those it had refused because too much came, so many were taken in now, and so many refused once more.
    RefusedTakenIn = "automation.refused_taken_in" {
        open automation: AutomationId, open taken: i64, open refused: i64,
    }

    /// Somebody began to write: the next version of an automation, or where none is named, a new one. What is written
    /// stands in no fact: it is nobody's text until it is published.
    AutomationDraftBegun = "automation_draft.begun" {
        open draft: AutomationDraftId, open automation: Option<AutomationId>,
    }

    /// It was written on, kept by itself while somebody types.
    AutomationDraftSaved = "automation_draft.saved" {
        open draft: AutomationDraftId, open automation: Option<AutomationId>,
    }

    /// It is gone: thrown away, or published.
    AutomationDraftEnded = "automation_draft.ended" {
        open draft: AutomationDraftId, open automation: Option<AutomationId>, open published: bool,
    }

    /// A person left a record out of the next start, or let it in again.
    StartLeftOut = "automation.start_left_out" {
        open automation: AutomationId, open subject: Ref, open out: bool,
    }

    /// A version waits for a second person, named by its hash.
    AutomationSubmitted = "automation.submitted" {
        open automation: AutomationId, open version: i64, open sha256: String,
    }

    /// The second person has read a version, named by its hash: `approved` or `returned`.
    AutomationReviewed = "automation.reviewed" {
        open automation: AutomationId, open version: i64, open sha256: String, open decision: String,
        open reason: Option<String>,
    }

    /// It was taken out of use; its runs under way go on to their end.
    AutomationRetired = "automation.retired" { open automation: AutomationId, open runs: i64 }

    /// The address of its hook is a new one; the old one is dead.
    AutomationHookRenewed = "automation.hook_renewed" { open automation: AutomationId }

    /// A run follows another version from here on.
    RunMigrated = "run.migrated" { open run: RunId, open automation: AutomationId, open version: i64 }

    /// What a run did is being taken back, as far as it can be.
    RunUndone = "run.undone" { open run: RunId, open automation: AutomationId, open steps: i64 }

    /// Somebody asked what an automation would have done in these days; nothing was done.
    RehearsalAsked = "automation.rehearsal_asked" {
        open automation: Option<AutomationId>, open slug: String, open days: i64,
    }

    /// A person took a run out of its course: stopped, retried, skipped.
    RunSteered = "run.steered" { open run: RunId, open automation: AutomationId, open how: String }

    /// Everything automatic stands still, or goes on.
    MasterStopChanged = "automation.master_stop" { open on: bool }
}
