//! The preference page `/u/{token}` and the one-click address of RFC 8058. GET shows and changes nothing.
//!
//! It speaks the language we know they read; where we know none, that of their browser, else the business's own.

use kernel::{Access, Actor, Business, Error, Result};
use maud::{Markup, html};
use serde_json::{Value as Json, json};
use verbs::{Body, Desk, Door, DoorAt, Knock, PublicPage, Shown, gone, language_of};

use crate::form::spec::Purpose;
use crate::say;

/// The name the link was made under: connect writes it into every optional mail.
pub const LINK: &str = "preference";

const LANGUAGES: [&str; 2] = ["en", "de"];
/// Counts on whenever the words of the two choices change, in any language.
const WORDS_VERSION: i64 = 1;

pub struct ShowPreferencePage;
pub struct ChoosePreferencePage;
pub struct ShowOneClick;
pub struct OneClick;

impl Door for ShowPreferencePage {
    const AT: DoorAt = DoorAt::get("preference.page", "/u/{token}", Access::Public("page"));

    async fn open(desk: &Desk, knock: Knock) -> Result<Shown> {
        page(desk, &knock, false).await
    }
}

impl Door for ShowOneClick {
    const AT: DoorAt =
        DoorAt::get("preference.one_click_page", "/u/{token}/{purpose}", Access::Public("page"));

    async fn open(desk: &Desk, knock: Knock) -> Result<Shown> {
        page(desk, &knock, false).await
    }
}

impl Door for ChoosePreferencePage {
    const AT: DoorAt = DoorAt::post("preference.save", "/u/{token}", Access::Public("form"));

    async fn open(desk: &Desk, knock: Knock) -> Result<Shown> {
        let everything = knock.first("stop").is_some();
        let wanted = |purpose: Purpose| !everything && knock.first(purpose.word()).is_some();
        let Some(visit) = visit(desk, &knock).await? else { return gone(desk, &knock).await };
        let input = json!({
            "news": wanted(Purpose::News), "follow_up": wanted(Purpose::FollowUp),
            "words": words(&visit.language), "language": visit.language,
            "how": if everything { "preference page: stop everything" } else { "preference page" },
        });
        desk.act(&visit.actor, "preference.choose", input).await?;
        page(desk, &knock, true).await
    }
}

impl Door for OneClick {
    const AT: DoorAt = DoorAt::post("preference.one_click", "/u/{token}/{purpose}", Access::Public("form"));

    /// 200 also for an unknown token: whoever guesses learns nothing, and a mail program is content. A token that was
    /// revoked says no as well: the letters that carry it cannot be written anew (RFC 8058).
    async fn open(desk: &Desk, knock: Knock) -> Result<Shown> {
        let done = || Shown::new(200, Body::Text("unsubscribed\n".into()));
        let token = knock.part("token").to_owned();
        let now = desk.store.read(move |tx| {
            let token = token.clone();
            Box::pin(async move { tx.link_now(LINK, &token).await })
        });
        let Some(token) = now.await? else { return Ok(done()) };
        let actor = desk.link_holder(LINK, &token).await?;
        let Some(purpose) = Purpose::from_word(knock.part("purpose")) else { return Ok(done()) };
        let now = desk.act(&actor, "preference.show", json!({})).await?;
        let keep = |other: Purpose| other != purpose && allowed(&now, other);
        let input = json!({
            "news": keep(Purpose::News), "follow_up": keep(Purpose::FollowUp), "how": "one click in the mail",
        });
        desk.act(&actor, "preference.choose", input).await?;
        Ok(done())
    }
}

/// News only with a yes; the follow-up of one's own inquiry until a no.
fn allowed(consents: &Json, purpose: Purpose) -> bool {
    let of = |c: &&Json| c["purpose"] == purpose.word();
    let mut all = consents["consents"].as_array().into_iter().flatten().filter(of).peekable();
    match purpose {
        Purpose::News => all.peek().is_some() && all.all(|c| c["given"] == true),
        Purpose::FollowUp => all.all(|c| c["given"] == true),
    }
}

