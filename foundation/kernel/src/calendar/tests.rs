//! Tables for both DST changes and odd zones, and a slow oracle that reads a clock minute by minute.

use jiff::civil::DateTime;
use proptest::prelude::*;

use super::*;
use crate::Timestamp;

fn zone(name: &str) -> Zone {
    name.parse().unwrap()
}

fn office(name: &str) -> BusinessHours {
    let day: Vec<Hours> = ["09:00-12:00", "13:00-17:30"].map(|h| h.parse().unwrap()).into();
    let holidays = ["2026-04-06", "2026-05-01"].map(|d| d.parse().unwrap());
    BusinessHours::new(zone(name), Week::weekdays(&day), holidays.into()).unwrap()
}

fn local(name: &str, shown: &str) -> Timestamp {
    let shown: DateTime = shown.parse().unwrap();
    zone(name).first(shown).unwrap()
}

fn delay(text: &str) -> Delay {
    serde_json::from_str(text).unwrap()
}

/// What the clock of the zone shows, with its offset, when a wait is due.
fn due_there(name: &str, from: &str, wait: &str) -> String {
    let zones = Zones { contact: Some(zone(name)), ..Zones::of(office("Europe/Berlin")) };
    let due = due(local(name, from), &delay(wait), &zones).unwrap();
    due.to_zoned(jiff::tz::TimeZone::get(name).unwrap()).strftime("%F %H:%M:%S %z").to_string()
}

#[test]
fn a_due_time_follows_the_clock_of_the_zone_through_both_changes() {
    let plain = r#"{"days": 1, "zone": "contact"}"#;
    let half_past_two = r#"{"days": 1, "at": "02:30", "zone": "contact"}"#;
    let a_day_of_hours = r#"{"hours": 24, "zone": "contact"}"#;
    for (zone, from, wait, expected) in [
        // spring: 02:30 does not exist, the first instant after the gap stands for it
        ("Europe/Berlin", "2026-03-28T02:30", plain, "2026-03-29 03:00:00 +0200"),
        ("Europe/Berlin", "2026-03-28T18:00", half_past_two, "2026-03-29 03:00:00 +0200"),
        ("Europe/Berlin", "2026-03-28T09:00", plain, "2026-03-29 09:00:00 +0200"),
        ("Europe/Berlin", "2026-03-28T09:00", a_day_of_hours, "2026-03-29 10:00:00 +0200"),
        ("America/New_York", "2026-03-07T12:00", half_past_two, "2026-03-08 03:00:00 -0400"),
        (
            "Australia/Lord_Howe",
            "2026-10-03T12:00",
            r#"{"days": 1, "at": "02:10", "zone": "contact"}"#,
            "2026-10-04 02:30:00 +1100",
        ),
        // autumn: 02:30 comes twice, the first counts
        ("Europe/Berlin", "2026-10-24T12:00", half_past_two, "2026-10-25 02:30:00 +0200"),
        ("Europe/Berlin", "2026-10-24T09:00", a_day_of_hours, "2026-10-25 08:00:00 +0100"),
        ("America/New_York", "2026-10-31T01:30", plain, "2026-11-01 01:30:00 -0400"),
        (
            "Australia/Lord_Howe",
            "2026-04-04T12:00",
            r#"{"days": 1, "at": "01:45", "zone": "contact"}"#,
            "2026-04-05 01:45:00 +1100",
        ),
        // no change at all, an odd offset, a leap day, a day that never was
        ("Asia/Kathmandu", "2026-03-28T02:30", half_past_two, "2026-03-29 02:30:00 +0545"),
        ("Europe/Berlin", "2028-02-28T09:00", plain, "2028-02-29 09:00:00 +0100"),
        ("Europe/Berlin", "2027-02-28T09:00", plain, "2027-03-01 09:00:00 +0100"),
        ("Pacific/Apia", "2011-12-29T09:00", plain, "2011-12-31 00:00:00 +1400"),
    ] {
        assert_eq!(due_there(zone, from, wait), expected, "{zone} {from} {wait}");
    }
}

