//! The levels at their edges, and the ballast: held, given up, counted.

use super::*;

fn space(free: u64) -> Space {
    Space { free, total: 1000 }
}

#[test]
fn each_level_begins_where_it_is_said_to() {
    let levels = [(100, Level::Enough), (99, Level::Low), (50, Level::Low), (49, Level::Little)];
    for (free, level) in levels.into_iter().chain([(20, Level::Little), (19, Level::Gone), (0, Level::Gone)])
    {
        assert_eq!(Level::of(space(free)), level, "{free} of 1000");
    }
    assert_eq!(Level::of(Space { free: u64::MAX, total: u64::MAX }), Level::Enough);
}

#[test]
fn on_a_large_disk_a_few_gigabytes_are_enough() {
    let of_a_terabyte = |free: u64| Level::of(Space { free: free * 1_000_000, total: 1_000_000_000_000 });
    let levels = [(4_000, Level::Enough), (3_999, Level::Low), (1_999, Level::Little), (511, Level::Gone)];
    for (mega, level) in levels {
        assert_eq!(of_a_terabyte(mega), level, "{mega} MB of a terabyte");
    }
}

#[test]
fn room_that_only_the_ballast_gave_back_opens_no_door() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let disk = |free| Space { free, total: 6_400_000 };
    ballast::keep(dir, disk(1_000_000)).unwrap();
    assert_eq!(std::fs::metadata(dir.join("ballast")).unwrap().len(), 100_000);
    assert_eq!(ballast::counted(dir, disk(120_000)), disk(120_000), "it is held: all that is free counts");
    assert_eq!(Level::of(ballast::counted(dir, disk(120_000))), Level::Gone);
    ballast::give_up(dir).unwrap();
    ballast::give_up(dir).unwrap();
    let freed = disk(220_000);
    assert_eq!(Level::of(freed), Level::Little, "without it the doors would open");
    assert_eq!(Level::of(ballast::counted(dir, freed)), Level::Gone);
    assert_eq!(Level::of(ballast::counted(dir, disk(3_000_000))), Level::Enough);
}
