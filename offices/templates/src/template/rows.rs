//! How templates are kept. The only file that names the tables of this room.

pub mod uses;

use kernel::text::Values;
use kernel::{ContactId, Error, Permit, Result, Scope, TemplateId, Value, fault};
use store::{Row, Tx, values};

use super::queries::ListTemplates;
use super::{Class, Kind, State, Template, Version, Words};

store::noun! {
    Template is "template" in "templates_template" {
        open slug: Text = |t| &t.slug;
        open language: Text = |t| &t.language;
        open kind: Text = |t| t.kind.word();
        open newest: Int = |t| t.newest;
        open approved: Int = |t| t.approved;
        open state: Text = |t| t.state.word();
    }
}

store::noun! {
    Version is "template_version" in "templates_version" {
        open template: Id = |v| v.template;
        open version: Int = |v| v.version;
        open class: Text = |v| v.words.class.word();
        open subject: Text = |v| &v.words.subject;
        open body: Text = |v| &v.words.body;
        open state: Text = |v| v.state.word();
        open sha256: Text = |v| &v.sha256;
        open drafted_at: At = |v| v.drafted_at;
        open drafted_by: Id = |v| v.drafted_by;
        open note: Text = |v| &v.note;
        open approved_at: At = |v| v.approved_at;
        open approved_by: Id = |v| v.approved_by;
    }
}

const TEMPLATE: &str = "
    select t.id, t.rv, t.owner, t.team, t.slug, t.language, t.kind, t.newest, t.approved, t.state
    from templates_template t where ";

const VERSION: &str = "
    select v.id, v.rv, v.owner, v.team, v.template, v.version, v.class, v.subject, v.body, v.state, v.sha256,
        v.drafted_at, v.drafted_by, v.note, v.approved_at, v.approved_by
    from templates_version v where ";

pub async fn load(tx: &mut Tx, id: TemplateId) -> Result<Template> {
    let sql = format!("{TEMPLATE} t.id = $1");
    tx.one(&sql, values![id], template).await?.ok_or(Error::Missing("template"))
}

pub async fn by_slug(tx: &mut Tx, slug: &str, language: &str) -> Result<Option<Template>> {
    let sql = format!("{TEMPLATE} t.slug = $1 and t.language = $2");
    tx.one(&sql, values![slug, language], template).await
}

pub async fn version_of(tx: &mut Tx, id: TemplateId, version: i64) -> Result<Option<Version>> {
    let sql = format!("{VERSION} v.template = $1 and v.version = $2");
    tx.one(&sql, values![id, version], read).await
}

/// The rule of `Permit::covers` in SQL: `$1` scope, `$2` user, `$3` team.
const REACHED: &str = "($1 = 'all' or owner = $2 or ($1 = 'team' and team is not distinct from $3))";

fn reach(permit: &Permit) -> Vec<Value<'static>> {
    let scope = match permit.scope() {
        Scope::Own => "own",
        Scope::Team => "team",
        Scope::All => "all",
    };
    vec![scope.into(), permit.user().into(), permit.team().into()]
}

/// One more than `limit`, by slug and language.
pub async fn list(tx: &mut Tx, wanted: &ListTemplates, limit: usize) -> Result<Vec<Template>> {
    let sql = format!(
        "{TEMPLATE} {REACHED} and (t.kind = $4 or $4 is null) and (t.state = $5 or $5 is null)
            and (t.language = $6 or $6 is null) and (t.slug || ' ' || t.language > $7 or $7 is null)
        order by t.slug || ' ' || t.language limit $8"
    );
    let rest = i64::try_from(limit + 1).map_err(fault)?;
    let (kind, state) = (wanted.kind.map(Kind::word), wanted.state.map(State::word));
    let mut values = reach(tx.permit());
    values.extend(values![kind, state, &wanted.language, &wanted.after, rest].to_vec());
    tx.all(&sql, &values, template).await
}

/// Slug and language of every text there is, whatever became of it.
pub async fn names(tx: &mut Tx) -> Result<Vec<(String, String)>> {
    let sql = "select slug, language from templates_template";
    tx.all(sql, &[], |row| Ok((row.get("slug")?, row.get("language")?))).await
}

/// Newest first.
pub async fn versions(tx: &mut Tx, id: TemplateId) -> Result<Vec<Version>> {
    let sql = format!("{VERSION} v.template = $1 order by v.version desc");
    tx.all(&sql, values![id], read).await
}

fn template(row: &Row<'_>) -> Result<Template> {
    Ok(Template {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        slug: row.get("slug")?,
        language: row.get("language")?,
        kind: word(row, "kind", Kind::from_word)?,
        newest: row.get("newest")?,
        approved: row.get("approved")?,
        state: word(row, "state", State::from_word)?,
    })
}

fn read(row: &Row<'_>) -> Result<Version> {
    let class = word(row, "class", Class::from_word)?;
    Ok(Version {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        template: row.get("template")?,
        version: row.get("version")?,
        words: Words { class, subject: row.get("subject")?, body: row.get("body")? },
        state: word(row, "state", State::from_word)?,
        sha256: row.get("sha256")?,
        drafted_at: row.get("drafted_at")?,
        drafted_by: row.get("drafted_by")?,
        note: row.get("note")?,
        approved_at: row.get("approved_at")?,
        approved_by: row.get("approved_by")?,
    })
}

fn word<T>(row: &Row<'_>, column: &str, known: fn(&str) -> Option<T>) -> Result<T> {
    let word: String = row.get(column)?;
    known(&word).ok_or_else(|| fault(format!("`{column}` allows no `{word}`")))
}

/// What is known of a contact, by the paths of its fields, if the permit reaches them.
pub async fn person(tx: &mut Tx, contact: ContactId) -> Result<Values> {
    let sql = format!(
        "select name, email, phone, company_name as company from crm_contact_window
        where {REACHED} and id = $4"
    );
    let mut values = reach(tx.permit());
    values.push(contact.into());
    let columns = ["name", "email", "phone", "company"];
    let read = |row: &store::Row<'_>| {
        let cell = |name: &str| Ok((format!("contact.{name}"), row.get::<Option<String>>(name)?));
        columns.iter().map(|name| cell(name)).collect::<Result<Vec<_>>>()
    };
    let found = tx.one(&sql, &values, read).await?.ok_or(Error::Missing("contact"))?;
    let mut known: Values = found.into_iter().filter_map(|(path, value)| Some((path, value?))).collect();
    let first = known.get("contact.name").and_then(|name| name.split_whitespace().next()).map(str::to_owned);
    known.extend(first.map(|first| ("contact.first_name".to_owned(), first)));
    Ok(known)
}
