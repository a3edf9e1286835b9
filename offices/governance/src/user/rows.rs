//! How users are kept, and the link each may come in by. The only file that writes `governance_user`.

use kernel::calendar::Zone;
use kernel::{Error, LinkId, Result, Timestamp, UserId, fault};
use store::{Row, Tx, values};

use super::{State, User};
use crate::link::Purpose;
use crate::policy::Role;

store::noun! {
    User is "user" in "governance_user" {
        personal name: Text = |u| &u.name;
        personal email: Text = |u| &u.email;
        open role: Text = |u| u.role.word();
        open stand_in: Id = |u| u.stand_in;
        open zone: Text = |u| u.zone.as_ref().map(Zone::name);
        personal phone: Text = |u| &u.phone;
        open language: Text = |u| &u.language;
        open state: Text = |u| u.state.word();
    }
}

const LOAD: &str = "
    select id, rv, owner, team, name, email, role, stand_in, zone, phone, language, state
    from governance_user where id = $1";
const BY_EMAIL: &str = "
    select id, rv, owner, team, name, email, role, stand_in, zone, phone, language, state
    from governance_user where email = $1";
const LIST: &str = "
    select id, rv, owner, team, name, email, role, stand_in, zone, phone, language, state
    from governance_user
    where (id = $1 or $1 is null) and (team = $2 or id = $3 or $2 is null) and (state = $4 or $4 is null)
        and (email = $5 or $5 is null) and (id > $6 or $6 is null)
    order by id limit $7";
const OTHER_ADMINISTRATORS: &str = "
    select id from governance_user where role = 'administrator' and state = 'active' and id <> $1 limit 1";
const ANYBODY: &str = "select id from governance_user limit 1";
const FIRST_ADMINISTRATOR: &str = "
    select id from governance_user where role = 'administrator' and state = 'active' order by id limit 1";

const LET_IN_BY: &str = "
    insert into governance_entrance (user_id, purpose, link, made_at, until) values ($1, $2, $3, $4, $5)
    on conflict (user_id) do update set purpose = excluded.purpose, link = excluded.link,
        made_at = excluded.made_at, until = excluded.until";
const ENTRANCE: &str = "select purpose, link, made_at from governance_entrance where user_id = $1";
const CLOSE_ENTRANCE: &str = "delete from governance_entrance where user_id = $1";

const FORGOTTEN: &str = "
    insert into governance_forgotten (email, asked_at) values ($1, $2) on conflict (email) do nothing";
const ALL_FORGOTTEN: &str = "select email from governance_forgotten order by asked_at limit 100";
const REMEMBERED: &str = "delete from governance_forgotten where email = $1";

/// Which users a list shows.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub only: Option<UserId>,
    /// Of this team, or oneself.
    pub of_team: Option<(kernel::TeamId, UserId)>,
    pub state: Option<State>,
    pub email: Option<String>,
    pub after: Option<UserId>,
    pub limit: i64,
}

/// The link a user may come in by.
#[derive(Debug, Clone)]
pub struct Entrance {
    pub purpose: Purpose,
    pub link: LinkId,
    pub made_at: Timestamp,
}

pub async fn load(tx: &mut Tx, id: UserId) -> Result<User> {
    find(tx, id).await?.ok_or(Error::Missing("user"))
}

pub async fn find(tx: &mut Tx, id: UserId) -> Result<Option<User>> {
    tx.one(LOAD, values![id], read).await
}

/// By the folded address.
pub async fn by_email(tx: &mut Tx, email: &str) -> Result<Option<User>> {
    tx.one(BY_EMAIL, values![email], read).await
}

pub async fn list(tx: &mut Tx, wanted: &Wanted) -> Result<Vec<User>> {
    let (team, me) = wanted.of_team.unzip();
    let (state, email) = (wanted.state.map(State::word), wanted.email.as_ref());
    let values = values![wanted.only, team, me, state, email, wanted.after, wanted.limit];
    tx.all(LIST, values, read).await
}

/// Whether another active administrator is there.
pub async fn another_administrator(tx: &mut Tx, than: UserId) -> Result<bool> {
    Ok(tx.one(OTHER_ADMINISTRATORS, values![than], |_| Ok(())).await?.is_some())
}

pub async fn first_administrator(tx: &mut Tx) -> Result<Option<UserId>> {
    tx.one(FIRST_ADMINISTRATOR, &[], |row| row.get("id")).await
}

/// Whether the business was set up.
pub async fn anybody(tx: &mut Tx) -> Result<bool> {
    Ok(tx.one(ANYBODY, &[], |_| Ok(())).await?.is_some())
}

pub async fn let_in_by(tx: &mut Tx, user: UserId, entrance: &Entrance, until: Timestamp) -> Result<()> {
    let values = values![user, entrance.purpose.word(), entrance.link, entrance.made_at, until];
    tx.exec(LET_IN_BY, values).await.map(drop)
}

pub async fn entrance(tx: &mut Tx, user: UserId) -> Result<Option<Entrance>> {
    let read = |row: &Row<'_>| {
        let word: String = row.get("purpose")?;
        let purpose = Purpose::from_word(&word);
        let purpose = purpose.ok_or_else(|| fault(format!("no entrance is for `{word}`")))?;
        Ok(Entrance { purpose, link: row.get("link")?, made_at: row.get("made_at")? })
    };
    tx.one(ENTRANCE, values![user], read).await
}

pub async fn close_entrance(tx: &mut Tx, user: UserId) -> Result<()> {
    tx.exec(CLOSE_ENTRANCE, values![user]).await.map(drop)
}

/// Somebody says this address has forgotten its password.
pub async fn forgotten(tx: &mut Tx, email: &str) -> Result<()> {
    let now = tx.now();
    tx.exec(FORGOTTEN, values![email, now]).await.map(drop)
}

pub async fn all_forgotten(tx: &mut Tx) -> Result<Vec<String>> {
    tx.all(ALL_FORGOTTEN, &[], |row| row.get("email")).await
}

pub async fn remembered(tx: &mut Tx, email: &str) -> Result<()> {
    tx.exec(REMEMBERED, values![email]).await.map(drop)
}

fn read(row: &Row<'_>) -> Result<User> {
    let (role, state): (String, String) = (row.get("role")?, row.get("state")?);
    let zone: Option<String> = row.get("zone")?;
    Ok(User {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        name: row.get("name")?,
        email: row.get("email")?,
        role: Role::from_word(&role).ok_or_else(|| fault(format!("no role is called `{role}`")))?,
        stand_in: row.get("stand_in")?,
        zone: zone.map(|zone| zone.parse()).transpose()?,
        phone: row.get("phone")?,
        language: row.get("language")?,
        state: State::from_word(&state).ok_or_else(|| fault(format!("no user is `{state}`")))?,
    })
}
