//! A corpus of expressions: what they give, how they are refused and where, and that records are asked
//! lazily.

use std::sync::Mutex;

use kernel::calendar::Week;
use kernel::{Currency, Money, Timestamp};
use proptest::prelude::*;

use super::*;

fn schema() -> Schema {
    Schema::new()
        .field("lead.id", Type::Text)
        .field("lead.state", Type::Text)
        .field("lead.captured_at", Type::At)
        .maybe("lead.value", Type::Money)
        .maybe("lead.answers.place", Type::Text)
        .field("lead.tags", Type::List(Box::new(Type::Text)))
        .field("deal.value", Type::Money)
        .field("deal.score", Type::Int)
        .field("contact.zone", Type::Text)
        .field("contact.opted_out", Type::Flag)
        .maybe("contact.born_on", Type::Text)
}

fn euros(minor: i64) -> Value<'static> {
    Value::Money(Money::new(minor, Currency::EUR))
}

fn lead() -> Fields {
    Fields::new()
        .text("id", "lead_1")
        .text("state", "captured")
        .set("captured_at", Value::At("2026-03-27T10:00:00Z".parse().unwrap()))
        .set("tags", Value::List(["roof", "urgent"].map(|t| Value::Text(t.into())).into()))
        .record("answers", Fields::new().text("place", "Köln"))
}

fn deal() -> Fields {
    Fields::new().set("value", euros(120_000)).set("score", Value::Int(70))
}

fn contact() -> Fields {
    Fields::new().text("zone", "Asia/Kathmandu").set("opted_out", Value::Flag(false))
}

fn now() -> Timestamp {
    "2026-03-29T12:00:00Z".parse().unwrap()
}

fn value(source: &str) -> Result<Value<'static>, Broken> {
    let condition =
        Compiler::new(schema()).compile(source).unwrap_or_else(|fault| panic!("{source}: {fault}"));
    let (lead, deal, contact) = (lead(), deal(), contact());
    condition.value(&Scope::at(now()).with("lead", &lead).with("deal", &deal).with("contact", &contact))
}

fn fault(source: &str) -> Fault {
    match Compiler::new(schema()).compile(source) {
        Ok(condition) => panic!("{source} is {:?}", condition.kind()),
        Err(fault) => fault,
    }
}

#[test]
fn expressions_give_what_they_say() {
    for (source, expected) in [
        ("lead.state == 'captured'", Value::Flag(true)),
        ("lead.state in ['captured', 'answered'] && !contact.opted_out", Value::Flag(true)),
        ("deal.value >= money('1000.00 EUR')", Value::Flag(true)),
        ("deal.value == money('1200.00 EUR')", Value::Flag(true)),
        ("deal.value != money('1200 EUR')", Value::Flag(false)),
        ("deal.value + money('0.50 EUR') > money('1200.49 EUR')", Value::Flag(true)),
        ("deal.value - money('200.00 EUR')", euros(100_000)),
        ("has(lead.value)", Value::Flag(false)),
        ("has(lead.value) && lead.value > money('1.00 EUR')", Value::Flag(false)),
        ("!has(lead.value) || lead.value > money('1.00 EUR')", Value::Flag(true)),
        ("has(lead.value) ? 'rich' : 'unknown'", Value::Text("unknown".into())),
        ("has(lead.answers.place) && lead.answers.place.startsWith('Kö')", Value::Flag(true)),
        ("lead.tags.exists(t, t == 'urgent')", Value::Flag(true)),
        ("lead.tags.filter(t, t != 'urgent')", Value::List(vec![Value::Text("roof".into())])),
        ("lead.tags.all(t, size(t) > 4)", Value::Flag(false)),
        ("lead.tags.map(t, size(t))[1]", Value::Int(6)),
        ("lead.tags.exists_one(t, t.contains('oo'))", Value::Flag(true)),
        ("size(lead.tags) * 2 + deal.score % 7", Value::Int(4)),
        ("now - lead.captured_at > duration('48h')", Value::Flag(true)),
        ("lead.captured_at + duration('50h') == now", Value::Flag(true)),
        ("now > timestamp('2026-03-29T11:59:59Z')", Value::Flag(true)),
        ("local_hour(contact.zone)", Value::Int(17)),
        ("local_hour(lead.captured_at, 'Europe/Berlin')", Value::Int(11)),
        ("local_weekday('Pacific/Auckland')", Value::Int(1)),
        ("'call ' + lead.id", Value::Text("call lead_1".into())),
        ("deal.score", Value::Int(70)),
    ] {
        assert_eq!(value(source).unwrap(), expected, "{source}");
    }
}

#[test]
fn two_currencies_are_an_error_however_they_meet() {
    for source in [
        "deal.value > money('1.00 USD')",
        "deal.value == money('1200.00 USD')",
        "deal.value != money('1200.00 USD')",
        "deal.value + money('1.00 USD') > deal.value",
        "lead.tags.exists(t, deal.value == money('1.00 USD'))",
    ] {
        let Err(Broken::Failed(why)) = value(source) else { panic!("{source} has a value") };
        assert!(why.contains("different currencies"), "{source}: {why}");
    }
}

