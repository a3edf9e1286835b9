//! Whether an expression makes sense: every field exists, every operator fits, no field is used that may
//! be empty unless it was asked for, and the whole is small.
//!
//! Comparing money for equality is rewritten here to the comparison that refuses two currencies.

mod calls;

use std::collections::{BTreeSet, HashMap};

use cel::common::ast::{ComprehensionExpr, Expr, LiteralValue, SelectExpr, SourceInfo};
use cel::parser::Expression;

use super::{Fault, Schema, Type};

const MOST_NODES: usize = 200;
const DEEPEST_MACROS: usize = 2;

type Checked = Result<Type, Fault>;

/// The type of the expression, and the paths it looks at.
pub(super) fn check(
    expression: &mut Expression,
    places: &SourceInfo,
    schema: &Schema,
) -> Result<(Type, Vec<String>), Fault> {
    let mut check = Check {
        schema,
        places,
        at: 1,
        nodes: 0,
        macros: 0,
        locals: HashMap::new(),
        asked: Vec::new(),
        seen: BTreeSet::new(),
    };
    let kind = check.kind(expression)?;
    Ok((kind, check.seen.into_iter().collect()))
}

struct Check<'a> {
    schema: &'a Schema,
    places: &'a SourceInfo,
    /// Where we are: the last part with a place of its own.
    at: usize,
    nodes: usize,
    macros: usize,
    /// The variables of `all`, `exists`, `filter` and `map`, and of their expansion.
    locals: HashMap<String, Type>,
    /// The paths known to have a value here, because `has(...)` was asked first.
    asked: Vec<String>,
    seen: BTreeSet<String>,
}

