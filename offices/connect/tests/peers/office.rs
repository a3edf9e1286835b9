//! A house with connect in it, and stand-ins for the rooms whose windows it reads: contacts, messages, users,
//! texts.
#![allow(dead_code)] // each test program uses a part

use connect::Connect;
use kernel::paper::{Document, Paper};
use kernel::text::Values;
use kernel::{
    AgreementId, AutomationId, ContactId, ConversationId, Id, InvoiceId, LinkId, MessageId, Owned, Ref,
    Timestamp, UserId, Value,
};
use serde_json::{Value as Json, json};
use store::effect::{Carrier, Claimed, New, Outcome};
use store::{AskedPaper, PaperRequest, Speaks, Store, Tx, values};
use testing::{World, administrator};
use verbs::{Registry, Room};

pub const ANN: u8 = 1;
pub const BOB: u8 = 2;
pub const ZOE: u8 = 9;

struct Neighbours;

const TABLES: &str = "
    create table peer_contact (id bytea, name text, email text, language text, owner bytea, team bytea);
    create table peer_message (id bytea, to_name text, to_email text, subject text, text text,
        message_id text, in_reply_to text, refs text);
    create table peer_user (id bytea, name text, email text, role text, active boolean, stand_in bytea,
        language text, phone text);
    create table peer_invoice (id bytea not null primary key, rv bigint not null, owner bytea, team bytea,
        number text not null);
    create table peer_call (connection text, automation bytea, name text, active boolean, is_current boolean,
        is_reviewed boolean not null default false);
    create table peer_text (slug text, language text, version bigint, subject text, body text, state text)";

impl Room for Neighbours {
    fn register(house: &mut Registry) {
        let rules = house.rules();
        rules.noun::<Charged>();
        rules.speaks(Agreements);
        rules.carrier("paper", Printer);
        rules.bookkeeping(&["peer_contact", "peer_message", "peer_user", "peer_text", "peer_call"]);
        rules.migration("peer/0001", TABLES);
        rules.window(
            "create view crm_contact_window as
                select id, name, email, language, owner, team from peer_contact",
        );
        rules.window("create view crm_person as select id, email from peer_contact");
        rules.window(
            "create view crm_message_window as
                select id, to_name, to_email, subject, text, message_id, in_reply_to, refs from peer_message",
        );
        rules.window(
            "create view governance_user_window as
                select id, name, email, role, active, stand_in, language, phone from peer_user",
        );
        rules.window(
            "create view automation_call_window as
                select connection, automation, name, active, is_current, is_reviewed from peer_call",
        );
        rules.window(
            "create view templates_text as
                select slug, language, version, subject, body, state from peer_text",
        );
    }
}

/// An invoice, as far as its letters need it.
struct Charged {
    id: InvoiceId,
    rv: i64,
    owned: Owned,
}

store::noun! {
    Charged is "invoice" in "peer_invoice" {
        open number: Text = |_charged| "R-1";
    }
}

/// Takes the order for a paper; the test makes it.
struct Printer;

impl Carrier for Printer {
    async fn carry(&self, _: &Store, _: &Claimed) -> Outcome {
        Outcome::Done("ordered".into())
    }

    async fn settled(&self, _: &mut Tx, _: &Claimed, _: &Outcome) -> kernel::Result<()> {
        Ok(())
    }
}

/// Who signs, as the room of agreements says it.
struct Agreements;

impl Speaks for Agreements {
    const NOUN: &'static str = "agreement";

    async fn speak(&self, _: &mut Tx, on: Ref, _: &str) -> kernel::Result<Values> {
        let said = [("agreement.title", "Kitchen"), ("agreement.signer_name", "Zoë Kidd")];
        let mut known: Values = said.map(|(path, value)| (path.to_owned(), value.to_owned())).into();
        if on != agreement(2) {
            known.insert("agreement.signer_email".into(), "signer@customer.test".into());
        }
        Ok(known)
    }
}

pub fn registry() -> Registry {
    Registry::default().room::<Neighbours>().room::<Connect>()
}

pub fn user(n: u8) -> UserId {
    UserId::from_bytes([n; 16])
}

pub fn contact(n: u8) -> ContactId {
    ContactId::from_bytes([n; 16])
}

pub fn agreement(n: u8) -> Ref {
    AgreementId::from_bytes([n; 16]).into()
}

pub fn invoice(n: u8) -> Ref {
    InvoiceId::from_bytes([n; 16]).into()
}

pub fn message(n: u8) -> MessageId {
    MessageId::from_bytes([n; 16])
}

/// A statement of the neighbours.
pub async fn put(world: &World, sql: &'static str, values: Vec<Value<'static>>) {
    let done = world.store.claim("test", move |tx| {
        let values = values.clone();
        Box::pin(async move { tx.exec(sql, &values).await })
    });
    done.await.unwrap();
}

