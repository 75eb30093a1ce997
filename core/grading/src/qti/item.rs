use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::{
    chance::Chance,
    declaration::{Declaration, Kind},
    error::{Fault, ParseError, ParseReason, ProcessError},
    limits,
    options::{Mode, Options},
    outcomes::Outcomes,
    rule::{self, Flow, Phase, Rule},
    run::Run,
    template,
    value::{BaseType, Cardinality, Scalar, Value, lexical},
    xml::{self, Element},
};

/// An assessment item of QTI 2.x or 3.0: its variables and how responses to it are processed.
///
/// Its body, its feedback and its style sheets are passed over; they must be well-formed, no more.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    identifier: String,
    title: String,
    adaptive: bool,
    declarations: Vec<Declaration>,
    template_rules: Vec<Rule>,
    response_rules: Vec<Rule>,
}

/// Elements of an item that processing does not look at.
const PASSED_OVER: &[&str] = &[
    "itemBody",
    "modalFeedback",
    "stylesheet",
    "assessmentStimulusRef",
    "contextDeclaration",
    "companionMaterialsInfo",
    "catalogInfo",
    "apipAccessibility",
];

impl Item {
    /// Reads an item's XML.
    ///
    /// # Errors
    ///
    /// What is wrong first, and where: not well-formed, beyond [`limits`], with a document type, without what QTI
    /// asks for, or with what cannot be processed.
    pub fn parse(xml: &str) -> Result<Self, ParseError> {
        let root = xml::parse_without(xml, PASSED_OVER)?;
        if root.name != "assessmentItem" {
            return Err(root.fail(ParseReason::NotAnItem(root.name.clone())));
        }
        let mut item = Self {
            identifier: root.attribute("identifier").unwrap_or_default().to_owned(),
            title: root.attribute("title").unwrap_or_default().to_owned(),
            adaptive: root.optional("adaptive", "a boolean", lexical::boolean)?.unwrap_or(false),
            declarations: Vec::new(),
            template_rules: Vec::new(),
            response_rules: Vec::new(),
        };
        let (mut names, mut processed) = (BTreeSet::new(), BTreeSet::new());
        for child in &root.children {
            item.take(child, &mut names)?;
            if child.name.ends_with("Processing") && !processed.insert(child.name.as_str()) {
                return Err(child.unexpected());
            }
        }
        let missing = built_in().into_iter().filter(|declaration| !names.contains(declaration.identifier()));
        item.declarations.extend(missing);
        Ok(item)
    }

    fn take(&mut self, child: &Element, names: &mut BTreeSet<String>) -> Result<(), ParseError> {
        match child.name.as_str() {
            "responseProcessing" => self.response_rules = response_rules(child)?,
            "templateProcessing" => {
                bounded(child)?;
                self.template_rules = rule::read_all(&child.children, Phase::Template)?;
            }
            _ => match Declaration::read(child)? {
                None => return Err(child.unexpected()),
                Some(declaration) => {
                    if !names.insert(declaration.identifier.clone()) {
                        return Err(child.fail(ParseReason::Duplicate(declaration.identifier)));
                    }
                    if names.len() > limits::DECLARATIONS {
                        let most = limits::DECLARATIONS;
                        return Err(child.fail(ParseReason::TooMuch { of: "declarations", most }));
                    }
                    self.declarations.push(declaration);
                }
            },
        }
        Ok(())
    }

    /// Its identifier.
    #[must_use]
    pub fn identifier(&self) -> &str {
        &self.identifier
    }

    /// Its title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Whether its outcomes go on from one processing to the next, until it is completed.
    #[must_use]
    pub const fn is_adaptive(&self) -> bool {
        self.adaptive
    }

    /// Its variables, `numAttempts`, `duration` and `completionStatus` among them.
    #[must_use]
    pub fn declarations(&self) -> &[Declaration] {
        &self.declarations
    }

    /// Draws the template variables, then processes responses.
    ///
    /// Responses are JSON by identifier: texts as QTI writes them (`"A"`, `"A B"` for a pair, `"10 20"` for a point),
    /// numbers and booleans, lists of these for containers. A response that is not there keeps the variable's default;
    /// `null`, an empty text and an empty list are NULL. `numAttempts` and `duration` are responses too. What is not
    /// declared is passed over.
    ///
    /// # Errors
    ///
    /// A response or a previous outcome that does not fit its declaration, or a rule that cannot be followed: an
    /// undeclared variable, types that do not go together, too much work.
    pub fn process(&self, responses: &BTreeMap<String, Json>, options: &Options) -> Result<Outcomes, ProcessError> {
        let mut run = Run::new(&self.declarations, options.mode, Chance::new(options.seed));
        self.draw(&mut run)?;
        let unread = self.take_inputs(&mut run, responses, options)?;
        rule::follow(&self.response_rules, &mut run)?;
        let of_kind = |kind| {
            let variables = run.variables().filter(move |variable| variable.declaration.kind == kind);
            variables.map(|variable| (variable.declaration.identifier.clone(), variable.value.clone())).collect()
        };
        let score = self.declarations.iter().find(|declaration| declaration.identifier == "SCORE");
        Ok(Outcomes {
            values: of_kind(Kind::Outcome),
            templates: of_kind(Kind::Template),
            unread,
            normal_maximum: score.and_then(|score| score.normal_maximum),
        })
    }

