//! The hosted page `/f/{slug}` and the frame `/embed/f/{slug}`: shown by GET, sent by POST, no script needed.

use kernel::{Access, Actor, Business, Error, FieldError, Result};
use maud::Markup;
use serde_json::json;
use verbs::{Body, Desk, Door, DoorAt, Knock, PublicPage, Shown, language_of};

use super::html::{Filled, closed, form, thanks};
use super::site::origin;
use super::spec::{After, Answers, FormSpec, Kind, text_in};
use super::views::{PublicForm, hosts, published};
use crate::intake::token;

pub struct ShowPage;
pub struct SendPage;
pub struct ShowFrame;
pub struct SendFrame;

impl Door for ShowPage {
    const AT: DoorAt = DoorAt::get("form.page", "/f/{slug}", Access::Public("page"));

    async fn open(desk: &Desk, knock: Knock) -> Result<Shown> {
        show(desk, &knock, false).await
    }
}

impl Door for SendPage {
    const AT: DoorAt = DoorAt::post("form.send", "/f/{slug}", Access::Public("form"));

    async fn open(desk: &Desk, knock: Knock) -> Result<Shown> {
        send(desk, &knock, false).await
    }
}

impl Door for ShowFrame {
    const AT: DoorAt = DoorAt::get("form.frame", "/embed/f/{slug}", Access::Public("page")).in_a_frame();

    async fn open(desk: &Desk, knock: Knock) -> Result<Shown> {
        show(desk, &knock, true).await
    }
}

impl Door for SendFrame {
    const AT: DoorAt =
        DoorAt::post("form.send_frame", "/embed/f/{slug}", Access::Public("form")).in_a_frame();

    async fn open(desk: &Desk, knock: Knock) -> Result<Shown> {
        send(desk, &knock, true).await
    }
}

/// A page under way: what was asked for, and whose business it is.
struct Page<'p> {
    business: Business,
    language: String,
    embedded: bool,
    /// Sites that may show it in a frame.
    hosts: &'p [String],
}

impl Page<'_> {
    fn render(&self, status: u16, title: &str, body: Markup) -> Shown {
        let page = PublicPage {
            language: &self.language,
            title,
            business: &self.business,
            body,
            embedded: self.embedded,
        };
        let mut shown = Shown::new(status, Body::Html(page.render()));
        shown.frame_ancestors = match self.embedded {
            true => self.hosts.iter().filter_map(|host| origin(host)).collect(),
            false => vec![],
        };
        shown
    }
}

/// A form as a stranger meets it. A closed one says so on every site that shows it.
struct Opened {
    business: Business,
    hosts: Vec<String>,
    found: Result<PublicForm>,
}

async fn open_form(desk: &Desk, slug: &str) -> Result<Opened> {
    let slug = slug.to_owned();
    desk.store
        .read(move |tx| {
            let slug = slug.clone();
            Box::pin(async move {
                let business = tx.setting::<Business>().await?;
                let (hosts, found) = match published(tx, &slug).await {
                    Err(error @ Error::Refused(_)) => (hosts(tx, &slug).await?, Err(error)),
                    Err(error) => return Err(error),
                    Ok((form, spec)) => {
                        let token = token::issue(tx, form.id, form.version)?;
                        let (slug, title, version) = (form.slug, form.title, form.version);
                        (spec.allowed_hosts.clone(), Ok(PublicForm { slug, title, version, spec, token }))
                    }
                };
                Ok(Opened { business, hosts, found })
            })
        })
        .await
}

fn language(knock: &Knock, spec: Option<&FormSpec>, business: &Business) -> String {
    let own = spec.map(|spec| spec.languages.as_slice()).unwrap_or_default();
    let offered: Vec<&str> =
        if own.is_empty() { vec!["en", "de"] } else { own.iter().map(String::as_str).collect() };
    let fallback = own.first().unwrap_or(&business.locale);
    language_of(knock.headers.get("accept-language").map(String::as_str), &offered, fallback)
}

async fn show(desk: &Desk, knock: &Knock, embedded: bool) -> Result<Shown> {
    let Opened { business, hosts, found } = open_form(desk, knock.part("slug")).await?;
    let Ok(public) = found else {
        let language = language(knock, None, &business);
        let page = Page { business, language: language.clone(), embedded, hosts: &hosts };
        return Ok(page.render(410, "", closed(&language)));
    };
    let language = language(knock, Some(&public.spec), &business);
    let page = Page { business, language, embedded, hosts: &hosts };
    Ok(draw(&page, knock, &public, &Answers::new(), &source_of(knock, &public.spec), &[]))
}

