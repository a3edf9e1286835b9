//! What came of a walk: mails, tasks, runs, records and exceptions, counted in words that are the same in each walk.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::House;
use crate::bed::postfix::header;

/// What came of both customers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    pub mails: BTreeMap<String, usize>,
    pub tasks: BTreeMap<String, usize>,
    pub runs: BTreeMap<String, usize>,
    pub records: Vec<String>,
    pub exceptions: Vec<String>,
    /// Copies of one mail beyond the first, of those that may leave again.
    pub copies: usize,
}

impl Outcome {
    /// What one of both has and the other has not, a line each.
    pub fn unlike(&self, whole: &Outcome) -> Vec<String> {
        let (ours, theirs) = (self.lines(), whole.lines());
        let more = ours.difference(&theirs).map(|line| format!("came: {line}"));
        more.chain(theirs.difference(&ours).map(|line| format!("should have: {line}"))).collect()
    }

    fn lines(&self) -> BTreeSet<String> {
        let counted = [("mail", &self.mails), ("task", &self.tasks), ("run", &self.runs)];
        let counts = counted.iter().flat_map(|(kind, all)| {
            all.iter().map(move |(words, times)| format!("{kind}, {times} times: {words}"))
        });
        let records = self.records.iter().map(|record| format!("record: {record}"));
        let open = self.exceptions.iter().map(|code| format!("exception: {code}"));
        counts.chain(records).chain(open).chain([format!("copies: {}", self.copies)]).collect()
    }
}

/// What came of it.
impl House {
    /// Whether a mail of this name lies in a mailbox, once none is on its way there any more.
    pub(super) fn has_arrived(&self, name: &str) -> bool {
        let bare = |name: &str| name.trim_matches(['<', '>']).to_owned();
        self.postfix.rests();
        self.postfix.delivered().iter().any(|mail| bare(header(mail, "Message-ID")) == bare(name))
    }

