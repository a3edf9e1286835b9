//! What happens to the line: trouble is met, one exception is raised for it; it is mended, and mail flows
//! again.

use kernel::{Result, Timestamp};
use store::{Raise, Tx};

use super::{Kind, NOT_SET_UP, Trouble, rows};

/// A server that turns us away is left alone this long, in seconds.
const HUSH: i64 = 300;
/// The row is not written again for less than this, in seconds: a thousand waiting mails are one trouble.
const STEP: i64 = 60;

/// It happened (again): nothing is offered for a while, and a person knows.
pub async fn met(tx: &mut Tx, kind: Kind, note: &str) -> Result<()> {
    let now = tx.now();
    let known = rows::trouble(tx).await?.filter(|known| known.kind == kind);
    let lately = |known: &Trouble| known.until.as_second() > now.as_second() + HUSH - STEP;
    if known.as_ref().is_some_and(|known| kind == Kind::Unreachable || lately(known)) {
        return Ok(());
    }
    let until = Timestamp::from_second(now.as_second() + HUSH).map_err(kernel::fault)?;
    let since = known.map_or(now, |known| known.since);
    rows::keep(tx, &Trouble { kind, since, until, note: note.to_owned() }).await?;
    let owner = rows::administrator(tx).await?;
    tx.raise(Raise { owner, ..raised(kind, note) }).await
}

fn raised(kind: Kind, note: &str) -> Raise {
    let (title, what) = match kind {
        Kind::Refused => (
            "The mail server does not take our mail",
            "All mail waits in the outbox and leaves by itself once the settings are right.",
        ),
        Kind::Unreachable => {
            ("The mail server does not answer", "All mail waits in the outbox and is tried again by itself.")
        }
    };
    Raise {
        key: kind.code().into(),
        code: kind.code(),
        title: title.into(),
        detail: format!(
            "{note}. {what} Meanwhile the staff are told in the app and by push. Check the mail settings and send a \
             test mail."
        ),
        due_hours: Some(1),
        ..Raise::default()
    }
}

/// What mail waits for while no server takes it, and while none is named: [`mended`] lets both go.
pub const MENDED: &str = "mail server";
pub const NAMED: &str = "mail settings";

/// A mail was taken: whatever stood in the way is over.
pub async fn answered(tx: &mut Tx) -> Result<()> {
    match rows::trouble(tx).await? {
        Some(_) => mended(tx, "the mail server takes our mail again").await,
        None => Ok(()),
    }
}

/// Somebody mended it, or it mended itself: what waited for another try leaves now.
pub async fn mended(tx: &mut Tx, why: &str) -> Result<()> {
    rows::forget(tx).await?;
    for kind in [Kind::Refused, Kind::Unreachable] {
        tx.settle_exception(kind.code(), why).await?;
    }
    for kind in ["mail", "account_mail", "code_mail", "staff_mail", "report_mail"] {
        tx.hurry_effects(kind).await?;
    }
    tx.release_held_effects(NAMED).await?;
    tx.release_held_effects(MENDED).await.map(drop)
}

/// Mail waits, and nobody has said which server takes it.
pub async fn not_set_up(tx: &mut Tx) -> Result<()> {
    let owner = rows::administrator(tx).await?;
    tx.raise(Raise {
        key: NOT_SET_UP.into(),
        code: NOT_SET_UP,
        title: "Mail waits: no mail server is set up".into(),
        detail:
            "Name a mail server and a sender in the mail settings and send a test mail. What waits in the \
                 outbox leaves by itself then; nothing is lost."
                .into(),
        owner,
        due_hours: Some(1),
        ..Raise::default()
    })
    .await
}

/// There is a server and a sender now.
pub async fn set_up(tx: &mut Tx) -> Result<()> {
    tx.settle_exception(NOT_SET_UP, "a mail server is set up").await.map(drop)
}
