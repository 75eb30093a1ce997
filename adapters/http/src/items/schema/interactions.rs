//! The ways of answering, with their keys.

use std::collections::BTreeMap;

use poem_openapi::{Enum, Object, Union};

use super::{
    image::{Area, Image},
    rules::{
        ChoiceRule, MatchingRule, MultipleChoiceRule, OrderingRule, SelectPointRule, Tolerance, TrueFalseRule, UnitRule,
    },
};
use crate::items::{DecimalDto, FractionDto, QuotientDto, WeightDto};

/// How a question is answered, with its key and its rule.
#[derive(Union)]
#[oai(discriminator_name = "type", one_of)]
pub(in crate::items) enum Interaction {
    /// One of several options.
    #[oai(mapping = "choice")]
    Choice(SingleChoice),
    /// Any number of several options.
    #[oai(mapping = "multiple_choice")]
    MultipleChoice(MultipleChoice),
    /// True or false.
    #[oai(mapping = "true_false")]
    TrueFalse(TrueFalse),
    /// A word or a short phrase.
    #[oai(mapping = "short_text")]
    ShortText(ShortText),
    /// A longer text, for a person to mark.
    #[oai(mapping = "essay")]
    Essay(Essay),
    /// A text with gaps.
    #[oai(mapping = "cloze")]
    Cloze(Cloze),
    /// To each source its target.
    #[oai(mapping = "matching")]
    Matching(Matching),
    /// Entries into their order.
    #[oai(mapping = "ordering")]
    Ordering(Ordering),
    /// A number.
    #[oai(mapping = "numeric")]
    Numeric(Numeric),
    /// Files, for a person to mark.
    #[oai(mapping = "file_upload")]
    FileUpload(FileUpload),
    /// Labels into the gaps of a text.
    #[oai(mapping = "gap_match")]
    GapMatch(GapMatch),
    /// Labels onto the places of a picture.
    #[oai(mapping = "graphic_gap_match")]
    GraphicGapMatch(GraphicGapMatch),
    /// Places of a picture into their order.
    #[oai(mapping = "graphic_order")]
    GraphicOrder(GraphicOrder),
    /// Areas of a picture to choose.
    #[oai(mapping = "hotspot")]
    Hotspot(Hotspot),
    /// Phrases of a text to choose.
    #[oai(mapping = "hot_text")]
    HotText(HotText),
    /// Points to set on a picture.
    #[oai(mapping = "select_point")]
    SelectPoint(SelectPoint),
    /// Several questions in one.
    #[oai(mapping = "composite")]
    Composite(Composite),
    /// A number set on a line.
    #[oai(mapping = "slider")]
    Slider(Slider),
    /// Statements rated on a scale, which nobody marks.
    #[oai(mapping = "likert")]
    Likert(Likert),
    /// A formula, equal to the key whatever it looks like.
    #[oai(mapping = "formula")]
    Formula(Formula),
}

/// One of several options is right.
#[derive(Object)]
pub(in crate::items) struct SingleChoice {
    /// At least two.
    options: Vec<Choice>,
    /// The id of the right option.
    key: String,
    /// How it is scored; where absent, the key earns everything and anything else nothing.
    scoring: Option<ChoiceRule>,
}

/// An option to choose.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct Choice {
    /// Names it within the question.
    id: String,
    /// What is shown, in Markdown.
    text: String,
    /// Why it is right or wrong, shown to those who chose it, where feedback is shown.
    #[oai(default)]
    explanation: String,
}

/// Any number of the options is right.
#[derive(Object)]
pub(in crate::items) struct MultipleChoice {
    /// At least two.
    options: Vec<Choice>,
    /// The ids of the right options, in any order; at least one, unless none may apply.
    keys: Vec<String>,
    /// Says that none of the options is right; shown last, and chosen alone. Without keys it is the right answer.
    none_apply: Option<Choice>,
    /// How it is scored; where absent, exactly the keys earn everything and anything else nothing.
    scoring: Option<MultipleChoiceRule>,
}

/// A statement that is true or false.
#[derive(Object)]
pub(in crate::items) struct TrueFalse {
    /// Whether it is true.
    key: bool,
    /// How it is scored; where absent, right earns everything and wrong nothing.
    scoring: Option<TrueFalseRule>,
}

