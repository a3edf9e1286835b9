//! What the office keeps in memory: the catalogue of the house, plans by version, who listens to which fact.
//!
//! Invariant: only what a committed snapshot said is kept, for two seconds at most; after a change of an
//! automation everybody reads for themselves until its transaction must be over.

pub mod catalogue;

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use kernel::{AutomationId, AutomationVersionId, Result, Timestamp, fault};
use store::{Rules, Store, Tx};
use verbs::Verbs;

use crate::automation::rows::{self, Standing};
use crate::automation::{Automation, Version};
use crate::clock::Watch;
use crate::document::{self, On};
use crate::plan::{Catalogue, Plan};
use crate::shipped::SHIPPED;

/// How long a directory may be followed before it is read again: another node may have changed it.
const FRESH_MS: i64 = 2_000;
/// Longer than any transaction may last.
const UNSETTLED_MS: i64 = 10_000;

/// An automation that is on, or would be but for a pause, ready to decide whom it takes in.
#[derive(Debug)]
pub struct Entry {
    pub automation: Automation,
    pub version: AutomationVersionId,
    /// When the version was published.
    pub since: Timestamp,
    pub plan: Arc<Plan>,
    /// Why it takes in nobody for the moment, where it stopped by itself: what starts it is still decided, and kept.
    pub paused: Option<String>,
}

/// Who listens to what.
#[derive(Debug, Default)]
pub struct Directory {
    triggers: HashMap<String, Vec<Arc<Entry>>>,
    entries: HashMap<AutomationId, Arc<Entry>>,
    /// By the fact their silence begins with, and by those that break it.
    begun_by: HashMap<String, Vec<Arc<Entry>>>,
    broken_by: HashMap<String, Vec<Arc<Entry>>>,
    /// By the field they own.
    owners: HashMap<String, Arc<Entry>>,
    /// By the noun whose date starts them.
    dated: HashMap<String, Vec<Arc<Entry>>>,
    /// Those that are off, by the fact that would start them: it is kept that they were.
    off: HashMap<String, Vec<Arc<Entry>>>,
    /// Kinds some run under way may listen to, of whichever version.
    heard: BTreeSet<String>,
    /// All that are on.
    on: Vec<Arc<Entry>>,
    /// Automations that are on and whose version no longer fits the house, and why.
    pub broken: Vec<(Automation, String)>,
}

impl Directory {
    /// The automations this kind of fact may start.
    pub fn starts(&self, kind: &str) -> &[Arc<Entry>] {
        self.triggers.get(kind).map(Vec::as_slice).unwrap_or_default()
    }

    /// The automations that are on and look at a record of that name.
    pub fn looking_at(&self, name: &str) -> BTreeSet<AutomationId> {
        let entries = self.triggers.values().flatten();
        let looking = entries.filter(|entry| entry.plan.looked_at().contains(name));
        looking.map(|entry| entry.automation.id).collect()
    }

    /// The automations this kind of fact would start, were they on.
    pub fn off(&self, kind: &str) -> &[Arc<Entry>] {
        self.off.get(kind).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn is_heard(&self, kind: &str) -> bool {
        self.heard.contains(kind)
    }

    /// An automation that is on.
    pub fn entry(&self, automation: AutomationId) -> Option<&Arc<Entry>> {
        self.entries.get(&automation)
    }

    /// All that are on.
    pub fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.entries.values()
    }

    /// Those whose silence begins with this kind of fact.
    pub fn begun_by(&self, kind: &str) -> &[Arc<Entry>] {
        self.begun_by.get(kind).map(Vec::as_slice).unwrap_or_default()
    }

    /// Those whose silence this kind of fact may break.
    pub fn broken_by(&self, kind: &str) -> &[Arc<Entry>] {
        self.broken_by.get(kind).map(Vec::as_slice).unwrap_or_default()
    }

