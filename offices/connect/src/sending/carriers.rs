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
use super::report::ReportMail;
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
    mail::<ReportMail>(registers, &post);
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

/// Stands where the mail server is: says what became of each mail. For a demonstration, and for proofs.
pub trait Plays: Send + Sync + 'static {
    fn carry(&self, store: &Store, effect: &Claimed) -> impl Future<Output = effect::Outcome> + Send;
}

/// Kept and told like any mail, but handed to whoever plays the mail server.
struct Played<C, P>(C, Arc<P>);

impl<C: effect::Carrier, P: Plays> effect::Carrier for Played<C, P> {
    async fn carry(&self, store: &Store, effect: &Claimed) -> effect::Outcome {
        self.1.carry(store, effect).await
    }

    async fn settled(&self, tx: &mut Tx, effect: &Claimed, outcome: &effect::Outcome) -> Result<()> {
        self.0.settled(tx, effect, outcome).await
    }
}

struct To<'r, P>(&'r mut Rules, Arc<P>);

impl<P: Plays> Registers for To<'_, P> {
    fn put<C: effect::Carrier>(&mut self, kind: &'static str, carrier: C) {
        self.0.carrier(kind, Played(carrier, self.1.clone()));
    }
}

/// Instead of those that reach a mail server: they ask `player`.
pub fn mail_is_played(rules: &mut Rules, player: Arc<impl Plays>) {
    every(&mut To(rules, player));
}

struct Nobody;

impl Plays for Nobody {
    async fn carry(&self, _: &Store, _: &Claimed) -> effect::Outcome {
        effect::Outcome::Done("a demonstration: nobody was written to".into())
    }
}

/// Instead of those that reach a mail server. For `throughline demo` alone, whose customers do not exist.
pub fn mail_goes_nowhere(rules: &mut Rules) {
    mail_is_played(rules, Arc::new(Nobody));
}
