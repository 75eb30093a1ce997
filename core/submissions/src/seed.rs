use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The 256 bits from which one attempt's paper is drawn. Written as 64 hexadecimal digits.
///
/// It is stored with the attempt and sent with its answers, so that the paper can be drawn again at any time. It is
/// never shown to the student, and `Debug` hides it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Seed([u8; 32]);

/// Text that is not 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a seed of 64 hexadecimal digits")]
pub struct InvalidSeed;

impl Seed {
    /// Wraps bytes that came from a `SecretSource`.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(..)")
    }
}

impl FromStr for Seed {
    type Err = InvalidSeed;

    fn from_str(text: &str) -> Result<Self, InvalidSeed> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| InvalidSeed)?;
        Ok(Self(bytes))
    }
}

impl Serialize for Seed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Seed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_survives_its_text_and_nothing_else_is_one() {
        let seed = Seed::new([0xA5; 32]);
        assert_eq!(seed.to_string().parse(), Ok(seed));
        for text in ["", "a5", &"g".repeat(64), &"a5".repeat(33)] {
            assert_eq!(text.parse::<Seed>(), Err(InvalidSeed), "{text}");
        }
        assert_eq!(format!("{seed:?}"), "Seed(..)");
    }
}
