//! What a POST does: look, accept, decline, ask for a code, sign. A no of a rule is shown on the newest page.

use kernel::{Actor, Error, Result};
use serde_json::{Value as Json, json};
use verbs::{Body, Desk, Knock, Shown};

use super::showing::{self, Asked, Told};
use super::{Held, come_in, gone, hold, seen, ticked, typed, wrong_of};
use crate::client::Client;
use crate::say;

pub(super) async fn view(desk: &Desk, knock: &Knock) -> Result<Shown> {
    let Some((actor, held)) = come_in(desk, knock).await? else { return gone(desk, knock).await };
    seen(desk, &actor, &held, knock).await?;
    Ok(Shown::new(200, Body::Text("seen\n".into())))
}

pub(super) async fn accept(desk: &Desk, knock: &Knock) -> Result<Shown> {
    let Some((actor, held)) = come_in(desk, knock).await? else { return gone(desk, knock).await };
    seen(desk, &actor, &held, knock).await?;
    let typed = typed(knock);
    let version: i64 = knock.first("version").and_then(|v| v.parse().ok()).unwrap_or(1);
    let fields = ["name", "company", "street", "postal_code", "city", "region", "country", "vat_id", "email"];
    let buyer: serde_json::Map<String, Json> = fields
        .into_iter()
        .map(|field| (field.to_owned(), json!(typed.get(field).map_or("", String::as_str))))
        .collect();
    let input = json!({
        "proposal": held.proposal.id, "version": version, "options": ticked(knock), "buyer": buyer,
        "client": Client::of(knock),
    });
    match (desk.act(&actor, "proposal.accept", input).await, &held.version) {
        (Ok(_), _) => Ok(Shown::redirect(held.home(knock.part("token")))),
        (Err(Error::Invalid(wrong)), Some(version)) => {
            let chosen = version.offer.content.with(&ticked(knock).into_iter().collect());
            let asked = Asked { chosen, typed: &typed, wrong: &wrong, status: 422 };
            showing::accepting(&held, version, knock, asked)
        }
        (Err(error), _) => refused(desk, &actor, knock, error).await,
    }
}

pub(super) async fn decline(desk: &Desk, knock: &Knock) -> Result<Shown> {
    let Some((actor, held)) = come_in(desk, knock).await? else { return gone(desk, knock).await };
    seen(desk, &actor, &held, knock).await?;
    let input = json!({ "proposal": held.proposal.id, "reason": knock.first("reason") });
    match desk.act(&actor, "proposal.decline", input).await {
        Ok(_) => Ok(Shown::redirect(held.home(knock.part("token")))),
        Err(error) => refused(desk, &actor, knock, error).await,
    }
}

pub(super) async fn code(desk: &Desk, knock: &Knock) -> Result<Shown> {
    let Some((actor, held)) = come_in(desk, knock).await? else { return gone(desk, knock).await };
    seen(desk, &actor, &held, knock).await?;
    match desk.act(&actor, "agreement.send_code", json!({ "proposal": held.proposal.id })).await {
        Ok(_) => Ok(Shown::redirect(format!("{}#sign", held.home(knock.part("token"))))),
        Err(error) => refused(desk, &actor, knock, error).await,
    }
}

pub(super) async fn sign(desk: &Desk, knock: &Knock) -> Result<Shown> {
    let Some((actor, held)) = come_in(desk, knock).await? else { return gone(desk, knock).await };
    seen(desk, &actor, &held, knock).await?;
    let text = |name: &str| knock.first(name).unwrap_or_default();
    let name = text("name");
    let strokes: Json = serde_json::from_str(text("strokes")).unwrap_or_else(|_| json!([]));
    let input = json!({
        "proposal": held.proposal.id, "seen": text("seen"), "code": text("code"), "name": name,
        "consent": knock.first("consent").is_some(), "strokes": strokes, "client": Client::of(knock),
    });
    let error = match desk.act(&actor, "agreement.sign", input).await {
        Ok(done) if done["signed"] == true => {
            return Ok(Shown::redirect(held.home(knock.part("token"))));
        }
        Ok(done) => return wrong_code(desk, &actor, knock, &done, name).await,
        Err(error) => error,
    };
    match wrong_of(error) {
        Ok(wrong) => showing::stand(&held, knock, Told { wrong: &wrong, name, note: None }, 422),
        Err(error) => refused(desk, &actor, knock, error).await,
    }
}

async fn wrong_code(desk: &Desk, actor: &Actor, knock: &Knock, done: &Json, name: &str) -> Result<Shown> {
    let held = hold(desk, actor).await?;
    let left = done["tries_left"].to_string();
    let note = say(held.language(), "wrong-code", &[("left", &left)]);
    showing::stand(&held, knock, Told { note: Some(&note), name, wrong: &[] }, 422)
}

/// The newest page, with the sentence on top: what was shown before is not true any more.
async fn refused(desk: &Desk, actor: &Actor, knock: &Knock, error: Error) -> Result<Shown> {
    let held: Held = hold(desk, actor).await?;
    let Some(text) = held.refused(&error) else { return Err(error) };
    showing::stand(&held, knock, Told { note: Some(&text), ..Told::default() }, error.status())
}
