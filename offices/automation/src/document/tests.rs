//! What can be written, what cannot and how it is said, and that the canonical form is one.

mod words;

use proptest::prelude::*;

use super::*;

const SMALL: &str = "\
automation: hello   # a comment
owner: sales
stand_in: administrator
purpose: Say hello.
metric: {name: hellos, start: lead.captured, end: lead.answered, better: lower}
trigger: {fact: lead.captured, when: {cel: 'lead.source == \"web\"'}}
subject: lead
enrol: {policy: {cooldown: {days: 7}}, if_active: restart}
steps:
  - id: hello
    note: first of all
    do: message.send
    with: {template: hello, class: transactional, lead: {cel: lead.id}, copies: 2}
    resend: true
    sla: {seconds: 30}
  - {id: night, wait: {days: 1, at: 09:30, window: business, zone: contact}}
  - id: reply
    wait_for: {fact: [message.received, booking.made], since: hello, timeout: {days: 2}, on_hit: {end: goal}}
  - id: which
    branch: [{if: {cel: 'lead.value > 5'}, go: call}, {else: done}]
  - id: call
    do: task.create
    with: {title: Call, due: {after: {hours: 1, window: business}}}
    on_error: {go: done}
  - {id: done, end: done}
";

#[test]
fn a_document_says_what_it_means() {
    let document = Automation::from_yaml(SMALL).unwrap();
    assert_eq!(document.owner, Owner::try_from("sales".to_owned()).unwrap());
    assert_eq!(document.enrol.policy, Policy::Cooldown(Span { days: 7, ..Span::default() }));
    let Act::Do(hello) = &document.steps[0].act else { panic!("hello does something") };
    assert!(hello.resend);
    assert_eq!(hello.with["lead"], Arg::Cel(Cel { cel: "lead.id".into() }));
    assert_eq!(hello.with["copies"], Arg::Literal(2.into()));
    let Act::WaitFor(reply) = &document.steps[2].act else { panic!("reply waits") };
    assert_eq!(reply.fact.kinds().len(), 2);
    assert_eq!(reply.since, Since::Step("hello".parse().unwrap()));
    assert_eq!(reply.on_hit, Jump::End(Outcome::Goal));
    let Act::Do(call) = &document.steps[4].act else { panic!("call does something") };
    assert!(matches!(&call.with["due"], Arg::After(wait) if wait.hours == 1));
}

#[test]
fn the_canonical_form_is_stable() {
    let document = Automation::from_yaml(SMALL).unwrap();
    let canonical = document.canonical();
    assert!(!canonical.contains("a comment") && canonical.contains("first of all"), "{canonical}");
    let again = Automation::from_yaml(&canonical).unwrap();
    assert_eq!(again, document);
    assert_eq!(again.canonical(), canonical);
    let shuffled =
        SMALL.replace("{template: hello, class: transactional,", "{class: transactional, template: hello,");
    assert_eq!(Automation::from_yaml(&shuffled).unwrap().sha256(), document.sha256());
    let changed = SMALL.replace("days: 7", "days: 8");
    assert_ne!(Automation::from_yaml(&changed).unwrap().sha256(), document.sha256());
}

#[test]
fn what_cannot_be_read_says_where_and_what_to_write() {
    for (from, to, line, column, words) in [
        ("owner: sales\n", "ownr: sales\n", 2, 1, "`ownr` means nothing here"),
        ("owner: sales\n", "", 8, 1, "`owner` is missing"),
        (
            "owner: sales",
            "owner: Max Muster",
            2,
            8,
            "`Max Muster` is not a role or a user's id; write it like `sales`",
        ),
        ("better: lower", "better: less", 5, 74, "`less` means nothing here; write one of lower, higher"),
        (
            "lead.captured, when",
            "captured, when",
            6,
            17,
            "expected the kind of a fact, such as lead.captured",
        ),
        ("days: 7", "days: seven", 8, 35, "write a whole number, not below zero"),
        ("if_active: restart", "if_active: often", 8, 51, "`often` means nothing here"),
        ("resend: true", "resend: maybe", 14, 13, "write true or false"),
        (
            "do: message.send",
            "do: Send Mail",
            12,
            9,
            "`Send Mail` is not a verb; write it like `task.create`",
        ),
        ("copies: 2", "copies: 2.5", 13, 81, "2.5 has a fraction; write money as"),
        ("at: 09:30", "at: half past", 16, 37, "`half past` is not a time of day; write it like 09:30"),
        (
            "{else: done}]",
            "{if: {cel: 'true'}, go: done}]",
            20,
            13,
            "the last arm of a branch is `- else: step`",
        ),
        ("{id: done, end: done}", "{id: done}", 25, 5, "step done: it does nothing; give it one of do, wait"),
        ("{id: done, end: done}", "{id: done, end: done, wait: {days: 1}}", 25, 5, "make two steps of it"),
        ("{id: done, end: done}", "{end: done}", 25, 5, "a step without a name; give it `id`"),
        ("subject: lead", "subject: lead\nsubject: lead", 8, 1, "`subject` is there twice"),
        ("hours: 1, window", "at: 09:00, hours: 1, window", 23, 30, "leave out either `at` or hours"),
        ("steps:\n", "steps: [\n", 10, 3, "only valid inside a block"),
    ] {
        assert!(SMALL.contains(from), "{from}");
        let refused = Automation::from_yaml(&SMALL.replacen(from, to, 1)).unwrap_err();
        assert!(refused.why.contains(words), "{to}: {refused}");
        assert_eq!((refused.at.line, refused.at.column), (line, column), "{to}: {refused}");
    }
}

