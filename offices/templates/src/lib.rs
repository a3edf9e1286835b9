//! Templates: the governed texts of messages and documents, in every language the business writes.
//!
//! Laws: what leaves the house comes from a version that was approved and is not retired; such a version never
//! changes again; at most one version of a template is approved. Not here: filling a message with a customer's
//! values (crm does), its look as a mail (connect), which version an automation sends (automation).

pub mod fields;
mod shipped;
pub mod template;
#[cfg(test)]
mod tests;

use verbs::{Registry, Room};

pub struct Templates;

impl Room for Templates {
    fn register(house: &mut Registry) {
        house.command::<template::commands::DraftTemplate>();
        house.command::<template::review::SubmitTemplate>();
        house.command::<template::review::ReturnTemplate>();
        house.command::<template::commands::ApproveTemplate>();
        house.command::<template::commands::RetireTemplate>();
        house.query::<template::queries::ListTemplates>();
        house.query::<template::queries::ReadTemplate>();
        house.query::<template::preview::PreviewTemplate>();
        house.query::<template::queries::ListFields>();
        house.query::<template::settings::ReadTemplateSettings>();
        house.command::<template::settings::ChangeTemplateSettings>();
        house.worker::<shipped::ShipNew>();
        let rules = house.rules();
        rules.noun::<template::Template>();
        rules.noun::<template::Version>();
        rules.consequence(shipped::ShipTexts);
        rules.migration("templates/0001_template", include_str!("../migrations/0001_template.sql"));
        rules.migration("templates/0002_document", include_str!("../migrations/0002_document.sql"));
        rules.migration("templates/0003_review", include_str!("../migrations/0003_review.sql"));
        rules.window(include_str!("../windows/templates_text.sql"));
    }
}