/// A word or a short phrase, compared with keys in their order; the first that matches decides.
#[derive(Object)]
pub(in crate::items) struct ShortText {
    /// At least one that earns full marks.
    keys: Vec<TextKey>,
    /// How they are compared; where absent, exactly.
    matching: Option<TextMatching>,
    /// Whether capital letters matter.
    #[oai(default)]
    case_sensitive: bool,
}

/// A text that earns something, or that is known to be wrong.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct TextKey {
    /// What is compared.
    text: String,
    /// With the matching `edit_distance`, how many edits the answer may be away from the text; where absent, one.
    edits: Option<u8>,
    /// The share of the points it earns; where absent, all of them.
    fraction: Option<FractionDto>,
    /// What a student is told whose answer this key matched, in Markdown.
    #[oai(default)]
    feedback: String,
}

/// How a text is compared with a key: trimmed, in composed form, with one blank for several.
#[derive(Enum)]
#[oai(rename_all = "snake_case")]
pub(in crate::items) enum TextMatching {
    /// Letter by letter.
    Exact,
    /// The same, where `*` stands for any text or none.
    Wildcard,
    /// A key is a regular expression, which the whole text must match.
    Regex,
    /// A text may be a few edits away from a key.
    EditDistance,
    /// A key is a list of keywords, such as `light|sunlight; water`, and earns the share of them that a text has.
    Keywords,
}

/// A longer text, for a person to mark.
#[derive(Object)]
pub(in crate::items) struct Essay {
    /// The fewest words asked for: advice, which changes no mark.
    min_words: Option<u32>,
    /// The most words asked for, in the same way.
    max_words: Option<u32>,
    /// What the marker goes by, in Markdown; no student sees it.
    #[oai(default)]
    marking_guide: String,
}

/// A text with gaps. The question's body carries each gap once, as `{{gap-id}}`.
#[derive(Object)]
pub(in crate::items) struct Cloze {
    /// At least one.
    gaps: Vec<Gap>,
}

/// One gap.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct Gap {
    /// Names it in the body.
    id: String,
    /// How much it counts against the other gaps; where absent, 1.
    weight: Option<WeightDto>,
    /// What goes into it, with its key.
    kind: GapKind,
}

/// What goes into a gap, with its key.
#[derive(Union)]
#[oai(discriminator_name = "type", one_of)]
pub(in crate::items) enum GapKind {
    /// A word or a short phrase.
    #[oai(mapping = "text")]
    Text(ShortText),
    /// A number.
    #[oai(mapping = "numeric")]
    Numeric(Numeric),
    /// One of several options.
    #[oai(mapping = "dropdown")]
    Dropdown(Dropdown),
}

/// A gap filled from a list.
#[derive(Object)]
pub(in crate::items) struct Dropdown {
    /// At least two.
    options: Vec<Entry>,
    /// The id of the right option.
    key: String,
}

/// To each source its target. A target may serve several sources, or none.
#[derive(Object)]
pub(in crate::items) struct Matching {
    /// What a target is looked for.
    sources: Vec<Entry>,
    /// What may be put to them.
    targets: Vec<Entry>,
    /// The key: one pair for each source, in any order.
    pairs: Vec<Pair>,
    /// How it is scored; where absent, each right pair earns its share.
    scoring: Option<MatchingRule>,
}

/// A source and the target put to it.
#[derive(Object)]
pub(in crate::items) struct Pair {
    /// The source's id.
    source: String,
    /// The target's id.
    target: String,
}

/// Entries to be put in their order.
#[derive(Object)]
pub(in crate::items) struct Ordering {
    /// In the right order, which is the key where there are no graphs; at least two.
    entries: Vec<Entry>,
    /// Shown among the entries, but right nowhere.
    distractors: Option<Vec<Entry>>,
    /// Partial orders of the entries. Where there are some they are the key: each order that one of them allows is right.
    graphs: Option<Vec<Graph>>,
    /// How it is scored; where absent, only the right order earns.
    scoring: Option<OrderingRule>,
}

