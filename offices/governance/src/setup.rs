//! The first run: everything a lawful business needs in one call, and its first administrator, signed in.
//!
//! Refused as soon as a user exists. On an address others can reach it asks for the code the program printed,
//! so that nobody else sets the business up. What other rooms start with follows from `business.set_up`.

use std::collections::BTreeMap;

use data_encoding::BASE32_DNSSEC;
use facts::governance::BusinessSetUp;
use kernel::calendar::Region;
use kernel::{Error, FieldError, NumberFormat, Refusal, Result, Secret, Via};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{Store, Tx};
use verbs::{Command, Outside, Query, Verb};

use crate::business::details::{Details, Troubles};
use crate::business::logo::{self, Picture};
use crate::business::{check, line, numbers};
use crate::password::{self, Password, hash};
use crate::policy::Role;
use crate::session::{self, commands::SignedIn};
use crate::user::{Newcomer, User, rows as users};

const CODE: &str = "governance.setup_code";

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SetupRefusal {
    #[error("this business is set up already; sign in, or ask an administrator for an invitation")]
    Done,
    #[error("the setup code is wrong; the program printed it when it started")]
    WrongCode,
}

impl Refusal for SetupRefusal {
    fn code(&self) -> &'static str {
        match self {
            SetupRefusal::Done => "business.is_set_up",
            SetupRefusal::WrongCode => "business.setup_code",
        }
    }
    fn status(&self) -> u16 {
        match self {
            SetupRefusal::Done => 409,
            SetupRefusal::WrongCode => 403,
        }
    }
}

/// Whether the business has to be set up first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct State {}

#[derive(Debug, Serialize, JsonSchema)]
pub struct StateView {
    pub needed: bool,
    /// Whether the code printed at the start is asked for.
    pub code: bool,
}

impl Query for State {
    const VERB: Verb = Verb::get("setup.state", "/setup").public("page");
    type Answer = StateView;

    async fn ask(&self, tx: &mut Tx) -> Result<StateView> {
        let needed = !users::anybody(tx).await?;
        Ok(StateView { needed, code: needed && tx.secret(CODE).await?.is_some() })
    }
}

/// Who will manage everything.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Administrator {
    pub name: String,
    pub email: String,
    pub password: Password,
}

/// Set the business up: what it is, how it counts, and its first administrator.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetUp {
    pub business: Details,
    /// Formats by series: `proposal`, `project`, `invoice`, `credit_note`; the usual ones for those left out.
    #[serde(default)]
    pub numbers: BTreeMap<String, NumberFormat>,
    pub administrator: Administrator,
    pub logo: Option<Picture>,
    /// Keep the public holidays of the country of the business, where they are known and no region is named.
    #[serde(default)]
    pub public_holidays: bool,
    /// What the program printed at its start, where it listens to others.
    pub code: Option<String>,
    #[serde(skip)]
    made: Option<Made>,
}

/// What took long.
#[derive(Debug, Clone)]
struct Made {
    hash: String,
    png: Option<Vec<u8>>,
}

impl Command for SetUp {
    const VERB: Verb = Verb::post("business.set_up", "/setup")
        .public("login")
        .takes(logo::BODY)
        .no_undo("every setting can be changed afterwards");
    type Answer = SignedIn;

    async fn prepare(self, out: &Outside<'_>) -> Result<SetUp> {
        let (code, via) = (self.code.clone(), out.actor.via);
        let open = out.store.read(move |tx| {
            let code = code.clone();
            Box::pin(async move { is_open(tx, via, code.as_deref()).await })
        });
        open.await?;
        let troubles = self.troubles();
        if !troubles.is_empty() {
            return Err(Error::Invalid(troubles));
        }
        let png = match &self.logo {
            Some(logo) => Some(logo.made_anew(out, "/logo").await?),
            None => None,
        };
        let hash = hash::make(out, &self.administrator.password).await?;
        Ok(SetUp { made: Some(Made { hash, png }), ..self })
    }

