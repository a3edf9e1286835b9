//! How contacts are kept. The only file that names the table `crm_contact` in a statement of its own.

use std::collections::BTreeMap;

use kernel::{ContactId, Error, Result, fault};
use store::{Row, Tx, values};

use super::known::{Known, PersonName};
use super::{Alias, Contact, ContactRefusal};
use crate::people::{reach, typed};

store::noun! {
    Contact is "contact" in "crm_contact" {
        personal name: Text = |c| &c.known.name.full;
        personal name_key: Text = |c| typed::name_key(&c.known.name.full);
        personal given_name: Text = |c| &c.known.name.given;
        personal family_name: Text = |c| &c.known.name.family;
        personal email: Text = |c| &c.known.email;
        personal phone: Text = |c| &c.known.phone;
        personal phone_typed: Text = |c| &c.known.phone_typed;
        personal company: Id = |c| c.known.company;
        personal job_title: Text = |c| &c.known.job_title;
        open language: Text = |c| &c.known.language;
        open zone: Text = |c| &c.known.zone;
        personal address: Doc = |c| c.known.address.as_ref().map(kernel::Value::doc);
        personal billing: Doc = |c| c.known.billing.as_ref().map(kernel::Value::doc);
        personal tags: Doc = |c| kernel::Value::doc(&c.known.tags);
        personal custom: Doc = |c| kernel::Value::doc(&c.known.custom);
        open alias_of: Id = |c| c.alias.as_ref().map(|a| a.root);
        open merged_into: Id = |c| c.alias.as_ref().map(|a| a.into);
        open gave: Doc = |c| c.alias.as_ref().map(|a| kernel::Value::doc(&a.gave));
    }
}

const COLUMNS: &str = "
    r.id, r.rv, r.owner, r.team, r.name, r.given_name, r.family_name, r.email, r.phone, r.phone_typed,
    r.company, r.job_title, r.language, r.zone, r.address, r.billing, r.tags, r.custom,
    r.alias_of, r.merged_into, r.gave";

const RESOLVE: &str = "select coalesce(alias_of, id) as id from crm_contact where id = $1";

/// The record itself, alias or not.
pub(crate) async fn load(tx: &mut Tx, id: ContactId) -> Result<Contact> {
    let sql = format!("select {COLUMNS} from crm_contact r where r.id = $1");
    tx.one(&sql, values![id], read).await?.ok_or(Error::Missing("contact"))
}

/// The person behind an id; `None` where no such record is kept.
pub(crate) async fn find(tx: &mut Tx, id: ContactId) -> Result<Option<Contact>> {
    let sql = format!(
        "select {COLUMNS} from crm_contact c join crm_contact r on r.id = coalesce(c.alias_of, c.id)
        where c.id = $1"
    );
    tx.one(&sql, values![id], read).await
}

/// The person behind an id, checked against the permit's scope as the root has it.
pub(crate) async fn live(tx: &mut Tx, id: ContactId) -> Result<Contact> {
    let contact = find(tx, id).await?.ok_or(Error::Missing("contact"))?;
    tx.permit().covers(contact.owned).map_err(|_| Error::Missing("contact"))?;
    Ok(contact)
}

/// Whose id this is by now: its own, or its root's.
pub(crate) async fn resolve(tx: &mut Tx, id: ContactId) -> Result<ContactId> {
    tx.one(RESOLVE, values![id], |row| row.get("id")).await?.ok_or(Error::Missing("contact"))
}

/// The zone on whose clock a person lives, if it is known.
pub(crate) async fn zone_of(tx: &mut Tx, id: ContactId) -> Result<Option<String>> {
    const ZONE: &str = "select zone from crm_contact_window where id = $1";
    Ok(tx.one(ZONE, values![id], |row| row.get("zone")).await?.flatten())
}

/// Every record that is read as this one.
pub(crate) async fn aliases(tx: &mut Tx, root: ContactId) -> Result<Vec<Contact>> {
    let sql = format!("select {COLUMNS} from crm_contact r where r.alias_of = $1 order by r.id");
    tx.all(&sql, values![root], read).await
}

/// The person an address belongs to, by their own record or by an alias.
pub(crate) async fn by_email(tx: &mut Tx, email: &str) -> Result<Option<ContactId>> {
    const BY_EMAIL: &str = "
        select coalesce(alias_of, id) as id from crm_contact where email = $1
        order by case when alias_of is null then 0 else 1 end limit 1";
    tx.one(BY_EMAIL, values![email], |row| row.get("id")).await
}

/// Refuses an address that is somebody else's, by their own record or by an alias.
pub(crate) async fn address_is_free(tx: &mut Tx, contact: ContactId, email: Option<&str>) -> Result<()> {
    const ELSEWHERE: &str = "
        select coalesce(alias_of, id) as id from crm_contact
        where email = $1 and coalesce(alias_of, id) <> $2 limit 1";
    let Some(email) = email else { return Ok(()) };
    match tx.one(ELSEWHERE, values![email, contact], |row| row.get("id")).await? {
        Some(contact) => Err(ContactRefusal::Known { email: email.to_owned(), contact }.into()),
        None => Ok(()),
    }
}

/// Does somebody else stand under this address by their own record?
pub(crate) async fn address_is_held(tx: &mut Tx, email: &str, but: ContactId) -> Result<bool> {
    const HELD: &str = "select id from crm_contact where email = $1 and alias_of is null and id <> $2";
    Ok(tx.one(HELD, values![email, but], |_| Ok(())).await?.is_some())
}

