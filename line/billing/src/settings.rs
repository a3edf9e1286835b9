//! Topic `billing`: when invoices are due, when customers are reminded, and what stands on every invoice.

use kernel::{Error, FieldError, Refusal, Reminding, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::{Setting, Tx};
use verbs::{Command, Query, Verb};

/// How the business invoices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct BillingSettings {
    /// Days from issue until an invoice is due.
    pub terms_days: i64,
    /// The friendly reminder leaves so many days before it is due.
    pub remind_before_days: i64,
    /// Reminder 1, 2, 3 leave so many days after it was due.
    pub reminder_days: Vec<i64>,
    /// Somebody calls so many business days after the last reminder.
    pub call_after_days: i64,
    /// Before the lines of every invoice.
    pub intro: Option<String>,
    /// After the totals of every invoice.
    pub closing: Option<String>,
    /// The legal sentence where no tax is charged, such as reverse charge or an exemption.
    pub tax_note: Option<String>,
}

impl Default for BillingSettings {
    fn default() -> BillingSettings {
        let Reminding { remind_before_days, reminder_days, call_after_days } = Reminding::default();
        BillingSettings {
            terms_days: 14,
            remind_before_days,
            reminder_days,
            call_after_days,
            intro: None,
            closing: None,
            tax_note: None,
        }
    }
}

impl Setting for BillingSettings {
    const TOPIC: &'static str = "billing";
}

/// The shipped letters are for three.
const REMINDERS: usize = 3;
const LONGEST_TEXT: usize = 2_000;

impl BillingSettings {
    /// The highest reminder there is.
    pub fn levels(&self) -> i64 {
        self.reminder_days.len() as i64
    }

    fn troubles(&self) -> Vec<FieldError> {
        let field = |name: &str, code: &'static str, detail: &str| FieldError {
            pointer: format!("/settings/{name}"),
            code,
            detail: detail.into(),
        };
        let mut found = vec![];
        if !(0..=365).contains(&self.terms_days) {
            found.push(field("terms_days", "billing.days", "write 0 to 365 days"));
        }
        if !(0..=60).contains(&self.remind_before_days) {
            found.push(field("remind_before_days", "billing.days", "write 0 to 60 days"));
        }
        if !(0..=30).contains(&self.call_after_days) {
            found.push(field("call_after_days", "billing.days", "write 0 to 30 days"));
        }
        let apart = self.reminder_days.windows(2).all(|two| two[1] >= two[0] + 2);
        let usable = self.reminder_days.iter().all(|day| (1..=365).contains(day));
        if !apart || !usable || self.reminder_days.len() > REMINDERS {
            let say = "name up to three days after the due day, each at least two days after the one before";
            found.push(field("reminder_days", "billing.reminder_days", say));
        }
        for (name, text) in [("intro", &self.intro), ("closing", &self.closing), ("tax_note", &self.tax_note)]
        {
            if text.as_ref().is_some_and(|text| text.chars().count() > LONGEST_TEXT) {
                found.push(field(name, "too_long", "shorten it to 2,000 characters"));
            }
        }
        found
    }
}

#[derive(Debug, thiserror::Error)]
#[error("these settings are at version {now} by now; look again before you change them")]
pub struct Stale {
    now: i64,
}

impl Refusal for Stale {
    fn code(&self) -> &'static str {
        "setting.stale"
    }
    fn status(&self) -> u16 {
        412
    }
}

/// The settings and their version; what a change gives back also says what was before.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BillingSettingsView {
    /// Give it back with a change.
    pub rv: i64,
    pub settings: BillingSettings,
    pub before: Option<BillingSettings>,
}

/// How the business invoices.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadBilling {}

impl Query for ReadBilling {
    const VERB: Verb = Verb::get("billing.read", "/settings/billing");
    type Answer = BillingSettingsView;

    async fn ask(&self, tx: &mut Tx) -> Result<BillingSettingsView> {
        let (settings, rv) = tx.setting_at::<BillingSettings>().await?;
        Ok(BillingSettingsView { rv, settings, before: None })
    }
}

/// Change how the business invoices: the whole document, over the version you saw. Issued invoices stay as they are.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeBilling {
    pub rv: i64,
    pub settings: BillingSettings,
}

impl Command for ChangeBilling {
    const VERB: Verb = Verb::put("billing.change", "/settings/billing").undo("billing.change");
    type Answer = BillingSettingsView;

    async fn act(&self, tx: &mut Tx) -> Result<BillingSettingsView> {
        let (before, now) = tx.setting_at::<BillingSettings>().await?;
        if now != self.rv {
            return Err(Stale { now }.into());
        }
        let troubles = self.settings.troubles();
        if !troubles.is_empty() {
            return Err(Error::Invalid(troubles));
        }
        tx.keep_setting(&self.settings).await?;
        let rv = tx.setting_at::<BillingSettings>().await?.1;
        Ok(BillingSettingsView { rv, settings: self.settings.clone(), before: Some(before) })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        let before = answer["before"].as_object()?;
        Some(json!({ "rv": answer["rv"], "settings": before }))
    }
}
