//! Deals on their board, in the browser: by mouse, by menu, by keys alone.

use stories::bed::server::Server;
use stories::business::{Business, in_the_browser};

#[test]
fn a_deal_is_dragged_picked_and_steered_and_what_is_refused_goes_back() {
    let server = Server::on_sqlite();
    Business::set_up(&server);
    in_the_browser("board.mjs", &server.base(), &[]);
    server.verify();
}
