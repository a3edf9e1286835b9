//! The room with what surrounds money: a staff, people, and a small billing that owns invoices, tells their
//! facts and keeps their balances as billing does.

#![allow(dead_code, clippy::unwrap_used)] // each story uses a part of it; a test may fail so

use facts::billing::{CreditNoteIssued, InvoiceIssued, InvoiceWriteOffUndone, InvoiceWrittenOff};
use facts::cash::{Applied, CreditApplied, PaymentRecorded, PaymentVoided};
use kernel::tax::{Taxable, totals};
use kernel::{Actor, BasisPoints, Business, ContactId, Currency, Date, InvoiceId, Money, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::{Consequence, Tx, values};
use testing::World;
use verbs::{Command, Registry, Room, Verb};

pub struct Play;

const TABLES: &str = "
    create table play_user (id bytea not null primary key, name text not null, active boolean not null,
        role text not null, team bytea, stand_in bytea);
    create table play_contact (id bytea not null primary key, name text not null, company text,
        alias_of bytea);
    create table play_invoice (lost_minor bigint not null default 0, id bytea not null primary key,
        number text not null, contact bytea not null,
        state text not null, minor bigint not null, currency text not null, open_minor bigint not null,
        rate bigint not null, issued_on text not null, buyer text, test boolean not null);
    create table play_credit_note (id bytea not null primary key, number text, test boolean not null)";

impl Room for Play {
    fn register(house: &mut Registry) {
        house.command::<SetUp>();
        house.command::<AddPerson>();
        house.command::<MergePerson>();
        house.command::<Issue>();
        house.command::<Credit>();
        house.command::<WriteOff>();
        house.command::<NotLost>();
        let rules = house.rules();
        rules.bookkeeping(&["play_user", "play_contact", "play_invoice", "play_credit_note"]);
        rules.migration("play/0001", TABLES);
        rules.window(
            "create view governance_user_window as select id, name, active, role, team, stand_in from play_user;",
        );
        rules.window(
            "create view crm_contact_window as select id, name, company as company_name, alias_of
                from play_contact;",
        );
        rules.window(
            "create view crm_alias as select id as alias, alias_of as contact from play_contact
                where alias_of is not null;",
        );
        rules.window(
            "create view billing_invoice_window as select id, number, 'invoice' as kind, contact,
                cast(null as bytea) as service, state, minor, currency, open_minor, issued_on,
                issued_on as due_on, buyer as buyer_name, test from play_invoice;",
        );
        rules.window(
            "create view billing_credit_note_window as select id, number, test from play_credit_note;",
        );
        rules.consequence(Paid);
        rules.consequence(Voided);
        rules.consequence(FromCredit);
    }
}

pub fn registry() -> Registry {
    Registry::default().room::<cash::Cash>().room::<Play>()
}

const LOWER: &str = "
    update play_invoice set open_minor = open_minor - $2,
        state = case when open_minor = $2 then 'paid' else 'issued' end
    where id = $1";

async fn lower(tx: &mut Tx, applied: &[Applied], sign: i64) -> Result<()> {
    for part in applied {
        let changed = tx.exec(LOWER, values![part.invoice, sign * part.amount.minor]).await?;
        assert_eq!(changed, 1, "an invoice that is settled is there");
    }
    Ok(())
}

struct Paid;
impl Consequence for Paid {
    const NAME: &'static str = "play.paid";
    type Fact = PaymentRecorded;
    async fn follow(&self, tx: &mut Tx, fact: &PaymentRecorded) -> Result<()> {
        lower(tx, &fact.applied, 1).await
    }
}

struct Voided;
impl Consequence for Voided {
    const NAME: &'static str = "play.voided";
    type Fact = PaymentVoided;
    async fn follow(&self, tx: &mut Tx, fact: &PaymentVoided) -> Result<()> {
        lower(tx, &fact.applied, -1).await
    }
}

struct FromCredit;
impl Consequence for FromCredit {
    const NAME: &'static str = "play.from_credit";
    type Fact = CreditApplied;
    async fn follow(&self, tx: &mut Tx, fact: &CreditApplied) -> Result<()> {
        lower(tx, &fact.applied, 1).await
    }
}

/// Ada, administrator.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct SetUp {}

impl Command for SetUp {
    const VERB: Verb = Verb::post("play.set_up", "/play/set-up").public("play").no_undo("a play");
    type Answer = ();
    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let add = "insert into play_user (id, name, active, role) values ($1, $2, $3, $4)";
        tx.exec(add, values![testing::user(1), "Ada", true, "administrator"]).await?;
        tx.keep_setting(&Business { name: "Northlight".into(), ..Business::default() }).await
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct AddPerson {
    name: String,
    #[serde(default)]
    company: Option<String>,
}

impl Command for AddPerson {
    const VERB: Verb = Verb::post("play.person", "/play/people").public("play").no_undo("a play");
    type Answer = ContactId;
    async fn act(&self, tx: &mut Tx) -> Result<ContactId> {
        let id = tx.new_id();
        let add = "insert into play_contact (id, name, company) values ($1, $2, $3)";
        tx.exec(add, values![id, &self.name, &self.company]).await?;
        Ok(id)
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct MergePerson {
    alias: ContactId,
    contact: ContactId,
}

impl Command for MergePerson {
    const VERB: Verb = Verb::post("play.merge", "/play/merge").public("play").no_undo("a play");
    type Answer = ();
    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let merge = "update play_contact set alias_of = $2 where id = $1";
        tx.exec(merge, values![self.alias, self.contact]).await.map(drop)
    }
}

/// An invoice of one line.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Issue {
    contact: ContactId,
    number: String,
    net: i64,
    #[serde(default)]
    rate: i64,
    #[serde(default)]
    currency: Option<Currency>,
    #[serde(default)]
    issued_on: Option<Date>,
    #[serde(default)]
    buyer: Option<String>,
    #[serde(default)]
    test: bool,
}

impl Command for Issue {
    const VERB: Verb = Verb::post("play.issue", "/play/invoices").public("play").no_undo("a play");
    type Answer = InvoiceId;
    async fn act(&self, tx: &mut Tx) -> Result<InvoiceId> {
        let id: InvoiceId = tx.new_id();
        let currency = self.currency.unwrap_or(Currency::EUR);
        let line = Taxable { net: Money::new(self.net, currency), rate: BasisPoints(self.rate) };
        let sums = totals(currency, &[line])?;
        let issued_on = self.issued_on.unwrap_or(jiff::civil::date(2026, 1, 20));
        let add = "
            insert into play_invoice (id, number, contact, state, minor, currency, open_minor, rate, issued_on, buyer,
                test) values ($1, $2, $3, 'issued', $4, $5, $4, $6, $7, $8, $9)";
        let values = values![
            id,
            &self.number,
            self.contact,
            sums.gross.minor,
            currency,
            self.rate,
            issued_on,
            &self.buyer,
            self.test
        ];
        tx.exec(add, values).await?;
        tx.tell(InvoiceIssued {
            invoice: id,
            number: self.number.clone(),
            contact: self.contact,
            project: None,
            milestones: vec![],
            service: None,
            groups: sums.groups,
            net: sums.net,
            gross: sums.gross,
            issued_on,
            due_on: issued_on,
            owner: None,
            test: self.test,
        });
        Ok(id)
    }
}

const FIND: &str = "select contact, minor, open_minor, currency, rate, test from play_invoice where id = $1";

struct Kept {
    contact: ContactId,
    open: Money,
    rate: BasisPoints,
    test: bool,
}

async fn kept(tx: &mut Tx, id: InvoiceId) -> Result<Kept> {
    let read = |row: &store::Row<'_>| {
        Ok(Kept {
            contact: row.get("contact")?,
            open: row.money("open_minor", "currency")?.unwrap(),
            rate: row.get("rate")?,
            test: row.get("test")?,
        })
    };
    Ok(tx.one(FIND, values![id], read).await?.unwrap())
}

/// A credit note over a part of an invoice.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Credit {
    invoice: InvoiceId,
    net: i64,
}