fn draw(
    page: &Page<'_>,
    knock: &Knock,
    public: &PublicForm,
    answers: &Answers,
    source: &Answers,
    wrong: &[FieldError],
) -> Shown {
    let prefix = if page.embedded { "/embed/f/" } else { "/f/" };
    let filled = Filled {
        language: &page.language,
        action: &format!("{prefix}{}", public.slug),
        token: knock.first("token").unwrap_or(&public.token),
        answers,
        source,
        consented: knock.form.contains_key("consent"),
        wrong,
    };
    let status = if wrong.is_empty() { 200 } else { 422 };
    page.render(status, &public.title, form(&public.spec, &filled))
}

async fn send(desk: &Desk, knock: &Knock, embedded: bool) -> Result<Shown> {
    let Opened { business, hosts, found } = open_form(desk, knock.part("slug")).await?;
    // A form that was closed while somebody typed still takes what they typed; a person looks at it.
    let language = language(knock, found.as_ref().ok().map(|public| &public.spec), &business);
    let page = Page { business, language, embedded, hosts: &hosts };
    let (answers, source) = (answers_of(knock), sent_source(knock));
    let input = json!({
        "slug": knock.part("slug"), "answers": answers, "source": source,
        "token": knock.first("token"), "consent": knock.form.contains_key("consent"),
        "language": page.language, "website_address": knock.first("website_address"),
    });
    let agent = knock.headers.get("user-agent").map(String::as_str);
    // Nobody asks here as one of the staff, signed in or not.
    let stranger = Actor::nobody().at_network(&knock.network).in_browser(agent);
    match (desk.act(&stranger, "form.submit", input).await, found) {
        (Ok(_), found) => Ok(done(&page, found.ok().map(|public| public.spec.after))),
        (Err(Error::Invalid(wrong)), Ok(public)) => {
            Ok(draw(&page, knock, &public, &answers, &source, &wrong))
        }
        (Err(error), _) => Err(error),
    }
}

fn done(page: &Page<'_>, after: Option<After>) -> Shown {
    match after {
        Some(After::Url(url)) if !page.embedded => Shown::redirect(url),
        Some(After::Message(texts)) => {
            let text = text_in(&texts, &page.language).map(str::to_owned);
            page.render(200, "", thanks(&page.language, text.as_deref()))
        }
        _ => page.render(200, "", thanks(&page.language, None)),
    }
}

/// Every field of the page that is an answer.
fn answers_of(knock: &Knock) -> Answers {
    let own = ["token", "consent", "website_address"];
    let answers = knock.form.iter().filter(|(name, _)| !own.contains(&name.as_str()) && !name.contains('.'));
    answers.filter_map(|(name, all)| Some((name.clone(), all.first()?.clone()))).collect()
}

/// What the page's hidden inputs say of where they came from.
fn sent_source(knock: &Knock) -> Answers {
    let named =
        knock.form.iter().filter_map(|(name, all)| Some((name.strip_prefix("source.")?, all.first()?)));
    named.filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.into(), value.clone())).collect()
}

/// What the address says: the usual campaign parameters and the form's own hidden fields.
fn source_of(knock: &Knock, spec: &FormSpec) -> Answers {
    const USUAL: [&str; 10] = [
        "utm_source",
        "utm_medium",
        "utm_campaign",
        "utm_term",
        "utm_content",
        "gclid",
        "fbclid",
        "msclkid",
        "referrer",
        "landing",
    ];
    let hidden = spec.fields.iter().filter(|field| field.kind == Kind::Hidden).map(|field| field.id.as_str());
    let wanted: Vec<&str> = USUAL.into_iter().chain(hidden).collect();
    let given = knock.query.iter().filter(|(name, _)| wanted.contains(&name.as_str()));
    let short = |value: &String| value.chars().take(500).collect::<String>();
    let mut source: Answers =
        given.filter_map(|(name, all)| Some((name.clone(), short(all.first()?)))).collect();
    if let Some(referrer) = knock.headers.get("referer").filter(|from| !from.starts_with(&knock.origin)) {
        source.entry("referrer".into()).or_insert_with(|| short(referrer));
    }
    source
}
