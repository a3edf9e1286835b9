//! A disk that keeps its word and no more: what was synced is there, of the rest a choice.
//!
//! A file keeps what was written before its own sync; a name is kept once its folder was synced. A write
//! since then is lost, whole, or torn where a sector of 512 bytes ends; a name since then may be there or
//! not.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::record::Step;

const SECTOR: u64 = 512;
const O_CREAT: u64 = 0o100;
const O_TRUNC: u64 = 0o1000;
/// Where the child says what was acknowledged; not on the disk that fails.
const ACKS: &str = "acks";

/// The index of the log is memory that looks like a file, and a drill is thrown away: neither is kept.
pub fn is_kept(name: &str) -> bool {
    !name.ends_with("-shm") && !name.contains(".drill") && name != ACKS
}

#[derive(Clone, Copy, PartialEq)]
enum Thing {
    File(usize),
    Folder,
}

#[derive(Clone, Copy)]
enum Handle<'r> {
    File(usize, &'r str),
    Folder(&'r str),
    Acks,
    Beside,
}

enum Change<'r> {
    Wrote { at: u64, data: &'r [u8] },
    Cut(u64),
}

#[derive(Default)]
struct Body<'r> {
    sure: Vec<u8>,
    since: Vec<Change<'r>>,
}

/// One change of a folder; a move is both halves of it or neither.
#[derive(Clone, Copy)]
struct Naming<'r> {
    gone: Option<&'r str>,
    new: Option<(&'r str, Thing)>,
}

type Names<'r> = BTreeMap<&'r str, Thing>;

pub struct Disk<'r> {
    files: Vec<Body<'r>>,
    /// As the running program sees them.
    seen: Names<'r>,
    /// As they are sure to be there.
    sure: Names<'r>,
    since: BTreeMap<&'r str, Vec<Naming<'r>>>,
    open: HashMap<i32, Handle<'r>>,
    /// Whether a sync of this file or folder is heard; a planted bug does not hear some.
    hears: fn(&str) -> bool,
    pub acks: Vec<&'r str>,
    /// How often the log began again at its first place, because all of it stood in the database.
    pub begun_again: usize,
}

impl<'r> Disk<'r> {
    pub fn new(hears: fn(&str) -> bool) -> Disk<'r> {
        let stands = BTreeMap::from([("", Thing::Folder), ("data", Thing::Folder)]);
        let (seen, sure) = (stands.clone(), stands);
        let (since, open) = (BTreeMap::new(), HashMap::new());
        Disk { files: vec![], seen, sure, since, open, hears, acks: vec![], begun_again: 0 }
    }

    /// The next thing the child did.
    pub fn step(&mut self, step: &Step<'r>) {
        match step.kind {
            b'B' => self.open.clear(),
            b'O' => self.opens(step),
            b'C' => drop(self.open.remove(&step.fd)),
            b'W' => self.changes(step, Change::Wrote { at: step.at, data: step.data }),
            b'T' => self.changes(step, Change::Cut(step.at)),
            b'S' => self.syncs(step.fd),
            b'R' => {
                let (from, to) = step.text().split_once('\0').expect("a move has two names");
                self.names(Some(from), Some((to, self.seen[from])));
            }
            b'U' => self.names(Some(step.text()), None),
            b'M' => self.names(None, Some((step.text(), Thing::Folder))),
            other => panic!("the recorder has no letter {other}"),
        }
    }

    fn opens(&mut self, step: &Step<'r>) {
        let path = step.text();
        let handle = match self.seen.get(path) {
            _ if path == ACKS => Handle::Acks,
            _ if !is_kept(path) => Handle::Beside,
            Some(Thing::Folder) => Handle::Folder(path),
            Some(Thing::File(file)) => Handle::File(*file, path),
            None => {
                assert!(step.at & O_CREAT != 0, "{path} is opened and was never made");
                self.files.push(Body::default());
                let file = self.files.len() - 1;
                self.names(None, Some((path, Thing::File(file))));
                Handle::File(file, path)
            }
        };
        self.open.insert(step.fd, handle);
        if step.at & O_TRUNC != 0 {
            self.changes(step, Change::Cut(0));
        }
    }

    fn changes(&mut self, step: &Step<'r>, change: Change<'r>) {
        match self.open[&step.fd] {
            Handle::File(file, path) => {
                let again = path.ends_with("-wal") && step.kind == b'W' && step.at == 0;
                self.begun_again += usize::from(again);
                self.files[file].since.push(change);
            }
            Handle::Acks if step.kind == b'W' => self.acks.extend(step.text().lines()),
            _ => {}
        }
    }

    fn syncs(&mut self, fd: i32) {
        match self.open[&fd] {
            Handle::File(file, path) if (self.hears)(path) => {
                let body = &mut self.files[file];
                let all = std::mem::take(&mut body.since);
                all.iter().for_each(|change| change.make(&mut body.sure));
            }
            Handle::Folder(path) if (self.hears)(path) => {
                let all = self.since.remove(path).unwrap_or_default();
                all.iter().for_each(|naming| naming.make(&mut self.sure));
            }
            _ => {}
        }
    }

    fn names(&mut self, gone: Option<&'r str>, new: Option<(&'r str, Thing)>) {
        let path = new.map(|(path, _)| path).or(gone).expect("a name comes or goes");
        if is_kept(path) {
            let naming = Naming { gone, new };
            naming.make(&mut self.seen);
            self.since.entry(above(path)).or_default().push(naming);
        }
    }

    /// Whether this step, the next one, is one of few: it touches a name, or the keyring.
    pub fn is_rare(&self, step: &Step<'r>) -> bool {
        match (step.kind, self.open.get(&step.fd)) {
            (b'R', _) => true,
            (b'U' | b'M', _) => is_kept(step.text()),
            (b'O', _) => is_kept(step.text()) && !self.seen.contains_key(step.text()),
            (b'W' | b'T', Some(Handle::File(_, path))) => path.ends_with("/keyring"),
            _ => false,
        }
    }

    /// The files as the running program sees them.
    pub fn as_seen(&self) -> BTreeMap<String, Vec<u8>> {
        let bytes = |file: usize| {
            let mut bytes = self.files[file].sure.clone();
            self.files[file].since.iter().for_each(|change| change.make(&mut bytes));
            bytes
        };
        let files = self.seen.iter().filter_map(|(name, thing)| match thing {
            Thing::File(file) => Some(((*name).to_owned(), bytes(*file))),
            Thing::Folder => None,
        });
        files.collect()
    }

    /// What the disk holds after the power failed now, one of many ways.
    pub fn fallen(&self, chance: &mut Chance) -> BTreeMap<&'r str, Option<Vec<u8>>> {
        let mut names = self.sure.clone();
        for all in self.since.values() {
            let mood = chance.mood();
            all.iter().filter(|_| chance.percent(mood)).for_each(|naming| naming.make(&mut names));
        }
        let folders: BTreeSet<&str> =
            names.iter().filter(|(_, thing)| **thing == Thing::Folder).map(|(name, _)| *name).collect();
        names.retain(|name, _| folders.contains(above(name)));
        let held = |(name, thing)| match thing {
            Thing::Folder => (name, None),
            Thing::File(file) => (name, Some(self.files[file].fallen(chance))),
        };
        names.into_iter().map(held).collect()
    }
}

