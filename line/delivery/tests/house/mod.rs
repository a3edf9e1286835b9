//! The room in a house of its own: a staff, customers, signed agreements, invoices and a door, as small as
//! they can be.
//!
//! `test.sign` tells that an agreement was signed, as sales does; `test.invoice` and `test.credit` tell as
//! billing does.

#![allow(dead_code)] // each story uses a part of it

use std::sync::Arc;

use facts::billing::{InvoiceCredited, InvoiceIssued};
use facts::crm::ContactAdded;
use facts::sales::{AgreementSigned, AgreementVoided};
use futures_util::future::BoxFuture;
use kernel::paper::Party;
use kernel::{
    Actor, AgreementId, ContactId, Currency, Date, DealId, InvoiceId, MilestoneId, Money, NoteId, Owned,
    ProposalId, Result, TeamId, Timestamp, UserId, Value,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::{Tx, values};
use testing::World;
use verbs::{Command, Desk, Doorkeeper, Knock, Registry, Room, Shown, Verb};

pub struct Fakes;

impl Room for Fakes {
    fn register(house: &mut Registry) {
        house.command::<Hire>();
        house.command::<Sign>();
        house.command::<Invoice>();
        house.command::<Credit>();
        house.command::<Unbind>();
        house.keep_door(Keeper);
        let rules = house.rules();
        rules.noun::<Customer>();
        rules.noun::<Agreement>();
        rules.bookkeeping(&["test_user", "test_unbound", "test_inquiry", "test_note"]);
        rules.migration("test/house", TABLES);
        rules.window(
            "create view governance_user_window as
            select id, name, email, active, role, team, stand_in, zone, language from test_user;",
        );
        rules.window(
            "create view crm_contact_window as
            select id, name, email, cast(null as text) as phone, language, cast(null as text) as company_name,
                cast(null as text) as address, cast(null as text) as billing from test_contact;",
        );
        rules.window("create view crm_alias as select id as alias, id as contact from test_contact;");
        rules.window(
            "create view sales_agreement_window as
            select id, deal, contact, cast(null as bytea) as service, number, title,
                case when id in (select agreement from test_unbound) then 'voided' else state end as state,
                currency, buyer,
                plan, brief, content, 'Maria Lindner' as signer_name, 'maria@lindner.example' as signer_email,
                signed_at, owner, test from test_agreement;",
        );
        rules.window("create view crm_deal_window as select id, id as lead from test_inquiry;");
        rules.window(
            "create view crm_lead_window as
            select id, id as service, 0 as captured_at, 'form' as channel, message, answers from test_inquiry;",
        );
        rules.window("create view crm_service_window as select id, questions from test_inquiry;");
        rules.window(
            "create view crm_note_window as
            select id, contact, about, text, 0 as written_at, by_kind, by_id from test_note;",
        );
    }
}

const TABLES: &str = "
    create table test_user (id bytea not null primary key, name text not null, email text not null,
        active boolean not null, role text not null, team bytea, stand_in bytea, zone text, language text);
    create table test_contact (id bytea not null primary key, rv bigint not null, owner bytea, team bytea,
        name text not null, email text, language text);
    create table test_inquiry (id bytea not null primary key, message text, answers text not null,
        questions text not null);
    create table test_note (id bytea not null primary key, contact bytea not null, about bytea, text text not null,
        by_kind text not null, by_id bytea not null);
    create table test_unbound (agreement bytea not null primary key);
    create table test_agreement (id bytea not null primary key, rv bigint not null, owner bytea, team bytea,
        deal bytea not null, contact bytea not null, number text not null, title text not null,
        state text not null, currency text not null, buyer text not null, plan text not null,
        brief text not null, content text not null, signed_at bigint, test boolean not null)";

pub fn registry() -> Registry {
    Registry::default().room::<delivery::Delivery>().room::<Fakes>()
}

struct Customer {
    id: ContactId,
    rv: i64,
    owned: Owned,
    name: String,
    email: Option<String>,
}

store::noun! {
    Customer is "contact" in "test_contact" {
        personal name: Text = |c| &c.name;
        personal email: Text = |c| c.email.as_deref();
    }
}

struct Agreement {
    id: AgreementId,
    rv: i64,
    owned: Owned,
    deal: DealId,
    contact: ContactId,
    sign: Sign,
    signed_at: Option<Timestamp>,
}

store::noun! {
    Agreement is "agreement" in "test_agreement" {
        open deal: Id = |a| a.deal;
        open contact: Id = |a| a.contact;
        open number: Text = |a| &a.sign.number;
        open title: Text = |a| &a.sign.title;
        open state: Text = |a| if a.signed_at.is_some() { "signed" } else { "waiting" };
        open currency: Text = |_a| "EUR";
        open buyer: Doc = |_a| Value::doc(&Party { name: "Lindner GmbH".into(), ..Party::default() });
        open plan: Doc = |a| Value::doc(&a.sign.plan);
        open brief: Doc = |a| Value::doc(&a.sign.brief);
        open content: Doc = |a| Value::doc(&json!({ "paper": { "lines": a.sign.lines } }));
        open signed_at: At = |a| a.signed_at;
        open test: Flag = |a| a.sign.test;
    }
}

/// Puts somebody on the staff.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Hire {
    pub user: UserId,
    pub name: String,
    pub role: String,
    pub active: bool,
    pub team: Option<TeamId>,
    pub stand_in: Option<UserId>,
}

