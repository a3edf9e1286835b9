//! A push service on loopback with one browser behind it, which reads what it gets as a browser does (RFC 8291).

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value as Json, json};
use web_push_native::p256::SecretKey;
use web_push_native::p256::elliptic_curve::sec1::ToEncodedPoint;
use web_push_native::{Auth, decrypt};

/// What a push service got.
#[derive(Debug, Clone)]
pub struct Got {
    pub path: String,
    pub headers: Vec<(String, String)>,
    /// Decrypted with the browser's key.
    pub words: Json,
}

impl Got {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

/// A push service on loopback, with one browser behind it.
pub struct PushService {
    pub origin: String,
    secret: SecretKey,
    auth: [u8; 16],
    got: Arc<Mutex<Vec<Got>>>,
    says: Arc<Mutex<u16>>,
}

impl PushService {
    pub fn start() -> PushService {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let origin = format!("http://{}", listener.local_addr().expect("it is bound"));
        let (secret, auth) = (SecretKey::from_slice(&[7; 32]).expect("32 sevens are a key"), [9; 16]);
        let (got, says) = (Arc::new(Mutex::new(vec![])), Arc::new(Mutex::new(201)));
        let (keeps, answer, key) = (got.clone(), says.clone(), secret.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let status = *held(&answer);
                let one = take(&mut stream.expect("somebody calls"), &key, &auth, status);
                held(&keeps).push(one);
            }
        });
        PushService { origin, secret, auth, got, says }
    }

    /// Answers with this status from now on.
    pub fn says(&self, status: u16) {
        *held(&self.says) = status;
    }

    pub fn got(&self) -> Vec<Got> {
        held(&self.got).clone()
    }

    /// The browser's subscription as the application sends it.
    pub fn subscription(&self, name: &str) -> Json {
        let public = self.secret.public_key().to_encoded_point(false);
        json!({
            "name": name,
            "endpoint": format!("{}/push/{name}", self.origin),
            "p256dh": BASE64URL_NOPAD.encode(public.as_bytes()),
            "auth": BASE64URL_NOPAD.encode(&self.auth),
        })
    }
}

fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn take(stream: &mut TcpStream, key: &SecretKey, auth: &[u8; 16], status: u16) -> Got {
    let mut reader = BufReader::new(stream.try_clone().expect("a socket has two ends"));
    let mut line = String::new();
    reader.read_line(&mut line).expect("a request has lines");
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut headers = vec![];
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a request has lines");
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.push((name.to_lowercase(), value.to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.and_then(|(_, value)| value.parse().ok()).expect("a push says how long it is");
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a push is whole");
    write!(stream, "HTTP/1.1 {status} Said\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        .expect("the caller listens");
    let plain = decrypt(body, key, &Auth::clone_from_slice(auth)).expect("it was sealed for this browser");
    Got { path, headers, words: serde_json::from_slice(&plain).expect("the words are JSON") }
}
