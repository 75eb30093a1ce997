//! That the schema says what the documents are: each document of the domain must be one by the schema, and the schema
//! must know every member of it.

use std::collections::BTreeSet;

use pediafor_assessments::samples;
use pediafor_grading::{
    ChoiceRule, Item, MatchingRule, MultipleChoiceRule, OrderingRule, PaperItem, PaperMaterial, Pin, Response,
    SelectPointRule, Tolerance, TrueFalseRule, UnitRule, mark,
};
use poem_openapi::types::{ParseFromJSON, ToJSON};
use serde_json::{Value, json};

use super::{
    ItemDto, OutcomeDto, PaperItemDto, PaperMaterialDto, PointsDto, ResponseDto,
    document::{prune, write},
    schema,
};

/// The sample's ten items, those of [`more`], and one item for each rule that is not among theirs.
fn items() -> Vec<Item> {
    let mut items: Vec<Item> = serde_json::from_value(samples::items()).unwrap();
    items.extend(serde_json::from_value::<Vec<Item>>(more()).unwrap());
    for (name, scoring) in [
        ("choice", json!({"rule": "standard", "fractions": {"b": "1/3"}})),
        ("choice", json!({"rule": "negative_marking", "penalty": 0.5})),
        ("multiple_choice", json!({"rule": "exact"})),
        ("multiple_choice", json!({"rule": "option_weights", "weights": {"r": 0.5, "g": 0.5}, "allow_negative": true})),
        ("multiple_choice", json!({"rule": "right_minus_wrong"})),
        ("multiple_choice", json!({"rule": "share_of_keys", "full_needs_exact": true})),
        ("multiple_choice", json!({"rule": "negative_marking", "penalty": 1})),
        ("multiple_choice", json!({"rule": "each_option"})),
        ("multiple_choice", json!({"rule": "coverage"})),
        ("multiple_choice", json!({"rule": "penalised", "penalty": 0.25, "floor": -1})),
        ("multiple_choice", json!({"rule": "morgan", "allow_negative": true})),
        ("multiple_choice", json!({"rule": "halves"})),
        ("multiple_choice", json!({"rule": "checked_unchecked", "states": {"r": {"checked": 1, "unchecked": -0.5}}})),
        ("true_false", json!({"rule": "standard", "wrong": -0.5})),
        ("true_false", json!({"rule": "negative_marking", "penalty": 0.25})),
        ("matching", json!({"rule": "each_pair", "weights": {"a": 2}, "penalty": "1/3", "floor": -1})),
        ("matching", json!({"rule": "exact"})),
        ("ordering", json!({"rule": "exact"})),
        ("ordering", json!({"rule": "absolute"})),
        ("ordering", json!({"rule": "all_before_after"})),
        ("ordering", json!({"rule": "relative_next"})),
        ("ordering", json!({"rule": "relative_next_and_last"})),
        ("ordering", json!({"rule": "neighbours"})),
        ("ordering", json!({"rule": "longest_subsequence"})),
        ("ordering", json!({"rule": "longest_run"})),
        ("ordering", json!({"rule": "displacement"})),
        ("ordering", json!({"rule": "edit_distance"})),
        ("hotspot", json!({"rule": "right_minus_wrong"})),
        ("hot_text", json!({"rule": "morgan", "allow_negative": true})),
        ("gap_match", json!({"rule": "each_pair", "weights": {"who": 2}, "penalty": "1/3", "floor": -1})),
        ("graphic_gap_match", json!({"rule": "exact"})),
        ("graphic_order", json!({"rule": "absolute"})),
        ("select_point", json!({"rule": "each_area", "weights": {"sun": 2}, "penalty": 0.25, "floor": -0.5})),
        ("select_point", json!({"rule": "per_point"})),
        ("select_point", json!({"rule": "exact"})),
    ] {
        items.push(variant(name, |interaction| interaction["scoring"] = scoring));
    }
    items.push(variant("multiple_choice", |interaction| {
        interaction["none_apply"] = json!({"id": "none", "text": "None of these", "explanation": "Look again."});
    }));
    items.push(variant("ordering", |interaction| {
        interaction["distractors"] = json!([{"id": "x", "text": "X"}]);
        interaction["graphs"] = json!([{"entries": ["a", "b"], "depends": {"b": ["a"]}, "groups": {"g": ["a", "b"]}}]);
    }));
    items.push(variant("numeric", |interaction| {
        interaction["unit"] = Value::Null;
        interaction["units"] = json!({
            "accepted": [{"name": "m", "factor": 1}, {"name": "min", "factor": "1/60"}],
            "missing": {"rule": "share_of_mark", "share": 0.2},
            "wrong": {"rule": "share_of_points", "share": "1/3"},
        });
    }));
    items.push(variant("short_text", |interaction| {
        interaction["matching"] = "edit_distance".into();
        interaction["keys"][0]["edits"] = 2.into();
    }));
    for tolerance in [
        json!({"rule": "absolute", "within": 0.02}),
        json!({"rule": "relative", "within": "0.01"}),
        json!({"rule": "relabs", "absolute": 0.1, "relative": 0.01}),
        json!({"rule": "geometric", "within": 1}),
        json!({"rule": "range", "from": 3, "to": 4}),
        json!({"rule": "significant_figures", "figures": 3}),
        json!({"rule": "decimal_places", "places": 2}),
        json!({"rule": "strict_qti", "below": 10, "above": 20}),
    ] {
        items.push(variant("numeric", |interaction| {
            interaction["keys"][0]["tolerance"] = tolerance;
            interaction["decimal_mark"] = "comma".into();
        }));
    }
    items
}

