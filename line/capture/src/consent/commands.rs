//! What can be done with consents: record one (staff), choose (the person, on their page), stop (one click).

use kernel::{ContactId, Ref, Result, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Query, Subject, Verb};

use super::record::{Will, record};
use super::{doors, rows};
use crate::form::spec::Purpose;

#[derive(Debug, Serialize, JsonSchema)]
pub struct ConsentView {
    pub purpose: Purpose,
    pub given: bool,
    pub how: String,
    /// The words they saw, where there were any.
    pub words: Option<String>,
    /// Which version of the words; nothing where there were none, or none of ours.
    pub text_version: Option<i64>,
    /// The language of the words.
    pub language: Option<String>,
    pub at: Timestamp,
}

/// What one person agreed to and refused, newest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ConsentsView {
    pub contact: ContactId,
    pub consents: Vec<ConsentView>,
}

/// What was recorded, and what it took the place of.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RecordedConsent {
    #[serde(flatten)]
    pub now: ConsentsView,
    /// What they had said before, where it was the opposite.
    pub was: Option<WasConsent>,
}

/// What a person had said of a purpose, and how that was known.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WasConsent {
    pub given: bool,
    pub how: String,
}

async fn view(tx: &mut Tx, contact: ContactId) -> Result<ConsentsView> {
    let known = rows::of_person(tx, contact).await?;
    let shown = |c: super::Consent| ConsentView {
        purpose: c.purpose,
        given: c.given,
        how: c.how,
        text_version: c.words.is_some().then_some(c.text_version).filter(|version| *version > 0),
        words: c.words,
        language: c.language,
        at: c.at,
    };
    Ok(ConsentsView { contact, consents: known.into_iter().map(shown).collect() })
}

/// The consents of a contact.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadConsents {
    pub contact: ContactId,
}

impl Query for ReadConsents {
    const VERB: Verb = Verb::get("consent.read", "/contacts/{contact}/consents");
    type Answer = ConsentsView;

    fn subject(&self) -> Subject {
        self.contact.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<ConsentsView> {
        view(tx, self.contact).await
    }
}

/// Record what a person told us about a purpose, in person or on the telephone.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordConsent {
    pub contact: ContactId,
    pub purpose: Purpose,
    pub given: bool,
    /// How we know: `on the phone`, `signed form` …
    pub how: String,
}

impl Command for RecordConsent {
    const VERB: Verb = Verb::post("consent.record", "/contacts/{contact}/consents").undo("consent.record");
    type Answer = RecordedConsent;

    fn subject(&self) -> Subject {
        self.contact.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<RecordedConsent> {
        let will = Will {
            contact: self.contact,
            purpose: self.purpose,
            given: self.given,
            how: &self.how,
            text_version: 0,
            words: None,
            language: None,
        };
        let before = rows::of(tx, self.contact, self.purpose).await?.filter(|was| was.given != self.given);
        record(tx, will).await?;
        let was = before.map(|was| WasConsent { given: was.given, how: was.how });
        Ok(RecordedConsent { now: view(tx, self.contact).await?, was })
    }

    /// Nobody is made to have said the opposite: where nothing was known before there is nothing to go back to.
    fn undo_body(&self, answer: &Json) -> Option<Json> {
        let was = answer.get("was").filter(|was| was.is_object())?;
        let how = &was["how"];
        Some(json!({ "contact": self.contact, "purpose": self.purpose, "given": was["given"], "how": how }))
    }
}

/// Choose on one's own page what may be sent. Holders of the link only.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoosePreferences {
    pub news: bool,
    pub follow_up: bool,
    /// The page's words, kept as the proof.
    pub words: Option<String>,
    /// The language of these words.
    #[serde(default)]
    pub language: Option<String>,
    /// preference page, or one-click.
    pub how: String,
}

impl Command for ChoosePreferences {
    const VERB: Verb =
        Verb::post("preference.choose", "/preferences").portal("contact").no_undo("choose again");
    type Answer = ConsentsView;

    async fn act(&self, tx: &mut Tx) -> Result<ConsentsView> {
        let contact = holder(tx)?;
        let (words, language) = (self.words.as_deref(), self.language.as_deref());
        let text_version = doors::version_of(words, language);
        for (purpose, given) in [(Purpose::News, self.news), (Purpose::FollowUp, self.follow_up)] {
            let known = rows::of(tx, contact, purpose).await?;
            // Not agreeing to what one was never asked is no refusal of news; objecting to follow-up is.
            let silent = known.is_none() && (purpose == Purpose::News) != given;
            if silent {
                continue;
            }
            let how = &self.how;
            record(tx, Will { contact, purpose, given, how, text_version, words, language }).await?;
        }
        view(tx, contact).await
    }
}

/// The consents of somebody, and the language they read.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PreferencesView {
    #[serde(flatten)]
    pub now: ConsentsView,
    /// Where we know it.
    pub language: Option<String>,
}

/// The consents of whoever holds the link.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowPreferences {}

impl Query for ShowPreferences {
    const VERB: Verb = Verb::get("preference.show", "/preferences").portal("contact");
    type Answer = PreferencesView;

    async fn ask(&self, tx: &mut Tx) -> Result<PreferencesView> {
        let contact = holder(tx)?;
        let language = rows::language(tx, contact).await?;
        Ok(PreferencesView { now: view(tx, contact).await?, language })
    }
}

fn holder(tx: &Tx) -> Result<ContactId> {
    let object: Option<Ref> = tx.permit().portal();
    let object = object.ok_or(kernel::Error::Missing("page"))?;
    Ok(kernel::Id::from_bytes(object.bytes))
}
