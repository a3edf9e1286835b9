//! May this mail leave now? There must be a server that does not turn us away, an address that did not bounce and was
//! not answered too often, and the papers that go with it.

use kernel::{Result, Timestamp};
use store::Tx;
use store::effect::{Claimed, Gate, Leave, Says};

use super::{MailOrder, answers, pace, papers, rows};
use crate::line::{self, Kind, course};
use crate::mail::Mail;
use crate::mail_out::Address;
use crate::suppression;

/// How soon it is asked again, in seconds, where nobody may let it go.
const SOON: i64 = 60;
const HOUR: i64 = 3_600;

/// How the reason of a mail begins that did not leave because of its address.
pub const SUPPRESSED: &str = "address suppressed";

pub struct MailGate;

impl Gate for MailGate {
    async fn may_leave(&self, tx: &mut Tx, effect: &Claimed) -> Result<Leave> {
        let order = serde_json::from_value::<MailOrder>(effect.payload.clone()).ok();
        if let Some(reason) = suppressed(tx, order.as_ref()).await? {
            return Ok(Leave::Skip(reason));
        }
        if let Some(order) = &order
            && let Some(reason) = answers::too_many(tx, effect, order).await?
        {
            return Ok(Leave::Skip(reason.to_owned()));
        }
        let mail = tx.setting::<Mail>().await?;
        if !mail.is_set_up() {
            return Ok(Leave::Held { by: course::NAMED.into(), until: later(tx, HOUR)? });
        }
        let trouble = line::rows::trouble(tx).await?;
        let hushed = trouble.filter(|t| t.kind == Kind::Refused && tx.now() < t.until);
        match hushed {
            Some(trouble) => {
                Ok(Leave::Held { by: course::MENDED.into(), until: later(tx, SOON)?.min(trouble.until) })
            }
            None => match for_papers(tx, effect, order.as_ref()).await? {
                Leave::Now => at_its_turn(tx, &mail, effect, order.as_ref()).await,
                waits => Ok(waits),
            },
        }
    }

    async fn says(&self, tx: &mut Tx, by: &str) -> Result<Option<Says>> {
        Ok(match by {
            course::NAMED => Some(Says::open("No mail server is set up; name one in the mail settings.")),
            course::MENDED => {
                let note = line::rows::trouble(tx).await?.map(|trouble| format!(": {}", trouble.note));
                Some(Says::open(format!(
                    "The mail server does not take our mail{}.",
                    note.unwrap_or_default()
                )))
            }
            pace::PACE => {
                let most = tx.setting::<Mail>().await?.pace.map(|pace| format!(" ({})", pace.said()));
                Some(Says::until(format!("Held: pace of the mail server{}.", most.unwrap_or_default())))
            }
            paper if Tx::is_held_by_paper(paper) => Some(Says::open(papers::WAITS)),
            _ => None,
        })
    }
}

/// Last of all: what may leave takes its place in the pace of the server.
async fn at_its_turn(tx: &mut Tx, mail: &Mail, effect: &Claimed, order: Option<&MailOrder>) -> Result<Leave> {
    match mail.pace {
        Some(pace) => pace::turn(tx, pace, effect, order).await,
        None => Ok(Leave::Now),
    }
}

/// A paper lets go what waits for it.
async fn for_papers(tx: &mut Tx, effect: &Claimed, order: Option<&MailOrder>) -> Result<Leave> {
    let Some(order) = order else { return Ok(Leave::Now) };
    let Some(by) = papers::wait(tx, order).await? else { return Ok(Leave::Now) };
    let waited = tx.now().as_second() - effect.made_at.as_second();
    Ok(Leave::Held { by, until: later(tx, (waited / 4).clamp(2, SOON))? })
}

fn later(tx: &Tx, seconds: i64) -> Result<Timestamp> {
    Timestamp::from_millisecond(tx.now().as_millisecond() + seconds * 1000).map_err(kernel::fault)
}

/// The reason, for the run and the screen.
async fn suppressed(tx: &mut Tx, order: Option<&MailOrder>) -> Result<Option<String>> {
    let Some(order) = order else { return Ok(None) };
    let written = rows::message(tx, order.message).await?;
    let address = written.and_then(|written| Address::parse(&written.to_email?).ok());
    let Some(address) = address else { return Ok(None) };
    let held = suppression::rows::in_force(tx, &address).await?;
    let stops = held.filter(|held| held.reason.stops(order.class));
    Ok(stops.map(|held| format!("{SUPPRESSED} ({}): {}", held.reason.word(), held.detail)))
}
