//! Slow on purpose: argon2id (RFC 9106) with 64 MiB, two rounds, one lane, over an HMAC with the house's key.
//!
//! At most two run at once and few wait, so that nobody can fill the memory by signing in. An unknown user
//! costs the same as a wrong password.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use hmac::{Hmac, Mac};
use kernel::{Error, Result, fault};
use sha2::Sha256;
use tokio::sync::{Semaphore, SemaphorePermit};
use verbs::Outside;

use super::Password;

/// KiB of memory, rounds, lanes. Raised, older hashes are made anew at the next sign-in.
const COST: (u32, u32, u32) = (64 * 1024, 2, 1);

static RUNNING: Semaphore = Semaphore::const_new(2);
static WAITING: Semaphore = Semaphore::const_new(16);

/// What became of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    pub right: bool,
    /// Hashed with other parameters than today's.
    pub stale: bool,
}

/// A new hash in PHC form.
pub async fn make(out: &Outside<'_>, password: &Password) -> Result<String> {
    let peppered = peppered(out, password)?;
    let mut salt = [0; 16];
    out.store.house().rng.fill(&mut salt);
    let salt = SaltString::encode_b64(&salt).map_err(said)?;
    in_turn(out, move || argon().hash_password(&peppered, &salt).map(|hash| hash.to_string()).map_err(said))
        .await
}

/// Compares with what is kept; without anything kept it works just as long and says no.
pub async fn check(out: &Outside<'_>, password: &Password, kept: Option<String>) -> Result<Verdict> {
    let peppered = peppered(out, password)?;
    let known = kept.is_some();
    let kept = kept.unwrap_or_else(nobodys);
    in_turn(out, move || {
        let kept = PasswordHash::new(&kept).map_err(said)?;
        let right = argon().verify_password(&peppered, &kept).is_ok();
        Ok(Verdict { right: right && known, stale: is_stale(&kept) })
    })
    .await
}

fn argon() -> Argon2<'static> {
    let (memory, rounds, lanes) = COST;
    let params = Params::new(memory, rounds, lanes, None).expect("the cost is within argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// A hash nothing matches, at today's cost.
fn nobodys() -> String {
    let (memory, rounds, lanes) = COST;
    let (salt, hash) = ("A".repeat(22), "A".repeat(43));
    format!("$argon2id$v=19$m={memory},t={rounds},p={lanes}${salt}${hash}")
}

fn is_stale(kept: &PasswordHash<'_>) -> bool {
    let kept = Params::try_from(kept).map(|params| (params.m_cost(), params.t_cost(), params.p_cost()));
    kept != Ok(COST)
}

/// The password alone does not help whoever stole the database without the keyring.
fn peppered(out: &Outside<'_>, password: &Password) -> Result<[u8; 32]> {
    let pepper = out.store.house().keyring.derive(b"password/pepper")?;
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&pepper).expect("HMAC takes any key");
    mac.update(password.text().as_bytes());
    Ok(mac.finalize().into_bytes().into())
}

/// The turn ends with the work, also when whoever asked has gone.
async fn in_turn<T: Send + 'static>(
    out: &Outside<'_>,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let _seat = WAITING.try_acquire().map_err(|_| Error::Again)?;
    let turn: SemaphorePermit<'static> = RUNNING.acquire().await.map_err(fault)?;
    out.slow(move || {
        let done = work();
        drop(turn);
        done
    })
    .await?
}

fn said(error: argon2::password_hash::Error) -> Error {
    fault(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_nobody_costs_what_a_real_one_costs() {
        let nobody = nobodys();
        let parsed = PasswordHash::new(&nobody).unwrap();
        assert!(!is_stale(&parsed));
        assert_eq!(parsed.hash.unwrap().len(), 32);
        assert_eq!(parsed.algorithm.as_str(), "argon2id");
    }

    #[test]
    fn a_hash_at_another_cost_is_made_anew() {
        let cheap = nobodys().replace("m=65536", "m=19456");
        assert!(is_stale(&PasswordHash::new(&cheap).unwrap()));
    }
}
