//! What the connections tell: which address gets no mail, and what a person did with a mail that waits.

use kernel::{ConnectionId, ContactId, HttpCallId, MessageId, SmsGatewayId, SuppressionId, UserId};

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

    /// Somebody found out that a mail of unknown fate has arrived.
    MailConfirmed = "mail.confirmed" about contact {
        open contact: Option<ContactId>, open message: Option<MessageId>, open key: String,
    }

    /// A system of somebody else's can be called by its name.
    ConnectionAdded = "connection.added" { open connection: ConnectionId, open name: String }

    /// Its address, its credentials or its habits are other ones.
    ConnectionChanged = "connection.changed" { open connection: ConnectionId }

    /// Nothing calls it any more.
    ConnectionRemoved = "connection.removed" { open connection: ConnectionId, open name: String }

    /// It was put back, with everything it had.
    ConnectionRestored = "connection.restored" { open connection: ConnectionId, open name: String }

    /// A call to another system was queued.
    HttpCalled = "http.called" { open http_call: HttpCallId, open connection: ConnectionId }

    /// The other system answered a call.
    HttpAnswered = "http.answered" { open http_call: HttpCallId, open connection: ConnectionId, open code: i64 }

    /// A call came to nothing: `refused`, `permanent`, `cancelled` or `uncertain`.
    HttpFailed = "http.failed" {
        open http_call: HttpCallId, open connection: ConnectionId, open hardness: String, open reason: String,
    }

    /// SMS to the staff leave by another way than before, or by none any more.
    SmsGatewayChanged = "sms_gateway.changed" {
        open sms_gateway: SmsGatewayId, open connection: ConnectionId, open removed: bool,
    }

    /// The gateway took an SMS to one of the staff, of so many segments.
    StaffSmsTaken = "staff_sms.taken" about user {
        open user: UserId, open connection: ConnectionId, open segments: i64,
    }

    /// An SMS to one of the staff did not leave, as far as we know.
    StaffSmsFailed = "staff_sms.failed" about user { open user: UserId, open reason: String }
}
