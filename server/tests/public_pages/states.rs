//! The same pages in their other states: signed, declined, revised, withdrawn, over, wrong, closed, too often, nowhere.

use serde_json::{Value as Json, json};
use verbs::{AnyDoor, Method};

use super::strangers::{House, Page};
use super::{BUYER, NAME, opened, sound};

/// A page of this status, small and without need of script, that says these words.
async fn says(house: &House, page: Page, status: u16, words: &str) -> Page {
    assert_eq!(page.status, status, "{}: {}", page.path, page.html);
    assert!(page.html.contains(words), "{} does not say `{words}`: {}", page.path, page.html);
    sound(house, &page).await;
    page
}

async fn shown(house: &House, path: &str, status: u16, words: &str) -> Page {
    says(house, house.get(path).await, status, words).await
}

/// A form that is taken; the browser goes on to the next page.
async fn taken(house: &House, path: &str, form: &[(&str, &str)]) {
    let answer = house.post(path, form).await;
    assert_eq!(answer.status, 303, "{path}: {}", answer.html);
}

/// From the page that asks for a code to the page that thanks, with every mistake on the way.
pub async fn signs(house: &House, proposal: &Json, offer: &str) {
    // No mail server is set up in this house: nothing is promised that does not leave.
    shown(house, offer, 200, "please call us").await;
    says(house, house.post(&format!("{offer}/code"), &[]).await, 409, "no code is on its way").await;
    let page = shown(house, offer, 200, "name=\"code\"").await;
    let agreement = house.ask("proposal.read", json!({ "proposal": proposal })).await["agreement"].clone();
    let code = house.call("agreement.show_code", json!({ "agreement": agreement })).await["code"].clone();
    let (seen, code) = (page.hidden("seen"), code.as_str().unwrap().to_owned());
    let sign = format!("{offer}/sign");
    let given =
        |code: &'static str| [("seen", seen.clone()), ("code", code.to_owned()), ("name", NAME.into())];
    let wrong = if code == "111111" { "222222" } else { "111111" };
    let mut typed = given(wrong).to_vec();
    let sends = async |typed: &[(&str, String)]| {
        let form: Vec<(&str, &str)> = typed.iter().map(|(name, text)| (*name, text.as_str())).collect();
        house.post(&sign, &form).await
    };
    says(house, sends(&typed).await, 422, "Please tick the box").await;
    typed.push(("consent", "yes".into()));
    says(house, sends(&typed).await, 422, "That is not the code").await;
    typed[1].1 = code;
    assert_eq!(sends(&typed).await.status, 303);
    let page = shown(house, offer, 200, "Signed by").await;
    assert!(page.html.contains(&format!("{offer}/agreement.pdf")), "{}", page.html);
    shown(house, &format!("{offer}/agreement.pdf"), 503, "role=\"status\"").await;
}

/// Declined by the customer, and then whatever the business does with it; the page says each.
pub async fn ends(house: &House, proposal: &Json, offer: &str) {
    let of = json!({ "proposal": proposal });
    shown(house, &format!("{offer}/pdf"), 503, "role=\"status\"").await;
    taken(house, &format!("{offer}/decline"), &[("reason", "Too blue")]).await;
    shown(house, offer, 200, "You declined this proposal").await;
    let again = house.post(&format!("{offer}/accept"), &BUYER).await;
    says(house, again, 409, "declined").await;
    house.call("proposal.revise", of.clone()).await;
    shown(house, offer, 200, "We are changing this proposal").await;
    let page = sent(house, proposal).await;
    shown(house, &format!("{page}?v=1"), 200, "This proposal was replaced").await;
    house.call("proposal.withdraw", json!({ "proposal": proposal, "reason": "No paint" })).await;
    shown(house, &page, 200, "We took this proposal back").await;
    house.call("proposal.revise", of.clone()).await;
    let page = sent(house, proposal).await;
    let deal = house.ask("proposal.read", of.clone()).await["deal"].clone();
    house.call("deal.lose", json!({ "deal": deal, "reason": "No ship" })).await;
    shown(house, &page, 200, "This proposal is closed").await;
    house.call("deal.reopen", json!({ "deal": deal })).await;
}

