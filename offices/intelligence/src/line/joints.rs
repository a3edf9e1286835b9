//! Which joint a record waits at: by its kind and state, and by the states its service uses.
//!
//! Invariant: a state that a service skips joins its neighbours, so what waits between two used states waits at the
//! one joint that leads from the first; what comes after the last used state is no joint of that service.

use std::collections::HashMap;

use kernel::{Joint, Result, ServiceId};
use store::{Row, Tx};

/// The nine states of the line, in order.
pub const STATES: [&str; 9] = [
    "captured",
    "answered",
    "qualified",
    "proposed",
    "signed",
    "delivered",
    "invoiced",
    "paid",
    "reconciled",
];

/// Which open records of the rooms' `_open` windows wait on the line, by kind and state, and where.
const STATIONS: [(&str, &str, Joint); 9] = [
    ("lead", "captured", Joint::CapturedAnswered),
    ("lead", "answered", Joint::AnsweredQualified),
    ("deal", "qualified", Joint::QualifiedProposed),
    ("deal", "proposed", Joint::ProposedSigned),
    ("agreement", "signed", Joint::SignedDelivered),
    ("milestone", "signed", Joint::SignedDelivered),
    ("milestone", "delivered", Joint::DeliveredInvoiced),
    ("invoice", "invoiced", Joint::InvoicedPaid),
    ("payment", "paid", Joint::PaidReconciled),
];

/// A kind and state of open records, and the services of which they wait at some joint.
pub struct Station {
    pub kind: &'static str,
    pub state: &'static str,
    pub sold: Sold,
}

pub enum Sold {
    /// Those without a service too.
    AllBut(Vec<ServiceId>),
    Only(Vec<ServiceId>),
}

/// The joint of an open record; none for what stands beside the line.
pub fn joint_of(kind: &str, state: &str) -> Option<Joint> {
    STATIONS.iter().find(|(k, s, _)| (*k, *s) == (kind, state)).map(|(_, _, joint)| *joint)
}

/// Its place in the order of the line.
pub fn place(joint: Joint) -> usize {
    Joint::ALL.iter().position(|one| *one == joint).expect("every joint is one of all")
}

/// The states used by a service, or by any.
pub type Used = [bool; 9];
const ALL: Used = [true; 9];

/// The lines of the services.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    services: HashMap<ServiceId, (Used, bool)>,
}

impl Lines {
    /// As the services say now; where there are none every state is used.
    pub async fn of(tx: &mut Tx) -> Result<Lines> {
        if tx.windows("crm_service_window").is_empty() {
            return Ok(Lines::default());
        }
        let read = |row: &Row<'_>| {
            let line: Vec<String> = row.doc("line")?;
            Ok((row.get::<ServiceId>("id")?, (used(&line), row.get::<bool>("active")?)))
        };
        Ok(Lines { services: tx.all(super::rows::SERVICES, &[], read).await?.into_iter().collect() })
    }

    #[cfg(test)]
    pub fn with(services: impl IntoIterator<Item = (ServiceId, Used)>) -> Lines {
        let services = services.into_iter().map(|(id, used)| (id, (used, true))).collect();
        Lines { services }
    }

    fn line(&self, service: Option<ServiceId>) -> Used {
        service.and_then(|id| self.services.get(&id)).map_or(ALL, |(used, _)| *used)
    }

    /// Where a record of the service that stands at `joint` waits.
    pub fn joined(&self, service: Option<ServiceId>, joint: Joint) -> Option<Joint> {
        let (line, at) = (self.line(service), place(joint));
        let from = (0..=at).rev().find(|state| line[*state])?;
        next(&line, from)?;
        Joint::ALL.get(from).copied()
    }

    /// The kinds and states of which some record may wait at `joint`, and of which services.
    pub fn stations(&self, joint: Joint) -> Vec<Station> {
        let station = |(kind, state, from): &(&'static str, &'static str, Joint)| {
            let here = |service: &ServiceId| self.joined(Some(*service), *from) == Some(joint);
            let (these, others): (Vec<_>, Vec<_>) = self.services.keys().copied().partition(here);
            let sold = match self.joined(None, *from) == Some(joint) {
                true => Sold::AllBut(others),
                false if these.is_empty() => return None,
                false => Sold::Only(these),
            };
            Some(Station { kind, state, sold })
        };
        STATIONS.iter().filter_map(station).collect()
    }

    /// Whether `joint` is the last of those that are joined with it: leaving it is passing.
    pub fn is_last(&self, service: Option<ServiceId>, joint: Joint) -> bool {
        let line = self.line(service);
        line[place(joint) + 1]
    }

    /// Whether the joint is used by the service; without one, by any that is sold.
    pub fn uses(&self, service: Option<ServiceId>, joint: Joint) -> bool {
        let own = |line: &Used| line[place(joint)] && next(line, place(joint)).is_some();
        match service {
            Some(_) => own(&self.line(service)),
            None => {
                let sold = self.services.values().filter(|(_, active)| *active).map(|(line, _)| line);
                self.services.is_empty() || sold.into_iter().any(own)
            }
        }
    }

    /// The states a joint leads from and to, in the words of the line.
    pub fn ends(&self, service: Option<ServiceId>, joint: Joint) -> (&'static str, &'static str) {
        let from = place(joint);
        (STATES[from], STATES[next(&self.line(service), from).unwrap_or(from + 1)])
    }
}

fn used(words: &[String]) -> Used {
    STATES.map(|state| words.iter().any(|word| word == state))
}

/// The next state after that one that is used.
fn next(line: &Used, from: usize) -> Option<usize> {
    (from + 1..line.len()).find(|state| line[*state])
}
