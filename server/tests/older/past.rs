//! Carries a house back into the shape its tables had when the whole line first stood: the migrations of that day make
//! the tables, and each gets what the house holds in the columns it had.

use std::collections::BTreeMap;
use std::path::Path;

use tempfile::TempDir;
use testing::World;

use crate::{lite, pg};

const THEN: &str = include_str!("migrations.txt");

/// The older house: its folder, and where it is not SQLite its database.
pub struct Older {
    folder: TempDir,
    database: Option<String>,
}

/// The migrations of that day, in their order: what they are known as, and their words.
pub fn migrations() -> Vec<(String, String)> {
    let one = |path: &str| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        (known_as(path), std::fs::read_to_string(root.join(path)).unwrap())
    };
    THEN.lines().map(one).collect()
}

/// The name a migration is known by: `line/crm/migrations/0001_company.sql` is `crm/0001_company`.
fn known_as(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').collect();
    format!("{}/{}", parts[1], parts[3].trim_end_matches(".sql"))
}

/// Makes the older house; the newer one stays as it is.
pub async fn carry_back(world: &World) -> Older {
    let folder = TempDir::with_prefix("throughline-older-").unwrap();
    std::fs::copy(world.folder().join("keyring"), folder.path().join("keyring")).unwrap();
    let database = match &world.database {
        None => {
            lite::carry_back(world.folder(), folder.path());
            None
        }
        Some(newer) => Some(pg::carry_back(newer).await),
    };
    Older { folder, database }
}

impl Older {
    pub fn place(&self) -> (&Path, Option<&str>) {
        (self.folder.path(), self.database.as_deref())
    }

    /// Its shape and how much it holds.
    pub async fn everything(&self) -> BTreeMap<String, String> {
        match self.place() {
            (folder, None) => lite::everything(folder),
            (_, Some(database)) => pg::everything(database).await,
        }
    }

    pub async fn change(&self, sql: &str) {
        match self.place() {
            (folder, None) => lite::change(folder, sql),
            (_, Some(database)) => pg::connected(database).await.batch_execute(sql).await.unwrap(),
        }
    }
}
