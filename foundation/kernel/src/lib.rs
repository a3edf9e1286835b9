//! The words every room shares: ids, money, time, chance, people, permission, refusal, plain values.
//!
//! Nothing here touches a disk, a socket or the system's clock except `SystemClock`, `VirtualClock` and
//! `SystemRng`, which only `server` may name.

mod absence;
mod actor;
mod brief;
mod business;
pub mod calendar;
mod clock;
pub mod cost;
pub mod crash;
mod error;
mod id;
mod limits;
mod money;
pub mod paper;
pub mod patch;
pub mod price;
pub mod print;
mod secret;
pub mod tax;
pub mod text;
mod value;

pub use absence::{Absence, Absences, OnStaff};
pub use actor::{Access, Actor, Cause, Grants, Owned, Permit, Scope, Via};
pub use brief::BriefSource;
pub use business::{
    Address, Business, Joint, JointRule, LineSettings, MailServer, NumberFormat, Numbers, Reminding, TaxRate,
};
pub use clock::{Clock, Rng, SeededRng, StillClock, SystemClock, SystemRng, VirtualClock};
pub use error::{Error, FieldError, Refusal, Result, fault};
pub use id::{Id, IdError, Ref};
pub use jiff::Timestamp;
/// A calendar day, without a zone.
pub use jiff::civil::Date;
pub use limits::{Limits, Rate, RateClass};
pub use money::{BasisPoints, Currency, Money, MoneyError};
pub use secret::Secret;
pub use value::{Cell, Class, FromCell, Value};

ids! {
    // the house
    UserId => "user",
    TeamId => "team",
    SessionId => "session",
    TokenId => "token",
    LinkId => "link",
    FactId => "fact",
    EffectId => "effect",
    ExceptionId => "exception",
    FileId => "file",
    PaperId => "paper",
    // capture
    FormId => "form",
    FormVersionId => "form_version",
    ConsentId => "consent",
    IntakeId => "intake",
    // crm
    ContactId => "contact",
    CompanyId => "company",
    ServiceId => "service",
    LeadId => "lead",
    DealId => "deal",
    TaskId => "task",
    NoteId => "note",
    ConversationId => "conversation",
    MessageId => "message",
    // sales
    ItemId => "item",
    RateCardId => "rate_card",
    ProposalId => "proposal",
    ProposalVersionId => "proposal_version",
    AgreementId => "agreement",
    // delivery
    ProjectId => "project",
    MilestoneId => "milestone",
    // billing
    InvoiceId => "invoice",
    CreditNoteId => "credit_note",
    // cash
    PaymentId => "payment",
    RefundId => "refund",
    StatementId => "statement",
    BankLineId => "bank_line",
    EntryId => "entry",
    EntryLineId => "entry_line",
    // offices
    TemplateId => "template",
    TemplateVersionId => "template_version",
    AutomationId => "automation",
    AutomationVersionId => "automation_version",
    AutomationDraftId => "automation_draft",
    RunId => "run",
    ApprovalId => "approval",
    SuppressionId => "suppression",
    ConnectionId => "connection",
    HttpCallId => "http_call",
    SmsGatewayId => "sms_gateway",
    NotificationId => "notification",
    DeviceId => "device",
    ViewId => "view",
}
