//! Papers: a room freezes what a document shows, and it is made after the commit, exactly once.
//!
//! Invariant: a record has one living paper of each kind; its data are kept bytes, so what was promised and what
//! is printed cannot differ. Not here: how it is rendered; the carrier of effects of kind `paper` knows that.

use data_encoding::HEXLOWER;
use facts::documents::{PaperAsked, PaperFailed, PaperMade};
use kernel::paper::{Document, Paper};
use kernel::{ContactId, Error, FieldError, FileId, Owned, PaperId, Ref, Refusal, Result, Timestamp, fault};
use serde_json::json;

use crate::effect::New;
use crate::{Row, Tx, values};

/// What a room asks for.
#[derive(Debug)]
pub struct PaperRequest<'a> {
    /// The record it shows.
    pub on: Ref,
    pub paper: &'a Paper,
    /// Of the PDF, such as `INV-2026-0001.pdf`.
    pub name: &'a str,
    pub contact: Option<ContactId>,
    /// Whose key seals data and PDF; the business's for what must be kept when the person is forgotten.
    pub sealed_for: Option<Ref>,
    pub owned: Owned,
}

/// Whether a character can be printed, as whoever prints says it; provided to the house by its program.
#[derive(Clone)]
pub struct Printable(pub std::sync::Arc<dyn Fn(char) -> bool + Send + Sync>);

/// The first character of each text that cannot be printed, by the place of the text (RFC 6901).
fn unprintable(data: &serde_json::Value, place: &str, printable: &Printable, found: &mut Vec<FieldError>) {
    match data {
        serde_json::Value::String(text) => {
            found.extend(text.chars().find(|c| !(printable.0)(*c)).map(|c| FieldError {
                pointer: place.to_owned(),
                code: "paper.character",
                detail: format!("`{c}` cannot be printed: no font has it; write it in other letters"),
            }));
        }
        serde_json::Value::Array(all) => {
            for (at, value) in all.iter().enumerate() {
                unprintable(value, &format!("{place}/{at}"), printable, found);
            }
        }
        serde_json::Value::Object(all) => {
            for (name, value) in all {
                unprintable(value, &format!("{place}/{name}"), printable, found);
            }
        }
        _ => {}
    }
}

/// A paper that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct AskedPaper {
    pub id: PaperId,
    pub rv: i64,
    pub owned: Owned,
    pub on: Ref,
    pub document: Document,
    pub name: String,
    pub contact: Option<ContactId>,
    /// The frozen `Paper`, as JSON.
    pub data: FileId,
    pub state: PaperState,
    pub asked_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq)]
pub enum PaperState {
    Asked,
    Made {
        at: Timestamp,
        pdf: FileId,
        maker: String,
    },
    Failed {
        at: Timestamp,
        reason: String,
    },
    /// Another one was asked for meanwhile.
    Replaced {
        at: Timestamp,
        pdf: Option<FileId>,
    },
}

#[derive(Debug, thiserror::Error)]
pub enum PaperRefusal {
    #[error("the paper is {0} already")]
    Ended(&'static str),
    #[error("the paper is being made; try again in a moment")]
    NotYet,
    #[error("the paper could not be made: {0}")]
    Failed(String),
}

impl Refusal for PaperRefusal {
    fn code(&self) -> &'static str {
        match self {
            PaperRefusal::Ended(_) => "paper.ended",
            PaperRefusal::NotYet => "paper.not_yet",
            PaperRefusal::Failed(_) => "paper.failed",
        }
    }
}

impl PaperState {
    pub fn word(&self) -> &'static str {
        match self {
            PaperState::Asked => "asked",
            PaperState::Made { .. } => "made",
            PaperState::Failed { .. } => "failed",
            PaperState::Replaced { .. } => "replaced",
        }
    }
    fn pdf(&self) -> Option<FileId> {
        match self {
            PaperState::Made { pdf, .. } => Some(*pdf),
            PaperState::Replaced { pdf, .. } => *pdf,
            PaperState::Asked | PaperState::Failed { .. } => None,
        }
    }
    fn maker(&self) -> Option<&str> {
        if let PaperState::Made { maker, .. } = self { Some(maker) } else { None }
    }
    fn reason(&self) -> Option<&str> {
        if let PaperState::Failed { reason, .. } = self { Some(reason) } else { None }
    }
    fn ended_at(&self) -> Option<Timestamp> {
        match self {
            PaperState::Asked => None,
            PaperState::Made { at, .. } | PaperState::Failed { at, .. } | PaperState::Replaced { at, .. } => {
                Some(*at)
            }
        }
    }
}

