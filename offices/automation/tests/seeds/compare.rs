//! The differential: what the engine wrote of a run beside what the naive reference says of it.

use automation::plan::{Failure as Went, State};
use automation::run::steps::StepState;
use automation::run::turn;
use automation::sight;
use kernel::calendar::Zones;

use crate::disk::Row;
use crate::failure::Failure;
use crate::happened::{Became, Happened, How, Records, What};
use crate::naive::Naive;
use crate::node::Told;
use crate::world::World;

/// Where the engine has left a run, in the words of the reference.
pub fn stands(row: &Row) -> String {
    let machine = &row.kept.machine;
    let visit =
        machine.inside().map_or_else(|| "-".into(), |visit| format!("{} {}", visit.step, visit.visit));
    match (machine.state(), machine.wakes_at()) {
        (state, _) if state.is_ended() => row.outcome.unwrap_or("ended").into(),
        (state @ (State::Ready | State::Running | State::Parked), _) | (state, None) => {
            format!("{visit} {}", state.word())
        }
        (state, Some(until)) => format!("{visit} {} until {until}", state.word()),
    }
}

impl World {
    /// What the records of a run say now.
    pub fn records(&self, run: usize) -> Records {
        let subject = self.disk.rows[run].kept.subject;
        let mut records = self.records_of(subject);
        let own = records.iter().position(|(name, _)| *name == subject.kind);
        if let Some(own) = own {
            let fields = &mut std::sync::Arc::make_mut(&mut records)[own].1;
            *fields = fields.clone().text("id", &subject.to_string());
        }
        records
    }

    pub fn happens_to(&mut self, run: usize, what: What) {
        let seen = self.records(run);
        self.happened_to(run, seen, what);
    }

    /// With what the records said before.
    pub fn happened_to(&mut self, run: usize, seen: Records, what: What) {
        let now = self.now();
        self.disk.rows[run].happened.push(Happened { now, seen, what });
    }

    /// What a worker says became of a command, in the words of the reference.
    pub fn became(&self, run: usize, told: &Told) -> Became {
        let how = match &told.became {
            turn::Became::Failed(failure, why) => {
                How::Failed { passes: *failure == Went::Transient, why: why.clone() }
            }
            turn::Became::Ask { .. } => How::Asked,
            _ => How::Practised,
        };
        let visit = (told.visit.step.to_string(), told.visit.visit);
        Became { visit, shown: told.shown.clone(), after: self.records(run), how }
    }

    /// How many runs came out as the reference says; the first that did not fails the history.
    pub fn compared(&self) -> Result<u64, Failure> {
        (0..self.disk.rows.len()).try_for_each(|run| self.is_as_the_reference_says(run))?;
        Ok(self.disk.rows.len() as u64)
    }

    fn is_as_the_reference_says(&self, run: usize) -> Result<(), Failure> {
        let row = &self.disk.rows[run];
        let known = self.house.version(row.kept.version);
        let contact = self.person(row.kept.subject).and_then(|person| person.zone.clone());
        let catalogue = self.house.office.known_catalogue().expect("a house has its catalogue");
        let trigger = sight::fact(&row.kept.trigger, catalogue);
        let zones = Zones { contact, ..Zones::of(self.house.hours.clone()) };
        let began = (row.kept.machine.started_at(), Records::default());
        let mut naive = Naive::new(known.text(self.house), (row.kept.mode, trigger), zones, began);
        let mut stood = vec![];
        for happened in &row.happened {
            if naive.take(happened) {
                stood.push(format!("{} {}", happened.now, naive.stands()));
            }
        }
        let lines = naive.lines.iter().enumerate().map(|(n, line)| {
            told(
                n as i64 + 1,
                (&line.visit.0, line.visit.1),
                line.state,
                (line.why.as_deref(), line.input.as_ref()),
            )
        });
        let theirs: Vec<String> = stood.into_iter().chain(lines).collect();
        let ours = written(row);
        if ours == theirs {
            return Ok(());
        }
        let first = ours.iter().zip(&theirs).position(|(ours, theirs)| ours != theirs);
        let first = first.unwrap_or(ours.len().min(theirs.len()));
        let at = |lines: &[String]| lines.get(first).cloned().unwrap_or_else(|| "nothing".into());
        let why = format!(
            "run {run} of {}: `{}`, and the reference says `{}`\n  the engine:\n    {}\n  the reference:\n    {}\n{}",
            known.plan.document().automation,
            at(&ours),
            at(&theirs),
            ours.join("\n    "),
            theirs.join("\n    "),
            known.plan.document().canonical(),
        );
        Err(Failure { law: "reference", why })
    }
}

/// Where the engine left a run each time, and the lines of its timeline.
fn written(row: &Row) -> Vec<String> {
    let wrote = row.happened.iter().filter(|happened| !matches!(happened.what, What::Told(_) | What::Yes(_)));
    let stood = wrote.zip(&row.stood).map(|(happened, stood)| format!("{} {stood}", happened.now));
    let mut lines: Vec<_> = row.lines.iter().collect();
    lines.sort_by_key(|(_, line)| line.seq);
    let lines = lines.into_iter().map(|((step, visit), line)| {
        let state = format!("{:?}", line.state).to_lowercase();
        let why = line.why.as_deref().filter(|_| line.state != StepState::Parked);
        told(line.seq, (step, *visit), &state, (why, line.input.as_ref()))
    });
    stood.chain(lines).collect()
}

fn told(
    seq: i64,
    (step, visit): (&str, u32),
    state: &str,
    (why, input): (Option<&str>, Option<&serde_json::Value>),
) -> String {
    let why = why.map(|why| format!(": {why}")).unwrap_or_default();
    let input = input.map(|input| format!(" with {input}")).unwrap_or_default();
    format!("{seq} {step} {visit} {state}{why}{input}")
}
