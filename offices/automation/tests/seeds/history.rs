//! What happens to a house in one history: who does what when, which faults befall it. A list, so that events can be
//! taken out until only those remain that a fault needs.

use std::fmt;
use std::ops::Range;

use automation::automation::Mode;

use crate::chance::Chance;
use crate::known::House;

pub const PEOPLE: usize = 2;
pub const NODES: usize = 2;
const HOUR: i64 = 3_600_000;

/// What a person does, or what somebody of ours does about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Inquire,
    Reply,
    Book,
    Qualify,
    Decline,
    Close,
    Withdraw,
    SendProposal,
    View,
    Revise,
    Refuse,
    Sign,
    Accept,
    Waive,
    Issue,
    Pay,
    Dispute,
    VoidPayment,
    WeWrite,
    DoTask,
    SayYes,
    SayNo,
    Retry,
    Skip,
    Stop,
    /// The same inquiry comes in once more.
    Again,
    /// We put their inquiry off, and take it up again.
    PutOff,
    Reopen,
    /// Their project begins, its brief is complete, it ends well or not.
    Open,
    Brief,
    Finish,
    Cancel,
    DropTask,
    News,
    NoNews,
}

use Act::*;

/// Along the line, the likely ones more than once.
const ACTS: [Act; 43] = [
    Inquire,
    Inquire,
    Inquire,
    Inquire,
    Inquire,
    Reply,
    Reply,
    Book,
    Qualify,
    Qualify,
    Decline,
    Close,
    Withdraw,
    SendProposal,
    SendProposal,
    View,
    View,
    View,
    Revise,
    Refuse,
    Sign,
    Sign,
    Accept,
    Accept,
    Waive,
    Issue,
    Pay,
    Pay,
    Dispute,
    VoidPayment,
    WeWrite,
    DoTask,
    DoTask,
    SayYes,
    SayYes,
    SayNo,
    Retry,
    Skip,
    Stop,
    Again,
    Again,
    DoTask,
    Book,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Signed agreements become projects.
    Delivers,
    /// An automation is on, in a mode.
    Has(usize, Mode),
    /// Its next version is published.
    Publish(usize),
    Person(usize, Act),
    /// A worker ends at this many of its next moves with something in its hands; what it held in memory is lost.
    Crash(usize, u32),
    /// There it stands still for so many milliseconds, and knows nothing of it.
    Pause(usize, u32, i64),
    /// The clock of the house is set, in milliseconds.
    Jump(i64),
    Halt,
    GoOn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Milliseconds after the beginning.
    pub at: i64,
    pub what: What,
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (day, rest) = (self.at / (24 * HOUR), self.at % (24 * HOUR));
        let (hour, minute, second) = (rest / HOUR, rest % HOUR / 60_000, rest % 60_000 / 1000);
        write!(f, "day {day:2} {hour:02}:{minute:02}:{second:02}.{:03} {:?}", rest % 1000, self.what)
    }
}

/// The history of a seed. In every ninth what is agreed on becomes a project, and what is offered is on.
pub fn of(seed: u64, days: i64, house: &House) -> Vec<Event> {
    let chance = Chance(seed).of(1);
    let mut events: Vec<Event> = has(chance.of(2), house);
    let length = u64::try_from(days * 24 * HOUR).unwrap_or(1);
    let acts = 10 + chance.of(3).below(40);
    let mut last = 0;
    for i in 0..acts {
        let of = |question| chance.of(1000 + i * 16).of(question);
        // Often soon after another, so that two things meet.
        let near = of(0).in_a_hundred(45) && i > 0;
        let soon = of(4).pick(&[300, 3_000, 40_000, 400_000, 8 * HOUR as u64]);
        let at = if near { last + of(1).below(soon) as i64 } else { of(1).below(length) as i64 };
        let who = of(2).below(PEOPLE as u64) as usize;
        let act = if i < 2 { Inquire } else { of(3).pick(&ACTS) };
        let at = if i == 0 { of(1).below(48) as i64 * HOUR } else { at };
        last = at;
        events.push(Event { at, what: What::Person(who, act) });
    }
    events.extend(faults(chance.of(4), length));
    if seed.is_multiple_of(9) {
        events.extend(delivering(chance.of(5), house, length));
    }
    events.sort_by_key(|event| event.at);
    events
}

