//! Sales: what we offer (rate card), at what price (proposal), and what both sides signed (agreement).
//!
//! Laws: what was sent stands as it was sent; what is signed is what was read; a GET changes nothing.

pub mod agreement;
pub mod buyer;
mod client;
pub mod item;
mod people;
pub mod proposal;
mod texts;

use std::sync::LazyLock;

use facts::crm::{DealLost, DealReopened, DealWithdrawn, DealWon};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value as Json};
use verbs::{Registry, Room, Words};

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[("en", include_str!("../lang/en.ftl")), ("de", include_str!("../lang/de.ftl"))])
});

/// What customers read, in their language.
fn say(language: &str, id: &str, values: &[(&str, &str)]) -> String {
    WORDS.say(language, id, values)
}

/// A view, and what stood there before.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Changed<T> {
    #[serde(flatten)]
    pub now: T,
    /// The old values of the fields that were given: sent again, they undo the change.
    pub was: Map<String, Json>,
}

/// The input that undoes a change: the subject's id under its word, and the old values. `None` if nothing was
/// given.
fn undo_of(word: &str, answer: &Json) -> Option<Json> {
    let mut body = answer["was"].as_object().filter(|was| !was.is_empty())?.clone();
    body.insert(word.to_owned(), answer["id"].clone());
    Some(Json::Object(body))
}

/// A field that is there, even as null: absent keeps, null clears.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

pub struct Sales;

impl Room for Sales {
    fn register(house: &mut Registry) {
        items(house);
        proposals(house);
        customers(house);
        agreements(house);
        let rules = house.rules();
        rules.migration("sales/0001_item", include_str!("../migrations/0001_item.sql"));
        rules.migration("sales/0002_proposal", include_str!("../migrations/0002_proposal.sql"));
        rules.migration("sales/0003_agreement", include_str!("../migrations/0003_agreement.sql"));
        rules.migration("sales/0004_with_deal", include_str!("../migrations/0004_with_deal.sql"));
        rules.window(include_str!("../windows/sales_proposal_window.sql"));
        rules.window(include_str!("../windows/sales_agreement_window.sql"));
        rules.window(include_str!("../windows/sales_open.sql"));
        rules.window(include_str!("../windows/sales_next.sql"));
    }
}

fn items(house: &mut Registry) {
    house.command::<item::commands::AddItem>();
    house.command::<item::commands::ChangeItem>();
    house.command::<item::commands::RetireItem>();
    house.command::<item::commands::RestoreItem>();
    house.query::<item::commands::ListItems>();
    house.command::<item::card::PublishRateCard>();
    house.query::<item::card::ReadRateCard>();
    house.rules().noun::<item::Item>();
    house.rules().noun::<item::RateCard>();
}

fn proposals(house: &mut Registry) {
    use proposal::over::DealIsOver;
    house.command::<proposal::draft::DraftProposal>();
    house.command::<proposal::change::ChangeProposal>();
    house.command::<proposal::send::SendProposal>();
    house.command::<proposal::link::ReplaceProposalLink>();
    house.command::<proposal::endings::ReviseProposal>();
    house.command::<proposal::endings::WithdrawProposal>();
    house.command::<proposal::endings::ReopenProposal>();
    house.command::<proposal::expire::ExpireProposal>();
    house.query::<proposal::queries::ReadProposal>();
    house.query::<proposal::queries::ListProposals>();
    house.query::<proposal::queries::PreviewProposal>();
    house.worker::<proposal::expire::ExpireThem>();
    let rules = house.rules();
    rules.noun::<proposal::Proposal>();
    rules.noun::<proposal::offer::ProposalVersion>();
    rules.bookkeeping(&["sales_view", "sales_deal_ended"]);
    rules.speaks(proposal::speak::SpeakOfProposals);
    rules.consequence(DealIsOver::<DealWon>::new());
    rules.consequence(DealIsOver::<DealLost>::new());
    rules.consequence(DealIsOver::<DealWithdrawn>::new());
    rules.consequence(DealIsOver::<DealReopened>::new());
}

fn customers(house: &mut Registry) {
    use proposal::doors;
    house.command::<proposal::customer::ViewProposal>();
    house.command::<proposal::customer::AcceptProposal>();
    house.command::<proposal::customer::DeclineProposal>();
    house.door::<doors::ShowOffer>();
    house.door::<doors::ShowAcceptance>();
    house.door::<doors::GetPaper>();
    house.door::<doors::GetAgreement>();
    house.door::<doors::CountView>();
    house.door::<doors::SendAcceptance>();
    house.door::<doors::SendNo>();
    house.door::<doors::AskCode>();
    house.door::<doors::SendSignature>();
}

fn agreements(house: &mut Registry) {
    house.command::<agreement::code::SendCode>();
    house.command::<agreement::code::ShowCode>();
    house.command::<agreement::sign::SignAgreement>();
    house.command::<agreement::void::VoidAgreement>();
    house.query::<agreement::queries::ReadAgreement>();
    house.query::<agreement::queries::ListAgreements>();
    let rules = house.rules();
    rules.noun::<agreement::Agreement>();
    rules.bookkeeping(&["sales_code"]);
    rules.speaks(agreement::speak::SpeakOfAgreements);
}
