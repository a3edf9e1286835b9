//! What capture does when it hears of something: the first form of a new business.

use facts::governance::BusinessSetUp;
use kernel::{Business, Owned, Result};
use store::{Consequence, Tx};

use crate::form::Form;
use crate::form::commands::publish;
use crate::form::spec::{Field, FormSpec, Kind, Texts};

/// A business that was just set up has a form at once: without a door nobody can ask.
pub struct FirstForm;

impl Consequence for FirstForm {
    const NAME: &'static str = "capture.first_form";
    type Fact = BusinessSetUp;

    async fn follow(&self, tx: &mut Tx, _: &BusinessSetUp) -> Result<()> {
        let business: Business = tx.setting().await?;
        let spec = contact_form(&business.locale);
        let (form, told) = Form::create(tx.new_id(), "contact".into(), spec, Owned::default(), tx.now())?;
        if tx.add_unless_there(&form).await? {
            tx.tell(told);
            publish(tx, form).await?;
        }
        Ok(())
    }
}

fn texts(en: &str, de: &str) -> Texts {
    [("en", en), ("de", de)].into_iter().map(|(tag, text)| (tag.to_owned(), text.to_owned())).collect()
}

fn contact_form(locale: &str) -> FormSpec {
    let field = |id: &str, kind, required, en: &str, de: &str| Field {
        id: id.into(),
        kind,
        label: texts(en, de),
        help: Texts::new(),
        required,
        options: vec![],
    };
    let german = locale.starts_with("de");
    FormSpec {
        title: if german { "Kontakt" } else { "Contact us" }.into(),
        fields: vec![
            field("name", Kind::Text, true, "Your name", "Ihr Name"),
            field("email", Kind::Email, true, "Email", "E-Mail"),
            field("phone", Kind::Phone, false, "Phone", "Telefon"),
            field("company", Kind::Text, false, "Company", "Firma"),
            field("message", Kind::LongText, true, "What can we do for you?", "Was können wir für Sie tun?"),
        ],
        languages: if german { ["de", "en"] } else { ["en", "de"] }.map(str::to_owned).to_vec(),
        ..FormSpec::default()
    }
}
