//! Are two names of the same payer? Order, case, accents, legal forms and initials do not matter.

/// What a company is, not what it is called; and what a person is addressed with.
const NOT_NAMES: [&str; 36] = [
    "gmbh",
    "mbh",
    "ug",
    "haftungsbeschrankt",
    "ag",
    "kg",
    "kgaa",
    "ohg",
    "gbr",
    "ev",
    "eg",
    "ek",
    "ekfr",
    "co",
    "und",
    "and",
    "ltd",
    "limited",
    "llc",
    "llp",
    "inc",
    "corp",
    "plc",
    "sa",
    "sarl",
    "bv",
    "nv",
    "srl",
    "spa",
    "sas",
    "oy",
    "ab",
    "herr",
    "frau",
    "dr",
    "prof",
];

/// Lower case without accents; umlauts as one letter however they are written.
pub fn folded(text: &str) -> String {
    let folded = deunicode::deunicode(text).to_lowercase();
    folded.replace("ae", "a").replace("oe", "o").replace("ue", "u")
}

fn tokens(name: &str) -> Vec<String> {
    let folded = folded(name);
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.filter(|word| !NOT_NAMES.contains(word)).map(str::to_owned).collect()
}

/// Every word of the shorter name stands in the longer one, at least one of them written out.
pub fn similar(one: &str, other: &str) -> bool {
    let (mut short, mut long) = (tokens(one), tokens(other));
    if short.len() > long.len() {
        std::mem::swap(&mut short, &mut long);
    }
    let written_out = short.iter().any(|word| word.len() > 2 && long.iter().any(|other| same(word, other)));
    written_out && short.iter().all(|word| long.iter().any(|other| same(word, other) || initial(word, other)))
}

fn same(one: &str, other: &str) -> bool {
    one == other || (one.len() > 5 && other.len() > 5 && one_slip(one, other))
}

fn initial(one: &str, other: &str) -> bool {
    (one.len() == 1 && other.starts_with(one)) || (other.len() == 1 && one.starts_with(other))
}

/// One letter more, less or other.
fn one_slip(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let start = short.bytes().zip(long.bytes()).take_while(|(a, b)| a == b).count();
    match long.len() - short.len() {
        0 => short[start..].get(1..) == long[start..].get(1..),
        1 => short[start..] == long[start + 1..],
        _ => false,
    }
}
