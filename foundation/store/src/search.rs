//! One search index for all rooms: folded words with a prefix look-up, the same on both engines.
//!
//! Open and personal values may be indexed, protected ones never. A typing error is forgiven when it is asked, not in
//! the index: all words one letter away are looked up, some hundred however large the index is.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::RangeInclusive;

use kernel::{Ref, Result, Value, fault};

use crate::{Tx, places, values};

/// One hit: what it is, and how it is shown.
#[derive(Debug, Clone, PartialEq, serde::Serialize, schemars::JsonSchema)]
pub struct Hit {
    pub id: Ref,
    pub title: String,
    pub detail: String,
}

const LONGEST: usize = 64;
/// So many words of a query are looked for.
const MOST_WORDS: usize = 6;
/// Letters of a word that may have a typing error.
const FORGIVEN: RangeInclusive<usize> = 4..=20;
/// So many records are put in order at most, of a word that half of them hold.
const CANDIDATES: i64 = 1_000;
const PUT: &str = "
    insert into search_entry (kind, id, title, detail) values ($1, $2, $3, $4)
    on conflict (kind, id) do update set title = excluded.title, detail = excluded.detail";
const FORGET_WORDS: &str = "delete from search_word where kind = $1 and id = $2";
const FORGET: &str = "delete from search_entry where kind = $1 and id = $2";
const ADD_WORD: &str = "insert into search_word (word, kind, id) values ($1, $2, $3) on conflict do nothing";

/// Lower case, without accents, split at whatever is not a letter or digit; addresses also stand whole.
fn words(text: &str) -> BTreeSet<String> {
    let folded = deunicode::deunicode(text).to_lowercase();
    let parts = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty());
    let whole = folded.split_whitespace().filter(|w| w.contains('@') || w.starts_with('+'));
    parts.chain(whole).map(|word| word.chars().take(LONGEST).collect()).collect()
}

/// Behind every word that begins so.
fn end_of(word: &str) -> String {
    format!("{word}\u{10ffff}")
}

impl Tx {
    /// Puts a record into the index under a title and a line of detail, findable by every word of `text`.
    pub async fn index(&mut self, id: Ref, title: &str, detail: &str, text: &[&str]) -> Result<()> {
        // Nothing can be there for an id of this transaction, and looking would collide with every neighbour.
        if !self.fresh.contains(&id) {
            self.run(FORGET_WORDS, values![id.kind, id]).await?;
        }
        self.run(PUT, values![id.kind, id, title, detail]).await?;
        let all: BTreeSet<String> = text.iter().chain([&title]).flat_map(|text| words(text)).collect();
        let rows: Vec<_> = all.iter().map(|w| (ADD_WORD, values![w, id.kind, id].to_vec())).collect();
        self.run_many(&rows).await
    }

    /// What these records are called where they are found; one that is not indexed has no title.
    pub async fn titles(&mut self, records: &[Ref]) -> Result<HashMap<Ref, String>> {
        let mut values = vec![];
        let these = places(&mut values, records.iter().map(|record| (*record).into()));
        let sql = format!("select kind, id, title from search_entry where id in ({these})");
        let read = |row: &crate::Row<'_>| {
            Ok((row.get::<String>("kind")?, row.get::<[u8; 16]>("id")?, row.get::<String>("title")?))
        };
        let found = self.all(&sql, &values, read).await?;
        let titled = found.into_iter().filter_map(|(kind, id, title)| Some((Ref::of(&kind, id)?, title)));
        Ok(titled.collect())
    }

    /// Takes a record out of the index.
    pub async fn forget_index(&mut self, id: Ref) -> Result<()> {
        self.run(FORGET_WORDS, values![id.kind, id]).await?;
        self.run(FORGET, values![id.kind, id]).await.map(drop)
    }

    /// Records that hold every word of the query, each at least as a beginning; of one kind, or of all. Of more than a
    /// thousand any thousand are put in the order of their titles.
    pub async fn search(&mut self, query: &str, kind: Option<&str>, limit: i64) -> Result<Vec<Hit>> {
        let plain = |word| Wanted { word, near: vec![] };
        let wanted: Vec<Wanted> = words(query).into_iter().take(MOST_WORDS).map(plain).collect();
        self.holding(&wanted, kind, limit).await
    }

    /// The same where one letter of each word may be wrong, missing, too many or swapped with its neighbour, for when
    /// nothing is as it was asked. Numbers, words of three letters and what stands behind an @ are taken as they are.
    pub async fn search_near(&mut self, query: &str, kind: Option<&str>, limit: i64) -> Result<Vec<Hit>> {
        let wanted: Vec<Wanted> = near_words(query).into_iter().take(MOST_WORDS).collect();
        if wanted.iter().all(|one| one.near.is_empty()) {
            return Ok(vec![]);
        }
        self.holding(&wanted, kind, limit).await
    }

    async fn holding(&mut self, wanted: &[Wanted], kind: Option<&str>, limit: i64) -> Result<Vec<Hit>> {
        let Some(longest) = wanted.iter().max_by_key(|one| one.word.len()) else { return Ok(vec![]) };
        let mut values: Vec<Value<'_>> = vec![kind.into(), limit.into(), CANDIDATES.into()];
        let is_longest = longest.condition("w", &mut values);
        let mut found = format!(
            "select distinct w.kind, w.id from search_word w where {is_longest} and (w.kind = $1 or $1 is null)"
        );
        for other in wanted.iter().filter(|one| one.word != longest.word) {
            let is_other = other.condition("o", &mut values);
            found += &format!(
                " and exists (select 1 from search_word o where o.kind = w.kind and o.id = w.id and {is_other})"
            );
        }
        let sql = format!(
            "select e.kind, e.id, e.title, e.detail from ({found} limit $3) f
            join search_entry e on e.kind = f.kind and e.id = f.id order by e.title, e.id limit $2"
        );
        self.all(&sql, &values, |row| {
            let kind: String = row.get("kind")?;
            let id = Ref::of(&kind, row.get("id")?).ok_or_else(|| fault(format!("no noun `{kind}`")))?;
            Ok(Hit { id, title: row.get("title")?, detail: row.get("detail")? })
        })
        .await
    }
}

