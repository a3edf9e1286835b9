//! One sale, step by step, as its people make it: staff through the API, the customer by the pages and mails they get.

use std::io::Write;
use std::process::Command;
use std::time::Duration;

use mail_parser::{Message, MessagePart, MimeHeaders};
use serde_json::{Value as Json, json};

use crate::bed::postfix::Postfix;
use crate::bed::server::Server;
use crate::bed::until;
use crate::business::{Business, Visitor};

/// Who asks.
pub const CUSTOMER: &str = "grace@customer.test";
/// What they are called.
pub const NAME: &str = "Grace Hopper";
/// Net, in cents; 19 % tax come on top.
pub const NET: i64 = 250_000;
/// With the tax.
pub const GROSS: i64 = 297_500;
/// Where the money comes in.
pub const ACCOUNT: &str = "DE89370400440532013000";
const PATIENCE: Duration = Duration::from_secs(60);

/// Somebody who asks for an offer and gets it, one step at a time; the customer's part is done on their pages.
pub struct Sale {
    pub contact: String,
    pub lead: String,
    pub deal: String,
    pub proposal: String,
}

impl Business {
    /// The one lead there is, qualified at this worth in euro cents.
    pub fn qualify(&self, minor: i64) -> Sale {
        let lead = self.get("/api/v1/leads")["items"][0].clone();
        let text = |value: &Json| value.as_str().expect("an id is a text").to_owned();
        let id = text(&lead["id"]);
        let value = json!({ "minor": minor, "currency": "EUR" });
        self.call("lead.qualify", &json!({ "lead": id, "value": value }));
        let deal = text(&self.get(&format!("/api/v1/leads/{id}"))["deal"]);
        Sale { contact: text(&lead["contact"]), lead: id, deal, proposal: String::new() }
    }

    /// A proposal over one line and one milestone, priced and sent.
    pub fn offer(&self, sale: &mut Sale, minor: i64, valid_until: &str) {
        let draft = self.call("proposal.draft", &json!({ "deal": sale.deal }));
        sale.proposal = draft["id"].as_str().expect("a proposal has an id").to_owned();
        self.price(sale, minor, valid_until);
        self.call("proposal.send", &json!({ "proposal": sale.proposal }));
    }

    /// What the draft says.
    pub fn price(&self, sale: &Sale, minor: i64, valid_until: &str) {
        let price = json!({ "minor": minor, "currency": "EUR" });
        let line = json!({
            "title": "Painting one ship", "unit": "ship", "quantity": "1", "rate": 1900, "optional": false,
            "chosen": true, "unit_price": price,
        });
        let plan = json!([{ "title": "The painted ship", "share": 10_000, "due_days": 14 }]);
        let change = json!({
            "proposal": sale.proposal, "title": "A painted ship", "lines": [line], "plan": plan,
            "valid_until": valid_until,
        });
        self.call("proposal.change", &change);
    }
}

/// Everything that was mailed to the customer and whose text holds this mark, as plain text.
pub fn mailed(postfix: &Postfix, mark: &str) -> String {
    until(&format!("a mail with {mark}"), PATIENCE, || {
        let texts = postfix
            .messages_for(CUSTOMER)
            .into_iter()
            .filter_map(|mail| Some(mail.body_text(0)?.into_owned()));
        texts.filter(|text| text.contains(mark)).fold(None, |_, newest| Some(newest))
    })
}

