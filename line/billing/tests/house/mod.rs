//! The room in a house of its own: customers, staff, milestones and payments, as small as they can be.
//!
//! `test.know` makes a customer, `test.accept` a milestone, `test.pay` and `test.void` tell what cash would tell.

#![allow(dead_code)] // each story uses a part of it

use facts::cash::{Applied, PaymentRecorded, PaymentVoided};
use facts::crm::{LetterWanted, MessageAccepted, MessageBounced, MessageSkipped};
use facts::sales::AgreementVoided;
use futures_util::future::BoxFuture;
use kernel::paper::Document;
use kernel::tax::TaxGroup;
use kernel::{
    Actor, AgreementId, Business, ContactId, Date, InvoiceId, MessageId, MilestoneId, Money, Numbers,
    PaymentId, Result, UserId,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::effect::{Claimed, Gate, Leave};
use store::{Consequence, Row, Tx, values};
use testing::World;
use verbs::{Command, Desk, Doorkeeper, Registry, Room, Verb};

pub struct Fakes;

impl Room for Fakes {
    fn register(house: &mut Registry) {
        house.command::<Know>();
        house.command::<Accept>();
        house.command::<Pay>();
        house.command::<Void>();
        house.command::<Unbind>();
        house.command::<Post>();
        house.command::<Leaving>();
        house.command::<Settle>();
        house.command::<Print>();
        house.keep_door(Keeper);
        let rules = house.rules();
        rules.bookkeeping(&["test_contact", "test_user", "test_milestone", "test_letter"]);
        rules.consequence(Letters);
        // A house without Chinese letters.
        rules.provide(store::Printable(std::sync::Arc::new(|c| c != '株')));
        rules.migration("test/fakes", FAKES);
        rules.window(CONTACTS);
        rules.window(
            "create view crm_alias as select id as alias, id as contact from test_contact where false;",
        );
        rules.window(USERS);
        rules.window(MILESTONES);
        rules.window(PROJECTS);
        rules.window(MESSAGES);
    }
}

const FAKES: &str = "
    create table test_contact (id bytea not null primary key, name text not null, email text);
    create table test_user (id bytea not null primary key, stand_in bytea);
    create table test_milestone (id bytea not null primary key, contact bytea not null, groups text not null,
        buyer text not null, state text not null, test boolean not null);
    create table test_letter (id bytea not null primary key, template text not null, about bytea not null,
        queued_at bigint not null);";
const CONTACTS: &str = "create view crm_contact_window as
    select id, name, email, 'de' as language from test_contact;";
const USERS: &str = "create view governance_user_window as
    select id, true as active, 'administrator' as role, cast(null as bytea) as team,
        stand_in from test_user;";
const MILESTONES: &str = "create view delivery_milestone_window as
    select id, cast(null as bytea) as owner, cast(null as bytea) as team, cast(null as bytea) as project, contact,
        cast(null as bytea) as service, 'Design' as title, state, 'EUR' as currency, groups, buyer,
        'A-7' as agreement_number, 'PR-1' as project_number, '2026-02-01' as accepted_on,
        false as invoice_waived, test
    from test_milestone;";

/// A project stands under the id of its agreement.
const PROJECTS: &str = "create view delivery_project_window as
    select project as id, project as agreement from billing_invoice where project is not null;";

const MESSAGES: &str = "create view crm_message_window as
    select id, template, 'invoice' as about_kind, about, queued_at from test_letter;";

pub fn registry() -> Registry {
    Registry::default().room::<billing::Billing>().room::<Fakes>()
}

/// Opens to whoever holds a link, as governance does.
struct Keeper;

impl Doorkeeper for Keeper {
    fn by_session<'d>(&'d self, _: &'d Desk, _: &'d str) -> BoxFuture<'d, Result<Option<Actor>>> {
        Box::pin(async { Ok(None) })
    }
    fn by_token<'d>(&'d self, _: &'d Desk, _: &'d str) -> BoxFuture<'d, Result<Option<Actor>>> {
        Box::pin(async { Ok(None) })
    }
    fn by_link<'d>(
        &'d self,
        desk: &'d Desk,
        kind: &'d str,
        token: &'d str,
    ) -> BoxFuture<'d, Result<Option<Actor>>> {
        let (kind, token) = (kind.to_owned(), token.to_owned());
        Box::pin(async move {
            let found = desk.store.read(move |tx| {
                let (kind, token) = (kind.clone(), token.clone());
                Box::pin(async move { tx.link_of(&kind, &token).await })
            });
            Ok(found.await?.map(|link| Actor::portal(link.person.unwrap_or(link.object), link.object)))
        })
    }
    fn of_user<'d>(&'d self, _: &'d Desk, _: UserId) -> BoxFuture<'d, Result<Option<Actor>>> {
        Box::pin(async { Ok(None) })
    }
}

