//! State × verb of a task, printed: the table is the documentation.

use kernel::{ContactId, Id, Owned, TaskId, Timestamp, UserId};

use super::{State, Task, TaskRefusal};

fn told(end: Result<Task, TaskRefusal>) -> String {
    use kernel::Refusal;
    end.map_or_else(|refusal| refusal.code().to_owned(), |task| task.state.word().to_owned())
}

fn open() -> Task {
    Task {
        id: TaskId::from_bytes([1; 16]),
        rv: 1,
        owned: Owned { owner: Some(UserId::from_bytes([2; 16])), team: None },
        title: "Call back".into(),
        detail: None,
        about: None,
        contact: Some(ContactId::from_bytes([3; 16])),
        due_at: Timestamp::UNIX_EPOCH,
        state: State::Open,
    }
}

#[test]
fn every_state_meets_every_verb() {
    let at = Timestamp::UNIX_EPOCH;
    let done = open().finish(at).unwrap().0;
    let dropped = open().drop_it(at, Some("not needed".into())).unwrap().0;
    let ended = open().end_with_record(at, "it was cancelled".into()).unwrap().0;
    assert_eq!(ended.state.reason(), Some("it was cancelled"));
    assert_eq!(told(ended.reopen().map(|end| end.0)), "open");
    let mut table = String::new();
    for (name, task) in [("open", open()), ("done", done), ("dropped", dropped)] {
        let other = |title: &str| Task { title: title.into(), ..task.clone() };
        for (verb, end) in [
            ("change", task.change(other("Write")).map(|end| end.0)),
            ("change to no title", task.change(other("")).map(|end| end.0)),
            ("done", task.clone().finish(at).map(|end| end.0)),
            ("drop", task.clone().drop_it(at, None).map(|end| end.0)),
            ("reopen", task.clone().reopen().map(|end| end.0)),
        ] {
            table.push_str(&format!("{name:<7} {verb:<18} {}\n", told(end)));
        }
    }
    assert_eq!(
        table,
        "open    change             open\n\
         open    change to no title task.no_title\n\
         open    done               done\n\
         open    drop               dropped\n\
         open    reopen             task.open\n\
         done    change             task.done\n\
         done    change to no title task.done\n\
         done    done               task.done\n\
         done    drop               task.done\n\
         done    reopen             open\n\
         dropped change             task.dropped\n\
         dropped change to no title task.dropped\n\
         dropped done               task.dropped\n\
         dropped drop               task.dropped\n\
         dropped reopen             open\n"
    );
}

#[test]
fn a_task_is_about_the_customer_or_whoever_has_to_do_it() {
    assert_eq!(open().created().unwrap().person.kind, "contact");
    let inside = Task { contact: None, ..open() };
    assert_eq!(inside.created().unwrap().person.kind, "user");
    let nobodys = Task { owned: Owned::default(), ..inside };
    assert_eq!(nobodys.created(), Err(TaskRefusal::NoOwner));
}
