//! Settings: one typed, versioned document per topic, changed by commands only.
//!
//! What is not a business's choice (addresses, TLS, folders) is the process's and comes by flag or environment.

use facts::house::SettingChanged;
use kernel::{Owned, Ref, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Tx;

/// A topic's document. `Default` is what holds until somebody changes it.
pub trait Setting: Serialize + DeserializeOwned + Default + Send + Sync + Clone {
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

/// Read only: billing keeps the whole document of this topic.
impl Setting for kernel::Reminding {
    const TOPIC: &'static str = "billing";
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

    /// The document and its version; version 0 is the default nobody changed yet.
    pub async fn setting_at<S: Setting>(&mut self) -> Result<(S, i64)> {
        let read = |row: &crate::Row<'_>| Ok((row.doc::<S>("doc")?, row.get::<i64>("rv")?));
        let found = self.one(LOAD, &[S::TOPIC.into()], read).await?;
        Ok(found.unwrap_or_else(|| (S::default(), 0)))
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
        if rv > 0 {
            return self.keep_and_tell(&row(&old, rv), row(new, rv), told).await.map(drop);
        }
        self.add(&row(new, 1)).await?;
        self.tell(told);
        Ok(())
    }
}
