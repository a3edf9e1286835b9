//! How often a machine answers one person: whoever fills our form in with somebody else's address makes us write to
//! them.
//!
//! Invariant: of the answers asked for in any hour, no more than ten leave for one person; the others wait for nobody:
//! their leads stand unanswered, and a person answers them.

use kernel::Result;
use store::Tx;
use store::effect::Claimed;

use super::{MailOrder, MessageClass, rows};

const MOST: i64 = 10;
const HOUR_MS: i64 = 3_600_000;

pub const TOO_MANY: &str = "ten automatic answers went to them within an hour; a person answers this one";

/// Why this one does not leave. Only those asked for before it count, so the same ten leave whoever asks first.
pub(super) async fn too_many(
    tx: &mut Tx,
    effect: &Claimed,
    order: &MailOrder,
) -> Result<Option<&'static str>> {
    let Some(person) = effect.person.filter(|_| is_automatic(effect, order)) else { return Ok(None) };
    let since = effect.made_at.as_millisecond() - HOUR_MS;
    let before = rows::answers_before(tx, effect.id, since, person).await?;
    Ok((before >= MOST).then_some(TOO_MANY))
}

/// An answer to a lead that no person wrote. What is about a record is owed, and any other class has its own limits.
fn is_automatic(effect: &Claimed, order: &MailOrder) -> bool {
    let machine = effect.resend || effect.run.is_some();
    machine && order.lead.is_some() && order.about.is_none() && order.class == MessageClass::Transactional
}
