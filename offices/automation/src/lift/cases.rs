//! Which facts begin a case of a metric and which end it, and whom it is counted for.

use kernel::{AutomationId, ContactId, Id as _, Ref, Result};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use store::Tx;
use store::reaction::Told;

use super::arm::{Arm, arm};
use super::rows::{self, Started};
use crate::document::Automation;
use crate::plan::Catalogue;
use crate::ship::hex;

/// The metric of one automation.
pub struct Metric<'a> {
    pub automation: AutomationId,
    document: &'a Automation,
    /// The field both facts name, or the person both are about.
    by: String,
}

impl<'a> Metric<'a> {
    pub fn of(automation: AutomationId, document: &'a Automation, house: &Catalogue) -> Metric<'a> {
        let subject = document.subject.as_str();
        let names = |kind: &str| {
            let fields = house.facts.get(kind).into_iter().flatten();
            fields.into_iter().any(|(name, ..)| name == subject)
        };
        let both = names(document.metric.start.as_str()) && names(document.metric.end.as_str());
        let by = if both { subject } else { ContactId::PREFIX };
        Metric { automation, document, by: by.to_owned() }
    }

    /// What is counted, and how; another text is another metric.
    pub fn query(&self) -> String {
        let metric = &self.document.metric;
        let arms =
            format!("{} {:?}", self.document.hold_out, self.document.group.as_ref().map(|group| &group.name));
        let text = format!("cases 1: {} to {} by {}, arms {arms}", metric.start, metric.end, self.by);
        hex(Sha256::digest(text).into())
    }

    /// Counts one fact.
    pub async fn take(&self, tx: &mut Tx, told: &Told) -> Result<()> {
        let (starts, ends) = (self.document.metric.start.as_str(), self.document.metric.end.as_str());
        let kind = told.kind();
        if (kind != starts && kind != ends) || told.line["body"]["test"] == true {
            return Ok(());
        }
        let Some(whom) = self.whom(&told.line) else { return Ok(()) };
        let at = told.at()?;
        if kind == ends {
            rows::finish(tx, self.automation, whom, at).await?;
        }
        if kind == starts {
            let contact = contact(&told.line);
            let held_out = arm(self.document, contact.map_or(whom, Ref::from)) == Arm::HeldOut;
            let one = Started { automation: self.automation, fact: told.id, whom, contact, held_out, at };
            rows::start(tx, &one).await?;
        }
        Ok(())
    }

    fn whom(&self, line: &Json) -> Option<Ref> {
        let named = line["body"][self.by.as_str()].as_str().and_then(|id| Ref::parse_any(id).ok());
        named.or_else(|| contact(line).map(Ref::from).filter(|_| self.by == ContactId::PREFIX))
    }
}

fn contact(line: &Json) -> Option<ContactId> {
    line["contact"].as_str()?.parse().ok()
}
