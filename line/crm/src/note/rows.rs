//! How notes are kept. The only file that names the table `crm_note` in a statement of its own.

use kernel::{ContactId, Error, NoteId, Owned, Ref, Result, fault};
use store::{Row, Tx, values};

use super::{Note, State};
use crate::people::numbered;

store::noun! {
    Note is "note" in "crm_note" {
        open contact: Id = |n| n.contact;
        open about_kind: Text = |n| n.about.map(|on| on.kind);
        open about: Id = |n| n.about;
        personal text: Text = |n| &n.text;
        open state: Text = |n| n.state.word();
        open written_at: At = |n| n.written_at;
        open by_kind: Text = |n| n.by.kind;
        open by_id: Id = |n| n.by;
    }
}

const COLUMNS: &str =
    "id, rv, owner, team, contact, about_kind, about, text, state, written_at, by_kind, by_id";

pub(crate) async fn load(tx: &mut Tx, id: NoteId) -> Result<Note> {
    let sql = format!("select {COLUMNS} from crm_note where id = $1");
    tx.one(&sql, values![id], read).await?.ok_or(Error::Missing("note"))
}

/// A note of the house itself, unless the same words stand there already.
pub(crate) async fn write_once(tx: &mut Tx, contact: ContactId, text: String) -> Result<()> {
    const SAME: &str = "select id from crm_note where contact = $1 and text = $2 limit 1";
    if tx.one(SAME, values![contact, &text], |_| Ok(())).await?.is_some() {
        return Ok(());
    }
    let note = Note {
        id: tx.new_id(),
        rv: 1,
        owned: Owned::default(),
        contact,
        about: None,
        text,
        state: State::Written,
        written_at: tx.now(),
        by: tx.permit().by(),
    };
    let told = note.written()?;
    tx.add(&note).await?;
    tx.tell(told);
    Ok(())
}

/// Notes of a person and their aliases, newest first, without the withdrawn ones.
pub(crate) async fn list(
    tx: &mut Tx,
    contact: ContactId,
    after: Option<NoteId>,
    limit: i64,
) -> Result<Vec<Note>> {
    let sql = format!(
        "select {COLUMNS} from crm_note
        where (contact = $1 or contact in (select alias from crm_alias where contact = $1))
            and state = 'written' and (id < $2 or $2 is null)
        order by id desc limit $3"
    );
    tx.all(&sql, values![contact, after, limit], read).await
}

/// The words of these notes, the withdrawn ones left out.
pub(crate) async fn texts(tx: &mut Tx, notes: &[Ref]) -> Result<Vec<(Ref, String)>> {
    let places = numbered(notes.len());
    let sql = format!("select id, text from crm_note where state = 'written' and id in ({places})");
    let values: Vec<kernel::Value<'_>> = notes.iter().map(|note| (*note).into()).collect();
    tx.all(&sql, &values, |row| Ok((row.get::<NoteId>("id")?.into(), row.get("text")?))).await
}

fn read(row: &Row<'_>) -> Result<Note> {
    let state: String = row.get("state")?;
    let kind: Option<String> = row.get("about_kind")?;
    let about = kind.zip(row.get::<Option<[u8; 16]>>("about")?);
    Ok(Note {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        contact: row.get("contact")?,
        about: about.and_then(|(kind, bytes)| Ref::of(&kind, bytes)),
        text: row.get("text")?,
        state: State::from_word(&state)
            .ok_or_else(|| fault(format!("crm_note_state allows no `{state}`")))?,
        written_at: row.get("written_at")?,
        by: by(&row.get::<String>("by_kind")?, row.get("by_id")?),
    })
}

/// Users and runs are nouns; the house itself and a stranger at the door are not.
fn by(kind: &str, bytes: [u8; 16]) -> Ref {
    let nameless = if kind == "nobody" { "nobody" } else { "engine" };
    Ref::of(kind, bytes).unwrap_or(Ref { kind: nameless, bytes })
}
