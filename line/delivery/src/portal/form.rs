//! What a client's form brings, as the input of a verb; and what they typed, kept for a page that says what
//! is wrong.

use std::collections::BTreeMap;

use kernel::{Error, FieldError, Result};
use serde_json::{Value as Json, json};
use verbs::{Desk, Knock};

use super::views::ClientProject;
use kernel::Actor;

/// Which form of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Accept,
    Dispute,
    Brief,
    Files,
}

impl Form {
    pub fn from_word(word: &str) -> Option<Form> {
        Some(match word {
            "accept" => Form::Accept,
            "dispute" => Form::Dispute,
            "brief" => Form::Brief,
            "files" => Form::Files,
            _ => return None,
        })
    }

    pub fn word(self) -> &'static str {
        match self {
            Form::Accept => "accept",
            Form::Dispute => "dispute",
            Form::Brief => "brief",
            Form::Files => "files",
        }
    }
}

/// What went wrong with which form, and what was typed into it.
pub struct Trouble {
    pub form: Form,
    /// The milestone the form was about.
    pub milestone: Option<String>,
    pub typed: BTreeMap<String, String>,
    pub wrong: Vec<FieldError>,
    /// A rule said no.
    pub refused: Option<String>,
}

impl Trouble {
    pub fn of(form: Form, knock: &Knock, error: Error) -> Result<Trouble> {
        let (wrong, refused) = match error {
            Error::Invalid(wrong) => (wrong, None),
            Error::Refused(refusal) => (vec![], Some(refusal.code().to_owned())),
            other => return Err(other),
        };
        let typed = knock.form.iter().filter_map(|(name, all)| Some((name.clone(), all.first()?.clone())));
        let milestone = knock.first("milestone").map(str::to_owned);
        Ok(Trouble { form, milestone, typed: typed.collect(), wrong, refused })
    }

    /// The sentence above the page: a field is wrong, or a rule said no because somebody else was faster.
    pub fn summary(&self) -> &'static str {
        match self.refused.as_deref() {
            None => "problems",
            Some("project.full") => "refused-full",
            Some(_) => "refused-moved",
        }
    }

    pub fn status(&self) -> u16 {
        if self.refused.is_some() { 409 } else { 422 }
    }

    /// Is it about this form, of this milestone?
    pub fn is_of(&self, form: Form, milestone: Option<&str>) -> bool {
        self.form == form && self.milestone.as_deref() == milestone
    }
}

/// Was it said already, by a second press of the same button?
fn is_said(form: Form, knock: &Knock, shown: &ClientProject) -> bool {
    let said = match form {
        Form::Accept => "accepted",
        Form::Dispute => "disputed",
        Form::Brief | Form::Files => return false,
    };
    let step = knock.first("milestone").unwrap_or_default();
    shown.milestones.iter().any(|known| known.id.to_string() == step && known.state == said)
}

/// Does what the form asks.
pub async fn act(desk: &Desk, actor: &Actor, form: Form, knock: &Knock, shown: &ClientProject) -> Result<()> {
    if is_said(form, knock, shown) {
        return Ok(());
    }
    let text = |name: &str| knock.first(name).map(str::trim).filter(|text| !text.is_empty());
    let about = |verb: &'static str, more: Json| {
        let mut input = json!({ "project": shown.id, "milestone": text("milestone") });
        if let (Some(input), Json::Object(more)) = (input.as_object_mut(), more) {
            input.extend(more);
        }
        (verb, input)
    };
    let (verb, input) = match form {
        Form::Accept => {
            let file = bring(desk, actor, knock, shown).await?.pop();
            let said =
                json!({ "name": text("name").unwrap_or_default(), "note": text("note"), "file": file });
            about("project.accept_milestone", said)
        }
        Form::Dispute => {
            about("project.dispute_milestone", json!({ "reason": text("reason").unwrap_or_default() }))
        }
        Form::Brief => ("brief.answer", json!({ "project": shown.id, "answers": answers(knock, shown) })),
        Form::Files if knock.uploads.is_empty() => {
            return Err(Error::field("/content", "file.empty", "choose a file with something in it"));
        }
        Form::Files => return bring(desk, actor, knock, shown).await.map(drop),
    };
    desk.act(actor, verb, input).await.map(drop)
}

/// The answers of the page's own points, by their ids.
fn answers(knock: &Knock, shown: &ClientProject) -> BTreeMap<String, Option<String>> {
    let asked = shown.brief.iter().map(|point| point.id.clone());
    let sent = asked.filter_map(|id| Some((id.clone(), knock.first(&format!("brief.{id}"))?.to_owned())));
    sent.map(|(id, answer)| (id, Some(answer))).collect()
}

/// Files what was uploaded with the project; their ids.
async fn bring(desk: &Desk, actor: &Actor, knock: &Knock, shown: &ClientProject) -> Result<Vec<Json>> {
    let mut filed = vec![];
    for upload in &knock.uploads {
        let content = data_encoding::BASE64.encode(&upload.bytes);
        let input = json!({ "project": shown.id, "name": upload.name, "content": content });
        filed.push(desk.act(actor, "project.add_file", input).await?["file"]["file"].clone());
    }
    Ok(filed)
}
