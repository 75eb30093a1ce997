//! Rules of response and template processing.

use super::{
    declaration::Kind,
    error::{Fault, ParseError, Position, ProcessError},
    expression::Expression,
    options::Mode,
    run::Run,
    value::{Scalar, Value},
    xml::Element,
};

/// A rule, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rule {
    at: Position,
    element: String,
    action: Action,
}

#[derive(Debug, Clone, PartialEq)]
enum Action {
    /// `responseCondition`, `templateCondition`: the first branch whose condition is true.
    Condition(Vec<Branch>),
    /// `setOutcomeValue`, `setTemplateValue`, `setCorrectResponse`, `setDefaultValue`.
    Set { what: What, identifier: String, to: Expression },
    /// `lookupOutcomeValue`: what the outcome's table makes of it.
    LookUp { identifier: String, of: Expression },
    /// `responseProcessingFragment`: rules in the place of one.
    Fragment(Vec<Rule>),
    /// `exitResponse`, `exitTemplate`: nothing more.
    Exit,
    /// `templateConstraint`: all over again unless it is true.
    Constraint(Expression),
}

/// What is set.
#[derive(Debug, Clone, Copy, PartialEq)]
enum What {
    Outcome,
    Template,
    Correct,
    Default,
}

/// Rules, under a condition but for the last branch.
#[derive(Debug, Clone, PartialEq)]
struct Branch {
    condition: Option<Expression>,
    rules: Vec<Rule>,
}

/// How processing goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    On,
    Exit,
    Again,
}

/// Which processing rules belong to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Phase {
    Response,
    Template,
}

impl Phase {
    /// What its conditions and their branches are called.
    const fn condition(self) -> [&'static str; 4] {
        match self {
            Self::Response => ["responseCondition", "responseIf", "responseElseIf", "responseElse"],
            Self::Template => ["templateCondition", "templateIf", "templateElseIf", "templateElse"],
        }
    }
}

/// The rules that are an element's children.
pub(super) fn read_all(children: &[Element], phase: Phase) -> Result<Vec<Rule>, ParseError> {
    children.iter().map(|child| Rule::read(child, phase)).collect()
}

/// Follows rules until one says otherwise.
pub(super) fn follow(rules: &[Rule], run: &mut Run<'_>) -> Result<Flow, ProcessError> {
    for rule in rules {
        match rule.follow(run)? {
            Flow::On => {}
            flow => return Ok(flow),
        }
    }
    Ok(Flow::On)
}

impl Rule {
    fn read(element: &Element, phase: Phase) -> Result<Self, ParseError> {
        let set = |what| {
            let (identifier, to) = (element.required("identifier")?.to_owned(), only_expression(element)?);
            Ok(Action::Set { what, identifier, to })
        };
        let action = match (element.name.as_str(), phase) {
            (name, phase) if name == phase.condition()[0] => Action::Condition(branches(element, phase)?),
            ("setOutcomeValue", Phase::Response) => set(What::Outcome)?,
            ("lookupOutcomeValue", Phase::Response) => {
                Action::LookUp { identifier: element.required("identifier")?.to_owned(), of: only_expression(element)? }
            }
            ("responseProcessingFragment", Phase::Response) => Action::Fragment(read_all(&element.children, phase)?),
            ("exitResponse", Phase::Response) | ("exitTemplate", Phase::Template) => Action::Exit,
            ("setTemplateValue", Phase::Template) => set(What::Template)?,
            ("setCorrectResponse", Phase::Template) => set(What::Correct)?,
            ("setDefaultValue", Phase::Template) => set(What::Default)?,
            ("templateConstraint", Phase::Template) => Action::Constraint(only_expression(element)?),
            _ => return Err(element.unexpected()),
        };
        Ok(Self { at: element.at, element: element.name.clone(), action })
    }

    fn follow(&self, run: &mut Run<'_>) -> Result<Flow, ProcessError> {
        run.spend(1).map_err(|fault| self.fails(fault))?;
        match &self.action {
            Action::Condition(branches) => {
                for branch in branches {
                    if branch.holds(run)? {
                        return follow(&branch.rules, run);
                    }
                }
            }
            Action::Set { what, identifier, to } => {
                let value = to.evaluate(run)?;
                self.set(*what, identifier, value, run).map_err(|fault| self.fails(fault))?;
            }
            Action::LookUp { identifier, of } => {
                let value = of.evaluate(run)?;
                self.look_up(identifier, &value, run).map_err(|fault| self.fails(fault))?;
            }
            Action::Fragment(rules) => return follow(rules, run),
            Action::Exit => return Ok(Flow::Exit),
            Action::Constraint(condition) => {
                return Ok(if is_true(condition, run)? { Flow::On } else { Flow::Again });
            }
        }
        Ok(Flow::On)
    }

