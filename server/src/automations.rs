//! Automations as files: exported, compared, checked and applied, byte for byte what was published.
//!
//! Everything goes through the verbs; a file is named after its automation, `follow-up.yaml`.

mod effect;

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value as Json, json};

use crate::ask::House;
use crate::options::{Asking, Automation, Process};
use crate::{Done, Failed, say};

pub async fn automation(process: &Process, asking: &Asking, task: Automation) -> Done {
    let house = House::of(process, asking).await?;
    match task {
        Automation::Export { folder, names } => export(&house, &folder, &names).await,
        Automation::Check { files } => check(&house, &files).await,
        Automation::Diff { file } => print_plan(&house, &file).await.map(drop),
        Automation::Plan { files, rehearse, at_most } => {
            let rehearse = rehearse.then(|| Duration::from_secs(at_most));
            plan(&house, &files, rehearse).await
        }
        Automation::Apply { files, reasons } => apply(&house, &files, &reasons).await,
    }
}

async fn all(house: &House) -> Done<Vec<Json>> {
    let (mut all, mut after) = (vec![], Json::Null);
    loop {
        let input =
            if after.is_string() { json!({ "limit": 200, "after": after }) } else { json!({ "limit": 200 }) };
        let mut page = house.ask("automation.list", input).await?;
        all.extend(page["items"].as_array().cloned().unwrap_or_default());
        after = page["next"].take();
        if after.is_null() {
            return Ok(all);
        }
    }
}

fn text_of(value: &Json) -> &str {
    value.as_str().unwrap_or_default()
}

async fn export(house: &House, folder: &Path, names: &[String]) -> Done {
    std::fs::create_dir_all(folder)?;
    let listed = all(house).await?;
    let slug = |one: &Json| text_of(&one["slug"]).to_owned();
    if let Some(unknown) = names.iter().find(|name| listed.iter().all(|one| slug(one) != **name)) {
        return Err(Failed::usage(format!("there is no automation `{unknown}`")));
    }
    for one in listed.iter().filter(|one| names.is_empty() || names.contains(&slug(one))) {
        let read = house.ask("automation.read", json!({ "automation": one["id"] })).await?;
        let file = folder.join(format!("{}.yaml", slug(one)));
        std::fs::write(&file, text_of(&read["text"]))?;
        say(file.display().to_string());
    }
    Ok(())
}

fn read(file: &Path) -> Done<String> {
    std::fs::read_to_string(file).map_err(|why| Failed::usage(format!("{}: {why}", file.display())))
}

async fn check(house: &House, files: &[PathBuf]) -> Done {
    let mut wrong = 0;
    for file in files {
        let checked = house.ask("automation.check", json!({ "text": read(file)? })).await?;
        let answer = &checked["answer"];
        for problem in answer["problems"].as_array().into_iter().flatten() {
            say(format!("{}:{}", file.display(), told(problem)));
        }
        wrong += usize::from(answer["publishable"] != true);
    }
    match wrong {
        0 => Ok(()),
        n => Err(Failed::from(format!("{n} of {} cannot be published", files.len()))),
    }
}

/// `LINE:COLUMN: warning: what is wrong; what to do about it (CODE@STEP)`, as a compiler says it.
fn told(problem: &Json) -> String {
    let at = &problem["at"];
    let number = |value: &Json| value.as_u64().map_or("1".to_owned(), |n| n.to_string());
    let fix = problem["fix"].as_str().map(|fix| format!("; {fix}")).unwrap_or_default();
    let step = at["step"].as_str().map(|step| format!("@{step}")).unwrap_or_default();
    format!(
        "{}:{}: {}: {}{fix} ({}{step})",
        number(&at["line"]),
        number(&at["column"]),
        text_of(&problem["level"]),
        text_of(&problem["message"]),
        text_of(&problem["code"])
    )
}

