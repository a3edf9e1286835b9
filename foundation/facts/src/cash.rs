//! What cash tells.

crate::facts! {}
