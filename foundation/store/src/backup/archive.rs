//! The data file of a backup: sealed under the master key, so that whoever has it without the key has nothing.
//!
//! `throughline backup 1 `, a letter for the engine, 19 random bytes, a check of the key (32 bytes); then chunks of
//! 64 KiB under XChaCha20-Poly1305, each with its number and whether it is the last (STREAM, Hoang, Reyhanitabar,
//! Rogaway and Vizár 2015), so that none can be changed, moved, added or left out. What an older version wrote is
//! not sealed, and is read as it is.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use chacha20poly1305::aead::stream::{DecryptorBE32, EncryptorBE32};
use chacha20poly1305::{Key, XChaCha20Poly1305};
use hmac::{Hmac, Mac};
use kernel::{Result, Rng, Secret, fault};
use sha2::Sha256;

const MAGIC: &[u8; 21] = b"throughline backup 1 ";
/// How the files of the engines themselves begin, and those of older versions with them.
const LITE: &[u8] = b"SQLite format 3\0";
const PG: &[u8] = b"PGDMP";

const SALT: usize = 19;
const HEAD: usize = MAGIC.len() + 1 + SALT;
const CHECK: usize = 32;
const CHUNK: usize = 64 * 1024;
/// What sealing adds to a chunk.
const TAG: usize = 16;

/// Which database wrote the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Engine {
    Lite,
    Pg,
}

impl Engine {
    fn letter(self) -> u8 {
        match self {
            Engine::Lite => b'l',
            Engine::Pg => b'p',
        }
    }
}

/// A data file, and the key that opens it.
#[derive(Clone, Copy)]
pub(super) struct Archive<'a> {
    pub file: &'a Path,
    pub master: &'a Secret<[u8; 32]>,
}

impl Archive<'_> {
    /// Whose data it holds.
    pub fn engine(&self) -> Result<Engine> {
        let mut begin = vec![];
        let read = File::open(self.file).and_then(|file| file.take(HEAD as u64).read_to_end(&mut begin));
        read.map_err(|why| fault(format!("{}: {why}", self.file.display())))?;
        let letter = begin.strip_prefix(MAGIC).and_then(|rest| rest.first());
        match letter {
            Some(b'l') => Ok(Engine::Lite),
            Some(b'p') => Ok(Engine::Pg),
            None if begin.starts_with(LITE) => Ok(Engine::Lite),
            None if begin.starts_with(PG) => Ok(Engine::Pg),
            _ => Err(fault(format!(
                "{} is no backup of Throughline, or it is damaged; take another copy of it",
                self.file.display()
            ))),
        }
    }

    /// Whether every byte is as it was written. Of one that is not sealed only its database can tell.
    pub fn check(&self) -> Result<()> {
        self.open(&mut io::sink()).map_err(fault)
    }

    /// Writes the data as the engine knows them. What was written before an error is worth nothing.
    pub fn open(&self, to: &mut impl Write) -> io::Result<()> {
        let told = |why: io::Error| io::Error::new(why.kind(), format!("{}: {why}", self.file.display()));
        let mut from = File::open(self.file).map_err(told)?;
        let begin = upto(&mut from, HEAD + CHECK)?;
        if !begin.starts_with(MAGIC) {
            to.write_all(&begin)?;
            return io::copy(&mut from, to).map(drop);
        }
        let Some((head, check)) = begin.split_at_checked(HEAD).filter(|(_, check)| check.len() == CHECK)
        else {
            return Err(self.damaged());
        };
        let key = key(self.master);
        mac(&key, head).verify_slice(check).map_err(|_| self.locked())?;
        let mut cipher = DecryptorBE32::<XChaCha20Poly1305>::new(Key::from_slice(&key), salt(head).into());
        let mut chunk = upto(&mut from, CHUNK + TAG)?;
        loop {
            let next = upto(&mut from, CHUNK + TAG)?;
            if next.is_empty() {
                break;
            }
            cipher.decrypt_next_in_place(head, &mut chunk).map_err(|_| self.damaged())?;
            to.write_all(&chunk)?;
            chunk = next;
        }
        cipher.decrypt_last_in_place(head, &mut chunk).map_err(|_| self.damaged())?;
        to.write_all(&chunk)
    }

    fn damaged(&self) -> io::Error {
        let file = self.file.display();
        let why = format!("{file} is damaged or was cut short; take another copy of it, or an older backup");
        io::Error::new(io::ErrorKind::InvalidData, why)
    }

    fn locked(&self) -> io::Error {
        let why = format!(
            "the master key does not open {}; restore with the key of the business it is of, and if that is the \
             key, the file is damaged: take another copy of it",
            self.file.display()
        );
        io::Error::new(io::ErrorKind::InvalidData, why)
    }
}