/// A word somebody looks for.
#[derive(Debug)]
struct Wanted {
    word: String,
    /// Those one letter away, where it may be one of them.
    near: Vec<String>,
}

impl Wanted {
    /// That a row of the index holds it: as a beginning, or one near it as a whole.
    fn condition<'w>(&'w self, row: &str, values: &mut Vec<Value<'w>>) -> String {
        let n = values.len() + 1;
        values.extend([(&self.word).into(), end_of(&self.word).into()]);
        let begins = format!("{row}.word >= ${n} and {row}.word < ${}", n + 1);
        if self.near.is_empty() {
            return format!("({begins})");
        }
        let near = places(values, self.near.iter().map(Value::from));
        format!("({begins} or {row}.word in ({near}))")
    }
}

/// The words of a query with those near them; an address is its parts, for one near it is none as a whole.
fn near_words(query: &str) -> Vec<Wanted> {
    let folded = deunicode::deunicode(query).to_lowercase();
    let mut all: BTreeMap<String, bool> = BTreeMap::new();
    for token in folded.split_whitespace() {
        let (person, domain) = token.split_once('@').unwrap_or((token, ""));
        for (text, forgiven) in [(person, true), (domain, false)] {
            for word in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
                all.insert(word.chars().take(LONGEST).collect(), forgiven);
            }
        }
    }
    let wanted = |(word, forgiven): (String, bool)| {
        let near = if forgiven { one_letter_away(&word) } else { vec![] };
        Wanted { word, near }
    };
    all.into_iter().map(wanted).collect()
}

/// Every word that comes of this one by taking a letter out, swapping two neighbours, writing another, or adding one;
/// none for numbers, for short words, and for those so long that nobody types them.
fn one_letter_away(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    if !FORGIVEN.contains(&letters.len()) || !letters.iter().all(char::is_ascii_lowercase) {
        return vec![];
    }
    let with = |at: usize, taken: usize, put: &[char]| -> String {
        letters[..at].iter().chain(put).chain(&letters[at + taken..]).collect()
    };
    let mut all = BTreeSet::new();
    for at in 0..=letters.len() {
        all.extend(('a'..='z').map(|letter| with(at, 0, &[letter])));
        if at < letters.len() {
            all.insert(with(at, 1, &[]));
            all.extend(('a'..='z').map(|letter| with(at, 1, &[letter])));
        }
        if let Some([first, second]) = letters.get(at..at + 2) {
            all.insert(with(at, 2, &[*second, *first]));
        }
    }
    all.remove(word);
    all.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::{near_words, one_letter_away, words};

    #[test]
    fn words_are_folded_and_addresses_stand_whole() {
        let found = words("Jörg Müller jorg@x.test +4930123");
        for word in ["jorg", "muller", "jorg@x.test", "+4930123", "x", "test"] {
            assert!(found.contains(word), "{word} in {found:?}");
        }
    }

    #[test]
    fn one_letter_is_forgiven_wherever_it_is() {
        let near = one_letter_away("muller");
        for word in ["uller", "miller", "umller", "mueller", "mulle", "mullers", "mulelr"] {
            assert!(near.iter().any(|one| one == word), "{word}");
        }
        for word in ["muller", "muelller", "miler", "mll"] {
            assert!(near.iter().all(|one| one != word), "{word}");
        }
        assert!(near.len() < 400, "{}", near.len());
        for word in ["ada", "4930", "ab12", &"a".repeat(21)] {
            assert_eq!(one_letter_away(word), Vec::<String>::new(), "{word}");
        }
    }

    #[test]
    fn a_domain_is_taken_as_it_is() {
        let forgiven = |query: &str| -> Vec<(String, bool)> {
            near_words(query).into_iter().map(|one| (one.word, !one.near.is_empty())).collect()
        };
        let said = |words: &[(&str, bool)]| -> Vec<(String, bool)> {
            words.iter().map(|(word, may)| ((*word).to_owned(), *may)).collect()
        };
        let address = [("customer", false), ("muller", true), ("test", false)];
        assert_eq!(forgiven("Müller@customer.test"), said(&address));
        assert_eq!(forgiven("+49 30 901820"), said(&[("30", false), ("49", false), ("901820", false)]));
    }
}