/// One item of each type that the sample has not. Keys and explanations say `secret`.
fn more() -> Value {
    let image = json!({"source": "sky.png", "width": 400, "height": 300, "text": "A sky"});
    let circle = json!({"shape": "circle", "center": {"x": 80, "y": 90}, "radius": 30});
    let ellipse = json!({"shape": "ellipse", "center": {"x": 200, "y": 90}, "across": 40, "down": 20});
    let rectangle = json!({"shape": "rectangle", "from": {"x": 300, "y": 20}, "to": {"x": 350, "y": 60}});
    let polygon =
        json!({"shape": "polygon", "corners": [{"x": 10, "y": 200}, {"x": 60, "y": 200}, {"x": 30, "y": 250}]});
    json!([
        {
            "id": "n1", "body": "The {{who}} {{does}}.", "points": 2,
            "interaction": {
                "type": "gap_match",
                "gaps": [{"id": "who", "keys": ["fox"], "group": "nouns"}, {"id": "does", "keys": ["jumps", "runs"]}],
                "labels": [
                    {"id": "fox", "text": "fox", "group": "nouns"}, {"id": "jumps", "text": "jumps"},
                    {"id": "runs", "text": "runs", "uses": 0},
                    {"id": "cat", "image": {"source": "cat.png", "width": 9, "height": 9, "text": "A cat"}, "group": "nouns"},
                ],
            },
        },
        {
            "id": "n2", "body": "Label the sky.", "points": 2,
            "interaction": {
                "type": "graphic_gap_match", "image": image,
                "gaps": [
                    {"id": "left", "text": "At the left", "area": circle, "keys": ["sun"], "group": "lights"},
                    {"id": "right", "area": ellipse},
                ],
                "labels": [{"id": "sun", "text": "Sun", "uses": 2, "group": "lights"}, {"id": "cloud", "text": "Cloud"}],
            },
        },
        {
            "id": "n3", "body": "From left to right.", "points": 1,
            "interaction": {
                "type": "graphic_order", "image": image,
                "entries": [
                    {"id": "e1", "text": "A", "area": circle}, {"id": "e2", "text": "B", "area": ellipse},
                    {"id": "e3", "text": "C", "area": rectangle},
                ],
                "distractors": [{"id": "x", "text": "D", "area": polygon}],
                "graphs": [{"entries": ["e1", "e2"], "depends": {"e2": ["e1"]}}],
            },
        },
        {
            "id": "n4", "body": "Where is the sun?", "points": 1,
            "interaction": {
                "type": "hotspot", "image": image, "most": 2, "keys": ["sun"],
                "areas": [
                    {"id": "sun", "area": circle, "text": "The left one", "explanation": "secret: it shines"},
                    {"id": "moon", "area": polygon, "text": "The right one"},
                ],
            },
        },
        {
            "id": "n4b", "body": "The {{old}} ship {{sailed}}.", "points": 1,
            "interaction": {
                "type": "hot_text", "most": 1, "keys": ["sailed"],
                "phrases": [
                    {"id": "old", "text": "old", "explanation": "secret: it is not"},
                    {"id": "sailed", "text": "sailed"},
                ],
            },
        },
        {
            "id": "n5", "body": "Mark the sun.", "points": 2,
            "interaction": {
                "type": "select_point", "image": image, "most": 3,
                "areas": [{"id": "sun", "area": circle, "label": "s", "explanation": "secret"}, {"id": "rest", "area": rectangle}],
                "labels": [{"id": "s", "text": "Sun"}, {"id": "m", "text": "Moon", "uses": 2}],
            },
        },
        {
            "id": "n6", "body": "A train.", "points": 4,
            "interaction": {
                "type": "composite",
                "parts": [
                    {"id": "speed", "body": "How fast?", "weight": 3,
                        "interaction": {"type": "numeric", "keys": [{"value": 80, "feedback": "secret"}]}},
                    {"id": "which", "interaction": {
                        "type": "multiple_choice", "keys": ["k"],
                        "options": [{"id": "k", "text": "km/h"}, {"id": "s", "text": "s", "explanation": "secret"}],
                    }},
                ],
            },
        },
        {
            "id": "n7", "body": "How many per cent?", "points": 1,
            "interaction": {
                "type": "slider", "lower": 0, "upper": 100, "step": "0.5", "reverse": true, "orientation": "vertical",
                "keys": [{"value": 71, "tolerance": {"rule": "absolute", "within": 1}}],
            },
        },
        {
            "id": "n8", "body": "How was it?", "points": 0,
            "interaction": {
                "type": "likert", "statements": [{"id": "clear", "text": "Clear."}],
                "scale": [{"id": "no", "text": "No"}, {"id": "yes", "text": "Yes"}],
            },
        },
        {
            "id": "n9", "body": "The derivative of x³?", "points": 1,
            "interaction": {
                "type": "formula",
                "variables": [{"name": "x", "domain": {"from": -5, "to": 5}, "exclude": [0], "integer": true}],
                "keys": [{"expression": "3x^2"}, {"expression": "3x", "fraction": "1/3", "feedback": "secret"}],
                "tolerance": {"absolute": 0.001, "relative": 0.01},
                "form": {"forbidden": ["tan"], "required": []}, "samples": 10, "seed": 7, "decimal_mark": "comma",
            },
        },
    ])
}

