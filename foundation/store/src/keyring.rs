//! The keys of persons and of the workspace, in a file of their own: never in the data, never in its backup.
//!
//! A slot is `id(16) nonce(24) sealed key(48)`, sealed under the master key. The id begins with the slot's number,
//! so a key is found without an index and nothing is read at start. Keys are made ahead in durable batches and
//! handed out from memory: a new person costs no extra sync. Destroying overwrites the slot in place. Several nodes
//! on one machine may share the file: it grows under a lock, and only whoever is alone cuts it.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;
use std::sync::{Arc, Mutex};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use kernel::{Error, Result, Rng, Secret, fault};
use sha2::Sha256;

/// 8 bytes slot number, 8 random bytes.
pub type KeyId = [u8; 16];
type Raw = [u8; 32];

const BATCH: u64 = 256;
const SLOT: u64 = 16 + 24 + 48;
const CACHED: usize = 4096;

pub struct Keyring {
    rng: Arc<dyn Rng>,
    master: XChaCha20Poly1305,
    inner: Mutex<Inner>,
}

struct Inner {
    file: File,
    /// Held shared as long as the keyring is open; none for a mere reader.
    _here: Option<File>,
    open: HashMap<KeyId, Raw>,
    spare: Vec<KeyId>,
}

impl Keyring {
    /// Opens or makes the file. `last` is the newest key anybody was given: what lies behind it was made ahead by a
    /// process that ended, and is destroyed unless another node of the same folder is there.
    pub fn open(
        path: &Path,
        master: &Secret<Raw>,
        last: Option<KeyId>,
        rng: Arc<dyn Rng>,
    ) -> Result<Keyring> {
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(false).mode(0o600).open(path);
        let file = file.map_err(|e| fault(format!("the keyring {} does not open: {e}", path.display())))?;
        let here = File::create(path.with_extension("nodes")).map_err(fault)?;
        let alone = here.try_lock().is_ok();
        let used = last.map_or(1, |id| slot_of(&id) + 1);
        let slots = file.metadata().map_err(fault)?.len() / SLOT;
        if last.is_some() && slots < used {
            return Err(fault(
                "the keyring is older than the database; restore the newest keyring beside it",
            ));
        }
        let inner = Inner { file, _here: None, open: HashMap::new(), spare: vec![] };
        let master = XChaCha20Poly1305::new(Key::from_slice(master.expose()));
        let ring = Keyring { rng, master, inner: Mutex::new(inner) };
        ring.prepare(alone.then_some(used))?;
        // A file is there after a power cut once its folder was synced, however well its bytes were. At every
        // start: whoever made it may have ended before this line.
        let folder = path.parent().ok_or_else(|| fault("the keyring lies in a folder"))?;
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(fault)?;
        // Nobody makes keys ahead before this lock is shared, so whoever was alone a moment ago cut nothing of ours.
        if alone {
            here.unlock().map_err(fault)?;
        }
        here.lock_shared().map_err(fault)?;
        ring.lock()._here = Some(here);
        Ok(ring)
    }

    /// Opens an existing file to read with, beside a process that writes it: nothing is made or destroyed.
    pub fn read_only(path: &Path, master: &Secret<Raw>, rng: Arc<dyn Rng>) -> Result<Keyring> {
        let file = File::open(path).map_err(|e| fault(format!("{} does not open: {e}", path.display())))?;
        let inner = Inner { file, _here: None, open: HashMap::new(), spare: vec![] };
        let ring = Keyring {
            rng,
            master: XChaCha20Poly1305::new(Key::from_slice(master.expose())),
            inner: Mutex::new(inner),
        };
        ring.derive(b"is it the right master key?")?;
        Ok(ring)
    }

    /// Slot 0 is the workspace's own key; the tail behind what is used is destroyed, by whoever is alone.
    fn prepare(&self, used: Option<u64>) -> Result<()> {
        let mut inner = self.lock();
        inner.file.lock().map_err(fault)?;
        let prepared = self.prepare_locked(&mut inner, used);
        inner.file.unlock().map_err(fault)?;
        prepared
    }

    fn prepare_locked(&self, inner: &mut Inner, used: Option<u64>) -> Result<()> {
        let slots = inner.file.metadata().map_err(fault)?.len() / SLOT;
        if slots == 0 {
            return self.make_locked(inner, 1);
        }
        if let Some(used) = used.filter(|used| slots > *used) {
            let zeros = vec![0; ((slots - used) * SLOT) as usize];
            inner.file.write_all_at(&zeros, used * SLOT).map_err(fault)?;
            inner.file.set_len(used * SLOT).map_err(fault)?;
            inner.file.sync_data().map_err(fault)?;
        }
        let mut first: KeyId = [0; 16];
        inner.file.read_exact_at(&mut first, 0).map_err(fault)?;
        self.secret(inner, &first)?
            .map(drop)
            .ok_or_else(|| fault("the workspace's own key was destroyed; this data cannot be opened"))
    }

    /// The key of the business itself: secrets, files that belong to nobody.
    pub fn workspace(&self) -> Result<KeyId> {
        let mut id: KeyId = [0; 16];
        self.lock().file.read_exact_at(&mut id, 0).map_err(fault)?;
        Ok(id)
    }

