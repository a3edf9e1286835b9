//! The letters of other rooms, read through their window.

use kernel::text::Filled;
use kernel::{ContactId, MessageId, Result};
use store::{Row, Tx, values};

/// One as it is kept.
pub(crate) struct Letter {
    pub id: MessageId,
    pub to: Option<String>,
    pub subject: Option<String>,
    /// In the small text form.
    pub source: String,
    pub class: String,
}

impl Letter {
    pub fn words(&self) -> Filled {
        Filled::read(&self.source)
    }
}

const OF_NOW: &str = "
    select id, to_email, subject, text, class from crm_message_window
    where contact = $1 and queued_at = $2 and direction = 'out' order by id";

/// Those written to somebody at this very moment, of this transaction or another.
pub(super) async fn of_now(tx: &mut Tx, contact: ContactId) -> Result<Vec<Letter>> {
    let now = tx.now();
    let read = |row: &Row<'_>| {
        Ok(Letter {
            id: row.get("id")?,
            to: row.get("to_email")?,
            subject: row.get("subject")?,
            source: row.get::<Option<String>>("text")?.unwrap_or_default(),
            class: row.get("class")?,
        })
    };
    tx.all(OF_NOW, values![contact, now], read).await
}