impl Command for Hire {
    const VERB: Verb = Verb::post("test.hire", "/test/hire").public("test").no_undo("a test");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        const HIRE: &str = "
            insert into test_user (id, name, email, active, role, team, stand_in, zone, language)
            values ($1, $2, $3, $4, $5, $6, $7, null, null)
            on conflict (id) do update set active = excluded.active, stand_in = excluded.stand_in";
        let email = format!("{}@ours.test", self.name.to_lowercase());
        let values =
            values![self.user, &self.name, email, self.active, &self.role, self.team, self.stand_in].to_vec();
        tx.exec(HIRE, &values).await.map(drop)
    }
}

/// A customer and an agreement, signed or not.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Sign {
    pub name: String,
    pub email: Option<String>,
    pub number: String,
    pub title: String,
    pub owner: Option<UserId>,
    pub plan: Json,
    pub brief: Json,
    pub lines: Json,
    /// What the deal began with: `message`, `answers`, `questions`.
    pub inquiry: Option<Json>,
    /// Notes on the deal.
    pub notes: Vec<String>,
    pub signed: bool,
    pub test: bool,
}

impl Default for Sign {
    fn default() -> Sign {
        let step = |title: &str, days: Option<i64>, net: i64, low: i64| {
            let group = |rate: i64, net: i64| {
                json!({ "rate": rate, "net": { "minor": net, "currency": "EUR" },
                    "tax": { "minor": net * rate / 10_000, "currency": "EUR" } })
            };
            json!({ "title": title, "share": 3333, "due_days": days,
                "amount": { "minor": net + low, "currency": "EUR" },
                "groups": [group(700, low), group(1900, net)] })
        };
        Sign {
            name: "Maria Lindner".into(),
            email: Some("maria@client.test".into()),
            number: "A-0007".into(),
            title: "Website".into(),
            owner: None,
            plan: json!([
                step("Design", Some(7), 33_333, 10),
                step("Build", None, 33_333, 10),
                step("Launch", Some(30), 33_334, 11)
            ]),
            brief: json!([
                { "id": "domain", "question": "Which domain?", "required": true, "answer": null },
                { "id": "colour", "question": "Which colours?", "required": false, "answer": null },
            ]),
            lines: json!([]),
            inquiry: None,
            notes: vec![],
            signed: true,
            test: false,
        }
    }
}

impl Command for Sign {
    const VERB: Verb = Verb::post("test.sign", "/test/sign").public("test").no_undo("a test");
    type Answer = Json;

