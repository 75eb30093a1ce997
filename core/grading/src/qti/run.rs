//! The state of one processing: what each variable holds, chance, and how much work is left.

use std::collections::BTreeMap;

use super::{
    chance::Chance,
    declaration::{Declaration, Kind},
    error::Fault,
    limits,
    options::Mode,
    value::{BaseType, Cardinality, Scalar, Value, scalar::whole},
};

/// See the module.
#[derive(Debug)]
pub(super) struct Run<'a> {
    pub(super) mode: Mode,
    pub(super) chance: Chance,
    variables: BTreeMap<&'a str, Variable<'a>>,
    steps: usize,
}

/// A variable as processing has it so far; template processing may set its default and its key.
#[derive(Debug)]
pub(super) struct Variable<'a> {
    pub(super) declaration: &'a Declaration,
    pub(super) value: Value,
    pub(super) default: Value,
    pub(super) correct: Value,
}

impl<'a> Run<'a> {
    /// Every variable has its default.
    pub(super) fn new(declarations: &'a [Declaration], mode: Mode, chance: Chance) -> Self {
        let mut run = Self { mode, chance, variables: BTreeMap::new(), steps: limits::STEPS };
        run.start_anew(declarations);
        run
    }

    /// As declared, whatever was set.
    pub(super) fn start_anew(&mut self, declarations: &'a [Declaration]) {
        self.variables = declarations
            .iter()
            .map(|declaration| {
                let (default, correct) = (declaration.default.clone(), declaration.correct.clone());
                let variable = Variable { declaration, value: default.clone(), default, correct };
                (declaration.identifier.as_str(), variable)
            })
            .collect();
    }

    /// Takes this many steps off what is left.
    pub(super) fn spend(&mut self, steps: usize) -> Result<(), Fault> {
        self.steps =
            self.steps.checked_sub(steps).ok_or(Fault::TooMuch { of: "steps of work", most: limits::STEPS })?;
        Ok(())
    }

    pub(super) fn variables(&self) -> impl Iterator<Item = &Variable<'a>> {
        self.variables.values()
    }

    /// The variable of this name, of whatever kind.
    pub(super) fn variable(&self, identifier: &str) -> Result<&Variable<'a>, Fault> {
        self.variables.get(identifier).ok_or_else(|| undeclared("variable", identifier))
    }

    /// The variable of this name, which must be of this kind.
    pub(super) fn variable_of(&self, kind: Kind, identifier: &str) -> Result<&Variable<'a>, Fault> {
        let variable = self.variables.get(identifier).filter(|variable| variable.declaration.kind == kind);
        variable.ok_or_else(|| undeclared(described(kind), identifier))
    }

    /// The same, to be set.
    pub(super) fn variable_to_set(&mut self, kind: Kind, identifier: &str) -> Result<&mut Variable<'a>, Fault> {
        let variable = self.variables.get_mut(identifier).filter(|variable| variable.declaration.kind == kind);
        variable.ok_or_else(|| undeclared(described(kind), identifier))
    }
}

fn undeclared(kind: &'static str, identifier: &str) -> Fault {
    Fault::Undeclared { kind, identifier: identifier.to_owned() }
}

const fn described(kind: Kind) -> &'static str {
    match kind {
        Kind::Response => "response variable",
        Kind::Outcome => "outcome variable",
        Kind::Template => "template variable",
    }
}

impl Declaration {
    /// The value as this variable can hold it. To the letter, base type and cardinality must be its own; put right,
    /// numbers become what numbers they equal, texts what texts are asked for, one value a container and back.
    pub(super) fn accept(&self, value: Value, mode: Mode) -> Result<Value, Fault> {
        let (cardinality, base) = match (value.cardinality(), self.base) {
            (None, _) => return Ok(Value::Null),
            (Some(Cardinality::Record), None) => return Ok(value),
            (Some(Cardinality::Record), _) | (_, None) => return Err(self.refuses(&value)),
            (Some(cardinality), Some(base)) => (cardinality, base),
        };
        let fits = cardinality == self.cardinality || (mode == Mode::Repaired && value.members().len() == 1);
        let members: Option<Vec<Scalar>> =
            value.members().iter().filter(|_| fits).map(|member| converted(member, base, mode)).collect();
        match members.filter(|members| !members.is_empty()) {
            Some(members) => Ok(Value::container(self.cardinality, members)),
            None => Err(self.refuses(&value)),
        }
    }

    fn refuses(&self, value: &Value) -> Fault {
        let base = self.base.map_or("", BaseType::name);
        value.instead_of(format!("{} {base} for {}", self.cardinality.name(), self.identifier))
    }
}

fn converted(scalar: &Scalar, base: BaseType, mode: Mode) -> Option<Scalar> {
    let found = scalar.base_type();
    let either = base == BaseType::IntOrIdentifier && matches!(found, BaseType::Integer | BaseType::Identifier);
    if found == base || either {
        return Some(scalar.clone());
    }
    match (base, scalar) {
        _ if mode == Mode::Strict => None,
        (BaseType::Float, Scalar::Integer(number)) => Some(Scalar::Float(*number as f64)),
        (BaseType::Integer, Scalar::Float(number)) => whole(*number).map(Scalar::Integer),
        (base, scalar) if base.is_text() => Scalar::read(scalar.as_text()?, base),
        _ => None,
    }
}
