//! A proposal: a priced offer built from a deal, in versions; the customer chooses options, says yes or no.
//!
//! Invariant: what was sent stands as it was sent; a change is a new version, and the version before is void.
//! A signed one moves only when its agreement is voided.

pub mod change;
pub mod content;
pub mod customer;
pub mod doors;
pub mod draft;
pub mod endings;
pub mod expire;
pub(crate) mod html;
pub mod link;
pub mod offer;
pub(crate) mod over;
pub mod queries;
pub(crate) mod rows;
pub mod send;
pub mod speak;
#[cfg(test)]
mod tests;
mod values;
pub mod views;

use facts::sales::{
    ProposalAccepted, ProposalChanged, ProposalDeclined, ProposalExpired, ProposalReopened, ProposalRevised,
    ProposalSent, ProposalViewed, ProposalWithdrawn,
};
use kernel::{
    AgreementId, ContactId, Currency, Date, DealId, Money, Owned, ProposalId, Refusal, ServiceId, Timestamp,
};

use content::Content;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub id: ProposalId,
    pub rv: i64,
    pub owned: Owned,
    pub deal: DealId,
    pub contact: ContactId,
    pub service: Option<ServiceId>,
    /// Given at the first sending, kept by every version.
    pub number: Option<String>,
    /// 1, and one more for each time it was changed after it had been sent.
    pub version: i64,
    pub currency: Currency,
    pub content: Content,
    /// Of the content, with the options chosen beforehand, or as accepted.
    pub net: Money,
    pub gross: Money,
    pub state: State,
    /// When the newest sent version was sent.
    pub sent_at: Option<Timestamp>,
    /// When the customer first looked at the newest sent version.
    pub viewed_at: Option<Timestamp>,
    /// While it is accepted: what waits for the signature, or was signed.
    pub agreement: Option<AgreementId>,
    pub signed_at: Option<Timestamp>,
    /// When somebody must look again, from the first sending until the signature.
    pub due: Option<Timestamp>,
    pub test: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Draft,
    Sent,
    Viewed,
    Accepted,
    Declined {
        at: Timestamp,
        reason: Option<String>,
    },
    Expired {
        at: Timestamp,
    },
    Withdrawn {
        at: Timestamp,
        reason: String,
    },
    /// It went with its deal, and comes back with it.
    EndedWithDeal {
        at: Timestamp,
    },
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ProposalRefusal {
    #[error("it was sent; revise it to make a new version")]
    Sent,
    #[error("it was not sent yet; send it first")]
    NotSent,
    #[error("it is {0}; reopen or revise it first")]
    Ended(&'static str),
    #[error("it can be accepted already; there is nothing to reopen")]
    Live,
    #[error("it is signed; void the agreement first")]
    Signed,
    #[error("it is not accepted yet; accept it first")]
    NotAccepted,
    #[error("this version was replaced; please look at the newest one")]
    Replaced,
    #[error("its last day has passed; please ask us for a new one")]
    TooLate,
    #[error("it is valid until {0}; withdraw it, if it must end before")]
    StillValid(Date),
    #[error("choose a last day that is not over yet")]
    PastDay,
    #[error("say why; the customer may ask")]
    NoReason,
    #[error("the deal is {0}; reopen it first")]
    DealEnded(String),
    #[error("only the customer can, on their own page; send them the link")]
    OnlyCustomer,
}

impl Refusal for ProposalRefusal {
    fn code(&self) -> &'static str {
        match self {
            ProposalRefusal::Sent => "proposal.sent",
            ProposalRefusal::NotSent => "proposal.not_sent",
            ProposalRefusal::Ended(_) => "proposal.ended",
            ProposalRefusal::Live => "proposal.live",
            ProposalRefusal::Signed => "proposal.signed",
            ProposalRefusal::NotAccepted => "proposal.not_accepted",
            ProposalRefusal::Replaced => "proposal.replaced",
            ProposalRefusal::TooLate => "proposal.too_late",
            ProposalRefusal::StillValid(_) => "proposal.still_valid",
            ProposalRefusal::PastDay => "proposal.past_day",
            ProposalRefusal::NoReason => "proposal.no_reason",
            ProposalRefusal::DealEnded(_) => "proposal.deal_ended",
            ProposalRefusal::OnlyCustomer => "proposal.only_customer",
        }
    }
}

type Done<F> = Result<(Proposal, F), ProposalRefusal>;

const WITH_DEAL: &str = "the deal came to nothing";

/// What sending decides.
#[derive(Debug, Clone)]
pub struct Sending {
    pub number: String,
    pub content: Content,
    pub valid_until: Date,
    pub at: Timestamp,
    /// The end of its last day.
    pub due: Timestamp,
}

