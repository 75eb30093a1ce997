//! Expressions, a family a file: what each operator takes and gives, as QTI has it.
//!
//! Every operator evaluates all its expressions first, from left to right. Unless it says otherwise, it gives NULL where
//! one of them is NULL.

mod operand;
mod parameter;

use std::ops::RangeInclusive;

use super::{
    error::{Fault, ParseError, ParseReason, Position, ProcessError},
    limits,
    run::Run,
    value::Value,
    xml::Element,
};

/// Makes the list of families: their modules, the enum, and the dispatch.
macro_rules! families {
    ($($module:ident::$family:ident,)+) => {
        $(mod $module;)+

        /// An operator of one of the families.
        #[derive(Debug, Clone, PartialEq)]
        enum Operator {
            $($family($module::$family),)+
        }

        impl Operator {
            /// The operator that an element is, if it is one.
            fn read(element: &Element) -> Result<Option<Self>, ParseError> {
                $(if let Some(operator) = $module::$family::read(element)? {
                    return Ok(Some(Self::$family(operator)));
                })+
                Ok(None)
            }

            /// How many expressions it takes.
            fn arity(&self) -> RangeInclusive<usize> {
                match self {
                    $(Self::$family(operator) => operator.arity(),)+
                }
            }

            fn apply(&self, operands: &[Value], run: &mut Run<'_>) -> Result<Value, Fault> {
                match self {
                    $(Self::$family(operator) => operator.apply(operands, run),)+
                }
            }
        }
    };
}

families! {
    literal::Literal,
    lookup::Lookup,
    chance::Chance,
    container::Container,
    logic::Logic,
    comparison::Comparison,
    text::Text,
    arithmetic::Arithmetic,
    whole_numbers::WholeNumbers,
    rounding::Rounding,
    functions::Function,
    statistics::Statistics,
    inside::Inside,
}

/// Operators of QTI that are no matter of one item, and why.
const ELSEWHERE: &[(&str, &str)] = &[
    ("customOperator", "what a custom operator does is known to its maker alone"),
    ("numberCorrect", "it counts the items of a test"),
    ("numberIncorrect", "it counts the items of a test"),
    ("numberPresented", "it counts the items of a test"),
    ("numberResponded", "it counts the items of a test"),
    ("numberSelected", "it counts the items of a test"),
    ("outcomeMaximum", "it adds up the items of a test"),
    ("outcomeMinimum", "it adds up the items of a test"),
    ("testVariables", "it collects from the items of a test"),
];

/// An operator with its expressions.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Expression {
    pub(super) at: Position,
    pub(super) element: String,
    operator: Operator,
    operands: Vec<Expression>,
}

impl Expression {
    pub(super) fn read(element: &Element) -> Result<Self, ParseError> {
        let Some(operator) = Operator::read(element)? else {
            let elsewhere = ELSEWHERE.iter().find(|(name, _)| *name == element.name);
            return Err(elsewhere.map_or_else(
                || element.unexpected(),
                |(_, why)| element.fail(ParseReason::Unsupported { element: element.name.clone(), why }),
            ));
        };
        let operands = element.children.iter().map(Self::read).collect::<Result<Vec<_>, _>>()?;
        let (arity, found) = (operator.arity(), operands.len());
        if !arity.contains(&found) {
            let expected = match (*arity.start(), *arity.end()) {
                (least, most) if least == most => least.to_string(),
                (least, _) => format!("at least {least}"),
            };
            return Err(element.fail(ParseReason::Operands { expected, found }));
        }
        Ok(Self { at: element.at, element: element.name.clone(), operator, operands })
    }

    pub(super) fn evaluate(&self, run: &mut Run<'_>) -> Result<Value, ProcessError> {
        let operands = self.operands.iter().map(|operand| operand.evaluate(run)).collect::<Result<Vec<_>, _>>()?;
        self.apply(&operands, run).map_err(|fault| ProcessError::Rule {
            at: self.at,
            element: self.element.clone(),
            fault,
        })
    }

    fn apply(&self, operands: &[Value], run: &mut Run<'_>) -> Result<Value, Fault> {
        run.spend(1 + operands.iter().map(Value::weight).sum::<usize>())?;
        let value = self.operator.apply(operands, run)?;
        run.spend(value.weight())?;
        if value.size() > limits::MEMBERS {
            return Err(Fault::TooMuch { of: "members", most: limits::MEMBERS });
        }
        Ok(value)
    }
}

#[cfg(test)]
mod testing {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::qti::{
        chance::Chance,
        declaration::Declaration,
        options::Mode::{self, Repaired, Strict},
        xml,
    };

