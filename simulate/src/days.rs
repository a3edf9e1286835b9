//! The days: who does what when, in the order of the clock; between two things the house works off what is due.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kernel::{Result, fault};
use serde_json::Value as Json;

use crate::business::Business;
use crate::payday::{self, Transfer};
use crate::people::{Person, Wish, person};
use crate::plan::{DAY, HOUR, Morning, Plan, Told};
use crate::{customer, house, sale};

/// The house is looked after so often while nobody does anything.
const QUIET: i64 = 3 * HOUR;

/// One thing somebody will do.
#[derive(Debug, Clone)]
enum Event {
    Inquire(u64),
    Triage(u64),
    Reply(u64),
    Offer(u64),
    Look(u64),
    Decide(u64),
    Begin(u64),
    Deliver(u64, usize),
    Accept(u64, usize),
    Finish(u64),
    Lose(u64, &'static str),
    Tasks,
    Statement,
}

/// What is known of a person's way so far.
#[derive(Debug, Default)]
struct Course {
    deal: Option<String>,
    /// The proposal, and the page their mail leads to.
    offer: Option<(String, String)>,
    /// The project, and their page of it.
    project: Option<(Json, String)>,
    contact: Option<String>,
    invoices: Vec<String>,
}

struct Days<'b, B> {
    business: &'b B,
    plan: Plan,
    queue: BTreeMap<(i64, u64), Event>,
    courses: BTreeMap<u64, Course>,
    on_the_way: Vec<Transfer>,
    told: Told,
    ordinal: u64,
    end: i64,
}

/// Lives until the end of the plan; `passed` hears how far it is, from 0 to 1000.
pub async fn live<B: Business>(business: &B, plan: &Plan, passed: &dyn Fn(u64)) -> Result<Told> {
    house::furnish(business).await?;
    let began = business.now().as_second();
    let mut days = Days {
        business,
        plan: *plan,
        queue: BTreeMap::new(),
        courses: BTreeMap::new(),
        on_the_way: vec![],
        told: Told::default(),
        ordinal: 0,
        end: plan.end.as_second(),
    };
    days.people(began);
    while days.next().await.map_err(|error| dated(error, began, business.now()))? {
        let (done, all) = (business.now().as_second() - began, days.end - began);
        passed((done * 1000 / all.max(1)).clamp(0, 1000).unsigned_abs());
    }
    business.pass((days.end - business.now().as_second()).max(0)).await?;
    business.work().await?;
    business.watch().await?;
    Ok(days.told)
}

/// What went wrong, and on which day of the run.
fn dated(error: kernel::Error, began: i64, now: Timestamp) -> kernel::Error {
    fault(format!("on day {} ({now}): {error}", (now.as_second() - began) / DAY + 1))
}

