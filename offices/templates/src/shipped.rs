//! The texts the house comes with, in English and German: approved from the first day, changed by the owner.

use facts::governance::BusinessSetUp;
use kernel::{Owned, Result};
use store::{Consequence, Tx};

use crate::template::{Class, Kind, State, Template, Version, Words};

/// One message: its slug, what it may be sent for, and its words by language.
pub(crate) struct Shipped {
    pub slug: &'static str,
    pub class: Class,
    pub texts: [(&'static str, &'static str); 2],
}

macro_rules! shipped {
    ($($slug:literal: $class:ident),+ $(,)?) => {
        &[$(Shipped {
            slug: $slug,
            class: Class::$class,
            texts: [
                ("en", include_str!(concat!("../texts/en/", $slug, ".txt"))),
                ("de", include_str!(concat!("../texts/de/", $slug, ".txt"))),
            ],
        }),+]
    };
}

pub(crate) const SHIPPED: &[Shipped] = shipped! {
    "acknowledgement": Inquiry,
    "follow-up-1": Inquiry,
    "follow-up-2": Inquiry,
    "follow-up-3": Inquiry,
    "follow-up-4": Inquiry,
    "nurture-1": Marketing,
    "decline": Inquiry,
    "invitation": Transactional,
    "password-reset": Transactional,
    "test-message": Transactional,
};

impl Shipped {
    /// The first line of a file is the subject, the rest the body.
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
        for shipped in SHIPPED {
            for (language, text) in &shipped.texts {
                ship(tx, shipped, language, text, fact).await?;
            }
        }
        Ok(())
    }
}

async fn ship(
    tx: &mut Tx,
    shipped: &Shipped,
    language: &str,
    text: &str,
    fact: &BusinessSetUp,
) -> Result<()> {
    let template = Template {
        id: tx.new_id(),
        rv: 1,
        owned: Owned { owner: Some(fact.administrator), team: None },
        slug: shipped.slug.into(),
        language: language.into(),
        kind: Kind::Message,
        newest: 1,
        approved: Some(1),
        state: State::Approved,
    };
    if !tx.add_unless_there(&template).await? {
        return Ok(());
    }
    let (draft, _) = Version::draft(tx.new_id(), &template, shipped.words(text), tx.now());
    let (approved, told) = draft.approve(Some(fact.administrator), tx.now())?;
    tx.add(&approved).await?;
    tx.tell(told);
    Ok(())
}
