//! The journal's place in history: an RFC 6962 tree and signed checkpoints over it.
//!
//! State is the frontier, log2(n) hashes. The position `n` has no gap: it is everybody's cursor.

use data_encoding::BASE64;
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use kernel::Result;
use sha2::{Digest, Sha256};

use crate::Keyring;

pub type Hash = [u8; 32];

pub fn leaf(line: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(line).finalize().into()
}

fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The roots of the complete subtrees, largest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    pub size: u64,
    nodes: Vec<Hash>,
}

impl Frontier {
    pub fn push(&mut self, leaf: Hash) {
        let mut top = leaf;
        for _ in 0..self.size.trailing_ones() {
            let left = self.nodes.pop().expect("one node per bit of the size");
            top = node(&left, &top);
        }
        self.nodes.push(top);
        self.size += 1;
    }

    pub fn root(&self) -> Hash {
        let joined = self.nodes.iter().rev().copied().reduce(|right, left| node(&left, &right));
        joined.unwrap_or_else(|| Sha256::digest(b"").into())
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        self.nodes.concat()
    }

    pub fn from_bytes(size: u64, bytes: &[u8]) -> Frontier {
        let nodes = bytes.chunks_exact(32).map(|chunk| chunk.try_into().expect("32 bytes"));
        Frontier { size, nodes: nodes.collect() }
    }
}

/// Gives leaves their places and signs for them.
#[derive(Clone)]
pub(crate) struct Sealer {
    pub frontier: Frontier,
    pub key: SigningKey,
}

pub(crate) const LOG: &str = "throughline";

impl Sealer {
    /// A signed note: name, size, root, signature.
    pub fn note(&self) -> String {
        let text = checkpoint(self.frontier.size, &self.frontier.root());
        let mut signature = key_hint(&self.key.verifying_key()).to_vec();
        signature.extend(self.key.sign(text.as_bytes()).to_bytes());
        format!("{text}\n\u{2014} {LOG} {}\n", BASE64.encode(&signature))
    }
}

/// The log's signing key: it follows from the workspace's key, so it is nowhere but in the keyring.
pub(crate) fn signing_key(ring: &Keyring) -> Result<SigningKey> {
    Ok(SigningKey::from_bytes(&ring.derive(b"journal/sign/1")?))
}

pub(crate) fn checkpoint(size: u64, root: &Hash) -> String {
    format!("{LOG}\n{size}\n{}\n", BASE64.encode(root))
}

pub(crate) fn key_hint(key: &VerifyingKey) -> [u8; 4] {
    let named = Sha256::new().chain_update(LOG).chain_update([0x0a, 0x01]).chain_update(key.as_bytes());
    named.finalize()[..4].try_into().expect("a hash has four bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recursive(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Sha256::digest(b"").into(),
            [one] => *one,
            many => {
                let half = many.len().next_power_of_two() / 2;
                node(&recursive(&many[..half]), &recursive(&many[half..]))
            }
        }
    }

    #[test]
    fn the_frontier_agrees_with_the_definition() {
        let leaves: Vec<Hash> = (0..300u16).map(|i| leaf(&i.to_be_bytes())).collect();
        let mut frontier = Frontier::default();
        for n in 0..leaves.len() {
            assert_eq!(frontier.root(), recursive(&leaves[..n]));
            frontier.push(leaves[n]);
        }
    }
}
