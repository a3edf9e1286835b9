//! What the week reads beside the line: its leads through the window Home counts by, exceptions, and the staff.

use kernel::{OnStaff, Result, Timestamp};
use store::{Row, Tx, values};

use super::views::LeadsIn;

const LEADS: &str = "
    select reached, count(*) as many from crm_lead_window
    where captured_at >= $1 and captured_at < $2 and test is false group by reached";

/// The leads that came in from one instant to another; the second is not in it.
pub async fn leads(tx: &mut Tx, from: Timestamp, to: Timestamp) -> Result<LeadsIn> {
    if tx.windows("crm_lead_window").is_empty() {
        return Ok(LeadsIn::default());
    }
    let read = |row: &Row<'_>| Ok((row.get::<String>("reached")?, row.get::<i64>("many")?));
    let mut leads = LeadsIn::default();
    for (reached, many) in tx.all(LEADS, values![from, to], read).await? {
        leads.came_in += many;
        match reached.as_str() {
            "contacted" => leads.contacted += many,
            "closed_unanswered" => leads.closed_unanswered += many,
            _ => leads.pending += many,
        }
    }
    Ok(leads)
}

const EXCEPTIONS: &str = "select count(*) as many from store_exception_window where state = 'open'";

/// How many are open.
pub async fn exceptions(tx: &mut Tx) -> Result<i64> {
    Ok(tx.one(EXCEPTIONS, &[], |row| row.get("many")).await?.unwrap_or(0))
}

/// One of the staff, as far as a report to them needs it.
#[derive(Debug, Clone)]
pub struct Reader {
    pub on_staff: OnStaff,
    pub name: String,
    pub role: String,
    /// BCP 47; none where they said nothing.
    pub language: Option<String>,
}

const STAFF: &str =
    "select id, name, role, active, stand_in, language from governance_user_window order by id";

pub async fn staff(tx: &mut Tx) -> Result<Vec<Reader>> {
    let read = |row: &Row<'_>| {
        let name = row.get::<Option<String>>("name")?.unwrap_or_default();
        Ok(Reader { on_staff: row.on_staff()?, name, role: row.get("role")?, language: row.get("language")? })
    };
    tx.all(STAFF, &[], read).await
}