/// What crm would write.
struct Letters;

impl Consequence for Letters {
    const NAME: &'static str = "test.letters";
    type Fact = LetterWanted;

    async fn follow(&self, tx: &mut Tx, fact: &LetterWanted) -> Result<()> {
        // Whoever composes asks what the fields stand for; a broken speaker must not go unseen.
        let values = tx.values_of(fact.about, "de").await?;
        assert!(values["links.invoice"].starts_with("https://ours.test/i/"));
        let sql = "insert into test_letter (id, template, about, queued_at) values ($1, $2, $3, $4)";
        let (id, now): (MessageId, _) = (tx.new_id(), tx.now());
        tx.exec(sql, values![id, &fact.template, fact.about, now]).await.map(drop)
    }
}

/// Makes a customer, and Ada of the staff.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Know {
    pub email: Option<String>,
}

impl Command for Know {
    const VERB: Verb = Verb::post("test.know", "/test/know").public("test").no_undo("a test");
    type Answer = ContactId;

    async fn act(&self, tx: &mut Tx) -> Result<ContactId> {
        const STAFF: &str = "insert into test_user (id) values ($1) on conflict do nothing";
        const KNOW: &str = "insert into test_contact (id, name, email) values ($1, $2, $3)";
        let contact: ContactId = tx.new_id();
        tx.exec(STAFF, values![testing::user(1)]).await?;
        tx.exec(KNOW, values![contact, "Grace", &self.email]).await?;
        Ok(contact)
    }
}

/// Makes an accepted milestone.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Accept {
    pub contact: ContactId,
    pub groups: Vec<TaxGroup>,
    pub buyer: Json,
    #[serde(default)]
    pub state: Option<String>,
    #[serde(default)]
    pub test: bool,
}

impl Command for Accept {
    const VERB: Verb = Verb::post("test.accept", "/test/accept").public("test").no_undo("a test");
    type Answer = MilestoneId;

    async fn act(&self, tx: &mut Tx) -> Result<MilestoneId> {
        const ACCEPT: &str = "
            insert into test_milestone (id, contact, groups, buyer, state, test)
            values ($1, $2, $3, $4, $5, $6)";
        let milestone: MilestoneId = tx.new_id();
        let (groups, buyer) = (kernel::Value::doc(&self.groups), kernel::Value::doc(&self.buyer));
        let state = self.state.as_deref().unwrap_or("accepted");
        let values = [milestone.into(), self.contact.into(), groups, buyer, state.into(), self.test.into()];
        tx.exec(ACCEPT, &values).await?;
        Ok(milestone)
    }
}

/// Money came in, as cash would tell it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Pay {
    pub applied: Vec<Applied>,
    pub on: Date,
}

impl Command for Pay {
    const VERB: Verb = Verb::post("test.pay", "/test/pay").public("test").no_undo("a test");
    type Answer = PaymentId;

    async fn act(&self, tx: &mut Tx) -> Result<PaymentId> {
        let payment: PaymentId = tx.new_id();
        let currency = self.applied[0].amount.currency;
        let amount = self.applied.iter().map(|part| part.amount.minor).sum();
        tx.tell(PaymentRecorded {
            payment,
            contact: None,
            amount: Money::new(amount, currency),
            paid_on: self.on,
            method: "bank_transfer".into(),
            applied: self.applied.clone(),
            excess: Money::zero(currency),
            bank_line: None,
            test: false,
        });
        Ok(payment)
    }
}

