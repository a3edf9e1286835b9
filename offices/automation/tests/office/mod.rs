//! The office in a small house: a staff, a few leads, messages that leave by a post which remembers.
//!
//! The verbs `message.send`, `message.preview`, `task.create` and `lead.nurture` stand for the real ones.
// Each story file uses a part of it.
#![allow(dead_code, clippy::unwrap_used)]

pub mod line;
pub mod news;
pub mod records;

use std::collections::BTreeMap;
use std::sync::Arc;

use facts::crm::{
    LeadCaptured, LeadNurtured, MessageAccepted, MessageBounced, MessageQueued, MessageReceived,
    MessageSkipped, TaskCreated,
};
use facts::governance::BusinessSetUp;
use futures_util::future::BoxFuture;
use kernel::{
    Actor, ContactId, ConversationId, Error, LeadId, MessageId, Result, Scope, TaskId, Timestamp, UserId, Via,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::effect::{self, Carrier, Claimed, Outcome};
use store::{Store, Tx, values};
use testing::{World, user};
use verbs::{Command, Desk, Doorkeeper, Query, Registry, Room, Verb};

pub struct House;

const TABLES: &str = "
create table test_user (id bytea not null primary key, role text not null, active boolean not null, stand_in bytea);
create table test_lead (id bytea not null primary key, contact bytea not null, state text not null, owner bytea,
    captured_at bigint not null, answered_at bigint,
    source text not null default '{}', answers text not null default '{}');
create table test_consent (contact bytea not null, purpose text not null, given boolean not null);
create index test_lead_contact on test_lead (contact);
create table test_message (id bytea not null primary key, contact bytea not null, lead bytea, class text not null,
    template text, state text not null, queued_at bigint not null, settled_at bigint);
create table test_task (id bytea not null primary key, title text not null, owner bytea, due_at bigint not null);
create table test_sale (id bytea not null primary key, contact bytea not null, noun text not null,
    minor bigint not null, currency text not null, at bigint not null);
create table test_alias (alias bytea not null primary key, contact bytea not null);
create table test_text (slug text not null, version bigint not null, class text not null, state text not null,
    template_state text not null, sha256 text);
insert into test_text (slug, version, class, state, template_state, sha256) values
    ('acknowledgement', 1, 'inquiry', 'approved', 'approved', 'aaaaaaaa01'),
    ('follow-up-1', 1, 'inquiry', 'approved', 'approved', 'aaaaaaaa02'),
    ('follow-up-2', 1, 'inquiry', 'approved', 'approved', 'aaaaaaaa03'),
    ('follow-up-3', 1, 'inquiry', 'approved', 'approved', 'aaaaaaaa04'),
    ('follow-up-4', 1, 'inquiry', 'approved', 'approved', 'aaaaaaaa05'),
    ('payment-received', 1, 'transactional', 'approved', 'approved', 'aaaaaaaa06'),
    ('project-welcome', 1, 'transactional', 'approved', 'approved', 'aaaaaaaa07'),
    ('proposal-nudge', 1, 'transactional', 'approved', 'approved', 'aaaaaaaa08'),
    ('hello', 1, 'transactional', 'approved', 'approved', 'aaaaaaaa09'),
    ('hello-too', 1, 'transactional', 'approved', 'approved', 'aaaaaaaa10'),
    ('hello-three', 1, 'transactional', 'approved', 'approved', 'aaaaaaaa17'),
    ('first', 1, 'transactional', 'approved', 'approved', 'aaaaaaaa11'),
    ('more', 1, 'transactional', 'approved', 'approved', 'aaaaaaaa12'),
    ('unknown', 1, 'transactional', 'approved', 'approved', 'aaaaaaaa13'),
    ('t', 1, 'transactional', 'approved', 'approved', 'aaaaaaaa14'),
    ('again', 1, 'transactional', 'approved', 'approved', 'aaaaaaaa20'),
    ('bounce', 1, 'transactional', 'approved', 'approved', 'aaaaaaaa21'),
    ('nudge', 1, 'transactional', 'approved', 'approved', 'aaaaaaaa22'),
    ('one', 1, 'transactional', 'approved', 'approved', 'aaaaaaaa23'),
    ('other', 1, 'transactional', 'approved', 'approved', 'aaaaaaaa24'),
    ('remind', 1, 'transactional', 'approved', 'approved', 'aaaaaaaa25'),
    ('two', 1, 'transactional', 'approved', 'approved', 'aaaaaaaa26'),
    ('late', 1, 'transactional', 'approved', 'approved', 'aaaaaaaa27'),
    ('at_once', 1, 'transactional', 'approved', 'approved', 'aaaaaaaa28'),
    ('terms', 1, 'transactional', 'approved', 'approved', 'aaaaaaaa29'),
    ('nurture-1', 1, 'marketing', 'approved', 'approved', 'aaaaaaaa30'),
    ('review-request', 1, 'marketing', 'approved', 'approved', 'aaaaaaaa31'),
    ('win-back', 1, 'marketing', 'approved', 'approved', 'aaaaaaaa32'),
    ('welcome-1', 1, 'transactional', 'approved', 'approved', 'aaaaaaaa33'),
    ('welcome-2', 1, 'transactional', 'approved', 'approved', 'aaaaaaaa34'),
    ('news', 1, 'marketing', 'approved', 'approved', 'aaaaaaaa15'),
    ('old', 1, 'inquiry', 'retired', 'retired', 'aaaaaaaa16'),
    ('unread', 1, 'inquiry', 'draft', 'draft', null)";

const WINDOWS: [&str; 11] = [
    "create view crm_person as
    select distinct contact as id, 'ada@customer.test' as email, cast(null as text) as phone, 'Ada Sample' as name
    from test_lead",
    "create view templates_text as
    select slug, 'en' as language, version, class, 'Hello' as subject, state, template_state, sha256,
        'message' as kind from test_text",
    "create view governance_user_window as
    select id, 'Somebody' as name, 'somebody@ours.test' as email, active, role, cast(null as bytea) as team, stand_in,
        cast(null as text) as zone, cast(null as text) as language from test_user",
    "create view crm_contact_window as
    select distinct contact as id, 'Ada Sample' as name, 'ada@customer.test' as email, cast(null as text) as phone,
        cast(null as bytea) as company, 'Ships Ltd' as company_name, cast(null as text) as job_title,
        'en' as language, case when source like '%nowhere%' then null else 'Europe/Berlin' end as zone,
        cast(null as bytea) as owner,
        cast(null as bytea) as team, cast(null as bytea) as alias_of from test_lead",
    "create view crm_lead_window as
    select id, contact, cast(null as bytea) as service, state, 'form' as channel, owner, captured_at, answered_at,
        answered_at as useful_at, cast(null as bytea) as form, cast(null as bigint) as expected_minor,
        cast(null as text) as currency, cast(null as bigint) as due_at, cast(null as bigint) as decided_at,
        cast(null as text) as until, cast(null as text) as reason, cast(null as bytea) as deal, 1 = 0 as test,
        source, answers
    from test_lead",
    "create view crm_deal_window as
    select id, contact, cast(null as bytea) as service, 'open' as state, stage, title, cast(null as bigint) as minor,
        cast(null as text) as currency, owner, cast(null as bigint) as ended_at, 1 = 0 as test,
        cast(0 as bigint) as opened_at, cast(0 as bigint) as moved_at, '2026-03-01' as expected_on,
        cast(null as bigint) as due_at,
        cast(null as text) as reason, cast(null as bytea) as lead
    from test_deal
    union all select id, contact, cast(null as bytea) as service, 'won' as state, 'won' as stage, 'Sold' as title,
        minor, currency, cast(null as bytea) as owner, at as ended_at, 1 = 0 as test, at, at, cast(null as text),
        cast(null as bigint), cast(null as text), cast(null as bytea) from test_sale where noun = 'deal'",
    "create view crm_service_window as select id, title as name, '[]' as questions from test_task where 1 = 0",
    "create view capture_consent_window as select contact, purpose, given from test_consent",
    "create view crm_alias as select alias, contact from test_alias",
    "create view crm_message_window as
    select id, contact, lead, class, 'out' as direction, 'email' as channel, state, settled_at, queued_at,
        cast(null as text) as to_email, template as subject, cast(null as text) as text from test_message",
    "create view crm_open as
    select 'lead' as kind, id, contact, cast(null as bytea) as service, state, owner, captured_at as since,
        'ours' as move, cast(null as bigint) as minor, cast(null as text) as currency, 1 = 0 as test
    from test_lead where state = 'open'",
];

impl Room for House {
    fn register(house: &mut Registry) {
        house.command::<SetUp>();
        house.command::<Hire>();
        house.command::<Quiet>();
        house.command::<RemindBy>();
        house.command::<Capture>();
        house.command::<Reply>();
        house.command::<Sell>();
        house.command::<Send>();
        house.command::<Text>();
        house.query::<Preview>();
        house.command::<CreateTask>();
        house.command::<Nurture>();
        house.command::<AddContact>();
        house.command::<Break>();
        line::register(house);
        news::register(house);
        records::register(house);
        house.keep_door(Keeper);
        let rules = house.rules();
        rules.bookkeeping(&[
            "test_user",
            "test_lead",
            "test_message",
            "test_task",
            "test_alias",
            "test_consent",
            "test_sale",
            "test_text",
        ]);
        rules.migration("test/house", TABLES);
        WINDOWS.into_iter().for_each(|window| rules.window(window));
        rules.carrier("mail", Post);
    }
}

pub fn registry() -> Registry {
    Registry::default().room::<automation::Automations>().room::<House>()
}

/// Whoever is active may do everything; the second user may do nothing.
struct Keeper;

impl Doorkeeper for Keeper {
    fn by_session<'d>(&'d self, _: &'d Desk, _: &'d str) -> BoxFuture<'d, Result<Option<Actor>>> {
        Box::pin(async { Ok(None) })
    }
    fn by_token<'d>(&'d self, _: &'d Desk, _: &'d str) -> BoxFuture<'d, Result<Option<Actor>>> {
        Box::pin(async { Ok(None) })
    }
    fn by_link<'d>(&'d self, _: &'d Desk, _: &'d str, _: &'d str) -> BoxFuture<'d, Result<Option<Actor>>> {
        Box::pin(async { Ok(None) })
    }
    fn of_user<'d>(&'d self, desk: &'d Desk, user: UserId) -> BoxFuture<'d, Result<Option<Actor>>> {
        Box::pin(async move {
            let sql = "select role, active from test_user where id = $1";
            let read = desk.store.read(move |tx| Box::pin(tx_one(tx, sql, user)));
            let Some((role, true)) = read.await? else { return Ok(None) };
            let all = desk.registry.verbs().map(|declared| (declared.verb.name.to_owned(), Scope::All));
            let grants = if role == "viewer" { BTreeMap::new() } else { all.collect() };
            Ok(Some(Actor::user(user, None, Arc::new(grants), Via::CommandLine)))
        })
    }
}

