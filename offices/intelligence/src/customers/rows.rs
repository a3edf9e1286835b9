//! Reads whose records stood at the joints.

use std::collections::HashMap;

use kernel::{Ref, Result};
use store::{Row, Tx, places};

use crate::reactions::record;

/// The contact of each of these that ever stood at a joint.
pub async fn contacts(tx: &mut Tx, of: &[Ref]) -> Result<HashMap<Ref, Ref>> {
    let mut values = vec![];
    let these = places(&mut values, of.iter().map(|id| (*id).into()));
    let sql = format!(
        "select kind, id, contact from intelligence_joint_passage where contact is not null and id in ({these})"
    );
    let read = |row: &Row<'_>| {
        let id = record(&row.get::<String>("kind")?, row.get("id")?)?;
        Ok((id, Ref::parse_any(&row.get::<String>("contact")?).map_err(kernel::fault)?))
    };
    Ok(tx.all(&sql, &values, read).await?.into_iter().collect())
}
