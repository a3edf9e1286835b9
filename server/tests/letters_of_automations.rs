//! Letters that automations have other rooms write, in the whole house: what is only asked for ends with whoever asks,
//! with the stop and with the payment; what a record owes its customer leaves all the same.
#![allow(clippy::unwrap_used)] // a test may fail so

#[path = "../src/nightly.rs"]
#[allow(dead_code)] // the program uses all of it
mod nightly;
#[path = "../src/rooms.rs"]
mod rooms;
#[path = "house/writing.rs"]
mod writing;

use serde_json::{Value as Json, json};
use writing::{DAY, House, registry};

const STOPPED: &str = "Everything automatic stands still; it leaves after that goes on.";

impl House {
    fn mail_is(&self, up: bool) {
        self.post.is_up(up);
    }

    /// Somebody who bought; their contact.
    async fn customer(&self, name: &str) -> Json {
        let email = format!("{}@customer.test", name.to_lowercase());
        let contact = json!({ "name": name, "email": email });
        self.act("contact.add", contact).await["id"].clone()
    }

    /// An invoice that stands, whose own letter has left.
    async fn invoice(&self, contact: &Json) -> Json {
        let price = json!({ "minor": 100_000, "currency": "EUR" });
        let line = json!({ "title": "Painting", "quantity": "1", "unit_price": price, "rate": 1900 });
        let draft = json!({ "contact": contact, "lines": [line], "buyer": buyer() });
        let draft = self.act("invoice.draft", draft).await["id"].clone();
        self.act("invoice.issue", json!({ "invoice": draft })).await;
        self.mail_is(true);
        self.pass(120).await;
        assert_eq!(self.letter(&draft, "invoice@").await["state"], "accepted");
        self.mail_is(false);
        draft
    }

    /// An invoice, and the day of its first reminder: it is written, and waits for the mail server.
    async fn reminded(&self, contact: &Json) -> Json {
        let invoice = self.invoice(contact).await;
        for _ in 0..40 {
            self.pass(DAY / 2).await;
            if self.letter(&invoice, "payment-reminder").await != Json::Null {
                return invoice;
            }
        }
        panic!("nobody was reminded");
    }

    /// The newest letter about it whose text is called so.
    async fn letter(&self, about: &Json, text: &str) -> Json {
        let said = self.act("message.list", json!({ "about": about })).await;
        let is = |one: &&Json| one["template"].as_str().is_some_and(|name| name.starts_with(text));
        said["items"].as_array().unwrap().iter().find(is).cloned().unwrap_or_default()
    }

    async fn in_outbox(&self, letter: &Json) -> Json {
        let outbox = self.act("outbox.list", json!({})).await;
        let items = outbox["page"]["items"].as_array().unwrap();
        items.iter().find(|one| one["message"] == letter["id"]).cloned().unwrap_or_default()
    }

    fn has_left(&self, letter: &Json) -> bool {
        self.post.took(letter)
    }

    async fn automation(&self, slug: &str) -> Json {
        let all = self.act("automation.list", json!({ "limit": 100 })).await;
        all["items"].as_array().unwrap().iter().find(|one| one["slug"] == slug).unwrap()["id"].clone()
    }

    async fn run_of(&self, slug: &str) -> Json {
        let automation = self.automation(slug).await;
        self.act("run.list", json!({ "automation": automation })).await["items"][0]["id"].clone()
    }

    async fn switch(&self, slug: &str, on: bool) {
        let automation = self.automation(slug).await;
        self.act("automation.switch", json!({ "automation": automation, "on": on })).await;
    }

    async fn pay(&self, invoice: &Json) {
        let paid = json!({ "invoice": invoice, "amount": { "minor": 119_000, "currency": "EUR" },
            "method": "bank_transfer" });
        self.act("payment.record", paid).await;
    }

