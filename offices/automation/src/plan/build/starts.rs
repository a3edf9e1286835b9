//! Whether what starts a run can: the day is a day, the rule comes round, a silence can be broken.

use std::sync::Arc;

use super::{Builder, head::BUSINESS};
use crate::document::{Automation, Cel, Count, On, Silence, Until, Wait};

/// Starts are made ahead: what a record says later would move none of them.
const WRITTEN: &str = "the days of a trigger are written down; a wait can read them from a record";
use crate::plan::{Starts, schedule, scopes};
use condition::{Compiler, Condition, Type};

impl Builder<'_> {
    pub(super) fn starts(&mut self, document: &Automation) -> Starts {
        let mut starts = Starts::default();
        let business = document.subject.as_str() == BUSINESS;
        match &document.trigger.on {
            On::Fact(_) => {}
            On::Date(until) => starts.day = self.day(document, until),
            On::Schedule { schedule, each } => {
                if let Err(why) = schedule::check(schedule) {
                    self.report.error(None, "trigger", why.to_string());
                }
                match (each, business) {
                    (false, false) => self.unfit(
                        "one run each time is about the business; write `subject: \
                        business`, or `each: true` for one run for each open record",
                    ),
                    (true, true) => {
                        self.unfit("`each` is one run for each open record; name it as `subject`")
                    }
                    _ => {}
                }
            }
            On::Webhook { contact, .. } => starts.contact = self.hook(document, contact.as_ref()),
            On::Button(button) => {
                if button.label.trim().is_empty() {
                    self.unfit("nothing stands on the button; give it a `label`");
                }
            }
            On::Silence { silence, matches } => {
                starts.breaks = self.silence(document, silence, matches.as_ref());
            }
        }
        starts
    }

    fn unfit(&mut self, why: &str) {
        self.report.error(None, "trigger", why);
    }

    fn day(&mut self, document: &Automation, until: &Until) -> Option<Arc<Condition>> {
        let subject = document.subject.as_str();
        let compiler = Compiler::new(scopes::of_date(document, self.catalogue));
        let day = match compiler.compile(&until.day.cel) {
            Ok(day) => day,
            Err(fault) => {
                self.unfit(&fault.to_string());
                return None;
            }
        };
        if [&until.before, &until.after].iter().any(|count| matches!(count, Count::Read(_))) {
            self.unfit(WRITTEN);
        }
        let own = |path: &String| path.split('.').next() == Some(subject);
        if *day.kind() != Type::At {
            self.unfit(&format!("this is {}; name a day, such as proposal.valid_until", day.kind()));
        } else if day.references().is_empty() || !day.references().iter().all(own) {
            self.unfit(&format!("the day stands on the subject; name a field of `{subject}`"));
        }
        Some(day)
    }

    fn hook(&mut self, document: &Automation, contact: Option<&Cel>) -> Option<Arc<Condition>> {
        let subject = document.subject.as_str();
        match (subject, contact) {
            (BUSINESS, None) => None,
            ("contact", Some(cel)) => {
                let compiler = Compiler::new(scopes::of_trigger(document, self.catalogue));
                match compiler.compile(&cel.cel) {
                    Ok(address) if *address.kind() == Type::Text => Some(address),
                    Ok(other) => {
                        self.unfit(&format!("contact: this is {}; name an address", other.kind()));
                        None
                    }
                    Err(fault) => {
                        self.unfit(&format!("contact: {fault}"));
                        None
                    }
                }
            }
            ("contact", None) => {
                self.unfit("whose call is it? add `contact`, such as {cel: trigger.payload.email}");
                None
            }
            _ => {
                self.unfit(
                    "a hook is about the business or a contact; write `subject: business` or `contact`",
                );
                None
            }
        }
    }

    fn silence(
        &mut self,
        document: &Automation,
        silence: &Silence,
        matches: Option<&Cel>,
    ) -> Option<Arc<Condition>> {
        let without = silence.without.kinds();
        self.facts(without, None, "trigger");
        match &silence.length {
            Wait::For(delay) => self.delay(delay, None, "trigger"),
            Wait::Open { days: Count::Read(_), .. } => self.unfit(WRITTEN),
            Wait::Open { .. } => {}
            Wait::Until(_) => self.unfit("a silence has a length, such as {hours: 48} or {business_days: 2}"),
        }
        let schema = scopes::of_silence(document, without, self.catalogue);
        self.question(&Compiler::new(schema), matches, None, "trigger")
    }
}
