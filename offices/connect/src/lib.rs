//! Connect: protocols and credentials of the outside world. What a message means is for capture and crm.
//!
//! Here so far: mail that goes out.

pub mod mail_out;
