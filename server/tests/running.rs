//! The program as its owner runs it: starts, is set up, answers, ends well; and says what could not work.
#![allow(clippy::unwrap_used)] // a test may fail so

mod program;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use program::{SETUP, Server, out, refused, run, scratch, throughline};
use serde_json::json;

#[test]
fn a_house_is_set_up_asked_and_ended_well() {
    let kept = scratch();
    let dir = kept.path();
    let set_up = out(&run(dir, &["setup"], SETUP));
    assert_eq!(set_up["user"]["role"], "administrator");
    assert_eq!(set_up.get("session_secret"), None);
    let twice = refused(&run(dir, &["setup"], SETUP));
    assert_eq!(twice.0, Some(1));
    assert!(twice.1.contains("business.is_set_up"), "{}", twice.1);

    let server = Server::start(dir);
    assert_eq!(server.send("GET", "/readyz", "", &json!({})).0, 200);
    let who = json!({ "email": "ada@bright.test", "password": "correct horse battery 9" });
    let (status, cookie, _) = server.send("POST", "/api/v1/session", "", &who);
    assert_eq!((status, cookie.starts_with("tl=")), (200, true));
    assert_eq!(server.send("GET", "/api/v1/me", &cookie, &json!({})).2["user"]["name"], "Ada");
    let locked = refused(&run(dir, &["user", "list"], ""));
    assert_eq!(locked.0, Some(1));
    assert!(locked.1.contains("another throughline runs on"), "{}", locked.1);

    let (_, _, issued) = server.send("GET", "/api/v1/openapi.json", "", &json!({}));
    assert_eq!(issued["openapi"], "3.1.0");
    let verified = run(dir, &["journal", "verify"], "");
    assert!(verified.status.success(), "{verified:?}");
    assert!(String::from_utf8_lossy(&verified.stdout).contains("entries under"), "{verified:?}");
    server.end();
    let users = run(dir, &["user", "list"], "");
    assert!(
        String::from_utf8_lossy(&users.stdout).contains("ada@bright.test\tAda\tadministrator"),
        "{users:?}"
    );
}

#[test]
fn a_running_server_is_asked_with_a_token() {
    let kept = scratch();
    let dir = kept.path();
    out(&run(dir, &["setup"], SETUP));
    let server = Server::start(dir);
    let who = json!({ "email": "ada@bright.test", "password": "correct horse battery 9" });
    let (_, cookie, _) = server.send("POST", "/api/v1/session", "", &who);
    let (_, _, issued) = server.send(
        "POST",
        "/api/v1/tokens",
        &cookie,
        &json!({ "name": "test", "scopes": ["user.*"], "days": 1 }),
    );
    let token = issued["answer"]["secret"].as_str().unwrap_or_else(|| panic!("{issued}")).to_owned();
    let call = |token: &str, words: &[&str]| {
        let mut command = throughline();
        command.args(words).env("THROUGHLINE_URL", &server.url).env("THROUGHLINE_TOKEN", token);
        command.output().unwrap()
    };
    let me = call(&token, &["call", "user.me"]);
    assert_eq!(out(&me)["user"]["email"], "ada@bright.test");
    let wrong = refused(&call("tl_guessed", &["call", "user.me"]));
    assert_eq!(wrong.0, Some(1));
    assert!(wrong.1.contains("(sign_in)"), "{}", wrong.1);
    let broken = refused(&call(&token, &["call", "user.me", "{"]));
    assert_eq!(broken.0, Some(2));
    server.end();
}

