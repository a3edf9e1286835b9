//! The signature: code, consent, name, and the whole evidence, in one transaction.

use facts::crm::LetterWanted;
use kernel::{Error, FieldError, ProposalId, Ref, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{PaperRequest, Tx};
use verbs::{Command, Subject, Verb};

use super::code::{self, Typed};
use super::record::{self, Given, Record, Strokes};
use super::{Agreement, AgreementRefusal};
use crate::client::Client;
use crate::proposal::{self, send};

const POINTS: usize = 4000;

/// Sign what was accepted. Only the holder of the customer's own link can.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignAgreement {
    pub proposal: ProposalId,
    /// The hash the page carried: what was read is what is signed.
    pub seen: String,
    pub code: String,
    /// The consent's box was ticked.
    pub consent: bool,
    /// As typed by the signer.
    pub name: String,
    /// Points of a drawn signature, in a box of 600 × 200; none for a typed one.
    #[serde(default)]
    pub strokes: Strokes,
    #[serde(default)]
    pub client: Client,
}

/// What came of it. A wrong code is an answer, not an error, because the try is counted.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "AgreementSigning")]
pub struct Signing {
    pub id: kernel::AgreementId,
    pub rv: i64,
    pub signed: bool,
    /// After a wrong code.
    pub tries_left: Option<i64>,
    pub sha256: Option<String>,
}

impl Command for SignAgreement {
    const VERB: Verb = Verb::post("agreement.sign", "/proposals/{proposal}/agreement/sign")
        .portal(send::LINK)
        .no_undo("a signature binds; void the agreement with a reason");
    type Answer = Signing;

    fn subject(&self) -> Subject {
        self.proposal.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Signing> {
        if tx.permit().portal().is_none() {
            return Err(AgreementRefusal::OnlySigner.into());
        }
        let agreement = code::waiting(tx, self.proposal).await?;
        if agreement.seen() != self.seen {
            return Err(AgreementRefusal::Changed.into());
        }
        self.check()?;
        match code::enter(tx, agreement.id, &self.code).await? {
            Typed::Wrong(left) => Ok(Signing {
                id: agreement.id,
                rv: agreement.rv,
                signed: false,
                tries_left: Some(left),
                sha256: None,
            }),
            Typed::Right => {
                let name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
                let given = Given { name, strokes: self.strokes.clone(), client: &self.client };
                bind(tx, agreement, given).await
            }
        }
    }
}

impl SignAgreement {
    fn check(&self) -> Result<()> {
        let mut wrong = vec![];
        let mut unless = |right: bool, pointer: &str, code, detail: &str| {
            if !right {
                wrong.push(FieldError { pointer: pointer.into(), code, detail: detail.into() });
            }
        };
        let letters = self.name.trim().chars().count();
        unless((2..=200).contains(&letters), "/name", "sign.name", "write your whole name");
        unless(self.consent, "/consent", "sign.consent", "tick the box, if you agree to sign this way");
        let points: usize = self.strokes.iter().map(Vec::len).sum();
        let inside = |(x, y): &(i32, i32)| (0..=600).contains(x) && (0..=200).contains(y);
        let drawn = points <= POINTS && self.strokes.iter().flatten().all(inside);
        unless(
            drawn,
            "/strokes",
            "sign.strokes",
            "the drawing is too long; clear it, or only type your name",
        );
        unless(!self.code.trim().is_empty(), "/code", "sign.code", "enter the six digits of the code");
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
    }
}

async fn bind(tx: &mut Tx, before: Agreement, given: Given<'_>) -> Result<Signing> {
    let proposal = proposal::rows::load(tx, before.proposal).await?;
    let record = record::of(tx, &proposal, &before, &given).await?;
    let signed = record.kept()?;
    let (after, told) = before.clone().sign(given.name, signed)?;
    let kept = tx.keep(&before, after).await?;
    let done = proposal.clone().sign(tx.now())?;
    tx.keep(&proposal, done).await?;
    tx.tell(told);
    let sha256 = kept.signed.as_ref().map(|signed| signed.sha256.clone()).unwrap_or_default();
    paper(tx, &kept, &record, &sha256).await?;
    tx.tell(LetterWanted {
        contact: kept.contact,
        about: kept.id.into(),
        template: "agreement-copy".into(),
        attach: vec!["agreement".into()],
        words: None,
        owed: true,
    });
    Ok(Signing { id: kept.id, rv: kept.rv, signed: true, tries_left: None, sha256: Some(sha256) })
}

async fn paper(tx: &mut Tx, agreement: &Agreement, record: &Record, sha256: &str) -> Result<()> {
    let person: Ref = agreement.contact.into();
    let name = format!("{}-agreement.pdf", agreement.number);
    let request = PaperRequest {
        on: agreement.id.into(),
        paper: &record.paper(sha256),
        name: &name,
        contact: Some(agreement.contact),
        sealed_for: Some(person),
        owned: agreement.owned,
    };
    tx.paper(request).await.map(drop)
}
