//! Who may be written to, in the whole house: words that a person changed stay what they were, an inquiry allows
//! letters for a time, and whoever was known twice is written to as one.
#![allow(clippy::unwrap_used)] // a test may fail so

#[path = "../src/nightly.rs"]
#[allow(dead_code)] // the program uses all of it
mod nightly;
#[path = "../src/rooms.rs"]
mod rooms;
#[path = "house/writing.rs"]
mod writing;

use serde_json::{Value as Json, json};
use testing::World;
use writing::{DAY, House, registry};

const NEWS: &str =
    "Hello {contact.first_name|there}\n\nYou agreed to this: [what we send you]({links.preferences})";

/// An automation that writes to whoever asks, at once.
fn automation(slug: &str, steps: &str) -> String {
    format!(
        "automation: {slug}
owner: administrator
stand_in: manager
purpose: Whoever asks hears of us.
metric: {{name: answers, start: lead.captured, end: lead.answered, better: lower}}
trigger: {{fact: lead.captured}}
subject: lead
enrol: {{policy: always, if_active: parallel}}
exit_when: {{facts: [consent.withdrawn]}}
deadline: {{days: 30}}
steps:
{steps}"
    )
}

fn letter(template: &str, more: &str) -> String {
    format!(
        "  - id: letter\n    do: message.send\n    with: {{contact: {{cel: contact.id}}, template: {template}, \
         new_thread: true{more}}}\n    on_error: skip\n    expires_after: {{days: 9}}\n"
    )
}

impl House {
    /// The ready automations are off.
    async fn without_automations(world: World) -> House {
        let house = House::of(world).await;
        let all = house.act("automation.list", json!({ "limit": 100 })).await;
        for one in all["items"].as_array().unwrap() {
            house.act("automation.switch", json!({ "automation": one["id"], "on": false })).await;
        }
        house
    }

    async fn publish(&self, text: &str, mode: &str) {
        let checked = self.act("automation.check", json!({ "text": text })).await;
        let reason = |one: &Json| json!({ "code": one["code"], "at": one["at"], "reason": "it is meant" });
        let problems = checked["problems"].as_array().unwrap().iter();
        let reasons: Vec<Json> = problems.filter(|one| one["level"] == "warning").map(reason).collect();
        let published = self.act("automation.publish", json!({ "text": text, "reasons": reasons })).await;
        let automation = &published["id"];
        self.act("automation.set_mode", json!({ "automation": automation, "mode": mode })).await;
        self.act("automation.switch", json!({ "automation": automation, "on": true })).await;
    }

    /// An approved text.
    async fn text(&self, slug: &str, class: &str, body: &str) {
        let words = json!({ "slug": slug, "language": "de", "class": class, "subject": slug, "body": body });
        let id = self.act("template.draft", words).await["id"].clone();
        self.act("template.submit", json!({ "template": id })).await;
        let read = self.act("template.read", json!({ "template": id })).await;
        let exactly = json!({ "template": id, "sha256": read["versions"][0]["sha256"] });
        self.act("template.approve", exactly).await;
    }

    /// Somebody asks; their contact.
    async fn asks(&self, name: &str) -> Json {
        let email = format!("{}@customer.test", name.to_lowercase());
        let input =
            json!({ "channel": "call", "name": name, "email": email, "message": "We need a kitchen." });
        // The newest lead is the first of the list: no two of one moment.
        self.pass(1).await;
        self.act("intake.quick_add", input).await;
        self.act("lead.list", json!({})).await["items"][0]["contact"].clone()
    }

    async fn agrees(&self, contact: &Json) {
        let will = json!({ "contact": contact, "purpose": "news", "given": true, "how": "on the phone" });
        self.act("consent.record", will).await;
    }

    /// The newest message to them.
    async fn said_to(&self, contact: &Json) -> Json {
        self.act("message.list", json!({ "contact": contact })).await["items"][0].clone()
    }

    /// Says yes to what waits for one, in other words; the words that were shown.
    async fn changes(&self, contact: &Json) -> String {
        let open = self.act("approval.list", json!({})).await;
        let of = |one: &&Json| one["args"]["contact"] == *contact;
        let open =
            open["items"].as_array().unwrap().iter().find(of).unwrap_or_else(|| panic!("{open:#}")).clone();
        let shown = open["shown"]["text"].as_str().unwrap().to_owned();
        let edit = json!({ "subject": "Mine", "text": format!("{shown}\n\nSee you soon") });
        self.act("approval.approve", json!({ "approval": open["id"], "edit": edit })).await;
        self.pass(60).await;
        shown
    }

