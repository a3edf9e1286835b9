//! Words for people: what a noun, a field or a kind of fact is called in a sentence.
//!
//! Invariant: a name without words of its own still reads as words, never as code.

/// Where a noun stands in the house, and in what order the groups are shown.
pub(super) fn group(noun: &str) -> &'static str {
    match noun {
        "lead" | "intake" | "form" | "booking" => "Inquiries",
        "contact" | "company" | "consent" | "note" | "message" | "mail" | "suppression" | "letter" => {
            "People and messages"
        }
        "deal" | "proposal" | "agreement" | "item" | "rate_card" | "service" => "Selling",
        "project" | "milestone" | "brief" | "task" => "Work",
        "invoice" | "credit_note" | "credit" | "payment" | "refund" | "bank_line" | "statement" | "entry" => {
            "Money"
        }
        "automation" | "run" | "approval" | "exception" => "Automations",
        _ => "The house itself",
    }
}

pub(super) const GROUPS: [&str; 7] =
    ["Inquiries", "People and messages", "Selling", "Work", "Money", "Automations", "The house itself"];

/// `valid_until` as `Valid until`.
pub(super) fn plain(name: &str) -> String {
    let words = name.replace(['_', '-', '.'], " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A field as a person calls it.
pub(super) fn field(name: &str) -> String {
    let known = match name {
        "id" => "The record itself",
        "first" => "It is the first time",
        "has_email" => "They left an email address",
        "has_phone" => "They left a phone number",
        "test" => "It is only a test",
        "on" => "The record it happened to",
        "at" => "When it happened",
        "kind" => "What happened",
        "owner" => "Whoever answers for it",
        "stand_in" => "Whoever stands in",
        "due_on" => "Due on",
        "valid_until" => "Valid until",
        "days_late" => "Days overdue",
        "gross" => "Total with tax",
        "open" => "Still to be paid",
        "billable" => "It is to be invoiced",
        "reconciled" => "Matched with the bank",
        "zone" => "Time zone",
        "status" => "How it went",
        "reason" => "Why",
        _ => return plain(name),
    };
    known.to_owned()
}

/// `an invoice`, `a lead`.
fn one(noun: &str) -> String {
    let words = noun.replace('_', " ");
    let article = if words.starts_with(['a', 'e', 'i', 'o']) { "An" } else { "A" };
    format!("{article} {words}")
}

/// What happened, in a sentence.
pub(crate) fn fact(kind: &str) -> String {
    if let Some((_, sentence)) = SENTENCES.iter().find(|(known, _)| *known == kind) {
        return (*sentence).to_owned();
    }
    let (noun, told) = kind.split_once('.').unwrap_or((kind, "changed"));
    let told = told.replace('_', " ");
    format!("{} was {told}", one(noun))
}

const SENTENCES: [(&str, &str); 46] = [
    ("lead.captured", "Somebody asked: a new lead came in"),
    ("lead.answered", "A lead got its first answer"),
    ("lead.qualified", "A lead turned out to be worth pursuing"),
    ("lead.nurtured", "A lead was put off to a later day"),
    ("lead.detailed", "A lead told us more"),
    ("lead.reopened", "A lead is back in the line"),
    ("message.received", "A customer wrote to us"),
    ("message.accepted", "A message of ours was taken by the customer's mail server"),
    ("message.bounced", "A message of ours came back"),
    ("message.queued", "A message of ours was written"),
    ("message.skipped", "A message of ours did not leave"),
    ("consent.given", "A contact allowed us to write to them"),
    ("consent.withdrawn", "A contact no longer wants our mail"),
    ("contact.added", "A new contact was added"),
    ("deal.opened", "A new deal was opened"),
    ("deal.moved", "A deal moved to another stage"),
    ("deal.won", "A deal was won"),
    ("deal.lost", "A deal was lost"),
    ("deal.withdrawn", "The customer withdrew from a deal"),
    ("proposal.sent", "A proposal was sent"),
    ("proposal.viewed", "A customer opened a proposal"),
    ("proposal.accepted", "A customer said yes to a proposal"),
    ("proposal.declined", "A customer said no to a proposal"),
    ("proposal.expired", "A proposal ran out"),
    ("proposal.withdrawn", "We took a proposal back"),
    ("proposal.revised", "A sent proposal is being changed"),
    ("agreement.signed", "A customer signed"),
    ("agreement.code_made", "A customer asked for a code to sign with"),
    ("project.opened", "A project began"),
    ("project.done", "A project was finished"),
    ("project.file_added", "A project got a new file"),
    ("milestone.accepted", "A customer accepted a milestone"),
    ("milestone.invoice_credited", "The invoice of a milestone was taken back"),
    ("brief.completed", "A customer answered the whole brief"),
    ("booking.made", "Somebody booked a time"),
    ("invoice.issued", "An invoice was issued"),
    ("invoice.paid", "An invoice was paid in full"),
    ("invoice.promised", "A customer promised to pay"),
    ("invoice.disputed", "A customer disputes an invoice"),
    ("invoice.dispute_settled", "A dispute about an invoice was settled"),
    ("invoice.balance_changed", "Something was paid on an invoice"),
    ("payment.recorded", "Money came in"),
    ("task.done", "A task was done"),
    ("task.created", "Somebody got a task"),
    ("exception.raised", "Something needs a person"),
    ("user.joined", "Somebody new joined the staff"),
];

/// What a command does, shorter than its own description.
pub(super) fn verb(name: &str) -> Option<&'static str> {
    Some(match name {
        "message.send" => "Send a message",
        "task.create" => "Give somebody a task",
        "lead.assign" => "Give a lead to somebody",
        "deal.move" => "Move a deal to another stage",
        "invoice.remind" => "Remind of an unpaid invoice",
        "note.write" => "Write a note",
        "exception.raise" => "Call for a person",
        "http.call" => "Call another program",
        "automation.start" => "Start another automation",
        "automation.stop" => "Stop another automation",
        _ => return None,
    })
}

/// The first sentence of a description, without what follows a colon.
pub(super) fn short(description: &str) -> String {
    let first = description.split([':', ';']).next().unwrap_or(description);
    let first = first.split(". ").next().unwrap_or(first);
    first.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_of_the_house_reads_as_a_sentence() {
        assert_eq!(fact("invoice.written_off"), "An invoice was written off");
        for kind in facts::catalogue() {
            let sentence = fact(kind.kind);
            assert!(!sentence.contains(['_', '.']) && sentence.contains(' '), "{sentence}");
        }
    }

    #[test]
    fn every_sentence_is_about_a_fact_that_exists() {
        let known = facts::catalogue();
        for (kind, _) in SENTENCES {
            assert!(known.iter().any(|info| info.kind == kind), "{kind}");
        }
    }
}
