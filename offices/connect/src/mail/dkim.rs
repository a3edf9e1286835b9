//! DKIM keys: made here, published by the owner, then used. The keys in use stay until the next ones are.

use kernel::{Result, fault};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Outside, Verb};

use super::views::{self, MailRefusal, MailView, RecordsView};
use super::{Dkim, Mail, rows};
use crate::mail_out::{Algorithm, DkimKey};

/// Make new DKIM keys, one RSA and one Ed25519; the answer says which records to publish. Nothing is signed
/// with them until `mail.sign`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MakeDkim {
    /// As in `mail.records`.
    #[serde(default)]
    pub spf_include: Option<String>,
    /// Made before the transaction: RSA takes its time.
    #[serde(skip)]
    keys: Option<[DkimKey; 2]>,
}

impl Command for MakeDkim {
    const VERB: Verb = Verb::post("mail.make_dkim", "/mail/dkim")
        .no_undo("keys nobody signs with do no harm; make others instead");
    type Answer = RecordsView;

    async fn prepare(self, out: &Outside<'_>) -> Result<MakeDkim> {
        let rng = out.store.house().rng.clone();
        let pair = move || -> Result<[DkimKey; 2]> {
            Ok([DkimKey::make(Algorithm::Rsa, &*rng)?, DkimKey::make(Algorithm::Ed25519, &*rng)?])
        };
        Ok(MakeDkim { keys: Some(out.slow(pair).await??), ..self })
    }

    async fn act(&self, tx: &mut Tx) -> Result<RecordsView> {
        let mut mail = tx.setting::<Mail>().await?;
        let selectors = mail.next_selectors().ok_or(MailRefusal::NoSender)?;
        let keys = self.keys.as_ref().ok_or_else(|| fault("the keys are made in `prepare`"))?;
        for (selector, key) in selectors.iter().zip(keys) {
            rows::keep_key(tx, selector, key).await?;
        }
        mail.dkim.made = selectors.to_vec();
        tx.keep_setting(&mail).await?;
        views::records(tx, &mail, self.spf_include.as_deref()).await
    }
}

/// Sign mail with the DKIM keys made last, their records being published; or stop signing.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SignWithDkim {
    pub on: bool,
}

impl Command for SignWithDkim {
    const VERB: Verb = Verb::post("mail.sign", "/mail/sign").undo("mail.sign");
    type Answer = MailView;

    async fn act(&self, tx: &mut Tx) -> Result<MailView> {
        let mut mail = tx.setting::<Mail>().await?;
        if self.on && mail.dkim.made.is_empty() {
            return Err(MailRefusal::NoKeys.into());
        }
        let signing = if self.on { mail.dkim.made.clone() } else { vec![] };
        mail.dkim = Dkim { signing, ..mail.dkim };
        tx.keep_setting(&mail).await?;
        views::view(tx).await
    }

    fn undo_body(&self, _: &Json) -> Option<Json> {
        Some(json!({ "on": !self.on }))
    }
}
