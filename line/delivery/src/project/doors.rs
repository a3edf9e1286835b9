//! Files for staff: read as downloads, and brought as a form where they are too large for JSON.

use data_encoding::BASE64;
use kernel::{Access, Error, FileId, ProjectId, Result};
use serde_json::json;
use verbs::{Body, Desk, Door, DoorAt, Knock, Shown};

use super::files;

/// Named after the verb whose right it needs.
pub struct ReadFile;
pub struct BringFile;

impl Door for ReadFile {
    const AT: DoorAt =
        DoorAt::get("project.read", "/api/v1/projects/{project}/files/{file}", Access::Granted);

    async fn open(desk: &Desk, knock: Knock) -> Result<Shown> {
        let (project, file) = wanted(&knock)?;
        let read = desk.look(&knock.actor, Self::AT.name, Self::AT.access, move |tx| {
            Box::pin(files::read(tx, project, file, false))
        });
        let (file, bytes) = read.await?;
        Ok(download(file, bytes))
    }
}

impl Door for BringFile {
    const AT: DoorAt =
        DoorAt::post("project.add_file", "/api/v1/projects/{project}/uploads", Access::Granted);

    async fn open(desk: &Desk, knock: Knock) -> Result<Shown> {
        let none = || Error::field("/file", "file.empty", "choose a file with something in it");
        let upload = knock.uploads.first().ok_or_else(none)?;
        let input = json!({
            "project": knock.part("project"), "name": upload.name, "content": BASE64.encode(&upload.bytes),
            "shared": knock.first("shared") != Some("no"),
        });
        let added = desk.act(&knock.actor, "project.add_file", input).await?;
        Ok(Shown::new(200, Body::Json(added)))
    }
}

fn wanted(knock: &Knock) -> Result<(ProjectId, FileId)> {
    let project = knock.part("project").parse().map_err(|_| Error::Missing("project"))?;
    let file = knock.part("file").parse().map_err(|_| Error::Missing("file"))?;
    Ok((project, file))
}

/// Never shown in place: what somebody brought is theirs to open.
pub(crate) fn download(file: super::ProjectFile, bytes: Vec<u8>) -> Shown {
    Shown::new(200, Body::Bytes { media_type: file.media_type, name: Some(file.name), bytes })
}
