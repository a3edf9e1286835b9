//! How intakes are kept. Reads its own table and crm's window of people.

use kernel::{Business, ContactId, Error, IntakeId, Ref, Result, Value, fault};
use store::{Row, Tx, values};

use super::submit::Submitted;
use super::{Intake, Raw, State};
use crate::consent::record;

store::noun! {
    Intake is "intake" in "capture_intake" {
        open channel: Text = |i| &i.channel;
        open form: Id = |i| i.form;
        open form_version: Int = |i| i.form_version;
        open contact: Id = |i| i.contact;
        open known: Flag = |i| i.known;
        open state: Text = |i| i.state.word();
        open reason: Text = |i| i.state.reason();
        personal fingerprint: Text = |i| Value::Bytes(&i.fingerprint);
        personal raw: Doc = |i| Value::doc(&i.raw);
        personal network: Text = |i| &i.network;
        personal user_agent: Text = |i| &i.user_agent;
        open received_at: At = |i| i.received_at;
        open test: Flag = |i| i.test;
    }
}

const EARLIER: &str = "select id, state from capture_intake where fingerprint = $1";

const PERSON_BY_EMAIL: &str = "select id from crm_person where email = $1";

const PERSON_BY_PHONE: &str = "select id, name from crm_person where phone = $1";

const LOAD: &str = "
    select id, rv, owner, team, channel, form, form_version, contact, known, state, reason, fingerprint, raw,
        network, user_agent, received_at, test
    from capture_intake where id = $1";

const LIST: &str = "
    select id, rv, owner, team, channel, form, form_version, contact, known, state, reason, fingerprint, raw,
        network, user_agent, received_at, test
    from capture_intake
    where (state = $1 or $1 is null) and (id < $2 or $2 is null)
    order by id desc limit $3";

/// Whoever this is, if we know them: the same folded address, or the same number and an agreeing name.
pub async fn person(tx: &mut Tx, raw: &Raw) -> Result<Option<ContactId>> {
    if let Some(email) = raw.email() {
        return tx.one(PERSON_BY_EMAIL, values![&email], |row| row.get("id")).await;
    }
    let country = tx.setting::<Business>().await?.address.country;
    let Some(phone) = raw.phone(&country) else { return Ok(None) };
    let named = tx
        .all(PERSON_BY_PHONE, values![&phone], |row| {
            Ok((row.get::<ContactId>("id")?, row.get::<Option<String>>("name")?))
        })
        .await?;
    let agrees =
        |name: &Option<String>| name.is_none() || raw.answer("name").is_none_or(|n| same_name(name, &n));
    Ok(named.into_iter().find(|(_, name)| agrees(name)).map(|(id, _)| id))
}

fn same_name(known: &Option<String>, given: &str) -> bool {
    let fold = |name: &str| name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    known.as_deref().is_some_and(|known| fold(known) == fold(given))
}

/// Keeps it, tells what it is, and remembers consent; the same fingerprint answers with the first one.
pub async fn take(tx: &mut Tx, intake: Intake) -> Result<Submitted> {
    if !tx.add_unless_there(&intake).await? {
        return earlier(tx, &intake.fingerprint).await;
    }
    match intake.state {
        State::Received => receive(tx, &intake).await?,
        State::Parked { .. } | State::Dismissed { .. } => tell_kept(tx, &intake),
    }
    Ok(Submitted { intake: intake.id, state: shown_state(intake.state.word()) })
}

/// Tells that it waits for a person, or was set aside.
pub fn tell_kept(tx: &mut Tx, intake: &Intake) {
    if let Some(parked) = intake.parked() {
        tx.tell(parked);
    }
    if let Some(dismissed) = intake.set_aside() {
        tx.tell(dismissed);
    }
}

/// Tells the fact that makes a lead, and what they agreed to.
pub async fn receive(tx: &mut Tx, intake: &Intake) -> Result<()> {
    tell_received(tx, intake).await?;
    record::from_intake(tx, intake).await
}

/// Tells the fact that makes a lead.
pub async fn tell_received(tx: &mut Tx, intake: &Intake) -> Result<()> {
    let country = tx.setting::<Business>().await?.address.country;
    tx.tell(intake.told(&country));
    Ok(())
}

async fn earlier(tx: &mut Tx, fingerprint: &[u8; 32]) -> Result<Submitted> {
    let read = |row: &Row<'_>| {
        let state: String = row.get("state")?;
        Ok(Submitted { intake: row.get("id")?, state: shown_state(&state) })
    };
    tx.one(EARLIER, values![fingerprint], read).await?.ok_or(Error::Again)
}

/// A stranger learns that it arrived and whether a person looks first, no more.
fn shown_state(state: &str) -> &'static str {
    if state == "received" { "taken" } else { "review" }
}

pub async fn load(tx: &mut Tx, id: IntakeId) -> Result<Intake> {
    tx.one(LOAD, values![id], read).await?.ok_or(Error::Missing("intake"))
}

pub async fn list(
    tx: &mut Tx,
    state: Option<&str>,
    after: Option<IntakeId>,
    limit: i64,
) -> Result<Vec<Intake>> {
    tx.all(LIST, values![state, after.map(Ref::from), limit], read).await
}

fn read(row: &Row<'_>) -> Result<Intake> {
    let reason = || Ok::<_, Error>(row.get::<Option<String>>("reason")?.unwrap_or_default());
    let state = match row.get::<String>("state")?.as_str() {
        "received" => State::Received,
        "parked" => State::Parked { reason: reason()? },
        "dismissed" => State::Dismissed { reason: reason()? },
        other => return Err(fault(format!("capture_intake_state allows no `{other}`"))),
    };
    Ok(Intake {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        channel: row.get("channel")?,
        form: row.get("form")?,
        form_version: row.get("form_version")?,
        contact: row.get("contact")?,
        known: row.get("known")?,
        state,
        fingerprint: row.get("fingerprint")?,
        raw: row.doc("raw")?,
        network: row.get("network")?,
        user_agent: row.get("user_agent")?,
        received_at: row.get("received_at")?,
        test: row.get("test")?,
    })
}
