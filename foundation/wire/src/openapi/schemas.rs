//! The schemas of all verbs, lifted out of each verb's own definitions and shared.
//!
//! One name, one meaning: definitions of the same content become one; where two nouns use a name for
//! different things, each gets its noun in front, whichever was declared first.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};
use verbs::{Declared, Registry, SET_SESSION};

use crate::catalogue::noun_of;

#[derive(Default)]
pub(super) struct Schemas {
    all: Map<String, Json>,
    /// Names that mean more than one thing.
    torn: BTreeSet<String>,
}

/// A root schema as a definition among its own definitions, and its name.
struct Family {
    name: String,
    members: Map<String, Json>,
}

impl Family {
    fn of(mut root: Json, name: Option<&str>) -> Family {
        let fields = root.as_object_mut().expect("a schema of a struct is an object");
        fields.shift_remove("$schema");
        let title = fields.shift_remove("title").and_then(|title| title.as_str().map(str::to_owned));
        let defs = fields.shift_remove("$defs");
        let mut members = match defs {
            Some(Json::Object(defs)) => defs,
            _ => Map::new(),
        };
        let name = name.map(str::to_owned).or(title).unwrap_or_else(|| "Anything".into());
        members.insert(name.clone(), root);
        for member in members.values_mut() {
            clean(member, &name);
        }
        Family { name, members }
    }

    /// What a definition says, with everything it refers to.
    fn meaning(&self, name: &str, seen: &mut Vec<String>) -> String {
        if seen.iter().any(|known| known == name) {
            return name.to_owned();
        }
        seen.push(name.to_owned());
        let Some(member) = self.members.get(name) else { return name.to_owned() };
        let mut names = BTreeSet::new();
        referred(member, &mut names);
        let rest: Vec<String> = names.iter().map(|name| self.meaning(name, seen)).collect();
        format!("{member}{}", rest.concat())
    }
}

impl Schemas {
    /// First looks at all verbs, so that a name's fate does not depend on their order.
    pub fn of(registry: &Registry) -> Schemas {
        let mut meanings: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for declared in registry.verbs() {
            for family in [input_of(declared), output_of(declared)] {
                for name in family.members.keys() {
                    meanings.entry(name.clone()).or_default().insert(family.meaning(name, &mut vec![]));
                }
            }
        }
        let torn = meanings.into_iter().filter(|(_, all)| all.len() > 1).map(|(name, _)| name).collect();
        Schemas { all: Map::new(), torn }
    }

    pub fn into_all(self) -> Map<String, Json> {
        self.all
    }

    /// The input's own object, its definitions shared.
    pub fn input(&mut self, declared: &Declared) -> Json {
        let mut family = input_of(declared);
        let root = family.members.shift_remove(&family.name).expect("the root is a member");
        self.share(declared, family.members);
        self.renamed(root, declared)
    }

    /// Gives an input a name of its own.
    pub fn name_input(&mut self, verb: &str, input: Json) -> Json {
        let name = input_name(verb);
        let at = reference(&name);
        self.all.insert(name, input);
        at
    }

    /// A reference to the view.
    pub fn output(&mut self, declared: &Declared) -> Json {
        let family = output_of(declared);
        let name = self.final_name(&family.name, declared);
        self.share(declared, family.members);
        reference(&name)
    }

    fn share(&mut self, declared: &Declared, members: Map<String, Json>) {
        for (name, member) in members {
            let name = self.final_name(&name, declared);
            let member = self.renamed(member, declared);
            self.all.insert(name, member);
        }
    }

    fn final_name(&self, name: &str, declared: &Declared) -> String {
        if !self.torn.contains(name) {
            return name.to_owned();
        }
        format!("{}{name}", pascal(noun_of(declared.verb.name)))
    }

    fn renamed(&self, mut schema: Json, declared: &Declared) -> Json {
        each_reference(&mut schema, &|name| reference_text(&self.final_name(name, declared)));
        schema
    }
}

fn input_of(declared: &Declared) -> Family {
    Family::of((declared.input)().to_value(), Some(&input_name(declared.verb.name)))
}

fn output_of(declared: &Declared) -> Family {
    let mut family = Family::of((declared.output)().to_value(), None);
    for member in family.members.values_mut() {
        hide_session(member);
    }
    family
}

/// The session's secret leaves as a cookie, so no view shows it.
fn hide_session(member: &mut Json) {
    if let Some(fields) = member.get_mut("properties").and_then(Json::as_object_mut) {
        fields.shift_remove(SET_SESSION);
    }
    if let Some(required) = member.get_mut("required").and_then(Json::as_array_mut) {
        required.retain(|one| one != SET_SESSION);
    }
}

/// `lead.close` → `LeadCloseInput`
fn input_name(verb: &str) -> String {
    format!("{}Input", pascal(verb))
}

fn pascal(text: &str) -> String {
    let word = |word: &str| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_uppercase() + rest
    };
    text.split(['.', '_']).map(word).collect()
}

fn reference_text(name: &str) -> String {
    format!("#/components/schemas/{name}")
}

fn reference(name: &str) -> Json {
    json!({ "$ref": reference_text(name) })
}

/// A default of null makes generated clients ask for the field; `#` is the root itself.
fn clean(schema: &mut Json, root: &str) {
    if let Json::Object(fields) = schema {
        if fields.get("default").is_some_and(Json::is_null) {
            fields.shift_remove("default");
        }
        if fields.get("$ref") == Some(&json!("#")) {
            fields.insert("$ref".into(), format!("#/$defs/{root}").into());
        }
    }
    children(schema).for_each(|child| clean(child, root));
}

fn children(schema: &mut Json) -> Box<dyn Iterator<Item = &mut Json> + '_> {
    match schema {
        Json::Object(fields) => Box::new(fields.values_mut()),
        Json::Array(items) => Box::new(items.iter_mut()),
        _ => Box::new(std::iter::empty()),
    }
}

fn each_reference(schema: &mut Json, to: &dyn Fn(&str) -> String) {
    let named = schema.get("$ref").and_then(Json::as_str).and_then(|at| at.strip_prefix("#/$defs/"));
    if let Some(name) = named.map(str::to_owned) {
        schema["$ref"] = to(&name).into();
    }
    children(schema).for_each(|child| each_reference(child, to));
}

fn referred(schema: &Json, names: &mut BTreeSet<String>) {
    match schema {
        Json::Object(fields) => {
            let named = fields.get("$ref").and_then(Json::as_str).and_then(|at| at.strip_prefix("#/$defs/"));
            names.extend(named.map(str::to_owned));
            fields.values().for_each(|field| referred(field, names));
        }
        Json::Array(items) => items.iter().for_each(|item| referred(item, names)),
        _ => {}
    }
}
