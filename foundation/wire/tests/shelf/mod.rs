//! A toy house for the wire: a shelf of notes, who may read them, a session that is one word, and three
//! doors.
#![allow(dead_code)] // each file of tests uses its part

pub mod client;

use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use kernel::{Access, Actor, ContactId, Grants, Id, NoteId, Owned, Ref, Result, Scope, UserId, Via};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::{Tx, values};
use testing::{someone, user};
use verbs::{
    Body, Command, Desk, Door, DoorAt, Doorkeeper, Event, Knock, Page, Query, Registry, Room, Shown,
};
use verbs::{Subject, Verb};

facts::facts! {
    /// A note was put on the shelf, or changed.
    NoteKept = "note.kept" about contact { open note: NoteId, open contact: ContactId }
}

#[derive(Debug, Clone, PartialEq)]
struct Note {
    id: NoteId,
    rv: i64,
    owned: Owned,
    contact: ContactId,
    text: String,
}

store::noun! {
    Note is "note" in "shelf_note" {
        open contact: Id = |n| n.contact;
        personal text: Text = |n| &n.text;
    }
}

const MADE: &str = "
    create table shelf_note (
        id bytea not null, rv bigint not null, owner bytea, team bytea,
        contact bytea not null, text text not null,
        constraint shelf_note_pk primary key (id));";
const LOAD: &str = "select id, rv, owner, team, contact, text from shelf_note where id = $1";
const LIST: &str = "select id, rv, owner, team, contact, text from shelf_note order by id limit $1";

fn read(row: &store::Row<'_>) -> Result<Note> {
    Ok(Note {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        contact: row.get("contact")?,
        text: row.get("text")?,
    })
}

/// How a note looks from outside.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NoteView {
    id: NoteId,
    rv: i64,
    text: String,
    mood: Mood,
}

/// What a note is like.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mood {
    #[default]
    Calm,
    Urgent,
}

impl From<Note> for NoteView {
    fn from(note: Note) -> NoteView {
        NoteView { id: note.id, rv: note.rv, text: note.text, mood: Mood::Calm }
    }
}

/// Write a note down.
///
/// It belongs to whoever writes it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AddNote {
    text: String,
    #[serde(default)]
    mood: Mood,
}

async fn put(tx: &mut Tx, text: &str) -> Result<NoteView> {
    let owned = Owned { owner: tx.permit().user(), team: None };
    let note = Note { id: tx.new_id(), rv: 1, owned, contact: tx.new_id(), text: text.to_owned() };
    tx.add(&note).await?;
    tx.tell(NoteKept { note: note.id, contact: note.contact });
    Ok(note.into())
}

impl Command for AddNote {
    const VERB: Verb = Verb::post("note.add", "/notes").undo("note.drop");
    type Answer = NoteView;

    async fn act(&self, tx: &mut Tx) -> Result<NoteView> {
        if self.text == "break" {
            return Err(kernel::fault("the secret cause"));
        }
        put(tx, &self.text).await
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "note": answer["id"] }))
    }
}

/// Change what a note says.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ChangeNote {
    note: NoteId,
    text: String,
}

impl Command for ChangeNote {
    const VERB: Verb = Verb::patch("note.change", "/notes/{note}").no_undo("change it back");
    type Answer = NoteView;

    fn subject(&self) -> Subject {
        self.note.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<NoteView> {
        let before = tx.one(LOAD, values![self.note], read).await?.ok_or(kernel::Error::Missing("note"))?;
        let after = Note { text: self.text.clone(), ..before.clone() };
        let told = NoteKept { note: before.id, contact: before.contact };
        Ok(tx.keep_and_tell(&before, after, told).await?.into())
    }
}

/// Read one note.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReadNote {
    note: NoteId,
}

impl Query for ReadNote {
    const VERB: Verb = Verb::get("note.read", "/notes/{note}");
    type Answer = NoteView;

