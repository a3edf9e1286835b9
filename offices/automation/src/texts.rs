//! The texts an automation sends: found and judged when it is published, pinned by their hash, sent as pinned.
//!
//! Invariant: what a published step names is what its runs send, whatever is approved later; a text that needs
//! consent is sent by nothing that would not end with it. Deliberately not here: whether this person agreed, which
//! is asked when the message leaves.

pub mod commands;
pub mod rows;

use condition::Said;
use kernel::Business;
use kernel::Result;
use store::Tx;

use crate::collision::Collision;
use crate::document::{Act, Arg, Automation, Cel, Do, On};
use crate::office::catalogue::MESSAGES;
use crate::plan::Severity;
use rows::Text;

/// The argument that says which versions a message is sent in: hash by language.
pub const PINNED: &str = "pinned";

/// The codes of a run's trouble with the words of a message: somebody has to mend the text or the record.
pub const WORDLESS: [&str; 3] = ["message.no_template", "message.text_retired", "message.missing_fields"];

/// The facts by which somebody allows news, and takes it back.
const CONSENTS: [&str; 2] = ["consent.given", "consent.withdrawn"];

/// What an expression may ask of any fact, beside the fields of its kind.
const OF_EVERY_FACT: [&str; 4] = ["kind", "at", "on", "contact"];

/// What answers an inquiry at once is owed to whoever asked, so it leaves as transactional.
const ACKNOWLEDGEMENT: &str = "acknowledgement";

/// A step that names a text by a literal, as it is written: `slug`, `slug@3` or `slug@` and the hash's beginning.
struct Named<'a> {
    step: usize,
    doing: &'a Do,
    text: &'a str,
}

fn messages(document: &Automation) -> Vec<(usize, &Do)> {
    let steps = document.every_step().into_iter().enumerate();
    let doing = steps.filter_map(|(at, step)| match &step.act {
        Act::Do(doing) => Some((at, doing)),
        _ => None,
    });
    doing.filter(|(_, doing)| MESSAGES.contains(&doing.verb.as_str())).collect()
}

fn literal<'a>(doing: &'a Do, name: &str) -> Option<&'a str> {
    match doing.with.get(name) {
        Some(Arg::Literal(value)) => value.as_str(),
        _ => None,
    }
}

fn named(document: &Automation) -> Vec<Named<'_>> {
    let of = |(step, doing)| literal(doing, "template").map(|text| Named { step, doing, text });
    messages(document).into_iter().filter_map(of).collect()
}

/// `slug@3` is the slug and what is wanted of its versions.
pub fn parts(text: &str) -> (&str, Option<&str>) {
    match text.split_once('@') {
        Some((slug, wanted)) => (slug, Some(wanted)),
        None => (text, None),
    }
}

/// What a publisher has to know about the texts the document names: all of it stops publishing.
pub async fn problems(tx: &mut Tx, document: &Automation) -> Result<Vec<Collision>> {
    let languages = spoken(&tx.setting::<Business>().await?.locale);
    let mut found = vec![];
    found.extend(messages(document).into_iter().flat_map(|(step, doing)| computed(step, doing)));
    for named in named(document) {
        let texts = rows::of_slug(tx, parts(named.text).0).await?;
        found.extend(judged(&named, &texts, &languages));
        if is_marketing(&named, &texts) && !ends_with_consent(document) {
            found.push(no_consent(&named));
        }
    }
    let own = messages(document).into_iter().filter(|(_, doing)| !doing.with.contains_key("template"));
    for (step, doing) in own.filter(|(_, doing)| literal(doing, "class") == Some("marketing")) {
        if !ends_with_consent(document) {
            found.push(no_consent(&Named { step, doing, text: "its own words" }));
        }
    }
    Ok(found)
}

/// What is only known as it is sent is judged by nobody before, and pinned to no version.
fn computed(step: usize, doing: &Do) -> Option<Collision> {
    let is_computed = |name: &&str| doing.with.get(*name).is_some_and(|arg| !matches!(arg, Arg::Literal(_)));
    let name = ["template", "class"].into_iter().find(is_computed)?;
    let why = format!("`{name}` is computed, so nobody can check before what would be sent");
    let fix = format!("write the `{name}` out; where it depends, `branch` to a step for each");
    Some(Named { step, doing, text: "" }.found("automation.computed_text", why, &fix))
}

/// The languages of whoever's own is not known.
fn spoken(locale: &str) -> Vec<String> {
    let short = locale.split(['-', '_']).next().unwrap_or(locale);
    let mut all = vec![locale.to_owned(), short.to_owned(), "en".to_owned()];
    all.dedup();
    all
}

