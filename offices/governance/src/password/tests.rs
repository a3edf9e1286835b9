//! Proofs: what is refused as a password, and that none prints.

use super::*;

fn code(password: &str) -> &'static str {
    let names = ["Müller Dachbau GmbH", "Ada Lovelace", "ada@muellerdach.test"];
    weakness(password, &names).map_or("good", |(code, _)| code)
}

#[test]
fn a_password_is_judged_by_how_soon_it_is_guessed() {
    let table = [
        ("short", "password.short"),
        ("elf zeichen", "password.short"),
        ("password1234", "password.common"),
        ("P@ssw0rd!!!!", "password.common"),
        ("qwertyuiop12", "password.common"),
        ("123qweasdzxc", "password.common"),
        ("aaaaaaaaaaaa", "password.common"),
        ("abcabcabcabc", "password.common"),
        ("abcdefghijklm", "password.common"),
        ("iloveyoumonkey", "password.common"),
        ("dragondragon1", "password.common"),
        ("lovelace2026!", "password.guessable"),
        ("Dachbau-Müller", "password.guessable"),
        ("throughline99", "password.guessable"),
        ("correct horse battery", "good"),
        ("vier Dächer im Regen", "good"),
        ("Lovelace reads tide tables", "good"),
        ("xK9#mQ2$vL7!", "good"),
        ("パスワードパスワードを忘れた", "good"),
    ];
    for (password, expected) in table {
        assert_eq!(code(password), expected, "{password}");
    }
    assert_eq!(code(&"ab3 ".repeat(100)), "password.long");
}

#[test]
fn a_password_does_not_print() {
    assert_eq!(format!("{:?}", Password::new("correct horse battery")), "(password)");
}

#[test]
fn every_common_password_is_refused() {
    let refused = |word: &&&str| code(word) != "good";
    let all = COMMON.iter().filter(|word| word.len() >= SHORTEST);
    assert_eq!(all.clone().filter(refused).count(), all.count());
    assert!(COMMON.len() > 4_000);
}
