//! What can be asked about agreements.

use kernel::{AgreementId, ContactId, DealId, Error, ProposalId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::{Tx, values};
use verbs::{Page, Query, Subject, Verb};

use super::rows;
use super::views::{AgreementLine, AgreementView};
use crate::people;

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
    fn word(self) -> &'static str {
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

const WANTED: &str = "
    and (a.state = $4 or $4 is null) and (a.deal = $5 or $5 is null) and (a.proposal = $6 or $6 is null)
    and (a.contact = $7 or a.contact in (select alias from crm_alias where contact = $7) or $7 is null)
    and (a.id < $8 or $8 is null)
    order by a.id desc limit $9";

impl Query for ListAgreements {
    const VERB: Verb = Verb::get("agreement.list", "/agreements");
    type Answer = Page<AgreementLine>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<AgreementLine>> {
        let limit = usize::from(self.limit.unwrap_or(50).clamp(1, 200));
        let after = self.after.as_ref().map(|text| text.parse::<AgreementId>()).transpose();
        let after = after.map_err(|_| Error::field("/after", "cursor", "give `next` of the page before"))?;
        let sql = format!(
            "select q.*, c.name as contact_name from ({} where {}{WANTED}) q
                left join crm_contact_window c on c.id = q.contact
            order by q.id desc",
            rows::SELECT,
            people::within("a")
        );
        let reach = people::reach(tx.permit());
        let mut values = values![reach.scope, reach.user, reach.team].to_vec();
        let state = self.state.map(AgreementState::word);
        values.extend(values![state, self.deal, self.proposal, self.contact, after].to_vec());
        values.extend(values![(limit + 1) as i64].to_vec());
        let line = |row: &store::Row<'_>| Ok(AgreementLine::of(rows::read(row)?, row.get("contact_name")?));
        let found = tx.all(&sql, &values, line).await?;
        Ok(Page::of(found, limit, |line: &AgreementLine| line.id.to_string()))
    }
}
