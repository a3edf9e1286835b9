//! A small room to write in: books with a person's key, a fact, a number and an effect; some with a file,
//! some with a sheet that is large. Everything of one command says the command's number, so that a half one
//! shows.

use std::path::Path;
use std::sync::Arc;

use facts::crm::NoteWritten;
use kernel::{ContactId, Error, FileId, NoteId, Owned, Permit, Ref, Result, Secret, SystemClock, SystemRng};
use store::effect::New;
use store::{Place, Rules, Series, Store, Tx, values};

pub const BOOKS: Series = Series("book");
/// A file of two parts, in bytes.
pub const LARGE: usize = 1_100_000;
const SHEET: usize = 600_000;
const MADE: &str = "
    create table shelf_book (
        id bytea not null, rv bigint not null, owner bytea, team bytea,
        contact bytea not null, title text not null, number bigint not null, file bytea,
        constraint shelf_book_pk primary key (id), constraint shelf_book_number unique (number));
    create table shelf_sheet (id bigint not null primary key, number bigint not null, body bytea not null);
    insert into shelf_sheet (id, number, body) values (1, 0, x'')";
/// What the newer program does to it.
const RAISED: &str = "
    create table shelf_board (number bigint not null primary key, title text not null);
    insert into shelf_board (number, title) select number, title from shelf_book;
    alter table shelf_book add column board bigint;
    update shelf_book set board = number;
    create index shelf_book_board on shelf_book (board, title)";

pub struct Book {
    pub id: NoteId,
    pub rv: i64,
    pub owned: Owned,
    pub contact: ContactId,
    pub title: String,
    pub number: i64,
    pub file: Option<FileId>,
}

store::noun! {
    Book is "note" in "shelf_book" {
        open contact: Id = |b| b.contact;
        personal title: Text = |b| &b.title;
        open number: Int = |b| b.number;
        open file: Id = |b| b.file.map(Ref::from);
    }
}

/// What this program declares, or the newer one.
pub fn rules(newer: bool) -> Rules {
    let mut rules = Rules::default();
    rules.noun::<Book>();
    rules.bookkeeping(&["shelf_sheet"]);
    rules.migration("shelf/0001", MADE);
    if newer {
        rules.migration("shelf/0002", RAISED);
    }
    rules
}

pub fn place(dir: &Path) -> Place<'_> {
    Place {
        dir,
        database: None,
        clock: Arc::new(SystemClock),
        rng: Arc::new(SystemRng),
        public_url: "https://ours.test",
        master_key: Secret::new([7; 32]),
    }
}

/// One command.
#[derive(Default)]
pub struct Order {
    pub title: String,
    pub sheet: bool,
    /// Bytes of the file that comes with it.
    pub file: Option<usize>,
    pub refused: bool,
}

/// What its answer says.
pub struct Added {
    pub number: i64,
    pub note: NoteId,
    pub contact: ContactId,
}

pub async fn add(store: &Store, order: Order) -> Result<Added> {
    let order = Arc::new(order);
    store
        .write(Permit::engine("shelf"), Some(BOOKS), move |tx| {
            let order = order.clone();
            Box::pin(async move { put(tx, &order).await })
        })
        .await
}

async fn put(tx: &mut Tx, order: &Order) -> Result<Added> {
    let (note, contact): (NoteId, ContactId) = (tx.new_id(), tx.new_id());
    let number = tx.number(BOOKS, 1).await?;
    let file = match order.file {
        Some(size) => {
            let bytes = page(number, size);
            Some(tx.file("page.txt", "text/plain", &bytes, Some(contact.into())).await?)
        }
        None => None,
    };
    let title = order.title.clone();
    let book = Book { id: note, rv: 1, owned: Owned::default(), contact, title, number, file };
    tx.add(&book).await?;
    if order.sheet {
        let body = page(number, SHEET);
        tx.exec("update shelf_sheet set number = $1, body = $2 where id = 1", values![number, &body]).await?;
    }
    tx.tell(NoteWritten { note, contact, on: None });
    tx.effect(New::of("post", format!("post {note}"), &serde_json::json!({ "number": number })));
    if order.refused {
        return Err(Error::field("/refused", "refused", "as you wish"));
    }
    Ok(Added { number, note, contact })
}

/// Bytes that say which command wrote them.
pub fn page(number: i64, size: usize) -> Vec<u8> {
    let mut bytes = number.to_le_bytes().repeat(size.div_ceil(8));
    bytes.truncate(size);
    bytes
}
