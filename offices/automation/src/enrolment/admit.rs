//! Whether a subject whose fact holds is taken in: chain, bounds, policy, group, who is active already.
//!
//! Invariant: what is refused changes nothing, except that whoever is held out is counted. It reads and writes
//! through `Register` alone: the store in the house, a table in memory in its simulation.

use kernel::{AutomationId, FactId, Ref, Result, RunId};
use sha2::{Digest, Sha256};

use super::decide::{Case, Decided};
use super::{bounds, register::Register};
use crate::document::{Conflict, Group, IfActive, Policy, Priority};
use crate::plan;
use crate::run::rows::{Member, New, Standing};
use crate::run::{Kept, about, later, scattered};

/// Longer chains of automations are taken for a circle.
pub const DEEPEST: usize = 8;
/// So deep one automation may call another.
const DEEPEST_CALL: i64 = 4;

const ONCE: &str = "it had its run before, and this automation runs once";

/// The automations and the first fact that led here.
struct Chain {
    automations: Vec<AutomationId>,
    first: FactId,
}

/// A run's place among automations that must not run beside it.
struct Place {
    key: [u8; 16],
    /// It waits until the others are gone.
    queued: bool,
    /// Those that end for it.
    replaces: Vec<RunId>,
}

impl Case<'_> {
    /// The new run, or why there is none; its condition holds.
    pub async fn admit<R: Register>(
        &self,
        register: &mut R,
        subject: Ref,
        key: Option<&str>,
    ) -> Result<Decided> {
        let chain = self.chain(register).await?;
        if let Some(reason) = self.circles(&chain) {
            return Ok(Err(reason));
        }
        if let Some(reason) = bounds::full(register, self.entry, self.by).await? {
            return Ok(Err(reason));
        }
        if self.parent.is_none() && self.cools(register, subject).await? {
            return Ok(Err(self.document().enrol.too_soon()));
        }
        if self.parent.is_none()
            && let Some(reason) = self.too_many(register, subject).await?
        {
            return Ok(Err(reason));
        }
        let run = self.run(register, subject, chain);
        if self.parent.is_none() && bounds::is_held_out(self.document(), self.contact, subject) {
            register.hold_out(&run).await?;
            return Ok(Err("held out, to measure by".into()));
        }
        self.begin(register, run, key.map(|key| scattered(&[&Sha256::digest(key)]))).await
    }

    /// Why it would be one too many in the chain that led to it.
    pub async fn circle<R: Register>(&self, register: &mut R) -> Result<Option<String>> {
        Ok(self.circles(&self.chain(register).await?))
    }

    /// Whether as many began as its trigger bears in the time it names.
    async fn too_many<R: Register>(&self, register: &mut R, subject: Ref) -> Result<Option<String>> {
        let Some(throttle) = &self.document().trigger.throttle else { return Ok(None) };
        let since = later(register.moment(), -throttle.per.as_seconds() * 1000);
        let begun = register.begun_of(self.entry.automation.id, self.whom(subject), since).await?;
        Ok((begun >= i64::from(throttle.most)).then(|| throttle.too_many()))
    }

    /// By whom it counts.
    fn whom(&self, subject: Ref) -> Ref {
        self.document().enrol.one_active_per.of(subject, self.contact.map(Ref::from))
    }

    /// Whether what counts for its cooldown was too short a while ago.
    async fn cools<R: Register>(&self, register: &mut R, subject: Ref) -> Result<bool> {
        let enrol = &self.document().enrol;
        let Policy::Cooldown(span) = enrol.policy else { return Ok(false) };
        let whom = self.whom(subject);
        let last = register.last_start(self.entry.automation.id, whom, enrol.since.as_ref()).await?;
        Ok(last.is_some_and(|last| later(last, span.as_seconds() * 1000) > register.moment()))
    }

    async fn chain<R: Register>(&self, register: &mut R) -> Result<Chain> {
        let led = match self.cause {
            Some(run) => register.led(run).await?,
            None => None,
        };
        Ok(match led {
            Some(run) => Chain { automations: run.chain, first: run.chain_fact.unwrap_or(run.cause) },
            None => Chain { automations: vec![], first: self.chain },
        })
    }

    fn circles(&self, chain: &Chain) -> Option<String> {
        if chain.automations.contains(&self.entry.automation.id) {
            return Some("it would follow from itself".into());
        }
        if chain.automations.len() >= DEEPEST {
            return Some(format!("{DEEPEST} automations led to this fact already"));
        }
        let deep = self.parent.is_some_and(|parent| parent.depth >= DEEPEST_CALL);
        deep.then(|| format!("{DEEPEST_CALL} automations call each other already"))
    }

    async fn begin<R: Register>(
        &self,
        register: &mut R,
        run: Kept,
        key: Option<[u8; 16]>,
    ) -> Result<Decided> {
        let place = match self.place(register, &run).await? {
            Ok(place) => place,
            Err(reason) => return Ok(Err(reason)),
        };
        if let Some(reason) = self.insert(register, self.keyed(&run, key)).await? {
            return Ok(Err(reason));
        }
        if let Some(place) = place {
            for other in place.replaces {
                register.replace(other).await?;
            }
            register.join(&place.key, &run, Standing { queued: place.queued, lane: false }).await?;
        }
        self.listen(register, &run).await?;
        Ok(Ok(run.id))
    }

    /// Writes it down beside the runs of its own automation; or why it must not be. Whoever holds the key is the one
    /// under way, by whatever policy it came, so that a change of the policy lets no two go side by side.
    async fn insert<R: Register>(&self, register: &mut R, new: New<'_>) -> Result<Option<String>> {
        while !register.insert(&new).await? {
            let Some(active) = register.active(&new.active_key).await? else { return Ok(Some(ONCE.into())) };
            if let Some(key) = &new.once_key
                && register.ran_once(key).await?
            {
                return Ok(Some(ONCE.into()));
            }
            match self.document().enrol.if_active {
                IfActive::Restart => register.replace(active).await?,
                // One that is stuck lets go of the key, and keeps nobody waiting.
                IfActive::BufferOne | IfActive::Queue if !register.leads(&new.active_key, active).await? => {}
                IfActive::BufferOne | IfActive::Queue => return self.line_up(register, new).await,
                IfActive::Skip | IfActive::Parallel => return Ok(Some("a run is under way".into())),
            }
        }
        if self.lines_up() {
            register.join(&new.active_key, new.kept, Standing { queued: false, lane: true }).await?;
        }
        Ok(None)
    }

    fn lines_up(&self) -> bool {
        self.document().enrol.if_active.lines_up() && self.parent.is_none()
    }

    /// Behind the run of its own automation that is under way, if there is room; it gets the key with its turn.
    async fn line_up<R: Register>(&self, register: &mut R, new: New<'_>) -> Result<Option<String>> {
        let lane = new.active_key;
        let most = self.document().enrol.if_active.most_waiting();
        if register.members(&lane).await?.iter().filter(|other| other.queued).count() >= most {
            return Ok(Some(full(most)));
        }
        let waits = New { active_key: active_key(new.kept.automation, new.kept.id.into(), None), ..new };
        if !register.insert(&waits).await? {
            return Ok(Some(ONCE.into()));
        }
        register.join(&lane, waits.kept, Standing { queued: true, lane: true }).await?;
        Ok(None)
    }

    /// The keys by which two runs that must not both be are one.
    fn keyed<'r>(&self, run: &'r Kept, key: Option<[u8; 16]>) -> New<'r> {
        let enrol = &self.document().enrol;
        let (automation, own) = (Ref::from(run.automation), Ref::from(run.id));
        let called = self.parent.is_some();
        let alone = called || enrol.if_active == IfActive::Parallel;
        let (whom, key) = if alone { (own, None) } else { (self.whom(run.subject), key) };
        let active_key = active_key(run.automation, whom, key);
        let once = enrol.policy == Policy::Once && !called;
        let once_key = once.then(|| scattered(&[b"once", &automation.bytes, &run.subject.bytes]));
        New { kept: run, active_key, once_key, key }
    }

    async fn place<R: Register>(
        &self,
        register: &mut R,
        run: &Kept,
    ) -> Result<Result<Option<Place>, String>> {
        let Some(group) = &self.document().group else { return Ok(Ok(None)) };
        let whom = group.one_active_per.of(run.subject, run.contact.map(Ref::from));
        let key = group_key(group, whom);
        let members = register.members(&key).await?;
        Ok(beside(group, run, &members).map(|(queued, replaces)| Some(Place { key, queued, replaces })))
    }

    fn run<R: Register>(&self, register: &mut R, subject: Ref, chain: Chain) -> Kept {
        let id = register.new_run();
        let mut automations = chain.automations;
        automations.push(self.entry.automation.id);
        Kept {
            id,
            automation: self.entry.automation.id,
            version: self.entry.version,
            parent: self.parent.map(|parent| parent.run),
            depth: self.parent.map_or(0, |parent| parent.depth + 1),
            mode: self.entry.automation.mode,
            priority: priority(self.document().priority).max(if self.by.gives_way() { 2 } else { 0 }),
            subject,
            contact: self.contact,
            machine: plan::Run::enrolled(id, &self.entry.plan, register.moment()),
            trigger: self.body.clone(),
            cause: self.fact,
            chain_fact: Some(chain.first),
            chain: automations,
            awaits: None,
            epoch: 0,
            steps: 0,
            note: None,
        }
    }

    async fn listen<R: Register>(&self, register: &mut R, run: &Kept) -> Result<()> {
        if self.entry.plan.hears().is_empty() {
            return Ok(());
        }
        if let Some(contact) = run.contact {
            register.listen(run.id, &about(contact.into())).await?;
        }
        register.listen(run.id, &about(run.subject)).await
    }
}

