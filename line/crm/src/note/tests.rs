//! State × verb of a note, printed: the table is the documentation.

use kernel::{ContactId, Id, NoteId, Owned, Refusal, Timestamp, UserId};

use super::{Note, NoteRefusal, State};

fn told(end: Result<Note, NoteRefusal>) -> &'static str {
    end.map_or_else(|refusal| refusal.code(), |note| note.state.word())
}

#[test]
fn every_state_meets_every_verb() {
    let written = Note {
        id: NoteId::from_bytes([1; 16]),
        rv: 1,
        owned: Owned::default(),
        contact: ContactId::from_bytes([2; 16]),
        about: None,
        text: "Likes tea".into(),
        state: State::Written,
        written_at: Timestamp::UNIX_EPOCH,
        by: UserId::from_bytes([3; 16]).into(),
    };
    assert_eq!(Note { text: String::new(), ..written.clone() }.written(), Err(NoteRefusal::Empty));
    let withdrawn = written.clone().withdraw().unwrap().0;
    let mut table = String::new();
    for note in [written, withdrawn] {
        for (verb, end) in [
            ("change", note.clone().change("Likes coffee".into()).map(|end| end.0)),
            ("change to nothing", note.clone().change(String::new()).map(|end| end.0)),
            ("withdraw", note.clone().withdraw().map(|end| end.0)),
            ("restore", note.clone().restore().map(|end| end.0)),
        ] {
            table.push_str(&format!("{:<9} {verb:<17} {}\n", note.state.word(), told(end)));
        }
    }
    assert_eq!(
        table,
        "written   change            written\n\
         written   change to nothing note.empty\n\
         written   withdraw          withdrawn\n\
         written   restore           note.written\n\
         withdrawn change            note.withdrawn\n\
         withdrawn change to nothing note.withdrawn\n\
         withdrawn withdraw          note.withdrawn\n\
         withdrawn restore           written\n"
    );
}
