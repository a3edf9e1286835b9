//! The triggers and steps beside `fact` and `do`: what can be written, what cannot, and random ones that survive.

use super::*;

const REST: &str = "\
automation: hello
owner: sales
stand_in: administrator
purpose: Say hello.
metric: {name: hellos, start: lead.captured, end: lead.answered, better: lower}
subject: proposal
enrol: {policy: always}
steps:
  - {id: done, end: done}
";

fn with_trigger(trigger: &str) -> Result<Automation, Unreadable> {
    Automation::from_yaml(&REST.replace("subject:", &format!("trigger: {trigger}\nsubject:")))
}

#[test]
fn a_trigger_is_one_of_six() {
    for (trigger, word) in [
        ("{fact: [lead.captured, lead.answered], when: {cel: 'true'}}", "fact"),
        (
            "{date: {cel: proposal.valid_until}, before: {days: 3}, at: 09:00, window: business, zone: contact}",
            "date",
        ),
        ("{schedule: {rrule: FREQ=WEEKLY;BYDAY=MO, at: 09:00, zone: business}}", "schedule"),
        ("{schedule: {rrule: FREQ=DAILY, at: 09:00}, each: true, when: {cel: 'true'}}", "schedule"),
        ("{webhook: {}}", "webhook"),
        (
            "{webhook: {fields: {email: text, total: {is: money, optional: true, at: /order/total}}}, \
          contact: {cel: trigger.payload.email}}",
            "webhook",
        ),
        ("{button: {label: Send the welcome}}", "button"),
        (
            "{silence: {after: proposal.sent, without: [proposal.viewed, message.received], for: {business_days: 2}}, \
          match: {cel: 'fact.proposal == trigger.proposal'}}",
            "silence",
        ),
    ] {
        let document = with_trigger(trigger).unwrap_or_else(|why| panic!("{trigger}: {why}"));
        assert_eq!(document.trigger.word(), word);
        let canonical = document.canonical();
        assert_eq!(Automation::from_yaml(&canonical).as_ref(), Ok(&document), "{canonical}");
        let json = serde_json::to_value(&document).unwrap();
        assert_eq!(serde_json::from_value::<Automation>(json).unwrap(), document, "also as JSON");
    }
}

#[test]
fn a_trigger_has_only_its_own_words() {
    for (trigger, why) in [
        ("{}", "nothing starts it"),
        ("{fact: lead.captured, button: {label: a}}", "two things start it"),
        ("{fact: lead.captured, each: true}", "`each` belongs to `schedule`"),
        ("{fact: lead.captured, before: {days: 1}}", "belong to `date`"),
        ("{date: {cel: a.b}, before: {days: 1}, after: {days: 1}}", "before the day or after it"),
        ("{button: {label: a}, contact: {cel: a.b}}", "`contact` belongs to `webhook`"),
        ("{button: {label: a}, match: {cel: a.b}}", "`match` belongs to `silence`"),
        ("{schedule: {rrule: FREQ=DAILY}}", "`at` is missing"),
        ("{webhook: {fields: {email: texts}}}", "expected text, number, flag, instant or money"),
    ] {
        let refused = with_trigger(trigger).unwrap_err();
        assert!(refused.why.contains(why), "{trigger}: {refused}");
        assert!(refused.at.line > 1, "{refused}");
    }
}

const STEPS: &str = "\
trigger: {button: {label: Go}}
quota: {runs_per_hour: 10, effects_per_hour: 5}
hold_out: 10
minutes_saved: 12
minutes_spent: 90
owns: [deal.stage, deal.owner]
steps:
  - {id: sums, set: {total: {cel: proposal.value}, rounds: 3, due: {after: {days: 2}}}}
  - id: sure
    approve:
      who: manager
      what: 'Send it to {contact.name}?'
      above: {cel: 'proposal.value > money(\"5000 EUR\")'}
      delegate: administrator
      timeout: {days: 1, window: business}
  - id: thrice
    repeat:
      times: 3
      while: {cel: 'vars.round < 3'}
      steps:
        - {id: pause, wait: {window: business}}
        - {id: deep, repeat: {times: 2, steps: [{id: nap, wait: {hours: 1}}]}}
  - id: other
    call: {automation: hello-too, with: {total: {cel: vars.total}}, take: {paid: flag}}
    on_error: escalate
