//! Cash: what came in (payment), what the bank says (statement, bank line), and the books (ledger).

use verbs::{Registry, Room};

pub struct Cash;

impl Room for Cash {
    fn register(_house: &mut Registry) {}
}
