//! Files as banks write them: guessed, read, and refused where they are not whole.
#![allow(clippy::unwrap_used)] // a test may fail so

use kernel::{Currency, Date, Money};

use super::cells::{amount, day};
use super::decode::{Encoding, decode};
use super::file::{Opened, open};
use super::mapping::{DateFormat, DecimalMark, Mapping};
use super::reading::{LineError, ReadLine};
use super::*;

fn opened(text: &str) -> Opened {
    open((text.to_owned(), Encoding::Utf8), None, None, Currency::EUR).unwrap()
}

/// Guessed and read without an error.
fn read(text: &str) -> (Mapping, Vec<ReadLine>) {
    let opened = opened(text);
    let reading = opened.read();
    assert_eq!(reading.errors, [], "{:?}", opened.mapping);
    (opened.mapping, reading.lines)
}

fn wrong(text: &str) -> Vec<LineError> {
    opened(text).read().errors
}

/// Day, cents, payer, account, words.
fn short(line: &ReadLine) -> (String, i64, &str, &str, &str) {
    (line.booked_on.to_string(), line.amount.minor, &line.payer, &line.iban, &line.text)
}

#[test]
fn a_savings_bank_writes_semicolons_commas_and_two_digit_years() {
    let (mapping, lines) = read(
        "\"Auftragskonto\";\"Buchungstag\";\"Valutadatum\";\"Buchungstext\";\"Verwendungszweck\";\
         \"Beguenstigter/Zahlungspflichtiger\";\"Kontonummer/IBAN\";\"BIC (SWIFT-Code)\";\"Betrag\";\
         \"Waehrung\";\"Info\"\n\
         \"DE00\";\"02.02.26\";\"03.02.26\";\"GUTSCHR. UEBERWEISUNG\";\"RE 0042; danke\";\"Müller GmbH\";\
         \"DE02120300000000202051\";\"BYLADEM1001\";\"1.190,00\";\"EUR\";\"Umsatz gebucht\"\n",
    );
    assert_eq!((mapping.delimiter, mapping.header_line, mapping.decimal_mark), (';', 1, DecimalMark::Comma));
    assert_eq!(
        short(&lines[0]),
        ("2026-02-02".into(), 119_000, "Müller GmbH", "DE02120300000000202051", "RE 0042; danke")
    );
}

#[test]
fn lines_above_the_headings_and_a_balance_below_the_bookings_are_left_out() {
    let (mapping, lines) = read(
        "\u{feff}\"Girokonto\";\"DE00 1203\"\n\"Kontostand vom 02.02.2026:\";\"1.000,00 EUR\"\n\"\"\n\
         \"Buchungsdatum\";\"Wertstellung\";\"Status\";\"Zahlungspflichtige*r\";\"Zahlungsempfänger*in\";\
         \"Verwendungszweck\";\"Umsatztyp\";\"IBAN\";\"Betrag (€)\";\"Gläubiger-ID\"\n\
         \"02.02.26\";\"02.02.26\";\"Gebucht\";\"Maria\";\"Wir\";\"A-1\";\"Eingang\";\"DE02\";\"10,5\";\"\"\n\
         \"Endsaldo\";\"1.010,50\"\n",
    );
    assert_eq!((mapping.header_line, mapping.footer_lines), (4, 1));
    assert_eq!(short(&lines[0]), ("2026-02-02".into(), 1_050, "Maria", "DE02", "A-1"));
}

#[test]
fn two_currency_columns_and_no_quotes_are_read() {
    let (mapping, lines) = read(
        "Umsatzanzeige;Datei erstellt am: 02.02.2026\n\nIBAN;DE00\n\n\
         Buchung;Wertstellungsdatum;Auftraggeber/Empfänger;Buchungstext;Verwendungszweck;\
         Saldo;Währung;Betrag;Währung\n\
         02.02.2026;02.02.2026;Maria;Gutschrift;A-1;1.234,56;EUR;-12,00;EUR\n",
    );
    assert_eq!((mapping.columns.currency, mapping.columns.amount), (Some(8), Some(7)));
    assert_eq!(short(&lines[0]), ("2026-02-02".into(), -1_200, "Maria", "", "A-1"));
}