    /// Template processing: again from the start where a constraint does not hold, and all defaults where it never does.
    fn draw<'a>(&'a self, run: &mut Run<'a>) -> Result<(), ProcessError> {
        for _ in 0..limits::TEMPLATE_TRIES {
            if rule::follow(&self.template_rules, run)? != Flow::Again {
                return Ok(());
            }
            run.start_anew(&self.declarations);
        }
        Ok(())
    }

    /// Sets the responses, and an adaptive item's outcomes; names the responses that could not be read.
    fn take_inputs(
        &self,
        run: &mut Run<'_>,
        responses: &BTreeMap<String, Json>,
        options: &Options,
    ) -> Result<Vec<String>, ProcessError> {
        let mut unread = Vec::new();
        for declaration in &self.declarations {
            let identifier = declaration.identifier.as_str();
            let given = match declaration.kind {
                Kind::Response => responses.get(identifier),
                Kind::Outcome if self.adaptive => options.previous.get(identifier),
                Kind::Outcome | Kind::Template => None,
            };
            let Some(given) = given else { continue };
            let value = match Value::from_json(given, declaration.cardinality, declaration.base) {
                Ok(value) => value,
                Err(Fault::Unreadable(_)) if options.mode == Mode::Repaired && declaration.kind == Kind::Response => {
                    unread.push(identifier.to_owned());
                    Value::Null
                }
                Err(fault) => return Err(ProcessError::Input { identifier: identifier.to_owned(), fault }),
            };
            let input = |fault| ProcessError::Input { identifier: identifier.to_owned(), fault };
            run.variable_to_set(declaration.kind, identifier).map_err(input)?.value = value;
        }
        Ok(unread)
    }
}

/// The rules of a `responseProcessing`: its own, or those of the template it names.
fn response_rules(element: &Element) -> Result<Vec<Rule>, ParseError> {
    bounded(element)?;
    match element.attribute("template") {
        Some(address) if element.children.is_empty() => match template::standard(address) {
            Some(rules) => rules,
            None => Err(element.fail(ParseReason::Template(address.to_owned()))),
        },
        _ => rule::read_all(&element.children, Phase::Response),
    }
}

fn bounded(element: &Element) -> Result<(), ParseError> {
    if element.size() > limits::EXPRESSIONS {
        return Err(element.fail(ParseReason::TooMuch { of: "expressions and rules", most: limits::EXPRESSIONS }));
    }
    if element.count_of("patternMatch") > limits::PATTERNS {
        return Err(element.fail(ParseReason::TooMuch { of: "patterns", most: limits::PATTERNS }));
    }
    Ok(())
}

