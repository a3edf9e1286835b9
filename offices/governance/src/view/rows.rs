//! How saved views are kept; what each chooses stands beside it.

use kernel::{Result, UserId, ViewId, fault};
use store::{Row, Tx, values};

use super::{Choices, View, ViewedList};

store::noun! {
    View is "view" in "governance_view" {
        open list: Text = |v| v.list.word();
        open name: Text = |v| &v.name;
        open shared: Flag = |v| v.shared;
        open saved_at: At = |v| v.saved_at;
    }
}

const LOAD: &str = "
    select v.id, v.rv, v.owner, v.team, v.list, v.name, v.shared, v.saved_at, c.query
    from governance_view v join governance_view_choice c on c.saved = v.id where v.id = $1";
const LIST: &str = "
    select v.id, v.rv, v.owner, v.team, v.list, v.name, v.shared, v.saved_at, c.query
    from governance_view v join governance_view_choice c on c.saved = v.id
    where v.list = $1 and (v.owner = $2 or v.shared) order by v.id limit 1000";
const CHOOSE: &str = "
    insert into governance_view_choice (saved, query) values ($1, $2)
    on conflict (saved) do update set query = excluded.query";
const FORGET: &str = "delete from governance_view_choice where saved = $1";

pub async fn find(tx: &mut Tx, id: ViewId) -> Result<Option<(View, Choices)>> {
    tx.one(LOAD, values![id], read).await
}

/// One's own of this list, and everybody's.
pub async fn seen_by(tx: &mut Tx, list: ViewedList, user: UserId) -> Result<Vec<(View, Choices)>> {
    tx.all(LIST, values![list.word(), user], read).await
}

pub async fn choose(tx: &mut Tx, id: ViewId, query: &Choices) -> Result<()> {
    let text = serde_json::to_string(query).map_err(fault)?;
    tx.exec(CHOOSE, values![id, &text]).await.map(drop)
}

/// The view and what it chose go.
pub async fn remove(tx: &mut Tx, view: &View) -> Result<()> {
    tx.exec(FORGET, values![view.id]).await?;
    tx.remove(view).await
}

fn read(row: &Row<'_>) -> Result<(View, Choices)> {
    let word: String = row.get("list")?;
    let list = ViewedList::parse(&word).ok_or_else(|| fault("a view is of a list there is"))?;
    let view = View {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        list,
        name: row.get("name")?,
        shared: row.get("shared")?,
        saved_at: row.get("saved_at")?,
    };
    Ok((view, row.doc("query")?))
}
