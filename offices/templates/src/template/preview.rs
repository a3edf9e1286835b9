//! A text as a customer would read it: filled from samples, given values, a real contact or record.

use kernel::text::{Block, Missing, Text, Values, Words as Line};
use kernel::{Business, ContactId, Error, Ref, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Query, Verb};

use super::{Class, Words, commands, rows};
use crate::fields;

/// Show a text filled, before anybody gets it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewTemplate {
    pub slug: String,
    pub language: String,
    /// The approved one, else the newest.
    #[serde(default)]
    pub version: Option<i64>,
    /// Instead of the samples, by path: an object, or its JSON text in an address.
    #[serde(default, deserialize_with = "object_or_text")]
    pub values: Values,
    /// Instead of the samples of `contact.*`.
    #[serde(default)]
    pub contact: Option<ContactId>,
    /// A record it would speak of, such as an invoice: instead of the samples of its fields.
    #[serde(default)]
    pub about: Option<Ref>,
}

fn object_or_text<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Values, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Given {
        Object(Values),
        Text(String),
    }
    match Given::deserialize(from)? {
        Given::Object(values) => Ok(values),
        Given::Text(text) => serde_json::from_str(&text).map_err(serde::de::Error::custom),
    }
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Preview {
    pub version: i64,
    pub subject: String,
    pub blocks: Vec<Block<String>>,
    /// The same in plain words.
    pub plain: String,
    /// The filled text in the small text form, as `mail.show` and `mail.try` take it.
    pub source: String,
    pub class: Class,
    pub fields: Vec<String>,
    /// What nothing is known for; it stands in brackets.
    pub missing: Vec<String>,
}

impl Query for PreviewTemplate {
    const VERB: Verb = Verb::get("template.preview", "/templates-preview/{slug}/{language}");
    type Answer = Preview;

    async fn ask(&self, tx: &mut Tx) -> Result<Preview> {
        let found = rows::by_slug(tx, &self.slug, &self.language).await?;
        let template = found.ok_or(Error::Missing("template"))?;
        tx.permit().covers(template.owned)?;
        let number = self.version.or(template.approved).unwrap_or(template.newest);
        let version = commands::version(tx, &template, number).await?;
        let fields = version.words.fields();
        let mut known = fields::samples(fields.iter().map(String::as_str));
        let business = tx.setting::<Business>().await?;
        known.extend(ours(&business));
        known.extend(logo(tx, &business));
        let whose = match self.about {
            Some(about) => spoken(tx, about, &self.language, &mut known).await?,
            None => None,
        };
        if let Some(contact) = self.contact.or(whose) {
            known.retain(|path, _| !path.starts_with("contact."));
            known.extend(rows::person(tx, contact).await?);
        }
        known.extend(self.values.clone());
        Ok(shown(number, &version.words, fields, known))
    }
}

/// What is known of the business itself: no sample says it better.
fn ours(business: &Business) -> Values {
    let said = [
        ("business.name", Some(&business.name)),
        ("business.legal_name", Some(&business.legal_name)),
        ("business.website", business.website.as_ref()),
        ("links.privacy", business.privacy_url.as_ref()),
    ];
    let known = said.into_iter().filter_map(|(path, value)| Some((path.to_owned(), value?.clone())));
    known.filter(|(_, value)| !value.trim().is_empty()).collect()
}

fn logo(tx: &Tx, business: &Business) -> Option<(String, String)> {
    business.logo.map(|_| ("links.logo".to_owned(), tx.public_url("/logo")))
}

/// Whatever is a field of that record is known from it alone; and whose it is.
async fn spoken(tx: &mut Tx, about: Ref, language: &str, known: &mut Values) -> Result<Option<ContactId>> {
    let whose = tx.contact_of(about).await?;
    let held = tx.held(about).await?.ok_or(Error::Missing(about.kind))?;
    tx.permit().covers(held.owned).map_err(|_| Error::Missing(about.kind))?;
    let said = tx.values_of(about, language).await?;
    let mut nouns: Vec<String> = said.keys().filter_map(|path| noun_of(path)).collect();
    nouns.push(about.kind.to_owned());
    known.retain(|path, _| !noun_of(path).is_some_and(|noun| nouns.contains(&noun)));
    known.extend(said);
    Ok(whose)
}

/// `invoice` of `invoice.number`; a link is its own.
fn noun_of(path: &str) -> Option<String> {
    let (noun, field) = path.split_once('.')?;
    Some(if noun == "links" { format!("links.{field}") } else { noun.to_owned() })
}

fn shown(version: i64, words: &Words, fields: Vec<String>, mut known: Values) -> Preview {
    let (line, text) = (Line::parse(&words.subject), Text::parse(&words.body));
    let wanting = [line.fill(&known).err(), text.fill(&known).err()];
    let mut missing: Vec<String> = wanting.into_iter().flatten().flat_map(|Missing(paths)| paths).collect();
    missing.sort();
    missing.dedup();
    known.extend(missing.iter().map(|path| (path.clone(), bracketed(path))));
    let filled = text.fill(&known).expect("what was missing has a place by now");
    let subject = line.fill(&known).expect("what was missing has a place by now");
    Preview {
        version,
        subject,
        plain: filled.plain(),
        source: filled.source(),
        class: words.class,
        blocks: filled.blocks().to_vec(),
        fields,
        missing,
    }
}

/// A link must stay one; everything else is its own name.
fn bracketed(path: &str) -> String {
    if path.starts_with("links.") { format!("https://{path}") } else { format!("[{path}]") }
}

impl Words {
    /// The paths of all its fields, each once.
    pub(crate) fn fields(&self) -> Vec<String> {
        let (line, text) = (Line::parse(&self.subject), Text::parse(&self.body));
        let all: std::collections::BTreeSet<&str> = line.fields().chain(text.fields()).collect();
        all.into_iter().map(str::to_owned).collect()
    }
}
