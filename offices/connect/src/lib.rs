//! Connect: protocols and credentials of the outside world. What a message means is for capture and crm.
//!
//! Laws: an effect that may not leave waits where everybody sees it; an address that bounced gets no more
//! mail; a password is kept and never shown.

mod echo;
pub mod http;
pub mod line;
pub mod mail;
pub mod mail_out;
pub mod outbox;
pub mod reactions;
mod said;
mod scope;
pub mod sending;
pub mod sms;
pub mod suppression;
mod words;

use verbs::{Registry, Room};

use sending::{gate::MailGate, watch::MailWatch};

pub struct Connect;

impl Room for Connect {
    fn register(house: &mut Registry) {
        house.query::<mail::views::ReadMail>();
        house.query::<mail::views::ReadRecords>();
        house.command::<mail::commands::ChangeMail>();
        house.command::<mail::test::TestMail>();
        house.command::<mail::show::ShowMail>();
        house.command::<mail::show::TryMail>();
        house.command::<mail::dkim::MakeDkim>();
        house.command::<mail::dkim::SignWithDkim>();
        house.command::<mail::lookup::LookUpRecords>();
        house.query::<suppression::views::ListSuppressions>();
        house.command::<suppression::commands::AddSuppression>();
        house.command::<suppression::commands::LiftSuppression>();
        house.command::<suppression::commands::RestoreSuppression>();
        house.query::<outbox::views::ListOutbox>();
        house.command::<outbox::commands::ReleaseMail>();
        house.command::<outbox::commands::CancelMail>();
        house.command::<outbox::commands::ConfirmMail>();
        house.command::<http::call::CallHttp>();
        house.command::<http::commands::AddConnection>();
        house.command::<http::commands::ChangeConnection>();
        house.command::<http::remove::RemoveConnection>();
        house.command::<http::remove::RestoreConnection>();
        house.command::<http::test::TestConnection>();
        house.query::<http::views::ListConnections>();
        house.query::<sms::views::ReadGateway>();
        house.command::<sms::commands::ChangeGateway>();
        house.command::<sms::test::TestGateway>();
        house.worker::<MailWatch>();
        house.worker::<http::forget::ForgetOldCalls>();
        rules(house.rules());
    }
}

fn rules(rules: &mut store::Rules) {
    rules.noun::<suppression::Suppression>();
    rules.noun::<http::Connection>();
    rules.noun::<sms::Gateway>();
    rules.bookkeeping(&[
        "connect_try",
        "connect_line",
        "connect_http_call",
        "connect_circuit",
        "connect_pace",
        "connect_handed",
    ]);
    rules.consequence(reactions::MailFromBusiness);
    rules.consequence(http::forget::ForgetCalls);
    rules.gate("mail", MailGate);
    rules.gate("account_mail", MailGate);
    rules.gate("code_mail", MailGate);
    rules.gate("staff_mail", MailGate);
    rules.gate("report_mail", MailGate);
    sending::carriers::mail_leaves(rules);
    rules.gate("http", http::circuit::HttpGate);
    rules.carrier("http", http::carry::HttpCarrier::default());
    rules.gate("staff_sms", sms::carry::SmsGate);
    rules.carrier("staff_sms", sms::carry::StaffSms::default());
    rules.migration("connect/0001_mail", include_str!("../migrations/0001_mail.sql"));
    rules.migration("connect/0002_http", include_str!("../migrations/0002_http.sql"));
    rules.migration("connect/0003_whom", include_str!("../migrations/0003_whom.sql"));
    rules.migration("connect/0004_pace", include_str!("../migrations/0004_pace.sql"));
    rules.migration("connect/0006_sms", include_str!("../migrations/0006_sms.sql"));
    rules.window(include_str!("../windows/connect_sms_window.sql"));
    rules.migration("connect/0005_mail_pace", include_str!("../migrations/0005_mail_pace.sql"));
    rules.migration("connect/0007_failing", include_str!("../migrations/0007_failing.sql"));
    rules.window(include_str!("../windows/connect_http_window.sql"));
}
