//! The shapes of a company that leave the house, and the queries.

use kernel::{Address, CompanyId, Result, TeamId, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Page, Query, Subject, Verb};

use super::{Company, rows};
use crate::people::page_limit;

#[derive(Debug, Serialize, JsonSchema)]
pub struct CompanyView {
    pub id: CompanyId,
    pub rv: i64,
    pub owner: Option<UserId>,
    pub team: Option<TeamId>,
    pub name: String,
    pub domain: Option<String>,
    pub address: Option<Address>,
    pub vat_id: Option<String>,
    pub website: Option<String>,
}

impl From<Company> for CompanyView {
    fn from(company: Company) -> CompanyView {
        let about = company.about;
        CompanyView {
            id: company.id,
            rv: company.rv,
            owner: company.owned.owner,
            team: company.owned.team,
            name: about.name,
            domain: about.domain,
            address: about.address,
            vat_id: about.vat_id,
            website: about.website,
        }
    }
}

/// One organisation. Its people: `contact.list` with its id.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadCompany {
    pub company: CompanyId,
}

impl Query for ReadCompany {
    const VERB: Verb = Verb::get("company.read", "/companies/{company}");
    type Answer = CompanyView;

    fn subject(&self) -> Subject {
        self.company.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<CompanyView> {
        Ok(rows::load(tx, self.company).await?.into())
    }
}

/// Organisations, newest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListCompanies {
    /// Words of the name or the domain.
    pub q: Option<String>,
    pub owner: Option<UserId>,
    pub after: Option<CompanyId>,
    pub limit: Option<i64>,
}

impl Query for ListCompanies {
    const VERB: Verb = Verb::get("company.list", "/companies");
    type Answer = Page<CompanyView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<CompanyView>> {
        let limit = page_limit(self.limit);
        let filter = rows::Filter {
            q: self.q.as_deref(),
            owner: self.owner,
            after: self.after,
            limit: limit as i64 + 1,
        };
        let found = rows::list(tx, &filter).await?.into_iter().map(CompanyView::from).collect();
        Ok(Page::of(found, limit, |company: &CompanyView| company.id.to_string()))
    }
}