impl<B: Business> Days<'_, B> {
    /// Everybody who will ever inquire, the days' work, and the bank's statement each Monday and Thursday.
    fn people(&mut self, began: i64) {
        let mut n = 0;
        for Morning { midnight, inquiries, works, statement } in self.plan.mornings(began) {
            for _ in 0..inquiries {
                let minute = person(self.plan.seed, n).chance.below("minute", 16 * 60);
                self.at(midnight + 6 * HOUR + minute as i64 * 60, Event::Inquire(n));
                n += 1;
            }
            if works {
                self.at(midnight + 13 * HOUR, Event::Tasks);
            }
            if statement {
                self.at(midnight + 8 * HOUR, Event::Statement);
            }
        }
    }

    fn at(&mut self, second: i64, event: Event) {
        self.ordinal += 1;
        self.queue.insert((second, self.ordinal), event);
    }

    /// After so many hours, in the working hours of a weekday.
    fn after(&mut self, hours: i64, event: Event) {
        let mut at = self.business.now().as_second() + hours * HOUR;
        let hour = at % DAY / HOUR;
        if hour < 8 {
            at += (8 - hour) * HOUR;
        } else if hour >= 15 {
            at += (32 - hour) * HOUR;
        }
        while !(1..=5).contains(&((at / DAY + 4) % 7)) {
            at += DAY;
        }
        self.at(at, event);
    }

    /// The next thing anybody does, or a look of the house after itself; no more at the end.
    async fn next(&mut self) -> Result<bool> {
        let now = self.business.now().as_second();
        let due = self.queue.first_key_value().map_or(self.end, |((at, _), _)| *at).max(now);
        if now >= self.end || due >= self.end && now + QUIET >= self.end {
            return Ok(false);
        }
        if due > now + QUIET {
            self.business.pass(QUIET).await?;
            self.business.work().await?;
            // Once a day is enough for those that look at everything.
            if now / DAY != (now + QUIET) / DAY {
                self.business.watch().await?;
            }
            return Ok(true);
        }
        let ((at, _), event) = self.queue.pop_first().ok_or_else(|| fault("an event was due"))?;
        self.business.pass((at - now).max(0)).await?;
        self.business.work().await?;
        let what = format!("{event:?}");
        self.happens(event).await.map_err(|error| fault(format!("{what}: {error}")))?;
        self.business.work().await?;
        // A paper takes a moment, and the mail that carries it asks again after two seconds.
        self.business.pass(5).await?;
        self.business.work().await?;
        Ok(true)
    }

    async fn happens(&mut self, event: Event) -> Result<()> {
        match event {
            Event::Inquire(n) => self.inquire(n).await,
            Event::Triage(n) => self.triage(n).await,
            Event::Reply(n) => self.reply(n).await,
            Event::Offer(n) => self.offer(n).await,
            Event::Look(n) => self.look(n).await,
            Event::Decide(n) => self.decide(n).await,
            Event::Begin(n) => self.begin(n).await,
            Event::Deliver(n, step) => self.deliver(n, step).await,
            Event::Accept(n, step) => self.accept(n, step).await,
            Event::Finish(n) => self.finish(n).await,
            Event::Lose(n, reason) => self.lose(n, reason).await,
            Event::Tasks => sale::tasks(self.business).await,
            Event::Statement => self.statement().await,
        }
    }

    fn who(&self, n: u64) -> Person {
        person(self.plan.seed, n)
    }

    fn course(&mut self, n: u64) -> &mut Course {
        self.courses.entry(n).or_default()
    }

    async fn inquire(&mut self, n: u64) -> Result<()> {
        let who = self.who(n);
        customer::inquire(self.business, &who).await?;
        self.told.inquiries += 1;
        self.after(1 + who.chance.below("triage", 20) as i64, Event::Triage(n));
        Ok(())
    }

    async fn triage(&mut self, n: u64) -> Result<()> {
        let who = self.who(n);
        let lead = sale::lead_of(self.business, &who).await?;
        self.course(n).contact = Some(sale::text(&lead, "contact")?);
        if let Some(deal) = sale::triage(self.business, &who).await? {
            self.course(n).deal = Some(deal);
            if who.chance.permille("reply") < 350 {
                self.after(2 + who.chance.below("replies", 6) as i64, Event::Reply(n));
            }
            self.after(8 + who.chance.below("offer", 40) as i64, Event::Offer(n));
        }
        Ok(())
    }

    async fn reply(&mut self, n: u64) -> Result<()> {
        self.told.replies += 1;
        let contact = self.course(n).contact.clone().unwrap_or_default();
        sale::hears(self.business, &contact).await
    }

    async fn offer(&mut self, n: u64) -> Result<()> {
        let who = self.who(n);
        let deal = self.course(n).deal.clone().unwrap_or_default();
        let offer = sale::offer(self.business, &who, &deal).await?;
        self.course(n).offer = Some(offer);
        self.told.offers += 1;
        self.after(1 + who.chance.below("look", 50) as i64, Event::Look(n));
        Ok(())
    }

    async fn look(&mut self, n: u64) -> Result<()> {
        let who = self.who(n);
        let (proposal, shown) = self.course(n).offer.clone().unwrap_or_default();
        let link = customer::led(self.business, &who, "/p/", &shown).await?;
        self.course(n).offer = Some((proposal, link.clone()));
        customer::look(self.business, &link).await?;
        match who.wish {
            Wish::Hesitates if who.chance.permille("let_go") < 700 => {
                self.after(24 * 23, Event::Lose(n, "no answer to the proposal"));
            }
            Wish::Hesitates => {}
            _ => self.after(who.chance.below("decide", 8 * 24) as i64, Event::Decide(n)),
        }
        Ok(())
    }

    async fn decide(&mut self, n: u64) -> Result<()> {
        let who = self.who(n);
        let (proposal, link) = self.course(n).offer.clone().unwrap_or_default();
        if who.wish == Wish::Declines {
            self.after(24, Event::Lose(n, "they wait until next year"));
            return customer::decline(self.business, &link).await;
        }
        customer::sign(self.business, &who, &proposal, &link).await?;
        self.told.signed += 1;
        self.after(4, Event::Begin(n));
        Ok(())
    }

    /// The project has opened by itself.
    async fn begin(&mut self, n: u64) -> Result<()> {
        let who = self.who(n);
        let deal = self.course(n).deal.clone().unwrap_or_default();
        let project = sale::project_of(self.business, &deal).await?;
        let project = project.ok_or_else(|| fault("a signature opened no project"))?;
        let link = customer::led(self.business, &who, "/d/", &sale::text(&project, "link")?).await?;
        customer::brief(self.business, &link, &project).await?;
        self.course(n).project = Some((project, link));
        self.after(24 * (4 + who.chance.below("first", 6) as i64), Event::Deliver(n, 0));
        Ok(())
    }

    async fn deliver(&mut self, n: u64, step: usize) -> Result<()> {
        let who = self.who(n);
        let (project, _) = self.course(n).project.clone().unwrap_or_default();
        sale::deliver(self.business, &project, step).await?;
        self.after(2 + who.chance.below("accept", 60) as i64, Event::Accept(n, step));
        Ok(())
    }

    async fn accept(&mut self, n: u64, step: usize) -> Result<()> {
        let who = self.who(n);
        let (project, link) = self.course(n).project.clone().unwrap_or_default();
        customer::accept(self.business, &who, &link, &project["steps"][step]).await?;
        self.told.accepted += 1;
        if step == 0 {
            self.after(24 * (6 + who.chance.below("second", 9) as i64), Event::Deliver(n, 1));
        } else {
            self.after(24 * 7, Event::Finish(n));
        }
        Ok(())
    }

    async fn finish(&mut self, n: u64) -> Result<()> {
        let (project, _) = self.course(n).project.clone().unwrap_or_default();
        sale::finish(self.business, &project).await
    }

    async fn lose(&mut self, n: u64, reason: &str) -> Result<()> {
        let deal = self.course(n).deal.clone().unwrap_or_default();
        sale::lose(self.business, &deal, reason).await
    }

    /// Whoever got an invoice has decided when to pay it; what has arrived stands on the statement.
    async fn statement(&mut self) -> Result<()> {
        let (seed, business) = (self.plan.seed, self.business);
        for (n, course) in self.courses.iter_mut().filter(|(_, course)| course.project.is_some()) {
            let contact = course.contact.clone().unwrap_or_default();
            let more = payday::decide(business, &person(seed, *n), &contact, &mut course.invoices).await?;
            self.on_the_way.extend(more);
        }
        let now = business.now();
        let (arrived, rest): (Vec<_>, Vec<_>) = self.on_the_way.drain(..).partition(|one| one.at <= now);
        self.on_the_way = rest;
        self.told.transfers += arrived.len() as u64;
        self.told.transferred += arrived.iter().map(|one| one.minor).sum::<i64>();
        payday::statement(business, &arrived).await
    }
}
