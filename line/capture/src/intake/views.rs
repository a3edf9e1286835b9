//! The shapes of an intake that leave the house, and its list.

use kernel::{ContactId, FormId, IntakeId, Result, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Page, Query, Subject, Verb};

use super::{Intake, Raw, rows};

#[derive(Debug, Serialize, JsonSchema)]
pub struct IntakeView {
    pub id: IntakeId,
    pub rv: i64,
    pub channel: String,
    pub form: Option<FormId>,
    pub form_version: Option<i64>,
    pub contact: ContactId,
    /// received, parked or dismissed.
    pub state: &'static str,
    /// Why it is parked or dismissed.
    pub reason: Option<String>,
    /// Exactly what was sent.
    pub raw: Raw,
    pub network: Option<String>,
    pub user_agent: Option<String>,
    pub received_at: Timestamp,
    pub test: bool,
}

impl From<Intake> for IntakeView {
    fn from(intake: Intake) -> IntakeView {
        IntakeView {
            id: intake.id,
            rv: intake.rv,
            channel: intake.channel,
            form: intake.form,
            form_version: intake.form_version,
            contact: intake.contact,
            state: intake.state.word(),
            reason: intake.state.reason().map(str::to_owned),
            raw: intake.raw,
            network: intake.network,
            user_agent: intake.user_agent,
            received_at: intake.received_at,
            test: intake.test,
        }
    }
}

/// One intake, as it came.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadIntake {
    pub intake: IntakeId,
}

impl Query for ReadIntake {
    const VERB: Verb = Verb::get("intake.read", "/intakes/{intake}");
    type Answer = IntakeView;

    fn subject(&self) -> Subject {
        self.intake.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<IntakeView> {
        Ok(rows::load(tx, self.intake).await?.into())
    }
}

/// What came in, newest first; `state` is received, parked or dismissed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListIntakes {
    pub state: Option<String>,
    pub after: Option<IntakeId>,
    pub limit: Option<i64>,
}

impl Query for ListIntakes {
    const VERB: Verb = Verb::get("intake.list", "/intakes");
    type Answer = Page<IntakeView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<IntakeView>> {
        let limit = self.limit.unwrap_or(50).clamp(1, 200);
        let found = rows::list(tx, self.state.as_deref(), self.after, limit + 1).await?;
        let views: Vec<IntakeView> = found.into_iter().map(IntakeView::from).collect();
        Ok(Page::of(views, limit as usize, |view| view.id.to_string()))
    }
}
