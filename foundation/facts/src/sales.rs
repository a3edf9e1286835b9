//! What sales tells. Prices, texts and the buyer's data stand in the line's changes.

use kernel::{AgreementId, ContactId, Date, DealId, ItemId, Money, ProposalId, ServiceId, UserId};

crate::facts! {
    /// The rate card has a new item.
    ItemAdded = "item.added" { open item: ItemId }

    /// Words, unit, price or rate of an item changed; the card is out of date until it is published again.
    ItemChanged = "item.changed" { open item: ItemId }

    /// The item is not offered any more.
    ItemRetired = "item.retired" { open item: ItemId }

    /// The item is offered again.
    ItemRestored = "item.restored" { open item: ItemId }

    /// The rate card as it stands became a version that proposals name.
    RateCardPublished = "rate_card.published" { open version: i64, open items: i64 }

    /// Somebody began an offer.
    ProposalDrafted = "proposal.drafted" about contact {
        open proposal: ProposalId, open deal: DealId, open contact: ContactId,
    }

    /// The offer was changed while nobody outside has seen it.
    ProposalChanged = "proposal.changed" about contact {
        open proposal: ProposalId, open deal: DealId, open contact: ContactId,
    }

    /// The offer stands: number, prices and texts are frozen, and the customer can open it.
    ProposalSent = "proposal.sent" about contact {
        open proposal: ProposalId, open deal: DealId, open contact: ContactId, open service: Option<ServiceId>,
        open number: String,
        /// 1, and one more for each time it was changed after it had been sent.
        open version: i64,
        /// Net total with the options chosen beforehand.
        open value: Money,
        open gross: Money,
        /// Business-local day.
        open valid_until: Date,
        open owner: Option<UserId>,
        open test: bool,
    }

    /// The customer's link opens nothing any more; a new one took its place.
    ProposalLinkReplaced = "proposal.link_replaced" about contact {
        open proposal: ProposalId, open deal: DealId, open contact: ContactId,
    }

    /// The customer looked at it: once per browser and hour.
    ProposalViewed = "proposal.viewed" about contact {
        open proposal: ProposalId, open deal: DealId, open contact: ContactId, open version: i64,
        /// The first time this version was looked at.
        open first: bool,
    }

    /// A sent offer is being changed: what was sent before is void.
    ProposalRevised = "proposal.revised" about contact {
        open proposal: ProposalId, open deal: DealId, open contact: ContactId, open version: i64,
    }

    /// The customer said yes to these options and gave their billing data; the agreement waits for a signature.
    ProposalAccepted = "proposal.accepted" about contact {
        open proposal: ProposalId, open deal: DealId, open contact: ContactId, open agreement: AgreementId,
        open value: Money,
    }

    /// The customer said no.
    ProposalDeclined = "proposal.declined" about contact {
        open proposal: ProposalId, open deal: DealId, open contact: ContactId, personal reason: Option<String>,
    }

    /// We took it back.
    ProposalWithdrawn = "proposal.withdrawn" about contact {
        open proposal: ProposalId, open deal: DealId, open contact: ContactId, open reason: String,
    }

    /// Its last day has passed.
    ProposalExpired = "proposal.expired" about contact {
        open proposal: ProposalId, open deal: DealId, open contact: ContactId,
    }

    /// A withdrawn, declined or expired offer can be accepted again.
    ProposalReopened = "proposal.reopened" about contact {
        open proposal: ProposalId, open deal: DealId, open contact: ContactId, open valid_until: Date,
    }

    /// A code was made, to prove that the signer reads the mail of that address.
    AgreementCodeMade = "agreement.code_made" about contact {
        open agreement: AgreementId, open contact: ContactId, open by: String,
    }

    /// Both sides are bound: signature, consent and evidence are kept.
    AgreementSigned = "agreement.signed" about contact {
        open agreement: AgreementId, open proposal: ProposalId, open deal: DealId, open contact: ContactId,
        open service: Option<ServiceId>, open number: String,
        /// Net.
        open value: Money,
        open gross: Money,
        open owner: Option<UserId>,
        open test: bool,
        /// SHA-256 over all the signer saw and gave, hex.
        open sha256: String,
    }

    /// It no longer binds, and we know why.
    AgreementVoided = "agreement.voided" about contact {
        open agreement: AgreementId, open deal: DealId, open contact: ContactId, open reason: String,
    }
}
