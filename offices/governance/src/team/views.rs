//! The teams there are.

use kernel::{Result, TeamId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Page, Query, Verb};

use super::{Team, rows};

#[derive(Debug, Serialize, JsonSchema)]
pub struct TeamView {
    pub id: TeamId,
    pub rv: i64,
    pub name: String,
}

impl From<Team> for TeamView {
    fn from(team: Team) -> TeamView {
        TeamView { id: team.id, rv: team.rv, name: team.name }
    }
}

/// Every team, by name; 200 at most.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTeams {}

impl Query for ListTeams {
    const VERB: Verb = Verb::get("team.list", "/teams");
    type Answer = Page<TeamView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<TeamView>> {
        let items = rows::list(tx).await?.into_iter().map(TeamView::from).collect();
        Ok(Page { items, next: None })
    }
}
