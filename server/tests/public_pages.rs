//! What strangers get from the house: pages that are small and work without script. And what the log keeps of them,
//! from their inquiry to their money: nothing.
#![allow(clippy::unwrap_used)] // a test may fail so

#[path = "../src/nightly.rs"]
#[allow(dead_code)] // the program uses all of it
mod nightly;
#[path = "../src/rooms.rs"]
mod rooms;
#[path = "public_pages/states.rs"]
mod states;
#[path = "public_pages/strangers.rs"]
mod strangers;

use serde_json::{Value as Json, json};
use strangers::{House, Page};

/// A page with everything it names, as it travels uncompressed.
const LARGEST: usize = 50_000;

const NAME: &str = "Grace Hopper";
const EMAIL: &str = "grace@customer.test";
const PHONE: &str = "+4930901820";
const IBAN: &str = "DE02120300000000202051";

const BUYER: [(&str, &str); 6] = [
    ("name", NAME),
    ("street", "Gartenstr. 5"),
    ("postal_code", "10117"),
    ("city", "Berlin"),
    ("country", "DE"),
    ("email", EMAIL),
];

/// Small in all, and every form of it is one a browser sends by itself.
async fn sound(house: &House, page: &Page) {
    house.sounds(page);
    let mut bytes = page.html.len();
    for part in page.parts() {
        let got = house.get(&part).await;
        assert_eq!(got.status, 200, "{part} of {}", page.path);
        bytes += got.html.len();
    }
    assert!(page.html.contains("rel=\"stylesheet\""), "{} has no style: {}", page.path, page.html);
    assert!(bytes < LARGEST, "{} takes {bytes} bytes", page.path);
    for form in page.html.split("<form").skip(1) {
        let form = form.split("</form>").next().unwrap();
        assert!(form.contains("method=\"") && form.contains("action=\""), "{}: {form}", page.path);
        assert!(form.contains("type=\"submit\""), "nothing to press on {}: {form}", page.path);
    }
    for script in ["onclick=", "onsubmit=", "href=\"javascript:", "href=\"#\""] {
        assert!(!page.html.contains(script), "{script} on {}", page.path);
    }
}

async fn opened(house: &House, path: &str) -> Page {
    let page = house.get(path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.html);
    sound(house, &page).await;
    page
}

/// Asks on the form at that address, without script; how many leads there are then.
async fn inquires(house: &House, path: &str, email: &str) -> usize {
    let page = opened(house, path).await;
    // Nobody types in less than two seconds.
    house.world.clock.pass_seconds(3);
    let token = page.hidden("token");
    let words =
        [("token", token.as_str()), ("name", NAME), ("email", email), ("message", "Do you paint ships?")];
    let sent = house.post(path, &words).await;
    assert!(sent.status < 400, "{}: {}", sent.status, sent.html);
    if sent.status == 200 {
        sound(house, &sent).await;
    }
    house.world.settle().await;
    house.ask("lead.list", json!({})).await["items"].as_array().unwrap().len()
}

/// An offer that was sent by hand, and its page.
struct Offer {
    contact: Json,
    proposal: Json,
    page: String,
}

/// For the newest lead but so many.
async fn offered(house: &House, but: usize) -> Offer {
    let lead = house.ask("lead.list", json!({})).await["items"][but].clone();
    let price = json!({ "minor": 250_000, "currency": "EUR" });
    house.call("lead.qualify", json!({ "lead": lead["id"], "value": price })).await;
    let deal = house.ask("lead.read", json!({ "lead": lead["id"] })).await["deal"].clone();
    let draft = house.call("proposal.draft", json!({ "deal": deal })).await;
    let line = json!({ "title": "Painting one ship", "quantity": "1", "unit_price": price, "rate": 1900 });
    let plan = json!([{ "title": "The painted ship", "share": 10_000, "due_days": 14 }]);
    let text = json!({ "proposal": draft["id"], "title": "A painted ship", "lines": [line], "plan": plan });
    house.call("proposal.change", text).await;
    let sent = house.call("proposal.send", json!({ "proposal": draft["id"], "by_hand": true })).await;
    Offer { contact: lead["contact"].clone(), proposal: draft["id"].clone(), page: path_of(&sent["link"]) }
}

