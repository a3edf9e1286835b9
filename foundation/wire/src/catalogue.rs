//! What can be done and what can happen, as data: for the automation editor, and as tools of an assistant.

use kernel::Access;
use serde_json::{Value as Json, json};
use verbs::{Declared, Desk, Registry, Undo};

/// Verbs with their input, facts with their fields, nouns with theirs.
pub fn catalogue(desk: &Desk) -> Json {
    let rules = &desk.store.house().rules;
    let noun = |info: &store::NounInfo| {
        let field = |f: &store::NounField| json!({ "name": f.name, "kind": f.holds, "class": f.class });
        json!({ "noun": info.noun, "fields": info.fields.iter().map(field).collect::<Vec<_>>() })
    };
    json!({
        "verbs": desk.registry.verbs().map(verb).collect::<Vec<_>>(),
        "facts": facts::catalogue(),
        "nouns": rules.nouns().map(noun).collect::<Vec<_>>(),
    })
}

fn verb(declared: &Declared) -> Json {
    let input = (declared.input)().to_value();
    let undo = match declared.verb.undo {
        Undo::Verb(verb) => json!({ "verb": verb }),
        Undo::None(reason) => json!({ "none": reason }),
        Undo::Unsaid => json!({ "none": "nothing is changed" }),
    };
    json!({
        "name": declared.verb.name,
        "noun": noun_of(declared.verb.name),
        "summary": summary(&input, declared.verb.name),
        "query": declared.query,
        "alone": declared.series.is_some(),
        "access": access(declared.verb.access),
        "undo": undo,
        "input": input,
    })
}

pub(crate) fn noun_of(verb: &str) -> &str {
    verb.split('.').next().unwrap_or(verb)
}

pub(crate) fn access(access: Access) -> Json {
    match access {
        Access::Public(class) => json!({ "kind": "public", "rate_class": class }),
        Access::Portal(kind) => json!({ "kind": "portal", "link": kind }),
        Access::SignedIn => json!({ "kind": "signed_in" }),
        Access::Granted => json!({ "kind": "granted" }),
    }
}

/// The first paragraph of a declaration's docstring.
pub(crate) fn summary(schema: &Json, name: &str) -> String {
    let text = schema.get("description").and_then(Json::as_str).unwrap_or(name);
    let first = text.split("\n\n").next().unwrap_or(text);
    first.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_owned()
}

/// Tools as the Model Context Protocol (2025-06-18) shapes them: what a signed-in user or token may call.
pub fn tools(registry: &Registry) -> Json {
    let for_staff = |declared: &&Declared| matches!(declared.verb.access, Access::Granted | Access::SignedIn);
    let tool = |declared: &Declared| {
        let input = (declared.input)().to_value();
        let undone = matches!(declared.verb.undo, Undo::Verb(_));
        json!({
            "name": declared.verb.name.replace('.', "_"),
            "title": declared.verb.name,
            "description": summary(&input, declared.verb.name),
            "inputSchema": input,
            "annotations": {
                "readOnlyHint": declared.query,
                "destructiveHint": !declared.query && !undone,
                "openWorldHint": false,
            },
        })
    };
    registry.verbs().filter(for_staff).map(tool).collect()
}