async fn tx_one(tx: &mut Tx, sql: &'static str, user: UserId) -> Result<Option<(String, bool)>> {
    tx.one(sql, values![user], |row| Ok((row.get("role")?, row.get("active")?))).await
}

macro_rules! verb {
    ($(#[$doc:meta])* $name:ident as $verb:literal at $path:literal {
        $($(#[$note:meta])* $field:ident: $type:ty),* $(,)?
    }
        -> $answer:ty |$this:ident, $tx:ident| $act:expr) => {
        $(#[$doc])*
        #[derive(Debug, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$note])* pub $field: $type),* }
        impl Command for $name {
            const VERB: Verb = Verb::post($verb, $path).no_undo("a test");
            type Answer = $answer;
            async fn act(&self, $tx: &mut Tx) -> Result<$answer> {
                let $this = self;
                $act
            }
        }
    };
}

verb! {
    /// The business is set up by the first user.
    SetUp as "test.set_up" at "/test/set-up" {} -> () |_this, tx| {
        hire(tx, user(1), "administrator", true).await?;
        tx.tell(BusinessSetUp { administrator: user(1) });
        Ok(())
    }
}

verb! {
    /// The hours in which people are left alone.
    Quiet as "test.quiet" at "/test/quiet" { from: String, to: String } -> () |this, tx| {
        let quiet = serde_json::from_value(json!({"from": this.from, "to": this.to})).unwrap();
        let business = tx.setting::<kernel::Business>().await?;
        tx.keep_setting(&kernel::Business { quiet_hours: Some(quiet), ..business }).await
    }
}

verb! {
    /// When customers are reminded, as billing keeps it.
    RemindBy as "test.remind_by" at "/test/remind-by" { before: i64, after: Vec<i64>, call: i64 }
        -> () |this, tx| {
        let reminder_days = this.after.clone();
        let (remind_before_days, call_after_days) = (this.before, this.call);
        tx.keep_setting(&kernel::Reminding { remind_before_days, reminder_days, call_after_days }).await
    }
}

verb! {
    /// Puts somebody on the staff.
    Hire as "test.hire" at "/test/hire" { user: UserId, role: String, active: bool } -> () |this, tx| {
        hire(tx, this.user, &this.role, this.active).await
    }
}

async fn hire(tx: &mut Tx, user: UserId, role: &str, active: bool) -> Result<()> {
    const HIRE: &str = "
        insert into test_user (id, role, active, stand_in) values ($1, $2, $3, null)
        on conflict (id) do update set role = excluded.role, active = excluded.active";
    tx.exec(HIRE, values![user, role, active]).await.map(drop)
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Lead {
    pub lead: LeadId,
    pub contact: ContactId,
}

verb! {
    /// An inquiry comes in.
    Capture as "test.capture" at "/test/capture" {
        #[serde(default)] contact: Option<ContactId>, #[serde(default)] no_email: bool,
        #[serde(default)] source: Json, #[serde(default)] answers: Json,
    } -> Lead |this, tx| {
        let (lead, contact): (LeadId, ContactId) = (tx.new_id(), this.contact.unwrap_or_else(|| tx.new_id()));
        const ADD: &str = "
            insert into test_lead (id, contact, state, owner, captured_at, answered_at, source, answers)
            values ($1, $2, 'open', null, $3, null, $4, $5)";
        let now = tx.now();
        let said = |json: &Json| if json.is_null() { "{}".to_owned() } else { json.to_string() };
        tx.exec(ADD, values![lead, contact, now, said(&this.source), said(&this.answers)]).await?;
        tx.tell(LeadCaptured {
            lead, contact, service: None, channel: "form".into(), owner: None, source: "test".into(),
            expected: None, test: false, has_email: !this.no_email, has_phone: false,
        });
        Ok(Lead { lead, contact })
    }
}

verb! {
    /// Somebody new, known by an inquiry in this house.
    AddContact as "contact.add" at "/contacts" { email: String } -> Lead |this, tx| {
        let (lead, contact): (LeadId, ContactId) = (tx.new_id(), tx.new_id());
        const ADD: &str = "
            insert into test_lead (id, contact, state, owner, captured_at, answered_at)
            values ($1, $2, 'open', null, $3, null)";
        let now = tx.now();
        assert_eq!(this.email, "ada@customer.test");
        tx.exec(ADD, values![lead, contact, now]).await?;
        tx.tell(facts::crm::ContactAdded { contact });
        Ok(Lead { lead, contact })
    }
}

verb! {
    /// They write back.
    Reply as "test.reply" at "/test/reply" { contact: ContactId, lead: Option<LeadId> } -> () |this, tx| {
        let (message, conversation) = (tx.new_id::<MessageId>(), tx.new_id::<ConversationId>());
        tx.tell(MessageReceived {
            message, conversation, contact: this.contact, channel: "email".into(), lead: this.lead,
        });
        Ok(())
    }
}

verb! {
    /// They buy: a deal is won, and its invoice paid.
    Sell as "test.sell" at "/test/sell" { contact: ContactId, minor: i64, currency: String } -> () |this, tx| {
        let (deal, invoice) = (tx.new_id::<kernel::DealId>(), tx.new_id::<kernel::InvoiceId>());
        const INVOICE: &str = "
            insert into test_record (id, contact, deal, state, day) values ($1, $2, $3, 'paid', null)";
        const SALE: &str = "
            insert into test_sale (id, contact, noun, minor, currency, at) values ($1, $2, $3, $4, $5, $6)";
        tx.exec(INVOICE, values![invoice, this.contact, deal]).await?;
        let now = tx.now();
        tx.exec(SALE, values![deal, this.contact, "deal", this.minor, &this.currency, now]).await?;
        let sale = values![invoice, this.contact, "invoice", this.minor, &this.currency, now];
        tx.exec(SALE, sale).await.map(drop)
    }
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Message {
    pub id: MessageId,
    pub state: String,
}

#[derive(Debug, thiserror::Error)]
#[error("its text is retired")]
struct TextRetired;

impl kernel::Refusal for TextRetired {
    fn code(&self) -> &'static str {
        "message.text_retired"
    }
}

verb! {
    /// A text of the house gets another version, or stands otherwise.
    Text as "test.text" at "/test/text" {
        slug: String, version: i64, state: String, template_state: String, sha256: String,
    } -> () |this, tx| {
        const FORGET: &str = "delete from test_text where slug = $1 and version = $2";
        const SAY: &str = "
            insert into test_text (slug, version, class, state, template_state, sha256)
            values ($1, $2, 'inquiry', $3, $4, $5)";
        tx.exec(FORGET, values![&this.slug, this.version]).await?;
        let values = values![&this.slug, this.version, &this.state, &this.template_state, &this.sha256];
        tx.exec(SAY, values).await.map(drop)
    }
}

verb! {
    /// Send a message.
    Send as "message.send" at "/messages" {
        contact: ContactId, #[serde(default)] lead: Option<LeadId>, #[serde(default)] about: Option<kernel::Ref>,
        #[serde(default)] template: Option<String>, #[serde(default)] subject: Option<String>,
        #[serde(default)] text: Option<String>, class: String,
        #[serde(default)] resend: bool, #[serde(default)] pinned: BTreeMap<String, String>,
        #[serde(default)] new_thread: bool,
    } -> Message |this, tx| {
        if let Some(hash) = this.pinned.get("en") {
            const USABLE: &str = "
                select slug from test_text
                where sha256 = $1 and state <> 'retired' and template_state = 'approved'";
            tx.one(USABLE, values![hash], |_| Ok(())).await?.ok_or(TextRetired)?;
        }
        let shown = this.subject.clone().or_else(|| this.template.clone()).unwrap_or_default();
        if shown == "unknown" {
            return Err(Error::field("/template", "no_such_template", "there is no such text"));
        }
        let (id, conversation) = (tx.new_id::<MessageId>(), tx.new_id::<ConversationId>());
        const ADD: &str = "
            insert into test_message (id, contact, lead, class, template, state, queued_at, settled_at)
            values ($1, $2, $3, $4, $5, 'queued', $6, null)";
        let now = tx.now();
        tx.exec(ADD, values![id, this.contact, this.lead, &this.class, &shown, now]).await?;
        tx.tell(MessageQueued {
            message: id, conversation, contact: this.contact, class: this.class.clone(),
            template: Some(shown.clone()), lead: this.lead, about: None,
        });
        let run = Some(tx.permit().by()).filter(|by| by.kind == "run");
        let payload = json!({"message": id, "conversation": conversation, "contact": this.contact,
            "class": this.class, "lead": this.lead, "template": shown});
        tx.effect(effect::New {
            person: Some(this.contact.into()), subject: Some(id.into()), run, resend: this.resend,
            ..effect::New::of("mail", format!("message {id}"), &payload)
        });
        Ok(Message { id, state: "queued".into() })
    }
}

/// A message as it would leave.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Preview {
    pub template: String,
}

impl Query for Preview {
    const VERB: Verb = Verb::get("message.preview", "/messages/preview");
    type Answer = Json;
    async fn ask(&self, _: &mut Tx) -> Result<Json> {
        Ok(json!({
            "subject": format!("About {}", self.template), "plain": "Hello Ada",
            "to_email": "ada@customer.test",
        }))
    }
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Task {
    pub id: TaskId,
}

/// Give somebody something to do.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTask {
    pub title: String,
    pub detail: Option<String>,
    pub contact: Option<ContactId>,
    pub on: Option<kernel::Ref>,
    pub owner: Option<UserId>,
    pub due: Option<Timestamp>,
}

impl Command for CreateTask {
    const VERB: Verb = Verb::post("task.create", "/tasks").undo("task.break");
    type Answer = Task;

    async fn act(&self, tx: &mut Tx) -> Result<Task> {
        const ADD: &str = "insert into test_task (id, title, owner, due_at) values ($1, $2, $3, $4)";
        let (id, due) = (tx.new_id::<TaskId>(), self.due.unwrap_or(tx.now()));
        tx.exec(ADD, values![id, &self.title, self.owner, due]).await?;
        if let Some(contact) = self.contact {
            let (on, owner) = (self.on.map(|on| on.to_string()), self.owner);
            tx.tell(TaskCreated { task: id, person: contact.into(), contact: self.contact, on, owner, due });
        }
        Ok(Task { id })
    }
}

/// Not now.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nurture {
    pub lead: LeadId,
    pub days: i64,
    pub reason: Option<String>,
}

impl Command for Nurture {
    const VERB: Verb = Verb::post("lead.nurture", "/leads/{lead}/nurture").undo("task.break");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let contact = tx
            .one("select contact from test_lead where id = $1", values![self.lead], |row| row.get("contact"))
            .await?
            .ok_or(Error::Missing("lead"))?;
        let sql = "update test_lead set state = 'nurtured' where id = $1";
        tx.exec(sql, values![self.lead]).await?;
        let until = "2026-06-01".parse().unwrap();
        tx.tell(LeadNurtured { lead: self.lead, contact, until, reason: self.reason.clone() });
        Ok(())
    }
}

/// Fails until there is a task of this title; in passing, if the title says so.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Break {
    pub title: String,
}

