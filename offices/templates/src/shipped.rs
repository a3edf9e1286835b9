//! The texts the house comes with, in English and German: approved from the first day, changed by the owner.

use facts::governance::BusinessSetUp;
use kernel::{Owned, Result, Timestamp, UserId};
use store::{Consequence, Tx};
use verbs::{Desk, Worker};

use crate::template::governing::By;
use crate::template::{Class, Kind, State, Template, Version, Words, rows};

/// One text: its slug, what it is for, and its words by language.
pub(crate) struct Shipped {
    pub slug: &'static str,
    pub kind: Kind,
    pub class: Class,
    pub texts: [(&'static str, &'static str); 2],
}

macro_rules! shipped {
    ($($kind:ident $class:ident: $($slug:literal),+;)+) => {
        &[$($(Shipped {
            slug: $slug,
            kind: Kind::$kind,
            class: Class::$class,
            texts: [
                ("en", include_str!(concat!("../texts/en/", $slug, ".txt"))),
                ("de", include_str!(concat!("../texts/de/", $slug, ".txt"))),
            ],
        }),+),+]
    };
}

pub(crate) const SHIPPED: &[Shipped] = shipped! {
    Message Inquiry: "acknowledgement", "follow-up-1", "follow-up-2", "follow-up-3", "follow-up-4", "decline";
    Message Marketing: "nurture-1", "review-request", "win-back";
    Message Transactional: "invitation", "password-reset", "test-message";
    Message Transactional: "proposal", "proposal-nudge", "signing-code", "agreement-copy";
    Message Transactional: "project-welcome", "welcome-1", "welcome-2", "milestone-delivered";
    Message Transactional: "invoice", "credit-note", "payment-received";
    Message Transactional: "payment-reminder-before", "payment-reminder-1", "payment-reminder-2", "payment-reminder-3";
    Document Transactional: "contract", "consent-signature", "proposal-intro";
};

impl Shipped {
    /// The first line of a file is the subject, or what a document is called; the rest is the body.
    pub(crate) fn words(&self, text: &str) -> Words {
        let (subject, body) = text.split_once('\n').expect("a shipped text has a subject and a body");
        Words { class: self.class, subject: subject.into(), body: body.trim().into() }
    }
}

/// On `business.set_up`: every text, approved by the administrator who set the business up.
pub(crate) struct ShipTexts;

impl Consequence for ShipTexts {
    const NAME: &'static str = "templates.ship_texts";
    type Fact = BusinessSetUp;

    async fn follow(&self, tx: &mut Tx, fact: &BusinessSetUp) -> Result<()> {
        ship_missing(tx, Some(fact.administrator)).await
    }
}

/// Looks at the start: whoever had the texts of an older house gets the new ones, once. A text somebody changed,
/// retired or wrote under the same name is theirs.
pub(crate) struct ShipNew;

impl Worker for ShipNew {
    const NAME: &'static str = "templates.ship_new";
    const HEARS: verbs::Hears = verbs::Hears::Nothing;

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        let lacks = desk.store.read(|tx| Box::pin(lacks(tx))).await?;
        if lacks {
            desk.store.claim(Self::NAME, |tx| Box::pin(bring(tx))).await?;
        }
        Ok(None)
    }
}

/// Is a text not there yet? Never in a house that was not set up.
async fn lacks(tx: &mut Tx) -> Result<bool> {
    let known = rows::names(tx).await?;
    let is_new = |(shipped, language, _): &(&Shipped, &str, &str)| !is_known(&known, shipped, language);
    Ok(!known.is_empty() && all().any(|text| is_new(&text)))
}

async fn bring(tx: &mut Tx) -> Result<()> {
    let first = rows::by_slug(tx, SHIPPED[0].slug, "en").await?;
    ship_missing(tx, first.and_then(|first| first.owned.owner)).await
}

fn all() -> impl Iterator<Item = (&'static Shipped, &'static str, &'static str)> {
    SHIPPED
        .iter()
        .flat_map(|shipped| shipped.texts.iter().map(move |(language, text)| (shipped, *language, *text)))
}

fn is_known(known: &[(String, String)], shipped: &Shipped, language: &str) -> bool {
    known.iter().any(|(slug, spoken)| slug == shipped.slug && spoken == language)
}

async fn ship_missing(tx: &mut Tx, owner: Option<UserId>) -> Result<()> {
    let known = rows::names(tx).await?;
    for (shipped, language, text) in all() {
        if !is_known(&known, shipped, language) {
            ship(tx, shipped, (language, text), owner).await?;
        }
    }
    Ok(())
}

async fn ship(tx: &mut Tx, shipped: &Shipped, words: (&str, &str), owner: Option<UserId>) -> Result<()> {
    let template = Template {
        id: tx.new_id(),
        rv: 1,
        owned: Owned { owner, team: None },
        slug: shipped.slug.into(),
        language: words.0.into(),
        kind: shipped.kind,
        newest: 1,
        approved: Some(1),
        state: State::Approved,
    };
    if !tx.add_unless_there(&template).await? {
        return Ok(());
    }
    let by = By { user: owner, at: tx.now() };
    let (draft, _) = Version::draft(tx.new_id(), &template, shipped.words(words.1), By { user: None, ..by });
    let (approved, told) = draft.approve(by)?;
    tx.add(&approved).await?;
    tx.tell(told);
    Ok(())
}
