//! Answering a brief, by staff or by the client, and changing what it asks.

use std::collections::BTreeMap;

use kernel::{ProjectId, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::{Brief, Point};
use crate::project::{Project, rows};

/// A brief as it stands.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BriefView {
    /// The project's.
    pub id: ProjectId,
    pub rv: i64,
    pub points: Vec<Point>,
    /// Ids of the required points without an answer.
    pub missing: Vec<String>,
    /// What was answered, or asked, before.
    pub was: Json,
}

impl BriefView {
    fn of(project: Project, was: Json) -> BriefView {
        let missing = project.brief.missing().map(|point| point.id.clone()).collect();
        BriefView { id: project.id, rv: project.rv, missing, points: project.brief.0, was }
    }
}

/// Answer points of a brief: staff or the client. An empty answer takes one away.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerBrief {
    pub project: ProjectId,
    /// By the point's id.
    pub answers: BTreeMap<String, Option<String>>,
}

impl Command for AnswerBrief {
    const VERB: Verb =
        Verb::post("brief.answer", "/projects/{project}/brief").portal("project").undo("brief.answer");
    type Answer = BriefView;

    fn subject(&self) -> Subject {
        self.project.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<BriefView> {
        let before = rows::load(tx, self.project).await?;
        let was = before.brief.answers(self.answers.keys().cloned());
        let brief = before.brief.clone().answered(&self.answers)?;
        let kept = keep(tx, before, brief).await?;
        Ok(BriefView::of(kept, json!(was)))
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "project": answer["id"], "answers": answer["was"] }))
    }
}

/// A point as somebody asks it: without an id it is a new one.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AskedPoint")]
pub struct Asked {
    #[serde(default)]
    pub id: Option<String>,
    pub question: String,
    #[serde(default)]
    pub required: bool,
}

/// Change what a brief asks; points that stay keep their answers.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeBrief {
    pub project: ProjectId,
    /// All of them, in their order.
    pub points: Vec<Asked>,
}

impl Command for ChangeBrief {
    const VERB: Verb = Verb::put("brief.change", "/projects/{project}/brief").undo("brief.change");
    type Answer = BriefView;

    fn subject(&self) -> Subject {
        self.project.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<BriefView> {
        let before = rows::load(tx, self.project).await?;
        let asked =
            |p: &Point| Asked { id: Some(p.id.clone()), question: p.question.clone(), required: p.required };
        let was: Vec<Asked> = before.brief.0.iter().map(asked).collect();
        let brief = brief_of(&self.points, &before.brief)?;
        let kept = keep(tx, before, brief).await?;
        Ok(BriefView::of(kept, json!(was)))
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "project": answer["id"], "points": answer["was"] }))
    }
}

/// What is asked now, with the answers known of before.
pub(crate) fn brief_of(asked: &[Asked], before: &Brief) -> Result<Brief> {
    let mut taken: Vec<String> = asked.iter().filter_map(|point| point.id.clone()).collect();
    taken.extend(before.0.iter().map(|point| point.id.clone()));
    let mut points = vec![];
    for point in asked {
        let id = point.id.clone().unwrap_or_else(|| free_id(&taken));
        taken.push(id.clone());
        let known = before.0.iter().find(|old| old.id == id);
        points.push(Point {
            answer: known.and_then(|old| old.answer.clone()),
            from: known.and_then(|old| old.from),
            question: point.question.split_whitespace().collect::<Vec<_>>().join(" "),
            required: point.required,
            id,
        });
    }
    Brief(points).check()
}

fn free_id(taken: &[String]) -> String {
    let free = (1..).map(|n| format!("q{n}")).find(|id| !taken.contains(id));
    free.expect("there are more numbers than points")
}

async fn keep(tx: &mut Tx, before: Project, brief: Brief) -> Result<Project> {
    let (after, (changed, completed)) = before.clone().with_brief(brief)?;
    let kept = tx.keep_and_tell(&before, after, changed).await?;
    if let Some(completed) = completed.filter(|_| kept.rv != before.rv) {
        tx.tell(completed);
    }
    Ok(kept)
}