    fn subject(&self) -> Subject {
        self.note.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<NoteView> {
        let found = tx.one(LOAD, values![self.note], read).await?;
        found.map(NoteView::from).ok_or(kernel::Error::Missing("note"))
    }
}

/// Every note, and what was asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListNotes {
    limit: Option<u32>,
    long: Option<bool>,
    #[serde(default)]
    mood: Vec<Mood>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Listed {
    page: Page<NoteView>,
    limit: Option<u32>,
    long: Option<bool>,
    mood: Vec<Mood>,
}

impl Query for ListNotes {
    const VERB: Verb = Verb::get("note.list", "/notes");
    type Answer = Listed;

    async fn ask(&self, tx: &mut Tx) -> Result<Listed> {
        let limit = i64::from(self.limit.unwrap_or(50));
        let notes = tx.all(LIST, values![limit + 1], read).await?.into_iter().map(NoteView::from).collect();
        let page = Page::of(notes, limit as usize, |note: &NoteView| note.id.to_string());
        Ok(Listed { page, limit: self.limit, long: self.long, mood: self.mood.clone() })
    }
}

/// Come in with a word.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SignIn {
    email: String,
    word: String,
}

/// Who is in.
#[derive(Debug, Serialize, JsonSchema)]
struct SignedIn {
    user: UserId,
    session_secret: Option<String>,
}

impl Command for SignIn {
    const VERB: Verb = Verb::post("session.sign_in", "/session").public("login").no_undo("sign out");
    type Answer = SignedIn;

    async fn act(&self, _: &mut Tx) -> Result<SignedIn> {
        if self.word != "sesame" {
            return Err(kernel::Error::field("/word", "wrong", "that is not the word"));
        }
        Ok(SignedIn { user: user(1), session_secret: Some("inside".into()) })
    }
}

/// Go.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SignOut {}

impl Command for SignOut {
    const VERB: Verb = Verb::post("session.sign_out", "/session/end").signed_in().no_undo("sign in");
    type Answer = SignedIn;

    async fn act(&self, _: &mut Tx) -> Result<SignedIn> {
        Ok(SignedIn { user: user(1), session_secret: None })
    }
}

/// A page with what was asked; posting it keeps a note of nobody's.
struct ShowForm;
struct SendForm;
struct Download;
struct Ticks;
struct Private;

impl Door for ShowForm {
    const AT: DoorAt = DoorAt::get("form.page", "/f/{slug}", Access::Public("page"));

    async fn open(_: &Desk, knock: Knock) -> Result<Shown> {
        let text = format!("{} from {} by {}", knock.part("slug"), knock.network, knock.origin);
        Ok(Shown { frame_ancestors: vec!["https://shop.test".into()], ..Shown::html(text) })
    }
}

/// The form within somebody's own page.
struct Frame;

impl Door for Frame {
    const AT: DoorAt = DoorAt::post("form.frame", "/embed/{slug}", Access::Public("form")).in_a_frame();

    async fn open(_: &Desk, _: Knock) -> Result<Shown> {
        Ok(Shown::html("thanks".into()))
    }
}

impl Door for SendForm {
    const AT: DoorAt = DoorAt::post("form.send", "/f/{slug}", Access::Public("form"));

    async fn open(_: &Desk, knock: Knock) -> Result<Shown> {
        let uploads: Vec<Json> =
            knock.uploads.iter().map(|u| json!([u.field, u.name, u.bytes.len()])).collect();
        Ok(Shown::new(
            200,
            Body::Json(json!({
                "by": knock.actor.via == Via::Nobody,
                "form": knock.form,
                "uploads": uploads,
                "raw": String::from_utf8_lossy(&knock.body),
                "cookie": knock.headers.get("cookie"),
            })),
        ))
    }
}

impl Door for Download {
    const AT: DoorAt = DoorAt::get("file.get", "/files/{file}", Access::Granted);

