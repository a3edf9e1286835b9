//! How a noun is kept: declared once, and the store writes its insert, its update and its difference.
//!
//! Every noun's table begins with `id, rv, owner, team`; `rv` grows by one with every change.

use kernel::{Class, Owned, Ref, Value};

/// What a field holds: conditions, filters and field pickers read this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    Text,
    Int,
    Flag,
    At,
    On,
    Id,
    Doc,
    /// Minor units; the currency stands in the noun's `currency` field.
    Minor,
}

/// One declared field of a noun.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub struct NounField {
    pub name: &'static str,
    pub class: Class,
    pub holds: Holds,
}

pub trait Noun: Send + Sync + Sized {
    const NOUN: &'static str;
    const TABLE: &'static str;
    const FIELDS: &'static [NounField];

    fn id(&self) -> Ref;
    fn rv(&self) -> i64;
    fn set_rv(&mut self, rv: i64);
    fn owned(&self) -> Owned;
    /// The fields' values, in the order of `FIELDS`.
    fn values(&self) -> Vec<Value<'_>>;
    fn sql() -> &'static NounSql;
}

/// The statements that follow from a declaration.
#[derive(Debug)]
pub struct NounSql {
    pub insert: String,
    pub insert_once: String,
    pub update: String,
    pub remove: String,
    pub held: String,
}

impl NounSql {
    pub fn of<N: Noun>() -> NounSql {
        let names: Vec<&str> = N::FIELDS.iter().map(|field| field.name).collect();
        let numbers = |from: usize, n: usize| (from..from + n).map(|i| format!("${i}"));
        let insert = format!(
            "insert into {} (id, rv, owner, team, {}) values ({})",
            N::TABLE,
            names.join(", "),
            numbers(1, names.len() + 4).collect::<Vec<_>>().join(", "),
        );
        let set = names.iter().zip(numbers(5, names.len())).map(|(name, n)| format!("{name} = {n}"));
        let update = format!(
            "update {} set rv = $2 + 1, owner = $3, team = $4, {} where id = $1 and rv = $2",
            N::TABLE,
            set.collect::<Vec<_>>().join(", "),
        );
        let remove = format!("delete from {} where id = $1 and rv = $2", N::TABLE);
        let held = format!("select rv, owner, team from {} where id = $1", N::TABLE);
        let insert_once = format!("{insert} on conflict do nothing");
        NounSql { insert, insert_once, update, remove, held }
    }
}

/// `noun! { Lead is "lead" in "crm_lead" { open contact: Id = |l| l.contact; personal name: Text = |l| &l.name; } }`
/// The type has the fields `id`, `rv: i64` and `owned: Owned`.
#[macro_export]
macro_rules! noun {
    ($noun:ident is $word:literal in $table:literal {
        $($class:ident $field:ident: $holds:ident = |$this:ident| $value:expr;)+
    }) => {
        impl $crate::Noun for $noun {
            const NOUN: &'static str = $word;
            const TABLE: &'static str = $table;
            const FIELDS: &'static [$crate::NounField] = &[$($crate::NounField {
                name: stringify!($field),
                class: facts::class!($class),
                holds: $crate::Holds::$holds,
            }),+];

            fn id(&self) -> kernel::Ref { self.id.into() }
            fn rv(&self) -> i64 { self.rv }
            fn set_rv(&mut self, rv: i64) { self.rv = rv; }
            fn owned(&self) -> kernel::Owned { self.owned }
            fn values(&self) -> Vec<kernel::Value<'_>> {
                vec![$({ let $this = self; kernel::Value::from($value) }),+]
            }
            fn sql() -> &'static $crate::NounSql {
                static SQL: std::sync::LazyLock<$crate::NounSql> =
                    std::sync::LazyLock::new($crate::NounSql::of::<$noun>);
                &SQL
            }
        }
    };
}
