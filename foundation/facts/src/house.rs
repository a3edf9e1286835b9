//! What the house tells about itself.

use kernel::{ContactId, ExceptionId, UserId};

crate::facts! {
    /// The first line: which log this is, and whose signature to expect.
    JournalBegun = "journal.genesis" { open log: String, open workspace: String, open key: String, open random: String }

    /// The log will be signed with a new key from here on.
    KeyRotated = "journal.key_rotated" { open key: String }

    /// The business changed one of its settings; old and new stand in the line's changes.
    SettingChanged = "setting.changed" { open topic: String }

    /// A machine could not go on: a named person has it now.
    ExceptionRaised = "exception.raised" {
        open exception: ExceptionId, open code: String, open owner: Option<UserId>, open subject: Option<String>,
    }

    /// Somebody or something else finished it, and this is how.
    ExceptionClosed = "exception.closed" { open exception: ExceptionId, open outcome: String }

    /// Somebody else answers for it now.
    ExceptionAssigned = "exception.assigned" { open exception: ExceptionId, open owner: UserId }

    /// The same trouble met one more record, or is another by now: it stands in the exception that is open already.
    ExceptionRepeated = "exception.repeated" { open exception: ExceptionId, open subject: Option<String> }

    /// Its owner was told once more that it waits.
    ExceptionReminded = "exception.reminded" { open exception: ExceptionId, open owner: Option<UserId> }

    /// Nothing was done in time: whoever stands in was told, and may act.
    ExceptionEscalated = "exception.escalated" {
        open exception: ExceptionId, open owner: Option<UserId>, open to: UserId,
    }

    /// A protected field was shown to somebody.
    ProtectedRead = "protected.read" { open on: String, open fields: Vec<String> }

    /// A person's key was destroyed; nothing personal here.
    PersonErased = "person.erased" { open contact: ContactId }
}
