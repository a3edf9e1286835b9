//! What the templates office tells.

use kernel::TemplateId;

crate::facts! {
    /// A text was written or changed; nobody outside gets it yet.
    TemplateDrafted = "template.drafted" { open template: TemplateId, open version: i64 }

    /// A draft waits for somebody to read and approve it.
    TemplateSubmitted = "template.submitted" { open template: TemplateId, open version: i64, open sha256: String }

    /// Whoever read it wants it otherwise; it is a draft again.
    TemplateReturned = "template.returned" { open template: TemplateId, open version: i64, open reason: String }

    /// A version may be used from now on.
    TemplateApproved = "template.approved" { open template: TemplateId, open version: i64, open sha256: String }

    /// It may not be used any more.
    TemplateRetired = "template.retired" { open template: TemplateId }

    /// An earlier version may not be sent any more, not even by an automation that was published with it.
    TemplateVersionRetired = "template.version_retired" {
        open template: TemplateId,
        open version: i64,
        open sha256: String,
    }
}
