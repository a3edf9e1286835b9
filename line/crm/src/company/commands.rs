//! What can be done with companies: add, change.

use kernel::patch::Change;
use kernel::{Address, CompanyId, Owned, Result, UserId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::views::CompanyView;
use super::{About, Company, rows};
use crate::people::changed::{Changed, undo_of};
use crate::people::{staff, typed};

/// Add an organisation by hand.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddCompany {
    pub name: String,
    pub domain: Option<String>,
    pub address: Option<Address>,
    pub vat_id: Option<String>,
    pub website: Option<String>,
    pub owner: Option<UserId>,
}

impl Command for AddCompany {
    const VERB: Verb =
        Verb::post("company.add", "/companies").no_undo("a company stays known; change what is wrong");
    type Answer = CompanyView;

    async fn act(&self, tx: &mut Tx) -> Result<CompanyView> {
        let owned = staff::owned_by_known(tx, self.owner).await?;
        let about = About {
            name: typed::line("/name", &self.name)?,
            domain: domain(self.domain.as_deref())?,
            address: self.address.clone(),
            vat_id: typed::maybe_line("/vat_id", self.vat_id.as_deref())?,
            website: typed::maybe_line("/website", self.website.as_deref())?,
        };
        let (company, added) = Company::add(tx.new_id(), owned, about)?;
        if !tx.add_unless_there(&company).await? {
            rows::name_is_free(tx, company.id, &company.about.name).await?;
        }
        tx.tell(added);
        rows::index(tx, &company).await?;
        Ok(company.into())
    }
}

/// Change what we know of an organisation.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeCompany {
    pub company: CompanyId,
    pub name: Option<String>,
    #[serde(default)]
    pub domain: Change<String>,
    #[serde(default)]
    pub address: Change<Address>,
    #[serde(default)]
    pub vat_id: Change<String>,
    #[serde(default)]
    pub website: Change<String>,
    #[serde(default)]
    pub owner: Change<UserId>,
}

impl Command for ChangeCompany {
    const VERB: Verb = Verb::patch("company.change", "/companies/{company}").undo("company.change");
    type Answer = Changed<CompanyView>;

    fn subject(&self) -> Subject {
        self.company.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Changed<CompanyView>> {
        let before = rows::load(tx, self.company).await?;
        let was = self.was(&before);
        let owned = match &self.owner {
            Change::Keep => before.owned,
            Change::Clear => Owned::default(),
            Change::Set(user) => staff::owned_by_known(tx, Some(*user)).await?,
        };
        let (after, changed) = before.clone().change(owned, self.over(before.about.clone())?)?;
        rows::name_is_free(tx, after.id, &after.about.name).await?;
        let kept = tx.keep_and_tell(&before, after, changed).await?;
        rows::index(tx, &kept).await?;
        Ok(Changed { now: kept.into(), was })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        undo_of("company", answer)
    }
}

impl ChangeCompany {
    fn over(&self, old: About) -> Result<About> {
        let short = |pointer: &'static str, wish: &Change<String>, old: Option<String>| {
            let wish = wish.as_ref().try_map(|text| typed::line(pointer, text))?;
            Ok::<_, kernel::Error>(wish.over(old).filter(|text| !text.is_empty()))
        };
        let domain =
            self.domain.as_ref().try_map(|text| domain(Some(text)))?.over(Some(old.domain)).flatten();
        Ok(About {
            name: self
                .name
                .as_deref()
                .map(|name| typed::line("/name", name))
                .transpose()?
                .unwrap_or(old.name),
            domain,
            address: self.address.clone().over(old.address),
            vat_id: short("/vat_id", &self.vat_id, old.vat_id)?,
            website: short("/website", &self.website, old.website)?,
        })
    }

    fn was(&self, old: &Company) -> Map<String, Json> {
        let all = [
            ("name", self.name.is_some(), json!(old.about.name)),
            ("domain", !self.domain.is_keep(), json!(old.about.domain)),
            ("address", !self.address.is_keep(), json!(old.about.address)),
            ("vat_id", !self.vat_id.is_keep(), json!(old.about.vat_id)),
            ("website", !self.website.is_keep(), json!(old.about.website)),
            ("owner", !self.owner.is_keep(), json!(old.owned.owner)),
        ];
        all.into_iter().filter(|(_, given, _)| *given).map(|(word, _, old)| (word.into(), old)).collect()
    }
}

/// `https://www.Example.com/about` and `@example.com` are the domain `example.com`.
fn domain(typed: Option<&str>) -> Result<Option<String>> {
    let Some(text) = typed::maybe_line("/domain", typed)? else { return Ok(None) };
    let lower = text.to_lowercase();
    let bare = lower.rsplit_once("://").map_or(lower.as_str(), |(_, rest)| rest);
    let host = bare.split('/').next().unwrap_or_default().trim_start_matches('@').trim_start_matches("www.");
    match host.contains('.') && !host.contains([' ', '@']) {
        true => Ok(Some(host.to_owned())),
        false => Err(kernel::Error::field("/domain", "not_a_domain", "write a domain like example.com")),
    }
}