/// Of an address of ours.
fn path_of(link: &Json) -> String {
    let link = link.as_str().unwrap_or_else(|| panic!("no link: {link}"));
    let path = link.splitn(4, '/').nth(3).unwrap();
    format!("/{}", path.split('?').next().unwrap())
}

async fn accepts(house: &House, offer: &str) {
    opened(house, offer).await;
    let path = format!("{offer}/accept");
    let page = opened(house, &path).await;
    let version = page.hidden("version");
    let mut buyer = vec![("version", version.as_str())];
    buyer.extend(BUYER);
    let nameless: Vec<_> = buyer.iter().copied().filter(|(field, _)| *field != "name").collect();
    let refused = house.post(&path, &nameless).await;
    assert_eq!(refused.status, 422, "{}", refused.html);
    sound(house, &refused).await;
    assert!(refused.html.contains("Gartenstr. 5"), "what was typed stays");
    let done = house.post(&path, &buyer).await;
    assert!(done.status < 400, "{}: {}", done.status, done.html);
    let sign = opened(house, offer).await;
    assert!(sign.html.contains(&format!("action=\"{offer}/sign\"")), "{}", sign.html);
}

/// Work that is done, accepted on the client's own page.
async fn delivered(house: &House, contact: &Json) {
    let amount = json!({ "minor": 100_000, "currency": "EUR" });
    let steps = json!([{ "title": "All of it", "amount": amount }]);
    let job = json!({ "contact": contact, "title": "A small job", "milestones": steps });
    let project = house.call("project.create", job).await;
    let step = project["steps"][0]["id"].clone();
    house.call("milestone.deliver", json!({ "milestone": step })).await;
    let page = path_of(&project["link"]);
    let portal = opened(house, &page).await;
    assert!(portal.html.contains(&format!("action=\"{page}/accept\"")), "{}", portal.html);
    let yes = [("milestone", step.as_str().unwrap()), ("name", NAME), ("note", "")];
    let done = house.post(&format!("{page}/accept"), &yes).await;
    assert!(done.status < 400, "{}: {}", done.status, done.html);
    let read = house.ask("milestone.read", json!({ "milestone": step })).await;
    assert_eq!(read["accepted_by"], "client", "{read}");
    states::works_on(house, &page, step.as_str().unwrap()).await;
}

/// An invoice over 1190 euros, with its page.
async fn invoiced(house: &House, contact: &Json) -> Json {
    let price = json!({ "minor": 100_000, "currency": "EUR" });
    let line = json!({ "title": "Painting", "quantity": "1", "unit_price": price, "rate": 1900 });
    let address =
        json!({ "street": "Gartenstr. 5", "postal_code": "10117", "city": "Berlin", "country": "DE" });
    let buyer = json!({ "name": NAME, "address": address });
    let draft = json!({ "contact": contact, "lines": [line], "buyer": buyer });
    let draft = house.call("invoice.draft", draft).await;
    house.call("invoice.issue", json!({ "invoice": draft["id"] })).await;
    house.world.work().await;
    house.ask("invoice.read", json!({ "invoice": draft["id"] })).await
}

/// Their preferences, by the link that every optional mail carries.
async fn preferences(house: &House, contact: &Json) -> String {
    let contact: kernel::ContactId = contact.as_str().unwrap().parse().unwrap();
    let link = house.world.store.write(kernel::Permit::engine("test"), None, move |tx| {
        Box::pin(async move { tx.link("preference", contact.into(), Some(contact.into()), None).await })
    });
    format!("/u/{}", link.await.unwrap())
}

