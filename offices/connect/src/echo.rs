//! What another system says goes on to people, records and the log: without the secret we gave it, should it say that
//! back. What it says beside that stays as it is, for later steps go by it.

use data_encoding::{BASE64, BASE64URL};
use serde_json::Value as Json;

/// Shorter than this it would be found in plain words.
const SHORTEST: usize = 4;
/// Shorter than this it is a word or a number of others too: it is taken out where it stands alone.
const UNLIKELY: usize = 8;
const INSTEAD: &str = "(secret)";

/// An answer, with the secret taken out: of JSON in its texts, so that what is read of it is still what it was.
pub fn without(said: &[u8], secret: &[u8]) -> Vec<u8> {
    let forms = forms(secret);
    let Ok(mut json) = serde_json::from_slice::<Json>(said) else {
        return forms.iter().fold(said.to_vec(), |said, form| replaced(&said, form));
    };
    let whole = json.clone();
    hide(&mut json, &forms);
    if json == whole { said.to_vec() } else { json.to_string().into_bytes() }
}

/// The same of a text.
pub fn text_without(said: &str, secret: &str) -> String {
    hidden(said, &forms(secret.as_bytes()))
}

fn hide(json: &mut Json, forms: &[Vec<u8>]) {
    match json {
        Json::String(text) => *text = hidden(text, forms),
        Json::Array(all) => all.iter_mut().for_each(|one| hide(one, forms)),
        Json::Object(all) => {
            let named = std::mem::take(all).into_iter();
            *all = named.map(|(name, value)| (hidden(&name, forms), value)).collect();
            all.values_mut().for_each(|one| hide(one, forms));
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

fn hidden(text: &str, forms: &[Vec<u8>]) -> String {
    let left = forms.iter().fold(text.as_bytes().to_vec(), |said, form| replaced(&said, form));
    String::from_utf8_lossy(&left).into_owned()
}

/// As it is, without the scheme before it, in percent signs (RFC 3986, 2.1), and wherever it may stand in base64.
fn forms(secret: &[u8]) -> Vec<Vec<u8>> {
    if secret.len() < SHORTEST {
        return vec![];
    }
    let token = secret.iter().position(|byte| *byte == b' ').map(|blank| secret[blank + 1..].to_vec());
    let mut all = vec![secret.to_vec()];
    all.extend(token.filter(|token| token.len() >= UNLIKELY));
    let percent = all.iter().map(|form| in_percent(form)).collect::<Vec<_>>();
    let base64 = (0..3).flat_map(|before| [BASE64, BASE64URL].map(|kind| in_base64(&kind, secret, before)));
    all.extend(base64.filter(|form| form.len() >= UNLIKELY));
    all.extend(percent);
    all
}

fn in_percent(secret: &[u8]) -> Vec<u8> {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    let written = |byte: &u8| if plain(byte) { vec![*byte] } else { format!("%{byte:02X}").into_bytes() };
    secret.iter().flat_map(written).collect()
}

/// The letters that are the secret's alone, where so many bytes of a group of three stand before it.
fn in_base64(kind: &data_encoding::Encoding, secret: &[u8], before: usize) -> Vec<u8> {
    let whole = [vec![0; before], secret.to_vec()].concat();
    let (first, last) = ((before * 8).div_ceil(6), whole.len() * 8 / 6);
    kind.encode(&whole).as_bytes()[first..last].to_vec()
}

fn replaced(said: &[u8], form: &[u8]) -> Vec<u8> {
    let (mut kept, mut from) = (vec![], 0);
    while let Some(at) = said[from..].windows(form.len()).position(|here| here == form) {
        let (begins, ends) = (from + at, from + at + form.len());
        kept.extend_from_slice(&said[from..begins]);
        let hides = form.len() >= UNLIKELY || stands_alone(said, begins, ends);
        kept.extend_from_slice(if hides { INSTEAD.as_bytes() } else { form });
        from = ends;
    }
    kept.extend_from_slice(&said[from..]);
    kept
}

fn stands_alone(said: &[u8], begins: usize, ends: usize) -> bool {
    let part_of_a_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    !part_of_a_word(begins.checked_sub(1).and_then(|before| said.get(before)))
        && !part_of_a_word(said.get(ends))
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

    fn answer(said: &str, secret: &str) -> String {
        String::from_utf8(without(said.as_bytes(), secret.as_bytes())).unwrap_or_default()
    }

    #[test]
    fn numbers_and_words_that_only_hold_a_short_secret_stay() {
        for said in [r#"{"id":12345678}"#, r#"{"id": "o-12345"}"#, "550 mailbox unavailable"] {
            assert_eq!(answer(said, if said.starts_with('5') { "mail" } else { "1234" }), said);
        }
        assert_eq!(answer(r#"{"pin":"is 1234."}"#, "1234"), r#"{"pin":"is (secret)."}"#);
    }

    #[test]
    fn a_secret_is_found_however_it_is_written() {
        let secret = "Bearer ab/cd+\"ä\"-efgh";
        for said in [
            r#"{"said":"Bearer ab\/cd+\"\u00e4\"-efgh"}"#,
            r#"{"said":"the token ab\/cd+\"ä\"-efgh"}"#,
            r#"{"Bearer ab/cd+\"ä\"-efgh":1}"#,
            r#"{"said":"x=ab%2Fcd%2B%22%C3%A4%22-efgh"}"#,
        ] {
            let left = answer(said, secret);
            assert!(left.contains("(secret)") && !left.contains("efgh"), "{left}");
        }
        let url = format!("{{\"said\":\"{}\"}}", BASE64URL.encode("a??>secret>>?".as_bytes()));
        assert!(answer(&url, "??>secret>>?").contains("(secret)"));
    }
}
