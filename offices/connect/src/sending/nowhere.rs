//! Mail of a demonstration: composed, kept and told as accepted, but handed to nobody; its customers do not exist.

use std::sync::Arc;

use kernel::Result;
use store::effect::{self, Claimed};
use store::{Rules, Store, Tx};

use super::account::AccountMail;
use super::code::CodeMail;
use super::message::MessageMail;
use super::post::Post;

struct Nowhere<C>(C);

impl<C: effect::Carrier> effect::Carrier for Nowhere<C> {
    async fn carry(&self, _: &Store, _: &Claimed) -> effect::Outcome {
        effect::Outcome::Done("a demonstration: nobody was written to".into())
    }

    async fn settled(&self, tx: &mut Tx, effect: &Claimed, outcome: &effect::Outcome) -> Result<()> {
        self.0.settled(tx, effect, outcome).await
    }
}

/// Instead of the carriers that reach a mail server. For `throughline demo` alone.
pub fn mail_goes_nowhere(rules: &mut Rules) {
    let post = Arc::new(Post::default());
    rules.carrier("mail", Nowhere(MessageMail(post.clone())));
    rules.carrier("account_mail", Nowhere(AccountMail(post.clone())));
    rules.carrier("code_mail", Nowhere(CodeMail(post)));
}
