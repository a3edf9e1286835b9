//! Delivery: what was promised becomes work (project, milestone), with what the work needs to know (brief).
//!
//! Laws: one project for an agreement; what a milestone is worth is what was signed; an accepted milestone is
//! the trigger to invoice, and what an invoice names is not taken back. The client's page is here; sending is
//! crm's.

pub mod brief;
mod changed;
mod customer;
mod days;
pub mod handoff;
mod media;
pub mod milestone;
mod picture;
pub mod portal;
pub mod project;
mod staff;
mod typed;

use std::sync::LazyLock;

use verbs::{Registry, Room, Words};

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[("en", include_str!("../lang/en.ftl")), ("de", include_str!("../lang/de.ftl"))])
});

/// What clients read, in their language.
fn say(language: &str, id: &str, values: &[(&str, &str)]) -> String {
    WORDS.say(language, id, values)
}

pub struct Delivery;

impl Room for Delivery {
    fn register(house: &mut Registry) {
        projects(house);
        milestones(house);
        clients(house);
        let rules = house.rules();
        rules.migration("delivery/0001_project", include_str!("../migrations/0001_project.sql"));
        rules.migration("delivery/0002_milestone", include_str!("../migrations/0002_milestone.sql"));
        rules.window(include_str!("../windows/delivery_project_window.sql"));
        rules.window(include_str!("../windows/delivery_milestone_window.sql"));
        rules.window(include_str!("../windows/delivery_open.sql"));
        rules.window(include_str!("../windows/delivery_next.sql"));
    }
}

fn projects(house: &mut Registry) {
    use project::{buyer, commands, create, doors, endings, files, link, open, queries, speak, voided};
    house.command::<open::OpenProject>();
    house.command::<create::CreateProject>();
    house.command::<commands::ChangeProject>();
    house.command::<buyer::ChangeBuyer>();
    house.command::<endings::FinishProject>();
    house.command::<endings::CancelProject>();
    house.command::<endings::ReopenProject>();
    house.command::<files::AddFile>();
    house.command::<link::ReplaceProjectLink>();
    house.command::<brief::commands::AnswerBrief>();
    house.command::<brief::commands::ChangeBrief>();
    house.query::<queries::ListProjects>();
    house.query::<queries::ReadProject>();
    house.door::<doors::ReadFile>();
    house.door::<doors::BringFile>();
    let rules = house.rules();
    rules.noun::<project::Project>();
    rules.consequence(voided::AgreementEnds);
    rules.speaks(speak::ProjectSpeaks);
    rules.speaks(speak::MilestoneSpeaks);
}

fn milestones(house: &mut Registry) {
    use milestone::{commands, endings, invoiced, queries, work};
    house.command::<commands::AddMilestone>();
    house.command::<commands::ChangeMilestone>();
    house.command::<work::DeliverMilestone>();
    house.command::<work::AcceptMilestone>();
    house.command::<work::DisputeMilestone>();
    house.command::<work::ReopenMilestone>();
    house.command::<endings::CancelMilestone>();
    house.command::<endings::WaiveMilestone>();
    house.query::<queries::ReadMilestone>();
    let rules = house.rules();
    rules.noun::<milestone::Milestone>();
    rules.consequence(invoiced::MilestonesInvoiced);
    rules.consequence(invoiced::MilestonesFreed);
}

fn clients(house: &mut Registry) {
    use portal::{commands, doors, views};
    house.query::<views::ShowProject>();
    house.command::<commands::AcceptAsClient>();
    house.command::<commands::DisputeAsClient>();
    house.door::<doors::ShowPage>();
    house.door::<doors::ActOnPage>();
    house.door::<doors::GetFile>();
}
