//! How strangers reach a house: a form on somebody's own site.

use stories::bed::server::Server;
use stories::business::{Business, in_the_browser};

#[test]
fn a_form_on_another_site_brings_a_lead_that_says_where_it_came_from() {
    let server = Server::on_sqlite();
    Business::set_up(&server);
    in_the_browser("embed.mjs", &server.base(), &[]);
    server.verify();
}
