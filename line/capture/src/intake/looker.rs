//! Who looks at what came in doubtful: whoever answers new inquiries, or whoever is here for them.

mod rows;

use kernel::{Joint, LineSettings, Result, UserId};
use store::Tx;

/// The owner of the door, else of the joint captured to answered; somebody of the staff who is here, as far as anybody
/// is.
pub(super) async fn of(tx: &mut Tx, wanted: Option<UserId>) -> Result<Option<UserId>> {
    let rule = tx.setting::<LineSettings>().await?.rule(Joint::CapturedAnswered);
    let (away, staff) = (tx.away().await?, rows::staff(tx).await?);
    Ok(away.answers(&[wanted, rule.owner, rule.stand_in], &staff))
}
