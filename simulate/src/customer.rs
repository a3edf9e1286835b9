//! What customers do, on the pages everybody gets: inquire, open, accept, sign, answer the brief, accept the work.

use kernel::{Result, fault};
use serde_json::{Value as Json, json};

use crate::business::{Business, address, opens, sends, six_digits};
use crate::people::Person;
use crate::sale::text;

/// Fills in the form on our page, in half a minute.
pub async fn inquire(business: &impl Business, person: &Person) -> Result<()> {
    let token = opens(business, "/f/contact").await?.hidden("token")?;
    business.pass(30).await?;
    let form = [
        ("token", token),
        ("name", person.name.clone()),
        ("email", person.email.clone()),
        ("company", person.company.clone()),
        ("message", person.message.to_owned()),
        ("source.utm_source", person.source.to_owned()),
    ];
    sends(business, "/f/contact", &form).await.map(drop)
}

/// The page a mail of ours leads them to; where mail reaches nobody, the one that staff see on their screen.
pub async fn led(business: &impl Business, person: &Person, page: &str, shown: &str) -> Result<String> {
    let Some(mail) = business.mail(&person.email, page).await? else { return Ok(shown.to_owned()) };
    address(&mail, page).ok_or_else(|| fault(format!("a mail leads to no {page}: {mail}")))
}

/// Looks at the offer for a while.
pub async fn look(business: &impl Business, link: &str) -> Result<()> {
    opens(business, link).await?;
    business.pass(5).await?;
    sends(business, &format!("{link}/view"), &[]).await.map(drop)
}

pub async fn decline(business: &impl Business, link: &str) -> Result<()> {
    let reason = ("reason", "We decided to wait until next year.".to_owned());
    sends(business, &format!("{link}/decline"), &[reason]).await.map(drop)
}

/// Accepts, with the option where they like it, and signs with the code they were sent.
pub async fn sign(business: &impl Business, person: &Person, proposal: &str, link: &str) -> Result<()> {
    let mut form = person.buyer().to_vec();
    form.push(("version", "1".into()));
    if person.chance.permille("option") < 400 {
        form.push(("o", "1".into()));
    }
    sends(business, &format!("{link}/accept"), &form).await?;
    let code = code(business, person, proposal, link).await?;
    let seen = opens(business, link).await?.hidden("seen")?;
    let signature = [("seen", seen), ("code", code), ("name", person.name.clone()), ("consent", "on".into())];
    sends(business, &format!("{link}/sign"), &signature).await.map(drop)
}

/// Asked for on the page and read in the mail; where mail reaches nobody, staff read it out.
async fn code(business: &impl Business, person: &Person, proposal: &str, link: &str) -> Result<String> {
    sends(business, &format!("{link}/code"), &[]).await?;
    business.work().await?;
    if let Some(mail) = business.mail(&person.email, "here is your code").await? {
        return six_digits(&mail).ok_or_else(|| fault(format!("no code in {mail}")));
    }
    let read = business.act("proposal.read", json!({ "proposal": proposal })).await?;
    let agreement = text(&read, "agreement").or_else(|_| text(&read["agreement"], "id"))?;
    text(&business.act("agreement.show_code", json!({ "agreement": agreement })).await?, "code")
}

/// Answers what the work needs to know.
pub async fn brief(business: &impl Business, link: &str, project: &Json) -> Result<()> {
    let points = project["brief"].as_array().into_iter().flatten();
    let asked: Vec<String> =
        points.filter_map(|point| Some(format!("brief.{}", point["id"].as_str()?))).collect();
    let form: Vec<(&str, String)> =
        asked.iter().map(|name| (name.as_str(), "As we said on the phone.".to_owned())).collect();
    if form.is_empty() { Ok(()) } else { sends(business, &format!("{link}/brief"), &form).await.map(drop) }
}

/// Accepts a milestone on their page.
pub async fn accept(business: &impl Business, person: &Person, link: &str, step: &Json) -> Result<()> {
    let milestone = text(step, "id")?;
    let form = [("milestone", milestone), ("name", person.name.clone()), ("note", "Looks good.".into())];
    sends(business, &format!("{link}/accept"), &form).await.map(drop)
}
