//! Automations as files on the command line: what is wrong is said at its line, and a warning is taken with a reason.
#![allow(clippy::unwrap_used)] // a test may fail so

mod program;

use program::{SETUP, out, refused, run, scratch};

#[test]
fn a_file_is_checked_at_its_lines_and_applied_with_a_reason_for_each_warning() {
    let kept = scratch();
    let dir = kept.path();
    out(&run(dir, &["setup"], SETUP));
    let folder = dir.join("files");
    let exported = run(dir, &["automation", "export", folder.to_str().unwrap(), "unsigned-nudge"], "");
    assert!(exported.status.success(), "{exported:?}");
    let text = std::fs::read_to_string(folder.join("unsigned-nudge.yaml")).unwrap();
    let file = |name: &str, text: &str| {
        let path = dir.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };

    let broken = file("broken.yaml", &text.replace("do: task.create", "do: task.invent"));
    let checked = run(dir, &["automation", "check", &broken], "");
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    let line = text.lines().position(|line| line.contains("do: task.create")).unwrap() + 1;
    assert!(said.contains(&format!("broken.yaml:{line}:")), "{said}");
    assert!(said.contains(": error: ") && said.contains("task.invent") && said.contains("@call)"), "{said}");
    let (code, why) = refused(&checked);
    assert!(code == Some(1) && why.contains("1 of 1 cannot be published"), "{why}");

    let second = file("second.yaml", &text.replace("automation: unsigned-nudge", "automation: second-nudge"));
    let checked = run(dir, &["automation", "check", &second], "");
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(checked.status.success(), "a warning can be published: {checked:?}");
    let warned: Vec<&str> =
        said.lines().filter_map(|line| line.rsplit_once(" (")?.1.strip_suffix(')')).collect();
    assert!(warned.contains(&"collision.two_messages@nudge"), "{said}");
    let bare = refused(&run(dir, &["automation", "apply", &second], ""));
    assert!(bare.0 == Some(1) && bare.1.contains("give a reason"), "{bare:?}");
    let wordless = refused(&run(dir, &["automation", "apply", &second, "--reason", warned[0]], ""));
    assert!(wordless.0 == Some(2) && wordless.1.contains("CODE=WORDS"), "{wordless:?}");
    let reasons: Vec<String> = warned.iter().map(|code| format!("{code}=Only one of them is on.")).collect();
    let flags = reasons.iter().flat_map(|reason| ["--reason", reason.as_str()]);
    let words: Vec<&str> = ["automation", "apply", &second].into_iter().chain(flags).collect();
    let applied = run(dir, &words, "");
    assert!(applied.status.success(), "{applied:?}");
    assert!(String::from_utf8_lossy(&applied.stdout).contains("version 1 is published"), "{applied:?}");
}