impl Command for Break {
    const VERB: Verb = Verb::post("task.break", "/tasks/break").undo("task.create");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let sql = "select id from test_task where title = $1";
        match tx.one(sql, values![&self.title], |_| Ok(())).await? {
            Some(()) => Ok(()),
            None if self.title.starts_with("Busy") => Err(kernel::fault("the other side is busy")),
            None => Err(Error::field("/title", "nothing_to_break", "make the task first")),
        }
    }
}

/// Stands for mail: a text called `bounce` bounces.
struct Post;

impl Carrier for Post {
    async fn carry(&self, _: &Store, effect: &Claimed) -> Outcome {
        match effect.payload["template"].as_str() {
            Some("bounce") => Outcome::Failed("no such address".into()),
            _ => Outcome::Done("taken".into()),
        }
    }

    async fn settled(&self, tx: &mut Tx, effect: &Claimed, outcome: &Outcome) -> Result<()> {
        let read = |field: &str| effect.payload[field].as_str().unwrap().to_owned();
        let (message, contact): (MessageId, ContactId) =
            (read("message").parse().unwrap(), read("contact").parse().unwrap());
        let (conversation, class) = (read("conversation").parse().unwrap(), read("class"));
        let state = match outcome {
            Outcome::Done(_) => "accepted",
            Outcome::Skipped(_) => "skipped",
            _ => "bounced",
        };
        let now = tx.now();
        let sql = "update test_message set state = $2, settled_at = $3 where id = $1";
        tx.exec(sql, values![message, state, now]).await?;
        match outcome {
            Outcome::Done(_) => {
                let useful = class != "transactional";
                let lead = None;
                tx.tell(MessageAccepted { message, conversation, contact, class, lead, useful });
            }
            Outcome::Skipped(reason) => {
                tx.tell(MessageSkipped { message, contact, reason: reason.clone() });
            }
            _ => {
                let (hardness, reason) = ("hard".into(), "no such address".into());
                tx.tell(MessageBounced { message, contact, hardness, reason });
            }
        }
        Ok(())
    }
}

