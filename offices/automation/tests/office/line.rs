//! The rooms from the price to the money, as far as an automation sees them: one table for all their records, one
//! window for each, and verbs that only note that they were called.
#![allow(dead_code, clippy::unwrap_used)]

use facts::billing::{InvoiceIssued, InvoicePaid};
use facts::delivery::{BriefCompleted, ProjectOpened};
use facts::sales::{AgreementSigned, ProposalRevised, ProposalSent, ProposalViewed};
use kernel::{
    AgreementId, ContactId, Currency, Date, DealId, InvoiceId, MilestoneId, Money, ProjectId, ProposalId,
    Result, UserId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Tx, values};
use verbs::{Command, Registry, Verb};

pub const TABLES: &str = "
create table test_record (id bytea not null primary key, contact bytea, deal bytea, state text not null, day text);
create table test_call (n bigint not null primary key, verb text not null, at bigint not null);";

const COLUMNS: &str = "id, contact, deal, deal as proposal, deal as project, deal as agreement, state,
    'A-1' as number, 1 as version, cast(5000 as bigint) as minor, cast(5000 as bigint) as open_minor, 'EUR' as currency,
    day as valid_until, day as due_on, day as issued_on, day as paid_on, cast(null as bigint) as sent_at,
    cast(null as bigint) as viewed_at, cast(null as bigint) as signed_at, cast(null as bigint) as accepted_at,
    cast(null as bigint) as issued_at,
    (select s.at from test_sale s where s.id = test_record.id) as paid_at, cast(0 as bigint) as opened_at,
    'bank_transfer' as method, 1 = 0 as reconciled, cast(1 as bigint) as brief_missing,
    1 = 0 as invoice_waived, cast(null as bytea) as service,
    cast(null as bytea) as owner, 1 = 0 as test";

const WINDOWS: [&str; 6] = [
    "sales_proposal_window",
    "sales_agreement_window",
    "delivery_project_window",
    "delivery_milestone_window",
    "billing_invoice_window",
    "cash_payment_window",
];

