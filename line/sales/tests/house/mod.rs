//! The room in a house of its own: people, texts, a business and a door for link holders, as small as can be.

#![allow(dead_code, clippy::unwrap_used)] // each story uses a part of it

use std::collections::BTreeMap;

use futures_util::future::BoxFuture;
use kernel::{Actor, Address, Business, ContactId, DealId, MailServer, Owned, Result, TeamId, UserId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::{Tx, values};
use testing::World;
use verbs::{Body, Command, Desk, Doorkeeper, Knock, Registry, Room, Shown, Verb};

pub struct Fakes;

#[derive(Debug, Clone, PartialEq)]
pub struct Deal {
    pub id: DealId,
    pub rv: i64,
    pub owned: Owned,
    pub contact: ContactId,
    pub state: String,
    pub test: bool,
}

store::noun! {
    Deal is "deal" in "crm_deal" {
        open contact: Id = |d| d.contact;
        open state: Text = |d| &d.state;
        open test: Flag = |d| d.test;
    }
}

const TABLES: &str = "
    create table crm_person_row (id bytea not null primary key, name text, email text, language text);
    create table crm_deal (id bytea not null primary key, rv bigint not null, owner bytea, team bytea,
        contact bytea not null, state text not null, test boolean not null);
    create table test_text (slug text not null, language text not null, version bigint not null,
        body text not null);";

const WINDOWS: &[&str] = &[
    "create view crm_contact_window as
    select id, name, email, cast(null as text) as phone, 'Lindner GmbH' as company_name, language,
        cast(null as text) as address from crm_person_row;",
    "create view crm_alias as select id as alias, id as contact from crm_person_row where name is null;",
    "create view crm_deal_window as
    select id, contact, cast(null as bytea) as service, 'Kitchen' as title, cast(100000 as bigint) as minor,
        'EUR' as currency, state, owner, team, test from crm_deal;",
    "create view crm_service_window as select id, name from crm_person_row;",
    "create view governance_user_window as select id, name, email from crm_person_row;",
    "create view templates_text as
    select slug, language, version, body, 'approved' as state, 'abc' as sha256 from test_text;",
];

impl Room for Fakes {
    fn register(house: &mut Registry) {
        house.command::<Prepare>();
        house.command::<EndDeal>();
        house.keep_door(Keeper);
        let rules = house.rules();
        rules.noun::<Deal>();
        rules.carrier("paper", Gone);
        rules.carrier("code_mail", Gone);
        rules.bookkeeping(&["crm_person_row", "test_text"]);
        // A house without Chinese letters.
        rules.provide(store::Printable(std::sync::Arc::new(|c| c != '株')));
        rules.migration("test/0000_played", TABLES);
        for window in WINDOWS {
            rules.window(window);
        }
    }
}

pub fn registry() -> Registry {
    Registry::default().room::<Fakes>().room::<sales::Sales>()
}

/// A deal with its contact; the first call also makes the business and its texts.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Prepare {
    pub email: Option<String>,
    pub owner: Option<UserId>,
    pub team: Option<TeamId>,
    pub test: bool,
    /// A business that says nothing of itself.
    pub bare: bool,
    /// No mail server is set up.
    pub mailless: bool,
}

pub const TERMS: &str = "# Terms

1. {business.name} works for {buyer.name}, {buyer.address}.

2. It costs {agreement.total}.";

impl Command for Prepare {
    const VERB: Verb = Verb::post("test.prepare", "/test/prepare").public("test").no_undo("a test");
    type Answer = Json;

    async fn act(&self, tx: &mut Tx) -> Result<Json> {
        if !self.bare {
            tx.keep_setting(&business()).await?;
        }
        if !self.mailless {
            let (host, from) = ("mail.northlight.test".into(), "hello@northlight.test".into());
            tx.keep_setting(&MailServer { host: Some(host), from_address: Some(from) }).await?;
        }
        for (slug, body) in [
            ("contract", TERMS),
            ("proposal-intro", "Dear {contact.first_name|customer}, this is for {deal.title}."),
            ("consent-signature", "I agree to sign electronically with {business.name}."),
        ] {
            let sql = "insert into test_text (slug, language, version, body) values ($1, 'en', 3, $2)";
            tx.exec(sql, values![slug, body]).await?;
        }
        let contact: ContactId = tx.new_id();
        let sql =
            "insert into crm_person_row (id, name, email, language) values ($1, 'Maria Lindner', $2, 'en')";
        tx.exec(sql, values![contact, &self.email]).await?;
        let owned = Owned { owner: self.owner, team: self.team };
        let deal = Deal { id: tx.new_id(), rv: 1, owned, contact, state: "open".into(), test: self.test };
        tx.add(&deal).await?;
        tx.tell(facts::crm::DealChanged { deal: deal.id, contact });
        Ok(json!({ "deal": deal.id, "contact": contact }))
    }
}

const DEAL: &str = "select id, rv, owner, team, contact, state, test from crm_deal where id = $1";

