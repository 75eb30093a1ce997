use crate::qti::{
    error::{Fault, ParseError, ParseReason},
    limits,
    number::Number,
    value::{BaseType, Scalar, Value, lexical, scalar::whole},
    xml::Element,
};

/// What a number becomes: the first entry that fits, otherwise the default. \[QTI, lookupTable\]
///
/// `<interpolationTable defaultValue="F"><interpolationTableEntry sourceValue="50" targetValue="D"/></…>`
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table {
    lookup: Lookup,
    default: Value,
}

#[derive(Debug, Clone, PartialEq)]
enum Lookup {
    /// Fits the whole number it names.
    Match(Vec<(i64, Value)>),
    /// Fits what is at least its number, or above it where the boundary is not included.
    Interpolation(Vec<(f64, bool, Value)>),
}

impl Table {
    pub(super) fn read(element: &Element, base: BaseType) -> Result<Self, ParseError> {
        if element.children.len() > limits::MEMBERS {
            return Err(element.fail(ParseReason::TooMuch { of: "entries", most: limits::MEMBERS }));
        }
        let target = |of: &Element, name: &'static str| Ok(Value::single(of.scalar_of(of.required(name)?, base)?));
        let matches = element.name == "matchTable";
        let entry_name = if matches { "matchTableEntry" } else { "interpolationTableEntry" };
        if let Some(other) = element.children.iter().find(|child| child.name != entry_name) {
            return Err(other.unexpected());
        }
        let lookup = if matches {
            let entry = |child: &Element| {
                let source = child.read("sourceValue", "a whole number", lexical::integer)?;
                Ok((source, target(child, "targetValue")?))
            };
            Lookup::Match(element.children.iter().map(entry).collect::<Result<_, ParseError>>()?)
        } else {
            let entry = |child: &Element| {
                let source = child.read("sourceValue", "a number", lexical::float)?;
                let included = child.optional("includeBoundary", "a boolean", lexical::boolean)?.unwrap_or(true);
                Ok((source, included, target(child, "targetValue")?))
            };
            Lookup::Interpolation(element.children.iter().map(entry).collect::<Result<_, ParseError>>()?)
        };
        let default =
            if element.attribute("defaultValue").is_some() { target(element, "defaultValue")? } else { Value::Null };
        Ok(Self { lookup, default })
    }

    /// How many entries a number is compared with.
    pub(crate) fn size(&self) -> usize {
        match &self.lookup {
            Lookup::Match(entries) => entries.len(),
            Lookup::Interpolation(entries) => entries.len(),
        }
    }

    /// What a number, or NULL, becomes.
    pub(crate) fn look_up(&self, value: &Value) -> Result<Value, Fault> {
        let number = match value {
            Value::Null => return Ok(self.default.clone()),
            Value::Single(Scalar::Integer(number)) => Number::Integer(*number),
            Value::Single(Scalar::Float(number)) => Number::Float(*number),
            other => return Err(other.instead_of("a single number")),
        };
        let found = match (&self.lookup, number) {
            (Lookup::Match(entries), number) => {
                let source = match number {
                    Number::Integer(number) => Some(number),
                    Number::Float(number) => whole(number),
                };
                entries.iter().find(|(entry, _)| Some(*entry) == source).map(|(_, target)| target)
            }
            (Lookup::Interpolation(entries), number) => {
                let fits = |(source, included, _): &&(f64, bool, Value)| {
                    let order = number.compare(Number::Float(*source));
                    order.is_gt() || (order.is_eq() && *included)
                };
                entries.iter().find(fits).map(|(_, _, target)| target)
            }
        };
        Ok(found.unwrap_or(&self.default).clone())
    }
}
