//! The commands a step can do, with the arguments they take.
//!
//! Invariant: what is not offered is neither published nor carried out: what concerns the house itself (its users, its
//! settings), the yes of a person, what only a customer does, and files.

use kernel::Access;
use serde_json::Value as Json;
use verbs::{Declared, Verbs};

use super::words::{self, GROUPS};
use super::{FieldView, VerbView, kind_word};
use crate::plan::{Catalogue, Verb, VerbKind};

/// What most automations do, in this order before everything else.
const USUAL: [&str; 3] = ["message.send", "task.create", "lead.assign"];

const NOUNS: [&str; 16] = [
    "lead",
    "contact",
    "company",
    "note",
    "message",
    "deal",
    "proposal",
    "agreement",
    "project",
    "milestone",
    "task",
    "invoice",
    "payment",
    "exception",
    "http",
    "consent",
];

/// Of nouns that are people's to decide about, what an automation does all the same.
const BESIDE: [&str; 3] = ["automation.start", "automation.stop", "line.send_week"];

/// Of those nouns, what a person does at their desk.
const NOT: [&str; 10] = [
    "contact.replace_links",
    "proposal.replace_link",
    "project.replace_link",
    "invoice.replace_link",
    "exception.assign",
    "exception.close",
    "agreement.send_code",
    "agreement.show_code",
    "proposal.view",
    "message.log",
];

const LARGEST: usize = 1 << 20;

pub(super) fn all(house: &Catalogue, declared: &Verbs) -> Vec<VerbView> {
    let offered = declared.0.values().filter(|verb| is_offered(verb));
    let view = |verb: &Declared| Some(view(verb.verb.name, house.verbs.get(verb.verb.name)?));
    let mut all: Vec<VerbView> = offered.filter_map(view).collect();
    let usual = |name: &str| USUAL.iter().position(|known| *known == name).unwrap_or(USUAL.len());
    all.sort_by_key(|verb| (usual(&verb.verb), GROUPS.iter().position(|group| *group == verb.group)));
    all
}

/// Whether an automation can do it at all.
pub(crate) fn is_offered(declared: &Declared) -> bool {
    let name = declared.verb.name;
    let noun = name.split('.').next().unwrap_or(name);
    let granted = matches!(declared.verb.access, Access::Granted) && !declared.query;
    let known = NOUNS.contains(&noun) && !NOT.contains(&name) || BESIDE.contains(&name);
    granted && declared.verb.body_limit <= LARGEST && known
}

/// What somebody reads whose automation has such a command all the same.
pub(crate) fn not_offered(verb: &str) -> String {
    format!("an automation cannot do `{verb}`; a person does that")
}

fn view(name: &str, verb: &Verb) -> VerbView {
    let noun = name.split('.').next().unwrap_or(name);
    let summary = verb.schema.get("description").and_then(Json::as_str).unwrap_or(name);
    let answer = verb.answer.iter().map(|(field, kind)| FieldView {
        name: field.clone(),
        label: words::field(field),
        kind: kind_word(kind),
        always: false,
        choices: vec![],
        of: None,
    });
    VerbView {
        verb: name.to_owned(),
        label: words::verb(name).map_or_else(|| words::short(summary), str::to_owned),
        summary: summary.split_whitespace().collect::<Vec<_>>().join(" "),
        group: words::group(noun).to_owned(),
        kind: kind(verb.kind),
        undo: verb.undo,
        answer: answer.collect(),
        schema: verb.schema.clone(),
    }
}

fn kind(kind: VerbKind) -> &'static str {
    match kind {
        VerbKind::Change => "change",
        VerbKind::Message => "message",
        VerbKind::Outside => "outside",
    }
}
