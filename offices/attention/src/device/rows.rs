//! How devices are kept; their subscriptions lie with the secrets.

use kernel::{DeviceId, Result, Secret, Timestamp, UserId, fault};
use store::{Row, Tx, values};

use super::{Device, Subscription};

const COLUMNS: &str = "
    select d.id, d.rv, d.owner, d.team, d.name, d.service, d.added_at from attention_device d where ";
const USE: &str = "select used_at, trouble from attention_device_use where device = $1";
const USED: &str = "
    insert into attention_device_use (device, used_at, trouble) values ($1, $2, $3)
    on conflict (device) do update set trouble = excluded.trouble,
        used_at = coalesce(excluded.used_at, attention_device_use.used_at)";
const UNUSED: &str = "delete from attention_device_use where device = $1";
/// More of one person are too many.
const MOST: i64 = 20;

pub async fn find(tx: &mut Tx, id: DeviceId) -> Result<Option<Device>> {
    let sql = format!("{COLUMNS} d.id = $1");
    tx.one(&sql, values![id], read).await
}

pub async fn of_user(tx: &mut Tx, user: UserId) -> Result<Vec<Device>> {
    let sql = format!("{COLUMNS} d.owner = $1 order by d.id limit $2");
    tx.all(&sql, values![user, MOST], read).await
}

/// When a push last reached it, and what went wrong since.
pub async fn used(tx: &mut Tx, id: DeviceId) -> Result<(Option<Timestamp>, Option<String>)> {
    let found = tx.one(USE, values![id], |row| Ok((row.get("used_at")?, row.get("trouble")?))).await?;
    Ok(found.unwrap_or_default())
}

pub async fn note_use(tx: &mut Tx, id: DeviceId, at: Option<Timestamp>, trouble: Option<&str>) -> Result<()> {
    tx.exec(USED, values![id, at, trouble]).await.map(drop)
}

pub async fn subscription(tx: &mut Tx, id: DeviceId) -> Result<Option<Subscription>> {
    let Some(kept) = tx.secret(&name(id)).await? else { return Ok(None) };
    serde_json::from_slice(kept.expose()).map(Some).map_err(fault)
}

pub async fn keep_subscription(tx: &mut Tx, id: DeviceId, subscription: &Subscription) -> Result<()> {
    let bytes = serde_json::to_vec(subscription).map_err(fault)?;
    tx.keep_secret(&name(id), &Secret::new(bytes)).await
}

/// The device and its secrets go.
pub async fn remove(tx: &mut Tx, device: &Device, why: &str) -> Result<()> {
    tx.exec(UNUSED, values![device.id]).await?;
    tx.forget_secret(&name(device.id)).await?;
    tx.remove(device).await?;
    let user = device.user().ok_or_else(|| fault("a device is somebody's"))?;
    tx.tell(device.removed(user, why));
    Ok(())
}

fn name(id: DeviceId) -> String {
    format!("attention.device.{id}")
}

fn read(row: &Row<'_>) -> Result<Device> {
    Ok(Device {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        name: row.get("name")?,
        service: row.get("service")?,
        added_at: row.get("added_at")?,
    })
}
