//! The settings `business` as they are typed, and made sure of: all troubles at once, each at its field.

use kernel::calendar::{BusinessHours, Hours, QuietHours, Region, Week, Zone};
use kernel::{Address, BasisPoints, Business, Currency, Date, Error, FieldError, FileId, Result, TaxRate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{bank, check, vat};

/// What a lawful business must say of itself, and how it counts time and money.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Details {
    /// How customers know it.
    pub name: String,
    /// As registered; the name where nothing is said.
    pub legal_name: String,
    pub address: Address,
    /// National tax number. This or the VAT id is needed on every invoice.
    pub tax_id: Option<String>,
    /// With its country's letters, such as `DE123456789`.
    pub vat_id: Option<String>,
    /// At least one; the first is the usual one. 0 % is a rate.
    pub tax_rates: Vec<TaxRate>,
    pub iban: Option<String>,
    pub bic: Option<String>,
    /// ISO 4217, such as `EUR`.
    pub currency: String,
    /// BCP 47, such as `en-GB`.
    pub locale: String,
    /// IANA, such as `Europe/Berlin`.
    pub zone: String,
    pub hours: WeekText,
    /// Days nobody works, `2026-12-25`.
    pub holidays: Vec<String>,
    /// Whose public holidays nobody works besides, such as `DE` or `DE-BY`; left out: none.
    pub holiday_region: Option<String>,
    /// Its holidays on which work goes on all the same, `2026-12-24`.
    pub worked_holidays: Vec<String>,
    pub quiet_hours: Option<QuietText>,
    /// Where customers write to, and whom their mails come from.
    pub email: Option<String>,
    pub website: Option<String>,
    pub privacy_url: Option<String>,
}

/// Opening hours by day, such as `["09:00-12:00", "13:00-17:00"]`; a day left out is closed. All left out:
/// nine to five from Monday to Friday.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WeekText {
    pub monday: Vec<String>,
    pub tuesday: Vec<String>,
    pub wednesday: Vec<String>,
    pub thursday: Vec<String>,
    pub friday: Vec<String>,
    pub saturday: Vec<String>,
    pub sunday: Vec<String>,
}

/// When no automation writes to a person, on their own clock: from `21:00` to `08:00`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct QuietText {
    pub from: String,
    pub to: String,
}

/// Collects troubles under a common beginning of their pointers.
pub struct Troubles {
    at: &'static str,
    found: Vec<FieldError>,
}

impl Troubles {
    pub fn at(at: &'static str) -> Troubles {
        Troubles { at, found: vec![] }
    }

    pub fn note(&mut self, trouble: Option<FieldError>) {
        let under = |trouble: FieldError| FieldError {
            pointer: format!("{}{}", self.at, trouble.pointer),
            ..trouble
        };
        self.found.extend(trouble.map(under));
    }

    /// The value, or a note of why there is none.
    pub fn read<T, E: std::fmt::Display>(
        &mut self,
        pointer: &str,
        code: &'static str,
        read: Result<T, E>,
    ) -> Option<T> {
        let said = |error: E| FieldError { pointer: pointer.into(), code, detail: error.to_string() };
        read.map_err(|error| self.note(Some(said(error)))).ok()
    }

    pub fn into_inner(self) -> Vec<FieldError> {
        self.found
    }
}

/// Spaces around are nobody's wish, and nothing typed is nothing said.
fn said(text: &Option<String>) -> Option<String> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

impl Details {
    /// The settings, or every trouble; pointers begin with `at`. The logo has a command of its own.
    pub fn check(&self, at: &'static str, logo: Option<FileId>) -> Result<Business, Vec<FieldError>> {
        let mut troubles = Troubles::at(at);
        self.identity(&mut troubles);
        self.taxes(&mut troubles);
        self.addresses(&mut troubles);
        let unknown = || format!("`{}` is not an ISO 4217 currency code, such as EUR", self.currency);
        let currency = Currency::from_code(&self.currency).ok_or_else(unknown);
        let currency = troubles.read("/currency", "currency", currency);
        let hours = self.opening(&mut troubles);
        let quiet = self.quiet(&mut troubles);
        match (currency, hours, troubles.found.is_empty()) {
            (Some(currency), Some(hours), true) => Ok(self.settings(currency, hours, quiet, logo)),
            _ => Err(troubles.found),
        }
    }

