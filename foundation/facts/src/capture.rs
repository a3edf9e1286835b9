//! What capture tells.

use kernel::{ContactId, FormId, IntakeId, LeadId, ServiceId, Timestamp, UserId};

crate::facts! {
    /// A form was begun; nobody outside sees it yet.
    FormCreated = "form.created" { open form: FormId }

    /// The draft of a form changed; what is published stays as it is.
    FormChanged = "form.changed" { open form: FormId }

    /// A version of the form is frozen and public.
    FormPublished = "form.published" { open form: FormId, open version: i64 }

    /// The form takes no more answers.
    FormClosed = "form.closed" { open form: FormId }

    /// Somebody asked us something, through whatever door; it is durable before they are answered.
    IntakeReceived = "intake.received" about contact {
        open intake: IntakeId,
        open contact: ContactId,
        /// Did we know them before?
        open known: bool,
        /// The door: form, page, chat, booking, email, call, import, api, staff.
        open channel: String,
        open form: Option<FormId>,
        open service: Option<ServiceId>,
        open owner: Option<UserId>,
        /// A rehearsal of the door, out of every figure.
        open test: bool,
        /// Where they came from: utm_source, utm_medium, utm_campaign, gclid, referrer, landing.
        open source: serde_json::Value,
        /// The contact's language, a BCP 47 tag, if known.
        open language: Option<String>,
        /// IANA zone of the contact, if the door knew it.
        open zone: Option<String>,
        personal name: Option<String>,
        /// Folded to lower case.
        personal email: Option<String>,
        /// E.164.
        personal phone: Option<String>,
        personal company: Option<String>,
        personal message: Option<String>,
        /// Answers to the form's other questions, by field id.
        personal answers: serde_json::Value,
    }

    /// What came in could not be taken as a lead and waits for a person; nothing was thrown away.
    IntakeParked = "intake.parked" about contact {
        open intake: IntakeId, open contact: ContactId, open reason: String,
    }

    /// An intake was set aside, by a person who looked or because two signs say a robot filled it in: spam, a test,
    /// a duplicate.
    IntakeDismissed = "intake.dismissed" about contact {
        open intake: IntakeId, open contact: ContactId, open reason: String,
    }

    /// They chose a time with us.
    BookingMade = "booking.made" about contact {
        open contact: ContactId,
        /// The lead whose link they followed, if they came by one.
        open lead: Option<LeadId>,
        open starts_at: Timestamp,
    }

    /// A person agreed to a purpose, in these words.
    ConsentGiven = "consent.given" about contact {
        open contact: ContactId, open purpose: String, open text_version: i64, open how: String,
    }

    /// A person took a consent back, or objected.
    ConsentWithdrawn = "consent.withdrawn" about contact {
        open contact: ContactId, open purpose: String, open how: String,
    }
}
