//! A notification: somebody of the staff was told of something, once, however often it happens meanwhile.
//!
//! Invariant: of one bundle a person has one that they have not seen. Its owner is whoever was told. Nothing personal
//! stands in it: the record it leads to says the rest to those who may read it.

pub mod commands;
pub mod queries;
pub mod rows;

use facts::attention::NotificationMade;
use kernel::{NotificationId, Owned, Ref, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::round::rows::may_speak_of_sms;

/// What it is about; a person may leave out those marked so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A machine could not go on. Cannot be left out.
    Exception,
    /// An automation waits for a yes. Cannot be left out.
    Approval,
    /// A lead came in that is theirs.
    Lead,
    /// A customer wrote.
    Reply,
    /// Somebody gave them a task.
    Task,
    /// A record waits at a joint of theirs for longer than it should.
    Late,
    /// The week in figures was sent to them.
    Report,
    /// An automation or a colleague has a word for them.
    Word,
}

impl Kind {
    pub const ALL: [Kind; 8] = [
        Kind::Exception,
        Kind::Approval,
        Kind::Lead,
        Kind::Reply,
        Kind::Task,
        Kind::Late,
        Kind::Report,
        Kind::Word,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Kind::Exception => "exception",
            Kind::Approval => "approval",
            Kind::Lead => "lead",
            Kind::Reply => "reply",
            Kind::Task => "task",
            Kind::Late => "late",
            Kind::Report => "report",
            Kind::Word => "word",
        }
    }

    pub fn from_word(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// What waits for a person must reach them.
    pub fn may_be_left_out(self) -> bool {
        !matches!(self, Kind::Exception | Kind::Approval)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    New,
    Seen,
    /// What it spoke of was over before they saw it.
    Over,
}

impl State {
    pub fn word(self) -> &'static str {
        match self {
            State::New => "new",
            State::Seen => "seen",
            State::Over => "over",
        }
    }

    pub fn from_word(word: &str) -> Option<State> {
        [State::New, State::Seen, State::Over].into_iter().find(|state| state.word() == word)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Notification {
    pub id: NotificationId,
    pub rv: i64,
    /// Whoever was told.
    pub owned: Owned,
    pub kind: Kind,
    /// The same again before it was seen is the same notification.
    pub bundle: String,
    /// The exception or approval, by which it is known to be over.
    pub about: Option<[u8; 16]>,
    /// The record it leads to, as a prefixed id.
    pub subject: Option<String>,
    pub urgent: bool,
    pub title: String,
    pub text: String,
    pub count: i64,
    pub state: State,
    pub made_at: Timestamp,
    pub seen_at: Option<Timestamp>,
}

store::noun! {
    Notification is "notification" in "attention_notification" {
        open kind: Text = |n| n.kind.word();
        open bundle: Text = |n| &n.bundle;
        open about: Id = |n| n.about_id();
        open subject: Text = |n| &n.subject;
        open urgent: Flag = |n| n.urgent;
        open title: Text = |n| &n.title;
        open text: Text = |n| &n.text;
        open count: Int = |n| n.count;
        open state: Text = |n| n.state.word();
        open made_at: At = |n| n.made_at;
        open seen_at: At = |n| n.seen_at;
    }
}

/// What is to be said, and to whom.
#[derive(Debug, Clone)]
pub struct Note {
    pub to: UserId,
    pub kind: Kind,
    pub bundle: String,
    pub about: Option<Ref>,
    pub subject: Option<String>,
    pub urgent: bool,
    pub title: String,
    pub text: String,
    /// An urgent one nobody saw goes to the stand-in; what was handed on is not handed on again.
    pub hand_on: bool,
    /// What broke does not carry the word that it broke.
    pub by_mail: bool,
    /// Nor does SMS that it did.
    pub by_sms: bool,
}

impl Note {
    /// A word that is not urgent, about nothing yet.
    pub fn to(to: UserId, kind: Kind, bundle: impl Into<String>, title: impl Into<String>) -> Note {
        let bundle = bundle.into();
        Note {
            to,
            kind,
            by_sms: !may_speak_of_sms(&bundle),
            bundle,
            about: None,
            subject: None,
            urgent: false,
            title: title.into(),
            text: String::new(),
            hand_on: true,
            by_mail: true,
        }
    }
}

impl Notification {
    pub fn of(id: NotificationId, note: Note, now: Timestamp) -> Notification {
        Notification {
            id,
            rv: 1,
            owned: Owned { owner: Some(note.to), team: None },
            kind: note.kind,
            bundle: note.bundle,
            about: note.about.map(|about| about.bytes),
            subject: note.subject,
            urgent: note.urgent,
            title: note.title,
            text: note.text,
            count: 1,
            state: State::New,
            made_at: now,
            seen_at: None,
        }
    }

    /// The same again, before they saw it: the newer words, counted.
    pub fn again(self, note: Note) -> Notification {
        let same = self.about.is_some() && self.about == note.about.map(|about| about.bytes);
        let count = if same { self.count } else { self.count + 1 };
        Notification {
            count,
            urgent: self.urgent || note.urgent,
            title: note.title,
            text: note.text,
            subject: self.subject.filter(|_| count == 1),
            ..self
        }
    }

    pub fn seen(self, at: Timestamp) -> Notification {
        Notification { state: State::Seen, seen_at: Some(at), ..self }
    }

    pub fn over(self) -> Notification {
        Notification { state: State::Over, ..self }
    }

    pub fn user(&self) -> Option<UserId> {
        self.owned.owner
    }

    /// What the journal says of it.
    pub fn told(&self, user: UserId) -> NotificationMade {
        NotificationMade {
            notification: self.id,
            user,
            about: self.kind.word().into(),
            urgent: self.urgent,
            on: self.subject.clone(),
        }
    }

    fn about_id(&self) -> Option<Ref> {
        self.about.map(|bytes| Ref { kind: self.kind.word(), bytes })
    }

    /// As a list or a phone shows it: how often, where it was more than once.
    pub fn heading(&self) -> String {
        if self.count > 1 { format!("{} × {}", self.count, self.title) } else { self.title.clone() }
    }

    /// The page it leads to, of our own.
    pub fn path(&self) -> String {
        format!("/app/notifications/{}", self.id)
    }
}
