//! Proofs: what a token lends, and for how long.

use kernel::{Id, Scope, Timestamp, TokenId, UserId};

use super::*;

fn token(scopes: &[&str]) -> Token {
    let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
    let term = (Timestamp::UNIX_EPOCH, 30);
    Token::issue(TokenId::from_bytes([1; 16]), UserId::from_bytes([2; 16]), "sync", scopes, term).unwrap().0
}

#[test]
fn a_token_lends_a_part_and_never_more() {
    let grants = [("lead.list", Scope::All), ("lead.close", Scope::Own), ("deal.win", Scope::Team)];
    let grants = grants.map(|(verb, scope)| (verb.to_owned(), scope)).into_iter().collect();
    let lent = |scopes: &[&str]| token(scopes).lent(&grants).into_iter().collect::<Vec<_>>();
    assert_eq!(lent(&["lead.*"]), [("lead.close".into(), Scope::Own), ("lead.list".into(), Scope::All)]);
    assert_eq!(lent(&["deal.win"]), [("deal.win".into(), Scope::Team)]);
    assert_eq!(lent(&["invoice.*", "nonsense"]), []);
    assert_eq!(empty_scope(&["lead.*".into(), "invoice.issue".into()], &grants).unwrap(), "invoice.issue");
}

#[test]
fn a_token_ends_at_its_time_or_when_revoked() {
    let day = |n: i64| Timestamp::from_millisecond(n * 24 * 3_600_000).unwrap();
    assert!(token(&["*"]).is_live(day(29)));
    assert!(!token(&["*"]).is_live(day(30)));
    let (revoked, _) = token(&["*"]).revoke(day(1)).unwrap();
    assert!(!revoked.is_live(day(2)));
    assert_eq!(revoked.revoke(day(3)).unwrap_err(), TokenRefusal::Revoked);
}

#[test]
fn a_typing_error_in_a_token_is_seen_without_looking_it_up() {
    let text = secret::write(TokenId::from_bytes([1; 16]), &[9; 32]);
    assert!(text.starts_with("tl_api_") && text.split('_').count() == 5, "{text}");
    assert!(secret::hash(&text).is_some());
    assert!(secret::hash(&text.replace('a', "b")).is_none());
    assert!(secret::hash("tl_api_x").is_none());
    assert!(secret::hash("").is_none());
}