/// `CODE[@STEP]=WORDS`: why a warning is taken.
fn reason(said: &String) -> Done<Json> {
    let wrong = || Failed::usage(format!("`{said}` is no reason; write CODE=WORDS or CODE@STEP=WORDS"));
    let (warning, words) =
        said.split_once('=').filter(|(_, words)| !words.trim().is_empty()).ok_or_else(wrong)?;
    let (code, step) = warning.split_once('@').map_or((warning, None), |(code, step)| (code, Some(step)));
    Ok(json!({ "code": code, "at": { "step": step }, "reason": words.trim() }))
}

/// Whether it speaks of a problem that was found.
fn is_about(reason: &Json, checked: &Json) -> bool {
    let mut problems = checked["problems"].as_array().into_iter().flatten();
    problems.any(|found| found["code"] == reason["code"] && found["at"]["step"] == reason["at"]["step"])
}

/// The name a text gives itself, as its line `automation:` says.
fn named(text: &str, file: &Path) -> Done<String> {
    let line = text.lines().find_map(|line| line.strip_prefix("automation:"));
    let name = line.map(|rest| rest.split('#').next().unwrap_or(rest).trim().trim_matches(['"', '\'']));
    let name = name.filter(|name| !name.is_empty());
    name.map(str::to_owned)
        .ok_or_else(|| Failed::usage(format!("{}: it has no line `automation:`", file.display())))
}

/// What applying a file would change; `false` where it would change nothing.
async fn print_plan(house: &House, file: &Path) -> Done<bool> {
    let text = read(file)?;
    let name = named(&text, file)?;
    let listed = all(house).await?;
    let Some(known) = listed.iter().find(|one| text_of(&one["slug"]) == name) else {
        say(format!("{name}: is new; it begins switched off and in practice"));
        return Ok(true);
    };
    let there = house.ask("automation.read", json!({ "automation": known["id"] })).await?;
    if text_of(&there["text"]) == text {
        say(format!("{name}: is as it stands there"));
        return Ok(false);
    }
    let diff = house.ask("automation.diff", json!({ "automation": name, "text": text })).await?;
    let items = diff["items"].as_array().cloned().unwrap_or_default();
    if items.is_empty() {
        say(format!("{name}: means the same in other words"));
    }
    for item in &items {
        say(format!("{name}: {}", text_of(&item["says"])));
    }
    if diff["runs"].as_i64().unwrap_or(0) > 0 {
        say(format!("{name}: {} runs under way stay on version {}", diff["runs"], known["version"]));
    }
    Ok(true)
}

/// `rehearse`: how long each may take to be lived again, where that is asked for.
async fn plan(house: &House, files: &[PathBuf], rehearse: Option<Duration>) -> Done {
    check(house, files).await?;
    for file in files {
        let changes = print_plan(house, file).await?;
        if let Some(at_most) = rehearse.filter(|_| changes) {
            let text = read(file)?;
            let name = named(&text, file)?;
            let known = all(house).await?.iter().any(|one| text_of(&one["slug"]) == name);
            effect::print(house, &name, &text, known, at_most).await?;
        }
    }
    Ok(())
}

async fn apply(house: &House, files: &[PathBuf], reasons: &[String]) -> Done {
    let reasons = reasons.iter().map(reason).collect::<Done<Vec<Json>>>()?;
    check(house, files).await?;
    for file in files {
        if !print_plan(house, file).await? {
            continue;
        }
        let text = read(file)?;
        let name = named(&text, file)?;
        let checked = house.ask("automation.check", json!({ "text": text })).await?;
        let reasons: Vec<&Json> =
            reasons.iter().filter(|reason| is_about(reason, &checked["answer"])).collect();
        let published = house
            .ask("automation.publish", json!({ "slug": name, "text": text, "reasons": reasons }))
            .await?;
        let answer = &published["answer"];
        match &answer["waits"] {
            Json::Object(waits) => say(format!(
                "{name}: version {} waits for a second person, named by its hash {}",
                waits["version"],
                text_of(&waits["sha256"])
            )),
            _ => say(format!("{name}: version {} is published", answer["version"])),
        }
    }
    Ok(())
}
