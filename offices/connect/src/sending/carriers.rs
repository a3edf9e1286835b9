//! Every carrier of mail by its kind, listed once: for the house, and for a demonstration that writes to nobody.

use std::sync::Arc;

use kernel::Result;
use store::effect::{self, Claimed};
use store::{Rules, Store, Tx};

use super::account::AccountMail;
use super::carrier::{Carries, Mails};
use super::code::CodeMail;
use super::message::MessageMail;
use super::post::Post;
use super::staff::StaffMail;

/// Where carriers are registered.
trait Registers {
    fn put<C: effect::Carrier>(&mut self, kind: &'static str, carrier: C);
}

fn every(registers: &mut impl Registers) {
    let post = Arc::new(Post::default());
    mail::<MessageMail>(registers, &post);
    mail::<AccountMail>(registers, &post);
    mail::<CodeMail>(registers, &post);
    mail::<StaffMail>(registers, &post);
}

fn mail<M: Mails>(registers: &mut impl Registers, post: &Arc<Post>) {
    registers.put(M::KIND, Carries::<M>::by(post));
}

impl Registers for Rules {
    fn put<C: effect::Carrier>(&mut self, kind: &'static str, carrier: C) {
        self.carrier(kind, carrier);
    }
}

/// They reach the mail server of the settings.
pub fn mail_leaves(rules: &mut Rules) {
    every(rules);
}

/// Composed, kept and told as accepted, but handed to nobody.
struct Nowhere<C>(C);

impl<C: effect::Carrier> effect::Carrier for Nowhere<C> {
    async fn carry(&self, _: &Store, _: &Claimed) -> effect::Outcome {
        effect::Outcome::Done("a demonstration: nobody was written to".into())
    }

    async fn settled(&self, tx: &mut Tx, effect: &Claimed, outcome: &effect::Outcome) -> Result<()> {
        self.0.settled(tx, effect, outcome).await
    }
}

struct ToNobody<'r>(&'r mut Rules);

impl Registers for ToNobody<'_> {
    fn put<C: effect::Carrier>(&mut self, kind: &'static str, carrier: C) {
        self.0.carrier(kind, Nowhere(carrier));
    }
}

/// Instead of those that reach a mail server. For `throughline demo` alone, whose customers do not exist.
pub fn mail_goes_nowhere(rules: &mut Rules) {
    every(&mut ToNobody(rules));
}
