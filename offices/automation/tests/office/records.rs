//! Records that change field by field, notes that are taken back, and a person who is erased.
#![allow(dead_code, clippy::unwrap_used)]

use facts::crm::{DealChanged, DealMoved, DealOpened};
use facts::house::PersonErased;
use kernel::{ContactId, DealId, Error, Owned, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::{Tx, values};
use verbs::{Command, Registry, Verb};

pub const TABLES: &str = "
create table test_deal (id bytea not null primary key, rv bigint not null, owner bytea, team bytea,
    contact bytea not null, stage text not null, title text not null);
create table test_note (title text not null primary key, kept boolean not null);
create table test_wiped (n bigint not null, title text not null);";

pub struct Deal {
    id: DealId,
    rv: i64,
    owned: Owned,
    contact: ContactId,
    stage: String,
    title: String,
}

store::noun! {
    Deal is "deal" in "test_deal" {
        open contact: Id = |d| d.contact;
        open stage: Text = |d| &d.stage;
        open title: Text = |d| &d.title;
    }
}

pub fn register(house: &mut Registry) {
    house.command::<OpenDeal>();
    house.command::<MoveDeal>();
    house.command::<RenameDeal>();
    house.command::<ChangeDeal>();
    house.command::<Note>();
    house.command::<Unnote>();
    house.command::<KeepNote>();
    house.command::<Erase>();
    let rules = house.rules();
    rules.noun::<Deal>();
    rules.bookkeeping(&["test_note", "test_wiped"]);
    rules.migration("test/records", TABLES);
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Made {
    pub id: String,
}

/// A deal on the board.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenDeal {
    pub contact: ContactId,
}

impl Command for OpenDeal {
    const VERB: Verb = Verb::post("test.open_deal", "/test/open-deal").no_undo("a test");
    type Answer = Made;

    async fn act(&self, tx: &mut Tx) -> Result<Made> {
        let (id, contact) = (tx.new_id(), self.contact);
        let (stage, title) = ("talking".to_owned(), "A ship".to_owned());
        tx.add(&Deal { id, rv: 1, owned: Owned::default(), contact, stage, title }).await?;
        tx.tell(DealOpened {
            deal: id,
            contact,
            lead: None,
            service: None,
            value: None,
            owner: None,
            test: false,
        });
        Ok(Made { id: id.to_string() })
    }
}

/// Move a deal on the board.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveDeal {
    pub deal: DealId,
    pub stage: String,
}

const DEAL: &str = "select id, rv, owner, team, contact, stage, title from test_deal where id = $1";

async fn deal(tx: &mut Tx, id: DealId) -> Result<Option<Deal>> {
    let read = |row: &store::Row<'_>| {
        Ok(Deal {
            id: row.get("id")?,
            rv: row.get("rv")?,
            owned: row.owned()?,
            contact: row.get("contact")?,
            stage: row.get("stage")?,
            title: row.get("title")?,
        })
    };
    tx.one(DEAL, values![id], read).await
}

impl Command for MoveDeal {
    const VERB: Verb = Verb::post("deal.move", "/deals/{deal}/move").no_undo("a test");
    type Answer = Made;

    async fn act(&self, tx: &mut Tx) -> Result<Made> {
        // The shipped automations move deals nobody keeps here.
        if let Some(before) = deal(tx, self.deal).await? {
            let told = DealMoved {
                deal: self.deal,
                contact: before.contact,
                from: before.stage.clone(),
                to: self.stage.clone(),
            };
            let after = Deal { stage: self.stage.clone(), title: before.title.clone(), ..before };
            let before = deal(tx, self.deal).await?.unwrap();
            tx.keep_and_tell(&before, after, told).await?;
        }
        Ok(Made { id: self.deal.to_string() })
    }
}

/// Give a deal another title.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RenameDeal {
    pub deal: DealId,
    pub title: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Renamed {
    pub was: String,
}

impl Command for RenameDeal {
    const VERB: Verb = Verb::post("deal.rename", "/test/rename-deal").undo("deal.rename");
    type Answer = Renamed;

    async fn act(&self, tx: &mut Tx) -> Result<Renamed> {
        let before = deal(tx, self.deal).await?.ok_or(Error::Missing("deal"))?;
        let after = Deal { title: self.title.clone(), ..deal(tx, self.deal).await?.unwrap() };
        let (contact, stage, was) = (before.contact, before.stage.clone(), before.title.clone());
        let told = DealMoved { deal: self.deal, contact, from: stage.clone(), to: stage };
        tx.keep_and_tell(&before, after, told).await?;
        Ok(Renamed { was })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "deal": self.deal, "title": answer["was"] }))
    }
}

/// Call a deal otherwise: by an argument that is not called like the field it is kept in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeDeal {
    pub deal: DealId,
    pub heading: Option<String>,
}

impl Command for ChangeDeal {
    const VERB: Verb = Verb::patch("deal.change", "/deals/{deal}").no_undo("a test");
    type Answer = Made;

    async fn act(&self, tx: &mut Tx) -> Result<Made> {
        let before = deal(tx, self.deal).await?.ok_or(Error::Missing("deal"))?;
        let same = deal(tx, self.deal).await?.ok_or(Error::Missing("deal"))?;
        let told = DealChanged { deal: self.deal, contact: same.contact };
        let title = self.heading.clone().unwrap_or(same.title.clone());
        tx.keep_and_tell(&before, Deal { title, ..same }, told).await?;
        Ok(Made { id: self.deal.to_string() })
    }
}

/// Writes something on the wall.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    pub title: String,
}

impl Command for Note {
    const VERB: Verb = Verb::post("task.note", "/tasks/note").undo("task.unnote");
    type Answer = Made;

    async fn act(&self, tx: &mut Tx) -> Result<Made> {
        const ADD: &str = "insert into test_note (title, kept) values ($1, false)";
        tx.exec(ADD, values![&self.title]).await?;
        Ok(Made { id: self.title.clone() })
    }

    fn undo_body(&self, _: &Json) -> Option<Json> {
        Some(json!({ "title": self.title }))
    }
}

/// Wipes it off.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unnote {
    pub title: String,
}

impl Command for Unnote {
    const VERB: Verb = Verb::post("task.unnote", "/tasks/unnote").undo("task.note");
    type Answer = Made;

    async fn act(&self, tx: &mut Tx) -> Result<Made> {
        const DROP: &str = "delete from test_note where title = $1 and not kept";
        const WIPED: &str =
            "insert into test_wiped (n, title) select count(*), cast($1 as text) from test_wiped";
        tx.exec(WIPED, values![&self.title]).await?;
        match tx.exec(DROP, values![&self.title]).await? {
            1 => Ok(Made { id: self.title.clone() }),
            _ => Err(Error::field("/title", "note.kept", "it is to stay; ask whoever wrote that")),
        }
    }
}

/// It is to stay, or not any more.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeepNote {
    pub title: String,
    pub kept: bool,
}

impl Command for KeepNote {
    const VERB: Verb = Verb::post("test.keep_note", "/test/keep-note").no_undo("a test");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        const KEEP: &str = "update test_note set kept = $2 where title = $1";
        tx.exec(KEEP, values![&self.title, self.kept]).await.map(drop)
    }
}

/// A person is erased: their records go, and it is told.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Erase {
    pub contact: ContactId,
}

impl Command for Erase {
    const VERB: Verb = Verb::post("test.erase", "/test/erase").no_undo("a test");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        tx.exec("delete from test_lead where contact = $1", values![self.contact]).await?;
        tx.tell(PersonErased { contact: self.contact });
        Ok(())
    }
}
