//! The report as a mail, in the small text form: words in the reader's language, amounts and days as the business
//! writes them. Whoever carries it makes the text and the HTML of it, in the frame of every mail to the staff.

use std::sync::LazyLock;

use kernel::{Date, Joint, Money, print};
use verbs::Words;

use super::views::WeekReport;
use super::{Amount, Drip, Leak, WeekFigure, What};

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[("en", include_str!("../../lang/en.ftl")), ("de", include_str!("../../lang/de.ftl"))])
});

pub struct Letter<'r> {
    pub report: &'r WeekReport,
    /// BCP 47, of the reader.
    pub language: &'r str,
    /// BCP 47, of the business.
    pub locale: &'r str,
}

impl What {
    fn words(self) -> &'static str {
        match self {
            What::FirstAnswer => "first-answer",
            What::Qualified => "qualified",
            What::ProposalsSent => "proposals-sent",
            What::Signed => "signed",
            What::LostBeforeProposal => "lost-before-proposal",
            What::LostAfterProposal => "lost-after-proposal",
            What::Invoiced => "invoiced",
            What::PaidInFull => "paid-in-full",
            What::Arrived => "arrived",
        }
    }
}

impl Letter<'_> {
    pub fn subject(&self) -> String {
        let leads = self.report.leads.came_in;
        let sunday = print::day(self.report.sunday, self.locale);
        self.of("subject", leads, &[("sunday", &sunday), ("count", &self.whole(leads))])
    }

    /// `instead`: until when whoever it is for is away, where somebody else gets it. Their name stands nowhere: what is
    /// to leave holds no personal values.
    pub fn text(&self, instead: Option<Date>, public_url: &str) -> String {
        let see = format!("{public_url}/app/line/week?ending={}", self.report.sunday);
        let day = |day| print::day(day, self.locale);
        let (monday, sunday) = (day(self.report.monday), day(self.report.sunday));
        let mut parts = vec![format!("# {}", self.say("title", &[("monday", &monday), ("sunday", &sunday)]))];
        parts.extend(instead.map(|until| self.say("instead", &[("until", &day(until))])));
        parts.push(self.leads());
        parts.push(listed(self.report.figures.iter().map(|figure| self.figure(figure))));
        parts.push(format!("## {}", self.say("now", &[])));
        parts.push(listed(self.now().into_iter()));
        parts.push(format!("[{}]({see})", self.say("see", &[])));
        parts.retain(|part| !part.is_empty());
        parts.join("\n\n")
    }

    fn leads(&self) -> String {
        let (now, then) = (self.report.leads, self.report.leads_before);
        let came = self.of("leads", now.came_in, &[("count", &self.whole(now.came_in))]);
        let parts =
            [("contacted", now.contacted), ("pending", now.pending), ("closed", now.closed_unanswered)];
        let parts = parts.map(|(name, many)| (name, self.whole(many)));
        let parts: Vec<(&str, &str)> = parts.iter().map(|(name, many)| (*name, many.as_str())).collect();
        let compared = self.compared(now.came_in, then.came_in);
        format!("**{came}**, {compared}.\n{}", self.say("leads-parts", &parts))
    }

    fn figure(&self, figure: &WeekFigure) -> String {
        let label = self.say(figure.what.words(), &[]);
        if figure.what == What::FirstAnswer {
            let (now, then) = (self.took(&figure.week), self.took(&figure.before));
            return format!("{label}: **{now}** ({})", self.say("before", &[("figure", &then)]));
        }
        let (now, then) = (&figure.week, &figure.before);
        let counted =
            format!("{label}: **{}**, {}", self.whole(now.count), self.compared(now.count, then.count));
        if now.money.is_empty() && then.money.is_empty() {
            return counted;
        }
        let before = self.say("before", &[("figure", &self.sums(&then.money))]);
        format!("{counted}; **{}** ({before})", self.sums(&now.money))
    }

    /// What stands now: what waits at each joint, what is overdue, what nobody could go on with, and the leak.
    fn now(&self) -> Vec<String> {
        let waits = self.report.waiting.iter().filter(|one| one.count > 0).map(|one| {
            let late = self.say("late", &[("count", &self.whole(one.late))]);
            let late = if one.late > 0 { format!(", {late}") } else { String::new() };
            let count = self.whole(one.count);
            format!("{}: {}{late}", self.joint(one.joint), self.of("waits", one.count, &[("count", &count)]))
        });
        let mut all: Vec<String> = waits.collect();
        if self.report.overdue > 0 {
            let count = self.whole(self.report.overdue);
            let money = self.sums(&self.report.overdue_money);
            all.push(self.of("overdue", self.report.overdue, &[("money", &money), ("count", &count)]));
        } else {
            all.push(self.say("nothing-overdue", &[]));
        }
        all.push(self.say("exceptions", &[("count", &self.whole(self.report.exceptions))]));
        all.push(match &self.report.leak {
            Some(leak) => self.leak(leak),
            None => self.say("no-leak", &[]),
        });
        all
    }

    fn leak(&self, leak: &Leak) -> String {
        let id = match leak.by {
            Drip::Lost => "leak-lost",
            Drip::Waiting => "leak-waiting",
        };
        let (joint, count) = (self.joint(leak.joint), self.whole(leak.count));
        let said = self.say(id, &[("joint", &joint), ("count", &count)]);
        if leak.money.is_empty() { said } else { format!("{said} ({})", self.sums(&leak.money)) }
    }

    fn joint(&self, joint: Joint) -> String {
        self.say(joint.word(), &[])
    }

    fn compared(&self, now: i64, then: i64) -> String {
        let id = match now - then {
            0 => "as-many",
            more if more > 0 => "more",
            _ => "fewer",
        };
        self.say(id, &[("count", &self.whole((now - then).abs()))])
    }

    /// In the largest unit that says it, as the page does.
    fn took(&self, amount: &Amount) -> String {
        let Some(seconds) = amount.seconds else { return self.say("none", &[]) };
        let (id, unit) = match seconds {
            ..60 => ("seconds", 1),
            60..5_400 => ("minutes", 60),
            5_400..129_600 => ("hours", 3_600),
            _ => ("days", 86_400),
        };
        self.say(id, &[("count", &self.whole((seconds + unit / 2) / unit))])
    }

    fn sums(&self, money: &[Money]) -> String {
        match money {
            [] => self.say("none", &[]),
            _ => money.iter().map(|one| print::amount(*one, self.locale)).collect::<Vec<_>>().join(" + "),
        }
    }

    fn whole(&self, count: i64) -> String {
        print::whole(count, self.locale)
    }

    /// One of a thing is said otherwise than several.
    fn of(&self, id: &str, count: i64, values: &[(&str, &str)]) -> String {
        self.say(&format!("{id}-{}", if count == 1 { "one" } else { "many" }), values)
    }

    fn say(&self, id: &str, values: &[(&str, &str)]) -> String {
        WORDS.say(self.language, &format!("week-{id}"), values)
    }
}

fn listed(items: impl Iterator<Item = String>) -> String {
    items.map(|item| format!("- {item}")).collect::<Vec<_>>().join("\n")
}