fn judged(named: &Named<'_>, texts: &[Text], languages: &[String]) -> Option<Collision> {
    let (slug, wanted) = parts(named.text);
    let usable: Vec<&Text> = texts.iter().filter(|text| text.is_meant(wanted)).collect();
    if texts.iter().all(|text| !text.was_approved()) {
        let why = format!("no approved text is called `{slug}`");
        return Some(named.found("automation.no_text", why, "approve one under Templates, or name another"));
    }
    if usable.is_empty() && texts.iter().all(|text| !text.is_usable()) {
        let fix = "name another text, or approve a version of it again under Templates";
        return Some(named.found("automation.text_retired", format!("the text `{slug}` is retired"), fix));
    }
    if usable.is_empty() {
        let why = format!("`{slug}` has no version `{}` that may be sent", wanted.unwrap_or_default());
        return Some(named.found(
            "automation.no_text_version",
            why,
            "name the text alone to send what is approved",
        ));
    }
    if !usable.iter().any(|text| languages.contains(&text.language)) {
        let why =
            format!("`{slug}` is not approved in {}, for whoever's language is not known", languages[0]);
        return Some(named.found("automation.text_language", why, "approve the text in that language too"));
    }
    let own = usable.iter().map(|text| text.class.as_str()).max_by_key(|class| weight(class))?;
    let weaker = literal(named.doing, "class").filter(|class| weight(class) < weight(own));
    weaker.filter(|_| slug != ACKNOWLEDGEMENT || own == "marketing").map(|class| {
        let why = match own {
            "marketing" => {
                format!("`{slug}` goes only to those who agreed, and the step sends it as {class}")
            }
            _ => {
                format!("`{slug}` is a text of class {own}, and the step sends it past its limits as {class}")
            }
        };
        named.found("automation.text_class", why, &format!("leave `class` out, or write `class: {own}`"))
    })
}

/// The more is asked before it leaves, the more a class weighs.
fn weight(class: &str) -> u8 {
    match class {
        "marketing" => 2,
        "inquiry" => 1,
        _ => 0,
    }
}

fn is_marketing(named: &Named<'_>, texts: &[Text]) -> bool {
    let wanted = parts(named.text).1;
    literal(named.doing, "class") == Some("marketing")
        || texts.iter().any(|text| text.is_meant(wanted) && text.class == "marketing")
}

/// It sends marketing, and nothing that is owed to anybody.
pub async fn only_advertises(tx: &mut Tx, document: &Automation) -> Result<bool> {
    let mut advertises = false;
    for (_, doing) in messages(document) {
        match class(tx, doing).await?.as_str() {
            "marketing" => advertises = true,
            "inquiry" => {}
            _ => return Ok(false),
        }
    }
    Ok(advertises)
}

/// What a message is sent as: what its step says, else what its text is for.
async fn class(tx: &mut Tx, doing: &Do) -> Result<String> {
    if doing.with.contains_key("class") {
        return Ok(literal(doing, "class").unwrap_or("transactional").to_owned());
    }
    let Some(text) = literal(doing, "template") else { return Ok("transactional".into()) };
    let (slug, wanted) = parts(text);
    let texts = rows::of_slug(tx, slug).await?;
    let meant = texts.iter().find(|text| text.is_meant(wanted)).or(texts.first());
    Ok(meant.map_or_else(|| "transactional".into(), |text| text.class.clone()))
}

/// It begins with a consent to news, or is over as soon as one is taken back.
fn ends_with_consent(document: &Automation) -> bool {
    let begins = match &document.trigger.on {
        On::Fact(facts) => {
            let given = facts.kinds().iter().all(|kind| kind.as_str() == CONSENTS[0]);
            given && document.trigger.when.as_ref().is_some_and(only_news)
        }
        _ => false,
    };
    let stops = [&document.goal, &document.exit_when].into_iter().flatten();
    let mut withdrawn = stops.filter(|stop| stop.facts.iter().any(|kind| kind.as_str() == CONSENTS[1]));
    begins || withdrawn.any(|stop| stop.when.as_ref().is_none_or(always_of_news))
}

/// It cannot be true of another purpose: whoever agreed to follow-ups has not agreed to news.
fn only_news(when: &Cel) -> bool {
    of_news(&|path| lacks(CONSENTS[0], path)).is_implied_by(&when.cel)
}

/// It is true of news whatever else holds: a no to news ends it in any case.
fn always_of_news(when: &Cel) -> bool {
    of_news(&|path| lacks(CONSENTS[1], path)).is_enough_for(&when.cel)
}

fn of_news<'a>(lacks: &'a dyn Fn(&str) -> bool) -> Said<'a> {
    Said { path: "fact.purpose", text: "news", lacks }
}

/// Whether no fact of this kind has the field: facts of other kinds in the same list do.
fn lacks(kind: &str, path: &str) -> bool {
    let Some(field) = path.strip_prefix("fact.").filter(|field| !OF_EVERY_FACT.contains(field)) else {
        return false;
    };
    let of_kind = facts::catalogue().into_iter().find(|info| info.kind == kind);
    of_kind.is_some_and(|info| info.fields.iter().all(|has| has.name != field))
}

fn no_consent(named: &Named<'_>) -> Collision {
    let why = format!(
        "`{}` goes only to those who agreed to news, and the automation goes on when they take that back",
        named.text
    );
    let fix = "add `consent.withdrawn` to the facts of `exit_when`, or start it with `consent.given` when \
               `fact.purpose == \"news\"`";
    named.found("automation.no_consent_check", why, fix)
}

impl Named<'_> {
    fn found(&self, code: &'static str, why: String, fix: &str) -> Collision {
        Collision {
            code,
            severity: Severity::Error,
            step: Some(self.step),
            field: "with",
            why,
            fix: fix.to_owned(),
            other: None,
        }
    }
}

/// Everything the document would be pinned to if it were published now: the version of each text in each language.
pub async fn now(tx: &mut Tx, document: &Automation) -> Result<Vec<rows::Pin>> {
    let mut found: Vec<rows::Pin> = vec![];
    for Named { text, .. } in named(document) {
        if found.iter().any(|pin| pin.named == text) {
            continue;
        }
        let (slug, wanted) = parts(text);
        let texts = rows::of_slug(tx, slug).await?;
        let newest = |text: &&Text| text.is_meant(wanted);
        found.extend(texts.iter().filter(newest).map(|one| one.pin(text, slug)));
    }
    Ok(found)
}
