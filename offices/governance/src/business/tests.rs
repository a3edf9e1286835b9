//! Proofs: the forms of banks, taxes and addresses, by table and by chance.

use super::{bank, check, vat};

#[test]
fn an_iban_has_its_countrys_length_and_check_digits() {
    let good = [
        "DE89370400440532013000",
        "GB29NWBK60161331926819",
        "NO9386011117947",
        "FR1420041010050500013M02606",
        "MT84MALT011000012345MTLCAST001S",
        "BE68539007547034",
    ];
    for iban in good {
        assert!(bank::is_iban(iban), "{iban}");
        assert!(!bank::is_iban(&iban.replace('0', "1")), "{iban}");
        assert!(!bank::is_iban(&format!("{iban}0")), "{iban}");
    }
    for bad in ["", "DE", "DE00", "XX89370400440532013000", "DE8937040044053201300Ä"] {
        assert!(!bank::is_iban(bad), "{bad}");
    }
    assert_eq!(bank::plain("de89 3704\u{a0}0044"), "DE8937040044");
}

proptest::proptest! {
    /// ISO 7064 finds every single wrong digit and every swap of neighbours.
    #[test]
    fn a_wrong_digit_or_a_swap_in_an_iban_is_found(at in 4usize..22, digit in 0u8..10) {
        let right = "DE89370400440532013000";
        let mut wrong: Vec<u8> = right.bytes().collect();
        wrong[at] = b'0' + digit;
        let text = String::from_utf8(wrong.clone()).unwrap();
        proptest::prop_assert_eq!(bank::is_iban(&text), text == right);
        let mut swapped: Vec<u8> = right.bytes().collect();
        swapped.swap(at, at - 1);
        let text = String::from_utf8(swapped).unwrap();
        proptest::prop_assert_eq!(bank::is_iban(&text), text == right);
    }

    #[test]
    fn nothing_typed_breaks_a_check(text in ".{0,40}") {
        let _ = (bank::is_iban(&text), bank::is_bic(&text), vat::fits(&text, "DE"));
        let _ = (check::email("/e", &text), check::url("/u", &text), check::locale("/l", &text));
    }
}

#[test]
fn a_bic_names_bank_country_and_place() {
    for good in ["COBADEFF", "COBADEFFXXX", "BELADEBEXXX"] {
        assert!(bank::is_bic(good), "{good}");
    }
    for bad in ["", "COBADEF", "COBAXXFF", "COBADEFFXX", "C0BADEFF", "cobadeff"] {
        assert!(!bank::is_bic(bad), "{bad}");
    }
}

#[test]
fn a_vat_id_has_the_form_of_its_country() {
    let table = [
        ("DE123456789", "DE", true),
        ("DE12345678", "DE", false),
        ("123456789", "DE", false),
        ("ATU12345678", "AT", true),
        ("EL123456789", "GR", true),
        ("GR123456789", "GR", false),
        ("NL123456789B01", "NL", true),
        ("FRXX123456789", "FR", true),
        ("ATU12345678", "DE", true),
        ("CHE123456789MWST", "CH", true),
        ("", "DE", false),
        ("12-3456789", "US", true),
    ];
    for (id, country, fits) in table {
        assert_eq!(vat::fits(id, country), fits, "{id} {country}");
    }
    assert_eq!(vat::plain("de 123.456-789"), "DE123456789");
}

#[test]
fn an_address_a_language_and_a_link_are_recognised() {
    let email = |text| check::email("/e", text).is_none();
    assert!(email("ada@ours.test") && email("ada+x@sub.ours.test"));
    for bad in ["", "ada", "ada@", "ada@localhost", "Ada <ada@ours.test>", "ada@[127.0.0.1]", "a b@ours.test"]
    {
        assert!(!email(bad), "{bad}");
    }
    let locale = |text| check::locale("/l", text).is_none();
    assert!(locale("en") && locale("de-AT") && locale("zh-Hant-TW") && locale("es-419"));
    for bad in ["", "english", "EN", "en_GB", "en-gb", "en-GB-x"] {
        assert!(!locale(bad), "{bad}");
    }
    let url = |text| check::url("/u", text).is_none();
    assert!(url("https://ours.test") && url("http://ours.test/a?b#c"));
    for bad in
        ["", "ours.test", "javascript:alert(1)", "https://", "https://a@b.test", "https://ours.test/ x"]
    {
        assert!(!url(bad), "{bad}");
    }
}
