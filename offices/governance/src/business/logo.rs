//! The logo: taken as PNG, JPEG or WebP, decoded within limits and made anew as PNG, so that nothing else in
//! the file survives. Shown to everybody at `/logo`.

use std::io::Cursor;

use data_encoding::BASE64;
use facts::governance::LogoChanged;
use image::{ImageFormat, ImageReader, Limits, imageops::FilterType};
use kernel::{Access, Business, Error, FieldError, FileId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Body, Command, Desk, Door, DoorAt, Knock, Outside, Shown, Verb};

use crate::present::in_person;

/// Bytes of the file as it comes.
const LARGEST: usize = 1_000_000;
/// Of a request that brings it in base64, with what else a set-up says.
pub const BODY: usize = LARGEST / 3 * 4 + (64 << 10);
/// Pixels of a side as it comes, and as it is kept.
const WIDEST: u32 = 8_000;
const KEPT: u32 = 1_200;
const MEMORY: u64 = 256 << 20;

/// A picture in base64, and what it is made into.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Picture {
    /// PNG, JPEG or WebP in base64, 1 MB at most.
    base64: String,
}

impl Picture {
    /// The same picture as PNG, on a thread that may block.
    pub async fn made_anew(&self, out: &Outside<'_>, pointer: &'static str) -> Result<Vec<u8>, Error> {
        let text = self.base64.clone();
        let made = out.slow(move || png(&text)).await?;
        made.map_err(|(code, detail)| {
            Error::Invalid(vec![FieldError { pointer: pointer.into(), code, detail: detail.into() }])
        })
    }
}

type Trouble = (&'static str, &'static str);

fn png(base64: &str) -> Result<Vec<u8>, Trouble> {
    let big = ("logo.large", "take a picture of at most 1 MB and 8000 pixels a side");
    let odd = ("logo.unknown", "take a PNG, JPEG or WebP picture; this one cannot be read");
    if base64.len() > LARGEST / 3 * 4 + 4 {
        return Err(big);
    }
    let bytes = BASE64.decode(base64.trim().as_bytes()).map_err(|_| odd)?;
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| odd)?;
    if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) {
        return Err(odd);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(WIDEST);
    limits.max_image_height = Some(WIDEST);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| match error {
        image::ImageError::Limits(_) => big,
        _ => odd,
    })?;
    let small = picture.width() <= KEPT && picture.height() <= KEPT;
    let picture = if small { picture } else { picture.resize(KEPT, KEPT, FilterType::Triangle) };
    let mut made = Cursor::new(vec![]);
    picture.write_to(&mut made, ImageFormat::Png).map_err(|_| odd)?;
    Ok(made.into_inner())
}

/// Keeps a picture as the business's own file; the next fact carries it.
pub async fn keep(tx: &mut Tx, png: &[u8]) -> Result<FileId> {
    tx.file("logo.png", "image/png", png, None).await
}

/// Change the logo, or take it away with null.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeLogo {
    pub logo: Option<Picture>,
    #[serde(skip)]
    png: Option<Vec<u8>>,
}

impl Command for ChangeLogo {
    const VERB: Verb = Verb::post("business.change_logo", "/settings/logo")
        .takes(BODY)
        .no_undo("upload the picture you had before");
    type Answer = Json;

    async fn prepare(self, out: &Outside<'_>) -> Result<ChangeLogo> {
        let png = match &self.logo {
            Some(picture) => Some(picture.made_anew(out, "/logo").await?),
            None => None,
        };
        Ok(ChangeLogo { png, ..self })
    }

    async fn act(&self, tx: &mut Tx) -> Result<Json> {
        let me = in_person(tx.permit())?;
        let business = tx.setting::<Business>().await?;
        let logo = match &self.png {
            Some(png) => Some(keep(tx, png).await?),
            None => None,
        };
        tx.tell(LogoChanged { user: me });
        tx.keep_setting(&Business { logo, ..business }).await?;
        Ok(json!({ "logo": logo }))
    }
}

/// The logo, for pages, mails and papers.
pub struct ShowLogo;

impl Door for ShowLogo {
    const AT: DoorAt = DoorAt::get("business.logo", "/logo", Access::Public("page"));

    async fn open(desk: &Desk, knock: Knock) -> Result<Shown> {
        let bytes = desk.look(&knock.actor, Self::AT.name, Self::AT.access, |tx| Box::pin(current(tx)));
        let bytes = bytes.await?.ok_or(Error::Missing("logo"))?;
        let body = Body::Bytes { media_type: "image/png".into(), name: None, bytes };
        Ok(Shown { headers: vec![("cache-control", "public, max-age=300".into())], ..Shown::new(200, body) })
    }
}

async fn current(tx: &mut Tx) -> Result<Option<Vec<u8>>> {
    match tx.setting::<Business>().await?.logo {
        Some(logo) => tx.file_bytes(logo).await.map(Some),
        None => Ok(None),
    }
}
