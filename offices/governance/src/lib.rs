//! Governance: who may come in, what they may do, and what the business says of itself.
//!
//! Nouns: user, team, token, view. Laws: nobody acts without a role's grant or a link; there is always one
//! administrator; passwords, sessions and tokens are kept as hashes only. Not here: credentials elsewhere.

pub mod business;
pub mod door;
pub mod link;
pub mod password;
mod patch;
pub mod policy;
mod present;
pub mod session;
pub mod setup;
pub mod team;
pub mod token;
pub mod user;
pub mod view;
mod worker;

use verbs::{Registry, Room};

pub struct Governance;

impl Room for Governance {
    fn register(house: &mut Registry) {
        user_verbs(house);
        own_verbs(house);
        business_verbs(house);
        house.door::<business::logo::ShowLogo>();
        house.worker::<worker::Housekeeping>();
        house.worker::<worker::Forgetting>();
        let keeper = door::Keeper::default();
        keeper.hear(house.rules());
        house.keep_door(keeper);
        keep(house.rules());
    }
}

fn user_verbs(house: &mut Registry) {
    house.command::<user::commands::InviteUser>();
    house.command::<user::commands::ChangeUser>();
    house.command::<user::commands::DeactivateUser>();
    house.command::<user::commands::ReactivateUser>();
    house.command::<user::entrance::ResetPassword>();
    house.command::<user::entrance::AcceptInvitation>();
    house.command::<user::entrance::RequestReset>();
    house.command::<user::entrance::ChoosePassword>();
    house.query::<user::views::ListUsers>();
    house.query::<user::views::ReadUser>();
    house.command::<team::commands::AddTeam>();
    house.command::<team::commands::RenameTeam>();
    house.query::<team::views::ListTeams>();
}

fn own_verbs(house: &mut Registry) {
    house.query::<user::own::Me>();
    house.command::<user::own::ChangeOwn>();
    house.command::<user::absence::ChangeOwnAbsence>();
    house.command::<user::absence::ChangeAbsence>();
    house.query::<user::absence::ListAbsences>();
    house.command::<password::change::ChangePassword>();
    house.command::<session::commands::SignIn>();
    house.command::<session::commands::SignOut>();
    house.command::<session::commands::EndSession>();
    house.query::<session::views::ListSessions>();
    house.command::<token::commands::IssueToken>();
    house.command::<token::commands::RevokeToken>();
    house.query::<token::views::ListTokens>();
    house.query::<view::queries::ListViews>();
    house.command::<view::commands::SaveView>();
    house.command::<view::commands::RenameView>();
    house.command::<view::commands::ShareView>();
    house.command::<view::commands::RemoveView>();
}

fn business_verbs(house: &mut Registry) {
    house.query::<setup::State>();
    house.command::<setup::SetUp>();
    house.query::<business::settings::ReadBusiness>();
    house.command::<business::settings::ChangeBusiness>();
    house.query::<business::public::PublicHolidays>();
    house.query::<business::limits::ReadLimits>();
    house.command::<business::limits::ChangeLimits>();
    house.query::<business::settings::ReadNumbers>();
    house.command::<business::settings::ChangeNumbers>();
    house.query::<business::settings::ReadLine>();
    house.command::<business::settings::ChangeLine>();
    house.command::<business::logo::ChangeLogo>();
}

fn keep(rules: &mut store::Rules) {
    rules.noun::<team::Team>();
    rules.noun::<user::User>();
    rules.noun::<token::Token>();
    rules.noun::<view::View>();
    rules.bookkeeping(&[
        "governance_password",
        "governance_entrance",
        "governance_forgotten",
        "governance_session",
        "governance_attempt",
        "governance_token_key",
        "governance_view_choice",
    ]);
    rules.migration("governance/0001_user", include_str!("../migrations/0001_user.sql"));
    rules.migration("governance/0002_session", include_str!("../migrations/0002_session.sql"));
    rules.migration("governance/0003_token", include_str!("../migrations/0003_token.sql"));
    rules.migration("governance/0004_phone", include_str!("../migrations/0004_phone.sql"));
    rules.migration("governance/0005_view", include_str!("../migrations/0005_view.sql"));
    rules.window(include_str!("../windows/governance_user_window.sql"));
    rules.window(include_str!("../windows/governance_team_window.sql"));
    rules.provide(policy::Policy::readers());
}
