//! What can be done with automations: check a text, publish it, choose its mode, switch it, stop them all.

use facts::automation::MasterStopChanged;
use kernel::{AutomationId, Business, Money, Owned, Result, fault};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use store::{Raise, Tx};
use verbs::{Command, Subject, Verb};

use super::overdue::{self, But, Deal};
use super::views::{Changed, ChangedSettings, MasterStop, Problems, Published, Waits};
use super::{Automation, AutomationRefusal, Mode, State, Version, check, name_of, pause, rights, rows};
use crate::calls;
use crate::collision::{self, Reason};
use crate::document;
use crate::draft;
use crate::gate::rule::{STOP, SWITCH};
use crate::settings::Settings;
use crate::ship::{hex, install};
use crate::sight::rows::people_of;
use crate::texts;
use crate::version::{VersionRefusal, review};

/// Check an automation, as a text or as a document; nothing is kept.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckAutomation {
    /// YAML.
    #[serde(default)]
    pub text: Option<String>,
    /// The same as data, instead of the text.
    #[serde(default)]
    pub document: Option<Json>,
}

impl Command for CheckAutomation {
    const VERB: Verb = Verb::post("automation.check", "/automations/check").no_undo("nothing was changed");
    type Answer = Problems;

    async fn act(&self, tx: &mut Tx) -> Result<Problems> {
        let (checked, given) = match (&self.text, &self.document) {
            (Some(text), None) => (check::check(tx, text).await?, text.clone()),
            (None, Some(document)) => {
                let text = serde_saphyr::to_string(document).unwrap_or_default();
                (check::check_document(tx, document).await?, text)
            }
            _ => return Err(AutomationRefusal::OneOf.into()),
        };
        let read = checked.document.as_ref();
        let document = read.map(serde_json::to_value).transpose().map_err(fault)?;
        let review = match read {
            Some(document) => review::needed(tx, document).await?,
            None => vec![],
        };
        Ok(Problems {
            review,
            publishable: checked.plan.is_some(),
            yaml: read.map_or(given, document::Automation::canonical),
            document: document.or_else(|| self.document.clone()),
            problems: checked.problems,
        })
    }
}

/// Publish an automation: a new one begins switched off and in practice, a known one gets a new version.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishAutomation {
    /// Which one is meant, against a slip: the text names it too.
    #[serde(default)]
    pub slug: Option<String>,
    /// It is meant to be a new one: refused where its name is taken, instead of becoming a version of that one.
    #[serde(default)]
    pub new: bool,
    /// YAML.
    pub text: String,
    /// Why each warning is taken: without a reason it is not published.
    #[serde(default)]
    pub reasons: Vec<Reason>,
    /// The draft it was written in: it is gone once this is published.
    #[serde(default)]
    pub draft: Option<draft::Seen>,
}

impl Command for PublishAutomation {
    const VERB: Verb = Verb::post("automation.publish", "/automations")
        .no_undo("publish the text of before as a new version");
    type Answer = Published;

    async fn act(&self, tx: &mut Tx) -> Result<Published> {
        let (plan, warnings) = check::check(tx, &self.text).await?.reasoned(&self.reasons)?;
        let document = plan.document();
        rights::may_let_act(tx, document)?;
        let slug = document.automation.as_str();
        if self.slug.as_deref().is_some_and(|meant| meant != slug) {
            return Err(AutomationRefusal::OtherSlug(slug.into()).into());
        }
        if let Some(written) = &self.draft {
            written.published(tx).await?;
        }
        let (automation, waits) = match rows::by_slug(tx, slug).await? {
            Some(known) if self.new => return Err(AutomationRefusal::NameTaken(known.slug).into()),
            Some(known) => self.again(tx, known, document).await?,
            None => (self.first(tx, document).await?, None),
        };
        let number = waits.as_ref().map_or(automation.version, |waits| waits.version);
        let version = rows::numbered(tx, automation.id, number).await?;
        collision::rows::keep(tx, version.id, &self.reasons).await?;
        Ok(Published { automation: automation.into(), warnings, waits })
    }
}

impl PublishAutomation {
    async fn first(&self, tx: &mut Tx, document: &document::Automation) -> Result<Automation> {
        let slug = document.automation.as_str();
        let automation = Automation {
            id: tx.new_id(),
            rv: 1,
            owned: owned(tx, document).await?,
            slug: slug.into(),
            name: name_of(slug),
            purpose: document.purpose.clone(),
            answers: document.owner.to_string(),
            stand_in: document.stand_in.to_string(),
            mode: Mode::Practice,
            on: false,
            version: 1,
            load_bearing: false,
            retired: false,
        };
        install(tx, automation, document, &self.text).await
    }

