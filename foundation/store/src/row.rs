//! One row, from either driver; one value, to either driver.

use std::cell::Cell as StdCell;

use kernel::{Cell, FromCell, Result, Value, fault};
use rusqlite::Statement;
use rusqlite::types::{ToSqlOutput, ValueRef};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked};

pub enum Row<'r> {
    Lite(&'r rusqlite::Row<'r>, &'r Names),
    Pg(&'r tokio_postgres::Row),
}

impl Row<'_> {
    pub fn get<T: FromCell>(&self, column: &str) -> Result<T> {
        let cell = match self {
            Row::Lite(row, names) => lite_cell(row.get_ref(names.find(column)?).map_err(fault)?)?,
            Row::Pg(row) => row.try_get::<_, PgCell>(column).map_err(fault)?.0,
        };
        T::from_cell(cell).ok_or_else(|| fault(format!("column `{column}` holds something of another type")))
    }

    /// A document column, read back as what was written.
    pub fn doc<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<T> {
        serde_json::from_str(&self.get::<String>(column)?).map_err(fault)
    }

    /// `Owned` from the two columns every noun has.
    pub fn owned(&self) -> Result<kernel::Owned> {
        Ok(kernel::Owned { owner: self.get("owner")?, team: self.get("team")? })
    }

    /// One of the staff, from the columns of governance's window: `id`, `role`, `active`, `stand_in`.
    pub fn on_staff(&self) -> Result<kernel::OnStaff> {
        Ok(kernel::OnStaff {
            id: self.get("id")?,
            active: self.get("active")?,
            administers: self.get::<String>("role")? == "administrator",
            stand_in: self.get("stand_in")?,
        })
    }

    /// An amount from its two columns.
    pub fn money(&self, minor: &str, currency: &str) -> Result<Option<kernel::Money>> {
        let minor: Option<i64> = self.get(minor)?;
        let currency: Option<kernel::Currency> = self.get(currency)?;
        Ok(minor.zip(currency).map(|(minor, currency)| kernel::Money { minor, currency }))
    }
}

/// The names of a statement's columns, asked of the driver once for all rows.
pub struct Names {
    /// One after the other, each with where it ends.
    text: String,
    ends: Vec<usize>,
    /// The column that is probably asked for next: names are read in the order they were selected in.
    next: StdCell<usize>,
}

impl Names {
    pub(crate) fn of(statement: &Statement<'_>) -> Names {
        let count = statement.column_count();
        let mut names = Names {
            text: String::with_capacity(16 * count),
            ends: Vec::with_capacity(count),
            next: 0.into(),
        };
        for at in 0..count {
            names.text += statement.column_name(at).unwrap_or_default();
            names.ends.push(names.text.len());
        }
        names
    }

    fn is(&self, at: usize, name: &str) -> bool {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.text.as_bytes()[start..self.ends[at]] == name.as_bytes()
    }

    fn find(&self, name: &str) -> Result<usize> {
        let next = self.next.get();
        let mut places = (next..self.ends.len()).chain(0..next.min(self.ends.len()));
        let at = places.find(|at| self.is(*at, name));
        let at = at.ok_or_else(|| fault(format!("the statement has no column `{name}`")))?;
        self.next.set(at + 1);
        Ok(at)
    }
}

fn lite_cell(value: ValueRef<'_>) -> Result<Cell<'_>> {
    Ok(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(n) => Cell::Int(n),
        ValueRef::Text(text) => Cell::Text(std::str::from_utf8(text).map_err(fault)?),
        ValueRef::Blob(bytes) => Cell::Bytes(bytes),
        ValueRef::Real(_) => return Err(fault("a float in the database")),
    })
}

struct PgCell<'a>(Cell<'a>);

impl<'a> FromSql<'a> for PgCell<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(PgCell(match *ty {
            Type::BOOL => Cell::Int(bool::from_sql(ty, raw)?.into()),
            Type::INT4 => Cell::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT8 => Cell::Int(i64::from_sql(ty, raw)?),
            Type::BYTEA => Cell::Bytes(raw),
            _ => Cell::Text(<&str>::from_sql(ty, raw)?),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(PgCell(Cell::Null))
    }

    fn accepts(ty: &Type) -> bool {
        [Type::BOOL, Type::INT4, Type::INT8, Type::BYTEA, Type::TEXT, Type::VARCHAR].contains(ty)
    }
}

/// A value on its way into a statement.
#[derive(Debug)]
pub(crate) struct Bound<'a>(pub &'a Value<'a>);

impl rusqlite::ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Flag(flag) => ValueRef::Integer((*flag).into()),
            Value::Int(n) => ValueRef::Integer(*n),
            Value::At(at) => ValueRef::Integer(at.as_millisecond()),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
            Value::Id(id) => ValueRef::Blob(&id.bytes),
            Value::Doc(text) => ValueRef::Text(text.as_bytes()),
            Value::On(day) => return Ok(ToSqlOutput::from(day.to_string())),
        }))
    }
}

impl ToSql for Bound<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self.0 {
            Value::Null => Ok(IsNull::Yes),
            Value::Flag(flag) => flag.to_sql(ty, out),
            Value::Int(n) if *ty == Type::INT4 => i32::try_from(*n)?.to_sql(ty, out),
            Value::Int(n) => n.to_sql(ty, out),
            Value::At(at) => at.as_millisecond().to_sql(ty, out),
            Value::Text(text) => text.as_ref().to_sql(ty, out),
            Value::Bytes(bytes) => bytes.to_sql(ty, out),
            Value::Id(id) => id.bytes.as_slice().to_sql(ty, out),
            Value::Doc(text) => text.to_sql(ty, out),
            Value::On(day) => day.to_string().to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
