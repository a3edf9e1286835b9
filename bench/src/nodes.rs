//! Three processes of the program on one PostgreSQL: how many steps they do together when many runs are due at once,
//! and how long what one of them had in its hands stands still after it was killed.
//!
//! The runs are copies of one, put into the database directly: enrolling so many would be most of what is measured.

use std::time::{Duration, Instant};

use serde_json::json;
use stories::bed::client::Client;
use stories::bed::server::{Node, Server};
use stories::bed::until;
use stories::business::{Business, Visitor};

use crate::process;

const PATIENCE: Duration = Duration::from_secs(600);
/// A copy ends its wait, and ends.
const STEPS: f64 = 2.0;
const LOOK: Duration = Duration::from_millis(200);
/// More than one process takes at a time.
const HANDS: i64 = 256;

/// A run that sleeps for ten seconds, and ends.
pub const TEXT: &str = "automation: sleeper
owner: administrator
stand_in: manager
purpose: To be measured.
metric: {name: answers, start: lead.captured, end: lead.answered, better: lower}
trigger: {fact: lead.captured}
subject: lead
enrol: {policy: always, if_active: parallel}
deadline: {days: 30}
steps:
  - {id: pause, wait: {seconds: 10}}
  - {id: over, end: done}
";

/// The run the others are copies of, as it slept.
const KEEP: &str = "create table bench_sleeper as select * from automation_run where step = 'pause'";
const KEPT: &str = "select count(*) from bench_sleeper";
/// `{runs}` copies, due at `{at}`, in milliseconds.
const FILL: &str = "
    insert into automation_run (id, automation, version, mode, priority, subject_kind, subject, contact, state, step,
            doc, started_by, cause, chain_fact, chain, awaits, wakes_at, deadline_at, epoch, lease_until, steps,
            active_key, once_key, started_at, ended_at, outcome, note, parent, depth)
        select decode(lpad(to_hex({at}), 12, '0') || '7' || lpad(to_hex(i % 4096), 3, '0') || '9000'
                || lpad(to_hex(i), 12, '0'), 'hex'), automation, version, mode, priority, subject_kind, subject,
            contact, state, step, doc, started_by, cause, chain_fact, chain, awaits, {at}, deadline_at, epoch, null,
            steps, decode(md5('{at} ' || i), 'hex'), null, started_at, null, null, null, null, 0
        from bench_sleeper, generate_series(1, {runs}) i";
const WAITING: &str = "select count(*) from automation_run where wakes_at is not null";

pub fn print(runs: usize) {
    let Some(server) = Server::on_postgresql() else { return };
    let mut house = House::of(server);
    let (rate, cpu) = house.together(runs);
    println!("| three nodes on one PostgreSQL, {runs} runs due at once: steps | {rate:.0}/s |");
    println!("| the same: CPU of each node meanwhile, of one core | {cpu} |");
    let (pause, hands) = house.one_dies(runs);
    println!(
        "| one of them killed with -9 in the middle: the longest time in which no run ended | {pause:.2} s |"
    );
    println!("| the same: until what it had in its hands had gone on too | {hands:.1} s |");
}

struct House {
    server: Server,
    nodes: [Node; 2],
    inside: postgres::Client,
    /// Runs that wait for something else.
    others: i64,
}

impl House {
    /// One run that slept is kept to be copied; the first process and two more are up.
    fn of(mut server: Server) -> House {
        let business = Business::set_up(&server);
        business.let_loose(TEXT);
        Visitor::opens(&server).sends(&server, "grace@customer.test").must_be(200);
        // By so much the visitor's patience has moved the clock of the first.
        server.set_env("THROUGHLINE_AHEAD_MS", Some("3000"));
        let mut inside = server.database().expect("it stands on PostgreSQL").look();
        until("the run to copy", PATIENCE, || {
            inside
                .batch_execute(&format!("drop table if exists bench_sleeper; {KEEP}"))
                .expect("a table of ours");
            (counted(&mut inside, KEPT) == 1).then_some(())
        });
        let mut nodes = [server.node(), server.node()];
        for node in &mut nodes {
            node.start(&server).expect("another process on the same house");
        }
        // The copies remember the end of its wait: it must be over.
        std::thread::sleep(Duration::from_secs(12));
        rest(&server);
        let others = counted(&mut inside, WAITING);
        House { server, nodes, inside, others }
    }

    fn left(&mut self) -> i64 {
        counted(&mut self.inside, WAITING) - self.others
    }

    /// So many runs are due at once, and every process is told to look.
    fn fill(&mut self, runs: usize) {
        let said = self.server.client().post("/proof/clock", &json!({ "pass_ms": 0 })).must_be(200).json();
        let sql = FILL.replace("{runs}", &runs.to_string()).replace("{at}", &said["now_ms"].to_string());
        self.inside.batch_execute(&sql).expect("the rows fit the schema");
        self.inside.batch_execute("analyze automation_run").expect("it can be counted");
        for base in [self.server.base(), self.nodes[0].base(), self.nodes[1].base()] {
            Client::of(&base).post("/proof/clock", &json!({ "pass_ms": 0 })).must_be(200);
        }
    }

    /// Steps in a second while all of them work, and what each had of a core.
    fn together(&mut self, runs: usize) -> (f64, String) {
        self.fill(runs);
        let processes = process::all_of(&self.server);
        let before: Vec<f64> = processes.iter().map(|one| process::cpu_ms(one)).collect();
        let began = Instant::now();
        until("all runs to end", PATIENCE, || {
            std::thread::sleep(LOOK);
            (self.left() == 0).then_some(())
        });
        let seconds = began.elapsed().as_secs_f64();
        let cpu =
            processes.iter().zip(before).map(|(one, was)| (process::cpu_ms(one) - was) / seconds / 10.0);
        let cpu: Vec<String> = cpu.map(|percent| format!("{percent:.0} %")).collect();
        (STEPS * runs as f64 / seconds, cpu.join(", "))
    }

    /// One is killed when half of them have ended: the longest pause of the others, and how long until the last had
    /// ended; in seconds.
    fn one_dies(&mut self, runs: usize) -> (f64, f64) {
        self.fill(runs);
        let half = runs as i64 / 2;
        until("half of the runs to end", PATIENCE, || {
            std::thread::sleep(LOOK);
            (self.left() <= half).then_some(())
        });
        self.nodes[1].kill();
        let died = Instant::now();
        let (mut left, mut moved, mut pause, mut busy) = (self.left(), died, 0.0_f64, true);
        while left > 0 {
            std::thread::sleep(LOOK);
            let now = self.left();
            // What is left in the end lay in the hands of the dead one: nobody could have moved it.
            busy = busy && now > HANDS;
            if busy {
                pause = pause.max(moved.elapsed().as_secs_f64());
            }
            if now < left {
                (left, moved) = (now, Instant::now());
            }
            assert!(died.elapsed() < PATIENCE, "{left} runs do not go on");
        }
        (pause, died.elapsed().as_secs_f64())
    }
}

fn counted(inside: &mut postgres::Client, sql: &str) -> i64 {
    inside.query_one(sql, &[]).expect("it can be counted").get(0)
}

fn rest(server: &Server) {
    server.client().post("/proof/rest", &json!({})).must_be(200);
}
