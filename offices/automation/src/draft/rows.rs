//! How drafts and their words are kept.

use kernel::{AutomationDraftId, AutomationId, Result, Value, fault};
use store::{Row, Tx, values};

use super::{Draft, Words};
use crate::automation::rows::scope_word;

store::noun! {
    Draft is "automation_draft" in "automation_draft" {
        open automation: Id = |d| d.automation;
        open slug: Text = |d| &d.slug;
        open sha256: Text = |d| &d.sha256;
        open begun_from: Int = |d| d.begun_from;
        open saved_at: At = |d| d.saved_at;
        open saved_by: Id = |d| d.saved_by;
    }
}

const DRAFT: &str = "
    select d.id, d.rv, d.owner, d.team, d.automation, d.slug, d.sha256, d.begun_from, d.saved_at,
        d.saved_by
    from automation_draft d ";

pub async fn find(tx: &mut Tx, id: AutomationDraftId) -> Result<Option<Draft>> {
    let sql = format!("{DRAFT} where d.id = $1");
    tx.one(&sql, values![id], read).await
}

/// The last saved first, as far as the permit reaches; of one automation alone where one is named.
pub async fn list(tx: &mut Tx, of: Option<AutomationId>, limit: i64) -> Result<Vec<Draft>> {
    let sql = format!(
        "{DRAFT} where (d.automation = $5 or $5 is null)
            and ($1 = 'all' or d.owner = $2 or ($1 = 'team' and d.team is not distinct from $3))
        order by d.saved_at desc, d.id limit $4"
    );
    let permit = tx.permit();
    let (scope, user, team) = (scope_word(permit.scope()), permit.user(), permit.team());
    tx.all(&sql, values![scope, user, team, limit, of], read).await
}

const WORDS: &str = "select text, document from automation_draft_words where draft = $1";

pub async fn words(tx: &mut Tx, id: AutomationDraftId) -> Result<Words> {
    let read = |row: &Row<'_>| {
        let document: Option<String> = row.get("document")?;
        let document = document.map(|text| serde_json::from_str(&text).map_err(fault)).transpose()?;
        Ok(Words { text: row.get("text")?, document })
    };
    Ok(tx.one(WORDS, values![id], read).await?.unwrap_or_default())
}

const KEEP: &str = "
    insert into automation_draft_words (draft, text, document) values ($1, $2, $3)
    on conflict (draft) do update set text = excluded.text, document = excluded.document";

pub async fn write(tx: &mut Tx, id: AutomationDraftId, words: &Words) -> Result<()> {
    let document = words.document.as_ref().map(Value::doc);
    tx.exec(KEEP, values![id, &words.text, document]).await.map(drop)
}

const FORGET: &str = "delete from automation_draft_words where draft = $1";

pub async fn remove(tx: &mut Tx, draft: &Draft) -> Result<()> {
    tx.exec(FORGET, values![draft.id]).await?;
    tx.remove(draft).await
}

fn read(row: &Row<'_>) -> Result<Draft> {
    Ok(Draft {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        automation: row.get("automation")?,
        slug: row.get("slug")?,
        sha256: row.get("sha256")?,
        begun_from: row.get("begun_from")?,
        saved_at: row.get("saved_at")?,
        saved_by: row.get("saved_by")?,
    })
}