    /// A milestone the customer has accepted, of which the house makes an invoice by itself; its letter, that waits.
    async fn charged(&self, contact: &Json) -> Json {
        let amount = json!({ "minor": 100_000, "currency": "EUR" });
        let steps = json!([{ "title": "All of it", "amount": amount }]);
        let job = json!({ "contact": contact, "title": "A small job", "milestones": steps });
        let project = self.act("project.create", job).await;
        self.act("project.change_buyer", json!({ "project": project["id"], "buyer": buyer() })).await;
        self.act("milestone.accept", json!({ "milestone": project["steps"][0]["id"] })).await;
        self.pass(5).await;
        let invoices = self.act("invoice.list", json!({ "contact": contact })).await;
        let letter = self.letter(&invoices["items"][0]["id"], "invoice@").await;
        assert_eq!(letter["state"], "queued", "{letter:#}");
        letter
    }
}

fn buyer() -> Json {
    let address =
        json!({ "street": "Gartenstr. 5", "postal_code": "10117", "city": "Berlin", "country": "DE" });
    json!({ "name": "Ada Sample", "address": address })
}

testing::on_both! {
    async fn a_reminder_that_waits_is_held_by_the_stop_and_dropped_with_the_payment(world: World) {
        let house = House::of(world).await;
        let (ada, bea) = (house.customer("Ada").await, house.customer("Bea").await);
        let first = house.invoice(&ada).await;
        let second = house.reminded(&bea).await;
        let letters = [house.letter(&first, "payment-reminder").await, house.letter(&second, "payment-reminder").await];
        house.act("automation.stop_all", json!({})).await;
        house.mail_is(true);
        house.pass(2 * 3_600).await;
        for letter in &letters {
            assert!(!house.has_left(letter), "stopped is stopped");
            assert_eq!(house.in_outbox(letter).await["why"], STOPPED);
            assert_eq!(house.in_outbox(letter).await["automated"], true);
        }
        house.pay(&second).await;
        house.act("automation.go_on", json!({})).await;
        house.pass(120).await;
        assert!(house.has_left(&letters[0]), "it is not lost");
        assert!(!house.has_left(&letters[1]), "who has paid is not reminded");
        let said = house.letter(&second, "payment-reminder").await;
        assert_eq!(said["state"], "skipped", "{said:#}");
        assert_eq!(said["reason"], "it is paid");
        assert_eq!(house.in_outbox(&letters[1]).await["note"], "it is paid");
    }

    async fn a_reminder_ends_with_its_run_and_waits_for_its_automation(world: World) {
        let house = House::of(world).await;
        let (ada, bea) = (house.customer("Ada").await, house.customer("Bea").await);
        let cal = house.customer("Cal").await;
        let invoice = house.reminded(&ada).await;
        let letter = house.letter(&invoice, "payment-reminder").await;
        house.switch("payment-reminders", false).await;
        house.mail_is(true);
        house.pass(3_600).await;
        assert!(!house.has_left(&letter));
        let why = "Its automation is switched off; it leaves after somebody switches it on.";
        assert_eq!(house.in_outbox(&letter).await["why"], why);
        house.switch("payment-reminders", true).await;
        house.pass(60).await;
        assert!(house.has_left(&letter));

        let invoice = house.reminded(&bea).await;
        let letter = house.letter(&invoice, "payment-reminder").await;
        house.act("run.stop", json!({ "run": house.run_of("payment-reminders").await })).await;
        house.mail_is(true);
        house.pass(3_600).await;
        assert!(!house.has_left(&letter), "its run was told to stop");
        let said = house.letter(&invoice, "payment-reminder").await;
        assert_eq!((&said["state"], &said["reason"]),
            (&json!("skipped"), &json!("the automation ended before: cancelled")));

        let invoice = house.reminded(&cal).await;
        house.pay(&invoice).await;
        house.pass(60).await;
        house.mail_is(true);
        house.pass(3_600).await;
        let said = house.letter(&invoice, "payment-reminder").await;
        assert!(!house.has_left(&said), "the money came first");
        assert_eq!(said["state"], "skipped");
    }

    async fn a_reminder_somebody_sends_leaves_during_the_stop_but_not_after_the_payment(world: World) {
        let house = House::of(world).await;
        house.switch("payment-reminders", false).await;
        let ada = house.customer("Ada").await;
        let (one, other) = (house.invoice(&ada).await, house.invoice(&ada).await);
        house.act("automation.stop_all", json!({})).await;
        for invoice in [&one, &other] {
            house.act("invoice.remind", json!({ "invoice": invoice, "level": 0 })).await;
        }
        house.pay(&other).await;
        house.act("invoice.send", json!({ "invoice": other })).await;
        house.mail_is(true);
        house.pass(120).await;
        assert!(house.has_left(&house.letter(&one, "payment-reminder").await), "a person sent it");
        let dropped = house.letter(&other, "payment-reminder").await;
        assert_eq!((&dropped["state"], &dropped["reason"]), (&json!("skipped"), &json!("it is paid")));
        assert!(house.has_left(&house.letter(&other, "invoice@").await), "a copy of what is paid is asked for often");
    }

    async fn the_letter_of_an_invoice_waits_for_the_stop_alone_and_is_never_lost(world: World) {
        let house = House::of(world).await;
        let (ada, bea) = (house.customer("Ada").await, house.customer("Bea").await);
        let letter = house.charged(&ada).await;
        house.act("automation.stop_all", json!({})).await;
        house.mail_is(true);
        house.pass(2 * 3_600).await;
        assert!(!house.has_left(&letter));
        assert_eq!(house.in_outbox(&letter).await["why"], STOPPED);
        let overdue = house.act("automation.overdue", json!({})).await["items"].clone();
        let has_none = |one: &Json| one["messages"] == 0;
        assert!(overdue.as_array().unwrap().iter().all(has_none), "nobody can leave it out: {overdue}");
        house.act("automation.go_on", json!({ "overdue": "skip" })).await;
        house.pass(60).await;
        assert!(house.has_left(&letter), "an issued invoice is sent");

        house.mail_is(false);
        let letter = house.charged(&bea).await;
        house.switch("milestone-to-cash", false).await;
        let invoice = house.letter(&letter["about"], "invoice@").await["about"].clone();
        house.pay(&invoice).await;
        house.mail_is(true);
        house.pass(120).await;
        assert!(house.has_left(&letter), "it stands in the books: its automation has nothing to say any more");
    }

    async fn letters_count_for_the_quota_of_their_automation(world: World) {
        let house = House::of(world).await;
        let automation = house.automation("payment-reminders").await;
        let text = house.act("automation.read", json!({ "automation": automation })).await["text"].clone();
        let deadline = "deadline: {days: 365}";
        let text = text.as_str().unwrap().replace(deadline, &format!("{deadline}\nquota: {{effects_per_hour: 1}}"));
        let checked = house.act("automation.check", json!({ "text": text })).await;
        let reason = |one: &Json| json!({ "code": one["code"], "at": one["at"], "reason": "it is meant" });
        let reasons: Vec<Json> = checked["problems"].as_array().unwrap().iter().map(reason).collect();
        house.act("automation.publish", json!({ "text": text, "reasons": reasons })).await;
        let (ada, bea) = (house.customer("Ada").await, house.customer("Bea").await);
        let first = house.invoice(&ada).await;
        let second = house.reminded(&bea).await;
        let letters = [house.letter(&first, "payment-reminder").await, house.letter(&second, "payment-reminder").await];
        let left = || letters.iter().filter(|letter| house.has_left(letter)).count();
        house.mail_is(true);
        house.pass(120).await;
        assert_eq!(left(), 1);
        house.pass(3_700).await;
        assert_eq!(left(), 2);
    }

    async fn a_letter_another_room_writes_is_read_in_a_rehearsal_and_is_not_written(world: World) {
        let house = House::of(world).await;
        let automation = house.automation("payment-reminders").await;
        house.switch("payment-reminders", false).await;
        let ada = house.customer("Ada").await;
        let invoice = house.invoice(&ada).await;
        let number = house.act("invoice.read", json!({ "invoice": invoice })).await["number"].clone();
        let number = number.as_str().unwrap();
        let tried = house.act("automation.try", json!({ "automation": automation, "record": invoice })).await;
        let said = |step: &str| {
            let all = tried["happenings"].as_array().unwrap();
            all.iter().find(|one| one["what"] == "says" && one["step"] == step).unwrap()["message"].clone()
        };
        let before = said("remind_before");
        assert!(before["subject"].as_str().unwrap().contains(number), "{before:#}");
        assert_eq!((&before["to"], &before["why"]), (&json!("ada@customer.test"), &Json::Null));
        assert!(before["html"].as_str().unwrap().starts_with('<'), "{before:#}");
        let first = said("remind_1")["why"].as_str().unwrap().to_owned();
        assert!(first.contains("written by the room that sends it"), "it is not overdue today: {first}");

        house.pass(30 * DAY).await;
        let asked = json!({ "automation": automation, "days": 60 });
        let asked = house.act("automation.rehearse", asked).await;
        house.pass(5).await;
        let listed = house.act("automation.rehearsed", json!({ "rehearsal": asked["id"] })).await;
        let of = |step: &str| {
            let all = listed["items"].as_array().unwrap();
            all.iter().find(|one| one["step"] == step).unwrap_or_else(|| panic!("{listed:#}"))["id"].clone()
        };
        let read = json!({ "rehearsal": asked["id"], "message": of("remind_1") });
        let read = house.act("automation.read_rehearsed", read).await;
        assert!(read["subject"].as_str().is_some_and(|subject| subject.contains(number)), "{read:#}");
        let late = json!({ "rehearsal": asked["id"], "message": of("remind_before") });
        let late = house.act("automation.read_rehearsed", late).await;
        assert!(late["why"].as_str().unwrap().contains("today it would not be written"), "{late:#}");
        assert_eq!(house.letter(&invoice, "payment-reminder").await, Json::Null, "they were only read");
    }

    async fn a_letter_that_waits_for_a_yes_is_shown_as_it_will_read(world: World) {
        let house = House::of(world).await;
        let automation = house.automation("payment-reminders").await;
        house.act("automation.set_mode", json!({ "automation": automation, "mode": "approve_each" })).await;
        let ada = house.customer("Ada").await;
        let invoice = house.invoice(&ada).await;
        let mut open = json!([]);
        for _ in 0..40 {
            house.pass(DAY / 2).await;
            open = house.act("approval.list", json!({})).await["items"].clone();
            if open != json!([]) {
                break;
            }
        }
        let shown = open[0]["shown"].clone();
        let number = house.act("invoice.read", json!({ "invoice": invoice })).await["number"].clone();
        assert!(shown["subject"].as_str().unwrap().contains(number.as_str().unwrap()), "{shown}");
        assert_eq!((&shown["to"], &shown["class"]), (&json!("ada@customer.test"), &json!("transactional")));
        assert_eq!(house.letter(&invoice, "payment-reminder").await, Json::Null, "it was only read");
        house.act("approval.approve", json!({ "approval": open[0]["id"] })).await;
        house.pass(5).await;
        let written = house.letter(&invoice, "payment-reminder").await;
        assert_eq!((&written["subject"], &written["text"]), (&shown["subject"], &shown["text"]));
        let why = house.act("automation.why", json!({ "contact": ada })).await;
        let of = why["items"].as_array().unwrap().iter().find(|one| one["automation"] == automation).unwrap();
        assert_eq!(of["decisions"][0]["messages"][0]["step"], "remind_before", "{of:#}");
    }
}
