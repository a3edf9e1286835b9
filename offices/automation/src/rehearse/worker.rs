//! Working through a rehearsal: the journal page by page, then life by life, with its progress and a way to stop.
//!
//! Invariant: everything is read through `Looking`; written is the report alone, in short transactions of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kernel::calendar::Zones;
use kernel::{AutomationId, Business, FactId, Id as _, Permit, Ref, Reminding, Result, Timestamp, fault};
use store::{Store, Tx};
use verbs::{Desk, Verbs, Worker};

use super::bounds::{Begun, Bounds, beside};
use super::looking::Looking;
use super::order::{Past, Person, Wanted, range};
use super::report::ASSUMED;
use super::rows::{self, Asked};
use super::simulate::{Around, Draft, Key, Life, Lived, STARTED, enrol_subject, key, live};
use super::tally::{Both, Listed, Tally};
use super::views::Report;
use crate::automation::rows as automations;
use crate::collision;
use crate::document::{self, FactKind};
use crate::office::{self, Office};
use crate::plan::Plan;
use crate::run::later;
use crate::settings::Settings;
use crate::sight::was::{Present, Was, present};
use crate::sight::{People, rows::people_of};

/// Works through what was asked for, one after another.
pub struct Rehearsals;

const NAME: &str = "automation.rehearsals";
const DAY_MS: i64 = 86_400_000;
/// People whose days are lived in one go.
const SOME: usize = 100;
/// Messages written in one transaction.
const ROWS: usize = 500;
/// Pages between two looks at whether somebody has stopped it.
const PAGES: usize = 10;

impl Worker for Rehearsals {
    const NAME: &'static str = NAME;

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        let looking = Looking::at(&desk.store);
        while let Some(asked) = looking.look(|tx| Box::pin(rows::next(tx))).await? {
            let job = Job { store: &desk.store, looking, id: asked.id };
            match job.perform(&asked).await {
                Ok(Some((report, listed))) => job.keep(report, listed).await?,
                Ok(None) => {}
                Err(error) => job.end(Err(error.to_string())).await?,
            }
        }
        Ok(None)
    }
}

/// What is known before the first fact is read.
struct Known {
    office: Arc<Office>,
    draft: Arc<Plan>,
    published: Option<Arc<Plan>>,
    automation: Option<AutomationId>,
    people: People,
    business: Business,
    reminding: Reminding,
    settings: Settings,
    names: BTreeMap<AutomationId, String>,
    now: Timestamp,
    /// Of the draft, and of the published version.
    bounds: [Bounds; 2],
}

async fn known(tx: &mut Tx, asked: &Asked) -> Result<Known> {
    let office = office::of(tx)?;
    let verbs = tx.provided::<Verbs>().ok_or_else(|| fault("the registry provides its verbs"))?;
    let document = document::Automation::from_yaml(&asked.text)?;
    let (owner, stand_in) = (document.owner.to_string(), document.stand_in.to_string());
    let built = Plan::build(document, office.catalogue(&verbs));
    let (draft, _) = built.map_err(|found| {
        fault(found.into_iter().map(|finding| finding.why).collect::<Vec<_>>().join("; "))
    })?;
    let every = automations::every(tx).await?;
    let current = every.iter().find(|automation| automation.slug == asked.slug);
    let published = match current {
        Some(automation) => {
            let version = automations::numbered(tx, automation.id, automation.version).await?;
            office::plan(tx, version.id).await?.ok()
        }
        None => None,
    };
    let (itself, from) = (current.map(|automation| automation.id), later(tx.now(), -asked.days * DAY_MS));
    let mut bounds = [beside(tx, &draft, (itself, every.as_slice()), from).await?, Bounds::default()];
    if let Some(published) = &published {
        bounds[1] = beside(tx, published, (itself, every.as_slice()), from).await?;
    }
    Ok(Known {
        office,
        draft: Arc::new(draft),
        published,
        automation: itself,
        people: people_of(tx, None, (&owner, &stand_in)).await?,
        business: tx.setting::<Business>().await?,
        reminding: tx.setting::<Reminding>().await?,
        settings: tx.setting::<Settings>().await?,
        names: every.iter().map(|one| (one.id, one.name.clone())).collect(),
        now: tx.now(),
        bounds,
    })
}

impl Known {
    fn plans(&self) -> impl Iterator<Item = &Plan> {
        [Some(&self.draft), self.published.as_ref()].into_iter().flatten().map(AsRef::as_ref)
    }