impl State {
    pub fn word(&self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Sent => "sent",
            State::Viewed => "viewed",
            State::Accepted => "accepted",
            State::Declined { .. } => "declined",
            State::Expired { .. } => "expired",
            State::Withdrawn { .. } | State::EndedWithDeal { .. } => "withdrawn",
        }
    }

    pub fn ended_at(&self) -> Option<Timestamp> {
        match self {
            State::Declined { at, .. }
            | State::Expired { at }
            | State::Withdrawn { at, .. }
            | State::EndedWithDeal { at } => Some(*at),
            _ => None,
        }
    }

    pub fn reason(&self) -> Option<&str> {
        match self {
            State::Declined { reason, .. } => reason.as_deref(),
            State::Withdrawn { reason, .. } => Some(reason),
            State::EndedWithDeal { .. } => Some(WITH_DEAL),
            _ => None,
        }
    }
}

impl Proposal {
    /// Words, lines, terms or owner, while nobody outside can see them.
    pub fn change(self, over: impl FnOnce(Proposal) -> Proposal) -> Done<ProposalChanged> {
        match self.state {
            State::Draft => {}
            State::Sent | State::Viewed | State::Accepted => return Err(ProposalRefusal::Sent),
            ref ended => return Err(ProposalRefusal::Ended(ended.word())),
        }
        let told = ProposalChanged { proposal: self.id, deal: self.deal, contact: self.contact };
        Ok((over(self), told))
    }

    /// It stands, and the customer can open it.
    pub fn send(self, sending: Sending) -> Done<ProposalSent> {
        match self.state {
            State::Draft => {}
            State::Sent | State::Viewed | State::Accepted => return Err(ProposalRefusal::Sent),
            ref ended => return Err(ProposalRefusal::Ended(ended.word())),
        }
        let sent = Proposal {
            number: Some(sending.number.clone()),
            content: sending.content,
            state: State::Sent,
            sent_at: Some(sending.at),
            viewed_at: None,
            due: Some(sending.due),
            ..self
        };
        let told = ProposalSent {
            proposal: sent.id,
            deal: sent.deal,
            contact: sent.contact,
            service: sent.service,
            number: sending.number,
            version: sent.version,
            value: sent.net,
            gross: sent.gross,
            valid_until: sending.valid_until,
            owner: sent.owned.owner,
            test: sent.test,
        };
        Ok((sent, told))
    }

    /// The next version, to be changed; what was sent before is void.
    pub fn revise(self, due: Timestamp) -> Done<ProposalRevised> {
        self.is_unsigned()?;
        if self.state == State::Draft || self.sent_at.is_none() {
            return Err(ProposalRefusal::NotSent);
        }
        let version = self.version + 1;
        let told = ProposalRevised { proposal: self.id, deal: self.deal, contact: self.contact, version };
        Ok((Proposal { version, state: State::Draft, agreement: None, due: Some(due), ..self }, told))
    }

    /// The customer looked at it.
    pub fn view(self, at: Timestamp) -> Done<ProposalViewed> {
        let first = match self.state {
            State::Sent => true,
            State::Viewed | State::Accepted => false,
            State::Draft => return Err(ProposalRefusal::NotSent),
            ref ended => return Err(ProposalRefusal::Ended(ended.word())),
        };
        let told = ProposalViewed {
            proposal: self.id,
            deal: self.deal,
            contact: self.contact,
            version: self.version,
            first,
        };
        if !first {
            return Ok((self, told));
        }
        Ok((Proposal { state: State::Viewed, viewed_at: Some(at), ..self }, told))
    }

    /// The customer said yes to these options; said again before the signature, the newer yes counts.
    pub fn accept(self, agreement: AgreementId, (net, gross): (Money, Money)) -> Done<ProposalAccepted> {
        self.is_live()?;
        let told = ProposalAccepted {
            proposal: self.id,
            deal: self.deal,
            contact: self.contact,
            agreement,
            value: net,
        };
        Ok((Proposal { state: State::Accepted, agreement: Some(agreement), net, gross, ..self }, told))
    }

    /// The customer said no.
    pub fn decline(self, reason: Option<String>, at: Timestamp, due: Timestamp) -> Done<ProposalDeclined> {
        self.is_live()?;
        let told = ProposalDeclined {
            proposal: self.id,
            deal: self.deal,
            contact: self.contact,
            reason: reason.clone(),
        };
        Ok((self.over(State::Declined { at, reason }, Some(due)), told))
    }

