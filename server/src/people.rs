//! Setting a house up and letting people in, from the machine it runs on: when no mail can carry a link yet.

use std::path::Path;

use serde_json::{Value as Json, json};

use crate::ask::{House, from_stdin, from_text};
use crate::options::{Asking, Process, User};
use crate::{Done, Failed, say};

pub async fn set_up(process: &Process, asking: &Asking, file: Option<&Path>) -> Done {
    let text = match file {
        Some(path) => {
            let why = |error| Failed::usage(format!("{}: {error}", path.display()));
            std::fs::read_to_string(path).map_err(why)?
        }
        None => from_stdin()?,
    };
    let mut answer = House::of(process, asking).await?.ask("business.set_up", from_text(&text)?).await?;
    if let Some(view) = answer["answer"].as_object_mut() {
        view.remove(verbs::SET_SESSION);
    }
    show(&answer["answer"])
}

pub async fn user(process: &Process, asking: &Asking, task: User) -> Done {
    let house = House::of(process, asking).await?;
    match task {
        User::List => list(&house).await,
        User::Reset { email } => {
            let user = find(&house, &email).await?;
            show(&house.ask("user.reset_password", json!({ "user": user })).await?["answer"])
        }
        User::Add { email, name, role } => {
            let input = json!({ "email": email, "name": name, "role": role });
            show(&house.ask("user.invite", input).await?["answer"])
        }
    }
}

fn show(answer: &Json) -> Done {
    say(serde_json::to_string_pretty(answer)?);
    Ok(())
}

async fn everybody(house: &House) -> Done<Vec<Json>> {
    let (mut all, mut after) = (vec![], Json::Null);
    loop {
        let mut input = json!({ "limit": 200 });
        if after.is_string() {
            input["after"] = after;
        }
        let mut page = house.ask("user.list", input).await?;
        all.extend(page["items"].as_array().cloned().unwrap_or_default());
        after = page["next"].take();
        if after.is_null() {
            return Ok(all);
        }
    }
}

async fn list(house: &House) -> Done {
    for user in everybody(house).await? {
        let text = |name: &str| user[name].as_str().unwrap_or_default().to_owned();
        let state = if user["active"] == false { "inactive" } else { "" };
        let all = [text("id"), text("email"), text("name"), text("role"), state.to_owned()];
        say(all.join("\t").trim_end());
    }
    Ok(())
}

async fn find(house: &House, email: &str) -> Done<Json> {
    let wanted = email.trim().to_lowercase();
    let is_them = |user: &Json| user["email"].as_str().is_some_and(|known| known.to_lowercase() == wanted);
    let found = everybody(house).await?.into_iter().find(is_them);
    let none =
        || Failed::from(format!("nobody here has the address {email}; `throughline user list` shows all"));
    found.map(|user| user["id"].clone()).ok_or_else(none)
}