";

#[test]
fn the_further_steps_say_what_they_mean() {
    let (head, _) = REST.split_once("steps:").unwrap();
    let document = Automation::from_yaml(&format!("{head}{STEPS}")).unwrap();
    let ids: Vec<_> = document.every_step().iter().map(|step| step.id.as_str()).collect();
    assert_eq!(ids, ["sums", "sure", "thrice", "pause", "deep", "nap", "other"]);
    let Act::Approve(sure) = &document.steps[1].act else { panic!("sure asks") };
    assert_eq!((&sure.on_no, &sure.on_timeout), (&Jump::End(Outcome::Exit), &Jump::Escalate));
    let canonical = document.canonical();
    assert_eq!(Automation::from_yaml(&canonical).as_ref(), Ok(&document), "{canonical}");
    assert_eq!(Automation::from_yaml(&canonical).unwrap().canonical(), canonical);
}

#[test]
fn a_step_inside_a_repeat_can_be_found_in_the_text() {
    let (head, _) = REST.split_once("steps:").unwrap();
    let text = format!("{head}{STEPS}");
    let places = Places::of(&text).unwrap();
    let line = |needle: &str| text.lines().position(|line| line.contains(needle)).unwrap() as u64 + 1;
    assert_eq!(places.step(3, "wait").line, line("id: pause"));
    assert_eq!(places.step(5, "wait").line, line("id: nap"));
    assert_eq!(places.step(6, "call").line, line("automation: hello-too"));
}

#[test]
fn what_comes_from_elsewhere_is_taken_by_kind() {
    let takes: Takes = serde_json::from_value(serde_json::json!({
        "email": "text", "count": {"is": "number", "at": "/order/count"},
        "total": {"is": "money", "optional": true},
    }))
    .unwrap();
    let body = serde_json::json!({"email": "a@b.test", "order": {"count": 3}, "total": 5, "more": true});
    let found = taken(&takes, &body).unwrap();
    assert_eq!(serde_json::Value::from(found), serde_json::json!({"email": "a@b.test", "count": 3}));
    let missing = taken(&takes, &serde_json::json!({"email": 5})).unwrap_err();
    assert_eq!(missing, ["/order/count (a whole number)", "email (a text)"]);
}

#[test]
fn an_object_may_be_computed_in_part() {
    let arg = Arg::try_from(
        serde_json::json!({"name": {"cel": "contact.name"}, "tags": ["a"], "n": {"m": {"after": {"days": 1}}}}),
    );
    let arg = arg.unwrap();
    assert!(matches!(&arg, Arg::Parts(parts) if parts.len() == 3));
    assert_eq!(Arg::try_from(serde_json::Value::from(arg.clone())).unwrap(), arg);
    assert!(Arg::try_from(serde_json::json!({"list": [{"cel": "x"}]})).is_err(), "lists are literals");
}

fn names() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9]{0,6}"
}

fn takes() -> impl Strategy<Value = Takes> {
    let kinds = prop::sample::select(vec![Kind::Text, Kind::Number, Kind::Flag, Kind::Instant, Kind::Money]);
    let classes = prop::sample::select(vec![TakeClass::Open, TakeClass::Personal]);
    let take = (kinds, any::<bool>(), prop::option::of("/[a-z]{1,5}"), classes);
    let take = take.prop_map(|(is, optional, at, class)| Take { is, optional, at, class });
    prop::collection::btree_map(names().prop_map(|name| name.parse().unwrap()), take, 0..3)
}

