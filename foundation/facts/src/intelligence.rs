//! What intelligence tells: what it sees of the line by itself.

use kernel::{Date, Ref, Timestamp, UserId};

crate::facts! {
    /// A record waits at a joint of the line for longer than the joint's target; told once for each time it waits
    /// there.
    TargetPassed = "line.target_passed" {
        open joint: String, open record: Ref, open since: Timestamp, open owner: Option<UserId>, open on: Date,
    }
}
