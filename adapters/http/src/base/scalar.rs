//! Making a one-value Rust type a one-value OpenAPI type.

/// Implements poem-openapi's traits for a type that is one string (or number) on the wire.
///
/// The type must be `FromStr` where it is read and `Display` where it is written; `schema` gives the fields of
/// poem-openapi's `MetaSchema`. The error's text reaches the caller, so it must not repeat the input.
macro_rules! scalar {
    ($type:ty, $name:literal, { $($field:ident: $value:expr),* $(,)? } $(, $what:ident)*) => {
        impl ::poem_openapi::types::Type for $type {
            const IS_REQUIRED: bool = true;
            type RawValueType = Self;
            type RawElementValueType = Self;

            fn name() -> ::std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn schema_ref() -> ::poem_openapi::registry::MetaSchemaRef {
                ::poem_openapi::registry::MetaSchemaRef::Inline(Box::new(::poem_openapi::registry::MetaSchema {
                    $($field: $value,)*
                    ..::poem_openapi::registry::MetaSchema::ANY
                }))
            }

            fn as_raw_value(&self) -> Option<&Self> {
                Some(self)
            }

            fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
                Box::new(self.as_raw_value().into_iter())
            }
        }
        $($crate::base::scalar::scalar!(@$what $type);)*
    };
    (@from_parameter $type:ty) => {
        impl ::poem_openapi::types::ParseFromParameter for $type {
            fn parse_from_parameter(value: &str) -> ::poem_openapi::types::ParseResult<Self> {
                value.parse().map_err(::poem_openapi::types::ParseError::custom)
            }
        }
    };
    (@from_json $type:ty) => {
        impl ::poem_openapi::types::ParseFromJSON for $type {
            fn parse_from_json(value: Option<::serde_json::Value>) -> ::poem_openapi::types::ParseResult<Self> {
                match value.unwrap_or_default() {
                    ::serde_json::Value::String(text) => {
                        text.parse().map_err(::poem_openapi::types::ParseError::custom)
                    }
                    other => Err(::poem_openapi::types::ParseError::expected_type(other)),
                }
            }
        }
    };
    (@to_json $type:ty) => {
        impl ::poem_openapi::types::ToJSON for $type {
            fn to_json(&self) -> Option<::serde_json::Value> {
                Some(::serde_json::Value::String(self.to_string()))
            }
        }
    };
    (@to_header $type:ty) => {
        impl ::poem_openapi::types::ToHeader for $type {
            fn to_header(&self) -> Option<::poem::http::HeaderValue> {
                ::poem::http::HeaderValue::try_from(self.to_string()).ok()
            }
        }
    };
}
pub(crate) use scalar;