    fn set(&self, what: What, identifier: &str, value: Value, run: &mut Run<'_>) -> Result<(), Fault> {
        let mode = run.mode;
        let kind = match what {
            What::Outcome => Kind::Outcome,
            What::Template => Kind::Template,
            What::Correct => Kind::Response,
            What::Default => run.variable(identifier)?.declaration.kind,
        };
        let variable = run.variable_to_set(kind, identifier)?;
        let value = variable.declaration.accept(value, mode)?;
        match what {
            What::Outcome | What::Template => variable.value = value,
            What::Correct => variable.correct = value,
            What::Default => {
                variable.default.clone_from(&value);
                variable.value = value;
            }
        }
        Ok(())
    }

    fn look_up(&self, identifier: &str, value: &Value, run: &mut Run<'_>) -> Result<(), Fault> {
        let mode = run.mode;
        let declaration = run.variable_of(Kind::Outcome, identifier)?.declaration;
        let table = declaration.table.as_ref().ok_or_else(|| Fault::NoTable(identifier.to_owned()))?;
        run.spend(table.size())?;
        let found = declaration.accept(table.look_up(value)?, mode)?;
        run.variable_to_set(Kind::Outcome, identifier)?.value = found;
        Ok(())
    }

    fn fails(&self, fault: Fault) -> ProcessError {
        ProcessError::Rule { at: self.at, element: self.element.clone(), fault }
    }
}

impl Branch {
    fn holds(&self, run: &mut Run<'_>) -> Result<bool, ProcessError> {
        self.condition.as_ref().map_or(Ok(true), |condition| is_true(condition, run))
    }
}

/// A condition's branches: `if` and `elseIf` with an expression first, `else` last.
fn branches(element: &Element, phase: Phase) -> Result<Vec<Branch>, ParseError> {
    let [_, first, further, last] = phase.condition();
    let mut branches = Vec::new();
    for (index, child) in element.children.iter().enumerate() {
        let name = child.name.as_str();
        let is_last = index + 1 == element.children.len();
        if (name == first && index == 0) || (name == further && index > 0) {
            let Some((condition, rules)) = child.children.split_first() else { return Err(child.lacks_expression()) };
            let condition = Some(Expression::read(condition)?);
            branches.push(Branch { condition, rules: read_all(rules, phase)? });
        } else if name == last && is_last {
            branches.push(Branch { condition: None, rules: read_all(&child.children, phase)? });
        } else {
            return Err(child.unexpected());
        }
    }
    Ok(branches)
}

fn only_expression(element: &Element) -> Result<Expression, ParseError> {
    match element.children.as_slice() {
        [only] => Expression::read(only),
        [] => Err(element.lacks_expression()),
        [_, other, ..] => Err(other.unexpected()),
    }
}

