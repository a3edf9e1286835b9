//! Looking into the house without a hand to change it: the only way a rehearsal reads.
//!
//! ```compile_fail
//! async fn no_hands(looking: automation::rehearse::looking::Looking<'_>) {
//!     let permit = kernel::Permit::engine("automation.rehearsals");
//!     looking.write(permit, None, |_| Box::pin(async { Ok(()) })).await; // there is no such thing
//! }
//! ```

use kernel::Result;
use store::{Store, Tx, Unit};

/// Snapshots of the store, one after another, and nothing else of it.
#[derive(Clone, Copy)]
pub struct Looking<'s>(&'s Store);

impl<'s> Looking<'s> {
    pub fn at(store: &'s Store) -> Looking<'s> {
        Looking(store)
    }

    /// One snapshot; the engine of the database refuses to write in it.
    pub async fn look<T, F>(self, unit: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> Unit<'t, T> + Send + Sync + 'static,
    {
        self.0.read(unit).await
    }
}
