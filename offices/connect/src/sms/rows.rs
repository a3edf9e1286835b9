//! How the gateway is kept, and what an SMS looks up of its reader.

use kernel::{ConnectionId, Result, UserId, Value, fault};
use store::{Row, Tx, values};

use super::{Format, Gateway, Wish, Yes};
use crate::http::call::HttpMethod;

store::noun! {
    Gateway is "sms_gateway" in "connect_sms_gateway" {
        open place: Int = |_g| 1_i64;
        open connection: Id = |g| g.wish.connection;
        open method: Text = |g| g.wish.method.word();
        open path: Text = |g| &g.wish.path;
        open format: Text = |g| g.wish.format.word();
        open fields: Doc = |g| Value::doc(&g.wish.fields);
        open sender: Text = |g| &g.wish.sender;
        open yes_at: Text = |g| g.wish.yes.as_ref().map(|yes| yes.at.as_str());
        open yes_is: Text = |g| g.wish.yes.as_ref().map(|yes| yes.is.as_str());
    }
}

const GATEWAY: &str = "
    select id, rv, owner, team, connection, method, path, format, fields, sender, yes_at, yes_is
    from connect_sms_gateway";

pub async fn gateway(tx: &mut Tx) -> Result<Option<Gateway>> {
    tx.one(GATEWAY, &[], read).await
}

/// Whether SMS leave by this connection.
pub async fn carries(tx: &mut Tx, connection: ConnectionId) -> Result<bool> {
    Ok(gateway(tx).await?.is_some_and(|gateway| gateway.wish.connection == connection))
}

fn read(row: &Row<'_>) -> Result<Gateway> {
    let (method, format): (String, String) = (row.get("method")?, row.get("format")?);
    let (at, is): (Option<String>, Option<String>) = (row.get("yes_at")?, row.get("yes_is")?);
    let wish = Wish {
        connection: row.get("connection")?,
        method: HttpMethod::from_word(&method).ok_or_else(|| fault(format!("no method is `{method}`")))?,
        path: row.get("path")?,
        format: Format::from_word(&format).ok_or_else(|| fault(format!("no format is `{format}`")))?,
        fields: row.doc("fields")?,
        sender: row.get("sender")?,
        yes: at.zip(is).map(|(at, is)| Yes { at, is }),
    };
    Ok(Gateway { id: row.get("id")?, rv: row.get("rv")?, owned: row.owned()?, wish })
}

const PHONE: &str = "select phone from governance_user_window where id = $1 and active is true";

/// Where an SMS reaches them, in E.164.
pub async fn phone(tx: &mut Tx, user: UserId) -> Result<Option<String>> {
    Ok(tx.one(PHONE, values![user], |row| row.get::<Option<String>>("phone")).await?.flatten())
}