/// The address in a mail that goes to this page of ours.
pub fn link(server: &Server, text: &str, page: &str) -> String {
    let start = format!("{}{page}", server.base());
    let at = text.find(&start).unwrap_or_else(|| panic!("no {start} in {text}"));
    text[at..]
        .split(|c: char| c.is_whitespace() || c == ')' || c == '>')
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// The code in a mail.
pub fn six_digits(text: &str) -> String {
    let mut words = text.split(|c: char| !c.is_ascii_digit());
    words.find(|word| word.len() == 6).unwrap_or_else(|| panic!("no code in {text}")).to_owned()
}

/// A day so many days from the server's today, as `2026-11-22`.
pub fn day(business: &Business, days: i64) -> String {
    let asked = business.admin.post("/proof/clock", &json!({ "pass_ms": 0 })).must_be(200).json();
    let days = asked["now_ms"].as_i64().expect("the clock says a number") / 86_400_000 + days;
    // Civil from days (H. Hinnant, chrono-compatible date algorithms), for dates after 1970.
    let z = days + 719_468;
    let (era, doe) = (z / 146_097, z % 146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{:02}", doy - (153 * mp + 2) / 5 + 1)
}

/// A business with mail, and one inquiry.
pub fn open(server: &Server) -> (Postfix, Business) {
    let (postfix, business) = (Postfix::start_new(), Business::set_up(server));
    business.connect_mail(&postfix);
    Visitor::opens(server).sends(server, CUSTOMER).must_be(200);
    until("the lead", PATIENCE, || business.get("/api/v1/leads")["items"][0]["id"].is_string().then_some(()));
    (postfix, business)
}

/// From the lead to the sent proposal.
pub fn offered(business: &Business) -> Sale {
    let mut sale = business.qualify(NET);
    let valid = day(business, 30);
    business.offer(&mut sale, NET, &valid);
    sale
}

/// By the pages a browser without script would send, quicker than a browser.
pub fn signed(server: &Server, postfix: &Postfix, business: &Business, sale: &Sale) {
    let page = link(server, &mailed(postfix, "/p/"), "/p/");
    let path = page.trim_start_matches(&server.base()).to_owned();
    let hand = server.client();
    hand.get(&path).must_be(200);
    let buyer =
        "version=1&name=Grace+Hopper&company=&street=Gartenstr.+5&postal_code=10117&city=Berlin&country=DE";
    let answer = hand.form(&format!("{path}/accept"), &format!("{buyer}&email=grace%40customer.test"));
    assert!(answer.status < 400, "{}: {}", answer.status, answer.body);
    let answer = hand.form(&format!("{path}/code"), "");
    assert!(answer.status < 400, "{}: {}", answer.status, answer.body);
    let code = six_digits(&mailed(postfix, "here is your code"));
    let body = hand.get(&path).must_be(200).body;
    let seen = body.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let seen = seen.expect("the page says what was seen");
    let form = format!("seen={seen}&code={code}&name=Grace+Hopper&consent=yes");
    let answer = hand.form(&format!("{path}/sign"), &form);
    assert!(answer.status < 400, "{}: {}", answer.status, answer.body);
    let state = business.get(&format!("/api/v1/proposals/{}", sale.proposal));
    assert_eq!(state["state"], "accepted", "{state}");
}

/// The project that opened by itself.
pub fn project(business: &Business, sale: &Sale) -> Json {
    let list = format!("/api/v1/projects?deal={}", sale.deal);
    let id = until("the project opens by itself", PATIENCE, || {
        business.get(&list)["items"][0]["id"].as_str().map(str::to_owned)
    });
    business.get(&format!("/api/v1/projects/{id}"))
}

/// The invoice that was issued by itself.
pub fn invoice(business: &Business, sale: &Sale) -> Json {
    let list = format!("/api/v1/invoices?contact={}", sale.contact);
    until("the invoice issues itself", PATIENCE, || {
        let first = business.get(&list)["items"][0].clone();
        first["number"].is_string().then_some(first)
    })
}

/// The mail that carries the PDF whose name begins so, and the PDF.
pub fn paper(postfix: &Postfix, name: &str) -> (Message<'static>, Vec<u8>) {
    until(&format!("the mail with {name}"), PATIENCE, || {
        postfix.messages_for(CUSTOMER).into_iter().find_map(|mail| {
            let named = |part: &&MessagePart<'_>| {
                let pdf = part.content_type().is_some_and(|kind| kind.subtype() == Some("pdf"));
                pdf && part.attachment_name().is_some_and(|known| known.starts_with(name))
            };
            let bytes = mail.attachments().find(named)?.contents().to_vec();
            Some((mail, bytes))
        })
    })
}

/// A reader of PDF finds nothing wrong, where one is installed.
pub fn sound(pdf: &[u8]) {
    assert!(pdf.starts_with(b"%PDF-"), "no PDF");
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(pdf).expect("the disk has room");
    match Command::new("qpdf").arg("--check").arg(file.path()).output() {
        Err(_) => println!("left out: qpdf is not installed"),
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout)),
    }
}