impl Command for Credit {
    const VERB: Verb = Verb::post("play.credit", "/play/credit").public("play").no_undo("a play");
    type Answer = ();
    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let kept = kept(tx, self.invoice).await?;
        let net = Money { minor: self.net, ..kept.open };
        let sums = totals(net.currency, &[Taxable { net, rate: kept.rate }])?;
        let settles = Money { minor: sums.gross.minor.min(kept.open.minor), ..net };
        tx.exec(LOWER, values![self.invoice, settles.minor]).await?;
        let credit_note = tx.new_id();
        tx.tell(CreditNoteIssued {
            credit_note,
            number: "CN-1".into(),
            invoice: self.invoice,
            contact: kept.contact,
            groups: sums.groups,
            net,
            gross: sums.gross,
            settles,
            issued_on: jiff::civil::date(2026, 1, 25),
            reason: "a play".into(),
            test: kept.test,
        });
        Ok(())
    }
}

/// What is open of an invoice is lost.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct WriteOff {
    invoice: InvoiceId,
}

impl Command for WriteOff {
    const VERB: Verb = Verb::post("play.write_off", "/play/write-off").public("play").no_undo("a play");
    type Answer = ();
    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let kept = kept(tx, self.invoice).await?;
        let lost = "update play_invoice set lost_minor = open_minor, open_minor = 0, state = 'written_off'
            where id = $1";
        tx.exec(lost, values![self.invoice]).await?;
        tx.tell(InvoiceWrittenOff {
            invoice: self.invoice,
            contact: kept.contact,
            amount: kept.open,
            groups: vec![],
            reason: "a play".into(),
            test: kept.test,
        });
        Ok(())
    }
}

