//! Chance for stories: the same for the same seed, which `STORIES_SEED` gives and a story prints.

/// xorshift64* (Vigna 2016): enough to be unpredictable to the program, and to be repeated by us.
pub struct Chance(u64);

impl Chance {
    /// Of `STORIES_SEED`, else of this moment; prints what it is.
    pub fn from_env(story: &str) -> Chance {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let now = now.expect("the machine's clock is past 1970").as_nanos() as u64;
        let seed = std::env::var("STORIES_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(now);
        println!("{story}: STORIES_SEED={seed}");
        Chance::of(seed)
    }

    pub fn of(seed: u64) -> Chance {
        Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn draw(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// From 0 up to but not including `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        (self.draw() >> 11) % end.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn the_same_seed_draws_the_same() {
        let draws = |seed| {
            let mut chance = Chance::of(seed);
            (0..8).map(|_| chance.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(draws(7), draws(7));
        assert_ne!(draws(7), draws(8));
    }
}