    /// 32 bytes that follow from the workspace's key and a purpose: HMAC-SHA-256 (RFC 2104).
    pub fn derive(&self, purpose: &[u8]) -> Result<[u8; 32]> {
        let id = self.workspace()?;
        let secret = self.secret(&mut self.lock(), &id)?;
        let secret = secret.ok_or_else(|| fault("the workspace's own key is gone"))?;
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&secret).expect("HMAC takes any key");
        mac.update(purpose);
        Ok(mac.finalize().into_bytes().into())
    }

    /// A key nobody has yet.
    pub fn hand_out(&self) -> Result<KeyId> {
        let mut inner = self.lock();
        if inner.spare.is_empty() {
            self.make(&mut inner, BATCH)?;
            inner.spare.reverse();
        }
        Ok(inner.spare.pop().expect("a batch was just made"))
    }

    /// For ever: what was sealed under it is noise from now on.
    pub fn destroy(&self, id: &KeyId) -> Result<()> {
        let mut inner = self.lock();
        inner.open.remove(id);
        inner.file.write_all_at(&[0; SLOT as usize], slot_of(id) * SLOT).map_err(fault)?;
        inner.file.sync_data().map_err(fault)
    }

    /// `nonce ‖ ciphertext ‖ tag`; a value moved to another place does not open.
    pub fn seal(&self, id: &KeyId, place: &[u8], plain: &[u8]) -> Result<Vec<u8>> {
        let cipher = self.cipher(id)?.ok_or_else(|| fault("this person's key is gone"))?;
        seal_with(&cipher, &*self.rng, place, plain)
    }

    /// `None` when the key has been destroyed.
    pub fn open_sealed(&self, id: &KeyId, place: &[u8], sealed: &[u8]) -> Result<Option<Vec<u8>>> {
        let Some(cipher) = self.cipher(id)? else { return Ok(None) };
        open_with(&cipher, place, sealed).map(Some)
    }

    fn cipher(&self, id: &KeyId) -> Result<Option<XChaCha20Poly1305>> {
        let mut inner = self.lock();
        let secret = self.secret(&mut inner, id)?;
        Ok(secret.map(|secret| XChaCha20Poly1305::new(Key::from_slice(&secret))))
    }

    fn secret(&self, inner: &mut Inner, id: &KeyId) -> Result<Option<Raw>> {
        if let Some(secret) = inner.open.get(id).copied() {
            // Another node may have destroyed it since.
            let mut stands: KeyId = [0; 16];
            let there = inner.file.read_exact_at(&mut stands, slot_of(id) * SLOT).is_ok() && stands == *id;
            if !there {
                inner.open.remove(id);
            }
            return Ok(there.then_some(secret));
        }
        let mut slot = [0; SLOT as usize];
        if inner.file.read_exact_at(&mut slot, slot_of(id) * SLOT).is_err() || is_destroyed(&slot, id) {
            return Ok(None);
        }
        let plain = open_with(&self.master, id, &slot[16..]).map_err(|_| {
            fault("the master key does not open this keyring; start with the key it was made with")
        })?;
        let secret: Raw = plain.try_into().map_err(|_| fault("a key has 32 bytes"))?;
        if inner.open.len() >= CACHED {
            inner.open.clear();
        }
        inner.open.insert(*id, secret);
        Ok(Some(secret))
    }

    /// Makes `count` keys durable behind what all nodes have made, and puts them aside.
    fn make(&self, inner: &mut Inner, count: u64) -> Result<()> {
        inner.file.lock().map_err(fault)?;
        let made = self.make_locked(inner, count);
        inner.file.unlock().map_err(fault)?;
        made
    }

    fn make_locked(&self, inner: &mut Inner, count: u64) -> Result<()> {
        let slots = inner.file.metadata().map_err(fault)?.len() / SLOT;
        let mut bytes = Vec::with_capacity((count * SLOT) as usize);
        let mut made = vec![];
        for slot in slots..slots + count {
            let mut id: KeyId = [0; 16];
            id[..8].copy_from_slice(&slot.to_be_bytes());
            self.rng.fill(&mut id[8..]);
            let mut secret: Raw = [0; 32];
            self.rng.fill(&mut secret);
            bytes.extend(id);
            bytes.extend(seal_with(&self.master, &*self.rng, &id, &secret)?);
            made.push((id, secret));
        }
        inner.file.write_all_at(&bytes, slots * SLOT).map_err(unwritten)?;
        inner.file.sync_data().map_err(unwritten)?;
        let workspace = slots == 0;
        inner.open.extend(made.iter().copied());
        if !workspace {
            inner.spare.extend(made.iter().map(|(id, _)| *id));
        }
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().expect("no one panics while holding the keyring")
    }
}

fn unwritten(error: std::io::Error) -> Error {
    if error.kind() == std::io::ErrorKind::StorageFull { Error::NoRoom } else { fault(error) }
}

