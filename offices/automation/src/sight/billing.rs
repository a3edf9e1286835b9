//! `billing`, the settings of how the business invoices, as conditions and waits see them.
//!
//! Invariant: every field has a value; a reminder beyond `billing.reminders` counts no days, so a run that waits for
//! one that was taken out finds its day over.

use condition::{Fields, Schema, Type, Value};
use kernel::Reminding;

/// The name of the record, which is the topic of the settings.
pub const NAME: &str = "billing";

fn fields(set: &Reminding) -> [(&'static str, i64); 6] {
    let level = |n: usize| set.reminder_days.get(n).copied().unwrap_or_default();
    [
        ("remind_before_days", set.remind_before_days),
        ("reminders", i64::try_from(set.reminder_days.len()).unwrap_or(i64::MAX)),
        ("reminder_1_days", level(0)),
        ("reminder_2_days", level(1)),
        ("reminder_3_days", level(2)),
        ("call_after_days", set.call_after_days),
    ]
}

pub fn schema(schema: Schema) -> Schema {
    let names = fields(&Reminding::default()).map(|(name, _)| name);
    names.into_iter().fold(schema, |schema, name| schema.field(&format!("{NAME}.{name}"), Type::Int))
}

pub fn record(set: &Reminding) -> Fields {
    fields(set).into_iter().fold(Fields::new(), |all, (name, days)| all.set(name, Value::Int(days)))
}
