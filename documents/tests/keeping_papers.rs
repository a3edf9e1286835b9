//! From the frozen data to the kept PDF: once, on both engines; and what happens when it cannot be made.
#![allow(clippy::unwrap_used)] // a test may fail so

mod samples;

use std::time::Duration;

use documents::{Documents, Renderer};
use kernel::paper::{Document, Paper};
use kernel::{Actor, ContactId, Id, InvoiceId, Owned, Ref, Result, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::{PaperRequest, Tx, values};
use testing::{World, on_both, someone, user};
use verbs::{Body, Command, Knock, Query, Registry, Room, Subject, Verb};

facts::facts! {
    /// An invoice lies on the desk.
    SheetLaid = "sheet.laid" about contact { open invoice: InvoiceId, open contact: Option<ContactId> }
}

/// Stands for the room that keeps invoices.
#[derive(Debug, Clone, PartialEq)]
struct Sheet {
    id: InvoiceId,
    rv: i64,
    owned: Owned,
    number: String,
}

store::noun! {
    Sheet is "invoice" in "desk_sheet" {
        open number: Text = |s| &s.number;
    }
}

const MADE: &str = "
    create table desk_sheet (
        id bytea not null, rv bigint not null, owner bytea, team bytea, number text not null,
        constraint desk_sheet_pk primary key (id));
    create table desk_user (id bytea not null primary key, stand_in bytea);";
const USERS: &str = "create view governance_user_window as
    select id, 'administrator' as role, true as active, stand_in from desk_user";

struct Desk;

impl Room for Desk {
    fn register(house: &mut Registry) {
        house.command::<Lay>();
        house.query::<ReadSheet>();
        house.rules().noun::<Sheet>();
        house.rules().migration("desk/0001_sheet", MADE);
        house.rules().bookkeeping(&["desk_user"]);
        house.rules().window(USERS);
    }
}

/// Lay an invoice and ask for its paper.
#[derive(Debug, Deserialize, JsonSchema)]
struct Lay {
    buyer: String,
    #[serde(default)]
    again: Option<InvoiceId>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Laid {
    id: InvoiceId,
}

fn paper(buyer: &str) -> Paper {
    let mut paper = samples::invoice("en");
    paper.buyer.name = buyer.into();
    paper
}

impl Command for Lay {
    const VERB: Verb = Verb::post("sheet.lay", "/sheets").no_undo("a toy");
    type Answer = Laid;

    async fn act(&self, tx: &mut Tx) -> Result<Laid> {
        let owned = Owned { owner: tx.permit().user(), team: None };
        let buyer = ContactId::from_bytes([9; 16]);
        let id = match self.again {
            Some(id) => id,
            None => {
                let sheet = Sheet { id: tx.new_id(), rv: 1, owned, number: "INV-2026-0042".into() };
                tx.add(&sheet).await?;
                tx.tell(SheetLaid { invoice: sheet.id, contact: Some(buyer) });
                sheet.id
            }
        };
        tx.paper(PaperRequest {
            on: id.into(),
            paper: &paper(&self.buyer),
            name: "INV-2026-0042.pdf",
            contact: Some(buyer),
            sealed_for: None,
            owned,
        })
        .await?;
        Ok(Laid { id })
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
struct ReadSheet {
    invoice: InvoiceId,
}

impl Query for ReadSheet {
    const VERB: Verb = Verb::get("invoice.read", "/sheets/{invoice}");
    type Answer = Laid;
    fn subject(&self) -> Subject {
        self.invoice.into()
    }
    async fn ask(&self, _: &mut Tx) -> Result<Laid> {
        Ok(Laid { id: self.invoice })
    }
}

fn registry() -> Registry {
    Registry::default().room::<Desk>().room::<Documents>()
}

const VERBS: [&str; 4] = ["sheet.lay", "invoice.read", "paper.read", "paper.retry"];

fn clerk(n: u8, scope: Scope) -> Actor {
    someone(n, scope, &VERBS)
}

async fn laid(world: &World, buyer: &str) -> Json {
    world.act(&clerk(1, Scope::All), "sheet.lay", json!({ "buyer": buyer })).await["id"].clone()
}

async fn state(world: &World, on: &Json) -> Json {
    world.act(&clerk(1, Scope::All), "paper.read", json!({ "on": on, "document": "invoice" })).await
}

async fn download(world: &World, actor: &Actor, on: &Json) -> Result<(String, Vec<u8>)> {
    let door = world.desk.registry.doors.iter().find(|door| door.at.name == "paper.download").unwrap();
    let path = [("on", on.as_str().unwrap()), ("document", "invoice")];
    let knock = Knock {
        actor: actor.clone(),
        path: path.into_iter().map(|(name, value)| (name.into(), value.into())).collect(),
        query: Default::default(),
        form: Default::default(),
        uploads: vec![],
        body: vec![],
        headers: Default::default(),
        network: "127.0.0.1".into(),
        origin: "https://ours.test".into(),
    };
    match (door.open)(&world.desk, knock).await?.body {
        Body::Bytes { media_type, name, bytes } => {
            assert_eq!(media_type, "application/pdf");
            Ok((name.unwrap(), bytes))
        }
        _ => panic!("the door gives bytes"),
    }
}

/// The kept PDF of a record, as a customer's page would read it.
async fn kept(world: &World, on: &Json) -> Vec<u8> {
    let on = Ref::parse_any(on.as_str().unwrap()).unwrap();
    let read = world.store.read(move |tx| {
        Box::pin(async move {
            let paper = tx.paper_of(on, Document::Invoice).await?.unwrap();
            let pdf = paper.pdf()?;
            tx.file_bytes(pdf).await
        })
    });
    read.await.unwrap()
}

const THAI: &[u8] = include_bytes!("samples/NotoSansThai-Regular.ttf");
const OPEN_EXCEPTIONS: &str = "select count(*) as n from store_exception where state = 'open'";
const PDFS: &str = "select count(*) as n from store_file where media_type = 'application/pdf'";

/// The one open exception.
async fn exception(world: &World) -> store::Exception {
    let read = world.store.read(|tx| Box::pin(tx.exceptions(true, None, 9)));
    let mut open = read.await.unwrap();
    assert_eq!(open.len(), 1);
    open.remove(0)
}

on_both! {
    async fn a_paper_is_made_after_the_commit_and_kept_once(world: World) {
        let id = laid(&world, "Bäckerei Sonnenschein").await;
        assert_eq!(state(&world, &id).await["state"], "asked");
        assert_eq!(download(&world, &clerk(1, Scope::All), &id).await.unwrap_err().code(), "paper.not_yet");
        world.work().await;
        world.work().await;
        let state = state(&world, &id).await;
        assert_eq!((&state["state"], &state["reason"]), (&json!("made"), &Json::Null));
        assert_eq!(state["href"], json!(format!("/api/v1/papers/{}/invoice", id.as_str().unwrap())));
        let (name, bytes) = download(&world, &clerk(1, Scope::All), &id).await.unwrap();
        assert!(name == "INV-2026-0042.pdf" && bytes.starts_with(b"%PDF-1.7"));
        assert!(bytes == kept(&world, &id).await);
        assert_eq!((world.count(PDFS).await, world.count(OPEN_EXCEPTIONS).await), (1, 0));
    }

    async fn whoever_may_not_read_the_record_finds_no_paper(world: World) {
        let id = laid(&world, "Bäckerei Sonnenschein").await;
        world.work().await;
        let ask = json!({ "on": id, "document": "invoice" });
        assert!(download(&world, &clerk(1, Scope::Own), &id).await.is_ok(), "the owner reads it");
        assert_eq!(world.refused(&clerk(2, Scope::Own), "paper.read", ask.clone()).await, "missing");
        let blind = someone(1, Scope::All, &["paper.read", "paper.retry"]);
        assert_eq!(world.refused(&blind, "paper.read", ask.clone()).await, "missing");
        assert_eq!(download(&world, &blind, &id).await.unwrap_err().code(), "missing");
        assert_eq!(world.refused(&testing::nobody(), "paper.read", ask.clone()).await, "sign_in");
        assert_eq!(world.refused(&clerk(1, Scope::All), "paper.retry", ask).await, "paper.not_failed");
    }

    async fn a_paper_that_was_replaced_is_not_made(world: World) {
        let id = laid(&world, "First name").await;
        world.act(&clerk(1, Scope::All), "sheet.lay", json!({ "buyer": "Second name", "again": id })).await;
        world.work().await;
        assert_eq!(world.count(PDFS).await, 1);
        assert_eq!(world.count("select count(*) as n from effect where state = 'skipped'").await, 1);
        assert_eq!(state(&world, &id).await["state"], "made");
    }

    async fn a_paper_that_cannot_be_made_is_for_whoever_stands_in_while_its_owner_is_away(world: World) {
        let joins = world.store.claim("test", |tx| {
            Box::pin(async move {
                const ADD: &str = "insert into desk_user (id, stand_in) values ($1, $2)";
                // The first administrator is somebody else.
                for (n, stand_in) in [(0, None), (1, Some(user(2))), (2, None)] {
                    tx.exec(ADD, values![user(n), stand_in]).await?;
                }
                Ok(())
            })
        });
        joins.await.unwrap();
        world.send_away(user(1), 3).await;
        laid(&world, "ร้าน").await;
        world.work().await;
        assert_eq!(exception(&world).await.owned.owner, Some(user(2)));
    }

    async fn a_character_without_a_font_reaches_its_owner_and_is_tried_again_when_asked(world: World) {
        let id = laid(&world, "ร้าน").await;
        world.work().await;
        let failed = state(&world, &id).await;
        assert_eq!(failed["state"], "failed");
        assert!(failed["reason"].as_str().unwrap().contains("`ร` (U+0E23)"), "{failed}");
        let raised = exception(&world).await;
        assert_eq!((raised.code.as_str(), raised.owned.owner), ("paper.failed", Some(user(1))));
        let fix = raised.fix.unwrap();
        assert_eq!(download(&world, &clerk(1, Scope::All), &id).await.unwrap_err().code(), "paper.failed");
        world.act(&clerk(1, Scope::All), fix["verb"].as_str().unwrap(), fix["body"].clone()).await;
        assert_eq!(state(&world, &id).await["state"], "asked");
        world.work().await;
        assert_eq!(state(&world, &id).await["state"], "failed", "the font is still missing");
        assert_eq!(world.count(OPEN_EXCEPTIONS).await, 1);
        let own = world.store.house().dir.join("fonts");
        std::fs::create_dir_all(&own).unwrap();
        std::fs::write(own.join("thai.ttf"), THAI).unwrap();
        world.act(&clerk(1, Scope::All), "paper.retry", fix["body"].clone()).await;
        world.work().await;
        assert_eq!(state(&world, &id).await["state"], "made");
        assert_eq!(world.count(OPEN_EXCEPTIONS).await, 0);
    }
}

/// A house whose worker does not start, and one whose worker hangs.
mod broken {
    use super::*;

    fn registry() -> Registry {
        let mut house = Registry::default().room::<Desk>().room::<Documents>();
        house.rules().provide(Renderer::worker_within("/nowhere/at-all", Duration::from_secs(1)));
        house
    }

    on_both! {
        async fn a_worker_that_fails_is_tried_again_before_a_person_is_asked(world: World) {
            let id = laid(&world, "Bäckerei Sonnenschein").await;
            for pause in [2, 10, 60] {
                world.work().await;
                assert_eq!(state(&world, &id).await["state"], "asked");
                assert_eq!(world.count(OPEN_EXCEPTIONS).await, 0);
                world.clock.pass_seconds(pause);
            }
            world.work().await;
            let failed = state(&world, &id).await;
            assert_eq!(failed["state"], "failed");
            assert!(failed["reason"].as_str().unwrap().contains("did not start"), "{failed}");
            let raised = exception(&world).await;
            assert_eq!(raised.code, "paper.failed");
            world.act(&clerk(1, Scope::All), "paper.retry", raised.fix.unwrap()["body"].clone()).await;
            world.work().await;
            assert_eq!(state(&world, &id).await["state"], "asked", "it has all its tries again");
        }

        async fn a_paper_that_is_late_reaches_a_person_until_it_is_decided(world: World) {
            let id = laid(&world, "Bäckerei Sonnenschein").await;
            world.work().await;
            // Nobody carries effects for a while.
            world.clock.pass_seconds(121);
            watch(&world).await;
            watch(&world).await;
            let raised = exception(&world).await;
            assert_eq!((raised.code.as_str(), raised.owned.owner), ("paper.late", Some(user(1))));
            world.act(&clerk(1, Scope::All), "sheet.lay", json!({ "buyer": "Other", "again": id })).await;
            world.work().await;
            assert_eq!(world.count(OPEN_EXCEPTIONS).await, 0, "nobody waits for the first one any more");
        }
    }

    async fn watch(world: &World) {
        let watch = world.desk.registry.workers.iter().find(|worker| worker.name == "documents.paper_watch");
        (watch.unwrap().tick)(&world.desk).await.unwrap();
    }
}
