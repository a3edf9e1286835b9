//! Conditions and values in CEL: read once, checked against the fields that exist, then evaluated over
//! records.
//!
//! Invariant: a condition that passed the check fails at run time only over a field that turns out empty,
//! money of two currencies, or arithmetic out of range; it never loops, writes, or reads anything but its
//! records. The crate behind it is named here only.

mod check;
mod environment;
mod fields;
mod implies;
mod record;
mod schema;
#[cfg(test)]
mod tests;
mod values;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use cel::common::value::CowVal;
use cel::context::VariableResolver;
use cel::parser::Expression;
use cel::{Context, ExecutionError};
use kernel::Timestamp;
use kernel::calendar::BusinessHours;

pub use fields::Fields;
pub use implies::Said;
pub use record::{Record, Value, instant_text};
pub use schema::{ANY, Schema, Type};

/// What is wrong with an expression, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("character {at}: {why}")]
pub struct Fault {
    /// Counted in characters from 1.
    pub at: usize,
    pub why: String,
}

/// Why a checked expression has no value over these records.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The path of the field.
    #[error("`{0}` is empty; fill it in, or ask has({0}) first")]
    Empty(String),
    #[error("{0}")]
    Failed(String),
}

/// An expression, read and checked.
#[derive(Debug)]
pub struct Condition {
    source: String,
    expression: Expression,
    kind: Type,
    references: Vec<String>,
}

/// Reads expressions for one schema, each of them once.
#[derive(Debug)]
pub struct Compiler {
    schema: Schema,
    read: Mutex<HashMap<String, Arc<Condition>>>,
}

/// Longer ones are not even read.
const LONGEST: usize = 4_000;

impl Compiler {
    pub fn new(schema: Schema) -> Compiler {
        Compiler { schema, read: Mutex::default() }
    }

    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The expression, checked against the schema; the same one for the same text.
    pub fn compile(&self, source: &str) -> Result<Arc<Condition>, Fault> {
        let known = |read: &HashMap<_, Arc<Condition>>| read.get(source).cloned();
        if let Some(condition) = known(&self.read.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(condition);
        }
        let condition = Arc::new(Condition::read(source, &self.schema)?);
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.insert(source.to_owned(), condition.clone());
        Ok(condition)
    }

    /// As `compile`, and it must be true or false.
    pub fn question(&self, source: &str) -> Result<Arc<Condition>, Fault> {
        let condition = self.compile(source)?;
        match condition.kind() {
            Type::Flag => Ok(condition),
            other => Err(Fault { at: 1, why: format!("this is {other}; a condition is true or false") }),
        }
    }
}

impl Condition {
    fn read(source: &str, schema: &Schema) -> Result<Condition, Fault> {
        if source.len() > LONGEST {
            return Err(Fault { at: LONGEST, why: "too long; say it in fewer words".into() });
        }
        let (mut expression, places) = environment::read(source)?;
        let (kind, references) = check::check(&mut expression, &places, schema)?;
        Ok(Condition { source: source.to_owned(), expression, kind, references })
    }

    pub fn source(&self) -> &str {
        &self.source
    }

    pub fn kind(&self) -> &Type {
        &self.kind
    }

    /// The paths of the fields it looks at, such as `lead.value`, in order.
    pub fn references(&self) -> &[String] {
        &self.references
    }

    /// Whether it is true.
    pub fn holds(&self, scope: &Scope<'_>) -> Result<bool, Broken> {
        match self.value(scope)? {
            Value::Flag(flag) => Ok(flag),
            other => Err(Broken::Failed(format!("{other:?} is neither true nor false"))),
        }
    }

    pub fn value(&self, scope: &Scope<'_>) -> Result<Value<'static>, Broken> {
        let mut context = Context::with_env(environment::shared());
        context.set_variable_resolver(scope);
        let value = cel::Value::resolve_val(&self.expression, &context).map_err(broken)?;
        values::owned(&*value).ok_or_else(|| Broken::Failed("the expression has no value of ours".into()))
    }
}

fn broken(error: ExecutionError) -> Broken {
    match error {
        ExecutionError::NoSuchKey(path) | ExecutionError::UndeclaredReference(path) => {
            Broken::Empty(path.to_string())
        }
        ExecutionError::FunctionError { message, .. } => Broken::Failed(message),
        other => Broken::Failed(other.to_string()),
    }
}

/// The records an expression may look at, by name, and the time it is.
pub struct Scope<'a> {
    now: Timestamp,
    hours: Option<&'a BusinessHours>,
    roots: Vec<(&'a str, &'a dyn Record)>,
}

impl<'a> Scope<'a> {
    pub fn at(now: Timestamp) -> Scope<'a> {
        Scope { now, hours: None, roots: Vec::new() }
    }

    /// By which hours open days are counted: where the schema says that there are some.
    pub fn open(self, hours: &'a BusinessHours) -> Scope<'a> {
        Scope { hours: Some(hours), ..self }
    }

    pub fn with(mut self, name: &'a str, record: &'a dyn Record) -> Scope<'a> {
        self.roots.push((name, record));
        self
    }
}

impl VariableResolver for Scope<'_> {
    fn resolve<'b>(&'b self, name: &str) -> Option<CowVal<'b, 'b>> {
        if name == "now" {
            return Some(values::instant(self.now));
        }
        if name == environment::HERE {
            return self.hours.map(values::hours);
        }
        let (name, record) = self.roots.iter().rev().find(|(root, _)| *root == name)?;
        Some(values::record(name, *record))
    }
}
