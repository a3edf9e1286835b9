//! What other rooms show us: who the customer is, who of the staff answers, what a milestone says, what a letter was
//! about. Read only.

use kernel::paper::Party;
use kernel::tax::TaxGroup;
use kernel::{
    ContactId, Currency, Date, Error, InvoiceId, MessageId, MilestoneId, OnStaff, Owned, ProjectId, Result,
    ServiceId, Timestamp, UserId,
};
use store::{Row, Tx, values};

use crate::invoice::InvoiceRefusal;

/// A customer, by whatever id they were known.
#[derive(Debug, Clone)]
pub(crate) struct Contact {
    pub id: ContactId,
    pub name: Option<String>,
    pub email: Option<String>,
    pub language: Option<String>,
}

const CONTACT: &str = "
    select c.id, c.name, c.email, c.language from crm_contact_window c
    where c.id = coalesce((select a.contact from crm_alias a where a.alias = $1), $1)";

pub(crate) async fn contact(tx: &mut Tx, id: ContactId) -> Result<Contact> {
    let read = |row: &Row<'_>| {
        Ok(Contact {
            id: row.get("id")?,
            name: row.get("name")?,
            email: row.get("email")?,
            language: row.get("language")?,
        })
    };
    tx.one(CONTACT, values![id], read).await?.ok_or(Error::Missing("contact"))
}

const STAFF: &str = "select id, role, active, team, stand_in from governance_user_window order by id";

struct Member {
    on: OnStaff,
    owned: Owned,
}

async fn staff(tx: &mut Tx) -> Result<Vec<Member>> {
    let read = |row: &Row<'_>| {
        let on = row.on_staff()?;
        Ok(Member { on, owned: Owned { owner: Some(on.id), team: row.get("team")? } })
    };
    tx.all(STAFF, &[], read).await
}

/// The first of these who is active and not away, or their stand-in; else an active administrator.
pub(crate) async fn answerable(tx: &mut Tx, wanted: &[Option<UserId>]) -> Result<Owned> {
    let (away, all) = (tx.away().await?, staff(tx).await?);
    let here = away.answers(wanted, &all.iter().map(|member| member.on).collect::<Vec<_>>());
    let found = all.into_iter().find(|member| Some(member.on.id) == here);
    found.map(|found| found.owned).ok_or_else(|| InvoiceRefusal::NobodyAnswers.into())
}

/// An active user, and their team.
pub(crate) async fn somebody(tx: &mut Tx, user: UserId) -> Result<Owned> {
    let found = staff(tx).await?.into_iter().find(|member| member.on.id == user && member.on.active);
    let say = || Error::field("/owner", "no_such_user", "choose somebody of the staff who is active");
    found.map(|found| found.owned).ok_or_else(say)
}

/// What was delivered and accepted, as delivery shows it.
#[derive(Debug, Clone)]
pub(crate) struct Milestone {
    pub id: MilestoneId,
    pub owned: Owned,
    pub project: Option<ProjectId>,
    pub contact: ContactId,
    pub service: Option<ServiceId>,
    pub title: String,
    pub state: String,
    pub currency: Currency,
    pub groups: Vec<TaxGroup>,
    pub buyer: Party,
    /// Of the agreement, or else of the project.
    pub reference: Option<String>,
    pub accepted_on: Option<Date>,
    pub waived: bool,
    pub test: bool,
}

const MILESTONE: &str = "
    select id, owner, team, project, contact, service, title, state, currency, groups, buyer, agreement_number,
        project_number, accepted_on, invoice_waived, test
    from delivery_milestone_window where id = $1";

pub(crate) async fn milestone(tx: &mut Tx, id: MilestoneId) -> Result<Milestone> {
    let read = |row: &Row<'_>| {
        let agreement: Option<String> = row.get("agreement_number")?;
        let project: Option<String> = row.get("project_number")?;
        Ok(Milestone {
            id: row.get("id")?,
            owned: row.owned()?,
            project: row.get("project")?,
            contact: row.get("contact")?,
            service: row.get("service")?,
            title: row.get("title")?,
            state: row.get("state")?,
            currency: row.get("currency")?,
            groups: row.doc("groups")?,
            buyer: row.doc("buyer")?,
            reference: agreement.or(project),
            accepted_on: row.get("accepted_on")?,
            waived: row.get("invoice_waived")?,
            test: row.get("test")?,
        })
    };
    tx.one(MILESTONE, values![id], read).await?.ok_or(Error::Missing("milestone"))
}

/// A letter about an invoice, in the words of an approved text.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub invoice: InvoiceId,
    /// Its slug.
    pub text: String,
    pub at: Timestamp,
}

const LETTER: &str = "
    select about, template, queued_at from crm_message_window
    where id = $1 and about_kind = 'invoice' and template is not null";

/// None where the message is about something else.
pub(crate) async fn letter(tx: &mut Tx, message: MessageId) -> Result<Option<Letter>> {
    let read = |row: &Row<'_>| {
        Ok(Letter { invoice: row.get("about")?, text: row.get("template")?, at: row.get("queued_at")? })
    };
    tx.one(LETTER, values![message], read).await
}
