//! The words an expression has beside CEL's own: money, timestamp, duration, local_hour, local_weekday,
//! business_days_between.
//!
//! Each is made once for the whole process: building the environment anew for every evaluation is fifty
//! times slower.

use std::sync::{Arc, LazyLock};

use cel::common::ast::{CallExpr, Expr, SourceInfo};
use cel::common::types::{CelBool, CelInt, CelString, STRING_TYPE};
use cel::common::value::{CowVal, StaticVal};
use cel::parser::{Expression, Macro};
use cel::{DeclarationError, Env, ExecutionError};
use jiff::SignedDuration;
use jiff::civil::DateTime;
use kernel::calendar::Zone;
use kernel::{Currency, MoneyError, Timestamp};

use super::Fault;
use super::values::{HOURS, INSTANT, Instant, MONEY, Money, OpenHours, SPAN, Span, compare_money, failed};

type Given<'b, 'v> = Vec<CowVal<'b, 'v>>;
type Given1<'b, 'v> = Result<CowVal<'b, 'v>, ExecutionError>;

pub(super) const OPEN_DAYS: &str = "business_days_between";
/// The hours of the business, which no expression names itself.
pub(super) const HERE: &str = "@hours";
pub(super) const SAME: &str = "@same_money";
pub(super) const DIFFERENT: &str = "@different_money";

static ENVIRONMENT: LazyLock<Arc<Env>> =
    LazyLock::new(|| Arc::new(build().expect("the words of an expression are declared once")));

pub(super) fn shared() -> Arc<Env> {
    ENVIRONMENT.clone()
}

fn build() -> Result<Env, DeclarationError> {
    let mut env = Env::stdlib().with_optional_support(false);
    env.add_overload("money", "money_text", vec![STRING_TYPE], money)?;
    env.add_overload("timestamp", "timestamp_text", vec![STRING_TYPE], timestamp)?;
    env.add_overload("duration", "duration_text", vec![STRING_TYPE], duration)?;
    for (name, of) in [("local_hour", hour as cel::common::functions::Function), ("local_weekday", weekday)] {
        env.add_overload(name, name, vec![INSTANT.to_owned(), STRING_TYPE], of)?;
        env.add_macro(now_first(name))?;
    }
    let open_days = vec![INSTANT.to_owned(), INSTANT.to_owned(), HOURS.to_owned()];
    env.add_overload(OPEN_DAYS, OPEN_DAYS, open_days, business_days_between)?;
    env.add_overload(SAME, SAME, vec![MONEY.to_owned(), MONEY.to_owned()], same_money)?;
    env.add_overload(DIFFERENT, DIFFERENT, vec![MONEY.to_owned(), MONEY.to_owned()], different_money)?;
    env.add_type(MONEY.to_owned())?;
    env.add_type(SPAN.to_owned())?;
    env.add_type(HOURS.to_owned())?;
    Ok(env)
}

/// `local_hour(zone)` is `local_hour(now, zone)`.
fn now_first(name: &'static str) -> Macro {
    Macro::global(name, 1, move |helper, _, args| {
        let zone = args.pop().expect("the macro takes one argument");
        let now = helper.next_expr(Expr::Ident("now".into()));
        let call = CallExpr { func_name: name.into(), target: None, args: vec![now, zone] };
        Ok(Some(helper.next_expr(Expr::Call(call))))
    })
}

/// The expression and where each part of it stands.
pub(super) fn read(source: &str) -> Result<(Expression, SourceInfo), Fault> {
    let parsed = shared().parser().max_recursion_depth(32).parse_with_source_info(source);
    parsed.map_err(|errors| {
        let (line, column) = errors.errors.first().map_or((1, 1), |error| error.pos);
        let before: usize = source
            .split('\n')
            .take(usize::try_from(line - 1).unwrap_or(0))
            .map(|l| l.chars().count() + 1)
            .sum();
        let at = (before + usize::try_from(column).unwrap_or(1)).clamp(1, source.chars().count() + 1);
        Fault { at, why: "cannot be read from here on; check the quotes, brackets and operators".into() }
    })
}

