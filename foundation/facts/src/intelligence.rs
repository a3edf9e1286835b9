//! What intelligence tells: what it sees of the line by itself.

use kernel::{Date, Ref, Timestamp, UserId};

crate::facts! {
    /// A record waits at a joint of the line for longer than the joint's target; told once for each time it waits
    /// there.
    TargetPassed = "line.target_passed" {
        open joint: String, open record: Ref, open since: Timestamp, open owner: Option<UserId>, open on: Date,
    }
    /// The report of the week that began on this Monday went to one of the staff.
    WeekSent = "line.week_sent" { open user: UserId, open monday: Date }
}
