//! The whole house in one process, its workers called by hand: each when it is due or when it would hear of a commit,
//! in an order the dice choose; those of which several may run are there twice, and may stand still or die.

use crate::founded::founded;
use std::sync::Arc;

use kernel::{Actor, Error, Result, StillClock, Timestamp};
use store::{ReactionTick, Store};
use testing::{Engine, World};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use verbs::{AnyWorker, Desk, Hears, Registry};

use crate::faults::{Befalls, Faults};
use crate::post::Post;
use crate::rooms;
use crate::walk::Dice;

/// More rounds at one moment than any work needs.
const MOST_ROUNDS: usize = 3_000;
/// Everybody looks at least so often, in seconds.
const STRIDE: i64 = 6 * 3_600;
/// Whoever counts over the whole journal does so once a day here: every look is some ten transactions.
const COUNTS: (&str, i64) = ("automation.measure", 86_400);

#[derive(Clone, Copy)]
enum Kind {
    Effects,
    Sealer,
    Reaction(ReactionTick),
    Room(AnyWorker),
}

type Round = Result<Option<Timestamp>>;

struct Job {
    name: &'static str,
    kind: Kind,
    hears: Hears,
    /// Time is passed up to its due moment; the others look when somebody else does.
    exact: bool,
    due: Option<Timestamp>,
    seen: Option<u64>,
    asleep: Option<Asleep>,
}

struct Asleep {
    task: JoinHandle<Round>,
    until: Timestamp,
    dies: bool,
}

pub struct House {
    pub world: World,
    pub boss: Actor,
    pub faults: Arc<Faults>,
    pub post: Arc<Post>,
    pub dice: Dice,
    pub said: Vec<String>,
    jobs: Vec<Job>,
    committed: watch::Receiver<u64>,
    pub ticks: usize,
}

impl House {
    pub async fn open(engine: Engine, seed: u64) -> Option<House> {
        let faults = Arc::new(Faults::default());
        let post = Arc::new(Post::new(faults.clone(), seed));
        let world = World::open(engine, registry(&faults, &post)).await?;
        let boss = founded(&world).await;
        Some(House::of(world, boss, (faults, post), seed))
    }

    /// A house that is there already, with its administrator.
    pub fn of(world: World, boss: Actor, (faults, post): (Arc<Faults>, Arc<Post>), seed: u64) -> House {
        let (jobs, committed) = (jobs(&world.desk), world.store.committed());
        let dice = Dice::of_seed(seed ^ 0x686f_7573);
        House { world, boss, faults, post, dice, said: vec![], jobs, committed, ticks: 0 }
    }

    pub fn clock(&self) -> &StillClock {
        &self.world.clock
    }

    pub fn now(&self) -> Timestamp {
        self.world.store.now()
    }

    /// Time passes; what falls due on the way is done when it does.
    pub async fn pass(&mut self, seconds: i64) -> Result<(), String> {
        let mut left = seconds * 1000;
        while left > 0 {
            let now = self.now().as_millisecond();
            let due = self.next_due().map_or(left, |at| at.as_millisecond() - now).clamp(1, STRIDE * 1000);
            let step = due.min(left);
            self.clock().set(Timestamp::from_millisecond(now + step).unwrap());
            left -= step;
            self.work().await?;
        }
        Ok(())
    }

    fn next_due(&self) -> Option<Timestamp> {
        let asleep = self.jobs.iter().filter_map(|job| job.asleep.as_ref().map(|asleep| asleep.until));
        let due = self.jobs.iter().filter(|job| job.exact && job.asleep.is_none()).filter_map(|job| job.due);
        asleep.chain(due).min()
    }

    /// Everybody looks, whether or not they meant to.
    pub async fn look(&mut self) -> Result<(), String> {
        let now = self.now();
        self.jobs.iter_mut().for_each(|job| job.due = Some(now));
        self.work().await
    }

    /// Until nobody has anything to do at this moment.
    pub async fn work(&mut self) -> Result<(), String> {
        for _ in 0..MOST_ROUNDS {
            self.wake_those_whose_time_it_is().await?;
            let (now, commits) = (self.now(), *self.committed.borrow());
            let ready = |job: &Job, called: bool| {
                job.asleep.is_none() && (called || job.due.is_some_and(|at| at <= now))
            };
            let calls = |who: Hears| {
                let called = |job: &Job| job.hears == who && job.seen != Some(commits);
                (0..self.jobs.len()).filter(|n| ready(&self.jobs[*n], called(&self.jobs[*n]))).collect()
            };
            let (mut ready, gathered): (Vec<usize>, Vec<usize>) =
                (calls(Hears::AtOnce), calls(Hears::Gathered));
            // Whoever gathers commits comes when the others rest, and now and then before.
            if ready.is_empty() || (!gathered.is_empty() && self.dice.chance(5)) {
                ready = gathered;
            }
            let Some(n) = self.dice.one(&ready).copied() else { return self.nothing_is_wrong() };
            self.jobs[n].seen = Some(commits);
            self.tick(n).await?;
        }
        let busy: Vec<&str> = self.jobs.iter().filter(|job| job.due.is_some()).map(|job| job.name).collect();
        Err(format!("rest: it does not come to rest: {busy:?}"))
    }

    fn nothing_is_wrong(&mut self) -> Result<(), String> {
        self.hear();
        match self.post.came().1 {
            Some(wrong) => Err(wrong),
            None => Ok(()),
        }
    }

    fn hear(&mut self) {
        self.said.extend(self.faults.befell());
        self.said.extend(self.post.came().0);
    }

