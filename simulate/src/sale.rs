//! What the staff do: answer, qualify, price, deliver. They are quick on working days, and never do what an automation
//! does for them.

use jiff::Timestamp;
use kernel::{Result, fault};
use serde_json::{Value as Json, json};

use crate::business::Business;
use crate::house::ITEMS;
use crate::people::{Person, Wish};

/// The newest of what a list answers.
fn first(list: &Json, what: &str) -> Result<Json> {
    list["items"]
        .as_array()
        .and_then(|items| items.first())
        .cloned()
        .ok_or_else(|| fault(format!("no {what}")))
}

pub fn text(value: &Json, name: &str) -> Result<String> {
    value[name].as_str().map(str::to_owned).ok_or_else(|| fault(format!("no `{name}` in {value}")))
}

/// The lead that came of an inquiry.
pub async fn lead_of(business: &impl Business, person: &Person) -> Result<Json> {
    first(
        &business.act("lead.list", json!({ "q": person.email, "limit": 1 })).await?,
        &format!("lead of {}", person.email),
    )
}

/// A person answers, and decides. Gives back the deal, where there is one.
pub async fn triage(business: &impl Business, person: &Person) -> Result<Option<String>> {
    let lead = lead_of(business, person).await?;
    let id = text(&lead, "id")?;
    let words =
        "Thank you for your message. I had a look, and I have an idea for you. May I call you tomorrow?";
    business.act("message.send", json!({ "lead": id, "text": words, "subject": "Your inquiry" })).await?;
    business.work().await?;
    let reason = "asked for something we do not do";
    match person.wish {
        Wish::Unfit => {
            business.act("lead.decline", json!({ "lead": id, "reason": reason })).await.map(|_| None)
        }
        Wish::Later => {
            let until = business.now().as_second() + 86_400 * (20 + person.chance.below("until", 90) as i64);
            let until = Timestamp::from_second(until).map_err(fault)?.strftime("%F").to_string();
            business.act("lead.nurture", json!({ "lead": id, "until": until })).await.map(|_| None)
        }
        Wish::Buys | Wish::Declines | Wish::Hesitates => {
            let value = json!({ "minor": person.price, "currency": "EUR" });
            business.act("lead.qualify", json!({ "lead": id, "value": value })).await?;
            let lead = business.act("lead.read", json!({ "lead": id })).await?;
            text(&lead, "deal").map(Some)
        }
    }
}

/// An offer with an optional extra, paid in two parts. Gives back its id and its page.
pub async fn offer(business: &impl Business, person: &Person, deal: &str) -> Result<(String, String)> {
    let id = text(&business.act("proposal.draft", json!({ "deal": deal })).await?, "id")?;
    let (name, unit, price) = ITEMS[person.chance.below("item", 3) as usize];
    let quantity = (person.price / price).max(1).to_string();
    let line = |title: &str, unit: &str, quantity: &str, minor: i64, optional: bool| {
        json!({
            "title": title, "unit": unit, "quantity": quantity, "rate": 1900, "optional": optional, "chosen": !optional,
            "unit_price": { "minor": minor, "currency": "EUR" },
        })
    };
    let care = ITEMS[3];
    let lines = [line(name, unit, &quantity, price, false), line(care.0, care.1, "1", care.2, true)];
    let plan = [
        json!({ "title": "First half", "share": 5000, "due_days": 7 }),
        json!({ "title": "Handover", "share": 5000, "due_days": 24 }),
    ];
    let valid = Timestamp::from_second(business.now().as_second() + 21 * 86_400).map_err(fault)?;
    let change = json!({
        "proposal": id, "title": name, "lines": lines, "plan": plan,
        "valid_until": valid.strftime("%F").to_string(),
    });
    business.act("proposal.change", change).await?;
    business.act("proposal.send", json!({ "proposal": id })).await?;
    let link = text(&business.act("proposal.read", json!({ "proposal": id })).await?, "link")?;
    Ok((id, link))
}

/// The project that opened by itself, with its milestones; `None` if it has not.
pub async fn project_of(business: &impl Business, deal: &str) -> Result<Option<Json>> {
    let all = business.act("project.list", json!({ "deal": deal, "limit": 1 })).await?;
    let Some(line) = all["items"].as_array().and_then(|items| items.first()) else { return Ok(None) };
    business.act("project.read", json!({ "project": text(line, "id")? })).await.map(Some)
}

/// The n-th milestone is ready; whoever answers for it says so, and the client hears of it.
pub async fn deliver(business: &impl Business, project: &Json, n: usize) -> Result<Json> {
    let step = project["steps"][n].clone();
    business.act("milestone.deliver", json!({ "milestone": text(&step, "id")? })).await?;
    Ok(step)
}

/// Whoever is at work does what is due; a call or a kick-off takes no time here.
pub async fn tasks(business: &impl Business) -> Result<()> {
    let due = business.now().to_string();
    let all = business.act("task.list", json!({ "whose": "all", "due_until": due, "limit": 200 })).await?;
    for task in all["items"].as_array().into_iter().flatten() {
        business.act("task.done", json!({ "task": text(task, "id")? })).await?;
    }
    Ok(())
}

/// Nobody waits for ever: a deal without an answer is lost, with its reason.
pub async fn lose(business: &impl Business, deal: &str, reason: &str) -> Result<()> {
    business.act("deal.lose", json!({ "deal": deal, "reason": reason })).await.map(drop)
}

/// They answered by mail; whoever reads the mail writes it down.
pub async fn hears(business: &impl Business, contact: &str) -> Result<()> {
    let words = "Thank you. Thursday suits me; please bring examples.";
    let input = json!({ "contact": contact, "channel": "email", "text": words });
    business.act("message.log", input).await.map(drop)
}

/// A week after handing over, somebody closes the project.
pub async fn finish(business: &impl Business, project: &Json) -> Result<()> {
    business.act("project.finish", json!({ "project": text(project, "id")? })).await.map(drop)
}
