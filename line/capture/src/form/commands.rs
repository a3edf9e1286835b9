//! What can be done with forms: create, change, publish, close, reopen.

use kernel::{FormId, Owned, Result, UserId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::spec::{ConsentAsked, FormSpec};
use super::views::FormView;
use super::{Form, FormRefusal, rows};

/// Create a form. Nobody outside sees it before it is published.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateForm {
    /// Its address, `/f/{slug}`; cannot change later, so that links in the world keep working.
    pub slug: String,
    pub spec: FormSpec,
    /// Who gets what comes in; the owner of the first joint where nobody is named.
    pub owner: Option<UserId>,
}

impl Command for CreateForm {
    const VERB: Verb =
        Verb::post("form.create", "/forms").no_undo("a draft nobody sees; leave it or close it");
    type Answer = FormView;

    async fn act(&self, tx: &mut Tx) -> Result<FormView> {
        self.spec.check()?;
        let owned = Owned { owner: self.owner, team: None };
        let spec = counted(self.spec.clone(), None);
        let (form, told) = Form::create(tx.new_id(), self.slug.clone(), spec, owned, tx.now())?;
        if !tx.add_unless_there(&form).await? {
            return Err(FormRefusal::SlugTaken(form.slug).into());
        }
        tx.tell(told);
        FormView::of(tx, form).await
    }
}

/// Change the draft of a form. What is published stays as it is until the next publishing.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeForm {
    pub form: FormId,
    pub spec: FormSpec,
    pub owner: Option<UserId>,
}

impl Command for ChangeForm {
    const VERB: Verb = Verb::put("form.change", "/forms/{form}")
        .no_undo("change it back; the published form did not change");
    type Answer = FormView;

    fn subject(&self) -> Subject {
        self.form.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<FormView> {
        self.spec.check()?;
        let form = rows::load(tx, self.form).await?;
        let owned = Owned { owner: self.owner.or(form.owned.owner), team: form.owned.team };
        let spec = counted(self.spec.clone(), rows::last_consent(tx, form.id).await?.as_ref());
        let (changed, told) = form.clone().change(spec, owned);
        let kept = tx.keep_and_tell(&form, changed, told).await?;
        FormView::of(tx, kept).await
    }
}

/// Publish the draft: frozen as the next version and public at once.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishForm {
    pub form: FormId,
}

impl Command for PublishForm {
    const VERB: Verb = Verb::post("form.publish", "/forms/{form}/publish").undo("form.close");
    type Answer = FormView;

    fn subject(&self) -> Subject {
        self.form.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<FormView> {
        let form = rows::load(tx, self.form).await?;
        let published = publish(tx, form).await?;
        FormView::of(tx, published).await
    }

    /// Closing takes back only the first publishing; a later one is followed by another version.
    fn undo_body(&self, answer: &Json) -> Option<Json> {
        (answer["version"] == 1).then(|| json!({ "form": self.form }))
    }
}

fn counted(spec: FormSpec, last: Option<&ConsentAsked>) -> FormSpec {
    FormSpec { consent: spec.consent.map(|asked| asked.counted(last)), ..spec }
}

pub async fn publish(tx: &mut Tx, form: Form) -> Result<Form> {
    form.draft.check()?;
    let (published, version, told) = form.clone().publish(tx.new_id(), tx.now());
    tx.add(&version).await?;
    let kept = tx.keep(&form, published).await?;
    tx.tell(told);
    Ok(kept)
}

/// Close a form: its page says so, and what somebody was typing is kept as a parked intake.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseForm {
    pub form: FormId,
}

impl Command for CloseForm {
    const VERB: Verb = Verb::post("form.close", "/forms/{form}/close").undo("form.reopen");
    type Answer = FormView;

    fn subject(&self) -> Subject {
        self.form.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<FormView> {
        let form = rows::load(tx, self.form).await?;
        let (closed, told) = form.clone().close()?;
        let kept = tx.keep_and_tell(&form, closed, told).await?;
        FormView::of(tx, kept).await
    }
}

/// Reopen a closed form with the version it had.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenForm {
    pub form: FormId,
}

impl Command for ReopenForm {
    const VERB: Verb = Verb::post("form.reopen", "/forms/{form}/reopen").undo("form.close");
    type Answer = FormView;

    fn subject(&self) -> Subject {
        self.form.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<FormView> {
        let form = rows::load(tx, self.form).await?;
        let (open, told) = form.clone().reopen()?;
        let kept = tx.keep_and_tell(&form, open, told).await?;
        FormView::of(tx, kept).await
    }
}
