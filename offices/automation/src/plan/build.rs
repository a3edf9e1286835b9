//! The check before publishing, as far as one document can be checked alone, and the plan that comes of it.

use std::sync::Arc;

use super::arguments;
use super::catalogue::{Catalogue, Verb, VerbKind};
use super::{Finding, Node, Plan, Severity, flow, scopes};
use crate::document::{Act, Arg, Ask, Automation, Cel, Do, FactKind, Step, Stop, Wait, WaitFor};
use condition::{Compiler, Condition, Type};

/// What was found so far.
#[derive(Default)]
pub(super) struct Report {
    findings: Vec<Finding>,
}

impl Report {
    pub(super) fn error(&mut self, step: Option<usize>, field: &'static str, why: impl Into<String>) {
        self.findings.push(Finding { severity: Severity::Error, step, field, why: why.into() });
    }

    fn warning(&mut self, step: Option<usize>, field: &'static str, why: impl Into<String>) {
        self.findings.push(Finding { severity: Severity::Warning, step, field, why: why.into() });
    }

    pub(super) fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}

pub(super) fn build(
    document: Automation,
    catalogue: &Catalogue,
) -> Result<(Plan, Vec<Finding>), Vec<Finding>> {
    let mut report = Report::default();
    let index = flow::check(&document, &mut report);
    let steps = scopes::of_steps(&document, catalogue);
    let mut builder = Builder { catalogue, report, compiler: Compiler::new(steps.clone()) };
    builder.head(&document);
    let before = Compiler::new(scopes::of_trigger(&document, catalogue));
    let trigger = builder.question(&before, document.trigger.when.as_ref(), None, "trigger");
    let suppress = builder.question(&before, document.suppress.as_ref(), None, "suppress");
    let goal = builder.stop(document.goal.as_ref(), "goal");
    let exit = builder.stop(document.exit_when.as_ref(), "exit_when");
    let nodes = document.steps.iter().enumerate().map(|(i, step)| builder.step(i, step)).collect();
    if builder.report.has_errors() {
        return Err(builder.report.findings);
    }
    let sha256 = document.sha256();
    let plan = Plan { document, sha256, index, nodes, trigger, suppress, goal, exit, steps };
    Ok((plan, builder.report.findings))
}

struct Builder<'a> {
    catalogue: &'a Catalogue,
    report: Report,
    compiler: Compiler,
}

