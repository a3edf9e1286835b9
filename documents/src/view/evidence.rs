//! The evidence page: who signed, how, when in UTC and on the business's clock, and what is proven by which
//! hash.

use jiff::tz::TimeZone;
use kernel::Timestamp;
use kernel::paper::{Evidence, EvidenceEvent};
use serde_json::{Value as Json, json};

use super::Reader;

/// The box of a drawn signature, and how far a point may stray from it.
const WIDE: i32 = 600;
const HIGH: i32 = 200;

pub fn view(reader: &Reader<'_>, evidence: &Evidence) -> Json {
    let signed = times(evidence.signed_at, &evidence.zone);
    json!({
        "signer": evidence.signer_name,
        "rtl": super::reads_rightwards(&evidence.signer_name),
        "signed_day": signed[1],
        "drawn_svg": drawn(&evidence.strokes),
        "rows": rows(reader, evidence, &signed),
        "consent": evidence.consent.lines().collect::<Vec<_>>(),
        "hashes": hashes(reader, evidence),
        "events": evidence.events.iter().map(|e| event(reader, e, evidence)).collect::<Vec<_>>(),
    })
}

fn rows(reader: &Reader<'_>, evidence: &Evidence, signed: &[String; 2]) -> Vec<[String; 2]> {
    let method = match evidence.method.as_str() {
        known @ ("typed" | "drawn") => reader.label(known).to_owned(),
        other => other.to_owned(),
    };
    let rows = [
        ("signed_by", Some(evidence.signer_name.clone())),
        ("email", Some(evidence.signer_email.clone())),
        ("method", Some(method)),
        ("time", Some(signed[0].clone())),
        ("", Some(signed[1].clone()).filter(|local| *local != signed[0])),
        ("ip", evidence.ip.clone()),
        ("agent", evidence.agent.clone()),
        ("consent_version", Some(evidence.consent_version.clone())),
    ];
    let said = rows.into_iter().filter_map(|(id, text)| Some((id, text.filter(|text| !text.is_empty())?)));
    said.map(|(id, text)| [reader.label(id).to_owned(), text]).collect()
}

fn hashes(reader: &Reader<'_>, evidence: &Evidence) -> Vec<[String; 2]> {
    let proposal = evidence.proposal_sha256.clone().map(|hash| ("proposal_hash", hash));
    let all = proposal.into_iter().chain([("content_hash", evidence.content_sha256.clone())]);
    all.map(|(id, hash)| [reader.label(id).to_owned(), hash]).collect()
}

/// The browser is named where it is not the one that signed.
fn event(reader: &Reader<'_>, event: &EvidenceEvent, evidence: &Evidence) -> Json {
    let agent = event.agent.as_deref().filter(|agent| Some(*agent) != evidence.agent.as_deref());
    let from = [event.who.as_deref(), event.ip.as_deref(), agent];
    let from: Vec<&str> = from.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    json!({ "what": reader.labels.event(&event.what), "at": times(event.at, &evidence.zone), "who": from })
}

/// In UTC, and on the business's clock with its offset, to the second.
fn times(at: Timestamp, zone: &str) -> [String; 2] {
    let utc = at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
    let Ok(zoned) = TimeZone::get(zone) else { return [utc.clone(), utc] };
    if zone == "UTC" {
        return [utc.clone(), utc];
    }
    let local = at.to_zoned(zoned).strftime("%Y-%m-%d %H:%M:%S %:z");
    [utc, format!("{local} ({zone})")]
}

/// Strokes as one SVG, points kept inside the box.
fn drawn(strokes: &[Vec<(i32, i32)>]) -> Option<String> {
    let point = |(x, y): &(i32, i32)| format!("{},{}", (*x).clamp(0, WIDE), (*y).clamp(0, HIGH));
    let line = |stroke: &Vec<(i32, i32)>| {
        let points: Vec<String> = stroke.iter().map(point).collect();
        format!("<polyline points=\"{}\"/>", points.join(" "))
    };
    let lines: String = strokes.iter().filter(|stroke| stroke.len() > 1).map(line).collect();
    (!lines.is_empty()).then(|| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDE} {HIGH}\" width=\"{WIDE}\" \
             height=\"{HIGH}\"><g fill=\"none\" stroke=\"#16324f\" stroke-width=\"4\" \
             stroke-linecap=\"round\" stroke-linejoin=\"round\">{lines}</g></svg>"
        )
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test may fail so
mod tests {
    use super::*;

    #[test]
    fn a_time_stands_in_utc_and_with_its_offset() {
        let at: Timestamp = "2026-07-01T10:00:05Z".parse().unwrap();
        assert_eq!(
            times(at, "Europe/Berlin"),
            ["2026-07-01 10:00:05 UTC", "2026-07-01 12:00:05 +02:00 (Europe/Berlin)"]
        );
        assert_eq!(times(at, "Nowhere/At_all")[1], "2026-07-01 10:00:05 UTC");
    }

    #[test]
    fn a_stroke_stays_in_its_box() {
        let svg = drawn(&[vec![(-5, 10), (9000, 150)], vec![(1, 1)]]).unwrap();
        assert!(svg.contains("points=\"0,10 600,150\""), "{svg}");
        assert_eq!(svg.matches("polyline").count(), 1);
        assert_eq!(drawn(&[]), None);
    }
}
