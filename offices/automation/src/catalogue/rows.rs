//! Whoever can answer for an automation, and the texts it can send, read through the windows of their rooms.

use kernel::{Result, UserId};
use store::{Row, Tx};

use super::records::Question;
use super::words::plain;
use super::{PersonView, RoleView, TextView};

/// The roles of the house, as `governance` knows them.
const ROLES: [&str; 6] = ["administrator", "manager", "sales", "delivery", "finance", "viewer"];

pub(super) struct Staff {
    id: UserId,
    name: String,
    role: String,
}

const QUESTIONS: &str = "select questions from crm_service_window order by id";

/// What the services ask, in their order.
pub(super) async fn questions(tx: &mut Tx) -> Result<Vec<Question>> {
    let read = |row: &Row<'_>| row.doc::<Vec<Question>>("questions");
    Ok(tx.all(QUESTIONS, &[], read).await?.into_iter().flatten().collect())
}

const STAFF: &str = "select id, name, role, active from governance_user_window order by id";

/// Everybody who is active.
pub(super) async fn staff(tx: &mut Tx) -> Result<Vec<Staff>> {
    let read = |row: &Row<'_>| {
        let staff = Staff { id: row.get("id")?, name: row.get("name")?, role: row.get("role")? };
        Ok((staff, row.get::<bool>("active")?))
    };
    let all = tx.all(STAFF, &[], read).await?;
    Ok(all.into_iter().filter(|(_, active)| *active).map(|(staff, _)| staff).collect())
}

pub(super) fn roles(staff: &[Staff]) -> Vec<RoleView> {
    let view = |role: &&str| {
        let holders = staff.iter().filter(|one| one.role == **role);
        RoleView {
            role: (*role).into(),
            label: plain(role),
            held_by: holders.map(|one| one.name.clone()).collect(),
        }
    };
    ROLES.iter().map(view).collect()
}

pub(super) fn people(staff: Vec<Staff>) -> Vec<PersonView> {
    staff.into_iter().map(|one| PersonView { id: one.id, name: one.name }).collect()
}

const TEXTS: &str = "
    select slug, language, class, subject from templates_text
    where state = 'approved' and subject is not null order by slug, language";

/// A text without a subject is a paper, not a message.
pub(super) async fn texts(tx: &mut Tx) -> Result<Vec<TextView>> {
    let read = |row: &Row<'_>| {
        let slug: String = row.get("slug")?;
        let languages = vec![row.get("language")?];
        let (class, subject) = (row.get("class")?, row.get("subject")?);
        Ok(TextView { label: plain(&slug), slug, class, subject, languages })
    };
    let mut texts: Vec<TextView> = vec![];
    for text in tx.all(TEXTS, &[], read).await? {
        match texts.last_mut().filter(|last| last.slug == text.slug) {
            Some(last) => last.languages.extend(text.languages),
            None => texts.push(text),
        }
    }
    Ok(texts)
}
