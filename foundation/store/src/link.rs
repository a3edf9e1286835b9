//! Links customers get: one unguessable token per kind, object and person, stored as a hash.
//!
//! The token is derived from the workspace's key, so the same link can be written again without being kept. How often
//! the links of one kind, object and person were revoked is a part of what it is derived from: the next is another.
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
    on conflict (hash) do update set until = excluded.until
    returning revoked";

const FIND: &str = "
    select object_kind, object, person_kind, person from link
    where hash = $1 and kind = $2 and revoked is false and (until is null or until > $3)";

const FIND_EVER: &str = "
    select object_kind, object, person_kind, person from link where hash = $1 and kind = $2";

const REVOKE: &str = "update link set revoked = true where object = $1 and kind = $2";
const REVOKE_OF: &str = "update link set revoked = true where person = $1";

/// How often the link of this kind, object and person (or nobody) was revoked.
const REVOKED: &str = "
    select count(*) as n from link
    where object = $1 and kind = $2 and coalesce(person, object) = $3 and revoked is true";

const HELD: &str = "
    select kind, object_kind, object, person_kind, person, until from link
    where object = $1 and kind = $2 and revoked is false";
const HELD_BY: &str = "
    select kind, object_kind, object, person_kind, person, until from link
    where person = $1 and revoked is false";

/// A link that was made, whether it has run out or not.
struct Held {
    kind: String,
    link: Link,
    until: Option<Timestamp>,
}

impl Tx {
    /// The token of the link to `object` for `person`, valid until an instant (for ever without one).
    pub async fn link(
        &mut self,
        kind: &str,
        object: Ref,
        person: Option<Ref>,
        until: Option<Timestamp>,
    ) -> Result<String> {
        let held = Held { kind: kind.to_owned(), link: Link { object, person }, until };
        let first = self.token(kind, held.link, 0)?;
        if self.keep_link(&held, &first).await? {
            return Ok(first);
        }
        let token = self.link_again(kind, object, person).await?;
        self.keep_link(&held, &token).await?;
        Ok(token)
    }

    /// The token of a link made before, to write it again: neither made nor prolonged here.
    pub async fn link_again(&mut self, kind: &str, object: Ref, person: Option<Ref>) -> Result<String> {
        let values = values![object, kind, person.unwrap_or(object)];
        let revoked: Option<i64> = self.one(REVOKED, values, |row| row.get("n")).await?;
        self.token(kind, Link { object, person }, revoked.unwrap_or_default())
    }

    fn token(&self, kind: &str, link: Link, revoked: i64) -> Result<String> {
        let named = link.person.map_or(String::new(), |p| p.to_string());
        let again = if revoked > 0 { format!("/{revoked}") } else { String::new() };
        let purpose = format!("link/{kind}/{}/{named}{again}", link.object);
        let token = self.house.keyring.derive(purpose.as_bytes())?;
        Ok(BASE64URL_NOPAD.encode(&token[..24]))
    }

    /// Whether the token opens something from now on: one that was revoked never does again.
    async fn keep_link(&mut self, held: &Held, token: &str) -> Result<bool> {
        let (hash, now, Link { object, person }) = (hash(token), self.now(), held.link);
        let values = values![
            &hash,
            held.kind.as_str(),
            object.kind,
            object,
            person.map(|p| p.kind),
            person,
            now,
            held.until
        ];
        let revoked: Option<bool> = self.one(KEEP, values, |row| row.get("revoked")).await?;
        Ok(revoked == Some(false))
    }

    /// Six digits that follow from the workspace's key and a purpose: stored nowhere, written again at will. The
    /// purpose names record, recipient and attempt; how often and until when they are taken is the room's to keep.
    pub fn one_time_code(&self, purpose: &str) -> Result<String> {
        let bytes = self.house.keyring.derive(format!("code/{purpose}").as_bytes())?;
        six_digits(&bytes).ok_or_else(|| fault("no code follows from this purpose"))
    }

    /// What a token opens; `None` for a wrong, old or revoked one, without a difference.
    pub async fn link_of(&mut self, kind: &str, token: &str) -> Result<Option<Link>> {
        let now = self.now();
        self.one(FIND, values![&hash(token), kind, now], read).await
    }

    /// The token written now in place of this one, which may have been revoked; `None` for one that never was.
    /// For what a letter once promised and must keep, such as leaving a list.
    pub async fn link_now(&mut self, kind: &str, token: &str) -> Result<Option<String>> {
        let Some(link) = self.one(FIND_EVER, values![&hash(token), kind], read).await? else {
            return Ok(None);
        };
        self.link_again(kind, link.object, link.person).await.map(Some)
    }

    /// Every link of this kind to the object stops working.
    pub async fn revoke_links(&mut self, kind: &str, object: Ref) -> Result<u64> {
        self.run(REVOKE, values![object, kind]).await
    }

    /// Every link of this kind to the object stops working, and another takes its place until the same time: whoever
    /// writes it again writes the new one. How many there were.
    pub async fn replace_links(&mut self, kind: &str, object: Ref) -> Result<usize> {
        let held = self.all(HELD, values![object, kind], read_held).await?;
        self.revoke_links(kind, object).await?;
        self.give_again(held).await
    }

    /// The same with all that were given to a person, whatever they open.
    pub async fn replace_links_of(&mut self, person: Ref) -> Result<usize> {
        let held = self.all(HELD_BY, values![person], read_held).await?;
        self.run(REVOKE_OF, values![person]).await?;
        self.give_again(held).await
    }

    async fn give_again(&mut self, revoked: Vec<Held>) -> Result<usize> {
        for Held { kind, link, until } in &revoked {
            self.link(kind, link.object, link.person, *until).await?;
        }
        Ok(revoked.len())
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

fn read_held(row: &Row<'_>) -> Result<Held> {
    Ok(Held { kind: row.get("kind")?, link: read(row)?, until: row.get("until")? })
}

/// Uniform: whatever of the 2³² falls beyond the last whole million is passed over. That all eight chances do is
/// 1 in 10²⁸.
fn six_digits(bytes: &[u8; 32]) -> Option<String> {
    const MILLION: u32 = 1_000_000;
    const WHOLE: u32 = u32::MAX - u32::MAX % MILLION;
    let numbers = bytes.as_chunks::<4>().0.iter().map(|chunk| u32::from_be_bytes(*chunk));
    numbers.into_iter().find(|number| *number < WHOLE).map(|number| format!("{:06}", number % MILLION))
}

#[cfg(test)]
mod tests {
    use super::six_digits;

    #[test]
    fn a_code_has_six_digits_and_no_number_is_likelier() {
        let mut bytes = [0; 32];
        bytes[3] = 7;
        assert_eq!(six_digits(&bytes).as_deref(), Some("000007"));
        bytes[..4].copy_from_slice(&4_294_000_000u32.to_be_bytes());
        bytes[4..8].copy_from_slice(&4_293_999_999u32.to_be_bytes());
        assert_eq!(
            six_digits(&bytes).as_deref(),
            Some("999999"),
            "the rest beyond the millions is passed over"
        );
        assert_eq!(six_digits(&[0xff; 32]), None);
    }
}