/// People who stand under the same name or one of these numbers, newest first.
pub(crate) async fn alike(tx: &mut Tx, contact: &Contact, phones: &[String]) -> Result<Vec<Contact>> {
    let key = typed::name_key(&contact.known.name.full);
    let mut values = values![contact.id, Some(key).filter(|key| !key.is_empty())].to_vec();
    let numbers: Vec<String> = (values.len() + 1..).take(phones.len()).map(|n| format!("${n}")).collect();
    values.extend(phones.iter().map(kernel::Value::from));
    let by_phone = match numbers.is_empty() {
        true => String::new(),
        false => format!(" or r.phone in ({})", numbers.join(", ")),
    };
    let sql = format!(
        "select {COLUMNS} from crm_contact r
        where r.alias_of is null and r.id <> $1 and (r.name_key = $2{by_phone})
        order by r.id desc limit 50"
    );
    tx.all(&sql, &values, read).await
}

/// What a list of contacts is narrowed to.
#[derive(Debug, Default)]
pub(crate) struct Filter<'a> {
    pub q: Option<&'a str>,
    pub tag: Option<&'a str>,
    pub owner: Option<kernel::UserId>,
    pub company: Option<kernel::CompanyId>,
    pub after: Option<ContactId>,
    pub limit: i64,
}

/// People, newest first, never an alias; as far as the permit reaches.
pub(crate) async fn list(tx: &mut Tx, filter: &Filter<'_>) -> Result<Vec<Contact>> {
    let tag = filter.tag.map(|tag| typed::holding(&format!("\"{}\"", tag.trim().to_lowercase())));
    let reach = reach::of(tx.permit());
    let mut values = values![
        reach.scope,
        reach.user,
        reach.team,
        filter.owner,
        filter.company,
        tag,
        filter.after,
        filter.limit
    ]
    .to_vec();
    let mut sql = format!(
        "select {COLUMNS} from crm_contact r where r.alias_of is null and {}
        and (r.owner = $4 or $4 is null) and (r.company = $5 or $5 is null)
        and (r.tags like $6 escape '!' or $6 is null) and (r.id < $7 or $7 is null)",
        reach::condition("r")
    );
    for word in typed::words(filter.q.unwrap_or_default()).into_iter().take(6) {
        values.push(typed::holding(&word).into());
        let n = values.len();
        sql += &format!(
            " and (r.name_key like ${n} escape '!' or r.email like ${n} escape '!'
                or r.phone like ${n} escape '!')"
        );
    }
    tx.all(&(sql + " order by r.id desc limit $8"), &values, read).await
}

/// How many open records of the line each kind has for a person and their aliases.
pub(crate) async fn open_of(tx: &mut Tx, root: ContactId) -> Result<BTreeMap<String, i64>> {
    const OPEN: &str = "
        select o.kind, count(*) as n from crm_open o
        where o.contact in (select id from crm_contact where id = $1 or alias_of = $1)
        group by o.kind";
    let counted = tx.all(OPEN, values![root], |row| Ok((row.get("kind")?, row.get("n")?))).await?;
    Ok(counted.into_iter().collect())
}

/// Puts a person into the search index, with the names and addresses of their aliases.
pub(crate) async fn index(
    tx: &mut Tx,
    contact: &Contact,
    aliases: &[Contact],
    company: Option<&str>,
) -> Result<()> {
    let known = &contact.known;
    let detail: Vec<&str> =
        [company, known.email.as_deref(), known.phone.as_deref()].into_iter().flatten().collect();
    let own = std::iter::once(contact).chain(aliases).flat_map(|one| texts(&one.known));
    let texts: Vec<&str> = own.chain(company).collect();
    tx.index(contact.id.into(), known.display(), &detail.join(" · "), &texts).await
}

fn texts(known: &Known) -> impl Iterator<Item = &str> {
    let parts = [&known.email, &known.phone, &known.phone_typed, &known.name.given, &known.name.family];
    std::iter::once(known.name.full.as_str()).chain(parts.into_iter().filter_map(|part| part.as_deref()))
}

fn read(row: &Row<'_>) -> Result<Contact> {
    Ok(Contact {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        known: known(row)?,
        alias: alias(row)?,
    })
}

fn known(row: &Row<'_>) -> Result<Known> {
    Ok(Known {
        name: PersonName {
            full: row.get("name")?,
            given: row.get("given_name")?,
            family: row.get("family_name")?,
        },
        email: row.get("email")?,
        phone: row.get("phone")?,
        phone_typed: row.get("phone_typed")?,
        company: row.get("company")?,
        job_title: row.get("job_title")?,
        language: row.get("language")?,
        zone: row.get("zone")?,
        address: maybe_doc(row, "address")?,
        billing: maybe_doc(row, "billing")?,
        tags: row.doc("tags")?,
        custom: row.doc("custom")?,
    })
}

fn alias(row: &Row<'_>) -> Result<Option<Alias>> {
    let Some(root) = row.get::<Option<ContactId>>("alias_of")? else { return Ok(None) };
    let gave = maybe_doc(row, "gave")?.unwrap_or_default();
    Ok(Some(Alias { root, into: row.get("merged_into")?, gave }))
}

fn maybe_doc<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: &str) -> Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| serde_json::from_str(&text).map_err(fault)).transpose()
}
