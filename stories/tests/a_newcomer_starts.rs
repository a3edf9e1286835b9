//! C2: somebody who has never seen the program sets it up in the browser, and walks their first visitor's inquiry to
//! reconciled cash, by what the screens show and what lies in the mailboxes.

use std::path::Path;
use std::time::Instant;

use stories::bed::browser;
use stories::bed::postfix::{Postfix, header};
use stories::bed::server::Server;

const VISITOR: &str = "grace@customer.test";

#[test]
fn a_newcomer_sets_up_connects_mail_and_walks_their_first_lead_to_reconciled_cash() {
    let (postfix, server) = (Postfix::start_new(), Server::on_sqlite());
    let (port, authority) = (postfix.submission.to_string(), postfix.ca_file());
    let inbox = postfix.inbox();
    let plain = |path: &Path| path.to_str().expect("a temporary folder has a plain name").to_owned();
    let (authority, inbox) = (plain(&authority), plain(&inbox));
    let env =
        [("POSTFIX_PORT", &*port), ("POSTFIX_CA", &*authority), ("MAILBOX", &*inbox), ("VISITOR", VISITOR)];
    let began = Instant::now();
    browser::run("newcomer.mjs", &server.base(), &env);
    println!("from the first page to the money: {:.1} s", began.elapsed().as_secs_f64());
    let mails = postfix.wait_for(VISITOR, 1);
    assert!(mails.iter().all(|mail| header(mail, "From").contains("hello@bright.test")));
    assert!(mails[0].body_text(0).expect("a text part").contains("Grace"));
    server.verify();
}
