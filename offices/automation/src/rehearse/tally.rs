//! Counting what came of every life: by day, by person, against what happened and what is published.

use std::collections::{BTreeMap, BTreeSet};

use kernel::calendar::Zone;
use kernel::{AutomationId, ContactId, Date, Id as _, Ref, Timestamp};
use serde_json::Value as Json;

use super::order::QUEUED;
use super::simulate::{Lived, Said, Told, What};
use super::views::{Beside, DayOfIt, Difference, Figures, RefusedFor, Report, RunDiffers};

/// So many of each are shown by name.
const SOME: usize = 20;
/// More messages than this are counted and not listed.
const MOST_LISTED: usize = 20_000;

/// A message of any of the three, by person, text and day.
#[derive(Debug, Clone)]
pub struct Listed {
    pub at: Timestamp,
    pub contact: Option<ContactId>,
    pub subject: Ref,
    pub step: String,
    pub verb: String,
    pub template: Option<String>,
    pub class: String,
    pub args: Option<Json>,
    pub drafted: bool,
    pub happened: bool,
    pub published: bool,
    pub skipped: Option<String>,
}

#[derive(Default)]
pub struct Tally {
    pub report: Report,
    pub listed: Vec<Listed>,
    days: BTreeMap<Date, [i64; 4]>,
    refused: BTreeMap<String, (i64, Vec<String>)>,
    per_contact: Vec<i64>,
    /// The same of the published version.
    per_contact_published: Vec<i64>,
    beside: BTreeMap<AutomationId, (i64, BTreeSet<ContactId>)>,
}

/// One life, lived twice.
pub struct Both<'a> {
    pub automation: AutomationId,
    pub told: &'a [Told],
    pub from: Timestamp,
    pub draft: &'a Lived,
    pub published: Option<&'a Lived>,
    /// The automation was published before: what it did is in the facts.
    pub known: bool,
    pub zone: &'a Zone,
}

type ByDay = BTreeMap<(Date, Option<ContactId>, String), Listed>;

impl Tally {
    pub fn life(&mut self, both: &Both<'_>) {
        self.runs(both);
        self.reasons(both.draft);
        self.messages(both);
        self.others(both);
        if let Some(published) = both.published {
            self.differences(both, published);
            let figures = self.report.published.get_or_insert_default();
            let left = published.said.iter().filter(|said| said.skipped.is_none()).count();
            figures.enrolled += i64::try_from(published.runs.len()).unwrap_or(i64::MAX);
            figures.messages += i64::try_from(left).unwrap_or(i64::MAX);
        }
    }

    fn runs(&mut self, both: &Both<'_>) {
        let report = &mut self.report;
        report.people += i64::from(!both.draft.runs.is_empty());
        report.held_out += i64::try_from(both.draft.held_out).unwrap_or(0);
        for run in &both.draft.runs {
            report.enrolled += 1;
            let outcome = run.outcome.split(':').next().unwrap_or_default().to_owned();
            *report.outcomes.entry(outcome).or_default() += 1;
            self.days.entry(both.zone.shows(run.began).date()).or_default()[0] += 1;
            for happening in &run.happened {
                if let What::Did { verb, .. } = &happening.what {
                    *report.did.entry(verb.clone()).or_default() += 1;
                }
            }
        }
    }

    fn reasons(&mut self, draft: &Lived) {
        for (reason, record) in &draft.refused {
            let entry = self.refused.entry(reason.clone()).or_default();
            entry.0 += 1;
            if entry.1.len() < SOME {
                entry.1.extend(record.map(|record| record.to_string()));
            }
        }
    }