/// What the one run of an automation about a record or person has while it is under way; those that wait for its end
/// stand in the lane of this name.
pub(super) fn active_key(automation: AutomationId, whom: Ref, key: Option<[u8; 16]>) -> [u8; 16] {
    let automation = Ref::from(automation).bytes;
    match key {
        None => scattered(&[&automation, &whom.bytes]),
        Some(key) => scattered(&[&automation, &whom.bytes, &key]),
    }
}

/// Why nobody more waits for the end of the one under way.
pub fn full(most: usize) -> String {
    match most {
        1 => "a run is under way, and one more waits for its end".into(),
        _ => format!("a run is under way, and {most} more wait for its end"),
    }
}

/// What the runs of a group share that must not be beside each other.
pub(super) fn group_key(group: &Group, whom: Ref) -> [u8; 16] {
    scattered(&[b"group", group.name.as_str().as_bytes(), &whom.bytes])
}

/// Whether it waits behind the others of its group, and which of them end for it; or why it is not taken in.
fn beside(group: &Group, run: &Kept, members: &[Member]) -> Result<(bool, Vec<RunId>), String> {
    let others: Vec<_> = members.iter().filter(|other| other.automation != run.automation).collect();
    let first = others.iter().all(|other| run.priority < other.priority);
    match group.on_conflict {
        _ if others.is_empty() => Ok((false, vec![])),
        Conflict::Queue => Ok((true, vec![])),
        Conflict::HigherPriorityWins if first => Ok((false, others.iter().map(|other| other.run).collect())),
        Conflict::HigherPriorityWins | Conflict::Skip => Err(taken(group)),
    }
}

/// Why it must not be beside the others of its group.
pub fn taken(group: &Group) -> String {
    format!("another automation of the group {} is under way", group.name)
}

/// The smaller the more urgent.
pub fn priority(priority: Priority) -> i64 {
    match priority {
        Priority::Instant => 0,
        Priority::High => 1,
        Priority::Normal => 2,
        Priority::Low => 3,
    }
}
