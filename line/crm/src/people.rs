//! What the people half of the room registers, and what its nouns share: contact, company, task, note,
//! timeline, search. The inquiries half stands on `staff`, `reach`, `typed` and `changed` too.

pub(crate) mod changed;
pub(crate) mod reach;
pub mod search;
pub(crate) mod staff;
pub(crate) mod typed;

use verbs::Registry;

use crate::{company, contact, note, task, timeline};

pub(crate) fn register(house: &mut Registry) {
    contacts(house);
    companies(house);
    tasks(house);
    notes(house);
    house.query::<timeline::views::ContactTimeline>();
    house.query::<search::Find>();
    windows(house);
}

fn contacts(house: &mut Registry) {
    house.command::<contact::commands::AddContact>();
    house.command::<contact::commands::ChangeContact>();
    house.command::<contact::merge::MergeContacts>();
    house.command::<contact::merge::UnmergeContacts>();
    house.command::<contact::links::ReplaceContactLinks>();
    house.query::<contact::views::ReadContact>();
    house.query::<contact::views::ListContacts>();
    house.query::<contact::duplicates::FindDuplicates>();
    let rules = house.rules();
    rules.noun::<contact::Contact>();
    rules.noun::<company::Company>();
    rules.consequence(contact::intake::ContactFromIntake);
    rules.migration("crm/0001_company", include_str!("../migrations/0001_company.sql"));
    rules.migration("crm/0002_contact", include_str!("../migrations/0002_contact.sql"));
}

fn companies(house: &mut Registry) {
    house.command::<company::commands::AddCompany>();
    house.command::<company::commands::ChangeCompany>();
    house.query::<company::views::ReadCompany>();
    house.query::<company::views::ListCompanies>();
}

fn tasks(house: &mut Registry) {
    house.command::<task::commands::CreateTask>();
    house.command::<task::commands::ChangeTask>();
    house.command::<task::commands::AssignTask>();
    house.command::<task::commands::FinishTask>();
    house.command::<task::commands::ReopenTask>();
    house.command::<task::commands::DropTask>();
    house.query::<task::views::ReadTask>();
    house.query::<task::views::ListTasks>();
    house.rules().noun::<task::Task>();
    let rules = house.rules();
    rules.consequence(task::project::TasksEnd);
    rules.consequence(task::project::TasksReturn);
    rules.consequence(task::project::MilestoneTasksEnd);
    rules.consequence(task::project::MilestoneTasksReturn);
    rules.migration("crm/0003_task", include_str!("../migrations/0003_task.sql"));
    rules.migration("crm/0027_task_with_record", include_str!("../migrations/0027_task_with_record.sql"));
}

fn notes(house: &mut Registry) {
    house.command::<note::commands::WriteNote>();
    house.command::<note::commands::ChangeNote>();
    house.command::<note::commands::WithdrawNote>();
    house.command::<note::commands::RestoreNote>();
    house.query::<note::views::ListNotes>();
    house.rules().noun::<note::Note>();
    house.rules().migration("crm/0004_note", include_str!("../migrations/0004_note.sql"));
}

fn windows(house: &mut Registry) {
    let rules = house.rules();
    rules.window(include_str!("../windows/crm_person.sql"));
    rules.window(include_str!("../windows/crm_contact_window.sql"));
    rules.window(include_str!("../windows/crm_alias.sql"));
    rules.window(include_str!("../windows/crm_note_window.sql"));
    rules.window(include_str!("../windows/crm_next.sql"));
}

/// How many items a page has: 50 where nothing is said, 200 at most.
pub(crate) fn page_limit(wanted: Option<i64>) -> usize {
    wanted.unwrap_or(50).clamp(1, 200) as usize
}

/// `$1, $2, …`: the places of so many values in a list.
pub(crate) fn numbered(count: usize) -> String {
    (1..=count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}