/// The sample's item of this type, or that of [`more`], changed.
fn variant(name: &str, change: impl FnOnce(&mut Value)) -> Item {
    let (samples, more) = (samples::items(), more());
    let mut all = samples.as_array().unwrap().iter().chain(more.as_array().unwrap());
    let mut item = all.find(|item| item["interaction"]["type"] == name).unwrap().clone();
    change(&mut item["interaction"]);
    serde_json::from_value(item).unwrap()
}

/// Reads `document` by the schema alone and gives back what the schema kept of it.
fn by_schema<S: ParseFromJSON + ToJSON>(document: &Value) -> Value {
    let read = S::parse_from_json(Some(document.clone()));
    let mut kept = read.unwrap_or_else(|error| panic!("{}: {document}", error.message())).to_json().unwrap();
    prune(&mut kept);
    kept
}

#[test]
fn every_item_goes_to_the_api_and_back_unchanged_and_the_schema_knows_all_of_it() {
    for item in items() {
        let sent = ItemDto(item.clone()).to_json().unwrap();
        let read = ItemDto::parse_from_json(Some(sent.clone())).unwrap_or_else(|error| panic!("{}", error.message()));
        assert_eq!(Item::from(read), item);
        assert_eq!(by_schema::<schema::item::Item>(&sent), sent);
    }
}

#[test]
fn what_an_author_may_leave_out_the_schema_does_not_ask_for() {
    for sent in samples::items().as_array().unwrap().iter().chain(more().as_array().unwrap()) {
        assert!(schema::item::Item::parse_from_json(Some(sent.clone())).is_ok(), "{sent}");
        assert!(ItemDto::parse_from_json(Some(sent.clone())).is_ok(), "{sent}");
    }
}

#[test]
fn the_schema_lists_every_type_and_every_rule() {
    let document = crate::base::document(&crate::assessments::ABOUT, crate::assessments::API);
    let of_schema = |name: &str| -> BTreeSet<String> {
        let mapping = &document["components"]["schemas"][name]["discriminator"]["mapping"];
        mapping.as_object().unwrap_or_else(|| panic!("{name} is no union")).keys().cloned().collect()
    };
    for (name, rules) in [
        ("ChoiceRule", ChoiceRule::NAMES),
        ("MultipleChoiceRule", MultipleChoiceRule::NAMES),
        ("TrueFalseRule", TrueFalseRule::NAMES),
        ("MatchingRule", MatchingRule::NAMES),
        ("OrderingRule", OrderingRule::NAMES),
        ("Tolerance", Tolerance::NAMES),
        ("UnitRule", UnitRule::NAMES),
        ("SelectPointRule", SelectPointRule::NAMES),
    ] {
        assert_eq!(of_schema(name), rules.iter().map(|rule| (*rule).to_owned()).collect(), "{name}");
    }
    let types: BTreeSet<String> = items().iter().map(|item| item.interaction.kind().to_owned()).collect();
    assert_eq!(types.len(), 20);
    assert_eq!(of_schema("Interaction"), types);
}