impl AskedPaper {
    /// Its PDF, or why there is none.
    pub fn pdf(&self) -> Result<FileId> {
        match &self.state {
            PaperState::Made { pdf, .. } => Ok(*pdf),
            PaperState::Failed { reason, .. } => Err(PaperRefusal::Failed(reason.clone()).into()),
            PaperState::Asked | PaperState::Replaced { .. } => Err(PaperRefusal::NotYet.into()),
        }
    }
}

crate::noun! {
    AskedPaper is "paper" in "store_paper" {
        open on_kind: Text = |p| p.on.kind;
        open on_id: Id = |p| p.on;
        open document: Text = |p| p.document.word();
        open name: Text = |p| &p.name;
        open contact: Id = |p| p.contact;
        open data: Id = |p| p.data;
        open state: Text = |p| p.state.word();
        open pdf: Id = |p| p.state.pdf();
        open maker: Text = |p| p.state.maker();
        open reason: Text = |p| p.state.reason();
        open asked_at: At = |p| p.asked_at;
        open ended_at: At = |p| p.state.ended_at();
    }
}

pub(crate) fn register(rules: &mut crate::Rules) {
    rules.noun::<AskedPaper>();
    rules.migration("store/paper", include_str!("../migrations/paper.sql"));
}

const LIVING: &str = "
    select id, rv, owner, team, on_kind, on_id, document, name, contact, data, state, pdf, maker, reason, asked_at,
        ended_at
    from store_paper where on_id = $1 and document = $2 and state <> 'replaced'";
const LOAD: &str = "
    select id, rv, owner, team, on_kind, on_id, document, name, contact, data, state, pdf, maker, reason, asked_at,
        ended_at
    from store_paper where id = $1";
const LATE: &str = "
    select id, rv, owner, team, on_kind, on_id, document, name, contact, data, state, pdf, maker, reason, asked_at,
        ended_at
    from store_paper where state = 'asked' and asked_at < $1 order by asked_at limit 100";

impl Tx {
    /// Refuses a paper with a character no font has, by field: found before it is issued, not when it is printed.
    /// A house nobody provided with fonts prints nothing itself.
    pub fn can_print(&self, paper: &Paper) -> Result<()> {
        let Some(printable) = self.provided::<Printable>() else { return Ok(()) };
        let data = serde_json::to_value(paper).map_err(fault)?;
        let mut found = vec![];
        unprintable(&data, "", &printable, &mut found);
        if found.is_empty() { Ok(()) } else { Err(Error::Invalid(found)) }
    }

    /// Freezes the data and asks for the paper; an older living paper of the record and kind is replaced.
    pub async fn paper(&mut self, request: PaperRequest<'_>) -> Result<PaperId> {
        let document = request.paper.document;
        self.can_print(request.paper)?;
        let bytes = serde_json::to_vec(request.paper).map_err(fault)?;
        let name = format!("{}.json", request.name.trim_end_matches(".pdf"));
        if let Some(old) = self.paper_of(request.on, document).await? {
            let pdf = old.state.pdf();
            let replaced = AskedPaper { state: PaperState::Replaced { at: self.now(), pdf }, ..old.clone() };
            self.keep(&old, replaced).await?;
        }
        let data = self.file(&name, "application/json", &bytes, request.sealed_for).await?;
        let paper = AskedPaper {
            id: self.new_id(),
            rv: 1,
            owned: request.owned,
            on: request.on,
            document,
            name: request.name.into(),
            contact: request.contact,
            data,
            state: PaperState::Asked,
            asked_at: self.now(),
        };
        self.add(&paper).await?;
        let hash = self.file_info(data).await?.sha256;
        self.tell(PaperAsked {
            paper: paper.id,
            contact: paper.contact,
            on: paper.on,
            document: document.word().into(),
            data_sha256: HEXLOWER.encode(&hash),
        });
        let sealed_for = request.sealed_for.map(|person| person.to_string());
        let payload = json!({ "paper": paper.id, "sealed_for": sealed_for });
        let effect = New::of("paper", format!("paper {}", paper.id), &payload);
        // The same data gives the same bytes, so making it again does no harm.
        self.effect(New {
            person: paper.contact.map(Ref::from),
            subject: Some(paper.on),
            resend: true,
            ..effect
        });
        Ok(paper.id)
    }

