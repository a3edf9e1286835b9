//! Trying a connection now: one real request through the same guard as every call, and what came of it in a sentence.
//!
//! Invariant: it only reads (`GET`), shows nothing of the answer but its status, and counts for the better alone: one
//! that is answered ends a rest, one that is not opens no circuit, for nobody but the asker waited for it.

use kernel::{ConnectionId, HttpCallId, Result, fault};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Command, Outside, Subject, Verb};

use super::carry::{self, Came, Errand};
use super::{Connection, HttpRefusal, call, circuit, rows};

/// Test a connection: ask it for something now, and say what came of it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestConnection {
    pub connection: ConnectionId,
    /// Below its address, such as `/health`; the address itself where nothing is said.
    #[serde(default)]
    pub path: Option<String>,
    #[serde(skip)]
    came: Option<TestedConnection>,
}

/// What came of a test.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TestedConnection {
    /// It answered, and with yes: a status from 200 to 299.
    pub works: bool,
    /// The status of its answer, if there was one.
    pub code: Option<u16>,
    /// How long it took, in milliseconds.
    pub ms: i64,
    /// What it means, and what to do.
    pub said: String,
}

impl Command for TestConnection {
    const VERB: Verb = Verb::post("connection.test", "/connections/{connection}/test")
        .no_undo("the other system has been asked");
    type Answer = TestedConnection;

    fn subject(&self) -> Subject {
        self.connection.into()
    }

    async fn prepare(self, out: &Outside<'_>) -> Result<TestConnection> {
        let path = self.path.as_deref().map(str::trim).filter(|path| !path.is_empty());
        let path = path.map(call::below).transpose()?.unwrap_or_default().to_owned();
        let id = self.connection;
        let ready = out.store.read(move |tx| {
            let path = path.clone();
            Box::pin(async move { errand(tx, id, path).await })
        });
        let errand = ready.await?;
        let began = out.store.now();
        let came = out.slow(move || carry::go(&errand)).await?;
        let ms = out.store.now().as_millisecond() - began.as_millisecond();
        Ok(TestConnection { came: Some(told(&came, ms)), ..self })
    }

    async fn act(&self, tx: &mut Tx) -> Result<TestedConnection> {
        let came = self.came.clone().ok_or_else(|| fault("the test is made in `prepare`"))?;
        if came.works {
            let connection = rows::load(tx, self.connection).await?;
            circuit::mended(tx, &connection, "a test was answered").await?;
        }
        Ok(came)
    }
}

/// A connection that may be asked something by hand now.
pub(crate) async fn testable(tx: &mut Tx, id: ConnectionId) -> Result<Connection> {
    let connection = rows::load(tx, id).await?;
    if connection.paused {
        return Err(HttpRefusal::Paused.into());
    }
    if circuit::is_on_trial(tx, id).await? {
        return Err(HttpRefusal::OnTrial.into());
    }
    Ok(connection)
}

/// Everything it needs, where it may go out now.
async fn errand(tx: &mut Tx, id: ConnectionId, path: String) -> Result<Errand> {
    let connection = testable(tx, id).await?;
    let secret = tx.secret(&connection.secret_name()).await?;
    let key = tx.new_id::<HttpCallId>().to_string();
    Ok(Errand { key, method: "GET".into(), path, body: None, connection, secret })
}

/// What came of it, as whoever set it up reads it.
pub(crate) fn told(came: &Came, ms: i64) -> TestedConnection {
    let (code, said) = match came {
        Came::Answer { code, .. } => {
            (Some(*code), format!("It answered {code} in {ms} ms{}", meaning(*code)))
        }
        Came::Unsent(why) => {
            (None, format!("It could not be reached: {why}. Look at its address, and whether it is up."))
        }
        Came::Lost(why) => (None, format!("It was asked and did not answer: {why}. Try again in a moment.")),
        Came::Refused(why) => (None, format!("It was not asked: {why}. Correct its address.")),
    };
    TestedConnection { works: code.is_some_and(|code| (200..300).contains(&code)), code, ms, said }
}

/// What a status means to whoever set the connection up (RFC 9110, section 15).
fn meaning(code: u16) -> &'static str {
    match code {
        200..=299 => ".",
        300..=399 => ": it sends us elsewhere. Take the address it sends to.",
        401 | 403 => ": it is there and does not let us in. Look at the secret and how it is sent.",
        404 | 405 => {
            ": it is there and has nothing to read at that place. Name a path it has, such as /health."
        }
        408 | 425 | 500..=599 => ": it has trouble of its own. Try again later.",
        429 => ": we ask too often. Try again in a minute.",
        _ => ": it does not take what was asked. Name another path.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_answer_that_says_yes_counts_as_working() {
        let answer = |code| told(&Came::Answer { code, retry_after: None, body: vec![] }, 12);
        assert_eq!((answer(204).works, answer(204).said.as_str()), (true, "It answered 204 in 12 ms."));
        for (code, word) in
            [(302, "elsewhere"), (401, "secret"), (404, "path"), (503, "later"), (429, "minute")]
        {
            let told = answer(code);
            assert!(!told.works && told.code == Some(code) && told.said.contains(word), "{told:?}");
        }
        let lost = told(&Came::Lost("nothing came back".into()), 30_000);
        assert!(!lost.works && lost.code.is_none() && lost.said.contains("nothing came back"), "{lost:?}");
    }
}