    async fn tick(&mut self, n: usize) -> Result<(), String> {
        self.ticks += 1;
        let (kind, desk) = (self.jobs[n].kind, self.world.desk.clone());
        let may_stop = matches!(kind, Kind::Effects) || self.jobs[n].name == "automation.runs";
        self.faults.now_works(may_stop.then_some(n));
        let mut task = tokio::spawn(async move { round(kind, &desk).await });
        let stopped = self.faults.stopped.notified();
        let ended = tokio::select! {
            biased;
            ended = &mut task => Some(ended),
            () = stopped => None,
        };
        self.faults.now_works(None);
        self.hear();
        let Some(ended) = ended else {
            // Past the lease of a run, or of an effect, or neither.
            let seconds = self.dice.of([20, 90, 200, 4_000]);
            let until = after(self.now(), seconds);
            let dies = self.dice.chance(40);
            self.jobs[n].asleep = Some(Asleep { task, until, dies });
            return Ok(());
        };
        self.after(n, ended)?;
        if matches!(kind, Kind::Sealer) && self.jobs[n].due.is_some() {
            // Facts have got their places: whoever reads by place looks again.
            self.jobs.iter_mut().for_each(|job| job.seen = None);
            self.jobs[n].seen = Some(*self.committed.borrow());
        }
        Ok(())
    }

    /// When it looks again. A worker that broke as it was meant to does so soon; any other error is a fault of ours.
    fn after(&mut self, n: usize, ended: Result<Round, tokio::task::JoinError>) -> Result<(), String> {
        let now = self.now();
        let soon = after(now, 1);
        let job = &mut self.jobs[n];
        job.due = match ended {
            Ok(Ok(due)) if job.name == COUNTS.0 => due.max(Some(after(now, COUNTS.1))),
            Ok(Ok(due)) => due,
            Ok(Err(Error::Again)) => Some(now),
            Ok(Err(error)) if error.to_string().contains("as it was meant to") => Some(soon),
            Ok(Err(error)) => return Err(format!("{} broke: {error:?}", job.name)),
            Err(died) if died.is_panic() && self.said.last().is_some_and(|said| said.ends_with("dies")) => {
                Some(soon)
            }
            Err(died) => return Err(format!("{} panicked: {died:?}", job.name)),
        };
        Ok(())
    }

    async fn wake_those_whose_time_it_is(&mut self) -> Result<(), String> {
        let now = self.now();
        for n in 0..self.jobs.len() {
            if self.jobs[n].asleep.as_ref().is_some_and(|asleep| asleep.until <= now) {
                self.wake(n).await?;
            }
        }
        Ok(())
    }

    async fn wake(&mut self, n: usize) -> Result<(), String> {
        let Some(Asleep { task, dies, .. }) = self.jobs[n].asleep.take() else { return Ok(()) };
        let name = self.jobs[n].name;
        self.said.push(format!("! {name} {}", if dies { "was dead" } else { "wakes" }));
        self.jobs[n].due = Some(self.now());
        if dies {
            self.faults.forget(n);
            task.abort();
            let _ = task.await;
            return Ok(());
        }
        self.faults.wake(n);
        let ended = task.await;
        self.hear();
        self.after(n, ended)?;
        self.jobs[n].due = Some(self.now());
        Ok(())
    }

    /// No more faults: whoever stands still wakes.
    pub async fn calm(&mut self) -> Result<(), String> {
        self.faults.disarm();
        self.post.calm.store(true, std::sync::atomic::Ordering::SeqCst);
        for n in 0..self.jobs.len() {
            self.wake(n).await?;
        }
        Ok(())
    }
}

/// Every room, whose mail is played and whose commits may meet faults.
pub fn registry(faults: &Arc<Faults>, post: &Arc<Post>) -> Registry {
    let mut registry = rooms::registry();
    registry.rules().in_turn();
    registry.rules().befalls(Befalls(faults.clone()));
    connect::sending::carriers::mail_is_played(registry.rules(), post.clone());
    registry
}

async fn round(kind: Kind, desk: &Desk) -> Round {
    let now = desk.store.now();
    let more = |worked: bool| worked.then_some(now);
    match kind {
        Kind::Effects => {
            let tick = store::effect::tick(&desk.store).await?;
            Ok(if tick.worked > 0 { Some(now) } else { tick.next_due })
        }
        Kind::Sealer => Ok(more(store::seal_pg::tick(&desk.store).await? > 0)),
        Kind::Reaction(tick) => Ok(more(tick(&desk.store).await? > 0)),
        // A breath at least, as in the server: what is due at this very moment may be to be had in the next.
        Kind::Room(worker) => Ok((worker.tick)(desk).await?.map(|due| due.max(after(now, 1)))),
    }
}

fn after(now: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_millisecond(now.as_millisecond() + seconds * 1_000).expect("it is in this era")
}

fn jobs(desk: &Desk) -> Vec<Job> {
    let job = |name: &'static str, kind, hears: Hears| {
        let exact = ["effects", "automation.runs", "automation.starts"].contains(&name);
        Job { name, kind, hears, exact, due: Some(desk.store.now()), seen: None, asleep: None }
    };
    let mut all =
        vec![job("effects", Kind::Effects, Hears::AtOnce), job("effects", Kind::Effects, Hears::AtOnce)];
    if let Store::Pg(_) = desk.store {
        all.push(job("sealer", Kind::Sealer, Hears::AtOnce));
    }
    all.extend(
        desk.store.reactions().iter().map(|(name, tick)| job(name, Kind::Reaction(*tick), Hears::AtOnce)),
    );
    for worker in &desk.registry.workers {
        let times = if worker.name == "automation.runs" { 2 } else { 1 };
        all.extend((0..times).map(|_| job(worker.name, Kind::Room(*worker), worker.hears)));
    }
    all
}
