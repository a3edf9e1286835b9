//! One verb as an OpenAPI operation.

use kernel::Access;
use serde_json::{Value as Json, json};
use verbs::{Declared, Method, Undo};

use super::schemas::Schemas;
use crate::catalogue::{access, noun_of, summary};
use crate::route::parts_of;

pub(super) fn path_item(method: Method) -> &'static str {
    match method {
        Method::Get => "get",
        Method::Post => "post",
        Method::Patch => "patch",
        Method::Put => "put",
        Method::Delete => "delete",
    }
}

pub(super) fn operation(declared: &Declared, schemas: &mut Schemas) -> Json {
    let verb = declared.verb;
    let input = schemas.input(declared);
    let mut parameters = path_parameters(declared, &input);
    let body = verb.method != Method::Get;
    if body {
        parameters.push(json!({ "$ref": "#/components/parameters/IdempotencyKey" }));
        parameters.push(json!({ "$ref": "#/components/parameters/IfMatch" }));
    } else {
        parameters.extend(query_parameters(declared, &input));
    }
    let mut operation = json!({
        "operationId": verb.name.replace('.', "_"),
        "tags": [noun_of(verb.name)],
        "summary": summary(&input, verb.name),
        "x-verb": verb.name,
        "x-access": access(verb.access),
        "security": security(verb.access),
        "parameters": parameters,
        "responses": responses(declared, schemas),
    });
    if let Undo::Verb(undo) = verb.undo {
        operation["x-undo"] = undo.into();
    }
    if let Some(text) = input.get("description") {
        operation["description"] = text.clone();
    }
    if body {
        operation["requestBody"] = request_body(declared, input, schemas);
    }
    operation
}

fn security(access: Access) -> Json {
    match access {
        Access::Public(_) => json!([]),
        _ => json!([{ "session": [] }, { "token": [] }]),
    }
}

fn properties(input: &Json) -> impl Iterator<Item = (&String, &Json)> {
    input.get("properties").and_then(Json::as_object).into_iter().flatten()
}

fn is_required(input: &Json, name: &str) -> bool {
    let all = input.get("required").and_then(Json::as_array);
    all.is_some_and(|all| all.iter().any(|one| one == name))
}

fn path_parameters(declared: &Declared, input: &Json) -> Vec<Json> {
    let schema = |name: &str| properties(input).find(|(known, _)| *known == name).map(|(_, schema)| schema);
    let one = |name: &str| {
        let schema = schema(name).cloned().unwrap_or_else(|| json!({ "type": "string" }));
        json!({ "name": name, "in": "path", "required": true, "schema": schema })
    };
    parts_of(declared.verb.path).into_iter().map(one).collect()
}

fn query_parameters(declared: &Declared, input: &Json) -> Vec<Json> {
    let in_path = parts_of(declared.verb.path);
    let rest = properties(input).filter(|(name, _)| !in_path.contains(&name.as_str()));
    rest.map(|(name, schema)| {
        let mut schema = present(schema);
        let text = schema.as_object_mut().and_then(|fields| fields.shift_remove("description"));
        let required = is_required(input, name);
        let mut one = json!({ "name": name, "in": "query", "required": required, "schema": schema });
        if let Some(text) = text {
            one["description"] = text;
        }
        one
    })
    .collect()
}

/// A query string has no null: absent says it.
fn present(schema: &Json) -> Json {
    let mut schema = schema.clone();
    if let Some(Json::Array(types)) = schema.get_mut("type") {
        types.retain(|one| one != "null");
        if let [only] = types.as_slice() {
            schema["type"] = only.clone();
        }
    }
    let choices = schema.get("anyOf").and_then(Json::as_array).cloned().unwrap_or_default();
    let mut real = choices.into_iter().filter(|choice| choice.get("type") != Some(&json!("null")));
    match (real.next(), real.next()) {
        (Some(only), None) => only,
        _ => schema,
    }
}

fn request_body(declared: &Declared, mut input: Json, schemas: &mut Schemas) -> Json {
    for name in parts_of(declared.verb.path) {
        if let Some(fields) = input.get_mut("properties").and_then(Json::as_object_mut) {
            fields.shift_remove(name);
        }
        if let Some(required) = input.get_mut("required").and_then(Json::as_array_mut) {
            required.retain(|one| one != name);
        }
    }
    let required = input.get("required").and_then(Json::as_array).is_some_and(|all| !all.is_empty());
    let schema = schemas.name_input(declared.verb.name, input);
    json!({ "required": required, "content": { "application/json": { "schema": schema } } })
}

fn responses(declared: &Declared, schemas: &mut Schemas) -> Json {
    let view = schemas.output(declared);
    let schema = if declared.query {
        view
    } else {
        json!({
            "type": "object",
            "required": ["answer", "undo"],
            "properties": { "answer": view, "undo": { "$ref": "#/components/schemas/Undo" } },
        })
    };
    json!({ "200": answer(&schema), "default": { "$ref": "#/components/responses/Problem" } })
}

fn answer(schema: &Json) -> Json {
    json!({
        "description": "Done.",
        "headers": { "ETag": {
            "schema": { "type": "string" }, "description": "The version, where the view has one.",
        } },
        "content": { "application/json": { "schema": schema } },
    })
}

/// An operation that is no verb.
pub(super) fn plain(id: &str, summary: &str, parameters: Json, schema: &Json) -> Json {
    json!({
        "operationId": id,
        "tags": ["house"],
        "summary": summary,
        "x-access": access(Access::SignedIn),
        "security": security(Access::SignedIn),
        "parameters": parameters,
        "responses": {
            "200": { "description": "Done.", "content": { "application/json": { "schema": schema } } },
            "default": { "$ref": "#/components/responses/Problem" },
        },
    })
}

pub(super) fn stream(id: &str, summary: &str, parameters: Json) -> Json {
    let mut operation = plain(id, summary, parameters, &json!({}));
    operation["responses"]["200"] = json!({
        "description": "Events `change` with a Change as data and its place as id; `resync` after too long \
            an absence. Resume with `Last-Event-ID`.",
        "content": { "text/event-stream": { "schema": { "type": "string" } } },
    });
    operation
}
