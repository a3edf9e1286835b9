//! What an expression says of one field by being true, read from its parts and not from how it is written.

use cel::common::ast::{Expr, LiteralValue, SelectExpr, operators};
use cel::parser::Expression;

use super::check::spelled;
use super::environment;

/// A field, a text it may be, and what else is known of the records the expression will be asked of.
#[derive(Clone, Copy)]
pub struct Said<'a> {
    pub path: &'a str,
    pub text: &'a str,
    /// Paths that none of these records has, so that `has(..)` of them is never true.
    pub lacks: &'a dyn Fn(&str) -> bool,
}

impl Said<'_> {
    /// Whether the expression can only be true where the field is this text.
    pub fn is_implied_by(self, source: &str) -> bool {
        environment::read(source).is_ok_and(|(expression, _)| means(&expression, true, self))
    }

    /// Whether the expression is true wherever the field is this text: what it says no to is something else.
    pub fn is_enough_for(self, source: &str) -> bool {
        environment::read(source).is_ok_and(|(expression, _)| excludes(&expression, false, self))
    }
}

/// Whether the field must be this text where the expression is so.
fn means(expr: &Expression, so: bool, field: Said<'_>) -> bool {
    combined(
        expr,
        (so, field.lacks),
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
fn excludes(expr: &Expression, so: bool, field: Said<'_>) -> bool {
    combined(
        expr,
        (so, field.lacks),
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
    (so, lacks): (bool, &dyn Fn(&str) -> bool),
    compared: &dyn Fn(&str, &[Expression]) -> bool,
    part: &dyn Fn(&Expression, bool) -> bool,
) -> bool {
    let call = match &expr.expr {
        // It never is, so nothing follows from it that is not true.
        Expr::Literal(LiteralValue::Boolean(flag)) => return *flag.inner() != so,
        // Nor is what nobody has ever there.
        Expr::Select(select) if select.test => {
            return so && asked_for(select).is_some_and(|path| lacks(&path));
        }
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

/// The path in `has(..)`.
fn asked_for(select: &SelectExpr) -> Option<String> {
    spelled(&select.operand.expr).map(|of| format!("{of}.{}", select.field))
}

fn same(a: &Expression, b: &Expression, field: Said<'_>) -> bool {
    let is = |a, b| is_field(a, field.path) && is_text(b, field.text);
    is(a, b) || is(b, a)
}

/// The field, and a text that is another.
fn other(a: &Expression, b: &Expression, field: Said<'_>) -> bool {
    let is_text_at_all = |expr: &Expression| matches!(&expr.expr, Expr::Literal(LiteralValue::String(_)));
    let is_other = |expr: &Expression| is_text_at_all(expr) && !is_text(expr, field.text);
    (is_field(a, field.path) && is_other(b)) || (is_field(b, field.path) && is_other(a))
}

/// One of a list that this text stands in.
fn among_them(a: &Expression, among: &Expression, field: Said<'_>) -> bool {
    let Expr::List(list) = &among.expr else { return false };
    is_field(a, field.path) && list.elements.iter().any(|element| is_text(element, field.text))
}

/// One of a list of nothing but this text.
fn among_one(a: &Expression, among: &Expression, field: Said<'_>) -> bool {
    let Expr::List(list) = &among.expr else { return false };
    is_field(a, field.path) && list.elements.iter().all(|element| is_text(element, field.text))
}

fn is_field(expr: &Expression, path: &str) -> bool {
    spelled(&expr.expr).is_some_and(|spelled| spelled == path)
}

fn is_text(expr: &Expression, text: &str) -> bool {
    matches!(&expr.expr, Expr::Literal(LiteralValue::String(of)) if of.inner() == text)
}

#[cfg(test)]
mod tests {
    use super::Said;

    const NEWS: Said<'static> =
        Said { path: "fact.purpose", text: "news", lacks: &|path| path == "fact.lead" };

    #[test]
    fn only_what_is_true_of_it_whatever_else_holds_follows_from_it() {
        let news = |source: &str| NEWS.is_enough_for(source);
        for source in [
            "fact.purpose == 'news'",
            "fact.purpose == 'news' || fact.purpose == 'follow_up'",
            "fact.purpose in ['news', 'follow_up']",
            "fact.purpose != 'follow_up'",
            "!(fact.purpose == 'follow_up' && a.b)",
            "a.b ? fact.purpose == 'news' : true",
            "fact.purpose == 'news' ? true : a.b",
            "!has(fact.lead) || fact.lead == lead.id",
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
            "!has(fact.deal) || fact.deal == deal.id",
            "has(fact.lead) || a.b",
            "a.b",
            "false",
            "fact.purpose == ",
        ] {
            assert!(!news(source), "{source}");
        }
    }

    #[test]
    fn only_what_cannot_be_true_without_it_implies_it() {
        let news = |source: &str| NEWS.is_implied_by(source);
        for source in [
            "fact.purpose == 'news'",
            "\"news\" == fact.purpose",
            "has(contact.email) && fact.purpose == 'news'",
            "(fact.purpose == 'news' && a.b) || (fact.purpose == 'news' && a.c)",
            "!(fact.purpose != 'news')",
            "!(fact.purpose != 'news' || a.b)",
            "fact.purpose in ['news']",
            "fact.purpose == 'news' ? a.b : false",
            "has(fact.lead) && a.b",
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
