//! A house that tells whatever it is asked to, and whose open records are those somebody wrote down.
#![allow(dead_code, clippy::unwrap_used)]

use facts::billing::{
    InvoiceBalanceChanged, InvoiceCredited, InvoiceIssued, InvoicePaid, InvoiceReopened, InvoiceWrittenOff,
};
use facts::cash::{BankLineMatched, BankLineUnmatched, PaymentRecorded, PaymentVoided};
use facts::crm::{
    DealLost, DealOpened, DealReopened, DealWithdrawn, DealWon, LeadAnswered, LeadCaptured, LeadClosed,
    LeadNurtured, LeadQualified, LeadReopened,
};
use facts::delivery::{
    MilestoneAccepted, MilestoneAdded, MilestoneCancelled, MilestoneReopened, MilestoneWaived,
};
use facts::sales::{AgreementSigned, AgreementVoided, ProposalSent};
use kernel::{ContactId, Id, Ref, Result, ServiceId, fault};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::{Tx, values};
use testing::World;
use verbs::{Command, Registry, Room, Verb};

const TABLES: &str = "
create table test_open (room text not null, kind text not null, id bytea not null, state text not null,
    since bigint not null, move text not null, minor bigint, service bytea, due_on text,
    test boolean not null,
    constraint test_open_pk primary key (room, kind, id));
create table test_next (room text not null, id bytea not null, what text not null, at bigint not null,
    general boolean not null);
create table test_user (id bytea not null primary key, name text, role text not null, active boolean not null,
    stand_in bytea, language text);
create table test_lead (captured_at bigint not null, reached text not null, test boolean not null);
create table test_service (id bytea not null primary key, line text not null);";

const COLUMNS: &str =
    "kind, id, cast(null as bytea) as contact, service, state, cast(null as bytea) as owner, since,
    move, minor, 'EUR' as currency, test";

pub struct House;

impl Room for House {
    fn register(house: &mut Registry) {
        house.command::<TellFact>();
        house.command::<StandOpen>();
        house.command::<Sell>();
        let rules = house.rules();
        rules.bookkeeping(&["test_open", "test_service", "test_next", "test_user", "test_lead"]);
        rules.window(
            "create view governance_user_window as
                select id, name, role, active, stand_in, language from test_user",
        );
        rules.window("create view crm_lead_window as select captured_at, reached, test from test_lead");
        // Whoever only delivers reads no line here.
        rules.provide(verbs::MayRead::new(|role, query| query == "line.week" && role != "delivery"));
        rules.carrier("report_mail", Mailbox);
        house.command::<ComeNext>();
        let rules = house.rules();
        for room in ["crm", "sales"] {
            let view = format!(
                "create view {room}_next as select 'deal' as kind, id, at, what, cast(null as bytea) as owner, general
                from test_next where room = '{room}'"
            );
            rules.window(Box::leak(view.into()));
        }
        rules.migration("test/house", TABLES);
        for room in ["crm", "sales", "delivery", "billing", "cash"] {
            let view =
                format!("create view {room}_open as select {COLUMNS} from test_open where room = '{room}'");
            rules.window(Box::leak(view.into()));
        }
        rules.window(
            "create view crm_service_window as select id, line, true as active, id as owner from test_service",
        );
        rules.window(
            "create view billing_invoice_window as select id, due_on, minor from test_open where kind = 'invoice'",
        );
    }
}

/// Takes every report.
struct Mailbox;

impl store::effect::Carrier for Mailbox {
    async fn carry(&self, _: &store::Store, _: &store::effect::Claimed) -> store::effect::Outcome {
        store::effect::Outcome::Done("taken".into())
    }

    async fn settled(
        &self,
        _: &mut Tx,
        _: &store::effect::Claimed,
        _: &store::effect::Outcome,
    ) -> Result<()> {
        Ok(())
    }
}

pub fn registry() -> Registry {
    Registry::default().room::<intelligence::Intelligence>().room::<House>()
}

/// A next step of a deal, as a room shows it.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct ComeNext {
    pub room: String,
    pub deal: kernel::DealId,
    pub what: String,
    pub general: bool,
}

impl Command for ComeNext {
    const VERB: Verb = Verb::post("test.next", "/test/next").public("test").no_undo("a test");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let sql = "insert into test_next (room, id, what, at, general) values ($1, $2, $3, $4, $5)";
        let at = tx.now();
        tx.exec(sql, values![&self.room, self.deal, &self.what, at, self.general]).await.map(drop)
    }
}

/// Tells one fact.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct TellFact {
    pub kind: String,
    pub body: Json,
}

