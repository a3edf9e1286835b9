//! What the owner does on the first day: mail, rate card.

use kernel::Result;
use serde_json::{Value as Json, json};

use crate::business::Business;

/// What the business sells: name, unit, price in minor units of euro.
pub const ITEMS: [(&str, &str, i64); 4] = [
    ("Concept and design", "day", 72_000),
    ("Website", "page", 38_000),
    ("Photographs", "half day", 45_000),
    ("Care for a year", "year", 60_000),
];

/// The owner's, printed where the run ends.
pub const EMAIL: &str = "ada@northlight.example";
pub const PASSWORD: &str = "nine lanterns by the canal";

/// What setting up a business takes.
pub fn setup(zone: &str) -> Json {
    let open = json!(["09:00-17:00"]);
    json!({
        "business": {
            "name": "Northlight Studio", "legal_name": "Northlight Studio GmbH", "tax_id": "12/345/67890",
            "address": { "street": "Hauptstr. 1", "postal_code": "10115", "city": "Berlin", "country": "DE" },
            "tax_rates": [{ "name": "Standard", "rate": 1900 }], "currency": "EUR", "locale": "en",
            "iban": "DE89370400440532013000", "zone": zone, "email": "hello@northlight.example",
            "hours": { "monday": open, "tuesday": open, "wednesday": open, "thursday": open, "friday": open },
        },
        "administrator": {
            "name": "Ada Berg", "email": EMAIL, "password": PASSWORD,
        },
    })
}

/// What the owner does before anybody comes.
pub async fn furnish(business: &impl Business) -> Result<()> {
    let mut mail = json!({
        "from_name": "Northlight Studio", "from_address": "hello@northlight.example",
        "reply_to": "ada@northlight.example",
    });
    for (name, value) in business.mail_server().as_object().into_iter().flatten() {
        mail[name] = value.clone();
    }
    business.act("mail.change", mail).await?;
    for (name, unit, minor) in ITEMS {
        let price = json!({ "minor": minor, "currency": "EUR" });
        let item = json!({ "name": name, "unit": unit, "unit_price": price, "rate": 1900 });
        business.act("item.add", item).await?;
    }
    business.act("rate_card.publish", json!({})).await.map(drop)
}
