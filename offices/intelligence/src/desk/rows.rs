//! Reads every room's `_next` window and the titles of records.

use kernel::{Ref, Result, Timestamp, UserId};
use store::{Row, Tx, values};

use crate::reactions::record;

pub type Due = (Ref, Option<String>, String, Timestamp, Option<UserId>);

/// Every room's `_next` window under one name.
///
/// One next step for a piece of work: that a deal needs some step is not said beside what its proposal needs.
pub async fn due(tx: &mut Tx, owner: Option<UserId>, until: Timestamp) -> Result<Vec<Due>> {
    let offered = !tx.windows("sales_next").is_empty();
    let window = |name: &&str| match *name {
        "crm_next" if offered => "select kind, id, at, what, owner from crm_next
            where general is false or id not in (select id from sales_next where kind = 'deal')"
            .to_owned(),
        name => format!("select kind, id, at, what, owner from {name}"),
    };
    let all = tx.windows("_next").iter().map(window).collect::<Vec<_>>().join(" union all ");
    let sql = format!(
        "select n.kind, n.id, n.at, n.what, n.owner, t.title
        from ({all}) n left join store_title t on t.kind = n.kind and t.id = n.id
        where n.at <= $1 and (n.owner = $2 or $2 is null) order by n.at, n.id limit 1000"
    );
    let read = |row: &Row<'_>| {
        let id = record(&row.get::<String>("kind")?, row.get("id")?)?;
        Ok((id, row.get("title")?, row.get("what")?, row.get("at")?, row.get("owner")?))
    };
    tx.all(&sql, values![until, owner], read).await
}
