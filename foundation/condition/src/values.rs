//! Our values as the interpreter wants them: records asked lazily, money, instants, lengths of time.
//!
//! Invariant: amounts in two currencies are never compared, added or found equal or unequal; that is an
//! error.

use std::any::Any;
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use cel::ExecutionError;
use cel::common::traits::{Adder, Comparer, Indexer, Subtractor};
use cel::common::types::{CelBool, CelInt, CelList, CelString, Type};
use cel::common::value::{CowVal, StaticVal, Val};
use jiff::SignedDuration;
use kernel::Timestamp;
use kernel::calendar::BusinessHours;

use super::{Record, Value};

type Outcome<T> = Result<T, ExecutionError>;

pub(super) static MONEY: Type = Type::new_unspecified_type("money");
pub(super) static INSTANT: Type = Type::new_unspecified_type("timestamp");
pub(super) static SPAN: Type = Type::new_unspecified_type("duration");
pub(super) static HOURS: Type = Type::new_unspecified_type("hours");
static RECORD: Type = Type::new_unspecified_type("record");

/// More elements than this in one list are an error: an expression is no report.
const LONGEST_LIST: usize = 1_000;

pub(super) fn failed(why: impl ToString) -> ExecutionError {
    ExecutionError::function_error("condition", why)
}

pub(super) fn instant<'b, 'v>(at: Timestamp) -> CowVal<'b, 'v> {
    CowVal::owned(Instant(at))
}

pub(super) fn hours<'b, 'v>(hours: &BusinessHours) -> CowVal<'b, 'v> {
    CowVal::owned(OpenHours(Arc::new(hours.clone())))
}

pub(super) fn record<'b, 'v>(path: &str, record: &'v dyn Record) -> CowVal<'b, 'v> {
    CowVal::owned(Asked { path: path.to_owned(), record })
}

fn boxed<'v>(value: Value<'v>, path: &str) -> Outcome<Box<dyn Val + 'v>> {
    Ok(match value {
        Value::Flag(flag) => Box::new(CelBool::from(flag)),
        Value::Int(n) => Box::new(CelInt::from(n)),
        Value::Text(text) => Box::new(CelString::from(text)),
        Value::At(at) => Box::new(Instant(at)),
        Value::Span(span) => Box::new(Span(span)),
        Value::Money(money) => Box::new(Money(money)),
        Value::Record(record) => Box::new(Asked { path: path.to_owned(), record }),
        Value::List(items) if items.len() > LONGEST_LIST => {
            return Err(failed(format!("`{path}` has more than {LONGEST_LIST} elements")));
        }
        Value::List(items) => {
            let items: Outcome<Vec<_>> = items.into_iter().map(|item| boxed(item, path)).collect();
            Box::new(CelList::from(items?))
        }
    })
}

/// The value as ours; None for what no checked expression can give.
pub(super) fn owned(value: &dyn Val) -> Option<Value<'static>> {
    let text = |text: &CelString| Value::Text(text.inner().to_owned().into());
    None.or_else(|| value.downcast_ref::<CelBool>().map(|flag| Value::Flag(*flag.inner())))
        .or_else(|| value.downcast_ref::<CelInt>().map(|n| Value::Int(*n.inner())))
        .or_else(|| value.downcast_ref::<CelString>().map(text))
        .or_else(|| value.downcast_ref::<Instant>().map(|at| Value::At(at.0)))
        .or_else(|| value.downcast_ref::<Span>().map(|span| Value::Span(span.0)))
        .or_else(|| value.downcast_ref::<Money>().map(|money| Value::Money(money.0)))
        .or_else(|| {
            let items = value.downcast_ref::<CelList>()?.inner().iter();
            items.map(|item| owned(item.as_ref())).collect::<Option<_>>().map(Value::List)
        })
}

/// A record, asked field by field.
struct Asked<'a> {
    path: String,
    record: &'a dyn Record,
}

impl fmt::Debug for Asked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}

impl Val for Asked<'_> {
    fn get_type(&self) -> &Type {
        &RECORD
    }
    fn cel_type() -> &'static Type {
        &RECORD
    }
    fn as_indexer<'b, 'v>(&'b self) -> Option<&'b (dyn Indexer + 'v)>
    where
        Self: 'v,
    {
        Some(self)
    }
    fn clone_as_boxed<'v>(&self) -> Box<dyn Val + 'v>
    where
        Self: 'v,
    {
        Box::new(Asked { path: self.path.clone(), record: self.record })
    }
}

impl Indexer for Asked<'_> {
    fn get<'b, 'v>(&'b self, field: &dyn Val) -> Outcome<CowVal<'b, 'v>>
    where
        Self: 'v,
    {
        let field = field.downcast_ref::<CelString>().ok_or_else(|| failed("a field is named by a text"))?;
        let path = || format!("{}.{}", self.path, field.inner());
        let found = self.record.get(field.inner());
        match found {
            None => Err(ExecutionError::no_such_key(&path())),
            Some(value @ (Value::Record(_) | Value::List(_))) => boxed(value, &path()).map(CowVal::Owned),
            Some(value) => boxed(value, "").map(CowVal::Owned),
        }
    }

    fn steal<'v>(self: Box<Self>, field: &dyn Val) -> Outcome<Box<dyn Val + 'v>>
    where
        Self: 'v,
    {
        self.get(field).map(CowVal::into_owned)
    }
}

/// The hours of the business; only `business_days_between` is given them.
#[derive(Debug, Clone)]
pub(super) struct OpenHours(pub Arc<BusinessHours>);

impl Val for OpenHours {
    fn get_type(&self) -> &Type {
        &HOURS
    }
    fn cel_type() -> &'static Type {
        &HOURS
    }
    fn clone_as_boxed<'v>(&self) -> Box<dyn Val + 'v> {
        Box::new(self.clone())
    }
    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }
}