    async fn again(
        &self,
        tx: &mut Tx,
        known: Automation,
        document: &document::Automation,
    ) -> Result<(Automation, Option<Waits>)> {
        tx.permit().covers(known.owned)?;
        if known.retired {
            return Err(VersionRefusal::Retired.into());
        }
        let before = rows::numbered(tx, known.id, known.version).await?;
        let sha256 = hex(document.sha256());
        let pins = texts::now(tx, document).await?;
        let same = before.sha256 == sha256 && before.text == self.text;
        if same && texts::rows::pins(tx, before.id).await? == pins {
            return Err(AutomationRefusal::Same(before.number).into());
        }
        let owned = owned(tx, document).await?;
        let reasons = match known.mode {
            Mode::Practice => vec![],
            Mode::ApproveEach | Mode::Automatic => review::needed(tx, document).await?,
        };
        let next = Version {
            state: if reasons.is_empty() { State::Published } else { State::Review },
            reviewed_by: None,
            reviewed_at: None,
            id: tx.new_id(),
            rv: 1,
            owned,
            automation: known.id,
            number: rows::last_number(tx, known.id).await? + 1,
            text: self.text.clone(),
            sha256,
            published_at: tx.now(),
            published_by: tx.permit().user(),
        };
        tx.add(&next).await?;
        texts::rows::pin(tx, next.id, &pins).await?;
        calls::rows::note(tx, next.id, &calls::named(document)).await?;
        if !reasons.is_empty() {
            tx.tell(next.submitted());
            return Ok((known, Some(Waits { version: next.number, sha256: next.sha256, reasons })));
        }
        let after = known.clone().publish(&next, document, owned);
        let kept = tx.keep_and_tell(&known, after, next.published()).await?;
        for key in [format!("enrol {}", known.id), format!("broken {}", known.id)] {
            tx.settle_exception(&key, "a new version was published").await?;
        }
        Ok((kept, None))
    }
}

/// Whoever answers for it from now on; whoever publishes, where its document names nobody who is active.
async fn owned(tx: &mut Tx, document: &document::Automation) -> Result<Owned> {
    let (owner, stand_in) = (document.owner.to_string(), document.stand_in.to_string());
    let user = tx.permit().user();
    let people = people_of(tx, user, (&owner, &stand_in)).await?;
    Ok(Owned { owner: people.rights.or(user), team: None })
}

/// Choose how far an automation may go: practice, approve each, automatic. Runs under way keep theirs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetMode {
    pub automation: AutomationId,
    pub mode: Mode,
}

impl Command for SetMode {
    const VERB: Verb =
        Verb::post("automation.set_mode", "/automations/{automation}/mode").undo("automation.set_mode");
    type Answer = Changed;

    fn subject(&self) -> Subject {
        self.automation.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Changed> {
        let before = rows::load(tx, self.automation).await?;
        if self.mode != Mode::Practice {
            may_act(tx, &before).await?;
        }
        let (after, told) = before.clone().set_mode(self.mode);
        let kept = tx.keep_and_tell(&before, after, told).await?;
        Ok(changed(kept, &before))
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        let was = &answer["was_mode"];
        (*was != json!(self.mode)).then(|| json!({ "automation": self.automation, "mode": was }))
    }
}

/// What acts does nothing that whoever lets it act may not do; what leaves practice may have to be read by a second
/// person first.
async fn may_act(tx: &mut Tx, automation: &Automation) -> Result<()> {
    let version = rows::numbered(tx, automation.id, automation.version).await?;
    let Ok(plan) = crate::office::plan(tx, version.id).await? else { return Ok(()) };
    rights::may_let_act(tx, plan.document())?;
    if automation.mode != Mode::Practice {
        return Ok(());
    }
    let reasons = review::needed(tx, plan.document()).await?;
    if reasons.is_empty() || version.reviewed_by.is_some() {
        return Ok(());
    }
    Err(VersionRefusal::NeedsReview(reasons.join(" and "), version.number).into())
}

/// Change what the business decides about all its automations.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeSettings {
    /// At most so many messages of inquiry or marketing from all automations to one contact on one of their days.
    #[serde(default)]
    pub messages_a_day: Option<u16>,
    /// When a second person has to read a version before it acts. Less of it holds once two people chose it, where
    /// there are two.
    #[serde(default)]
    pub four_eyes: Option<review::FourEyes>,
    /// What an hour of hand work costs, in minor units of the currency of the business; 0: nobody says.
    #[serde(default)]
    pub hour_minor: Option<i64>,
}

impl Command for ChangeSettings {
    const VERB: Verb =
        Verb::patch("automation.change_settings", "/automations/settings").undo("automation.change_settings");
    type Answer = ChangedSettings;

    async fn act(&self, tx: &mut Tx) -> Result<ChangedSettings> {
        let before = tx.setting::<Settings>().await?;
        if self.messages_a_day == Some(0) {
            let why = "with none a day nothing ever leaves; stop the automations instead";
            return Err(kernel::Error::field("/messages_a_day", "automation.no_messages", why));
        }
        let (four_eyes, fewer_eyes) = match self.four_eyes {
            Some(wanted) => review::chosen(tx, &before, wanted).await?,
            None => (before.four_eyes, before.fewer_eyes),
        };
        let messages_a_day = self.messages_a_day.map_or(before.messages_a_day, i64::from);
        let hour_cost = match self.hour_minor {
            Some(minor) => hour_cost(tx, minor).await?,
            None => before.hour_cost,
        };
        let after = Settings { messages_a_day, four_eyes, fewer_eyes, hour_cost, ..before.clone() };
        tx.keep_setting(&after).await?;
        Ok(ChangedSettings { settings: after.into(), was: before.into() })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        let kept = ["messages_a_day", "four_eyes"];
        let mut was: Map<String, Json> =
            kept.map(|name| (name.to_owned(), answer["was"][name].clone())).into_iter().collect();
        let cost = |of: &Json| of["hour_cost"]["minor"].as_i64().unwrap_or(0);
        was.insert("hour_minor".into(), cost(&answer["was"]).into());
        let same = kept.iter().all(|name| answer["was"][name] == answer[name]);
        (!same || answer["was"]["hour_cost"] != answer["hour_cost"]).then_some(Json::Object(was))
    }
}