#[tokio::test]
async fn every_page_of_a_stranger_is_small_and_works_without_script() {
    let house = House::open().await;
    assert_eq!(inquires(&house, "/f/contact", EMAIL).await, 1);
    assert_eq!(inquires(&house, "/embed/f/contact", "ada@customer.test").await, 2);
    let Offer { contact, proposal, page: offer } = offered(&house, 0).await;
    accepts(&house, &offer).await;
    states::signs(&house, &proposal, &offer).await;
    let other = offered(&house, 1).await;
    states::ends(&house, &other.proposal, &other.page).await;
    delivered(&house, &contact).await;
    let invoice = invoiced(&house, &contact).await;
    let page = opened(&house, &path_of(&invoice["page"])).await;
    assert!(page.html.contains(invoice["number"].as_str().unwrap()), "{}", page.html);
    let page = preferences(&house, &contact).await;
    let shown = opened(&house, &page).await;
    assert!(shown.html.contains(&format!("action=\"{page}\"")), "{}", shown.html);
    let saved = house.post(&page, &[("stop", "stop")]).await;
    assert_eq!(saved.status, 200, "{}", saved.html);
    sound(&house, &saved).await;
    states::one_click(&house, &page).await;
    for kind in ["p", "d", "i", "u"] {
        let nothing = house.get(&format!("/{kind}/opens-nothing")).await;
        assert_eq!(nothing.status, 404, "{}", nothing.html);
        sound(&house, &nothing).await;
    }
    states::is_nowhere(&house).await;
    states::is_not_taken(&house).await;
    states::runs_out(&house, &other.proposal).await;
    states::every_door_was_opened(&house);
    let told = "select count(*) as n from journal where kind = 'consent.withdrawn'";
    assert!(house.world.count(told).await > 0, "a press on the page takes it back");
}

#[tokio::test]
async fn the_log_names_nobody_from_the_inquiry_to_the_money() {
    let house = House::open().await;
    inquires(&house, "/f/contact", EMAIL).await;
    house.get(&format!("/f/contact?email={}", EMAIL.replace('@', "%40"))).await;
    let call = json!({ "channel": "call", "name": NAME, "phone": PHONE, "message": "Call me" });
    house.call("intake.quick_add", call).await;
    let Offer { contact, page: offer, .. } = offered(&house, 0).await;
    accepts(&house, &offer).await;
    delivered(&house, &contact).await;
    let invoice = invoiced(&house, &contact).await;
    let number = invoice["number"].as_str().unwrap();
    let head = "Buchungstag;Zahlungspflichtige(r);Kontonummer/IBAN;Verwendungszweck;Betrag";
    for (day, status) in [("99.99.2026", 422), ("02.02.2026", 200)] {
        let text = format!("{head}\n{day};{NAME};{IBAN};Invoice {number};1.190,00\n");
        let import = json!({ "account": "Main account", "text": text });
        assert_eq!(house.tries("statement.import", import).await.0, status, "a file of {day}");
    }
    house.ask("search.find", json!({ "q": NAME })).await;
    house.world.work().await;
    let paid = house.ask("invoice.read", json!({ "invoice": invoice["id"] })).await;
    assert_eq!(paid["state"], "paid", "{paid}");
    house.get(&format!("{offer}/nowhere?name=Grace+Hopper")).await;

    let log = strangers::log();
    for route in ["/f/{slug}", "/p/{token}/accept", "/d/{token}/{form}", "/api/v1/call/{verb}"] {
        assert!(log.contains(route), "the log tells of {route}:\n{log}");
    }
    let tokens = [&offer, &path_of(&invoice["page"])].map(|path| path.rsplit('/').next().unwrap().to_owned());
    let spaced = "DE02 1203 0000 0000 2020 51";
    let personal = [NAME, "Grace", "Hopper", EMAIL, "grace%40", "Gartenstr", PHONE, "901820", IBAN, spaced];
    for (at, line) in log.lines().enumerate() {
        let said = personal
            .iter()
            .copied()
            .chain(tokens.iter().map(String::as_str))
            .find(|word| line.contains(word));
        assert_eq!(said, None, "line {at} of the log: {line}");
    }
}
