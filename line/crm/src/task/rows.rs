//! How tasks are kept. The only file that names the table `crm_task` in a statement of its own.

use kernel::{ContactId, Error, Ref, Result, TaskId, Timestamp, UserId, fault};
use store::{Row, Tx, values};

use super::{State, Task};
use crate::people::{reach, typed};

store::noun! {
    Task is "task" in "crm_task" {
        personal title: Text = |t| &t.title;
        personal detail: Text = |t| &t.detail;
        open about_kind: Text = |t| t.about.map(|about| about.kind);
        open about: Id = |t| t.about;
        open contact: Id = |t| t.contact;
        open due_at: At = |t| t.due_at;
        open state: Text = |t| t.state.word();
        open closed_at: At = |t| t.state.closed_at();
        personal reason: Text = |t| t.state.reason();
        open with_record: Flag = |t| t.state.is_with_record();
    }
}

const COLUMNS: &str = "
    t.id, t.rv, t.owner, t.team, t.title, t.detail, t.about_kind, t.about, t.contact, t.due_at, t.state,
    t.closed_at, t.reason, t.with_record";

pub(crate) async fn load(tx: &mut Tx, id: TaskId) -> Result<Task> {
    let sql = format!("select {COLUMNS} from crm_task t where t.id = $1");
    tx.one(&sql, values![id], read).await?.ok_or(Error::Missing("task"))
}

/// What is to be done for a record.
pub(super) async fn open_about(tx: &mut Tx, on: Ref) -> Result<Vec<Task>> {
    about(tx, on, "t.state = 'open'").await
}

/// What ended with a record.
pub(super) async fn ended_with(tx: &mut Tx, on: Ref) -> Result<Vec<Task>> {
    about(tx, on, "t.state = 'dropped' and t.with_record is true").await
}

async fn about(tx: &mut Tx, on: Ref, so: &str) -> Result<Vec<Task>> {
    let sql = format!(
        "select {COLUMNS} from crm_task t where t.about = $1 and t.about_kind = $2 and {so} order by t.id"
    );
    tx.all(&sql, values![on, on.kind], read).await
}

/// The customer a record of this room belongs to; records of other rooms name theirs themselves.
pub(super) async fn customer_of(tx: &mut Tx, on: Ref) -> Result<Option<ContactId>> {
    let sql = match on.kind {
        "contact" => "select id as contact from crm_contact_window where id = $1",
        "lead" => "select contact from crm_lead where id = $1",
        "deal" => "select contact from crm_deal where id = $1",
        "conversation" => "select contact from crm_conversation where id = $1",
        _ => return Ok(None),
    };
    tx.one(sql, values![on], |row| row.get("contact")).await
}

/// How many open tasks concern a person and their aliases.
pub(crate) async fn open_of(tx: &mut Tx, contact: ContactId) -> Result<i64> {
    const OPEN: &str = "
        select count(*) as n from crm_task where state = 'open'
            and (contact = $1 or contact in (select alias from crm_alias where contact = $1))";
    Ok(tx.one(OPEN, values![contact], |row| row.get("n")).await?.unwrap_or(0))
}

/// What a list of tasks is narrowed to.
#[derive(Debug, Default)]
pub(super) struct Filter<'a> {
    pub owner: Option<UserId>,
    /// Only this team's.
    pub team: Option<kernel::TeamId>,
    pub state: &'a str,
    pub due_until: Option<Timestamp>,
    pub contact: Option<ContactId>,
    pub on: Option<Ref>,
    pub after: Option<(Timestamp, TaskId)>,
    pub limit: i64,
}

/// A task with the name of its customer, as the alias window has it now.
pub(super) struct Listed {
    pub task: Task,
    pub customer: Option<(ContactId, String)>,
}

/// Tasks by their time, as far as the permit reaches.
pub(super) async fn list(tx: &mut Tx, filter: &Filter<'_>) -> Result<Vec<Listed>> {
    let reach = reach::of(tx.permit());
    let (due, id) = filter.after.map_or((None, None), |(due, id)| (Some(due), Some(id)));
    let sql = format!(
        "select {COLUMNS}, coalesce(c.alias_of, c.id) as customer, c.name as customer_name
        from crm_task t left join crm_contact_window c on c.id = t.contact
        where {} and (t.owner = $4 or $4 is null) and (t.team = $5 or $5 is null) and t.state = $6
            and (t.due_at <= $7 or $7 is null)
            and (t.contact = $8 or t.contact in (select alias from crm_alias where contact = $8)
                or $8 is null)
            and (t.about = $9 or $9 is null)
            and (t.due_at > $10 or (t.due_at = $10 and t.id > $11) or $10 is null)
        order by t.due_at, t.id limit $12",
        reach::condition("t")
    );
    let values = values![
        reach.scope,
        reach.user,
        reach.team,
        filter.owner,
        filter.team,
        filter.state,
        filter.due_until,
        filter.contact,
        filter.on,
        due,
        id,
        filter.limit
    ];
    tx.all(&sql, values, listed).await
}

/// One task with the name of its customer.
pub(super) async fn with_customer(tx: &mut Tx, task: Task) -> Result<Listed> {
    const CUSTOMER: &str = "
        select coalesce(alias_of, id) as customer, name as customer_name
        from crm_contact_window where id = $1";
    let customer = match task.contact {
        Some(contact) => tx.one(CUSTOMER, values![contact], customer).await?.flatten(),
        None => None,
    };
    Ok(Listed { task, customer })
}

/// Puts a task into the search index, or takes a dropped one out.
pub(super) async fn index(tx: &mut Tx, task: &Task) -> Result<()> {
    match task.state {
        State::Dropped { .. } => tx.forget_index(task.id.into()).await,
        _ => {
            let detail = task.detail.as_deref().unwrap_or_default();
            let shown = typed::excerpt(detail.lines().next().unwrap_or_default(), 120);
            tx.index(task.id.into(), &task.title, &shown, &[detail]).await
        }
    }
}

fn listed(row: &Row<'_>) -> Result<Listed> {
    Ok(Listed { task: read(row)?, customer: customer(row)? })
}

fn customer(row: &Row<'_>) -> Result<Option<(ContactId, String)>> {
    let id: Option<ContactId> = row.get("customer")?;
    Ok(id.zip(row.get::<Option<String>>("customer_name")?))
}

fn read(row: &Row<'_>) -> Result<Task> {
    let kind: Option<String> = row.get("about_kind")?;
    let about = kind.zip(row.get::<Option<[u8; 16]>>("about")?);
    Ok(Task {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        title: row.get("title")?,
        detail: row.get("detail")?,
        about: about.and_then(|(kind, bytes)| Ref::of(&kind, bytes)),
        contact: row.get("contact")?,
        due_at: row.get("due_at")?,
        state: state(row)?,
    })
}

fn state(row: &Row<'_>) -> Result<State> {
    match row.get::<String>("state")?.as_str() {
        "open" => Ok(State::Open),
        "done" => Ok(State::Done { at: row.get("closed_at")? }),
        "dropped" => Ok(State::Dropped {
            at: row.get("closed_at")?,
            reason: row.get("reason")?,
            with_record: row.get("with_record")?,
        }),
        other => Err(fault(format!("crm_task_state allows no `{other}`"))),
    }
}
