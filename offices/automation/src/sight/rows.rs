//! The records a run can see, read through the windows of the rooms that own them.

use condition::Fields;
use kernel::{AutomationId, ContactId, Ref, Result, ServiceId, UserId};
use store::{Row, Tx, values};

use super::People;
use super::nouns::{Clock, noun};

/// A record a condition looks at.
pub(super) struct Found {
    pub fields: Fields,
    pub contact: Option<ContactId>,
    /// The records it stands beside, by name.
    pub beside: Vec<(&'static str, Ref)>,
    pub owner_zone: Option<String>,
}

/// One record of a window, with the zone of its owner.
pub(super) fn of_window(window: &str, columns: &[String]) -> String {
    format!(
        "select {}, u.zone as owner_zone
        from {window} r left join governance_user_window u on u.id = r.owner where r.id = $1",
        columns.join(", ")
    )
}

pub(super) async fn subject(tx: &mut Tx, subject: Ref, clock: &Clock) -> Result<Option<Found>> {
    match noun(subject.kind) {
        Some(noun) => noun.read(tx, subject, clock).await,
        None => {
            let fields = Fields::new().text("id", &subject.to_string());
            Ok(Some(Found { fields, contact: None, beside: vec![], owner_zone: None }))
        }
    }
}

/// The contact of a record, if it has one; missing where there is no such record.
pub async fn contact_of(tx: &mut Tx, record: Ref) -> Result<Option<ContactId>> {
    if let Some(contact) = crate::start::commands::is_contact(record) {
        return Ok(Some(contact));
    }
    let business = tx.setting::<kernel::Business>().await?;
    let clock = Clock { now: tx.now(), zone: business.zone().clone() };
    let found = subject(tx, record, &clock).await?;
    Ok(found.ok_or(kernel::Error::Missing(record.kind))?.contact)
}

/// A record beside the subject; one that is no more has no fields.
pub(super) async fn beside(tx: &mut Tx, record: Ref, clock: &Clock) -> Result<Fields> {
    match (record.kind, noun(record.kind)) {
        ("service", _) => service(tx, record).await,
        (_, Some(noun)) => {
            Ok(noun.read(tx, record, clock).await?.map(|found| found.fields).unwrap_or_default())
        }
        _ => Ok(Fields::new()),
    }
}

fn maybe<T: ToString>(fields: Fields, name: &str, value: Option<T>) -> Fields {
    match value {
        Some(value) => fields.text(name, &value.to_string()),
        None => fields,
    }
}

const SERVICE: &str = "select id, name from crm_service_window where id = $1";

async fn service(tx: &mut Tx, id: Ref) -> Result<Fields> {
    let read = |row: &Row<'_>| {
        let fields = Fields::new().text("id", &row.get::<ServiceId>("id")?.to_string());
        Ok(fields.text("name", &row.get::<String>("name")?))
    };
    Ok(tx.one(SERVICE, values![id], read).await?.unwrap_or_default())
}

const CONTACT: &str = "
    select id, name, email, phone, language, zone, owner, company_name, job_title
    from crm_contact_window where id = $1";

/// The contact as they are read now, and their zone. Nobody yet: the room that keeps them has not heard of
/// them in this transaction, so only their id is known.
pub(super) async fn contact(tx: &mut Tx, contact: ContactId) -> Result<(Fields, Option<String>)> {
    let known = Fields::new().text("id", &contact.to_string());
    let read = |row: &Row<'_>| {
        let text = |name: &str| row.get::<Option<String>>(name);
        let zone = text("zone")?;
        let fields = Fields::new().text("id", &row.get::<ContactId>("id")?.to_string());
        let fields = maybe(fields, "name", text("name")?.filter(|name| !name.is_empty()));
        let fields = maybe(fields, "email", text("email")?);
        let fields = maybe(fields, "phone", text("phone")?);
        let fields = maybe(fields, "language", text("language")?);
        let fields = maybe(fields, "company_name", text("company_name")?);
        let fields = maybe(fields, "job_title", text("job_title")?);
        let fields = maybe(fields, "zone", zone.clone());
        Ok((maybe(fields, "owner", row.get::<Option<UserId>>("owner")?), zone))
    };
    Ok(tx.one(CONTACT, values![contact], read).await?.unwrap_or((known, None)))
}

const CONSENT: &str = "
    select purpose, given from capture_consent_window
    where contact = $1 or contact in (select contact from crm_alias where alias = $1)
        or contact in (select a.alias from crm_alias a
            where a.contact = $1 or a.contact in (select contact from crm_alias where alias = $1))";