    async fn act(&self, tx: &mut Tx) -> Result<Json> {
        let owned = Owned { owner: self.owner, team: None };
        let contact: ContactId = tx.new_id();
        tx.add(&Customer { id: contact, rv: 1, owned, name: self.name.clone(), email: self.email.clone() })
            .await?;
        tx.tell(ContactAdded { contact });
        let signed_at = self.signed.then(|| tx.now());
        let (id, deal): (AgreementId, DealId) = (tx.new_id(), tx.new_id());
        tx.add(&Agreement { id, rv: 1, owned, deal, contact, sign: self.clone(), signed_at }).await?;
        self.begin(tx, deal, contact).await?;
        let value = Money::new(100_031, Currency::EUR);
        let proposal: ProposalId = tx.new_id();
        tx.tell(AgreementSigned {
            agreement: id,
            proposal,
            deal,
            contact,
            service: None,
            number: self.number.clone(),
            value,
            gross: value,
            owner: self.owner,
            test: self.test,
            sha256: String::new(),
        });
        Ok(json!({ "agreement": id, "contact": contact, "deal": deal }))
    }
}

impl Sign {
    /// The inquiry and the notes the deal began with.
    async fn begin(&self, tx: &mut Tx, deal: DealId, contact: ContactId) -> Result<()> {
        if let Some(inquiry) = &self.inquiry {
            const INQUIRY: &str = "
                insert into test_inquiry (id, message, answers, questions) values ($1, $2, $3, $4)";
            let [answers, questions] = ["answers", "questions"].map(|name| inquiry[name].to_string());
            tx.exec(INQUIRY, values![deal, inquiry["message"].as_str(), answers, questions]).await?;
        }
        for text in &self.notes {
            const NOTE: &str = "
                insert into test_note (id, contact, about, text, by_kind, by_id)
                values ($1, $2, $3, $4, 'user', $5)";
            let id: NoteId = tx.new_id();
            tx.exec(NOTE, values![id, contact, deal, text, testing::user(3)]).await?;
        }
        Ok(())
    }
}

/// An invoice that names milestones.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Invoice {
    pub contact: ContactId,
    pub milestones: Vec<MilestoneId>,
}

impl Command for Invoice {
    const VERB: Verb = Verb::post("test.invoice", "/test/invoice").public("test").no_undo("a test");
    type Answer = InvoiceId;

    async fn act(&self, tx: &mut Tx) -> Result<InvoiceId> {
        let (invoice, zero) = (tx.new_id(), Money::zero(Currency::EUR));
        let day: Date = jiff::civil::date(2026, 2, 2);
        tx.tell(InvoiceIssued {
            invoice,
            number: "R-1".into(),
            contact: self.contact,
            project: None,
            milestones: self.milestones.clone(),
            service: None,
            groups: vec![],
            net: zero,
            gross: zero,
            issued_on: day,
            due_on: day,
            owner: None,
            test: false,
        });
        Ok(invoice)
    }
}

/// All of an invoice is credited.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Credit {
    pub contact: ContactId,
    pub invoice: InvoiceId,
}

impl Command for Credit {
    const VERB: Verb = Verb::post("test.credit", "/test/credit").public("test").no_undo("a test");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        tx.tell(InvoiceCredited { invoice: self.invoice, contact: self.contact });
        Ok(())
    }
}

/// An agreement is voided.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Unbind {
    pub agreement: AgreementId,
    pub contact: ContactId,
    pub deal: DealId,
}

impl Command for Unbind {
    const VERB: Verb = Verb::post("test.unbind", "/test/unbind").public("test").no_undo("a test");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let (agreement, contact, deal) = (self.agreement, self.contact, self.deal);
        let sql = "insert into test_unbound (agreement) values ($1) on conflict do nothing";
        tx.exec(sql, values![agreement]).await?;
        tx.tell(AgreementVoided { agreement, deal, contact, reason: "signed by the wrong person".into() });
        Ok(())
    }
}

