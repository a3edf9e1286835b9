//! What changed, field by field: the part of a fact nobody has to write.

use kernel::{Class, Owned, Ref, Value};
use serde_json::Value as Json;

use crate::Noun;

/// The difference of one record, from one version to the next.
#[derive(Debug, Clone)]
pub struct Change {
    pub on: Ref,
    pub table: &'static str,
    pub rv_before: i64,
    pub rv_after: i64,
    pub fields: Vec<Difference>,
}

#[derive(Debug, Clone)]
pub struct Difference {
    pub name: &'static str,
    pub class: Class,
    pub old: Json,
    pub new: Json,
}

impl Change {
    /// `None` when nothing differs: then there is nothing to keep and nothing to tell.
    pub(crate) fn between<N: Noun>(before: Option<&N>, after: &N) -> Option<Change> {
        let old = before.map_or_else(|| vec![Value::Null; N::FIELDS.len()], N::values);
        let mut fields = differences::<N>(&old, &after.values());
        fields.extend(whose(before.map(N::owned), after.owned()));
        let rv_before = before.map_or(0, N::rv);
        (!fields.is_empty()).then(|| Change::of(after, rv_before, rv_before + 1, fields))
    }

    /// A record goes: every value it had is told once more.
    pub(crate) fn removal<N: Noun>(gone: &N) -> Change {
        let nothing = vec![Value::Null; N::FIELDS.len()];
        Change::of(gone, gone.rv(), 0, differences::<N>(&gone.values(), &nothing))
    }

    fn of<N: Noun>(noun: &N, rv_before: i64, rv_after: i64, fields: Vec<Difference>) -> Change {
        Change { on: noun.id(), table: N::TABLE, rv_before, rv_after, fields }
    }
}

/// Owner and team: a new record names its owner even where it has none, its team where it has one.
fn whose(before: Option<Owned>, after: Owned) -> Vec<Difference> {
    let text = |id: Option<Ref>| id.map_or(Json::Null, |id| Json::from(id.to_string()));
    let open = |name, old: Option<Ref>, new: Option<Ref>| Difference {
        name,
        class: Class::Open,
        old: text(old),
        new: text(new),
    };
    let owner = |whose: Owned| whose.owner.map(Ref::from);
    let team = |whose: Owned| whose.team.map(Ref::from);
    let (old_owner, old_team) = (before.and_then(owner), before.and_then(team));
    let owner_differs = before.is_none() || old_owner != owner(after);
    let owner = owner_differs.then(|| open("owner", old_owner, owner(after)));
    let team = (old_team != team(after)).then(|| open("team", old_team, team(after)));
    owner.into_iter().chain(team).collect()
}

fn differences<N: Noun>(old: &[Value<'_>], new: &[Value<'_>]) -> Vec<Difference> {
    let pairs = N::FIELDS.iter().zip(old.iter().zip(new));
    pairs
        .filter(|(_, (old, new))| old != new)
        .map(|(field, (old, new))| Difference {
            name: field.name,
            class: field.class,
            old: json(old),
            new: json(new),
        })
        .collect()
}

pub(crate) fn json(value: &Value<'_>) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Flag(flag) => (*flag).into(),
        Value::Int(n) => (*n).into(),
        Value::At(at) => at.to_string().into(),
        Value::On(day) => day.to_string().into(),
        Value::Text(text) => text.as_ref().into(),
        Value::Bytes(bytes) => data_encoding::BASE64.encode(bytes).into(),
        Value::Id(id) => id.to_string().into(),
        Value::Doc(text) => serde_json::from_str(text).expect("a document was serialised by us"),
    }
}