impl Builder<'_> {
    fn head(&mut self, document: &Automation) {
        if !self.catalogue.subjects.contains_key(document.subject.as_str()) {
            let known = self.catalogue.subjects.keys().cloned().collect::<Vec<_>>().join(", ");
            self.report.error(
                None,
                "subject",
                format!("a run cannot be about `{}`; write one of {known}", document.subject),
            );
        }
        self.facts(document.trigger.fact.kinds(), None, "trigger");
        for fact in document.trigger.fact.kinds().iter().filter(|fact| self.catalogue.knows(fact)) {
            if !self.catalogue.names(fact, document.subject.as_str()) {
                let why = format!(
                    "`{fact}` does not always name a `{}`, so nobody knows what the run is about",
                    document.subject
                );
                self.report.error(None, "trigger", why);
            }
        }
        self.facts([&document.metric.start, &document.metric.end], None, "metric");
        if document.expect.is_some_and(|expect| expect.min > expect.max) {
            self.report.error(None, "expect", "`min` is more than `max`; turn them round");
        }
        if document.owner == document.stand_in {
            self.report.warning(None, "stand_in", "the stand-in is the owner; name somebody else");
        }
        let waits = document
            .steps
            .iter()
            .any(|step| matches!(step.act, Act::Wait(_) | Act::WaitFor(_) | Act::Ask(_)));
        if waits && document.deadline.is_none() {
            self.report.warning(
                None,
                "deadline",
                "a run that waits has no `deadline`; say when a person must look",
            );
        }
    }

    fn facts<'f>(
        &mut self,
        facts: impl IntoIterator<Item = &'f FactKind>,
        step: Option<usize>,
        field: &'static str,
    ) {
        for fact in facts {
            if !self.catalogue.knows(fact) {
                self.report.error(
                    step,
                    field,
                    format!("nothing in the house tells `{fact}`; see the list of facts"),
                );
            }
        }
    }

    fn question(
        &mut self,
        compiler: &Compiler,
        cel: Option<&Cel>,
        step: Option<usize>,
        field: &'static str,
    ) -> Option<Arc<Condition>> {
        let read = compiler.question(&cel?.cel);
        read.map_err(|fault| self.report.error(step, field, fault.to_string())).ok()
    }

    /// A condition of a step over what every step sees.
    fn asks(&mut self, cel: Option<&Cel>, i: usize, field: &'static str) -> Option<Arc<Condition>> {
        let read = self.compiler.question(&cel?.cel);
        read.map_err(|fault| self.report.error(Some(i), field, fault.to_string())).ok()
    }

    fn stop(&mut self, stop: Option<&Stop>, field: &'static str) -> Option<Arc<Condition>> {
        let stop = stop?;
        self.facts(&stop.facts, None, field);
        if stop.facts.is_empty() && stop.when.is_none() {
            self.report.error(None, field, "it names neither facts nor `when`; give it one of them");
        }
        let schema = self.compiler.schema().clone();
        let schema = if stop.facts.is_empty() {
            schema
        } else {
            scopes::with_fact(schema, &stop.facts, "fact", self.catalogue)
        };
        self.question(&Compiler::new(schema), stop.when.as_ref(), None, field)
    }

    fn step(&mut self, i: usize, step: &Step) -> Node {
        let mut node = Node { only_if: self.asks(step.only_if.as_ref(), i, "if"), ..Node::default() };
        match &step.act {
            Act::Do(doing) => self.doing(i, step, doing, &mut node),
            Act::Wait(wait) => self.wait(i, wait, &mut node),
            Act::WaitFor(wait) => self.wait_for(i, wait, &mut node),
            Act::Branch(branch) => {
                node.arms =
                    branch.arms.iter().filter_map(|arm| self.asks(Some(&arm.when), i, "branch")).collect();
            }
            Act::Ask(ask) => self.asking(i, ask),
            Act::End(_) => {}
        }
        if step.on_error.is_some() && !matches!(step.act, Act::Do(_)) {
            self.report.error(Some(i), "on_error", "only a step with `do` can fail; take it out");
        }
        node
    }

    fn delay(&mut self, delay: &kernel::calendar::Delay, i: usize, field: &'static str) {
        if let Err(why) = delay.check() {
            self.report.error(Some(i), field, why.to_string());
        }
    }

    fn wait(&mut self, i: usize, wait: &Wait, node: &mut Node) {
        match wait {
            Wait::For(delay) => self.delay(delay, i, "wait"),
            Wait::Open { .. } => {}
            Wait::Until(until) => match self.compiler.compile(&until.day.cel) {
                Ok(day) if *day.kind() == Type::At => node.day = Some(day),
                Ok(day) => {
                    let why =
                        format!("this is {}; wait until an instant, such as invoice.due_on", day.kind());
                    self.report.error(Some(i), "wait", why);
                }
                Err(fault) => self.report.error(Some(i), "wait", fault.to_string()),
            },
        }
    }

    fn wait_for(&mut self, i: usize, wait: &WaitFor, node: &mut Node) {
        self.facts(wait.fact.kinds(), Some(i), "wait_for");
        match &wait.timeout {
            Some(timeout) => self.delay(timeout, i, "wait_for"),
            None => self.report.error(Some(i), "wait_for", "it may wait for ever; give it a `timeout`"),
        }
        let schema =
            scopes::with_fact(self.compiler.schema().clone(), wait.fact.kinds(), "fact", self.catalogue);
        node.matches = self.question(&Compiler::new(schema), wait.matches.as_ref(), Some(i), "wait_for");
    }

    fn asking(&mut self, i: usize, ask: &Ask) {
        self.delay(&ask.timeout, i, "ask");
        let mut words: Vec<_> = ask.answers.iter().map(|answer| &answer.answer).collect();
        words.sort();
        words.dedup();
        if words.is_empty() || words.len() < ask.answers.len() {
            self.report.error(Some(i), "ask", "give it answers to choose from, each with a word of its own");
        }
    }

    fn doing(&mut self, i: usize, step: &Step, doing: &Do, node: &mut Node) {
        let Some(verb) = self.catalogue.verb(&doing.verb) else {
            let why = format!("there is no verb `{}`; see the list of verbs", doing.verb);
            return self.report.error(Some(i), "do", why);
        };
        for (name, arg) in &doing.with {
            match self.argument(verb, name, arg) {
                Ok(value) => node.values.extend(value.map(|value| (name.clone(), value))),
                Err(why) => self.report.error(Some(i), "with", format!("{name}: {why}")),
            }
        }
        for name in arguments::required(&verb.schema).filter(|name| !doing.with.contains_key(*name)) {
            self.report.error(Some(i), "with", format!("`{}` needs `{name}`; add it", doing.verb));
        }
        node.guard = self.asks(doing.guard.as_ref(), i, "guard");
        self.leaving(i, step, doing, verb);
    }

    fn argument(&self, verb: &Verb, name: &str, arg: &Arg) -> Result<Option<Arc<Condition>>, String> {
        let schema = arguments::of(&verb.schema, name)?;
        match arg {
            Arg::Literal(value) => arguments::fits(&verb.schema, schema, value).map(|()| None),
            Arg::After(_) => arguments::takes(&verb.schema, schema, &Type::At).map(|()| None),
            Arg::Cel(cel) => {
                let value = self.compiler.compile(&cel.cel).map_err(|fault| fault.to_string())?;
                arguments::takes(&verb.schema, schema, value.kind()).map(|()| Some(value))
            }
        }
    }

    fn leaving(&mut self, i: usize, step: &Step, doing: &Do, verb: &Verb) {
        let extras =
            doing.guard.is_some() || doing.expires_after.is_some() || doing.resend || doing.sla.is_some();
        if verb.kind == VerbKind::Change {
            if extras {
                let why = "guard, expires_after, resend and sla belong to what leaves the house; use `if`";
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
