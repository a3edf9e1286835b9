//! An address as it is compared: folded, then hashed under a key of the business, so that the list tells
//! nobody who is on it.

use hmac::{Hmac, Mac};
use kernel::{Result, Secret, fault};
use sha2::Sha256;
use store::Tx;

use crate::mail_out::Address;

const KEY: &str = "connect.suppression.key";

/// The hash of an address; the key is made at first use.
pub async fn hash(tx: &mut Tx, address: &Address) -> Result<[u8; 32]> {
    let key = match tx.secret(KEY).await? {
        Some(key) => key,
        None => {
            let key = Secret::new(tx.random::<32>().to_vec());
            tx.keep_secret(KEY, &key).await?;
            key
        }
    };
    keyed(&key, address)
}

/// The same without making a key: `None` while no address was ever suppressed.
pub async fn known(tx: &mut Tx, address: &Address) -> Result<Option<[u8; 32]>> {
    let key = tx.secret(KEY).await?;
    key.map(|key| keyed(&key, address)).transpose()
}

fn keyed(key: &Secret<Vec<u8>>, address: &Address) -> Result<[u8; 32]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.expose()).map_err(fault)?;
    mac.update(address.as_str().to_lowercase().as_bytes());
    Ok(mac.finalize().into_bytes().into())
}
