//! A decision: arms with a condition each, and one for all the rest.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Cel, StepId};

/// The first arm whose condition is true; the last is for all the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Vec<WrittenArm>", into = "Vec<WrittenArm>")]
pub struct Branch {
    pub arms: Vec<Arm>,
    pub otherwise: StepId,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arm {
    pub when: Cel,
    pub go: StepId,
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WrittenArm {
    #[serde(default, rename = "if", skip_serializing_if = "Option::is_none")]
    when: Option<Cel>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    go: Option<StepId>,
    #[serde(default, rename = "else", skip_serializing_if = "Option::is_none")]
    otherwise: Option<StepId>,
}

impl TryFrom<Vec<WrittenArm>> for Branch {
    type Error = &'static str;
    fn try_from(mut written: Vec<WrittenArm>) -> Result<Branch, Self::Error> {
        let last = written.pop().ok_or("a branch without an arm; give it `- else: step`")?;
        let (None, None, Some(otherwise)) = (last.when, last.go, last.otherwise) else {
            return Err("the last arm of a branch is `- else: step`");
        };
        let arm = |arm: WrittenArm| match (arm.when, arm.go, arm.otherwise) {
            (Some(when), Some(go), None) => Ok(Arm { when, go }),
            _ => Err("an arm of a branch is `if: {cel: condition}` with `go: step`"),
        };
        Ok(Branch { arms: written.into_iter().map(arm).collect::<Result<_, _>>()?, otherwise })
    }
}

impl From<Branch> for Vec<WrittenArm> {
    fn from(branch: Branch) -> Vec<WrittenArm> {
        let arm = |arm: Arm| WrittenArm { when: Some(arm.when), go: Some(arm.go), otherwise: None };
        let last = WrittenArm { when: None, go: None, otherwise: Some(branch.otherwise) };
        branch.arms.into_iter().map(arm).chain([last]).collect()
    }
}
