//! Who holds an address or a number exactly, as the room's own windows show it.

use kernel::{ContactId, Result};
use store::{Hit, Row, Tx, values};

const HOLDERS: &str = "
    select distinct p.id, c.name, c.email, c.phone
    from crm_person p join crm_contact_window c on c.id = p.id
    where p.email = $1 or p.phone = $2 order by c.name, p.id limit 20";
/// People who have exactly this address or number, under their root.
pub(super) async fn holders(tx: &mut Tx, email: Option<&str>, phone: Option<&str>) -> Result<Vec<Hit>> {
    tx.all(HOLDERS, values![email, phone], read).await
}

fn read(row: &Row<'_>) -> Result<Hit> {
    let email: Option<String> = row.get("email")?;
    let phone: Option<String> = row.get("phone")?;
    let name = Some(row.get::<String>("name")?).filter(|name| !name.is_empty());
    let title = name.or(email.clone()).or(phone.clone()).unwrap_or_default();
    let detail: Vec<String> = [email, phone].into_iter().flatten().collect();
    Ok(Hit { id: row.get::<ContactId>("id")?.into(), title, detail: detail.join(" · ") })
}
