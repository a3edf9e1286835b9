//! What automations would do to each other: for every rule a document that is caught, and a near miss that passes.
#![allow(clippy::unwrap_used)] // a test may fail so

mod house;

use automation::collision::{Collision, Tells, check, coded};
use automation::document::Automation;
use automation::plan::{Plan, Severity};
use automation::shipped::SHIPPED;

const TELLS: &str = "
    message.send: message.queued
    task.create: task.created
    lead.nurture: lead.nurtured | lead.state
    deal.move: deal.moved | deal.stage
    deal.win: deal.won deal.moved | deal.stage deal.state
    invoice.remind: invoice.reminded letter.wanted message.queued
";

const NURTURE: &str =
    "  - id: later\n    do: lead.nurture\n    with: {lead: {cel: lead.id}}\n    on_error: escalate\n";
const WAIT: &str = "  - id: pause\n    wait: {days: 2}\n";

fn letter(class: &str) -> String {
    format!(
        "  - id: letter\n    do: message.send\n    with: {{contact: {{cel: contact.id}}, template: hello, class: \
         {class}}}\n    expires_after: {{days: 1}}\n    on_error: skip\n"
    )
}

fn yaml(slug: &str, head: &str, steps: &str) -> String {
    format!(
        "automation: {slug}\nowner: administrator\nstand_in: manager\npurpose: To be tested.\n\
         metric: {{name: answers, start: lead.captured, end: lead.answered, better: lower}}\n\
         subject: lead\nenrol: {{policy: always}}\ndeadline: {{days: 30}}\n{head}\nsteps:\n{steps}"
    )
}

fn lead(slug: &str, more: &str, steps: &str) -> Plan {
    house::plan(&yaml(slug, &format!("trigger: {{fact: lead.captured}}\n{more}"), steps))
}

fn after(slug: &str, trigger: &str, steps: &str) -> Plan {
    house::plan(&yaml(slug, &format!("trigger: {trigger}"), steps))
}

fn found(draft: &Plan, others: &[&Plan]) -> Vec<Collision> {
    check(draft, others, &house::catalogue(), &Tells::read(TELLS))
}

fn caught(draft: &Plan, others: &[&Plan], code: &str, severity: Severity) -> Collision {
    let found = found(draft, others);
    let it = found.iter().find(|one| one.code == code).unwrap_or_else(|| panic!("no {code}: {found:#?}"));
    assert_eq!(it.severity, severity, "{it:?}");
    assert!(!it.why.is_empty() && !it.fix.is_empty());
    it.clone()
}

fn passes(draft: &Plan, others: &[&Plan]) {
    assert_eq!(found(draft, others), vec![]);
}

fn refused(yaml: &str) -> Vec<&'static str> {
    let document = Automation::from_yaml(yaml).unwrap();
    let found = match Plan::build(document, &house::catalogue()) {
        Ok((_, warnings)) => warnings,
        Err(errors) => errors,
    };
    found.iter().map(|finding| coded(finding).0).collect()
}

#[test]
fn an_automation_that_starts_itself_is_refused() {
    let again = after("again", "{fact: lead.nurtured}", NURTURE);
    let it = caught(&again, &[], "collision.starts_itself", Severity::Error);
    assert_eq!(it.step, Some(0));
    let some = after("some", "{fact: lead.nurtured, when: {cel: has(fact.reason)}}", NURTURE);
    caught(&some, &[], "collision.starts_itself", Severity::Warning);
    passes(&after("other", "{fact: lead.answered}", NURTURE), &[]);
}

#[test]
fn a_circle_of_two_is_refused_and_a_chain_is_not() {
    let first = lead("first", "", NURTURE);
    let second = after("second", "{fact: lead.nurtured}", &letter("transactional"));
    passes(&second, &[&first]);
    let back = after("back", "{fact: lead.answered}", NURTURE);
    let it = caught(&second, &[&back], "collision.cycle", Severity::Error);
    assert_eq!(it.other.as_deref(), Some("back"));
    assert!(it.why.contains("lead.answered starts back, lead.nurtured starts second"), "{}", it.why);
    let picky = after("back", "{fact: lead.answered, when: {cel: 'fact.kind == \"x\"'}}", NURTURE);
    caught(&second, &[&picky], "collision.cycle", Severity::Warning);
}

