//! The post: the connections to the mail server, kept in the process and made anew when the settings change.

use std::sync::{Arc, Mutex, PoisonError};

use kernel::{Result, Secret, Timestamp};
use store::Tx;
use store::effect::Claimed;

use crate::line;
use crate::mail::{Mail, rows};
use crate::mail_out::{Carrier, Envelope, Outcome, Signer, SmtpSettings, compose, sign};
use crate::said::Said;

/// Why a mail waits when the settings were taken away between gate and carrier.
pub const NOT_SET_UP: &str = "no mail server is set up";

#[derive(Default)]
pub struct Post {
    open: Mutex<Option<Arc<Open>>>,
    said: Said<Outcome>,
}

/// One version of the settings, ready to send.
pub struct Open {
    version: i64,
    carrier: Carrier,
    signers: Vec<Signer>,
}

/// What a transaction read for the post.
pub struct Route {
    pub mail: Mail,
    version: i64,
    /// Somebody already knows that the server turns us away.
    in_trouble: bool,
    /// Only where the post has another version open.
    fresh: Option<(SmtpSettings, Vec<Signer>)>,
}

/// The settings, and the secrets where the post does not have this version open. `None`: not set up.
pub async fn route(tx: &mut Tx, open: Option<i64>) -> Result<Option<Route>> {
    let (mail, version) = tx.setting_at::<Mail>().await?;
    if !mail.is_set_up() {
        return Ok(None);
    }
    let in_trouble = line::rows::trouble(tx).await?.is_some();
    let fresh = match open == Some(version) {
        true => None,
        false => fresh(tx, &mail).await?,
    };
    Ok(Some(Route { mail, version, in_trouble, fresh }))
}

async fn fresh(tx: &mut Tx, mail: &Mail) -> Result<Option<(SmtpSettings, Vec<Signer>)>> {
    let password: Option<Secret<String>> = rows::password(tx).await?;
    let selectors: Vec<_> = mail.signs_with().cloned().collect();
    let signers = rows::signers(tx, &selectors).await?;
    Ok(mail.smtp(password, &tx.public_url("")).map(|smtp| (smtp, signers)))
}

impl Post {
    /// The version of the settings that is open.
    pub fn version(&self) -> Option<i64> {
        lock(&self.open).as_ref().map(|open| open.version)
    }

    /// Signs and hands over; the answer is remembered for whoever writes it down.
    pub async fn send(
        &self,
        route: Route,
        effect: &Claimed,
        envelope: &Envelope,
        now: Timestamp,
    ) -> Result<Outcome> {
        let open = self.open(route)?;
        let bytes = sign(compose(envelope)?, &open.signers, effect.made_at)?;
        let came = open.carrier.send(&envelope.route(), &bytes, now).await;
        self.said.keep(effect, came.clone());
        Ok(came)
    }

    /// What the server said to this claim; `None` where it was not asked, or another process asked.
    pub fn said(&self, effect: &Claimed) -> Option<Outcome> {
        self.said.of(effect)
    }

    fn open(&self, route: Route) -> Result<Arc<Open>> {
        let mut open = lock(&self.open);
        if let Some(known) = open.as_ref().filter(|known| known.version == route.version) {
            if !route.in_trouble {
                known.carrier.forgive();
            }
            return Ok(known.clone());
        }
        let (smtp, signers) = route.fresh.ok_or(kernel::Error::Again)?;
        let made = Arc::new(Open { version: route.version, carrier: Carrier::new(smtp)?, signers });
        *open = Some(made.clone());
        Ok(made)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
