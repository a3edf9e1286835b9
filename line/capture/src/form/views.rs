//! The shapes of a form that leave the house, and its lists.

use kernel::{FormId, Result, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Desk, NamedSites, Page, Query, Subject, Verb};

use super::site::origin;
use super::spec::FormSpec;
use super::{Form, State, html, rows};

#[derive(Debug, Serialize, JsonSchema)]
pub struct FormView {
    pub id: FormId,
    pub rv: i64,
    pub slug: String,
    pub title: String,
    /// draft, published or closed.
    pub state: &'static str,
    /// What the next version will be.
    pub draft: FormSpec,
    /// The newest published version, 0 before the first.
    pub version: i64,
    /// Does the draft differ from what is published?
    pub changed: bool,
    pub owner: Option<UserId>,
    pub url: String,
    /// The lines that show it on another site, with a link where no script runs.
    pub embed: String,
    pub made_at: Timestamp,
}

impl FormView {
    pub async fn of(tx: &mut Tx, form: Form) -> Result<FormView> {
        let published = match form.version {
            0 => None,
            version => Some(rows::version(tx, form.id, version).await?.spec),
        };
        let url = tx.public_url(&format!("/f/{}", form.slug));
        Ok(FormView {
            embed: html::embed(&form.slug, &form.title, &url, &tx.public_url("/w.js")),
            url,
            changed: published.as_ref() != Some(&form.draft),
            id: form.id,
            rv: form.rv,
            slug: form.slug,
            title: form.title,
            state: form.state.word(),
            draft: form.draft,
            version: form.version,
            owner: form.owned.owner,
            made_at: form.made_at,
        })
    }
}

/// One form, with its draft.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadForm {
    pub form: FormId,
}

impl Query for ReadForm {
    const VERB: Verb = Verb::get("form.read", "/forms/{form}");
    type Answer = FormView;

    fn subject(&self) -> Subject {
        self.form.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<FormView> {
        let form = rows::load(tx, self.form).await?;
        FormView::of(tx, form).await
    }
}

/// All forms, newest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListForms {
    pub after: Option<FormId>,
    /// 50 where nothing is said, 200 at most.
    pub limit: Option<i64>,
}

impl Query for ListForms {
    const VERB: Verb = Verb::get("form.list", "/forms");
    type Answer = Page<FormView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<FormView>> {
        let limit = self.limit.unwrap_or(50).clamp(1, 200);
        let mut views = vec![];
        for form in rows::list(tx, self.after, limit + 1).await? {
            views.push(FormView::of(tx, form).await?);
        }
        Ok(Page::of(views, limit as usize, |view| view.id.to_string()))
    }
}

/// What a published form asks: for whoever shows it in their own way, a server or a script of a site the form names.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PublicForm {
    pub slug: String,
    pub title: String,
    pub version: i64,
    pub spec: FormSpec,
    /// Send it back with the answers.
    pub token: String,
}

/// The published version of a form, for anybody, with the token a submission carries.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowForm {
    pub slug: String,
}

impl Query for ShowForm {
    const VERB: Verb = Verb::get("form.show", "/forms/by-slug/{slug}").public("page").also_from(sites);
    type Answer = PublicForm;

    async fn ask(&self, tx: &mut Tx) -> Result<PublicForm> {
        let (form, spec) = published(tx, &self.slug).await?;
        let token = crate::intake::token::issue(tx, form.id, form.version)?;
        Ok(PublicForm { slug: form.slug, title: form.title, version: form.version, spec, token })
    }
}

/// A form that takes answers, and what it asks.
pub async fn published(tx: &mut Tx, slug: &str) -> Result<(Form, FormSpec)> {
    let form = rows::by_slug(tx, slug).await?;
    match form.state {
        State::Draft => Err(kernel::Error::Missing("form")),
        State::Closed => Err(super::FormRefusal::Closed.into()),
        State::Published => {
            let spec = rows::version(tx, form.id, form.version).await?.spec;
            Ok((form, spec))
        }
    }
}

/// The sites that may show what was last published, also when it takes no more answers.
pub async fn hosts(tx: &mut Tx, slug: &str) -> Result<Vec<String>> {
    let form = rows::by_slug(tx, slug).await?;
    Ok(rows::version(tx, form.id, form.version).await?.spec.allowed_hosts)
}

/// The sites that may show a form may also ask for it and send it from their own pages. None where there is none.
pub fn sites<'d>(desk: &'d Desk, parts: &'d [String]) -> NamedSites<'d> {
    Box::pin(async move {
        let slug = parts.first().cloned().unwrap_or_default();
        let read = desk.store.read(move |tx| {
            let slug = slug.clone();
            Box::pin(async move { hosts(tx, &slug).await })
        });
        match read.await {
            Ok(hosts) => Ok(hosts.iter().filter_map(|host| origin(host)).collect()),
            Err(kernel::Error::Missing(_)) => Ok(vec![]),
            Err(error) => Err(error),
        }
    })
}