#[test]
fn a_field_that_turns_out_empty_is_named_by_its_path() {
    let condition = Compiler::new(schema()).compile("contact.zone == 'UTC'").unwrap();
    let nobody = Fields::new();
    let empty = condition.holds(&Scope::at(now()).with("contact", &nobody));
    assert_eq!(empty, Err(Broken::Empty("contact.zone".into())));
    assert_eq!(condition.holds(&Scope::at(now())), Err(Broken::Empty("contact".into())));
}

#[test]
fn open_days_are_counted_by_the_hours_that_are_given() {
    let compiler = Compiler::new(schema().open());
    let source = "business_days_between(lead.captured_at, timestamp('2026-04-01T10:00:00Z'))";
    let condition = compiler.compile(source).unwrap();
    assert_eq!(
        (condition.kind(), condition.references()),
        (&Type::Int, &["lead.captured_at".to_owned()][..])
    );
    let week = Week::weekdays(&["09:00-17:00".parse().unwrap()]);
    let closed = vec!["2026-03-31".parse().unwrap()];
    let hours = BusinessHours::new("Europe/Berlin".parse().unwrap(), week, closed).unwrap();
    let lead = lead();
    let scope = || Scope::at(now()).with("lead", &lead);
    assert_eq!(
        condition.value(&scope().open(&hours)),
        Ok(Value::Int(2)),
        "Monday and Wednesday; Tuesday is a holiday"
    );
    assert!(condition.value(&scope()).is_err());
    let wrong = |source: &str| compiler.compile(source).unwrap_err().why;
    assert!(wrong("business_days_between(lead.state, now) > 2").contains("with two instants"));
    assert!(wrong("business_days_between(now) > 2").contains("with two instants"));
    assert!(fault("business_days_between(now, now) > 2").why.contains("there is no function"));
}

#[test]
fn what_makes_no_sense_is_refused_where_it_stands() {
    for (source, at, words) in [
        ("leed.state == 'x'", 1, "`leed` is not known here; there is contact, deal, lead, now"),
        (
            "true && lead.stat == 'x'",
            9,
            "`lead` has no such field; it has answers, captured_at, id, state, tags, value",
        ),
        ("lead.state.name == 'x'", 1, "`lead.state` has no fields"),
        ("lead == 'x'", 1, "`lead` is a record; name one of its fields"),
        ("lead.value > money('1.00 EUR')", 1, "`lead.value` may be empty; ask has(lead.value)"),
        ("has(lead.value) || lead.value > money('1 EUR')", 20, "may be empty"),
        ("has(lead.valu)", 5, "has no such field"),
        ("deal.value > 1000", 12, "an amount of money beside a whole number"),
        ("deal.value > 1000.0", 14, "a number with a fraction"),
        ("deal.value > money('1000')", 19, "write it like money(\"1000.00 EUR\")"),
        ("deal.value > money('10.005 EUR')", 19, "write it like money"),
        ("deal.value > money(lead.id)", 19, "write it like money"),
        ("deal.value in [deal.value]", 12, "money is compared"),
        ("lead.state == 1", 12, "a text beside a whole number"),
        ("lead.state == null", 15, "ask has(field)"),
        ("lead.tags.exists(t, t > 1)", 23, "a text beside a whole number"),
        ("lead.state.exists(t, t == 'x')", 18, "go over a list"),
        ("lead.tags.all(a, lead.tags.all(b, lead.tags.all(c, c == a)))", 48, "at most two deep"),
        ("duration('tomorrow') > duration('1h')", 9, "duration(\"48h\")"),
        ("timestamp('2026-01-31')", 10, "timestamp("),
        ("matches(lead.state, 'x')", 8, "there is no function `matches`"),
        ("lead.state.reverse()", 19, "there is no function `reverse`"),
        ("!lead.state", 2, "this is a text; here stands true or false"),
        ("deal.score && true", 1, "this is a whole number; here stands true or false"),
        ("-lead.state", 1, "`-` does not go with a text"),
        ("{'a': 1}.a == 1", 1, "only records have fields"),
        ("lead.state == ", 15, "cannot be read from here on"),
        ("lead.state = 'x'", 12, "cannot be read from here on"),
        ("'Köln' == lead.tags", 9, "a text beside a list of a text"),
        ("true &&\n  lead.x", 11, "`lead` has no such field"),
    ] {
        let fault = fault(source);
        assert!(fault.why.contains(words), "{source}: {fault}");
        assert_eq!(fault.at, at, "{source}: {fault}");
    }
}

#[test]
fn an_expression_stays_small() {
    let many = vec!["deal.score == 1"; 40].join(" || ");
    assert!(Compiler::new(schema()).compile(&many).is_ok());
    assert!(fault(&vec!["deal.score == 1"; 51].join(" || ")).why.contains("more than 200 parts"));
    assert!(fault(&"x".repeat(5_000)).why.contains("too long"));
    assert!(fault(&format!("{}true{}", "(".repeat(200), ")".repeat(200))).why.contains("cannot be read"));
}

