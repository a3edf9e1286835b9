//! Takes out of a PostgreSQL database again what a restore put there, so that the next try is not refused.
//!
//! Invariant: what stood there before, and what is somebody else's, stays.

use tokio_postgres::{Client, Config, NoTls};

const STANDING: &str = "select oid from pg_namespace union all select oid from pg_class";

/// Schemas go whole; tables before the series that belong to them.
const NEW: &str = "
    select text from (
        select 0 as nth, format('drop schema if exists %I cascade', nspname) as text
        from pg_namespace
        where oid <> all($1) and nspname !~ '^pg_' and nspname <> 'information_schema'
          and pg_get_userbyid(nspowner) = current_user
        union all
        select case relkind when 'S' then 2 else 1 end,
               format('drop %s if exists %I.%I cascade',
                      case relkind when 'v' then 'view' when 'm' then 'materialized view'
                                   when 'S' then 'sequence' else 'table' end,
                      nspname, relname)
        from pg_class join pg_namespace on pg_namespace.oid = relnamespace
        where pg_class.oid <> all($1) and relkind in ('r', 'p', 'v', 'm', 'S')
          and nspname !~ '^pg_' and nspname <> 'information_schema'
          and pg_get_userbyid(relowner) = current_user
    ) as filled order by nth, text";

/// The schemas and tables of a database, by their numbers.
pub(super) struct Standing(Vec<u32>);

type Asked<T = ()> = Result<T, tokio_postgres::Error>;

/// What stands there now.
pub(super) async fn standing(config: &Config) -> Asked<Standing> {
    let client = connected(config).await?;
    let rows = client.query(STANDING, &[]).await?;
    Ok(Standing(rows.iter().map(|row| row.get(0)).collect()))
}

/// Drops what came since: all of it or nothing.
pub(super) async fn out(config: &Config, before: &Standing) -> Asked {
    let client = connected(config).await?;
    let new = client.query(NEW, &[&before.0]).await?;
    let drops: Vec<String> = new.iter().map(|row| row.get(0)).collect();
    // Several statements in one message are one transaction.
    client.batch_execute(&format!("set lock_timeout = '30s'; {}", drops.join("; "))).await
}

/// It ends with the client.
async fn connected(config: &Config) -> Asked<Client> {
    let (client, connection) = config.connect(NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}
