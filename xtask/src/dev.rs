//! `cargo xtask dev [FLAGS]`: the server on a throwaway data folder; flags go to `throughline serve`.

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use rustix::process::Signal;

use crate::Stop;
use crate::process::{Beside, catch_interrupts};

pub fn run(root: &Path, args: &[String]) -> Result<(), Stop> {
    catch_interrupts()?;
    let data = tempfile::Builder::new().prefix("throughline-dev-").tempdir();
    let data = data.map_err(|e| format!("no temporary folder: {e}"))?;
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let address = listener.map_err(|e| format!("no free loopback port: {e}"))?;
    let mut build = Command::new(crate::cargo());
    build.current_dir(root).args(["build", "--quiet", "--package", "throughline"]);
    if !build.status().map_err(|e| format!("cargo does not start: {e}"))?.success() {
        return Err("the program does not build".to_owned().into());
    }
    println!("http://{address}  (data in {}, gone when you stop this with ctrl-c)", data.path().display());
    let mut cargo = Command::new(crate::cargo());
    cargo.current_dir(root).args(["run", "--quiet", "--package", "throughline", "--", "serve"]);
    cargo.arg("--data").arg(data.path()).args(["--listen", &address.to_string()]).args(args);
    let mut server = Beside::start(&mut cargo, Signal::TERM)?;
    while !server.ended() && !crate::process::interrupted() {
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    Ok(())
}
