//! Commands that are not carried out: checked and composed in practice, or shown to a person who decides.

use kernel::{ApprovalId, Id, Result};
use serde_json::{Map, Value as Json, json};
use verbs::Desk;

use super::letter;
use super::order::{Asks, Next, Order, Told, failed, nobody};
use crate::approval::{self, Approval};
use crate::automation::Mode;
use crate::plan::{Failure, check_arguments};
use crate::run::steps::Doing;
use crate::run::walk::Became;
use crate::sight::{People, rows};

/// The arguments of a message that its preview knows.
const SHOWN: [&str; 11] = [
    "contact",
    "lead",
    "about",
    "attach",
    "template",
    "pinned",
    "subject",
    "text",
    "class",
    "language",
    "new_thread",
];

/// Checks the command as its owner would do it, and keeps what it would have said.
pub(super) async fn rehearse(desk: &Desk, order: &Order) -> Result<Next> {
    let Some(actor) = order.actor(desk).await? else { return Ok(order.told(nobody())) };
    let Some(declared) = desk.registry.find(&order.verb) else {
        let why = format!("there is no verb `{}`", order.verb);
        return Ok(order.told(Became::Failed(Failure::Permanent, why)));
    };
    if let Err(error) = actor.permit(declared.verb.name, declared.verb.access) {
        return Ok(order.told(failed(&error)));
    }
    if let Err(why) = check_arguments(&(declared.input)().to_value(), &order.args) {
        return Ok(order.told(Became::Failed(Failure::Permanent, why)));
    }
    let shown = match compose(desk, order, &actor).await {
        Ok(shown) => shown,
        Err(error) => return order.told_error(error),
    };
    let doing = Doing { output: shown, ..order.doing() };
    let became = Became::Practised(Json::Null);
    Ok(Next::Tell(Box::new(Told { became, visit: order.visit.clone(), doing, ask: None, wordless: None })))
}

/// Puts the command before a person, as it would happen.
pub(super) async fn ask(desk: &Desk, order: &Order) -> Result<Next> {
    let Some(actor) = order.actor(desk).await? else { return Ok(order.told(nobody())) };
    let shown = match compose(desk, order, &actor).await {
        Ok(shown) => shown,
        Err(error) => return order.told_error(error),
    };
    let title = with_why(desk, order.people, title(order, shown.as_ref())).await?;
    let approval = approval(desk, order, title, shown.clone());
    let due_at = approval::lapses_at(approval.asked_at, order.kept.machine.deadline_at());
    let approval = Approval { owner: order.people.owner, due_at, ..approval };
    let id = approval.id;
    let doing = Doing { output: shown, awaits: Some(id.to_string()), ..order.doing() };
    let became = Became::Ask { approval: id, until: None };
    Ok(tell(order, became, doing, Some(approval)))
}

/// A step that asks for a yes: put before whoever it names, with the message that follows as it would read. In
/// practice nobody is asked.
pub(super) async fn ask_step(desk: &Desk, order: &Order) -> Result<Next> {
    let Some(asks) = order.asks.clone() else { return Ok(Next::Look) };
    let doing = Doing { verb: "approve".into(), input: json!({ "what": asks.what }), ..Doing::default() };
    if order.kept.mode == Mode::Practice {
        let became = Became::Practised(Json::Null);
        return Ok(tell(order, became, doing, None));
    }
    let Some(actor) = order.actor(desk).await? else { return Ok(order.told(nobody())) };
    // A message that cannot be composed yet can still be decided about.
    let shown = compose(desk, order, &actor).await.ok().flatten();
    let people = who(desk, &asks).await?;
    let title = with_why(desk, people, asks.what.clone()).await?;
    let approval = approval(desk, order, title, shown.clone());
    let delegate = people.stand_in.filter(|_| asks.delegate.is_some());
    let approval = Approval { owner: people.owner, delegate, due_at: asks.until, ..approval };
    let id = approval.id;
    let doing = Doing { output: shown, awaits: Some(id.to_string()), ..doing };
    let became = Became::Ask { approval: id, until: Some(asks.until) };
    Ok(tell(order, became, doing, Some(approval)))
}

/// What a person is asked about the step, who and until when left open.
fn approval(desk: &Desk, order: &Order, title: String, shown: Option<Json>) -> Approval {
    let now = desk.store.now();
    Approval {
        id: ApprovalId::new(now, &*desk.store.house().rng),
        run: order.kept.id,
        automation: order.kept.automation,
        step: order.visit.step.to_string(),
        visit: i64::from(order.visit.visit),
        verb: order.verb.clone(),
        args: Json::Object(order.args.clone()),
        title,
        shown,
        owner: None,
        state: "open".into(),
        asked_at: now,
        due_at: now,
        decided_at: None,
        decided_by: None,
        reason: None,
        delegate: None,
        edit: None,
    }
}

/// Whoever is asked, and whoever may say it too: where nobody of the first is active, the delegate is asked.
async fn who(desk: &Desk, asks: &Asks) -> Result<People> {
    let asks = std::sync::Arc::new(asks.clone());
    let people = desk.store.read(move |tx| {
        let asks = asks.clone();
        Box::pin(async move {
            let delegate = asks.delegate.as_deref().unwrap_or(&asks.who);
            rows::people_of(tx, None, (&asks.who, delegate)).await
        })
    });
    people.await
}

/// Whoever is asked in place of somebody who is away reads why.
async fn with_why(desk: &Desk, people: People, title: String) -> Result<String> {
    let why = desk.store.read(move |tx| Box::pin(rows::because(tx, people))).await?;
    Ok(why.map_or_else(|| title.clone(), |why| format!("{title} ({why})")))
}

fn title(order: &Order, shown: Option<&Json>) -> String {
    match shown.filter(|_| order.is_message()).and_then(|shown| shown["subject"].as_str()) {
        Some(subject) => format!("Send “{subject}”?"),
        None => format!("Do {} at step {}?", order.verb, order.visit.step),
    }
}

/// A message or a letter of another room as it would leave; `None` for what is neither, or where nobody can show it.
async fn compose(desk: &Desk, order: &Order, actor: &kernel::Actor) -> Result<Option<Json>> {
    if !order.is_message() {
        return letter::would_read(desk, order, actor).await;
    }
    if desk.registry.find("message.preview").is_none() {
        return Ok(None);
    }
    let known = order.args.iter().filter(|(name, _)| SHOWN.contains(&name.as_str()));
    let args: Map<String, Json> = known.map(|(name, value)| (name.clone(), value.clone())).collect();
    let preview = desk.act(actor, "message.preview", Json::Object(args)).await?;
    let (subject, text) = (&preview["subject"], &preview["plain"]);
    Ok(Some(
        json!({ "to": preview["to_email"], "subject": subject, "text": text, "class": preview["class"] }),
    ))
}

/// What came of a step, with the approval it asks for.
fn tell(order: &Order, became: Became, doing: Doing, ask: Option<Approval>) -> Next {
    Next::Tell(Box::new(Told { became, visit: order.visit.clone(), doing, ask, wordless: None }))
}
