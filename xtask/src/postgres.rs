//! A private PostgreSQL for one run of the tests: own data folder, free loopback port, gone afterwards.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tempfile::TempDir;

use crate::Stop;
use crate::packages::{self, find};
use crate::process::Beside;

const PATIENCE: Duration = Duration::from_secs(30);

/// Fields are dropped in this order: first the server ends, then its folder goes.
pub struct Postgres {
    _server: Beside,
    _dir: TempDir,
    /// The connection string, for `THROUGHLINE_PG`.
    pub url: String,
}

/// The environment variable with the address of a PostgreSQL, or the word `none`.
pub const PG: &str = "THROUGHLINE_PG";

/// What was given is taken; else the packages are installed and a server of our own runs as long as the first lives.
/// `durable`: it waits for the disk, as one for benchmarks must.
pub fn given_or_own(durable: bool) -> Result<(Option<Postgres>, String), Stop> {
    let given = std::env::var(PG).ok();
    packages::install(given.is_some())?;
    if let Some(url) = given {
        return Ok((None, url));
    }
    let own = Postgres::start(durable)?;
    let url = own.url.clone();
    Ok((Some(own), url))
}

impl Postgres {
    pub fn start(durable: bool) -> Result<Postgres, String> {
        let programs = find("/usr/lib/postgresql/*/bin").ok_or("PostgreSQL is not installed")?;
        let dir = tempfile::Builder::new().prefix("throughline-postgres-").tempdir();
        let dir = dir.map_err(|e| format!("no temporary folder: {e}"))?;
        let data = dir.path().join("data");
        give_away(dir.path())?;
        let mut initdb = unprivileged(&format!("{programs}/initdb"));
        initdb.arg("-D").arg(&data).args([
            "-U",
            "throughline",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        ]);
        quietly(&mut initdb)?;
        let port = free_port()?;
        let mut postgres = unprivileged(&format!("{programs}/postgres"));
        postgres.arg("-D").arg(&data).args(["-p", &port.to_string(), "-h", "127.0.0.1", "-k", ""]);
        postgres.args(["-c", "max_connections=300", "-c", "logging_collector=off"]);
        postgres.args(["-c", if durable { "fsync=on" } else { "fsync=off" }]);
        let server = Beside::start(postgres.stdout(Stdio::null()).stderr(Stdio::null()), Signal::INT)?;
        let url = format!("host=127.0.0.1 port={port} user=throughline dbname=postgres");
        let mut started = Postgres { _server: server, _dir: dir, url };
        started.wait_until_ready(port)?;
        Ok(started)
    }

    fn wait_until_ready(&mut self, port: u16) -> Result<(), String> {
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if self._server.ended() || begun.elapsed() > PATIENCE {
                return Err("PostgreSQL did not come up".to_owned());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

/// PostgreSQL refuses to run as root: then it is the user its package made.
fn unprivileged(program: &str) -> Command {
    let mut command = Command::new(if is_root() { "runuser" } else { program });
    if is_root() {
        command.args(["-u", "postgres", "--", program]);
    }
    command.current_dir("/").env("LC_ALL", "C");
    command
}

fn give_away(folder: &Path) -> Result<(), String> {
    if is_root() { quietly(Command::new("chown").arg("postgres").arg(folder)) } else { Ok(()) }
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn quietly(command: &mut Command) -> Result<(), String> {
    let out = command.output().map_err(|e| format!("{command:?} does not start: {e}"))?;
    let said = [out.stdout, out.stderr].concat();
    if out.status.success() {
        Ok(())
    } else {
        Err(format!("{command:?}:\n{}", String::from_utf8_lossy(&said)))
    }
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(|e| format!("no free loopback port: {e}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_answers_while_it_lives_and_leaves_nothing_behind() {
        if find("/usr/lib/postgresql/*/bin/postgres").is_none() {
            println!("left out: PostgreSQL is not installed");
            return;
        }
        let server = Postgres::start(false).unwrap();
        let port: u16 = server.url.split("port=").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        let folder = server._dir.path().to_owned();
        drop(server);
        assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
        assert!(!folder.exists());
    }
}
