//! What an expression says of one field by being true, read from its parts and not from how it is written.

use cel::common::ast::{Expr, LiteralValue, operators};
use cel::parser::Expression;

use super::check::spelled;
use super::environment;

/// Whether the expression can only be true where the field is this text.
pub fn implies(source: &str, path: &str, text: &str) -> bool {
    environment::read(source).is_ok_and(|(expression, _)| means(&expression, true, (path, text)))
}

/// Whether the expression is true wherever the field is this text: what it says no to is something else.
pub fn follows(source: &str, path: &str, text: &str) -> bool {
    environment::read(source).is_ok_and(|(expression, _)| excludes(&expression, false, (path, text)))
}

/// Whether the field must be this text where the expression is so.
fn means(expr: &Expression, so: bool, field: (&str, &str)) -> bool {
    combined(
        expr,
        so,
        &|sign, args| match (sign, args) {
            (operators::EQUALS, [a, b]) => so && same(a, b, field),
            (operators::NOT_EQUALS, [a, b]) => !so && same(a, b, field),
            (operators::IN, [a, among]) => so && among_one(a, among, field),
            _ => false,
        },
        &|part, so| means(part, so, field),
    )
}

/// Whether the field cannot be this text where the expression is so.
fn excludes(expr: &Expression, so: bool, field: (&str, &str)) -> bool {
    combined(
        expr,
        so,
        &|sign, args| match (sign, args) {
            (operators::EQUALS, [a, b]) => {
                if so {
                    other(a, b, field)
                } else {
                    same(a, b, field)
                }
            }
            (operators::NOT_EQUALS, [a, b]) => {
                if so {
                    same(a, b, field)
                } else {
                    other(a, b, field)
                }
            }
            (operators::IN, [a, among]) => !so && among_them(a, among, field),
            _ => false,
        },
        &|part, so| excludes(part, so, field),
    )
}

/// What follows from the parts of an expression that is so, where a comparison and a part say what they do.
fn combined(
    expr: &Expression,
    so: bool,
    compared: &dyn Fn(&str, &[Expression]) -> bool,
    part: &dyn Fn(&Expression, bool) -> bool,
) -> bool {
    let call = match &expr.expr {
        // It never is, so nothing follows from it that is not true.
        Expr::Literal(LiteralValue::Boolean(flag)) => return *flag.inner() != so,
        Expr::Call(call) => call,
        _ => return false,
    };
    match (call.func_name.as_str(), call.args.as_slice()) {
        (operators::LOGICAL_NOT, [a]) => part(a, !so),
        (sign @ (operators::LOGICAL_AND | operators::LOGICAL_OR), [a, b]) => {
            let (a, b) = (part(a, so), part(b, so));
            if (sign == operators::LOGICAL_AND) == so { a || b } else { a && b }
        }
        (operators::CONDITIONAL, [question, yes, no]) => {
            (part(question, true) || part(yes, so)) && (part(question, false) || part(no, so))
        }
        (sign, args) => compared(sign, args),
    }
}

fn same(a: &Expression, b: &Expression, (path, text): (&str, &str)) -> bool {
    (is_field(a, path) && is_text(b, text)) || (is_field(b, path) && is_text(a, text))
}

/// The field, and a text that is another.
fn other(a: &Expression, b: &Expression, (path, text): (&str, &str)) -> bool {
    let is_text_at_all = |expr: &Expression| matches!(&expr.expr, Expr::Literal(LiteralValue::String(_)));
    let is_other = |expr: &Expression| is_text_at_all(expr) && !is_text(expr, text);
    (is_field(a, path) && is_other(b)) || (is_field(b, path) && is_other(a))
}

/// One of a list that this text stands in.
fn among_them(a: &Expression, among: &Expression, (path, text): (&str, &str)) -> bool {
    let Expr::List(list) = &among.expr else { return false };
    is_field(a, path) && list.elements.iter().any(|element| is_text(element, text))
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
    use super::{follows, implies};

    #[test]
    fn only_what_is_true_of_it_whatever_else_holds_follows_from_it() {
        let news = |source: &str| follows(source, "fact.purpose", "news");
        for source in [
            "fact.purpose == 'news'",
            "fact.purpose == 'news' || fact.purpose == 'follow_up'",
            "fact.purpose in ['news', 'follow_up']",
            "fact.purpose != 'follow_up'",
            "!(fact.purpose == 'follow_up' && a.b)",
            "a.b ? fact.purpose == 'news' : true",
            "fact.purpose == 'news' ? true : a.b",
            "true",
        ] {
            assert!(news(source), "{source}");
        }
        for source in [
            "fact.purpose == 'news' && a.b",
            "fact.purpose == 'news' && false",
            "fact.purpose == 'follow_up'",
            "fact.purpose != 'news'",
            "fact.purpose in ['follow_up']",
            "fact.purpose == 'news' ? a.b : true",
            "a.b",
            "false",
            "fact.purpose == ",
        ] {
            assert!(!news(source), "{source}");
        }
    }

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
