//! How forms are kept. The only file that names `capture_form` and `capture_form_version`.

use kernel::{Error, FormId, Ref, Result, Value, fault};
use store::{Row, Tx, values};

use super::spec::{ConsentAsked, FormSpec};
use super::{Form, FormVersion, State};

store::noun! {
    Form is "form" in "capture_form" {
        open slug: Text = |f| &f.slug;
        open title: Text = |f| &f.title;
        open state: Text = |f| f.state.word();
        open draft: Doc = |f| Value::doc(&f.draft);
        open version: Int = |f| f.version;
        open made_at: At = |f| f.made_at;
    }
}

store::noun! {
    FormVersion is "form_version" in "capture_form_version" {
        open form: Id = |v| v.form;
        open version: Int = |v| v.version;
        open spec: Doc = |v| Value::doc(&v.spec);
        open sha256: Text = |v| Value::Bytes(&v.sha256);
        open published_at: At = |v| v.published_at;
    }
}

const BY_ID: &str = "
    select id, rv, owner, team, slug, title, state, draft, version, made_at from capture_form where id = $1";
const BY_SLUG: &str = "
    select id, rv, owner, team, slug, title, state, draft, version, made_at from capture_form where slug = $1";
const ALL: &str = "
    select id, rv, owner, team, slug, title, state, draft, version, made_at from capture_form
    where (id < $1 or $1 is null) order by id desc limit $2";
const VERSION: &str = "
    select id, rv, owner, team, form, version, spec, sha256, published_at from capture_form_version
    where form = $1 and version = $2";

/// Everything published with a consent box, newest first: the words people saw, whatever the draft says now.
const CONSENTS: &str = "select spec from capture_form_version where form = $1 order by version desc";

pub async fn load(tx: &mut Tx, id: FormId) -> Result<Form> {
    tx.one(BY_ID, values![id], read).await?.ok_or(Error::Missing("form"))
}

pub async fn by_slug(tx: &mut Tx, slug: &str) -> Result<Form> {
    tx.one(BY_SLUG, values![slug], read).await?.ok_or(Error::Missing("form"))
}

pub async fn list(tx: &mut Tx, after: Option<FormId>, limit: i64) -> Result<Vec<Form>> {
    tx.all(ALL, values![after.map(Ref::from), limit], read).await
}

pub async fn version(tx: &mut Tx, form: FormId, version: i64) -> Result<FormVersion> {
    let read = |row: &Row<'_>| {
        Ok(FormVersion {
            id: row.get("id")?,
            rv: row.get("rv")?,
            owned: row.owned()?,
            form: row.get("form")?,
            version: row.get("version")?,
            spec: row.doc("spec")?,
            sha256: row.get("sha256")?,
            published_at: row.get("published_at")?,
        })
    };
    tx.one(VERSION, values![form, version], read).await?.ok_or(Error::Missing("form"))
}

/// The consent people were last asked for by this form.
pub async fn last_consent(tx: &mut Tx, form: FormId) -> Result<Option<ConsentAsked>> {
    let specs = tx.all(CONSENTS, values![form], |row| row.doc::<FormSpec>("spec")).await?;
    Ok(specs.into_iter().find_map(|spec| spec.consent))
}

fn read(row: &Row<'_>) -> Result<Form> {
    let state: String = row.get("state")?;
    Ok(Form {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        slug: row.get("slug")?,
        title: row.get("title")?,
        state: State::from_word(&state).ok_or_else(|| fault(format!("no form state `{state}`")))?,
        draft: row.doc("draft")?,
        version: row.get("version")?,
        made_at: row.get("made_at")?,
    })
}
