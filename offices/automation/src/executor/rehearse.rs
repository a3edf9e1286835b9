//! Commands that are not carried out: checked and composed in practice, or shown to a person who decides.

use kernel::{ApprovalId, Id, Result};
use serde_json::{Map, Value as Json, json};
use verbs::Desk;

use super::order::{Next, Order, Told, failed, nobody};
use crate::approval::{self, Approval};
use crate::plan::{Failure, check_arguments};
use crate::run::steps::Doing;
use crate::run::walk::Given;

/// The arguments of a message that its preview knows.
const SHOWN: [&str; 10] =
    ["contact", "lead", "about", "attach", "template", "subject", "text", "class", "language", "new_thread"];

/// Checks the command as its owner would do it, and keeps what it would have said.
pub(super) async fn rehearse(desk: &Desk, order: &Order) -> Result<Next> {
    let Some(actor) = order.actor(desk).await? else { return Ok(order.told(nobody())) };
    let Some(declared) = desk.registry.find(&order.verb) else {
        let why = format!("there is no verb `{}`", order.verb);
        return Ok(order.told(Given::Failed(Failure::Permanent, why)));
    };
    if let Err(error) = actor.permit(declared.verb.name, declared.verb.access) {
        return Ok(order.told(failed(&error)));
    }
    if let Err(why) = check_arguments(&(declared.input)().to_value(), &order.args) {
        return Ok(order.told(Given::Failed(Failure::Permanent, why)));
    }
    let shown = match compose(desk, order, &actor).await {
        Ok(shown) => shown,
        Err(error) => return Ok(order.told(failed(&error))),
    };
    let doing = Doing { output: shown, late_at: None, ..order.doing() };
    let given = Given::Practised(Json::Null);
    Ok(Next::Tell(Box::new(Told { given, visit: order.visit.clone(), doing, ask: None })))
}

/// Puts the command before a person, as it would happen.
pub(super) async fn ask(desk: &Desk, order: &Order) -> Result<Next> {
    let Some(actor) = order.actor(desk).await? else { return Ok(order.told(nobody())) };
    let shown = match compose(desk, order, &actor).await {
        Ok(shown) => shown,
        Err(error) => return Ok(order.told(failed(&error))),
    };
    let now = desk.store.now();
    let id = ApprovalId::new(now, &*desk.store.house().rng);
    let doing = Doing { output: shown.clone(), awaits: Some(id.to_string()), late_at: None, ..order.doing() };
    let approval = Approval {
        id,
        run: order.kept.id,
        automation: order.kept.automation,
        step: order.visit.step.to_string(),
        visit: i64::from(order.visit.visit),
        verb: order.verb.clone(),
        args: Json::Object(order.args.clone()),
        title: title(order, shown.as_ref()),
        shown,
        owner: order.people.owner,
        state: "open".into(),
        asked_at: now,
        due_at: approval::lapses_at(now, order.kept.machine.deadline_at()),
        decided_at: None,
        decided_by: None,
        reason: None,
    };
    let given = Given::Ask { approval: id };
    Ok(Next::Tell(Box::new(Told { given, visit: order.visit.clone(), doing, ask: Some(approval) })))
}

fn title(order: &Order, shown: Option<&Json>) -> String {
    match shown.and_then(|shown| shown["subject"].as_str()) {
        Some(subject) => format!("Send “{subject}”?"),
        None => format!("Do {} at step {}?", order.verb, order.visit.step),
    }
}

/// A message as it would leave; `None` for what is no message, or where nobody can show it.
async fn compose(desk: &Desk, order: &Order, actor: &kernel::Actor) -> Result<Option<Json>> {
    if !order.is_message() || desk.registry.find("message.preview").is_none() {
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
