//! Where a house stands on this machine: the data folder and the master key, and who may read them.

use std::fs;
use std::io::Write;
use std::net::SocketAddr;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use data_encoding::HEXLOWER_PERMISSIVE;
use kernel::{Clock, Rng, Secret, SystemRng};
use store::Place;

use crate::options::Process;
use crate::{Done, Failed};

const CREDENTIAL: &str = "throughline-master-key";

/// Everything a store needs to open, owned.
pub struct Ground {
    pub dir: PathBuf,
    pub database: Option<String>,
    pub clock: Arc<dyn Clock>,
    pub rng: Arc<dyn Rng>,
    pub public_url: String,
    /// Asked instead of the system's name server.
    pub dns_server: Option<SocketAddr>,
    /// A monitor outside that hears from us every minute.
    pub ping_url: Option<String>,
    pub master_key: Secret<[u8; 32]>,
}

impl Ground {
    /// Makes the folder and the key where they are missing.
    pub fn of(process: &Process, public_url: &str) -> Done<Ground> {
        let dir = folder(process)?;
        let mut builder = fs::DirBuilder::new();
        let made = builder.recursive(true).mode(0o700).create(&dir);
        made.map_err(|why| Failed::from(format!("the data folder {} cannot be made: {why}", dir.display())))?;
        let path = key_file(process, &dir);
        if process.master_key_file.is_none() && !path.exists() {
            make_key(&path, &dir)?;
        }
        Ground::with(process, public_url, dir, &path)
    }

    /// Of a business there is already, in the folder or in a backup: neither the folder nor a key is made.
    pub fn known(process: &Process, public_url: &str) -> Done<Ground> {
        let dir = folder(process)?;
        let path = key_file(process, &dir);
        if process.master_key_file.is_none() && !path.exists() {
            return Err(no_key(&path));
        }
        Ground::with(process, public_url, dir, &path)
    }

    fn with(process: &Process, public_url: &str, dir: PathBuf, key: &Path) -> Done<Ground> {
        // A credential is guarded by the service manager; its access list shows as a group's right in the mode.
        if process.master_key_file.is_some() || credential().is_none() {
            guarded(key)?;
        }
        Ok(Ground {
            database: process.database.clone(),
            clock: clock(),
            rng: Arc::new(SystemRng),
            public_url: public_url.to_owned(),
            dns_server: process.dns_server,
            ping_url: process.ping_url.clone(),
            master_key: read_key(key)?,
            dir,
        })
    }

    pub fn place(&self) -> Place<'_> {
        Place {
            dir: &self.dir,
            database: self.database.as_deref(),
            clock: self.clock.clone(),
            rng: self.rng.clone(),
            public_url: &self.public_url,
            master_key: self.master_key.clone(),
        }
    }
}

#[cfg(not(feature = "proof"))]
fn clock() -> Arc<dyn Clock> {
    Arc::new(kernel::SystemClock)
}

#[cfg(feature = "proof")]
fn clock() -> Arc<dyn Clock> {
    crate::proof::clock()
}

fn folder(process: &Process) -> Done<PathBuf> {
    if let Some(dir) = &process.data {
        return Ok(dir.clone());
    }
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = || named("HOME").map(|home| home.join(".local/share"));
    let base = named("XDG_DATA_HOME").or_else(home);
    let none = "there is no home folder here; say --data FOLDER";
    base.map(|base| base.join("throughline")).ok_or_else(|| Failed::usage(none))
}

/// The named file, the service manager's credential, or the one in the folder.
fn key_file(process: &Process, dir: &Path) -> PathBuf {
    process.master_key_file.clone().or_else(credential).unwrap_or_else(|| dir.join("master.key"))
}

fn credential() -> Option<PathBuf> {
    let all = std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from);
    all.map(|all| all.join(CREDENTIAL)).filter(|path| path.exists())
}

fn no_key(path: &Path) -> Failed {
    let why = "the master key is missing; put it back, or name it by --master-key-file";
    Failed::from(format!("{}: {why}", path.display()))
}

/// Without its key a house that exists already cannot be opened: a new key would only hide that.
fn make_key(path: &Path, dir: &Path) -> Done {
    if dir.join("keyring").exists() {
        return Err(no_key(path));
    }
    let mut key = [0; 32];
    SystemRng.fill(&mut key);
    let mut options = fs::OpenOptions::new();
    let mut file = options.write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(HEXLOWER_PERMISSIVE.encode(&key).as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    // Its name too has to outlive a power cut.
    Ok(fs::File::open(dir)?.sync_all()?)
}

fn wrong(path: &Path, why: impl std::fmt::Display) -> Failed {
    Failed::from(format!("the master key {}: {why}", path.display()))
}

fn guarded(path: &Path) -> Done {
    let mode = fs::metadata(path).map_err(|error| wrong(path, error))?.permissions().mode();
    let open = "others may read it; run `chmod 600` on it";
    if mode & 0o077 == 0 { Ok(()) } else { Err(wrong(path, open)) }
}

fn read_key(path: &Path) -> Done<Secret<[u8; 32]>> {
    let bytes = fs::read(path).map_err(|error| wrong(path, error))?;
    let decoded = HEXLOWER_PERMISSIVE.decode(bytes.trim_ascii()).unwrap_or(bytes);
    let length = "it must be 32 bytes, or 64 hexadecimal digits";
    let key: [u8; 32] = decoded.try_into().map_err(|_| wrong(path, length))?;
    Ok(Secret::new(key))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test may fail so
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_for_its_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let process = Process { data: Some(dir.path().to_owned()), ..Process::default() };
        let first = *Ground::of(&process, "http://x").unwrap().master_key.expose();
        let again = *Ground::of(&process, "http://x").unwrap().master_key.expose();
        assert_eq!(first, again);
        let key = dir.path().join("master.key");
        assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
        let refused = Ground::of(&process, "http://x").err().unwrap();
        assert!(refused.why.contains("others may read it"), "{}", refused.why);
    }

    #[test]
    fn what_is_known_already_is_given_no_new_key() {
        let dir = tempfile::tempdir().unwrap();
        let (data, key) = (dir.path().join("data"), dir.path().join("safe.key"));
        let process = Process { data: Some(data.clone()), ..Process::default() };
        let refused = Ground::known(&process, "http://x").err().unwrap();
        assert!(refused.why.contains("--master-key-file"), "{}", refused.why);
        make_key(&key, dir.path()).unwrap();
        let named = Process { master_key_file: Some(key.clone()), ..process };
        let named = Ground::known(&named, "http://x").unwrap();
        assert_eq!(named.master_key.expose(), read_key(&key).unwrap().expose());
        assert!(!data.exists(), "nothing was made");
    }

    #[test]
    fn a_house_without_its_key_gets_no_new_one() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("keyring"), b"sealed").unwrap();
        let process = Process { data: Some(dir.path().to_owned()), ..Process::default() };
        let refused = Ground::of(&process, "http://x").err().unwrap();
        assert!(refused.why.contains("the master key is missing"), "{}", refused.why);
    }
}
