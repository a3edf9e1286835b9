//! Texts as their window shows them, and what each version of an automation is pinned to.

use kernel::{AutomationVersionId, Result};
use serde_json::{Map, Value as Json};
use store::{Row, Tx, values};

/// A version of a text that was approved once, or a text that never was.
#[derive(Debug, Clone)]
pub struct Text {
    pub language: String,
    pub version: i64,
    pub class: String,
    state: String,
    template_state: String,
    sha256: Option<String>,
}

/// A text named by a step, in one language, as it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// As the step writes it.
    pub named: String,
    pub slug: String,
    pub language: String,
    pub number: i64,
    pub sha256: String,
}

impl Text {
    pub fn was_approved(&self) -> bool {
        matches!(self.state.as_str(), "approved" | "superseded" | "retired")
    }

    /// It may be sent: approved, or superseded by another version of a text that is in use.
    pub fn is_usable(&self) -> bool {
        matches!(self.state.as_str(), "approved" | "superseded") && self.template_state == "approved"
    }

    /// The approved one where nothing more is said; else the version of that number or beginning of a hash.
    pub fn is_meant(&self, wanted: Option<&str>) -> bool {
        let hash = |wanted: &str| self.sha256.as_ref().is_some_and(|sha256| sha256.starts_with(wanted));
        let meant = match wanted {
            None => self.state == "approved",
            Some(wanted) if wanted.parse() == Ok(self.version) => true,
            Some(wanted) => wanted.len() >= 8 && hash(wanted),
        };
        meant && self.is_usable()
    }

    pub fn pin(&self, named: &str, slug: &str) -> Pin {
        Pin {
            named: named.to_owned(),
            slug: slug.to_owned(),
            language: self.language.clone(),
            number: self.version,
            sha256: self.sha256.clone().unwrap_or_default(),
        }
    }
}

const TEXTS: &str = "
    select language, version, class, state, template_state, sha256 from templates_text
    where slug = $1 and kind = 'message' order by language, version";

/// Every version of the text in every language.
pub async fn of_slug(tx: &mut Tx, slug: &str) -> Result<Vec<Text>> {
    let read = |row: &Row<'_>| {
        Ok(Text {
            language: row.get("language")?,
            version: row.get("version")?,
            class: row.get("class")?,
            state: row.get("state")?,
            template_state: row.get("template_state")?,
            sha256: row.get("sha256")?,
        })
    };
    tx.all(TEXTS, values![slug], read).await
}

const PIN: &str = "
    insert into automation_pin (version, named, slug, language, number, sha256) values ($1, $2, $3, $4, $5, $6)";

/// A version sends these and no others from now on.
pub async fn pin(tx: &mut Tx, version: AutomationVersionId, pins: &[Pin]) -> Result<()> {
    for Pin { named, slug, language, number, sha256 } in pins {
        tx.exec(PIN, values![version, named, slug, language, *number, sha256]).await?;
    }
    Ok(())
}

const PINS: &str = "
    select named, slug, language, number, sha256 from automation_pin where version = $1 order by named, language";

/// What a version was published with.
pub async fn pins(tx: &mut Tx, version: AutomationVersionId) -> Result<Vec<Pin>> {
    let read = |row: &Row<'_>| {
        Ok(Pin {
            named: row.get("named")?,
            slug: row.get("slug")?,
            language: row.get("language")?,
            number: row.get("number")?,
            sha256: row.get("sha256")?,
        })
    };
    tx.all(PINS, values![version], read).await
}

/// Hash by language, as a message takes it; nothing where the text is not pinned.
pub async fn pinned(tx: &mut Tx, version: AutomationVersionId, named: &str) -> Result<Map<String, Json>> {
    let of = pins(tx, version).await?.into_iter().filter(|pin| pin.named == named);
    Ok(of.map(|pin| (pin.language, Json::from(pin.sha256))).collect())
}
