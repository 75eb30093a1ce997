use std::{fmt, str::FromStr};

use crate::Timestamp;

/// Where a page begins: after the row with this sort key and this id. Opaque to clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The sort key of the last row seen.
    pub at: Timestamp,
    /// The id of the last row seen.
    pub id: uuid::Uuid,
}

/// A cursor this platform did not make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor of this list")]
pub struct InvalidCursor;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.micros(), self.id.simple())
    }
}

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let (micros, id) = text.split_once('.').ok_or(InvalidCursor)?;
        let at = micros.parse().ok().and_then(Timestamp::from_micros).ok_or(InvalidCursor)?;
        Ok(Self { at, id: uuid::Uuid::try_parse(id).map_err(|_| InvalidCursor)? })
    }
}

/// Which rows of a list are wanted: at most `limit`, after `after`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// Between 1 and [`PageRequest::MAX`].
    limit: u32,
    /// The last row of the page before.
    pub after: Option<Cursor>,
}

impl PageRequest {
    /// What a list gives when nobody says how much.
    pub const DEFAULT: u32 = 50;
    /// The most a list gives at once.
    pub const MAX: u32 = 200;

    /// Bounds `limit` to what a list may give.
    pub fn new(limit: Option<u32>, after: Option<Cursor>) -> Self {
        Self { limit: limit.unwrap_or(Self::DEFAULT).clamp(1, Self::MAX), after }
    }

    /// How many rows at most.
    pub fn limit(&self) -> u32 {
        self.limit
    }
}

impl Default for PageRequest {
    fn default() -> Self {
        Self::new(None, None)
    }
}

/// One page of a list, newest first unless the port says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// Makes a page out of up to `limit + 1` rows: the extra row only tells that there is more.
    pub fn from_overfull(mut rows: Vec<T>, request: &PageRequest, cursor: impl Fn(&T) -> Cursor) -> Self {
        let limit = request.limit() as usize;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(cursor) } else { None };
        Self { items: rows, next }
    }

    /// The page that `request` asks for of all the rows there are, newest first: what a store does, for those that keep
    /// their rows in memory.
    pub fn newest_first(mut rows: Vec<T>, request: &PageRequest, cursor: impl Fn(&T) -> Cursor) -> Self {
        let key = |row: &T| {
            let Cursor { at, id } = cursor(row);
            (at, id)
        };
        rows.retain(|row| request.after.as_ref().is_none_or(|after| key(row) < (after.at, after.id)));
        rows.sort_unstable_by_key(|row| std::cmp::Reverse(key(row)));
        Self::from_overfull(rows, request, cursor)
    }

    /// The same page of other things.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), next: self.next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_way_to_the_client_and_back() {
        let cursor = Cursor { at: Timestamp::from_micros(-5).unwrap(), id: uuid::Uuid::from_u128(7) };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for text in ["", ".", "zz.00", "1.", "1.x", "9999999999999999999999.00000000000000000000000000000007"] {
            assert_eq!(text.parse::<Cursor>(), Err(InvalidCursor), "{text}");
        }
    }
}
