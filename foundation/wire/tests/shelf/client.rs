//! Requests against the router without a socket, and answers taken apart.

use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use futures_util::StreamExt;
use http::{HeaderMap, Request, StatusCode};
use serde_json::Value as Json;
use testing::World;
use tower::ServiceExt;
use wire::Options;

pub struct Client {
    router: Router,
    headers: Vec<(String, String)>,
    peer: SocketAddr,
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("not JSON ({e}): {}", self.body))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Status and code of a problem.
    pub fn refusal(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16());
        assert_eq!(problem["type"], format!("/errors/{}", problem["code"].as_str().unwrap()));
        (self.status.as_u16(), problem["code"].as_str().unwrap().to_owned())
    }
}

impl Client {
    pub fn of(world: &World) -> Client {
        Client::with(world, Options::of("http://ours.test"))
    }

    pub fn with(world: &World, options: Options) -> Client {
        let router = wire::router(world.desk.clone(), options);
        Client { router, headers: vec![], peer: "192.0.2.7:4000".parse().unwrap() }
    }

    /// Sends this header with every request.
    pub fn always(&self, name: &str, value: &str) -> Client {
        let mut headers = self.headers.clone();
        headers.push((name.to_owned(), value.to_owned()));
        Client { router: self.router.clone(), headers, peer: self.peer }
    }

    pub fn token(&self, token: &str) -> Client {
        self.always("authorization", &format!("Bearer {token}"))
    }

    pub fn at(&self, peer: &str) -> Client {
        Client { router: self.router.clone(), headers: self.headers.clone(), peer: peer.parse().unwrap() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], "").await
    }

    pub async fn post(&self, path: &str, body: Json) -> Answer {
        self.send("POST", path, &[("content-type", "application/json")], &body.to_string()).await
    }

    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let response = self.begin(method, path, headers, body).await;
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 8 << 20).await.unwrap();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub async fn begin(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> http::Response<Body> {
        let mut request = Request::builder().method(method).uri(path).header("host", "ours.test");
        let own = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in own.chain(headers.iter().copied()) {
            request = request.header(name, value);
        }
        let mut request = request.body(Body::from(body.to_owned())).unwrap();
        request.extensions_mut().insert(ConnectInfo(self.peer));
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// The whole of an event stream that ends, event by event.
    pub async fn listen_raw(&self, path: &str) -> Vec<String> {
        let answer = self.get(path).await;
        assert_eq!(answer.header("content-type"), "text/event-stream");
        answer.body.split("\n\n").map(str::to_owned).collect()
    }

    /// An event stream, read event by event.
    pub async fn listen(&self, path: &str, headers: &[(&str, &str)]) -> Stream {
        let response = self.begin("GET", path, headers, "").await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Stream { body: response.into_body().into_data_stream(), rest: String::new() }
    }
}

pub struct Stream {
    body: axum::body::BodyDataStream,
    rest: String,
}

impl Stream {
    /// Name, id and data of the next event; `None` at the end.
    pub async fn next(&mut self) -> Option<(String, String, Json)> {
        loop {
            if let Some((event, rest)) = self.rest.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.rest = rest;
                return Some(taken_apart(&event));
            }
            let chunk = self.body.next().await?.unwrap();
            self.rest += std::str::from_utf8(&chunk).unwrap();
        }
    }
}

fn taken_apart(event: &str) -> (String, String, Json) {
    let field = |name: &str| {
        let line = event.lines().find_map(|line| line.strip_prefix(name));
        line.map(|value| value.trim().to_owned()).unwrap_or_default()
    };
    (field("event:"), field("id:"), serde_json::from_str(&field("data:")).unwrap())
}
