//! The automations the house comes with are published when the business is set up; those a newer version of the
//! house brings are published at its next start, once.

use facts::governance::BusinessSetUp;
use kernel::{AutomationVersionId, Owned, Permit, Result, Timestamp, fault};
use store::{Consequence, Tx};
use verbs::{Desk, Worker};

use crate::automation::{Automation, Mode, State, Version, name_of, rows};
use crate::calls;
use crate::document;
use crate::office;
use crate::shipped::{SHIPPED, Shipped};
use crate::texts;

pub(crate) struct ShipAutomations;

impl Consequence for ShipAutomations {
    const NAME: &'static str = "automation.ship_automations";
    type Fact = BusinessSetUp;

    async fn follow(&self, tx: &mut Tx, fact: &BusinessSetUp) -> Result<()> {
        let owned = Owned { owner: Some(fact.administrator), team: None };
        for shipped in &SHIPPED {
            ship(tx, shipped, owned).await?;
        }
        Ok(())
    }
}

async fn ship(tx: &mut Tx, shipped: &Shipped, owned: Owned) -> Result<()> {
    let document = document::Automation::from_yaml(shipped.yaml).map_err(fault)?;
    let automation = Automation {
        id: tx.new_id(),
        rv: 1,
        owned,
        slug: shipped.name.into(),
        name: name_of(shipped.name),
        purpose: document.purpose.clone(),
        answers: document.owner.to_string(),
        stand_in: document.stand_in.to_string(),
        mode: Mode::Automatic,
        on: shipped.on,
        version: 1,
        load_bearing: shipped.load_bearing,
        retired: false,
    };
    install(tx, automation, &document, shipped.yaml).await.map(drop)
}

/// Looks once after each start: whoever had the automations of an older house gets the new ones.
pub(crate) struct ShipNew;

impl Worker for ShipNew {
    const NAME: &'static str = "automation.ship_new";
    const HEARS: verbs::Hears = verbs::Hears::Nothing;

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        let looked = office::of_rules(&desk.store.house().rules)?;
        if looked.has_looked() {
            return Ok(None);
        }
        let missing = desk.store.read(|tx| Box::pin(missing(tx))).await?;
        if !missing.is_empty() {
            desk.store.write(Permit::engine(Self::NAME), None, |tx| Box::pin(bring(tx))).await?;
        }
        if !desk.store.read(|tx| Box::pin(unpinned(tx))).await?.is_empty() {
            desk.store.claim(Self::NAME, |tx| Box::pin(pin(tx))).await?;
        }
        if !desk.store.read(|tx| Box::pin(unnoted(tx))).await?.is_empty() {
            desk.store.claim(Self::NAME, |tx| Box::pin(note(tx))).await?;
        }
        looked.note_look();
        Ok(None)
    }
}

/// What is not there yet; nothing in a house that was never set up.
async fn missing(tx: &mut Tx) -> Result<Vec<&'static Shipped>> {
    let known = rows::every(tx).await?;
    let is_known = |shipped: &&Shipped| known.iter().any(|automation| automation.slug == shipped.name);
    let set_up = SHIPPED.iter().any(|shipped| is_known(&shipped));
    Ok(SHIPPED.iter().filter(|shipped| set_up && !is_known(shipped)).collect())
}

/// Automations of a house from before texts were pinned: what is approved now is what they were sending.
async fn unpinned(tx: &mut Tx) -> Result<Vec<(AutomationVersionId, Vec<texts::rows::Pin>)>> {
    let mut found = vec![];
    for automation in rows::every(tx).await?.into_iter().filter(|automation| !automation.retired) {
        let version = rows::numbered(tx, automation.id, automation.version).await?;
        let Ok(document) = document::Automation::from_yaml(&version.text) else { continue };
        if texts::rows::pins(tx, version.id).await?.is_empty() {
            found.push((version.id, texts::now(tx, &document).await?));
        }
    }
    found.retain(|(_, pins)| !pins.is_empty());
    Ok(found)
}

async fn pin(tx: &mut Tx) -> Result<()> {
    for (version, pins) in unpinned(tx).await? {
        texts::rows::pin(tx, version, &pins).await?;
    }
    Ok(())
}

/// Versions of a house from before their calls were noted, each with its document.
async fn unnoted(tx: &mut Tx) -> Result<Vec<(AutomationVersionId, document::Automation)>> {
    let mut found = vec![];
    for version in rows::every_version(tx).await? {
        let Ok(document) = document::Automation::from_yaml(&version.text) else { continue };
        let calls = !calls::named(&document).is_empty();
        if calls && calls::rows::noted(tx, version.id).await?.is_empty() {
            found.push((version.id, document));
        }
    }
    Ok(found)
}

async fn note(tx: &mut Tx) -> Result<()> {
    for (version, document) in unnoted(tx).await? {
        calls::rows::note(tx, version, &calls::named(&document)).await?;
    }
    Ok(())
}

/// The new ones are whose the others are.
async fn bring(tx: &mut Tx) -> Result<()> {
    let known = rows::every(tx).await?;
    let first = known.iter().find(|automation| automation.slug == SHIPPED[0].name).or(known.first());
    let owned = first.map(|automation| automation.owned).unwrap_or_default();
    for shipped in missing(tx).await? {
        ship(tx, shipped, owned).await?;
    }
    Ok(())
}

/// A new automation with its first version.
pub(crate) async fn install(
    tx: &mut Tx,
    automation: Automation,
    document: &document::Automation,
    text: &str,
) -> Result<Automation> {
    let version = Version {
        id: tx.new_id(),
        rv: 1,
        owned: automation.owned,
        automation: automation.id,
        number: automation.version,
        text: text.to_owned(),
        sha256: hex(document.sha256()),
        published_at: tx.now(),
        published_by: tx.permit().user().or(automation.owned.owner),
        state: State::Published,
        reviewed_by: None,
        reviewed_at: None,
    };
    tx.add(&automation).await?;
    tx.add(&version).await?;
    let pins = texts::now(tx, document).await?;
    texts::rows::pin(tx, version.id, &pins).await?;
    calls::rows::note(tx, version.id, &calls::named(document)).await?;
    tx.tell(version.published());
    Ok(automation)
}

pub(crate) fn hex(bytes: [u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
