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

#[test]
fn a_plan_says_what_a_file_would_mean_when_it_is_asked_to() {
    let kept = scratch();
    let dir = kept.path();
    out(&run(dir, &["setup"], SETUP));
    let folder = dir.join("files");
    let exported = run(dir, &["automation", "export", folder.to_str().unwrap(), "unsigned-nudge"], "");
    assert!(exported.status.success(), "{exported:?}");
    let path = folder.join("unsigned-nudge.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    let plan = |more: &[&str]| {
        let words: Vec<&str> =
            ["automation", "plan", path.to_str().unwrap()].iter().chain(more).copied().collect();
        let planned = run(dir, &words, "");
        assert!(planned.status.success(), "{planned:?}");
        String::from_utf8(planned.stdout).unwrap()
    };
    let same = plan(&["--rehearse"]);
    assert!(
        same.contains("is as it stands there") && !same.contains("would have"),
        "nothing changes: {same}"
    );

    std::fs::write(&path, text.replacen("purpose: ", "purpose: Again, ", 1)).unwrap();
    let plain = plan(&[]);
    assert!(
        !plain.contains("would have") && !plain.contains("no runs are under way"),
        "only when asked for: {plain}"
    );
    let rehearsed = plan(&["--rehearse"]);
    for said in [
        "unsigned-nudge: no runs are under way",
        "unsigned-nudge: in the last 30 days it would have taken in 0 (as published 0)",
        "unsigned-nudge: and sent 0 messages (as published 0)",
    ] {
        assert!(rehearsed.contains(said), "{said}\n{rehearsed}");
    }
    let hurried = plan(&["--rehearse", "--at-most", "0"]);
    assert!(
        hurried.contains("no runs are under way") && !hurried.contains("would have taken in"),
        "{hurried}"
    );

    let second = text.replace("automation: unsigned-nudge", "automation: second-nudge");
    std::fs::write(&path, second).unwrap();
    let new = plan(&["--rehearse"]);
    assert!(new.contains("second-nudge: is new") && new.contains("it would have taken in 0\n"), "{new}");
}
