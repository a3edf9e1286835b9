//! What the inquiries half of the room registers: service, lead, deal, conversation.

use kernel::{Result, Timestamp};
use serde::{Deserialize, Deserializer};
use verbs::Registry;

use crate::{conversation, deal, lead, service};

pub(crate) fn register(house: &mut Registry) {
    services(house);
    leads(house);
    deals(house);
    messages(house);
    let rules = house.rules();
    rules.migration("crm/0020_service", include_str!("../migrations/0020_service.sql"));
    rules.migration("crm/0021_lead", include_str!("../migrations/0021_lead.sql"));
    rules.migration("crm/0022_deal", include_str!("../migrations/0022_deal.sql"));
    rules.migration("crm/0023_message", include_str!("../migrations/0023_message.sql"));
    rules.migration("crm/0024_letter", include_str!("../migrations/0024_letter.sql"));
    let template = include_str!("../migrations/0025_message_template.sql");
    rules.migration("crm/0025_message_template", template);
    rules.migration("crm/0026_service_tasks", include_str!("../migrations/0026_service_tasks.sql"));
    rules.window(include_str!("../windows/crm_service_window.sql"));
    rules.window(include_str!("../windows/crm_lead_window.sql"));
    rules.window(include_str!("../windows/crm_deal_window.sql"));
    rules.window(include_str!("../windows/crm_message_window.sql"));
    rules.window(include_str!("../windows/crm_open.sql"));
}

fn services(house: &mut Registry) {
    house.command::<service::commands::AddService>();
    house.command::<service::commands::ChangeService>();
    house.command::<service::commands::RetireService>();
    house.query::<service::queries::ListServices>();
    house.query::<service::queries::ReadService>();
    house.rules().noun::<service::Service>();
    house.rules().consequence(service::first::FirstService);
    house.rules().consequence(service::work::WorkBegins);
}

fn leads(house: &mut Registry) {
    house.command::<lead::commands::AssignLead>();
    house.command::<lead::commands::AnswerQuestions>();
    house.command::<lead::decisions::QualifyLead>();
    house.command::<lead::decisions::NurtureLead>();
    house.command::<lead::decisions::DeclineLead>();
    house.command::<lead::decisions::CloseLead>();
    house.command::<lead::decisions::ReopenLead>();
    house.query::<lead::queries::ListLeads>();
    house.query::<lead::queries::ReadLead>();
    house.query::<lead::week::WeekOfLeads>();
    house.worker::<lead::ReturnNurtured>();
    let rules = house.rules();
    rules.noun::<lead::Lead>();
    rules.consequence(lead::LeadFromIntake);
    rules.consequence(lead::LeadIsAnswered);
    rules.consequence(lead::BounceNoted);
    rules.consequence(lead::SkipNoted);
}

fn deals(house: &mut Registry) {
    house.command::<deal::open::OpenDeal>();
    house.command::<deal::commands::ChangeDeal>();
    house.command::<deal::commands::MoveDeal>();
    house.command::<deal::endings::WinDeal>();
    house.command::<deal::endings::LoseDeal>();
    house.command::<deal::endings::ReopenDeal>();
    house.command::<deal::pipeline::ChangePipeline>();
    house.query::<deal::pipeline::ReadPipeline>();
    house.query::<deal::queries::ListDeals>();
    house.query::<deal::queries::ReadDeal>();
    house.rules().noun::<deal::Deal>();
    house.rules().consequence(deal::voided::DealNotWon);
    house.rules().speaks(deal::spoken::Spoken);
}

fn messages(house: &mut Registry) {
    house.command::<conversation::commands::SendMessage>();
    house.command::<conversation::commands::LogMessage>();
    house.query::<conversation::queries::PreviewMessage>();
    house.query::<conversation::queries::ListMessages>();
    let rules = house.rules();
    rules.noun::<conversation::Conversation>();
    rules.noun::<conversation::Message>();
    rules.consequence(conversation::letter::WriteLetter);
    rules.bookkeeping(&["crm_message_outcome"]);
}

/// A field that is there, even as null: absent keeps, null clears.
pub(crate) fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// So many wall-clock minutes later.
pub(crate) fn after_minutes(at: Timestamp, minutes: i64) -> Result<Timestamp> {
    at.checked_add(jiff::SignedDuration::from_mins(minutes)).map_err(kernel::fault)
}
