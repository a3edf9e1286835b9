//! A letter another room wants written: composed and queued in the transaction that tells it, or all of it is
//! refused.
//!
//! It belongs to the business itself, so no quiet hour and no limit of a day holds it back. Where a run asked for it,
//! the master stop and the quota of its automation do; and what is not owed, such as a reminder, ends with the run.

use facts::crm::LetterWanted;
use kernel::paper::Document;
use kernel::text::Values;
use kernel::{AgreementId, Id, Result, fault};
use store::{Consequence, Tx};

use super::rows::known::Reader;
use super::wish::Letter;
use super::{Class, sending};

/// On `letter.wanted`.
pub(crate) struct WriteLetter;

impl Consequence for WriteLetter {
    const NAME: &'static str = "crm.write_letter";
    type Fact = LetterWanted;

    async fn follow(&self, tx: &mut Tx, fact: &LetterWanted) -> Result<()> {
        let document =
            |word: &String| Document::from_word(word).ok_or_else(|| fault(format!("no paper is a `{word}`")));
        let wish = sending::Wish {
            about: Some(fact.about),
            attach: fact.attach.iter().map(document).collect::<Result<_>>()?,
            template: Some(fact.template.clone()),
            words: fact.words.clone().filter(|words| !words.trim().is_empty()),
            class: Some(Class::Transactional),
            letter: Some(match fact.owed {
                true => Letter::Owed,
                false => Letter::Asks,
            }),
            ..sending::Wish::to(fact.contact)
        };
        sending::send(tx, &wish).await.map(drop)
    }
}

/// The reader; but a letter about an agreement goes to whoever signs it, for that person is owed the copy.
pub(super) fn addressee(
    wish: &sending::Wish,
    reader: &Reader,
    known: &Values,
) -> (Option<String>, Option<String>) {
    let of_agreement =
        wish.letter.is_some() && wish.about.is_some_and(|about| about.kind == AgreementId::PREFIX);
    match known.get("agreement.signer_email").filter(|_| of_agreement) {
        Some(email) => (known.get("agreement.signer_name").cloned(), Some(email.clone())),
        None => (reader.name.clone(), reader.email.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_copy_of_an_agreement_goes_to_whoever_signed_it() {
        let contact = kernel::ContactId::from_bytes([1; 16]);
        let about = Some(AgreementId::from_bytes([2; 16]).into());
        let letter = sending::Wish { about, letter: Some(Letter::Owed), ..sending::Wish::to(contact) };
        let reader = Reader { email: Some("maria@x.test".into()), ..Reader::default() };
        let signer = ("agreement.signer_email".to_owned(), "boss@x.test".to_owned());
        let known = Values::from([signer]);
        let to = |wish: &sending::Wish, known: &Values| addressee(wish, &reader, known).1.unwrap();
        assert_eq!(to(&letter, &known), "boss@x.test");
        assert_eq!(to(&letter, &Values::new()), "maria@x.test");
        assert_eq!(to(&sending::Wish { letter: None, ..letter.clone() }, &known), "maria@x.test");
    }
}
