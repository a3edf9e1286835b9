//! Secrets of the business: credentials of connections, keys that sign. Sealed under the workspace's key.
//!
//! A secret is named by whoever owns it, such as `connect.smtp.password`; it never stands in a fact, view or log.

use kernel::{Result, Secret, fault};

use crate::{Tx, values};

const KEEP: &str = "
    insert into secret (name, sealed) values ($1, $2)
    on conflict (name) do update set sealed = excluded.sealed";
const LOAD: &str = "select sealed from secret where name = $1";
const FORGET: &str = "delete from secret where name = $1";

impl Tx {
    pub async fn keep_secret(&mut self, name: &str, value: &Secret<Vec<u8>>) -> Result<()> {
        let key = self.house.keyring.workspace()?;
        let sealed = self.house.keyring.seal(&key, name.as_bytes(), value.expose())?;
        self.run(KEEP, values![name, &sealed]).await.map(drop)
    }

    pub async fn secret(&mut self, name: &str) -> Result<Option<Secret<Vec<u8>>>> {
        let sealed = self.one(LOAD, values![name], |row| row.get::<Vec<u8>>("sealed")).await?;
        let Some(sealed) = sealed else { return Ok(None) };
        let key = self.house.keyring.workspace()?;
        let plain = self.house.keyring.open_sealed(&key, name.as_bytes(), &sealed)?;
        plain.map(|plain| Some(Secret::new(plain))).ok_or_else(|| fault("the workspace's key is gone"))
    }

    pub async fn forget_secret(&mut self, name: &str) -> Result<()> {
        self.run(FORGET, values![name]).await.map(drop)
    }
}
