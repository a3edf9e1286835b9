//! C9, W10: every night there is a backup that was restored to prove it, and when there is none somebody knows; the
//! journal goes out as files that a stranger, or a witness of last year, can check.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value as Json, json};
use stories::bed::server::Server;
use stories::bed::until;
use stories::business::{Business, Visitor, pass};
use stories::on_both;

const DAY: i64 = 24 * 3600;
const PATIENCE: Duration = Duration::from_secs(60);

/// Asked a few times a second, as a screen would: faster is turned away.
fn backups(business: &Business) -> Json {
    std::thread::sleep(Duration::from_millis(250));
    business.get("/api/v1/backups")
}

/// Waits for a good backup made after this instant.
fn made_after(business: &Business, before: &Json) -> Json {
    until("a backup", PATIENCE, || {
        let last = backups(business)["last"].clone();
        (last["made_at"].as_str() > before.as_str()).then_some(last)
    })
}

fn files(server: &Server) -> Vec<String> {
    let entries = fs::read_dir(server.data().join("backups")).expect("the folder is there");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("it is readable").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn trouble(business: &Business) -> Option<Json> {
    std::thread::sleep(Duration::from_millis(250));
    let open = business.get("/api/v1/exceptions");
    open["items"].as_array()?.iter().find(|one| one["code"] == "backup.failed").cloned()
}

/// The program beside the running one; what it said, and its exit code.
fn asked(server: &Server, words: &[&str]) -> (i32, String) {
    let output = server.beside(words).output().expect("the program starts");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().expect("it ended by itself"), String::from_utf8_lossy(&said).into_owned())
}

fn export(server: &Server, name: &str, more: &[&str]) -> PathBuf {
    let folder = server.data().join(name);
    let to = folder.to_str().expect("a temporary folder has a plain name");
    let (code, said) = asked(server, &[&["journal", "export", to], more].concat());
    assert_eq!(code, 0, "{said}");
    folder
}

fn verify_files(server: &Server, folder: &Path, more: &[&str]) -> (i32, String) {
    let folder = folder.to_str().expect("a temporary folder has a plain name");
    asked(server, &[&["journal", "verify", "--files", folder], more].concat())
}

on_both! {
    fn every_night_a_backup_is_made_and_restored_and_seven_are_kept(server: Server) {
        let business = Business::set_up(&server);
        assert_eq!(backups(&business)["last"], Json::Null);
        pass(&server, 3700);
        let mut last = made_after(&business, &Json::Null);
        assert_eq!((&last["restored"], &last["encrypted"]), (&json!(true), &json!(true)), "{last}");
        assert!(last["entries"].as_u64() > Some(1), "{last}");
        for _ in 0..8 {
            pass(&server, DAY);
            // A session does not outlive a night.
            let business = Business::sign_in(&server);
            last = made_after(&business, &last["made_at"]);
        }
        let kept = files(&server);
        assert_eq!(kept.len(), 3 * 7, "{kept:?}");
        assert!(kept.iter().any(|name| last["data"] == **name), "{kept:?}");
        let figures = server.client().get("/metrics").must_be(200).body;
        assert!(figures.contains("beat_age_seconds{worker=\"backup\"}"), "{figures}");
        server.verify();
    }

    fn a_backup_that_fails_reaches_a_person_and_settles_with_the_next_good_one(server: Server) {
        let business = Business::set_up(&server);
        let folder = server.data().join("backups");
        fs::write(&folder, "somebody's file in the way").expect("the data folder is writable");
        business.call("backup.run", &json!({}));
        let told = until("somebody is told", PATIENCE, || trouble(&business));
        assert_eq!((&told["fix"]["verb"], told["owner"].is_string()), (&json!("backup.run"), true), "{told}");
        assert!(backups(&business)["failed"]["why"].is_string());
        fs::remove_file(&folder).expect("the file is ours");
        let fix = &told["fix"];
        business.call(fix["verb"].as_str().expect("the fix is a verb"), &fix["body"]);
        let last = made_after(&business, &Json::Null);
        assert!(last["data"].is_string());
        until("the exception is over", PATIENCE, || trouble(&business).is_none().then_some(()));
    }

    fn the_journal_goes_out_as_files_and_no_letter_of_them_can_be_changed(server: Server) {
        let business = Business::set_up(&server);
        Visitor::opens(&server).sends(&server, "grace@customer.test").must_be(200);
        until("everything has its place", PATIENCE, || {
            asked(&server, &["journal", "verify"]).1.contains("\n0 not under a checkpoint").then_some(())
        });
        let early = export(&server, "early", &[]);
        let witness = early.join("checkpoints");
        let witness = witness.to_str().expect("a temporary folder has a plain name");
        business.call("company.add", &json!({ "name": "Navy" }));
        let whole = export(&server, "whole", &["--private"]);
        let (code, said) = verify_files(&server, &whole, &["--witness", witness]);
        assert!(code == 0 && said.contains("kept by witnesses") && !said.contains("\n0 personal"), "{said}");
        let short = export(&server, "short", &["--from", "5"]);
        let (code, said) = verify_files(&server, &short, &[]);
        assert!(code == 0 && said.contains("known by their hash alone"), "{said}");
        let (code, said) = asked(&server, &["journal", "verify", "--witness", witness]);
        assert_eq!(code, 0, "{said}");
        assert_eq!(asked(&server, &["journal", "export", whole.to_str().unwrap_or_default()]).0, 1, "twice");
        let journal = whole.join("journal.ndjson");
        let text = fs::read_to_string(&journal).expect("it was just written");
        fs::write(&journal, text.replacen("form", "f0rm", 1)).expect("it is ours");
        let (code, said) = verify_files(&server, &whole, &[]);
        assert!(code == 1 && said.contains("was changed, added, removed or moved"), "{said}");
    }
}

/// A checkpoint of another history: whoever holds it proves that this one was written anew.
#[test]
fn a_witness_of_another_history_is_heard() {
    let (ours, theirs) = (Server::on_sqlite(), Server::on_sqlite());
    Business::set_up(&ours);
    Business::set_up(&theirs);
    let foreign = export(&theirs, "theirs", &[]).join("checkpoints");
    let foreign = foreign.to_str().expect("a temporary folder has a plain name");
    let (code, said) = asked(&ours, &["journal", "verify", "--witness", foreign]);
    assert!(code == 1 && said.contains("not signed by a known key"), "{said}");
    let nothing = ours.data().join("nothing.txt");
    fs::write(&nothing, "no checkpoint in here").expect("the data folder is writable");
    let (code, said) =
        asked(&ours, &["journal", "verify", "--witness", nothing.to_str().unwrap_or_default()]);
    assert!(code == 2 && said.contains("there is no checkpoint in it"), "{said}");
}
