//! A fact becomes a line: its own fields, the difference of the records, commitments for what is personal.
//!
//! Invariant: the bytes written are the bytes hashed. A personal value stands in the line only as
//! SHA-256(0x02 ‖ salt ‖ value); salt and value lie beside it, sealed under the person's key.

use std::any::Any;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use facts::Fact;
use kernel::{Class, ContactId, FactId, Id, Ref, Result, Timestamp, Value, fault};
use serde_json::{Map, Value as Json, json};

use crate::keyring::KeyId;
use crate::proof::commitment;
use crate::{Change, Tx, effect};

/// What a fact follows from: its cause, the first fact of the chain, and how deep we are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Following {
    pub cause: Ref,
    pub chain: Option<FactId>,
    pub depth: u8,
}

/// A fact on its way into the journal.
pub(crate) struct Draft {
    pub id: FactId,
    pub kind: &'static str,
    pub version: u16,
    pub fields: Vec<(&'static str, Class, Json)>,
    pub about: Option<Ref>,
    pub changes: Vec<Change>,
    pub cause: Option<Ref>,
    pub chain: FactId,
    pub depth: u8,
    pub fact: Arc<dyn Any + Send + Sync>,
}

/// A written line, waiting for its place.
#[derive(Clone, Copy)]
pub(crate) struct Line {
    pub id: FactId,
    pub leaf: [u8; 32],
}

/// A line that is ready to be inserted.
pub(crate) struct Written {
    id: FactId,
    kind: &'static str,
    contact: Option<Ref>,
    line: String,
    sealed: Option<(KeyId, Vec<u8>)>,
}

type Statement<'a> = (&'static str, Vec<Value<'a>>);

impl Written {
    fn statements(&self, pg: bool) -> impl Iterator<Item = Statement<'_>> {
        let values = vec![self.id.into(), self.kind.into(), self.contact.into(), (&self.line).into()];
        let entry = (INSERT, values);
        let private = self
            .sealed
            .as_ref()
            .map(|(key, sealed)| (INSERT_PRIVATE, vec![self.id.into(), key.into(), sealed.into()]));
        let pending = pg.then(|| (INSERT_PENDING, vec![self.id.into()]));
        [Some(entry), private, pending].into_iter().flatten()
    }
}

const INSERT: &str = "insert into journal (id, kind, contact, line) values ($1, $2, $3, $4)";
const INSERT_PRIVATE: &str = "insert into journal_private (id, key, sealed) values ($1, $2, $3)";
const INSERT_PENDING: &str = "insert into journal_pending (id) values ($1)";

impl Draft {
    pub fn of<F: Fact>(id: FactId, fact: F, changes: Vec<Change>, following: Option<Following>) -> Draft {
        Draft {
            id,
            kind: F::KIND,
            version: F::VERSION,
            fields: fact.fields(),
            about: fact.about(),
            changes,
            cause: following.map(|f| f.cause),
            chain: following.and_then(|f| f.chain).unwrap_or(id),
            depth: following.map_or(0, |f| f.depth),
            fact: Arc::new(fact),
        }
    }

    /// What its consequences follow from.
    pub fn followed(&self) -> Following {
        Following { cause: self.id.into(), chain: Some(self.chain), depth: self.depth + 1 }
    }

    /// The contact whose timeline it belongs to.
    fn contact(&self) -> Option<Ref> {
        self.about.filter(|person| person.kind == ContactId::PREFIX)
    }

    fn is_personal(&self) -> bool {
        let told = self.fields.iter().any(|(_, class, _)| *class >= Class::Personal);
        told || self.changes.iter().flat_map(|c| &c.fields).any(|d| d.class >= Class::Personal)
    }
}

/// Collects what must not stand in the line.
struct Veil<'a> {
    rng: &'a dyn kernel::Rng,
    hidden: Map<String, Json>,
}

