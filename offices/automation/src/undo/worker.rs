//! Taking steps back, each in one transaction with the note that it was.

use std::sync::Arc;

use kernel::{Permit, Result, Timestamp};
use store::{Raise, Tx};
use verbs::{Around, Desk, Worker};

use super::commands::UndoRefusal;
use super::overtaken::overtaken;
use super::rows::{self, Asked};
use crate::run::{Moved, rows as runs};

/// Works on everything that waits.
pub struct Undo;

impl Worker for Undo {
    const NAME: &'static str = "automation.undo";

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        let waiting = desk.store.read(|tx| Box::pin(rows::waiting(tx))).await?;
        for asked in waiting {
            take_back(desk, asked).await?;
        }
        Ok(None)
    }
}

async fn take_back(desk: &Desk, asked: Asked) -> Result<()> {
    let asked = Arc::new(asked);
    let why = match desk.doorkeeper()?.of_user(desk, asked.asked_by).await? {
        None => "whoever asked for it is no longer active".to_owned(),
        Some(actor) => {
            let (looked, done) = (asked.clone(), asked.clone());
            let around = Around {
                before: Arc::new(move |tx| {
                    let asked = looked.clone();
                    Box::pin(async move {
                        match overtaken(tx, &asked).await? {
                            Some(field) => Err(UndoRefusal::Overtaken(field).into()),
                            None => Ok(()),
                        }
                    })
                }),
                after: Arc::new(move |tx, _, _| {
                    let asked = done.clone();
                    Box::pin(async move {
                        match rows::settle(tx, &asked, None).await? {
                            true => Ok(()),
                            false => Err(Moved.into()),
                        }
                    })
                }),
            };
            match desk.step(&actor, &asked.verb, asked.body.clone(), around).await {
                Ok(_) => return Ok(()),
                Err(error) if error.code() == "run.moved" => return Ok(()),
                Err(error) => error.to_string(),
            }
        }
    };
    let failed = (asked, Arc::new(why));
    let tell = desk.store.write(Permit::engine(Undo::NAME), None, move |tx| {
        let (asked, why) = failed.clone();
        Box::pin(async move { fail(tx, &asked, &why).await })
    });
    tell.await
}

async fn fail(tx: &mut Tx, asked: &Asked, why: &str) -> Result<()> {
    if !rows::settle(tx, asked, Some(why)).await? {
        return Ok(());
    }
    let run = runs::find(tx, asked.run).await?;
    tx.raise(Raise {
        key: format!("undo {} {} {}", asked.run, asked.step, asked.visit),
        code: "automation.not_undone",
        title: format!("Step {} could not be taken back", asked.step),
        detail: format!("{why}; take it back by hand, with {}", asked.verb),
        owner: Some(asked.asked_by),
        subject: run.as_ref().map(|run| run.subject),
        contact: run.and_then(|run| run.contact),
        run: Some(asked.run),
        ..Raise::default()
    })
    .await
}
