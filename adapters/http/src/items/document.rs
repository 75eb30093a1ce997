//! Domain values that are read and written by serde and described by a schema type.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Declares types of the API that hold a domain value and are written as the domain writes it.
///
/// The type after `as` gives the schema; it is never made. The word in front says how a value is read: `read` where the
/// domain refuses members that it does not know, `read_strictly` where it leaves them aside.
macro_rules! document {
    ($($(#[$doc:meta])* $read:ident $name:ident($domain:ty) as $schema:ty;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name(pub $domain);

        impl From<$domain> for $name {
            fn from(value: $domain) -> Self {
                Self(value)
            }
        }

        impl From<$name> for $domain {
            fn from($name(value): $name) -> Self {
                value
            }
        }

        impl ::poem_openapi::types::Type for $name {
            const IS_REQUIRED: bool = true;
            type RawValueType = Self;
            type RawElementValueType = Self;

            fn name() -> ::std::borrow::Cow<'static, str> {
                <$schema as ::poem_openapi::types::Type>::name()
            }

            fn schema_ref() -> ::poem_openapi::registry::MetaSchemaRef {
                <$schema as ::poem_openapi::types::Type>::schema_ref()
            }

            fn register(registry: &mut ::poem_openapi::registry::Registry) {
                <$schema as ::poem_openapi::types::Type>::register(registry);
            }

            fn as_raw_value(&self) -> Option<&Self> {
                Some(self)
            }

            fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
                Box::new(::std::iter::once(self))
            }
        }

        impl ::poem_openapi::types::ParseFromJSON for $name {
            fn parse_from_json(value: Option<::serde_json::Value>) -> ::poem_openapi::types::ParseResult<Self> {
                $crate::items::document::$read(value).map(Self).map_err(::poem_openapi::types::ParseError::custom)
            }
        }

        impl ::poem_openapi::types::ToJSON for $name {
            fn to_json(&self) -> Option<::serde_json::Value> {
                Some($crate::items::document::write(&self.0))
            }
        }
    )+};
}
pub(crate) use document;

/// Reads a value.
pub(crate) fn read<T: DeserializeOwned>(sent: Option<Value>) -> Result<T, String> {
    let mut sent = sent.unwrap_or_default();
    prune(&mut sent);
    T::deserialize(sent).map_err(|error| error.to_string())
}

/// Reads a value and refuses members that it does not keep. (`unknown field` is what the edge looks for before it
/// tells the caller which.)
pub(crate) fn read_strictly<T: DeserializeOwned + Serialize>(sent: Option<Value>) -> Result<T, String> {
    let mut sent = sent.unwrap_or_default();
    prune(&mut sent);
    let value = T::deserialize(&sent).map_err(|error| error.to_string())?;
    if keeps(&write(&value), &sent) { Ok(value) } else { Err("unknown field".to_owned()) }
}

/// Writes a value without the members that are null.
pub(crate) fn write(value: &impl Serialize) -> Value {
    // The documents' maps have text keys, which is all that serde_json asks for.
    let mut written = serde_json::to_value(value).unwrap_or_default();
    prune(&mut written);
    written
}

/// Takes away members that are null: they say what an absent member says.
pub(super) fn prune(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(prune);
        }
        Value::Array(items) => items.iter_mut().for_each(prune),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Has `kept` every member that `sent` has?
fn keeps(kept: &Value, sent: &Value) -> bool {
    match (kept, sent) {
        (Value::Object(kept), Value::Object(sent)) => {
            sent.iter().all(|(name, sent)| kept.get(name).is_some_and(|kept| keeps(kept, sent)))
        }
        (Value::Array(kept), Value::Array(sent)) => kept.iter().zip(sent).all(|(kept, sent)| keeps(kept, sent)),
        _ => true,
    }
}
