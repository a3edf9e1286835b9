//! What a person does about automations that run: every button of theirs is pressed, in the browser, on a house where
//! runs are under way, stand still, came too many at once, and fell due while everything stood still; then what
//! waits for a yes is decided on a phone, and versions go out as files and come back.

use std::time::Duration;

use serde_json::{Value as Json, json};
use stories::bed::postfix::Postfix;
use stories::bed::server::Server;
use stories::bed::until;
use stories::business::{Business, Visitor, in_the_browser};

const PATIENCE: Duration = Duration::from_secs(60);
/// Enough that what expects one an hour has three and must leave the others out.
const INQUIRIES: usize = 5;

fn document(name: &str, more: &str, steps: &str) -> String {
    format!(
        "automation: {name}\nowner: administrator\nstand_in: manager\npurpose: Nobody who asks is forgotten.\n\
         metric: {{name: captured_to_qualified, start: lead.captured, end: lead.qualified, better: lower}}\n\
         trigger: {{fact: lead.captured}}\nsubject: lead\nenrol: {{policy: always, if_active: skip}}\n\
         {more}deadline: {{days: 30}}\nsteps:\n{steps}"
    )
}

/// A task, and a letter a day later.
fn looks_after(days: u32) -> String {
    let steps = "  - id: call
    if: {cel: has(contact.email)}
    do: task.create
    with: {title: Call about the inquiry, contact: {cel: contact.id}, owner: {cel: automation.owner},
      due: {after: {window: business}}}
    on_error: escalate
  - {id: a_day, wait: {days: 1}}
  - id: letter
    do: message.send
    with: {contact: {cel: contact.id}, lead: {cel: lead.id}, template: follow-up-1, class: inquiry}
    expires_after: {days: 5}
    on_error: skip
  - {id: quiet, wait: {days: DAYS}}
";
    document("look-after-inquiries", "", &steps.replace("DAYS", &days.to_string()))
}

/// Nobody has such an id, so it stands still each time.
fn breaks(name: &str) -> String {
    let step = "  - id: hand_on
    do: task.create
    with: {title: Call, contact: {cel: contact.id}, owner: {cel: lead.id}, due: {after: {hours: 1}}}
    on_error: escalate
";
    document(name, "", step)
}

/// As above, and then waits before somebody is told.
fn breaks_and_waits(days: u32) -> String {
    let steps = "  - {id: a_day, wait: {days: DAYS}}
  - id: afterwards
    do: task.create
    with: {title: Look back, contact: {cel: contact.id}, owner: {cel: automation.owner}, due: {after: {hours: 1}}}
    on_error: escalate
";
    breaks("break-third") + &steps.replace("DAYS", &days.to_string())
}

/// A letter, and a task that is asked for by itself; not for whoever came by chat.
fn writes() -> String {
    let steps = "  - id: letter
    do: message.send
    with: {contact: {cel: contact.id}, lead: {cel: lead.id}, template: follow-up-1, class: inquiry}
    expires_after: {days: 5}
    on_error: skip
  - id: sure
    approve: {who: administrator, what: 'Shall somebody call them?', timeout: {days: 5}, on_timeout: next}
  - id: call
    do: task.create
    with: {title: Call about the inquiry, contact: {cel: contact.id}, owner: {cel: automation.owner},
      due: {after: {hours: 4}}}
";
    let chat = "trigger: {fact: lead.captured, when: {cel: 'fact.channel != \"chat\"'}}";
    document("write-and-call", "", steps).replace("trigger: {fact: lead.captured}", chat)
}

/// Its letters are those of this story.
fn switch_off(business: &Business, slug: &str) {
    let all = business.get("/api/v1/automations?limit=200")["items"].as_array().cloned().unwrap_or_default();
    let one = all.iter().find(|one| one["slug"] == slug).expect("it is shipped");
    business.call("automation.switch", &json!({ "automation": one["id"], "on": false }));
}

#[test]
fn whoever_answers_for_automations_stops_mends_moves_and_takes_back_what_they_do() {
    let server = Server::on_sqlite();
    let (postfix, business) = (Postfix::start_new(), Business::set_up(&server));
    business.connect_mail(&postfix);
    switch_off(&business, "follow-up");
    let waits = "  - {id: a_day, wait: {days: 1}}\n";
    let flooded =
        business.let_loose(&document("count-inquiries", "expect: {per: hour, min: 0, max: 1}\n", waits));
    for name in ["break-once", "break-again"] {
        business.let_loose(&breaks(name));
    }
    for n in 0..INQUIRIES {
        Visitor::opens(&server).sends(&server, &format!("person{n}@customer.test")).must_be(200);
    }
    let parked = || {
        let open = business.get("/api/v1/exceptions")["items"].as_array().cloned().unwrap_or_default();
        let stuck = open.iter().filter(|one| one["code"] == "automation.parked" && one["left"] == INQUIRIES);
        (stuck.count() == 2).then_some(())
    };
    until("two broken automations", PATIENCE, parked);
    let looks_after_it = business.let_loose(&looks_after(10));
    let writes = business.publish(&writes());
    business.call("automation.set_mode", &json!({ "automation": writes, "mode": "approve_each" }));
    let breaks = business.let_loose(&breaks_and_waits(1));
    let id = |id: &Json| id.as_str().unwrap_or_default().to_owned();
    let (flooded, looked_after, next) = (id(&flooded), id(&looks_after_it), looks_after(12));
    let (writes, breaks, changed) = (id(&writes), id(&breaks), breaks_and_waits(2));
    let env = [
        ("FLOODED", flooded.as_str()),
        ("LOOKS_AFTER", &looked_after),
        ("NEXT", &next),
        ("WRITES", &writes),
        ("BREAKS", &breaks),
        ("CHANGED", &changed),
    ];
    in_the_browser("steered.mjs", &server.base(), &env);
    in_the_browser("decided.mjs", &server.base(), &env);
    // Everybody hears that we have their message, and then what was decided.
    let letters = |who: &str, count: usize| -> Vec<String> {
        let mails = postfix.wait_for(who, count);
        mails.iter().map(|mail| mail.body_text(0).unwrap_or_default().into_owned()).collect()
    };
    let own_words =
        |letters: &[String]| letters.iter().any(|text| text.contains("Only one question, from me"));
    let (first, second) = (letters("first@asking.test", 2), letters("second@asking.test", 2));
    assert!(first.len() == 2 && !own_words(&first), "approved as it was: {first:?}");
    assert!(second.len() == 2 && own_words(&second), "as a person wrote it: {second:?}");
    assert_eq!(letters("third@asking.test", 1).len(), 1, "what was returned has not left");
    for n in 0..INQUIRIES {
        let mails = postfix.messages_for(&format!("person{n}@customer.test"));
        assert_eq!(
            mails.len(),
            1,
            "person {n}: only the answer; the letter was left out, taken back or skipped"
        );
    }
    server.verify();
}
