//! VAT identifiers by the forms the European Commission lists for VIES, and those of the United Kingdom,
//! Norway and Switzerland. Countries without a list here only need letters and digits.

/// `9` a digit, `A` a letter, `X` either; anything else stands for itself.
const FORMS: [(&str, &[&str]); 31] = [
    ("AT", &["U99999999"]),
    ("BE", &["0999999999", "1999999999"]),
    ("BG", &["999999999", "9999999999"]),
    ("CH", &["E999999999", "E999999999MWST", "E999999999TVA", "E999999999IVA"]),
    ("CY", &["99999999A"]),
    ("CZ", &["99999999", "999999999", "9999999999"]),
    ("DE", &["999999999"]),
    ("DK", &["99999999"]),
    ("EE", &["999999999"]),
    ("EL", &["999999999"]),
    ("ES", &["X9999999X"]),
    ("FI", &["99999999"]),
    ("FR", &["XX999999999"]),
    ("GB", &["999999999", "999999999999", "GD999", "HA999"]),
    ("HR", &["99999999999"]),
    ("HU", &["99999999"]),
    ("IE", &["9X99999A", "9999999AA"]),
    ("IT", &["99999999999"]),
    ("LT", &["999999999", "999999999999"]),
    ("LU", &["99999999"]),
    ("LV", &["99999999999"]),
    ("MT", &["99999999"]),
    ("NL", &["999999999B99"]),
    ("NO", &["999999999", "999999999MVA"]),
    ("PL", &["9999999999"]),
    ("PT", &["999999999"]),
    ("RO", &["99", "999", "9999", "99999", "999999", "9999999", "99999999", "999999999", "9999999999"]),
    ("SE", &["999999999999"]),
    ("SI", &["99999999"]),
    ("SK", &["9999999999"]),
    ("XI", &["999999999", "999999999999", "GD999", "HA999"]),
];

/// As it is kept: capitals, no spaces, dots or dashes.
pub fn plain(id: &str) -> String {
    id.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_uppercase()
}

/// Whether a plain identifier fits a business in this country (ISO 3166; Greece writes EL).
pub fn fits(id: &str, country: &str) -> bool {
    let Some((prefix, rest)) = id.split_at_checked(2) else { return false };
    let own = if country == "GR" { "EL" } else { country };
    let listed = |code: &str| FORMS.iter().find(|(known, _)| *known == code).map(|(_, forms)| *forms);
    if listed(own).is_none() && listed(prefix).is_none() {
        return (4..=20).contains(&id.len());
    }
    // A business may be registered for VAT in another member state than its own.
    listed(prefix).is_some_and(|forms| forms.iter().any(|form| has_form(rest, form)))
}

fn has_form(text: &str, form: &str) -> bool {
    let fits = |(c, f): (char, char)| match f {
        '9' => c.is_ascii_digit(),
        'A' => c.is_ascii_uppercase(),
        'X' => c.is_ascii_alphanumeric(),
        other => c == other,
    };
    text.len() == form.len() && text.chars().zip(form.chars()).all(fits)
}
