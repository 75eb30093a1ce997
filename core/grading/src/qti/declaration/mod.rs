//! What an item declares: its variables, their keys, and how values are mapped.

mod area;
mod mapping;
mod table;

pub(super) use area::AreaMapping;
pub(super) use mapping::Mapping;
pub(super) use table::Table;

use super::{
    error::{ParseError, ParseReason},
    limits,
    value::{BaseType, Cardinality, Scalar, Value, lexical},
    xml::Element,
};

/// What a variable is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// What the candidate gives.
    Response,
    /// What processing makes of it.
    Outcome,
    /// What template processing draws.
    Template,
}

/// A variable that an item declares.
#[derive(Debug, Clone, PartialEq)]
pub struct Declaration {
    pub(super) identifier: String,
    pub(super) kind: Kind,
    pub(super) cardinality: Cardinality,
    /// Records have none.
    pub(super) base: Option<BaseType>,
    pub(super) default: Value,
    pub(super) correct: Value,
    pub(super) mapping: Option<Mapping>,
    pub(super) areas: Option<AreaMapping>,
    pub(super) table: Option<Table>,
    pub(super) normal_maximum: Option<f64>,
}

impl Declaration {
    /// Its name.
    #[must_use]
    pub fn identifier(&self) -> &str {
        &self.identifier
    }

    /// What it is for.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// How many values it holds.
    #[must_use]
    pub const fn cardinality(&self) -> Cardinality {
        self.cardinality
    }

    /// What its values are; nothing for a record.
    #[must_use]
    pub const fn base_type(&self) -> Option<BaseType> {
        self.base
    }

    /// Its default, or NULL.
    #[must_use]
    pub const fn default_value(&self) -> &Value {
        &self.default
    }

    /// The key of a response, or NULL.
    #[must_use]
    pub const fn correct_response(&self) -> &Value {
        &self.correct
    }

    /// Reads a declaration, if the element is one.
    pub(super) fn read(element: &Element) -> Result<Option<Self>, ParseError> {
        let kind = match element.name.as_str() {
            "responseDeclaration" => Kind::Response,
            "outcomeDeclaration" => Kind::Outcome,
            "templateDeclaration" => Kind::Template,
            _ => return Ok(None),
        };
        let cardinality = element.read("cardinality", "a cardinality", Cardinality::from_name)?;
        let base = element.optional("baseType", "a base type", BaseType::from_name)?;
        if base.is_none() != (cardinality == Cardinality::Record) {
            let why = ParseReason::Missing("baseType");
            let too_much = ParseReason::Invalid { expected: "absent in a record", value: "baseType".into() };
            return Err(element.fail(if base.is_none() { why } else { too_much }));
        }
        let mut declaration = Self {
            identifier: element.required("identifier")?.to_owned(),
            kind,
            cardinality,
            base,
            default: Value::Null,
            correct: Value::Null,
            mapping: None,
            areas: None,
            table: None,
            normal_maximum: element.optional("normalMaximum", "a number", lexical::float)?,
        };
        for child in &element.children {
            declaration.take(child)?;
        }
        if declaration.starts_at_zero() {
            declaration.default = Value::Single(match base {
                Some(BaseType::Integer) => Scalar::Integer(0),
                _ => Scalar::Float(0.0),
            });
        }
        Ok(Some(declaration))
    }

    fn take(&mut self, child: &Element) -> Result<(), ParseError> {
        match (child.name.as_str(), self.kind, self.base) {
            ("defaultValue", ..) => self.default = self.values(child)?,
            ("correctResponse", Kind::Response, _) => self.correct = self.values(child)?,
            ("mapping", _, Some(base)) => self.mapping = Some(Mapping::read(child, base)?),
            ("areaMapping", Kind::Response, _) => self.areas = Some(AreaMapping::read(child)?),
            ("matchTable" | "interpolationTable", Kind::Outcome, Some(base)) => {
                self.table = Some(Table::read(child, base)?);
            }
            _ => return Err(child.unexpected()),
        }
        Ok(())
    }

    /// The `value` elements of a default or a key.
    fn values(&self, element: &Element) -> Result<Value, ParseError> {
        if element.children.len() > limits::MEMBERS {
            return Err(element.fail(ParseReason::TooMuch { of: "values", most: limits::MEMBERS }));
        }
        let mut members = Vec::new();
        let mut fields = std::collections::BTreeMap::new();
        for value in &element.children {
            if value.name != "value" {
                return Err(value.unexpected());
            }
            let base = match self.base {
                Some(base) => base,
                None => value.read("baseType", "a base type", BaseType::from_name)?,
            };
            let member = value.scalar(base)?;
            if self.cardinality == Cardinality::Record {
                fields.insert(value.required("fieldIdentifier")?.to_owned(), member);
            } else {
                members.push(member);
            }
        }
        match self.cardinality {
            Cardinality::Single if members.len() > 1 => Err(element
                .fail(ParseReason::Invalid { expected: "a single value", value: format!("{} values", members.len()) })),
            Cardinality::Record if fields.is_empty() => Ok(Value::Null),
            Cardinality::Record => Ok(Value::Record(fields)),
            _ => Ok(Value::container(self.cardinality, members)),
        }
    }

    /// Numeric outcomes without a default begin at 0, all others at NULL.
    fn starts_at_zero(&self) -> bool {
        self.kind == Kind::Outcome
            && self.cardinality == Cardinality::Single
            && self.base.is_some_and(BaseType::is_numeric)
            && self.default.is_null()
    }
}
