//! The same request twice is one act: the answer is kept for a week, sealed under the person's key.

use kernel::{Result, Value, fault};

use crate::keyring::KeyId;
use crate::{Store, Tx, values};

/// What we remember of a request.
#[derive(Debug)]
pub struct Remembered {
    pub request: [u8; 32],
    pub answer: Vec<u8>,
}

const FIND: &str = "select request, sealing_key, answer from idem where principal = $1 and key = $2";

const KEEP: &str = "
    insert into idem (principal, key, request, sealing_key, answer, kept_at) values ($1, $2, $3, $4, $5, $6)";

/// Whoever repeats a request after this, in milliseconds, asks anew.
const KEPT_MS: i64 = 7 * 24 * 3_600_000;
/// Answers forgotten in one transaction.
const AT_ONCE: i64 = 500;
const OLD: &str = "select key from idem where kept_at < $1 limit 1";
const FORGET: &str = "
    delete from idem where (principal, key) in (
        select principal, key from idem where kept_at < $1 order by kept_at limit $2)";

pub(crate) fn register(rules: &mut crate::Rules) {
    rules.migration("store/idem_kept", include_str!("../migrations/idem_kept.sql"));
}

/// Forgets the answers to what was asked more than a week ago; how many.
pub async fn forget_answers(store: &Store) -> Result<u64> {
    let mut all = 0;
    // Looked at in a snapshot: mostly there is nothing to write.
    while store.read(|tx| Box::pin(has_old(tx))).await? {
        let some = store.claim("idem.forget", |tx| {
            Box::pin(async move {
                let before = long_ago(tx);
                tx.run(FORGET, values![before, AT_ONCE]).await
            })
        });
        all += some.await?;
    }
    Ok(all)
}

fn long_ago(tx: &Tx) -> i64 {
    tx.now().as_millisecond() - KEPT_MS
}

async fn has_old(tx: &mut Tx) -> Result<bool> {
    let before = long_ago(tx);
    Ok(tx.one(OLD, values![before], |_| Ok(())).await?.is_some())
}

impl Tx {
    pub async fn remembered(&mut self, key: &str) -> Result<Option<Remembered>> {
        let by = self.permit.by();
        let found = self
            .one(FIND, &[by.into(), key.into()], |row| {
                Ok((
                    row.get("request")?,
                    row.get::<Option<KeyId>>("sealing_key")?,
                    row.get::<Vec<u8>>("answer")?,
                ))
            })
            .await?;
        let Some((request, sealing_key, answer)) = found else { return Ok(None) };
        let answer = match sealing_key {
            None => Some(answer),
            Some(person) => self.house.keyring.open_sealed(&person, key.as_bytes(), &answer)?,
        };
        let answer = answer.ok_or_else(|| fault("the answer went with the person it was about"))?;
        Ok(Some(Remembered { request, answer }))
    }

    /// Call it last: the person whose key seals the answer is the one the facts were about.
    pub async fn remember(&mut self, key: &str, request: &[u8; 32], answer: &[u8]) -> Result<()> {
        let person = self.drafts.iter().find_map(|draft| draft.about);
        let sealing_key = match person {
            Some(person) => Some(self.key_of(person).await?),
            None => None,
        };
        let sealed = match &sealing_key {
            Some(id) => self.house.keyring.seal(id, key.as_bytes(), answer)?,
            None => answer.to_vec(),
        };
        let by = self.permit.by();
        let sealing_key = sealing_key.as_ref().map(Value::from);
        let sealing_key = sealing_key.unwrap_or(Value::Null);
        let now = self.now();
        let values = &[by.into(), key.into(), request.into(), sealing_key, (&sealed).into(), now.into()];
        self.run(KEEP, values).await.map(drop)
    }
}
