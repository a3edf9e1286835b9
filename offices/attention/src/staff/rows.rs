//! The staff through governance's window.

use kernel::calendar::Zone;
use kernel::{Result, UserId};
use store::{Row, Tx};

use super::Person;

const STAFF: &str = "
    select id, name, role, active, stand_in, zone, phone is not null as has_phone
    from governance_user_window order by id";

pub async fn all(tx: &mut Tx) -> Result<Vec<Person>> {
    let read = |row: &Row<'_>| {
        let zone: Option<String> = row.get("zone")?;
        Ok(Person {
            id: row.get("id")?,
            name: row.get("name")?,
            role: row.get("role")?,
            active: row.get("active")?,
            stand_in: row.get::<Option<UserId>>("stand_in")?,
            has_phone: row.get("has_phone")?,
            zone: zone.and_then(|name| name.parse::<Zone>().ok()),
        })
    };
    tx.all(STAFF, &[], read).await
}