#[test]
fn a_circle_of_calls_is_found_and_a_chain_of_them_is_not() {
    let calls = |slug: &str, whom: &str| {
        let step = format!("  - id: other\n    call: {{automation: {whom}}}\n    on_error: escalate\n");
        after(slug, "{button: {label: Go}}", &step)
    };
    let (first, second) = (calls("first", "second"), calls("second", "first"));
    let it = caught(&first, &[&second], "collision.cycle", Severity::Error);
    assert!(it.why.contains("a call starts second, a call starts first"), "{}", it.why);
    passes(&first, &[&calls("second", "third")]);
    caught(&calls("first", "first"), &[], "collision.starts_itself", Severity::Error);
    let start = "  - id: other\n    do: automation.start\n    with: {automation: first, record: {cel: lead.id}}\n    \
        on_error: escalate\n";
    caught(&first, &[&after("second", "{button: {label: Go}}", start)], "collision.cycle", Severity::Error);
}

#[test]
fn a_silence_that_its_own_step_begins_again_is_found() {
    let silence = |fact: &str, policy: &str| {
        let trigger = format!("{{silence: {{after: {fact}, without: message.received, for: {{days: 2}}}}}}");
        let text =
            yaml("nag", &format!("trigger: {trigger}"), &format!("{NURTURE}{}", letter("transactional")));
        house::plan(&text.replace("policy: always", &format!("policy: {policy}")))
    };
    caught(&silence("lead.nurtured", "always"), &[], "collision.starts_itself", Severity::Error);
    caught(&silence("lead.nurtured", "once"), &[], "collision.starts_itself", Severity::Warning);
    passes(&silence("lead.captured", "always"), &[]);
    let two_days_on = lead("later", "", &format!("{WAIT}{}", letter("transactional")));
    let it = caught(
        &silence("lead.captured", "always"),
        &[&two_days_on],
        "collision.two_messages",
        Severity::Warning,
    );
    assert!(it.why.contains("2 days later"), "{}", it.why);
    passes(&silence("lead.captured", "always"), &[&lead("now", "", &letter("transactional"))]);
}

#[test]
fn two_that_begin_on_one_day_of_a_record_meet() {
    let day = |slug: &str, days: u8| {
        let trigger = format!("{{date: {{cel: lead.captured_at}}, after: {{days: {days}}}}}");
        after(slug, &trigger, &letter("inquiry"))
    };
    caught(&day("one", 3), &[&day("two", 3)], "collision.two_messages", Severity::Warning);
    passes(&day("one", 3), &[&day("two", 4)]);
    let weekly = |slug: &str, on: &str| {
        let trigger = format!("{{schedule: {{rrule: FREQ=WEEKLY;BYDAY={on}, at: 09:00}}, each: true}}");
        after(slug, &trigger, NURTURE)
    };
    caught(&weekly("one", "MO"), &[&weekly("two", "MO")], "collision.two_writers", Severity::Warning);
    let it =
        caught(&weekly("one", "MO"), &[&weekly("two", "TU")], "collision.two_writers", Severity::Warning);
    assert!(it.why.contains("begun by something else"), "{}", it.why);
}

/// A36.
#[test]
fn one_that_moves_the_day_it_begins_on_is_refused() {
    let draft = after("late", "{date: {cel: lead.captured_at}, after: {days: 3}}", NURTURE);
    let moves = |field: &str| {
        let tells = Tells::read(&format!("lead.nurture: lead.nurtured | {field}"));
        check(&draft, &[], &house::catalogue(), &tells)
    };
    let found = moves("lead.captured_at");
    let said = found.iter().map(|one| (one.code, one.severity, one.step)).collect::<Vec<_>>();
    assert_eq!(said, [("collision.moves_its_own_day", Severity::Error, Some(0))]);
    assert_eq!(moves("lead.captured"), vec![]);
}

