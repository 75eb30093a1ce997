//! Items that lint finds nothing wrong with, their keys, and responses to them, at random.

#[path = "items/choices.rs"]
mod choices;
#[path = "items/orders.rs"]
mod orders;
#[path = "items/pairs.rs"]
mod pairs;
#[path = "items/pictures.rs"]
mod pictures;
#[path = "items/responses.rs"]
mod responses;
#[path = "items/typed.rs"]
mod typed;

use std::collections::BTreeMap;

use pediafor_grading::{
    Area, Choice, ChoiceRule, Cloze, Composite, Decimal, DecimalMark, Difficulty, Dropdown, Entry, Essay, Feedback,
    FileUpload, Form, Formula, FormulaKey, FormulaVariable, Fraction, Gap, GapKind, GapMatch, Graph, GraphicGapMatch,
    GraphicOrder, HotArea, HotText, Hotspot, Image, Interaction, Item, Label, LabelGap, LabelPlace, Likert, Matching,
    MatchingRule, MultipleChoice, MultipleChoiceRule, Numeric, NumericKey, Ordering, OrderingRule, Pair, Part, Pin,
    Place, PointArea, PointLabel, Points, Response, SelectPoint, SelectPointRule, ShortText, SingleChoice, Slider,
    Spot, TextKey, TextMatching, Tolerance, TrueFalse, TrueFalseRule, Unit, UnitRule, Units, Weight,
    expression::Function,
    rules::{choice, matching, multiple_choice, multiple_choice::States, numeric, select_point, true_false, unit},
};
use proptest::{collection::vec, option, prelude::*, sample::subsequence};

pub(crate) use self::responses::{fitting, response};
use self::{choices::*, orders::*, pairs::*, pictures::*, typed::*};

const IDS: [&str; 6] = ["o1", "o2", "o3", "o4", "o5", "o6"];
const TARGETS: [&str; 5] = ["t1", "t2", "t3", "t4", "t5"];
const NONE: &str = "none";

/// An item and the response that is its key; essays and files have none.
#[derive(Debug, Clone)]
pub(crate) struct Keyed {
    pub(crate) item: Item,
    pub(crate) key: Option<Response>,
}

/// Any interaction.
pub(crate) fn keyed() -> impl Strategy<Value = Keyed> {
    in_an_item(prop_oneof![10 => alone(), 2 => composite()])
}

/// Any interaction that can be a part.
fn alone() -> impl Strategy<Value = Question> {
    prop_oneof![
        single_choice(),
        multiple_choice(),
        true_false(),
        short_text().prop_map(text_question),
        Just((Interaction::Essay(Essay { min_words: Some(2), max_words: Some(9), ..Essay::default() }), None)),
        cloze(),
        matching(),
        line(),
        partial_orders(),
        number().prop_map(number_question),
        Just((Interaction::FileUpload(upload()), None)),
        gap_match(),
        graphic_gap_match(),
        graphic_order(),
        hotspot(),
        hot_text(),
        points_on_a_picture(),
        slider(),
        Just((Interaction::Likert(Likert { statements: entries(&IDS[..3]), scale: entries(&TARGETS) }), None)),
        formula(),
    ]
}

/// A multiple choice.
pub(crate) fn multiple_choice_item() -> impl Strategy<Value = Keyed> {
    in_an_item(multiple_choice())
}

/// Points to set on a picture.
pub(crate) fn select_point_item() -> impl Strategy<Value = Keyed> {
    in_an_item(points_on_a_picture())
}

/// A matching.
pub(crate) fn matching_item() -> impl Strategy<Value = Keyed> {
    in_an_item(matching())
}

/// Labels into the gaps of a text.
pub(crate) fn gap_match_item() -> impl Strategy<Value = Keyed> {
    in_an_item(gap_match())
}

/// A short text with keywords.
pub(crate) fn keywords_item() -> impl Strategy<Value = Keyed> {
    in_an_item(compared(Just(TextMatching::Keywords)).prop_map(text_question))
}

