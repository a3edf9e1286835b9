//! A small disk of its own for a data folder: a tmpfs, which only root may mount. Where it may not, the story says so.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::must;

const MEGA: usize = 1024 * 1024;

pub struct SmallDisk {
    at: PathBuf,
}

impl SmallDisk {
    /// `None`, with a sentence, where nothing may be mounted.
    pub fn mount(at: &Path, megabytes: u64) -> Option<SmallDisk> {
        fs::create_dir_all(at).expect("a folder to mount on");
        let size = format!("size={megabytes}m,mode=0700");
        let mut mount = Command::new("mount");
        let mounted = mount.args(["-t", "tmpfs", "-o", &size, "throughline-story"]).arg(at).output();
        match mounted {
            Ok(out) if out.status.success() => Some(SmallDisk { at: at.to_owned() }),
            other => {
                println!("left out: no small disk may be mounted here ({other:?}); run it as root");
                None
            }
        }
    }

    /// The same disk, larger.
    pub fn grow(&self, megabytes: u64) {
        must(Command::new("mount").args(["-o", &format!("remount,size={megabytes}m")]).arg(&self.at));
    }

    /// Bytes that are free, and all of them.
    pub fn space(&self) -> (u64, u64) {
        let found = rustix::fs::statvfs(&self.at).expect("a mounted folder says its size");
        (found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize)
    }

    /// Somebody else's file grows until so many bytes are left, or none.
    pub fn fill_up_to(&self, left: u64) {
        let name = self.at.join("somebody-elses-file");
        let mut file = File::options().create(true).append(true).open(name).expect("a file of somebody else");
        let block = vec![7; MEGA / 16];
        while self.space().0 > left {
            let rest = usize::try_from(self.space().0 - left).unwrap_or(MEGA).min(block.len());
            match file.write(&block[..rest]) {
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::StorageFull => return,
                Err(error) => panic!("the disk does not fill: {error}"),
            }
        }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.at).status();
    }
}
