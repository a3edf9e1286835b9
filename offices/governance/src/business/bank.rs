//! Account numbers: IBAN by ISO 13616 (length by country, check digits by ISO 7064 mod 97-10), BIC by
//! ISO 9362.

/// Characters of an IBAN by country, from the IBAN registry.
const LENGTHS: &str = "\
    AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 \
    EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 \
    IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 \
    NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 \
    SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";

/// As it is kept: capitals, no spaces.
pub fn plain(number: &str) -> String {
    number.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase()
}

/// Whether a plain IBAN has its country's length and right check digits.
pub fn is_iban(iban: &str) -> bool {
    let sound = iban.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let long = |country: &str| LENGTHS.split(' ').find_map(|known| known.strip_prefix(country)?.parse().ok());
    sound && iban.len() > 4 && long(&iban[..2]) == Some(iban.len()) && mod_97(iban) == Some(1)
}

/// The first four characters go to the end, letters count from ten (ISO 13616).
fn mod_97(iban: &str) -> Option<u32> {
    let turned = iban[4..].chars().chain(iban[..4].chars());
    turned.map(|c| c.to_digit(36)).try_fold(0, |rest, digit| {
        let digit = digit?;
        Some((if digit > 9 { rest * 100 } else { rest * 10 } + digit) % 97)
    })
}

/// Four letters, two of the country, two signs of the place, perhaps three of the branch.
pub fn is_bic(bic: &str) -> bool {
    let letters = |part: &str| part.bytes().all(|b| b.is_ascii_uppercase());
    let signs = |part: &str| part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    matches!(bic.len(), 8 | 11)
        && bic.is_ascii()
        && letters(&bic[..6])
        && signs(&bic[6..])
        && super::country::is_country(&bic[4..6])
}
