//! Who they are and what they will do: fixed before the product has done anything.

use crate::chance::Chance;

/// What comes of an inquiry, if the product gives it the chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Buys when asked in time.
    Buys,
    /// Says no to the offer.
    Declines,
    /// Opens the offer and never answers.
    Hesitates,
    /// Not now.
    Later,
    /// Nothing for us.
    Unfit,
}

/// How they pay an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pays {
    /// Before it is due.
    OnTime,
    /// Days after it was due.
    Late(i64),
    /// So many minor units too little; the rest follows once somebody has asked for it.
    Short(i64),
    /// On time, and once more some days later.
    Twice,
    Never,
}

#[derive(Debug, Clone)]
pub struct Person {
    pub chance: Chance,
    pub name: String,
    pub email: String,
    pub company: String,
    pub message: &'static str,
    pub source: &'static str,
    pub wish: Wish,
    /// Minor units of euro, net: what the work costs.
    pub price: i64,
}

const GIVEN: [&str; 16] = [
    "Maria", "Jonas", "Sofia", "Elias", "Amira", "Luca", "Hanna", "Noah", "Clara", "Mateo", "Ida", "Emil",
    "Zeynep", "Paul", "Nora", "Anton",
];
const FAMILY: [&str; 16] = [
    "Lindner", "Brandt", "Rossi", "Kowalski", "Yilmaz", "Fischer", "Novak", "Weber", "Haddad", "Berg",
    "Schulz", "Moreau", "Petersen", "Okafor", "Silva", "Krüger",
];
const TRADES: [&str; 8] = [
    "Interiors",
    "Dental Practice",
    "Bakery",
    "Law Office",
    "Yoga Studio",
    "Joinery",
    "Architects",
    "Cycles",
];
const MESSAGES: [&str; 6] = [
    "We need a new website before spring. Can you help?",
    "Our shop window looks tired. What would a new design cost?",
    "We are moving and want new signs and stationery.",
    "Could you look at our booking page? Customers give up half way.",
    "We would like photos of our team and rooms.",
    "A friend recommended you. We want a brand for our new office.",
];
const SOURCES: [&str; 4] = ["google", "instagram", "referral", "newsletter"];

/// The n-th person this seed sends.
pub fn person(seed: u64, n: u64) -> Person {
    let chance = Chance { seed, person: n };
    let (given, family) = (chance.pick("given", &GIVEN), chance.pick("family", &FAMILY));
    let host = family.to_lowercase().replace('ü', "ue");
    Person {
        name: format!("{given} {family}"),
        email: format!("{}.{host}{n}@customer.test", given.to_lowercase()),
        company: format!("{family} {}", chance.pick("trade", &TRADES)),
        message: chance.pick("message", &MESSAGES),
        source: chance.pick("source", &SOURCES),
        wish: wish(chance),
        price: 80_000 + chance.below("price", 90) as i64 * 10_000,
        chance,
    }
}

fn wish(chance: Chance) -> Wish {
    match chance.permille("wish") {
        0..420 => Wish::Buys,
        420..540 => Wish::Declines,
        540..680 => Wish::Hesitates,
        680..830 => Wish::Later,
        _ => Wish::Unfit,
    }
}

impl Person {
    pub fn pays(&self) -> Pays {
        match self.chance.permille("pays") {
            0..600 => Pays::OnTime,
            600..820 => Pays::Late(2 + self.chance.below("late", 15) as i64),
            820..880 => Pays::Short(1_000 + self.chance.below("short", 40) as i64 * 100),
            880..920 => Pays::Twice,
            _ => Pays::Never,
        }
    }

    /// What they type where the contract asks on whom the invoice is made out.
    pub fn buyer(&self) -> [(&'static str, String); 7] {
        let number = 1 + self.chance.below("street", 90);
        [
            ("name", self.name.clone()),
            ("company", self.company.clone()),
            ("street", format!("Gartenstr. {number}")),
            ("postal_code", format!("1{:04}", 100 + self.chance.below("town", 800))),
            ("city", "Berlin".into()),
            ("country", "DE".into()),
            ("email", self.email.clone()),
        ]
    }
}