impl Body<'_> {
    fn fallen(&self, chance: &mut Chance) -> Vec<u8> {
        let (mut bytes, mood) = (self.sure.clone(), chance.mood());
        for change in &self.since {
            match change {
                _ if chance.percent(mood) => change.make(&mut bytes),
                // Of the torn some are lost whole.
                Change::Wrote { at, data } if mood > 0 => {
                    torn(*at, data, chance).for_each(|(at, data)| put(&mut bytes, at, data));
                }
                _ => {}
            }
        }
        bytes
    }
}

impl Change<'_> {
    fn make(&self, bytes: &mut Vec<u8>) {
        match self {
            Change::Wrote { at, data } => put(bytes, *at, data),
            Change::Cut(len) => bytes.resize(*len as usize, 0),
        }
    }
}

impl<'r> Naming<'r> {
    fn make(&self, names: &mut Names<'r>) {
        if let Some(gone) = self.gone {
            names.remove(gone);
        }
        names.extend(self.new);
    }
}

fn above(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(above, _)| above)
}

fn put(bytes: &mut Vec<u8>, at: u64, data: &[u8]) {
    let (from, to) = (at as usize, at as usize + data.len());
    if bytes.len() < to {
        bytes.resize(to, 0);
    }
    bytes[from..to].copy_from_slice(data);
}

/// The sectors of a write that reached the disk: the first ones, the last ones, or any.
fn torn<'d>(at: u64, data: &'d [u8], chance: &mut Chance) -> impl Iterator<Item = (u64, &'d [u8])> {
    let mut sectors = vec![];
    let (mut at, mut rest) = (at, data);
    while !rest.is_empty() {
        let (sector, more) = rest.split_at(rest.len().min((SECTOR - at % SECTOR) as usize));
        sectors.push((at, sector));
        (at, rest) = (at + sector.len() as u64, more);
    }
    let (way, edge) = (chance.below(3), chance.below(sectors.len() + 1));
    let kept: Vec<bool> = (0..sectors.len())
        .map(|nth| match way {
            0 => nth < edge,
            1 => nth >= edge,
            _ => chance.percent(50),
        })
        .collect();
    sectors.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(sector, _)| sector)
}

/// Seeded chance (SplitMix64, Steele and others 2014).
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }

    fn percent(&mut self, of: usize) -> bool {
        self.below(100) < of
    }

    /// How much of what was not synced gets to the disk, in percent.
    fn mood(&mut self) -> usize {
        [0, 10, 50, 90, 100][self.below(5)]
    }
}