#[test]
fn the_parts_of_a_document_can_be_found_in_its_text() {
    let places = Places::of(SMALL).unwrap();
    assert_eq!(places.field("trigger"), At { line: 6, column: 10 });
    assert_eq!(places.step(0, "with"), At { line: 13, column: 11 });
    assert_eq!(places.step(3, "branch"), At { line: 20, column: 13 });
    assert_eq!(places.step(3, "nothing").line, 19);
}

#[test]
fn a_document_has_a_schema() {
    let schema = serde_json::to_value(schemars::schema_for!(Automation)).unwrap();
    assert_eq!(schema["properties"]["steps"]["items"]["$ref"], "#/$defs/Step");
    assert_eq!(schema["additionalProperties"], false);
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ -~\n\t]{0,120}",
        prop::sample::select(vec![
            "yes", "null", "~", "1_000", "007", "0x1F", "1e3", "- a", "a: b", "#", "'", " ", "", "12:30"
        ])
        .prop_map(String::from),
    ]
}

fn literals() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        texts().prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::btree_map("[a-z]{1,6}", inner, 0..4)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

fn steps() -> impl Strategy<Value = Act> {
    let spans = (0..9u32, 0..9u32).prop_map(|(days, seconds)| Span { days, seconds, ..Span::default() });
    let waits = (1..9u32, any::<bool>()).prop_map(|(hours, business)| kernel::calendar::Delay {
        hours,
        window: if business { kernel::calendar::Window::Business } else { kernel::calendar::Window::Any },
        ..Default::default()
    });
    let args = prop_oneof![
        literals().prop_filter_map("a literal", |value| Arg::try_from(value).ok()),
        texts().prop_map(|cel| Arg::Cel(Cel { cel })),
        waits.clone().prop_map(Arg::After),
    ];
    let with = prop::collection::btree_map(texts(), args, 0..4);
    let doing = (with, prop::option::of(texts()), any::<bool>(), prop::option::of(spans)).prop_map(
        |(with, guard, resend, expires_after)| {
            let guard = guard.map(|cel| Cel { cel });
            Act::Do(Do { verb: "task.create".parse().unwrap(), with, guard, expires_after, resend })
        },
    );
    let asking = (texts(), waits.clone()).prop_map(|(question, timeout)| {
        let answers = vec![Answer { answer: "yes".parse().unwrap(), then: Jump::Next }];
        let who = Owner::Role("sales".parse().unwrap());
        Act::Ask(Ask { who, question, answers, timeout, on_timeout: Jump::End(Outcome::Exit) })
    });
    prop_oneof![
        doing,
        asking,
        waits.prop_map(|delay| Act::Wait(Wait::For(delay))),
        Just(Act::End(Outcome::Done))
    ]
}

fn promises() -> impl Strategy<Value = Wait> {
    let lengths = (1..9u32, 0..60u32, any::<bool>()).prop_map(|(days, seconds, business)| {
        let window =
            if business { kernel::calendar::Window::Business } else { kernel::calendar::Window::Any };
        Wait::For(kernel::calendar::Delay { days, seconds, window, ..Default::default() })
    });
    let open = (1..9u32)
        .prop_map(|days| Wait::Open { days: Count::Written(days), zone: kernel::calendar::Whose::Contact });
    prop_oneof![lengths, open]
}

proptest! {
    #[test]
    fn every_document_survives_its_canonical_form(
        purpose in texts(), note in prop::option::of(texts()),
        acts in prop::collection::vec((steps(), prop::option::of(promises())), 1..5),
    ) {
        let mut document = Automation::from_yaml(SMALL).unwrap();
        document.purpose = purpose;
        let step = |(i, (act, sla))| Step {
            id: format!("s{i}").parse().unwrap(), note: note.clone(), only_if: None, on_error: None, sla, act,
        };
        document.steps = acts.into_iter().enumerate().map(step).collect();
        let canonical = document.canonical();
        let again = Automation::from_yaml(&canonical);
        prop_assert_eq!(again.as_ref(), Ok(&document), "{}", canonical);
        prop_assert_eq!(again.unwrap().canonical(), canonical);
    }

    #[test]
    fn no_text_breaks_the_reader(text in texts(), cut in 0..SMALL.len()) {
        let _ = Automation::from_yaml(&text);
        let spoilt = format!("{}{text}{}", &SMALL[..cut], &SMALL[cut..]);
        if let Err(refused) = Automation::from_yaml(&spoilt) {
            prop_assert!(refused.at.line > 0 && refused.at.column > 0 && !refused.why.is_empty());
        }
    }
}

#[test]
fn arguments_keep_their_keys_in_order() {
    let arg = Arg::try_from(serde_json::json!({"b": 1, "a": {"d": 1, "c": 2}})).unwrap();
    assert_eq!(serde_json::to_string(&arg).unwrap(), r#"{"a":{"c":2,"d":1},"b":1}"#);
    assert!(Arg::try_from(serde_json::json!({"to": [{"cel": "x"}], "b": 1})).is_err());
}
