//! Approved texts of the business (contract, consent, first words), read through the window `templates_text`.

use kernel::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Tx, values};

/// Which approved text something was taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ApprovedTextVersion")]
pub struct TextVersion {
    pub slug: String,
    pub language: String,
    pub version: i64,
    /// Of its body, as the templates keep it.
    pub sha256: String,
}

/// An approved text.
#[derive(Debug, Clone)]
pub(crate) struct Approved {
    pub body: String,
    pub from: TextVersion,
}

const NEWEST: &str = "
    select slug, language, version, body, sha256 from templates_text
    where slug = $1 and language = $2 and state = 'approved' order by version desc limit 1";

/// The newest approved text in the first of these languages that has one.
pub(crate) async fn approved(tx: &mut Tx, slug: &str, languages: &[String]) -> Result<Option<Approved>> {
    let read = |row: &store::Row<'_>| {
        let from = TextVersion {
            slug: row.get("slug")?,
            language: row.get("language")?,
            version: row.get("version")?,
            sha256: row.get("sha256")?,
        };
        Ok(Approved { body: row.get("body")?, from })
    };
    for language in languages {
        if let Some(found) = tx.one(NEWEST, values![slug, language], read).await? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
