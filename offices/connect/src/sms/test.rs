//! A real SMS to try the gateway with: to one's own number, or to any other whoever sets it up can look at.

use kernel::{Business, Error, HttpCallId, Result, fault};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Command, Outside, Verb};

use super::{SmsRefusal, Wish, rows, text};
use crate::http::carry::{self, Came, Errand, shown};
use crate::http::circuit;
use crate::http::rows as connections;
use crate::http::test::{TestedConnection, testable, told};

/// Send a real SMS by the gateway, and say what came of it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestGateway {
    /// In E.164, such as `+491701234567`; your own number where nothing is said.
    #[serde(default)]
    pub to: Option<String>,
    #[serde(skip)]
    came: Option<TestedConnection>,
}

impl Command for TestGateway {
    const VERB: Verb = Verb::post("sms_gateway.test", "/sms_gateway/test").no_undo("the SMS has left");
    type Answer = TestedConnection;

    async fn prepare(self, out: &Outside<'_>) -> Result<TestGateway> {
        let (to, me) = (self.to.clone(), out.actor.user);
        let ready = out.store.read(move |tx| {
            let to = to.clone();
            Box::pin(async move { errand(tx, to, me).await })
        });
        let (errand, wish) = ready.await?;
        let began = out.store.now();
        let came = out.slow(move || carry::go(&errand)).await?;
        let ms = out.store.now().as_millisecond() - began.as_millisecond();
        Ok(TestGateway { came: Some(said(&wish, &came, ms)), ..self })
    }

    async fn act(&self, tx: &mut Tx) -> Result<TestedConnection> {
        let came = self.came.clone().ok_or_else(|| fault("the test is made in `prepare`"))?;
        if came.works {
            let gateway = rows::gateway(tx).await?.ok_or(SmsRefusal::NotSetUp)?;
            let connection = connections::load(tx, gateway.wish.connection).await?;
            circuit::mended(tx, &connection, "a test SMS was taken").await?;
            tx.settle_exception(super::carry::TROUBLE, "a test SMS was taken").await?;
        }
        Ok(came)
    }
}

async fn errand(tx: &mut Tx, to: Option<String>, me: Option<kernel::UserId>) -> Result<(Errand, Wish)> {
    let gateway = rows::gateway(tx).await?.ok_or(SmsRefusal::NotSetUp)?;
    let to = match (to, me) {
        (Some(to), _) => Some(to.chars().filter(|c| !c.is_whitespace()).collect::<String>()),
        (None, Some(me)) => rows::phone(tx, me).await?,
        (None, None) => None,
    };
    let e164 = |to: &String| {
        let digits = to.strip_prefix('+').unwrap_or_default();
        (7..=15).contains(&digits.len()) && digits.bytes().all(|c| c.is_ascii_digit())
    };
    let to = to.filter(e164).ok_or_else(|| {
        Error::field(
            "/to",
            "sms_gateway.bad_number",
            "write a number with its country code, such as +491701234567",
        )
    })?;
    let connection = testable(tx, gateway.wish.connection).await?;
    let secret = tx.secret(&connection.secret_name()).await?;
    let business = tx.setting::<Business>().await?;
    let words = format!("{}: this is a test. SMS reach this phone.", business.name);
    let (path, body) = gateway.wish.request(&to, &text::fit(&words, &tx.public_url("/app")));
    let key = tx.new_id::<HttpCallId>().to_string();
    let method = gateway.wish.method.word().to_owned();
    Ok((Errand { key, method, path, body, connection, secret }, gateway.wish))
}

/// The gateway's own words stand beside a no: they say what is missing.
fn said(wish: &Wish, came: &Came, ms: i64) -> TestedConnection {
    let tested = told(came, ms);
    match came {
        Came::Answer { code, body, .. } if tested.works && !wish.says_yes(body) => TestedConnection {
            works: false,
            said: format!("It answered {code} and did not say yes: {}", shown(body)),
            ..tested
        },
        Came::Answer { code, .. } if tested.works => TestedConnection {
            said: format!("It took the SMS ({code}, {ms} ms). Look at the phone."),
            ..tested
        },
        Came::Answer { code, body, .. } if !shown(body).is_empty() => {
            TestedConnection { said: format!("It answered {code}: {}", shown(body)), ..tested }
        }
        _ => tested,
    }
}
