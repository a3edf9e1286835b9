//! How a house is reached: by a form on somebody's own site, by https that the program speaks itself, and how often
//! somebody may ask.

use stories::bed::free_port;
use stories::bed::server::Server;
use stories::business::{Business, in_the_browser};

#[test]
fn a_form_on_another_site_brings_a_lead_and_a_house_of_its_own_name_is_reached_by_https_alone() {
    let mut server = Server::on_sqlite();
    Business::set_up(&server);
    in_the_browser("embed.mjs", &server.base(), &[]);
    in_the_browser("limits.mjs", &server.base(), &[]);
    server.stop();
    plain_is_refused(&server);
    let (address, certificate, authority) = server.speak_https("office.test");
    server.start_again();
    let file =
        |path: &std::path::Path| path.to_str().expect("a temporary folder has a plain name").to_owned();
    let (certificate, authority) = (file(&certificate), file(&authority));
    in_the_browser("https.mjs", &address, &[("CERTIFICATE", &certificate), ("AUTHORITY", &authority)]);
    server.verify();
}

/// Where others could listen, nothing starts without https, and the program says what to do.
fn plain_is_refused(server: &Server) {
    let mut start = server.beside(&["serve", "--listen", &format!("0.0.0.0:{}", free_port())]);
    let ended = start.output().expect("the program starts");
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert_eq!(ended.status.code(), Some(2), "{said}");
    for words in
        ["passwords would cross the network in the clear", "--tls-cert and --tls-key", "--trust-proxy"]
    {
        assert!(said.contains(words), "it does not say `{words}`: {said}");
    }
}