#[test]
fn an_item_with_something_unknown_or_half_of_it_is_refused_at_any_depth() {
    for (pointer, name) in
        [("", "colour"), ("/interaction", "key"), ("/interaction/scoring", "rules"), ("/interaction/options/0", "Text")]
    {
        let mut sent =
            write(&variant("multiple_choice", |interaction| interaction["scoring"] = json!({"rule": "exact"})));
        sent.pointer_mut(pointer).unwrap()[name] = json!({});
        let error = ItemDto::parse_from_json(Some(sent)).unwrap_err().into_message();
        assert!(error.contains("unknown field"), "{pointer}/{name}: {error}");
    }
    for gone in ["id", "body", "points", "interaction"] {
        let mut sent = write(&items()[0]);
        sent.as_object_mut().unwrap().remove(gone);
        assert!(ItemDto::parse_from_json(Some(sent.clone())).is_err(), "without {gone}");
        sent[gone] = Value::Null;
        assert!(ItemDto::parse_from_json(Some(sent)).is_err(), "with {gone} null");
    }
}

#[test]
fn points_are_exact_and_nothing_else_is_taken_for_them() {
    let points = |value: Value| PointsDto::parse_from_json(Some(value)).map(|PointsDto(points)| points.millionths());
    assert_eq!(points(json!(0.1)).unwrap(), 100_000);
    assert_eq!(points(json!(-2)).unwrap(), -2_000_000);
    for value in [json!("1"), json!(null), json!(0.123_456_7), json!(1e10), json!(true)] {
        assert!(points(value.clone()).is_err(), "{value}");
    }
    assert_eq!(PointsDto(pediafor_grading::Points::from_millionths(2_500_000)).to_json(), Some(json!(2.5)));
}

#[test]
fn every_paper_item_goes_to_the_api_and_back_and_the_schema_knows_all_of_it() {
    for item in items() {
        let paper = item.to_paper();
        let sent = PaperItemDto(paper.clone()).to_json().unwrap();
        let read =
            PaperItemDto::parse_from_json(Some(sent.clone())).unwrap_or_else(|error| panic!("{}", error.message()));
        assert_eq!(PaperItem::from(read), paper);
        assert_eq!(by_schema::<schema::paper::PaperItem>(&sent), sent);
    }
    let material: PaperMaterial = samples::content().paper();
    let sent = PaperMaterialDto(material).to_json().unwrap();
    assert_eq!(by_schema::<schema::paper::PaperMaterial>(&sent), sent);
}

#[test]
fn no_schema_of_a_paper_has_room_for_a_key() {
    #[derive(Debug, Clone, Copy)]
    struct Papers;

    #[poem_openapi::OpenApi]
    impl Papers {
        #[oai(path = "/paper", method = "get")]
        async fn paper(&self) -> poem_openapi::payload::Json<PaperMaterialDto> {
            poem_openapi::payload::Json(PaperMaterialDto(samples::content().paper()))
        }
    }

    let document = crate::base::document(&crate::assessments::ABOUT, Papers);
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let mut members = BTreeSet::new();
    gather(&json!(schemas), &mut members);
    assert!(schemas.contains_key("PaperInteraction") && members.contains("options"), "{members:?}");
    for secret in [
        "key",
        "keys",
        "pairs",
        "scoring",
        "rule",
        "fraction",
        "fractions",
        "weights",
        "penalty",
        "tolerance",
        "value",
        "weight",
        "feedback",
        "explanation",
        "marking_guide",
        "matching",
        "case_sensitive",
    ] {
        assert!(!members.contains(secret), "{secret}");
    }
}

/// The names of all members that the schemas describe.
fn gather(schema: &Value, members: &mut BTreeSet<String>) {
    match schema {
        Value::Object(parts) => {
            for (name, part) in parts {
                if let ("properties", Value::Object(properties)) = (name.as_str(), part) {
                    members.extend(properties.keys().cloned());
                }
                gather(part, members);
            }
        }
        Value::Array(parts) => parts.iter().for_each(|part| gather(part, members)),
        _ => {}
    }
}

