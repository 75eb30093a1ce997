//! QTI items and responses to them, at random.

use std::collections::BTreeMap;

use pediafor_grading::qti::{Mode, Options};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};

/// An item with every kind of declaration and this as its processing.
pub(crate) fn item(rules: &str) -> String {
    format!(
        r#"<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" adaptive="true">
        <responseDeclaration identifier="R" cardinality="multiple" baseType="identifier">
            <defaultValue><value>B</value></defaultValue>
            <correctResponse><value>A</value><value>B</value></correctResponse>
            <mapping defaultValue="-1" lowerBound="0" upperBound="3">
                <mapEntry mapKey="A" mappedValue="1.5"/><mapEntry mapKey="B" mappedValue="2"/>
            </mapping>
        </responseDeclaration>
        <responseDeclaration identifier="S" cardinality="single" baseType="string"/>
        <responseDeclaration identifier="N" cardinality="single" baseType="float"/>
        <responseDeclaration identifier="P" cardinality="ordered" baseType="point">
            <areaMapping><areaMapEntry shape="poly" coords="0,0,9,0,9,9" mappedValue="1"/></areaMapping>
        </responseDeclaration>
        <responseDeclaration identifier="Q" cardinality="record"/>
        <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float">
            <interpolationTable defaultValue="0"><interpolationTableEntry sourceValue="5" targetValue="1"/></interpolationTable>
        </outcomeDeclaration>
        <outcomeDeclaration identifier="LIST" cardinality="ordered" baseType="integer">
            <defaultValue><value>4</value><value>2</value><value>2</value></defaultValue>
        </outcomeDeclaration>
        <outcomeDeclaration identifier="RIGHT" cardinality="single" baseType="boolean"/>
        <templateDeclaration identifier="T" cardinality="single" baseType="integer"/>
        <templateProcessing>
            <setTemplateValue identifier="T"><randomInteger min="1" max="6"/></setTemplateValue>
        </templateProcessing>
        <itemBody><p>a &amp; b</p></itemBody>
        <responseProcessing>{rules}</responseProcessing>
        </assessmentItem>"#
    )
}

/// Rules whose expressions go together by type, most of them.
pub(crate) fn rules() -> impl Strategy<Value = String> {
    let set = |name: &'static str, to: BoxedStrategy<String>| {
        to.prop_map(move |to| format!(r#"<setOutcomeValue identifier="{name}">{to}</setOutcomeValue>"#)).boxed()
    };
    let look_up =
        number(2).prop_map(|of| format!(r#"<lookupOutcomeValue identifier="SCORE">{of}</lookupOutcomeValue>"#));
    let simple = prop_oneof![
        8 => set("SCORE", number(3)),
        4 => set("LIST", list(2)),
        2 => set("RIGHT", boolean(3)),
        2 => look_up,
        1 => Just("<exitResponse/>".to_owned()),
        1 => set("SCORE", prop_oneof![list(1), boolean(1), names().boxed()].boxed()),
    ];
    let rule = simple.prop_recursive(2, 6, 2, |rule| {
        let condition = (boolean(2), rule.clone(), rule.clone()).prop_map(|(condition, right, wrong)| {
            format!(
                "<responseCondition><responseIf>{condition}{right}</responseIf><responseElse>{wrong}</responseElse></responseCondition>"
            )
        });
        prop_oneof![condition, rule.prop_map(|rule| format!("<responseProcessingFragment>{rule}</responseProcessingFragment>"))]
    });
    vec(rule, 1..4).prop_map(|rules| rules.concat())
}

/// An operator around its expressions.
fn around(operator: &str, operands: &str) -> String {
    let name = operator.split(' ').next().unwrap_or_default();
    format!("<{operator}>{operands}</{name}>")
}

/// One of these operators with so many of these expressions.
fn operation(
    operators: &'static [&'static str],
    operands: impl Strategy<Value = String> + 'static,
    count: std::ops::Range<usize>,
) -> BoxedStrategy<String> {
    (select(operators), vec(operands, count))
        .prop_map(|(operator, operands)| around(operator, &operands.concat()))
        .boxed()
}

/// One of these operators with both.
fn pair(
    operators: &'static [&'static str],
    first: impl Strategy<Value = String> + 'static,
    second: impl Strategy<Value = String> + 'static,
) -> BoxedStrategy<String> {
    (select(operators), first, second)
        .prop_map(|(operator, first, second)| around(operator, &(first + &second)))
        .boxed()
}

fn one_of(expressions: &'static [&'static str]) -> BoxedStrategy<String> {
    select(expressions).prop_map(str::to_owned).boxed()
}

