//! Operators and functions: which kinds they take, and which they give.

use cel::common::ast::{CallExpr, Expr, LiteralValue, operators};
use cel::parser::Expression;

use super::{Check, Checked, Fault, spelled};
use crate::Type::{self, At, Flag, Int, List, Money, Span, Text};
use crate::environment::{self, DIFFERENT, HERE, OPEN_DAYS, SAME};

impl Check<'_> {
    pub(super) fn call(&mut self, call: &mut CallExpr) -> Checked {
        if call.func_name == OPEN_DAYS && self.schema.counts_open_days() {
            return self.open_days(call);
        }
        match (call.func_name.as_str(), call.args.as_mut_slice()) {
            (operators::LOGICAL_AND, [a, b]) => self.both(a, b, true),
            (operators::LOGICAL_OR, [a, b]) => self.both(a, b, false),
            (operators::CONDITIONAL, [question, yes, no]) => {
                self.flag(question)?;
                let yes = self.given(known(question, true), |check| check.kind(yes))?;
                let no = self.given(known(question, false), |check| check.kind(no))?;
                self.agree(yes, no)
            }
            (operators::LOGICAL_NOT | operators::NOT_STRICTLY_FALSE, [a]) => self.flag(a),
            _ => self.function(call),
        }
    }

    /// Two instants; the hours they are counted by are given behind them.
    fn open_days(&mut self, call: &mut CallExpr) -> Checked {
        let mut kinds = Vec::with_capacity(2);
        for arg in call.target.as_deref_mut().into_iter().chain(&mut call.args) {
            kinds.push(self.kind(arg)?);
        }
        if kinds != [At, At] || call.target.is_some() {
            return self.fault(format!("write it like {OPEN_DAYS}(invoice.due_on, now), with two instants"));
        }
        let mut hours = call.args[1].clone();
        hours.expr = Expr::Ident(HERE.into());
        call.args.push(hours);
        Ok(Int)
    }

    /// The right side is only looked at when the left one did not decide: what it asked for is known then.
    fn both(&mut self, a: &mut Expression, b: &mut Expression, and: bool) -> Checked {
        self.flag(a)?;
        self.given(known(a, and), |check| check.flag(b))
    }

    fn given(&mut self, asked: Vec<String>, check: impl FnOnce(&mut Self) -> Checked) -> Checked {
        let before = self.asked.len();
        self.asked.extend(asked);
        let kind = check(self);
        self.asked.truncate(before);
        kind
    }

    fn function(&mut self, call: &mut CallExpr) -> Checked {
        let mut kinds = Vec::with_capacity(call.args.len() + 1);
        for arg in call.target.as_deref_mut().into_iter().chain(&mut call.args) {
            kinds.push(self.kind(arg)?);
        }
        self.written(call)?;
        let same = |a: &Type, b: &Type| self.agree(a.clone(), b.clone());
        match (call.func_name.as_str(), kinds.as_slice()) {
            (operators::EQUALS | operators::NOT_EQUALS, [a, b]) => {
                let kind = same(a, b)?;
                self.compare_money_safely(call, &kind)
            }
            (
                operators::LESS | operators::LESS_EQUALS | operators::GREATER | operators::GREATER_EQUALS,
                [a, b],
            ) => match same(a, b)? {
                Int | Text | At | Span | Money => Ok(Flag),
                other => self.fault(format!("{other} is not more or less than another")),
            },
            (operators::IN, [_, List(of)]) if **of == Money => {
                self.fault("money is compared, not looked up in a list")
            }
            (operators::IN, [a, List(of)]) => same(a, of).map(|_| Flag),
            (operators::INDEX, [List(of), Int]) => Ok((**of).clone()),
            (name, kinds) => gives(name, kinds).map_or_else(|| self.fault(unfit(name, kinds)), Ok),
        }
    }

    fn compare_money_safely(&self, call: &mut CallExpr, kind: &Type) -> Checked {
        match kind {
            List(of) if **of == Money => return self.fault("lists of money are not compared"),
            Money if call.func_name == operators::EQUALS => call.func_name = SAME.into(),
            Money => call.func_name = DIFFERENT.into(),
            _ => {}
        }
        Ok(Flag)
    }

    /// Money, instants and lengths of time are written out, so that a wrong one is found now.
    fn written(&self, call: &CallExpr) -> Result<(), Fault> {
        let name = call.func_name.as_str();
        let like = match name {
            "money" => "money(\"1000.00 EUR\")",
            "timestamp" => "timestamp(\"2026-01-31T12:00:00Z\")",
            "duration" => "duration(\"48h\")",
            _ => return Ok(()),
        };
        let fits = |text: &str| match name {
            "money" => environment::parse_money(text).is_ok(),
            "timestamp" => text.parse::<kernel::Timestamp>().is_ok(),
            _ => environment::parse_span(text).is_some(),
        };
        let text = call.args.first().and_then(|arg| match &arg.expr {
            Expr::Literal(LiteralValue::String(text)) => Some(text.inner()),
            _ => None,
        });
        if text.is_some_and(fits) { Ok(()) } else { self.fault(format!("write it like {like}")) }
    }
}