    /// Itself, also where it was never published.
    fn itself(&self) -> AutomationId {
        self.automation.unwrap_or_else(|| AutomationId::from_bytes([0; 16]))
    }

    /// So far before the days a silence may have begun that ends in them.
    fn reach(&self, from: Timestamp) -> Timestamp {
        let zones = Zones::of(self.business.hours.clone());
        let length = |plan: &Plan| {
            let until = plan.silent_at(from, &zones).unwrap_or(from);
            until.as_millisecond() - from.as_millisecond()
        };
        // What counts in business hours may have taken longer before than it takes after.
        later(from, -2 * self.plans().map(length).max().unwrap_or(0))
    }
}

/// One rehearsal in work.
struct Job<'s> {
    store: &'s Store,
    looking: Looking<'s>,
    id: FactId,
}

type Came = Option<(Report, Vec<Listed>)>;

impl Job<'_> {
    async fn perform(&self, asked: &Asked) -> Result<Came> {
        let wish = Arc::new(asked.clone());
        let known = self.looking.look(move |tx| {
            let wish = wish.clone();
            Box::pin(async move { known(tx, &wish).await })
        });
        let mut known = known.await?;
        let from = later(known.now, -asked.days * DAY_MS);
        let Some(past) = self.read(&known, from).await? else { return Ok(None) };
        if !self.fill(&mut known, from, &past).await? {
            return Ok(None);
        }
        self.lives(&known, from, past).await
    }

    /// The facts of those days; none where somebody has stopped it.
    async fn read(&self, known: &Known, from: Timestamp) -> Result<Option<Past>> {
        let wanted = Wanted::of(&known.plans().collect::<Vec<_>>(), known.itself());
        let (mut n, last) = range(self.looking, known.reach(from)).await?;
        let first = n;
        let mut past = Past::begin(self.looking, known.itself()).await?;
        for page in 0.. {
            if page % PAGES == 0 && !self.progress(n - first, last - first).await? {
                return Ok(None);
            }
            if n >= last {
                break;
            }
            n = past.page(self.looking, (n, last), &wanted).await?;
        }
        past.name_the_automations(self.looking).await?;
        past.stand(self.looking, &wanted, known.now).await?;
        Ok(Some(past))
    }

    /// Who comes in an hour that is full is known when all that would begin is; `false` where somebody has stopped it.
    async fn fill(&self, known: &mut Known, from: Timestamp, past: &Past) -> Result<bool> {
        let most: Vec<Option<u32>> = [Some(&known.draft), known.published.as_ref()]
            .into_iter()
            .map(|plan| plan?.document().quota.and_then(|quota| quota.runs_per_hour))
            .collect();
        if most.iter().all(Option::is_none) {
            return Ok(true);
        }
        let all: Vec<(Key, &Person)> = past.people.iter().map(|(key, person)| (*key, person)).collect();
        let mut begun = [Begun::default(), Begun::default()];
        for (n, some) in all.chunks(SOME).enumerate() {
            if n.is_multiple_of(PAGES) && !self.progress(0, past.facts).await? {
                return Ok(false);
            }
            let present = self.present(known, some).await?;
            for (_, person) in some {
                let (draft, published) = both(known, (from, &past.was), &present, person)?;
                begun[0].note(&draft);
                published.iter().for_each(|lived| begun[1].note(lived));
            }
        }
        for ((begun, most), bounds) in begun.into_iter().zip(most).zip(&mut known.bounds) {
            bounds.full = most.map(|most| begun.too_many(most)).unwrap_or_default();
        }
        Ok(true)
    }

    async fn lives(&self, known: &Known, from: Timestamp, past: Past) -> Result<Came> {
        let Past { people, was, facts, .. } = past;
        let all: Vec<(Key, &Person)> = people.iter().map(|(key, person)| (*key, person)).collect();
        let (total, mut done) = (all.len(), 0);
        let mut tally = Tally::default();
        for some in all.chunks(SOME) {
            let present = self.present(known, some).await?;
            for (_, person) in some {
                one_life(known, (from, &was), &present, person, &mut tally)?;
            }
            done += some.len();
            let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
            if (done / SOME).is_multiple_of(PAGES)
                && !self.progress(facts + count(done), facts + count(total)).await?
            {
                return Ok(None);
            }
        }
        let (mut report, listed) =
            tally.close(&known.names, (known.automation.is_some(), known.published.is_some()));
        report.from = Some(from);
        report.until = Some(known.now);
        report.facts = facts;
        report.assumed = ASSUMED.map(str::to_owned).to_vec();
        Ok(Some((report, listed)))
    }

    /// The records these people's runs could be about, as they are now.
    async fn present(&self, known: &Known, some: &[(Key, &Person)]) -> Result<BTreeMap<Key, Present>> {
        let plan = &known.draft;
        let kind = plan.document().subject.as_str();
        let starts: Vec<&str> = plan.document().trigger.told_by().iter().map(FactKind::as_str).collect();
        let mut subjects: Vec<(Ref, _)> = some
            .iter()
            .flat_map(|(_, person)| &person.told)
            .filter(|told| told.kind == STARTED || starts.contains(&told.kind.as_str()))
            .filter_map(|told| Some((enrol_subject(kind, told)?, told.contact)))
            .collect();
        let standing = some.iter().flat_map(|(_, person)| &person.standing);
        subjects.extend(standing.map(|one| (one.record, one.contact)));
        subjects.sort_by_key(|(subject, _)| key(*subject));
        subjects.dedup_by_key(|(subject, _)| key(*subject));
        let names =
            known.plans().flat_map(|plan| plan.looked_at().into_iter().chain(plan.looked_at_to_enrol()));
        let names: Arc<BTreeSet<String>> = Arc::new(names.map(str::to_owned).collect());
        let subjects = Arc::new(subjects);
        let business = Arc::new(known.business.clone());
        self.looking
            .look(move |tx| {
                let (subjects, names, business) = (subjects.clone(), names.clone(), business.clone());
                Box::pin(async move {
                    let names = names.iter().map(String::as_str).collect();
                    let mut found = BTreeMap::new();
                    for (subject, contact) in subjects.iter() {
                        found.insert(
                            key(*subject),
                            present(tx, *subject, *contact, (&names, &business)).await?,
                        );
                    }
                    Ok(found)
                })
            })
            .await
    }

    async fn progress(&self, done: i64, total: i64) -> Result<bool> {
        let id = self.id;
        let permit = Permit::engine(NAME);
        self.store.write(permit, None, move |tx| Box::pin(rows::progress(tx, id, (done, total)))).await
    }

    async fn keep(&self, report: Report, listed: Vec<Listed>) -> Result<()> {
        let (id, mut first) = (self.id, 0_i64);
        for some in listed.chunks(ROWS) {
            let some = Arc::new(some.to_vec());
            let many = i64::try_from(some.len()).map_err(fault)?;
            let keep = self.store.write(Permit::engine(NAME), None, move |tx| {
                let some = some.clone();
                Box::pin(async move { rows::keep(tx, id, first, &some).await })
            });
            keep.await?;
            first += many;
        }
        self.end(Ok(report)).await
    }

    async fn end(&self, came: Result<Report, String>) -> Result<()> {
        let (id, came) = (self.id, Arc::new(came));
        let end = self.store.write(Permit::engine(NAME), None, move |tx| {
            let came = came.clone();
            Box::pin(async move { rows::end(tx, id, &came).await.map(drop) })
        });
        end.await
    }
}

