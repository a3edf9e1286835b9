//! Approved texts, read through the window `templates_text`.

use kernel::Result;
use store::{Tx, values};

use super::{Approved, TextVersion};

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
