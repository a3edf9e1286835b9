//! The saved views somebody sees.

use kernel::{Error, Result, UserId, ViewId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Page, Query, Verb};

use super::commands::me;
use super::{Choices, View, ViewedList, rows};

#[derive(Debug, Serialize, JsonSchema)]
pub struct SavedView {
    pub id: ViewId,
    pub rv: i64,
    pub list: ViewedList,
    pub name: String,
    /// Everybody sees it; else only you.
    pub shared: bool,
    /// The filters, the search and the order, as the address of the list carries them.
    pub query: Choices,
    /// Who saved it.
    pub owner: Option<UserId>,
}

impl SavedView {
    pub fn of(view: View, query: Choices) -> SavedView {
        let View { id, rv, list, name, shared, owned, .. } = view;
        SavedView { id, rv, list, name, shared, query, owner: owned.owner }
    }
}

/// The saved views of one list: your own and everybody's, by name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListViews {
    pub list: ViewedList,
}

impl Query for ListViews {
    const VERB: Verb = Verb::get("view.list", "/views").signed_in();
    type Answer = Page<SavedView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<SavedView>> {
        let user = me(tx)?;
        let found = rows::seen_by(tx, self.list, user).await?;
        let mut items: Vec<SavedView> =
            found.into_iter().map(|(view, query)| SavedView::of(view, query)).collect();
        items.sort_by_key(|view| view.name.to_lowercase());
        Ok(Page { items, next: None })
    }
}

/// A view of one's own, or one of everybody's; another's is not there.
pub(super) async fn seen(tx: &mut Tx, id: ViewId, user: UserId) -> Result<(View, Choices)> {
    let found = rows::find(tx, id).await?.filter(|(view, _)| view.shared || view.is_of(user));
    found.ok_or(Error::Missing("view"))
}