    async fn open(_: &Desk, _: Knock) -> Result<Shown> {
        let (media_type, name) = ("text/html".into(), Some("Müller \"1\".html".into()));
        Ok(Shown::new(200, Body::Bytes { media_type, name, bytes: b"<b>".to_vec() }))
    }
}

impl Door for Ticks {
    const AT: DoorAt = DoorAt::get("tick.list", "/ticks", Access::Public("page"));

    async fn open(_: &Desk, _: Knock) -> Result<Shown> {
        let event = Event { id: Some("7".into()), name: "tick", data: "tock".into() };
        Ok(Shown::new(200, Body::Events(futures_util::stream::iter([event]).boxed())))
    }
}

impl Door for Private {
    const AT: DoorAt = DoorAt::get("note.page", "/u/{token}", Access::Portal("note"));

    async fn open(_: &Desk, knock: Knock) -> Result<Shown> {
        Ok(Shown::html(format!("{:?} {}", knock.actor.via, knock.actor.portal.is_some())))
    }
}

/// The cookie `inside` is user 1 with everything, `short` the same for half a minute; a token names its
/// user and rights.
struct Keeper;

type Who<'d> = BoxFuture<'d, Result<Option<Actor>>>;

fn with(n: u8, scope: Scope, verbs: &[&str], via: Via) -> Actor {
    Actor { via, ..someone(n, scope, verbs) }
}

const EVERYTHING: &[&str] = &["note.add", "note.change", "note.read", "note.list", "file.get"];

impl Doorkeeper for Keeper {
    fn by_session<'d>(&'d self, desk: &'d Desk, cookie: &'d str) -> Who<'d> {
        let over = desk.store.now().as_millisecond() > testing::START_MS + 30_000;
        let live = cookie == "inside" || (cookie == "short" && !over);
        let known = live.then(|| with(1, Scope::All, EVERYTHING, Via::Session));
        Box::pin(std::future::ready(Ok(known)))
    }

    fn by_token<'d>(&'d self, _: &'d Desk, token: &'d str) -> Who<'d> {
        let known = match token {
            "tl_all" => Some(with(1, Scope::All, EVERYTHING, Via::Token)),
            "tl_own" => Some(with(2, Scope::Own, EVERYTHING, Via::Token)),
            "tl_writer" => Some(with(3, Scope::All, &["note.add"], Via::Token)),
            _ => None,
        };
        Box::pin(std::future::ready(Ok(known)))
    }

    fn by_link<'d>(&'d self, _: &'d Desk, kind: &'d str, token: &'d str) -> Who<'d> {
        let object: Ref = NoteId::from_bytes([9; 16]).into();
        let known = (kind == "note" && token == "opens").then(|| Actor::portal(object, object));
        Box::pin(std::future::ready(Ok(known)))
    }

    fn of_user<'d>(&'d self, _: &'d Desk, user: UserId) -> Who<'d> {
        Box::pin(std::future::ready(Ok(Some(Actor::user(user, None, Grants::default(), Via::CommandLine)))))
    }
}

pub struct Shelf;

impl Room for Shelf {
    fn register(house: &mut Registry) {
        house.command::<AddNote>();
        house.command::<ChangeNote>();
        house.command::<SignIn>();
        house.command::<SignOut>();
        house.query::<ReadNote>();
        house.query::<ListNotes>();
        house.door::<ShowForm>();
        house.door::<Frame>();
        house.door::<SendForm>();
        house.door::<Download>();
        house.door::<Ticks>();
        house.door::<Private>();
        house.keep_door(Keeper);
        house.rules().noun::<Note>();
        house.rules().migration("shelf/0001_note", MADE);
    }
}

pub fn registry() -> Registry {
    Registry::default().room::<Shelf>()
}

/// The grants of a user, for tests that ask the desk itself.
pub fn all() -> Actor {
    Actor {
        grants: Arc::clone(&with(1, Scope::All, EVERYTHING, Via::Token).grants),
        ..someone(1, Scope::All, EVERYTHING)
    }
}