/// It is not lost after all.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct NotLost {
    invoice: InvoiceId,
}

impl Command for NotLost {
    const VERB: Verb = Verb::post("play.not_lost", "/play/not-lost").public("play").no_undo("a play");
    type Answer = ();
    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let kept = kept(tx, self.invoice).await?;
        let lost = "select lost_minor from play_invoice where id = $1 and state = 'written_off'";
        let Some(minor) = tx.one(lost, values![self.invoice], |row| row.get("lost_minor")).await? else {
            return Ok(());
        };
        let open = "update play_invoice set open_minor = lost_minor, lost_minor = 0, state = 'issued'
            where id = $1";
        tx.exec(open, values![self.invoice]).await?;
        tx.tell(InvoiceWriteOffUndone {
            invoice: self.invoice,
            contact: kept.contact,
            amount: Money { minor, ..kept.open },
            groups: vec![],
            test: kept.test,
        });
        Ok(())
    }
}

/// Ada, who may do everything, in a business that is set up.
pub async fn ada(world: &World) -> Actor {
    world.act(&testing::nobody(), "play.set_up", json!({})).await;
    testing::administrator(world)
}

pub async fn person(world: &World, name: &str) -> Json {
    world.act(&testing::nobody(), "play.person", json!({ "name": name })).await
}

/// An invoice without tax, issued on 20 January 2026.
pub async fn invoice(world: &World, contact: &Json, number: &str, minor: i64) -> Json {
    let input = json!({ "contact": contact, "number": number, "net": minor });
    world.act(&testing::nobody(), "play.issue", input).await
}

pub fn eur(minor: i64) -> Json {
    json!({ "minor": minor, "currency": "EUR" })
}

/// Follows an undo as a toast does.
pub async fn undo(world: &World, actor: &Actor, answer: &verbs::Answer) -> Json {
    let undo = answer.undo.clone().expect("it can be undone");
    world.act(actor, undo["verb"].as_str().unwrap(), undo["body"].clone()).await
}

/// A file of one account, as a German bank writes it: day, payer, account, text, amount.
pub fn file(lines: &[(&str, &str, &str, &str, &str)]) -> String {
    let mut text = "Buchungstag;Auftraggeber;IBAN;Verwendungszweck;Betrag\n".to_owned();
    for (day, payer, iban, words, amount) in lines {
        text += &format!("{day};{payer};{iban};{words};{amount}\n");
    }
    text
}

pub async fn import(world: &World, actor: &Actor, text: &str) -> Json {
    world.act(actor, "statement.import", json!({ "account": "Main", "name": "a.csv", "text": text })).await
}

pub async fn lines(world: &World, actor: &Actor, state: &str) -> Vec<Json> {
    let input = json!({ "state": state, "suggest": true, "limit": 200 });
    world.act(actor, "bank_line.list", input).await["items"].as_array().unwrap().clone()
}

/// The ledger is in balance and agrees with every record; balances by account in EUR.
pub async fn balances(world: &World, actor: &Actor) -> std::collections::BTreeMap<String, i64> {
    let check = world.act(actor, "ledger.check", json!({})).await;
    assert_eq!(check["in_balance"], true, "{check:#}");
    let read = world.act(actor, "ledger.read", json!({})).await;
    let accounts = read["accounts"].as_array().unwrap().iter();
    let eur = accounts.filter(|account| account["balance"]["currency"] == "EUR");
    let nonzero = eur.filter(|account| account["balance"]["minor"] != 0);
    nonzero
        .map(|a| (a["account"].as_str().unwrap().to_owned(), a["balance"]["minor"].as_i64().unwrap()))
        .collect()
}

/// `[("bank", 5)]` as `balances` gives it.
pub fn books(all: &[(&str, i64)]) -> std::collections::BTreeMap<String, i64> {
    all.iter().map(|(account, minor)| ((*account).to_owned(), *minor)).collect()
}