/// Somebody who holds a link, and what is said to them in.
struct Visit {
    actor: Actor,
    now: Json,
    business: Business,
    language: String,
}

/// Nothing where the link opens nothing.
async fn visit(desk: &Desk, knock: &Knock) -> Result<Option<Visit>> {
    let actor = match desk.link_holder(LINK, knock.part("token")).await {
        Err(Error::Missing(_)) => return Ok(None),
        found => found?,
    };
    let now = desk.act(&actor, "preference.show", json!({})).await?;
    let business = desk.store.read(|tx| Box::pin(tx.setting::<Business>())).await?;
    let asked = knock.headers.get("accept-language").map(String::as_str);
    let asked = language_of(asked, &LANGUAGES, &business.locale);
    let spoken = language_of(now["language"].as_str(), &LANGUAGES, &asked);
    // What has no texts of its own is said in English.
    let language = if LANGUAGES.contains(&spoken.as_str()) { spoken } else { "en".into() };
    Ok(Some(Visit { actor, now, business, language }))
}

/// Which version of the page's words these are; 0 where they are none of ours.
pub(super) fn version_of(shown: Option<&str>, language: Option<&str>) -> i64 {
    let ours = language.filter(|language| LANGUAGES.contains(language)).map(words);
    if shown.is_some() && shown == ours.as_deref() { WORDS_VERSION } else { 0 }
}

fn words(language: &str) -> String {
    format!("{} / {}", say(language, "preference-news", &[]), say(language, "preference-follow-up", &[]))
}

async fn page(desk: &Desk, knock: &Knock, saved: bool) -> Result<Shown> {
    let Some(visit) = visit(desk, knock).await? else { return gone(desk, knock).await };
    let Visit { now, business, language, .. } = visit;
    let body = choices(&language, &business, knock.part("token"), &now, saved);
    let title = say(&language, "preference-title", &[]);
    let page = PublicPage { language: &language, title: &title, business: &business, body, embedded: false };
    Ok(Shown::html(page.render()))
}

fn choices(language: &str, business: &Business, token: &str, now: &Json, saved: bool) -> Markup {
    let text = |id: &str| say(language, id, &[("business", &business.name)]);
    let row = |purpose: Purpose, id: &str| {
        html! {
            div.check {
                input type="checkbox" id=(purpose.word()) name=(purpose.word()) value="yes"
                    checked[allowed(now, purpose)];
                label for=(purpose.word()) { (text(id)) }
            }
        }
    };
    html! {
        h1 { (text("preference-title")) }
        @if saved { p.done role="status" { (text("preference-saved")) } }
        p { (text("preference-intro")) }
        form method="post" action={ "/u/" (token) } {
            (row(Purpose::News, "preference-news"))
            (row(Purpose::FollowUp, "preference-follow-up"))
            p.help { (text("preference-not-optional")) }
            button type="submit" { (text("preference-save")) }
        }
        form method="post" action={ "/u/" (token) } {
            input type="hidden" name="stop" value="everything";
            button.quiet type="submit" { (text("preference-stop")) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LANGUAGES, WORDS_VERSION, version_of, words};

    /// A proof names the words by their version: whoever changes them counts it on, here too.
    #[test]
    fn other_words_are_another_version() {
        let now = (WORDS_VERSION, LANGUAGES.map(words));
        let then = [
            "News and offers, now and then / Messages that follow up on my inquiry",
            "Neuigkeiten und Angebote, hin und wieder / Nachrichten, die an meine Anfrage anknüpfen",
        ];
        assert_eq!(now, (1, then.map(str::to_owned)));
    }

    #[test]
    fn words_of_nobody_have_no_version() {
        assert_eq!(version_of(Some(&words("de")), Some("de")), WORDS_VERSION);
        assert_eq!(version_of(Some(&words("de")), Some("en")), 0);
        assert_eq!((version_of(Some("yes"), Some("en")), version_of(None, None)), (0, 0));
    }
}