fn triggers() -> impl Strategy<Value = On> {
    let facts =
        || Facts::new(vec!["lead.captured".parse().unwrap(), "lead.answered".parse().unwrap()]).unwrap();
    let until = (texts(), 0..9u32, any::<bool>()).prop_map(|(cel, n, before)| Until {
        day: Cel { cel },
        before: Count::Written(if before { n } else { 0 }),
        after: Count::Written(if before { 0 } else { n }),
        at: None,
        window: kernel::calendar::Window::Business,
        zone: kernel::calendar::Whose::Contact,
        if_past: IfPast::GoOn,
    });
    let schedule = (texts(), any::<bool>()).prop_map(|(rrule, each)| {
        let (at, zone) = ("09:30".parse().unwrap(), Default::default());
        On::Schedule { schedule: Schedule { rrule, at, zone }, each }
    });
    let hook = (takes(), prop::option::of(texts())).prop_map(|(fields, contact)| On::Webhook {
        webhook: Webhook { fields },
        contact: contact.map(|cel| Cel { cel }),
    });
    let silence = (1..99u32, prop::option::of(texts())).prop_map(move |(hours, matches)| On::Silence {
        silence: Silence {
            after: facts(),
            without: facts(),
            length: Wait::For(kernel::calendar::Delay { hours, ..Default::default() }),
            anew: hours % 2 == 0,
        },
        matches: matches.map(|cel| Cel { cel }),
    });
    let button = (texts(), takes()).prop_map(|(label, fields)| On::Button(Button { label, fields }));
    prop_oneof![until.prop_map(On::Date), schedule, hook, silence, button, Just(On::Fact(facts()))]
}

fn inner() -> impl Strategy<Value = Act> {
    let args = || prop::collection::btree_map(names(), texts().prop_map(|cel| Arg::Cel(Cel { cel })), 0..3);
    let named = |args: std::collections::BTreeMap<String, Arg>| {
        args.into_iter().map(|(name, arg)| (name.parse().unwrap(), arg)).collect()
    };
    let approve = (texts(), prop::option::of(texts())).prop_map(|(what, above)| {
        Act::Approve(Approve {
            who: Owner::Role("sales".parse().unwrap()),
            what,
            above: above.map(|cel| Cel { cel }),
            delegate: None,
            timeout: kernel::calendar::Delay { days: 2, ..Default::default() },
            on_no: Jump::Next,
            on_timeout: Jump::End(Outcome::Exit),
        })
    });
    let call = (args(), takes())
        .prop_map(|(with, take)| Act::Call(Call { automation: "other".parse().unwrap(), with, take }));
    prop_oneof![args().prop_map(move |args| Act::Set(named(args))), approve, call, steps()]
}

proptest! {
    #[test]
    fn every_trigger_and_step_survives_its_canonical_form(
        on in triggers(), when in prop::option::of(texts()), acts in prop::collection::vec(inner(), 1..4),
        times in 1..50u32, hold_out in 0..50u32, quota in prop::option::of((1..9u32, 1..9u32)),
        pace in prop::option::of((1..9u32, 1..99u32)), key in prop::option::of(texts()),
    ) {
        let mut document = Automation::from_yaml(SMALL).unwrap();
        let span = |minutes| Span { minutes, ..Span::default() };
        let throttle = pace.map(|(most, minutes)| Throttle { most, per: span(minutes) });
        let debounce = pace.filter(|_| matches!(on, On::Fact(_)));
        let debounce = debounce.map(|(hours, quiet)| {
            Debounce { quiet: span(quiet), at_most: Span { hours, ..span(quiet) } }
        });
        document.trigger = Trigger { on, when: when.map(|cel| Cel { cel }), debounce, throttle };
        document.enrol.key = key.map(|cel| Cel { cel });
        document.enrol.if_active = IfActive::Queue;
        document.hold_out = hold_out;
        document.quota = quota.map(|(runs, effects)| Quota {
            runs_per_hour: Some(runs), effects_per_hour: Some(effects),
        });
        document.owns = vec!["deal.stage".parse().unwrap()];
        let step = |id: String, act| Step {
            id: id.parse().unwrap(), note: None, only_if: None, on_error: None, sla: None, act,
        };
        let inside = acts.iter().enumerate().map(|(i, act)| step(format!("i{i}"), act.clone())).collect();
        let repeat = Act::Repeat(Repeat { times, while_true: None, steps: inside });
        document.steps = acts.into_iter().enumerate().map(|(i, act)| step(format!("s{i}"), act)).collect();
        document.steps.push(step("round".into(), repeat));
        let canonical = document.canonical();
        let again = Automation::from_yaml(&canonical);
        prop_assert_eq!(again.as_ref(), Ok(&document), "{}", canonical);
        prop_assert_eq!(again.unwrap().canonical(), canonical);
    }
}