    /// Those that start by a date on this noun.
    pub fn dated(&self, noun: &str) -> &[Arc<Entry>] {
        self.dated.get(noun).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn owns_fields(&self) -> bool {
        !self.owners.is_empty()
    }

    /// The automation that alone may write this field.
    pub fn owner_of(&self, path: &str) -> Option<&Arc<Entry>> {
        self.owners.get(path)
    }

    /// Whether anything at all starts by a date.
    pub fn has_dates(&self) -> bool {
        !self.dated.is_empty()
    }
}

#[derive(Debug, Default)]
struct Kept {
    directory: Option<(Timestamp, Arc<Directory>)>,
    unsettled_until: Option<Timestamp>,
}

/// Provided to every transaction of the house.
#[derive(Debug, Default)]
pub struct Office {
    catalogue: OnceLock<Catalogue>,
    plans: RwLock<HashMap<AutomationVersionId, Arc<Plan>>>,
    kept: RwLock<Kept>,
    /// What this house comes with was looked for since the start.
    looked: AtomicBool,
    pub(crate) clock: Watch,
}

/// The office of this house.
pub fn of(tx: &Tx) -> Result<Arc<Office>> {
    tx.provided::<Office>().ok_or_else(|| fault("the automation office provides itself"))
}

/// The same from outside a transaction.
pub fn of_rules(rules: &Rules) -> Result<Arc<Office>> {
    rules.provided::<Office>().ok_or_else(|| fault("the automation office provides itself"))
}

impl Office {
    /// The office of a house that can do and tell this.
    pub fn knowing(catalogue: Catalogue) -> Office {
        Office { catalogue: OnceLock::from(catalogue), ..Office::default() }
    }

    /// What the house can do and tell.
    pub fn catalogue(&self, verbs: &Verbs) -> &Catalogue {
        self.catalogue.get_or_init(|| catalogue::of(verbs))
    }

    pub(crate) fn has_looked(&self) -> bool {
        self.looked.load(Ordering::Relaxed)
    }

    pub(crate) fn note_look(&self) {
        self.looked.store(true, Ordering::Relaxed);
    }

    /// As after a start: what the house comes with is looked for again.
    pub fn begin(&self) {
        self.looked.store(false, Ordering::Relaxed);
    }

    /// The same where a plan was made with it already.
    pub fn known_catalogue(&self) -> Result<&Catalogue> {
        self.catalogue.get().ok_or_else(|| fault("whoever has a plan has its catalogue"))
    }

    fn known(&self, version: AutomationVersionId) -> Option<Arc<Plan>> {
        self.plans.read().unwrap_or_else(PoisonError::into_inner).get(&version).cloned()
    }

    fn learn(&self, version: &Version, verbs: &Verbs) -> Result<Arc<Plan>, String> {
        if let Some(plan) = self.known(version.id) {
            return Ok(plan);
        }
        let document = document::Automation::from_yaml(&version.text).map_err(|e| e.to_string())?;
        let findings = |found: Vec<crate::plan::Finding>| {
            found.into_iter().map(|finding| finding.why).collect::<Vec<_>>().join("; ")
        };
        let (plan, _) = Plan::build(document, self.catalogue(verbs)).map_err(findings)?;
        let plan = Arc::new(plan);
        let mut plans = self.plans.write().unwrap_or_else(PoisonError::into_inner);
        plans.insert(version.id, plan.clone());
        Ok(plan)
    }

    /// Something about an automation is changing in a transaction that may still fail.
    pub fn unsettle(&self, now: Timestamp) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        kept.directory = None;
        kept.unsettled_until = Timestamp::from_millisecond(now.as_millisecond() + UNSETTLED_MS).ok();
    }

    fn fresh(&self, now: Timestamp) -> Option<Arc<Directory>> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let (read_at, directory) = kept.directory.as_ref()?;
        let age = now.as_millisecond() - read_at.as_millisecond();
        (0..FRESH_MS).contains(&age).then(|| directory.clone())
    }

    fn keep(&self, now: Timestamp, directory: Arc<Directory>) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.unsettled_until.is_none_or(|until| until < now) {
            kept.directory = Some((now, directory));
        }
    }
}

fn verbs(tx: &Tx) -> Result<Arc<Verbs>> {
    tx.provided::<Verbs>().ok_or_else(|| fault("the registry provides its verbs"))
}

/// The plan a run follows; a version that no longer fits the house is a fault, and its run is parked.
pub async fn plan(tx: &mut Tx, version: AutomationVersionId) -> Result<Result<Arc<Plan>, String>> {
    let office = of(tx)?;
    if let Some(plan) = office.known(version) {
        return Ok(Ok(plan));
    }
    let verbs = verbs(tx)?;
    let version = rows::version(tx, version).await?;
    Ok(office.learn(&version, &verbs))
}

/// The directory as this transaction may follow it. What it reads is kept for the next one, and for its own next fact:
/// a transaction that changes an automation unsettles the office first, and then nothing is kept.
pub async fn directory(tx: &mut Tx) -> Result<Arc<Directory>> {
    let (office, now) = (of(tx)?, tx.now());
    if let Some(directory) = office.fresh(now) {
        return Ok(directory);
    }
    let directory = Arc::new(read(tx).await?);
    office.keep(now, directory.clone());
    Ok(directory)
}

