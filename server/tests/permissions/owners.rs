//! The rule of scopes, over records of four owners: every verb that names a record is called as each role, with one's
//! own record, one of a colleague in the team, one of somebody in another team, and where there is one, nobody's.
//!
//! A call that is let in is taken back at its end, so that the next meets the same house.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::founded::founded;
use governance::policy::{Policy, Role};
use kernel::{Access, Actor, Error, Ref, TeamId, UserId, Via};
use serde_json::{Map, Value as Json, json};
use store::{Tx, Unit};
use testing::{World, nobody};
use verbs::{Around, Declared};

/// What a call that was let in ends with.
const IN: &str = "a call that is taken back";

/// Own, a colleague's, another team's, nobody's.
const SIGNS: [char; 4] = ['o', 'c', 't', 'n'];

/// The id of a record by its noun.
type Records = BTreeMap<&'static str, Json>;

struct People {
    me: UserId,
    team: TeamId,
    records: [Records; 4],
}

async fn joined(world: &World, boss: &Actor, name: &str, team: &Json) -> Json {
    let email = format!("{}@ours.test", name.to_lowercase());
    let invite = json!({ "name": name, "email": email, "role": "sales", "team": team });
    let invited = world.act(boss, "user.invite", invite).await;
    let token = invited["link"].as_str().unwrap().rsplit('/').next().unwrap();
    let accept = json!({ "token": token, "password": "tide tables by lamplight" });
    world.act(&nobody(), "user.accept_invitation", accept).await;
    invited["id"].clone()
}

async fn people(world: &World) -> People {
    let boss = founded(world).await;
    let mut teams = vec![];
    for name in ["Harbour", "Hills"] {
        teams.push(world.act(&boss, "team.add", json!({ "name": name })).await["id"].clone());
    }
    let me = joined(world, &boss, "Mia", &teams[0]).await;
    let colleague = joined(world, &boss, "Carl", &teams[0]).await;
    let other = joined(world, &boss, "Tess", &teams[1]).await;
    let records = [
        owned_by(world, &boss, &me).await,
        owned_by(world, &boss, &colleague).await,
        owned_by(world, &boss, &other).await,
        nobodys(world, &boss).await,
    ];
    let id = |id: &Json| id.as_str().unwrap().to_owned();
    People { me: id(&me).parse().unwrap(), team: id(&teams[0]).parse().unwrap(), records }
}

/// A customer with everything around them, all of it this person's.
async fn owned_by(world: &World, boss: &Actor, owner: &Json) -> Records {
    let act = async |verb: &str, input: Json| world.act(boss, verb, input).await;
    let email = format!("{}@customer.test", owner.as_str().unwrap());
    let call =
        json!({ "channel": "call", "name": "Grace", "email": email, "message": "Call me", "owner": owner });
    let contact = act("intake.quick_add", call).await["contact"].clone();
    world.settle().await;
    if owner_of(world, &contact).await != *owner {
        act("contact.change", json!({ "contact": contact, "owner": owner })).await;
    }
    let leads = act("lead.list", json!({})).await;
    let theirs = leads["items"].as_array().unwrap().iter().find(|lead| lead["contact"] == contact);
    let lead = theirs.unwrap()["id"].clone();
    let price = json!({ "minor": 100_000, "currency": "EUR" });
    act("lead.qualify", json!({ "lead": lead, "value": price })).await;
    let deal = act("lead.read", json!({ "lead": lead })).await["deal"].clone();
    if owner_of(world, &deal).await != *owner {
        act("deal.change", json!({ "deal": deal, "owner": owner })).await;
    }
    let proposal = act("proposal.draft", json!({ "deal": deal })).await["id"].clone();
    let task = json!({ "title": "Call", "contact": contact, "owner": owner });
    let task = act("task.create", task).await["id"].clone();
    let note = act("note.write", json!({ "contact": contact, "text": "Likes tea" })).await["id"].clone();
    let job = json!({ "contact": contact, "title": "A job", "owner": owner,
        "milestones": [{ "title": "All of it", "amount": price }] });
    let project = act("project.create", job).await;
    let (project, milestone) = (project["id"].clone(), project["steps"][0]["id"].clone());
    let line = json!({ "title": "Work", "quantity": "1", "unit_price": price, "rate": 1900 });
    let draft = json!({ "contact": contact, "lines": [line], "owner": owner });
    let invoice = act("invoice.draft", draft).await["id"].clone();
    let all = [
        ("contact", contact),
        ("lead", lead),
        ("deal", deal),
        ("proposal", proposal),
        ("task", task),
        ("note", note),
        ("project", project),
        ("milestone", milestone),
        ("invoice", invoice),
    ];
    for (noun, id) in &all {
        assert_eq!(&owner_of(world, id).await, owner, "the {noun} is theirs");
    }
    all.into_iter().collect()
}

/// Only people can be nobody's: what one does for them is always somebody's.
async fn nobodys(world: &World, boss: &Actor) -> Records {
    let contact = world.act(boss, "contact.add", json!({ "name": "Nobody's" })).await["id"].clone();
    let write = json!({ "contact": contact, "text": "Likes coffee" });
    let note = world.act(boss, "note.write", write).await["id"].clone();
    for id in [&contact, &note] {
        assert_eq!(owner_of(world, id).await, Json::Null);
    }
    [("contact", contact), ("note", note)].into_iter().collect()
}

async fn owner_of(world: &World, id: &Json) -> Json {
    let thing = Ref::parse_any(id.as_str().unwrap()).unwrap();
    let held = world.store.read(move |tx| Box::pin(async move { tx.held(thing).await }));
    json!(held.await.unwrap().unwrap().owned.owner)
}

