//! What delivery tells. Titles, notes and briefs stand in the line's changes.

use kernel::{
    AgreementId, ContactId, DealId, FileId, InvoiceId, MilestoneId, Money, ProjectId, ServiceId, UserId,
};

crate::facts! {
    /// Work began, from a signed agreement or by hand.
    ProjectOpened = "project.opened" about contact {
        open project: ProjectId, open agreement: Option<AgreementId>, open deal: Option<DealId>,
        open contact: ContactId, open service: Option<ServiceId>,
        /// Net, all milestones.
        open value: Money,
        open owner: Option<UserId>, open test: bool,
    }

    /// Title, owner or days changed.
    ProjectChanged = "project.changed" about contact { open project: ProjectId, open contact: ContactId }

    /// What the work needs to know is complete: every required point of the brief has an answer.
    BriefCompleted = "brief.completed" about contact { open project: ProjectId, open contact: ContactId }

    /// A point of the brief was answered or changed.
    BriefChanged = "brief.changed" about contact { open project: ProjectId, open contact: ContactId }

    /// The client's link opens nothing any more; a new one took its place.
    ProjectLinkReplaced = "project.link_replaced" about contact { open project: ProjectId, open contact: ContactId }

    /// Nothing more is to be delivered.
    ProjectDone = "project.done" about contact { open project: ProjectId, open contact: ContactId }

    /// It is not delivered, and we know why.
    ProjectCancelled = "project.cancelled" about contact {
        open project: ProjectId, open contact: ContactId, open reason: String,
    }

    /// It goes on after all.
    ProjectReopened = "project.reopened" about contact { open project: ProjectId, open contact: ContactId }

    /// A step of the work that is accepted, and paid, by itself.
    MilestoneAdded = "milestone.added" about contact {
        open milestone: MilestoneId, open project: ProjectId, open agreement: Option<AgreementId>,
        open contact: ContactId, open service: Option<ServiceId>,
        /// Net.
        open amount: Money,
        open owner: Option<UserId>, open test: bool,
    }

    /// Title, amount or day changed, before it was accepted.
    MilestoneChanged = "milestone.changed" about contact {
        open milestone: MilestoneId, open project: ProjectId, open contact: ContactId,
    }

    /// We say it is done: the customer is asked to accept it.
    MilestoneDelivered = "milestone.delivered" about contact {
        open milestone: MilestoneId, open project: ProjectId, open contact: ContactId,
    }

    /// Accepted: by the `client`, or recorded by `staff`. The trigger to invoice.
    MilestoneAccepted = "milestone.accepted" about contact {
        open milestone: MilestoneId, open project: ProjectId, open agreement: Option<AgreementId>,
        open contact: ContactId, open service: Option<ServiceId>,
        /// Net.
        open amount: Money,
        open by: String, open owner: Option<UserId>, open test: bool, open file: Option<FileId>,
    }

    /// The customer says it is not done, and what is missing.
    MilestoneDisputed = "milestone.disputed" about contact {
        open milestone: MilestoneId, open project: ProjectId, open contact: ContactId, personal reason: String,
    }

    /// The last step was taken back, before it was invoiced; `to` is where it stands again: `open`,
    /// `delivered` or `accepted`.
    MilestoneReopened = "milestone.reopened" about contact {
        open milestone: MilestoneId, open project: ProjectId, open contact: ContactId, open to: String,
    }

    /// It will not be delivered.
    MilestoneCancelled = "milestone.cancelled" about contact {
        open milestone: MilestoneId, open project: ProjectId, open contact: ContactId, open reason: String,
    }

    /// It is delivered and will not be invoiced.
    MilestoneWaived = "milestone.waived" about contact {
        open milestone: MilestoneId, open project: ProjectId, open contact: ContactId, open reason: String,
    }

    /// An invoice names it.
    MilestoneInvoiced = "milestone.invoiced" about contact {
        open milestone: MilestoneId, open project: ProjectId, open contact: ContactId,
        open invoice: InvoiceId,
    }

    /// The invoice that named it was credited in full: it can be invoiced again.
    MilestoneInvoiceCredited = "milestone.invoice_credited" about contact {
        open milestone: MilestoneId, open project: ProjectId, open contact: ContactId,
        open invoice: InvoiceId,
    }

    /// Somebody gave a file to the project.
    ProjectFileAdded = "project.file_added" about contact {
        open project: ProjectId, open contact: ContactId, open file: FileId, open by: String,
    }
}