fn integer() -> BoxedStrategy<String> {
    one_of(&[
        r#"<variable identifier="T"/>"#,
        r#"<variable identifier="numAttempts"/>"#,
        r#"<baseValue baseType="integer">-7</baseValue>"#,
        r#"<baseValue baseType="integer">0</baseValue>"#,
        r#"<baseValue baseType="integer">3</baseValue>"#,
        r#"<baseValue baseType="integer">9223372036854775807</baseValue>"#,
        r#"<randomInteger min="-9223372036854775808" max="9223372036854775807"/>"#,
        r#"<randomInteger max="{T}"/>"#,
    ])
}

fn number(depth: u32) -> BoxedStrategy<String> {
    let leaf = one_of(&[
        r#"<variable identifier="N"/>"#,
        r#"<variable identifier="SCORE"/>"#,
        r#"<mapResponse identifier="R"/>"#,
        r#"<mapResponsePoint identifier="P"/>"#,
        r#"<fieldValue fieldIdentifier="x"><variable identifier="Q"/></fieldValue>"#,
        "<null/>",
        r#"<mathConstant name="e"/>"#,
        r#"<randomFloat max="2"/>"#,
        r#"<baseValue baseType="float">0.1</baseValue>"#,
        r#"<baseValue baseType="float">-1e308</baseValue>"#,
        r#"<baseValue baseType="float">INF</baseValue>"#,
    ]);
    if depth == 0 {
        return prop_oneof![leaf, integer()].boxed();
    }
    let inner = || number(depth - 1);
    prop_oneof![
        2 => leaf,
        1 => integer(),
        2 => operation(&["sum", "product", "max", "min"], inner(), 1..4),
        2 => operation(&["subtract", "divide", "power"], inner(), 2..3),
        1 => operation(&["integerDivide", "integerModulus", "gcd", "lcm"], integer(), 2..3),
        2 => operation(
            &["round", "truncate", r#"roundTo figures="{T}""#, r#"roundTo roundingMode="decimalPlaces" figures="2""#],
            inner(),
            1..2,
        ),
        1 => operation(
            &[r#"mathOperator name="tan""#, r#"mathOperator name="ln""#, r#"mathOperator name="floor""#, r#"mathOperator name="acot""#],
            inner(),
            1..2,
        ),
        1 => operation(
            &["containerSize", "random", r#"index n="{T}""#, r#"statsOperator name="sampleSD""#, r#"statsOperator name="mean""#],
            list(depth - 1),
            1..2,
        ),
    ]
    .boxed()
}

/// Whole numbers in an order.
fn list(depth: u32) -> BoxedStrategy<String> {
    let variable = one_of(&[r#"<variable identifier="LIST"/>"#]);
    if depth == 0 {
        return variable;
    }
    prop_oneof![
        variable,
        operation(
            &["ordered", r#"repeat numberRepeats="{T}""#, r#"repeat numberRepeats="400""#],
            prop_oneof![integer(), list(depth - 1)],
            1..4
        ),
        pair(&["delete"], integer(), list(depth - 1)),
    ]
    .boxed()
}

fn name() -> BoxedStrategy<String> {
    one_of(&[
        r#"<baseValue baseType="identifier">A</baseValue>"#,
        r#"<baseValue baseType="identifier">C</baseValue>"#,
        "<null/>",
    ])
}

/// Identifiers in no order.
fn names() -> BoxedStrategy<String> {
    let variables =
        one_of(&[r#"<variable identifier="R"/>"#, r#"<correct identifier="R"/>"#, r#"<default identifier="R"/>"#]);
    prop_oneof![2 => variables, 1 => operation(&["multiple"], name(), 1..4)].boxed()
}

fn text() -> BoxedStrategy<String> {
    one_of(&[r#"<variable identifier="S"/>"#, r#"<baseValue baseType="string">aB1</baseValue>"#, "<null/>"])
}

fn boolean(depth: u32) -> BoxedStrategy<String> {
    let points = one_of(&[r#"<variable identifier="P"/>"#]);
    let duration =
        one_of(&[r#"<variable identifier="duration"/>"#, r#"<baseValue baseType="duration">PT1M</baseValue>"#]);
    let leaf = prop_oneof![
        operation(&["isNull"], prop_oneof![number(0), names(), text()], 1..2),
        operation(&["match", "contains"], names(), 2..3),
        operation(&["match", "contains"], list(1), 2..3),
        pair(&["member"], name(), names()),
        operation(&["substring", r#"stringMatch caseSensitive="false" substring="true""#], text(), 2..3),
        operation(&[r#"patternMatch pattern="[a-cA-C]*\d?""#], text(), 1..2),
        operation(&[r#"inside shape="circle" coords="1,1,5""#], points, 1..2),
        operation(&["durationLT", "durationGTE"], duration, 2..3),
        operation(&["lt", "lte", "gt", "gte", "equal"], number(1), 2..3),
        operation(
            &[r#"equal toleranceMode="relative" tolerance="5 N""#, r#"equal toleranceMode="absolute" tolerance="0.5""#],
            number(1),
            2..3,
        ),
        operation(&[r#"equalRounded figures="{T}""#], number(1), 2..3),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    prop_oneof![
        3 => leaf,
        1 => operation(&["and", "or", r#"anyN min="1" max="{T}""#], boolean(depth - 1), 1..4),
        1 => operation(&["not"], boolean(depth - 1), 1..2),
    ]
    .boxed()
}

/// Any JSON.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[AB]|[0-9]{1,3} [0-9]{1,3}|.{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 12, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[xy]", inner, 0..3).prop_map(|fields| json!(fields)),
        ]
    })
}

/// Responses, most of which fit the item's variables.
pub(crate) fn responses() -> impl Strategy<Value = BTreeMap<String, Value>> {
    let point = (0_u8..12, 0_u8..12).prop_map(|(x, y)| format!("{x} {y}"));
    let fitting = [
        ("R", vec("[ABC]", 0..4).prop_map(Value::from).boxed()),
        ("S", "[abAB]{0,3}[0-9]?".prop_map(Value::from).boxed()),
        ("N", prop_oneof![(-20_i32..20).prop_map(Value::from), any::<f64>().prop_map(Value::from)].boxed()),
        ("P", vec(point, 0..4).prop_map(Value::from).boxed()),
        ("Q", any::<i32>().prop_map(|x| json!({"x": x, "y": "z"})).boxed()),
        ("numAttempts", (1_u8..5).prop_map(Value::from).boxed()),
        ("duration", (0_u16..200).prop_map(Value::from).boxed()),
        ("UNDECLARED", any_json().boxed()),
    ];
    let response = |(name, fits): (&'static str, BoxedStrategy<Value>)| {
        let given = prop_oneof![12 => fits.prop_map(Some), 3 => Just(None), 1 => any_json().prop_map(Some)];
        given.prop_map(move |given| given.map(|given| (name.to_owned(), given)))
    };
    fitting.into_iter().map(response).collect::<Vec<_>>().prop_map(|all| all.into_iter().flatten().collect())
}

pub(crate) fn options() -> impl Strategy<Value = Options> {
    let previous = prop_oneof![4 => (0_u8..9).prop_map(Value::from), 1 => any_json()];
    (any::<bool>(), any::<u64>(), previous).prop_map(|(strict, seed, score)| Options {
        mode: if strict { Mode::Strict } else { Mode::Repaired },
        seed,
        previous: BTreeMap::from([("SCORE".to_owned(), score)]),
    })
}