/// Opens links, as governance does.
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
        let (kind, token) = (Arc::new(kind.to_owned()), Arc::new(token.to_owned()));
        Box::pin(async move {
            let found = desk.store.read(move |tx| {
                let (kind, token) = (kind.clone(), token.clone());
                Box::pin(async move { tx.link_of(&kind, &token).await })
            });
            let held = found.await?;
            Ok(held.map(|link| Actor::portal(link.person.unwrap_or(link.object), link.object)))
        })
    }
    fn of_user<'d>(&'d self, _: &'d Desk, _: UserId) -> BoxFuture<'d, Result<Option<Actor>>> {
        Box::pin(async { Ok(None) })
    }
}

/// Ada, administrator (user 1); Dana of delivery (2); Cleo of sales (3), whom Dana stands in for once she is
/// away.
pub async fn staff(world: &World) {
    for (n, name, role, stand_in) in [
        (1, "Ada", "administrator", None),
        (2, "Dana", "delivery", None),
        (3, "Cleo", "sales", Some(testing::user(2))),
    ] {
        hire(world, n, (name, role, true, stand_in)).await;
    }
}

pub async fn hire(world: &World, n: u8, as_: (&str, &str, bool, Option<UserId>)) {
    let (name, role, active, stand_in) = as_;
    let hire = json!({ "user": testing::user(n), "name": name, "role": role, "active": active, "team": null,
        "stand_in": stand_in });
    world.act(&testing::nobody(), "test.hire", hire).await;
}

/// Ada, who may do everything.
pub async fn ada(world: &World) -> Actor {
    staff(world).await;
    testing::administrator(world)
}

/// A signed agreement and its ids.
pub async fn sign(world: &World, input: Json) -> Json {
    world.act(&testing::nobody(), "test.sign", input).await
}

/// The agreement of a project is voided, as sales does.
pub async fn unbind(world: &World, project: &Json) {
    let of = |word: &str| project[word].clone();
    let voided = json!({ "agreement": of("agreement"), "contact": of("contact"), "deal": of("deal") });
    world.act(&testing::nobody(), "test.unbind", voided).await;
}

/// The project of a new agreement.
pub async fn project(world: &World, ada: &Actor) -> Json {
    let signed = sign(world, json!({})).await;
    world.act(ada, "project.open", json!({ "agreement": signed["agreement"] })).await
}

/// Whoever holds the link of a project.
pub async fn client(world: &World, project: &Json) -> Actor {
    world.desk.link_holder("project", token(project)).await.unwrap()
}

pub fn token(project: &Json) -> &str {
    project["link"].as_str().unwrap().rsplit('/').next().unwrap()
}

/// Knocks at a door by its name.
pub async fn knock(world: &World, door: &str, path: &[(&str, &str)], with: Knocked<'_>) -> Result<Shown> {
    let door = world.desk.registry.doors.iter().find(|known| known.at.name == door).unwrap();
    let owned = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>()
    };
    let many = |pairs| owned(pairs).into_iter().map(|(name, value)| (name, vec![value])).collect();
    let knock = Knock {
        actor: with.actor.unwrap_or_else(Actor::nobody),
        path: owned(path).into_iter().collect(),
        query: many(with.query),
        form: many(with.form),
        uploads: with.uploads,
        body: vec![],
        headers: owned(with.headers).into_iter().collect(),
        network: "192.0.2.1".into(),
        origin: "https://ours.test".into(),
    };
    (door.open)(&world.desk, knock).await
}

#[derive(Default)]
pub struct Knocked<'k> {
    pub actor: Option<Actor>,
    pub query: &'k [(&'k str, &'k str)],
    pub form: &'k [(&'k str, &'k str)],
    pub headers: &'k [(&'k str, &'k str)],
    pub uploads: Vec<verbs::Upload>,
}

/// The page of an answer.
pub fn html(shown: &Shown) -> &str {
    match &shown.body {
        verbs::Body::Html(page) => page,
        _ => panic!("that is no page"),
    }
}

/// Follows an undo as a toast does.
pub async fn undo(world: &World, actor: &Actor, answer: &verbs::Answer) -> Json {
    let undo = answer.undo.clone().expect("it can be undone");
    world.act(actor, undo["verb"].as_str().unwrap(), undo["body"].clone()).await
}
