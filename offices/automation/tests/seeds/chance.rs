//! Chance that follows from a seed and a question, and from nothing else: dropping one event leaves the others as
//! they were.

/// A seed and what was asked of it so far.
#[derive(Debug, Clone, Copy)]
pub struct Chance(pub u64);

fn mixed(mut n: u64) -> u64 {
    n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

impl Chance {
    pub fn of(self, question: u64) -> Chance {
        Chance(mixed(self.0 ^ mixed(question.wrapping_add(0x9e37_79b9_7f4a_7c15))))
    }

    pub fn about(self, bytes: &[u8]) -> Chance {
        bytes.chunks(8).fold(self, |chance, part| {
            let mut whole = [0; 8];
            whole[..part.len()].copy_from_slice(part);
            chance.of(u64::from_le_bytes(whole))
        })
    }

    /// From 0 to `limit - 1`.
    pub fn below(self, limit: u64) -> u64 {
        mixed(self.0) % limit.max(1)
    }

    pub fn in_a_hundred(self, many: u64) -> bool {
        self.below(100) < many
    }

    pub fn pick<T: Copy>(self, among: &[T]) -> T {
        among[usize::try_from(self.below(among.len() as u64)).unwrap_or_default()]
    }
}