fn read_deal(row: &store::Row<'_>) -> Result<Deal> {
    Ok(Deal {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        contact: row.get("contact")?,
        state: row.get("state")?,
        test: row.get("test")?,
    })
}

/// Lose a deal, or reopen it, as crm does.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EndDeal {
    pub deal: DealId,
    pub contact: ContactId,
    pub open: bool,
}

impl Command for EndDeal {
    const VERB: Verb = Verb::post("test.end_deal", "/test/end").public("test").no_undo("a test");
    type Answer = ();

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        let (deal, contact) = (self.deal, self.contact);
        let before = tx.one(DEAL, values![deal], read_deal).await?.unwrap();
        let state = if self.open { "open" } else { "lost" };
        tx.keep(&before, Deal { state: state.into(), ..before.clone() }).await?;
        if self.open {
            tx.tell(facts::crm::DealReopened { deal, contact });
        } else {
            tx.tell(facts::crm::DealLost { deal, contact, reason: "price".into() });
        }
        Ok(())
    }
}

fn business() -> Business {
    Business {
        name: "Northlight".into(),
        address: Address {
            street: "Main Street 1".into(),
            postal_code: "10115".into(),
            city: "Berlin".into(),
            region: None,
            country: "DE".into(),
        },
        tax_id: Some("12/345/67890".into()),
        email: Some("hello@northlight.test".into()),
        tax_rates: vec![kernel::TaxRate { name: "Standard".into(), rate: kernel::BasisPoints(1900) }],
        ..Business::default()
    }
}

/// Everything leaves, and nothing is made.
struct Gone;

impl store::effect::Carrier for Gone {
    async fn carry(&self, _: &store::Store, _: &store::effect::Claimed) -> store::effect::Outcome {
        store::effect::Outcome::Done("gone".into())
    }

    async fn settled(
        &self,
        _: &mut Tx,
        _: &store::effect::Claimed,
        _: &store::effect::Outcome,
    ) -> Result<()> {
        Ok(())
    }
}

struct Keeper;

type Who<'d> = BoxFuture<'d, Result<Option<Actor>>>;

impl Doorkeeper for Keeper {
    fn by_session<'d>(&'d self, _: &'d Desk, _: &'d str) -> Who<'d> {
        Box::pin(async { Ok(None) })
    }
    fn by_token<'d>(&'d self, _: &'d Desk, _: &'d str) -> Who<'d> {
        Box::pin(async { Ok(None) })
    }
    fn by_link<'d>(&'d self, desk: &'d Desk, kind: &'d str, token: &'d str) -> Who<'d> {
        Box::pin(async move {
            let (kind, token) = (kind.to_owned(), token.to_owned());
            let found = desk.store.read(move |tx| {
                let (kind, token) = (kind.clone(), token.clone());
                Box::pin(async move { tx.link_of(&kind, &token).await })
            });
            let link = found.await?;
            Ok(link.map(|link| Actor::portal(link.person.unwrap_or(link.object), link.object)))
        })
    }
    fn of_user<'d>(&'d self, _: &'d Desk, _: UserId) -> Who<'d> {
        Box::pin(async { Ok(None) })
    }
}

/// A proposal on its way: staff on one side, the customer's browser on the other.
pub struct Story<'w> {
    pub world: &'w World,
    pub admin: Actor,
    pub deal: Json,
    pub contact: Json,
    pub proposal: Json,
}