pub fn register(house: &mut Registry) {
    house.command::<Offer>();
    house.command::<Look>();
    house.command::<Extend>();
    house.command::<Sign>();
    house.command::<Revise>();
    house.command::<Issue>();
    house.command::<Pay>();
    house.command::<Finish>();
    house.command::<Begin>();
    house.command::<AnswerBrief>();
    house.command::<WinDeal>();
    house.command::<OpenProject>();
    house.command::<IssueFor>();
    house.command::<Remind>();
    house.command::<SendWeek>();
    let rules = house.rules();
    rules.bookkeeping(&["test_record", "test_call"]);
    rules.migration("test/line", TABLES);
    for name in WINDOWS {
        rules.window(Box::leak(format!("create view {name} as select {COLUMNS} from test_record").into()));
    }
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Made {
    pub id: String,
}

macro_rules! verb {
    ($(#[$doc:meta])* $name:ident as $verb:literal at $path:literal { $($field:ident: $type:ty),* $(,)? }
        |$this:ident, $tx:ident| $act:expr) => {
        $(#[$doc])*
        #[derive(Debug, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $(pub $field: $type),* }
        impl Command for $name {
            const VERB: Verb = Verb::post($verb, $path).no_undo("a test");
            type Answer = Made;
            async fn act(&self, $tx: &mut Tx) -> Result<Made> {
                let $this = self;
                $act
            }
        }
    };
}

async fn keep(
    tx: &mut Tx,
    id: kernel::Ref,
    contact: ContactId,
    deal: kernel::Ref,
    day: Option<Date>,
) -> Result<()> {
    const ADD: &str = "
        insert into test_record (id, contact, deal, state, day) values ($1, $2, $3, 'sent', $4)
        on conflict (id) do nothing";
    tx.exec(ADD, values![id, contact, deal, day]).await.map(drop)
}

async fn becomes(tx: &mut Tx, id: kernel::Ref, state: &str) -> Result<()> {
    tx.exec("update test_record set state = $2 where id = $1", values![id, state]).await.map(drop)
}

async fn called(tx: &mut Tx, verb: &str, id: impl Into<kernel::Ref>) -> Result<Made> {
    let n = tx.one("select count(*) as n from test_call", &[], |row| row.get::<i64>("n")).await?;
    let at = tx.now();
    const ADD: &str = "insert into test_call (n, verb, at) values ($1, $2, $3)";
    tx.exec(ADD, values![n.unwrap_or(0), verb, at]).await?;
    Ok(Made { id: id.into().to_string() })
}

fn money() -> Money {
    Money::new(5000, Currency::EUR)
}

verb! {
    /// An offer goes out.
    Offer as "test.offer" at "/test/offer" { proposal: ProposalId, deal: DealId, contact: ContactId } |this, tx| {
        let valid_until: Date = "2026-03-01".parse().unwrap();
        keep(tx, this.proposal.into(), this.contact, this.deal.into(), Some(valid_until)).await?;
        tx.tell(ProposalSent {
            proposal: this.proposal, deal: this.deal, contact: this.contact, service: None, number: "P-1".into(),
            version: 1, value: money(), gross: money(), valid_until, owner: None, test: false,
        });
        Ok(Made { id: this.proposal.to_string() })
    }
}

verb! {
    /// It is valid until another day.
    Extend as "test.extend" at "/test/extend" {
        proposal: ProposalId, deal: DealId, contact: ContactId, until: Date,
    } |this, tx| {
        tx.exec("update test_record set day = $2 where id = $1", values![this.proposal, this.until]).await?;
        tx.tell(ProposalViewed {
            proposal: this.proposal, deal: this.deal, contact: this.contact, version: 1, first: false,
        });
        Ok(Made { id: this.proposal.to_string() })
    }
}

verb! {
    /// They look at it.
    Look as "test.look" at "/test/look" { proposal: ProposalId, deal: DealId, contact: ContactId } |this, tx| {
        becomes(tx, this.proposal.into(), "viewed").await?;
        tx.tell(ProposalViewed {
            proposal: this.proposal, deal: this.deal, contact: this.contact, version: 1, first: true,
        });
        Ok(Made { id: this.proposal.to_string() })
    }
}

verb! {
    /// The offer is changed: what was sent is void.
    Revise as "test.revise" at "/test/revise" { proposal: ProposalId, deal: DealId, contact: ContactId } |this, tx| {
        becomes(tx, this.proposal.into(), "draft").await?;
        tx.tell(ProposalRevised {
            proposal: this.proposal, deal: this.deal, contact: this.contact, version: 1,
        });
        Ok(Made { id: this.proposal.to_string() })
    }
}

verb! {
    /// They sign.
    Sign as "test.sign" at "/test/sign" {
        agreement: AgreementId, proposal: ProposalId, deal: DealId, contact: ContactId,
    } |this, tx| {
        keep(tx, this.agreement.into(), this.contact, this.deal.into(), None).await?;
        tx.tell(AgreementSigned {
            agreement: this.agreement, proposal: this.proposal, deal: this.deal, contact: this.contact,
            service: None, number: "A-1".into(), value: money(), gross: money(), owner: None, test: false,
            sha256: String::new(),
        });
        Ok(Made { id: this.agreement.to_string() })
    }
}

verb! {
    /// An invoice goes out.
    Issue as "test.issue" at "/test/issue" { invoice: InvoiceId, contact: ContactId, due_on: Date } |this, tx| {
        keep(tx, this.invoice.into(), this.contact, this.invoice.into(), Some(this.due_on)).await?;
        becomes(tx, this.invoice.into(), "issued").await?;
        tx.tell(InvoiceIssued {
            invoice: this.invoice, number: "I-1".into(), contact: this.contact, project: None, milestones: vec![],
            service: None, groups: vec![], net: money(), gross: money(), issued_on: this.due_on,
            due_on: this.due_on, owner: None, test: false,
        });
        Ok(Made { id: this.invoice.to_string() })
    }
}

verb! {
    /// It is paid.
    Pay as "test.pay" at "/test/pay" { invoice: InvoiceId, contact: ContactId } |this, tx| {
        becomes(tx, this.invoice.into(), "paid").await?;
        tx.tell(InvoicePaid { invoice: this.invoice, contact: this.contact, gross: money() });
        Ok(Made { id: this.invoice.to_string() })
    }
}

verb! {
    /// A project is done and the invoice for it is paid.
    Finish as "test.finish" at "/test/finish" { invoice: InvoiceId, project: ProjectId, contact: ContactId }
        |this, tx| {
        let day: Date = "2026-02-01".parse().unwrap();
        let both: [(kernel::Ref, &str); 2] = [(this.project.into(), "done"), (this.invoice.into(), "paid")];
        for (id, state) in both {
            keep(tx, id, this.contact, this.project.into(), Some(day)).await?;
            becomes(tx, id, state).await?;
        }
        tx.tell(InvoicePaid { invoice: this.invoice, contact: this.contact, gross: money() });
        Ok(Made { id: this.invoice.to_string() })
    }
}

verb! {
    /// Work begins.
    Begin as "test.begin" at "/test/begin" { project: ProjectId, contact: ContactId } |this, tx| {
        keep(tx, this.project.into(), this.contact, this.project.into(), None).await?;
        becomes(tx, this.project.into(), "open").await?;
        tx.tell(ProjectOpened {
            project: this.project, agreement: None, deal: None, contact: this.contact, service: None,
            value: money(), owner: None, test: false,
        });
        Ok(Made { id: this.project.to_string() })
    }
}

verb! {
    /// Every question of ours has an answer.
    AnswerBrief as "test.answer_brief" at "/test/answer-brief" { project: ProjectId, contact: ContactId }
        |this, tx| {
        tx.tell(BriefCompleted { project: this.project, contact: this.contact });
        Ok(Made { id: this.project.to_string() })
    }
}

verb! {
    /// Win a deal.
    WinDeal as "deal.win" at "/deals/{deal}/win" { deal: DealId } |this, tx| called(tx, "deal.win", this.deal).await
}

verb! {
    /// Open a project.
    OpenProject as "project.open" at "/agreements/{agreement}/project" { agreement: AgreementId } |_this, tx| {
        let project: ProjectId = tx.new_id();
        called(tx, "project.open", project).await
    }
}

verb! {
    /// Invoice a milestone.
    IssueFor as "invoice.issue_for" at "/milestones/{milestone}/invoice" { milestone: MilestoneId } |this, tx| {
        called(tx, "invoice.issue_for", this.milestone).await
    }
}

verb! {
    /// Remind of an invoice.
    Remind as "invoice.remind" at "/invoices/{invoice}/remind" { invoice: InvoiceId, level: i64 } |this, tx| {
        called(tx, &format!("invoice.remind {}", this.level), this.invoice).await
    }
}

verb! {
    /// Send the week in figures to one of the staff.
    SendWeek as "line.send_week" at "/line/week/send" { to: UserId } |this, tx| {
        called(tx, "line.send_week", this.to).await
    }
}
