//! Between the domain's types and the columns'.

use pediafor_kernel::{Cursor, PageRequest, PortError, Timestamp};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, prelude::DateTimeUtc,
    sea_query::LikeExpr,
};
use serde::{Serialize, de::DeserializeOwned};

/// A column's instant as the domain's.
pub fn timestamp(instant: DateTimeUtc) -> Timestamp {
    Timestamp::new(instant)
}

/// A domain value as a JSON column.
///
/// # Errors
///
/// A corrupt-data error naming `what`, where the value has no JSON form.
pub fn to_json(what: &'static str, value: &impl Serialize) -> Result<serde_json::Value, PortError> {
    serde_json::to_value(value).map_err(|error| PortError::corrupt(what, error))
}

/// A JSON column as a domain value.
///
/// # Errors
///
/// A corrupt-data error naming `what`, where the column holds something else.
pub fn from_json<T: DeserializeOwned>(what: &'static str, value: serde_json::Value) -> Result<T, PortError> {
    serde_json::from_value(value).map_err(|error| PortError::corrupt(what, error))
}

/// A text column as a domain value.
///
/// # Errors
///
/// A corrupt-data error naming `what`, where the column holds something else.
pub fn from_text<T: std::str::FromStr>(what: &'static str, text: &str) -> Result<T, PortError>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    text.parse().map_err(|error: T::Err| PortError::corrupt(what, error))
}

/// A counter of the domain as a column.
pub fn to_i64(counter: u64) -> i64 {
    i64::try_from(counter).unwrap_or(i64::MAX)
}

/// A counter column as the domain's.
pub fn to_u64(counter: i64) -> u64 {
    u64::try_from(counter).unwrap_or(0)
}

/// A column that holds a small counter as the domain's.
///
/// # Errors
///
/// A corrupt-data error naming `what`, where it does not fit.
pub fn small<T: TryFrom<C>, C>(what: &'static str, column: C) -> Result<T, PortError>
where
    T::Error: std::error::Error + Send + Sync + 'static,
{
    T::try_from(column).map_err(|error| PortError::corrupt(what, error))
}

/// The pattern of texts that contain `text` itself, whatever wildcards stand in it.
pub fn containing(text: &str) -> LikeExpr {
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    LikeExpr::new(pattern).escape('!')
}

/// Cuts a list to one page and a row: newest first by (`at`, `id`), after the request's cursor. Give the rows to
/// `Page::from_overfull`.
pub fn page<E: EntityTrait>(
    query: Select<E>,
    at: impl ColumnTrait,
    id: impl ColumnTrait,
    request: &PageRequest,
) -> Select<E> {
    let query = match &request.after {
        None => query,
        Some(cursor) => query.filter(after(cursor, at, id)),
    };
    query.order_by_desc(at).order_by_desc(id).limit(u64::from(request.limit()) + 1)
}

/// Cuts a list to at most `limit` rows, by id, after `after`: for going through all there is.
pub fn after_id<E: EntityTrait>(
    query: Select<E>,
    id: impl ColumnTrait,
    after: Option<uuid::Uuid>,
    limit: u32,
) -> Select<E> {
    let query = match after {
        None => query,
        Some(after) => query.filter(id.gt(after)),
    };
    query.order_by_asc(id).limit(u64::from(limit))
}

fn after(cursor: &Cursor, at: impl ColumnTrait, id: impl ColumnTrait) -> Condition {
    Condition::any()
        .add(at.lt(cursor.at.instant()))
        .add(Condition::all().add(at.eq(cursor.at.instant())).add(id.lt(cursor.id)))
}
