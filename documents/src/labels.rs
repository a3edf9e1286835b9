//! The words papers are labelled with, in English and German; readers of other languages get the English
//! ones.
//!
//! One table, so that a label missing in a language does not compile. What people wrote is not here.

/// Whose words: English, German.
type Words = [&'static str; 2];

const LANGUAGES: [&str; 2] = ["en", "de"];

const LABELS: [(&str, Words); 75] = [
    ("proposal", ["Proposal", "Angebot"]),
    ("agreement", ["Agreement", "Vertrag"]),
    ("invoice", ["Invoice", "Rechnung"]),
    // A "Gutschrift" is what the buyer writes (§ 14 UStG); this is the seller's correction.
    ("credit_note", ["Credit note", "Rechnungskorrektur"]),
    ("number", ["Number", "Nummer"]),
    ("version", ["Version", "Fassung"]),
    ("date", ["Date", "Datum"]),
    ("delivered", ["Delivered on", "Leistungsdatum"]),
    ("due", ["Due by", "Zahlbar bis"]),
    ("valid_until", ["Valid until", "Gültig bis"]),
    ("reference", ["Reference", "Bezug"]),
    ("your_vat_id", ["Your VAT ID", "Ihre USt-IdNr."]),
    ("corrects", ["Corrects", "Korrigiert"]),
    ("of_day", ["of", "vom"]),
    ("reason", ["Reason", "Grund"]),
    ("item", ["Description", "Beschreibung"]),
    ("quantity", ["Quantity", "Menge"]),
    ("unit_price", ["Unit price", "Einzelpreis"]),
    ("line_discount", ["Discount", "Rabatt"]),
    ("tax", ["VAT", "USt."]),
    ("sales_tax", ["Tax", "Steuer"]),
    ("amount", ["Amount", "Betrag"]),
    ("option_in", ["Option, included", "Option, enthalten"]),
    ("option_out", ["Option, not included", "Option, nicht enthalten"]),
    ("sum", ["Sum", "Zwischensumme"]),
    ("discount", ["Discount", "Rabatt"]),
    ("net", ["Net total", "Nettobetrag"]),
    ("tax_on", ["on", "auf"]),
    ("gross", ["Total", "Gesamtbetrag"]),
    ("credited", ["Total credited", "Korrekturbetrag"]),
    ("net_hint", ["Amounts of the lines are net.", "Die Beträge der Positionen sind netto."]),
    ("plan", ["Payment plan", "Zahlungsplan"]),
    ("milestone", ["Milestone", "Meilenstein"]),
    ("share", ["Share", "Anteil"]),
    ("due_on", ["Due", "Termin"]),
    ("net_amount", ["Amount, net", "Betrag, netto"]),
    ("payment", ["How to pay", "Zahlung"]),
    ("pay_amount", ["Amount", "Betrag"]),
    ("account_name", ["Account holder", "Kontoinhaber"]),
    ("iban", ["IBAN", "IBAN"]),
    ("bic", ["BIC", "BIC"]),
    ("pay_reference", ["Reference", "Verwendungszweck"]),
    ("scan", ["Scan with your banking app", "Mit der Banking-App scannen"]),
    ("qr_alt", ["Payment code with the data beside it", "Zahlungscode mit den Angaben daneben"]),
    ("logo_alt", ["Logo", "Logo"]),
    ("terms", ["Terms", "Bedingungen"]),
    ("contract", ["Contract", "Vertragstext"]),
    ("services", ["Services and prices", "Leistungen und Preise"]),
    ("provider", ["Provider", "Auftragnehmer"]),
    ("client", ["Client", "Auftraggeber"]),
    ("signature", ["Signature", "Unterschrift"]),
    ("signature_alt", ["Drawn signature", "Gezeichnete Unterschrift"]),
    ("place_date", ["Place, date", "Ort, Datum"]),
    ("signed_by", ["Signed by", "Unterschrieben von"]),
    ("signed_at", ["Signed on", "Unterschrieben am"]),
    ("evidence", ["Evidence of the signature", "Nachweis der Unterschrift"]),
    ("email", ["E-mail", "E-Mail"]),
    ("method", ["Method", "Art"]),
    ("typed", ["Name typed in", "Name eingegeben"]),
    ("drawn", ["Signature drawn", "Unterschrift gezeichnet"]),
    ("time", ["Time", "Zeit"]),
    ("ip", ["IP address", "IP-Adresse"]),
    ("agent", ["Browser", "Browser"]),
    ("consent", ["Agreed to", "Zugestimmt"]),
    ("consent_version", ["Version of the text", "Fassung des Textes"]),
    ("proposal_hash", ["SHA-256 of the proposal as shown", "SHA-256 des gezeigten Angebots"]),
    ("content_hash", ["SHA-256 of what was signed", "SHA-256 des Unterschriebenen"]),
    ("events", ["What happened", "Verlauf"]),
    ("event", ["Event", "Ereignis"]),
    ("who", ["Who", "Wer"]),
    ("page", ["Page", "Seite"]),
    ("of", ["of", "von"]),
    ("vat_id", ["VAT ID", "USt-IdNr."]),
    ("tax_id", ["Tax no.", "Steuernr."]),
    ("test", ["TEST", "TEST"]),
];

/// What happened to a document, by the word it is kept under.
const EVENTS: [(&str, Words); 8] = [
    ("sent", ["Sent", "Verschickt"]),
    ("viewed", ["Opened", "Geöffnet"]),
    ("code_sent", ["Code sent", "Code verschickt"]),
    ("code_shown", ["Code shown in person", "Code persönlich gezeigt"]),
    ("code_entered", ["Code entered", "Code eingegeben"]),
    ("consented", ["Agreed to sign electronically", "Elektronischer Unterschrift zugestimmt"]),
    ("accepted", ["Accepted", "Angenommen"]),
    ("signed", ["Signed", "Unterschrieben"]),
];

/// Which column of the tables a reader gets.
#[derive(Debug, Clone, Copy)]
pub struct Labels(usize);

impl Labels {
    /// By BCP 47 tag.
    pub fn of(tag: &str) -> Labels {
        let language = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        Labels(LANGUAGES.iter().position(|known| *known == language).unwrap_or(0))
    }

    pub fn get(self, id: &str) -> &'static str {
        find(&LABELS, id).map_or("", |words| words[self.0])
    }

    /// An event nobody named is shown as it was told.
    pub fn event(self, what: &str) -> String {
        find(&EVENTS, what).map_or_else(|| what.replace('_', " "), |words| words[self.0].to_owned())
    }

    /// All of them, for the templates.
    pub fn all(self) -> serde_json::Map<String, serde_json::Value> {
        LABELS.iter().map(|(id, words)| ((*id).to_owned(), words[self.0].into())).collect()
    }
}

fn find(table: &[(&str, Words)], id: &str) -> Option<Words> {
    table.iter().find(|(known, _)| *known == id).map(|(_, words)| *words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_of_another_language_reads_english() {
        assert_eq!(Labels::of("de-AT").get("invoice"), "Rechnung");
        assert_eq!(Labels::of("fr").get("invoice"), "Invoice");
        assert_eq!(Labels::of("de").event("viewed"), "Geöffnet");
        assert_eq!(Labels::of("en").event("left_the_room"), "left the room");
    }

    #[test]
    fn every_label_has_its_words_once() {
        let ids: std::collections::BTreeSet<_> = LABELS.iter().map(|(id, _)| id).collect();
        assert_eq!(ids.len(), LABELS.len());
        assert!(LABELS.iter().all(|(_, words)| words.iter().all(|word| !word.is_empty())));
    }
}
