//! The inquiry, the agreed lines and the notes, through the windows of their rooms. Read only.

use std::collections::BTreeMap;

use kernel::{AgreementId, ContactId, DealId, Error, LeadId, Result, ServiceId};
use serde::Deserialize;
use serde_json::Value as Json;
use store::{Row, Tx, values};

use super::{HandedNote, Inquiry, Question, Sold};

/// An inquiry with its answers by the question's id.
pub(super) struct Lead {
    pub begun: Inquiry,
    pub answers: BTreeMap<String, Json>,
}

const LEAD: &str = "
    select l.id, l.service, l.captured_at, l.channel, l.message, l.answers
    from crm_deal_window d join crm_lead_window l on l.id = d.lead where d.id = $1";
const QUESTIONS: &str = "select questions from crm_service_window where id = $1";
const SOLD: &str = "select content from sales_agreement_window where id = $1";
/// Of the person under each of their names; on the person, or on what led to the project.
const NOTES: &str = "
    select n.id, n.text, n.written_at, n.by_kind, n.by_id
    from crm_note_window n
    where (n.contact = coalesce((select contact from crm_alias where alias = $1), $1)
            or n.contact in (select alias from crm_alias
                where contact = coalesce((select contact from crm_alias where alias = $1), $1)))
        and (n.about is null or n.about = $2 or n.about = $3)
    order by n.written_at desc, n.id desc limit 50";

pub(super) async fn lead(tx: &mut Tx, deal: DealId) -> Result<Option<(Lead, Option<ServiceId>)>> {
    tx.one(LEAD, values![deal], |row| Ok((read(row)?, row.get("service")?))).await
}

fn read(row: &Row<'_>) -> Result<Lead> {
    let begun = Inquiry {
        lead: row.get("id")?,
        captured_at: row.get("captured_at")?,
        channel: row.get("channel")?,
        message: row.get("message")?,
        answers: vec![],
    };
    Ok(Lead { begun, answers: row.doc("answers")? })
}

pub(super) async fn questions(tx: &mut Tx, service: ServiceId) -> Result<Vec<Question>> {
    let found = tx.one(QUESTIONS, values![service], |row| row.doc("questions")).await?;
    Ok(found.unwrap_or_default())
}

/// The lines of the paper that was signed.
pub(super) async fn sold(tx: &mut Tx, agreement: AgreementId) -> Result<Vec<Sold>> {
    #[derive(Deserialize)]
    struct Content {
        paper: Paper,
    }
    #[derive(Deserialize)]
    struct Paper {
        lines: Vec<Sold>,
    }
    let found = tx.one(SOLD, values![agreement], |row| row.doc::<Content>("content")).await?;
    Ok(found.ok_or(Error::Missing("agreement"))?.paper.lines)
}

pub(super) async fn notes(
    tx: &mut Tx,
    contact: ContactId,
    deal: Option<DealId>,
    lead: Option<LeadId>,
) -> Result<Vec<HandedNote>> {
    tx.all(NOTES, values![contact, deal, lead], note).await
}

fn note(row: &Row<'_>) -> Result<HandedNote> {
    let kind: String = row.get("by_kind")?;
    Ok(HandedNote {
        id: row.get("id")?,
        text: row.get("text")?,
        written_at: row.get("written_at")?,
        by: (kind == "user").then(|| row.get("by_id")).transpose()?,
        by_name: None,
    })
}
