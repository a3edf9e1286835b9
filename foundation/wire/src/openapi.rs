//! The registry as an OpenAPI 3.1 document: one operation per verb, schemas shared under stable names.
//!
//! The same registry gives the same bytes, so that a committed document shows every change of the interface.

mod operation;
mod schemas;

use serde_json::{Map, Value as Json, json};
use verbs::Registry;

use operation::{operation, path_item};
use schemas::Schemas;

/// The whole document.
pub fn openapi(registry: &Registry) -> Json {
    let mut schemas = Schemas::of(registry);
    let mut paths: Map<String, Json> = Map::new();
    let mut tags: Vec<&str> = vec![];
    for declared in registry.verbs() {
        let noun = crate::catalogue::noun_of(declared.verb.name);
        if !tags.contains(&noun) {
            tags.push(noun);
        }
        let item = paths.entry(format!("/api/v1{}", declared.verb.path)).or_insert_with(|| json!({}));
        item[path_item(declared.verb.method)] = operation(declared, &mut schemas);
    }
    for (path, method, fixed) in fixed() {
        paths.entry(path).or_insert_with(|| json!({}))[method] = fixed;
    }
    tags.push("house");
    paths.sort_keys();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Throughline",
            "version": env!("CARGO_PKG_VERSION"),
            "description": DESCRIPTION,
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "tags": tags.iter().map(|tag| json!({ "name": tag })).collect::<Vec<_>>(),
        "paths": paths,
        "components": components(schemas.into_all()),
    })
}

const DESCRIPTION: &str = "Everything the screens do. A command answers `{answer, undo}`; `undo` names the \
verb and body that take it back. Errors are RFC 9457 problems with a stable `code`. `Idempotency-Key` makes \
a retry safe, `If-Match` with the ETag of a view makes a change conditional. Additive only.";

fn components(mut schemas: Map<String, Json>) -> Json {
    schemas.insert("Problem".into(), problem());
    schemas.insert("Undo".into(), undo());
    schemas.insert("Change".into(), change());
    schemas.sort_keys();
    json!({
        "schemas": schemas,
        "responses": { "Problem": {
            "description": "Why it did not happen, and what to do next.",
            "content": { "application/problem+json": {
                "schema": { "$ref": "#/components/schemas/Problem" },
            } },
        } },
        "parameters": {
            "IdempotencyKey": { "name": "Idempotency-Key", "in": "header", "required": false,
                "description": "The same key and body again is the same act, and gets the same answer.",
                "schema": { "type": "string", "minLength": 1, "maxLength": 200 } },
            "IfMatch": { "name": "If-Match", "in": "header", "required": false,
                "description": "The ETag of the view as it was seen; 412 if it changed since.",
                "schema": { "type": "string" } },
        },
        "securitySchemes": {
            "session": { "type": "apiKey", "in": "cookie", "name": "__Host-tl" },
            "token": { "type": "http", "scheme": "bearer", "bearerFormat": "tl_…" },
        },
    })
}

fn problem() -> Json {
    let text = json!({ "type": "string" });
    json!({
        "type": "object",
        "required": ["type", "code", "title", "status", "detail", "ref", "errors"],
        "properties": {
            "type": text, "code": text, "title": text, "status": { "type": "integer" }, "detail": text,
            "ref": { "type": "string", "description": "The reference that stands in the server's log." },
            "errors": { "type": "array", "items": {
                "type": "object", "required": ["pointer", "code", "detail"],
                "properties": {
                    "pointer": { "type": "string", "description": "RFC 6901, into the input." },
                    "code": text, "detail": text,
                },
            } },
        },
    })
}

fn undo() -> Json {
    json!({
        "description": "The verb and body that take it back; null where nothing was changed or can be.",
        "type": ["object", "null"],
        "required": ["verb", "body"],
        "properties": {
            "verb": { "type": "string" },
            "body": { "type": "object", "additionalProperties": true },
        },
    })
}

fn change() -> Json {
    let text_or_null = json!({ "type": ["string", "null"] });
    json!({
        "type": "object",
        "required": ["n", "id", "kind", "subject", "rv", "at", "cause"],
        "properties": {
            "n": { "type": "integer", "format": "int64", "description": "Its place in the journal." },
            "id": { "type": "string" }, "kind": { "type": "string" }, "subject": text_or_null,
            "rv": { "type": ["integer", "null"], "format": "int64" },
            "at": { "type": "string", "format": "date-time" }, "cause": text_or_null,
        },
    })
}

/// What is not a verb: the feed, the catalogue, the generic call.
fn fixed() -> Vec<(String, &'static str, Json)> {
    let after = json!({ "name": "after", "in": "query", "schema": { "type": "integer", "format": "int64" },
        "description": "Go on behind this place; -1 for the beginning." });
    let limit = json!({ "name": "limit", "in": "query",
        "schema": { "type": "integer", "minimum": 1, "maximum": 500 } });
    let page = json!({
        "type": "object", "required": ["items", "next", "more"],
        "properties": {
            "items": { "type": "array", "items": { "$ref": "#/components/schemas/Change" } },
            "next": { "type": "integer", "format": "int64" }, "more": { "type": "boolean" },
        },
    });
    let anything = json!({ "type": "object", "additionalProperties": true });
    let verb = json!({ "name": "verb", "in": "path", "required": true, "schema": { "type": "string" } });
    let feed = operation::plain("change_list", "What happened, in order", json!([after, limit]), &page);
    let stream = operation::stream("change_stream", "The same, as server-sent events", json!([after]));
    let shapes =
        operation::plain("catalogue_read", "Every verb, fact and noun, as data", json!([]), &anything);
    let mut call = operation::plain("call", "Any verb by its name", json!([verb]), &anything);
    call["requestBody"] =
        json!({ "required": true, "content": { "application/json": { "schema": anything } } });
    vec![
        (crate::feed::CHANGES.into(), "get", feed),
        (crate::feed::STREAM.into(), "get", stream),
        ("/api/v1/catalogue".into(), "get", shapes),
        ("/api/v1/call/{verb}".into(), "post", call),
    ]
}
