//! The business itself: the settings every room reads. Plain data; the store keeps one document per topic.
//!
//! Not here: credentials (secrets), and whatever only one office reads.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::{BusinessHours, QuietHours, Week, Zone};
use crate::{BasisPoints, Currency, Error, FileId, Result, UserId};

/// A postal address (EN 16931 BG-5, BG-8).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Address {
    pub street: String,
    pub postal_code: String,
    pub city: String,
    /// State or province, where the country has them.
    pub region: Option<String>,
    /// ISO 3166-1 alpha-2, such as `DE`.
    pub country: String,
}

/// A named rate the business uses: `{"name": "Standard", "rate": 1900}` is 19 %.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaxRate {
    pub name: String,
    /// Basis points.
    pub rate: BasisPoints,
}

/// Topic `business`: what a lawful business must say of itself, and how it counts time and money.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Business {
    /// How customers know it.
    pub name: String,
    /// As registered (EN 16931 BT-27).
    pub legal_name: String,
    pub address: Address,
    /// National tax number (BT-32).
    pub tax_id: Option<String>,
    /// VAT identifier with its country prefix (BT-31).
    pub vat_id: Option<String>,
    /// The first is the usual one.
    pub tax_rates: Vec<TaxRate>,
    /// Where customers pay to (BT-84), without spaces.
    pub iban: Option<String>,
    pub bic: Option<String>,
    pub logo: Option<FileId>,
    pub currency: Currency,
    /// BCP 47, such as `en-GB`: how dates and amounts are written to customers.
    pub locale: String,
    pub hours: BusinessHours,
    /// When no message of an automation reaches a person, on their own clock.
    pub quiet_hours: Option<QuietHours>,
    /// Who we are on the web: the privacy page of the business, shown under every form and mail.
    pub privacy_url: Option<String>,
    pub website: Option<String>,
    /// Where customers write to, and whom their mails come from (BT-43).
    pub email: Option<String>,
}

impl Default for Business {
    fn default() -> Business {
        let nine_to_five = ["09:00-17:00".parse().expect("opening hours in their own form")];
        let hours = BusinessHours::new(Zone::UTC, Week::weekdays(&nine_to_five), vec![]);
        Business {
            name: String::new(),
            legal_name: String::new(),
            address: Address::default(),
            tax_id: None,
            vat_id: None,
            tax_rates: vec![],
            iban: None,
            bic: None,
            logo: None,
            currency: Currency::EUR,
            locale: "en".into(),
            hours: hours.expect("five days are open"),
            quiet_hours: None,
            privacy_url: None,
            website: None,
            email: None,
        }
    }
}

impl Business {
    /// Its own zone.
    pub fn zone(&self) -> &Zone {
        self.hours.zone()
    }
}

/// How the numbers of one series are written: `{prefix}{year}-{n}` and where they start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberFormat {
    /// `{n}`, `{n:5}` (padded), `{year}`; such as `INV-{year}-{n:4}`.
    pub format: String,
    /// The first number, for those who go on from another system.
    pub start: i64,
}

impl NumberFormat {
    /// The number as printed. `year` is the business's own calendar year.
    pub fn print(&self, n: i64, year: i16) -> Result<String> {
        let mut out = String::new();
        let mut rest = self.format.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (what, tail) = after.split_once('}').ok_or_else(|| self.wrong())?;
            out += before;
            out += &match what.split_once(':') {
                None if what == "n" => n.to_string(),
                None if what == "year" => year.to_string(),
                Some(("n", width)) => {
                    let width: usize = width.parse().map_err(|_| self.wrong())?;
                    format!("{n:0width$}")
                }
                _ => return Err(self.wrong()),
            };
            rest = tail;
        }
        Ok(out + rest)
    }

    /// A format without `{n}` would give every document the same number.
    pub fn check(&self) -> Result<()> {
        let printed = self.print(1, 2000)?;
        let differs = printed != self.print(2, 2000)?;
        if differs && self.start > 0 { Ok(()) } else { Err(self.wrong()) }
    }

    fn wrong(&self) -> Error {
        Error::field(
            "/format",
            "number.format",
            "write a number format like INV-{year}-{n:4}, starting at 1 or more",
        )
    }
}

/// Topic `numbers`: one format per series, by its name (`proposal`, `invoice`, `credit_note`, `project`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Numbers {
    pub series: BTreeMap<String, NumberFormat>,
}

impl Numbers {
    /// The format of a series, or its plain default.
    pub fn of(&self, series: &str) -> NumberFormat {
        let plain = || NumberFormat { format: "{n:4}".into(), start: 1 };
        self.series.get(series).cloned().unwrap_or_else(plain)
    }
}

