//! What the customer relations room tells. Personal values of a record stand in the line's changes.

use kernel::{
    CompanyId, ContactId, ConversationId, Date, DealId, LeadId, MessageId, Money, NoteId, Ref, ServiceId,
    TaskId, Timestamp, UserId,
};

crate::facts! {
    /// We know somebody new. Their values are in the difference of the record.
    ContactAdded = "contact.added" about contact { open contact: ContactId }

    /// What we know of somebody changed.
    ContactChanged = "contact.changed" about contact { open contact: ContactId }

    /// Two records are one person; the second is read as the first from now on.
    ContactMerged = "contact.merged" about contact { open contact: ContactId, open alias: ContactId }

    /// They were two people after all.
    ContactUnmerged = "contact.unmerged" about contact { open contact: ContactId, open alias: ContactId }

    /// The links they were given open nothing any more; as many new ones took their place.
    ContactLinksReplaced = "contact.links_replaced" about contact { open contact: ContactId, open links: i64 }

    /// We know an organisation.
    CompanyAdded = "company.added" { open company: CompanyId }

    /// What we know of an organisation changed.
    CompanyChanged = "company.changed" { open company: CompanyId }

    /// The business sells something new.
    ServiceAdded = "service.added" { open service: ServiceId }

    /// How a service is sold or qualified changed.
    ServiceChanged = "service.changed" { open service: ServiceId }

    /// An inquiry entered the line.
    LeadCaptured = "lead.captured" about contact {
        open lead: LeadId,
        open contact: ContactId,
        open service: Option<ServiceId>,
        open channel: String,
        open owner: Option<UserId>,
        /// utm_source, or the channel where nothing better is known.
        open source: String,
        /// What a lead of this service is worth on average.
        open expected: Option<Money>,
        open test: bool,
        /// Is there an address we can answer to?
        open has_email: bool,
        open has_phone: bool,
    }

    /// The person got something back: `acknowledgement` or `useful` (a person, a question answered, a slot).
    LeadAnswered = "lead.answered" about contact {
        open lead: LeadId, open contact: ContactId, open kind: String, open seconds: i64,
    }

    /// Somebody answers for it from now on.
    LeadAssigned = "lead.assigned" about contact { open lead: LeadId, open contact: ContactId, open owner: UserId }

    /// More is known about what they need.
    LeadDetailed = "lead.detailed" about contact { open lead: LeadId, open contact: ContactId }

    /// It is real: a deal was opened from it.
    LeadQualified = "lead.qualified" about contact {
        open lead: LeadId, open contact: ContactId, open deal: DealId, open reason: Option<String>,
    }

    /// Not now: it comes back on a day.
    LeadNurtured = "lead.nurtured" about contact {
        open lead: LeadId, open contact: ContactId, open until: Date, open reason: Option<String>,
    }

    /// We said no, politely, and why.
    LeadDeclined = "lead.declined" about contact { open lead: LeadId, open contact: ContactId, open reason: String }

    /// It came to nothing, and we know why.
    LeadClosed = "lead.closed" about contact { open lead: LeadId, open contact: ContactId, open reason: String }

    /// The decision was taken back; it stands in the line again.
    LeadReopened = "lead.reopened" about contact { open lead: LeadId, open contact: ContactId }

    /// An opportunity with a value.
    DealOpened = "deal.opened" about contact {
        open deal: DealId, open contact: ContactId, open lead: Option<LeadId>, open service: Option<ServiceId>,
        open value: Option<Money>, open owner: Option<UserId>, open test: bool,
    }

    /// Title, value, expected day or owner changed.
    DealChanged = "deal.changed" about contact { open deal: DealId, open contact: ContactId }

    /// It moved on the board.
    DealMoved = "deal.moved" about contact {
        open deal: DealId, open contact: ContactId, open from: String, open to: String,
    }

    /// The customer said yes.
    DealWon = "deal.won" about contact { open deal: DealId, open contact: ContactId }

    /// The customer said no, and we know why.
    DealLost = "deal.lost" about contact { open deal: DealId, open contact: ContactId, open reason: String }

    /// It stands in the line again.
    DealReopened = "deal.reopened" about contact { open deal: DealId, open contact: ContactId }

    /// The deal that qualifying a lead made was taken back with it.
    DealWithdrawn = "deal.withdrawn" about contact { open deal: DealId, open contact: ContactId }

    /// One named person has to do something by a time. It is about the customer, or about whoever has to do it.
    TaskCreated = "task.created" about person {
        open task: TaskId, open person: Ref, open contact: Option<ContactId>, open on: Option<String>,
        open owner: Option<UserId>, open due: Timestamp,
    }

    /// Title, time or owner of a task changed.
    TaskChanged = "task.changed" about person {
        open task: TaskId, open person: Ref, open contact: Option<ContactId>,
    }

    /// It is done.
    TaskDone = "task.done" about person {
        open task: TaskId, open person: Ref, open contact: Option<ContactId>,
    }

    /// It was not done after all.
    TaskReopened = "task.reopened" about person {
        open task: TaskId, open person: Ref, open contact: Option<ContactId>,
    }

    /// It is no longer needed.
    TaskDropped = "task.dropped" about person {
        open task: TaskId, open person: Ref, open contact: Option<ContactId>,
    }

    /// Somebody wrote something down.
    NoteWritten = "note.written" about contact {
        open note: NoteId, open contact: ContactId, open on: Option<String>,
    }

    /// They put it in other words.
    NoteChanged = "note.changed" about contact { open note: NoteId, open contact: ContactId }

    /// It should not have been written: nobody reads it any more.
    NoteWithdrawn = "note.withdrawn" about contact { open note: NoteId, open contact: ContactId }

    /// It can be read again.
    NoteRestored = "note.restored" about contact { open note: NoteId, open contact: ContactId }

    /// A message waits to leave.
    MessageQueued = "message.queued" about contact {
        open message: MessageId, open conversation: ConversationId, open contact: ContactId, open class: String,
        open template: Option<String>, open lead: Option<LeadId>,
        /// The record it speaks of.
        open about: Option<Ref>,
    }

    /// The recipient's channel took it.
    MessageAccepted = "message.accepted" about contact {
        open message: MessageId, open conversation: ConversationId, open contact: ContactId, open class: String,
        open lead: Option<LeadId>,
        /// Is it more than an acknowledgement?
        open useful: bool,
    }

    /// It could not be delivered: `hard` for good, `soft` after all tries, `policy` or `uncertain`.
    MessageBounced = "message.bounced" about contact {
        open message: MessageId, open contact: ContactId, open hardness: String, open reason: String,
    }

    /// It was not sent, and this rule says why.
    MessageSkipped = "message.skipped" about contact {
        open message: MessageId, open contact: ContactId, open reason: String,
    }

    /// They wrote, called or spoke to us.
    MessageReceived = "message.received" about contact {
        open message: MessageId, open conversation: ConversationId, open contact: ContactId, open channel: String,
        open lead: Option<LeadId>,
    }

    /// Another room has something to say to them: crm writes the message in the same transaction, or refuses.
    LetterWanted = "letter.wanted" about contact {
        open contact: ContactId,
        /// The record it speaks of: its room says what the fields of the text stand for.
        open about: Ref,
        /// The slug of an approved text.
        open template: String,
        /// Papers of that record that go with it; it leaves when they are made.
        open attach: Vec<String>,
        /// The sender's own words, in place of the template's body.
        personal words: Option<String>,
        /// The record obliges us to send it: it leaves whatever becomes of the automation that asked. What is not owed
        /// asks them for something, and ends with whoever asks.
        open owed: bool,
    }
}
