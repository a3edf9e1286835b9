//! A secret somebody entrusts to the house is used, and told nowhere: in no table, no file, no log line at any level,
//! no answer, no export, no copy; not even where the other side says it back to us.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};
use serde_json::{Value as Json, json};
use stories::bed::client::Answer;
use stories::bed::postgres::Database;
use stories::bed::server::{Plan, Server};
use stories::bed::until;
use stories::business::{Business, Visitor, pass};

const MAIL: &str = "canary-of-mail-7f3a9c";
const SHOP: &str = "canary-of-a-shop-51d0e8";
const SMS: &str = "canary-of-sms-c84b2f";
const PASSWORD: &str = "correct horse battery 9";
const PATIENCE: Duration = Duration::from_secs(60);

/// What a stand-in for another system was told.
type Heard = Arc<Mutex<String>>;

fn stands_in(serve: impl Fn(TcpStream, &Heard) -> Option<()> + Send + 'static) -> (u16, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("it has an address").port();
    let heard = Heard::default();
    let kept = heard.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            // A client that hangs up in between is its own business.
            let _ = serve(stream, &kept);
        }
    });
    (port, heard)
}

fn notes(heard: &Heard, words: &str) {
    heard.lock().expect("nobody panics with it").push_str(words);
}

/// A mail server that refuses every sign-in and says in its answer what it was told.
fn mail_server() -> (u16, Heard) {
    stands_in(|stream, heard| {
        let mut reader = BufReader::new(stream.try_clone().ok()?);
        let say = |words: &str| (&stream).write_all(format!("{words}\r\n").as_bytes()).ok();
        say("220 mail.test ready")?;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let told = line.trim_end().strip_prefix("AUTH PLAIN ").map(str::to_owned);
            match (told, line.get(..4)) {
                (Some(told), _) => {
                    let clear = String::from_utf8(BASE64.decode(told.as_bytes()).ok()?).ok()?;
                    notes(heard, &clear);
                    say(&format!("535 5.7.8 wrong password {} ({told})", clear.replace('\0', " ")))?;
                }
                (None, Some("EHLO")) => say("250-mail.test\r\n250 AUTH PLAIN")?,
                (None, Some("QUIT")) => return say("221 goodbye"),
                (None, _) => say("530 sign in first")?,
            }
        }
    })
}

