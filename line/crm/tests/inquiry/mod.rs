//! The room with what surrounds an inquiry: a staff, a door, approved texts, and a post that carries mail.
//!
//! `play.set_up` makes the business and its texts; `play.submit` tells an inquiry, as capture does; `play.sign` and
//! `play.annul` are an agreement and its end, as sales has and tells them. The
//! post bounces whatever goes to `bounce@…` and skips `stop@…`.

#![allow(dead_code, clippy::unwrap_used)] // each story uses a part of it; a test may fail so

use facts::capture::IntakeReceived;
use facts::crm::{MessageAccepted, MessageBounced, MessageSkipped};
use facts::delivery::{
    MilestoneAdded, MilestoneCancelled, MilestoneReopened, ProjectCancelled, ProjectOpened, ProjectReopened,
};
use facts::governance::BusinessSetUp;
use facts::sales::AgreementVoided;
use kernel::{
    Actor, AgreementId, Business, ContactId, Currency, DealId, Id, MessageId, MilestoneId, Money, Owned,
    ProjectId, Ref, Result, RunId, ServiceId, UserId, Via,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::effect::{Carrier, Claimed, Outcome};
use store::{Store, Tx, values};
use testing::World;
use verbs::{Command, Registry, Room, Verb};

pub struct Play;

impl Room for Play {
    fn register(house: &mut Registry) {
        house.command::<SetUp>();
        house.command::<Submit>();
        house.command::<Sign>();
        house.command::<Annul>();
        house.command::<Open>();
        house.command::<Cancel>();
        house.command::<Reopen>();
        house.command::<Plan>();
        house.command::<StopStep>();
        house.command::<ResumeStep>();
        let rules = house.rules();
        rules.bookkeeping(&["play_user", "play_text", "play_agreement"]);
        rules.noun::<Project>();
        rules.noun::<Milestone>();
        rules.migration(
            "play/project",
            "create table play_project (id bytea not null primary key, rv bigint not null, owner bytea, team bytea,
                contact bytea not null)",
        );
        rules.migration(
            "play/milestone",
            "create table play_milestone (id bytea not null primary key, rv bigint not null, owner bytea, team bytea,
                contact bytea not null)",
        );
        rules.migration(
            "play/agreement",
            "create table play_agreement (id bytea not null primary key, deal bytea not null, state text not null)",
        );
        rules.window("create view sales_agreement_window as select id, deal, state from play_agreement;");
        rules.migration(
            "play/0001",
            "create table play_user (id bytea not null primary key, name text not null, email text not null,
                active boolean not null, role text not null, team bytea, stand_in bytea, zone text,
                language text);
             create table play_text (slug text not null, language text not null, version bigint not null,
                class text not null, subject text not null, body text not null, state text not null)",
        );
        rules.window(
            "create view governance_user_window as
            select id, name, email, active, role, team, stand_in, zone, language from play_user;",
        );
        rules.window(
            "create view templates_text as select slug, language, version, class, subject, body, state,
                'message' as kind, case when state = 'draft' then 'draft' else 'approved' end as template_state,
                'aaaaaaaa' || version as sha256 from play_text;",
        );
        rules.carrier("mail", Post);
    }
}

/// An agreement of a deal, as sales would show it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Sign {
    pub agreement: AgreementId,
    pub deal: DealId,
}

impl Command for Sign {
    const VERB: Verb = Verb::post("play.sign", "/play/sign").public("play").no_undo("a test");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let sign = "insert into play_agreement (id, deal, state) values ($1, $2, 'signed')";
        tx.exec(sign, values![self.agreement, self.deal]).await.map(drop)
    }
}

/// It binds nobody any more, as sales would tell it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Annul {
    pub agreement: AgreementId,
    pub deal: DealId,
    pub contact: ContactId,
}

