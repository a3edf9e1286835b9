//! C2: somebody who has never seen the program sets it up in the browser, and their first visitor is answered.

use std::time::Instant;

use stories::bed::browser;
use stories::bed::postfix::{Postfix, header};
use stories::bed::server::Server;

const VISITOR: &str = "grace@customer.test";

#[test]
fn a_newcomer_sets_up_connects_mail_and_their_first_visitor_is_answered() {
    let (postfix, server) = (Postfix::start_new(), Server::on_sqlite());
    let (port, authority) = (postfix.submission.to_string(), postfix.ca_file());
    let authority = authority.to_str().expect("a temporary folder has a plain name");
    let env = [("POSTFIX_PORT", &*port), ("POSTFIX_CA", authority), ("VISITOR", VISITOR)];
    let began = Instant::now();
    browser::run("newcomer.mjs", &server.base(), &env);
    println!("from the first page to the lead: {:.1} s", began.elapsed().as_secs_f64());
    let mails = postfix.wait_for(VISITOR, 1);
    assert_eq!(mails.len(), 1);
    assert!(header(&mails[0], "From").contains("hello@bright.test"));
    assert!(mails[0].body_text(0).expect("a text part").contains("Grace"));
    server.verify();
}
