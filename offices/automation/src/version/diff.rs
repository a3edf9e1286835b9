//! What differs between two documents, as their owner would say it: not lines, but what they mean.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::document::{Automation, Step};

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Difference {
    /// The step, if it is about one.
    pub step: Option<String>,
    /// `added`, `removed`, `moved` or `changed`.
    pub kind: &'static str,
    /// The field that changed, such as `wait`.
    pub field: Option<String>,
    pub old: Option<Json>,
    pub new: Option<Json>,
    /// The whole of it in one sentence.
    pub says: String,
}

/// From one document to the next; nothing where they mean the same.
pub fn diff(old: &Automation, new: &Automation) -> Vec<Difference> {
    let mut found = fields(None, &head(old), &head(new));
    let (before, after) = (old.every_step(), new.every_step());
    let find = |all: &[&Step], step: &Step| all.iter().position(|one| one.id == step.id);
    for step in before.iter().filter(|step| find(&after, step).is_none()) {
        let gone = json(step);
        let says = format!("step {} is gone: {}", step.id, short(&gone));
        found.push(Difference { old: Some(gone), ..named(step, "removed", says) });
    }
    for step in &after {
        match find(&before, step) {
            None => {
                let new = json(step);
                let says = format!("step {} is new: {}", step.id, short(&new));
                found.push(Difference { new: Some(new), ..named(step, "added", says) });
            }
            Some(at) => found.extend(fields(Some(step), &flat(before[at]), &flat(step))),
        }
    }
    found.extend(moved(&before, &after));
    found
}

fn named(step: &Step, kind: &'static str, says: String) -> Difference {
    Difference { step: Some(step.id.to_string()), kind, field: None, old: None, new: None, says }
}

/// Steps that stand in another order among those both have.
fn moved(before: &[&Step], after: &[&Step]) -> Vec<Difference> {
    let order = |all: &[&Step], others: &[&Step]| -> Vec<String> {
        let shared = all.iter().filter(|step| others.iter().any(|other| other.id == step.id));
        shared.map(|step| step.id.to_string()).collect()
    };
    let (old, mut rest) = (order(before, after), order(after, before));
    let mut found = vec![];
    // Whoever stands where nobody expects them has moved; the others follow.
    for id in &old {
        match rest.first() {
            Some(first) if first == id => drop(rest.remove(0)),
            _ => {
                let Some(at) = rest.iter().position(|other| other == id) else { continue };
                rest.remove(at);
                let says = format!("step {id} stands elsewhere");
                let (kind, step) = ("moved", Some(id.clone()));
                found.push(Difference { step, kind, field: None, old: None, new: None, says });
            }
        }
    }
    found
}

fn json<T: Serialize>(value: &T) -> Json {
    serde_json::to_value(value).expect("a document is plain data")
}

fn head(document: &Automation) -> Map<String, Json> {
    let Json::Object(mut head) = json(document) else { return Map::new() };
    head.remove("steps");
    head
}

/// A step without its name and without the steps inside it.
fn flat(step: &Step) -> Map<String, Json> {
    let Json::Object(mut flat) = json(step) else { return Map::new() };
    flat.remove("id");
    if let Some(Json::Object(repeat)) = flat.get_mut("repeat") {
        repeat.remove("steps");
    }
    flat
}

fn fields(step: Option<&Step>, old: &Map<String, Json>, new: &Map<String, Json>) -> Vec<Difference> {
    let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
    names.sort();
    names.dedup();
    let changed = names.into_iter().filter(|name| old.get(*name) != new.get(*name));
    let whose = step.map_or_else(String::new, |step| format!("step {}: ", step.id));
    changed
        .map(|name| {
            let (was, is) = (old.get(name).cloned(), new.get(name).cloned());
            let says = match (&was, &is) {
                (Some(was), Some(is)) => format!("{whose}{name} was {}, is {}", short(was), short(is)),
                (None, Some(is)) => format!("{whose}{name} is new: {}", short(is)),
                (Some(was), None) => format!("{whose}{name} is gone, it was {}", short(was)),
                (None, None) => String::new(),
            };
            let id = step.map(|step| step.id.to_string());
            Difference { step: id, kind: "changed", field: Some(name.clone()), old: was, new: is, says }
        })
        .collect()
}

fn short(value: &Json) -> String {
    let text = value.to_string();
    if text.chars().count() <= 120 { text } else { text.chars().take(119).collect::<String>() + "…" }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "\
automation: a
owner: sales
stand_in: administrator
purpose: p
metric: {name: m, start: lead.captured, end: lead.answered, better: lower}
trigger: {fact: lead.captured}
subject: lead
enrol: {policy: always}
steps:
  - {id: one, wait: {days: 2}}
  - {id: two, do: task.create, with: {title: a}}
  - {id: three, end: done}
";

    fn says(old: &str, new: &str) -> Vec<String> {
        let read = |text: &str| Automation::from_yaml(text).unwrap();
        diff(&read(old), &read(new)).into_iter().map(|found| found.says).collect()
    }

    #[test]
    fn a_difference_is_said_as_its_owner_would() {
        assert_eq!(says(OLD, OLD), Vec::<String>::new());
        assert_eq!(says(OLD, &format!("# a comment\n{OLD}")), Vec::<String>::new(), "comments mean nothing");
        assert_eq!(
            says(OLD, &OLD.replace("days: 2", "days: 1")),
            ["step one: wait was {\"days\":2}, is {\"days\":1}"]
        );
        assert_eq!(
            says(OLD, &OLD.replace("owner: sales", "owner: manager")),
            ["owner was \"sales\", is \"manager\""]
        );
        let without = OLD.replace("  - {id: two, do: task.create, with: {title: a}}\n", "");
        assert_eq!(
            says(OLD, &without)[0],
            "step two is gone: {\"id\":\"two\",\"do\":\"task.create\",\"with\":{\"title\":\"a\"}}"
        );
        assert!(says(&without, OLD)[0].starts_with("step two is new:"));
        let swapped =
            OLD.replace("id: one", "id: x").replace("id: two", "id: one").replace("id: x", "id: two");
        assert!(says(OLD, &swapped).contains(&"step one stands elsewhere".to_owned()));
    }
}
