//! Lists, a page at a time.

use std::{fmt, str::FromStr};

use pediafor_kernel::{Cursor, PageRequest};
use poem_openapi::{
    Object,
    types::{ParseFromJSON, ToJSON, Type},
};

use super::scalar::scalar;

/// The query parameter `limit`: how many things at most. Take it as `Query<Option<Limit>>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(u32);

/// The query parameter `cursor`: where the page begins. Take it as `Query<Option<After>>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After(Cursor);

/// A `limit` outside its bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a whole number from 1 to {}", PageRequest::MAX)]
pub struct InvalidLimit;

/// A `cursor` that this platform did not make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the next_cursor of an earlier page, unchanged")]
pub struct InvalidAfter;

/// What the parameters `limit` and `cursor` ask for.
pub fn page_request(limit: Option<Limit>, cursor: Option<After>) -> PageRequest {
    PageRequest::new(limit.map(|Limit(limit)| limit), cursor.map(|After(cursor)| cursor))
}

impl FromStr for Limit {
    type Err = InvalidLimit;

    fn from_str(text: &str) -> Result<Self, InvalidLimit> {
        text.parse().ok().filter(|limit| (1..=PageRequest::MAX).contains(limit)).map(Self).ok_or(InvalidLimit)
    }
}

impl FromStr for After {
    type Err = InvalidAfter;

    fn from_str(text: &str) -> Result<Self, InvalidAfter> {
        text.parse().map(Self).map_err(|_| InvalidAfter)
    }
}

impl fmt::Display for After {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

scalar!(Limit, "limit", {
    ty: "integer",
    format: Some("int32"),
    minimum: Some(1.0),
    maximum: Some(f64::from(PageRequest::MAX)),
    default: Some(PageRequest::DEFAULT.into()),
}, from_parameter);

scalar!(After, "cursor", {
    ty: "string",
    max_length: Some(64),
}, from_parameter);

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
pub struct Page<T: Type + ParseFromJSON + ToJSON> {
    /// The things of this page, in the list's order.
    pub items: Vec<T>,
    /// Pass it as `cursor` to read the next page; null on the last page.
    #[oai(nullable)]
    pub next_cursor: Option<String>,
}

impl<T: Type + ParseFromJSON + ToJSON> Page<T> {
    /// The page as it is sent, each thing turned by `dto`.
    pub fn from_domain<D>(page: pediafor_kernel::Page<D>, dto: impl FnMut(D) -> T) -> Self {
        Self {
            items: page.items.into_iter().map(dto).collect(),
            next_cursor: page.next.map(|cursor| cursor.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_whole_number_within_its_bounds() {
        for text in ["0", "201", "-1", "1.5", "", "9999999999999"] {
            assert_eq!(text.parse::<Limit>(), Err(InvalidLimit), "{text}");
        }
        assert_eq!(page_request("200".parse().ok(), None).limit(), 200);
        assert_eq!(page_request(None, None).limit(), 50);
    }
}
