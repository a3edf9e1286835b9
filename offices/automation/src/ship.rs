//! On `business.set_up`: the automations the house comes with are published and switched on.

use facts::governance::BusinessSetUp;
use kernel::{Owned, Result, fault};
use store::{Consequence, Tx};

use crate::automation::{Automation, Mode, Version, name_of};
use crate::document;
use crate::shipped::SHIPPED;

pub(crate) struct ShipAutomations;

impl Consequence for ShipAutomations {
    const NAME: &'static str = "automation.ship_automations";
    type Fact = BusinessSetUp;

    async fn follow(&self, tx: &mut Tx, fact: &BusinessSetUp) -> Result<()> {
        let owned = Owned { owner: Some(fact.administrator), team: None };
        for shipped in SHIPPED {
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
                on: true,
                version: 1,
                load_bearing: shipped.load_bearing,
            };
            install(tx, automation, &document, shipped.yaml).await?;
        }
        Ok(())
    }
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
    };
    tx.add(&automation).await?;
    tx.add(&version).await?;
    tx.tell(version.published());
    Ok(automation)
}

pub(crate) fn hex(bytes: [u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