    /// A letter by hand, as part of an inquiry of theirs; what became of it.
    async fn follows_up(&self, contact: &Json) -> (String, String) {
        let wish = json!({ "contact": contact, "class": "inquiry", "subject": "Still there?", "text": "Are you?",
            "new_thread": true });
        let id = self.act("message.send", wish).await["id"].clone();
        self.pass(60).await;
        let said = self.act("message.list", json!({ "contact": contact })).await;
        let one = said["items"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap().clone();
        let text = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
        (text("state"), text("reason"))
    }
}

const SURE: &str = "  - id: sure\n    approve: {who: administrator, what: 'Send it?', timeout: {days: 1}}\n";

async fn stays_news(house: &House) {
    let (ada, bea) = (house.asks("Ada").await, house.asks("Bea").await);
    house.agrees(&bea).await;
    house.post.is_up(true);
    house.pass(60).await;
    let shown = house.changes(&ada).await;
    assert!(shown.contains("/u/preview"), "{shown}");
    let said = house.said_to(&ada).await;
    assert_eq!((&said["subject"], &said["class"]), (&json!("Mine"), &json!("marketing")));
    assert_eq!((&said["state"], &said["reason"]), (&json!("skipped"), &json!("they never agreed to news")));
    house.changes(&bea).await;
    let said = house.said_to(&bea).await;
    assert!(house.post.took(&said), "{said:#}");
    let text = said["text"].as_str().unwrap();
    assert!(text.contains("See you soon") && text.contains("/u/"), "{text}");
    assert!(!text.contains("/u/preview"), "the link is theirs: {text}");
    assert_eq!(text.matches("/u/").count(), 1, "{text}");
}

testing::on_both! {
    async fn news_that_is_changed_before_a_yes_stays_news_with_their_own_link(world: World) {
        let house = House::without_automations(world).await;
        house.text("news", "marketing", NEWS).await;
        house.publish(&automation("news", &letter("news", "")), "approve_each").await;
        stays_news(&house).await;
    }

    async fn news_that_a_step_asks_about_stays_news_with_their_own_link(world: World) {
        let house = House::without_automations(world).await;
        house.text("news", "marketing", NEWS).await;
        house.publish(&automation("news", &(SURE.to_owned() + &letter("news", ""))), "automatic").await;
        stays_news(&house).await;
    }

    async fn an_inquiry_allows_letters_for_thirty_days_under_every_name(world: World) {
        let house = House::without_automations(world).await;
        house.post.is_up(true);
        let ada = house.asks("Ada").await;
        assert_eq!(house.follows_up(&ada).await.0, "accepted");
        let known = house.act("contact.add", json!({ "name": "Bea", "email": "bea@customer.test" })).await;
        let never = house.follows_up(&known["id"]).await;
        assert_eq!((never.0.as_str(), never.1.as_str()), ("skipped", "no inquiry of theirs is known"));
        for _ in 0..31 {
            house.pass(DAY).await;
        }
        let late = house.follows_up(&ada).await;
        assert_eq!((late.0.as_str(), late.1.as_str()), ("skipped", "their inquiry is older than thirty days"));
        let again = house.asks("Adele").await;
        house.act("contact.merge", json!({ "contact": ada, "alias": again })).await;
        assert_eq!(house.follows_up(&ada).await.0, "accepted", "they asked again, as somebody else");
    }

    async fn whoever_was_known_twice_gets_one_letter_a_day(world: World) {
        let house = House::without_automations(world).await;
        house.text("hello", "inquiry", "Hello").await;
        house.publish(&automation("hello", &letter("hello", ", class: inquiry")), "automatic").await;
        let (ada, adele) = (house.asks("Ada").await, house.asks("Adele").await);
        house.pass(60).await;
        let letters = [house.said_to(&ada).await, house.said_to(&adele).await];
        assert_eq!(letters[0]["state"], "queued");
        assert_eq!(letters[1]["state"], "queued");
        house.act("contact.merge", json!({ "contact": ada, "alias": adele })).await;
        house.post.is_up(true);
        let left = || letters.iter().filter(|letter| house.post.took(letter)).count();
        house.pass(120).await;
        house.pass(120).await;
        assert_eq!(left(), 1, "one a day");
        house.pass(DAY).await;
        house.pass(120).await;
        assert_eq!(left(), 2, "the other is not lost");
    }
}
