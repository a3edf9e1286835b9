//! What can be done with a template: draft it, approve a version, retire it or one of its earlier versions.

use kernel::text::{Text, UnknownField, Words as Line};
use kernel::{Error, FieldError, Owned, Result, TemplateId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::governing::By;
use super::settings::Settings;
use super::views::{Retired, TemplateView};
use super::{Class, Kind, State, Template, TemplateRefusal, Version, Words, rows};
use crate::fields;

const LONGEST_SUBJECT: usize = 200;
const LONGEST_BODY: usize = 100_000;

/// Write a text, or change its draft. Whatever is approved stays in use until the draft is approved.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftTemplate {
    /// Small letters, digits and hyphens, such as `follow-up-1`.
    pub slug: String,
    /// BCP 47, such as `en`.
    pub language: String,
    /// One line; may hold fields.
    pub subject: String,
    /// In the small text form.
    pub body: String,
    #[serde(default)]
    pub kind: Option<Kind>,
    /// As before, or transactional.
    #[serde(default)]
    pub class: Option<Class>,
}

impl DraftTemplate {
    fn check(&self) -> Result<()> {
        let mut wrong = vec![];
        let mut say = |pointer: &str, code, detail: &str| {
            wrong.push(FieldError { pointer: pointer.into(), code, detail: detail.into() });
        };
        if !is_slug(&self.slug) {
            say(
                "/slug",
                "template.slug",
                "a slug is 1 to 60 small letters, digits and hyphens, like follow-up-1",
            );
        }
        if !is_language(&self.language) {
            say("/language", "template.language", "write the language as a tag like en or de-AT");
        }
        if self.subject.trim().is_empty() || self.subject.chars().count() > LONGEST_SUBJECT {
            say("/subject", "template.subject", "write a subject of 1 to 200 characters");
        }
        if self.body.trim().is_empty() || self.body.len() > LONGEST_BODY {
            say("/body", "template.body", "write the text; 100,000 characters are the most");
        }
        wrong.extend(strange(&self.subject, &self.body));
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
    }

    fn words(&self, before: Option<&Words>) -> Words {
        let class = self.class.or(before.map(|words| words.class)).unwrap_or_default();
        Words { class, subject: self.subject.trim().to_owned(), body: self.body.trim_end().to_owned() }
    }

    async fn first(&self, tx: &mut Tx) -> Result<Template> {
        let template = Template {
            id: tx.new_id(),
            rv: 1,
            owned: Owned { owner: tx.permit().user(), team: None },
            slug: self.slug.clone(),
            language: self.language.clone(),
            kind: self.kind.unwrap_or_default(),
            newest: 1,
            approved: None,
            state: State::Draft,
        };
        tx.add(&template).await?;
        let by = by(tx);
        let (version, told) = Version::draft(tx.new_id(), &template, self.words(None), by);
        tx.add(&version).await?;
        tx.tell(told);
        Ok(template)
    }

    async fn again(&self, tx: &mut Tx, template: Template) -> Result<Template> {
        if self.kind.is_some_and(|kind| kind != template.kind) {
            return Err(TemplateRefusal::OtherKind(template.slug, template.kind.word()).into());
        }
        let newest = version(tx, &template, template.newest).await?;
        let words = self.words(Some(&newest.words));
        if newest.is_open() {
            let (rewritten, told) = newest.clone().rewrite(words, by(tx))?;
            tx.keep(&newest, rewritten).await?;
            return keep(tx, &template, template.clone().with_newest(template.newest, State::Draft), told)
                .await;
        }
        let next = template.clone().with_newest(template.newest + 1, State::Draft);
        let (version, told) = Version::draft(tx.new_id(), &next, words, by(tx));
        tx.add(&version).await?;
        tx.keep_and_tell(&template, next, told).await
    }
}

/// Who does it, and when.
pub(super) fn by(tx: &Tx) -> By {
    By { user: tx.permit().user(), at: tx.now() }
}

/// Tells it, and keeps the template where it stands otherwise now.
pub(super) async fn keep<F: facts::Fact>(
    tx: &mut Tx,
    before: &Template,
    after: Template,
    told: F,
) -> Result<Template> {
    if *before == after {
        tx.tell(told);
        return Ok(after);
    }
    tx.keep_and_tell(before, after, told).await
}

impl Command for DraftTemplate {
    const VERB: Verb = Verb::post("template.draft", "/templates")
        .no_undo("a draft reaches nobody; write it again, or leave it unapproved");
    type Answer = TemplateView;

    async fn act(&self, tx: &mut Tx) -> Result<TemplateView> {
        self.check()?;
        let template = match rows::by_slug(tx, &self.slug, &self.language).await? {
            None => self.first(tx).await?,
            Some(known) => {
                tx.permit().covers(known.owned)?;
                self.again(tx, known).await?
            }
        };
        Ok(template.into())
    }
}

/// Approve a version: messages and documents use it from now on, and it never changes again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveTemplate {
    pub template: TemplateId,
    /// The newest where nothing is said.
    #[serde(default)]
    pub version: Option<i64>,
    /// The hash of the words you have read: refused where they were changed since.
    #[serde(default)]
    pub sha256: Option<String>,
}