impl<'w> Story<'w> {
    /// A draft of 1000.00 with two options: 500.00 chosen beforehand and 200.00 not.
    pub async fn draft(world: &'w World) -> Story<'w> {
        Story::with(world, json!({ "email": "maria@lindner.test" })).await
    }

    pub async fn with(world: &'w World, prepare: Json) -> Story<'w> {
        let admin = testing::administrator(world);
        let made = world.act(&testing::nobody(), "test.prepare", prepare).await;
        let draft = world.act(&admin, "proposal.draft", json!({ "deal": made["deal"] })).await;
        let mut lines = draft["lines"].as_array().unwrap().clone();
        lines.push(option("Lighting", 50_000, true));
        lines.push(option("Cleaning", 20_000, false));
        let change = json!({ "proposal": draft["id"], "lines": lines });
        let proposal = world.act(&admin, "proposal.change", change).await;
        Story { world, admin, deal: made["deal"].clone(), contact: made["contact"].clone(), proposal }
    }

    pub async fn sent(world: &'w World) -> Story<'w> {
        let mut story = Story::draft(world).await;
        story.proposal = story.staff("proposal.send", json!({})).await;
        story
    }

    /// Sent, and accepted with the options as suggested.
    pub async fn accepted(world: &'w World) -> Story<'w> {
        let story = Story::sent(world).await;
        let (status, _) = story.post("/accept", &story.acceptance()).await;
        assert_eq!(status, 303);
        story
    }

    pub fn id(&self) -> Json {
        self.proposal["id"].clone()
    }

    /// A verb of staff about this proposal.
    pub async fn staff(&self, verb: &str, mut input: Json) -> Json {
        input["proposal"] = self.id();
        self.world.act(&self.admin, verb, input).await
    }

    pub async fn refused(&self, verb: &str, mut input: Json) -> &'static str {
        input["proposal"] = self.id();
        self.world.refused(&self.admin, verb, input).await
    }

    pub async fn now(&self) -> Json {
        self.staff("proposal.read", json!({})).await
    }

    pub fn token(&self) -> String {
        let link = self.proposal["link"].as_str().unwrap();
        link.rsplit('/').next().unwrap().split('?').next().unwrap().to_owned()
    }

    pub fn acceptance(&self) -> Vec<(&'static str, String)> {
        let typed = [
            ("version", self.proposal["version"].to_string()),
            ("o", "1".into()),
            ("name", "Maria Lindner".into()),
            ("company", "Lindner GmbH".into()),
            ("street", "Ring 2".into()),
            ("postal_code", "1010".into()),
            ("city", "Wien".into()),
            ("country", "AT".into()),
            ("vat_id", "ATU12345678".into()),
            ("email", "maria@lindner.test".into()),
        ];
        typed.into_iter().collect()
    }

    pub async fn get(&self, below: &str) -> (u16, String) {
        self.knock("get", below, &[], "Phone").await
    }

    pub async fn post(&self, below: &str, form: &[(&'static str, String)]) -> (u16, String) {
        self.knock("post", below, form, "Phone").await
    }

    /// A request to `/p/{token}` + `below`; the status and the page.
    pub async fn knock(
        &self,
        method: &str,
        below: &str,
        form: &[(&'static str, String)],
        agent: &str,
    ) -> (u16, String) {
        let (path, query) = below.split_once('?').unwrap_or((below, ""));
        let wanted = format!("/p/{{token}}{path}");
        let method = if method == "get" { verbs::Method::Get } else { verbs::Method::Post };
        let doors = &self.world.desk.registry.doors;
        let door = doors.iter().find(|door| door.at.path == wanted && door.at.method == method);
        let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in form {
            fields.entry((*name).to_owned()).or_default().push(value.clone());
        }
        let mut asked: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            asked.entry(name.to_owned()).or_default().push(value.to_owned());
        }
        let knock = Knock {
            actor: Actor::nobody(),
            path: [("token".to_owned(), self.token())].into(),
            query: asked,
            form: fields,
            uploads: vec![],
            body: vec![],
            headers: [("user-agent".to_owned(), agent.to_owned())].into(),
            network: "203.0.113.7".into(),
            origin: "https://ours.test".into(),
        };
        let open = door.unwrap_or_else(|| panic!("no door at {wanted}")).open;
        text(open(&self.world.desk, knock).await.unwrap())
    }

    /// The code that would stand in the newest mail.
    pub async fn code(&self) -> String {
        let agreement = self.now().await["agreement"].as_str().unwrap().to_owned();
        let code = self.world.store.read(move |tx| {
            let agreement = agreement.clone();
            Box::pin(async move {
                let id: kernel::AgreementId = agreement.parse().unwrap();
                let sql = "select max(n) as n from sales_code where agreement = $1";
                let n: Option<i64> = tx.one(sql, values![id], |row| row.get("n")).await?.flatten();
                tx.one_time_code(&format!("sign {agreement} {}", n.unwrap_or_default()))
            })
        });
        code.await.unwrap()
    }

    /// What the form to sign carries.
    pub async fn signature(&self, code: &str) -> Vec<(&'static str, String)> {
        let (_, page) = self.get(&format!("?v={}", self.proposal["version"])).await;
        let seen = hidden(&page, "seen");
        vec![
            ("seen", seen),
            ("code", code.to_owned()),
            ("name", "Maria  Lindner".into()),
            ("consent", "yes".into()),
            ("strokes", "[[[1,2],[3,4]]]".into()),
        ]
    }

    /// Asks for a code and signs with it.
    pub async fn sign(&self) -> (u16, String) {
        assert_eq!(self.post("/code", &[]).await.0, 303);
        let code = self.code().await;
        let form = self.signature(&code).await;
        self.post("/sign", &form).await
    }
}

pub fn option(title: &str, minor: i64, chosen: bool) -> Json {
    json!({
        "title": title, "quantity": "1", "unit_price": { "minor": minor, "currency": "EUR" }, "rate": 700,
        "optional": true, "chosen": chosen,
    })
}

/// The value of a hidden field of a page.
pub fn hidden(page: &str, name: &str) -> String {
    let from = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
    from.split('"').next().unwrap_or_default().to_owned()
}

fn text(shown: Shown) -> (u16, String) {
    let text = match shown.body {
        Body::Html(page) => page,
        Body::Text(text) => text,
        Body::Redirect(to) => to,
        Body::Bytes { name, .. } => name.unwrap_or_default(),
        Body::Json(json) => json.to_string(),
        Body::Events(_) => String::new(),
    };
    (shown.status, text)
}
