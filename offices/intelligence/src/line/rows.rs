//! What the line reads: every room's `_open` window, the passages, the titles of records.

use jiff::SignedDuration;
use kernel::{Business, Joint, LineSettings, Ref, Result, ServiceId, Timestamp, Value};
use store::{Row, Tx, places, values};

use super::joints::{Lines, Sold, Station, joint_of, place};
use super::{Group, Move, Passage, Place, Waiting};
use crate::reactions::{record, user};

fn move_of(word: &str) -> Move {
    match word {
        "theirs" => Move::Theirs,
        "machine" => Move::Machine,
        _ => Move::Ours,
    }
}

/// Which states each service uses.
pub(super) const SERVICES: &str = "select id, line, active from crm_service_window";

/// Between two rooms: signed, and the project is not open yet.
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

/// Since when a record of each joint has to wait at least to be late, in the order of the line.
pub struct Cutoffs(Vec<Timestamp>);

impl Cutoffs {
    pub async fn now(tx: &mut Tx) -> Result<Cutoffs> {
        let (now, settings) = (tx.now(), tx.setting::<LineSettings>().await?);
        let cutoff = |joint| {
            let target = settings.rule(joint).target(joint);
            now.checked_sub(SignedDuration::from_mins(target)).map_err(kernel::fault)
        };
        Joint::ALL.into_iter().map(cutoff).collect::<Result<_>>().map(Cutoffs)
    }

    fn of(&self, joint: Joint) -> Timestamp {
        self.0[place(joint)]
    }
}

/// Whether a record is late, where `$2` is today: an invoice by its due day, others by a cutoff.
/// Without invoices `$2` is named all the same: PostgreSQL wants a use for every value.
fn is_late(tx: &Tx, cutoff: &str) -> String {
    match tx.windows("billing_invoice_window").is_empty() {
        true => format!("(o.since < {cutoff} and $2 <> '')"),
        false => format!("(case when v.due_on is null then o.since < {cutoff} else v.due_on < $2 end)"),
    }
}

/// The join for the day an invoice is due.
fn due_day(tx: &Tx) -> &'static str {
    match tx.windows("billing_invoice_window").is_empty() {
        true => "",
        false => "left join billing_invoice_window v on o.kind = 'invoice' and v.id = o.id",
    }
}

async fn today(tx: &mut Tx) -> Result<String> {
    let business = tx.setting::<Business>().await?;
    Ok(business.zone().shows(tx.now()).date().to_string())
}

/// What waits on the line now, counted by the database.
///
/// Which joint a row belongs to is known only here, so it is counted late by the cutoff of each.
pub async fn standing(tx: &mut Tx, service: Option<ServiceId>, lines: &Lines) -> Result<Vec<Group>> {
    let (cutoffs, today) = (Cutoffs::now(tx).await?, today(tx).await?);
    let late = |n: usize| {
        let late = is_late(tx, &format!("${}", n + 3));
        format!(
            "cast(sum(case when {late} then 1 else 0 end) as bigint) as late_{n},
            cast(sum(case when {late} then o.minor end) as bigint) as late_minor_{n}"
        )
    };
    let late: Vec<String> = (0..Joint::ALL.len()).map(late).collect();
    let sql = format!(
        "select o.kind, o.state, o.service, o.move, o.currency, count(*) as many, min(o.since) as oldest,
            cast(sum(o.minor) as bigint) as minor, {}
        from ({}) o {} where (o.service = $1 or $1 is null)
        group by o.kind, o.state, o.service, o.move, o.currency",
        late.join(", "),
        all_open(tx),
        due_day(tx)
    );
    let mut values = vec![Value::from(service), Value::from(&today)];
    values.extend(cutoffs.0.iter().map(|at| Value::from(*at)));
    let read = |row: &Row<'_>| {
        let Some(joint) = joint_at(row, lines)? else { return Ok(None) };
        Ok(Some(Group {
            joint,
            whose: move_of(&row.get::<String>("move")?),
            count: row.get("many")?,
            late: row.get(&format!("late_{}", place(joint)))?,
            late_money: row.money(&format!("late_minor_{}", place(joint)), "currency")?,
            oldest_since: row.get("oldest")?,
            money: row.money("minor", "currency")?,
        }))
    };
    Ok(tx.all(&sql, &values, read).await?.into_iter().flatten().collect())
}

fn joint_at(row: &Row<'_>, lines: &Lines) -> Result<Option<Joint>> {
    let (kind, state): (String, String) = (row.get("kind")?, row.get("state")?);
    let service: Option<ServiceId> = row.get("service")?;
    Ok(joint_of(&kind, &state).and_then(|joint| lines.joined(service, joint)))
}

