//! Who answers for each joint of the line, who takes over, and within how many minutes it should pass.

use kernel::{FieldError, Joint, JointRule, LineSettings, Result, UserId};
use store::Tx;

use crate::user::{State, rows as users};

/// A year: longer is no target.
const LONGEST_MINUTES: i64 = 366 * 24 * 60;

/// One person answers for everything until others are there.
pub fn all_of(owner: UserId) -> LineSettings {
    let rule = |joint| (joint, JointRule { owner: Some(owner), ..JointRule::default() });
    LineSettings { joints: Joint::ALL.into_iter().map(rule).collect() }
}

/// Owners and stand-ins are active users, two of them; targets are minutes.
pub async fn troubles(tx: &mut Tx, line: &LineSettings) -> Result<Vec<FieldError>> {
    let mut found = vec![];
    for (joint, rule) in &line.joints {
        let at = |field: &str| format!("/joints/{}/{field}", joint.word());
        for (field, user) in [("owner", rule.owner), ("stand_in", rule.stand_in)] {
            if let Some(user) = user
                && !is_active(tx, user).await?
            {
                found.push(said(at(field), "line.user", "choose an active user"));
            }
        }
        if rule.owner.is_some() && rule.owner == rule.stand_in {
            found.push(said(at("stand_in"), "line.same", "the stand-in is somebody else than the owner"));
        }
        if rule.target_minutes.is_some_and(|minutes| !(1..=LONGEST_MINUTES).contains(&minutes)) {
            found.push(said(
                at("target_minutes"),
                "line.target",
                "give a minute at least and a year at most",
            ));
        }
    }
    Ok(found)
}

async fn is_active(tx: &mut Tx, user: UserId) -> Result<bool> {
    Ok(users::find(tx, user).await?.is_some_and(|user| user.state == State::Active))
}

fn said(pointer: String, code: &'static str, detail: &str) -> FieldError {
    FieldError { pointer, code, detail: detail.into() }
}
