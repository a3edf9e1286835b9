//! What a step changes of records that are there already: as recorded of its command, else as its own arguments say.
//!
//! Invariant: what is refused at run time because another automation owns the field is what was warned of before.

use std::collections::BTreeSet;

use super::tells::Tells;
use crate::document::Do;
use crate::plan::Catalogue;

/// Arguments that are no field of a record.
const NO_FIELDS: [&str; 2] = ["id", "rv"];

/// What one step changes.
#[derive(Debug)]
pub(super) struct Touched {
    /// `noun.field`, as far as it is known.
    pub changes: BTreeSet<String>,
    /// Where nobody recorded the command: the noun whose record it is about, and the fields it names that the step
    /// leaves alone.
    unsure: Option<(String, BTreeSet<String>)>,
}

impl Touched {
    pub fn by(act: &Do, house: &Catalogue, tells: &Tells) -> Touched {
        let verb = act.verb.as_str();
        if let Some(seen) = tells.0.get(verb) {
            return Touched { changes: seen.changes.clone(), unsure: None };
        }
        let noun = verb.split('.').next().unwrap_or(verb);
        let known = house.verbs.get(verb).and_then(|known| known.schema.get("properties")?.as_object());
        let Some(takes) = known.filter(|takes| takes.contains_key(noun)) else {
            return Touched { changes: BTreeSet::new(), unsure: None };
        };
        let is_field = |name: &&String| *name != noun && !NO_FIELDS.contains(&name.as_str());
        let (given, left): (Vec<&String>, Vec<&String>) =
            takes.keys().filter(is_field).partition(|name| act.with.contains_key(*name));
        let mut changes: BTreeSet<String> = given.iter().map(|name| format!("{noun}.{name}")).collect();
        if given.is_empty() && left.is_empty() {
            // A command that takes nothing but the record moves it on.
            changes.insert(format!("{noun}.state"));
        }
        Touched { changes, unsure: Some((noun.to_owned(), left.into_iter().cloned().collect())) }
    }

    /// Whether it may change this field: of a command nobody recorded, any that it does not plainly leave alone.
    pub fn may_change(&self, path: &str) -> bool {
        let unsure = self.unsure.as_ref().zip(path.split_once('.'));
        let may = unsure.is_some_and(|((own, left), (noun, field))| own == noun && !left.contains(field));
        may || self.changes.contains(path)
    }
}
