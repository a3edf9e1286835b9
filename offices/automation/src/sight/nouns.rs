//! The records of the line as conditions see them: for each noun its window and its fields, once for the check
//! of a document and for the reading.
//!
//! Deliberately not here: contacts, of whom a run sees whoever they are now.

pub(crate) mod answered;
pub(super) mod was;

use std::collections::BTreeSet;

use condition::{Fields, Schema, Type, Value};
use kernel::calendar::Zone;
use kernel::{Date, Ref, Result, Timestamp, fault};
use store::{Row, Tx, values};

use super::rows::Found;

/// A noun a run can be about.
pub struct Noun {
    pub name: &'static str,
    pub(super) window: &'static str,
    fields: &'static [Field],
    /// The records beside it that a condition may look at too, by the column that names them.
    pub beside: &'static [&'static str],
}

/// A field: its name, which is its column, and whether it always has a value.
struct Field(&'static str, Of, bool);

enum Of {
    Text,
    Flag,
    Int,
    At,
    /// A business-local day: the instant it begins.
    Day,
    /// The id of a record of that noun.
    Id(&'static str),
    /// Of two columns, the amount and `currency`.
    Money(&'static str),
    /// Whole days since that business-local day, never negative.
    DaysSince(&'static str),
    /// Whether that column is anything but nothing.
    Nonzero(&'static str),
    /// The state of a lead in the words of the line: an open one is captured, and answered from the first answer on.
    LeadState,
    /// Where a lead came from: what its link named (`utm_source`), else the channel.
    Source,
}

use Of::{At, Day, DaysSince, Flag, Id, Int, LeadState, Money, Nonzero, Source, Text};

/// All of them beside conversation and contact.
pub const NOUNS: [Noun; 8] = [
    Noun {
        name: "lead",
        window: "crm_lead_window",
        fields: &[
            Field("state", LeadState, true),
            Field("channel", Text, true),
            Field("source", Source, true),
            Field("owner", Id("user"), false),
            Field("service", Id("service"), false),
            Field("form", Id("form"), false),
            Field("expected", Money("expected_minor"), false),
            Field("captured_at", At, true),
            Field("answered_at", At, false),
            Field("useful_at", At, false),
            Field("due_at", At, false),
            Field("decided_at", At, false),
            Field("until", Day, false),
            Field("reason", Text, false),
            Field("deal", Id("deal"), false),
            Field("test", Flag, true),
        ],
        beside: &["service"],
    },
    Noun {
        name: "deal",
        window: "crm_deal_window",
        fields: &[
            Field("state", Text, true),
            Field("stage", Text, false),
            Field("title", Text, false),
            Field("value", Money("minor"), false),
            Field("opened_at", At, true),
            Field("moved_at", At, true),
            Field("ended_at", At, false),
            Field("expected_on", Day, false),
            Field("due_at", At, false),
            Field("reason", Text, false),
            Field("lead", Id("lead"), false),
            Field("owner", Id("user"), false),
            Field("test", Flag, true),
        ],
        beside: &["service"],
    },
    Noun {
        name: "proposal",
        window: "sales_proposal_window",
        fields: &[
            Field("state", Text, true),
            Field("number", Text, false),
            Field("version", Int, true),
            Field("value", Money("minor"), false),
            Field("valid_until", Day, false),
            Field("sent_at", At, false),
            Field("viewed_at", At, false),
            Field("deal", Id("deal"), true),
            Field("owner", Id("user"), false),
            Field("test", Flag, true),
        ],
        beside: &["deal", "service"],
    },
    Noun {
        name: "agreement",
        window: "sales_agreement_window",
        fields: &[
            Field("state", Text, true),
            Field("number", Text, false),
            Field("value", Money("minor"), false),
            Field("signed_at", At, false),
            Field("proposal", Id("proposal"), true),
            Field("deal", Id("deal"), true),
            Field("owner", Id("user"), false),
            Field("test", Flag, true),
        ],
        beside: &["deal", "service"],
    },
    Noun {
        name: "project",
        window: "delivery_project_window",
        fields: &[
            Field("state", Text, true),
            Field("number", Text, false),
            Field("value", Money("minor"), false),
            Field("opened_at", At, true),
            Field("agreement", Id("agreement"), false),
            Field("deal", Id("deal"), false),
            Field("owner", Id("user"), false),
            Field("brief_missing", Int, true),
            Field("test", Flag, true),
        ],
        beside: &["deal", "service"],
    },
    Noun {
        name: "milestone",
        window: "delivery_milestone_window",
        fields: &[
            Field("state", Text, true),
            Field("amount", Money("minor"), true),
            Field("due_on", Day, false),
            Field("accepted_at", At, false),
            Field("invoice_waived", Flag, true),
            Field("billable", Nonzero("minor"), true),
            Field("project", Id("project"), true),
            Field("owner", Id("user"), false),
            Field("test", Flag, true),
        ],
        beside: &["project", "service"],
    },
    // A run about an invoice begins when it has been issued.
    Noun {
        name: "invoice",
        window: "billing_invoice_window",
        fields: &[
            Field("state", Text, true),
            Field("number", Text, true),
            Field("gross", Money("minor"), true),
            Field("open", Money("open_minor"), true),
            Field("issued_on", Day, true),
            Field("due_on", Day, true),
            Field("days_late", DaysSince("due_on"), true),
            Field("issued_at", At, false),
            Field("paid_at", At, false),
            Field("project", Id("project"), false),
            Field("owner", Id("user"), false),
            Field("test", Flag, true),
        ],
        beside: &["project", "service"],
    },
    Noun {
        name: "payment",
        window: "cash_payment_window",
        fields: &[
            Field("state", Text, true),
            Field("method", Text, true),
            Field("amount", Money("minor"), false),
            Field("paid_on", Day, false),
            Field("reconciled", Flag, true),
            Field("owner", Id("user"), false),
            Field("test", Flag, true),
        ],
        beside: &[],
    },
];

/// The noun of that name.
pub fn noun(name: &str) -> Option<&'static Noun> {
    NOUNS.iter().find(|noun| noun.name == name)
}

/// The moment and the zone of the business, by which days are told.
pub(super) struct Clock {
    pub now: Timestamp,
    pub zone: Zone,
}

impl Noun {
    /// Its fields in a schema; of a record beside the subject all may be empty, for there may be none.
    pub fn schema(&self, schema: Schema, subject: bool) -> Schema {
        let put = |schema: Schema, name: &str, of: Type, always: bool| {
            let path = format!("{}.{name}", self.name);
            if always && subject { schema.field(&path, of) } else { schema.maybe(&path, of) }
        };
        let schema = put(schema, "id", Type::Text, true);
        let schema = self
            .fields
            .iter()
            .fold(schema, |schema, Field(name, of, always)| put(schema, name, of.kind(), *always));
        if self.name == answered::OF { answered::schema(schema) } else { schema }
    }

    /// The record as it is now.
    pub(super) async fn read(&self, tx: &mut Tx, id: Ref, clock: &Clock) -> Result<Option<Found>> {
        let columns: Vec<String> = self.columns().into_iter().map(|name| format!("r.{name}")).collect();
        let sql = super::rows::of_window(self.window, &columns);
        tx.one(&sql, values![id], |row| self.found(row, id, clock)).await
    }

    /// Whether a condition can look at what this column holds.
    pub fn sees(&self, column: &str) -> bool {
        self.columns().contains(column)
    }

    fn columns(&self) -> BTreeSet<&'static str> {
        let fields = self.fields.iter().flat_map(|Field(name, of, _)| match of {
            Money(minor) => [*minor, "currency"],
            DaysSince(column) | Nonzero(column) => [*column, *column],
            LeadState => [*name, ANSWERED],
            Source => [*name, "channel"],
            _ => [*name, *name],
        });
        let answers = (self.name == answered::OF).then_some(answered::COLUMN);
        fields.chain(answers).chain(self.beside.iter().copied()).chain(["contact"]).collect()
    }

    fn found(&self, row: &Row<'_>, id: Ref, clock: &Clock) -> Result<Found> {
        let mut fields = Fields::new().text("id", &id.to_string());
        for Field(name, of, _) in self.fields {
            if let Some(value) = of.read(row, name, clock)? {
                fields = fields.set(name, value);
            }
        }
        if self.name == answered::OF {
            fields = answered::read(fields, &row.doc(answered::COLUMN)?);
        }
        let mut beside = vec![];
        for name in self.beside {
            let bytes: Option<[u8; 16]> = row.get(name)?;
            beside.extend(bytes.and_then(|bytes| Some((*name, Ref::of(name, bytes)?))));
        }
        Ok(Found { fields, contact: row.get("contact")?, beside, owner_zone: row.get("owner_zone")? })
    }
}

/// One side of what a change wrote of a record, column by column, by the fields conditions know; without a
/// declaration by what the values are.
pub(super) fn differences(
    noun_name: &str,
    written: &[(&str, &serde_json::Value)],
    clock: &Clock,
    live: Option<&Fields>,
) -> Fields {
    let value = |name: &str| written.iter().find(|field| field.0 == name).map(|field| field.1);
    let Some(noun) = noun(noun_name) else {
        return written.iter().fold(Fields::new(), |fields, field| match plain(field.1) {
            Some(value) => fields.set(field.0, value),
            None => fields,
        });
    };
    noun.fields.iter().fold(Fields::new(), |fields, Field(name, of, _)| {
        let found = match of {
            Money(minor) => value(minor).and_then(|minor| money(minor, value("currency"), live, name)),
            Day => value(name)
                .and_then(|day| day.as_str()?.parse().ok())
                .and_then(|day| clock.begins(day).ok())
                .map(Value::At),
            At => value(name).and_then(|at| at.as_str()?.parse().ok()).map(Value::At),
            LeadState => lead_differs(&value, live).map(|word| Value::Text(word.into())),
            DaysSince(_) | Nonzero(_) | Source => None,
            Text | Flag | Int | Id(_) => value(name).and_then(untimed),
        };
        match found {
            Some(found) => fields.set(name, found),
            None => fields,
        }
    })
}

/// When a lead was answered first; that it was makes an open one an answered one.
const ANSWERED: &str = "answered_at";

/// The state of a lead in the words of the line.
fn lead_state(kept: &str, answered: bool) -> &str {
    match (kept, answered) {
        ("open", false) => "captured",
        ("open", true) => "answered",
        (state, _) => state,
    }
}

/// The state of a lead where a change concerns it: what was not written is as it is now.
fn lead_differs<'j>(
    value: &dyn Fn(&str) -> Option<&'j serde_json::Value>,
    live: Option<&Fields>,
) -> Option<String> {
    use condition::Record as _;
    let is = |name: &str| live.and_then(|live| live.get(name));
    let answered = value(ANSWERED).map_or_else(|| is(ANSWERED).is_some(), |at| !at.is_null());
    let kept = match value("state") {
        Some(written) => written.as_str()?,
        // A decided lead stays what it is, whoever answers it.
        None => value(ANSWERED).and_then(|_| match is("state") {
            Some(Value::Text(word)) if word == "captured" || word == "answered" => Some("open"),
            _ => None,
        })?,
    };
    Some(lead_state(kept, answered).to_owned())
}

fn untimed(json: &serde_json::Value) -> Option<Value<'static>> {
    match json {
        serde_json::Value::Bool(flag) => Some(Value::Flag(*flag)),
        serde_json::Value::Number(n) => n.as_i64().map(Value::Int),
        serde_json::Value::String(text) => Some(Value::Text(text.clone().into())),
        _ => None,
    }
}

fn plain(json: &serde_json::Value) -> Option<Value<'static>> {
    let instant = json.as_str().and_then(|text| text.parse().ok()).map(Value::At);
    instant.or_else(|| untimed(json))
}