impl Command for Annul {
    const VERB: Verb = Verb::post("play.annul", "/play/annul").public("play").no_undo("a test");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let annul = "update play_agreement set state = 'voided' where id = $1";
        tx.exec(annul, values![self.agreement]).await?;
        let Annul { agreement, deal, contact } = self.clone();
        tx.tell(AgreementVoided { agreement, deal, contact, reason: "signed by the wrong person".into() });
        Ok(())
    }
}

/// A project, as far as a task is about one.
struct Project {
    id: ProjectId,
    rv: i64,
    owned: Owned,
    contact: ContactId,
}

store::noun! {
    Project is "project" in "play_project" {
        open contact: Id = |p| p.contact;
    }
}

/// A part of one, as far as a task is about it.
struct Milestone {
    id: MilestoneId,
    rv: i64,
    owned: Owned,
    contact: ContactId,
}

store::noun! {
    Milestone is "milestone" in "play_milestone" {
        open contact: Id = |m| m.contact;
    }
}

/// A project begins, as delivery tells it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Open {
    pub contact: ContactId,
    pub service: Option<ServiceId>,
    pub owner: UserId,
}

impl Command for Open {
    const VERB: Verb = Verb::post("play.open", "/play/open").public("play").no_undo("a test");
    type Answer = ProjectId;

    async fn act(&self, tx: &mut Tx) -> Result<ProjectId> {
        let project: ProjectId = tx.new_id();
        let owned = Owned { owner: Some(self.owner), team: None };
        tx.add(&Project { id: project, rv: 1, owned, contact: self.contact }).await?;
        tx.tell(ProjectOpened {
            project,
            agreement: None,
            deal: None,
            contact: self.contact,
            service: self.service,
            value: Money::zero(Currency::EUR),
            owner: Some(self.owner),
            test: false,
        });
        Ok(project)
    }
}

/// A project is cancelled, as delivery tells it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Cancel {
    pub project: ProjectId,
    pub contact: ContactId,
}

impl Command for Cancel {
    const VERB: Verb = Verb::post("play.cancel", "/play/cancel").public("play").no_undo("a test");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let Cancel { project, contact } = self.clone();
        tx.tell(ProjectCancelled { project, contact, reason: "they stopped".into() });
        Ok(())
    }
}

/// It goes on after all.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Reopen {
    pub project: ProjectId,
    pub contact: ContactId,
}

impl Command for Reopen {
    const VERB: Verb = Verb::post("play.reopen", "/play/reopen").public("play").no_undo("a test");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let Reopen { project, contact } = self.clone();
        tx.tell(ProjectReopened { project, contact });
        Ok(())
    }
}

/// A project has one more milestone.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Plan {
    pub project: ProjectId,
    pub contact: ContactId,
    pub owner: UserId,
}

impl Command for Plan {
    const VERB: Verb = Verb::post("play.plan", "/play/plan").public("play").no_undo("a test");
    type Answer = MilestoneId;

    async fn act(&self, tx: &mut Tx) -> Result<MilestoneId> {
        let id: MilestoneId = tx.new_id();
        let owned = Owned { owner: Some(self.owner), team: None };
        tx.add(&Milestone { id, rv: 1, owned, contact: self.contact }).await?;
        tx.tell(MilestoneAdded {
            milestone: id,
            project: self.project,
            agreement: None,
            contact: self.contact,
            service: None,
            amount: Money::zero(Currency::EUR),
            owner: Some(self.owner),
            test: false,
        });
        Ok(id)
    }
}

/// A milestone is cancelled, as delivery tells it of each one of a project that is.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct StopStep {
    pub milestone: MilestoneId,
    pub project: ProjectId,
    pub contact: ContactId,
}

impl Command for StopStep {
    const VERB: Verb = Verb::post("play.stop_step", "/play/stop_step").public("play").no_undo("a test");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let StopStep { milestone, project, contact } = self.clone();
        tx.tell(MilestoneCancelled { milestone, project, contact, reason: "they stopped".into() });
        Ok(())
    }
}

