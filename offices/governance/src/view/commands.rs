//! Saving, renaming, sharing and removing views. One's own are everybody's to keep; those everybody sees need the
//! permission `view.share`.

use kernel::{Error, Owned, Result, UserId, ViewId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Verb};

use super::queries::{SavedView, seen};
use super::{Choices, MOST, View, ViewRefusal, ViewedList, rows};

const SHARE: &str = "view.share";
const LONGEST_NAME: usize = 60;
/// Of one filter: an id, a state, the words of a search.
const LONGEST_CHOICE: usize = 300;
const MOST_CHOICES: usize = 20;

/// Save how you look at a list. A view of that name is there already: it takes these filters instead.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveView {
    pub list: ViewedList,
    pub name: String,
    /// The filters, the search and the order, as the address of the list carries them.
    pub query: Choices,
    /// For everybody, which needs the permission `view.share`; else for yourself.
    #[serde(default)]
    pub shared: bool,
}

/// A view that was saved.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ViewKept {
    #[serde(flatten)]
    pub view: SavedView,
    /// It was there before, and has other filters now.
    pub replaced: bool,
}

impl Command for SaveView {
    const VERB: Verb = Verb::post("view.save", "/views").signed_in().undo("view.remove");
    type Answer = ViewKept;

    async fn act(&self, tx: &mut Tx) -> Result<ViewKept> {
        let user = me(tx)?;
        let name = named(&self.name)?;
        chosen(&self.query)?;
        if self.shared {
            may_share(tx)?;
        }
        let shelf = shelf(tx, self.list, self.shared, user).await?;
        let known = shelf.iter().find(|view| view.is_called(&name)).cloned();
        let replaced = known.is_some();
        let view = match known {
            Some(known) => self.again(tx, known, user).await?,
            None if shelf.len() >= MOST => return Err(ViewRefusal::Full.into()),
            None => self.anew(tx, name, user).await?,
        };
        rows::choose(tx, view.id, &self.query).await?;
        Ok(ViewKept { view: SavedView::of(view, self.query.clone()), replaced })
    }

    /// What took the place of other filters cannot bring them back.
    fn undo_body(&self, answer: &Json) -> Option<Json> {
        (answer["replaced"] == false).then(|| json!({ "view": answer["id"] }))
    }
}

impl SaveView {
    async fn anew(&self, tx: &mut Tx, name: String, user: UserId) -> Result<View> {
        let view = View {
            id: tx.new_id(),
            rv: 1,
            owned: Owned { owner: Some(user), team: None },
            list: self.list,
            name,
            shared: self.shared,
            saved_at: tx.now(),
        };
        tx.add(&view).await?;
        tx.tell(view.saved(user));
        Ok(view)
    }

    async fn again(&self, tx: &mut Tx, known: View, user: UserId) -> Result<View> {
        let after = View { saved_at: tx.now(), ..known.clone() };
        let told = known.changed(user);
        tx.keep_and_tell(&known, after, told).await
    }
}

/// Give a saved view another name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RenameView {
    pub view: ViewId,
    pub name: String,
}

/// A view under its new name.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ViewRenamed {
    #[serde(flatten)]
    pub view: SavedView,
    /// What it was called before.
    pub was: String,
}

impl Command for RenameView {
    const VERB: Verb = Verb::patch("view.rename", "/views/{view}").signed_in().undo("view.rename");
    type Answer = ViewRenamed;

    async fn act(&self, tx: &mut Tx) -> Result<ViewRenamed> {
        let user = me(tx)?;
        let name = named(&self.name)?;
        let (view, query) = mine_to_change(tx, self.view, user).await?;
        let (after, was) = (View { name, ..view.clone() }, view.name.clone());
        let view = put(tx, view, after, user).await?;
        Ok(ViewRenamed { view: SavedView::of(view, query), was })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "view": self.view, "name": answer["was"] }))
    }
}

