//! PostgreSQL's own programs, `pg_dump` and `pg_restore`.
//!
//! Invariants: where the database is and its password go by the environment, for any user of the machine reads
//! arguments, and no error repeats the address; the data pass through pipes, so that no dump lies open on a disk.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use kernel::{Result, fault};
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

use super::archive::Archive;

/// An address that cannot be read is not repeated: what makes it unreadable may be the password.
pub(super) fn config(url: &str) -> Result<Config> {
    url.parse().map_err(|_| {
        fault(
            "the address of the PostgreSQL database cannot be read; write it as \
             postgresql://USER:PASSWORD@HOST/DATABASE, with percent signs for special characters",
        )
    })
}

/// `keep` reads the dump while it is made.
pub(super) fn dump(config: &Config, keep: impl FnOnce(&mut ChildStdout) -> io::Result<()>) -> Result<()> {
    let mut command = program("pg_dump", config);
    let mut child = begin("pg_dump", command.arg("--format=custom").stdout(Stdio::piped()))?;
    let mut dump = child.stdout.take().expect("a pipe was asked for");
    let (kept, ended) = std::thread::scope(|scope| {
        let ended = scope.spawn(move || child.wait_with_output());
        let kept = keep(&mut dump);
        // Where it could not be kept, nobody reads on, and the program ends.
        drop(dump);
        (kept, joined(ended))
    });
    kept.map_err(fault)?;
    end("pg_dump", ended)
}

/// Fills the database: all of it or nothing.
pub(super) fn restore(config: &Config, archive: &Archive<'_>) -> Result<()> {
    let mut command = program("pg_restore", config);
    command.args(["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]);
    // Without the word it would print instead of connecting; the rest of the address is in the environment.
    let name = config.get_dbname().or(config.get_user()).unwrap_or_default();
    let name = name.replace('\\', "\\\\").replace('\'', "\\'");
    fed(command.arg(format!("--dbname=dbname='{name}'")), archive)
}

/// Reads through what the dump holds, and restores nothing.
pub(super) fn list(config: &Config, archive: &Archive<'_>) -> Result<()> {
    fed(program("pg_restore", config).arg("--list"), archive)
}

fn fed(command: &mut Command, archive: &Archive<'_>) -> Result<()> {
    let mut child = begin("pg_restore", command.stdin(Stdio::piped()).stdout(Stdio::null()))?;
    let mut pipe = child.stdin.take().expect("a pipe was asked for");
    let (fed, ended) = std::thread::scope(|scope| {
        let ended = scope.spawn(move || child.wait_with_output());
        let fed = archive.open(&mut pipe).and_then(|()| pipe.flush());
        drop(pipe);
        (fed, joined(ended))
    });
    match fed {
        // It read no further: because it had what it wanted, or because of what it says itself.
        Err(why) if why.kind() != io::ErrorKind::BrokenPipe => Err(fault(why)),
        _ => end("pg_restore", ended),
    }
}

fn joined(ended: std::thread::ScopedJoinHandle<'_, io::Result<Output>>) -> io::Result<Output> {
    ended.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn begin(what: &str, command: &mut Command) -> Result<Child> {
    command.stderr(Stdio::piped()).spawn().map_err(|why| {
        fault(format!(
            "{what} does not start ({why}); install the PostgreSQL client programs of the server's version"
        ))
    })
}

fn end(what: &str, ended: io::Result<Output>) -> Result<()> {
    let output = ended.map_err(fault)?;
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(()) } else { Err(fault(format!("{what}: {}", said.trim()))) }
}

/// The program, told by libpq's variables what the address says.
fn program(name: &str, config: &Config) -> Command {
    let mut command = Command::new(name);
    command.stdin(Stdio::null());
    let hosts = config.get_hosts().iter().map(|host| match host {
        Host::Tcp(name) => name.clone(),
        Host::Unix(folder) => folder.display().to_string(),
    });
    let addresses = config.get_hostaddrs().iter().map(ToString::to_string);
    let ports = config.get_ports().iter().map(ToString::to_string);
    let ssl = match config.get_ssl_mode() {
        SslMode::Disable => "disable",
        SslMode::Prefer => "prefer",
        _ => "require",
    };
    let listed = [("PGHOST", listed(hosts)), ("PGHOSTADDR", listed(addresses)), ("PGPORT", listed(ports))];
    let told = [
        ("PGUSER", config.get_user()),
        ("PGDATABASE", config.get_dbname()),
        ("PGOPTIONS", config.get_options()),
        ("PGAPPNAME", config.get_application_name()),
        ("PGSSLMODE", Some(ssl)),
    ];
    command.envs(listed.into_iter().filter(|(_, value)| !value.is_empty()));
    command.envs(told.into_iter().filter_map(|(name, value)| Some((name, value?))));
    if let Some(password) = config.get_password() {
        command.env("PGPASSWORD", OsStr::from_bytes(password));
    }
    command
}

fn listed(values: impl Iterator<Item = String>) -> String {
    values.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_goes_by_the_environment_and_never_as_an_argument() {
        let url = "postgresql://ada:c%40nary@db.test:5433,two.test:5434/li%20ne?sslmode=disable";
        let config = config(url).unwrap();
        let mut command = program("pg_restore", &config);
        command.arg("--list");
        let words = command.get_args().map(|word| word.to_string_lossy().into_owned());
        assert_eq!(words.collect::<Vec<_>>(), ["--list"]);
        let told = |wanted: &str| {
            let mut all = command.get_envs().filter(|(name, _)| *name == wanted);
            all.next().and_then(|(_, value)| value).map(|value| value.to_string_lossy().into_owned())
        };
        assert_eq!(told("PGPASSWORD").as_deref(), Some("c@nary"));
        assert_eq!(told("PGHOST").as_deref(), Some("db.test,two.test"));
        assert_eq!(told("PGPORT").as_deref(), Some("5433,5434"));
        assert_eq!((told("PGUSER").as_deref(), told("PGDATABASE").as_deref()), (Some("ada"), Some("li ne")));
        assert_eq!((told("PGSSLMODE").as_deref(), told("PGOPTIONS")), (Some("disable"), None));
    }

    #[test]
    fn an_address_that_cannot_be_read_is_not_repeated() {
        for url in ["host=h password=my canary user=u", "postgresql://u:canary@h:port/x", "host=h canary"] {
            let refused = config(url).unwrap_err().to_string();
            assert!(refused.contains("cannot be read") && !refused.contains("canary"), "{refused}");
        }
    }

    #[test]
    fn a_program_that_is_not_there_is_asked_for() {
        let missing = begin("pg_dump", &mut Command::new("/nowhere/pg_dump")).unwrap_err().to_string();
        assert!(missing.contains("install the PostgreSQL client programs"), "{missing}");
    }
}
