//! What customers do, on the pages everybody gets: inquire, open, accept, sign, answer the brief, accept the work.

use kernel::{Result, fault};
use serde_json::{Value as Json, json};

use crate::hands::Hands;
use crate::people::Person;
use crate::sale::text;

/// Fills in the form on our page, in half a minute.
pub async fn inquire(hands: &Hands, person: &Person) -> Result<()> {
    let token = hands.opens("/f/contact").await?.hidden("token")?;
    hands.pass(30);
    let form = [
        ("token", token),
        ("name", person.name.clone()),
        ("email", person.email.clone()),
        ("company", person.company.clone()),
        ("message", person.message.to_owned()),
        ("source.utm_source", person.source.to_owned()),
    ];
    hands.sends("/f/contact", &form).await.map(drop)
}

/// Looks at the offer for a while.
pub async fn look(hands: &Hands, link: &str) -> Result<()> {
    hands.opens(link).await?;
    hands.pass(5);
    hands.sends(&format!("{link}/view"), &[]).await.map(drop)
}

pub async fn decline(hands: &Hands, link: &str) -> Result<()> {
    let reason = ("reason", "We decided to wait until next year.".to_owned());
    hands.sends(&format!("{link}/decline"), &[reason]).await.map(drop)
}

/// Accepts, with the option where they like it, and signs with the code. The code comes from whoever reads it
/// out: a simulated mailbox would only read the same digits.
pub async fn sign(hands: &Hands, person: &Person, proposal: &str, link: &str) -> Result<()> {
    let mut form = person.buyer().to_vec();
    form.push(("version", "1".into()));
    if person.chance.permille("option") < 400 {
        form.push(("o", "1".into()));
    }
    hands.sends(&format!("{link}/accept"), &form).await?;
    let read = hands.act("proposal.read", json!({ "proposal": proposal })).await?;
    let agreement = text(&read, "agreement").or_else(|_| text(&read["agreement"], "id"))?;
    let code = text(&hands.act("agreement.show_code", json!({ "agreement": agreement })).await?, "code")?;
    let seen = hands.opens(link).await?.hidden("seen")?;
    let signature = [("seen", seen), ("code", code), ("name", person.name.clone()), ("consent", "on".into())];
    hands.sends(&format!("{link}/sign"), &signature).await.map(drop)
}

/// Answers what the work needs to know.
pub async fn brief(hands: &Hands, project: &Json) -> Result<()> {
    let link = text(project, "link")?;
    let points = project["brief"].as_array().into_iter().flatten();
    let asked: Vec<String> =
        points.filter_map(|point| Some(format!("brief.{}", point["id"].as_str()?))).collect();
    let form: Vec<(&str, String)> =
        asked.iter().map(|name| (name.as_str(), "As we said on the phone.".to_owned())).collect();
    if form.is_empty() { Ok(()) } else { hands.sends(&format!("{link}/brief"), &form).await.map(drop) }
}

/// Accepts a milestone on their page.
pub async fn accept(hands: &Hands, person: &Person, project: &Json, step: &Json) -> Result<()> {
    let (link, milestone) = (text(project, "link")?, text(step, "id")?);
    let form = [("milestone", milestone), ("name", person.name.clone()), ("note", "Looks good.".into())];
    let page = hands.sends(&format!("{link}/accept"), &form).await?;
    if page.status < 400 { Ok(()) } else { Err(fault(page.html)) }
}
