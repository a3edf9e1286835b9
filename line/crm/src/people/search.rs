//! One search over everything: who has exactly this address or number first, then every record by its words.
//!
//! Invariant: nobody finds what they may not see. What is near the words is shown only where nothing is as they asked.

mod rows;

use kernel::{Business, Ref, Result, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Hit, Tx};
use verbs::{Query, Verb};

use super::typed;

/// Find records by words, an address, a number.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Find {
    pub q: String,
    /// Only records of this noun, such as `contact`.
    pub kind: Option<String>,
    /// At most this many of each noun; 8 where nothing is said, 50 at most.
    pub limit: Option<i64>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Found {
    /// Exact ones first, then by noun: contact, company, lead, deal, task, and the others.
    pub items: Vec<FoundLine>,
    /// Nothing is as it was asked; these are a letter away in a word or more.
    pub near: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FoundLine {
    pub id: Ref,
    pub kind: String,
    pub title: String,
    pub detail: String,
    /// The address or the number is exactly theirs.
    pub exact: bool,
}

const NOUNS: [&str; 5] = ["contact", "company", "lead", "deal", "task"];
/// What is looked at before it is cut to so many of each noun.
const LOOKED_AT: i64 = 200;

impl Query for Find {
    const VERB: Verb = Verb::get("search.find", "/search");
    type Answer = Found;

    async fn ask(&self, tx: &mut Tx) -> Result<Found> {
        let kind = self.kind.as_deref();
        let exact = match kind {
            None | Some("contact") => exactly(tx, &self.q).await?,
            _ => vec![],
        };
        let words = tx.search(&self.q, kind, LOOKED_AT).await?;
        let items = self.shown(tx, exact, words).await?;
        if !items.is_empty() {
            return Ok(Found { items, near: false });
        }
        let words = tx.search_near(&self.q, kind, LOOKED_AT).await?;
        let items = self.shown(tx, vec![], words).await?;
        Ok(Found { near: !items.is_empty(), items })
    }
}

impl Find {
    /// What they may see of it, so many of each noun.
    async fn shown(&self, tx: &mut Tx, exact: Vec<Hit>, words: Vec<Hit>) -> Result<Vec<FoundLine>> {
        let most = self.limit.unwrap_or(8).clamp(1, 50) as usize;
        let mut others: Vec<Hit> =
            words.into_iter().filter(|hit| exact.iter().all(|known| known.id != hit.id)).collect();
        others.sort_by_key(|hit| NOUNS.iter().position(|noun| *noun == hit.id.kind).unwrap_or(NOUNS.len()));
        let mut items = vec![];
        for (hit, exact) in
            exact.into_iter().map(|hit| (hit, true)).chain(others.into_iter().map(|h| (h, false)))
        {
            let of_kind = items.iter().filter(|line: &&FoundLine| line.kind == hit.id.kind).count();
            if of_kind < most && may_see(tx, hit.id).await? {
                items.push(FoundLine::of(hit, exact));
            }
        }
        Ok(items)
    }
}

impl FoundLine {
    fn of(hit: Hit, exact: bool) -> FoundLine {
        FoundLine { id: hit.id, kind: hit.id.kind.to_owned(), title: hit.title, detail: hit.detail, exact }
    }
}

/// People who have exactly this address or number, under their root.
async fn exactly(tx: &mut Tx, q: &str) -> Result<Vec<Hit>> {
    let email = typed::email("/q", q).ok();
    let phone = match email.is_none() && q.chars().filter(char::is_ascii_digit).count() > 4 {
        true => typed::phone(q, &tx.setting::<Business>().await?.address.country),
        false => None,
    };
    if email.is_none() && phone.is_none() {
        return Ok(vec![]);
    }
    rows::holders(tx, email.as_deref(), phone.as_deref()).await
}

/// Whoever may see everything is asked nothing; for the others each record is held against their scope.
async fn may_see(tx: &mut Tx, record: Ref) -> Result<bool> {
    if tx.permit().scope() == Scope::All {
        return Ok(true);
    }
    let held = tx.held(record).await?;
    Ok(held.is_some_and(|held| tx.permit().covers(held.owned).is_ok()))
}
