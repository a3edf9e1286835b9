//! Capture: how the world reaches us. Nouns: form, intake, consent.
//!
//! Laws: what was received is kept as it came, before anybody judges it; accepted means durable; a person's no
//! outlives every yes. Mailboxes, chat, booking and pages come as doors of their own into the same intake.

pub mod consent;
pub mod form;
pub mod intake;
mod reactions;

use std::sync::LazyLock;

use verbs::{Registry, Room, Words};

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[("en", include_str!("../lang/en.ftl")), ("de", include_str!("../lang/de.ftl"))])
});

/// What strangers read, in their language.
fn say(language: &str, id: &str, values: &[(&str, &str)]) -> String {
    WORDS.say(language, id, values)
}

pub struct Capture;

impl Room for Capture {
    fn register(house: &mut Registry) {
        forms(house);
        intakes(house);
        consents(house);
        let rules = house.rules();
        rules.migration("capture/0001_form", include_str!("../migrations/0001_form.sql"));
        rules.migration("capture/0002_intake", include_str!("../migrations/0002_intake.sql"));
        rules.migration("capture/0003_consent", include_str!("../migrations/0003_consent.sql"));
        rules.migration("capture/0004_received", include_str!("../migrations/0004_received.sql"));
        rules.migration(
            "capture/0005_consent_language",
            include_str!("../migrations/0005_consent_language.sql"),
        );
        rules.window(include_str!("../windows/capture_consent_window.sql"));
        rules.window(include_str!("../windows/capture_form_window.sql"));
        rules.window(include_str!("../windows/capture_intake_window.sql"));
        rules.window(include_str!("../windows/capture_open.sql"));
        rules.window(include_str!("../windows/capture_next.sql"));
        rules.consequence(reactions::FirstForm);
    }
}

fn forms(house: &mut Registry) {
    use form::{commands, doors, views};
    house.command::<commands::CreateForm>();
    house.command::<commands::ChangeForm>();
    house.command::<commands::PublishForm>();
    house.command::<commands::CloseForm>();
    house.command::<commands::ReopenForm>();
    house.query::<views::ReadForm>();
    house.query::<views::ListForms>();
    house.query::<views::ShowForm>();
    house.door::<doors::ShowPage>();
    house.door::<doors::SendPage>();
    house.door::<doors::ShowFrame>();
    house.door::<doors::SendFrame>();
    house.rules().noun::<form::Form>();
    house.rules().noun::<form::FormVersion>();
}

fn intakes(house: &mut Registry) {
    use intake::{commands, quick_add, submit, views};
    house.command::<submit::SubmitForm>();
    house.command::<quick_add::QuickAdd>();
    house.command::<commands::ReleaseIntake>();
    house.command::<commands::ReplayIntake>();
    house.command::<commands::DismissIntake>();
    house.command::<commands::ParkIntake>();
    house.query::<views::ReadIntake>();
    house.query::<views::ListIntakes>();
    house.rules().noun::<intake::Intake>();
}

fn consents(house: &mut Registry) {
    use consent::{commands, doors, gate};
    house.command::<commands::RecordConsent>();
    house.command::<commands::ChoosePreferences>();
    house.query::<commands::ReadConsents>();
    house.query::<commands::ShowPreferences>();
    house.door::<doors::ShowPreferencePage>();
    house.door::<doors::ChoosePreferencePage>();
    house.door::<doors::ShowOneClick>();
    house.door::<doors::OneClick>();
    house.rules().noun::<consent::Consent>();
    house.rules().gate("mail", gate::ConsentGate);
}
