//! Files of a project: what the client brings, what we hand over, what shows that it was accepted.
//!
//! Invariant: what a file is, its bytes say; a name never decides, and every file is read as a download. A picture the
//! client brings is kept without what their camera wrote beside it; every other file as it came.

use std::borrow::Cow;

use data_encoding::BASE64;
use kernel::{Error, FileId, ProjectId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Command, Outside, Subject, Verb};

use super::views::FiledProject;
use super::{ProjectFile, rows};
use crate::{media, picture};

/// Bytes of one file.
pub const LARGEST: usize = 20_000_000;

/// Add a file to a project: staff or the client. A file of more than 700 kB comes as a form, not as JSON.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddFile {
    pub project: ProjectId,
    pub name: String,
    /// The file in base64.
    pub content: String,
    /// Shown to the client; what the client brings always is.
    #[serde(default)]
    pub shared: Option<bool>,
    #[serde(skip)]
    bytes: Vec<u8>,
}

impl Command for AddFile {
    const VERB: Verb = Verb::post("project.add_file", "/projects/{project}/files")
        .portal("project")
        .no_undo("a file stays with the project; what it shows is the project's history");
    type Answer = FiledProject;

    fn subject(&self) -> Subject {
        self.project.into()
    }

    async fn prepare(self, _: &Outside<'_>) -> Result<AddFile> {
        let big = || {
            let say = format!("choose a file of at most {} MB", LARGEST / 1_000_000);
            Error::field("/content", "file.large", say)
        };
        if self.content.len() > LARGEST / 3 * 4 + 4 {
            return Err(big());
        }
        let odd = |_| Error::field("/content", "file.unreadable", "send the file in base64");
        let bytes = BASE64.decode(self.content.trim().as_bytes()).map_err(odd)?;
        match bytes.len() {
            0 => Err(Error::field("/content", "file.empty", "choose a file with something in it")),
            size if size > LARGEST => Err(big()),
            _ => Ok(AddFile { bytes, content: String::new(), ..self }),
        }
    }

    async fn act(&self, tx: &mut Tx) -> Result<FiledProject> {
        let before = rows::load(tx, self.project).await?;
        let (name, media_type) = (media::name_of(&self.name), media::type_of(&self.bytes, &self.name));
        let client = tx.permit().portal().is_some();
        if client {
            before.is_open()?;
        }
        let bytes = match client {
            true => picture::alone(&self.bytes, media_type),
            false => Cow::Borrowed(self.bytes.as_slice()),
        };
        let file = tx.file(&name, media_type, &bytes, Some(before.contact.into())).await?;
        let kept = ProjectFile {
            file,
            name,
            media_type: media_type.into(),
            size: i64::try_from(bytes.len()).map_err(kernel::fault)?,
            by: if client { "client" } else { "staff" }.into(),
            at: tx.now(),
            shared: client || self.shared.unwrap_or(true),
        };
        let (after, told) = before.clone().with_file(kept.clone())?;
        let project = tx.keep_and_tell(&before, after, told).await?;
        Ok(FiledProject { id: project.id, rv: project.rv, file: kept })
    }
}

/// A file of the project with its bytes; a client sees only what is shared.
pub(crate) async fn read(
    tx: &mut Tx,
    id: ProjectId,
    file: FileId,
    client: bool,
) -> Result<(ProjectFile, Vec<u8>)> {
    let project = rows::load(tx, id).await?;
    if !client {
        tx.permit().covers(project.owned).map_err(|_| Error::Missing("project"))?;
    }
    let found = project.files.into_iter().find(|known| known.file == file && (known.shared || !client));
    let found = found.ok_or(Error::Missing("file"))?;
    let bytes = tx.file_bytes(found.file).await?;
    Ok((found, bytes))
}
