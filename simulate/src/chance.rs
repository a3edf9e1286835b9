//! What a person decides: a number that follows from the seed, the person and the question, and from nothing else,
//! so that two runs of the same seed differ in nothing but what the product did.

use sha2::{Digest, Sha256};

/// The chances of one person.
#[derive(Debug, Clone, Copy)]
pub struct Chance {
    pub seed: u64,
    pub person: u64,
}

impl Chance {
    /// From 0 to 999.
    pub fn permille(self, question: &str) -> u64 {
        self.below(question, 1000)
    }

    /// From 0 to `limit - 1`.
    pub fn below(self, question: &str, limit: u64) -> u64 {
        let digest = Sha256::digest(format!("{}/{}/{question}", self.seed, self.person));
        let first: [u8; 8] = digest[..8].try_into().expect("a digest has 32 bytes");
        u64::from_be_bytes(first) % limit.max(1)
    }

    pub fn pick<'a, T: ?Sized>(self, question: &str, among: &[&'a T]) -> &'a T {
        among[self.below(question, among.len() as u64) as usize]
    }
}