/// A system that answers with all it was told: a yes, then no, then trouble, and so on.
fn echo() -> (u16, Heard) {
    let turn = Mutex::new(0);
    stands_in(move |stream, heard| {
        let mut reader = BufReader::new(stream.try_clone().ok()?);
        let (mut head, mut length) = (String::new(), 0);
        while reader.read_line(&mut head).ok()? > 2 {
            let last = head.lines().last().unwrap_or_default().to_lowercase();
            length = last.strip_prefix("content-length:").map_or(length, |n| n.trim().parse().unwrap_or(0));
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let told = head + &String::from_utf8_lossy(&body);
        notes(heard, &told);
        let mut turn = turn.lock().ok()?;
        let status = ["200 OK", "400 Bad Request", "503 Busy"][*turn % 3];
        *turn += 1;
        let body = json!({ "order": { "id": "o-7" }, "told": told }).to_string();
        let length = body.len();
        let answer =
            format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
        (&stream).write_all(answer.as_bytes()).ok()
    })
}

/// The ways in which somebody might write a secret down.
struct Sought(Vec<(&'static str, Vec<Vec<u8>>)>);

impl Sought {
    fn of(secrets: &[(&'static str, &str)]) -> Sought {
        Sought(secrets.iter().map(|(name, secret)| (*name, written(secret.as_bytes()))).collect())
    }

    /// The secrets that stand there.
    fn in_bytes(&self, place: &str, bytes: &[u8]) -> Vec<String> {
        let holds = |forms: &Vec<Vec<u8>>| forms.iter().any(|form| contains(bytes, form));
        self.0
            .iter()
            .filter(|(_, forms)| holds(forms))
            .map(|(name, _)| format!("{name} in {place}"))
            .collect()
    }

    /// In every file below.
    fn in_folder(&self, folder: &Path) -> Vec<String> {
        let mut found = vec![];
        for entry in fs::read_dir(folder).into_iter().flatten().map_while(Result::ok) {
            let path = entry.path();
            let name = path.display().to_string();
            match path.is_dir() {
                true => found.extend(self.in_folder(&path)),
                false => found.extend(self.in_bytes(&name, &fs::read(&path).unwrap_or_default())),
            }
        }
        found
    }
}

fn contains(bytes: &[u8], form: &[u8]) -> bool {
    let first = form[0];
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == first) {
        if rest[at..].starts_with(form) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}

/// As it is, in hexadecimal, as a list of bytes, percent-encoded, and in base64 wherever it begins in it.
fn written(secret: &[u8]) -> Vec<Vec<u8>> {
    let list = format!("{secret:?}");
    let escaped = form_urlencoded::byte_serialize(secret).collect::<String>();
    let mut forms = vec![secret.to_vec(), HEXLOWER.encode(secret).into(), HEXUPPER.encode(secret).into()];
    forms.extend([list.trim_matches(['[', ']']).as_bytes().to_vec(), escaped.into_bytes()]);
    for before in 0..3 {
        let padded = [vec![0; before], secret.to_vec()].concat();
        let whole = padded.len() / 3 * 4;
        for text in [BASE64.encode(&padded), BASE64URL_NOPAD.encode(&padded)] {
            // The letters at either end are of the neighbours too.
            forms.push(text.as_bytes()[before.min(1) * 4..whole.min(text.len())].to_vec());
        }
    }
    forms
}

/// Everything in PostgreSQL, as text; bytes in hexadecimal.
fn tables(database: &Database) -> Vec<u8> {
    let mut look = database.look();
    let names = "select table_name from information_schema.tables
        where table_schema = current_schema() and table_type = 'BASE TABLE'";
    let mut all = vec![];
    for name in look.query(names, &[]).expect("the tables are listed") {
        let rows = format!("select t::text from \"{}\" t", name.get::<_, String>(0));
        for row in look.query(&rows, &[]).expect("the table is read") {
            all.extend_from_slice(row.get::<_, String>(0).as_bytes());
            all.push(b'\n');
        }
    }
    all
}

struct Told {
    business: Business,
    /// What was answered, by what was asked.
    answers: Vec<(String, String)>,
}

/// Who asks too often is told to wait, and asks again.
fn in_turn(ask: impl Fn() -> Answer) -> Answer {
    until("a turn", PATIENCE, || Some(ask()).filter(|said| said.status != 429))
}

impl Told {
    fn call(&mut self, verb: &str, body: &Json) -> Json {
        let said = in_turn(|| self.business.admin.post(&format!("/api/v1/call/{verb}"), body));
        self.answers.push((verb.to_owned(), said.body.clone()));
        assert!(said.status < 500, "{verb}: {}", said.body);
        serde_json::from_str::<Json>(&said.body).unwrap_or_default()["answer"].clone()
    }

    fn get(&mut self, path: &str) {
        let said = in_turn(|| self.business.admin.get(path));
        assert!(said.status < 500, "{path}: {}", said.body);
        self.answers.push((path.to_owned(), said.body));
    }

    /// Every page of the API that needs no name of a record and comes to an end.
    fn get_everything(&mut self) {
        let described = in_turn(|| self.business.admin.get("/api/v1/openapi.json")).must_be(200).json();
        let paths = described["paths"].as_object().expect("it has paths").clone();
        for (path, verbs) in paths {
            let answers = verbs.pointer("/get/responses/200/content/application~1json").is_some();
            if answers && !path.contains('{') {
                self.get(&path);
            }
        }
        for path in ["/metrics", "/api/v1/openapi.json", "/api/v1/catalogue", "/readyz"] {
            self.get(path);
        }
    }
}

/// Each is entrusted to the house, and used: what works, what is refused, and what is said back.
fn live(server: &Server, told: &mut Told) {
    let ((smtp, mail), (shop_port, shop), (sms_port, sms)) = (mail_server(), echo(), echo());
    let settings = json!({
        "from_name": "Bright Studio", "from_address": "hello@bright.test", "host": "127.0.0.1", "port": smtp,
        "security": "none", "user": "ann", "password": MAIL,
    });
    told.call("mail.change", &settings);
    let tried = told.call("mail.test", &json!({ "to": "ada@bright.test" }));
    assert_eq!(tried["accepted"], false, "{tried}");
    let connection = |name: &str, port: u16, auth: &str, secret: &str| {
        let url = format!("http://127.0.0.1:{port}/api");
        json!({ "name": name, "base_url": url, "inside": true, "auth": auth, "auth_name": "ann", "secret": secret })
    };
    told.call("connection.add", &connection("shop", shop_port, "bearer", SHOP));
    let gateway = told.call("connection.add", &connection("sms", sms_port, "basic", SMS));
    let fields = json!({ "to": "{to}", "text": "{text}" });
    let gateway = json!({ "connection": gateway["id"], "path": "/messages", "fields": fields });
    told.call("sms_gateway.change", &json!({ "gateway": gateway }));
    for _ in 0..3 {
        told.call("sms_gateway.test", &json!({ "to": "+491701234567" }));
        told.call(
            "http.call",
            &json!({ "connection": "shop", "path": "/orders", "body": { "total": 5 },
            "take": { "id": { "is": "text", "at": "/order/id" }, "told": { "is": "text", "at": "/told" } } }),
        );
    }
    Visitor::opens(server).sends(server, "grace@customer.test");
    for (heard, secret) in [(&mail, MAIL), (&shop, SHOP)] {
        until("the secret is used", PATIENCE, || {
            heard.lock().expect("nobody panics with it").contains(secret).then_some(())
        });
    }
    let basic = BASE64.encode(format!("ann:{SMS}").as_bytes());
    assert!(sms.lock().expect("nobody panics with it").contains(&basic), "the gateway is told its secret");
    // What failed is tried again, and told as exceptions: one of the three calls met trouble that passes.
    let calls = |least: usize| {
        until("the calls are made", PATIENCE, || {
            let heard = shop.lock().expect("nobody panics with it");
            (heard.matches("POST /api/orders").count() >= least).then_some(())
        });
    };
    calls(3);
    pass(server, 3_600);
    calls(4);
    until("the refused sign-in is told", PATIENCE, || {
        told.get("/api/v1/exceptions");
        told.answers.last().is_some_and(|(_, said)| said.contains("does not take our mail")).then_some(())
    });
}

fn said_by(server: &Server, words: &[&str]) -> Vec<u8> {
    let output = server.beside(words).output().expect("the program starts");
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    [output.stdout, output.stderr].concat()
}

fn no_secret_is_told(plan: Plan) {
    let mut server = plan.env("THROUGHLINE_LOG", "trace").start();
    let business = Business::set_up(&server);
    let mut told = Told { business, answers: vec![] };
    let issued =
        told.business.call("token.issue", &json!({ "name": "a robot", "scopes": ["lead.list"], "days": 30 }));
    let token = issued["secret"].as_str().expect("it is shown once").to_owned();
    server.client().always("authorization", &format!("Bearer {token}")).get("/api/v1/leads").must_be(200);
    let who = json!({ "email": "ada@bright.test", "password": PASSWORD });
    let signed_in = server.client().post("/api/v1/session", &who).must_be(200);
    let session = signed_in.header("set-cookie").split(['=', ';']).nth(1).expect("a session").to_owned();
    live(&server, &mut told);
    told.call("backup.run", &json!({}));
    told.get_everything();
    let folder = server.data().join("out");
    let to = |name: &str| folder.join(name).to_str().expect("a temporary folder has a plain name").to_owned();
    server.stop();
    let mut cli = said_by(&server, &["journal", "export", &to("journal")]);
    cli.extend(said_by(&server, &["automation", "export", &to("automations")]));
    let secrets = [
        ("the password of mail", MAIL),
        ("the secret of a connection", SHOP),
        ("the secret of the SMS gateway", SMS),
        ("a token", token.as_str()),
        ("the password of a person", PASSWORD),
        ("a session", session.as_str()),
    ];
    let sought = Sought::of(&secrets);
    let mut found = sought.in_folder(&server.data());
    found.extend(sought.in_bytes("what the program said", &cli));
    found.extend(sought.in_bytes("the log", server.log().as_bytes()));
    found.extend(
        server
            .database()
            .map(|database| sought.in_bytes("PostgreSQL", &tables(database)))
            .unwrap_or_default(),
    );
    found.extend(told.answers.iter().flat_map(|(asked, answer)| sought.in_bytes(asked, answer.as_bytes())));
    assert_eq!(found, Vec::<String>::new());
    it_is_looked_for(&server, &told, &folder);
}

/// What is no secret is found in each of these places.
fn it_is_looked_for(server: &Server, told: &Told, folder: &Path) {
    let orders = Sought::of(&[("a path", "/orders"), ("the business", "Bright Studio")]);
    let kept = match server.database() {
        Some(database) => orders.in_bytes("PostgreSQL", &tables(database)),
        None => orders.in_folder(&server.data()),
    };
    assert!(kept.iter().any(|found| found.starts_with("a path")), "{kept:?}");
    assert!(!orders.in_folder(&folder.join("journal")).is_empty(), "the journal is exported");
    assert!(server.log().contains("http.call"), "the log is read");
    assert!(server.log().contains(" TRACE ") || server.log().contains("\"TRACE\""), "at every level");
    for place in ["/metrics", "/api/v1/exceptions", "/api/v1/backups", "mail.test", "sms_gateway.test"] {
        assert!(told.answers.iter().any(|(asked, answer)| asked == place && !answer.is_empty()), "{place}");
    }
    for (asked, needle) in [("mail.test", "535"), ("sms_gateway.test", "400")] {
        let said = told.answers.iter().any(|(verb, answer)| verb == asked && answer.contains(needle));
        assert!(said, "{asked} says what the other side said");
    }
}

#[test]
fn on_sqlite_no_secret_is_told() {
    no_secret_is_told(Plan::default());
}

#[test]
fn on_postgresql_no_secret_is_told() {
    if let Some(database) = Database::create() {
        no_secret_is_told(Plan::default().database(database));
    }
}

#[test]
fn a_secret_is_found_however_it_is_written() {
    let sought = Sought::of(&[("it", MAIL)]);
    for before in ["", "a", "ab", "abc", "\0ann\0"] {
        let text = BASE64.encode(format!("{before}{MAIL}zz").as_bytes());
        assert_eq!(sought.in_bytes("here", text.as_bytes()), ["it in here"], "{before:?}");
    }
    for text in [format!("{:?}", MAIL.as_bytes()), HEXUPPER.encode(MAIL.as_bytes()), format!("a{MAIL}b")] {
        assert_eq!(sought.in_bytes("here", text.as_bytes()), ["it in here"]);
    }
    assert_eq!(sought.in_bytes("here", &BASE64.encode(b"canary-of-mail").into_bytes()), Vec::<String>::new());
}