/// The automations that are on, each with the plan new runs follow.
pub async fn entries(tx: &mut Tx) -> Result<Vec<Arc<Entry>>> {
    Ok(directory(tx).await?.on.clone())
}

/// Reads it anew where it is old, and keeps it for everybody.
pub async fn refresh(store: &Store) -> Result<Arc<Directory>> {
    let office = of_rules(&store.house().rules)?;
    let now = store.now();
    if let Some(directory) = office.fresh(now) {
        return Ok(directory);
    }
    let directory = Arc::new(store.read(|tx| Box::pin(read(tx))).await?);
    office.keep(now, directory.clone());
    Ok(directory)
}

async fn read(tx: &mut Tx) -> Result<Directory> {
    let (office, verbs) = (of(tx)?, verbs(tx)?);
    let automations = rows::every(tx).await?;
    let mut directory = Directory::default();
    for Standing { version, paused, begun } in rows::standing(tx).await? {
        let current = automations.iter().find(|a| a.id == version.automation && a.version == version.number);
        let paused = paused.filter(|_| current.is_some_and(|automation| !automation.on));
        let works = |automation: &&Automation| (automation.on || paused.is_some()) && !automation.retired;
        let off = current.filter(|automation| !works(automation) && was_wanted(automation, begun));
        let current = current.filter(works);
        match office.learn(&version, &verbs) {
            Ok(plan) if off.is_some() => {
                directory.list_off(&version, off, &plan);
                if begun {
                    directory.list(&version, None, plan);
                }
            }
            // What was only ever offered has no run that could listen; whoever asks who listens on PostgreSQL stands in
            // the way of all who begin to.
            Ok(_) if current.is_none() && !begun => {}
            Ok(plan) => directory.list(&version, current.map(|automation| (automation, paused)), plan),
            Err(why) => {
                let on = current.filter(|automation| automation.on);
                directory.broken.extend(on.map(|automation| (automation.clone(), why)));
            }
        }
    }
    Ok(directory)
}

/// Somebody made it, changed it, or had it on: not only one of those the house offers.
fn was_wanted(automation: &Automation, begun: bool) -> bool {
    let offered = || SHIPPED.iter().any(|shipped| shipped.name == automation.slug && !shipped.on);
    !automation.retired && (begun || automation.version > 1 || !offered())
}

impl Directory {
    fn list_off(&mut self, version: &Version, off: Option<&Automation>, plan: &Arc<Plan>) {
        let (Some(automation), On::Fact(facts)) = (off, &plan.document().trigger.on) else { return };
        let entry = Arc::new(Entry {
            automation: automation.clone(),
            version: version.id,
            since: version.published_at,
            plan: plan.clone(),
            paused: None,
        });
        for kind in facts.kinds() {
            self.off.entry(kind.as_str().to_owned()).or_default().push(entry.clone());
        }
    }

    fn list(&mut self, version: &Version, current: Option<(&Automation, Option<String>)>, plan: Arc<Plan>) {
        self.heard.extend(plan.hears().into_iter().map(str::to_owned));
        let Some((automation, paused)) = current else { return };
        let since = version.published_at;
        let entry =
            Arc::new(Entry { automation: automation.clone(), version: version.id, since, plan, paused });
        self.entries.insert(automation.id, entry.clone());
        let document = entry.plan.document();
        let owned = document.owns.iter().map(|path| (path.to_string(), entry.clone()));
        self.owners.extend(owned);
        let put = |into: &mut HashMap<String, Vec<Arc<Entry>>>, kind: &str| {
            into.entry(kind.to_owned()).or_default().push(entry.clone());
        };
        match &document.trigger.on {
            On::Fact(facts) => facts.kinds().iter().for_each(|kind| put(&mut self.triggers, kind.as_str())),
            On::Date(_) => put(&mut self.dated, document.subject.as_str()),
            On::Silence { silence, .. } => {
                silence.after.kinds().iter().for_each(|kind| put(&mut self.begun_by, kind.as_str()));
                silence.without.kinds().iter().for_each(|kind| put(&mut self.broken_by, kind.as_str()));
            }
            On::Schedule { .. } | On::Webhook { .. } | On::Button(_) => {}
        }
        self.on.push(entry);
    }
}
