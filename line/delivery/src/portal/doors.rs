//! The doors of the client's page: GET shows it, POST acts and shows it again; files are downloads.

use kernel::{Access, Actor, Business, Error, FileId, ProjectId, Result};
use maud::Markup;
use serde_json::json;
use verbs::{Body, Desk, Door, DoorAt, Knock, PublicPage, Shown, gone, language_of};

use super::form::{self, Form, Trouble};
use super::html;
use super::views::ClientProject;
use crate::project::doors::download;
use crate::project::files;
use crate::project::speak::LINK;

pub struct ShowPage;
pub struct ActOnPage;
pub struct GetFile;

impl Door for ShowPage {
    const AT: DoorAt = DoorAt::get("project.page", "/d/{token}", Access::Public("page"));

    async fn open(desk: &Desk, knock: Knock) -> Result<Shown> {
        let Some((actor, project)) = holder(desk, &knock).await? else { return gone(desk, &knock).await };
        let shown = show(desk, &actor, project).await?;
        let done = knock.first("done").and_then(Form::from_word);
        draw(desk, &knock, &shown, done, None).await
    }
}

impl Door for ActOnPage {
    const AT: DoorAt = DoorAt::post("project.page_act", "/d/{token}/{form}", Access::Public("form"));

    async fn open(desk: &Desk, knock: Knock) -> Result<Shown> {
        let Some((actor, project)) = holder(desk, &knock).await? else { return gone(desk, &knock).await };
        let form = Form::from_word(knock.part("form")).ok_or(Error::Missing("page"))?;
        let shown = show(desk, &actor, project).await?;
        match form::act(desk, &actor, form, &knock, &shown).await {
            Ok(()) => Ok(Shown::redirect(format!("/d/{}?done={}", knock.part("token"), form.word()))),
            Err(error) => {
                let trouble = Trouble::of(form, &knock, error)?;
                let shown = show(desk, &actor, project).await?;
                draw(desk, &knock, &shown, None, Some(&trouble)).await
            }
        }
    }
}

impl Door for GetFile {
    const AT: DoorAt = DoorAt::get("project.page_file", "/d/{token}/files/{file}", Access::Public("page"));

    async fn open(desk: &Desk, knock: Knock) -> Result<Shown> {
        let Some((actor, project)) = holder(desk, &knock).await? else { return gone(desk, &knock).await };
        let file: FileId = knock.part("file").parse().map_err(|_| Error::Missing("file"))?;
        let read = desk.look(&actor, "project.show", Access::Portal(LINK), move |tx| {
            Box::pin(files::read(tx, project, file, true))
        });
        let (file, bytes) = read.await?;
        Ok(download(file, bytes))
    }
}

/// Whoever holds the link, and what it opens; `None` for a wrong, old or revoked one.
async fn holder(desk: &Desk, knock: &Knock) -> Result<Option<(Actor, ProjectId)>> {
    match desk.link_holder(LINK, knock.part("token")).await {
        Ok(actor) => {
            let project = actor.portal.map(|object| kernel::Id::from_bytes(object.bytes));
            Ok(project.map(|project| (actor, project)))
        }
        Err(Error::Missing(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn show(desk: &Desk, actor: &Actor, project: ProjectId) -> Result<ClientProject> {
    let shown = desk.act(actor, "project.show", json!({ "project": project })).await?;
    serde_json::from_value(shown).map_err(kernel::fault)
}

async fn business(desk: &Desk) -> Result<Business> {
    desk.store.read(|tx| Box::pin(tx.setting::<Business>())).await
}

fn language(knock: &Knock, known: Option<&str>, business: &Business) -> String {
    let asked = knock.headers.get("accept-language").map(String::as_str);
    language_of(known.or(asked), &["en", "de"], &business.locale)
}

async fn draw(
    desk: &Desk,
    knock: &Knock,
    shown: &ClientProject,
    done: Option<Form>,
    trouble: Option<&Trouble>,
) -> Result<Shown> {
    let business = business(desk).await?;
    let language = language(knock, shown.language.as_deref(), &business);
    let zone = business.zone().clone();
    let drawn = html::Drawn { language: &language, zone: &zone, token: knock.part("token"), done, trouble };
    let status = trouble.map_or(200, Trouble::status);
    Ok(page(&business, &language, &shown.title, (status, html::project(shown, &drawn))))
}

fn page(business: &Business, language: &str, title: &str, of: (u16, Markup)) -> Shown {
    let (status, body) = of;
    let page = PublicPage { language, title, business, body, embedded: false };
    let mut shown = Shown::new(status, Body::Html(page.render()));
    // The address is a key: it goes to no other site.
    shown.headers = vec![("referrer-policy", "no-referrer".into()), ("cache-control", "no-store".into())];
    shown
}