    fn identity(&self, troubles: &mut Troubles) {
        troubles.note(check::name("/name", &self.name));
        if !self.legal_name.is_empty() {
            troubles.note(check::name("/legal_name", &self.legal_name));
        }
        let address = &self.address;
        troubles.note(check::text("/address/street", &address.street, 200, "write street and number"));
        troubles.note(check::text("/address/city", &address.city, 100, "write the city"));
        troubles.note(check::country("/address/country", &address.country));
        troubles.note(check::locale("/locale", &self.locale));
    }

    fn taxes(&self, troubles: &mut Troubles) {
        if let Some(id) = said(&self.vat_id) {
            troubles.note(check::vat_id("/vat_id", &vat::plain(&id), &self.address.country));
        } else if said(&self.tax_id).is_none() {
            let detail = "give the tax number or the VAT id; invoices must show one";
            troubles.note(Some(field("/tax_id", "tax_id", detail)));
        }
        if self.tax_rates.is_empty() {
            let detail = "add at least one tax rate; 0 % if you charge none";
            troubles.note(Some(field("/tax_rates", "tax_rates", detail)));
        }
        for (n, rate) in self.tax_rates.iter().enumerate() {
            troubles.note(check::text(&format!("/tax_rates/{n}/name"), &rate.name, 50, "name the rate"));
            if !(BasisPoints(0)..=BasisPoints(10_000)).contains(&rate.rate) {
                let detail = "write basis points from 0 to 10000: 1900 is 19 %";
                troubles.note(Some(field(&format!("/tax_rates/{n}/rate"), "tax_rate", detail)));
            }
        }
    }

    fn addresses(&self, troubles: &mut Troubles) {
        let mut each = |value: &Option<String>, check: &dyn Fn(&str) -> Option<FieldError>| {
            troubles.note(said(value).and_then(|value| check(&value)));
        };
        each(&self.iban, &|iban| check::iban("/iban", &bank::plain(iban)));
        each(&self.bic, &|bic| check::bic("/bic", &bank::plain(bic)));
        each(&self.email, &|email| check::email("/email", email));
        each(&self.website, &|url| check::url("/website", url));
        each(&self.privacy_url, &|url| check::url("/privacy_url", url));
    }

    fn opening(&self, troubles: &mut Troubles) -> Option<BusinessHours> {
        let zone = troubles.read("/zone", "zone", self.zone.parse::<Zone>());
        let week = self.hours.read(troubles);
        let holidays = days(troubles, "/holidays", &self.holidays);
        let worked = days(troubles, "/worked_holidays", &self.worked_holidays);
        let region = said(&self.holiday_region).map(|code| code.parse::<Region>()).transpose();
        let region = troubles.read("/holiday_region", "region", region);
        let hours = BusinessHours::new(zone?, week?, holidays?);
        Some(troubles.read("/hours", "hours", hours)?.keeping(region?, worked?))
    }

    fn quiet(&self, troubles: &mut Troubles) -> Option<QuietHours> {
        let text = self.quiet_hours.as_ref()?;
        let from = troubles.read("/quiet_hours/from", "time", text.from.parse());
        let to = troubles.read("/quiet_hours/to", "time", text.to.parse());
        troubles.read("/quiet_hours", "quiet_hours", QuietHours::new(from?, to?))
    }

