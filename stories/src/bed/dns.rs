//! A private name server (dnsmasq) that knows the TXT records it is given, and nothing of the world.

use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::lifeline::Lifeline;
use super::until;

pub struct NameServer {
    running: Child,
    _lifeline: Lifeline,
}

impl NameServer {
    /// A server that is up at this port of loopback; `records` are names and texts.
    pub fn start(port: u16, records: &[(&str, &str)]) -> NameServer {
        let mut dnsmasq = Command::new("/usr/sbin/dnsmasq");
        dnsmasq.args(["--no-daemon", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--local=/test/"]);
        dnsmasq.args([
            "--user=root",
            "--bind-interfaces",
            "--listen-address=127.0.0.1",
            &format!("--port={port}"),
        ]);
        for (name, text) in records {
            // A text longer than 255 bytes is several strings (RFC 1035, 3.3.14).
            let strings: Vec<String> =
                text.as_bytes().chunks(255).map(|part| String::from_utf8_lossy(part).into_owned()).collect();
            dnsmasq.arg(format!("--txt-record={name},{}", strings.join(",")));
        }
        let running = dnsmasq.stderr(Stdio::null()).spawn().expect("dnsmasq starts");
        let lifeline = Lifeline::of_process(running.id());
        let at = SocketAddr::from(([127, 0, 0, 1], port));
        until("the name server", Duration::from_secs(10), || TcpStream::connect(at).ok());
        NameServer { running, _lifeline: lifeline }
    }
}

impl Drop for NameServer {
    fn drop(&mut self) {
        let _ = self.running.kill();
        let _ = self.running.wait();
    }
}