    /// The living paper of a record.
    pub async fn paper_of(&mut self, on: Ref, document: Document) -> Result<Option<AskedPaper>> {
        self.one(LIVING, values![on, document.word()], read).await
    }

    pub async fn asked_paper(&mut self, id: PaperId) -> Result<AskedPaper> {
        self.one(LOAD, values![id], read).await?.ok_or(Error::Missing("paper"))
    }

    /// Asked for before an instant, and not made yet: what a watchdog raises.
    pub async fn papers_late(&mut self, asked_before: Timestamp) -> Result<Vec<AskedPaper>> {
        self.all(LATE, values![asked_before], read).await
    }

    /// The bytes are kept, and they are the record from now on.
    pub async fn paper_made(
        &mut self,
        paper: AskedPaper,
        pdf: &[u8],
        sealed_for: Option<Ref>,
        maker: &str,
    ) -> Result<AskedPaper> {
        if !matches!(paper.state, PaperState::Asked | PaperState::Failed { .. }) {
            return Err(PaperRefusal::Ended(paper.state.word()).into());
        }
        let file = self.file(&paper.name, "application/pdf", pdf, sealed_for).await?;
        let sha256 = HEXLOWER.encode(&self.file_info(file).await?.sha256);
        let told = PaperMade {
            paper: paper.id,
            contact: paper.contact,
            on: paper.on,
            document: paper.document.word().into(),
            file,
            sha256,
            maker: maker.into(),
        };
        self.let_go(&paper).await?;
        let state = PaperState::Made { at: self.now(), pdf: file, maker: maker.into() };
        let made = AskedPaper { state, ..paper.clone() };
        self.keep_and_tell(&paper, made, told).await
    }

    /// Whatever waits for a paper of this kind about this record is let go once it is made, or cannot be.
    pub fn held_by_paper(on: Ref, document: Document) -> String {
        format!("{} of {on}", document.word())
    }

    /// Whether this word is one of [`Tx::held_by_paper`].
    pub fn is_held_by_paper(by: &str) -> bool {
        by.split_once(" of ").is_some_and(|(document, _)| Document::from_word(document).is_some())
    }

    async fn let_go(&mut self, paper: &AskedPaper) -> Result<()> {
        self.release_held_effects(&Tx::held_by_paper(paper.on, paper.document)).await.map(drop)
    }

    /// It cannot be made; whoever calls this raises the exception, for it knows what to do.
    pub async fn paper_failed(&mut self, paper: AskedPaper, reason: &str) -> Result<AskedPaper> {
        let told = PaperFailed {
            paper: paper.id,
            contact: paper.contact,
            on: paper.on,
            document: paper.document.word().into(),
            reason: reason.into(),
        };
        self.let_go(&paper).await?;
        let state = PaperState::Failed { at: self.now(), reason: reason.into() };
        let failed = AskedPaper { state, ..paper.clone() };
        self.keep_and_tell(&paper, failed, told).await
    }
}

fn read(row: &Row<'_>) -> Result<AskedPaper> {
    let (on_kind, document): (String, String) = (row.get("on_kind")?, row.get("document")?);
    Ok(AskedPaper {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        on: Ref::of(&on_kind, row.get("on_id")?).ok_or_else(|| fault(format!("no noun `{on_kind}`")))?,
        document: Document::from_word(&document).ok_or_else(|| fault(format!("no paper `{document}`")))?,
        name: row.get("name")?,
        contact: row.get("contact")?,
        data: row.get("data")?,
        state: state(row)?,
        asked_at: row.get("asked_at")?,
    })
}

fn state(row: &Row<'_>) -> Result<PaperState> {
    let (word, at): (String, Option<Timestamp>) = (row.get("state")?, row.get("ended_at")?);
    let pdf: Option<FileId> = row.get("pdf")?;
    let at = |word| at.ok_or_else(|| fault(format!("a {word} paper has its time")));
    match word.as_str() {
        "asked" => Ok(PaperState::Asked),
        "made" => {
            let pdf = pdf.ok_or_else(|| fault("a made paper has its file"))?;
            Ok(PaperState::Made {
                at: at("made")?,
                pdf,
                maker: row.get::<Option<String>>("maker")?.unwrap_or_default(),
            })
        }
        "failed" => {
            let reason = row.get::<Option<String>>("reason")?.unwrap_or_default();
            Ok(PaperState::Failed { at: at("failed")?, reason })
        }
        "replaced" => Ok(PaperState::Replaced { at: at("replaced")?, pdf }),
        other => Err(fault(format!("a paper cannot be `{other}`"))),
    }
}
