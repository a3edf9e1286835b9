//! A Rust file taken apart: tokens with their lines, functions, string literals, and which of them are tests.
//!
//! Comments are gone and documentation is left out, so a word in a sentence is never taken for code.

use std::str::FromStr;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    pub line: usize,
    pub test: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    pub name: String,
    pub line: usize,
    pub lines: usize,
    pub params: usize,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Literal {
    pub value: String,
    pub line: usize,
    pub test: bool,
}

#[derive(Default)]
pub struct Source {
    pub tokens: Vec<Token>,
    pub functions: Vec<Function>,
    pub literals: Vec<Literal>,
}

impl Source {
    pub fn read(path: &str, text: &str) -> Result<Source, String> {
        let stream = TokenStream::from_str(text).map_err(|e| e.to_string())?;
        let mut source = Source::default();
        source.walk(stream, is_test_file(path));
        Ok(source)
    }

    /// Where these tokens stand in a row outside tests, by the line of the first.
    pub fn find(&self, wanted: &[String]) -> Vec<usize> {
        let same = |(token, want): (&Token, &String)| !token.test && token.text == *want;
        let hit = |window: &&[Token]| window.iter().zip(wanted).all(same);
        self.tokens.windows(wanted.len()).filter(hit).map(|window| window[0].line).collect()
    }

    /// The first segment of every path (`axum` in `axum::Router`), with its line, outside tests.
    pub fn roots(&self) -> impl Iterator<Item = (&str, usize)> {
        self.tokens.windows(4).filter_map(|w| {
            let texts: Vec<&str> = w.iter().map(|token| token.text.as_str()).collect();
            let starts = texts[2..] == [":", ":"] && texts[0] != ":" && texts[0] != "." && !w[1].test;
            starts.then(|| (w[1].text.as_str(), w[1].line))
        })
    }

    fn walk(&mut self, stream: TokenStream, inside_test: bool) {
        let trees: Vec<TokenTree> = stream.into_iter().collect();
        let mut only_here = false;
        for (i, tree) in trees.iter().enumerate() {
            let test = inside_test || only_here;
            match tree {
                TokenTree::Group(group) if follows_hash(&trees, i) => only_here |= marks_a_test(group),
                TokenTree::Group(group) => self.group(group, test),
                TokenTree::Literal(literal) => self.literal(&literal.to_string(), tree, test),
                _ => self.push(tree.to_string(), tree, test),
            }
            if ends_an_item(tree) {
                only_here = false;
            }
            if let Some(function) = function(&trees[i..]) {
                self.functions.push(function);
            }
        }
    }

    fn group(&mut self, group: &Group, test: bool) {
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::None => ("", ""),
        };
        let (first, last) = (group.span_open().start().line, group.span_close().end().line);
        self.tokens.push(Token { text: open.to_owned(), line: first, test });
        self.walk(group.stream(), test);
        self.tokens.push(Token { text: close.to_owned(), line: last, test });
    }

    fn literal(&mut self, written: &str, tree: &TokenTree, test: bool) {
        if let Some(value) = string(written) {
            self.literals.push(Literal { value, line: tree.span().start().line, test });
        }
        self.push("\"\"".to_owned(), tree, test);
    }

    fn push(&mut self, text: String, tree: &TokenTree, test: bool) {
        self.tokens.push(Token { text, line: tree.span().start().line, test });
    }
}

/// The tokens of a pattern such as `SystemTime::now`.
pub fn tokens(pattern: &str) -> Vec<String> {
    let open = pattern.strip_suffix('(');
    let mut source = Source::default();
    source.walk(TokenStream::from_str(open.unwrap_or(pattern)).expect("the patterns are Rust"), false);
    let texts = source.tokens.into_iter().map(|token| token.text);
    texts.chain(open.map(|_| "(".to_owned())).collect()
}

/// Whole files of tests: their folder or their name says so.
pub fn is_test_file(path: &str) -> bool {
    let mut parts = path.split('/');
    parts.any(|part| matches!(part, "tests" | "tests.rs" | "benches"))
        || path.starts_with("foundation/testing/")
}

fn follows_hash(trees: &[TokenTree], i: usize) -> bool {
    let punct = |back: usize, sign: char| {
        i >= back && matches!(&trees[i - back], TokenTree::Punct(found) if found.as_char() == sign)
    };
    punct(1, '#') || (punct(1, '!') && punct(2, '#'))
}

