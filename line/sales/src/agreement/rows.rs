//! How agreements and their codes are kept; a code itself never is. The only file that writes these tables.

pub mod list;

use kernel::{AgreementId, Error, Result, Timestamp, Value, fault};
use store::{Row, Tx, values};

use super::{Agreement, Signed, State};

store::noun! {
    Agreement is "agreement" in "sales_agreement" {
        open proposal: Id = |a| a.proposal;
        open version: Int = |a| a.version;
        open deal: Id = |a| a.deal;
        open contact: Id = |a| a.contact;
        open service: Id = |a| a.service;
        open number: Text = |a| &a.number;
        personal title: Text = |a| &a.title;
        open currency: Text = |a| a.currency;
        open minor: Minor = |a| a.net.minor;
        open gross_minor: Minor = |a| a.gross.minor;
        open state: Text = |a| a.state.word();
        personal content: Doc = |a| Value::doc(&a.content);
        personal buyer: Doc = |a| Value::doc(&a.buyer);
        personal plan: Doc = |a| Value::doc(&a.plan);
        personal brief: Doc = |a| Value::doc(&a.brief);
        personal signer_name: Text = |a| &a.signer_name;
        personal signer_email: Text = |a| &a.signer_email;
        open accepted_at: At = |a| a.accepted_at;
        open signed_at: At = |a| a.signed.as_ref().map(|signed| signed.at);
        personal record: Doc = |a| a.signed.as_ref().map(|signed| Value::Doc(signed.record.clone()));
        open sha256: Text = |a| a.signed.as_ref().map(|signed| signed.sha256.as_str());
        open voided_at: At = |a| a.state.voided_at();
        open reason: Text = |a| a.state.reason();
        open test: Flag = |a| a.test;
    }
}

const SELECT: &str = "
    select a.id, a.rv, a.owner, a.team, a.proposal, a.version, a.deal, a.contact, a.service, a.number,
        a.title,
        a.currency, a.minor, a.gross_minor, a.state, a.content, a.buyer, a.plan, a.brief, a.signer_name,
        a.signer_email, a.accepted_at, a.signed_at, a.record, a.sha256, a.voided_at, a.reason, a.test
    from sales_agreement a ";

pub async fn load(tx: &mut Tx, id: AgreementId) -> Result<Agreement> {
    let sql = format!("{SELECT} where a.id = $1");
    tx.one(&sql, values![id], read).await?.ok_or(Error::Missing("agreement"))
}

fn read(row: &Row<'_>) -> Result<Agreement> {
    let currency = row.get("currency")?;
    Ok(Agreement {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        proposal: row.get("proposal")?,
        version: row.get("version")?,
        deal: row.get("deal")?,
        contact: row.get("contact")?,
        service: row.get("service")?,
        number: row.get("number")?,
        title: row.get("title")?,
        currency,
        net: kernel::Money::new(row.get("minor")?, currency),
        gross: kernel::Money::new(row.get("gross_minor")?, currency),
        content: row.doc("content")?,
        buyer: row.doc("buyer")?,
        plan: row.doc("plan")?,
        brief: row.doc("brief")?,
        signer_name: row.get("signer_name")?,
        signer_email: row.get("signer_email")?,
        accepted_at: row.get("accepted_at")?,
        signed: signed(row)?,
        state: state(row)?,
        test: row.get("test")?,
    })
}

fn signed(row: &Row<'_>) -> Result<Option<Signed>> {
    let Some(at) = row.get::<Option<Timestamp>>("signed_at")? else { return Ok(None) };
    Ok(Some(Signed { at, record: row.get("record")?, sha256: row.get("sha256")? }))
}

fn state(row: &Row<'_>) -> Result<State> {
    let word: String = row.get("state")?;
    Ok(match word.as_str() {
        "waiting" => State::Waiting,
        "signed" => State::Signed,
        "voided" => State::Voided { at: row.get("voided_at")?, reason: row.get("reason")? },
        other => return Err(fault(format!("sales_agreement_state allows no `{other}`"))),
    })
}

/// A code that was made: everything about it but the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    pub n: i64,
    pub email: String,
    pub made_at: Timestamp,
    pub until: Timestamp,
    pub tries: i64,
    /// Used, or followed by a newer one.
    pub ended: bool,
    /// Sent by mail; else shown in person.
    pub by_mail: bool,
}

/// All codes of an agreement, newest first.
pub async fn codes(tx: &mut Tx, agreement: AgreementId) -> Result<Vec<Code>> {
    const CODES: &str = "
        select n, email, made_at, until, tries, ended, by_mail from sales_code
        where agreement = $1 order by n desc";
    let read = |row: &Row<'_>| {
        Ok(Code {
            n: row.get("n")?,
            email: row.get("email")?,
            made_at: row.get("made_at")?,
            until: row.get("until")?,
            tries: row.get("tries")?,
            ended: row.get("ended")?,
            by_mail: row.get("by_mail")?,
        })
    };
    tx.all(CODES, values![agreement], read).await
}

/// A newer code ends the ones before.
pub async fn add_code(tx: &mut Tx, agreement: AgreementId, code: &Code) -> Result<()> {
    const ADD: &str = "
        insert into sales_code (agreement, n, email, made_at, until, tries, ended, by_mail)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    end_codes(tx, agreement).await?;
    let Code { n, ref email, made_at, until, tries, ended, by_mail } = *code;
    let values = values![agreement, n, email, made_at, until, tries, ended, by_mail].to_vec();
    tx.exec(ADD, &values).await.map(drop)
}

pub async fn end_codes(tx: &mut Tx, agreement: AgreementId) -> Result<()> {
    let sql = "update sales_code set ended = true where agreement = $1 and ended is false";
    tx.exec(sql, values![agreement]).await.map(drop)
}

pub async fn count_try(tx: &mut Tx, agreement: AgreementId, n: i64) -> Result<()> {
    let sql = "update sales_code set tries = tries + 1 where agreement = $1 and n = $2";
    tx.exec(sql, values![agreement, n]).await.map(drop)
}