#[test]
fn two_that_change_one_field_on_one_fact_need_a_reason() {
    let (one, two) = (lead("one", "", NURTURE), lead("two", "", NURTURE));
    let it = caught(&one, &[&two], "collision.two_writers", Severity::Warning);
    assert!(it.why.contains("lead.state"), "{}", it.why);
}

#[test]
fn all_that_change_one_field_begun_by_other_things_are_one_warning() {
    let one = lead("one", "", NURTURE);
    let answered = "{fact: lead.answered}";
    let silence = "{silence: {after: lead.qualified, without: message.received, for: {days: 2}}}";
    let others = [after("two", answered, NURTURE), after("three", silence, NURTURE)];
    let it = caught(&one, &[&others[0], &others[1]], "collision.two_writers", Severity::Warning);
    assert!(it.why.contains("two, three") && it.why.contains("`lead.state`"), "{}", it.why);
    let all = found(&one, &[&others[0], &others[1]]);
    assert_eq!(all.len(), 1, "one for all of them: {all:?}");
    let ends = after("two", "{fact: lead.answered}\ngoal: {facts: [lead.captured]}", NURTURE);
    passes(&one, &[&ends]);
    passes(&one, &[&after("pressed", "{button: {label: Go}}", NURTURE)]);
    passes(&one, &[&after("two", answered, &letter("inquiry"))]);
}

#[test]
fn those_of_one_group_may_change_one_field() {
    let group = "group: {name: outreach, one_active_per: contact, on_conflict: skip}";
    passes(&lead("one", group, NURTURE), &[&lead("two", group, NURTURE)]);
}

#[test]
fn a_field_that_somebody_owns_needs_a_reason() {
    let owner = after("owner", "{fact: lead.answered}\nowns: [lead.state]", "  - id: over\n    end: done\n");
    let it = caught(&lead("other", "", NURTURE), &[&owner], "collision.owned_field", Severity::Warning);
    assert!(it.why.contains("which owner owns"), "{}", it.why);
    let other = after("owner", "{fact: lead.answered}\nowns: [lead.owner]", "  - id: over\n    end: done\n");
    passes(&lead("other", "", NURTURE), &[&other]);
}

/// What nobody recorded changes what its arguments say, and may change what it has no argument for.
#[test]
fn a_command_nobody_recorded_is_judged_by_its_arguments() {
    let house = || {
        let mut house = house::catalogue();
        let task = house.verbs["lead.nurture"].clone();
        let text = serde_json::json!({"type": "string"});
        let mut verb = |name: &str, properties: serde_json::Value| {
            let schema =
                serde_json::json!({"type": "object", "properties": properties, "required": ["lead"]});
            house.verbs.insert(name.into(), automation::plan::Verb { schema, ..task.clone() });
        };
        verb("lead.change", serde_json::json!({"lead": text, "owner": text, "until": text}));
        verb("lead.finish", serde_json::json!({"lead": text}));
        house
    };
    let plan = |slug: &str, head: &str, steps: &str| {
        let head = format!("trigger: {{fact: lead.captured}}\n{head}");
        Plan::build(Automation::from_yaml(&yaml(slug, &head, steps)).unwrap(), &house()).unwrap().0
    };
    let step = |verb: &str, more: &str| {
        format!(
            "  - id: it\n    do: {verb}\n    with: {{lead: {{cel: lead.id}}{more}}}\n    on_error: escalate\n"
        )
    };
    let over = "  - id: over\n    end: done\n";
    let codes = |steps: &str, other: &Plan| {
        let found = check(&plan("draft", "", steps), &[other], &house(), &Tells::read(TELLS));
        found.into_iter().map(|one| one.code).collect::<Vec<_>>()
    };
    let owner = plan("owner", "owns: [lead.owner]", over);
    assert_eq!(codes(&step("lead.change", ", owner: me"), &owner), ["collision.owned_field"]);
    assert_eq!(codes(&step("lead.change", ", until: then"), &owner), [""; 0], "it leaves the owner alone");
    assert_eq!(
        codes(&step("lead.finish", ""), &owner),
        ["collision.owned_field"],
        "nobody knows that it does not"
    );
    let both = plan("both", "", &step("lead.change", ", owner: you"));
    assert_eq!(codes(&step("lead.change", ", owner: me"), &both), ["collision.two_writers"]);
    assert_eq!(codes(&step("lead.change", ", until: then"), &both), [""; 0]);
    let mover = plan("mover", "", NURTURE);
    assert_eq!(codes(&step("lead.finish", ""), &mover), ["collision.two_writers"], "it moves the record on");
}