impl Check<'_> {
    fn fault<T>(&self, why: impl Into<String>) -> Result<T, Fault> {
        Err(Fault { at: self.at, why: why.into() })
    }

    fn kind(&mut self, expr: &mut Expression) -> Checked {
        let outer = self.at;
        self.at = self.place(expr);
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return self.fault(format!("more than {MOST_NODES} parts; split it, or keep a field for it"));
        }
        let kind = self.part(expr)?;
        self.at = outer;
        Ok(kind)
    }

    fn place(&self, expr: &Expression) -> usize {
        let start = self.places.offset_for(opening(expr)).and_then(|(start, _)| usize::try_from(start).ok());
        start.map_or(self.at, |start| start + 1)
    }

    fn part(&mut self, expr: &mut Expression) -> Checked {
        match &mut expr.expr {
            Expr::Literal(literal) => self.literal(literal),
            Expr::Call(call) => self.call(call),
            Expr::Comprehension(comprehension) => self.comprehension(comprehension),
            Expr::Select(select) if select.test => self.presence(select),
            Expr::Ident(_) | Expr::Select(_) => self.path(&expr.expr),
            Expr::List(list) => {
                let mut of = Type::Nothing;
                for element in &mut list.elements {
                    let kind = self.kind(element)?;
                    of = self.agree(of, kind)?;
                }
                Ok(Type::List(Box::new(of)))
            }
            Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => {
                self.fault("maps are not made here; name a field")
            }
        }
    }

    fn literal(&self, literal: &LiteralValue) -> Checked {
        match literal {
            LiteralValue::Boolean(_) => Ok(Type::Flag),
            LiteralValue::Int(_) => Ok(Type::Int),
            LiteralValue::String(_) => Ok(Type::Text),
            LiteralValue::Double(_) => {
                self.fault("a number with a fraction; write money(\"12.50 EUR\") or a whole number")
            }
            LiteralValue::Null => self.fault("nothing is equal to null; ask has(field)"),
            LiteralValue::Bytes(_) | LiteralValue::UInt(_) => self.fault("write a text or a whole number"),
        }
    }

    /// One type for both, where one of them is of an empty list.
    fn agree(&self, a: Type, b: Type) -> Checked {
        match (a, b) {
            (Type::Nothing, other) | (other, Type::Nothing) => Ok(other),
            (Type::List(a), Type::List(b)) => Ok(Type::List(Box::new(self.agree(*a, *b)?))),
            (a, b) if a == b => Ok(a),
            (a, b) => self.fault(format!("{a} beside {b}; make both the same kind")),
        }
    }

    fn flag(&mut self, expr: &mut Expression) -> Checked {
        let at = self.place(expr);
        match self.kind(expr)? {
            Type::Flag => Ok(Type::Flag),
            other => Err(Fault { at, why: format!("this is {other}; here stands {}", Type::Flag) }),
        }
    }

    fn path(&mut self, expr: &Expr) -> Checked {
        let Some(path) = spelled(expr) else {
            return self.fault("only records have fields");
        };
        if let Some(kind) = self.locals.get(&path) {
            return Ok(kind.clone());
        }
        if path.split('.').next().is_some_and(|root| self.locals.contains_key(root)) {
            return self.fault("the elements of a list have no fields");
        }
        self.exists(&path)?;
        self.has_value(&path)?;
        let Some(field) = self.schema.get(&path) else {
            let names = self.schema.names(Some(&path)).join(", ");
            return self.fault(format!("`{path}` is a record; name one of its fields: {names}"));
        };
        let kind = field.kind.clone();
        self.seen.insert(path);
        Ok(kind)
    }

    fn exists(&self, path: &str) -> Result<(), Fault> {
        let mut above = None;
        for end in path.match_indices('.').map(|(i, _)| i).chain([path.len()]) {
            let part = &path[..end];
            if self.schema.get(part).is_none() && !self.schema.is_record(part) {
                let names = self.schema.names(above).join(", ");
                return match above {
                    None => self.fault(format!("`{part}` is not known here; there is {names}")),
                    Some(record) if names.is_empty() => self.fault(format!("`{record}` has no fields")),
                    Some(record) => self.fault(format!("`{record}` has no such field; it has {names}")),
                };
            }
            above = Some(part);
        }
        Ok(())
    }

    fn has_value(&self, path: &str) -> Result<(), Fault> {
        let ends = path.match_indices('.').map(|(i, _)| i).chain([path.len()]);
        for part in ends.map(|end| &path[..end]) {
            let may_be_empty = self.schema.get(part).is_some_and(|field| field.may_be_empty);
            if may_be_empty && !self.asked.iter().any(|asked| asked == part) {
                return self.fault(format!("`{part}` may be empty; ask has({part}) && ... first"));
            }
        }
        Ok(())
    }

    fn presence(&mut self, select: &SelectExpr) -> Checked {
        let Some(record) = spelled(&select.operand.expr) else {
            return self.fault("has() asks for a field of a record: has(lead.value)");
        };
        let path = format!("{record}.{}", select.field);
        self.exists(&path)?;
        self.has_value(&record)?;
        self.seen.insert(path);
        Ok(Type::Flag)
    }

    fn comprehension(&mut self, all: &mut ComprehensionExpr) -> Checked {
        let range = self.kind(&mut all.iter_range)?;
        let Type::List(element) = range else {
            return self.fault(format!("this is {range}; all, exists, filter and map go over a list"));
        };
        if self.macros == DEEPEST_MACROS {
            return self.fault("all, exists, filter and map stand at most two deep; keep a field for it");
        }
        let start = self.kind(&mut all.accu_init)?;
        self.macros += 1;
        let outer = self.locals.clone();
        self.locals.insert(all.iter_var.clone(), *element);
        self.locals.insert(all.accu_var.clone(), start.clone());
        self.flag(&mut all.loop_cond)?;
        let step = self.kind(&mut all.loop_step)?;
        let end = self.agree(start, step)?;
        self.locals.insert(all.accu_var.clone(), end);
        let result = self.kind(&mut all.result)?;
        self.locals = outer;
        self.macros -= 1;
        Ok(result)
    }
}

/// A path begins where its first name stands, everything else where the sign or the function does.
fn opening(expr: &Expression) -> u64 {
    match &expr.expr {
        Expr::Select(select) => opening(&select.operand),
        _ => expr.id,
    }
}

/// `a.b.c`, if the expression is nothing but names.
pub(super) fn spelled(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Ident(name) => Some(name.clone()),
        Expr::Select(select) if !select.test => {
            Some(format!("{}.{}", spelled(&select.operand.expr)?, select.field))
        }
        _ => None,
    }
}
