//! Reads whose records stood at the joints.

use std::collections::HashMap;

use kernel::{Ref, Result, Value};
use store::{Row, Tx};

use crate::reactions::record;

/// The contact of each of these that ever stood at a joint.
pub async fn contacts(tx: &mut Tx, of: &[Ref]) -> Result<HashMap<Ref, Ref>> {
    if of.is_empty() {
        return Ok(HashMap::new());
    }
    let values: Vec<Value> = of.iter().map(|id| (*id).into()).collect();
    let places: Vec<String> = (1..=values.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "select kind, id, contact from intelligence_joint_passage where contact is not null and id in ({})",
        places.join(", ")
    );
    let read = |row: &Row<'_>| {
        let id = record(&row.get::<String>("kind")?, row.get("id")?)?;
        Ok((id, Ref::parse_any(&row.get::<String>("contact")?).map_err(kernel::fault)?))
    };
    Ok(tx.all(&sql, &values, read).await?.into_iter().collect())
}
