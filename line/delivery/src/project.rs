//! A project: what was promised to one customer, as milestones, with the brief and the files of the work.
//!
//! Invariant: there is one project for an agreement; an open project with nothing left to deliver has a dated
//! next step; a cancelled one says why.

pub mod buyer;
pub mod commands;
pub mod create;
pub mod doors;
pub mod endings;
pub mod files;
pub mod link;
pub mod open;
pub mod queries;
pub(crate) mod rows;
pub mod speak;
#[cfg(test)]
mod tests;
pub mod views;
pub(crate) mod voided;

use facts::delivery::{
    BriefChanged, BriefCompleted, ProjectCancelled, ProjectChanged, ProjectDone, ProjectFileAdded,
    ProjectOpened, ProjectReopened,
};
use kernel::paper::Party;
use kernel::{
    AgreementId, ContactId, Currency, DealId, FileId, Money, Owned, ProjectId, Refusal, ServiceId, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::brief::Brief;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    pub id: ProjectId,
    pub rv: i64,
    pub owned: Owned,
    pub number: String,
    pub agreement: Option<AgreementId>,
    pub agreement_number: Option<String>,
    pub deal: Option<DealId>,
    pub contact: ContactId,
    pub service: Option<ServiceId>,
    pub title: String,
    /// Of every milestone.
    pub currency: Currency,
    pub state: State,
    pub opened_at: Timestamp,
    /// When it should be finished, while nothing is left to deliver.
    pub due: Option<Timestamp>,
    pub brief: Brief,
    pub files: Vec<ProjectFile>,
    /// Whom its milestones are invoiced to, as long as they are not.
    pub buyer: Party,
    pub test: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Open,
    Done { at: Timestamp },
    Cancelled { at: Timestamp, reason: String },
}

/// A file somebody gave to the project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProjectFile {
    pub file: FileId,
    pub name: String,
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// `client` or `staff`.
    pub by: String,
    pub at: Timestamp,
    /// The client sees it on their page.
    pub shared: bool,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ProjectRefusal {
    #[error("the project is {0}; reopen it first")]
    Ended(&'static str),
    #[error("the project is open; there is nothing to take back")]
    Open,
    #[error("{0} of its milestones still wait; have them accepted, or cancel them")]
    Waiting(usize),
    #[error("`{0}` is invoiced and not accepted; credit that invoice first")]
    Invoiced(String),
    #[error("say why it is cancelled; it is what we learn from")]
    NoReason,
    #[error("the agreement is {0}; a project is opened from a signed one")]
    NotSigned(String),
    #[error("it holds {0} files, which is the most; begin another project for more")]
    Full(usize),
    #[error("only the client says so, by their own link; record what they told you at the milestone")]
    NotTheClient,
}

impl Refusal for ProjectRefusal {
    fn code(&self) -> &'static str {
        match self {
            ProjectRefusal::Ended(_) => "project.ended",
            ProjectRefusal::Open => "project.open",
            ProjectRefusal::Waiting(_) => "project.waiting",
            ProjectRefusal::Invoiced(_) => "project.invoiced",
            ProjectRefusal::NoReason => "project.no_reason",
            ProjectRefusal::NotSigned(_) => "project.not_signed",
            ProjectRefusal::Full(_) => "project.full",
            ProjectRefusal::NotTheClient => "project.not_the_client",
        }
    }
}

type Done<F> = Result<(Project, F), ProjectRefusal>;

/// Files a project holds at most.
pub const MOST_FILES: usize = 300;

impl State {
    pub fn word(&self) -> &'static str {
        match self {
            State::Open => "open",
            State::Done { .. } => "done",
            State::Cancelled { .. } => "cancelled",
        }
    }

    pub fn at(&self) -> Option<Timestamp> {
        match self {
            State::Open => None,
            State::Done { at } | State::Cancelled { at, .. } => Some(*at),
        }
    }

    pub fn reason(&self) -> Option<&str> {
        if let State::Cancelled { reason, .. } = self { Some(reason) } else { None }
    }
}

impl Project {
    pub fn opened(&self, value: Money) -> ProjectOpened {
        ProjectOpened {
            project: self.id,
            agreement: self.agreement,
            deal: self.deal,
            contact: self.contact,
            service: self.service,
            value,
            owner: self.owned.owner,
            test: self.test,
        }
    }

    /// Title or owner.
    pub fn change(self, over: impl FnOnce(Project) -> Project) -> Done<ProjectChanged> {
        self.is_open()?;
        let told = ProjectChanged { project: self.id, contact: self.contact };
        Ok((over(self), told))
    }

    /// Nothing more is to be delivered; `waiting` milestones still do.
    pub fn finish(self, waiting: usize, at: Timestamp) -> Done<ProjectDone> {
        self.is_open()?;
        if waiting > 0 {
            return Err(ProjectRefusal::Waiting(waiting));
        }
        let told = ProjectDone { project: self.id, contact: self.contact };
        Ok((Project { state: State::Done { at }, due: None, ..self }, told))
    }

    /// It is not delivered, and we know why. Its waiting milestones go with it.
    pub fn cancel(self, reason: &str, at: Timestamp) -> Done<ProjectCancelled> {
        self.is_open()?;
        let reason = reason.trim().to_owned();
        if reason.is_empty() {
            return Err(ProjectRefusal::NoReason);
        }
        let told = ProjectCancelled { project: self.id, contact: self.contact, reason: reason.clone() };
        Ok((Project { state: State::Cancelled { at, reason }, due: None, ..self }, told))
    }

    /// It goes on after all.
    pub fn reopen(self) -> Done<ProjectReopened> {
        if self.state == State::Open {
            return Err(ProjectRefusal::Open);
        }
        let told = ProjectReopened { project: self.id, contact: self.contact };
        Ok((Project { state: State::Open, ..self }, told))
    }

    /// Another brief; complete is told once, when nothing is missing any more.
    pub fn with_brief(self, brief: Brief) -> Done<(BriefChanged, Option<BriefCompleted>)> {
        self.is_open()?;
        let (project, contact) = (self.id, self.contact);
        let complete = !self.brief.is_complete() && brief.is_complete();
        let completed = complete.then_some(BriefCompleted { project, contact });
        Ok((Project { brief, ..self }, (BriefChanged { project, contact }, completed)))
    }

    /// Whoever pays, in whatever state the work is: what was accepted may still be to invoice.
    pub fn with_buyer(self, buyer: Party) -> (Project, ProjectChanged) {
        let told = ProjectChanged { project: self.id, contact: self.contact };
        (Project { buyer, ..self }, told)
    }

    pub fn with_file(self, file: ProjectFile) -> Done<ProjectFileAdded> {
        if self.files.len() >= MOST_FILES {
            return Err(ProjectRefusal::Full(self.files.len()));
        }
        let (project, contact, by) = (self.id, self.contact, file.by.clone());
        let told = ProjectFileAdded { project, contact, file: file.file, by };
        let files = self.files.iter().cloned().chain([file]).collect();
        Ok((Project { files, ..self }, told))
    }

    /// Is this one of its files, and if a client names it, one they see?
    pub fn holds(&self, file: FileId, client: bool) -> Result<(), kernel::Error> {
        if self.files.iter().any(|known| known.file == file && (known.shared || !client)) {
            return Ok(());
        }
        Err(kernel::Error::field("/file", "no_such_file", "choose one of the project's files"))
    }

    pub fn is_open(&self) -> Result<(), ProjectRefusal> {
        if self.state == State::Open { Ok(()) } else { Err(ProjectRefusal::Ended(self.state.word())) }
    }
}