/// What must come before what: any order that keeps to it is right.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct Graph {
    /// The ids of the entries that belong in the order; where absent, all. The others distract.
    entries: Option<Vec<String>>,
    /// For each entry or group, by its id, the entries and groups that must come before it, however far.
    depends: Option<BTreeMap<String, Vec<String>>>,
    /// By an id of its own for each group, the entries that must stand together.
    groups: Option<BTreeMap<String, Vec<String>>>,
}

/// Something of a list.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct Entry {
    /// Names it within its list.
    id: String,
    /// What is shown, in Markdown.
    text: String,
}

/// A number, compared with keys in their order; the first whose tolerance includes it decides.
#[derive(Object)]
pub(in crate::items) struct Numeric {
    /// At least one that earns full marks.
    keys: Vec<NumericKey>,
    /// What may stand behind the number, such as `kg`; it is left away before the number is read. Not beside `units`.
    unit: Option<String>,
    /// The units that it is accepted in, and what a missing or a wrong one costs.
    units: Option<Units>,
    /// Which sign parts the decimals where a number could be read in two ways.
    decimal_mark: Option<DecimalMark>,
}

/// The units that a number is accepted in.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct Units {
    /// At least one; capital letters matter.
    accepted: Vec<Unit>,
    /// What a missing unit costs; where absent, everything.
    missing: Option<UnitRule>,
    /// What a wrong unit costs; where absent, everything.
    wrong: Option<UnitRule>,
}

/// A unit that a number is accepted in.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct Unit {
    /// As it is typed: `cm`.
    name: String,
    /// How many of the key's unit one of this is: where the key is in metres, 0.01; where absent, 1.
    factor: Option<QuotientDto>,
}

/// A number that earns something, or that is known to be wrong.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct NumericKey {
    /// The number.
    value: DecimalDto,
    /// How far off an answer may be; where absent, not at all.
    tolerance: Option<Tolerance>,
    /// The share of the points it earns; where absent, all of them.
    fraction: Option<FractionDto>,
    /// What a student is told whose answer this key included, in Markdown.
    #[oai(default)]
    feedback: String,
}

/// Which sign parts the decimals.
#[derive(Enum)]
#[oai(rename_all = "snake_case")]
pub(in crate::items) enum DecimalMark {
    /// `1.5`
    Point,
    /// `1,5`
    Comma,
}

/// Files, for a person to mark.
#[derive(Object)]
pub(in crate::items) struct FileUpload {
    /// The most files; at least one.
    max_files: u32,
    /// The most bytes of each.
    max_bytes: u64,
    /// What may be uploaded, such as `application/pdf` or `image/*`; empty allows whatever the platform does.
    #[oai(default)]
    media_types: Vec<String>,
    /// What the marker goes by, in Markdown; no student sees it.
    #[oai(default)]
    marking_guide: String,
}

/// Labels into the gaps of a text. The question's body carries each gap once, as `{{gap-id}}`.
#[derive(Object)]
pub(in crate::items) struct GapMatch {
    /// At least one.
    gaps: Vec<LabelGap>,
    /// What may be put into them, also what belongs nowhere; at least two.
    labels: Vec<Label>,
    /// How it is scored, with gaps for sources; where absent, each right gap earns its share.
    scoring: Option<MatchingRule>,
}

/// A gap of a text that takes one label.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct LabelGap {
    /// Names it in the body.
    id: String,
    /// The ids of the labels each of which is right; where there is none, the gap is to be left empty.
    #[oai(default)]
    keys: Vec<String>,
    /// It takes labels of this group alone; where absent, those that have none.
    group: Option<String>,
}

/// Something that is put into gaps: a text, or a picture, or both.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct Label {
    /// Names it within its list.
    id: String,
    /// What is shown, in Markdown; empty where a picture says it all.
    #[oai(default)]
    text: String,
    /// What is shown with the text, or instead of it.
    image: Option<Image>,
    /// How many gaps it may be put into; 0 is any number; where absent, one.
    uses: Option<u32>,
    /// It goes into gaps of this group alone; where absent, into those that have none.
    group: Option<String>,
}

