//! The service a new business begins with, so that the first inquiry already has questions.

use facts::governance::BusinessSetUp;
use kernel::{Business, Owned, Result};
use store::{Consequence, Tx};

use super::{LineState, Question, QuestionKind, Service};

/// On `business.set_up`: one service for whatever is asked, unless there is one already.
pub(crate) struct FirstService;

impl Consequence for FirstService {
    const NAME: &'static str = "crm.first_service";
    type Fact = BusinessSetUp;

    async fn follow(&self, tx: &mut Tx, fact: &BusinessSetUp) -> Result<()> {
        if !super::rows::all(tx, None).await?.is_empty() {
            return Ok(());
        }
        let german = tx.setting::<Business>().await?.locale.starts_with("de");
        let service = Service {
            id: tx.new_id(),
            rv: 1,
            owned: Owned { owner: Some(fact.administrator), team: None },
            name: if german { "Allgemeine Anfrage" } else { "General inquiry" }.into(),
            line: LineState::ALL.to_vec(),
            expected: None,
            questions: questions(german),
            rules: vec![],
            // "Your general inquiry" helps no reader: the texts speak of "your inquiry".
            texts: [("called".to_owned(), String::new())].into(),
            tasks: vec![],
            automatic: false,
            active: true,
        };
        tx.add(&service).await?;
        tx.tell(service.added());
        Ok(())
    }
}

fn questions(german: bool) -> Vec<Question> {
    let texts = match german {
        true => [
            ("need", "Was möchten Sie erreichen?"),
            ("when", "Bis wann soll es so weit sein?"),
            ("budget", "Mit welchem Budget rechnen Sie?"),
            ("decides", "Wer entscheidet darüber mit?"),
        ],
        false => [
            ("need", "What would you like to get done?"),
            ("when", "By when should it be done?"),
            ("budget", "What budget do you have in mind?"),
            ("decides", "Who else takes part in the decision?"),
        ],
    };
    let question = |(id, text): (&str, &str)| Question {
        id: id.into(),
        text: text.into(),
        kind: QuestionKind::Text,
        options: vec![],
        required: ["need", "when"].contains(&id),
    };
    texts.into_iter().map(question).collect()
}
