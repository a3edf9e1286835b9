//! The same request twice is one act: the answer is kept, sealed under the person's key.

use kernel::{Result, Value, fault};

use crate::Tx;
use crate::keyring::KeyId;

/// What we remember of a request.
#[derive(Debug)]
pub struct Remembered {
    pub request: [u8; 32],
    pub answer: Vec<u8>,
}

const FIND: &str = "select request, sealing_key, answer from idem where principal = $1 and key = $2";

const KEEP: &str = "
    insert into idem (principal, key, request, sealing_key, answer, kept_at) values ($1, $2, $3, $4, $5, $6)";

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