/// It was no payment, as cash would tell it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Void {
    pub payment: PaymentId,
    pub applied: Vec<Applied>,
}

impl Command for Void {
    const VERB: Verb = Verb::post("test.void", "/test/void").public("test").no_undo("a test");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let amount = self.applied[0].amount;
        tx.tell(PaymentVoided {
            payment: self.payment,
            contact: None,
            amount,
            applied: self.applied.clone(),
            excess: Money { minor: 0, ..amount },
            bank_line: None,
            reason: "not theirs".into(),
            test: false,
        });
        Ok(())
    }
}

/// An agreement is voided, as sales would tell it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Unbind {
    pub agreement: AgreementId,
    pub contact: ContactId,
}

impl Command for Unbind {
    const VERB: Verb = Verb::post("test.unbind", "/test/unbind").public("test").no_undo("a test");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let (agreement, contact, deal) = (self.agreement, self.contact, tx.new_id());
        tx.tell(AgreementVoided { agreement, deal, contact, reason: "signed twice".into() });
        Ok(())
    }
}

/// What becomes of the newest letter of a text: it is kept back, or leaves.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Post {
    pub contact: ContactId,
    pub template: String,
    pub leaves: bool,
    /// The server refused it so.
    #[serde(default)]
    pub bounced: Option<String>,
}

impl Command for Post {
    const VERB: Verb = Verb::post("test.post", "/test/post").public("test").no_undo("a test");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let newest = "select id from test_letter where template = $1 order by id desc limit 1";
        let found = tx.one(newest, values![&self.template], |row| row.get::<MessageId>("id")).await?;
        let (message, contact, conversation) = (found.unwrap(), self.contact, tx.new_id());
        if self.leaves {
            let class = "transactional".into();
            tx.tell(MessageAccepted { message, conversation, contact, class, lead: None, useful: false });
        } else if let Some(hardness) = self.bounced.clone() {
            let reason = "550 maria@there.test is unknown".into();
            tx.tell(MessageBounced { message, contact, hardness, reason });
        } else {
            tx.tell(MessageSkipped { message, contact, reason: "they opted out".into() });
        }
        Ok(())
    }
}

/// May a letter about this invoice leave now? The newest of its text, or so many before it; why not.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Leaving {
    pub template: String,
    pub before: i64,
}

impl Command for Leaving {
    const VERB: Verb = Verb::post("test.leaving", "/test/leaving").public("test").no_undo("a test");
    type Answer = Option<String>;

    async fn act(&self, tx: &mut Tx) -> Result<Option<String>> {
        let sql = "select id, about from test_letter where template = $1 order by id desc limit 1 offset $2";
        let read = |row: &Row<'_>| Ok((row.get::<MessageId>("id")?, row.get::<InvoiceId>("about")?));
        let (message, about) = tx.one(sql, values![&self.template, self.before], read).await?.unwrap();
        let effect = Claimed {
            id: tx.new_id(),
            kind: "mail".into(),
            key: message.to_string(),
            person: None,
            subject: None,
            run: None,
            owed: false,
            payload: json!({ "letter": true, "message": message, "about": about }),
            resend: false,
            attempt: 0,
            epoch: 1,
            made_at: tx.now(),
        };
        match billing::invoice::gate::StillOpen.may_leave(tx, &effect).await? {
            Leave::Now => Ok(None),
            Leave::Skip(reason) => Ok(Some(reason)),
            other => panic!("{other:?}"),
        }
    }
}

/// The settings of a business in Berlin that may charge tax.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Settle {
    pub business: Business,
    #[serde(default)]
    pub numbers: Numbers,
}

impl Command for Settle {
    const VERB: Verb = Verb::post("test.settle", "/test/settle").public("test").no_undo("a test");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        tx.keep_setting(&self.business).await?;
        tx.keep_setting(&self.numbers).await
    }
}

