//! What steps set: of which kind it is, and where it is surely there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value as Json;

use super::Builder;
use crate::document::{Act, Approve, Arg, Word};
use crate::plan::flow::{self, Index};
use crate::plan::steps::Row;
use crate::plan::{Node, words};
use condition::{Condition, Type};

/// For each step the names every way to it has set.
pub(in crate::plan) fn sure(row: &Row, index: &Index) -> Vec<BTreeSet<String>> {
    let sets = |i: usize| -> BTreeSet<String> {
        match (&row.steps[i].act, &row.steps[i].only_if) {
            (Act::Set(set), None) => set.keys().map(ToString::to_string).collect(),
            _ => BTreeSet::new(),
        }
    };
    let all: BTreeSet<String> = (0..row.steps.len()).flat_map(sets).collect();
    let mut sure = vec![all; row.steps.len()];
    if let Some(first) = sure.first_mut() {
        first.clear();
    }
    let mut open: Vec<usize> = (0..row.steps.len()).collect();
    while let Some(i) = open.pop() {
        let after: BTreeSet<String> = sure[i].union(&sets(i)).cloned().collect();
        for next in flow::after(row, index, i) {
            let kept: BTreeSet<String> = sure[next].intersection(&after).cloned().collect();
            if kept.len() < sure[next].len() {
                sure[next] = kept;
                open.push(next);
            }
        }
    }
    sure
}

/// The kind of a literal, as conditions know kinds.
fn kind(value: &Json) -> Result<Type, String> {
    match value {
        Json::Bool(_) => Ok(Type::Flag),
        Json::Number(_) => Ok(Type::Int),
        Json::String(_) => Ok(Type::Text),
        Json::Object(_) if serde_json::from_value::<kernel::Money>(value.clone()).is_ok() => Ok(Type::Money),
        Json::Array(items) => {
            let kinds: Vec<Type> = items.iter().map(kind).collect::<Result<_, _>>()?;
            let one = kinds.first().cloned().unwrap_or(Type::Nothing);
            let same = kinds.iter().all(|kind| *kind == one);
            if same { Ok(Type::List(Box::new(one))) } else { Err("a list of different kinds".into()) }
        }
        Json::Null | Json::Object(_) => {
            Err("write a text, a whole number, true or false, a list, or {minor: 1250, currency: EUR}".into())
        }
    }
}

impl Builder<'_> {
    /// The kind of an argument that may be anything, and its condition where it is computed.
    pub(super) fn typed(&self, i: usize, arg: &Arg) -> Result<(Type, Option<Arc<Condition>>), String> {
        match arg {
            Arg::Literal(value) => kind(value).map(|kind| (kind, None)),
            Arg::After(_) => Ok((Type::At, None)),
            Arg::Parts(_) => Err("an object is no value; set its parts one by one".into()),
            Arg::Cel(cel) => {
                let value = self.compiler(i).compile(&cel.cel).map_err(|fault| fault.to_string())?;
                Ok((value.kind().clone(), Some(value)))
            }
        }
    }

    pub(super) fn setting(&mut self, i: usize, set: &BTreeMap<Word, Arg>, node: &mut Node) {
        if set.is_empty() {
            self.report.error(Some(i), "set", "nothing is set; write name: value");
        }
        let mut found = vec![];
        for (name, arg) in set {
            let name = name.to_string();
            match self.typed(i, arg) {
                _ if name == "round" => {
                    self.report.error(Some(i), "set", "`round` is counted by `repeat`; take another name");
                }
                Ok((kind, _)) if self.vars.get(&name).is_some_and(|known| *known != kind) => {
                    let why =
                        format!("{name}: this is {kind}, and before it was another kind; take another name");
                    self.report.error(Some(i), "set", why);
                }
                Ok((kind, value)) => {
                    node.values.extend(value.map(|value| (name.clone(), value)));
                    found.push((name, kind));
                }
                Err(why) => self.report.error(Some(i), "set", format!("{name}: {why}")),
            }
        }
        self.vars.extend(found);
    }

    pub(super) fn approving(&mut self, i: usize, approve: &Approve, node: &mut Node) {
        self.delay(&approve.timeout, Some(i), "approve");
        node.asks = self.asks(approve.above.as_ref(), i, "approve");
        if approve.delegate.as_ref() == Some(&approve.who) {
            self.report.warning(Some(i), "approve", "the delegate is whoever is asked; name somebody else");
        }
        let compiler = self.compiler(i);
        let filled = condition::Compiler::new(compiler.schema().clone().filled());
        for field in words::fields(&approve.what) {
            match filled.compile(field) {
                Ok(value) => node.words.push((field.to_owned(), value)),
                Err(fault) => self.report.error(Some(i), "approve", format!("{{{field}}}: {fault}")),
            }
        }
    }
}
