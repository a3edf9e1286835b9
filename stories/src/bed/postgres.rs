//! A PostgreSQL database for one test, thrown away with it.
//!
//! `THROUGHLINE_PG` holds the server's connection string; the word `none` leaves the PostgreSQL half out and
//! says so.

use std::sync::atomic::{AtomicU32, Ordering};

use postgres::{Client, Config, NoTls};

pub struct Database {
    server: Config,
    name: String,
}

static MADE: AtomicU32 = AtomicU32::new(0);

impl Database {
    /// `None` where the run has no PostgreSQL; then the test prints what it left out.
    pub fn create() -> Option<Database> {
        let url = std::env::var("THROUGHLINE_PG").expect("THROUGHLINE_PG is a connection string, or `none`");
        if url == "none" {
            println!("left out: THROUGHLINE_PG=none, so nothing was tried on PostgreSQL");
            return None;
        }
        let server: Config = url.parse().expect("THROUGHLINE_PG is a connection string");
        let name = format!("story_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let database = Database { server, name };
        database.on_server(&format!("drop database if exists {} with (force)", database.name));
        database.on_server(&format!("create database {}", database.name));
        Some(database)
    }

    /// The connection string of this database.
    pub fn url(&self) -> String {
        let host = match &self.server.get_hosts()[0] {
            postgres::config::Host::Tcp(name) => name.clone(),
            postgres::config::Host::Unix(path) => path.display().to_string(),
        };
        let port = self.server.get_ports().first().copied().unwrap_or(5432);
        let user = self.server.get_user().expect("THROUGHLINE_PG names a user");
        let secret =
            self.server.get_password().map(|word| String::from_utf8_lossy(word).replace('\'', "\\'"));
        let secret = secret.map(|word| format!(" password='{word}'")).unwrap_or_default();
        format!("host={host} port={port} user={user} dbname={}{secret}", self.name)
    }

    /// A client inside this database, to look at what the program wrote.
    pub fn look(&self) -> Client {
        Client::connect(&self.url(), NoTls).expect("the database answers")
    }

    fn on_server(&self, sql: &str) {
        let mut client = self.server.connect(NoTls).expect("PostgreSQL answers at THROUGHLINE_PG");
        client.batch_execute(sql).expect("a database of the test's own");
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Ok(mut client) = self.server.connect(NoTls) {
            let _ = client.batch_execute(&format!("drop database if exists {} with (force)", self.name));
        }
    }
}
