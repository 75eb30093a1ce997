//! Asking twice, doing once: the `Idempotency-Key` header.

use pediafor_kernel::{Actor, Once};
use poem::{Request, RequestBody};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaParamIn, MetaSchema, MetaSchemaRef},
};
use sha2::{Digest, Sha256};

use super::{body::Received, error::ApiError};

/// The most characters of a key.
const LONGEST: usize = 255;
const HEADER: &str = "Idempotency-Key";

/// The request header `Idempotency-Key` and a fingerprint of the request it stands for.
///
/// Take it as `#[oai(name = "Idempotency-Key")] idempotency: Idempotency` on whatever creates or submits. A key is 1 to
/// 255 visible ASCII characters; anything else answers 400. The fingerprint is SHA-256 over method, path with query, and the raw
/// body; of an upload the body is not known here, so add its content by [`Idempotency::once_with`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idempotency {
    key: Option<String>,
    fingerprint: [u8; 32],
}

impl Idempotency {
    /// The wish of `actor` that `operation` happen once; `None` where the header is absent.
    pub fn once(&self, actor: &Actor, operation: &'static str) -> Option<Once> {
        let key = self.key.clone()?;
        Some(Once { user: actor.user, operation, key, fingerprint: self.fingerprint })
    }

    /// The same for an upload: `content` is a digest of the uploaded file, or the file itself.
    pub fn once_with(&self, actor: &Actor, operation: &'static str, content: &[u8]) -> Option<Once> {
        let once = self.once(actor, operation)?;
        Some(Once { fingerprint: fingerprint([&self.fingerprint, content]), ..once })
    }
}

/// SHA-256 over the parts, each after its length, so that no two lists of parts look alike.
fn fingerprint<const N: usize>(parts: [&[u8]; N]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}

fn key(request: &Request) -> Result<Option<String>, ApiError> {
    let mut values = request.headers().get_all(HEADER).iter();
    let key = match (values.next(), values.next()) {
        (None, _) => return Ok(None),
        (Some(value), None) => value.as_bytes(),
        (Some(_), Some(_)) => &[],
    };
    match std::str::from_utf8(key) {
        Ok(key) if (1..=LONGEST).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic()) => {
            Ok(Some(key.to_owned()))
        }
        _ => Err(ApiError::malformed(
            HEADER,
            "invalid_idempotency_key",
            format!("an idempotency key is 1 to {LONGEST} visible ASCII characters"),
        )),
    }
}

impl<'a> ApiExtractor<'a> for Idempotency {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::Parameter];
    type ParamType = String;
    type ParamRawType = String;

    fn param_in() -> Option<MetaParamIn> {
        Some(MetaParamIn::Header)
    }

    fn param_schema_ref() -> Option<MetaSchemaRef> {
        Some(MetaSchemaRef::Inline(Box::new(MetaSchema {
            description: Some(
                "Repeat the request with the same key as often as you need: it happens once, and every answer is the \
                 first one. A key used for another request answers 422.",
            ),
            min_length: Some(1),
            max_length: Some(LONGEST),
            pattern: Some("^[!-~]+$".to_owned()),
            ..MetaSchema::new("string")
        })))
    }

    async fn from_request(
        request: &'a Request,
        _body: &mut RequestBody,
        _options: ExtractParamOptions<String>,
    ) -> poem::Result<Self> {
        let key = key(request)?;
        let target = request.uri().path_and_query().map_or("", |target| target.as_str());
        let body = request.data::<Received>().map_or(&[][..], |received| received.bytes());
        Ok(Self { key, fingerprint: fingerprint([request.method().as_str().as_bytes(), target.as_bytes(), body]) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_lists_of_parts_never_look_alike() {
        assert_ne!(fingerprint([b"ab", b"c"]), fingerprint([b"a", b"bc"]));
        assert_eq!(fingerprint([b"ab", b"c"]), fingerprint([b"ab", b"c"]));
    }

    #[test]
    fn a_key_is_visible_ascii_of_bounded_length() {
        let with = |value: &[u8]| {
            let value = poem::http::HeaderValue::from_bytes(value).unwrap();
            key(&Request::builder().header(HEADER, value).finish()).map_err(|error| error.problem().status)
        };
        assert_eq!(with(b"a-key"), Ok(Some("a-key".to_owned())));
        assert_eq!(with(&[b'x'; 255]), Ok(Some("x".repeat(255))));
        for refused in [&b""[..], &[b'x'; 256], b"a key", "cl\u{e9}".as_bytes(), b"\xff"] {
            assert_eq!(with(refused), Err(400), "{refused:?}");
        }
        assert_eq!(key(&Request::builder().finish()), Ok(None));
        let twice = Request::builder().header(HEADER, "a").header(HEADER, "b").finish();
        assert_eq!(key(&twice).unwrap_err().problem().status, 400);
    }
}