#[test]
fn a_backup_is_restored_into_an_empty_folder_with_its_key() {
    let kept = scratch();
    let dir = kept.path();
    out(&run(dir, &["setup"], SETUP));
    let copies = dir.join("copies");
    let manifest = out(&run(dir, &["backup", copies.to_str().unwrap()], ""));
    let file = |name: &str| copies.join(manifest[name].as_str().unwrap()).to_str().unwrap().to_owned();
    let key = dir.join("data/master.key").to_str().unwrap().to_owned();
    let other = dir.join("other");
    std::fs::create_dir_all(&other).unwrap();
    let (data, keyring) = (file("data"), file("keyring"));
    let keyless = refused(&run(&other, &["restore", &data, &keyring], ""));
    assert!(keyless.0 == Some(1) && keyless.1.contains("--master-key-file"), "{keyless:?}");
    assert!(!other.join("data").exists(), "no key was made, nor anything else");
    let restored = run(&other, &["restore", &data, &keyring, "--master-key-file", &key], "");
    assert!(restored.status.success(), "{restored:?}");
    let tells = |file: &str| {
        let bytes = std::fs::read(file).unwrap();
        bytes.windows(15).any(|part| part == b"ada@bright.test")
    };
    assert!(tells(other.join("data/throughline.db").to_str().unwrap()), "whom the business is of");
    assert!(!tells(&data) && !tells(&keyring), "and a stranger with the backup does not know");
    let users = run(&other, &["user", "list", "--master-key-file", &key], "");
    assert!(String::from_utf8_lossy(&users.stdout).contains("ada@bright.test"), "{users:?}");
    let twice = refused(&run(&other, &["restore", &data, &keyring, "--master-key-file", &key], ""));
    assert!(twice.0 == Some(1) && twice.1.contains("holds a business already"), "{twice:?}");
}

#[test]
fn what_could_not_work_is_refused_before_anything_is_made() {
    let kept = scratch();
    let dir = kept.path();
    let serve = |more: &[&str]| refused(&run(dir, &[&["serve"], more].concat(), ""));
    let open = serve(&["--listen", "0.0.0.0:0"]);
    assert!(open.0 == Some(2) && open.1.contains("in the clear"), "{open:?}");
    let bare = serve(&["--public-url", "https://example.com"]);
    assert!(bare.0 == Some(2) && bare.1.contains("--trust-proxy"), "{bare:?}");
    assert!(!dir.join("data").exists());
}

#[test]
fn a_certificate_that_is_not_there_ends_the_start() {
    let kept = scratch();
    let mut command = throughline();
    command.args(["serve", "--listen", "127.0.0.1:0", "--public-url", "https://localhost"]);
    command.args(["--tls-cert", "/nowhere", "--tls-key", "/nowhere", "--data"]).arg(kept.path().join("data"));
    let mut child = command.spawn().unwrap();
    let began = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if began.elapsed() > Duration::from_secs(20) {
            child.kill().unwrap();
            panic!("it hangs: {:?}", refused(&child.wait_with_output().unwrap()));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let ended = refused(&child.wait_with_output().unwrap());
    assert!(ended.0 == Some(1) && ended.1.contains("/nowhere and /nowhere do not load"), "{ended:?}");
    assert!(!kept.path().join("data").exists(), "before anything is made");
}

/// Renew it by `cargo run -p throughline -- openapi > openapi.json`, and read the difference.
#[test]
fn the_committed_description_is_the_one_this_program_gives() {
    let told = throughline().arg("openapi").output().unwrap();
    let folder = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap());
    let kept = std::fs::read(folder.join("../openapi.json")).unwrap();
    let renew = "run `cargo run -p throughline -- openapi > openapi.json` and look at what changed";
    assert!(told.stdout == kept, "openapi.json is not what this program says: {renew}");
}

#[cfg(not(feature = "proof"))]
#[test]
fn nobody_moves_the_clock_of_a_release() {
    let program = std::fs::read(env!("CARGO_BIN_EXE_throughline")).unwrap();
    for secret in ["/proof/clock", "THROUGHLINE_CRASH"] {
        let found = program.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!found, "the program holds `{secret}`");
    }
    let kept = scratch();
    let dir = kept.path();
    let server = Server::start(dir);
    assert_eq!(server.send("POST", "/proof/clock", "", &json!({ "pass_ms": 1 })).0, 404);
    server.end();
}

#[cfg(feature = "proof")]
#[test]
fn a_build_for_proofs_passes_time_when_asked() {
    let kept = scratch();
    let dir = kept.path();
    let server = Server::start(dir);
    let pass = |ms: i64| server.send("POST", "/proof/clock", "", &json!({ "pass_ms": ms }));
    let before = pass(0).2["now_ms"].as_i64().unwrap();
    let after = pass(86_400_000).2["now_ms"].as_i64().unwrap();
    assert!(after - before >= 86_400_000);
    assert_eq!(pass(-1).0, 422);
    server.end();
}
