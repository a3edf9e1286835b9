//! How a project begins from a signed agreement: once, whoever asks and however often.

use kernel::{AgreementId, Business, Numbers, Result, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::{Series, Tx};
use verbs::{Command, Subject, Verb};

use super::rows::agreed::{self, Agreed, Step};
use super::speak::give_link;
use super::views::{OpenedProject, whole};
use super::{Project, ProjectRefusal, State, rows};
use crate::days::Days;
use crate::milestone::commands::index as index_milestone;
use crate::milestone::views::Sums;
use crate::milestone::{self, Milestone};
use crate::{customer, handoff, staff};

pub(crate) const SERIES: Series = Series("project");
/// Live tests count for themselves.
const TESTS: Series = Series("test.project");

/// Open the project of a signed agreement: its plan becomes milestones, its questions the brief. Asked again,
/// it answers with the project there is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenProject {
    pub agreement: AgreementId,
}

impl Command for OpenProject {
    const VERB: Verb = Verb::post("project.open", "/agreements/{agreement}/project").undo("project.cancel");
    const SERIAL: Option<Series> = Some(SERIES);
    type Answer = OpenedProject;

    fn subject(&self) -> Subject {
        self.agreement.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<OpenedProject> {
        // Looking first is safe and cheap here: the series queues openers, and a repeat must not use up a
        // number.
        if let Some(there) = rows::of_agreement(tx, self.agreement).await? {
            return Ok(OpenedProject { project: whole(tx, &there).await?, fresh: false });
        }
        let agreed = agreed::load(tx, self.agreement).await?;
        let signed_at = match agreed.signed_at {
            Some(at) if agreed.state == "signed" => at,
            _ => return Err(ProjectRefusal::NotSigned(agreed.state).into()),
        };
        let project = from(tx, self.agreement, &agreed).await?;
        let days = Days::of(tx).await?;
        let step = |(at, step): (usize, &Step)| milestone(tx, &days, (&project, signed_at), (at, step));
        let steps = agreed.plan.iter().enumerate().map(step).collect::<Result<Vec<Milestone>>>()?;
        begin(tx, &project, &steps).await?;
        let kept = rows::load(tx, project.id).await?;
        Ok(OpenedProject { project: whole(tx, &kept).await?, fresh: true })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        let fresh = answer["fresh"] == true;
        fresh.then(|| json!({ "project": answer["id"], "reason": "opened by mistake" }))
    }
}

async fn from(tx: &mut Tx, agreement: AgreementId, agreed: &Agreed) -> Result<Project> {
    Ok(Project {
        id: tx.new_id(),
        rv: 1,
        owned: staff::answerable(tx, agreed.owner).await?,
        number: number(tx, agreed.test).await?,
        agreement: Some(agreement),
        agreement_number: Some(agreed.number.clone()),
        deal: agreed.deal,
        contact: agreed.contact,
        service: agreed.service,
        title: agreed.title.clone(),
        currency: agreed.currency,
        state: State::Open,
        opened_at: tx.now(),
        due: None,
        brief: handoff::brief(tx, agreed).await?,
        files: vec![],
        buyer: agreed.buyer.clone(),
        test: agreed.test,
    })
}

/// The next number, as printed; a live test's is marked, so that it never looks like a real one.
pub(super) async fn number(tx: &mut Tx, test: bool) -> Result<String> {
    let format = tx.setting::<Numbers>().await?.of(SERIES.0);
    let year = tx.setting::<Business>().await?.zone().shows(tx.now()).year();
    let n = tx.number(if test { TESTS } else { SERIES }, format.start).await?;
    let printed = format.print(n, year)?;
    Ok(if test { format!("TEST-{printed}") } else { printed })
}

fn milestone(tx: &mut Tx, days: &Days, of: (&Project, Timestamp), at: (usize, &Step)) -> Result<Milestone> {
    let ((project, signed_at), (position, step)) = (of, at);
    days.dated(Milestone {
        id: tx.new_id(),
        rv: 1,
        owned: project.owned,
        project: project.id,
        agreement: project.agreement,
        deal: project.deal,
        contact: project.contact,
        service: project.service,
        title: step.title.clone(),
        position: i64::try_from(position).map_err(kernel::fault)? + 1,
        amount: step.amount,
        groups: step.groups.clone(),
        buyer: project.buyer.clone(),
        agreement_number: project.agreement_number.clone(),
        project_number: project.number.clone(),
        due_on: days.promised(signed_at, step.due_days)?,
        since: signed_at,
        state: milestone::State::Open,
        invoice: None,
        due: None,
        test: project.test,
    })
}

/// Keeps a new project with its milestones, tells of each, and opens the client's page.
pub(super) async fn begin(tx: &mut Tx, project: &Project, steps: &[Milestone]) -> Result<()> {
    let due = match steps.is_empty() {
        true => Some(Days::of(tx).await?.next_business_day()?),
        false => None,
    };
    let project = &Project { due, ..project.clone() };
    tx.add(project).await?;
    tx.tell(project.opened(Sums::of(project.currency, steps)?.value));
    for step in steps {
        tx.add(step).await?;
        tx.tell(step.added());
        index_milestone(tx, step).await?;
    }
    if !project.brief.0.is_empty() && project.brief.is_complete() {
        tx.tell(facts::delivery::BriefCompleted { project: project.id, contact: project.contact });
    }
    give_link(tx, project).await?;
    index(tx, project).await
}

pub(super) async fn index(tx: &mut Tx, project: &Project) -> Result<()> {
    let name = customer::of(tx, project.contact).await?.name;
    let title = format!("{} {}", project.number, project.title);
    tx.index(project.id.into(), &title, &name, &[&name]).await
}
