//! What typst may see: our templates, one paper's data and logo, our fonts. No file, no package, no clock.

use std::collections::HashMap;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};

const TEMPLATES: [(&str, &str); 5] = [
    ("/house.typ", include_str!("../../templates/house.typ")),
    ("/proposal.typ", include_str!("../../templates/proposal.typ")),
    ("/agreement.typ", include_str!("../../templates/agreement.typ")),
    ("/invoice.typ", include_str!("../../templates/invoice.typ")),
    ("/credit_note.typ", include_str!("../../templates/credit_note.typ")),
];

/// The same for every paper.
pub struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: HashMap<FileId, Source>,
}

impl Shared {
    pub fn new(fonts: Vec<Font>) -> Shared {
        let source = |(path, text): (&str, &str)| (file(path), Source::new(file(path), text.into()));
        Shared {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            sources: TEMPLATES.into_iter().map(source).collect(),
        }
    }

    pub fn fonts(&self) -> &[Font] {
        &self.fonts
    }
}

fn file(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("our paths are plain");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

/// One paper's world.
pub struct World<'a> {
    shared: &'a Shared,
    main: Source,
    files: HashMap<FileId, Bytes>,
}

impl<'a> World<'a> {
    pub fn new(shared: &'a Shared, template: &str, data: Vec<u8>, logo: Option<(&str, &[u8])>) -> World<'a> {
        let text = format!("#import \"{template}\": render\n#render(json(\"/data.json\"))\n");
        let logo = logo.map(|(path, bytes)| (file(path), Bytes::new(bytes.to_vec())));
        let files = [(file("/data.json"), Bytes::new(data))].into_iter().chain(logo).collect();
        World { shared, main: Source::new(file("/main.typ"), text), files }
    }
}

fn unknown<T>(id: FileId) -> FileResult<T> {
    Err(FileError::NotFound(id.get().vpath().get_with_slash().into()))
}

impl typst::World for World<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shared.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shared.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            return Ok(self.main.clone());
        }
        self.shared.sources.get(&id).cloned().map_or_else(|| unknown(id), Ok)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().map_or_else(|| unknown(id), Ok)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shared.fonts.get(index).cloned()
    }

    /// A paper's days stand in its data.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
