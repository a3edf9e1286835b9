//! Every room of the house, in the order of the line. The only list of them.

use verbs::Registry;

pub fn registry() -> Registry {
    Registry::default()
        .room::<governance::Governance>()
        .room::<templates::Templates>()
        .room::<capture::Capture>()
        .room::<crm::Crm>()
        .room::<sales::Sales>()
        .room::<delivery::Delivery>()
        .room::<billing::Billing>()
        .room::<cash::Cash>()
        .room::<documents::Documents>()
        .room::<connect::Connect>()
        .room::<automation::Automations>()
        .room::<intelligence::Intelligence>()
        .room::<attention::Attention>()
        .room::<crate::nightly::Nightly>()
}