#[test]
fn two_messages_to_one_person_on_one_day_need_a_reason() {
    let (one, two) = (lead("one", "", &letter("marketing")), lead("two", "", &letter("inquiry")));
    caught(&one, &[&two], "collision.two_messages", Severity::Warning);
    let later = lead("two", "", &format!("{WAIT}{}", letter("inquiry")));
    passes(&one, &[&later]);
    passes(&one, &[&lead("two", "", &letter("transactional"))]);
    let both = format!("{WAIT}{}", letter("inquiry"));
    let it = caught(&lead("one", "", &both), &[&later], "collision.two_messages", Severity::Warning);
    assert!(it.why.contains("2 days later"), "{}", it.why);
    let group = "group: {name: outreach, one_active_per: contact, on_conflict: skip}";
    passes(&lead("one", group, &letter("inquiry")), &[&lead("two", group, &letter("inquiry"))]);
}

#[test]
fn letters_of_different_beginnings_that_may_meet_need_one_reason() {
    let reminder = "  - id: due\n    wait: {until: {cel: lead.captured_at}, after: {days: 9}}\n  - id: remind\n    \
        do: invoice.remind\n    with: {level: 1}\n    on_error: skip\n";
    let house = || {
        let mut house = house::catalogue();
        let task = house.verbs["lead.nurture"].clone();
        let schema = serde_json::json!({"type": "object", "properties": {"level": {"type": "integer"}}});
        house.verbs.insert("invoice.remind".into(), automation::plan::Verb { schema, ..task });
        house
    };
    let plan = |slug: &str, trigger: &str, steps: &str| {
        let document = Automation::from_yaml(&yaml(slug, &format!("trigger: {trigger}"), steps)).unwrap();
        Plan::build(document, &house()).unwrap().0
    };
    let late = |class: &str| format!("{WAIT}{}", letter(class));
    let nudge = plan("nudge", "{fact: lead.nurtured}", &late("transactional"));
    let remind = plan("remind", "{fact: lead.captured}", reminder);
    let asked = |draft: &Plan, others: &[&Plan]| check(draft, others, &house(), &Tells::read(TELLS));
    let it = asked(&nudge, &[&remind]);
    assert_eq!((it.len(), it[0].code, it[0].severity), (1, "collision.two_letters", Severity::Warning));
    assert_eq!((it[0].step, it[0].other.as_deref()), (Some(1), Some("remind")));
    assert_eq!(asked(&remind, &[&nudge])[0].code, "collision.two_letters", "and the other way round");

    let many: Vec<Plan> =
        ["b", "c", "d", "e"].map(|slug| plan(slug, "{fact: lead.captured}", &late("transactional"))).into();
    let it = asked(&nudge, &many.iter().collect::<Vec<_>>());
    assert_eq!(it.len(), 1, "one for all of them: {it:?}");
    assert!(it[0].why.contains("b, c and 2 more"), "{}", it[0].why);

    let at_once = plan("thanks", "{fact: lead.captured}", &letter("transactional"));
    assert_eq!(asked(&nudge, &[&at_once]), vec![], "an answer to what they did is none of them");
    let other_weight = plan("news", "{fact: lead.captured}", &late("inquiry"));
    assert_eq!(asked(&nudge, &[&other_weight]), vec![]);
    let ends = "{fact: lead.captured}\ngoal: {facts: [lead.nurtured]}";
    assert_eq!(
        asked(&nudge, &[&plan("ends", ends, &late("transactional"))]),
        vec![],
        "over as the other begins"
    );
    let grouped = |slug: &str, fact: &str| {
        let group = "group: {name: outreach, one_active_per: contact, on_conflict: skip}";
        plan(slug, &format!("{{fact: {fact}}}\n{group}"), &late("transactional"))
    };
    assert_eq!(asked(&grouped("one", "lead.nurtured"), &[&grouped("two", "lead.captured")]), vec![]);
    let weekly = plan(
        "weekly",
        "{schedule: {rrule: FREQ=WEEKLY;BYDAY=MO, at: 09:00}, each: true}",
        &letter("transactional"),
    );
    assert_eq!(asked(&nudge, &[&weekly])[0].code, "collision.two_letters", "nobody waits for it");
    let pressed = plan("pressed", "{button: {label: Go}}", &late("transactional"));
    assert_eq!(asked(&nudge, &[&pressed]), vec![], "a person decides when");
}

