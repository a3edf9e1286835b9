//! Whoever goes away in the middle of a request takes nothing along that others wait for.

use std::time::Duration;

use kernel::Permit;
use store::{Series, Store};
use testing::{Engine, World};
use tokio_postgres::{Client, NoTls};
use verbs::Registry;

/// No other test counts in it: the lock is the whole database's.
const NUMBERS: Series = Series("going_away");
const TAKE: &str = "select pg_advisory_lock(hashtextextended('going_away', 0))";
const GIVE: &str = "select pg_advisory_unlock(hashtextextended('going_away', 0))";
/// Whether `$1` hold it, or wait for it.
const LOCKS: &str = "
    select count(*) from pg_locks where locktype = 'advisory' and objsubid = 1 and granted = $1
        and (classid::bigint << 32) | objid::bigint = hashtextextended('going_away', 0)";

async fn number(store: Store) -> kernel::Result<()> {
    store.write(Permit::engine("test"), Some(NUMBERS), |_| Box::pin(std::future::ready(Ok(())))).await
}

/// Until so many hold it, or wait for it.
async fn until(client: &Client, granted: bool, count: i64) {
    let look = async {
        while client.query_one(LOCKS, &[&granted]).await.unwrap().get::<_, i64>(0) != count {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), look).await.expect("the lock comes to rest");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_ends_while_it_waits_for_its_number_leaves_no_lock_behind() {
    let Some(world) = World::open(Engine::Pg, Registry::default()).await else { return };
    let url = world.database.as_deref().unwrap();
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute(TAKE).await.unwrap();
    let waiting = tokio::spawn(number(world.store.clone()));
    until(&client, false, 1).await;
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    client.batch_execute(GIVE).await.unwrap();
    until(&client, false, 0).await;
    until(&client, true, 0).await;
    number(world.store.clone()).await.unwrap();
}
