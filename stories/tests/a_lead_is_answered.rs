//! C1, C9, C10: somebody fills in the form and is answered by mail within seconds, whatever happens in between.

use std::time::Duration;

use stories::bed::postfix::{Postfix, header};
use stories::business::{Business, EMAIL, Visitor, pass};
use stories::on_both;

fn leads(business: &Business) -> Vec<serde_json::Value> {
    business.get("/api/v1/leads")["items"].as_array().expect("a list").clone()
}

/// Waits until something is true; fails loudly after fifteen seconds.
fn until(what: &str, holds: impl Fn() -> bool) {
    stories::bed::until(what, Duration::from_secs(15), || holds().then_some(()));
}

on_both! {
    fn c10_an_inquiry_is_answered_by_mail_and_becomes_a_lead(server: Server) {
        let (postfix, business) = (Postfix::start_new(), Business::set_up(&server));
        business.connect_mail(&postfix);
        Visitor::opens(&server).sends(&server, "grace@customer.test").must_be(200);
        let mails = postfix.wait_for("grace@customer.test", 1);
        assert_eq!(mails.len(), 1);
        assert!(header(&mails[0], "From").contains("hello@bright.test"));
        assert!(header(&mails[0], "Reply-To").contains(EMAIL));
        assert!(mails[0].body_text(0).expect("a text part").contains("Grace"));
        until("the lead is answered", || !leads(&business)[0]["answered_at"].is_null());
        let lead = leads(&business)[0].clone();
        assert_eq!(lead["contact_name"], "Grace Hopper");
        assert_eq!(lead["source"]["utm_source"], "google");
        server.verify();
    }

    fn c9_a_submission_sent_twice_is_one_lead_and_one_mail(server: Server) {
        let (postfix, business) = (Postfix::start_new(), Business::set_up(&server));
        business.connect_mail(&postfix);
        let visitor = Visitor::opens(&server);
        visitor.sends(&server, "grace@customer.test").must_be(200);
        visitor.sends_again("grace@customer.test").must_be(200);
        postfix.wait_for("grace@customer.test", 1);
        Visitor::opens(&server).sends(&server, "other@customer.test").must_be(200);
        postfix.wait_for("other@customer.test", 1);
        assert_eq!(leads(&business).len(), 2);
        assert_eq!(postfix.messages_for("grace@customer.test").len(), 1);
    }

    fn c10_a_mail_server_that_is_down_for_an_hour_delays_the_answer_and_loses_nothing(server: Server) {
        let (mut postfix, business) = (Postfix::start_new(), Business::set_up(&server));
        business.connect_mail(&postfix);
        postfix.stop();
        Visitor::opens(&server).sends(&server, "grace@customer.test").must_be(200);
        let waits = || business.get("/api/v1/outbox")["counts"]["queued"] == 1;
        until("the mail waits in the outbox", waits);
        for _ in 0..12 {
            pass(&server, 300);
        }
        postfix.start();
        pass(&server, 3600);
        assert_eq!(postfix.wait_for("grace@customer.test", 1).len(), 1);
    }

    fn c9_what_was_acknowledged_survives_a_kill_and_is_answered_after_it(server: Server) {
        let mut server = server;
        let (mut postfix, business) = (Postfix::start_new(), Business::set_up(&server));
        business.connect_mail(&postfix);
        postfix.stop();
        Visitor::opens(&server).sends(&server, "grace@customer.test").must_be(200);
        server.kill();
        postfix.start();
        server.start_again();
        assert_eq!(leads(&business).len(), 1);
        pass(&server, 3600);
        assert_eq!(postfix.wait_for("grace@customer.test", 1).len(), 1);
        server.verify();
    }

    fn without_a_mail_server_the_answer_waits_where_everybody_sees_it(server: Server) {
        let business = Business::set_up(&server);
        Visitor::opens(&server).sends(&server, "grace@customer.test").must_be(200);
        let waits = || business.get("/api/v1/outbox")["counts"]["queued"] == 1;
        until("the mail waits in the outbox", waits);
        let told = || {
            let open = business.get("/api/v1/exceptions");
            open["items"].as_array().is_some_and(|all| all.iter().any(|one| one["code"] == "mail.not_set_up"))
        };
        until("the owner is told", told);
    }
}
