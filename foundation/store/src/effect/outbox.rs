//! What a person may do with an effect that waits: let it go, keep it back, put it in front.
//!
//! The window `store_effect` shows them. Whose it is, and whether it may, is asked before.

use kernel::Result;

use crate::{Tx, values};

const AGAIN: &str = "
    update effect set state = 'queued', due_at = $2, note = $3, done_at = null, held_by = null
    where key = $1 and state in ('queued', 'uncertain', 'failed', 'skipped', 'cancelled')";

const KEEP_BACK: &str = "
    update effect set state = 'cancelled', note = $3, done_at = $2
    where key = $1 and state in ('queued', 'failed', 'uncertain')";

const KNOWN: &str = "
    update effect set state = 'done', note = $3, done_at = $2 where key = $1 and state = 'uncertain'";

const HURRY: &str = "update effect set due_at = $2 where kind = $1 and state = 'queued' and attempt > 0";

const LET_GO: &str = "
    update effect set due_at = $2, held_by = null where held_by = $1 and state = 'queued'";

impl Tx {
    /// What a gate holds by this word ([`super::Leave::Held`]) is asked again now. Gives how many.
    pub async fn release_held_effects(&mut self, by: &str) -> Result<u64> {
        let now = self.now();
        self.run(LET_GO, values![by, now]).await
    }

    /// Queues one effect for now, whatever kept it; `false` when it is on its way or done.
    pub async fn queue_effect_again(&mut self, key: &str, why: &str) -> Result<bool> {
        let now = self.now();
        Ok(self.run(AGAIN, values![key, now, why]).await? == 1)
    }

    /// One effect never leaves, unless it is queued again; `false` when it is on its way or done.
    pub async fn cancel_effect(&mut self, key: &str, why: &str) -> Result<bool> {
        let now = self.now();
        Ok(self.run(KEEP_BACK, values![key, now, why]).await? == 1)
    }

    /// Somebody found out that an effect of unknown fate was carried out; `false` when its fate is known.
    pub async fn effect_was_done(&mut self, key: &str, how: &str) -> Result<bool> {
        let now = self.now();
        Ok(self.run(KNOWN, values![key, now, how]).await? == 1)
    }

    /// What waits for another try is due now: what stood in its way is over. Gives how many.
    pub async fn hurry_effects(&mut self, kind: &str) -> Result<u64> {
        let now = self.now();
        self.run(HURRY, values![kind, now]).await
    }
}
