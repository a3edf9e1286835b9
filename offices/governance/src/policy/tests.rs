//! Proofs: which line decides.

use kernel::Scope;

use super::*;

fn policy(text: &str) -> Policy {
    Policy::parse(text).unwrap()
}

#[test]
fn what_no_line_speaks_of_is_denied() {
    let policy = policy("sales: lead.* own");
    assert_eq!(policy.scope(Role::Sales, "lead.close", false), Some(Scope::Own));
    assert_eq!(policy.scope(Role::Sales, "deal.win", false), None);
    assert_eq!(policy.scope(Role::Viewer, "lead.close", false), None);
}

#[test]
fn the_most_exact_line_decides_wherever_it_stands() {
    let text = "manager: user.invite all\nmanager: user.* never\nmanager: * all\nmanager: read user.* all\n";
    let reversed: Vec<&str> = text.lines().rev().collect();
    for policy in [policy(text), policy(&reversed.join("\n"))] {
        assert_eq!(policy.scope(Role::Manager, "user.deactivate", false), None);
        assert_eq!(policy.scope(Role::Manager, "user.invite", false), Some(Scope::All));
        assert_eq!(policy.scope(Role::Manager, "user.list", true), Some(Scope::All));
        assert_eq!(policy.scope(Role::Manager, "deal.win", false), Some(Scope::All));
    }
}

#[test]
fn of_two_equally_exact_lines_never_wins_and_then_the_wider() {
    let both = policy("sales: lead.* all\nsales: lead.* never");
    assert_eq!(both.scope(Role::Sales, "lead.close", false), None);
    let wide = policy("sales: lead.* own\nsales: lead.* team");
    assert_eq!(wide.scope(Role::Sales, "lead.close", false), Some(Scope::Team));
}

#[test]
fn a_line_that_cannot_be_read_is_named() {
    let bad = [
        "boss: * all",
        "sales lead.* all",
        "sales: lead all",
        "sales: lead.* some",
        "sales: Lead.* all",
        "sales: read all",
    ];
    for line in bad {
        let error = Policy::parse(&format!("# people\n{line}")).unwrap_err();
        assert!(error.contains("line 2") && error.contains(line), "{error}");
    }
}

#[test]
fn the_shipped_policy_can_be_read_and_lets_a_viewer_change_nothing() {
    let shipped = Policy::shipped().unwrap();
    for verb in ["lead.close", "user.invite", "token.issue", "business.change", "automation.publish"] {
        assert_eq!(shipped.scope(Role::Viewer, verb, false), None, "{verb}");
        assert_eq!(shipped.scope(Role::Administrator, verb, false), Some(Scope::All), "{verb}");
    }
    assert_eq!(shipped.scope(Role::Viewer, "lead.list", true), Some(Scope::All));
}
