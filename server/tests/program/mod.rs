//! The program started as its owner starts it: a folder of its own, a server ended by a signal, requests to it.
#![allow(dead_code, clippy::unwrap_used)] // each test uses a part; a test may fail so

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value as Json, json};
use tempfile::TempDir;

pub const SETUP: &str = include_str!("../setup.json");

pub fn throughline() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_throughline"));
    command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub fn scratch() -> TempDir {
    TempDir::with_prefix("throughline-run-").unwrap()
}

pub fn run(dir: &Path, words: &[&str], input: &str) -> Output {
    let mut command = throughline();
    command.args(words).arg("--data").arg(dir.join("data")).stdin(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

pub fn out(output: &Output) -> Json {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

pub fn refused(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// A running server, ended by a signal.
pub struct Server {
    child: Child,
    pub url: String,
}

impl Server {
    pub fn start(dir: &Path) -> Server {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = throughline();
        command.args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--data"]).arg(dir.join("data"));
        let mut child = command.spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        while !line.contains("\"serving\"") {
            line.clear();
            assert!(log.read_line(&mut line).unwrap() > 0, "it ended before it served");
        }
        std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
        Server { child, url: format!("http://127.0.0.1:{port}") }
    }

    pub fn send(&self, method: &str, path: &str, cookie: &str, body: &Json) -> (u16, String, Json) {
        let text = if method == "GET" { String::new() } else { body.to_string() };
        let headers = [("origin", self.url.as_str()), ("cookie", cookie)];
        self.send_text((method, path), &headers, text)
    }

    /// Anything at all as a body of JSON; status, the cookie that was set, and what was answered.
    pub fn send_text(
        &self,
        (method, path): (&str, &str),
        headers: &[(&str, &str)],
        body: impl Into<Vec<u8>>,
    ) -> (u16, String, Json) {
        let request = http::Request::builder().method(method).uri(format!("{}{path}", self.url));
        let request = request.header("content-type", "application/json");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let config =
            ureq::Agent::config_builder().http_status_as_error(false).allow_non_standard_methods(true);
        let agent: ureq::Agent = config.build().into();
        let mut answer = agent.run(request.body(body.into()).unwrap()).unwrap();
        let set = answer.headers().get("set-cookie").and_then(|v| v.to_str().ok()).unwrap_or_default();
        let cookie = set.split(';').next().unwrap_or_default().to_owned();
        let text = answer.body_mut().read_to_string().unwrap();
        (answer.status().as_u16(), cookie, serde_json::from_str(&text).unwrap_or(Json::String(text)))
    }

    /// The cookie of the administrator.
    pub fn sign_in(&self) -> String {
        let who = json!({ "email": "ada@bright.test", "password": "correct horse battery 9" });
        let (status, cookie, said) = self.send("POST", "/api/v1/session", "", &who);
        assert_eq!(status, 200, "{said}");
        cookie
    }

    pub fn end(mut self) {
        let asked = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status().unwrap();
        assert!(asked.success());
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
    }
}