/// Whether a condition is true; NULL is not. Put right, a number other than 0, a text and a container are true.
fn is_true(condition: &Expression, run: &mut Run<'_>) -> Result<bool, ProcessError> {
    let value = condition.evaluate(run)?;
    match (&value, run.mode) {
        (Value::Null, _) => Ok(false),
        (Value::Single(Scalar::Boolean(truth)), _) => Ok(*truth),
        (other, Mode::Repaired) => Ok(other.as_f64() != Some(0.0)),
        (other, Mode::Strict) => Err(ProcessError::Rule {
            at: condition.at,
            element: condition.element.clone(),
            fault: other.instead_of("a single boolean"),
        }),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value as Json, json};

    use crate::qti::{Item, Options, Outcomes, ProcessError};

    const DECLARATIONS: &str = r#"<assessmentItem identifier="i">
        <responseDeclaration identifier="R" cardinality="single" baseType="identifier">
            <correctResponse><value>A</value></correctResponse></responseDeclaration>
        <responseDeclaration identifier="N" cardinality="single" baseType="integer"/>
        <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
        <outcomeDeclaration identifier="COUNT" cardinality="single" baseType="integer"/>
        <outcomeDeclaration identifier="LIST" cardinality="multiple" baseType="string"/>
        <outcomeDeclaration identifier="GRADE" cardinality="single" baseType="identifier">
            <interpolationTable defaultValue="F">
                <interpolationTableEntry sourceValue="9" includeBoundary="false" targetValue="A"/>
                <interpolationTableEntry sourceValue="5" targetValue="B"/>
            </interpolationTable></outcomeDeclaration>
        <outcomeDeclaration identifier="WORTH" cardinality="single" baseType="float">
            <matchTable><matchTableEntry sourceValue="1" targetValue="0.5"/></matchTable></outcomeDeclaration>
        <templateDeclaration identifier="T" cardinality="single" baseType="integer">
            <defaultValue><value>-1</value></defaultValue></templateDeclaration>"#;

    fn run(inside: &str, responses: &Json, options: &Options) -> Result<Outcomes, ProcessError> {
        let item = Item::parse(&format!("{DECLARATIONS}{inside}</assessmentItem>"));
        let responses: BTreeMap<String, Json> = serde_json::from_value(responses.clone()).unwrap();
        item.unwrap_or_else(|error| panic!("{error}")).process(&responses, options)
    }

    fn outcome(name: &str, inside: &str, responses: &Json) -> Json {
        serde_json::to_value(run(inside, responses, &Options::default()).unwrap().get(name)).unwrap()
    }

    fn set(outcome: &str, base: &str, value: &str) -> String {
        format!(
            r#"<setOutcomeValue identifier="{outcome}"><baseValue baseType="{base}">{value}</baseValue></setOutcomeValue>"#
        )
    }

    #[test]
    fn the_first_branch_that_is_true_is_followed() {
        let is = |n: &str| {
            format!(r#"<match><variable identifier="N"/><baseValue baseType="integer">{n}</baseValue></match>"#)
        };
        let rules = format!(
            "<responseProcessing><responseCondition><responseIf>{}{}</responseIf><responseElseIf>{}{}</responseElseIf>
             <responseElse>{}</responseElse></responseCondition></responseProcessing>",
            is("1"),
            set("COUNT", "integer", "10"),
            is("2"),
            set("COUNT", "integer", "20"),
            set("COUNT", "integer", "30"),
        );
        for (given, expected) in [(json!({"N": 1}), 10), (json!({"N": 2}), 20), (json!({"N": 3}), 30), (json!({}), 30)]
        {
            assert_eq!(outcome("COUNT", &rules, &given), json!(expected), "{given}");
        }
    }

    #[test]
    fn what_is_not_boolean_is_true_or_an_error() {
        let rules = format!(
            r#"<responseProcessing><responseCondition><responseIf><variable identifier="N"/>{}</responseIf></responseCondition></responseProcessing>"#,
            set("COUNT", "integer", "1"),
        );
        for (given, expected) in [(json!({"N": 7}), 1), (json!({"N": 0}), 0), (json!({}), 0)] {
            assert_eq!(outcome("COUNT", &rules, &given), json!(expected), "{given}");
        }
        let error = run(&rules, &json!({"N": 7}), &Options::strict()).unwrap_err();
        assert!(error.to_string().contains("variable: a single integer where a single boolean belongs"), "{error}");
        assert!(run(&rules, &json!({}), &Options::strict()).is_ok());
    }

    #[test]
    fn an_exit_ends_processing_from_inside() {
        let rules = format!(
            "<responseProcessing>{}<responseProcessingFragment><exitResponse/></responseProcessingFragment>{}</responseProcessing>",
            set("COUNT", "integer", "1"),
            set("COUNT", "integer", "2"),
        );
        assert_eq!(outcome("COUNT", &rules, &json!({})), json!(1));
    }

    #[test]
    fn tables_are_looked_up() {
        let rules = r#"<responseProcessing>
            <lookupOutcomeValue identifier="GRADE"><variable identifier="N"/></lookupOutcomeValue>
            <lookupOutcomeValue identifier="WORTH"><variable identifier="N"/></lookupOutcomeValue></responseProcessing>"#;
        for (given, grade, worth) in [
            (json!({"N": 10}), "A", json!(null)),
            (json!({"N": 9}), "B", json!(null)),
            (json!({"N": 5}), "B", json!(null)),
            (json!({"N": 1}), "F", json!(0.5)),
            (json!({}), "F", json!(null)),
        ] {
            assert_eq!(outcome("GRADE", rules, &given), json!(grade), "{given}");
            assert_eq!(outcome("WORTH", rules, &given), worth, "{given}");
        }
        let none = r#"<responseProcessing><lookupOutcomeValue identifier="SCORE"><null/></lookupOutcomeValue></responseProcessing>"#;
        let error = run(none, &json!({}), &Options::default()).unwrap_err();
        assert!(error.to_string().ends_with("\"SCORE\" declares no lookup table"), "{error}");
    }

    #[test]
    fn a_value_is_set_as_its_variable_can_hold_it() {
        for (name, base, value, strict, repaired) in [
            ("SCORE", "float", "2", json!(2.0), json!(2.0)),
            ("SCORE", "integer", "2", json!("error"), json!(2.0)),
            ("COUNT", "float", "2.0", json!("error"), json!(2)),
            ("COUNT", "float", "2.5", json!("error"), json!("error")),
            ("LIST", "string", "x", json!("error"), json!(["x"])),
            ("GRADE", "string", "A", json!("error"), json!("A")),
            ("GRADE", "string", "A B", json!("error"), json!("error")),
            ("GRADE", "integer", "1", json!("error"), json!("error")),
            ("NONE", "integer", "1", json!("error"), json!("error")),
            ("R", "identifier", "A", json!("error"), json!("error")),
        ] {
            let rules = format!("<responseProcessing>{}</responseProcessing>", set(name, base, value));
            for (options, expected) in [(Options::strict(), strict), (Options::default(), repaired)] {
                let found = run(&rules, &json!({}), &options);
                let found = found.map_or(json!("error"), |outcomes| serde_json::to_value(outcomes.get(name)).unwrap());
                assert_eq!(found, expected, "{name} to {value}, {:?}", options.mode);
            }
        }
    }

    #[test]
    fn templates_draw_values_and_set_keys_and_defaults() {
        let templates = r#"<templateProcessing>
            <setTemplateValue identifier="T"><randomInteger min="1" max="1000"/></setTemplateValue>
            <templateCondition>
                <templateIf><gte><variable identifier="T"/><baseValue baseType="integer">1</baseValue></gte>
                    <setCorrectResponse identifier="R"><baseValue baseType="identifier">B</baseValue></setCorrectResponse></templateIf>
                <templateElse><exitTemplate/></templateElse>
            </templateCondition>
            <setDefaultValue identifier="N"><variable identifier="T"/></setDefaultValue>
            <exitTemplate/>
            <setTemplateValue identifier="T"><null/></setTemplateValue></templateProcessing>
            <responseProcessing>
                <setOutcomeValue identifier="LIST"><correct identifier="R"/></setOutcomeValue>
                <setOutcomeValue identifier="COUNT"><default identifier="N"/></setOutcomeValue></responseProcessing>"#;
        let drawn = |seed: u64| {
            let outcomes = run(templates, &json!({}), &Options::default().with_seed(seed)).unwrap();
            assert_eq!(serde_json::to_value(outcomes.get("LIST")).unwrap(), json!(["B"]));
            assert_eq!(outcomes.get("COUNT"), &outcomes.templates["T"]);
            outcomes.templates["T"].as_f64().unwrap()
        };
        assert_eq!(drawn(1), drawn(1));
        assert_ne!(drawn(1), drawn(2));
    }

    #[test]
    fn a_constraint_draws_again_until_it_holds_or_all_have_their_defaults() {
        let at_least = |n: u32| {
            format!(
                r#"<templateProcessing><setTemplateValue identifier="T"><randomInteger min="1" max="6"/></setTemplateValue>
                <templateConstraint><gte><variable identifier="T"/><baseValue baseType="integer">{n}</baseValue></gte></templateConstraint></templateProcessing>"#
            )
        };
        for seed in 0..20 {
            let options = Options::default().with_seed(seed);
            assert_eq!(run(&at_least(6), &json!({}), &options).unwrap().templates["T"].as_f64(), Some(6.0));
            assert_eq!(run(&at_least(7), &json!({}), &options).unwrap().templates["T"].as_f64(), Some(-1.0));
        }
    }

    #[test]
    fn rules_out_of_place_are_refused() {
        for inside in [
            "<responseProcessing><setTemplateValue identifier=\"T\"><null/></setTemplateValue></responseProcessing>",
            "<responseProcessing><setOutcomeValue identifier=\"SCORE\"/></responseProcessing>",
            "<responseProcessing><setOutcomeValue identifier=\"SCORE\"><null/><null/></setOutcomeValue></responseProcessing>",
            "<responseProcessing><setResponseValue identifier=\"R\"><null/></setResponseValue></responseProcessing>",
            "<responseProcessing><responseCondition><responseIf/></responseCondition></responseProcessing>",
            "<responseProcessing><responseCondition><responseElse/><responseElse/></responseCondition></responseProcessing>",
            "<responseProcessing><responseCondition><responseElseIf><null/></responseElseIf></responseCondition></responseProcessing>",
            "<templateProcessing><exitResponse/></templateProcessing>",
            "<templateProcessing><templateCondition><responseIf><null/></responseIf></templateCondition></templateProcessing>",
        ] {
            assert!(Item::parse(&format!("{DECLARATIONS}{inside}</assessmentItem>")).is_err(), "{inside}");
        }
    }
}
