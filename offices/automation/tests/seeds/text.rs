//! A document as the naive reference reads it: its steps one after the other, and what its conditions may look at.
//!
//! Every field counts as filled: whether a condition asks first is the business of who publishes it.

use std::sync::Arc;

use automation::document::{Act, Arg, Automation, FactKind, Step, StepId, Stop};
use automation::plan::Catalogue;
use automation::sight::billing;
use condition::{Compiler, Condition, Schema, Type};

pub struct Text {
    pub document: Automation,
    /// Each step, those of a `repeat` after it, with the `repeat` it stands in.
    pub steps: Vec<(Step, Option<usize>)>,
    compiler: Compiler,
}

impl Text {
    pub fn of(document: &Automation, catalogue: &Catalogue) -> Text {
        let mut steps = vec![];
        laid(&document.steps, None, &mut steps);
        let mut compiler = Compiler::new(fields(document, &steps, catalogue));
        for (step, _) in &steps {
            let Act::Set(set) = &step.act else { continue };
            let found =
                set.iter().filter_map(|(name, arg)| Some((format!("vars.{name}"), kind(&compiler, arg)?)));
            let schema = found.fold(compiler.schema().clone(), |all, (path, kind)| all.field(&path, kind));
            compiler = Compiler::new(schema);
        }
        Text { document: document.clone(), steps, compiler }
    }

    pub fn schema(&self) -> &Schema {
        self.compiler.schema()
    }

    pub fn read(&self, cel: &str) -> Arc<Condition> {
        self.compiler
            .compile(cel)
            .unwrap_or_else(|fault| panic!("{}: {fault}: {cel}", self.document.automation))
    }

    pub fn at(&self, id: &StepId) -> usize {
        self.steps.iter().position(|(step, _)| step.id == *id).expect("a step of the document")
    }

    /// The `repeat`s around a step, the innermost first.
    pub fn around(&self, at: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.steps[at].1, |outer| self.steps[*outer].1)
    }

    /// The step below it in the same list; after the last of a `repeat` that `repeat`, after the last of all none.
    pub fn below(&self, at: usize) -> Option<usize> {
        let list = self.steps[at].1;
        (at + 1..self.steps.len()).find(|next| self.steps[*next].1 == list).or(list)
    }

    /// A step entered more often goes round in circles.
    pub fn most_visits(&self, at: usize) -> u32 {
        let times = |i: usize| if let Act::Repeat(of) = &self.steps[i].0.act { of.times + 1 } else { 1 };
        let rounds = self.around(at).map(times).product::<u32>() * times(at);
        (2 * rounds).max(100)
    }
}

fn laid(steps: &[Step], within: Option<usize>, all: &mut Vec<(Step, Option<usize>)>) {
    for step in steps {
        let at = all.len();
        all.push((step.clone(), within));
        if let Act::Repeat(repeat) = &step.act {
            laid(&repeat.steps, Some(at), all);
        }
    }
}

fn fields(document: &Automation, steps: &[(Step, Option<usize>)], catalogue: &Catalogue) -> Schema {
    let schema = catalogue.subjects.get(document.subject.as_str()).cloned().unwrap_or_else(Schema::new);
    let schema = schema.field("automation.owner", Type::Text).field("automation.stand_in", Type::Text);
    let schema = told(billing::schema(schema), "trigger", document.trigger.told_by(), catalogue);
    let stops = [&document.goal, &document.exit_when].into_iter().flatten();
    let mut kinds: Vec<FactKind> = stops.flat_map(|stop: &Stop| stop.facts.clone()).collect();
    for (step, _) in steps {
        kinds.extend(if let Act::WaitFor(wait) = &step.act { wait.fact.kinds().to_vec() } else { vec![] });
    }
    let schema = told(schema, "fact", &kinds, catalogue).field("vars.round", Type::Int);
    let schema = steps.iter().fold(schema, |schema, (step, _)| {
        let texts = ["status", "reason", "fact", "answer"].map(|name| format!("steps.{}.{name}", step.id));
        let schema = texts.iter().fold(schema, |schema, path| schema.field(path, Type::Text));
        let schema = schema.field(&format!("steps.{}.at", step.id), Type::At);
        let Act::Do(doing) = &step.act else { return schema };
        let answer = catalogue.verbs.get(doing.verb.as_str()).into_iter().flat_map(|verb| &verb.answer);
        answer
            .fold(schema, |schema, (name, of)| schema.field(&format!("steps.{}.{name}", step.id), of.clone()))
    });
    schema.filled()
}

fn told(schema: Schema, name: &str, kinds: &[FactKind], catalogue: &Catalogue) -> Schema {
    let known = kinds.iter().filter_map(|kind| catalogue.facts.get(kind.as_str())).flatten();
    let schema = ["kind", "on", "contact"]
        .iter()
        .fold(schema, |schema, field| schema.field(&format!("{name}.{field}"), Type::Text));
    known.fold(schema.field(&format!("{name}.at"), Type::At), |schema, (field, of, _)| {
        schema.field(&format!("{name}.{field}"), of.clone())
    })
}

fn kind(compiler: &Compiler, arg: &Arg) -> Option<Type> {
    match arg {
        Arg::Cel(cel) => compiler.compile(&cel.cel).ok().map(|read| read.kind().clone()),
        Arg::After(_) => Some(Type::At),
        Arg::Literal(value) if value.is_boolean() => Some(Type::Flag),
        Arg::Literal(value) if value.is_i64() => Some(Type::Int),
        Arg::Literal(value) if value.is_string() => Some(Type::Text),
        Arg::Literal(_) | Arg::Parts(_) => None,
    }
}
