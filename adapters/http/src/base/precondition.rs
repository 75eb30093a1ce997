//! Editing what one has seen: `ETag` and `If-Match`.

use std::fmt;

use pediafor_kernel::Kind;
use poem::{Request, RequestBody, http::header};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaParamIn, MetaSchema, MetaSchemaRef},
};

use super::{error::ApiError, scalar::scalar};

/// The version of a thing as a strong entity tag, `"3"`: the answer's `ETag` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ETag(u64);

impl ETag {
    /// The tag of version `version`.
    pub const fn of(version: u64) -> Self {
        Self(version)
    }
}

impl fmt::Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0)
    }
}

scalar!(ETag, "etag", {
    ty: "string",
    example: Some("\"3\"".into()),
}, to_header);

/// The request header `If-Match`: do it only if the thing is still what the caller saw.
///
/// Take it as `#[oai(name = "If-Match")] if_match: IfMatch`. `"3"` names a version, `*` any version; a tag that is
/// not one of ours can't match and answers 412, text that is no entity tag answers 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfMatch {
    /// The header is absent: the caller does not care.
    Absent,
    /// `*`: whatever is there.
    Any,
    /// This version.
    Version(u64),
}

impl IfMatch {
    /// The version the caller expects, for the use case to compare; `None` where any will do.
    pub fn expected(self) -> Option<u64> {
        match self {
            Self::Absent | Self::Any => None,
            Self::Version(version) => Some(version),
        }
    }

    fn parse(text: &str) -> Result<Self, ApiError> {
        let text = text.trim_matches([' ', '\t']);
        if text == "*" {
            return Ok(Self::Any);
        }
        let malformed =
            || ApiError::malformed("If-Match", "invalid_if_match", "If-Match is one entity tag such as \"3\", or *");
        let (weak, quoted) = text.strip_prefix("W/").map_or((false, text), |rest| (true, rest));
        let tag = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).ok_or_else(malformed)?;
        if !tag.bytes().all(|b| matches!(b, 0x21 | 0x23..=0x7e)) {
            return Err(malformed());
        }
        let canonical = tag.parse().ok().filter(|version: &u64| version.to_string() == tag);
        match canonical {
            Some(version) if !weak => Ok(Self::Version(version)),
            _ => Err(ApiError::new(Kind::Stale, "stale_version", "no version of this thing has that entity tag")),
        }
    }
}

impl<'a> ApiExtractor<'a> for IfMatch {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::Parameter];
    type ParamType = String;
    type ParamRawType = String;

    fn param_in() -> Option<MetaParamIn> {
        Some(MetaParamIn::Header)
    }

    fn param_schema_ref() -> Option<MetaSchemaRef> {
        Some(MetaSchemaRef::Inline(Box::new(MetaSchema {
            description: Some("The entity tag of the version you saw, or `*`."),
            example: Some("\"3\"".into()),
            ..MetaSchema::new("string")
        })))
    }

    async fn from_request(
        request: &'a Request,
        _body: &mut RequestBody,
        _options: ExtractParamOptions<String>,
    ) -> poem::Result<Self> {
        let mut values = request.headers().get_all(header::IF_MATCH).iter();
        match (values.next(), values.next()) {
            (None, _) => Ok(Self::Absent),
            (Some(value), None) => Ok(Self::parse(value.to_str().unwrap_or_default())?),
            (Some(_), Some(_)) => Ok(Self::parse("")?),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_survives_the_way_to_the_client_and_back() {
        for version in [0, 1, 3, u64::MAX] {
            assert_eq!(IfMatch::parse(&ETag::of(version).to_string()), Ok(IfMatch::Version(version)));
        }
        assert_eq!(IfMatch::parse(" * "), Ok(IfMatch::Any));
    }

    #[test]
    fn a_tag_of_somebody_else_can_not_match() {
        for text in ["\"abc\"", "W/\"3\"", "\"03\"", "\"\"", "\"99999999999999999999\"", "\"+3\""] {
            assert_eq!(IfMatch::parse(text).unwrap_err().problem().status, 412, "{text}");
        }
    }

    #[test]
    fn text_that_is_no_tag_is_malformed() {
        for text in ["", "3", "\"3", "3\"", "\"3\", \"4\"", "\"a b\"", "w/\"3\"", "\"", "\"\u{e9}\"", "**"] {
            assert_eq!(IfMatch::parse(text).unwrap_err().problem().status, 400, "{text}");
        }
    }
}
