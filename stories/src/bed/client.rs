//! The HTTP client of a person or another system: keeps cookies, follows no redirect, takes no status for an
//! error.

use serde_json::Value as Json;
use ureq::http::{HeaderMap, Method, Request};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Body};

pub struct Client {
    agent: Agent,
    base: String,
    headers: Vec<(String, String)>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Client {
    /// A fresh client (no cookies) of the server at `base`, such as `http://127.0.0.1:20001`.
    pub fn of(base: &str) -> Client {
        Client::trusting(base, None)
    }

    /// The same; by https this authority is believed, and no other.
    pub fn trusting(base: &str, authority: Option<&str>) -> Client {
        let mut config = Agent::config_builder().http_status_as_error(false).max_redirects(0);
        if let Some(pem) = authority {
            let known = Certificate::from_pem(pem.as_bytes()).expect("an authority has a certificate");
            let roots = RootCerts::new_with_certs(&[known]);
            config = config.tls_config(TlsConfig::builder().root_certs(roots).build());
        }
        Client { agent: config.build().into(), base: base.to_owned(), headers: Vec::new() }
    }

    /// Sends this header with every request from now on, for instance a bearer token.
    pub fn always(mut self, name: &str, value: &str) -> Client {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], "")
    }

    pub fn post(&self, path: &str, body: &Json) -> Answer {
        self.send(Method::POST, path, &[("content-type", "application/json")], &body.to_string())
    }

    /// A form as a browser without script sends it; `body` is already percent-encoded.
    pub fn form(&self, path: &str, body: &str) -> Answer {
        self.send(Method::POST, path, &[("content-type", "application/x-www-form-urlencoded")], body)
    }

    /// Any request. An `Origin` of the server itself goes with it unless one is given.
    pub fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        self.try_send(method, path, headers, body).unwrap_or_else(|e| panic!("{path}: no answer: {e}"))
    }

    /// As `send`; the error is a connection that failed or broke, for stories in which the server dies.
    pub fn try_send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Answer, ureq::Error> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.base));
        let own = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in own.chain(headers.iter().copied()) {
            request = request.header(name, value);
        }
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("origin")) {
            request = request.header("origin", &self.base);
        }
        let request = request.body(body.to_owned()).expect("method, path and headers are valid");
        self.agent.run(request).and_then(Answer::read)
    }
}

impl Answer {
    fn read(response: ureq::http::Response<Body>) -> Result<Answer, ureq::Error> {
        let (head, mut body) = response.into_parts();
        Ok(Answer { status: head.status.as_u16(), headers: head.headers, body: body.read_to_string()? })
    }

    /// The answer itself if it has this status; else panics with what the server said.
    #[track_caller]
    pub fn must_be(self, status: u16) -> Answer {
        assert_eq!(self.status, status, "unexpected answer: {}", self.body);
        self
    }

    #[track_caller]
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("not JSON ({e}): {}", self.body))
    }

    /// A header of the answer, empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}