fn slot_of(id: &KeyId) -> u64 {
    u64::from_be_bytes(id[..8].try_into().expect("an id begins with eight bytes of slot"))
}

/// Also where the power failed meanwhile and one half was written: an edge of a sector lies at a multiple of
/// 8 bytes of a slot, and no sealed key ends in 8 zeros.
fn is_destroyed(slot: &[u8; SLOT as usize], id: &KeyId) -> bool {
    slot[..16] != id[..] || slot.ends_with(&[0; 8])
}

fn seal_with(cipher: &XChaCha20Poly1305, rng: &dyn Rng, place: &[u8], plain: &[u8]) -> Result<Vec<u8>> {
    let mut sealed = vec![0; 24];
    rng.fill(&mut sealed);
    let text = cipher.encrypt(XNonce::from_slice(&sealed), Payload { msg: plain, aad: place });
    sealed.extend(text.map_err(|_| fault("sealing failed"))?);
    Ok(sealed)
}

fn open_with(cipher: &XChaCha20Poly1305, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>> {
    let (nonce, text) = sealed.split_at_checked(24).ok_or_else(|| fault("sealed value too short"))?;
    let plain = cipher.decrypt(XNonce::from_slice(nonce), Payload { msg: text, aad: place });
    plain.map_err(|_| fault("a sealed value does not open"))
}

#[cfg(test)]
mod tests {
    use kernel::SeededRng;

    use super::*;

    fn ring(dir: &Path, master: u8, last: Option<KeyId>) -> Result<Keyring> {
        Keyring::open(&dir.join("keyring"), &Secret::new([master; 32]), last, Arc::new(SeededRng::new(7)))
    }

    #[test]
    fn a_key_survives_a_restart_and_not_its_destruction() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path();
        let first = ring(dir, 1, None).unwrap();
        let (one, two) = (first.hand_out().unwrap(), first.hand_out().unwrap());
        let sealed = first.seal(&one, b"here", b"Ada").unwrap();
        drop(first);
        let again = ring(dir, 1, Some(two)).unwrap();
        assert_eq!(again.open_sealed(&one, b"here", &sealed).unwrap().as_deref(), Some(&b"Ada"[..]));
        assert!(again.open_sealed(&one, b"there", &sealed).is_err());
        assert!(again.hand_out().unwrap() > two);
        again.destroy(&one).unwrap();
        assert_eq!(again.open_sealed(&one, b"here", &sealed).unwrap(), None);
        drop(again);
        assert!(ring(dir, 2, Some(two)).is_err(), "another master key opens nothing");
    }

    #[test]
    fn a_key_whose_destruction_the_power_cut_short_is_destroyed() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path();
        let first = ring(dir, 1, None).unwrap();
        let keys: Vec<KeyId> = (0..8).map(|_| first.hand_out().unwrap()).collect();
        let sealed: Vec<_> = keys.iter().map(|key| first.seal(key, b"here", b"Ada").unwrap()).collect();
        // Of the slots that lie over the edge of a sector one half was still written.
        let file = OpenOptions::new().write(true).open(dir.join("keyring")).unwrap();
        let edge = |key: &KeyId| 512 - slot_of(key) * SLOT % 512;
        let torn: Vec<usize> = (0..8).filter(|nth| edge(&keys[*nth]) < SLOT).collect();
        assert!(!torn.is_empty());
        for nth in &torn {
            let (from, cut) = (slot_of(&keys[*nth]) * SLOT, edge(&keys[*nth]));
            file.write_all_at(&vec![0; (SLOT - cut) as usize], from + cut).unwrap();
        }
        drop(first);
        let again = ring(dir, 1, Some(keys[7])).unwrap();
        for nth in 0..8 {
            let open = again.open_sealed(&keys[nth], b"here", &sealed[nth]).unwrap();
            assert_eq!(open.is_none(), torn.contains(&nth), "{nth}: {open:?}");
        }
    }

    #[test]
    fn two_nodes_of_one_folder_neither_overwrite_nor_destroy_the_keys_of_the_other() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path();
        let one = ring(dir, 1, None).unwrap();
        let ours = one.hand_out().unwrap();
        // The second starts before anybody was given a key: what the first made ahead lies behind `last`.
        let two = ring(dir, 1, None).unwrap();
        let theirs = two.hand_out().unwrap();
        assert_ne!(ours, theirs);
        let sealed = one.seal(&ours, b"here", b"Ada").unwrap();
        assert_eq!(two.open_sealed(&ours, b"here", &sealed).unwrap().as_deref(), Some(&b"Ada"[..]));
        let other = two.seal(&theirs, b"here", b"Ben").unwrap();
        assert_eq!(one.open_sealed(&theirs, b"here", &other).unwrap().as_deref(), Some(&b"Ben"[..]));
        two.destroy(&ours).unwrap();
        assert_eq!(one.open_sealed(&ours, b"here", &sealed).unwrap(), None, "gone for both at once");
        drop((one, two));
        let again = ring(dir, 1, Some(theirs)).unwrap();
        assert_eq!(again.open_sealed(&theirs, b"here", &other).unwrap().as_deref(), Some(&b"Ben"[..]));
    }
}
