//! Who prints for this node: one worker process, started at the first paper, or the process itself in tests.
//!
//! Invariant: a print that takes longer than its deadline is ended with its process. One paper at a time.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::frame::{self, Answer};
use crate::press::{Order, Press, Trouble};
use crate::worker;

const DEADLINE: Duration = Duration::from_secs(10);
/// How long a paper waits for those before it, well below the lease of its effect.
const PATIENCE: Duration = Duration::from_secs(60);
/// A worker is replaced after so many papers, or when it holds so much memory.
const PAPERS: u32 = 200;
const MOST_KIB: u32 = 400 * 1024;

/// Provide one to the store's rules (`rules.provide(Renderer::worker(program))`); without, this process
/// prints.
pub struct Renderer(Kind);

enum Kind {
    Here,
    Worker(Box<Workshop>),
}

struct Workshop {
    program: PathBuf,
    deadline: Duration,
    hand: Mutex<Option<Hand>>,
}

/// A worker and the pipes to it.
struct Hand {
    child: Child,
    to: ChildStdin,
    from: ChildStdout,
    papers: u32,
}

impl Renderer {
    /// This process itself, without a deadline: for tests and tools.
    pub fn here() -> Renderer {
        Renderer(Kind::Here)
    }

    /// A child process: `program render-worker FONTS`.
    pub fn worker(program: impl Into<PathBuf>) -> Renderer {
        Renderer::worker_within(program, DEADLINE)
    }

    /// The same with another deadline for each paper.
    pub fn worker_within(program: impl Into<PathBuf>, deadline: Duration) -> Renderer {
        let hand = Mutex::new(None);
        Renderer(Kind::Worker(Box::new(Workshop { program: program.into(), deadline, hand })))
    }

    /// The bytes of the paper; `own_fonts` is the folder of the house's own fonts.
    pub async fn print(&self, order: Order, own_fonts: &Path) -> Result<Vec<u8>, Trouble> {
        match &self.0 {
            Kind::Worker(workshop) => workshop.print(&order, own_fonts).await,
            Kind::Here => {
                let own_fonts = own_fonts.to_owned();
                let printed = tokio::task::spawn_blocking(move || Press::new(Some(&own_fonts)).print(&order));
                printed.await.unwrap_or(Err(Trouble::Ended))
            }
        }
    }

    /// Lets go of a worker that has ended; true while one stands ready.
    pub async fn look_after(&self) -> bool {
        let Kind::Worker(workshop) = &self.0 else { return false };
        // Whoever prints now finds out alone.
        let Ok(mut hand) = workshop.hand.try_lock() else { return true };
        let stands = hand.as_mut().is_some_and(|hand| matches!(hand.child.try_wait(), Ok(None)));
        if !stands {
            *hand = None;
        }
        stands
    }
}

impl Workshop {
    async fn print(&self, order: &Order, own_fonts: &Path) -> Result<Vec<u8>, Trouble> {
        let question = serde_json::to_vec(order).map_err(|why| Trouble::Data(why.to_string()))?;
        let mut hand = timeout(PATIENCE, self.hand.lock()).await.map_err(|_| Trouble::Busy)?;
        let stood = hand.is_some();
        match self.ask(&mut hand, own_fonts, &question).await {
            // It went home in the very moment: the next one is fresh.
            Err(Trouble::Ended) if stood => self.ask(&mut hand, own_fonts, &question).await,
            other => other,
        }
    }

    async fn ask(
        &self,
        seat: &mut Option<Hand>,
        own_fonts: &Path,
        question: &[u8],
    ) -> Result<Vec<u8>, Trouble> {
        let mut hand = match seat.take() {
            Some(hand) => hand,
            None => self.start(own_fonts)?,
        };
        let answer = timeout(self.deadline, frame::ask(&mut hand.to, &mut hand.from, question)).await;
        let Ok(Ok(answer)) = answer else {
            let _ = hand.child.kill().await;
            return Err(if answer.is_ok() { Trouble::Ended } else { Trouble::Slow(self.deadline.as_secs()) });
        };
        hand.papers += 1;
        if hand.may_stay(&answer) {
            *seat = Some(hand);
        } else {
            let _ = hand.child.kill().await;
        }
        answer.printed
    }

    fn start(&self, own_fonts: &Path) -> Result<Hand, Trouble> {
        let mut command = Command::new(&self.program);
        command.arg(worker::WORD).arg(own_fonts);
        // It needs nothing the house knows; one thread is enough for one paper.
        command.env_clear().env("RAYON_NUM_THREADS", "1");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().map_err(|why| Trouble::NotStarted(why.to_string()))?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (to, from) = pipes.ok_or_else(|| Trouble::NotStarted("it has no pipes".into()))?;
        Ok(Hand { child, to, from, papers: 0 })
    }
}

impl Hand {
    /// A character without a font asks the owner for one: the next worker finds it.
    fn may_stay(&self, answer: &Answer) -> bool {
        let missed = matches!(answer.printed, Err(Trouble::Character { .. }));
        !missed && self.papers < PAPERS && answer.kib < MOST_KIB
    }
}
