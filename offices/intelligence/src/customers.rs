//! Whose a record is: titles alone do not tell ten kitchens apart.

mod rows;

use std::collections::{HashMap, HashSet};

use kernel::{Ref, Result};
use store::Tx;

/// The customers of these records by their names: of a contact itself, and of whatever ever stood at a joint.
pub async fn customers(tx: &mut Tx, of: &[Ref]) -> Result<HashMap<Ref, String>> {
    let mut whose = rows::contacts(tx, of).await?;
    whose.extend(of.iter().filter(|id| id.kind == "contact").map(|id| (*id, *id)));
    let contacts: HashSet<Ref> = whose.values().copied().collect();
    let names = tx.titles(&contacts.into_iter().collect::<Vec<_>>()).await?;
    let named = |(id, contact): (Ref, Ref)| Some((id, names.get(&contact)?.clone()));
    Ok(whose.into_iter().filter_map(named).collect())
}
