//! The words of real servers, and what they mean.

use super::*;

#[test]
fn the_servers_own_number_is_found_where_it_is_told() {
    assert_eq!(queue_id("2.0.0 Ok: queued as 4Z1bXy0WzGz"), Some("4Z1bXy0WzGz".into()));
    assert_eq!(queue_id("OK id=1tAbCd-000000-2X"), Some("1tAbCd-000000-2X".into()));
    assert_eq!(queue_id("2.0.0 OK 1732242 d9443c01a7336-21 - gsmtp"), None);
}

#[test]
fn a_refusal_blames_the_address_the_content_or_neither() {
    let cases = [
        (Stage::Recipient, 550, "5.1.1 <x@y.test>: Recipient address rejected: User unknown", Whose::Address),
        (Stage::Recipient, 550, "5.1.2 no route in the test bed", Whose::Address),
        (Stage::Recipient, 550, "No such user here", Whose::Address),
        (Stage::Recipient, 550, "5.4.1 Recipient address rejected: Access denied.", Whose::Address),
        (Stage::Recipient, 554, "5.7.1 <x@y.test>: Relay access denied", Whose::Policy),
        (Stage::Recipient, 550, "Blocked - see https://blocklist.test", Whose::Policy),
        (Stage::Recipient, 552, "5.2.2 mailbox full", Whose::Policy),
        (Stage::Sender, 550, "5.1.8 sender domain does not exist", Whose::Policy),
        (Stage::Ended, 552, "5.3.4 Message size exceeds fixed limit", Whose::Content),
        (Stage::Ended, 552, "message too large", Whose::Content),
        (Stage::Ended, 554, "5.6.0 malformed message", Whose::Content),
        (Stage::Ended, 554, "transaction failed", Whose::Policy),
    ];
    for (stage, code, text, blamed) in cases {
        assert_eq!(whose(stage, code, text), blamed, "{code} {text}");
    }
}

#[test]
fn only_a_server_that_asks_for_less_slows_us_down() {
    assert!(slow_down(421, "4.3.0 closing"));
    assert!(slow_down(450, "4.7.28 unusual rate of mail"));
    assert!(slow_down(452, "4.5.3 too many recipients"));
    assert!(!slow_down(450, "4.2.0 greylisted, come back later"));
    assert!(!slow_down(452, "4.2.2 over quota limit"));
    assert!(!slow_down(454, "4.7.0 temporary authentication failure"));
}

#[test]
fn no_answer_is_unknown_only_after_the_end_of_the_mail() {
    for stage in [Stage::Hello, Stage::Login, Stage::Sender, Stage::Recipient, Stage::Body] {
        let outcome = Outcome::failed(stage, &Trouble::Timeout);
        assert!(matches!(outcome, Outcome::Unreachable { why: Why::Timeout, .. }), "{stage:?}");
    }
    assert!(matches!(Outcome::failed(Stage::Ended, &Trouble::Timeout), Outcome::Unknown { .. }));
}

fn said(reply: &str, password: Option<&str>) -> String {
    match Outcome::accepted(reply).told(password) {
        Outcome::Accepted { reply, .. } => reply,
        other => panic!("{other}"),
    }
}

#[test]
fn a_long_reply_is_one_short_line() {
    let text = said(&format!("a\r\n b\u{7} {}", "x".repeat(900)), None);
    assert!(text.starts_with("a b xxx") && text.chars().count() == 500);
}

#[test]
fn a_password_is_taken_out_before_anything_is_cut_or_joined() {
    let password = "open  sesame and all";
    assert_eq!(said("not open  sesame and all!", Some(password)), "not (secret)!");
    let late = said(&format!("{} open  sesame and all", "x".repeat(490)), Some(password));
    assert!(!late.contains("open"), "{late}");
}