/// The same, with richer documents in place of those the grammar draws.
pub fn rich(seed: u64, days: i64, house: &House) -> Vec<Event> {
    let chance = Chance(seed).of(6);
    let drawn = |n| one_of(&house.rich, chance.of(n));
    let mut numbers: Vec<usize> = (0..2 + chance.of(1).below(3)).map(|n| drawn(10 + n)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mode = |n: usize| chance.of(n as u64).pick(&[Mode::ApproveEach, Mode::Automatic, Mode::Automatic]);
    let has = numbers.into_iter().map(|n| Event { at: 0, what: What::Has(n, mode(n)) });
    let plainly = of(seed, days, house).into_iter();
    has.chain(plainly.filter(|event| !matches!(event.what, What::Has(n, _) if house.drawn.contains(&n))))
        .collect()
}

/// One customer goes along the line, a day and more between two of their acts, and nothing goes wrong.
pub fn quiet(seed: u64, house: &House) -> Vec<Event> {
    let has = house.first.clone().map(|n| Event { at: 0, what: What::Has(n, Mode::Automatic) });
    let offered = house.offered.clone().map(|n| Event { at: 0, what: What::Has(n, Mode::Automatic) });
    let delivers = [Event { at: 0, what: What::Delivers }].into_iter().chain(offered);
    let ways: [&[Act]; 4] = [
        &[Inquire, Qualify, SendProposal, View, Sign, Accept, Pay],
        &[Inquire, Reply, WeWrite, Qualify, SendProposal, View],
        &[Inquire, Qualify, SendProposal, View, Refuse, Inquire],
        &[Inquire, Qualify, SendProposal, Sign, Accept, Finish, Pay, Inquire, PutOff, Reopen],
    ];
    let chance = Chance(seed).of(77);
    let way = ways[usize::try_from(seed).unwrap_or_default() % ways.len()];
    let acts = way.iter().enumerate().map(|(n, act)| {
        let hours = 1 + 26 * n as i64 + chance.of(n as u64).below(3) as i64;
        Event { at: hours * HOUR, what: What::Person(0, *act) }
    });
    let delivers = delivers.filter(|_| way.contains(&Finish));
    has.chain(delivers).chain(acts).collect()
}

fn one_of(among: &Range<usize>, chance: Chance) -> usize {
    among.start + chance.below(among.len() as u64) as usize
}

fn mode(chance: Chance) -> Mode {
    match chance.below(10) {
        0 => Mode::ApproveEach,
        1 => Mode::Practice,
        _ => Mode::Automatic,
    }
}

fn has(chance: Chance, house: &House) -> Vec<Event> {
    let on = |n: &usize| chance.of(*n as u64).in_a_hundred(60);
    let mut has: Vec<usize> = house.first.clone().filter(on).collect();
    has.extend((0..chance.of(500).below(4)).map(|n| one_of(&house.drawn, chance.of(501 + n))));
    has.sort_unstable();
    has.dedup();
    has.into_iter().map(|n| Event { at: 0, what: What::Has(n, mode(chance.of(n as u64 + 50))) }).collect()
}

/// The way of a customer whose project is delivered and paid, and what else may come of it.
const DELIVERED: [Act; 10] = [Inquire, Qualify, SendProposal, Sign, Open, Brief, Issue, Finish, Pay, Reply];
const BESIDES: [Act; 12] =
    [NoNews, News, Finish, Cancel, Brief, Inquire, PutOff, PutOff, Reopen, Reopen, DropTask, Pay];

/// What is offered is on, somebody becomes a customer, and not everybody wants to hear from us.
fn delivering(chance: Chance, house: &House, length: u64) -> Vec<Event> {
    let mut events = vec![Event { at: 0, what: What::Delivers }];
    let on = house.offered.clone().filter(|n| chance.of(*n as u64).in_a_hundred(70));
    let on = on.chain([one_of(&house.silent, chance.of(90))]);
    events.extend(on.map(|n| Event { at: 0, what: What::Has(n, mode(chance.of(n as u64 + 5_000))) }));
    let who = chance.of(91).below(PEOPLE as u64) as usize;
    if chance.of(92).in_a_hundred(20) {
        events.push(Event { at: 0, what: What::Person(who, NoNews) });
    }
    let mut at = chance.of(93).below(4 * 24) as i64 * HOUR;
    for (n, act) in DELIVERED.into_iter().enumerate() {
        let of = |question| chance.of(100 + n as u64).of(question);
        at += of(0).below(of(1).pick(&[400_000, 6 * HOUR as u64, 60 * HOUR as u64])) as i64;
        if !of(2).in_a_hundred(12) {
            events.push(Event { at, what: What::Person(who, act) });
        }
    }
    let besides = (0..chance.of(94).below(6)).map(|n| {
        let of = |question| chance.of(200 + n).of(question);
        let who = of(0).below(PEOPLE as u64) as usize;
        Event { at: of(1).below(length) as i64, what: What::Person(who, of(2).pick(&BESIDES)) }
    });
    events.extend(besides);
    events
}

fn faults(chance: Chance, length: u64) -> Vec<Event> {
    let many = chance.of(0).below(30);
    let fault = |n: u64| {
        let of = |question| chance.of(n * 16 + 1).of(question);
        let at = of(0).below(length) as i64;
        let node = of(1).below(2 * NODES as u64) as usize;
        let moves = 1 + of(5).below(6) as u32;
        let still = of(6).pick(&[2_000, 50_000, 400_000]);
        let what = match of(2).below(14) {
            0..=3 => What::Crash(node, moves),
            4..=9 => What::Pause(node, moves, 1_000 + of(3).below(still) as i64),
            10 => What::Jump(of(3).below(6 * HOUR as u64) as i64),
            11 => What::Jump(-(of(3).below(200_000) as i64)),
            12 => What::Publish(of(3).below(64) as usize),
            _ => What::Halt,
        };
        let more = (what == What::Halt)
            .then(|| Event { at: at + of(4).below(60 * HOUR as u64) as i64, what: What::GoOn });
        [Some(Event { at, what }), more].into_iter().flatten()
    };
    (0..many).flat_map(fault).collect()
}

/// The fewest of these events with which it still goes wrong in the same way.
pub fn shrunk(mut events: Vec<Event>, fails: impl Fn(&[Event]) -> bool) -> Vec<Event> {
    let mut size = events.len().div_ceil(2).max(1);
    loop {
        let before = events.len();
        let mut from = 0;
        while from < events.len() {
            let until = (from + size).min(events.len());
            let fewer: Vec<Event> = [&events[..from], &events[until..]].concat();
            if fails(&fewer) {
                events = fewer;
            } else {
                from = until;
            }
        }
        match size {
            1 if events.len() == before => return events,
            1 => {}
            _ => size = size.div_ceil(2),
        }
    }
}