/// Again by hand; the page behind its link.
async fn sent(house: &House, proposal: &Json) -> String {
    let sent = house.call("proposal.send", json!({ "proposal": proposal, "by_hand": true })).await;
    super::path_of(&sent["link"])
}

/// Nobody answered in time.
pub async fn runs_out(house: &House, proposal: &Json) {
    house.call("proposal.revise", json!({ "proposal": proposal })).await;
    let page = sent(house, proposal).await;
    // Its last day is over, and its link has not ended yet.
    house.world.clock.pass_seconds(32 * 86_400);
    house.world.work().await;
    shown(house, &page, 200, "This proposal was valid until").await;
}

/// What a client may do besides accepting, what is missing for it, and what is said then.
pub async fn works_on(house: &House, portal: &str, step: &str) {
    let dispute = format!("{portal}/dispute");
    let nothing = house.post(&dispute, &[("milestone", step), ("name", NAME), ("note", "")]).await;
    says(house, nothing, 422, "role=\"alert\"").await;
    shown(house, &format!("{portal}?done=accept"), 200, "role=\"status\"").await;
    says(house, house.post("/d/opens-nothing/accept", &[]).await, 404, "<h1>").await;
}

/// A form with a mistake, a form that is closed, and somebody who sends too often.
pub async fn is_not_taken(house: &House) {
    for path in ["/f/contact", "/embed/f/contact"] {
        let token = shown(house, path, 200, "name=\"token\"").await.hidden("token");
        let wrong = [("token", token.as_str()), ("name", NAME), ("email", "grace@customer"), ("message", "")];
        says(house, house.post(path, &wrong).await, 422, "aria-invalid=\"true\"").await;
    }
    let forms = house.ask("form.list", json!({})).await;
    house.call("form.close", json!({ "form": forms["items"][0]["id"] })).await;
    for path in ["/f/contact", "/embed/f/contact"] {
        shown(house, path, 410, "closed").await;
    }
    let rv = house.ask("limits.read", json!({})).await["rv"].clone();
    let once = json!({ "rv": rv, "settings": { "form": { "burst": 1, "per_minute": 1 } } });
    house.call("limits.change", once).await;
    house.world.clock.pass_seconds(6);
    house.post("/p/opens-nothing/accept", &[]).await;
    says(house, house.post("/p/opens-nothing/accept", &[]).await, 429, "<h1>").await;
}

/// Addresses that are none, and what a programmer follows from an error.
pub async fn is_nowhere(house: &House) {
    shown(house, "/f/nobody-made-this", 404, "<h1>").await;
    shown(house, "/nowhere", 404, "<h1>").await;
    shown(house, "/errors/deal.ended", 200, "<h1>").await;
}

/// Nothing a stranger can open was left out: every public door that shows a page was looked at.
pub fn every_door_was_opened(house: &House) {
    /// What they give is a file, never a page.
    const FILES: [&str; 3] = ["/logo", "/i/{token}/pdf", "/d/{token}/files/{file}"];
    let public = |door: &&AnyDoor| {
        let strangers = matches!(door.at.access, kernel::Access::Public(_));
        strangers && door.at.method == Method::Get && !FILES.contains(&door.at.path)
    };
    let sounded = house.sounded();
    let fits = |path: &str, door: &str| {
        let (path, door): (Vec<&str>, Vec<&str>) = (path.split('/').collect(), door.split('/').collect());
        path.len() == door.len() && path.iter().zip(&door).all(|(is, at)| at.starts_with('{') || is == at)
    };
    let registry = crate::rooms::registry();
    let doors = registry.doors.iter().filter(public).map(|door| door.at.path);
    let left: Vec<&str> = doors.filter(|door| !sounded.iter().any(|path| fits(path, door))).collect();
    assert_eq!(left, [""; 0], "nobody looked at these pages");
}

/// They can be opened by anybody who gets the link, also when everything is done.
pub async fn one_click(house: &House, preferences: &str) {
    opened(house, &format!("{preferences}/news")).await;
}
