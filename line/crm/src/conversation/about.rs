//! The record a message speaks of: whether it may, who answers for it, which papers of it can go with the
//! mail.
//!
//! Records are other rooms': they are known by what the store holds of every noun.

use kernel::{Error, Ref, Result, UserId};
use store::Tx;

use super::sending::Wish;
use super::{MessageRefusal, rows};
use crate::lead;

/// The sender sees the record, and it is the reader's, or nobody's. Merged contacts are one person.
pub(super) async fn may_be_spoken_of(tx: &mut Tx, wish: &Wish) -> Result<()> {
    let Some(about) = wish.about else { return Ok(()) };
    let whose = tx.contact_of(about).await?;
    let held = tx.held(about).await?.ok_or(Error::Missing(about.kind))?;
    tx.permit().covers(held.owned).map_err(|_| Error::Missing(about.kind))?;
    let contact = match wish.lead {
        Some(lead) => Some(lead::rows::load(tx, lead).await?.contact),
        None => wish.contact,
    };
    match (whose, contact) {
        (Some(whose), Some(contact)) if whose != contact => {
            let same = rows::known::one_person(tx, whose, contact).await?;
            if same { Ok(()) } else { Err(MessageRefusal::NotTheirs.into()) }
        }
        _ => Ok(()),
    }
}

/// Whoever answers for the record.
pub(super) async fn owner(tx: &mut Tx, about: Option<Ref>) -> Result<Option<UserId>> {
    let Some(about) = about else { return Ok(None) };
    Ok(tx.held(about).await?.and_then(|held| held.owned.owner))
}

/// Each paper that shall go with it was asked for, and none of them failed.
pub(super) async fn has_papers(tx: &mut Tx, wish: &Wish) -> Result<()> {
    if wish.attach.is_empty() {
        return Ok(());
    }
    let about = wish.about.ok_or(MessageRefusal::NoRecord)?;
    for document in &wish.attach {
        let asked = tx.paper_of(about, *document).await?;
        let paper = asked.ok_or_else(|| MessageRefusal::NoPaper(document.word()))?;
        if matches!(paper.state, store::PaperState::Failed { .. }) {
            paper.pdf()?;
        }
    }
    Ok(())
}
