//! Documents: papers asked for by the rooms become PDF files. The only crate that knows typst.

use verbs::{Registry, Room};

pub struct Documents;

impl Room for Documents {
    fn register(_house: &mut Registry) {}
}