/// What the person agreed to under any of their ids; of nobody nothing was given.
pub(super) async fn consent(tx: &mut Tx, contact: Option<ContactId>) -> Result<Fields> {
    let Some(contact) = contact else { return Ok(super::consent::record(&[])) };
    let read = |row: &Row<'_>| Ok((row.get::<String>("purpose")?, row.get::<bool>("given")?));
    Ok(super::consent::record(&tx.all(CONSENT, values![contact], read).await?))
}

/// The newest record of a noun a run can be about; ids begin with their time.
pub async fn newest(tx: &mut Tx, kind: &str) -> Result<Option<Ref>> {
    let window = match (kind, noun(kind)) {
        ("contact", _) => "crm_contact_window",
        (_, Some(noun)) => noun.window,
        _ => return Ok(None),
    };
    let sql = format!("select id from {window} order by id desc limit 1");
    let id: Option<[u8; 16]> = tx.one(&sql, &[], |row| row.get("id")).await?;
    Ok(id.and_then(|bytes| Ref::of(kind, bytes)))
}

const NAME: &str = "select name from governance_user_window where id = $1";

/// Why it is not whoever was meant that is handed something: `Ada is away until 3 May`.
pub async fn because(tx: &mut Tx, people: People) -> Result<Option<String>> {
    let away = tx.away().await?;
    let Some(absence) = people.rights.and_then(|user| away.of(user)) else { return Ok(None) };
    let name: Option<String> = tx.one(NAME, values![absence.user], |row| row.get("name")).await?;
    Ok(name.map(|name| absence.said_of(&name)))
}

#[derive(Clone)]
struct Staff {
    id: UserId,
    role: String,
    active: bool,
    stand_in: Option<UserId>,
}

const STAFF: &str = "select id, role, active, stand_in from governance_user_window order by id";
const ANSWERS: &str = "select owner, answers, stand_in from automation_automation where id = $1";

/// Who answers for an automation now: whoever holds the role its document names, the user of its record first;
/// somebody gone or away by their own stand-in, then by the automation's.
pub async fn people(tx: &mut Tx, automation: AutomationId) -> Result<People> {
    let read = |row: &Row<'_>| Ok((row.get("owner")?, row.get("answers")?, row.get("stand_in")?));
    let found: Option<(Option<UserId>, String, String)> = tx.one(ANSWERS, values![automation], read).await?;
    let Some((user, answers, stand_in)) = found else { return Ok(People::default()) };
    people_of(tx, user, (&answers, &stand_in)).await
}

/// The same for the two words of a document.
pub async fn people_of(tx: &mut Tx, first: Option<UserId>, words: (&str, &str)) -> Result<People> {
    let staff = tx.all(STAFF, &[], read_staff).await?;
    let away = tx.away().await?;
    let there = |one: &Staff| Staff { active: away.is_here(one.id, one.active), ..one.clone() };
    let here: Vec<Staff> = staff.iter().map(there).collect();
    let stand_in = answering(&here, words.1, None);
    let owner = answering(&here, words.0, first);
    let administrator =
        answering(&here, "administrator", None).or_else(|| answering(&staff, "administrator", None));
    let other = |user: Option<UserId>| user.filter(|user| Some(*user) != owner);
    let active = |word| answering(&staff, word, first);
    let rights = active(words.0).or_else(|| active(words.1)).or_else(|| active("administrator"));
    Ok(People {
        rights,
        owner: owner.or(stand_in).or(administrator),
        stand_in: other(stand_in).or(other(administrator)).or(stand_in).or(owner).or(administrator),
    })
}

fn read_staff(row: &Row<'_>) -> Result<Staff> {
    Ok(Staff {
        id: row.get("id")?,
        role: row.get("role")?,
        active: row.get("active")?,
        stand_in: row.get("stand_in")?,
    })
}

/// The active user behind a role or an id; of several the `first` one, else who was there longest.
fn answering(staff: &[Staff], word: &str, first: Option<UserId>) -> Option<UserId> {
    let named: Option<UserId> = word.parse().ok();
    let is = |one: &&Staff| if let Some(user) = named { one.id == user } else { one.role == word };
    let mut all: Vec<&Staff> = staff.iter().filter(is).collect();
    all.sort_by_key(|one| Some(one.id) != first);
    let away = |one: &&Staff| one.stand_in.filter(|id| staff.iter().any(|s| s.id == *id && s.active));
    all.iter().find(|one| one.active).map(|one| one.id).or_else(|| all.iter().find_map(away))
}