/// The variables that every item has: this is the first attempt, it took no time, nothing is known of its completion.
fn built_in() -> [Declaration; 3] {
    let declaration = |identifier: &str, kind, base, value| Declaration {
        identifier: identifier.to_owned(),
        kind,
        cardinality: Cardinality::Single,
        base: Some(base),
        default: Value::Single(value),
        correct: Value::Null,
        mapping: None,
        areas: None,
        table: None,
        normal_maximum: None,
    };
    [
        declaration("numAttempts", Kind::Response, BaseType::Integer, Scalar::Integer(1)),
        declaration("duration", Kind::Response, BaseType::Duration, Scalar::Duration(0.0)),
        declaration("completionStatus", Kind::Outcome, BaseType::Identifier, Scalar::Identifier("unknown".to_owned())),
    ]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn item(inside: &str) -> Result<Item, ParseError> {
        Item::parse(&format!("<assessmentItem identifier=\"i\" title=\"An item\">\n{inside}</assessmentItem>"))
    }

    fn process(inside: &str, responses: &Json, options: &Options) -> Result<Outcomes, ProcessError> {
        let responses: BTreeMap<String, Json> = serde_json::from_value(responses.clone()).unwrap();
        item(inside).unwrap_or_else(|error| panic!("{error}")).process(&responses, options)
    }

    const NUMBER: &str = r#"<responseDeclaration identifier="N" cardinality="single" baseType="float">
            <defaultValue><value>4</value></defaultValue></responseDeclaration>
        <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" normalMaximum="5"/>
        <responseProcessing><setOutcomeValue identifier="SCORE"><variable identifier="N"/></setOutcomeValue></responseProcessing>"#;

    #[test]
    fn a_response_is_given_or_its_default_or_null() {
        for (given, expected) in [
            (json!({"N": "2.5"}), Some(2.5)),
            (json!({}), Some(4.0)),
            (json!({"N": null}), None),
            (json!({"N": ""}), None),
            (json!({"N": 3, "OTHER": ["x"]}), Some(3.0)),
        ] {
            for options in [Options::default(), Options::strict()] {
                let outcomes = process(NUMBER, &given, &options).unwrap();
                assert_eq!((outcomes.score(), outcomes.maximum()), (expected, Some(5.0)), "{given}");
            }
        }
    }

    #[test]
    fn a_response_that_cannot_be_read_is_named_or_refused() {
        let outcomes = process(NUMBER, &json!({"N": "three"}), &Options::default()).unwrap();
        assert_eq!((outcomes.score(), outcomes.unread), (None, vec!["N".to_owned()]));
        let error = process(NUMBER, &json!({"N": "three"}), &Options::strict()).unwrap_err();
        assert_eq!(error.to_string(), "N: not a number");
        let long = "1".repeat(limits::VALUE_BYTES + 1);
        assert!(process(NUMBER, &json!({"N": long}), &Options::default()).is_err());
    }

    #[test]
    fn every_item_has_attempts_and_a_completion() {
        let counted = r#"<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="integer"/>
            <responseProcessing>
                <setOutcomeValue identifier="SCORE"><variable identifier="numAttempts"/></setOutcomeValue>
                <setOutcomeValue identifier="completionStatus"><baseValue baseType="identifier">completed</baseValue></setOutcomeValue>
            </responseProcessing>"#;
        for (given, expected) in [(json!({}), 1.0), (json!({"numAttempts": 3}), 3.0)] {
            let outcomes = process(counted, &given, &Options::strict()).unwrap();
            let status = serde_json::to_value(outcomes.get("completionStatus")).unwrap();
            assert_eq!((outcomes.score(), status), (Some(expected), json!("completed")));
        }
        assert_eq!(item(NUMBER).unwrap().declarations().len(), 5);
    }

    #[test]
    fn an_item_that_cannot_be_processed_is_refused_with_its_place() {
        let declared = r#"<outcomeDeclaration identifier="S" cardinality="single" baseType="float"/>"#;
        for (inside, why) in [
            ("<outcomeProcessing/>", "line 2, column 1: \"outcomeProcessing\" does not belong here"),
            ("<responseProcessing/><responseProcessing/>", "does not belong here"),
            ("<responseProcessing template=\"http://x/rptemplates/other\"/>", "unknown template"),
            (&declared.repeat(2), "\"S\" is declared twice"),
            ("<responseDeclaration cardinality=\"single\" baseType=\"float\"/>", "\"identifier\" is missing"),
            (
                "<responseDeclaration identifier=\"R\" cardinality=\"few\" baseType=\"float\"/>",
                "\"few\" is not a cardinality",
            ),
            ("<responseDeclaration identifier=\"R\" cardinality=\"single\"/>", "\"baseType\" is missing"),
            ("<responseDeclaration identifier=\"R\" cardinality=\"record\" baseType=\"float\"/>", "absent in a record"),
            (
                "<responseDeclaration identifier=\"R\" cardinality=\"single\" baseType=\"integer\">\n<defaultValue><value>x</value></defaultValue></responseDeclaration>",
                "line 3, column 15: \"x\" is not a whole number",
            ),
            (
                "<responseDeclaration identifier=\"R\" cardinality=\"single\" baseType=\"integer\"><correctResponse><value>1</value><value>2</value></correctResponse></responseDeclaration>",
                "\"2 values\" is not a single value",
            ),
            (
                "<outcomeDeclaration identifier=\"S\" cardinality=\"single\" baseType=\"float\"><correctResponse/></outcomeDeclaration>",
                "\"correctResponse\" does not belong here",
            ),
        ] {
            let error = item(inside).unwrap_err().to_string();
            assert!(error.contains(why), "{inside}: {error}");
        }
        assert!(Item::parse("<assessmentTest/>").unwrap_err().to_string().contains("is not an assessment item"));
        let many: String = (0..=limits::DECLARATIONS)
            .map(|n| format!("<outcomeDeclaration identifier=\"S{n}\" cardinality=\"single\" baseType=\"float\"/>"))
            .collect();
        assert!(item(&many).unwrap_err().to_string().contains("declarations"));
        let long =
            format!("<responseProcessing>{}</responseProcessing>", "<exitResponse/>".repeat(limits::EXPRESSIONS));
        assert!(item(&long).unwrap_err().to_string().contains("expressions and rules"));
        let patterns = "<patternMatch pattern=\"a\"/>".repeat(limits::PATTERNS + 1);
        let patterns = format!("<responseProcessing><x>{patterns}</x></responseProcessing>");
        assert!(item(&patterns).unwrap_err().to_string().contains("patterns"));
    }

    #[test]
    fn an_items_own_rules_come_before_a_template_that_is_not_known() {
        let inside = r#"<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
            <responseProcessing template="http://example.org/mine">
                <setOutcomeValue identifier="SCORE"><baseValue baseType="float">2</baseValue></setOutcomeValue>
            </responseProcessing>"#;
        assert_eq!(process(inside, &json!({}), &Options::strict()).unwrap().score(), Some(2.0));
    }
}