/// `#[test]`, `#[tokio::test]`, `#[cfg(test)]`, `#[cfg(any(test, …))]`; not `#[cfg(not(test))]`.
fn marks_a_test(attribute: &Group) -> bool {
    let words = tokens_of(attribute.stream());
    let is = |word: &str| words.iter().any(|found| found == word);
    let named = words.last().is_some_and(|last| last == "test");
    named
        || (words.first().is_some_and(|first| first == "cfg") && is("test") && !is("not"))
        || words.windows(4).any(|w| w[0] == ":" && w[1] == ":" && w[2] == "test" && w[3] == "(")
}

fn tokens_of(stream: TokenStream) -> Vec<String> {
    let mut source = Source::default();
    source.walk(stream, false);
    source.tokens.into_iter().map(|token| token.text).collect()
}

fn ends_an_item(tree: &TokenTree) -> bool {
    match tree {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        _ => false,
    }
}

/// A function with a body that begins with the first of these trees.
fn function(trees: &[TokenTree]) -> Option<Function> {
    let [TokenTree::Ident(word), TokenTree::Ident(name), rest @ ..] = trees else { return None };
    let body = rest.iter().find(|tree| ends_an_item(tree))?;
    let (TokenTree::Group(body), true) = (body, word == "fn") else { return None };
    let line = word.span().start().line;
    let lines = body.span_close().end().line - line + 1;
    Some(Function { name: name.to_string(), line, lines, params: params(rest) })
}

/// How many parameters, `self` not counted.
fn params(after_name: &[TokenTree]) -> usize {
    let mut depth = 0;
    let mut before = ' ';
    for tree in after_name {
        match tree {
            TokenTree::Group(group) if depth == 0 && group.delimiter() == Delimiter::Parenthesis => {
                return top_level_commas(group.stream());
            }
            TokenTree::Punct(punct) => {
                depth += angle(before, punct.as_char());
                before = punct.as_char();
            }
            _ => before = ' ',
        }
    }
    0
}

fn top_level_commas(stream: TokenStream) -> usize {
    let (mut depth, mut before, mut count, mut open, mut own) = (0, ' ', 0, false, false);
    for tree in stream {
        let sign = if let TokenTree::Punct(punct) = &tree { punct.as_char() } else { ' ' };
        depth += angle(before, sign);
        before = sign;
        own |= count == 0 && matches!(&tree, TokenTree::Ident(word) if word == "self");
        if sign == ',' && depth == 0 {
            (count, open) = (count + 1, false);
        } else {
            open = true;
        }
    }
    count + usize::from(open) - usize::from(own)
}

fn angle(before: char, sign: char) -> i32 {
    match (before, sign) {
        (_, '<') => 1,
        ('-' | '=', '>') => 0,
        (_, '>') => -1,
        _ => 0,
    }
}

/// The value of a string literal as far as walls need it; `None` for numbers, characters and bytes.
fn string(written: &str) -> Option<String> {
    if let Some(raw) = written.strip_prefix('r') {
        return Some(raw.trim_matches('#').trim_matches('"').to_owned());
    }
    let inner = written.strip_prefix('"')?.strip_suffix('"')?;
    Some(inner.replace("\\\n", " ").replace("\\n", "\n").replace("\\\"", "\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Source {
        Source::read("line/crm/src/deal.rs", text).unwrap()
    }

    #[test]
    fn words_in_comments_and_documentation_are_not_code() {
        let source = read("//! SystemTime::now\n/// SystemTime::now\nfn f() { /* SystemTime::now */ }");
        assert!(source.find(&tokens("SystemTime::now")).is_empty());
        assert!(source.literals.is_empty(), "{:?}", source.literals);
    }

    #[test]
    fn a_test_is_recognised_and_what_follows_it_is_not_one() {
        let test =
            "#[cfg(test)]\nmod tests { fn f() { x.unwrap() } }\n#[tokio::test]\nasync fn g() { y.unwrap() }";
        let source = read(&format!("{test}\n#[cfg(not(test))]\nfn h() {{ z.unwrap() }}"));
        assert_eq!(source.find(&tokens(".unwrap()")), [6]);
    }

    #[test]
    fn functions_are_measured_from_their_name_to_their_last_line() {
        let source = read(
            "impl A {\n fn f<F: Fn(u8, u8) -> u8>(&self, a: B<C, D>, b: (u8, u8)) {\n 1\n }\n}\nfn g();",
        );
        assert_eq!(source.functions, [Function { name: "f".into(), line: 2, lines: 3, params: 2 }]);
    }

    #[test]
    fn roots_are_the_first_segments_of_paths() {
        let source = read("use axum::{Router, http::Method};\nfn f() { super::rows::load() }");
        assert!(source.roots().map(|(root, _)| root).eq(["axum", "http", "super"]));
    }
}
