//! A form: how strangers ask us something on the web.
//!
//! Invariant: what is published is an immutable version; the draft may change without anybody outside seeing it.
//! Fields are known by id, never by label.

pub mod commands;
pub mod doors;
mod html;
pub(crate) mod rows;
mod site;
pub mod spec;
#[cfg(test)]
mod tests;
pub mod views;

use facts::capture::{FormChanged, FormClosed, FormCreated, FormPublished};
use kernel::{FormId, FormVersionId, Owned, Refusal, Timestamp};
use sha2::{Digest, Sha256};

use spec::FormSpec;

#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    pub id: FormId,
    pub rv: i64,
    pub owned: Owned,
    /// Its address: `/f/{slug}`.
    pub slug: String,
    pub title: String,
    pub state: State,
    pub draft: FormSpec,
    /// The newest published version; 0 before the first.
    pub version: i64,
    pub made_at: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Draft,
    Published,
    Closed,
}

/// What was frozen by publishing.
#[derive(Debug, Clone, PartialEq)]
pub struct FormVersion {
    pub id: FormVersionId,
    pub rv: i64,
    pub owned: Owned,
    pub form: FormId,
    pub version: i64,
    pub spec: FormSpec,
    /// SHA-256 of the spec as kept.
    pub sha256: [u8; 32],
    pub published_at: Timestamp,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum FormRefusal {
    #[error("the address /f/{0} is taken by another form; choose another slug")]
    SlugTaken(String),
    #[error("a slug is lower-case letters, digits and hyphens, at most 60 characters")]
    BadSlug,
    #[error("publish it first; nobody has seen this form yet")]
    NotPublished,
    #[error("this form takes no more answers")]
    Closed,
    #[error("nothing changed since it was published")]
    NothingNew,
}

impl Refusal for FormRefusal {
    fn code(&self) -> &'static str {
        match self {
            FormRefusal::SlugTaken(_) => "form.slug_taken",
            FormRefusal::BadSlug => "form.bad_slug",
            FormRefusal::NotPublished => "form.not_published",
            FormRefusal::Closed => "form.closed",
            FormRefusal::NothingNew => "form.nothing_new",
        }
    }
    fn status(&self) -> u16 {
        match self {
            FormRefusal::BadSlug => 422,
            FormRefusal::Closed => 410,
            _ => 409,
        }
    }
}

impl State {
    pub fn word(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Published => "published",
            State::Closed => "closed",
        }
    }

    pub fn from_word(word: &str) -> Option<State> {
        [State::Draft, State::Published, State::Closed].into_iter().find(|state| state.word() == word)
    }
}

/// Lower-case letters, digits, hyphens.
pub fn check_slug(slug: &str) -> Result<(), FormRefusal> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let good = !slug.is_empty() && slug.len() <= 60 && slug.chars().all(plain) && !slug.starts_with('-');
    if good { Ok(()) } else { Err(FormRefusal::BadSlug) }
}

impl Form {
    pub fn create(
        id: FormId,
        slug: String,
        draft: FormSpec,
        owned: Owned,
        at: Timestamp,
    ) -> Result<(Form, FormCreated), FormRefusal> {
        check_slug(&slug)?;
        let title = draft.title.clone();
        let form =
            Form { id, rv: 1, owned, slug, title, state: State::Draft, draft, version: 0, made_at: at };
        Ok((form, FormCreated { form: id }))
    }

    /// The draft changes; the published version stays.
    pub fn change(self, draft: FormSpec, owned: Owned) -> (Form, FormChanged) {
        let told = FormChanged { form: self.id };
        (Form { title: draft.title.clone(), draft, owned, ..self }, told)
    }

    /// Freezes the draft as the next version.
    pub fn publish(self, id: FormVersionId, at: Timestamp) -> (Form, FormVersion, FormPublished) {
        let version = self.version + 1;
        let text = serde_json::to_vec(&self.draft).expect("a form is plain data");
        let frozen = FormVersion {
            id,
            rv: 1,
            owned: Owned::default(),
            form: self.id,
            version,
            spec: self.draft.clone(),
            sha256: Sha256::digest(&text).into(),
            published_at: at,
        };
        let told = FormPublished { form: self.id, version };
        (Form { state: State::Published, version, ..self }, frozen, told)
    }

    /// Takes no more answers.
    pub fn close(self) -> Result<(Form, FormClosed), FormRefusal> {
        match self.state {
            State::Draft => Err(FormRefusal::NotPublished),
            State::Closed => Err(FormRefusal::Closed),
            State::Published => {
                let told = FormClosed { form: self.id };
                Ok((Form { state: State::Closed, ..self }, told))
            }
        }
    }

    /// Takes answers again, with the version it had.
    pub fn reopen(self) -> Result<(Form, FormPublished), FormRefusal> {
        match self.state {
            State::Draft => Err(FormRefusal::NotPublished),
            State::Published => Err(FormRefusal::NothingNew),
            State::Closed => {
                let told = FormPublished { form: self.id, version: self.version };
                Ok((Form { state: State::Published, ..self }, told))
            }
        }
    }
}