#[test]
fn of_what_is_shipped_the_reminder_and_the_nudge_may_meet() {
    let all: Vec<Plan> = SHIPPED.iter().map(|shipped| house::plan(shipped.yaml)).collect();
    let said = |draft: &str, other: &str| {
        let draft = all.iter().find(|plan| plan.document().automation.as_str() == draft).unwrap();
        let other = all.iter().find(|plan| plan.document().automation.as_str() == other).unwrap();
        let letters = found(draft, &[other]).into_iter().filter(|one| one.code == "collision.two_letters");
        letters.filter_map(|one| one.other).collect::<Vec<_>>()
    };
    assert_eq!(said("payment-reminders", "unsigned-nudge"), ["unsigned-nudge"]);
    assert_eq!(said("unsigned-nudge", "payment-reminders"), ["payment-reminders"]);
    assert!(said("unsigned-nudge", "thanks-for-payment").is_empty(), "thanks come within the hour");
    assert!(said("unsigned-nudge", "follow-up").is_empty(), "an inquiry's letters are held to so many a day");
}

#[test]
fn a_step_nobody_reaches_is_refused() {
    let head = "trigger: {fact: lead.captured}";
    let over = "  - id: over\n    end: done\n";
    assert_eq!(refused(&yaml("a", head, &format!("{over}{NURTURE}"))), ["collision.unreachable_step"]);
    assert_eq!(refused(&yaml("a", head, &format!("{NURTURE}{over}"))), Vec::<&str>::new());
    let never = NURTURE.replace("    do:", "    if: {cel: 'false'}\n    do:");
    caught(&lead("a", "", &never), &[], "collision.unreachable_step", Severity::Error);
    let asked = NURTURE.replace("    do:", "    if: {cel: has(lead.owner)}\n    do:");
    passes(&lead("a", "", &asked), &[]);
}

#[test]
fn a_goal_that_cannot_be_met_is_refused() {
    let fixed = "goal: {when: {cel: trigger.has_email}}";
    caught(&lead("a", fixed, NURTURE), &[], "collision.goal_never", Severity::Error);
    passes(&lead("a", "goal: {when: {cel: has(lead.owner)}}", NURTURE), &[]);
    let deaf = "goal: {facts: [rate_card.published]}";
    caught(&lead("a", deaf, NURTURE), &[], "collision.goal_never", Severity::Error);
    passes(&lead("a", "goal: {facts: [rate_card.published, lead.qualified]}", NURTURE), &[]);
}

#[test]
fn a_wait_ends_by_a_fact_of_its_own_or_not_at_all() {
    let head = "trigger: {fact: lead.captured}";
    let wait = |of: &str| format!("  - id: answer\n    wait_for: {{fact: {of}}}\n");
    assert_eq!(refused(&yaml("a", head, &wait("task.done"))), ["collision.wait_without_timeout"]);
    assert_eq!(refused(&yaml("a", head, &wait("task.done, timeout: {days: 1}"))), Vec::<&str>::new());
    let deaf = wait("rate_card.published, timeout: {days: 1}");
    caught(&lead("a", "", &deaf), &[], "collision.wait_never", Severity::Error);
    passes(&lead("a", "", &wait("lead.answered, timeout: {days: 1}")), &[]);
}

