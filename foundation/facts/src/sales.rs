//! What sales tells.

crate::facts! {}
