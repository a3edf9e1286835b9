//! What an expression says of one field by being true, read from its parts and not from how it is written.

use cel::common::ast::{Expr, LiteralValue, operators};
use cel::parser::Expression;

use super::check::spelled;
use super::environment;

/// Whether the expression can only be true where the field is this text.
pub fn implies(source: &str, path: &str, text: &str) -> bool {
    environment::read(source).is_ok_and(|(expression, _)| means(&expression, true, (path, text)))
}

/// Whether the field must be this text where the expression is so.
fn means(expr: &Expression, so: bool, field: (&str, &str)) -> bool {
    let call = match &expr.expr {
        // It never is, so nothing follows from it that is not true.
        Expr::Literal(LiteralValue::Boolean(flag)) => return *flag.inner() != so,
        Expr::Call(call) => call,
        _ => return false,
    };
    match (call.func_name.as_str(), call.args.as_slice()) {
        (operators::LOGICAL_NOT, [a]) => means(a, !so, field),
        (sign @ (operators::LOGICAL_AND | operators::LOGICAL_OR), [a, b]) => {
            let (a, b) = (means(a, so, field), means(b, so, field));
            if (sign == operators::LOGICAL_AND) == so { a || b } else { a && b }
        }
        (operators::CONDITIONAL, [question, yes, no]) => {
            (means(question, true, field) || means(yes, so, field))
                && (means(question, false, field) || means(no, so, field))
        }
        (operators::EQUALS, [a, b]) => so && same(a, b, field),
        (operators::NOT_EQUALS, [a, b]) => !so && same(a, b, field),
        (operators::IN, [a, among]) => so && among_one(a, among, field),
        _ => false,
    }
}

fn same(a: &Expression, b: &Expression, (path, text): (&str, &str)) -> bool {
    (is_field(a, path) && is_text(b, text)) || (is_field(b, path) && is_text(a, text))
}

/// One of a list of nothing but this text.
fn among_one(a: &Expression, among: &Expression, (path, text): (&str, &str)) -> bool {
    let Expr::List(list) = &among.expr else { return false };
    is_field(a, path) && list.elements.iter().all(|element| is_text(element, text))
}

fn is_field(expr: &Expression, path: &str) -> bool {
    spelled(&expr.expr).is_some_and(|spelled| spelled == path)
}

fn is_text(expr: &Expression, text: &str) -> bool {
    matches!(&expr.expr, Expr::Literal(LiteralValue::String(of)) if of.inner() == text)
}

#[cfg(test)]
mod tests {
    use super::implies;

    #[test]
    fn only_what_cannot_be_true_without_it_implies_it() {
        let news = |source: &str| implies(source, "fact.purpose", "news");
        for source in [
            "fact.purpose == 'news'",
            "\"news\" == fact.purpose",
            "has(contact.email) && fact.purpose == 'news'",
            "(fact.purpose == 'news' && a.b) || (fact.purpose == 'news' && a.c)",
            "!(fact.purpose != 'news')",
            "!(fact.purpose != 'news' || a.b)",
            "fact.purpose in ['news']",
            "fact.purpose == 'news' ? a.b : false",
            "a.b ? fact.purpose == 'news' : !(fact.purpose != 'news')",
            "false",
        ] {
            assert!(news(source), "{source}");
        }
        for source in [
            "fact.purpose != 'news'",
            "!(fact.purpose == 'news')",
            "!(fact.purpose == 'news' && a.b)",
            "fact.purpose == 'news' || a.b",
            "fact.purpose == 'news' ? a.b : a.c",
            "a.b ? fact.purpose == 'news' : true",
            "(fact.purpose == 'news') == false",
            "fact.purpose in ['news', 'follow_up']",
            "fact.purpose == 'follow_up'",
            "a.text == \"fact.purpose == 'news'\"",
            "true",
            "fact.purpose == ",
        ] {
            assert!(!news(source), "{source}");
        }
    }
}