/// It is to be delivered after all.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct ResumeStep {
    pub milestone: MilestoneId,
    pub project: ProjectId,
    pub contact: ContactId,
}

impl Command for ResumeStep {
    const VERB: Verb = Verb::post("play.resume_step", "/play/resume_step").public("play").no_undo("a test");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let ResumeStep { milestone, project, contact } = self.clone();
        tx.tell(MilestoneReopened { milestone, project, contact, to: "open".into() });
        Ok(())
    }
}

pub fn registry() -> Registry {
    Registry::default().room::<crm::Crm>().room::<Play>()
}

/// A business with a staff and texts: Ada, administrator (1), Ben (2), Cleo (3), Dora, away, for whom Cleo
/// stands in (4).
#[derive(Debug, Deserialize, JsonSchema)]
pub struct SetUp {}

const USER: &str = "
    insert into play_user (id, name, email, active, role, stand_in) values ($1, $2, $3, $4, $5, $6)";
const TEXT: &str = "
    insert into play_text (slug, language, version, class, subject, body, state)
    values ($1, $2, $3, $4, $5, $6, $7)";

/// Slug, language, version, class, subject, body, state.
const TEXTS: [(&str, &str, i64, &str, &str, &str, &str); 9] = [
    (
        "acknowledgement",
        "en",
        1,
        "inquiry",
        "We have it",
        "Hello {contact.first_name|there}, {business.name}",
        "approved",
    ),
    (
        "acknowledgement",
        "de",
        2,
        "inquiry",
        "Wir haben es",
        "Hallo {contact.first_name|und guten Tag}",
        "approved",
    ),
    ("follow-up-1", "en", 3, "inquiry", "One question", "{lead.next_question} {owner.name}", "approved"),
    (
        "offer",
        "en",
        1,
        "transactional",
        "For {contact.company}",
        "{lead.answers.budget} {deal.value}",
        "approved",
    ),
    ("old", "en", 1, "inquiry", "Old", "Old", "retired"),
    (
        "invoice",
        "en",
        1,
        "inquiry",
        "Invoice {invoice.number}",
        "Dear {contact.first_name}, here is {invoice.number}.\n\n[See it]({links.invoice})",
        "approved",
    ),
    ("reminder", "en", 1, "transactional", "Reminder of {invoice.number}", "Please pay.", "approved"),
    ("receipt", "en", 1, "transactional", "Thank you", "You paid {payment.amount}.", "approved"),
    ("nurture-1", "en", 1, "marketing", "Again?", "[Stop]({links.preferences})", "approved"),
];

impl Command for SetUp {
    const VERB: Verb = Verb::post("play.set_up", "/play/set-up").public("play").no_undo("a play");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let staff = [
            (1, "Ada", true, "administrator", None),
            (2, "Ben", true, "sales", None),
            (3, "Cleo", true, "sales", None),
            (4, "Dora", false, "sales", Some(testing::user(3))),
        ];
        for (n, name, active, role, stand_in) in staff {
            let email = format!("{}@ours.test", name.to_lowercase());
            tx.exec(USER, values![testing::user(n), name, email, active, role, stand_in]).await?;
        }
        for (slug, language, version, class, subject, body, state) in TEXTS {
            tx.exec(TEXT, values![slug, language, version, class, subject, body, state]).await?;
        }
        tx.keep_setting(&Business { name: "Northlight".into(), ..Business::default() }).await?;
        tx.tell(BusinessSetUp { administrator: testing::user(1) });
        Ok(())
    }
}

/// An inquiry, as capture would tell it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Submit {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub language: Option<String>,
    pub company: Option<String>,
    pub owner: Option<UserId>,
    pub service: Option<ServiceId>,
    pub message: Option<String>,
    pub answers: Json,
    pub source: Json,
    pub test: bool,
}

impl Command for Submit {
    const VERB: Verb = Verb::post("play.submit", "/play/submit").public("play").no_undo("a play");
    type Answer = ContactId;

