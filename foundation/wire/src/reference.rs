//! The API as one readable page: verbs by noun, with their fields, answers and undo. Made from the document.

use maud::{Markup, html};
use serde_json::Value as Json;

use crate::page;

pub(crate) fn page(openapi: &Json) -> String {
    let tags = openapi["tags"].as_array().map(Vec::as_slice).unwrap_or_default();
    let names: Vec<&str> = tags.iter().filter_map(|tag| tag["name"].as_str()).collect();
    let content = html! {
        p { (text(&openapi["info"]["description"])) }
        p { a href="/api/v1/openapi.json" { "openapi.json" } " says the same to programs." }
        nav aria-label="Nouns" { ul { @for name in &names { li { a href={ "#" (name) } { (name) } } } } }
        @for name in &names {
            section {
                h2 id=(name) { (name) }
                @for (path, method, operation) in of_tag(openapi, name) {
                    (verb(openapi, path, method, operation))
                }
            }
        }
    };
    page::plain("The API", content)
}

fn text(value: &Json) -> &str {
    value.as_str().unwrap_or_default()
}

fn of_tag<'d>(openapi: &'d Json, tag: &str) -> Vec<(&'d String, &'d String, &'d Json)> {
    let paths = openapi["paths"].as_object().into_iter().flatten();
    let all = paths.flat_map(|(path, item)| {
        let methods = item.as_object().into_iter().flatten();
        methods.map(move |(method, operation)| (path, method, operation))
    });
    let mut found: Vec<_> = all.filter(|(_, _, operation)| operation["tags"][0] == tag).collect();
    found.sort_by_key(|(_, _, operation)| text(&operation["operationId"]).to_owned());
    found
}

fn verb(openapi: &Json, path: &str, method: &str, operation: &Json) -> Markup {
    let name = operation["x-verb"].as_str().unwrap_or(text(&operation["operationId"]));
    html! {
        h3 id=(text(&operation["operationId"])) { code { (name) } }
        p { (text(&operation["summary"])) "." }
        pre { (method.to_uppercase()) " " (path) }
        p.quiet {
            (who(&operation["x-access"]))
            @if let Some(undo) = operation["x-undo"].as_str() { " Undone by " code { (undo) } "." }
        }
        (fields(openapi, operation))
        (answer(operation))
    }
}

fn who(access: &Json) -> String {
    match text(&access["kind"]) {
        "public" => format!("Anyone, at the pace `{}`.", text(&access["rate_class"])),
        "portal" => {
            format!("Whoever holds a link to a {}, or the permission of its name.", text(&access["link"]))
        }
        "signed_in" => "Whoever is signed in.".into(),
        _ => "Whoever holds the permission of its name.".into(),
    }
}

/// Parameters and body in one table: for the caller both are input.
fn fields(openapi: &Json, operation: &Json) -> Markup {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let own = parameters.filter(|parameter| parameter.get("name").is_some());
    let mut rows: Vec<(String, &str, String, bool)> = own
        .map(|p| (text(&p["name"]).to_owned(), text(&p["in"]), kind(&p["schema"]), p["required"] == true))
        .collect();
    let body = resolve(openapi, &operation["requestBody"]["content"]["application/json"]["schema"]);
    let required = body["required"].as_array().map(Vec::as_slice).unwrap_or_default();
    for (name, schema) in body["properties"].as_object().into_iter().flatten() {
        rows.push((name.clone(), "body", kind(schema), required.iter().any(|one| one == name)));
    }
    html! {
        @if !rows.is_empty() {
            table {
                thead { tr { th { "Field" } th { "In" } th { "Kind" } th { "" } } }
                tbody {
                    @for (name, place, kind, required) in &rows {
                        tr {
                            td { code { (name) } }
                            td { (place) }
                            td { (kind) }
                            td { @if *required { "needed" } }
                        }
                    }
                }
            }
        }
    }
}

fn resolve<'d>(openapi: &'d Json, schema: &'d Json) -> &'d Json {
    let at = schema["$ref"].as_str().and_then(|at| openapi.pointer(at.strip_prefix('#')?));
    at.unwrap_or(schema)
}

fn answer(operation: &Json) -> Markup {
    let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
    let view =
        if schema["properties"]["answer"].is_null() { schema } else { &schema["properties"]["answer"] };
    html! { p { "Answers " code { (kind(view)) } } }
}

/// A schema in a few words.
fn kind(schema: &Json) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|at| at.rsplit('/').next()) {
        return name.to_owned();
    }
    if let Some(choices) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
        return choices.iter().map(kind).collect::<Vec<_>>().join(" or ");
    }
    if let Some(values) = schema["enum"].as_array() {
        return values.iter().map(Json::to_string).collect::<Vec<_>>().join(", ");
    }
    match &schema["type"] {
        Json::String(one) if one == "array" => format!("list of {}", kind(&schema["items"])),
        Json::String(one) => one.clone(),
        Json::Array(many) => many.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(" or "),
        _ => "anything".into(),
    }
}
