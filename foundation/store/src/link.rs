//! Links customers get: one unguessable token per kind, object and person, stored as a hash.
//!
//! The token is derived from the workspace's key, so the same link can be written again without being kept.
//! A GET with it shows, a POST acts; it ends at its time, or when it is revoked.

use data_encoding::BASE64URL_NOPAD;
use kernel::{Ref, Result, Timestamp, fault};
use sha2::{Digest, Sha256};

use crate::{Row, Tx, values};

/// What a link opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    pub object: Ref,
    /// Whoever it was given to.
    pub person: Option<Ref>,
}

const KEEP: &str = "
    insert into link (hash, kind, object_kind, object, person_kind, person, made_at, until, revoked)
    values ($1, $2, $3, $4, $5, $6, $7, $8, false)
    on conflict (hash) do update set until = excluded.until";

const FIND: &str = "
    select object_kind, object, person_kind, person from link
    where hash = $1 and kind = $2 and revoked is false and (until is null or until > $3)";

const REVOKE: &str = "update link set revoked = true where object = $1 and kind = $2";

impl Tx {
    /// The token of the link to `object` for `person`, valid until an instant (for ever without one).
    pub async fn link(
        &mut self,
        kind: &'static str,
        object: Ref,
        person: Option<Ref>,
        until: Option<Timestamp>,
    ) -> Result<String> {
        let token = self.link_again(kind, object, person)?;
        let (hash, now) = (hash(&token), self.now());
        let (person_kind, person_id) = (person.map(|p| p.kind), person);
        let values = values![&hash, kind, object.kind, object, person_kind, person_id, now, until];
        self.run(KEEP, values).await?;
        Ok(token)
    }

    /// The token of a link made before, to write it again: neither made nor prolonged here.
    pub fn link_again(&self, kind: &'static str, object: Ref, person: Option<Ref>) -> Result<String> {
        let named = person.map_or(String::new(), |p| p.to_string());
        let token = self.house.keyring.derive(format!("link/{kind}/{object}/{named}").as_bytes())?;
        Ok(BASE64URL_NOPAD.encode(&token[..24]))
    }

    /// What a token opens; `None` for a wrong, old or revoked one, without a difference.
    pub async fn link_of(&mut self, kind: &str, token: &str) -> Result<Option<Link>> {
        let now = self.now();
        self.one(FIND, values![&hash(token), kind, now], read).await
    }

    /// Every link of this kind to the object stops working.
    pub async fn revoke_links(&mut self, kind: &'static str, object: Ref) -> Result<u64> {
        self.run(REVOKE, values![object, kind]).await
    }
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

fn read(row: &Row<'_>) -> Result<Link> {
    let known = |kind: String, bytes| Ref::of(&kind, bytes).ok_or_else(|| fault(format!("no noun `{kind}`")));
    let person_kind: Option<String> = row.get("person_kind")?;
    let person = match person_kind.zip(row.get::<Option<[u8; 16]>>("person")?) {
        Some((kind, bytes)) => Some(known(kind, bytes)?),
        None => None,
    };
    Ok(Link { object: known(row.get("object_kind")?, row.get("object")?)?, person })
}