fn given<'a, T: StaticVal>(args: &'a Given<'_, '_>, index: usize) -> Result<&'a T, ExecutionError> {
    let found = args.get(index).and_then(|arg| arg.as_any()?.downcast_ref::<T>());
    found.ok_or_else(|| failed("an argument of another kind"))
}

fn text<'a>(args: &'a Given<'_, '_>, index: usize) -> Result<&'a str, ExecutionError> {
    let found = args.get(index).and_then(|arg| arg.downcast_ref::<CelString>());
    found.map(|text| text.inner()).ok_or_else(|| failed("an argument that is no text"))
}

/// `1000.00 EUR`.
pub(super) fn parse_money(text: &str) -> Result<kernel::Money, MoneyError> {
    let (amount, code) = text.trim().rsplit_once(' ').ok_or_else(|| MoneyError::NotAnAmount(text.into()))?;
    let currency = Currency::from_code(code).ok_or_else(|| MoneyError::UnknownCurrency(code.into()))?;
    kernel::Money::parse(amount, currency)
}

/// `48h`, `90m`, `PT48H`.
pub(super) fn parse_span(text: &str) -> Option<SignedDuration> {
    text.parse().ok()
}

fn money<'b, 'v>(args: Given<'b, 'v>) -> Given1<'b, 'v> {
    parse_money(text(&args, 0)?).map(|money| CowVal::owned(Money(money))).map_err(failed)
}

fn timestamp<'b, 'v>(args: Given<'b, 'v>) -> Given1<'b, 'v> {
    let at: Result<Timestamp, _> = text(&args, 0)?.parse();
    at.map(|at| CowVal::owned(Instant(at))).map_err(failed)
}

fn duration<'b, 'v>(args: Given<'b, 'v>) -> Given1<'b, 'v> {
    let span = parse_span(text(&args, 0)?);
    span.map(|span| CowVal::owned(Span(span))).ok_or_else(|| failed("a length of time is written like 48h"))
}

fn local(args: &Given<'_, '_>) -> Result<DateTime, ExecutionError> {
    let zone: Zone = text(args, 1)?.parse().map_err(failed)?;
    Ok(zone.shows(given::<Instant>(args, 0)?.0))
}

fn hour<'b, 'v>(args: Given<'b, 'v>) -> Given1<'b, 'v> {
    Ok(CowVal::owned(CelInt::from(i64::from(local(&args)?.hour()))))
}

/// Monday is 1, Sunday 7, as in ISO 8601.
fn weekday<'b, 'v>(args: Given<'b, 'v>) -> Given1<'b, 'v> {
    Ok(CowVal::owned(CelInt::from(i64::from(local(&args)?.weekday().to_monday_one_offset()))))
}

fn business_days_between<'b, 'v>(args: Given<'b, 'v>) -> Given1<'b, 'v> {
    let (a, b) = (given::<Instant>(&args, 0)?.0, given::<Instant>(&args, 1)?.0);
    let days = given::<OpenHours>(&args, 2)?.0.business_days_between(a, b).map_err(failed)?;
    Ok(CowVal::owned(CelInt::from(days)))
}

fn same(args: &Given<'_, '_>) -> Result<bool, ExecutionError> {
    Ok(compare_money(given::<Money>(args, 0)?.0, given::<Money>(args, 1)?.0)?.is_eq())
}

fn same_money<'b, 'v>(args: Given<'b, 'v>) -> Given1<'b, 'v> {
    same(&args).map(|same| CowVal::owned(CelBool::from(same)))
}

fn different_money<'b, 'v>(args: Given<'b, 'v>) -> Given1<'b, 'v> {
    same(&args).map(|same| CowVal::owned(CelBool::from(!same)))
}
