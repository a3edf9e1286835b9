//! A house at rest that is asked for one thing after the other: forms, calls of another system, a list of
//! automations.

use std::time::Instant;

use serde_json::json;
use stories::bed::client::Client;
use stories::bed::server::Server;
use stories::business::Business;

use crate::intake;

/// As many as the list of them shows.
const AUTOMATIONS: usize = 80;
const LISTED: usize = 1_000;

const ORDERS: &str = "automation: orders
owner: administrator
stand_in: administrator
purpose: To be measured.
metric: {name: answers, start: lead.captured, end: lead.answered, better: lower}
trigger: {webhook: {fields: {total: {is: number, class: open}}}}
subject: business
enrol: {policy: always, if_active: parallel}
deadline: {days: 9}
steps:
  - id: large
    branch:
      - if: {cel: trigger.payload.total > 100}
        go: over
      - else: over
  - {id: over, end: done}
";

pub fn print(count: usize) {
    let found = intake::measure(&Server::on_sqlite(), count, 1);
    println!(
        "| {count} forms one after the other, p50 / p99 | {:.1} / {:.1} ms |",
        found.p50_ms, found.p99_ms
    );
    println!(
        "| the same: durable intake to acceptance by Postfix, p50 / p99 | {:.2} / {:.2} s |",
        found.wait_p50, found.wait_p99
    );
    let server = Server::on_sqlite();
    let business = Business::set_up(&server);
    intake::raise_limits(&business);
    let (p50, p99) = automations(&business);
    println!("| `GET /automations`, {AUTOMATIONS} of them, p50 / p99 of {LISTED} | {p50:.1} / {p99:.1} ms |");
    let hook = Hook::open(&server, &business);
    let mut alone = hook.calls(count);
    alone.sort_by(f64::total_cmp);
    let (p50, p99) = (crate::rank(&alone, 50), crate::rank(&alone, 99));
    println!(
        "| a webhook to its answer, its run kept, one after the other, p50 / p99 | {p50:.1} / {p99:.1} ms |"
    );
}

/// What the list of so many costs, those that are shipped among them.
fn automations(business: &Business) -> (f64, f64) {
    let shipped = include_str!("../../offices/automation/shipped/thanks-for-payment.yaml");
    let there = intake::all(business, "/api/v1/automations").len();
    for n in there..AUTOMATIONS {
        business
            .publish(&shipped.replace("automation: thanks-for-payment", &format!("automation: thanks-{n}")));
    }
    let ask = |_| {
        let began = Instant::now();
        business.admin.get("/api/v1/automations?limit=80").must_be(200);
        began.elapsed().as_secs_f64() * 1000.0
    };
    let mut took: Vec<f64> = (0..LISTED).map(ask).collect();
    took.sort_by(f64::total_cmp);
    (crate::rank(&took, 50), crate::rank(&took, 99))
}

/// The address another system calls.
struct Hook {
    client: Client,
    path: String,
}

impl Hook {
    fn open(server: &Server, business: &Business) -> Hook {
        let automation = business.let_loose(ORDERS);
        let address = business.call("automation.renew_hook", &json!({ "automation": automation }));
        let url = address["url"].as_str().expect("it is shown once").to_owned();
        let path = url[url.find("/hooks/").expect("an address of ours")..].to_owned();
        Hook { client: server.client(), path }
    }

    /// Milliseconds until each was answered. No two bodies are the same: one that came before begins no run.
    fn calls(&self, many: usize) -> Vec<f64> {
        let call = |total| {
            let began = Instant::now();
            self.client.post(&self.path, &json!({ "total": total })).must_be(202);
            began.elapsed().as_secs_f64() * 1000.0
        };
        (0..many).map(call).collect()
    }
}
