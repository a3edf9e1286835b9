//! X15: seeded people live with the program for a week, by pages, mail and bank files; then everything is checked.

use stories::on_both;
use stories::world::World;

const SEED: u64 = 7;
const DAYS: i64 = 8;

on_both! {
    fn a_week_of_business_leaves_nothing_undone_nothing_twice_and_nothing_forgotten(server: Server) {
        let world = World::begin(server).expect("a business is set up");
        let lived = world.live(SEED, DAYS, None).unwrap_or_else(|error| panic!("seed {SEED}: {error}"));
        assert!(lived.told.signed > 0 && lived.mails > 20, "a week in which too little happened");
    }
}