/// Labels onto the places of a picture.
#[derive(Object)]
pub(in crate::items) struct GraphicGapMatch {
    /// What the gaps lie on.
    image: Image,
    /// At least one.
    gaps: Vec<LabelPlace>,
    /// What may be put onto them, also what belongs nowhere; at least two.
    labels: Vec<Label>,
    /// How it is scored, with gaps for sources; where absent, each right gap earns its share.
    scoring: Option<MatchingRule>,
}

/// A gap of a picture that takes one label.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct LabelPlace {
    /// Names it within its list.
    id: String,
    /// What it is called for those who do not see it.
    #[oai(default)]
    text: String,
    /// Where it lies.
    area: Area,
    /// The ids of the labels each of which is right; where there is none, the gap is to be left empty.
    #[oai(default)]
    keys: Vec<String>,
    /// It takes labels of this group alone; where absent, those that have none.
    group: Option<String>,
}

/// Places of a picture to be put in their order.
#[derive(Object)]
pub(in crate::items) struct GraphicOrder {
    /// What the places lie on.
    image: Image,
    /// In the right order, which is the key where there are no graphs; at least two.
    entries: Vec<Place>,
    /// Shown among the entries, but right nowhere.
    distractors: Option<Vec<Place>>,
    /// Partial orders of the entries. Where there are some they are the key: each order that one of them allows is right.
    graphs: Option<Vec<Graph>>,
    /// How it is scored; where absent, only the right order earns.
    scoring: Option<OrderingRule>,
}

/// A place on a picture.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct Place {
    /// Names it within its list.
    id: String,
    /// What it is called, in Markdown; also for those who do not see it.
    text: String,
    /// Where it lies.
    area: Area,
}

/// Phrases of a text are chosen, one or several. The item's body carries each once, as `{{phrase-id}}`.
#[derive(Object)]
pub(in crate::items) struct HotText {
    /// At least two.
    phrases: Vec<Choice>,
    /// The ids of the right phrases, in any order; at least one.
    keys: Vec<String>,
    /// How many may be chosen at most: 1 makes it a single choice. Where absent, any number.
    most: Option<u32>,
    /// How it is scored, with phrases for options; where absent, exactly the keys earn everything and anything else nothing.
    scoring: Option<MultipleChoiceRule>,
}

/// Areas of a picture are shown, and one or several of them chosen.
#[derive(Object)]
pub(in crate::items) struct Hotspot {
    /// What is chosen on.
    image: Image,
    /// At least two.
    areas: Vec<HotArea>,
    /// The ids of the right areas, in any order; at least one.
    keys: Vec<String>,
    /// How many may be chosen at most: 1 makes it a single choice. Where absent, any number.
    most: Option<u32>,
    /// How it is scored, with areas for options; where absent, exactly the keys earn everything and anything else nothing.
    scoring: Option<MultipleChoiceRule>,
}

/// An area to choose.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct HotArea {
    /// Names it within the question.
    id: String,
    /// Where it is.
    area: Area,
    /// What it is called for those who do not see it.
    text: String,
    /// Why it is right or wrong, shown to those who chose it, where feedback is shown.
    #[oai(default)]
    explanation: String,
}

/// Points are set on a picture whose areas are not shown, with or without labels on them.
#[derive(Object)]
pub(in crate::items) struct SelectPoint {
    /// What points are set on.
    image: Image,
    /// The key: where points are looked for.
    areas: Vec<PointArea>,
    /// What points may carry; where absent, nothing.
    labels: Option<Vec<PointLabel>>,
    /// How many points may be set at most.
    most: u32,
    /// How it is scored; where absent, each area with a point earns its share.
    scoring: Option<SelectPointRule>,
}

/// An area in which points are looked for.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct PointArea {
    /// Names it within the question; no paper shows it.
    id: String,
    /// Where it is.
    area: Area,
    /// The id of the label that a point in it must carry; where absent, any or none.
    label: Option<String>,
    /// What is there, shown to those who found it, where feedback is shown.
    #[oai(default)]
    explanation: String,
}

/// A label that points may carry.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct PointLabel {
    /// Names it within the question.
    id: String,
    /// What is shown, in Markdown.
    text: String,
    /// How many points may carry it; where absent, one.
    uses: Option<u32>,
}

