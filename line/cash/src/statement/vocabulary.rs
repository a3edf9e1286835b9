//! How banks call their columns, in English and German, folded to lower-case letters and digits.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    BookedOn,
    Amount,
    Credit,
    Debit,
    Direction,
    Payer,
    Iban,
    Text,
    Currency,
}

/// The best name of each role first; a heading that begins with one of them has that role.
const NAMES: [(Role, &[&str]); 9] = [
    (
        Role::BookedOn,
        &[
            "buchungstag",
            "buchungsdatum",
            "buchung",
            "bookingdate",
            "transactiondate",
            "posteddate",
            "postingdate",
            "dateofbooking",
            "completeddate",
            "datecompleted",
            "entrydate",
            "datum",
            "date",
            "valutadatum",
            "valuta",
            "wertstellung",
            "valuedate",
        ],
    ),
    (
        Role::Credit,
        &[
            "haben",
            "credit",
            "gutschrift",
            "paidin",
            "moneyin",
            "einzahlung",
            "eingang",
            "deposit",
            "habenbetrag",
        ],
    ),
    (
        Role::Debit,
        &[
            "soll",
            "debit",
            "debitamount",
            "lastschriftbetrag",
            "belastung",
            "paidout",
            "moneyout",
            "auszahlung",
            "ausgang",
            "withdrawal",
            "sollbetrag",
        ],
    ),
    (Role::Amount, &["betrag", "amount", "umsatzin", "umsatz", "transactionamount", "nettobetrag", "value"]),
    (
        Role::Direction,
        &["sollhaben", "shkennzeichen", "sollhabenkennzeichen", "creditdebit", "debitcredit", "drcr", "crdr"],
    ),
    (
        Role::Payer,
        &[
            "zahlungspflichtige",
            "beguenstigterzahlungspflichtiger",
            "namezahlungsbeteiligter",
            "auftraggeberempfanger",
            "auftraggeberbegunstigter",
            "begunstigterauftraggeber",
            "begunstigter",
            "beguenstigter",
            "auftraggeber",
            "partnername",
            "counterpartyname",
            "counterparty",
            "gegenpartei",
            "nameoftheotherparty",
            "payername",
            "payer",
            "empfangername",
            "empfanger",
            "payee",
            "beneficiary",
            "name",
        ],
    ),
    (
        Role::Iban,
        &[
            "kontonummeriban",
            "ibanzahlungsbeteiligter",
            "partneriban",
            "counterpartyiban",
            "gegenkonto",
            "ibandeszahlungspflichtigen",
            "ibanauftraggeber",
            "iban",
            "kontonummer",
            "partneraccount",
            "counterpartyaccount",
            "accountnumber",
        ],
    ),
    (
        Role::Text,
        &[
            "verwendungszweck",
            "paymentreference",
            "remittance",
            "zahlungsreferenz",
            "transactiondescription",
            "description",
            "beschreibung",
            "memo",
            "narrative",
            "purpose",
            "details",
            "mitteilung",
            "reference",
            "referenz",
            "buchungstext",
            "text",
            "vorgang",
        ],
    ),
    (Role::Currency, &["wahrung", "waehrung", "currency", "whg"]),
];

/// Headings that look like ours but speak of our own account, a balance or a fee.
const NOT_THEIRS: [&str; 15] = [
    "ibanauftragskonto",
    "bezeichnungauftragskonto",
    "auftragskonto",
    "saldo",
    "balance",
    "originalamount",
    "originalcurrency",
    "exchange",
    "accountname",
    "kontostand",
    "glaubiger",
    "ursprung",
    "betragderbelastung",
    "umsatzart",
    "umsatztyp",
];

const OUR_ACCOUNT: [&str; 5] =
    ["ibanauftragskonto", "auftragskonto", "ibankontoinhaber", "owniban", "accountiban"];

const OUT: [&str; 12] = [
    "s",
    "soll",
    "d",
    "dr",
    "debit",
    "dbit",
    "out",
    "lastschrift",
    "belastung",
    "ausgang",
    "withdrawal",
    "sent",
];
const IN: [&str; 12] = [
    "h",
    "haben",
    "c",
    "cr",
    "credit",
    "crdt",
    "in",
    "gutschrift",
    "eingang",
    "deposit",
    "received",
    "payment",
];

/// Whether a column holds the IBAN of our own account.
pub fn is_our_account(heading: &str) -> bool {
    OUR_ACCOUNT.contains(&folded(heading).as_str())
}

/// Lower-case letters and digits without accents: `Währung (€)` is `wahrung`.
pub fn folded(heading: &str) -> String {
    let folded = deunicode::deunicode(heading).to_lowercase();
    let bare = folded.split(['(', '[']).next().unwrap_or_default();
    bare.chars().filter(|c| c.is_ascii_alphanumeric()).collect()
}

/// What a heading names and how surely: the lower the number, the surer.
pub fn role(heading: &str) -> Vec<(Role, usize)> {
    let folded = folded(heading);
    if folded.is_empty() || NOT_THEIRS.iter().any(|own| folded.starts_with(own)) {
        return vec![];
    }
    let found = NAMES.iter().filter_map(|(role, names)| {
        let at = names.iter().position(|name| folded == *name || begins(&folded, name))?;
        let exact = names.iter().position(|name| folded == *name);
        Some((*role, exact.unwrap_or(at + 100)))
    });
    found.collect()
}

/// Short words such as `name` or `value` count only whole.
fn begins(folded: &str, name: &str) -> bool {
    name.len() > 5 && folded.starts_with(name)
}

/// Whether a direction column says the money went out; `None` where it says neither.
pub fn goes_out(text: &str) -> Option<bool> {
    let word = folded(text);
    let word = word.as_str();
    match (OUT.contains(&word) || text.trim() == "-", IN.contains(&word) || text.trim() == "+") {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}