    async fn act(&self, tx: &mut Tx) -> Result<ContactId> {
        let find = "select id from crm_person where email = $1";
        let known: Option<ContactId> = match &self.email {
            Some(email) => tx.one(find, values![email], |row| row.get("id")).await?,
            None => None,
        };
        let contact = known.unwrap_or_else(|| tx.new_id());
        let told = IntakeReceived {
            intake: tx.new_id(),
            contact,
            known: known.is_some(),
            channel: "form".into(),
            form: None,
            service: self.service,
            owner: self.owner,
            test: self.test,
            source: self.source.clone(),
            language: self.language.clone(),
            zone: None,
            name: self.name.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            company: self.company.clone(),
            message: self.message.clone(),
            answers: self.answers.clone(),
        };
        tx.tell(told);
        tx.follow_up().await?;
        Ok(contact)
    }
}

struct Post;

const TO: &str = "select to_email from crm_message_window where id = $1";

impl Carrier for Post {
    async fn carry(&self, store: &Store, effect: &Claimed) -> Outcome {
        let message: MessageId = serde_json::from_value(effect.payload["message"].clone()).unwrap();
        let to = store.read(move |tx| {
            Box::pin(async move { tx.one(TO, values![message], |row| row.get::<String>("to_email")).await })
        });
        match to.await.unwrap().unwrap() {
            to if to.starts_with("bounce@") => Outcome::Failed("no such mailbox".into()),
            to if to.starts_with("stop@") => Outcome::Skipped("they asked us to stop".into()),
            _ => Outcome::Done("250 taken".into()),
        }
    }

    async fn settled(&self, tx: &mut Tx, effect: &Claimed, outcome: &Outcome) -> Result<()> {
        let of = &effect.payload;
        let message = serde_json::from_value(of["message"].clone()).unwrap();
        let contact = serde_json::from_value(of["contact"].clone()).unwrap();
        match outcome {
            Outcome::Failed(reason) => {
                let (hardness, reason) = ("hard".into(), reason.clone());
                tx.tell(MessageBounced { message, contact, hardness, reason });
            }
            Outcome::Skipped(reason) => {
                tx.tell(MessageSkipped { message, contact, reason: reason.clone() });
            }
            _ => {
                tx.tell(MessageAccepted {
                    message,
                    contact,
                    conversation: serde_json::from_value(of["conversation"].clone()).unwrap(),
                    class: of["class"].as_str().unwrap().into(),
                    lead: serde_json::from_value(of["lead"].clone()).unwrap(),
                    useful: of["useful"].as_bool().unwrap(),
                });
            }
        }
        Ok(())
    }
}

/// Ada, who may do everything, in a business that is set up.
pub async fn ada(world: &World) -> Actor {
    world.act(&testing::nobody(), "play.set_up", json!({})).await;
    testing::administrator(world)
}

/// A run of an automation that acts with Ada's rights.
pub fn automation(world: &World) -> Actor {
    let run: Ref = RunId::from_bytes([9; 16]).into();
    let ada = testing::administrator(world);
    assert_eq!(ada.via, Via::Session);
    Actor::automation(ada, run, None)
}

/// The id of the lead an inquiry makes.
pub async fn lead(world: &World, input: Json) -> Json {
    let contact = world.act(&testing::nobody(), "play.submit", input).await;
    let ada = testing::administrator(world);
    let found = world.act(&ada, "lead.list", json!({ "contact": contact })).await;
    found["items"][0].clone()
}

/// Maria, who asks for a kitchen.
pub fn maria() -> Json {
    json!({ "name": "Maria Lindner", "email": "maria@x.test", "message": "A kitchen, please",
        "source": { "utm_source": "search" } })
}

/// Follows an undo as a toast does.
pub async fn undo(world: &World, actor: &Actor, answer: &verbs::Answer) -> Json {
    let undo = answer.undo.clone().expect("it can be undone");
    world.act(actor, undo["verb"].as_str().unwrap(), undo["body"].clone()).await
}
