//! Documents drawn from the grammar: every kind of step, jumps in all directions, goals and exits, cooldowns, groups.

use std::fmt::Write as _;

use crate::chance::Chance;

const LETTER: &str =
    "do: message.send, with: {contact: {cel: contact.id}, lead: {cel: lead.id}, template: t, class: CLASS}";

fn step(chance: Chance, i: usize, steps: usize) -> String {
    let of = |question| chance.of(question);
    let to = of(1).below(steps as u64);
    let hours = of(2).below(30);
    let only_if =
        if of(3).in_a_hundred(20) { ", if: {cel: 'lead.state in [\"captured\", \"answered\"]'}" } else { "" };
    let on_error = of(4).pick(&["skip", "escalate", "{go: last}"]);
    let guard = of(5).pick(&["", ", guard: {cel: 'lead.state == \"captured\"'}"]);
    let expires = of(6).pick(&["", ", expires_after: {hours: 20}"]);
    let class = of(7).pick(&["inquiry", "inquiry", "marketing", "transactional"]);
    // Only what needs no consent may leave twice.
    let again = class == "transactional" && of(10).in_a_hundred(40);
    let resend = if again { ", resend: true" } else { "" };
    let task = "do: task.create, with: {title: a, owner: {cel: 'lead.state'}, due: {after: {days: 1}}}";
    let (times, wait) = (1 + of(8).below(3), 1 + of(9).below(50));
    let kind = chance.below(13);
    // Never sooner than what a step takes by itself.
    let promises = matches!(kind, 0..=3 | 9 | 10) && of(14).in_a_hundred(40);
    let sla = if promises { format!(", sla: {{hours: {}}}", 1 + of(15).below(40)) } else { String::new() };
    let what = match kind {
        0..=2 => format!("{}{guard}{expires}{resend}, on_error: {on_error}", LETTER.replace("CLASS", class)),
        3 => format!("{task}, on_error: {on_error}"),
        4 => format!("wait: {{hours: {wait}, minutes: {hours}}}"),
        5 => format!(
            "wait: {{days: {}, at: \"{:02}:30\", window: business, zone: contact}}",
            1 + hours % 4,
            hours % 24
        ),
        6 => format!("wait: {{business_days: {}, zone: contact}}", hours % 3),
        7 => format!(
            "wait_for: {{fact: [task.done, booking.made, lead.qualified], since: {}, timeout: {{hours: {wait}}}, \
             on_hit: {}, on_timeout: {}}}",
            of(11).pick(&["run_start", "first"]),
            of(12).pick(&["next", "{go: last}", "{end: goal}"]),
            of(13).pick(&["next", "{go: last}"]),
        ),
        8 => format!("branch: [{{if: {{cel: 'lead.state == \"captured\"'}}, go: s{to}}}, {{else: last}}]"),
        9 => format!(
            "ask: {{who: administrator, question: q, answers: [{{answer: yes, then: next}}, \
             {{answer: no, then: {{end: exit}}}}], timeout: {{hours: {wait}}}, on_timeout: next}}"
        ),
        10 => format!(
            "approve: {{who: administrator, what: 'Go on with {{lead.id}}?', timeout: {{hours: {wait}}}, \
             on_no: {{go: last}}, on_timeout: next}}"
        ),
        11 => format!(
            "repeat: {{times: {times}, steps: [{{id: r{i}, {task}, on_error: skip}}, \
             {{id: w{i}, wait: {{hours: {wait}}}}}]}}"
        ),
        _ => format!("set: {{n{}: {{cel: 'lead.state == \"captured\" ? 1 : 2'}}}}", i % 3),
    };
    format!("  - {{id: s{i}, {what}{only_if}{sla}}}\n")
}

/// The document of this number; some of them are refused by the check.
pub fn document(number: u64) -> String {
    drawn(&format!("drawn-{number}"), Chance(0x5eed).of(number))
}

/// The same, but it starts by silence.
pub fn silent(number: u64) -> String {
    let chance = Chance(0x51e7).of(number);
    let of = |question| chance.of(question);
    let after = of(50).pick(&["lead.captured", "lead.qualified", "[lead.captured, message.received]"]);
    let without = of(51).pick(&["message.received", "[lead.qualified, booking.made]", "task.done"]);
    let long = of(52).pick(&["{hours: 5}", "{days: 3}", "{days: 1, at: \"10:00\", window: business}"]);
    let matches = of(53).pick(&["", ", match: {cel: 'fact.contact == contact.id'}"]);
    let silence = format!("{{silence: {{after: {after}, without: {without}, for: {long}}}{matches}}}");
    let (trigger, text) = ("trigger: {fact: ", drawn(&format!("silent-{number}"), chance));
    let line = text.lines().find(|line| line.starts_with(trigger)).unwrap_or_default();
    text.replace(line, &format!("trigger: {silence}"))
}

fn drawn(name: &str, chance: Chance) -> String {
    let steps = usize::try_from(1 + chance.of(0).below(6)).unwrap_or(1);
    let mut text = format!(
        "automation: {name}\nowner: administrator\nstand_in: manager\npurpose: To be tried.\n\
         metric: {{name: m, start: lead.captured, end: lead.qualified, better: lower}}\n"
    );
    let trigger = chance.of(1).pick(&["lead.captured", "lead.captured", "lead.qualified", "lead.nurtured"]);
    let policy = chance.of(2).pick(&["once", "always", "always", "{cooldown: {days: 2}}"]);
    let active = chance.of(3).pick(&["skip", "restart", "restart", "parallel", "queue"]);
    let per = chance.of(4).pick(&["subject", "contact"]);
    let _ = writeln!(text, "trigger: {{fact: {trigger}}}\nsubject: lead");
    let _ = writeln!(text, "enrol: {{policy: {policy}, if_active: {active}, one_active_per: {per}}}");
    let group = [
        "",
        "group: {name: drawn, one_active_per: contact, on_conflict: queue}\n",
        "group: {name: drawn, one_active_per: contact, on_conflict: higher_priority_wins}\n",
        "group: {name: drawn, one_active_per: contact, on_conflict: skip}\n",
    ];
    let goal = [
        "",
        "goal: {facts: [message.received]}\n",
        "goal: {facts: [lead.qualified], when: {cel: fact.lead == lead.id}}\n",
        "goal: {when: {cel: 'lead.state == \"qualified\"'}}\n",
    ];
    let exit = [
        "",
        "exit_when: {facts: [lead.closed, lead.declined]}\n",
        "exit_when: {when: {cel: 'lead.state == \"closed\"'}}\n",
    ];
    let priority = ["", "priority: high\n", "priority: instant\n", "priority: low\n"];
    text += chance.of(5).pick(&group);
    text += chance.of(6).pick(&goal);
    text += chance.of(7).pick(&exit);
    text += chance.of(8).pick(&priority);
    let _ = writeln!(text, "deadline: {{days: {}}}\nsteps:", 3 + chance.of(9).below(20));
    text += "  - {id: first, do: task.create, with: {title: first, owner: o, due: {after: {hours: 1}}}, \
        on_error: skip}\n";
    for i in 0..steps {
        text += &step(chance.of(100 + i as u64), i, steps);
    }
    text + "  - {id: last, end: done}\n"
}