/// Show a saved view to everybody, or to yourself only again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShareView {
    pub view: ViewId,
    pub shared: bool,
}

impl Command for ShareView {
    const VERB: Verb = Verb::put("view.share", "/views/{view}/shared").undo("view.share");
    type Answer = SavedView;

    async fn act(&self, tx: &mut Tx) -> Result<SavedView> {
        let user = me(tx)?;
        let (view, query) = seen(tx, self.view, user).await?;
        // Taken back from everybody it is with whoever took it back, who alone would miss it otherwise.
        let owned = Owned { owner: Some(user), team: None };
        let after = View { shared: self.shared, owned, ..view.clone() };
        let view = if view.shared == self.shared { view } else { put(tx, view, after, user).await? };
        Ok(SavedView::of(view, query))
    }

    fn undo_body(&self, _: &Json) -> Option<Json> {
        Some(json!({ "view": self.view, "shared": !self.shared }))
    }
}

/// Remove a saved view; the list itself and its records stay as they are.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveView {
    pub view: ViewId,
}

impl Command for RemoveView {
    const VERB: Verb = Verb::delete("view.remove", "/views/{view}").signed_in().undo("view.save");
    type Answer = SavedView;

    async fn act(&self, tx: &mut Tx) -> Result<SavedView> {
        let user = me(tx)?;
        let (view, query) = mine_to_change(tx, self.view, user).await?;
        rows::remove(tx, &view).await?;
        tx.tell(view.removed(user));
        Ok(SavedView::of(view, query))
    }

    fn undo_body(&self, gone: &Json) -> Option<Json> {
        let (list, name, query) = (&gone["list"], &gone["name"], &gone["query"]);
        Some(json!({ "list": list, "name": name, "query": query, "shared": gone["shared"] }))
    }
}

/// Keeps a view under a name no other view beside it has.
async fn put(tx: &mut Tx, before: View, after: View, user: UserId) -> Result<View> {
    let others = shelf(tx, after.list, after.shared, user).await?;
    if others.iter().any(|other| other.id != after.id && other.is_called(&after.name)) {
        return Err(ViewRefusal::Exists(after.name).into());
    }
    let told = after.changed(user);
    tx.keep_and_tell(&before, after, told).await
}

/// Those of a list everybody sees, or one's own that nobody else sees: names are told apart among these.
async fn shelf(tx: &mut Tx, list: ViewedList, shared: bool, user: UserId) -> Result<Vec<View>> {
    let seen = rows::seen_by(tx, list, user).await?;
    Ok(seen.into_iter().map(|(view, _)| view).filter(|view| view.shared == shared).collect())
}

async fn mine_to_change(tx: &mut Tx, id: ViewId, user: UserId) -> Result<(View, Choices)> {
    let (view, query) = seen(tx, id, user).await?;
    if view.shared {
        may_share(tx)?;
    }
    Ok((view, query))
}

fn may_share(tx: &Tx) -> Result<()> {
    if tx.permit().grants().contains_key(SHARE) { Ok(()) } else { Err(ViewRefusal::Everybodys.into()) }
}

pub(super) fn me(tx: &Tx) -> Result<UserId> {
    tx.permit().user().ok_or(Error::SignIn)
}

fn named(name: &str) -> Result<String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        let why = "give the view a name of up to 60 characters";
        return Err(Error::field("/name", "view.name", why));
    }
    Ok(name)
}

fn chosen(query: &Choices) -> Result<()> {
    let name = |text: &str| !text.is_empty() && text.len() <= 40;
    let fits = |(key, value): (&String, &String)| name(key) && value.chars().count() <= LONGEST_CHOICE;
    if query.len() <= MOST_CHOICES && query.iter().all(fits) {
        Ok(())
    } else {
        let why = "save at most 20 filters of up to 300 characters each";
        Err(Error::field("/query", "view.query", why))
    }
}
