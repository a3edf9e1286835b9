//! The database bed proves itself: every test has a database of its own, gone afterwards.

use stories::bed::postgres::Database;

#[test]
fn two_databases_do_not_see_each_other_and_are_gone_afterwards() {
    let (Some(one), Some(two)) = (Database::create(), Database::create()) else { return };
    one.look().batch_execute("create table only_here (n bigint)").unwrap();
    assert!(two.look().batch_execute("select n from only_here").is_err());
    let gone = one.url();
    drop(one);
    assert!(postgres::Client::connect(&gone, postgres::NoTls).is_err());
}
