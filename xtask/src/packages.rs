//! What the tests need from the system: which Debian packages are missing, and how they are installed.

use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::Stop;

/// A program or file the tests use, and the package that brings it. `*` stands for one version number.
const NEEDS: [(&str, &str); 9] = [
    ("/usr/bin/chromium", "chromium"),
    ("/usr/share/fonts/opentype/inter", "fonts-inter"),
    ("/usr/lib/postgresql/*/bin/postgres", "postgresql"),
    ("/usr/sbin/postfix", "postfix"),
    ("/usr/bin/pdftotext", "poppler-utils"),
    ("/usr/bin/qpdf", "qpdf"),
    ("/usr/bin/git", "git"),
    ("/usr/sbin/dnsmasq", "dnsmasq-base"),
    ("/usr/bin/valgrind", "valgrind"),
];

const POLICY: &str = "/usr/sbin/policy-rc.d";

/// Installs what is missing; who is not root is told in one line how to, and the chore ends with 2.
/// PostgreSQL is left out when it is not wanted.
pub fn install(without_postgres: bool) -> Result<(), Stop> {
    let missing: Vec<&str> =
        NEEDS.iter().filter(|(path, _)| find(path).is_none()).map(|need| need.1).collect();
    let missing: Vec<&str> =
        missing.into_iter().filter(|name| !(without_postgres && *name == "postgresql")).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !rustix::process::geteuid().is_root() {
        let line = format!("sudo apt-get install -y --no-install-recommends {}", missing.join(" "));
        return Err(Stop::with(2, format!("packages are missing; run this, then try again:\n{line}")));
    }
    println!("installing {}", missing.join(" "));
    let _quiet = Quiet::keep()?;
    apt(&["update"])?;
    Ok(apt(&[&["install", "-y", "--no-install-recommends"], missing.as_slice()].concat())?)
}

/// The first path that matches; newest version first.
pub fn find(pattern: &str) -> Option<String> {
    let Some((folder, rest)) = pattern.split_once('*') else {
        return Path::new(pattern).exists().then(|| pattern.to_owned());
    };
    let versions =
        std::fs::read_dir(folder).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut versions: Vec<u32> = versions.filter_map(|name| name.parse().ok()).collect();
    versions.sort_unstable();
    let mut paths = versions.iter().rev().map(|version| format!("{folder}{version}{rest}"));
    paths.find(|path| Path::new(path).exists())
}

fn apt(args: &[&str]) -> Result<(), String> {
    let mut apt = Command::new("apt-get");
    apt.args(["-q", "-o", "Dpkg::Use-Pty=0"]).args(args).stdin(Stdio::null());
    // Postfix asks what kind of mail system this is, unless nobody is there to answer.
    apt.envs([("DEBIAN_FRONTEND", "noninteractive"), ("LC_ALL", "C")]);
    let out = apt.output().map_err(|e| format!("apt-get does not start: {e}"))?;
    let said = [out.stdout, out.stderr].concat();
    if out.status.success() {
        Ok(())
    } else {
        Err(format!("apt-get failed:\n{}", String::from_utf8_lossy(&said)))
    }
}

/// While this lives no package starts a service by being installed. A policy that is there is left alone.
struct Quiet(bool);

impl Quiet {
    fn keep() -> Result<Quiet, String> {
        if Path::new(POLICY).exists() {
            return Ok(Quiet(false));
        }
        let file = std::fs::File::options().write(true).create_new(true).mode(0o755).open(POLICY);
        let written =
            file.and_then(|mut file| std::io::Write::write_all(&mut file, b"#!/bin/sh\nexit 101\n"));
        written.map(|()| Quiet(true)).map_err(|e| format!("{POLICY}: {e}"))
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        if self.0 {
            let _ = std::fs::remove_file(POLICY);
        }
    }
}
