//! What billing tells.

crate::facts! {}
