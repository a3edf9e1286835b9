//! What is asked of a folder after the power failed: it opens as at any start, holds all that was
//! acknowledged and nothing half, proves its journal, and takes the next command.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use kernel::{Error, FileId, NoteId};
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};
use store::{Row, Store, verify};

use crate::shelf::{LARGE, Order, add, page, place, rules};
use crate::told::Told;

type Said<T = ()> = Result<T, String>;

/// The rows of one command.
struct Found {
    books: BTreeMap<i64, (NoteId, String, Option<FileId>)>,
    facts: Vec<String>,
    effects: BTreeSet<String>,
    sheet: (i64, Vec<u8>),
    files: i64,
}

pub async fn ask(dir: &Path, told: &Told<'_>) -> Said {
    let (store, newer) = started(dir, told).await?;
    let next = Order { title: "book after".into(), ..Order::default() };
    let next = add(&store, next).await.map_err(|e| format!("the next command: {e}"))?;
    sound(dir, newer.then_some(told))?;
    let found = look(&store).await.map_err(|e| format!("looking: {e}"))?;
    numbered(&found, next.number)?;
    acknowledged(&found, told)?;
    together(&found)?;
    files(&store, &found, told).await?;
    journal(&store, &found, told).await?;
    backups(dir, told)
}

/// As a start does. While an upgrade is under way the folder is as before, or as after: the older program
/// opens it or says why not; the newer one opens it in both cases.
async fn started(dir: &Path, told: &Told<'_>) -> Said<(Store, bool)> {
    if !told.upgraded {
        match Store::open(place(dir), rules(false)).await {
            Ok(store) if !told.upgrading => return Ok((store, false)),
            Ok(_) => {}
            Err(why) if told.upgrading && why.to_string().contains("a newer throughline") => {}
            Err(why) => return Err(format!("it does not open: {why}")),
        }
    }
    match Store::open(place(dir), rules(true)).await {
        Ok(store) => Ok((store, true)),
        Err(why) => Err(format!("the newer program does not open it: {why}")),
    }
}

/// The database itself, and the upgrade where there was one: all of it.
fn sound(dir: &Path, upgraded: Option<&Told<'_>>) -> Said {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let lite = Connection::open_with_flags(dir.join("throughline.db"), flags).map_err(|e| e.to_string())?;
    let ask = |sql: &str| lite.query_row(sql, [], |row| row.get::<_, String>(0)).map_err(|e| e.to_string());
    let whole = ask("pragma integrity_check")?;
    hold(whole == "ok", || format!("integrity_check: {whole}"))?;
    let Some(told) = upgraded else { return Ok(()) };
    let board = "select coalesce(group_concat(n.number), '') from (
        select b.number from shelf_book b join shelf_board s on s.number = b.number and s.title = b.title
        where b.board = b.number order by 1) n";
    let raised: BTreeSet<i64> = ask(board)?.split(',').filter_map(|n| n.parse().ok()).collect();
    let lost: Vec<_> = told.before.difference(&raised).collect();
    hold(lost.is_empty(), || format!("the upgrade left out {lost:?}"))
}

async fn look(store: &Store) -> kernel::Result<Found> {
    let read = |row: &Row<'_>| {
        let rest = (row.get("id")?, row.get("title")?, row.get("file")?);
        Ok((row.get("number")?, rest))
    };
    store
        .read(move |tx| {
            Box::pin(async move {
                let books = tx.all("select id, title, number, file from shelf_book", &[], read).await?;
                let line = |row: &Row<'_>| row.get("line");
                let facts = tx.all("select line from journal where kind = 'note.written'", &[], line).await?;
                let effects = tx.all("select key from effect", &[], |row| row.get("key")).await?;
                let sheet = |row: &Row<'_>| Ok((row.get("number")?, row.get("body")?));
                let sheet = tx.one("select number, body from shelf_sheet", &[], sheet).await?;
                let files = tx.one("select count(*) as n from store_file", &[], |row| row.get("n")).await?;
                Ok(Found {
                    books: books.into_iter().collect(),
                    facts,
                    effects: effects.into_iter().collect(),
                    sheet: sheet.ok_or(Error::Missing("sheet"))?,
                    files: files.unwrap_or_default(),
                })
            })
        })
        .await
}

/// From one on without a gap, and the next command has the last.
fn numbered(found: &Found, next: i64) -> Said {
    let numbers: Vec<i64> = found.books.keys().copied().collect();
    let whole: Vec<i64> = (1..=found.books.len() as i64).collect();
    hold(numbers == whole && numbers.last() == Some(&next), || format!("the numbers are {numbers:?}"))
}

