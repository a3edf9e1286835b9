//! One line of the journal as an entry of the timeline. Pure.

use kernel::{ContactId, FactId, Id, Ref, RunId, Timestamp, UserId};
use serde_json::{Map, Value as Json};
use store::FeedLine;

use super::live::Live;
use super::views::{By, Entry, SubjectLine};

/// A line that has been read, before names and titles are known.
pub(super) struct Read {
    id: FactId,
    line: Json,
    by: Option<Ref>,
    /// The run that did it, or that led to it.
    pub run: Option<Ref>,
    /// The records it speaks of, but for the person themselves.
    pub subjects: Vec<Ref>,
}

impl Read {
    pub(super) fn of(told: FeedLine) -> Read {
        let parsed = |member: &str| told.line[member].as_str().and_then(|text| Ref::parse_any(text).ok());
        let (by, cause) = (parsed("by"), parsed("cause"));
        let run = [by, cause].into_iter().flatten().find(|one| one.kind == RunId::PREFIX);
        let subjects = subjects(&told.line);
        Read { id: told.id, line: told.line, by, run, subjects }
    }

    /// The user who did it.
    pub(super) fn user(&self) -> Option<UserId> {
        self.by.filter(|by| by.kind == UserId::PREFIX).map(|by| UserId::from_bytes(by.bytes))
    }

    pub(super) fn shown(self, live: &Live) -> Entry {
        let kind = self.line["kind"].as_str().unwrap_or_default().to_owned();
        let of_kind = |word: &str| self.subjects.iter().find(|subject| subject.kind == word).copied();
        let titled =
            |id: &Ref| SubjectLine { id: *id, kind: id.kind.to_owned(), title: live.titles.get(id).cloned() };
        Entry {
            id: self.id,
            at: self.line["at"].as_str().and_then(|at| at.parse().ok()).unwrap_or(Timestamp::UNIX_EPOCH),
            by: self.by(live),
            verb: text(&self.line["cmd"]),
            fields: open_fields(&self.line["body"]),
            changed: changed(&self.line["changes"]),
            subjects: self.subjects.iter().map(titled).collect(),
            note: of_kind("note").and_then(|note| live.notes.get(&note).cloned()),
            message: of_kind("message").and_then(|message| live.messages.get(&message).cloned()),
            automation: self.run.and_then(|run| live.automations.get(&run).cloned()),
            cause: self.line["cause"].as_str().map(str::to_owned),
            chain: text(&self.line["chain"]),
            kind,
        }
    }

    /// The house, a stranger and a worker have a kind and no record.
    fn by(&self, live: &Live) -> By {
        let written = text(&self.line["by"]);
        let kind = written.rsplit_once('_').map_or(written.as_str(), |(kind, _)| kind).to_owned();
        let name = self.user().and_then(|user| live.users.get(&user).cloned());
        By { kind, id: self.by, name }
    }
}

fn text(value: &Json) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The records in the body and in the changes, each once, in their order.
fn subjects(line: &Json) -> Vec<Ref> {
    let said = line["body"].as_object().into_iter().flat_map(Map::values).filter_map(Json::as_str);
    let kept = line["changes"].as_object().into_iter().flat_map(Map::keys).map(String::as_str);
    let mut found = vec![];
    for id in said.chain(kept).filter_map(|text| Ref::parse_any(text).ok()) {
        if id.kind != ContactId::PREFIX && !found.contains(&id) {
            found.push(id);
        }
    }
    found
}

/// What the fact says in the open; personal values stand in the journal as commitments only.
fn open_fields(body: &Json) -> Map<String, Json> {
    let fields = body.as_object().into_iter().flatten().filter(|(name, _)| !name.starts_with('~'));
    fields.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Keys by which a record is found again: they change with what they are made of.
const KEYS: [&str; 1] = ["name_key"];

/// The names of the fields that changed, whatever their class.
fn changed(changes: &Json) -> Vec<String> {
    let records = changes.as_object().into_iter().flat_map(Map::values).filter_map(Json::as_object);
    let mut names: Vec<String> =
        records.flat_map(Map::keys).map(|name| name.trim_start_matches('~').to_owned()).collect();
    names.retain(|name| !KEYS.contains(&name.as_str()));
    names.sort();
    names.dedup();
    names
}
