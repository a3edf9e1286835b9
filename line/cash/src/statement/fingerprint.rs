//! The same booking in two files is one booking: known by account, day, amount, words, and how many like it
//! came before it in the file.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::reading::ReadLine;

pub type Fingerprint = [u8; 32];

/// One for each line, in their order. The key keeps names and texts from being guessed out of the journal.
pub fn of_all(key: &[u8; 32], account: &str, lines: &[ReadLine]) -> Vec<Fingerprint> {
    let mut before: HashMap<Fingerprint, u64> = HashMap::new();
    let one = |line: &ReadLine| {
        let base = digest(key, account, line, None);
        let nth = before.entry(base).or_insert(0);
        *nth += 1;
        digest(key, account, line, Some(*nth))
    };
    lines.iter().map(one).collect()
}

fn digest(key: &[u8; 32], account: &str, line: &ReadLine, nth: Option<u64>) -> Fingerprint {
    let amount = line.amount.to_string();
    let words = [&folded(&line.text), &folded(&line.payer), &line.iban];
    let mut hash = Sha256::new().chain_update(key);
    for part in [account, &line.booked_on.to_string(), &amount].into_iter().chain(words.map(String::as_str)) {
        hash = hash.chain_update((part.len() as u64).to_be_bytes()).chain_update(part);
    }
    hash.chain_update(nth.unwrap_or_default().to_be_bytes()).finalize().into()
}

/// Spaces and case differ between exports of the same booking.
fn folded(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}
