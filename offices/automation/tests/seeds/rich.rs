//! Documents with more in each step than the grammar draws: rounds in rounds with questions asked of each, ways back,
//! matches, thresholds, values that are computed and read again, days that stand on what was done.

use std::fmt::Write as _;

use crate::chance::Chance;

const CONDITIONS: [&str; 6] = [
    "lead.state == \"captured\"",
    "steps.first.status == \"ok\"",
    "has(vars.n0) && vars.n0 > 1",
    "has(steps.first.at) && steps.first.at + duration(\"30h\") > now",
    "lead.state in [\"captured\", \"qualified\"]",
    "trigger.kind == \"lead.captured\" || steps.first.status == \"failed\"",
];
const FACTS: [&str; 3] =
    ["task.done", "[task.done, booking.made]", "[booking.made, message.received, lead.qualified]"];
const MATCHES: [&str; 3] =
    ["", ", match: {cel: 'fact.kind != \"task.done\"'}", ", match: {cel: 'fact.contact == contact.id'}"];

/// One step; `inside` says which `repeat`s are around it.
fn step(chance: Chance, id: &str, (steps, inside): (usize, u32)) -> String {
    let of = |question| chance.of(question);
    let to = of(1).below(steps as u64);
    let (hours, when) = (1 + of(2).below(40), of(3).pick(&CONDITIONS));
    let only_if = if of(4).in_a_hundred(25) {
        format!(", if: {{cel: '{}'}}", of(5).pick(&CONDITIONS))
    } else {
        String::new()
    };
    let jump = |question: u64| match of(question).below(5) {
        0 | 1 => "next".to_owned(),
        2 => "{go: last}".to_owned(),
        3 if steps % 2 == 0 => format!("{{go: s{to}}}"),
        _ => of(question + 50).pick(&["{end: exit}", "{end: goal}", "next"]).to_owned(),
    };
    let on_error = of(6).pick(&["skip", "escalate", "{go: last}"]);
    let title = if inside > 0 { "{cel: 'string(vars.round)'}" } else { "{cel: 'steps.first.status'}" };
    let task = format!(
        "do: task.create, with: {{title: {title}, owner: {{cel: 'has(vars.n0) ? string(vars.n0) : contact.id'}}, \
         due: {{after: {{days: 1, at: \"10:00\", window: business}}}}}}, on_error: {on_error}"
    );
    // A day that is over is no rest: documents that lead back wait for so many hours instead.
    let back = steps % 2 == 0;
    let what = match of(7).below(if inside < 2 { 12 } else { 9 }) {
        0 => task,
        1 => {
            format!("do: lead.nurture, with: {{lead: {{cel: lead.id}}, days: {hours}}}, on_error: {on_error}")
        }
        2 => format!(
            "do: message.send, with: {{contact: {{cel: contact.id}}, template: t, class: {}}}, \
             guard: {{cel: '{when}'}}, on_error: {on_error}",
            of(8).pick(&["inquiry", "marketing", "transactional"])
        ),
        3 if !back => format!(
            "wait: {{until: {{cel: 'has(steps.first.at) ? steps.first.at : now'}}, after: {{days: {}}}, at: \"11:00\", \
             if_past: {}}}",
            of(9).below(5),
            of(10).pick(&["skip", "go_on"])
        ),
        3 | 4 => format!("wait: {{hours: {hours}}}"),
        5 => format!(
            "wait_for: {{fact: {}{}, since: {}, timeout: {{hours: {hours}}}, on_hit: {}, on_timeout: {}}}",
            of(11).pick(&FACTS),
            of(12).pick(&MATCHES),
            of(13).pick(&["run_start", "first"]),
            jump(14),
            jump(15)
        ),
        6 => format!(
            "set: {{n{}: {{cel: '{}'}}}}",
            of(16).below(2),
            if inside > 0 { "vars.round" } else { "2" }
        ),
        7 => format!(
            "approve: {{who: administrator, what: 'Sure?', above: {{cel: '{when}'}}, timeout: {{hours: {hours}}}, \
             on_no: {}, on_timeout: {}}}",
            jump(17),
            jump(18)
        ),
        8 => format!(
            "ask: {{who: administrator, question: q, answers: [{{answer: yes, then: {}}}, {{answer: no, then: {}}}], \
             timeout: {{hours: {hours}}}, on_timeout: {}}}",
            jump(19),
            jump(20),
            jump(21)
        ),
        9 if back => format!("branch: [{{if: {{cel: '{when}'}}, go: s{to}}}, {{else: last}}]"),
        9 => format!("branch: [{{if: {{cel: '{when}'}}, go: s{}}}, {{else: last}}]", steps - 1),
        _ => {
            let asks = of(22).pick(&["", ", while: {cel: 'lead.state == \"captured\"'}"]);
            let inner: Vec<String> = (0..1 + of(23).below(3))
                .map(|n| step(of(30 + n), &format!("{id}r{n}"), (steps, inside + 1)))
                .collect();
            format!("repeat: {{times: {}{asks}, steps: [{}]}}", 1 + of(24).below(3), inner.join(", "))
        }
    };
    format!("{{id: {id}, {what}{only_if}}}")
}

/// The document of this number; many of them are refused by the check.
pub fn document(number: u64) -> String {
    let chance = Chance(0x71c4).of(number);
    let steps = usize::try_from(2 + chance.of(0).below(6)).unwrap_or(2);
    let mut text = format!(
        "automation: rich-{number}\nowner: administrator\nstand_in: manager\npurpose: To be tried.\n\
         metric: {{name: m, start: lead.captured, end: lead.qualified, better: lower}}\n\
         trigger: {{fact: [lead.captured, lead.qualified]{}}}\nsubject: lead\n\
         enrol: {{policy: always, if_active: {}}}\ndeadline: {{days: {}}}\n",
        chance.of(6).pick(&[
            "",
            "",
            ", throttle: {most: 2, per: {days: 2}}",
            ", debounce: {for: {minutes: 20}, at_most: {hours: 5}}",
            ", debounce: {for: {hours: 6}, at_most: {days: 1}}",
        ]),
        chance.of(1).pick(&[
            "restart",
            "parallel",
            "skip",
            "buffer_one",
            "queue",
            "queue, key: {cel: fact.kind}",
            "skip, key: {cel: 'lead.state'}",
        ]),
        1 + chance.of(2).below(20),
    );
    text += chance.of(3).pick(&[
        "",
        "goal: {facts: [booking.made], when: {cel: 'steps.first.status == \"ok\"'}}\n",
        "goal: {when: {cel: 'has(vars.n0) && vars.n0 > 1'}}\n",
        "exit_when: {facts: [lead.closed, message.received], when: {cel: 'fact.kind != \"message.received\"'}}\n",
    ]);
    text += chance.of(4).pick(&["", "priority: instant\n"]);
    let first = "do: task.create, with: {title: first, owner: o, due: {after: {hours: 1}}}, on_error: skip";
    let _ = writeln!(text, "steps:\n  - {{id: first, {first}}}");
    for i in 0..steps {
        let _ = writeln!(text, "  - {}", step(chance.of(100 + i as u64), &format!("s{i}"), (steps, 0)));
    }
    text + chance.of(5).pick(&["  - {id: last, end: done}\n", "  - {id: last, wait: {hours: 3}}\n"])
}
