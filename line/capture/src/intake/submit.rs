//! Submit: a stranger's answers to a published form, from the page, the frame, or whoever shows the form in their own
//! way: a server, or a script on a site the form names.

use kernel::{Error, FormId, IntakeId, Owned, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::Tx;
use verbs::{Command, Verb};

use super::{Intake, Raw, State, looker, rows, token};
use crate::form::spec::{Answers, FormSpec};
use crate::form::{self, Form, State as FormState};

/// One sign of a robot alone: a browser that fills in forms by itself, or a screen reader, may have done it too.
const UNSEEN: &str = "a field that people do not see was filled";

/// Submit a form: anyone may ask. Taken once, however often it is sent; doubtful ones wait for a person.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitForm {
    pub slug: String,
    /// Answers by field id. Ids the form does not have are kept with the raw submission.
    pub answers: Answers,
    /// From `form.show`; a submission without one waits for a person.
    #[serde(default)]
    pub token: Option<String>,
    /// Did they tick the consent?
    #[serde(default)]
    pub consent: bool,
    /// utm_source, utm_medium, utm_campaign, gclid, referrer, landing, zone …
    #[serde(default)]
    pub source: Answers,
    /// The language the form was shown in.
    #[serde(default)]
    pub language: Option<String>,
    /// A field people do not see: whoever fills it is looked at by a person.
    #[serde(default)]
    pub website_address: Option<String>,
    /// Not asked for any more: the house sees itself where it came from. Whoever still sends it is not refused.
    #[serde(default)]
    pub client: Option<serde_json::Value>,
}

/// What a stranger is told: it arrived. Nothing about whether we knew them.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Submitted {
    pub intake: IntakeId,
    /// Taken; `review` means a person looks first.
    pub state: &'static str,
}

impl Command for SubmitForm {
    const VERB: Verb = Verb::post("form.submit", "/forms/by-slug/{slug}/submissions")
        .public("form")
        .also_from(form::views::sites)
        .no_undo("it was said; dismiss or close what came of it");
    type Answer = Submitted;

    async fn act(&self, tx: &mut Tx) -> Result<Submitted> {
        let form = form::rows::by_slug(tx, &self.slug).await?;
        if form.state == FormState::Draft {
            return Err(Error::Missing("form"));
        }
        let shown = self.token.as_deref().map(|text| token::read(tx, text)).transpose()?.flatten();
        let version = shown.filter(|s| s.form == form.id).map_or(form.version, |s| s.version);
        let spec = form::rows::version(tx, form.id, version.min(form.version)).await?.spec;
        let wrong = spec.check_answers(&self.answers, self.consent);
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        let state = self.state(tx, &form, shown);
        self.take(tx, &form, version, &spec, state).await
    }
}

impl SubmitForm {
    /// Two signs of a robot set it aside at once, to be read and taken in after all; whatever else is odd, one sign
    /// alone too, waits for a person.
    fn state(&self, tx: &Tx, form: &Form, shown: Option<token::Shown>) -> State {
        let unseen = self.website_address.as_ref().is_some_and(|text| !text.is_empty());
        match (unseen, self.robot(tx, form, shown)) {
            (true, Some(sign)) => State::Dismissed { reason: format!("{UNSEEN}, and {sign}") },
            (true, None) => State::Parked { reason: UNSEEN.into() },
            (false, _) => {
                let doubt = self.doubt(tx, form, shown);
                doubt.map_or(State::Received, |reason| State::Parked { reason: reason.into() })
            }
        }
    }

    /// What robots do and people hardly ever.
    fn robot(&self, tx: &Tx, form: &Form, shown: Option<token::Shown>) -> Option<&'static str> {
        let links = self.answers.values().map(|text| text.matches("://").count()).sum::<usize>();
        match shown {
            None => Some("it came without the token of a page of ours"),
            _ if links > 4 => Some("it holds many links"),
            Some(shown) => shown.robot(form.id, tx.now()),
        }
    }

    fn doubt(&self, tx: &Tx, form: &Form, shown: Option<token::Shown>) -> Option<&'static str> {
        if form.state == FormState::Closed {
            return Some("the form was closed while it was being filled in");
        }
        self.robot(tx, form, shown).or_else(|| shown.and_then(|shown| shown.old(tx.now())))
    }

    async fn take(
        &self,
        tx: &mut Tx,
        form: &Form,
        version: i64,
        spec: &FormSpec,
        state: State,
    ) -> Result<Submitted> {
        let raw = self.raw(spec);
        let owner = match state {
            State::Parked { .. } => looker::of(tx, form.owned.owner).await?,
            State::Received | State::Dismissed { .. } => form.owned.owner,
        };
        let owned = Owned { owner, team: form.owned.team };
        let person = rows::person(tx, &raw).await?;
        let intake = Intake {
            id: tx.new_id(),
            rv: 1,
            owned,
            channel: "form".into(),
            form: Some(form.id),
            form_version: Some(version),
            contact: person.unwrap_or_else(|| tx.new_id()),
            known: person.is_some(),
            state,
            fingerprint: self.fingerprint(tx, form.id),
            raw,
            network: tx.permit().network().map(str::to_owned),
            user_agent: tx.permit().agent().map(str::to_owned),
            received_at: tx.now(),
            test: false,
        };
        rows::take(tx, intake).await
    }

    fn raw(&self, spec: &FormSpec) -> Raw {
        let asked = spec.consent.as_ref();
        let language = self.language.clone().or_else(|| spec.languages.first().cloned());
        let words = asked.and_then(|asked| {
            crate::form::spec::text_in(&asked.text, language.as_deref().unwrap_or("en")).map(str::to_owned)
        });
        Raw {
            answers: self.answers.clone(),
            zone: self.source.get("zone").filter(|zone| known_zone(zone)).cloned(),
            source: self.source.clone(),
            consent: asked.map(|_| self.consent),
            consent_version: asked.map_or(0, |asked| asked.version),
            consent_purpose: asked.map(|asked| asked.purpose.word().to_owned()),
            consent_words: words,
            language,
            service: spec.service,
        }
    }

    /// The same page sent twice, or without a page the same words on the same day.
    fn fingerprint(&self, tx: &Tx, form: FormId) -> [u8; 32] {
        let day = tx.now().as_millisecond() / 86_400_000;
        let once = self.token.clone().unwrap_or_else(|| format!("{form} {day}"));
        let answers = serde_json::to_vec(&self.answers).expect("answers are texts");
        Sha256::new().chain_update(once).chain_update([0]).chain_update(answers).finalize().into()
    }
}

fn known_zone(zone: &str) -> bool {
    kernel::calendar::Zone::try_from(zone.to_owned()).is_ok()
}
