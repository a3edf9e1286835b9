//! One's own record: who am I, what may I do, and what I may change myself.

use kernel::calendar::Zone;
use kernel::{Business, Error, Result, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Command, Query, Verb};

use super::commands::{may_stand_in, named, spoken};
use super::rows;
use super::views::{GrantsView, UserView};
use crate::patch::given;
use crate::present::in_person;

/// What a screen needs to know before it shows anything.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MeView {
    pub user: UserView,
    /// Your mobile, in E.164, which your colleagues do not see.
    pub phone: Option<String>,
    /// Verbs you may use, and how far each reaches; what anybody signed in may do is not listed.
    pub grants: GrantsView,
    pub business: BusinessCard,
}

/// How the business counts and writes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BusinessCard {
    pub name: String,
    pub zone: String,
    pub currency: kernel::Currency,
    pub locale: String,
    /// Whether `/logo` shows one.
    pub logo: bool,
}

impl From<Business> for BusinessCard {
    fn from(business: Business) -> BusinessCard {
        BusinessCard {
            zone: business.zone().name().to_owned(),
            currency: business.currency,
            locale: business.locale,
            logo: business.logo.is_some(),
            name: business.name,
        }
    }
}

/// Who you are and what you may do.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Me {}

impl Query for Me {
    const VERB: Verb = Verb::get("user.me", "/me").signed_in();
    type Answer = MeView;

    async fn ask(&self, tx: &mut Tx) -> Result<MeView> {
        let me = tx.permit().user().ok_or(Error::SignIn)?;
        let grants = (**tx.permit().grants()).clone();
        let business = tx.setting::<Business>().await?.into();
        let user = rows::load(tx, me).await?;
        Ok(MeView { phone: user.phone.clone(), user: user.into(), grants, business })
    }
}

/// Change your own name, clock, language or stand-in. Absent fields stay, null empties.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeOwn {
    pub name: Option<String>,
    #[serde(default, deserialize_with = "given")]
    pub stand_in: Option<Option<UserId>>,
    #[serde(default, deserialize_with = "given")]
    pub zone: Option<Option<Zone>>,
    pub language: Option<String>,
    /// Your mobile, with its country code: `+49 170 1234567`.
    #[serde(default, deserialize_with = "given")]
    pub phone: Option<Option<String>>,
}

impl Command for ChangeOwn {
    const VERB: Verb = Verb::patch("user.change_own", "/me")
        .signed_in()
        .no_undo("change it back; the journal keeps what was");
    type Answer = UserView;

    async fn act(&self, tx: &mut Tx) -> Result<UserView> {
        let me = in_person(tx.permit())?;
        if let Some(name) = &self.name {
            named(name)?;
        }
        if let Some(language) = &self.language {
            spoken(language)?;
        }
        may_stand_in(tx, me, self.stand_in.flatten()).await?;
        let phone = self.phone.as_ref().map(|typed| typed.as_deref().map(mobile).transpose()).transpose()?;
        let user = rows::load(tx, me).await?;
        let (changed, fact) = user.clone().change(|user| self.applied(user, phone));
        Ok(tx.keep_and_tell(&user, changed, fact).await?.into())
    }
}

impl ChangeOwn {
    fn applied(&self, user: super::User, phone: Option<Option<String>>) -> super::User {
        super::User {
            name: self.name.as_ref().map_or(user.name, |name| name.trim().to_owned()),
            stand_in: self.stand_in.unwrap_or(user.stand_in),
            zone: self.zone.clone().unwrap_or(user.zone),
            phone: phone.unwrap_or(user.phone),
            language: self.language.clone().unwrap_or(user.language),
            ..user
        }
    }
}

/// A number in E.164. Without its country it could ring anywhere.
fn mobile(typed: &str) -> Result<String> {
    let number = phonenumber::parse(None, typed.trim()).ok().filter(phonenumber::is_valid);
    let written = number.map(|number| number.format().mode(phonenumber::Mode::E164).to_string());
    let why = "write your mobile number with its country code, such as +49 170 1234567";
    written.ok_or_else(|| Error::field("/phone", "user.bad_phone", why))
}
