//! Whether a command fits its verb: its arguments, and what happens when it leaves the house.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Builder;
use crate::document::{Arg, Do, Step};
use crate::plan::catalogue::{Verb, VerbKind};
use crate::plan::{Node, arguments};
use condition::{Condition, Type};

impl Builder<'_> {
    pub(super) fn doing(&mut self, i: usize, step: &Step, doing: &Do, node: &mut Node) {
        let Some(verb) = self.catalogue.verb(&doing.verb) else {
            let why = format!("there is no verb `{}`; see the list of verbs", doing.verb);
            return self.report.error(Some(i), "do", why);
        };
        for (name, arg) in &doing.with {
            match self.argument(i, verb, name, arg) {
                Ok(values) => node.values.extend(values),
                Err(why) => self.report.error(Some(i), "with", format!("{name}: {why}")),
            }
        }
        for name in arguments::required(&verb.schema).filter(|name| !doing.with.contains_key(*name)) {
            self.report.error(Some(i), "with", format!("`{}` needs `{name}`; add it", doing.verb));
        }
        node.guard = self.asks(doing.guard.as_ref(), i, "guard");
        self.leaving(i, step, doing, verb);
    }

    fn argument(
        &self,
        i: usize,
        verb: &Verb,
        name: &str,
        arg: &Arg,
    ) -> Result<Vec<(String, Arc<Condition>)>, String> {
        let schema = arguments::of(&verb.schema, name)?;
        match arg {
            Arg::Literal(value) => arguments::fits(&verb.schema, schema, value).map(|()| vec![]),
            Arg::After(_) => arguments::takes(&verb.schema, schema, &Type::At).map(|()| vec![]),
            Arg::Cel(cel) => {
                let value = self.compiler(i).compile(&cel.cel).map_err(|fault| fault.to_string())?;
                arguments::takes(&verb.schema, schema, value.kind()).map(|()| vec![(name.to_owned(), value)])
            }
            Arg::Parts(parts) => {
                arguments::fits(&verb.schema, schema, &serde_json::json!({}))?;
                self.parts(i, name, parts)
            }
        }
    }

    /// The computed parts of an object, by where they stand in it.
    fn parts(
        &self,
        i: usize,
        path: &str,
        parts: &BTreeMap<String, Arg>,
    ) -> Result<Vec<(String, Arc<Condition>)>, String> {
        let mut found = vec![];
        for (name, part) in parts {
            let path = format!("{path}/{name}");
            match part {
                Arg::Parts(inner) => found.extend(self.parts(i, &path, inner)?),
                Arg::Cel(cel) => {
                    let value =
                        self.compiler(i).compile(&cel.cel).map_err(|fault| format!("{name}: {fault}"))?;
                    found.push((path, value));
                }
                Arg::Literal(_) | Arg::After(_) => {}
            }
        }
        Ok(found)
    }

    fn leaving(&mut self, i: usize, step: &Step, doing: &Do, verb: &Verb) {
        let extras = doing.guard.is_some() || doing.expires_after.is_some() || doing.resend;
        if verb.kind == VerbKind::Change {
            if extras {
                let why = "guard, expires_after and resend belong to what leaves the house; use `if`";
                self.report.error(Some(i), "do", why);
            }
            return;
        }
        if step.on_error.is_none() {
            let why = "what if it cannot leave? add `on_error`: escalate, skip, or {go: step}";
            self.report.warning(Some(i), "do", why);
        }
        let class =
            |wanted: &str| matches!(doing.with.get("class"), Some(Arg::Literal(class)) if class == wanted);
        if doing.resend && verb.kind == VerbKind::Message && !class("transactional") {
            self.report.error(
                Some(i),
                "resend",
                "only a transactional message may leave twice; take out `resend`",
            );
        }
        if class("marketing") && doing.expires_after.is_none() {
            self.report.warning(
                Some(i),
                "with",
                "a marketing message without `expires_after` may leave far too late",
            );
        }
    }
}