    pub(super) fn outcome(&mut self, sale: &Json, emails: [&str; 2], contacts: [&Json; 2]) -> Outcome {
        let mut outcome = Outcome::default();
        self.contacts = contacts.iter().map(|contact| (*contact).clone()).collect();
        // What the program handed over last may still be on its way into the mailbox.
        self.postfix.rests();
        for email in emails {
            self.count_mails(email, &mut outcome);
        }
        for contact in contacts {
            self.count_runs(contact, &mut outcome);
        }
        self.count_runs_of_the_house(&mut outcome);
        for task in self.all("/api/v1/tasks?whose=all") {
            let theirs = contacts.iter().any(|contact| task["contact"]["id"] == **contact);
            if theirs || (task["contact"].is_null() && self.is_of_this_walk(&task["due_at"])) {
                *outcome.tasks.entry(task["title"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
            }
        }
        let open = self.read("/api/v1/exceptions?limit=200");
        let ours =
            open["items"].as_array().into_iter().flatten().filter(|one| contacts.contains(&&one["contact"]));
        outcome.exceptions = ours.map(|one| one["code"].to_string()).collect();
        outcome.exceptions.sort();
        outcome.records = self.records(sale);
        outcome
    }

    /// Every message of both customers of the last walk as the house knows it, for whoever looks for a missing one.
    pub fn messages(&mut self) -> Vec<String> {
        let outbox = self.read("/api/v1/outbox?limit=200");
        let kept = outbox["page"]["items"].as_array().cloned().unwrap_or_default();
        let fate = |id: &Json| kept.iter().find(|entry| entry["message"] == *id).cloned().unwrap_or_default();
        let mut all = vec![];
        for contact in self.contacts.clone() {
            let path = format!("/api/v1/messages?contact={}&limit=200", contact.as_str().unwrap_or_default());
            for one in self.read(&path)["items"].as_array().into_iter().flatten() {
                all.push(format!("{one} | {}", fate(&one["id"])));
            }
        }
        all
    }

    /// By what they say, numbers and days left out. One name is one mail; a copy of it more is counted apart.
    fn count_mails(&self, email: &str, outcome: &mut Outcome) {
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        for mail in self.postfix.messages_for(email) {
            let subject = mail.subject().unwrap_or_default();
            let copies = names.entry(header(&mail, "Message-ID").to_owned()).or_default();
            *copies += 1;
            if *copies > 1 {
                assert_eq!(subject, "We have your message", "only what does no harm leaves twice");
                outcome.copies += 1;
                continue;
            }
            let said = subject.split(" is due on ").next().unwrap_or_default();
            let said: String = said.chars().filter(|c| !c.is_ascii_digit()).collect();
            *outcome.mails.entry(format!("{}: {said}", &email[..3])).or_default() += 1;
        }
    }

    /// Codes are asked for again after a death, and silences are counted from what was told to have left.
    fn count_runs(&mut self, contact: &Json, outcome: &mut Outcome) {
        let contact = contact.as_str().unwrap_or_default();
        for run in self.all(&format!("/api/v1/runs?contact={contact}")) {
            count_run(&run, outcome);
        }
    }

    /// What is about the business as a whole is about its automation itself.
    fn count_runs_of_the_house(&mut self, outcome: &mut Outcome) {
        for one in self.library() {
            let automation = one["automation"].as_str().unwrap_or_default();
            let runs = self.all(&format!("/api/v1/runs?subject={automation}"));
            for run in runs.iter().filter(|run| self.is_of_this_walk(&run["started_at"])) {
                count_run(run, outcome);
            }
        }
    }

    fn is_of_this_walk(&self, at: &Json) -> bool {
        let at = at.as_str().and_then(|text| text.parse::<kernel::Timestamp>().ok());
        at.is_some_and(|at| at.as_millisecond() >= self.monday_ms)
    }

    /// The automations the house comes with, each as this business has it.
    fn library(&mut self) -> Vec<Json> {
        self.read("/api/v1/automations/library")["items"].as_array().expect("a list").clone()
    }

    /// Their names.
    pub fn shipped(&mut self) -> Vec<String> {
        let name = |one: &Json| one["name"].as_str().expect("each has a name").to_owned();
        self.library().iter().map(name).collect()
    }

    /// Every page of a list.
    fn all(&mut self, path: &str) -> Vec<Json> {
        let (mut items, mut after) = (vec![], String::new());
        loop {
            let page = self.read(&format!("{path}&limit=200{after}"));
            items.extend(page["items"].as_array().expect("a list").iter().cloned());
            let Some(next) = page["next"].as_str() else { return items };
            after = format!("&after={next}");
        }
    }

    fn records(&mut self, sale: &Json) -> Vec<String> {
        let mut records = vec![];
        for (noun, list) in [("lead", "leads"), ("deal", "deals"), ("proposal", "proposals")] {
            let id = sale[noun].as_str().unwrap_or_default();
            records.push(format!("{noun} {}", self.read(&format!("/api/v1/{list}/{id}"))["state"]));
        }
        let project = self.project(sale).expect("nothing kills it now");
        records.push(format!("project {}", project["state"]));
        for step in project["steps"].as_array().into_iter().flatten() {
            records.push(format!("milestone {} {}", step["state"], step["amount"]["minor"]));
        }
        let invoices = self.invoices(sale).expect("nothing kills it now");
        for invoice in invoices["items"].as_array().into_iter().flatten() {
            records.push(format!("invoice {} {}", invoice["state"], invoice["gross"]["minor"]));
        }
        let contact = sale["contact"].as_str().unwrap_or_default();
        let agreements = self.read(&format!("/api/v1/agreements?contact={contact}"));
        for agreement in agreements["items"].as_array().into_iter().flatten() {
            records.push(format!("agreement {}", agreement["state"]));
        }
        records
    }

    /// Nothing is forgotten, the books balance, the journal verifies.
    pub fn all_is_well(&mut self) {
        let ledger = self.read("/api/v1/ledger/check");
        assert_eq!(ledger["in_balance"], true, "{ledger}");
        let conservation = self.read("/api/v1/conservation");
        assert_eq!(conservation["violations"], json!([]), "{conservation}");
        self.server.verify();
    }

    /// How many messages had left though nobody knew.
    pub fn unknown(&self) -> usize {
        self.unknown
    }
}

fn count_run(run: &Json, outcome: &mut Outcome) {
    let word = |field: &str| run[field].as_str().unwrap_or("-").to_owned();
    let said = format!("{}: {} {}", word("name"), word("state"), word("outcome"));
    *outcome.runs.entry(said).or_default() += 1;
}