    fn messages(&mut self, both: &Both<'_>) {
        let mut found = ByDay::new();
        for said in &both.draft.said {
            self.count(said);
            let one = found.entry(day_of(both, said)).or_insert_with(|| listed(both.draft, said));
            one.drafted |= said.skipped.is_none();
        }
        for said in
            both.published.into_iter().flat_map(|lived| lived.said.iter().map(move |said| (lived, said)))
        {
            let one = found.entry(day_of(both, said.1)).or_insert_with(|| listed(said.0, said.1));
            one.published |= said.1.skipped.is_none();
        }
        for told in both.told.iter().filter(|told| told.kind == QUEUED && told.at >= both.from) {
            if told.by == Some(both.automation) {
                let (key, it) = really(both, told);
                found.entry(key).or_insert(it).happened = true;
            }
        }
        let many = |is: fn(&Listed) -> bool| {
            let many = found.values().filter(|one| is(one)).count();
            (many > 0).then(|| i64::try_from(many).unwrap_or(i64::MAX))
        };
        self.per_contact.extend(many(|one| one.drafted));
        self.per_contact_published.extend(many(|one| one.published));
        for ((day, ..), one) in found {
            let counts = self.days.entry(day).or_default();
            counts[1] += i64::from(one.drafted);
            counts[2] += i64::from(one.happened);
            counts[3] += i64::from(one.published);
            self.compare(both, &one);
            if self.listed.len() < MOST_LISTED {
                self.listed.push(one);
            }
        }
    }

    fn count(&mut self, said: &Said) {
        let messages = &mut self.report.messages;
        messages.held += i64::from(said.held);
        match &said.skipped {
            None => messages.left += 1,
            Some(reason) => *messages.skipped.entry(reason.clone()).or_default() += 1,
        }
    }

    fn compare(&mut self, both: &Both<'_>, one: &Listed) {
        let count = |found: &mut Option<Difference>, other: bool| {
            let found = found.get_or_insert_default();
            found.same += i64::from(one.drafted && other);
            found.more += i64::from(one.drafted && !other);
            found.fewer += i64::from(!one.drafted && other);
        };
        if both.known {
            count(&mut self.report.against_what_happened, one.happened);
        }
        if both.published.is_some() {
            count(&mut self.report.against_published, one.published);
        }
    }

    /// Days on which somebody else's message really left to a person the draft would have written to.
    fn others(&mut self, both: &Both<'_>) {
        let mut met = BTreeSet::new();
        for said in both.draft.said.iter().filter(|said| said.skipped.is_none()) {
            let day = both.zone.shows(said.at).date();
            for told in both.told.iter().filter(|told| told.kind == QUEUED) {
                let Some(other) = told.by.filter(|by| *by != both.automation) else { continue };
                if both.zone.shows(told.at).date() == day && told.contact == said.contact {
                    met.insert((other, day, said.contact));
                }
            }
        }
        for (other, _, contact) in met {
            let beside = self.beside.entry(other).or_default();
            beside.0 += 1;
            if beside.1.len() < SOME {
                beside.1.extend(contact);
            }
        }
    }

    fn differences(&mut self, both: &Both<'_>, published: &Lived) {
        let by_cause = |lived: &Lived| -> BTreeMap<_, (String, Timestamp, String)> {
            let run = |run: &super::simulate::RunLife| {
                ((run.cause), (run.subject.to_string(), run.began, run.outcome.clone()))
            };
            lived.runs.iter().map(run).collect()
        };
        let (mine, theirs) = (by_cause(both.draft), by_cause(published));
        let causes: BTreeSet<_> = mine.keys().chain(theirs.keys()).collect();
        for cause in causes {
            let (one, other) = (mine.get(cause), theirs.get(cause));
            let outcome = |run: Option<&(String, Timestamp, String)>| run.map(|run| run.2.clone());
            if outcome(one) == outcome(other) {
                continue;
            }
            let Some((subject, at, _)) = one.or(other) else { continue };
            let (draft, other) = (outcome(one), outcome(other));
            let differs = RunDiffers { subject: subject.clone(), at: *at, draft, other };
            let found = self.report.against_published.get_or_insert_default();
            found.runs_differ += 1;
            if found.runs.len() < SOME {
                found.runs.push(differs);
            }
        }
    }