fn acknowledged(found: &Found, told: &Told<'_>) -> Said {
    let is_there = |number: &i64, note: &str, title: &str| {
        found.books.get(number).is_some_and(|(id, said, _)| id.to_string() == note && said == title)
    };
    let lost: Vec<_> =
        told.books.iter().filter(|(number, (note, title))| !is_there(number, note, title)).collect();
    hold(lost.is_empty(), || format!("acknowledged and lost: {lost:?}"))
}

/// Each command's row, journal entry, effect, sheet and file: all of them, once, or none.
fn together(found: &Found) -> Said {
    let notes: BTreeSet<String> = found.books.values().map(|(id, ..)| id.to_string()).collect();
    let fact = |line: &String| serde_json::from_str::<serde_json::Value>(line).ok();
    let told: BTreeSet<String> = found
        .facts
        .iter()
        .filter_map(|line| Some(fact(line)?.pointer("/body/note")?.as_str()?.to_owned()))
        .collect();
    hold(told == notes && found.facts.len() == notes.len(), || "the journal tells other books".into())?;
    let posts = notes.iter().map(|note| format!("post {note}")).collect();
    hold(found.effects == posts, || "the effects are those of other books".into())?;
    let sheets = found.books.iter().filter(|(_, (_, title, _))| title.starts_with("sheet"));
    let last = sheets.map(|(number, _)| *number).max().unwrap_or_default();
    let (number, body) = &found.sheet;
    let whole = *number == last && *body == page(last, body.len());
    hold(whole, || format!("the sheet is of {number}, and its book {last}"))?;
    let named = found.books.values().filter(|(.., file)| file.is_some()).count();
    hold(found.files == named as i64, || format!("{} files, {named} named", found.files))
}

/// A file is there with all its bytes unless its person was forgotten; whoever was forgotten stays so. The
/// large one takes as long as all the rest, and is opened every third time.
async fn files(store: &Store, found: &Found, told: &Told<'_>) -> Said {
    for (number, (.., file)) in &found.books {
        let Some(file) = *file else { continue };
        let info = store.read(move |tx| Box::pin(tx.file_info(file))).await.map_err(|e| e.to_string())?;
        if info.size as usize == LARGE && !found.books.len().is_multiple_of(3) {
            continue;
        }
        let bytes = store.read(move |tx| Box::pin(tx.file_bytes(file))).await;
        let good = match &bytes {
            Ok(bytes) => !told.forgot.contains(number) && *bytes == page(*number, bytes.len()),
            Err(Error::Missing(_)) => told.forgetting.contains(number),
            Err(_) => false,
        };
        let said = || bytes.err().map_or("readable, or other bytes".into(), |e| e.to_string());
        hold(good, || format!("the file of {number}: {}", said()))?;
    }
    Ok(())
}

async fn journal(store: &Store, found: &Found, told: &Told<'_>) -> Said {
    let report = verify::verify(store).await.map_err(|e| format!("the journal cannot be read: {e}"))?;
    hold(report.wrong.is_empty(), || format!("the journal: {:?}", report.wrong))?;
    // The genesis, and one for each book.
    let counts = report.entries == found.books.len() as u64 + 1 && report.after_last == 0;
    hold(counts, || format!("{} entries, {} after the last", report.entries, report.after_last))?;
    let erased = report.erased as usize;
    let between = (told.forgot.len()..=told.forgetting.len()).contains(&erased);
    hold(between, || format!("{erased} erased, {} were forgotten", told.forgot.len()))
}

/// A backup that was reported is there, whole, with its keys and its slip; a slip never speaks of what is
/// not.
fn backups(dir: &Path, told: &Told<'_>) -> Said {
    let folder = dir.join("backups");
    for (stem, hash) in &told.backups {
        let slip = folder.join(format!("{stem}.json"));
        hold(slip.exists(), || format!("the slip of the backup {stem} is gone"))?;
        let said = slip_of(&slip)?;
        hold(said.data_sha256 == *hash, || format!("the slip of {stem} names another file"))?;
    }
    let entries = std::fs::read_dir(&folder).into_iter().flatten().filter_map(Result::ok);
    for path in entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "json"))
    {
        let said = slip_of(&path)?;
        let data = std::fs::read(folder.join(&said.data)).map_err(|e| format!("{}: {e}", said.data))?;
        let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(&data));
        hold(hash == said.data_sha256, || format!("{} is not what its slip says", said.data))?;
        let keys = std::fs::metadata(folder.join(&said.keyring)).map_or(0, |keys| keys.len());
        hold(keys > 0, || format!("{} is empty", said.keyring))?;
    }
    Ok(())
}

fn slip_of(path: &Path) -> Said<store::backup::Manifest> {
    let text = std::fs::read(path).map_err(|e| e.to_string())?;
    serde_json::from_slice(&text).map_err(|e| format!("{} cannot be read: {e}", path.display()))
}

fn hold(good: bool, why: impl FnOnce() -> String) -> Said {
    if good { Ok(()) } else { Err(why()) }
}