impl StaticVal for OpenHours {}

macro_rules! plain {
    ($($name:ident($of:ty) is $type:ident, by $compare:expr, $($accessor:ident: $operator:ident),*;)+) => {$(
        #[derive(Debug, Clone, Copy)]
        pub(super) struct $name(pub $of);

        impl Val for $name {
            fn get_type(&self) -> &Type {
                &$type
            }
            fn cel_type() -> &'static Type {
                &$type
            }
            fn as_comparer(&self) -> Option<&dyn Comparer> {
                Some(self)
            }
            $(fn $accessor<'b, 'v>(&'b self) -> Option<&'b (dyn $operator + 'v)>
            where
                Self: 'v,
            {
                Some(self)
            })*
            fn equals(&self, other: &dyn Val) -> bool {
                other.downcast_ref::<$name>().is_some_and(|other| self.0 == other.0)
            }
            fn clone_as_boxed<'v>(&self) -> Box<dyn Val + 'v> {
                Box::new(*self)
            }
            fn as_any(&self) -> Option<&dyn Any> {
                Some(self)
            }
        }

        impl StaticVal for $name {}

        impl Comparer for $name {
            fn compare(&self, other: &dyn Val) -> Outcome<Ordering> {
                let compare: fn(&$of, &$of) -> Outcome<Ordering> = $compare;
                let other = other.downcast_ref::<$name>().ok_or_else(other_kind)?;
                compare(&self.0, &other.0)
            }
        }
    )+};
}

plain! {
    Money(kernel::Money) is MONEY, by |a, b| compare_money(*a, *b),
        as_adder: Adder, as_subtractor: Subtractor;
    Instant(Timestamp) is INSTANT, by |a, b| Ok(a.cmp(b)), as_adder: Adder, as_subtractor: Subtractor;
    Span(SignedDuration) is SPAN, by |a, b| Ok(a.cmp(b)), as_adder: Adder, as_subtractor: Subtractor;
}

pub(super) fn compare_money(a: kernel::Money, b: kernel::Money) -> Outcome<Ordering> {
    if a.currency == b.currency {
        return Ok(a.minor.cmp(&b.minor));
    }
    Err(failed(format!("{a} and {b} are in different currencies and cannot be compared")))
}

fn other<T: StaticVal + Copy>(value: &dyn Val) -> Outcome<T> {
    value.downcast_ref::<T>().copied().ok_or_else(other_kind)
}

fn other_kind() -> ExecutionError {
    failed("two things of different kinds")
}

fn too_far<E>(_: E) -> ExecutionError {
    failed("a time too far away")
}

macro_rules! operator {
    ($($trait:ident::$method:ident for $name:ident: |$a:ident, $b:ident| $result:expr;)+) => {$(
        impl $trait for $name {
            fn $method<'b, 'v>(&'b self, $b: &(dyn Val + 'v)) -> Outcome<CowVal<'b, 'v>>
            where
                Self: 'v,
            {
                let $a = self.0;
                $result
            }
        }
    )+};
}

operator! {
    Adder::add for Money: |a, b| {
        a.checked_add(other::<Money>(b)?.0).map(|sum| CowVal::owned(Money(sum))).map_err(failed)
    };
    Subtractor::sub for Money: |a, b| {
        a.checked_sub(other::<Money>(b)?.0).map(|rest| CowVal::owned(Money(rest))).map_err(failed)
    };
    Adder::add for Instant: |a, b| a.checked_add(other::<Span>(b)?.0).map(instant).map_err(too_far);
    Subtractor::sub for Instant: |a, b| match b.downcast_ref::<Span>() {
        Some(span) => a.checked_sub(span.0).map(instant).map_err(too_far),
        None => Ok(CowVal::owned(Span(a.duration_since(other::<Instant>(b)?.0)))),
    };
    Adder::add for Span: |a, b| match b.downcast_ref::<Instant>() {
        Some(at) => at.0.checked_add(a).map(instant).map_err(too_far),
        None => {
            let sum = a.checked_add(other::<Span>(b)?.0);
            sum.map(|sum| CowVal::owned(Span(sum))).ok_or(()).map_err(too_far)
        }
    };
    Subtractor::sub for Span: |a, b| {
        a.checked_sub(other::<Span>(b)?.0).map(|rest| CowVal::owned(Span(rest))).ok_or(()).map_err(too_far)
    };
}