    /// We take it back. A draft nobody has seen needs nobody's next step.
    pub fn withdraw(self, reason: String, at: Timestamp, due: Timestamp) -> Done<ProposalWithdrawn> {
        self.is_unsigned()?;
        match self.state {
            _ if reason.trim().is_empty() => return Err(ProposalRefusal::NoReason),
            State::Draft | State::Sent | State::Viewed | State::Accepted => {}
            ref ended => return Err(ProposalRefusal::Ended(ended.word())),
        }
        let told = self.withdrawn(&reason);
        let due = self.sent_at.map(|_| due);
        Ok((self.over(State::Withdrawn { at, reason }, due), told))
    }

    /// The deal it was made for came to nothing: nobody has to look at it again, unless the deal comes back.
    pub fn end_with_deal(self, at: Timestamp) -> Done<ProposalWithdrawn> {
        self.is_live()?;
        let told = self.withdrawn(WITH_DEAL);
        Ok((self.over(State::EndedWithDeal { at }, None), told))
    }

    pub fn ended_with_deal(&self) -> bool {
        matches!(self.state, State::EndedWithDeal { .. })
    }

    /// The deal is back, but its last day is over: somebody decides how to go on.
    pub fn stay_ended(self, due: Timestamp) -> (Proposal, ProposalChanged) {
        let told = ProposalChanged { proposal: self.id, deal: self.deal, contact: self.contact };
        (Proposal { due: Some(due), ..self }, told)
    }

    fn withdrawn(&self, reason: &str) -> ProposalWithdrawn {
        let (proposal, deal, contact) = (self.id, self.deal, self.contact);
        ProposalWithdrawn { proposal, deal, contact, reason: reason.into() }
    }

    /// Its last day has passed: `today` is the business's.
    pub fn expire(self, today: Date, at: Timestamp, due: Timestamp) -> Done<ProposalExpired> {
        self.is_live()?;
        if let Some(day) = self.content.valid_until.filter(|day| *day >= today) {
            return Err(ProposalRefusal::StillValid(day));
        }
        let told = ProposalExpired { proposal: self.id, deal: self.deal, contact: self.contact };
        Ok((self.over(State::Expired { at }, Some(due)), told))
    }

    /// It can be accepted again, in the version that was sent; what was never sent is a draft again.
    /// `shown` says whether the customer ever saw this version.
    pub fn reopen(self, valid_until: Date, due: Timestamp, shown: bool) -> Done<ProposalReopened> {
        self.is_unsigned()?;
        if self.state.ended_at().is_none() {
            return Err(ProposalRefusal::Live);
        }
        let told =
            ProposalReopened { proposal: self.id, deal: self.deal, contact: self.contact, valid_until };
        let content = Content { valid_until: Some(valid_until), ..self.content };
        let state = match self.viewed_at {
            _ if !shown => State::Draft,
            None => State::Sent,
            Some(_) => State::Viewed,
        };
        let due = self.sent_at.map(|_| due);
        Ok((Proposal { content, state, due, agreement: None, ..self }, told))
    }

    /// Its agreement is signed; nothing is left to do here.
    pub fn sign(self, at: Timestamp) -> Result<Proposal, ProposalRefusal> {
        self.is_live()?;
        if self.state != State::Accepted {
            return Err(ProposalRefusal::NotAccepted);
        }
        Ok(Proposal { signed_at: Some(at), due: None, ..self })
    }

    /// Its agreement was voided: it stands withdrawn, for somebody to go on from.
    pub fn voided(self, reason: String, at: Timestamp, due: Timestamp) -> (Proposal, ProposalWithdrawn) {
        let told = self.withdrawn(&reason);
        (self.over(State::Withdrawn { at, reason }, Some(due)), told)
    }

    fn over(self, state: State, due: Option<Timestamp>) -> Proposal {
        Proposal { state, due, agreement: None, signed_at: None, ..self }
    }

    pub(crate) fn is_live(&self) -> Result<(), ProposalRefusal> {
        self.is_unsigned()?;
        match &self.state {
            State::Sent | State::Viewed | State::Accepted => Ok(()),
            State::Draft => Err(ProposalRefusal::NotSent),
            ended => Err(ProposalRefusal::Ended(ended.word())),
        }
    }

    fn is_unsigned(&self) -> Result<(), ProposalRefusal> {
        if self.signed_at.is_some() { Err(ProposalRefusal::Signed) } else { Ok(()) }
    }

    /// How it and its papers are named, such as `0007` or `0007-2`.
    pub fn printed(&self) -> String {
        let number = self.number.as_deref().unwrap_or("–");
        if self.version > 1 { format!("{number}-{}", self.version) } else { number.to_owned() }
    }
}
