//! What the fields of a real record hold, so that whoever picks one sees what it means.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{AutomationId, ContactId, Id as _, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Query, Verb};

use crate::automation::check;
use crate::document::Takes;
use crate::office;
use crate::sight::{self, Of, rows};

/// Read what the fields of the newest record of a noun hold, as a run about it would see them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadSample {
    /// What a run can be about, such as `proposal`.
    pub subject: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SampleView {
    /// The record they were read from; null where there is none yet.
    pub record: Option<String>,
    /// By path, such as `proposal.state`; what is empty is left out.
    pub values: BTreeMap<String, Json>,
}

impl Query for ReadSample {
    const VERB: Verb = Verb::get("automation.sample", "/automations/sample");
    type Answer = SampleView;

    async fn ask(&self, tx: &mut Tx) -> Result<SampleView> {
        let (office, declared) = (office::of(tx)?, check::verbs(tx)?);
        let house = office.catalogue(&declared);
        let nothing = SampleView { record: None, values: BTreeMap::new() };
        let Some((noun, schema)) = house.subjects.get_key_value(&self.subject) else { return Ok(nothing) };
        let Some(record) = rows::newest(tx, noun).await? else { return Ok(nothing) };
        let paths: Vec<String> = schema.fields().map(|(path, ..)| path.to_owned()).collect();
        let looked_at: BTreeSet<&str> =
            paths.iter().filter_map(|path| Some(path.split_once('.')?.0)).collect();
        let trigger = json!({});
        let contact = (noun == ContactId::PREFIX).then(|| ContactId::from_bytes(record.bytes));
        // Nobody's automation: whoever answers for one is not part of a record.
        let automation = AutomationId::from_bytes([0; 16]);
        let takes = Takes::new();
        let of = Of { automation, subject: record, contact, trigger: &trigger, takes: &takes, looked_at };
        let seen = sight::look(tx, &of, house).await?;
        let value = |path: &String| Some((path.clone(), seen.at(path)?.to_json()));
        Ok(SampleView { record: Some(record.to_string()), values: paths.iter().filter_map(value).collect() })
    }
}