pub async fn ask(world: &World, effect: New) {
    let done = world.store.claim("test", move |tx| {
        let effect = effect.clone();
        Box::pin(async move {
            tx.effect(effect);
            Ok(())
        })
    });
    done.await.unwrap();
}

/// Ann is the administrator, Bob answers for Zoe; the business has a name and an address.
pub async fn furnish(world: &World) {
    for (n, name, role) in [(ANN, "Ann Lee", "administrator"), (BOB, "Bob Ray", "sales")] {
        let email = format!("{}@biz.test", name[..3].to_lowercase());
        let sql = "insert into peer_user (id, name, email, role, active, stand_in, language)
            values ($1, $2, $3, $4, true, null, 'en')";
        put(world, sql, vec![user(n).into(), name.into(), email.into(), role.into()]).await;
    }
    zoe(world, "zoe@customer.test").await;
    let business = world.store.claim("test", |tx| {
        Box::pin(async move {
            let mut business: kernel::Business = tx.setting().await?;
            business.name = "Müller & Söhne".into();
            business.legal_name = "Müller & Söhne GmbH".into();
            business.address.street = "Hauptstraße 1".into();
            business.address.city = "Berlin".into();
            business.privacy_url = Some("https://biz.test/privacy".into());
            tx.keep_setting(&business).await
        })
    });
    business.await.unwrap();
}

/// An automation calls a connection by its name, in the version in use or in one before.
pub async fn called(world: &World, connection: &'static str, name: &'static str, current: bool) {
    let sql = "insert into peer_call (connection, automation, name, active, is_current)
        values ($1, $2, $3, true, $4)";
    let automation = AutomationId::from_bytes([name.as_bytes()[0]; 16]);
    put(world, sql, vec![connection.into(), automation.into(), name.into(), current.into()]).await;
}

/// Zoe's address changes to this.
pub async fn zoe(world: &World, email: &'static str) {
    put(world, "delete from peer_contact where id = $1", vec![contact(ZOE).into()]).await;
    let sql = "insert into peer_contact (id, name, email, language, owner, team)
        values ($1, 'Zoë Kidd', $2, 'en', $3, null)";
    put(world, sql, vec![contact(ZOE).into(), email.into(), user(BOB).into()]).await;
}

/// The owner enters a server on this machine.
pub async fn set_up(world: &World, port: u16) {
    let input = json!({
        "from_name": "Müller & Söhne", "from_address": "hello@biz.test", "reply_to": "ann@biz.test",
        "host": "127.0.0.1", "port": port, "security": "none",
    });
    world.act(&administrator(world), "mail.change", input).await;
}

/// A message to Zoe at this address.
pub async fn write(world: &World, n: u8, to: &'static str) {
    let sql = "insert into peer_message (id, to_name, to_email, subject, text, message_id, in_reply_to, refs)
        values ($1, 'Zoë Kidd', $2, 'Your inquiry', $3, $4, '<parent@far.test>',
            '[\"<first@far.test>\",\"<parent@far.test>\"]')";
    let text = "Dear **Zoë**,\n\nthank you.".to_owned();
    let id = format!("<m{n}@ours.test>");
    put(world, sql, vec![message(n).into(), to.into(), text.into(), id.into()]).await;
}

pub fn order(n: u8, class: &str) -> New {
    let payload = json!({
        "message": message(n), "conversation": ConversationId::from_bytes([5; 16]), "contact": contact(ZOE),
        "class": class, "lead": null, "useful": true,
    });
    let person = Some(Ref::from(contact(ZOE)));
    New { person, subject: Some(message(n).into()), ..New::of("mail", key(n), &payload) }
}

pub fn key(n: u8) -> String {
    format!("message {}", message(n))
}

/// Writes and asks for it to leave.
pub async fn post(world: &World, n: u8, to: &'static str, class: &str) {
    write(world, n, to).await;
    ask(world, order(n, class)).await;
}

/// The bodies of the facts of one kind, oldest first.
pub async fn facts(world: &World, kind: &'static str) -> Vec<Json> {
    let sql = "select line from journal where kind = $1 order by id";
    let read = |row: &store::Row<'_>| row.doc::<Json>("line");
    let lines = world.store.read(move |tx| Box::pin(async move { tx.all(sql, values![kind], read).await }));
    lines.await.unwrap().into_iter().map(|line| line["body"].clone()).collect()
}

/// Codes of the open exceptions, in order of the alphabet.
pub async fn open_exceptions(world: &World) -> Vec<String> {
    let open = world.store.read(|tx| Box::pin(tx.exceptions(true, None, 100))).await.unwrap();
    let mut codes: Vec<String> = open.into_iter().map(|exception| exception.code).collect();
    codes.sort();
    codes
}

