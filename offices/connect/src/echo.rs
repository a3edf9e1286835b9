//! What another system says goes on to people, records and the log: without the secret we gave it, should it say that
//! back.

use data_encoding::BASE64;

/// Shorter than this it would be found in plain words.
const SHORTEST: usize = 4;
const INSTEAD: &[u8] = b"(secret)";

/// What was said, with the secret taken out as it is, and wherever it stands in base64.
pub fn without(said: &[u8], secret: &[u8]) -> Vec<u8> {
    if secret.len() < SHORTEST {
        return said.to_vec();
    }
    let forms = [secret.to_vec()].into_iter().chain((0..3).map(|before| in_base64(secret, before)));
    forms.fold(said.to_vec(), |said, form| replaced(&said, &form))
}

/// The letters that are the secret's alone, where so many bytes of a group of three stand before it.
fn in_base64(secret: &[u8], before: usize) -> Vec<u8> {
    let whole = [vec![0; before], secret.to_vec()].concat();
    let (first, last) = ((before * 8).div_ceil(6), whole.len() * 8 / 6);
    BASE64.encode(&whole).as_bytes()[first..last].to_vec()
}

fn replaced(said: &[u8], form: &[u8]) -> Vec<u8> {
    let (mut kept, mut rest) = (vec![], said);
    while let Some(at) = rest.windows(form.len()).position(|here| here == form) {
        kept.extend_from_slice(&rest[..at]);
        kept.extend_from_slice(INSTEAD);
        rest = &rest[at + form.len()..];
    }
    kept.extend_from_slice(rest);
    kept
}

/// The same of a text.
pub fn text_without(said: &str, secret: &str) -> String {
    String::from_utf8_lossy(&without(said.as_bytes(), secret.as_bytes())).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_taken_out_as_it_is_and_in_base64_wherever_it_begins() {
        assert_eq!(
            text_without("535 not open-sesame, open-sesame!", "open-sesame"),
            "535 not (secret), (secret)!"
        );
        for before in ["", "a", "ab", "abc", "\0ann\0"] {
            let said = BASE64.encode(format!("{before}open-sesame and more").as_bytes());
            let left = text_without(&said, "open-sesame");
            assert!(left.contains("(secret)") && left.len() < said.len(), "{before:?}: {left}");
        }
        assert_eq!(text_without("an answer", "a"), "an answer", "one letter hides nothing");
    }
}