/// Several questions in one, about what the body says. They share its points by their weights.
#[derive(Object)]
pub(in crate::items) struct Composite {
    /// At least one, in the order to show.
    parts: Vec<Part>,
}

/// One question of a composite.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct Part {
    /// Names it within the question.
    id: String,
    /// What is asked, in Markdown; it may be empty. A cloze carries its gaps here.
    #[oai(default)]
    body: String,
    /// How much it counts against the other parts; where absent, 1. One that is never marked does not count.
    weight: Option<WeightDto>,
    /// How it is answered, with its key and its rule: in any way but as a composite.
    interaction: Interaction,
}

/// A number that is set on a line, compared with keys in their order; the first whose tolerance includes it decides.
#[derive(Object)]
pub(in crate::items) struct Slider {
    /// Where it begins.
    lower: DecimalDto,
    /// Where it ends: at most 10,000 steps above the lower bound.
    upper: DecimalDto,
    /// From one position to the next; above zero.
    step: DecimalDto,
    /// Whether the lower bound is shown at the right, or at the top.
    #[oai(default)]
    reverse: bool,
    /// How it lies; where absent, from left to right.
    orientation: Option<Orientation>,
    /// At least one that earns full marks at some position.
    keys: Vec<NumericKey>,
}

/// How something lies.
#[derive(Enum)]
#[oai(rename_all = "snake_case")]
pub(in crate::items) enum Orientation {
    /// From left to right.
    Horizontal,
    /// From bottom to top.
    Vertical,
}

/// Statements that are rated on a scale. It is never marked: a question of it has no points, and a part does not count.
#[derive(Object)]
pub(in crate::items) struct Likert {
    /// At least one.
    statements: Vec<Entry>,
    /// At least two, from one end to the other.
    scale: Vec<Entry>,
}

/// A formula, compared with keys in their order; the first that has the same values decides.
#[derive(Object)]
pub(in crate::items) struct Formula {
    /// What the formula may use; none where it is a number.
    #[oai(default)]
    variables: Vec<FormulaVariable>,
    /// At least one that earns full marks.
    keys: Vec<FormulaKey>,
    /// How far a value may be off; where absent, a thousand-millionth of the key's.
    tolerance: Option<FormulaTolerance>,
    /// Which functions may not be used, or must be.
    form: Option<FormulaForm>,
    /// At how many points formulas are compared, up to 100; where absent, 20.
    samples: Option<u32>,
    /// Which points these are; where absent, 0.
    seed: Option<u32>,
    /// Which sign parts decimals; a point always does.
    decimal_mark: Option<DecimalMark>,
}

/// A variable of a formula.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct FormulaVariable {
    /// As it is typed.
    name: String,
    /// The values that are drawn.
    domain: FormulaDomain,
    /// Values that are not.
    #[oai(default)]
    exclude: Vec<DecimalDto>,
    /// Whether whole numbers alone are drawn.
    #[oai(default)]
    integer: bool,
}

/// From a number to a number that is not below it, both included.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct FormulaDomain {
    /// The least.
    from: DecimalDto,
    /// The most.
    to: DecimalDto,
}

/// A formula that earns something, or that is known to be wrong.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct FormulaKey {
    /// The formula, as people type it: `2x + 1`, `sin(x)^2`.
    expression: String,
    /// The share of the points it earns; where absent, all of them.
    fraction: Option<FractionDto>,
    /// What a student is told whose answer is equal to this key, in Markdown.
    #[oai(default)]
    feedback: String,
}

/// How far a value may be off: by an amount and a share of the key's size together.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct FormulaTolerance {
    /// The amount, at least zero; where absent, zero.
    absolute: Option<DecimalDto>,
    /// The share, at least zero; where absent, zero.
    relative: Option<DecimalDto>,
}

/// What a formula may not look like.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct FormulaForm {
    /// The names of functions that may not be used, such as `tan`.
    #[oai(default)]
    forbidden: Vec<String>,
    /// The names of functions that must be.
    #[oai(default)]
    required: Vec<String>,
}