/// The house with its administrator, and the shipped automations on.
pub async fn open(world: &World) -> Actor {
    let boss = testing::administrator(world);
    world.act(&boss, "test.set_up", json!({})).await;
    boss
}

/// Everything that can be done now is done.
pub async fn rest(world: &World) {
    for _ in 0..3 {
        world.work().await;
    }
}

pub async fn capture(world: &World, boss: &Actor) -> (String, String) {
    let lead = world.act(boss, "test.capture", json!({})).await;
    (lead["lead"].as_str().unwrap().into(), lead["contact"].as_str().unwrap().into())
}

/// Something nobody of this house did by a verb.
pub async fn write<F>(world: &World, unit: F)
where
    F: for<'t> Fn(&'t mut Tx) -> store::Unit<'t, ()> + std::marker::Send + Sync + 'static,
{
    world.store.write(kernel::Permit::engine("test"), None, unit).await.unwrap();
}

/// Rows of a query as texts, one a line.
pub async fn lines(world: &World, sql: &'static str) -> Vec<String> {
    let read = world.store.read(move |tx| Box::pin(tx.all(sql, &[], |row| row.get("line"))));
    read.await.unwrap()
}

/// Publishes an automation in a mode and switches it on; its id.
pub async fn publish(world: &World, boss: &Actor, mode: &str, yaml: &str) -> String {
    let checked = world.act(boss, "automation.check", json!({"text": yaml})).await;
    let warnings = checked["problems"].as_array().unwrap().iter().filter(|one| one["level"] == "warning");
    let reason = |one: &Json| json!({"code": one["code"], "at": one["at"], "reason": "it is a test"});
    let reasons: Vec<Json> = warnings.map(reason).collect();
    let published = world.act(boss, "automation.publish", json!({"text": yaml, "reasons": reasons})).await;
    let id = published["id"].as_str().unwrap().to_owned();
    world.act(boss, "automation.set_mode", json!({"automation": id, "mode": mode})).await;
    world.act(boss, "automation.switch", json!({"automation": id, "on": true})).await;
    id
}

/// A document with this much in its head and these steps.
pub fn yaml(slug: &str, head: &str, steps: &str) -> String {
    format!(
        "automation: {slug}\nowner: administrator\nstand_in: manager\npurpose: To be tested.\n\
         metric: {{name: answers, start: lead.captured, end: lead.answered, better: lower}}\n\
         subject: lead\ndeadline: {{days: 30}}\n{head}\nsteps:\n{steps}"
    )
}

/// The administrator alone, with no automation but one's own.
pub async fn alone(world: &World) -> Actor {
    let boss = testing::administrator(world);
    world.act(&boss, "test.hire", json!({"user": user(1), "role": "administrator", "active": true})).await;
    boss
}
