//! Who works in a data folder: one process with SQLite, several with PostgreSQL, none while a backup is put there.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use kernel::{Result, fault};

/// Held as long as the file is: nobody else works in this folder meanwhile.
pub(crate) fn alone(dir: &Path) -> Result<File> {
    let file = lock_file(dir)?;
    taken(file.try_lock(), dir, format!("another throughline runs on {}; stop it first", dir.display()))?;
    Ok(file)
}

/// Held as long as the file is: others may work here too, and nobody believes to be alone.
pub(crate) fn shared(dir: &Path) -> Result<File> {
    let file = lock_file(dir)?;
    let used = "is in use by a throughline on SQLite, or a backup is being restored into it";
    taken(file.try_lock_shared(), dir, format!("{} {used}", dir.display()))?;
    Ok(file)
}

fn taken(lock: std::result::Result<(), TryLockError>, dir: &Path, used: String) -> Result<()> {
    lock.map_err(|error| match error {
        TryLockError::WouldBlock => fault(used),
        TryLockError::Error(e) => fault(format!("nothing can be locked in {}: {e}", dir.display())),
    })
}

fn lock_file(dir: &Path) -> Result<File> {
    let path = dir.join("lock");
    // A file system over the network locks for many only what may be read.
    let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
    open.map_err(|e| fault(format!("{} cannot be written: {e}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_share_a_folder_and_one_has_it_alone() {
        let dir = tempfile::tempdir().unwrap();
        let (one, two) = (shared(dir.path()).unwrap(), shared(dir.path()).unwrap());
        assert!(alone(dir.path()).unwrap_err().to_string().contains("another throughline runs on"));
        drop((one, two));
        let only = alone(dir.path()).unwrap();
        assert!(shared(dir.path()).is_err() && alone(dir.path()).is_err());
        drop(only);
        assert!(shared(dir.path()).is_ok());
    }
}