#[test]
fn a_due_time_moves_into_the_next_window() {
    let office_hours = |wait: &str| format!(r#"{{{wait}, "window": "business", "zone": "contact"}}"#);
    for (zone, from, wait, expected) in [
        ("Europe/Berlin", "2026-03-27T10:00", r#""days": 1"#, "2026-03-30 09:00:00 +0200"), // over the change
        ("Europe/Berlin", "2026-03-27T10:00", r#""hours": 2"#, "2026-03-27 13:00:00 +0100"), // lunch
        ("Europe/Berlin", "2026-03-27T10:00", r#""minutes": 1"#, "2026-03-27 10:01:00 +0100"),
        ("Europe/Berlin", "2026-03-27T17:29", r#""minutes": 1"#, "2026-03-30 09:00:00 +0200"), // closed
        ("Europe/Berlin", "2026-04-03T17:00", r#""days": 2"#, "2026-04-07 09:00:00 +0200"), // Easter Monday
        ("Asia/Kathmandu", "2026-03-27T20:00", r#""hours": 1"#, "2026-03-30 09:00:00 +0545"),
        ("Asia/Kathmandu", "2026-03-25T20:00", r#""days": 0, "at": "09:30""#, "2026-03-26 09:30:00 +0545"),
        ("America/New_York", "2026-03-05T10:00", r#""days": 2, "at": "16:00""#, "2026-03-09 09:00:00 -0400"),
    ] {
        assert_eq!(due_there(zone, from, &office_hours(wait)), expected, "{zone} {from} {wait}");
    }
}

#[test]
fn a_time_of_day_without_days_is_its_next_time() {
    let nine = r#"{"at": "09:00", "zone": "contact"}"#;
    assert_eq!(due_there("Europe/Berlin", "2026-06-01T08:59", nine), "2026-06-01 09:00:00 +0200");
    assert_eq!(due_there("Europe/Berlin", "2026-06-01T09:00", nine), "2026-06-01 09:00:00 +0200");
    assert_eq!(due_there("Europe/Berlin", "2026-06-01T09:01", nine), "2026-06-02 09:00:00 +0200");
}

#[test]
fn an_unknown_zone_is_stood_in_for() {
    let all = Zones {
        contact: Some(zone("Asia/Kathmandu")),
        company: Some(zone("America/New_York")),
        owner: Some(zone("Australia/Lord_Howe")),
        business: office("Europe/Berlin"),
    };
    let picked = |zones: &Zones, whose| zones.pick(whose).name().to_owned();
    assert_eq!(picked(&all, Whose::Contact), "Asia/Kathmandu");
    assert_eq!(picked(&all, Whose::Company), "America/New_York");
    assert_eq!(picked(&all, Whose::Owner), "Australia/Lord_Howe");
    assert_eq!(picked(&all, Whose::Workspace), "Europe/Berlin");
    let stranger = Zones { contact: None, company: None, ..all };
    assert_eq!(picked(&stranger, Whose::Contact), "Australia/Lord_Howe");
    assert_eq!(picked(&Zones { owner: None, ..stranger }, Whose::Contact), "Europe/Berlin");
}

#[test]
fn what_cannot_be_due_says_why() {
    let zones = Zones::of(office("Europe/Berlin"));
    let from = local("Europe/Berlin", "2026-06-01T09:00");
    let refused = |wait: &str| due(from, &delay(wait), &zones).unwrap_err();
    assert_eq!(refused("{}"), CalendarError::NoLength);
    assert_eq!(refused(r#"{"at": "09:00", "hours": 1}"#), CalendarError::ClockAndSpan);
    assert_eq!(refused(r#"{"days": 4000000000}"#), CalendarError::TooFar);
    assert_eq!(zones.business.next_open(Timestamp::MAX), Err(CalendarError::TooFar));
}

#[test]
fn a_week_that_never_opens_is_refused_in_words() {
    let closed = r#"{"zone": "Europe/Berlin", "week": {}}"#;
    let refused = serde_json::from_str::<BusinessHours>(closed).unwrap_err().to_string();
    assert!(refused.contains("add opening hours to at least one day"), "{refused}");
    let overlap = r#"{"zone": "Europe/Berlin", "week": {"monday": ["09:00-12:00", "11:30-17:00"]}}"#;
    let refused = serde_json::from_str::<BusinessHours>(overlap).unwrap_err().to_string();
    assert!(refused.contains("overlap at 11:30"), "{refused}");
    for wrong in ["9-17", "17:00-09:00", "09:00-09:00", "09:00-24:01", "09:60-10:00"] {
        assert_eq!(wrong.parse::<Hours>(), Err(CalendarError::NotHours(wrong.into())));
    }
    assert!("Berlin".parse::<Zone>().unwrap_err().to_string().contains("Europe/Berlin"));
}

#[test]
fn hours_survive_their_text_form() {
    let text = r#"{"zone":"Asia/Kathmandu","week":{"sunday":["00:00-24:00"]},"holidays":["2028-02-29"]}"#;
    let hours: BusinessHours = serde_json::from_str(text).unwrap();
    let again = serde_json::to_string(&hours).unwrap();
    assert_eq!(serde_json::from_str::<BusinessHours>(&again).unwrap(), hours);
    assert!(serde_json::from_str::<QuietHours>(r#"{"from": "09:00", "to": "09:00"}"#).is_err());
}

#[test]
fn open_time_is_counted_across_lunch_night_and_the_missing_hour() {
    let berlin = office("Europe/Berlin");
    let at = |shown: &str| local("Europe/Berlin", shown);
    for (from, seconds, expected) in [
        ("2026-03-27T11:00", 3_600, "2026-03-27T12:00"),
        ("2026-03-27T11:00", 3_601, "2026-03-27T13:00:01"),
        ("2026-03-27T11:00", 7_200, "2026-03-27T14:00"),
        ("2026-03-27T17:00", 3_600, "2026-03-30T09:30"),
        ("2026-03-28T03:00", 0, "2026-03-30T09:00"),
    ] {
        let end = berlin.add_business_seconds(at(from), seconds).unwrap();
        assert_eq!(end, at(expected), "{from} + {seconds}");
        assert_eq!(berlin.business_seconds_between(at(from), end).unwrap(), i64::from(seconds));
        assert_eq!(berlin.business_seconds_between(end, at(from)).unwrap(), 0);
    }
    let night = r#"{"zone": "Europe/Berlin", "week": {"sunday": ["01:00-04:00"]}}"#;
    let night: BusinessHours = serde_json::from_str(night).unwrap();
    let sunday = |day: &str| {
        let from = at(&format!("{day}T00:00"));
        night.business_seconds_between(from, at(&format!("{day}T12:00"))).unwrap() / 3_600
    };
    assert_eq!((sunday("2026-03-22"), sunday("2026-03-29"), sunday("2026-10-25")), (3, 2, 4));
}

#[test]
fn open_days_skip_weekends_and_holidays() {
    let berlin = office("Europe/Berlin");
    let at = |shown: &str| local("Europe/Berlin", shown);
    for (from, days, expected) in [
        ("2026-04-02T10:00", 1, "2026-04-03T10:00"),
        ("2026-04-03T10:00", 1, "2026-04-07T10:00"), // weekend and Easter Monday
        ("2026-04-04T10:00", 1, "2026-04-07T10:00"),
        ("2026-04-03T20:00", 1, "2026-04-08T09:00"),
        ("2026-04-03T20:00", 0, "2026-04-07T09:00"),
    ] {
        assert_eq!(berlin.add_business_days(at(from), days).unwrap(), at(expected), "{from} + {days}");
    }
}

#[test]
fn open_days_between_two_instants_are_those_the_business_was_open() {
    let berlin = office("Europe/Berlin");
    let at = |shown: &str| local("Europe/Berlin", shown);
    for (a, b, expected) in [
        ("2026-04-02T10:00", "2026-04-02T23:00", 0),
        ("2026-04-02T23:00", "2026-04-03T00:30", 1),
        ("2026-04-03T10:00", "2026-04-06T10:00", 0), // weekend and Easter Monday
        ("2026-04-03T10:00", "2026-04-07T09:00", 1),
        ("2026-04-07T09:00", "2026-04-03T10:00", -1),
        ("2026-04-01T10:00", "2026-04-10T10:00", 6),
    ] {
        assert_eq!(berlin.business_days_between(at(a), at(b)).unwrap(), expected, "{a} to {b}");
    }
    let far = berlin.business_days_between(at("1800-01-01T10:00"), at("2026-04-10T10:00"));
    assert_eq!(far, Err(CalendarError::TooFar));
}

#[test]
fn the_holidays_of_a_region_are_known_for_years_and_some_are_worked() {
    let (from, to) = ("2026-01-01".parse().unwrap(), "2026-12-31".parse().unwrap());
    let region = |code: &str| code.parse::<Region>().unwrap();
    let days = |code: &str| {
        let days = region(code).between(from, to).iter();
        days.map(|day| format!("{} {}", day.on, day.name)).collect::<Vec<_>>()
    };
    assert!(days("DE-BY").contains(&"2026-06-04 Corpus Christi".to_owned()));
    assert!(!days("DE").contains(&"2026-06-04 Corpus Christi".to_owned()));
    assert_eq!((days("DE").len(), days("DE-BY").len(), days("AT").len()), (9, 12, 13));
    let parts = Region::of_country("DE");
    assert_eq!((parts[0].as_str(), parts.contains(&"DE-BY".to_owned())), ("DE", true));
    assert!(Region::of_country("XX").is_empty());
    for wrong in ["", "de", "XX", "DE-XX", "DE-", "DE-.", "DE-by", "DE BY"] {
        let refused = wrong.parse::<Region>().unwrap_err();
        assert_eq!(refused, CalendarError::UnknownRegion(wrong.into()), "{wrong}");
    }
    let hours = office("Europe/Berlin");
    let at = |shown: &str| local("Europe/Berlin", shown);
    let next = |hours: &BusinessHours| hours.add_business_days(at("2028-05-31T10:00"), 12).unwrap();
    assert_eq!(next(&hours), at("2028-06-16T10:00"));
    let bavaria = hours.keeping(Some(region("DE-BY")), vec![]);
    assert_eq!(next(&bavaria), at("2028-06-20T10:00"), "Whit Monday and Corpus Christi, years ahead");
    let worked = bavaria.keeping(Some(region("DE-BY")), vec!["2028-06-15".parse().unwrap()]);
    assert_eq!(next(&worked), at("2028-06-19T10:00"));
    let text = serde_json::to_string(&worked).unwrap();
    assert_eq!(serde_json::from_str::<BusinessHours>(&text).unwrap(), worked);
    let kept = serde_json::to_string(&office("Europe/Berlin")).unwrap();
    assert!(!kept.contains("region") && !kept.contains("worked"), "{kept}");
}

/// Every day of the years looked at, against the other way to know them.
#[test]
fn the_days_of_bavaria_are_those_counted_from_easter() {
    let region: Region = "DE-BY".parse().unwrap();
    let begin: jiff::civil::Date = "2024-01-01".parse().unwrap();
    for day in begin.series(jiff::Span::new().days(1)).take_while(|day| day.year() < 2046) {
        assert_eq!(region.is_holiday(day), is_bavarian(day), "{day}");
    }
}

#[test]
fn of_every_country_and_part_there_is_a_holiday_in_every_year() {
    let mut regions = 0;
    for code in Region::countries().flat_map(Region::of_country) {
        let region: Region = code.parse().unwrap();
        for year in 2024..=2045 {
            let of_year = region.between(jiff::civil::date(year, 1, 1), jiff::civil::date(year, 12, 31));
            assert!(!of_year.is_empty() && of_year.iter().all(|day| !day.name.is_empty()), "{code} {year}");
        }
        regions += 1;
    }
    assert!(regions > 600, "{regions}");
}

#[test]
fn a_person_is_left_alone_at_night_on_their_own_clock() {
    let night = QuietHours::new("21:00".parse().unwrap(), "08:00".parse().unwrap()).unwrap();
    let nap = QuietHours::new("12:00".parse().unwrap(), "15:00".parse().unwrap()).unwrap();
    let berlin = zone("Europe/Berlin");
    for (quiet, at, expected) in [
        (night, "2026-03-28T20:59", "2026-03-28T20:59"),
        (night, "2026-03-28T21:00", "2026-03-29T08:00"),
        (night, "2026-03-29T01:59", "2026-03-29T08:00"),
        (night, "2026-03-29T08:00", "2026-03-29T08:00"),
        (nap, "2026-03-29T11:59", "2026-03-29T11:59"),
        (nap, "2026-03-29T12:00", "2026-03-29T15:00"),
    ] {
        let at = local("Europe/Berlin", at);
        assert_eq!(quiet.release(at, &berlin).unwrap(), local("Europe/Berlin", expected));
        assert_eq!(quiet.is_quiet(at, &berlin).unwrap(), local("Europe/Berlin", expected) != at);
    }
    let there = zone("Asia/Kathmandu");
    assert!(night.is_quiet(local("Europe/Berlin", "2026-03-28T19:00"), &there).unwrap());
}

/// Whole hours, halves and quarters; changes at midnight, twice a year, for Ramadan, given up meanwhile, and none.
const ZONES: [&str; 40] = [
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "America/Havana",
    "Africa/Cairo",
    "America/Santiago",
    "Asia/Beirut",
    "UTC",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Lisbon",
    "Europe/Athens",
    "Europe/Moscow",
    "Europe/Istanbul",
    "Africa/Casablanca",
    "Africa/Johannesburg",
    "Asia/Tehran",
    "Asia/Kolkata",
    "Asia/Yangon",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Asia/Gaza",
    "Asia/Amman",
    "Australia/Adelaide",
    "Australia/Eucla",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Norfolk",
    "America/St_Johns",
    "America/Halifax",
    "America/Chicago",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "America/Asuncion",
    "America/Nuuk",
    "Atlantic/Azores",
];

/// A clock on the wall, read once a minute; what it has shown it has shown.
struct Oracle {
    hours: BusinessHours,
    bavarian: bool,
    at: Timestamp,
    day: jiff::civil::Date,
    latest: jiff::civil::Time,
}

impl Oracle {
    fn before(name: &str, bavarian: bool, at: Timestamp) -> Oracle {
        let hours = odd_hours(name, bavarian);
        let start = at - jiff::SignedDuration::from_hours(30);
        let shown = hours.zone().shows(start);
        let mut oracle = Oracle { hours, bavarian, at: start, day: shown.date(), latest: shown.time() };
        while oracle.at < at {
            oracle.tick();
        }
        oracle
    }

    fn tick(&mut self) {
        self.at += jiff::SignedDuration::from_mins(1);
        let shown = self.hours.zone().shows(self.at);
        self.latest = if shown.date() == self.day { self.latest.max(shown.time()) } else { shown.time() };
        self.day = shown.date();
    }

    fn is_open(&self) -> bool {
        let shown = format!("{:02}:{:02}", self.latest.hour(), self.latest.minute());
        let holiday = ["2026-04-06", "2026-05-01"].contains(&self.day.to_string().as_str())
            || (self.bavarian && is_bavarian(self.day) && self.day.to_string() != WORKED);
        let weekend = self.day.weekday().to_monday_one_offset() > 5;
        let text = |time: TimeOfDay| time.to_string();
        let inside = |h: &str| {
            let h: Hours = h.parse().unwrap();
            text(h.from) <= shown && shown < text(h.to)
        };
        !holiday && !weekend && WEEK.iter().any(|h| inside(h))
    }
}

const WEEK: [&str; 3] = ["00:00-02:30", "02:45-12:00", "13:00-17:30"];

/// Ascension of 2026: worked all the same.
const WORKED: &str = "2026-05-14";

/// The twelve days of Bavaria, counted from Easter as Gauss, Meeus, Jones and Butcher do: another way to know them
/// than the program's.
fn is_bavarian(day: jiff::civil::Date) -> bool {
    if day.year() < 2024 {
        return false; // nothing is known of earlier years
    }
    let year = i32::from(day.year());
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    let easter =
        jiff::civil::date(day.year(), i8::try_from(n / 31).unwrap(), i8::try_from(n % 31 + 1).unwrap());
    let fixed = [(1, 1), (1, 6), (5, 1), (10, 3), (11, 1), (12, 25), (12, 26)];
    fixed.contains(&(day.month(), day.day()))
        || [-2, 1, 39, 50, 60].contains(&day.since(easter).unwrap().get_days())
}

fn odd_hours(name: &str, bavarian: bool) -> BusinessHours {
    let day: Vec<Hours> = WEEK.map(|h| h.parse().unwrap()).into();
    let holidays = ["2026-04-06", "2026-05-01"].map(|d| d.parse().unwrap());
    let hours = BusinessHours::new(zone(name), Week::weekdays(&day), holidays.into()).unwrap();
    let kept = hours.clone().keeping(Some("DE-BY".parse().unwrap()), vec![WORKED.parse().unwrap()]);
    if bavarian { kept } else { hours }
}

/// The first second of 2019, and how many years from there are looked at.
const BEGIN: i64 = 1_546_300_800;
const YEARS: i64 = 20;

/// Every change of the clocks of a zone in those years.
fn changes(name: &str) -> Vec<Timestamp> {
    let zone = zone(name);
    let end = Timestamp::from_second(BEGIN + YEARS * 365 * 86_400).unwrap();
    let first = zone.next_change(Timestamp::from_second(BEGIN).unwrap());
    std::iter::successors(first, |at| zone.next_change(*at)).take_while(|at| *at < end).collect()
}

/// At every change of every clock, for times of day around it: before the gap, in it and after it, and in both hours
/// of an autumn night.
#[test]
fn at_every_change_of_forty_clocks_in_twenty_years_a_due_time_agrees_with_a_clock_read_every_minute() {
    let (mut looked_at, minute) = (0, jiff::SignedDuration::from_mins(1));
    for name in ZONES {
        let zones = Zones { contact: Some(zone(name)), ..Zones::of(odd_hours("UTC", true)) };
        for change in changes(name) {
            let before = change - jiff::SignedDuration::from_hours(4);
            let shown = zone(name).shows(before);
            let from = change - jiff::SignedDuration::from_hours(28);
            let begins = zone(name).shows(from).date();
            for later in [210, 225, 240, 255, 290] {
                let wanted = shown.checked_add(jiff::SignedDuration::from_mins(later)).unwrap();
                let mut oracle = before;
                while zone(name).shows(oracle) < wanted {
                    oracle += minute;
                }
                let time = format!("{:02}:{:02}", wanted.hour(), wanted.minute()).parse().unwrap();
                let days = u32::try_from(wanted.date().since(begins).unwrap().get_days()).unwrap();
                let wait = Delay { days, at: Some(time), zone: Whose::Contact, ..Delay::default() };
                let oracle = oracle - jiff::SignedDuration::from_secs(oracle.as_second().rem_euclid(60));
                assert_eq!(due(from, &wait, &zones).unwrap(), oracle, "{name} {from} {wanted}");
                looked_at += 1;
            }
        }
    }
    assert!(looked_at > 3_000, "{looked_at}");
}

/// Whole minutes of twenty years, half of them near a change of the clocks.
fn moments() -> impl Strategy<Value = (&'static str, Timestamp)> {
    (0..ZONES.len(), 0..YEARS * 525_600, any::<bool>()).prop_map(|(z, minute, near)| {
        let start = Timestamp::from_second(BEGIN).unwrap();
        let anywhere = start + jiff::SignedDuration::from_mins(minute);
        let change = zone(ZONES[z]).next_change(anywhere).filter(|_| near);
        let spread = jiff::SignedDuration::from_mins(minute % 4_320 - 2_880);
        (ZONES[z], change.map_or(anywhere, |change| change + spread))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_next_opening_agrees_with_a_clock_read_every_minute((name, at) in moments(), bavarian in any::<bool>()) {
        let hours = odd_hours(name, bavarian);
        let mut oracle = Oracle::before(name, bavarian, at);
        prop_assert_eq!(hours.is_open(at).unwrap(), oracle.is_open());
        while !oracle.is_open() {
            oracle.tick();
        }
        prop_assert_eq!(hours.next_open(at).unwrap(), oracle.at);
    }

    #[test]
    fn open_seconds_agree_with_a_clock_read_every_minute(
        (name, at) in moments(), minutes in 0..6_000u32, bavarian in any::<bool>(),
    ) {
        let hours = odd_hours(name, bavarian);
        let end = at + jiff::SignedDuration::from_mins(minutes.into());
        let mut oracle = Oracle::before(name, bavarian, at);
        let mut open = 0u32;
        while oracle.at < end {
            open += u32::from(oracle.is_open());
            oracle.tick();
        }
        prop_assert_eq!(hours.business_seconds_between(at, end).unwrap(), i64::from(open) * 60);
        let reached = hours.add_business_seconds(at, open * 60).unwrap();
        prop_assert_eq!(hours.business_seconds_between(at, reached).unwrap(), i64::from(open) * 60);
    }

    #[test]
    fn a_due_time_agrees_with_a_clock_read_every_minute(
        (name, from) in moments(), days in 0..4u32, clock in 0..1_440u16, window in any::<bool>(),
        bavarian in any::<bool>(),
    ) {
        let time: TimeOfDay = format!("{:02}:{:02}", clock / 60, clock % 60).parse().unwrap();
        let window = if window { Window::Business } else { Window::Any };
        let wait = Delay { days, at: Some(time), window, zone: Whose::Contact, ..Delay::default() };
        let zones = Zones { contact: Some(zone(name)), ..Zones::of(odd_hours("UTC", bavarian)) };

        let shown = zone(name).shows(from);
        let mut day = shown.date().checked_add(jiff::Span::new().days(days)).unwrap();
        if days == 0 && first_shown(name, day, &time, from) < from {
            day = day.tomorrow().unwrap();
        }
        let mut oracle = Oracle::before(name, bavarian, first_shown(name, day, &time, from));
        while window == Window::Business && !oracle.is_open() {
            oracle.tick();
        }
        let due = due(from, &wait, &zones).unwrap();
        prop_assert_eq!(due, oracle.at);
        prop_assert!(due >= from);
    }

    #[test]
    fn a_span_of_real_time_is_exactly_as_long((name, from) in moments(), minutes in 1..10_000u32) {
        let wait = Delay { minutes, zone: Whose::Contact, ..Delay::default() };
        let zones = Zones { contact: Some(zone(name)), ..Zones::of(odd_hours("UTC", false)) };
        let due = due(from, &wait, &zones).unwrap();
        prop_assert_eq!(due.duration_since(from).as_mins(), i64::from(minutes));
    }
}

/// The first minute at which the clock shows the time or has passed it, found by looking every minute.
fn first_shown(name: &str, day: jiff::civil::Date, time: &TimeOfDay, from: Timestamp) -> Timestamp {
    let wanted: DateTime = format!("{day}T{time}").parse().unwrap();
    let mut at = from - jiff::SignedDuration::from_hours(30);
    while zone(name).shows(at) < wanted {
        at += jiff::SignedDuration::from_mins(1);
    }
    at
}