impl Command for ApproveTemplate {
    const VERB: Verb = Verb::post("template.approve", "/templates/{template}/approve")
        .no_undo("an approval stays on record; approve the version before it to go back");
    type Answer = TemplateView;

    fn subject(&self) -> Subject {
        self.template.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<TemplateView> {
        let template = rows::load(tx, self.template).await?;
        let number = self.version.unwrap_or(template.newest);
        let chosen = version(tx, &template, number).await?;
        self.admit(tx, &chosen).await?;
        let (approved, told) = chosen.clone().approve(by(tx))?;
        if let Some(earlier) = template.approved {
            let earlier = version(tx, &template, earlier).await?;
            let superseded = earlier.clone().supersede()?;
            tx.keep(&earlier, superseded).await?;
        }
        tx.keep(&chosen, approved).await?;
        let after = template.clone().with_approved(Some(number));
        Ok(tx.keep_and_tell(&template, after, told).await?.into())
    }
}

impl ApproveTemplate {
    /// These words and no others, known fields alone, and read by a second person where the business asks it.
    async fn admit(&self, tx: &mut Tx, chosen: &Version) -> Result<()> {
        let other = |read: &String| *read != chosen.words.sha256();
        if self.sha256.as_ref().is_some_and(other) {
            return Err(TemplateRefusal::OtherWords(chosen.version).into());
        }
        chosen.words.check()?;
        let read_before = chosen.approved_at.is_some();
        let own = chosen.drafted_by.is_some() && chosen.drafted_by == tx.permit().user();
        if !read_before && own && tx.setting::<Settings>().await?.four_eyes {
            return Err(TemplateRefusal::OwnVersion(chosen.version).into());
        }
        Ok(())
    }
}

/// Retire a text: nothing uses it any more, in this language. With a version, that earlier one alone.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetireTemplate {
    pub template: TemplateId,
    /// An earlier one that automations may still be published with.
    #[serde(default)]
    pub version: Option<i64>,
}

impl Command for RetireTemplate {
    const VERB: Verb = Verb::post("template.retire", "/templates/{template}/retire").undo("template.approve");
    type Answer = Retired;

    fn subject(&self) -> Subject {
        self.template.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Retired> {
        let template = rows::load(tx, self.template).await?;
        let none = || TemplateRefusal::NotApproved(template.slug.clone());
        let version = self.version.or(template.approved).ok_or_else(none)?;
        let kept = match template.approved == Some(version) {
            true => whole(tx, template, version).await?,
            false => alone(tx, template, version).await?,
        };
        let used = rows::uses::of_template(tx, &kept.slug, &kept.language).await?;
        let blocks = |used: &rows::uses::Use| kept.approved.is_none() || used.version == version;
        let used_by = used.into_iter().filter(blocks).map(Into::into).collect();
        Ok(Retired { template: kept.into(), version, used_by })
    }

    /// A version that was retired alone stays so: approving it would put it in use.
    fn undo_body(&self, answer: &Json) -> Option<Json> {
        let whole = answer["approved"].is_null();
        whole.then(|| json!({ "template": self.template, "version": answer["version"] }))
    }
}

async fn whole(tx: &mut Tx, template: Template, number: i64) -> Result<Template> {
    let approved = version(tx, &template, number).await?;
    let (retired, told) = approved.clone().retire()?;
    tx.keep(&approved, retired).await?;
    let after = template.clone().with_approved(None);
    tx.keep_and_tell(&template, after, told).await
}

async fn alone(tx: &mut Tx, template: Template, number: i64) -> Result<Template> {
    let earlier = version(tx, &template, number).await?;
    let (retired, told) = earlier.clone().retire_alone()?;
    tx.keep_and_tell(&earlier, retired, told).await?;
    Ok(template)
}

pub(super) async fn version(tx: &mut Tx, template: &Template, number: i64) -> Result<Version> {
    let found = rows::version_of(tx, template.id, number).await?;
    found.ok_or_else(|| TemplateRefusal::NoVersion(number).into())
}

/// The fields nobody knows.
fn strange(subject: &str, body: &str) -> Vec<FieldError> {
    let known = fields::known();
    let of = |pointer: &'static str, checked: Result<(), Vec<UnknownField>>| {
        let say = move |field: UnknownField| FieldError {
            pointer: pointer.into(),
            code: "template.unknown_field",
            detail: field.to_string(),
        };
        checked.err().unwrap_or_default().into_iter().map(say)
    };
    let subject = of("/subject", Line::parse(subject).check(&known));
    subject.chain(of("/body", Text::parse(body).check(&known))).collect()
}

impl Words {
    /// Every field is one a text may name: the list may have changed since they were written.
    pub(super) fn check(&self) -> Result<()> {
        let wrong = strange(&self.subject, &self.body);
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
    }
}

fn is_slug(slug: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=60).contains(&slug.len()) && slug.bytes().all(fits)
}

/// The shape of a tag (RFC 5646): letters, then parts of two to eight letters or digits.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let main = parts.next().unwrap_or_default();
    let part = |part: &str| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    (2..=3).contains(&main.len()) && main.bytes().all(|b| b.is_ascii_lowercase()) && parts.all(part)
}