#[test]
fn banks_in_english_are_read_by_their_own_headings() {
    let (mapping, lines) = read(
        "\"Booking Date\",\"Value Date\",\"Partner Name\",\"Partner Iban\",Type,\"Payment Reference\",\
         \"Account Name\",\
         \"Amount (EUR)\",\"Original Amount\",\"Original Currency\"\n\
         2026-02-02,2026-02-03,\"Kern, Otto\",DE02,Income,INV-7,Main,1500.00,,\n",
    );
    assert_eq!((mapping.delimiter, mapping.date_format), (',', DateFormat::YearMonthDay));
    assert_eq!(short(&lines[0]), ("2026-02-02".into(), 150_000, "Kern, Otto", "DE02", "INV-7"));
    let (mapping, lines) = read(
        "Details,Posting Date,Description,Amount,Type,Balance\n\
         CREDIT,01/31/2026,\"ACME, INV-7\",\"1,500.00\",ACH_CREDIT,2000.00\n\
         DEBIT,02/03/2026,Rent,-900.00,CHECK,1100.00\n",
    );
    assert_eq!(mapping.date_format, DateFormat::MonthDayYear);
    assert_eq!(short(&lines[1]), ("2026-02-03".into(), -90_000, "", "", "Rent"));
}

#[test]
fn money_in_and_money_out_may_have_a_column_each() {
    let (mapping, lines) = read(
        "Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,Debit Amount,\
         Credit Amount,Balance\n03/02/2026,FPI,'11-11-11,123,INV-7 MARIA,,120.00,500.00\n\
         03/02/2026,DD,'11-11-11,123,RENT,20.00,,480.00\n\
         31/01/2026,FPI,'11-11-11,123,A,0.00,5,485\n",
    );
    assert_eq!(
        (mapping.columns.amount, mapping.columns.debit, mapping.columns.credit),
        (None, Some(5), Some(6))
    );
    assert_eq!(lines.iter().map(|line| line.amount.minor).collect::<Vec<_>>(), [12_000, -2_000, 500]);
    let errors = wrong("Datum;Text;Soll;Haben\n02.02.2026;a;1,00;2,00\n02.02.2026;b;;\n");
    let said: Vec<&str> = errors.iter().map(|error| error.detail.as_str()).collect();
    assert_eq!(said, ["both columns have an amount", "neither column has an amount"]);
}

#[test]
fn a_letter_may_say_the_direction() {
    let (_, lines) = read("Datum;Text;Betrag;Soll/Haben\n02.02.2026;a;1,00;S\n02.02.2026;b;2,00;H\n");
    assert_eq!(lines.iter().map(|line| line.amount.minor).collect::<Vec<_>>(), [-100, 200]);
}

#[test]
fn a_file_without_headings_is_guessed_by_what_stands_in_it() {
    let (mapping, lines) = read("2026-02-02\t10.00\tMaria INV-7 thank you\n2026-02-03\t-5.50\tRent\n");
    assert_eq!((mapping.delimiter, mapping.header_line), ('\t', 0));
    assert_eq!(short(&lines[1]), ("2026-02-03".into(), -550, "", "", "Rent"));
}

#[test]
fn every_bad_line_is_named_with_its_column() {
    let errors = wrong(
        "Datum;Text;Betrag;Währung\n02.02.2026;a;1,00;EUR\n2.30.2026;b;1,00;EUR\n\n02.02.2026;c;x;EUR\n\
         02.02.2026;d;1,00\n02.02.2026;e;1,00;USD\n02.02.2026;f;1,00;EUR;what\n",
    );
    let said: Vec<(u64, Option<&str>)> =
        errors.iter().map(|error| (error.line, error.column.as_deref())).collect();
    assert_eq!(said, [(3, Some("Datum")), (5, Some("Betrag")), (6, None), (7, Some("Währung")), (8, None)]);
    let both = wrong("Datum;Text;Betrag\n02.02.2026;a;1,00\n32.02.2026;b;1O,00\n");
    assert_eq!(both.iter().map(|error| error.line).collect::<Vec<_>>(), [3, 3], "each wrong cell of a line");
    assert_eq!(wrong("Datum;Text;Betrag\n").len(), 1, "a file without a booking is not imported");
}