impl Veil<'_> {
    fn commit(&mut self, path: String, value: &Json) -> Json {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let mut salt = [0; 32];
        self.rng.fill(&mut salt);
        let hash = commitment(&salt, &text);
        self.hidden.insert(path, json!([HEXLOWER.encode(&salt), text]));
        hash.into()
    }

    fn body(&mut self, fields: &[(&'static str, Class, Json)]) -> Map<String, Json> {
        let mut body = Map::new();
        for (name, class, value) in fields {
            match class {
                Class::Open => body.insert((*name).into(), value.clone()),
                _ => body.insert(format!("~{name}"), self.commit(format!("/body/~0{name}"), value)),
            };
        }
        body
    }

    fn changes(&mut self, changes: &[Change]) -> Map<String, Json> {
        let one = |change: &Change| (change.on.to_string(), Json::Object(self.differences(change)));
        changes.iter().map(one).collect()
    }

    fn differences(&mut self, change: &Change) -> Map<String, Json> {
        let mut all = Map::new();
        for d in &change.fields {
            let at = |i| format!("/changes/{}/~0{}/{i}", change.on, d.name);
            match d.class {
                Class::Open => all.insert(d.name.into(), json!([d.old, d.new])),
                _ => {
                    let pair = json!([self.maybe(at(0), &d.old), self.maybe(at(1), &d.new)]);
                    all.insert(format!("~{}", d.name), pair)
                }
            };
        }
        all
    }

    fn maybe(&mut self, path: String, value: &Json) -> Json {
        if value.is_null() { Json::Null } else { self.commit(path, value) }
    }
}

/// RFC 3339, UTC, three decimals: as precise as the clock of the rows.
fn instant(at: Timestamp) -> String {
    let text = at.to_string();
    let (whole, part) =
        text.trim_end_matches('Z').split_once('.').unwrap_or((text.trim_end_matches('Z'), ""));
    format!("{whole}.{part:0<3.3}Z")
}

impl Tx {
    /// Everything that was told becomes true: consequences, lines, effects.
    pub(crate) async fn flush(&mut self) -> Result<()> {
        self.follow_up().await?;
        self.all_is_told()?;
        self.write_down().await
    }

    /// Lets the consequences of what was told so far happen now, for a command whose answer shows them.
    pub async fn follow_up(&mut self) -> Result<()> {
        while let Some(draft) = self.drafts.pop_front() {
            self.write_line(&draft).await?;
            self.follow(&draft).await?;
        }
        Ok(())
    }

    async fn write_line(&mut self, draft: &Draft) -> Result<()> {
        let key = match draft.about {
            Some(person) if draft.is_personal() => Some(self.key_of(person).await?),
            None if draft.is_personal() => return Err(fault(format!("`{}` is about nobody", draft.kind))),
            _ => None,
        };
        let house = self.house.clone();
        let mut veil = Veil { rng: &*house.rng, hidden: Map::new() };
        let line = self.line(draft, &mut veil);
        let sealed =
            key.map(|key| seal_hidden(&house.keyring, &key, draft.id, &veil.hidden).map(|s| (key, s)));
        let (id, kind, contact) = (draft.id, draft.kind, draft.contact());
        self.written.push(Written { id, kind, contact, line, sealed: sealed.transpose()? });
        Ok(())
    }

    fn line(&self, draft: &Draft, veil: &mut Veil<'_>) -> String {
        let on = |c: &Change| json!([c.on.kind, c.on.to_string(), c.rv_before, c.rv_after]);
        json!({
            "v": 1,
            "id": draft.id,
            "at": instant(self.now),
            "by": self.permit.by().to_string(),
            "cmd": self.permit.verb(),
            "tx": self.first,
            "kind": draft.kind,
            "kv": draft.version,
            "cause": draft.cause,
            "chain": draft.chain,
            "contact": draft.contact(),
            "on": draft.changes.iter().map(on).collect::<Vec<_>>(),
            "body": veil.body(&draft.fields),
            "changes": veil.changes(&draft.changes),
        })
        .to_string()
    }

    /// All lines and effects of the transaction: one round trip on PostgreSQL.
    async fn write_down(&mut self) -> Result<()> {
        let (written, effects) = (std::mem::take(&mut self.written), std::mem::take(&mut self.effects));
        let pg = matches!(self.conn, crate::tx::Conn::Pg(_));
        let queued: Vec<_> = effects.iter().map(|new| (self.new_id(), new)).collect();
        let now = self.now;
        let lines = written.iter().flat_map(|written| written.statements(pg));
        let effects = queued.iter().map(|(id, new)| (effect::QUEUE, new.values(*id, now)));
        let statements: Vec<_> = lines.chain(effects).collect();
        self.run_many(&statements).await?;
        self.lines
            .extend(written.iter().map(|w| Line { id: w.id, leaf: crate::seal::leaf(w.line.as_bytes()) }));
        Ok(())
    }

    /// The key of a person; a new person gets one that was made ahead.
    pub(crate) async fn key_of(&mut self, person: Ref) -> Result<KeyId> {
        if let Some(key) = self.keys.get(&person) {
            return Ok(*key);
        }
        let find = "select key from person_key where person = $1";
        // Looking for what cannot be there yet would make every newcomer collide with every other (SSI).
        let found = match self.fresh.contains(&person) {
            true => None,
            false => self.one(find, &[person.into()], |row| row.get("key")).await?,
        };
        let key = match found {
            Some(key) => key,
            None => self.assign_key(person).await?,
        };
        self.keys.insert(person, key);
        Ok(key)
    }

    async fn assign_key(&mut self, person: Ref) -> Result<KeyId> {
        let key = self.house.keyring.hand_out()?;
        let assign = "insert into person_key (person, key) values ($1, $2)";
        self.run(assign, &[person.into(), (&key).into()]).await?;
        Ok(key)
    }
}

fn seal_hidden(
    ring: &crate::Keyring,
    key: &KeyId,
    id: FactId,
    hidden: &Map<String, Json>,
) -> Result<Vec<u8>> {
    let plain = serde_json::to_vec(hidden).map_err(fault)?;
    ring.seal(key, id.to_string().as_bytes(), &plain)
}