/// Writes all there is in `from`, sealed.
pub(super) fn seal(
    from: &mut impl Read,
    to: &mut impl Write,
    engine: Engine,
    (master, rng): (&Secret<[u8; 32]>, &dyn Rng),
) -> io::Result<()> {
    let mut head = [0; HEAD];
    head[..MAGIC.len()].copy_from_slice(MAGIC);
    head[MAGIC.len()] = engine.letter();
    rng.fill(&mut head[MAGIC.len() + 1..]);
    let key = key(master);
    to.write_all(&head)?;
    to.write_all(&mac(&key, &head).finalize().into_bytes())?;
    let mut cipher = EncryptorBE32::<XChaCha20Poly1305>::new(Key::from_slice(&key), salt(&head).into());
    let too_long = |_| io::Error::other("the data are too large to seal");
    let mut chunk = upto(from, CHUNK)?;
    loop {
        let next = upto(from, CHUNK)?;
        if next.is_empty() {
            break;
        }
        cipher.encrypt_next_in_place(&head, &mut chunk).map_err(too_long)?;
        to.write_all(&chunk)?;
        chunk = next;
    }
    cipher.encrypt_last_in_place(&head, &mut chunk).map_err(too_long)?;
    to.write_all(&chunk)
}

/// Of backups alone: the master key itself seals the keyring.
fn key(master: &Secret<[u8; 32]>) -> [u8; 32] {
    mac(master.expose(), b"throughline: the data of a backup, 1").finalize().into_bytes().into()
}

fn mac(key: &[u8; 32], of: &[u8]) -> Hmac<Sha256> {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key).expect("HMAC takes any key");
    mac.update(of);
    mac
}

/// The random part of every chunk's nonce.
fn salt(head: &[u8]) -> &[u8] {
    &head[HEAD - SALT..HEAD]
}

/// As many bytes, or all there are left.
fn upto(from: &mut impl Read, count: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(count + TAG);
    from.take(count as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use kernel::SeededRng;

    use super::*;

    fn sealed(plain: &[u8]) -> Vec<u8> {
        let mut file = vec![];
        let (mut from, master) = (plain, Secret::new([7; 32]));
        seal(&mut from, &mut file, Engine::Pg, (&master, &SeededRng::new(1))).unwrap();
        file
    }

    fn opened(file: &[u8], key: u8) -> std::result::Result<Vec<u8>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one.backup");
        std::fs::write(&path, file).unwrap();
        let master = Secret::new([key; 32]);
        let mut plain = vec![];
        let archive = Archive { file: &path, master: &master };
        archive.open(&mut plain).map(|()| plain).map_err(|why| why.to_string())
    }

    #[test]
    fn what_was_sealed_opens_whatever_its_length() {
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
            let plain: Vec<u8> = (0..length).map(|nth| (nth % 251) as u8).collect();
            let file = sealed(&plain);
            let chunks = length.div_ceil(CHUNK).max(1);
            assert_eq!(file.len(), HEAD + CHECK + length + chunks * TAG);
            assert_eq!(opened(&file, 7).unwrap(), plain, "{length}");
        }
    }

    #[test]
    fn another_key_opens_nothing_and_the_error_says_what_to_do() {
        let refused = opened(&sealed(b"Ada"), 8).unwrap_err();
        assert!(refused.contains("restore with the key of the business it is of"), "{refused}");
    }

    #[test]
    fn a_byte_that_was_changed_is_found_wherever_it_stands() {
        let file = sealed(&vec![5; CHUNK + 100]);
        let edges = [HEAD - 1, HEAD, HEAD + CHECK, HEAD + CHECK + CHUNK, file.len() - 1];
        for at in (MAGIC.len()..HEAD).chain(edges) {
            let mut changed = file.clone();
            changed[at] ^= 1;
            let refused = opened(&changed, 7).unwrap_err();
            assert!(refused.contains("take another copy of it"), "byte {at}: {refused}");
        }
    }

    #[test]
    fn chunks_that_were_cut_off_added_or_moved_are_found() {
        let file = sealed(&vec![5; 3 * CHUNK]);
        let (head, body) = file.split_at(HEAD + CHECK);
        let chunks: Vec<&[u8]> = body.chunks(CHUNK + TAG).collect();
        let of = |order: &[usize]| {
            let body = order.iter().flat_map(|nth| chunks[*nth]);
            opened(&head.iter().chain(body).copied().collect::<Vec<u8>>(), 7)
        };
        assert!(of(&[0, 1, 2]).is_ok());
        for order in [&[][..], &[0], &[0, 1], &[1, 0, 2], &[0, 2], &[0, 1, 2, 2], &[0, 1, 1, 2]] {
            let refused = of(order).unwrap_err();
            assert!(refused.contains("damaged or was cut short"), "{order:?}: {refused}");
        }
        for length in [HEAD - 1, HEAD + CHECK - 1, HEAD + CHECK + 5, file.len() - 1] {
            assert!(opened(&file[..length], 7).unwrap_err().contains("damaged or was cut short"), "{length}");
        }
    }

    #[test]
    fn what_an_older_version_wrote_is_read_as_it_is() {
        let plain = [LITE, &[1; 200]].concat();
        assert_eq!(opened(&plain, 7).unwrap(), plain);
        assert_eq!(opened(PG, 7).unwrap(), PG);
    }
}