#[test]
fn a_file_that_was_cut_off_is_no_file_with_a_footer() {
    for cut in ["02.0", "02.02.2026;b", "02.02.2026;b;1,0;", "\"02.02.2026;b;1,00\n"] {
        let errors = wrong(&format!("Datum;Text;Betrag;Info\n02.02.2026;a;1,00;x\n{cut}"));
        let complete = cut == "02.02.2026;b;1,0;";
        assert_eq!(errors.len(), usize::from(!complete), "{cut}");
    }
    assert_eq!(wrong("Datum;Text;Betrag\n02.02.2026;a;1,00\nEndsaldo;1,00\n"), []);
}

#[test]
fn a_cell_over_two_lines_keeps_the_line_numbers_right() {
    let errors = wrong("Datum;Text;Betrag\n02.02.2026;\"one\ntwo\";1,00\n02.02.2026;x;y\n");
    assert_eq!(errors[0].line, 4);
}

#[test]
fn encodings_are_told_apart() {
    let umlaut = "Größe";
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(umlaut.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(decode(umlaut.as_bytes()), (umlaut.into(), Encoding::Utf8));
    assert_eq!(decode(&utf16), (umlaut.into(), Encoding::Utf16));
    assert_eq!(decode(b"Gr\xf6\xdfe \x80"), ("Größe €".into(), Encoding::Windows1252));
}

#[test]
fn amounts_are_read_as_banks_write_them_and_never_guessed() {
    let read = |text: &str, mark| amount(text, mark, Currency::EUR).map(|money: Money| money.minor);
    let comma = [
        ("1.234,56", 123_456),
        ("-0,07", -7),
        ("12,00-", -1_200),
        ("+5", 500),
        ("1 234,5 EUR", 123_450),
        ("−3,00 €", -300),
        ("7,100", 710),
        ("1'000,00", 100_000),
    ];
    for (text, minor) in comma {
        assert_eq!(read(text, DecimalMark::Comma), Some(minor), "{text}");
    }
    let point = [("1,234.56", 123_456), ("(12.00)", -1_200), ("$1,000", 100_000), (".5", 0)];
    for (text, minor) in point {
        assert_eq!(read(text, DecimalMark::Point), Some(minor).filter(|_| text != ".5"), "{text}");
    }
    for text in ["", "x", "1,2,3", "1.23,4.5", "12,345", "1.2345,00", "--1", "(-1,00)", "1e3"] {
        assert_eq!(read(text, DecimalMark::Comma), None, "{text}");
    }
    assert_eq!(amount("1000", DecimalMark::Point, Currency::JPY).unwrap().minor, 1_000);
}

#[test]
fn days_are_read_in_the_order_said() {
    let date = |text: &str, format| day(text, format).map(|day: Date| day.to_string());
    let ok = Some("2026-02-03".to_owned());
    assert_eq!(date("03.02.2026", DateFormat::DayMonthYear), ok);
    assert_eq!(date("3/2/26", DateFormat::DayMonthYear), ok);
    assert_eq!(date("02/03/2026", DateFormat::MonthDayYear), ok);
    assert_eq!(date("2026-02-03 10:11:12", DateFormat::YearMonthDay), ok);
    assert_eq!(date("2026-02-03T10:11:12Z", DateFormat::YearMonthDay), ok);
    assert_eq!(date("20260203", DateFormat::YearMonthDay), ok);
    for text in ["", "31.02.2026", "3.2", "03.02.226", "a.b.c", "03.02.2026.1"] {
        assert_eq!(date(text, DateFormat::DayMonthYear), None, "{text}");
    }
}

#[test]
fn what_came_in_and_what_went_out_is_summed_apart() {
    let eur = |minor| Money::new(minor, Currency::EUR);
    assert_eq!(booked([eur(5), eur(-3), eur(2), eur(0)]).unwrap(), [eur(7), eur(-3)]);
}

#[test]
fn equal_lines_of_a_file_have_fingerprints_of_their_own() {
    let (_, lines) = read("Datum;Text;Betrag\n02.02.2026;A  b;1,00\n02.02.2026;a B;1,00\n");
    let prints = fingerprint::of_all(&[1; 32], "Main", &lines);
    assert_ne!(prints[0], prints[1]);
    assert_eq!(
        prints[0],
        fingerprint::of_all(&[1; 32], "Main", &lines[1..])[0],
        "case and spaces do not matter"
    );
    assert_ne!(prints[0], fingerprint::of_all(&[1; 32], "Other", &lines)[0]);
}