/// Width and height of what is drawn on a paper in the ink of signatures, in pixels; `None`, with a sentence, where no
/// reader of PDF is installed.
pub fn ink(pdf: &[u8]) -> Option<(usize, usize)> {
    const INK: [u8; 3] = [0x16, 0x32, 0x4f];
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(pdf).expect("the disk has room");
    let Ok(output) = Command::new("pdftoppm").args(["-r", "150"]).arg(file.path()).output() else {
        println!("left out: pdftoppm is not installed");
        return None;
    };
    let (mut rest, mut spots) = (output.stdout.as_slice(), vec![]);
    while !rest.is_empty() {
        let (width, page, behind) = picture(rest);
        let inked = page.chunks(3).enumerate().filter(|(_, colour)| *colour == INK);
        spots.extend(inked.map(|(at, _)| (at % width, at / width)));
        rest = behind;
    }
    let span = |all: Vec<usize>| Some(all.iter().max()? - all.iter().min()?);
    let (across, down) = spots.into_iter().unzip();
    Some((span(across).unwrap_or(0), span(down).unwrap_or(0)))
}

/// The first page of several in PPM: its width, its bytes, and what comes behind it.
fn picture(bytes: &[u8]) -> (usize, &[u8], &[u8]) {
    let head: Vec<&[u8]> = bytes.splitn(4, |byte| *byte == b'\n').collect();
    let size = String::from_utf8_lossy(head[1]).into_owned();
    let size: Vec<usize> = size.split(' ').map(|n| n.parse().expect("a picture says its size")).collect();
    let (page, behind) = head[3].split_at(size[0] * size[1] * 3);
    (size[0], page, behind)
}

/// What the bank says came in, as its file; the answer to importing it.
pub fn statement(business: &Business, purpose: &str, cents: i64) -> Json {
    let today = day(business, 0);
    let mut parts = today.split('-').rev();
    let (d, m, y) = (parts.next(), parts.next(), parts.next());
    let booked = format!("{}.{}.{}", d.unwrap_or_default(), m.unwrap_or_default(), y.unwrap_or_default());
    let head = "Booking date;Counterparty;Purpose;Amount;Currency";
    let text = format!("{head}\n{booked};{NAME};{purpose};{},{:02};EUR\n", cents / 100, cents % 100);
    let name = format!("statement-{purpose}.csv");
    business.call("statement.import", &json!({ "account": ACCOUNT, "name": name, "text": text }))
}

/// The first step is done, and the customer says so on their page.
pub fn delivered_and_accepted(server: &Server, postfix: &Postfix, business: &Business, project: &Json) {
    let step = project["steps"][0]["id"].clone();
    business.call("milestone.deliver", &json!({ "milestone": step }));
    let portal = link(server, &mailed(postfix, "/d/"), "/d/");
    let path = portal.trim_start_matches(&server.base()).to_owned();
    let form = format!("milestone={}&name=Grace+Hopper&note=", step.as_str().unwrap_or_default());
    let answer = server.client().form(&format!("{path}/accept"), &form);
    assert!(answer.status < 400, "{}: {}", answer.status, answer.body);
}

/// An invoice as it stands now.
pub fn paid(business: &Business, invoice: &Json) -> Json {
    let address = format!("/api/v1/invoices/{}", invoice["id"].as_str().unwrap_or_default());
    business.get(&address)
}
