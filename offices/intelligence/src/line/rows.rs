//! What the line reads: every room's `_open` window, the passages, the titles of records.

use kernel::{Business, Date, Joint, Result, ServiceId, Timestamp};
use store::{Row, Tx, values};

use super::joints::{Lines, joint_of};
use super::{Move, Passage, Waiting};
use crate::reactions::{record, user};

fn move_of(word: &str) -> Move {
    match word {
        "theirs" => Move::Theirs,
        "machine" => Move::Machine,
        _ => Move::Ours,
    }
}

/// Between two rooms: signed, and the project is not open yet.
/// Which states each service uses.
pub(super) const SERVICES: &str = "select id, line, active from crm_service_window";

const BETWEEN: &str = "
    select 'agreement' as kind, g.id, g.contact, g.service, 'signed' as state, g.owner, g.signed_at as since,
        'machine' as move, g.minor, g.currency, g.test
    from sales_agreement_window g
    where g.state = 'signed' and not exists (select 1 from delivery_project_window p where p.agreement = g.id)";

/// Every room's open records under one name; the rooms are those that exist.
///
/// A deal that waits for a signature is open for two rooms: the one that sent the proposal speaks. Once it is signed
/// its milestones wait in its place.
fn all_open(tx: &Tx) -> String {
    let window = |name: &&str| {
        format!(
            "select kind, id, contact, service, state, owner, since, move, minor, currency, test from {name}"
        )
    };
    let mut all: Vec<String> = tx.windows("_open").iter().map(window).collect();
    if ["sales_agreement_window", "delivery_project_window"].iter().all(|name| !tx.windows(name).is_empty()) {
        all.push(BETWEEN.to_owned());
    }
    let all = all.join(" union all ");
    let elsewhere = [
        ("sales_open", "select id from sales_open where kind = 'deal'"),
        ("sales_agreement_window", "select deal from sales_agreement_window where state = 'signed'"),
    ];
    let known = elsewhere.into_iter().filter(|(name, _)| tx.windows(name).contains(name));
    let but: String = known.map(|(_, deals)| format!(" and e.id not in ({deals})")).collect();
    format!(
        "select e.kind, e.id, e.contact, e.service, e.state, e.owner, e.since, e.move, e.minor, e.currency
        from ({all}) e
        where e.test is false and (e.kind <> 'deal' or e.state <> 'qualified' or (true{but}))"
    )
}

/// What waits on the line now, the oldest first; with titles where they are shown.
pub async fn waiting(
    tx: &mut Tx,
    service: Option<ServiceId>,
    lines: &Lines,
    titles: bool,
) -> Result<Vec<Waiting>> {
    let (title, join) = title(titles, "o");
    let (due_on, invoices) = due_day(tx);
    let business = tx.setting::<Business>().await?;
    let today = business.zone().shows(tx.now()).date();
    let sql = format!(
        "select o.kind, o.id, o.state, o.service, o.move, o.since, o.owner, o.minor, o.currency, {title}, {due_on}
        from ({}) o {join} {invoices} where (o.service = $1 or $1 is null) order by o.since, o.id",
        all_open(tx)
    );
    let read = |row: &Row<'_>| {
        let (kind, state): (String, String) = (row.get("kind")?, row.get("state")?);
        let service: Option<ServiceId> = row.get("service")?;
        let joint = joint_of(&kind, &state).and_then(|joint| lines.joined(service, joint));
        let Some(joint) = joint else { return Ok(None) };
        Ok(Some(Waiting {
            joint,
            id: record(&kind, row.get("id")?)?,
            title: row.get("title")?,
            detail: row.get("detail")?,
            since: row.get("since")?,
            whose: move_of(&row.get::<String>("move")?),
            owner: row.get("owner")?,
            money: row.money("minor", "currency")?,
            overdue: row.get::<Option<Date>>("due_on")?.map(|due| due < today),
        }))
    };
    Ok(tx.all(&sql, values![service], read).await?.into_iter().flatten().collect())
}

/// The column and the join for the day an invoice is due, or empty ones where no room keeps invoices.
fn due_day(tx: &Tx) -> (&'static str, &'static str) {
    match tx.windows("billing_invoice_window").is_empty() {
        true => ("cast(null as text) as due_on", ""),
        false => ("v.due_on", "left join billing_invoice_window v on o.kind = 'invoice' and v.id = o.id"),
    }
}

/// The columns and the join for titles, or empty ones.
fn title(titles: bool, of: &str) -> (&'static str, String) {
    if titles {
        let join = format!("left join store_title t on t.kind = {of}.kind and t.id = {of}.id");
        return ("t.title, t.detail", join);
    }
    ("cast(null as text) as title, cast(null as text) as detail", String::new())
}

/// Which passages are asked for.
pub struct Period {
    pub from: Timestamp,
    pub to: Timestamp,
    pub service: Option<ServiceId>,
    pub titles: bool,
}

/// The passages that began or ended in a period, and whatever else the same records went through.
pub async fn passages(tx: &mut Tx, period: &Period) -> Result<Vec<Passage>> {
    let (title, join) = title(period.titles, "p");
    let sql = format!(
        "select p.joint, p.kind, p.id, p.service, p.since, p.until, p.outcome, p.owner, p.minor, p.currency, {title}
        from intelligence_joint_passage p {join}
        where p.test is false and p.since < $2 and (p.service = $3 or $3 is null)
            and (p.since >= $1 or p.until >= $1 or p.id in (
                select q.id from intelligence_joint_passage q where q.until >= $1 and q.test is false))
        order by p.since, p.id, p.joint"
    );
    let service = period.service.map(|id| id.to_string());
    let read = |row: &Row<'_>| {
        let joint = Joint::from_word(&row.get::<String>("joint")?);
        let service: Option<String> = row.get("service")?;
        Ok(Passage {
            joint: joint.ok_or_else(|| kernel::fault("no such joint"))?,
            id: record(&row.get::<String>("kind")?, row.get("id")?)?,
            service: service.and_then(|id| id.parse().ok()),
            title: row.get("title")?,
            detail: row.get("detail")?,
            since: row.get("since")?,
            until: row.get("until")?,
            outcome: row.get("outcome")?,
            owner: user(row.get("owner")?),
            money: row.money("minor", "currency")?,
        })
    };
    tx.all(&sql, values![period.from, period.to, &service], read).await
}