macro_rules! told {
    ($this:ident, $tx:ident: $($kind:literal => $fact:ty),+ $(,)?) => {
        match $this.kind.as_str() {
            $($kind => {
                let fact: $fact = serde_json::from_value($this.body.clone()).map_err(fault)?;
                $tx.tell(fact);
            })+
            other => return Err(fault(format!("this house does not tell {other}"))),
        }
    };
}

impl Command for TellFact {
    const VERB: Verb = Verb::post("test.tell", "/test/tell").no_undo("a test");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        told!(self, tx:
            "lead.captured" => LeadCaptured, "lead.answered" => LeadAnswered, "lead.qualified" => LeadQualified,
            "lead.nurtured" => LeadNurtured, "lead.closed" => LeadClosed, "lead.reopened" => LeadReopened,
            "deal.opened" => DealOpened, "deal.won" => DealWon, "deal.lost" => DealLost,
            "deal.reopened" => DealReopened, "deal.withdrawn" => DealWithdrawn,
            "proposal.sent" => ProposalSent, "agreement.signed" => AgreementSigned,
            "agreement.voided" => AgreementVoided,
            "milestone.added" => MilestoneAdded, "milestone.accepted" => MilestoneAccepted,
            "milestone.reopened" => MilestoneReopened, "milestone.cancelled" => MilestoneCancelled,
            "milestone.waived" => MilestoneWaived,
            "invoice.issued" => InvoiceIssued, "invoice.balance_changed" => InvoiceBalanceChanged,
            "invoice.paid" => InvoicePaid, "invoice.credited" => InvoiceCredited,
            "invoice.reopened" => InvoiceReopened, "invoice.written_off" => InvoiceWrittenOff,
            "payment.recorded" => PaymentRecorded, "payment.voided" => PaymentVoided,
            "bank_line.matched" => BankLineMatched, "bank_line.unmatched" => BankLineUnmatched,
        );
        Ok(())
    }
}

/// Writes an open record down.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct StandOpen {
    pub room: String,
    pub id: Ref,
    pub state: String,
    pub minor: i64,
    #[serde(default)]
    pub service: Option<ServiceId>,
    #[serde(default)]
    pub due_on: Option<String>,
    #[serde(default)]
    pub test: bool,
}

impl Command for StandOpen {
    const VERB: Verb = Verb::post("test.open", "/test/open").no_undo("a test");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        const ADD: &str = "
            insert into test_open (room, kind, id, state, since, move, minor, service, due_on, test)
            values ($1, $2, $3, $4, $5, 'ours', $6, $7, $8, $9)";
        let (kind, now) = (self.id.kind, tx.now());
        let worth = (self.minor, self.service);
        let values =
            values![&self.room, kind, self.id, &self.state, now, worth.0, worth.1, &self.due_on, self.test];
        tx.exec(ADD, values).await.map(drop)
    }
}

/// Sells a service that uses these states.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Sell {
    pub service: ServiceId,
    pub line: Vec<String>,
}

impl Command for Sell {
    const VERB: Verb = Verb::post("test.sell", "/test/sell").no_undo("a test");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let line = json!(self.line).to_string();
        let add = "insert into test_service (id, line) values ($1, $2)";
        tx.exec(add, values![self.service, &line]).await.map(drop)
    }
}

pub fn id<T: Id + Into<Ref>>(n: u8) -> String {
    let id: Ref = T::from_bytes([n; 16]).into();
    id.to_string()
}

/// Tells a fact about the one customer there is; what it leaves out is nothing, or false.
pub async fn tell(world: &World, kind: &str, body: Json) {
    let usual = json!({"contact": id::<ContactId>(1), "owner": null, "service": null, "test": false});
    let mut whole = usual;
    whole.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
    let boss = testing::administrator(world);
    world.act(&boss, "test.tell", json!({"kind": kind, "body": whole})).await;
}

pub fn eur(minor: i64) -> Json {
    json!({"minor": minor, "currency": "EUR"})
}

/// The history as lines, as it is kept.
pub async fn history(world: &World) -> Vec<String> {
    world.settle().await;
    const HISTORY: &str = "
        select joint, kind, until - since as took, outcome, minor from intelligence_joint_passage
        order by since, joint, id";
    let read = world.store.read(|tx| {
        Box::pin(tx.all(HISTORY, &[], |row| {
            let joint: String = row.get("joint")?;
            let kind: String = row.get("kind")?;
            let outcome: Option<String> = row.get("outcome")?;
            let took: Option<i64> = row.get("took")?;
            let minor: Option<i64> = row.get("minor")?;
            let minor = minor.map_or("-".into(), |minor| minor.to_string());
            let how = outcome.map_or("waits".into(), |word| format!("{word} {}", took.unwrap_or(0) / 1000));
            Ok(format!("{joint} {kind} {minor} {how}"))
        }))
    });
    read.await.unwrap()
}
