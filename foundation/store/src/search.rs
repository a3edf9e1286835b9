//! One search index for all rooms: folded words with a prefix look-up, the same on both engines.
//!
//! Open and personal values may be indexed, protected ones never. Forgiving typing errors comes later.

use std::collections::{BTreeSet, HashMap};

use kernel::{Ref, Result, fault};

use crate::{Tx, places, values};

/// One hit: what it is, and how it is shown.
#[derive(Debug, Clone, PartialEq, serde::Serialize, schemars::JsonSchema)]
pub struct Hit {
    pub id: Ref,
    pub title: String,
    pub detail: String,
}

const LONGEST: usize = 64;
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
        let wanted: Vec<String> = words(query).into_iter().take(6).collect();
        let Some(longest) = wanted.iter().max_by_key(|word| word.len()) else { return Ok(vec![]) };
        let mut values: Vec<kernel::Value<'_>> =
            vec![kind.into(), limit.into(), CANDIDATES.into(), longest.into(), end_of(longest).into()];
        let mut found = String::from(
            "select distinct w.kind, w.id from search_word w
            where w.word >= $4 and w.word < $5 and (w.kind = $1 or $1 is null)",
        );
        for word in wanted.iter().filter(|word| *word != longest) {
            let n = values.len() + 1;
            found += &format!(
                " and exists (select 1 from search_word o where o.kind = w.kind and o.id = w.id \
                 and o.word >= ${n} and o.word < ${})",
                n + 1
            );
            values.extend([word.into(), end_of(word).into()]);
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

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_folded_and_addresses_stand_whole() {
        let found = words("Jörg Müller jorg@x.test +4930123");
        for word in ["jorg", "muller", "jorg@x.test", "+4930123", "x", "test"] {
            assert!(found.contains(word), "{word} in {found:?}");
        }
    }
}
