//! What is no verb, asked over HTTP with real sessions: doors and fixed routes, as nobody, as somebody whose session
//! is unknown, and as each role. What comes back is a status: 401 and 403 say no, everything else was let in as far
//! as the made-up ids in its path allow.

use std::fmt::Write;
use std::net::SocketAddr;

use crate::founded::founded;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use governance::policy::Role;
use http::Request;
use serde_json::json;
use testing::{Engine, World, nobody};
use tower::ServiceExt;
use verbs::{DoorAt, Method, SET_SESSION};

const ORIGIN: &str = "http://ours.test";
const PASSWORD: &str = "tide tables by lamplight";

/// A cookie for nobody, for a session that never was, and for each role.
async fn cookies(world: &World) -> Vec<String> {
    let boss = founded(world).await;
    let mut all = vec![String::new(), "tl=made-up".to_owned()];
    for role in Role::ALL {
        let email = format!("{}@ours.test", role.word());
        let invite = json!({ "name": role.word(), "email": email, "role": role.word() });
        let invited = world.act(&boss, "user.invite", invite).await;
        let token = invited["link"].as_str().unwrap().rsplit('/').next().unwrap();
        let accept = json!({ "token": token, "password": PASSWORD });
        let joined = world.act(&nobody(), "user.accept_invitation", accept).await;
        all.push(format!("tl={}", joined[SET_SESSION].as_str().unwrap()));
    }
    all
}

/// The path with made-up parts: ids nobody has, tokens nobody was given.
fn made_up(path: &str) -> String {
    let part = |part: &str| match part.strip_prefix('{') {
        None => part.to_owned(),
        Some(name) if name.starts_with("token") || name.starts_with("slug") => "made-up".to_owned(),
        Some(_) => "00000000-0000-7000-8000-000000000000".to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

async fn status(router: &Router, method: Method, path: &str, cookie: &str) -> u16 {
    let (method, body) = match method {
        Method::Get => ("GET", ""),
        _ => ("POST", "name=made-up"),
    };
    let request = Request::builder().method(method).uri(made_up(path)).header("cookie", cookie);
    let request = request.header("origin", ORIGIN).header("host", "ours.test");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let peer: SocketAddr = "192.0.2.7:4000".parse().unwrap();
    let request = request.extension(ConnectInfo(peer)).body(Body::from(body)).unwrap();
    let answer = router.clone().oneshot(request).await.unwrap();
    answer.status().as_u16()
}

/// One line for each, in the columns of the verbs' table.
pub async fn table(registry: verbs::Registry) -> String {
    let world = World::open(Engine::Lite, registry).await.unwrap();
    let cookies = cookies(&world).await;
    let router = wire::router(world.desk.clone(), wire::Options::of(ORIGIN));
    let mut table = String::new();
    let doors = world.desk.registry.doors.iter().map(|door| door.at);
    let fixed = wire::fixed_paths();
    let fixed = fixed.iter().map(|path| (path.as_str(), Method::Get, path.as_str(), "fixed".to_owned()));
    let known =
        doors.map(|DoorAt { name, method, path, access, .. }| (name, method, path, super::access(access)));
    for (name, method, path, access) in known.chain(fixed) {
        write!(table, "\n{name:<28}{access:<16}").unwrap();
        for cookie in &cookies {
            // Nobody is too fast for a rate.
            world.clock.pass_seconds(30);
            write!(table, "{:<8}", status(&router, method, path, cookie).await).unwrap();
        }
        if name != path {
            write!(table, "{method:?} {path}").unwrap();
        }
        table.truncate(table.trim_end().len());
    }
    table
}
