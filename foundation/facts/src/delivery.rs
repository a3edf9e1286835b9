//! What delivery tells.

crate::facts! {}