    fn settings(
        &self,
        currency: Currency,
        hours: BusinessHours,
        quiet_hours: Option<QuietHours>,
        logo: Option<FileId>,
    ) -> Business {
        let name = self.name.trim().to_owned();
        let legal = self.legal_name.trim();
        Business {
            legal_name: if legal.is_empty() { name.clone() } else { legal.to_owned() },
            name,
            address: self.address.clone(),
            tax_id: said(&self.tax_id),
            vat_id: said(&self.vat_id).map(|id| vat::plain(&id)),
            tax_rates: self.tax_rates.clone(),
            iban: said(&self.iban).map(|iban| bank::plain(&iban)),
            bic: said(&self.bic).map(|bic| bank::plain(&bic)),
            logo,
            currency,
            locale: self.locale.clone(),
            hours,
            quiet_hours,
            privacy_url: said(&self.privacy_url),
            website: said(&self.website),
            email: said(&self.email),
        }
    }
}

/// Calendar days as they are typed.
fn days(troubles: &mut Troubles, pointer: &str, typed: &[String]) -> Option<Vec<Date>> {
    let each = typed.iter().enumerate();
    let read = |day: &String| day.parse::<Date>().map_err(|_| "write a day like 2026-12-25");
    each.map(|(n, day)| troubles.read(&format!("{pointer}/{n}"), "date", read(day))).collect()
}

fn field(pointer: &str, code: &'static str, detail: &str) -> FieldError {
    FieldError { pointer: pointer.into(), code, detail: detail.into() }
}

impl WeekText {
    fn read(&self, troubles: &mut Troubles) -> Option<Week> {
        if *self == WeekText::default() {
            let nine_to_five: Hours = "09:00-17:00".parse().ok()?;
            return Some(Week::weekdays(&[nine_to_five]));
        }
        let mut day = |name: &str, hours: &[String]| -> Option<Vec<Hours>> {
            let each = hours.iter().enumerate();
            each.map(|(n, text)| troubles.read(&format!("/hours/{name}/{n}"), "hours", text.parse()))
                .collect()
        };
        let read = [
            day("monday", &self.monday),
            day("tuesday", &self.tuesday),
            day("wednesday", &self.wednesday),
            day("thursday", &self.thursday),
            day("friday", &self.friday),
            day("saturday", &self.saturday),
            day("sunday", &self.sunday),
        ];
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = read;
        Some(Week {
            monday: monday?,
            tuesday: tuesday?,
            wednesday: wednesday?,
            thursday: thursday?,
            friday: friday?,
            saturday: saturday?,
            sunday: sunday?,
        })
    }
}

/// How the calendar writes opening hours.
#[derive(Deserialize)]
struct HoursText {
    week: WeekText,
    holidays: Vec<String>,
    region: Option<String>,
    #[serde(default)]
    worked: Vec<String>,
}

impl TryFrom<&Business> for Details {
    type Error = Error;

    /// Settings as a form shows them; what it sends back unchanged is what was kept.
    fn try_from(business: &Business) -> Result<Details> {
        let hours = serde_json::to_value(&business.hours).map_err(kernel::fault)?;
        let hours: HoursText = serde_json::from_value(hours).map_err(kernel::fault)?;
        let quiet = business.quiet_hours.map(|quiet| serde_json::to_value(quiet).map_err(kernel::fault));
        let quiet = quiet.transpose()?.map(|quiet| serde_json::from_value(quiet).map_err(kernel::fault));
        Ok(Details {
            name: business.name.clone(),
            legal_name: business.legal_name.clone(),
            address: business.address.clone(),
            tax_id: business.tax_id.clone(),
            vat_id: business.vat_id.clone(),
            tax_rates: business.tax_rates.clone(),
            iban: business.iban.clone(),
            bic: business.bic.clone(),
            currency: business.currency.code().into(),
            locale: business.locale.clone(),
            zone: business.zone().name().into(),
            hours: hours.week,
            holidays: hours.holidays,
            holiday_region: hours.region,
            worked_holidays: hours.worked,
            quiet_hours: quiet.transpose()?,
            email: business.email.clone(),
            website: business.website.clone(),
            privacy_url: business.privacy_url.clone(),
        })
    }
}
