//! What billing looks at around it: the customer, the milestone, the texts; through windows alone.

mod rows;

pub(crate) use rows::*;
