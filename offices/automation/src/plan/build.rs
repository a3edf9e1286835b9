//! The check before publishing, as far as one document can be checked alone, and the plan that comes of it.

mod doing;
mod head;
mod sla;
mod starts;
mod values;

pub use head::BUSINESS;
pub(super) use values::sure;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::catalogue::Catalogue;
use super::steps::Row;
use super::{Finding, Node, Plan, Severity, flow, scopes};
use crate::document::{Act, Ask, Automation, Call, Cel, FactKind, Repeat, Step, Stop, Wait, WaitFor};
use condition::{Compiler, Condition, Schema, Type};

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
    let row = Row::of(&document);
    let index = flow::check(&row, &mut report);
    let base = scopes::of_steps(&document, catalogue);
    let sure = if report.has_errors() { vec![] } else { values::sure(&row, &index) };
    let mut builder = Builder { catalogue, report, base, vars: BTreeMap::new(), sure, row: &row };
    builder.head(&document);
    let before = Compiler::new(scopes::of_trigger(&document, catalogue));
    let trigger = builder.question(&before, document.trigger.when.as_ref(), None, "trigger");
    let suppress = builder.question(&before, document.suppress.as_ref(), None, "suppress");
    builder.asked_again(&document, [&trigger, &suppress]);
    let key = builder.key(&document, &before);
    let starts = builder.starts(&document);
    let nodes = row.steps.iter().enumerate().map(|(i, step)| builder.step(i, step)).collect();
    let goal = builder.stop(document.goal.as_ref(), "goal");
    let exit = builder.stop(document.exit_when.as_ref(), "exit_when");
    let steps = builder.schema(None);
    let report = builder.report;
    if report.has_errors() {
        return Err(report.findings);
    }
    let sha256 = document.sha256();
    let plan =
        Plan { document, sha256, index, row, nodes, trigger, starts, suppress, key, goal, exit, steps };
    Ok((plan, report.findings))
}

struct Builder<'a> {
    catalogue: &'a Catalogue,
    report: Report,
    /// What every step sees, without `vars`.
    base: Schema,
    /// The kinds of what is set, as far as the steps were read.
    vars: BTreeMap<String, Type>,
    /// What is surely set before each step.
    sure: Vec<BTreeSet<String>>,
    row: &'a Row,
}

impl Builder<'_> {
    /// What a step sees; `None`: what can be seen whenever a run is looked at.
    fn schema(&self, i: Option<usize>) -> Schema {
        let sure = |name: &String| i.and_then(|i| self.sure.get(i)).is_some_and(|sure| sure.contains(name));
        let schema = self.vars.iter().fold(self.base.clone(), |schema, (name, kind)| {
            let path = format!("vars.{name}");
            if sure(name) { schema.field(&path, kind.clone()) } else { schema.maybe(&path, kind.clone()) }
        });
        let comes_round =
            |i: usize| matches!(self.row.steps[i].act, Act::Repeat(_)) || self.row.around(i).next().is_some();
        if i.is_some_and(comes_round) { schema.field("vars.round", Type::Int) } else { schema }
    }

    fn compiler(&self, i: usize) -> Compiler {
        Compiler::new(self.schema(Some(i)))
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

    /// A condition of a step over what it sees.
    fn asks(&mut self, cel: Option<&Cel>, i: usize, field: &'static str) -> Option<Arc<Condition>> {
        let cel = cel?;
        self.question(&self.compiler(i), Some(cel), Some(i), field)
    }

    fn stop(&mut self, stop: Option<&Stop>, field: &'static str) -> Option<Arc<Condition>> {
        let stop = stop?;
        self.facts(&stop.facts, None, field);
        if stop.facts.is_empty() && stop.when.is_none() {
            self.report.error(None, field, "it names neither facts nor `when`; give it one of them");
        }
        let schema = self.schema(None);
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
            Act::Set(set) => self.setting(i, set, &mut node),
            Act::Approve(approve) => self.approving(i, approve, &mut node),
            Act::Repeat(repeat) => self.repeating(i, repeat, &mut node),
            Act::Call(call) => self.calling(i, step, call, &mut node),
            Act::End(_) => {}
        }
        self.promising(i, step);
        if step.on_error.is_some() && !matches!(step.act, Act::Do(_) | Act::Call(_)) {
            self.report.error(Some(i), "on_error", "only a step with `do` or `call` can fail; take it out");
        }
        node
    }

    fn delay(&mut self, delay: &kernel::calendar::Delay, i: Option<usize>, field: &'static str) {
        if let Err(why) = delay.check() {
            self.report.error(i, field, why.to_string());
        }
    }

    fn wait(&mut self, i: usize, wait: &Wait, node: &mut Node) {
        if let Some(count) = wait.count() {
            match self.compiler(i).compile(&count.cel) {
                Ok(days) if *days.kind() == Type::Int => node.count = Some(days),
                Ok(days) => {
                    let why = format!("this is {}; days are a whole number", days.kind());
                    self.report.error(Some(i), "wait", why);
                }
                Err(fault) => self.report.error(Some(i), "wait", fault.to_string()),
            }
        }
        match wait {
            Wait::For(delay) => self.delay(delay, Some(i), "wait"),
            Wait::Open { .. } => {}
            Wait::Until(until) => match self.compiler(i).compile(&until.day.cel) {
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
            Some(timeout) => self.delay(timeout, Some(i), "wait_for"),
            None => self.report.error(Some(i), "wait_for", "it may wait for ever; give it a `timeout`"),
        }
        let schema = scopes::with_fact(self.schema(Some(i)), wait.fact.kinds(), "fact", self.catalogue);
        node.matches = self.question(&Compiler::new(schema), wait.matches.as_ref(), Some(i), "wait_for");
    }

    fn asking(&mut self, i: usize, ask: &Ask) {
        self.delay(&ask.timeout, Some(i), "ask");
        let mut words: Vec<_> = ask.answers.iter().map(|answer| &answer.answer).collect();
        words.sort();
        words.dedup();
        if words.is_empty() || words.len() < ask.answers.len() {
            self.report.error(Some(i), "ask", "give it answers to choose from, each with a word of its own");
        }
    }

    fn repeating(&mut self, i: usize, repeat: &Repeat, node: &mut Node) {
        node.asks = self.asks(repeat.while_true.as_ref(), i, "repeat");
    }

    fn calling(&mut self, i: usize, step: &Step, call: &Call, node: &mut Node) {
        for (name, arg) in &call.with {
            match self.typed(i, arg) {
                Ok((_, value)) => node.values.extend(value.map(|value| (name.clone(), value))),
                Err(why) => self.report.error(Some(i), "call", format!("{name}: {why}")),
            }
        }
        if step.on_error.is_none() {
            let why = "what if it cannot be called? add `on_error`: escalate, skip, or {go: step}";
            self.report.warning(Some(i), "call", why);
        }
    }
}
