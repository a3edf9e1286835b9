//! What the templates office tells.

use kernel::TemplateId;

crate::facts! {
    /// A text was written or changed; nobody outside gets it yet.
    TemplateDrafted = "template.drafted" { open template: TemplateId, open version: i64 }

    /// A version may be used from now on.
    TemplateApproved = "template.approved" { open template: TemplateId, open version: i64, open sha256: String }

    /// It may not be used any more.
    TemplateRetired = "template.retired" { open template: TemplateId }
}
