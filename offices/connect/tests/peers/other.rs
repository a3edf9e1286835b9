//! Another system that speaks HTTP: a listener of the test's own, with answers written before.
#![allow(dead_code, clippy::unwrap_used)] // each test program uses a part

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

/// A listener that answers each request with the next of these, the last one for ever.
pub struct Other {
    pub port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

pub fn other(answers: &'static [&'static str]) -> Other {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Arc::new(Mutex::new(vec![]));
    let kept = heard.clone();
    std::thread::spawn(move || {
        for (n, stream) in listener.incoming().enumerate() {
            let Ok(mut stream) = stream else { return };
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut head, mut length) = (String::new(), 0);
            loop {
                let mut line = String::new();
                if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
                    break;
                }
                if let Some(n) = line.to_lowercase().strip_prefix("content-length:") {
                    length = n.trim().parse().unwrap_or(0);
                }
                head += &line;
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            kept.lock().unwrap().push(head + &String::from_utf8(body).unwrap());
            let answer = answers.get(n).or(answers.last()).unwrap();
            // Nothing to say: whoever asked never learns whether it arrived.
            if !answer.is_empty() {
                let (status, body) = answer.split_once('|').unwrap_or((answer, ""));
                let length = body.len();
                let text = format!(
                    "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
                );
                stream.write_all(text.as_bytes()).unwrap();
            }
        }
    });
    Other { port, heard }
}

impl Other {
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}
