//! Settings: one typed, versioned document per topic, changed by commands only.
//!
//! A document is read from its text once in a process and asked for once in a transaction: most of what happens looks
//! at several of them.
//!
//! What is not a business's choice (addresses, TLS, folders) is the process's and comes by flag or environment.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use facts::house::SettingChanged;
use kernel::{Owned, Ref, Result, fault};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Tx;

/// A topic's document. `Default` is what holds until somebody changes it.
pub trait Setting: Serialize + DeserializeOwned + Default + Send + Sync + Clone + 'static {
    const TOPIC: &'static str;
}

impl Setting for kernel::Business {
    const TOPIC: &'static str = "business";
}

impl Setting for kernel::Numbers {
    const TOPIC: &'static str = "numbers";
}

impl Setting for kernel::Limits {
    const TOPIC: &'static str = "limits";
}

impl Setting for kernel::LineSettings {
    const TOPIC: &'static str = "line";
}

impl Setting for kernel::Absences {
    const TOPIC: &'static str = "absences";
}

/// Read only: billing keeps the whole document of this topic.
impl Setting for kernel::Reminding {
    const TOPIC: &'static str = "billing";
}

/// Read only: connect keeps the whole document of this topic.
impl Setting for kernel::MailServer {
    const TOPIC: &'static str = "mail";
}

/// The row behind a topic.
#[derive(Debug, Clone, PartialEq)]
struct Topic {
    id: Ref,
    rv: i64,
    owned: Owned,
    topic: &'static str,
    doc: String,
}

crate::noun! {
    Topic is "setting" in "store_setting" {
        open topic: Text = |t| t.topic;
        open doc: Doc = |t| kernel::Value::Doc(t.doc.clone());
    }
}

pub(crate) fn register(rules: &mut crate::Rules) {
    rules.noun::<Topic>();
}

type Doc = Arc<dyn Any + Send + Sync>;

/// What a transaction has read: the topic, the document as this type reads it, its version.
pub(crate) type Asked = HashMap<TypeId, (&'static str, Doc, i64)>;

/// What was read of the documents' texts, kept with the text: whoever finds the same text need not read it again.
#[derive(Default)]
pub(crate) struct Read(RwLock<HashMap<TypeId, (String, Doc)>>);

impl Read {
    fn doc<S: Setting>(&self, text: String) -> Result<Arc<S>> {
        if let Some((known, doc)) =
            self.0.read().unwrap_or_else(PoisonError::into_inner).get(&TypeId::of::<S>())
            && *known == text
            && let Ok(doc) = doc.clone().downcast::<S>()
        {
            return Ok(doc);
        }
        let doc: Arc<S> = Arc::new(serde_json::from_str(&text).map_err(fault)?);
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(TypeId::of::<S>(), (text, doc.clone()));
        Ok(doc)
    }
}

const LOAD: &str = "select rv, doc from store_setting where topic = $1";

/// A topic's id is its name: the same in every database.
fn topic_id(topic: &str) -> Ref {
    let mut bytes = [0; 16];
    for (at, byte) in topic.bytes().enumerate() {
        bytes[at % 16] ^= byte.rotate_left(at as u32 / 16);
    }
    Ref { kind: "setting", bytes }
}

impl Tx {
    /// The topic's document as it stands.
    pub async fn setting<S: Setting>(&mut self) -> Result<S> {
        Ok(self.setting_at::<S>().await?.0)
    }

    /// Who of the staff is away at this moment.
    pub async fn away(&mut self) -> Result<kernel::Absences> {
        let now = self.now();
        Ok(self.setting::<kernel::Absences>().await?.at(now))
    }

    /// The document and its version; version 0 is the default nobody changed yet.
    pub async fn setting_at<S: Setting>(&mut self) -> Result<(S, i64)> {
        let asked = self.settings.get(&TypeId::of::<S>());
        if let Some((doc, rv)) = asked.and_then(|(_, doc, rv)| Some((doc.downcast_ref::<S>()?, *rv))) {
            return Ok((doc.clone(), rv));
        }
        let read = |row: &crate::Row<'_>| Ok((row.get::<String>("doc")?, row.get::<i64>("rv")?));
        let found = self.one(LOAD, &[S::TOPIC.into()], read).await?;
        let (doc, rv) = match found {
            Some((text, rv)) => (self.house.read.doc::<S>(text)?, rv),
            None => (Arc::new(S::default()), 0),
        };
        self.settings.insert(TypeId::of::<S>(), (S::TOPIC, doc.clone(), rv));
        Ok((S::clone(&doc), rv))
    }

    /// Keeps the document and tells `setting.changed`; nothing when it is the same.
    pub async fn keep_setting<S: Setting>(&mut self, new: &S) -> Result<()> {
        let (old, rv) = self.setting_at::<S>().await?;
        let row = |doc: &S, rv| Topic {
            id: topic_id(S::TOPIC),
            rv,
            owned: Owned::default(),
            topic: S::TOPIC,
            doc: serde_json::to_string(doc).expect("a setting is plain data"),
        };
        let told = SettingChanged { topic: S::TOPIC.into() };
        self.settings.retain(|_, (topic, ..)| *topic != S::TOPIC);
        if rv > 0 {
            return self.keep_and_tell(&row(&old, rv), row(new, rv), told).await.map(drop);
        }
        self.add(&row(new, 1)).await?;
        self.tell(told);
        Ok(())
    }
}
