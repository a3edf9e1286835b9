//! Who uses a text: the automations published with a version of it, and when it last left; through windows.

use std::collections::BTreeMap;

use kernel::{AutomationId, Result, Timestamp};
use store::{Row, Tx, values};

/// An automation that sends a version of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    pub slug: String,
    pub language: String,
    pub version: i64,
    pub automation: AutomationId,
    pub name: String,
    pub is_on: bool,
    /// By the version new runs follow, or only by runs under way.
    pub is_current: bool,
}

const USES: &str = "
    select slug, language, version, automation, name, active, is_current from automation_text_window
    where (slug = $1 or $1 is null) and (language = $2 or $2 is null)
    order by slug, language, name, version desc";

/// Of one text in one language.
pub async fn of_template(tx: &mut Tx, slug: &str, language: &str) -> Result<Vec<Use>> {
    tx.all(USES, values![slug, language], read).await
}

/// By slug and language: a few dozen automations in a busy house.
pub async fn of_all(tx: &mut Tx) -> Result<BTreeMap<(String, String), Vec<Use>>> {
    let none: Option<&str> = None;
    let mut found: BTreeMap<_, Vec<Use>> = BTreeMap::new();
    for used in tx.all(USES, values![none, none], read).await? {
        found.entry((used.slug.clone(), used.language.clone())).or_default().push(used);
    }
    Ok(found)
}

fn read(row: &Row<'_>) -> Result<Use> {
    Ok(Use {
        slug: row.get("slug")?,
        language: row.get("language")?,
        version: row.get("version")?,
        automation: row.get("automation")?,
        name: row.get("name")?,
        is_on: row.get("active")?,
        is_current: row.get("is_current")?,
    })
}

const LAST: &str = "
    select queued_at from crm_message_window
    where template = $1 and language = $2 and state <> 'composed' order by queued_at desc limit 1";

/// When it was last sent to somebody.
pub async fn last_sent(tx: &mut Tx, slug: &str, language: &str) -> Result<Option<Timestamp>> {
    tx.one(LAST, values![slug, language], |row| row.get("queued_at")).await
}