    const DECLARATIONS: &str = r#"<d>
        <responseDeclaration identifier="R" cardinality="multiple" baseType="identifier">
            <defaultValue><value>A</value><value>B</value></defaultValue>
            <correctResponse><value>B</value></correctResponse>
            <mapping defaultValue="0.5" upperBound="3"><mapEntry mapKey="A" mappedValue="2"/></mapping>
        </responseDeclaration>
        <responseDeclaration identifier="ORDERED" cardinality="ordered" baseType="integer">
            <defaultValue><value>1</value><value>2</value><value>2</value><value>3</value></defaultValue>
        </responseDeclaration>
        <responseDeclaration identifier="POINTS" cardinality="multiple" baseType="point">
            <defaultValue><value>1 1</value><value>9 9</value></defaultValue>
            <areaMapping defaultValue="4"><areaMapEntry shape="rect" coords="0,0,2,2" mappedValue="1"/></areaMapping>
        </responseDeclaration>
        <responseDeclaration identifier="RECORD" cardinality="record">
            <defaultValue><value fieldIdentifier="x" baseType="integer">7</value></defaultValue>
        </responseDeclaration>
        <templateDeclaration identifier="TWO" cardinality="single" baseType="integer">
            <defaultValue><value>2</value></defaultValue>
        </templateDeclaration>
        <templateDeclaration identifier="PATTERN" cardinality="single" baseType="string">
            <defaultValue><value>a+</value></defaultValue>
        </templateDeclaration>
    </d>"#;

    fn evaluate(expression: &str, mode: Mode) -> Json {
        let declarations = xml::parse(DECLARATIONS).unwrap().children;
        let declarations: Vec<_> =
            declarations.iter().map(|element| Declaration::read(element).unwrap().unwrap()).collect();
        let mut run = Run::new(&declarations, mode, Chance::new(1));
        let expression = xml::parse(&expanded(expression)).and_then(|element| Expression::read(&element));
        match expression.unwrap_or_else(|error| panic!("{error}")).evaluate(&mut run) {
            Ok(value) => serde_json::to_value(value).unwrap(),
            Err(_) => json!("error"),
        }
    }

    /// Short for values: `{i 3}`, `{f 1.5}`, `{s text}`, `{n A}`, `{b true}`, `{p 1 1}`, `{d PT1S}`, `{v VARIABLE}`, `{null}`.
    fn expanded(short: &str) -> String {
        let mut out = String::new();
        for (index, piece) in short.split("{{").flat_map(|piece| piece.split("}}")).enumerate() {
            if index % 2 == 0 {
                out.push_str(piece);
                continue;
            }
            let (kind, value) = piece.split_once(' ').unwrap_or((piece, ""));
            let base = match kind {
                "null" => "null",
                "v" => "variable",
                "i" => "integer",
                "f" => "float",
                "s" => "string",
                "n" => "identifier",
                "b" => "boolean",
                "p" => "point",
                "d" => "duration",
                other => panic!("{other}"),
            };
            out.push_str(&match base {
                "null" => "<null/>".to_owned(),
                "variable" => format!(r#"<variable identifier="{value}"/>"#),
                base => format!(r#"<baseValue baseType="{base}">{value}</baseValue>"#),
            });
        }
        out
    }

    /// Checks what expressions give in both modes.
    pub(super) fn check<const N: usize>(cases: [(&str, Json); N]) {
        for (expression, expected) in cases {
            for mode in [Strict, Repaired] {
                assert_eq!(evaluate(expression, mode), expected, "{expression}, {mode:?}");
            }
        }
    }

    /// Checks what expressions give to the letter, and put right.
    pub(super) fn check_modes<const N: usize>(cases: [(&str, Json, Json); N]) {
        for (expression, strict, repaired) in cases {
            assert_eq!(evaluate(expression, Strict), strict, "{expression}, strict");
            assert_eq!(evaluate(expression, Repaired), repaired, "{expression}, repaired");
        }
    }

    /// Checks that these are no expressions.
    pub(super) fn check_refused<const N: usize>(cases: [(&str, &str); N]) {
        for (expression, why) in cases {
            let read = xml::parse(&expanded(expression)).and_then(|element| Expression::read(&element));
            let error = read.unwrap_err().to_string();
            assert!(error.contains(why), "{expression}: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::testing::check_refused;

    #[test]
    fn what_is_no_expression_or_has_too_few_or_too_many_is_refused() {
        check_refused([
            ("<customOperator/>", "known to its maker alone"),
            ("<numberCorrect/>", "counts the items of a test"),
            ("<testVariables/>", "items of a test"),
            ("<notEqual/>", "\"notEqual\" does not belong here"),
            ("<not/>", "0 expressions where 1 belong"),
            ("<match>{{i 1}}</match>", "1 expressions where 2 belong"),
            ("<and/>", "0 expressions where at least 1 belong"),
            ("<variable/>", "the attribute \"identifier\" is missing"),
            ("<baseValue baseType=\"integer\">x</baseValue>", "\"x\" is not a whole number"),
            ("<mathConstant name=\"tau\"/>", "is not pi or e"),
            ("<mathOperator name=\"gamma\">{{i 1}}</mathOperator>", "is not a function"),
            ("<statsOperator name=\"mode\">{{i 1}}</statsOperator>", "is not a statistic"),
            ("<equal toleranceMode=\"near\" tolerance=\"1\">{{i 1}}{{i 1}}</equal>", "is not a tolerance mode"),
            ("<equal toleranceMode=\"absolute\">{{i 1}}{{i 1}}</equal>", "\"tolerance\" is missing"),
            ("<roundTo roundingMode=\"up\" figures=\"1\">{{i 1}}</roundTo>", "is not a rounding mode"),
            ("<patternMatch pattern=\"(\">{{s a}}</patternMatch>", "the pattern cannot be used"),
        ]);
    }
}