/// Makes the paper of an invoice, as the house's printer does.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Print {
    pub invoice: InvoiceId,
}

impl Command for Print {
    const VERB: Verb = Verb::post("test.print", "/test/print").public("test").no_undo("a test");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let paper = tx.paper_of(self.invoice.into(), Document::Invoice).await?.unwrap();
        tx.paper_made(paper, b"%PDF-", None, "a test").await.map(drop)
    }
}

pub fn business() -> Json {
    let mut business = serde_json::to_value(Business::default()).unwrap();
    business["name"] = json!("Bright Studio");
    business["legal_name"] = json!("Bright Studio GmbH");
    business["address"] = address();
    business["tax_id"] = json!("12/345/67890");
    business["iban"] = json!("DE89370400440532013000");
    business["hours"]["zone"] = json!("Europe/Berlin");
    business
}

pub fn address() -> Json {
    json!({ "street": "Hauptstr. 1", "postal_code": "10115", "city": "Berlin", "country": "DE" })
}

pub fn buyer() -> Json {
    json!({ "name": "Grace Ltd", "address": address() })
}

pub fn euros(minor: i64) -> Json {
    json!({ "minor": minor, "currency": "EUR" })
}

pub fn group(rate: i64, net: i64, tax: i64) -> Json {
    json!({ "rate": rate, "net": euros(net), "tax": euros(tax) })
}

pub fn line(minor: i64, rate: i64) -> Json {
    json!({ "title": "Work", "quantity": "1", "unit_price": euros(minor), "rate": rate })
}

/// A house ready to invoice; Ada, who may do everything, and a customer with a mail address.
pub async fn ready(world: &World) -> (Actor, String) {
    let numbers = json!({ "series": { "invoice": { "format": "INV-{year}-{n:4}", "start": 1 },
        "credit_note": { "format": "CN-{year}-{n:4}", "start": 1 } } });
    let settings = json!({ "business": business(), "numbers": numbers });
    world.act(&testing::nobody(), "test.settle", settings).await;
    (testing::administrator(world), know(world, Some("grace@example.test")).await)
}

pub async fn know(world: &World, email: Option<&str>) -> String {
    let contact = world.act(&testing::nobody(), "test.know", json!({ "email": email })).await;
    contact.as_str().unwrap().to_owned()
}

pub async fn accepted(world: &World, contact: &str, groups: Json) -> String {
    let milestone = json!({ "contact": contact, "groups": groups, "buyer": buyer() });
    let milestone = world.act(&testing::nobody(), "test.accept", milestone).await;
    milestone.as_str().unwrap().to_owned()
}

/// An issued invoice of these lines.
pub async fn issued(world: &World, ada: &Actor, contact: &str, lines: Json) -> Json {
    let draft = json!({ "contact": contact, "buyer": buyer(), "lines": lines });
    let draft = world.act(ada, "invoice.draft", draft).await;
    world.act(ada, "invoice.issue", json!({ "invoice": draft["id"] })).await
}

pub async fn pay(world: &World, invoice: &Json, minor: i64) -> Json {
    let applied = json!([{ "invoice": invoice["id"], "amount": euros(minor) }]);
    world.act(&testing::nobody(), "test.pay", json!({ "applied": applied, "on": "2026-02-03" })).await
}

pub async fn void(world: &World, payment: &Json, invoice: &Json, minor: i64) {
    let applied = json!([{ "invoice": invoice["id"], "amount": euros(minor) }]);
    world.act(&testing::nobody(), "test.void", json!({ "payment": payment, "applied": applied })).await;
}

pub async fn read(world: &World, ada: &Actor, invoice: &Json) -> Json {
    world.act(ada, "invoice.read", json!({ "invoice": invoice["id"] })).await
}

/// The pointers a refused call names.
pub async fn pointers(world: &World, actor: &Actor, verb: &str, input: Json) -> Vec<String> {
    match world.call(actor, verb, input).await {
        Err(kernel::Error::Invalid(fields)) => fields.into_iter().map(|field| field.pointer).collect(),
        other => panic!("{verb} named no field: {other:?}"),
    }
}