#[test]
fn a_run_without_a_deadline_and_a_message_without_a_way_out_need_a_reason() {
    let head = "trigger: {fact: lead.captured}";
    let endless = yaml("a", head, WAIT).replace("deadline: {days: 30}\n", "");
    assert_eq!(refused(&endless), ["collision.no_deadline"]);
    assert_eq!(refused(&yaml("a", head, WAIT)), Vec::<&str>::new());
    let careless = letter("inquiry").replace("    on_error: skip\n", "");
    assert_eq!(refused(&yaml("a", head, &careless)), ["collision.no_error_path"]);
    assert_eq!(refused(&yaml("a", head, &letter("inquiry"))), Vec::<&str>::new());
}

#[test]
fn what_is_shipped_does_not_collide() {
    let all: Vec<Plan> = SHIPPED.iter().map(|shipped| house::plan(shipped.yaml)).collect();
    for draft in &all {
        let others: Vec<&Plan> = all.iter().collect();
        let errors: Vec<_> =
            found(draft, &others).into_iter().filter(|one| one.severity == Severity::Error).collect();
        assert_eq!(errors, vec![], "{}", draft.document().automation);
    }
}

#[test]
fn the_record_of_verbs_is_read_as_it_is_written() {
    let read = Tells::read(TELLS);
    assert_eq!(Tells::read(&read.write()), read);
    let mut more = read.clone();
    more.add("deal.win", "deal.won", ["deal.reason".to_owned()]);
    assert_eq!(more.beyond(&read).write(), "deal.win:  | deal.reason\n");
    assert_eq!(read.beyond(&more), Tells::default());
    assert!(automation::collision::known().0.len() > 30, "the record of this house");
}

#[test]
fn a_marketing_message_may_not_come_far_too_late() {
    let head = "trigger: {fact: lead.captured}";
    let late = letter("marketing").replace("    expires_after: {days: 1}\n", "");
    assert_eq!(refused(&yaml("a", head, &late)), ["collision.may_come_late"]);
    assert_eq!(refused(&yaml("a", head, &letter("marketing"))), Vec::<&str>::new());
    let asked = letter("transactional").replace("    expires_after: {days: 1}\n", "");
    assert_eq!(refused(&yaml("a", head, &asked)), Vec::<&str>::new(), "what they asked for always leaves");
}

#[test]
fn nobody_stands_in_for_themselves() {
    let alone = yaml("a", "trigger: {fact: lead.captured}", WAIT)
        .replace("stand_in: manager", "stand_in: administrator");
    assert_eq!(refused(&alone), ["collision.no_stand_in"]);
    assert_eq!(refused(&yaml("a", "trigger: {fact: lead.captured}", WAIT)), Vec::<&str>::new());
}

#[test]
fn a_circle_without_a_wait_is_refused() {
    let head = "trigger: {fact: lead.captured}";
    let round = |wait: &str| {
        format!(
            "  - id: first\n    do: lead.nurture\n    with: {{lead: {{cel: lead.id}}}}\n    on_error: skip\n{wait}  \
             - id: again\n    branch: [{{if: {{cel: has(lead.owner)}}, go: first}}, {{else: over}}]\n  \
             - id: over\n    end: done\n"
        )
    };
    assert_eq!(refused(&yaml("a", head, &round(""))), ["collision.circle_without_wait"]);
    assert_eq!(refused(&yaml("a", head, &round(WAIT))), Vec::<&str>::new());
}

/// A rule nobody tries is none.
#[test]
fn every_rule_is_tried_here() {
    let (tried, rules) = (include_str!("colliding.rs"), include_str!("../src/collision/rules/alone.rs"));
    let quoted = rules.split('"').filter(|word| word.starts_with("collision."));
    for code in automation::collision::CODES.into_iter().chain(quoted) {
        assert!(tried.contains(&format!("\"{code}\"")), "{code} has no document that it catches");
    }
}