/// What a function gives for these kinds, the one it is called on first.
fn gives(name: &str, kinds: &[Type]) -> Option<Type> {
    Some(match (name, kinds) {
        (operators::ADD, [Int, Int]) | (operators::SUBSTRACT, [Int, Int]) => Int,
        (operators::MULTIPLY | operators::DIVIDE | operators::MODULO, [Int, Int])
        | (operators::NEGATE, [Int]) => Int,
        (operators::ADD, [Text, Text]) => Text,
        (operators::ADD | operators::SUBSTRACT, [Money, Money]) => Money,
        (operators::ADD | operators::SUBSTRACT, [Span, Span]) => Span,
        (operators::ADD | operators::SUBSTRACT, [At, Span]) | (operators::ADD, [Span, At]) => At,
        (operators::SUBSTRACT, [At, At]) => Span,
        (operators::ADD, [List(a), List(b)]) if **a == Type::Nothing => List(b.clone()),
        (operators::ADD, [List(a), List(b)]) if a == b || **b == Type::Nothing => List(a.clone()),
        ("size", [Text | List(_)]) => Int,
        ("contains" | "startsWith" | "endsWith", [Text, Text]) => Flag,
        ("string", [Int | Text]) => Text,
        ("money", [Text]) => Money,
        ("timestamp", [Text]) => At,
        ("duration", [Text]) => Span,
        ("local_hour" | "local_weekday", [At, Text]) => Int,
        _ => return None,
    })
}

fn unfit(name: &str, kinds: &[Type]) -> String {
    let kinds = kinds.iter().map(Type::to_string).collect::<Vec<_>>().join(" and ");
    match name.trim_matches(|c| "_@!?:[]".contains(c)) {
        sign if !sign.is_empty() && !sign.starts_with(char::is_alphabetic) => {
            format!("`{sign}` does not go with {kinds}")
        }
        _ if ["size", "contains", "startsWith", "endsWith", "string", "local_hour", "local_weekday"]
            .contains(&name) =>
        {
            format!("`{name}` does not go with {kinds}")
        }
        "in" => format!("`in` does not go with {kinds}"),
        "" => format!("an index does not go with {kinds}"),
        _ => format!("there is no function `{name}`"),
    }
}

/// The paths that have a value when the expression is so.
fn known(expr: &Expression, so: bool) -> Vec<String> {
    match &expr.expr {
        Expr::Select(select) if select.test && so => spelled(&select.operand.expr)
            .map(|record| format!("{record}.{}", select.field))
            .into_iter()
            .collect(),
        Expr::Call(call) => match (call.func_name.as_str(), call.args.as_slice()) {
            (operators::LOGICAL_NOT, [a]) => known(a, !so),
            (operators::LOGICAL_AND, [a, b]) if so => [known(a, so), known(b, so)].concat(),
            (operators::LOGICAL_OR, [a, b]) if !so => [known(a, so), known(b, so)].concat(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}