/// The passages of the line, from one state to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Joint {
    CapturedAnswered,
    AnsweredQualified,
    QualifiedProposed,
    ProposedSigned,
    SignedDelivered,
    DeliveredInvoiced,
    InvoicedPaid,
    PaidReconciled,
}

impl Joint {
    pub const ALL: [Joint; 8] = [
        Joint::CapturedAnswered,
        Joint::AnsweredQualified,
        Joint::QualifiedProposed,
        Joint::ProposedSigned,
        Joint::SignedDelivered,
        Joint::DeliveredInvoiced,
        Joint::InvoicedPaid,
        Joint::PaidReconciled,
    ];

    /// The word in rows and addresses, such as `captured_answered`.
    pub fn word(self) -> &'static str {
        match self {
            Joint::CapturedAnswered => "captured_answered",
            Joint::AnsweredQualified => "answered_qualified",
            Joint::QualifiedProposed => "qualified_proposed",
            Joint::ProposedSigned => "proposed_signed",
            Joint::SignedDelivered => "signed_delivered",
            Joint::DeliveredInvoiced => "delivered_invoiced",
            Joint::InvoicedPaid => "invoiced_paid",
            Joint::PaidReconciled => "paid_reconciled",
        }
    }

    pub fn from_word(word: &str) -> Option<Joint> {
        Joint::ALL.into_iter().find(|joint| joint.word() == word)
    }

    /// Minutes within which a record should pass, where the owner says nothing.
    pub fn usual_minutes(self) -> i64 {
        match self {
            Joint::CapturedAnswered => 5,
            Joint::AnsweredQualified => 2 * 24 * 60,
            Joint::QualifiedProposed => 2 * 24 * 60,
            Joint::ProposedSigned => 7 * 24 * 60,
            Joint::SignedDelivered => 30 * 24 * 60,
            Joint::DeliveredInvoiced => 24 * 60,
            Joint::InvoicedPaid => 14 * 24 * 60,
            Joint::PaidReconciled => 2 * 24 * 60,
        }
    }
}

/// Who answers for a joint, who takes over, and how long it may take.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct JointRule {
    pub owner: Option<UserId>,
    pub stand_in: Option<UserId>,
    /// Wall-clock minutes; the usual ones where nothing is said.
    pub target_minutes: Option<i64>,
}

impl JointRule {
    /// Wall-clock minutes within which a record should pass.
    pub fn target(&self, joint: Joint) -> i64 {
        self.target_minutes.unwrap_or_else(|| joint.usual_minutes())
    }
}

/// Topic `line`: the rule of each joint.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LineSettings {
    pub joints: BTreeMap<Joint, JointRule>,
}

impl LineSettings {
    pub fn rule(&self, joint: Joint) -> JointRule {
        self.joints.get(&joint).cloned().unwrap_or_default()
    }
}

/// Part of topic `billing`: when customers are asked for money that is due, read by whoever times it. Only
/// billing changes it, with the rest of its document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reminding {
    /// The friendly reminder leaves so many calendar days before the invoice is due.
    pub remind_before_days: i64,
    /// Reminder 1, 2, 3 leave so many calendar days after it was due.
    pub reminder_days: Vec<i64>,
    /// After the last reminder somebody calls, so many business days later.
    pub call_after_days: i64,
}

impl Default for Reminding {
    fn default() -> Reminding {
        Reminding { remind_before_days: 3, reminder_days: vec![3, 10, 20], call_after_days: 3 }
    }
}

/// Part of topic `mail`: whether mail can leave, read by whoever promises one. Only connect changes it, with the rest
/// of its document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MailServer {
    pub host: Option<String>,
    pub from_address: Option<String>,
}

impl MailServer {
    /// A server and a sender: all that mail needs to leave.
    pub fn is_set_up(&self) -> bool {
        self.host.is_some() && self.from_address.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_printed_by_its_format() {
        let print = |format: &str| NumberFormat { format: format.into(), start: 1 }.print(42, 2026);
        assert_eq!(print("INV-{year}-{n:4}").unwrap(), "INV-2026-0042");
        assert_eq!(print("{n}").unwrap(), "42");
        assert!(print("{month}").is_err());
        assert!(NumberFormat { format: "INV".into(), start: 1 }.check().is_err());
    }

    #[test]
    fn a_joint_is_known_by_its_word() {
        for joint in Joint::ALL {
            assert_eq!(Joint::from_word(joint.word()), Some(joint));
            assert_eq!(serde_json::to_value(joint).unwrap(), joint.word());
        }
    }
}
