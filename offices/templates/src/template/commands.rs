//! What can be done with a template: draft it, approve a version, retire it.

use kernel::text::{Text, UnknownField, Words as Line};
use kernel::{Error, FieldError, Owned, Result, TemplateId};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::views::TemplateView;
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
        let known = fields::known();
        wrong.extend(strange("/subject", Line::parse(&self.subject).check(&known)));
        wrong.extend(strange("/body", Text::parse(&self.body).check(&known)));
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
        let (version, told) = Version::draft(tx.new_id(), &template, self.words(None), tx.now());
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
        if newest.state == State::Draft {
            let (rewritten, told) = newest.clone().rewrite(words, tx.now())?;
            tx.keep_and_tell(&newest, rewritten, told).await?;
            return Ok(template);
        }
        let next = template.clone().with_draft(template.newest + 1);
        let (version, told) = Version::draft(tx.new_id(), &next, words, tx.now());
        tx.add(&version).await?;
        tx.keep_and_tell(&template, next, told).await
    }
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
        let (approved, told) = chosen.clone().approve(tx.permit().user(), tx.now())?;
        if let Some(earlier) = template.approved {
            let earlier = version(tx, &template, earlier).await?;
            let (retired, _) = earlier.clone().retire()?;
            tx.keep(&earlier, retired).await?;
        }
        tx.keep(&chosen, approved).await?;
        let after = template.clone().with_approved(Some(number));
        Ok(tx.keep_and_tell(&template, after, told).await?.into())
    }
}

/// Retire a text: nothing uses it any more, in this language.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetireTemplate {
    pub template: TemplateId,
}

impl Command for RetireTemplate {
    const VERB: Verb = Verb::post("template.retire", "/templates/{template}/retire").undo("template.approve");
    type Answer = TemplateView;

    fn subject(&self) -> Subject {
        self.template.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<TemplateView> {
        let template = rows::load(tx, self.template).await?;
        let none = || TemplateRefusal::NotApproved(template.slug.clone());
        let number = template.approved.ok_or_else(none)?;
        let approved = version(tx, &template, number).await?;
        let (retired, told) = approved.clone().retire()?;
        tx.keep(&approved, retired).await?;
        let after = template.clone().with_approved(None);
        Ok(tx.keep_and_tell(&template, after, told).await?.into())
    }
}

pub(super) async fn version(tx: &mut Tx, template: &Template, number: i64) -> Result<Version> {
    let found = rows::version_of(tx, template.id, number).await?;
    found.ok_or_else(|| TemplateRefusal::NoVersion(number).into())
}

fn strange(pointer: &str, checked: Result<(), Vec<UnknownField>>) -> Vec<FieldError> {
    let unknown = checked.err().unwrap_or_default();
    let say = |field: UnknownField| FieldError {
        pointer: pointer.into(),
        code: "template.unknown_field",
        detail: field.to_string(),
    };
    unknown.into_iter().map(say).collect()
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
