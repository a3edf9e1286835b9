//! Figures of this process in Prometheus' text format: requests by verb and status class, how long they took.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Mutex;

/// Upper bounds of the histogram, in milliseconds.
const BOUNDS_MS: [i64; 10] = [1, 5, 10, 25, 50, 100, 250, 500, 1000, 5000];

#[derive(Default, Clone, Copy)]
struct Took {
    within: [u64; BOUNDS_MS.len()],
    count: u64,
    sum_us: i64,
}

#[derive(Default)]
pub(crate) struct Metrics {
    requests: Mutex<BTreeMap<(&'static str, u16), u64>>,
    took: Mutex<BTreeMap<&'static str, Took>>,
}

impl Metrics {
    /// One request: its verb, its status, how long it took in microseconds.
    pub fn count(&self, verb: &'static str, status: u16, us: i64) {
        let mut requests = self.requests.lock().expect("nobody panics while counting");
        *requests.entry((verb, status / 100)).or_default() += 1;
        let mut all = self.took.lock().expect("nobody panics while counting");
        let took = all.entry(verb).or_default();
        took.count += 1;
        took.sum_us += us;
        for (at, bound) in BOUNDS_MS.iter().enumerate() {
            took.within[at] += u64::from(us <= bound * 1000);
        }
    }

    pub fn text(&self) -> String {
        let mut text = String::from("# TYPE throughline_requests_total counter\n");
        for ((verb, class), n) in self.requests.lock().expect("nobody panics while counting").iter() {
            line(
                &mut text,
                format_args!("throughline_requests_total{{verb=\"{verb}\",status=\"{class}xx\"}} {n}"),
            );
        }
        line(&mut text, format_args!("# TYPE throughline_request_seconds histogram"));
        for (verb, took) in self.took.lock().expect("nobody panics while counting").iter() {
            histogram(&mut text, verb, took);
        }
        text
    }
}

fn line(text: &mut String, what: std::fmt::Arguments<'_>) {
    writeln!(text, "{what}").expect("writing to a text does not fail");
}

fn histogram(text: &mut String, verb: &str, took: &Took) {
    let name = "throughline_request_seconds";
    for (bound, n) in BOUNDS_MS.iter().zip(took.within) {
        line(text, format_args!("{name}_bucket{{verb=\"{verb}\",le=\"{}\"}} {n}", decimal(*bound, 1000)));
    }
    line(text, format_args!("{name}_bucket{{verb=\"{verb}\",le=\"+Inf\"}} {}", took.count));
    line(text, format_args!("{name}_sum{{verb=\"{verb}\"}} {}", decimal(took.sum_us, 1_000_000)));
    line(text, format_args!("{name}_count{{verb=\"{verb}\"}} {}", took.count));
}

/// `value / unit` as decimals; `unit` is a power of ten.
fn decimal(value: i64, unit: i64) -> String {
    let digits = unit.ilog10() as usize;
    format!("{}.{:0digits$}", value / unit, value % unit)
}

/// One gauge with its type.
pub(crate) fn gauge(name: &str, value: i64) -> String {
    format!("# TYPE {name} gauge\n{name} {value}\n")
}
