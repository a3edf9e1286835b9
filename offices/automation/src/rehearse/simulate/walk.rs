//! A turn of a run, and what becomes of each move where nothing can be done.

use kernel::Timestamp;
use serde_json::{Map, Value as Json};

use super::{Living, Said, Told, What, key};
use crate::document::{FactKind, Outcome, VerbName, Word};
use crate::plan::{Input, Move, State, Status, Turn, VerbKind};
use crate::sight;

/// Moves one after another without any time passing.
const MOST_MOVES: usize = 500;
/// A fact by which another room asks for a message.
const LETTERS: [&str; 2] = ["message.queued", "letter.wanted"];

impl Living<'_> {
    pub(super) fn wake(&mut self, run: usize, at: Timestamp) {
        if self.active[run].leaving.is_some() {
            return self.leave_now(run, at);
        }
        let answer = self.imagined(run);
        match answer {
            Some(word) => self.take(run, at, Input::Answer(word)),
            None => self.take(run, at, Input::Due),
        }
    }

    /// What somebody imagined would be answered, where the run asks.
    fn imagined(&self, run: usize) -> Option<Word> {
        let machine = &self.active[run].machine;
        let asks = machine.state() == State::WaitingHuman;
        let step = machine.step().filter(|_| asks)?;
        self.life.answers.get(step.as_str())?.parse().ok()
    }

    /// One input, and everything that follows at the same moment.
    pub(super) fn take(&mut self, run: usize, at: Timestamp, input: Input<'_>) {
        match self.advance(run, at, input) {
            Some(turn) => self.goes_on(run, at, turn),
            None => self.end(run, at, "stuck: it could not go on"),
        }
    }

    pub(super) fn advance(&mut self, run: usize, at: Timestamp, input: Input<'_>) -> Option<Turn> {
        let active = &self.active[run];
        let present = self.present(active.subject)?;
        let sight = present.at(&self.moment(at), &active.trigger);
        let mut machine = active.machine.clone();
        let turn = self.draft.plan.advance(&mut machine, input, &sight.view()).ok()?;
        let counts =
            self.draft.plan.document().enrol.since.as_ref().and_then(|step| machine.results().get(step));
        if let Some(done) = counts.filter(|result| result.status == Status::Ok) {
            self.last.insert(key(active.whom.0), done.at);
        }
        self.active[run].machine = machine;
        Some(turn)
    }

    /// Steps that were passed over on the way, and why.
    fn passed(&mut self, run: usize, at: Timestamp, turn: &Turn) {
        let skipped: Vec<(String, &'static str, Option<String>)> = turn
            .trail
            .iter()
            .filter_map(|visit| {
                let result = self.active[run].machine.results().get(&visit.step)?;
                (result.at == at)
                    .then(|| (visit.step.to_string(), result.status.word(), result.reason.clone()))
            })
            .collect();
        for (step, word, reason) in skipped {
            self.happened(run, at, Some(step), What::Passed(word, reason));
        }
    }

    /// What comes of a move; another turn where it goes on at once.
    fn follow(&mut self, run: usize, at: Timestamp, next: Move) -> Option<Turn> {
        let step = self.active[run].machine.step().map(ToString::to_string);
        match next {
            Move::Do { verb, args, expires_at, .. } => self.doing(run, at, (verb, args, expires_at)),
            Move::WaitFor { facts, since, until } => {
                let named = facts.iter().map(ToString::to_string).collect();
                self.happened(run, at, step, What::Waits { until, facts: named });
                self.replay(run, at, &facts, since)
            }
            Move::Sleep { until } => {
                self.happened(run, at, step, What::Waits { until, facts: vec![] });
                None
            }
            Move::Ask { question, until, .. } => {
                self.happened(run, at, step, What::Asks { question, until });
                let word = self.imagined(run)?;
                self.advance(run, at, Input::Answer(word))
            }
            Move::Approve { what, until, .. } => self.asked_for_a_yes(run, at, what, until),
            Move::Call { automation, with, .. } => {
                let verb = format!("call {automation}");
                self.happened(run, at, step, What::Did { verb, args: with });
                self.advance(run, at, Input::Ok(Json::Object(Map::new())))
            }
            Move::HandOn { until } => {
                self.happened(run, at, step, What::Waits { until, facts: vec![] });
                None
            }
            Move::Yield => self.advance(run, at, Input::Due),
            Move::End(outcome) => {
                self.end(run, at, outcome_word(outcome));
                None
            }
            Move::Cancelled => {
                self.end(run, at, "cancelled");
                None
            }
            Move::Park(reason) => {
                self.end(run, at, &format!("stuck: {reason}"));
                None
            }
            _ => None,
        }
    }

    /// Nobody says yes here but whoever was imagined to: `approve`, or any other word for a no.
    fn asked_for_a_yes(&mut self, run: usize, at: Timestamp, what: String, until: Timestamp) -> Option<Turn> {
        let step = self.active[run].machine.step().map(ToString::to_string)?;
        let answer = self.life.answers.get(&step);
        self.happened(run, at, Some(step), What::Asks { question: what, until });
        let waits = self.advance(run, at, Input::Queued { until })?;
        match answer.map(String::as_str) {
            None => Some(waits),
            Some("approve") => self.advance(run, at, Input::Approved),
            Some(_) => self.advance(run, at, Input::Skipped("returned".into())),
        }
    }

    fn doing(
        &mut self,
        run: usize,
        at: Timestamp,
        (verb, args, expires_at): (VerbName, Map<String, Json>, Option<Timestamp>),
    ) -> Option<Turn> {
        let step = self.active[run].machine.step().cloned()?;
        let message = self.is_message(&verb);
        if !message && !self.writes_to_them(&verb) {
            let verb_name = verb.to_string();
            self.happened(run, at, Some(step.to_string()), What::Did { verb: verb_name, args });
            return self.advance(run, at, Input::Ok(self.answer(&verb)));
        }
        let text = |name: &str| args.get(name).and_then(Json::as_str).map(str::to_owned);
        let contact = text("contact").and_then(|id| id.parse().ok());
        let subject = self.active[run].subject;
        let contact = contact.or_else(|| self.present(subject)?.contact);
        let said = Said {
            run: self.active[run].index,
            at,
            contact,
            step: step.to_string(),
            verb: verb.to_string(),
            template: text("template"),
            class: text("class").unwrap_or_else(|| "transactional".into()),
            args,
            skipped: None,
            held: false,
        };
        self.say(run, at, said, (step, expires_at))
    }

    pub(super) fn is_message(&self, verb: &VerbName) -> bool {
        let known = self.around.catalogue.verbs.get(verb.as_str());
        known.is_some_and(|verb| verb.kind == VerbKind::Message)
    }

    /// A command of another kind that ends in a letter to them.
    fn writes_to_them(&self, verb: &VerbName) -> bool {
        let seen = self.around.tells.0.get(verb.as_str());
        seen.is_some_and(|seen| LETTERS.iter().any(|kind| seen.tells.contains(*kind)))
    }

    /// An answer with every field the command has, made up.
    pub(super) fn answer(&self, verb: &VerbName) -> Json {
        let fields = self.around.catalogue.verbs.get(verb.as_str()).map(|verb| verb.answer.as_slice());
        let texts = fields.unwrap_or_default().iter().filter(|(_, of)| *of == condition::Type::Text);
        texts.map(|(name, _)| (name.clone(), Json::from("rehearsed"))).collect::<Map<_, _>>().into()
    }

    /// A fact for a run under way.
    pub(super) fn offer(&mut self, run: usize, index: usize, told: &Told) {
        let Ok(kind) = told.kind.parse::<FactKind>() else { return };
        let record = sight::fact(&told.body, self.around.catalogue);
        let waits = self.waits_at(run);
        self.active[run].heard.push((index, vec![]));
        let Some(turn) = self.advance(run, told.at, Input::Fact(&kind, &record)) else { return };
        if turn.next == Move::Stay {
            return;
        }
        if let Some(heard) = self.active[run].heard.last_mut() {
            heard.1.extend(waits.clone());
        }
        self.active[run].leaving = None;
        self.happened(run, told.at, waits, What::Heard(told.kind.clone()));
        self.goes_on(run, told.at, turn);
    }

    pub(super) fn goes_on(&mut self, run: usize, at: Timestamp, mut turn: Turn) {
        for _ in 0..MOST_MOVES {
            self.passed(run, at, &turn);
            match self.follow(run, at, turn.next) {
                Some(next) => turn = next,
                None => return,
            }
        }
        self.end(run, at, "stuck: it goes round and round");
    }

    fn waits_at(&self, run: usize) -> Option<String> {
        let machine = &self.active[run].machine;
        machine.step().filter(|_| machine.state() == State::Waiting).map(ToString::to_string)
    }

    /// A wait that counts from before it began meets what was told since.
    fn replay(&mut self, run: usize, at: Timestamp, facts: &[FactKind], since: Timestamp) -> Option<Turn> {
        let here = self.waits_at(run);
        let told: Vec<usize> = self.active[run]
            .heard
            .iter()
            .filter(|(_, met)| here.as_ref().is_none_or(|here| !met.contains(here)))
            .map(|(index, _)| *index)
            .filter(|index| self.life.told[*index].at >= since)
            .collect();
        for index in told {
            let told = &self.life.told[index];
            let Some(kind) = facts.iter().find(|kind| kind.as_str() == told.kind) else { continue };
            let record = sight::fact(&told.body, self.around.catalogue);
            let turn = self.advance(run, at, Input::Past(kind, &record))?;
            if turn.next != Move::Stay {
                for heard in self.active[run].heard.iter_mut().filter(|heard| heard.0 == index) {
                    heard.1.extend(here.clone());
                }
                self.happened(run, at, here, What::Heard(told.kind.clone()));
                return Some(turn);
            }
        }
        None
    }
}

fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Goal => "goal",
        Outcome::Exit => "exit",
        Outcome::Done => "done",
    }
}