pub async fn exception(world: &World, code: &'static str) -> store::Exception {
    let open = world.store.read(|tx| Box::pin(tx.exceptions(true, None, 100))).await.unwrap();
    open.into_iter().find(|exception| exception.code == code).unwrap()
}

/// The mail as the outbox shows it to the administrator.
pub async fn entry(world: &World, n: u8) -> Json {
    let all = world.act(&administrator(world), "outbox.list", json!({})).await;
    let items = all["page"]["items"].as_array().unwrap().clone();
    items.into_iter().find(|item| item["key"] == key(n)).unwrap()
}

/// An invitation for Bob, whose link was handed out like this.
pub async fn invite(world: &World, link: u8, until: Timestamp) -> String {
    let (bob, id) = (Ref::from(user(BOB)), LinkId::from_bytes([link; 16]));
    let token = world.store.claim("test", move |tx| {
        Box::pin(async move { tx.link("invitation", bob, Some(id.into()), Some(until)).await })
    });
    let token = token.await.unwrap();
    let payload = json!({
        "user": user(BOB), "purpose": "invitation", "link": id, "until": until, "path": "/invitation/",
    });
    ask(world, New { person: Some(bob), ..New::of("account_mail", format!("account_mail/{id}"), &payload) })
        .await;
    token
}

/// A message that takes the invoice's paper with it.
pub async fn post_with_invoice(world: &World, n: u8, to: &'static str) {
    about_invoice(world, n, n, to).await;
}

/// The same, of an invoice of another number.
pub async fn about_invoice(world: &World, n: u8, of: u8, to: &'static str) {
    write(world, n, to).await;
    let order = order(n, "transactional");
    let mut payload: Json = serde_json::from_str(&order.payload).unwrap();
    payload["about"] = json!(invoice(of));
    payload["attach"] = json!(["invoice"]);
    ask(world, New { payload: payload.to_string(), ..order }).await;
}

/// The paper of an invoice is asked for.
pub async fn ask_for_paper(world: &World, n: u8, name: &'static str) {
    let asked = world.store.claim("test", move |tx| {
        Box::pin(async move {
            let priced = kernel::price::price(kernel::Currency::EUR, &[], kernel::BasisPoints(0)).unwrap();
            let paper = json!({ "document": "invoice", "language": "en", "number": "R-1", "date": "2026-02-02",
                "title": null, "seller": {}, "logo": null, "buyer": {}, "lines": [], "priced": priced });
            let paper: Paper = serde_json::from_value(paper).unwrap();
            let owned = Owned::default();
            let contact = Some(contact(ZOE));
            tx.paper(PaperRequest { on: invoice(n), paper: &paper, name, contact, sealed_for: None, owned }).await
        })
    });
    asked.await.unwrap();
}

pub async fn paper_of(tx: &mut Tx, n: u8) -> kernel::Result<AskedPaper> {
    Ok(tx.paper_of(invoice(n), Document::Invoice).await?.unwrap())
}

pub async fn paper_is_made(world: &World, n: u8, pdf: &'static [u8]) {
    let made = world.store.claim("test", move |tx| {
        Box::pin(async move {
            let paper = paper_of(tx, n).await?;
            tx.paper_made(paper, pdf, None, "a test").await
        })
    });
    made.await.unwrap();
}

pub async fn paper_fails(world: &World, n: u8, reason: &'static str) {
    let failed = world.store.claim("test", move |tx| {
        Box::pin(async move {
            let paper = paper_of(tx, n).await?;
            tx.paper_failed(paper, reason).await
        })
    });
    failed.await.unwrap();
}

/// The approved text of a mail with a code.
pub async fn approve_code_text(world: &World, body: &'static str) {
    let sql = "insert into peer_text (slug, language, version, subject, body, state)
        values ('signing-code', 'en', 1, 'Your code for {agreement.title}', $1, 'approved')";
    put(world, sql, vec![body.into()]).await;
}

/// Somebody asks for a code to sign with.
pub async fn ask_for_code(world: &World, n: u8, until: Timestamp) -> String {
    let about = agreement(n);
    let purpose = format!("{about}/signer/1");
    let payload = json!({ "contact": contact(ZOE), "about": about, "purpose": purpose, "until": until });
    let key = format!("code_mail/{purpose}");
    let person = Some(Ref::from(contact(ZOE)));
    ask(world, New { person, subject: Some(about), ..New::of("code_mail", key, &payload) }).await;
    let code = world.store.read(move |tx| {
        let purpose = purpose.clone();
        Box::pin(async move { tx.one_time_code(&purpose) })
    });
    code.await.unwrap()
}