/// A number with a list of units, of which the key's is `m`.
pub(crate) fn numeric_item_with_units() -> impl Strategy<Value = Keyed> {
    in_an_item(number_with(unit_list()).prop_map(number_question))
}

fn text_question((question, text): (ShortText, String)) -> Question {
    (Interaction::ShortText(question), Some(Response::short_text(text)))
}

fn number_question((question, text): (Numeric, String)) -> Question {
    (Interaction::Numeric(question), Some(Response::numeric(text)))
}

fn in_an_item(question: impl Strategy<Value = Question>) -> impl Strategy<Value = Keyed> {
    (question, points()).prop_map(|((interaction, key), points)| {
        let body = body(&interaction);
        // Each part of a composite gets something of a point.
        let composite = matches!(interaction, Interaction::Composite(_));
        let points = match interaction.is_marked() {
            false => Points::ZERO,
            true if composite => points.max(Points::whole(1)),
            true => points,
        };
        let item = Item {
            title: "A question".into(),
            explanation: "Because.".into(),
            feedback: Feedback { correct: "Yes.".into(), partial: "Nearly.".into(), incorrect: "No.".into() },
            hints: vec!["Think.".into()],
            tags: vec!["tag".into()],
            difficulty: Difficulty::Hard,
            ..Item::new("q1", body, points, interaction)
        };
        Keyed { item, key }
    })
}

fn body(interaction: &Interaction) -> String {
    match interaction {
        Interaction::Cloze(cloze) => cloze.gaps.iter().map(|gap| format!("… {{{{{}}}}} ", gap.id)).collect(),
        Interaction::HotText(text) => text.phrases.iter().map(|phrase| format!("… {{{{{}}}}} ", phrase.id)).collect(),
        Interaction::GapMatch(labels) => labels.gaps.iter().map(|gap| format!("… {{{{{}}}}} ", gap.id)).collect(),
        _ => "What is it?".to_owned(),
    }
}

/// From a millionth to a million, mostly everyday numbers.
pub(crate) fn points() -> impl Strategy<Value = Points> {
    prop_oneof![(1_i32..=20).prop_map(Points::whole), (1_i64..=1_000_000_000_000).prop_map(Points::from_millionths)]
}

fn upload() -> FileUpload {
    FileUpload { max_files: 3, max_bytes: 1_000, media_types: vec!["image/*".into()], marking_guide: "Look.".into() }
}

fn choices(n: usize) -> Vec<Choice> {
    let choice = |id: &&str| Choice { explanation: format!("about {id}"), ..Choice::new(*id, format!("text {id}")) };
    IDS[..n].iter().map(choice).collect()
}

fn entries(ids: &[&str]) -> Vec<Entry> {
    ids.iter().map(|id| Entry::new(*id, format!("text {id}"))).collect()
}

fn fraction(low: i64) -> impl Strategy<Value = Fraction> {
    (1_i64..=25)
        .prop_flat_map(move |whole| (low * whole..=whole).prop_map(move |part| Fraction::new(part, whole).unwrap()))
}

type Question = (Interaction, Option<Response>);

/// Parts of all kinds; there is a key if each that is marked has one.
fn composite() -> impl Strategy<Value = Question> {
    vec((alone(), 1_000_i64..=1_000_000), 1..5).prop_map(|questions| {
        let mut keys = Some(BTreeMap::new());
        let parts = questions.into_iter().enumerate().map(|(index, ((interaction, key), weight))| {
            let id = format!("p{index}");
            if interaction.is_marked() {
                keys = keys.take().zip(key).map(|(mut keys, key)| {
                    keys.insert(id.clone(), key);
                    keys
                });
            }
            let weight = Weight::from_millionths(weight).unwrap();
            Part::new(id, body(&interaction), interaction).weighing(weight)
        });
        let question = Composite { parts: parts.collect() };
        let keys = keys.filter(|_| question.parts.iter().any(|part| part.interaction.is_marked()));
        (Interaction::Composite(question), keys.map(|parts| Response::Composite { parts }))
    })
}

fn decimal(digits: i64, places: u32) -> Decimal {
    format!("{digits}e-{places}").parse().unwrap()
}