/// One response of each type to the sample's items, in their order, and to those of [`more`].
fn responses() -> [Response; 20] {
    [
        Response::choice("b"),
        Response::multiple_choice(["g", "r"]),
        Response::true_false(false),
        Response::short_text("secret thing"),
        Response::essay("too short"),
        Response::cloze([("kind", "x"), ("power", "7,25"), ("what", "")]),
        Response::matching([("s1", "t3"), ("s2", "t1")]),
        Response::ordering(["e2", "e1", "e3"]),
        Response::numeric("half a metre"),
        Response::file_upload(["01890a5d-ac96-774b-bcce-b302099a8057"]),
        Response::gap_match([("who", "cat"), ("does", "runs")]),
        Response::graphic_gap_match([("left", "sun")]),
        Response::graphic_order(["e2", "x", "e1"]),
        Response::hotspot(["sun", "moon"]),
        Response::hot_text(["old"]),
        Response::select_point([Pin::new(80, 90).labelled("s"), Pin::new(-1, 2)]),
        Response::composite([("speed", Response::numeric("half")), ("which", Response::multiple_choice(["s"]))]),
        Response::slider("71.5".parse().unwrap()),
        Response::likert([("clear", "yes")]),
        Response::formula("3x^2 + ("),
    ]
}

#[test]
fn every_response_goes_to_the_api_and_back_and_the_schema_knows_all_of_it() {
    let blank = [
        Response::Choice { chosen: None },
        Response::TrueFalse { value: None },
        Response::Slider { value: None },
        Response::composite([("a", Response::Choice { chosen: None })]),
    ];
    for response in responses().into_iter().chain(blank) {
        let sent = ResponseDto(response.clone()).to_json().unwrap();
        let read =
            ResponseDto::parse_from_json(Some(sent.clone())).unwrap_or_else(|error| panic!("{}", error.message()));
        assert_eq!(Response::from(read), response);
        assert_eq!(by_schema::<schema::response::Response>(&sent), sent);
    }
}

#[test]
fn a_response_with_something_unknown_is_refused() {
    for sent in [
        json!({"type": "choice", "chosen": "a", "points": 1}),
        json!({"type": "choice", "chosen": "a", "points": ""}),
        json!({"type": "matching", "pairs": [{"source": "s", "target": "t"}, {"source": "u", "target": "v", "right": true}]}),
        json!({"type": "essay", "text": "x", "html": {}}),
        json!({"type": "select_point", "points": [{"x": 1, "y": 2, "z": 3}]}),
        json!({"type": "composite", "parts": {"a": {"type": "numeric", "text": "1", "unit": "m"}}}),
    ] {
        let error = ResponseDto::parse_from_json(Some(sent.clone())).unwrap_err().into_message();
        assert!(error.contains("unknown field"), "{sent}: {error}");
    }
    for sent in [
        json!({"chosen": "a"}),
        json!({"type": "guess"}),
        json!({"type": "numeric", "text": 5}),
        json!({"type": "select_point", "points": [{"x": 1.5, "y": 2}]}),
        json!({"type": "slider", "value": "a lot"}),
        json!({"type": "composite", "parts": {"a": {"type": "guess"}}}),
        json!(null),
        json!([]),
    ] {
        assert!(ResponseDto::parse_from_json(Some(sent.clone())).is_err(), "{sent}");
    }
    let with_nulls = json!({"type": "choice", "chosen": null, "points": null});
    assert_eq!(ResponseDto::parse_from_json(Some(with_nulls)).unwrap().0, Response::Choice { chosen: None });
}

#[test]
fn every_outcome_is_what_its_schema_says() {
    let mut verdicts = BTreeSet::new();
    for item in items() {
        let fitting = responses().into_iter().filter(|response| response.kind() == item.interaction.kind());
        let others = [
            Response::choice("nothing"),
            Response::numeric("1/2"),
            Response::essay("word ".repeat(300)),
            Response::formula("x^2"),
            Response::formula("3x^2 tan x"),
            Response::slider("1000".parse().unwrap()),
            Response::slider("0.3".parse().unwrap()),
            Response::gap_match([("who", "fox"), ("does", "fox")]),
            Response::graphic_gap_match([("left", "cloud")]),
            Response::composite([("speed", Response::numeric("80")), ("which", Response::multiple_choice(["k", "s"]))]),
            Response::composite([("speed", Response::choice("80"))]),
        ];
        for response in fitting.chain(others).map(Some).chain([None]) {
            let outcome = mark(&item, response.as_ref());
            let sent = OutcomeDto(outcome.clone()).to_json().unwrap();
            assert_eq!(by_schema::<schema::outcome::Outcome>(&sent), sent);
            assert_eq!(OutcomeDto::parse_from_json(Some(sent.clone())).unwrap().0, outcome);
            verdicts.insert(sent["verdict"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(verdicts.len(), 7, "{verdicts:?}");
}