#[test]
fn a_condition_is_true_or_false() {
    let compiler = Compiler::new(schema());
    assert!(compiler.question("deal.score > 1").is_ok());
    assert!(compiler.question("deal.score + 1").unwrap_err().why.contains("this is a whole number"));
}

#[test]
fn the_paths_an_expression_looks_at_are_known() {
    let compiler = Compiler::new(schema());
    let source = "has(lead.value) && deal.score > 1 && lead.tags.exists(t, t == contact.zone) \
        && local_hour('UTC') > 8";
    let condition = compiler.compile(source).unwrap();
    assert_eq!(condition.references(), ["contact.zone", "deal.score", "lead.tags", "lead.value", "now"]);
    assert!(Arc::ptr_eq(&condition, &compiler.compile(source).unwrap()), "read once");
}

#[test]
fn a_record_is_asked_only_for_the_fields_that_matter() {
    struct Watched(Fields, Mutex<Vec<String>>);
    impl Record for Watched {
        fn get(&self, field: &str) -> Option<Value<'_>> {
            self.1.lock().unwrap().push(field.to_owned());
            self.0.get(field)
        }
    }
    let watched = Watched(deal(), Mutex::default());
    let condition =
        Compiler::new(schema()).compile("deal.score > 100 && deal.value > money('1 EUR')").unwrap();
    assert_eq!(condition.holds(&Scope::at(now()).with("deal", &watched)), Ok(false));
    assert_eq!(*watched.1.lock().unwrap(), ["score"]);
}

#[test]
fn a_fact_is_read_by_the_types_of_its_fields() {
    let body = serde_json::json!({
        "id": "lead_1", "captured_at": "2026-03-27T10:00:00.000Z", "value": {"minor": 5, "currency": "EUR"},
        "tags": ["a"], "answers": {"place": "Kyoto"}, "unknown": 1.5, "state": null,
    });
    let lead = Fields::read(&body, &schema(), "lead");
    let shown = |field: &str| lead.get(field).map(|value| value.to_json());
    assert_eq!(shown("captured_at"), Some("2026-03-27T10:00:00.000Z".into()));
    assert_eq!(shown("value"), Some(serde_json::json!({"minor": 5, "currency": "EUR"})));
    assert_eq!(shown("tags"), Some(serde_json::json!(["a"])));
    assert_eq!((shown("unknown"), shown("state")), (None, None));
    assert!(matches!(lead.get("answers"), Some(Value::Record(_))));
}

#[test]
fn what_a_fact_told_can_be_looked_at_under_another_name() {
    let schema =
        Schema::new().field("fact.kind", Type::Text).maybe("fact.task", Type::Text).copy("fact", "trigger");
    let compiler = Compiler::new(schema);
    assert!(compiler.compile("trigger.kind == fact.kind").is_ok());
    assert!(compiler.compile("trigger.task == 'x'").unwrap_err().why.contains("may be empty"));
}

const WORDS: [&str; 27] = [
    "lead",
    ".",
    "tags",
    "(",
    ")",
    "[",
    "]",
    "has",
    "exists",
    ",",
    "'a'",
    "1",
    "==",
    "&&",
    "!",
    "?",
    ":",
    "{",
    "}",
    "money",
    " ",
    "-",
    "t",
    "in",
    "lead.tags",
    ".all(t,",
    "true",
];

const PARTS: [&str; 13] = [
    "deal.score",
    "lead.tags",
    "deal.value",
    "lead.state",
    "money('1 EUR')",
    "now",
    "duration('1h')",
    "1",
    "'a'",
    "true",
    "size(lead.tags)",
    "lead.tags[0]",
    "contact.opted_out",
];

const SIGNS: [&str; 10] = ["+", "-", "*", "==", "!=", "<", "in", "&&", "||", ">="];

proptest! {
    #[test]
    fn no_text_breaks_the_reader(
        source in any::<String>(), noise in "[ -~]{0,80}",
        words in prop::collection::vec(prop::sample::select(WORDS.as_slice()), 0..20),
    ) {
        let compiler = Compiler::new(schema());
        for source in [source, noise, words.concat()] {
            if let Ok(condition) = compiler.compile(&source) {
                let _ = condition.value(&Scope::at(now()));
            }
        }
    }

    #[test]
    fn what_passed_the_check_never_meets_a_wrong_kind(
        part in prop::collection::vec(prop::sample::select(PARTS.as_slice()), 3),
        sign in prop::collection::vec(prop::sample::select(SIGNS.as_slice()), 2),
    ) {
        let source = format!("{} {} {} {} {}", part[0], sign[0], part[1], sign[1], part[2]);
        let compiler = Compiler::new(schema());
        if let Ok(condition) = compiler.compile(&source) {
            let (lead, deal, contact) = (lead(), deal(), contact());
            let scope = Scope::at(now()).with("lead", &lead).with("deal", &deal).with("contact", &contact);
            let value = condition.value(&scope);
            prop_assert!(value.is_ok(), "{source}: {value:?}");
        }
    }
}
