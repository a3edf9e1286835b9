//! Seller and buyer as the lines of an address, in the order of the country they live in.

use kernel::Address;
use kernel::paper::{Paper, Party};
use serde_json::{Value as Json, json};

use super::{breakable, country};

pub fn seller(paper: &Paper) -> Json {
    let seller = &paper.seller;
    let lines = postal(&seller.address);
    let sender: Vec<&str> =
        std::iter::once(seller.name.as_str()).chain(lines.iter().map(String::as_str)).collect();
    json!({
        "name": seller.name,
        "lines": lines,
        "country": country::name(&seller.address.country, &paper.language),
        "sender": sender.join(" · "),
        "email": seller.email,
        "website": seller.website.as_deref().map(bare),
        "vat_id": seller.vat_id,
        "tax_id": seller.tax_id,
    })
}

pub fn buyer(paper: &Paper) -> Json {
    let buyer = &paper.buyer;
    json!({
        "name": buyer.name,
        "short": short(&buyer.name),
        "lines": address(paper, buyer),
        "email": buyer.email,
        "vat_id": buyer.vat_id,
        "rtl": super::reads_rightwards(&buyer.name),
    })
}

/// For a running head of one line.
fn short(name: &str) -> String {
    let mut kept: String = name.chars().take(60).collect();
    if kept.len() < name.len() {
        kept = format!("{}…", kept.trim_end());
    }
    kept
}

/// Name, person, street, town, and the country in capitals where it is another one (UPU S42, DIN 5008).
fn address(paper: &Paper, buyer: &Party) -> Vec<String> {
    let mut lines = vec![buyer.name.clone()];
    lines.extend(buyer.contact_name.clone().filter(|name| *name != buyer.name));
    lines.extend(postal(&buyer.address));
    let abroad = !buyer.address.country.eq_ignore_ascii_case(&paper.seller.address.country);
    if abroad && !buyer.address.country.is_empty() {
        lines.push(country::name(&buyer.address.country, &paper.language).to_uppercase());
    }
    lines.iter().map(|line| breakable(line.trim())).filter(|line| !line.is_empty()).collect()
}

/// Street and town, without the country.
fn postal(address: &Address) -> Vec<String> {
    let region = address.region.as_deref().unwrap_or_default();
    let (city, code) = (address.city.as_str(), address.postal_code.as_str());
    let joined =
        |parts: &[&str]| parts.iter().filter(|p| !p.is_empty()).copied().collect::<Vec<_>>().join(" ");
    let town = match address.country.to_ascii_uppercase().as_str() {
        "US" | "CA" | "AU" => vec![comma(city, &joined(&[region, code]))],
        "GB" | "IE" | "IN" | "NZ" => vec![city.to_owned(), region.to_owned(), code.to_owned()],
        _ => vec![comma(&joined(&[code, city]), region)],
    };
    let lines = address.street.lines().map(str::to_owned).chain(town);
    lines.filter(|line| !line.trim().is_empty()).collect()
}

fn comma(first: &str, second: &str) -> String {
    match (first.is_empty(), second.is_empty()) {
        (false, false) => format!("{first}, {second}"),
        _ => format!("{first}{second}"),
    }
}

/// An address of the web without its protocol.
fn bare(url: &str) -> &str {
    url.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(country: &str, region: Option<&str>) -> Vec<String> {
        postal(&Address {
            street: "1 Main St\nSuite 5".into(),
            postal_code: "12345".into(),
            city: "Town".into(),
            region: region.map(str::to_owned),
            country: country.into(),
        })
    }

    #[test]
    fn a_town_is_written_as_its_country_writes_it() {
        assert_eq!(at("DE", None), ["1 Main St", "Suite 5", "12345 Town"]);
        assert_eq!(at("US", Some("NY")), ["1 Main St", "Suite 5", "Town, NY 12345"]);
        assert_eq!(at("GB", None), ["1 Main St", "Suite 5", "Town", "12345"]);
    }
}
