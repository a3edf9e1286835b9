//! The public holidays of a region as the settings show them, before and after one is chosen.

use kernel::calendar::{PublicHoliday, Region};
use kernel::{Business, Date, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Query, Verb};

/// The public holidays of a region, from today to the end of next year.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicHolidays {
    /// Such as `DE` or `DE-BY`.
    pub region: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PublicHolidaysView {
    /// The country, and its parts with holidays of their own; none where nothing is known of it.
    pub regions: Vec<String>,
    /// In order; none where nothing is known of the region.
    pub coming: Vec<PublicHoliday>,
}

impl Query for PublicHolidays {
    const VERB: Verb = Verb::get("business.public_holidays", "/settings/business/public-holidays");
    type Answer = PublicHolidaysView;

    async fn ask(&self, tx: &mut Tx) -> Result<PublicHolidaysView> {
        let business: Business = tx.setting().await?;
        let today = business.zone().shows(tx.now()).date();
        let country = self.region.split('-').next().unwrap_or_default();
        let end = Date::new(today.year().saturating_add(1), 12, 31).map_err(kernel::fault)?;
        let coming = |region: Region| region.between(today, end).to_vec();
        Ok(PublicHolidaysView {
            regions: Region::of_country(country),
            coming: self.region.parse().map(coming).unwrap_or_default(),
        })
    }
}
