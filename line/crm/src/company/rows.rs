//! How companies are kept. The only file that names the table `crm_company` in a statement of its own.

use kernel::{CompanyId, Error, Owned, Result, fault};
use store::{Row, Tx, values};

use super::{About, Company, CompanyRefusal};
use crate::people::{reach, typed};

store::noun! {
    Company is "company" in "crm_company" {
        open name: Text = |c| &c.about.name;
        open name_key: Text = |c| typed::company_key(&c.about.name);
        open domain: Text = |c| &c.about.domain;
        open address: Doc = |c| c.about.address.as_ref().map(kernel::Value::doc);
        open vat_id: Text = |c| &c.about.vat_id;
        open website: Text = |c| &c.about.website;
    }
}

const COLUMNS: &str = "id, rv, owner, team, name, domain, address, vat_id, website";
const BY_KEY: &str = "select id from crm_company where name_key = $1";
const NAME: &str = "select name from crm_company where id = $1";

pub(crate) async fn load(tx: &mut Tx, id: CompanyId) -> Result<Company> {
    let sql = format!("select {COLUMNS} from crm_company where id = $1");
    tx.one(&sql, values![id], read).await?.ok_or(Error::Missing("company"))
}

/// What a company is called.
pub(crate) async fn name_of(tx: &mut Tx, id: Option<CompanyId>) -> Result<Option<String>> {
    match id {
        Some(id) => tx.one(NAME, values![id], |row| row.get("name")).await,
        None => Ok(None),
    }
}

/// The company of this name, found by its folded name or made now; `None` for an empty name.
pub(crate) async fn named(tx: &mut Tx, name: &str) -> Result<Option<CompanyId>> {
    let about = About { name: typed::line("/company", name)?, ..About::default() };
    if about.name.is_empty() {
        return Ok(None);
    }
    let (company, added) = Company::add(tx.new_id(), Owned::default(), about)?;
    if tx.add_unless_there(&company).await? {
        tx.tell(added);
        index(tx, &company).await?;
        return Ok(Some(company.id));
    }
    by_name(tx, &company.about.name)
        .await?
        .map(Some)
        .ok_or_else(|| fault("a name that is taken has a company"))
}

pub(crate) async fn by_name(tx: &mut Tx, name: &str) -> Result<Option<CompanyId>> {
    tx.one(BY_KEY, values![typed::company_key(name)], |row| row.get("id")).await
}

/// Refuses a name another company has.
pub(crate) async fn name_is_free(tx: &mut Tx, company: CompanyId, name: &str) -> Result<()> {
    match by_name(tx, name).await? {
        Some(other) if other != company => Err(CompanyRefusal::Known(other).into()),
        _ => Ok(()),
    }
}

/// What a list of companies is narrowed to.
#[derive(Debug, Default)]
pub(crate) struct Filter<'a> {
    pub q: Option<&'a str>,
    pub owner: Option<kernel::UserId>,
    pub after: Option<CompanyId>,
    pub limit: i64,
}

/// Companies, newest first, as far as the permit reaches.
pub(crate) async fn list(tx: &mut Tx, filter: &Filter<'_>) -> Result<Vec<Company>> {
    let reach = reach::of(tx.permit());
    let mut values =
        values![reach.scope, reach.user, reach.team, filter.owner, filter.after, filter.limit].to_vec();
    let mut sql = format!(
        "select {COLUMNS} from crm_company c where {}
        and (c.owner = $4 or $4 is null) and (c.id < $5 or $5 is null)",
        reach::condition("c")
    );
    for word in typed::words(filter.q.unwrap_or_default()).into_iter().take(6) {
        values.push(typed::holding(&word).into());
        let n = values.len();
        sql += &format!(" and (c.name_key like ${n} escape '!' or c.domain like ${n} escape '!')");
    }
    tx.all(&(sql + " order by id desc limit $6"), &values, read).await
}

/// Puts a company into the search index.
pub(crate) async fn index(tx: &mut Tx, company: &Company) -> Result<()> {
    let about = &company.about;
    let detail = about.domain.as_deref().or(about.website.as_deref()).unwrap_or_default();
    let texts: Vec<&str> = [&about.domain, &about.website, &about.vat_id]
        .into_iter()
        .filter_map(|text| text.as_deref())
        .collect();
    tx.index(company.id.into(), &about.name, detail, &texts).await
}

fn read(row: &Row<'_>) -> Result<Company> {
    let address: Option<String> = row.get("address")?;
    Ok(Company {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        about: About {
            name: row.get("name")?,
            domain: row.get("domain")?,
            address: address.map(|text| serde_json::from_str(&text).map_err(fault)).transpose()?,
            vat_id: row.get("vat_id")?,
            website: row.get("website")?,
        },
    })
}
