//! One-time codes: proof that the signer reads the mail of the address they gave.
//!
//! Six digits that follow from the workspace's key and are never kept; the newest one counts, for 10 minutes
//! and five tries; three an hour leave by mail.

use facts::sales::AgreementCodeMade;
use kernel::{AgreementId, MailServer, ProposalId, Ref, Result, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Tx, effect};
use verbs::{Command, Subject, Verb};

use super::rows::Code;
use super::{Agreement, AgreementRefusal, rows};
use crate::proposal::{self, customer, send};

/// OWASP ASVS 5.0, 6.5.5: what comes by another way counts for ten at most.
const MINUTES: i64 = 10;
const TRIES: i64 = 5;
const AN_HOUR: usize = 3;

/// Where the code went.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CodeSent {
    pub id: AgreementId,
    pub rv: i64,
    pub email: String,
    pub until: Timestamp,
}

/// Send the signer a code by mail.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendCode {
    pub proposal: ProposalId,
}

impl Command for SendCode {
    const VERB: Verb = Verb::post("agreement.send_code", "/proposals/{proposal}/agreement/code")
        .portal(send::LINK)
        .no_undo("a code ends by itself after 10 minutes");
    type Answer = CodeSent;

    fn subject(&self) -> Subject {
        self.proposal.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<CodeSent> {
        let agreement = waiting(tx, self.proposal).await?;
        // It would wait for a server longer than it is valid: whoever signs is told so instead.
        if !tx.setting::<MailServer>().await?.is_set_up() {
            return Err(AgreementRefusal::NoMail.into());
        }
        let now = tx.now().as_millisecond();
        let codes = rows::codes(tx, agreement.id).await?;
        let lately = |code: &&Code| code.by_mail && now - code.made_at.as_millisecond() < 3_600_000;
        if codes.iter().filter(lately).count() >= AN_HOUR {
            return Err(AgreementRefusal::TooManyCodes.into());
        }
        let code = make(tx, &agreement, codes.first(), true).await?;
        let purpose = purpose(agreement.id, code.n);
        let payload = json!({
            "contact": agreement.contact, "about": agreement.id, "purpose": purpose, "until": code.until,
        });
        let wanted = effect::New::of("code_mail", &purpose, &payload);
        let person: Ref = agreement.contact.into();
        tx.effect(effect::New { person: Some(person), subject: Some(agreement.id.into()), ..wanted });
        tell(tx, &agreement, "mail");
        let email = agreement.signer_email;
        Ok(CodeSent { id: agreement.id, rv: agreement.rv, email, until: code.until })
    }
}

/// A code to read out.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CodeShown {
    pub id: AgreementId,
    pub rv: i64,
    pub code: String,
    pub until: Timestamp,
}

/// Show a code to hand over in person, where no mail reaches the signer. The evidence says so.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowCode {
    pub agreement: AgreementId,
}

impl Command for ShowCode {
    const VERB: Verb = Verb::post("agreement.show_code", "/agreements/{agreement}/code")
        .no_undo("a code ends by itself after 10 minutes");
    type Answer = CodeShown;

    fn subject(&self) -> Subject {
        self.agreement.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<CodeShown> {
        let named = rows::load(tx, self.agreement).await?;
        named.is_waiting()?;
        let agreement = waiting(tx, named.proposal).await?;
        let codes = rows::codes(tx, agreement.id).await?;
        let made = make(tx, &agreement, codes.first(), false).await?;
        tell(tx, &agreement, "person");
        let code = tx.one_time_code(&purpose(agreement.id, made.n))?;
        Ok(CodeShown { id: agreement.id, rv: agreement.rv, code, until: made.until })
    }
}

/// The agreement of a proposal that can be signed now.
pub(super) async fn waiting(tx: &mut Tx, proposal: ProposalId) -> Result<Agreement> {
    let proposal = proposal::rows::load(tx, proposal).await?;
    let Some(id) = proposal.agreement else { return Err(AgreementRefusal::NotAccepted.into()) };
    let agreement = rows::load(tx, id).await?;
    agreement.is_waiting()?;
    customer::open_version(tx, &proposal, agreement.version).await?;
    Ok(agreement)
}

fn tell(tx: &mut Tx, agreement: &Agreement, by: &str) {
    let (agreement, contact) = (agreement.id, agreement.contact);
    tx.tell(AgreementCodeMade { agreement, contact, by: by.into() });
}

fn purpose(agreement: AgreementId, n: i64) -> String {
    format!("sign {agreement} {n}")
}

async fn make(tx: &mut Tx, agreement: &Agreement, last: Option<&Code>, by_mail: bool) -> Result<Code> {
    let made_at = tx.now();
    let until = made_at.checked_add(jiff::SignedDuration::from_mins(MINUTES)).map_err(kernel::fault)?;
    let code = Code {
        n: last.map_or(1, |last| last.n + 1),
        email: agreement.signer_email.clone(),
        made_at,
        until,
        tries: 0,
        ended: false,
        by_mail,
    };
    rows::add_code(tx, agreement.id, &code).await?;
    Ok(code)
}

/// How a typed code fared.
pub(super) enum Typed {
    Right,
    /// So many tries are left.
    Wrong(i64),
}

/// Compares a typed code with the newest one; a wrong one costs a try, the right one is used up.
pub(super) async fn enter(tx: &mut Tx, agreement: AgreementId, typed: &str) -> Result<Typed> {
    let now = tx.now();
    let newest = rows::codes(tx, agreement).await?.into_iter().next();
    let valid = |code: &Code| !code.ended && code.tries < TRIES && code.until > now;
    let Some(code) = newest.filter(valid) else { return Err(AgreementRefusal::NoCode.into()) };
    let right = tx.one_time_code(&purpose(agreement, code.n))?;
    let typed: String = typed.chars().filter(char::is_ascii_digit).collect();
    if typed != right {
        rows::count_try(tx, agreement, code.n).await?;
        return Ok(Typed::Wrong(TRIES - code.tries - 1));
    }
    rows::end_codes(tx, agreement).await?;
    Ok(Typed::Right)
}
