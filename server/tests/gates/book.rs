//! The file with the agreed numbers: read, held to, and written anew on demand.

use std::path::PathBuf;

use toml::Table;

const HEAD: &str = "\
# What the house may cost; server/tests/gates.rs holds it to this. Statements and syncs are exact. Instructions are
# those of one lead through intake, and of one first page, in the build that tests use, as valgrind counts them; they
# may be exceeded by a fifth. Measure again, and say in the commit why it may cost so much:
#   THROUGHLINE_MEASURE=1 cargo test -p throughline --test gates
";
const AGAIN: &str = "make it as it was; or, if it has to be, write the new number into bench/gates.toml with \
    `THROUGHLINE_MEASURE=1 cargo test -p throughline --test gates` and say why in the commit";

pub struct Book(Table);

impl Book {
    pub fn open() -> Book {
        let text = std::fs::read_to_string(path()).unwrap_or_default();
        Book(text.parse().expect("bench/gates.toml is TOML"))
    }

    /// Exactly this many.
    pub fn holds(self, what: &str, found: u64) {
        let found = i64::try_from(found).expect("nobody counts so far");
        if self.is_measuring(what, toml::Value::Integer(found)) {
            return;
        }
        let agreed = self.0.get(what).and_then(toml::Value::as_integer).unwrap_or_default();
        assert!(found == agreed, "`{what}` is {found}, and {agreed} was agreed: {AGAIN}");
    }

    /// At most a fifth more than this.
    pub fn holds_about(self, what: &str, found: u64) {
        let found = i64::try_from(found).expect("nobody counts so far");
        println!("{what}: {found}");
        if self.is_measuring(what, toml::Value::Integer(found)) {
            return;
        }
        let agreed = self.0.get(what).and_then(toml::Value::as_integer).unwrap_or_default();
        assert!(
            found <= agreed + agreed / 5,
            "`{what}` is {found}, and {agreed} and a fifth were agreed: {AGAIN}"
        );
    }

    fn is_measuring(&self, what: &str, found: toml::Value) -> bool {
        let measuring = std::env::var_os("THROUGHLINE_MEASURE").is_some();
        if measuring {
            let mut all = self.0.clone();
            all.insert(what.to_owned(), found);
            std::fs::write(path(), format!("{HEAD}{all}")).expect("the file can be written");
        }
        measuring
    }
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../bench/gates.toml")
}
