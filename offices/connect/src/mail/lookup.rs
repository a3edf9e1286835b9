//! Looks up whether the DNS records of our mail are published, and says what to mend.

use kernel::{Result, fault};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Command, Outside, Verb};

use super::{Mail, views};
use crate::mail_out::{Found, NameServer, look_up};

/// Look the DNS records of our mail up now, as receivers would. Changes nothing.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LookUpRecords {
    /// As in `mail.records`.
    #[serde(default)]
    pub spf_include: Option<String>,
    #[serde(skip)]
    found: Option<Vec<Found>>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FoundView {
    /// In the order of `mail.records`.
    pub found: Vec<Found>,
}

impl Command for LookUpRecords {
    const VERB: Verb =
        Verb::post("mail.look_up_records", "/mail/records/look-up").no_undo("looking changes nothing");
    type Answer = FoundView;

    async fn prepare(self, out: &Outside<'_>) -> Result<LookUpRecords> {
        let include = self.spf_include.clone();
        let wanted = out.store.read(move |tx| {
            let include = include.clone();
            Box::pin(async move {
                let mail = tx.setting::<Mail>().await?;
                let records = views::records(tx, &mail, include.as_deref()).await?.records;
                Ok((records, tx.provided::<NameServer>().map(|server| *server)))
            })
        });
        let (records, server) = wanted.await?;
        Ok(LookUpRecords { found: Some(look_up(&records, server).await?), ..self })
    }

    async fn act(&self, _: &mut Tx) -> Result<FoundView> {
        let found = self.found.clone().ok_or_else(|| fault("the records are looked up in `prepare`"))?;
        Ok(FoundView { found })
    }
}
