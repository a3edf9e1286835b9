//! The whole house behind its own routes in this process: strangers open pages and send forms, staff call verbs, and
//! whatever is logged is kept.

use std::collections::BTreeSet;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::{Mutex, Once};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use http::{Request, header};
use serde_json::{Value as Json, json};
use testing::{Engine, World, nobody};
use tower::ServiceExt;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::SubscriberBuilder;

const ORIGIN: &str = "http://ours.test";

static LOG: Mutex<Vec<u8>> = Mutex::new(vec![]);

/// Keeps what is logged.
struct Kept;

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOG.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Everything that was logged so far, as a server that was asked for more than usual writes it.
pub fn log() -> String {
    String::from_utf8(LOG.lock().unwrap().clone()).unwrap()
}

fn keep_the_log() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let builder = SubscriberBuilder::default().with_env_filter(EnvFilter::new("debug"));
        builder.json().with_writer(|| Kept).init();
    });
}

/// An answer to a stranger.
pub struct Page {
    pub path: String,
    pub status: u16,
    pub html: String,
}

impl Page {
    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> String {
        let mark = format!("name=\"{name}\" value=\"");
        let value = self.html.split(&mark).nth(1).and_then(|rest| rest.split('"').next());
        value.unwrap_or_else(|| panic!("no field {name} on {}: {}", self.path, self.html)).to_owned()
    }

    /// What a browser fetches with it: styles, scripts and pictures of ours.
    pub fn parts(&self) -> Vec<String> {
        let named = |tag: &str, field: &str| -> Vec<String> {
            let (tag, mark) = (format!("<{tag} "), format!("{field}=\""));
            let tags = self.html.split(&tag).skip(1).map(|rest| rest.split('>').next().unwrap());
            let value = |tag: &str| Some(tag.split(&mark).nth(1)?.split('"').next()?.to_owned());
            tags.filter_map(value).filter(|path| path.starts_with('/')).collect()
        };
        [named("link", "href"), named("script", "src"), named("img", "src")].concat()
    }
}

pub struct House {
    pub world: World,
    router: Router,
    cookie: String,
    /// Paths of pages that were looked at.
    sounded: Mutex<BTreeSet<String>>,
}

impl House {
    /// A business that was just set up, and its administrator signed in.
    pub async fn open() -> House {
        keep_the_log();
        let world = World::open(Engine::Lite, crate::rooms::registry()).await.unwrap();
        let setup: Json = serde_json::from_str(include_str!("../setup.json")).unwrap();
        let signed_in = world.act(&nobody(), "business.set_up", setup).await;
        let cookie = format!("tl={}", signed_in[verbs::SET_SESSION].as_str().unwrap());
        let router = wire::router(world.desk.clone(), wire::Options::of(ORIGIN));
        House { world, router, cookie, sounded: Mutex::default() }
    }

    /// This page was looked at.
    pub fn sounds(&self, page: &Page) {
        let path = page.path.split('?').next().unwrap().to_owned();
        self.sounded.lock().unwrap().insert(path);
    }

    pub fn sounded(&self) -> BTreeSet<String> {
        self.sounded.lock().unwrap().clone()
    }

    async fn send(&self, request: http::request::Builder, body: String) -> (u16, Vec<u8>) {
        // Nobody is too fast for a rate.
        self.world.clock.pass_seconds(2);
        let peer: SocketAddr = "192.0.2.7:4000".parse().unwrap();
        let request = request.header("host", "ours.test").header("origin", ORIGIN);
        let request = request.extension(ConnectInfo(peer)).body(Body::from(body)).unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status().as_u16();
        (status, to_bytes(answer.into_body(), 8 << 20).await.unwrap().to_vec())
    }

    /// As a stranger without script.
    pub async fn get(&self, path: &str) -> Page {
        let request = Request::get(path).header(header::ACCEPT, "text/html").header("accept-language", "en");
        let (status, body) = self.send(request, String::new()).await;
        Page { path: path.to_owned(), status, html: String::from_utf8_lossy(&body).into_owned() }
    }

    /// A form, as a browser sends it by itself.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Page {
        let request = Request::post(path).header(header::ACCEPT, "text/html").header("accept-language", "en");
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let body: Vec<String> =
            form.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let (status, body) = self.send(request, body.join("&")).await;
        Page { path: path.to_owned(), status, html: String::from_utf8_lossy(&body).into_owned() }
    }

    /// A verb as the administrator, over HTTP: its status and what was said.
    pub async fn tries(&self, verb: &str, input: Json) -> (u16, Json) {
        let request = Request::post(format!("/api/v1/call/{verb}")).header("cookie", &self.cookie);
        let request = request.header(header::CONTENT_TYPE, "application/json");
        let (status, body) = self.send(request, input.to_string()).await;
        (status, serde_json::from_slice(&body).unwrap_or(json!(null)))
    }

    pub async fn ask(&self, verb: &str, input: Json) -> Json {
        let (status, said) = self.tries(verb, input).await;
        assert_eq!(status, 200, "{verb}: {said}");
        said
    }

    /// A command's answer.
    pub async fn call(&self, verb: &str, input: Json) -> Json {
        self.ask(verb, input).await["answer"].take()
    }
}

fn encoded(value: &str) -> String {
    let one = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    value.bytes().map(one).collect()
}
