//! A record made of plain fields: the body of a fact, the answer of a step.

use std::collections::BTreeMap;

use super::{Record, Schema, Type, Value};

/// Named values and records of them.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    values: BTreeMap<String, Value<'static>>,
    records: BTreeMap<String, Fields>,
}

impl Fields {
    pub fn new() -> Fields {
        Fields::default()
    }

    pub fn set(mut self, name: &str, value: Value<'static>) -> Fields {
        self.values.insert(name.to_owned(), value);
        self
    }

    pub fn text(self, name: &str, text: &str) -> Fields {
        self.set(name, Value::Text(text.to_owned().into()))
    }

    pub fn record(mut self, name: &str, record: Fields) -> Fields {
        self.records.insert(name.to_owned(), record);
        self
    }

    /// The record of that name.
    pub fn inner(&self, name: &str) -> Option<&Fields> {
        self.records.get(name)
    }

    /// A JSON object read by the types the schema has below `path`; what it does not know is left out.
    pub fn read(body: &serde_json::Value, schema: &Schema, path: &str) -> Fields {
        let mut fields = Fields::new();
        for (name, value) in body.as_object().into_iter().flatten() {
            let inner = format!("{path}.{name}");
            if let Some(field) = schema.get(&inner) {
                fields.values.extend(typed(value, &field.kind).map(|value| (name.clone(), value)));
            } else if schema.is_record(&inner) {
                fields.records.insert(name.clone(), Fields::read(value, schema, &inner));
            }
        }
        fields
    }
}

fn typed(value: &serde_json::Value, kind: &Type) -> Option<Value<'static>> {
    let text = || value.as_str().map(str::to_owned);
    match kind {
        Type::Flag => value.as_bool().map(Value::Flag),
        Type::Int => value.as_i64().map(Value::Int),
        Type::Text => text().map(|text| Value::Text(text.into())),
        Type::At => text()?.parse().ok().map(Value::At),
        Type::Span => value.as_i64().map(|seconds| Value::Span(jiff::SignedDuration::from_secs(seconds))),
        Type::Money => serde_json::from_value(value.clone()).ok().map(Value::Money),
        Type::List(of) => {
            value.as_array()?.iter().map(|item| typed(item, of)).collect::<Option<_>>().map(Value::List)
        }
        Type::Nothing => None,
    }
}

impl Record for Fields {
    fn get(&self, field: &str) -> Option<Value<'_>> {
        let value = self.values.get(field).cloned();
        value.or_else(|| self.records.get(field).map(|record| Value::Record(record)))
    }
}
