//! The key of an effect of a run.

use kernel::{Ref, RunId};
use sha2::{Digest, Sha256};

use crate::document::StepId;

/// SHA-256 over run, anchor and visit: the same for every try of one visit, another for every other, and
/// without the version, so that a run moved to a new version sends nothing twice.
pub fn effect_key(run: RunId, anchor: &StepId, visit: u32) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(Ref::from(run).bytes);
    hash.update([u8::try_from(anchor.as_str().len()).expect("the name of a step is short")]);
    hash.update(anchor.as_str());
    hash.update(visit.to_be_bytes());
    hash.finalize().into()
}
