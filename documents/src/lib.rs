//! Documents: papers asked for by the rooms become PDF files. The only crate that knows typst.
//!
//! A room freezes what a paper shows (`store::PaperRequest`); the carrier here has it printed by a worker
//! process and keeps the bytes, exactly once. Laws: the same data gives the same bytes; a paper that cannot
//! be made is an exception with a reason; nothing is looked up while a paper is printed.

mod carrier;
mod fonts;
mod frame;
mod labels;
pub mod paper;
mod payment_code;
mod press;
mod raise;
mod renderer;
mod view;
mod watch;
pub mod worker;

pub use fonts::printable;
pub use press::{MAKER, Order, Press, Trouble};
pub use renderer::Renderer;

use verbs::{Registry, Room};

/// The room. Whoever opens the house provides a `Renderer`.
pub struct Documents;

impl Room for Documents {
    fn register(house: &mut Registry) {
        house.query::<paper::views::ReadPaper>();
        house.command::<paper::commands::RetryPaper>();
        house.door::<paper::door::DownloadPaper>();
        house.worker::<watch::PaperWatch>();
        house.rules().carrier("paper", carrier::PaperCarrier::default());
    }
}
