//! What the connections tell: which address gets no mail, and what a person did with a mail that waits.

use kernel::{ContactId, MessageId, SuppressionId};

crate::facts! {
    /// An address gets no more mail: `bounced`, `complaint` or `manual`.
    SuppressionAdded = "suppression.added" about contact {
        open suppression: SuppressionId, open contact: Option<ContactId>, open reason: String,
    }

    /// Mail may go to the address again.
    SuppressionLifted = "suppression.lifted" about contact {
        open suppression: SuppressionId, open contact: Option<ContactId>,
    }

    /// Somebody let a mail leave: again, after all, or at once instead of later.
    MailReleased = "mail.released" about contact {
        open contact: Option<ContactId>, open message: Option<MessageId>, open key: String, open was: String,
    }

    /// Somebody kept a mail from leaving, and this is why.
    MailCancelled = "mail.cancelled" about contact {
        open contact: Option<ContactId>, open message: Option<MessageId>, open key: String,
        open reason: String,
    }
}