    /// The report, and the messages in order.
    pub fn close(
        mut self,
        names: &BTreeMap<AutomationId, String>,
        compared: (bool, bool),
    ) -> (Report, Vec<Listed>) {
        let mut report = self.report;
        let messages = &mut report.messages;
        (messages.per_contact_p50, messages.per_contact_max) = middle_and_most(self.per_contact);
        messages.listed = i64::try_from(self.listed.len()).unwrap_or(0);
        report.published = compared.1.then(|| report.published.unwrap_or_default()).map(|figures| {
            let (per_contact_p50, per_contact_max) = middle_and_most(self.per_contact_published);
            Figures { per_contact_p50, per_contact_max, ..figures }
        });
        report.days = self
            .days
            .into_iter()
            .map(|(on, [enrolled, messages, happened, published])| DayOfIt {
                on,
                enrolled,
                messages,
                happened,
                published,
            })
            .collect();
        let mut refused: Vec<RefusedFor> = self
            .refused
            .into_iter()
            .map(|(reason, (times, records))| RefusedFor { reason, times, records })
            .collect();
        refused.sort_by_key(|one| std::cmp::Reverse(one.times));
        report.refused = refused;
        report.beside = self
            .beside
            .into_iter()
            .map(|(id, (days, contacts))| Beside {
                automation: Some(id),
                name: names.get(&id).cloned().unwrap_or_else(|| "an automation that is no more".into()),
                days,
                contacts: contacts.into_iter().collect(),
            })
            .collect();
        let or_none = |found: Option<Difference>, is: bool| is.then(|| found.unwrap_or_default());
        report.against_what_happened = or_none(report.against_what_happened, compared.0);
        report.against_published = or_none(report.against_published, compared.1);
        self.listed.sort_by_key(|one| one.at);
        (report, self.listed)
    }
}

fn middle_and_most(mut all: Vec<i64>) -> (i64, i64) {
    all.sort_unstable();
    (crate::lift::stats::rank(&all, 50).unwrap_or(0), all.last().copied().unwrap_or(0))
}

fn day_of(both: &Both<'_>, said: &Said) -> (Date, Option<ContactId>, String) {
    let text = slug(said.template.as_ref().unwrap_or(&said.verb)).to_owned();
    (both.zone.shows(said.at).date(), said.contact, text)
}

fn listed(lived: &Lived, said: &Said) -> Listed {
    Listed {
        at: said.at,
        contact: said.contact,
        subject: lived.runs[said.run].subject,
        step: said.step.clone(),
        verb: said.verb.clone(),
        template: said.template.clone(),
        class: said.class.clone(),
        args: Some(Json::Object(said.args.clone())),
        drafted: false,
        happened: false,
        published: false,
        skipped: said.skipped.clone(),
    }
}

/// The text of `follow-up-1@2`, whichever version it was.
fn slug(template: &str) -> &str {
    template.split_once('@').map_or(template, |(slug, _)| slug)
}

/// A message that really left.
fn really(both: &Both<'_>, told: &Told) -> ((Date, Option<ContactId>, String), Listed) {
    let text = |name: &str| told.body[name].as_str().map(str::to_owned);
    let template = text("template").map(|template| slug(&template).to_owned());
    let about = text("about").or(text("lead")).and_then(|id| Ref::parse_any(&id).ok());
    let nobody = ContactId::from_bytes([0; 16]);
    let subject = about.unwrap_or_else(|| told.contact.unwrap_or(nobody).into());
    let it = Listed {
        at: told.at,
        contact: told.contact,
        subject,
        step: String::new(),
        verb: "message.send".into(),
        template: template.clone(),
        class: text("class").unwrap_or_default(),
        args: None,
        drafted: false,
        happened: true,
        published: false,
        skipped: None,
    };
    ((both.zone.shows(told.at).date(), told.contact, template.unwrap_or_else(|| "message.send".into())), it)
}
