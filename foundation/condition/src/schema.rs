//! Which fields exist, of which type, and which of them may be empty.

use std::collections::BTreeMap;
use std::fmt;

/// The type of a value in an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    Flag,
    Int,
    Text,
    At,
    Span,
    Money,
    List(Box<Type>),
    /// The element of a list that has none.
    Nothing,
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Flag => f.write_str("true or false"),
            Type::Int => f.write_str("a whole number"),
            Type::Text => f.write_str("a text"),
            Type::At => f.write_str("an instant"),
            Type::Span => f.write_str("a length of time"),
            Type::Money => f.write_str("an amount of money"),
            Type::List(of) => write!(f, "a list of {of}"),
            Type::Nothing => f.write_str("nothing"),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub kind: Type,
    pub may_be_empty: bool,
}

/// The last part of a path that stands for every name: `lead.answers.*`.
pub const ANY: &str = "*";

/// Paths and their types: `lead.value` is money. A path that only begins others is a record.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    fields: BTreeMap<String, Field>,
    open: bool,
}

impl Schema {
    /// Knows `now` alone.
    pub fn new() -> Schema {
        Schema::default().field("now", Type::At)
    }

    /// A field that always has a value.
    pub fn field(self, path: &str, kind: Type) -> Schema {
        self.put(path, Field { kind, may_be_empty: false })
    }

    /// A field that may be empty: an expression must ask `has(path)` before it looks.
    pub fn maybe(self, path: &str, kind: Type) -> Schema {
        self.put(path, Field { kind, may_be_empty: true })
    }

    /// Open days can be counted: whoever evaluates gives the hours of the business with the records.
    pub fn open(self) -> Schema {
        Schema { open: true, ..self }
    }

    pub(super) fn counts_open_days(&self) -> bool {
        self.open
    }

    fn put(mut self, path: &str, field: Field) -> Schema {
        self.fields.insert(path.to_owned(), field);
        self
    }

    /// All the fields below a path, under another: what `fact` is while the trigger is looked at,
    /// `trigger` is later.
    pub fn copy(mut self, from: &str, to: &str) -> Schema {
        let moved = |path: &str| {
            path.strip_prefix(from).filter(|rest| rest.starts_with('.')).map(|rest| format!("{to}{rest}"))
        };
        let copies: Vec<_> =
            self.fields.iter().filter_map(|(path, field)| Some((moved(path)?, field.clone()))).collect();
        self.fields.extend(copies);
        self
    }

    /// The same as `copy`, and every one of them may be empty: what of a record was written in one change.
    pub fn copy_some(mut self, from: &str, to: &str) -> Schema {
        let below = |path: &String| path.strip_prefix(from).is_some_and(|rest| rest.starts_with('.'));
        // What may have any name is not written field by field, so no change tells one of them.
        let of: Vec<_> = self.fields.iter().filter(|(path, _)| below(path) && !path.ends_with(ANY)).collect();
        let copies: Vec<_> = of
            .into_iter()
            .map(|(path, field)| (format!("{to}{}", &path[from.len()..]), field.kind.clone()))
            .collect();
        let empty = |(path, kind)| (path, Field { kind, may_be_empty: true });
        self.fields.extend(copies.into_iter().map(empty));
        self
    }

    /// Every field has a value: for whoever takes a missing one as an answer of its own.
    pub fn filled(mut self) -> Schema {
        self.fields.values_mut().for_each(|field| field.may_be_empty = false);
        self
    }

    /// Every field in the order of its path: its type, and whether it may be empty.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &Type, bool)> {
        self.fields.iter().map(|(path, field)| (path.as_str(), &field.kind, field.may_be_empty))
    }

    /// The field, or what `record.*` says of any field of that record.
    pub(super) fn get(&self, path: &str) -> Option<&Field> {
        let any = || self.fields.get(&format!("{}.{ANY}", path.rsplit_once('.')?.0));
        self.fields.get(path).or_else(any)
    }

    pub(super) fn is_record(&self, path: &str) -> bool {
        self.below(path).next().is_some()
    }

    /// The names directly below a path, or of the roots.
    pub(super) fn names(&self, path: Option<&str>) -> Vec<&str> {
        let rest = |full| match path {
            None => Some(full),
            Some(path) => str::strip_prefix(full, path)?.strip_prefix('.'),
        };
        let first = |rest: &'_ str| rest.split('.').next().map(str::len);
        let mut names: Vec<&str> = self
            .fields
            .keys()
            .filter_map(|full| rest(full).and_then(|rest| Some(&rest[..first(rest)?])))
            .collect();
        names.dedup();
        names
    }

    fn below<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a str> {
        let from = self.fields.range(format!("{path}.")..).map(|(full, _)| full.as_str());
        from.take_while(move |full| full.strip_prefix(path).is_some_and(|rest| rest.starts_with('.')))
    }
}