/// An hour of hand work at this cost; nothing where it is 0.
async fn hour_cost(tx: &mut Tx, minor: i64) -> Result<Option<Money>> {
    if !(0..=MOST_AN_HOUR).contains(&minor) {
        let why =
            "an hour costs nothing less than zero, and no more than a million; write what you reckon with";
        return Err(kernel::Error::field("/hour_minor", "automation.hour_cost", why));
    }
    let currency = tx.setting::<Business>().await?.currency;
    Ok((minor > 0).then(|| Money::new(minor, currency)))
}

/// In minor units: far above any wage, and far below where sums overflow.
const MOST_AN_HOUR: i64 = 100_000_000;

fn changed(kept: Automation, before: &Automation) -> Changed {
    Changed { automation: kept.into(), was_mode: before.mode, was_on: before.on }
}

/// Switch an automation on or off. Off: nobody is enrolled, runs under way stand still until it is on again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SwitchAutomation {
    pub automation: AutomationId,
    pub on: bool,
}

impl Command for SwitchAutomation {
    const VERB: Verb =
        Verb::post("automation.switch", "/automations/{automation}/switch").undo("automation.switch");
    type Answer = Changed;

    fn subject(&self) -> Subject {
        self.automation.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Changed> {
        let before = rows::load(tx, self.automation).await?;
        pause::over(tx, self.automation, self.on).await?;
        let (after, told) = before.clone().switch(self.on);
        let kept = tx.keep_and_tell(&before, after, told).await?;
        if before.load_bearing && before.on != self.on {
            load_bearing(tx, &kept).await?;
        }
        if self.on {
            tx.release_held_effects(SWITCH).await?;
        }
        Ok(changed(kept, &before))
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        let was = &answer["was_on"];
        (*was != json!(self.on)).then(|| json!({ "automation": self.automation, "on": was }))
    }
}

/// The line depends on it: whoever answers for it hears that it is off, until it is on again.
async fn load_bearing(tx: &mut Tx, automation: &Automation) -> Result<()> {
    let key = format!("load-bearing {}", automation.id);
    if automation.on {
        return tx.settle_exception(&key, "it is on again").await.map(drop);
    }
    let body = json!({ "automation": automation.id, "on": true });
    tx.raise(Raise {
        key,
        code: "automation.load_bearing_off",
        title: format!("{} is switched off", automation.name),
        detail: format!("{} Until it is on again, somebody has to do this by hand.", automation.purpose),
        owner: automation.owned.owner,
        subject: Some(automation.id.into()),
        fix: Some(json!({ "verb": "automation.switch", "body": body, "label": "Switch on" })),
        ..Raise::default()
    })
    .await
}

/// Stop everything automatic: facts still enrol, nothing moves and nothing leaves until it goes on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StopAll {}

impl Command for StopAll {
    const VERB: Verb = Verb::post("automation.stop_all", "/automations/stop").undo("automation.go_on");
    type Answer = MasterStop;

    async fn act(&self, tx: &mut Tx) -> Result<MasterStop> {
        master_stop(tx, true).await
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        (answer["changed"] == true).then(|| json!({}))
    }
}

/// Let everything automatic go on after a stop, and say what shall become of what fell due meanwhile.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GoOn {
    /// Of every automation: `send` where nothing is said.
    #[serde(default)]
    pub overdue: Deal,
    /// Over how many hours it is spread; 4 where nothing is said, 72 at most.
    #[serde(default)]
    pub over_hours: Option<u32>,
    /// Otherwise for these.
    #[serde(default)]
    pub but: Vec<But>,
}

impl Command for GoOn {
    const VERB: Verb = Verb::post("automation.go_on", "/automations/go-on").undo("automation.stop_all");
    type Answer = MasterStop;

    async fn act(&self, tx: &mut Tx) -> Result<MasterStop> {
        overdue::decide(tx, self.overdue, self.over_hours, &self.but).await?;
        master_stop(tx, false).await
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        (answer["changed"] == true).then(|| json!({}))
    }
}

async fn master_stop(tx: &mut Tx, stopped: bool) -> Result<MasterStop> {
    let before = tx.setting::<Settings>().await?;
    let changed = before.stopped != stopped;
    if changed {
        tx.keep_setting(&Settings { stopped, ..before }).await?;
        tx.tell(MasterStopChanged { on: stopped });
    }
    if !stopped {
        tx.release_held_effects(STOP).await?;
    }
    Ok(MasterStop { stopped, changed })
}
