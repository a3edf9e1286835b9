//! What can be asked about agreements.

use kernel::{AgreementId, ContactId, DealId, Error, ProposalId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Page, Query, Subject, Verb};

use super::rows;
use super::views::{AgreementLine, AgreementView};

/// Read an agreement with its evidence.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadAgreement {
    pub agreement: AgreementId,
}

impl Query for ReadAgreement {
    const VERB: Verb = Verb::get("agreement.read", "/agreements/{agreement}");
    type Answer = AgreementView;

    fn subject(&self) -> Subject {
        self.agreement.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<AgreementView> {
        let agreement = rows::load(tx, self.agreement).await?;
        AgreementView::of(tx, agreement).await
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AgreementState {
    Waiting,
    Signed,
    Voided,
}

impl AgreementState {
    pub(in crate::agreement) fn word(self) -> &'static str {
        match self {
            AgreementState::Waiting => "waiting",
            AgreementState::Signed => "signed",
            AgreementState::Voided => "voided",
        }
    }
}

/// List agreements, newest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListAgreements {
    #[serde(default)]
    pub state: Option<AgreementState>,
    #[serde(default)]
    pub deal: Option<DealId>,
    #[serde(default)]
    pub proposal: Option<ProposalId>,
    #[serde(default)]
    pub contact: Option<ContactId>,
    #[serde(default)]
    pub limit: Option<u16>,
    #[serde(default)]
    pub after: Option<String>,
}

impl Query for ListAgreements {
    const VERB: Verb = Verb::get("agreement.list", "/agreements");
    type Answer = Page<AgreementLine>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<AgreementLine>> {
        let limit = usize::from(self.limit.unwrap_or(50).clamp(1, 200));
        let after = self.after.as_ref().map(|text| text.parse::<AgreementId>()).transpose();
        let after = after.map_err(|_| Error::field("/after", "cursor", "give `next` of the page before"))?;
        let found = rows::list::of(tx, self, after, limit).await?;
        Ok(Page::of(found, limit, |line: &AgreementLine| line.id.to_string()))
    }
}
