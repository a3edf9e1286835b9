//! Invoice numbers in what people write to their bank: `RE 2026/0042`, `INV20260042`, `Rechnung Nr. 42`.
//!
//! Text and number are cut where letters, digits and other marks meet; a number is found where whole pieces
//! in a row are the number's pieces, with or without their leading zeros, so that 0042 is never found inside
//! 100421.

use std::collections::{BTreeSet, HashMap, HashSet};

/// Longest number, in pieces as a bank may cut it.
const LONGEST: usize = 8;
/// What stands before a number that would be too short to be meant alone.
const SAYS_INVOICE: [&str; 19] = [
    "rechnung",
    "rechnungsnummer",
    "rechnungsnr",
    "rechnr",
    "rech",
    "rg",
    "rgnr",
    "rnr",
    "re",
    "nr",
    "nummer",
    "no",
    "number",
    "invoice",
    "inv",
    "bill",
    "facture",
    "belegnr",
    "num",
];

/// A run of letters or of digits.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    text: String,
    /// Nothing but a dash, slash, point or underline stands before it.
    glued: bool,
}

fn pieces(text: &str) -> Vec<Piece> {
    let folded = deunicode::deunicode(text).to_lowercase();
    let mut found: Vec<Piece> = vec![];
    let mut before: Option<bool> = None;
    let mut glued = false;
    for c in folded.chars() {
        let kind = c.is_ascii_alphanumeric().then(|| c.is_ascii_digit());
        match (kind, found.last_mut()) {
            (Some(_), Some(piece)) if kind == before => piece.text.push(c),
            (Some(_), _) => {
                found.push(Piece { text: c.into(), glued });
                glued = true;
            }
            (None, _) => glued &= matches!(c, '-' | '/' | '.' | '_'),
        }
        before = kind;
    }
    found
}

fn without_zeros(piece: &str) -> &str {
    let bare = piece.trim_start_matches('0');
    if bare.is_empty() { &piece[piece.len() - 1..] } else { bare }
}

/// How a number may be written.
struct Forms {
    /// All pieces together.
    whole: String,
    /// Each piece without leading zeros, kept apart.
    bare: String,
    /// Only digits, and few of them: alone it could be anything.
    short: bool,
}

fn forms(pieces: &[Piece]) -> Forms {
    let whole: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
    let bare: Vec<&str> = pieces.iter().map(|piece| without_zeros(&piece.text)).collect();
    let short = whole.bytes().all(|b| b.is_ascii_digit()) && without_zeros(&whole).len() < 5;
    Forms { whole, bare: bare.join(" "), short }
}

/// The numbers of open invoices, ready to be found.
#[derive(Debug, Default)]
pub struct Numbers {
    whole: HashMap<String, Vec<usize>>,
    bare: HashMap<String, Vec<usize>>,
    short: HashSet<usize>,
}

impl Numbers {
    /// Each number is known by its place in the list.
    pub fn of<'n>(numbers: impl IntoIterator<Item = &'n str>) -> Numbers {
        let mut all = Numbers::default();
        for (at, number) in numbers.into_iter().enumerate() {
            let forms = forms(&pieces(number));
            if forms.whole.is_empty() {
                continue;
            }
            if forms.short {
                all.short.insert(at);
            }
            all.whole.entry(forms.whole).or_default().push(at);
            all.bare.entry(forms.bare).or_default().push(at);
        }
        all
    }

    /// The places of all numbers named in the text, each once, in the order of the list. A number inside a
    /// longer one that is named is not meant.
    pub fn named_in(&self, text: &str) -> Vec<usize> {
        let pieces = pieces(text);
        let mut spans: Vec<(usize, usize, usize)> = vec![];
        for from in 0..pieces.len() {
            for to in from + 1..=pieces.len().min(from + LONGEST) {
                spans.extend(self.at(&pieces, from, to).into_iter().map(|at| (from, to, at)));
            }
        }
        let inside = |(from, to, _): &(usize, usize, usize)| {
            spans.iter().any(|(start, end, _)| start <= from && to <= end && end - start > to - from)
        };
        let meant: BTreeSet<usize> =
            spans.iter().filter(|span| !inside(span)).map(|(_, _, at)| *at).collect();
        meant.into_iter().collect()
    }

    fn at(&self, pieces: &[Piece], from: usize, to: usize) -> Vec<usize> {
        let forms = forms(&pieces[from..to]);
        let whole = self.whole.get(&forms.whole).into_iter().flatten();
        let bare = self.bare.get(&forms.bare).into_iter().flatten();
        // A short number counts as it is printed, zeros and all, standing alone; otherwise only behind a word
        // that says so.
        let said = from > 0 && SAYS_INVOICE.contains(&pieces[from - 1].text.as_str());
        let alone = to - from == 1 && !pieces[from].glued && pieces.get(to).is_none_or(|next| !next.glued);
        let printed = |at: &&usize| !self.short.contains(*at) || said || (alone && forms.whole.len() > 3);
        let cut = |at: &&usize| !self.short.contains(*at) || said;
        whole.filter(printed).chain(bare.filter(cut)).copied().collect()
    }
}