/// The least such a verb takes: what its schema requires, and these records where it asks for one.
fn least(declared: &Declared, records: &Records) -> Json {
    let schema = (declared.input)().to_value();
    let mut input = made_up(&schema, &schema, records);
    for (noun, id) in records {
        if declared.verb.path.contains(&format!("{{{noun}}}")) {
            input[*noun] = id.clone();
        }
    }
    input
}

fn made_up(schema: &Json, root: &Json, records: &Records) -> Json {
    if let Some(named) = schema["$ref"].as_str() {
        return made_up(root.pointer(named.trim_start_matches('#')).unwrap_or(&Json::Null), root, records);
    }
    if !schema["const"].is_null() {
        return schema["const"].clone();
    }
    for words in ["enum", "anyOf", "oneOf", "allOf"] {
        let Some(first) = schema[words].as_array().and_then(|all| all.first()) else { continue };
        return if words == "enum" { first.clone() } else { made_up(first, root, records) };
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str());
    match kind {
        Some("string") => text(schema, records),
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(true),
        Some("array") => json!([]),
        Some("object") => {
            let wanted = schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str);
            let field = |name: &str| (name.to_owned(), made_up(&schema["properties"][name], root, records));
            Json::Object(wanted.map(field).collect::<Map<_, _>>())
        }
        _ => Json::Null,
    }
}

fn text(schema: &Json, records: &Records) -> Json {
    if let Some(id) = schema["pattern"].as_str().and_then(|all| all.strip_suffix("_[0-9a-hjkmnp-tv-z]{26}$"))
    {
        let noun = id.trim_start_matches('^');
        // Any record at all.
        let noun = if noun.starts_with('[') { "contact" } else { noun };
        let made_up = || json!(format!("{noun}_{}", "0".repeat(26)));
        return records.get(noun).cloned().unwrap_or_else(made_up);
    }
    match schema["format"].as_str() {
        Some("date") => json!("2026-02-09"),
        Some("date-time") => json!("2026-02-09T10:00:00Z"),
        _ => json!("made up"),
    }
}

fn around(parsed: Arc<AtomicBool>) -> Around {
    type Before = Arc<dyn for<'t> Fn(&'t mut Tx) -> Unit<'t, ()> + Send + Sync>;
    type After = Arc<dyn for<'t> Fn(&'t mut Tx, &Json, Option<Json>) -> Unit<'t, ()> + Send + Sync>;
    fn before(f: impl for<'t> Fn(&'t mut Tx) -> Unit<'t, ()> + Send + Sync + 'static) -> Before {
        Arc::new(f)
    }
    fn after(
        f: impl for<'t> Fn(&'t mut Tx, &Json, Option<Json>) -> Unit<'t, ()> + Send + Sync + 'static,
    ) -> After {
        Arc::new(f)
    }
    let noted = before(move |_| {
        parsed.store(true, Ordering::Relaxed);
        Box::pin(async { Ok(()) })
    });
    Around { before: noted, after: after(|_, _, _| Box::pin(async { Err(Error::Missing(IN)) })) }
}

/// Whether the call got past the question of whose it is; `None` where its made-up input says nothing.
async fn let_in(world: &World, actor: &Actor, noun: &str, (verb, input): (&str, Json)) -> Option<bool> {
    let parsed = Arc::new(AtomicBool::new(false));
    let done = world.desk.step(actor, verb, input, around(parsed.clone())).await;
    if !parsed.load(Ordering::Relaxed) {
        return None;
    }
    match done {
        Err(Error::Missing(what)) => Some(what != noun),
        Err(Error::Denied(_) | Error::SignIn) => Some(false),
        _ => Some(true),
    }
}

fn noun_of(declared: &Declared, known: &Records) -> Option<&'static str> {
    let access = declared.verb.access;
    let first = declared.verb.path.split('/').find_map(|part| part.strip_prefix('{')?.strip_suffix('}'))?;
    matches!(access, Access::Granted | Access::Portal(_))
        .then(|| known.keys().copied().find(|noun| *noun == first))?
}

async fn cell(world: &World, actor: &Actor, people: &People, declared: &Declared, noun: &str) -> String {
    let verb = declared.verb;
    if actor.permit(verb.name, verb.access).is_err() {
        return "-".into();
    }
    let mut cell = String::new();
    for (sign, records) in SIGNS.into_iter().zip(&people.records) {
        if !records.contains_key(noun) {
            continue;
        }
        let input = least(declared, records);
        cell.push(match let_in(world, actor, noun, (verb.name, input)).await {
            None => '?',
            Some(true) => sign,
            Some(false) => '.',
        });
    }
    cell
}

/// One line for each verb that names a record.
pub async fn table(world: &World) -> String {
    let people = people(world).await;
    let as_role = |role| {
        let grants = Policy::shipped().unwrap().grants(role, world.desk.registry.verbs());
        Actor::user(people.me, Some(people.team), Arc::new(grants), Via::Session)
    };
    let actors = Role::ALL.map(as_role);
    let mut table =
        "o own, c a colleague's, t another team's, n nobody's; . hidden, - not at all\n".to_owned();
    write!(table, "{:<28}", "verb").unwrap();
    for role in Role::ALL {
        write!(table, "{:<8.7}", role.word()).unwrap();
    }
    for declared in world.desk.registry.verbs() {
        let Some(noun) = noun_of(declared, &people.records[0]) else { continue };
        table.truncate(table.trim_end().len());
        write!(table, "\n{:<28}", declared.verb.name).unwrap();
        for actor in &actors {
            write!(table, "{:<8}", cell(world, actor, &people, declared, noun).await).unwrap();
        }
    }
    table.truncate(table.trim_end().len());
    table + "\n"
}