    async fn act(&self, tx: &mut Tx) -> Result<SignedIn> {
        is_open(tx, tx.permit().via(), self.code.as_deref()).await?;
        let made = self.made.as_ref().ok_or_else(|| kernel::fault("setting up is prepared first"))?;
        let logo = match &made.png {
            Some(png) => Some(logo::keep(tx, png).await?),
            None => None,
        };
        let business = self.details().check("/business", logo).map_err(Error::Invalid)?;
        let founder = User::founder(tx.new_id(), self.newcomer());
        tx.add(&founder).await?;
        password::rows::keep(tx, founder.id, &made.hash).await?;
        tx.tell(BusinessSetUp { administrator: founder.id });
        tx.keep_setting(&business).await?;
        tx.keep_setting(&numbers::completed(&self.numbers)).await?;
        tx.keep_setting(&line::all_of(founder.id)).await?;
        tx.forget_secret(CODE).await?;
        let session_secret = session::start(tx, founder.id).await?;
        Ok(SignedIn { user: founder.into(), session_secret })
    }
}

impl SetUp {
    fn newcomer(&self) -> Newcomer {
        Newcomer {
            name: self.administrator.name.clone(),
            email: self.administrator.email.clone(),
            role: Role::Administrator,
            team: None,
            language: self.business.locale.clone(),
        }
    }

    /// As typed, and what follows from the country.
    fn details(&self) -> Details {
        let mut details = self.business.clone();
        if self.public_holidays && details.holiday_region.is_none() {
            let country = details.address.country.parse::<Region>().ok();
            details.holiday_region = country.map(String::from);
        }
        details
    }

    /// Everything that is wrong, at once.
    fn troubles(&self) -> Vec<FieldError> {
        let mut found = self.business.check("/business", None).err().unwrap_or_default();
        found.extend(numbers::troubles("/numbers", &self.numbers));
        let who = &self.administrator;
        let mut troubles = Troubles::at("/administrator");
        troubles.note(check::name("/name", &who.name));
        troubles.note(check::email("/email", &who.email));
        let names = [who.name.as_str(), &who.email, &self.business.name, &self.business.legal_name];
        troubles.note(who.password.trouble("/password", &names));
        found.extend(troubles.into_inner());
        found
    }
}

/// Nobody is there yet, and the code is right where one is asked for: not of whoever sits at the machine.
async fn is_open(tx: &mut Tx, via: Via, code: Option<&str>) -> Result<()> {
    if users::anybody(tx).await? {
        return Err(SetupRefusal::Done.into());
    }
    let at_the_machine = matches!(via, Via::Engine | Via::CommandLine);
    let Some(kept) = tx.secret(CODE).await?.filter(|_| !at_the_machine) else { return Ok(()) };
    let digest = |bytes: &[u8]| Sha256::digest(bytes);
    let typed: String = code.unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).collect();
    let right = digest(typed.to_lowercase().as_bytes()) == digest(kept.expose());
    if right { Ok(()) } else { Err(SetupRefusal::WrongCode.into()) }
}

/// For a start on an address others can reach: a new code to print, or `None` where nothing is to be set up.
pub async fn require_code(store: &Store) -> Result<Option<Secret<String>>> {
    store
        .claim("governance.setup_code", |tx| {
            Box::pin(async move {
                if users::anybody(tx).await? {
                    return Ok(None);
                }
                let code = BASE32_DNSSEC.encode(&tx.random::<10>());
                tx.keep_secret(CODE, &Secret::new(code.clone().into_bytes())).await?;
                let groups: Vec<&str> = [&code[..4], &code[4..8], &code[8..12], &code[12..]].to_vec();
                Ok(Some(Secret::new(groups.join("-"))))
            })
        })
        .await
}

/// For a start on this machine alone: no code is asked for.
pub async fn lift_code(store: &Store) -> Result<()> {
    store.claim("governance.setup_code", |tx| Box::pin(tx.forget_secret(CODE))).await
}