/// The currency seldom changes: where it was not written, it is that of the record now.
fn money(
    minor: &serde_json::Value,
    currency: Option<&serde_json::Value>,
    live: Option<&Fields>,
    name: &str,
) -> Option<Value<'static>> {
    use condition::Record as _;
    let known = live.and_then(|live| match live.get(name) {
        Some(Value::Money(money)) => Some(money.currency),
        _ => None,
    });
    let written = currency.and_then(|code| kernel::Currency::from_code(code.as_str()?));
    Some(Value::Money(kernel::Money { minor: minor.as_i64()?, currency: written.or(known)? }))
}

impl Of {
    fn kind(&self) -> Type {
        match self {
            Text | Id(_) | LeadState | Source => Type::Text,
            Flag | Nonzero(_) => Type::Flag,
            Int | DaysSince(_) => Type::Int,
            At | Day => Type::At,
            Money(_) => Type::Money,
        }
    }

    fn read(&self, row: &Row<'_>, name: &str, clock: &Clock) -> Result<Option<Value<'static>>> {
        Ok(match self {
            Text => row.get::<Option<String>>(name)?.map(|text| Value::Text(text.into())),
            Flag => row.get::<Option<bool>>(name)?.map(Value::Flag),
            Int => row.get::<Option<i64>>(name)?.map(Value::Int),
            At => row.get::<Option<Timestamp>>(name)?.map(Value::At),
            Day => row.get::<Option<Date>>(name)?.map(|day| clock.begins(day)).transpose()?.map(Value::At),
            Id(noun) => row
                .get::<Option<[u8; 16]>>(name)?
                .and_then(|bytes| Ref::of(noun, bytes))
                .map(|id| Value::Text(id.to_string().into())),
            Money(minor) => row.money(minor, "currency")?.map(Value::Money),
            LeadState => {
                let answered: Option<Timestamp> = row.get(ANSWERED)?;
                let kept: String = row.get(name)?;
                Some(Value::Text(lead_state(&kept, answered.is_some()).to_owned().into()))
            }
            Source => Some(Value::Text(answered::source(&row.doc(name)?, row.get("channel")?).into())),
            Nonzero(column) => Some(Value::Flag(row.get::<Option<i64>>(column)?.unwrap_or(0) != 0)),
            DaysSince(day) => {
                let day = row.get::<Option<Date>>(day)?;
                day.map(|day| clock.days_since(day)).transpose()?.map(Value::Int)
            }
        })
    }
}

impl Clock {
    fn begins(&self, day: Date) -> Result<Timestamp> {
        let midnight = "00:00".parse().expect("a time of day in its own form");
        Ok(self.zone.instant(day, midnight)?)
    }

    fn days_since(&self, day: Date) -> Result<i64> {
        let today = self.zone.shows(self.now).date();
        let days = today.since(day).map_err(fault)?.get_days();
        Ok(i64::from(days.max(0)))
    }
}