/// Which of those that wait at a joint.
#[derive(Debug, Clone, Copy)]
pub enum Those<'q> {
    All,
    Late,
    /// Late, and nobody was told of this wait.
    Untold,
    /// The late ones of these.
    Of(&'q [Ref]),
}

/// Some of those that wait at one joint.
pub struct Queue<'q> {
    pub lines: &'q Lines,
    pub joint: Joint,
    pub service: Option<ServiceId>,
    pub those: Those<'q>,
}

impl Queue<'_> {
    /// So many that wait after that place in the row, the oldest first; fewer only at its end.
    pub async fn after(&self, tx: &mut Tx, after: Option<Place>, many: usize) -> Result<Vec<Waiting>> {
        let today = today(tx).await?;
        let (since, id) = after.map_or((None, None), |(since, id)| (Some(since), Some(id)));
        let (cutoff, late) = (Cutoffs::now(tx).await?.of(self.joint), !matches!(self.those, Those::All));
        let mut values = values![self.service, &today, cutoff, late, since, id, many as i64].to_vec();
        let Some(here) = self.here(&mut values) else { return Ok(vec![]) };
        let (those, (title, join)) = (self.those(&mut values), title(true, "o"));
        let sql = format!(
            "select o.kind, o.id, o.state, o.service, o.move, o.since, o.owner, o.minor, o.currency, {title}
            from ({}) o {join} {} where (o.service = $1 or $1 is null) and ({here})
                and ({} or $4 is false) and (o.since > $5 or (o.since = $5 and o.id > $6) or $5 is null){those}
            order by o.since, o.id limit $7",
            all_open(tx),
            due_day(tx),
            is_late(tx, "$3")
        );
        tx.all(&sql, &values, waiting).await
    }

    /// What stands at the joint: by kind, state and service. None where nothing ever does.
    fn here(&self, values: &mut Vec<Value>) -> Option<String> {
        let mut station = |station: Station| {
            let (kind, state) = (station.kind, station.state);
            let sold = match station.sold {
                Sold::AllBut(none) if none.is_empty() => "true".to_owned(),
                Sold::AllBut(these) => {
                    format!(
                        "(o.service is null or o.service not in ({}))",
                        places(values, these.iter().map(|one| (*one).into()))
                    )
                }
                Sold::Only(these) => {
                    format!("o.service in ({})", places(values, these.iter().map(|one| (*one).into())))
                }
            };
            format!("(o.kind = '{kind}' and o.state = '{state}' and {sold})")
        };
        let stations: Vec<String> = self.lines.stations(self.joint).into_iter().map(&mut station).collect();
        (!stations.is_empty()).then(|| stations.join(" or "))
    }

    fn those(&self, values: &mut Vec<Value>) -> String {
        match self.those {
            Those::All | Those::Late => String::new(),
            Those::Untold => {
                values.push(self.joint.word().into());
                let n = values.len();
                format!(
                    " and not exists (
                        select 1 from intelligence_late k where k.joint = ${n} and k.id = o.id and k.since = o.since)"
                )
            }
            Those::Of(records) => {
                format!(" and o.id in ({})", places(values, records.iter().map(|one| (*one).into())))
            }
        }
    }
}

fn waiting(row: &Row<'_>) -> Result<Waiting> {
    Ok(Waiting {
        id: record(&row.get::<String>("kind")?, row.get("id")?)?,
        title: row.get("title")?,
        detail: row.get("detail")?,
        since: row.get("since")?,
        whose: move_of(&row.get::<String>("move")?),
        owner: row.get("owner")?,
        money: row.money("minor", "currency")?,
    })
}

/// The columns and the join for titles, or empty ones.
fn title(titles: bool, of: &str) -> (&'static str, String) {
    if titles {
        let join = format!("left join store_title t on t.kind = {of}.kind and t.id = {of}.id");
        return ("t.title, t.detail", join);
    }
    ("cast(null as text) as title, cast(null as text) as detail", String::new())
}

/// The column and the join for what an invoice is worth whatever was paid of it since.
fn whole(tx: &Tx) -> (&'static str, &'static str) {
    match tx.windows("billing_invoice_window").is_empty() {
        true => ("p.minor", ""),
        false => (
            "coalesce(v.minor, p.minor)",
            "left join billing_invoice_window v on p.kind = 'invoice' and v.id = p.id",
        ),
    }
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
    let ((title, join), (whole, invoices)) = (title(period.titles, "p"), whole(tx));
    let sql = format!(
        "select p.joint, p.kind, p.id, p.service, p.since, p.until, p.outcome, p.owner, p.minor, p.currency,
            {whole} as whole, {title}
        from intelligence_joint_passage p {join} {invoices}
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
            whole: row.money("whole", "currency")?,
        })
    };
    tx.all(&sql, values![period.from, period.to, &service], read).await
}
