//! Adding and renaming teams.

use kernel::{Error, Result, TeamId};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::views::TeamView;
use super::{Team, TeamRefusal, rows};

/// Add a team, such as Sales or North.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddTeam {
    pub name: String,
}

impl Command for AddTeam {
    const VERB: Verb =
        Verb::post("team.add", "/teams").no_undo("a team without users does nothing; rename it");
    type Answer = TeamView;

    async fn act(&self, tx: &mut Tx) -> Result<TeamView> {
        named(&self.name)?;
        let (team, fact) = Team::add(tx.new_id(), &self.name);
        if !tx.add_unless_there(&team).await? {
            return Err(TeamRefusal::Exists(team.name).into());
        }
        tx.tell(fact);
        Ok(team.into())
    }
}

/// Give a team another name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RenameTeam {
    pub team: TeamId,
    pub name: String,
}

impl Command for RenameTeam {
    const VERB: Verb = Verb::patch("team.rename", "/teams/{team}").no_undo("rename it again");
    type Answer = TeamView;

    fn subject(&self) -> Subject {
        self.team.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<TeamView> {
        named(&self.name)?;
        let team = rows::load(tx, self.team).await?;
        let (renamed, fact) = team.clone().rename(&self.name);
        let same = rows::by_name(tx, &renamed.folded()).await?;
        if same.is_some_and(|same| same.id != team.id) {
            return Err(TeamRefusal::Exists(renamed.name).into());
        }
        Ok(tx.keep_and_tell(&team, renamed, fact).await?.into())
    }
}

fn named(name: &str) -> Result<()> {
    let good = !name.trim().is_empty() && name.chars().count() <= 100;
    if good {
        Ok(())
    } else {
        Err(Error::field("/name", "team.name", "give the team a name of up to 100 characters"))
    }
}