/// Lives the days of one person with the draft, and with the published version beside it.
fn one_life(
    known: &Known,
    (from, was): (Timestamp, &Was),
    present: &BTreeMap<Key, Present>,
    person: &Person,
    tally: &mut Tally,
) -> Result<()> {
    let (draft, published) = both(known, (from, was), present, person)?;
    tally.life(&Both {
        automation: known.itself(),
        told: &person.told,
        from,
        draft: &draft,
        published: published.as_ref(),
        known: known.automation.is_some(),
        zone: known.business.zone(),
    });
    Ok(())
}

/// The life with the draft, and that with the published version.
fn both(
    known: &Known,
    (from, was): (Timestamp, &Was),
    present: &BTreeMap<Key, Present>,
    person: &Person,
) -> Result<(Lived, Option<Lived>)> {
    let around = Around {
        catalogue: known.office.known_catalogue()?,
        business: &known.business,
        reminding: &known.reminding,
        messages_a_day: known.settings.messages_a_day,
        was,
        tells: collision::known(),
        present,
    };
    let nobody = BTreeMap::new();
    let (told, standing) = (person.told.as_slice(), person.standing.as_slice());
    let life = Life { told, standing, from, until: known.now, answers: &nobody };
    let automation = known.itself();
    let lived = |plan: &Plan, bounds: &Bounds| -> Lived {
        live(&Draft { plan, automation, people: known.people, bounds }, &around, &life)
    };
    let draft = lived(&known.draft, &known.bounds[0]);
    let published = known.published.as_ref().map(|plan| lived(plan, &known.bounds[1]));
    Ok((draft, published))
}
