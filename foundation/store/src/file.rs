//! Files: sealed bytes in 1 MiB parts, SHA-256 of the plain bytes in the row; read only as attachments.
//!
//! The parts stand in the database on both engines: one backup holds all, and a file is there if its fact is.

use kernel::{Error, FileId, Owned, Ref, Result, Timestamp, Value, fault};
use sha2::{Digest, Sha256};

use crate::keyring::KeyId;
use crate::{Tx, values};

const PART: usize = 1 << 20;

/// A kept file. The noun that names it tells the fact.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredFile {
    pub id: FileId,
    pub rv: i64,
    pub owned: Owned,
    pub name: String,
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    pub sha256: [u8; 32],
    key: KeyId,
    /// Whose key seals it; the workspace's where nobody is named.
    person: Option<Ref>,
    pub made_at: Timestamp,
}

crate::noun! {
    StoredFile is "file" in "store_file" {
        personal name: Text = |f| &f.name;
        open media_type: Text = |f| &f.media_type;
        open size: Int = |f| f.size;
        open sha256: Text = |f| Value::Bytes(&f.sha256);
        open key: Text = |f| Value::Bytes(&f.key);
        open person: Id = |f| f.person;
        open made_at: At = |f| f.made_at;
    }
}

pub(crate) fn register(rules: &mut crate::Rules) {
    rules.noun::<StoredFile>();
}

const PUT: &str = "insert into file_chunk (file, part, sealed) values ($1, $2, $3)";
const PARTS: &str = "select sealed from file_chunk where file = $1 order by part";
const LOAD: &str = "
    select id, rv, owner, team, name, media_type, size, sha256, key, made_at from store_file where id = $1";

impl Tx {
    /// Keeps bytes under a new id, sealed for `person` or for the business. The next fact carries it.
    pub async fn file(
        &mut self,
        name: &str,
        media_type: &str,
        bytes: &[u8],
        person: Option<Ref>,
    ) -> Result<FileId> {
        self.house.admits_file(&self.permit)?;
        let key = match person {
            Some(person) => self.key_of(person).await?,
            None => self.house.keyring.workspace()?,
        };
        let file = StoredFile {
            id: self.new_id(),
            rv: 1,
            owned: Owned::default(),
            name: name.into(),
            media_type: media_type.into(),
            size: bytes.len() as i64,
            sha256: Sha256::digest(bytes).into(),
            key,
            person,
            made_at: self.now(),
        };
        self.add(&file).await?;
        for (part, chunk) in bytes.chunks(PART).enumerate() {
            let place = place(file.id, part);
            let sealed = self.house.keyring.seal(&key, &place, chunk)?;
            self.run(PUT, values![file.id, part as i64, &sealed]).await?;
        }
        Ok(file.id)
    }

    pub async fn file_info(&mut self, id: FileId) -> Result<StoredFile> {
        let read = |row: &crate::Row<'_>| {
            Ok(StoredFile {
                id: row.get("id")?,
                rv: row.get("rv")?,
                owned: row.owned()?,
                name: row.get("name")?,
                media_type: row.get("media_type")?,
                size: row.get("size")?,
                sha256: row.get("sha256")?,
                key: row.get("key")?,
                person: None,
                made_at: row.get("made_at")?,
            })
        };
        self.one(LOAD, values![id], read).await?.ok_or(Error::Missing("file"))
    }

    /// The plain bytes. Missing when the person they belonged to was forgotten.
    pub async fn file_bytes(&mut self, id: FileId) -> Result<Vec<u8>> {
        let info = self.file_info(id).await?;
        let parts = self.all(PARTS, values![id], |row| row.get::<Vec<u8>>("sealed")).await?;
        let mut bytes = Vec::with_capacity(info.size as usize);
        for (part, sealed) in parts.iter().enumerate() {
            let plain = self.house.keyring.open_sealed(&info.key, &place(id, part), sealed)?;
            bytes.extend(plain.ok_or(Error::Missing("file"))?);
        }
        let whole = <[u8; 32]>::from(Sha256::digest(&bytes)) == info.sha256;
        if whole { Ok(bytes) } else { Err(fault(format!("{id} is not what was kept"))) }
    }
}

fn place(id: FileId, part: usize) -> Vec<u8> {
    format!("{id}/{part}").into_bytes()
}
