//! The bed of the program proves itself: the real one starts, dies, starts again in its folder, ends well.

use stories::on_both;
use ureq::http::Method;

on_both! {
    fn a_killed_program_starts_again_on_the_same_folder_and_address(server: Server) {
        let mut server = server;
        let base = server.base();
        server.kill();
        assert!(server.client().try_send(Method::GET, "/readyz", &[], "").is_err());
        server.start_again();
        assert_eq!(server.base(), base);
        server.client().get("/readyz").must_be(200);
    }

    fn a_program_that_is_asked_to_end_ends_well(server: Server) {
        let mut server = server;
        server.stop();
        assert!(server.client().try_send(Method::GET, "/readyz", &[], "").is_err());
    }
}
