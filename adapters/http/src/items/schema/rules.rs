//! How a response earns points.

use std::collections::BTreeMap;

use poem_openapi::{Object, Union};

use crate::items::{DecimalDto, FractionDto, PointsDto, WeightDto};

/// How a choice is scored.
#[derive(Union)]
#[oai(discriminator_name = "rule", one_of)]
pub(in crate::items) enum ChoiceRule {
    /// The key earns everything, another option its stated share or nothing.
    #[oai(mapping = "standard")]
    Standard(ChoiceStandard),
    /// A wrong option costs points.
    #[oai(mapping = "negative_marking")]
    NegativeMarking(ChoiceNegativeMarking),
}

/// The key earns everything, another option its stated share or nothing.
#[derive(Object)]
pub(in crate::items) struct ChoiceStandard {
    /// By option id, for options that are neither quite right nor worth nothing; below zero it costs.
    fractions: Option<BTreeMap<String, FractionDto>>,
}

/// A wrong option costs points; no answer costs nothing.
#[derive(Object)]
pub(in crate::items) struct ChoiceNegativeMarking {
    /// What a wrong answer costs: above zero.
    penalty: PointsDto,
}

/// How a multiple choice is scored.
#[derive(Union)]
#[oai(discriminator_name = "rule", one_of)]
pub(in crate::items) enum MultipleChoiceRule {
    /// Exactly the keys earn everything, anything else nothing.
    #[oai(mapping = "exact")]
    Exact(MultipleChoiceExact),
    /// Each option weighs what its author says.
    #[oai(mapping = "option_weights")]
    OptionWeights(MultipleChoiceOptionWeights),
    /// A wrong option takes away what a key gives.
    #[oai(mapping = "right_minus_wrong")]
    RightMinusWrong(MultipleChoiceRightMinusWrong),
    /// Each key earns its share, a wrong option costs nothing.
    #[oai(mapping = "share_of_keys")]
    ShareOfKeys(MultipleChoiceShareOfKeys),
    /// Exactly the keys earn everything, anything else costs points.
    #[oai(mapping = "negative_marking")]
    NegativeMarking(MultipleChoiceNegativeMarking),
    /// Each option that is rightly chosen or rightly left earns its share.
    #[oai(mapping = "each_option")]
    EachOption(MultipleChoiceEachOption),
    /// How many of the keys were chosen, times how many of the chosen are keys.
    #[oai(mapping = "coverage")]
    Coverage(MultipleChoiceCoverage),
    /// Each key earns its share, each wrong option costs a stated share.
    #[oai(mapping = "penalised")]
    Penalised(MultipleChoicePenalised),
    /// Keys earn and wrong options cost so that blind guessing earns nothing.
    #[oai(mapping = "morgan")]
    Morgan(MultipleChoiceMorgan),
    /// One mistake halves, two quarter.
    #[oai(mapping = "halves")]
    Halves(MultipleChoiceHalves),
    /// Each option earns stated points by whether it is chosen.
    #[oai(mapping = "checked_unchecked")]
    CheckedUnchecked(MultipleChoiceCheckedUnchecked),
}

/// Exactly the keys earn everything, anything else nothing.
#[derive(Object)]
pub(in crate::items) struct MultipleChoiceExact {}

/// The sum of the weights of what was chosen, between 0 and 1.
#[derive(Object)]
pub(in crate::items) struct MultipleChoiceOptionWeights {
    /// By option id; an option without one weighs nothing. The keys' weights reach 1 together.
    weights: BTreeMap<String, FractionDto>,
    /// Whether the sum may stay below zero.
    #[oai(default)]
    allow_negative: bool,
}

/// (keys chosen − wrong options chosen) / keys, at least 0.
#[derive(Object)]
pub(in crate::items) struct MultipleChoiceRightMinusWrong {}

/// Keys chosen / keys.
#[derive(Object)]
pub(in crate::items) struct MultipleChoiceShareOfKeys {
    /// Whether all keys with something wrong among them earn one key less than everything.
    #[oai(default)]
    full_needs_exact: bool,
}

/// Exactly the keys earn everything, anything else costs points; no answer costs nothing.
#[derive(Object)]
pub(in crate::items) struct MultipleChoiceNegativeMarking {
    /// What a wrong answer costs: above zero.
    penalty: PointsDto,
}

/// Options rightly chosen or rightly left / options.
#[derive(Object)]
pub(in crate::items) struct MultipleChoiceEachOption {}

/// Keys chosen / keys · keys chosen / chosen.
#[derive(Object)]
pub(in crate::items) struct MultipleChoiceCoverage {}

/// Keys chosen / keys − wrong options · penalty, at least the floor.
#[derive(Object)]
pub(in crate::items) struct MultipleChoicePenalised {
    /// What each wrong option costs, as a share of the points: above zero.
    penalty: FractionDto,
    /// How low wrong options may take it: zero, or below; where absent, zero.
    floor: Option<FractionDto>,
}

/// Keys chosen / keys − wrong options chosen / wrong options.
#[derive(Object)]
pub(in crate::items) struct MultipleChoiceMorgan {
    /// Whether it may stay below zero.
    #[oai(default)]
    allow_negative: bool,
}

/// Everything without a mistake, a half with one, a quarter with two, where there are options enough.
#[derive(Object)]
pub(in crate::items) struct MultipleChoiceHalves {}

/// The sum of what each option's state earns / the best sum.
#[derive(Object)]
pub(in crate::items) struct MultipleChoiceCheckedUnchecked {
    /// By option id; an option without one earns nothing either way. The keys are the options that earn more when chosen.
    states: BTreeMap<String, OptionStates>,
    /// Whether the sum may stay below zero.
    #[oai(default)]
    allow_negative: bool,
}

/// What an option earns, or costs, by its state.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct OptionStates {
    /// When it is chosen; where absent, nothing.
    checked: Option<PointsDto>,
    /// When it is left; where absent, nothing.
    unchecked: Option<PointsDto>,
}

/// How true or false is scored.
#[derive(Union)]
#[oai(discriminator_name = "rule", one_of)]
pub(in crate::items) enum TrueFalseRule {
    /// Right earns everything, wrong nothing.
    #[oai(mapping = "standard")]
    Standard(TrueFalseStandard),
    /// Wrong costs points.
    #[oai(mapping = "negative_marking")]
    NegativeMarking(TrueFalseNegativeMarking),
}

/// Right earns everything, wrong nothing, or a stated share below.
#[derive(Object)]
pub(in crate::items) struct TrueFalseStandard {
    /// What a wrong answer earns, as a share of the points: zero, or below; where absent, zero.
    wrong: Option<FractionDto>,
}

/// Wrong costs points; no answer costs nothing.
#[derive(Object)]
pub(in crate::items) struct TrueFalseNegativeMarking {
    /// What a wrong answer costs: above zero.
    penalty: PointsDto,
}

/// How a matching is scored.
#[derive(Union)]
#[oai(discriminator_name = "rule", one_of)]
pub(in crate::items) enum MatchingRule {
    /// Each right pair earns its share.
    #[oai(mapping = "each_pair")]
    EachPair(MatchingEachPair),
    /// All pairs earn everything, anything else nothing.
    #[oai(mapping = "exact")]
    Exact(MatchingExact),
}

/// The weights of right pairs / all weights − wrong pairs · penalty, at least the floor.
#[derive(Object)]
pub(in crate::items) struct MatchingEachPair {
    /// By source id: how much its pair counts against the others; 1 where nothing is stated.
    weights: Option<BTreeMap<String, WeightDto>>,
    /// What each wrong pair costs, as a share of the points; where absent, nothing.
    penalty: Option<FractionDto>,
    /// How low wrong pairs may take it: zero, or below; where absent, zero.
    floor: Option<FractionDto>,
}

/// All pairs earn everything, anything else nothing.
#[derive(Object)]
pub(in crate::items) struct MatchingExact {}

/// How an ordering is scored.
#[derive(Union)]
#[oai(discriminator_name = "rule", one_of)]
pub(in crate::items) enum OrderingRule {
    /// Only the right order earns.
    #[oai(mapping = "exact")]
    Exact(OrderingExact),
    /// Each entry in its right position earns its share.
    #[oai(mapping = "absolute")]
    Absolute(OrderingAbsolute),
    /// Each pair of entries in its relative order earns its share.
    #[oai(mapping = "all_before_after")]
    AllBeforeAfter(OrderingAllBeforeAfter),
    /// Each entry that is followed by the right one earns its share.
    #[oai(mapping = "relative_next")]
    RelativeNext(OrderingRelativeNext),
    /// The same, and the last entry for standing last.
    #[oai(mapping = "relative_next_and_last")]
    RelativeNextAndLast(OrderingRelativeNextAndLast),
    /// Each entry earns for the right one before it and for the right one after it.
    #[oai(mapping = "neighbours")]
    Neighbours(OrderingNeighbours),
    /// The most entries that stand in their relative order.
    #[oai(mapping = "longest_subsequence")]
    LongestSubsequence(OrderingLongestSubsequence),
    /// The most entries that stand in their order without a gap.
    #[oai(mapping = "longest_run")]
    LongestRun(OrderingLongestRun),
    /// Each entry earns by how near it stands to its position.
    #[oai(mapping = "displacement")]
    Displacement(OrderingDisplacement),
    /// How few entries need be put in or taken out to make it right.
    #[oai(mapping = "edit_distance")]
    EditDistance(OrderingEditDistance),
}

/// Only the right order earns.
#[derive(Object)]
pub(in crate::items) struct OrderingExact {}

/// Entries in their right position / entries.
#[derive(Object)]
pub(in crate::items) struct OrderingAbsolute {}

/// Pairs in their relative order / all pairs.
#[derive(Object)]
pub(in crate::items) struct OrderingAllBeforeAfter {}

/// Entries followed by the right one / (entries − 1).
#[derive(Object)]
pub(in crate::items) struct OrderingRelativeNext {}

/// Entries followed by the right one, and the last one standing last / entries.
#[derive(Object)]
pub(in crate::items) struct OrderingRelativeNextAndLast {}

/// Right neighbours, the ends counted / twice the entries.
#[derive(Object)]
pub(in crate::items) struct OrderingNeighbours {}

/// The longest part in relative order / entries; a part of one earns nothing.
#[derive(Object)]
pub(in crate::items) struct OrderingLongestSubsequence {}

/// The longest part in order without a gap / entries; a part of one earns nothing.
#[derive(Object)]
pub(in crate::items) struct OrderingLongestRun {}

/// One less than the entries, less how far each stands from its position / the best sum.
#[derive(Object)]
pub(in crate::items) struct OrderingDisplacement {}

/// (Entries − steps to the nearest right order) / entries, at least 0.
#[derive(Object)]
pub(in crate::items) struct OrderingEditDistance {}

/// How far off a number may be.
#[derive(Union)]
#[oai(discriminator_name = "rule", one_of)]
pub(in crate::items) enum Tolerance {
    /// By a stated amount.
    #[oai(mapping = "absolute")]
    Absolute(AbsoluteTolerance),
    /// By a stated share of the key's size.
    #[oai(mapping = "relative")]
    Relative(RelativeTolerance),
    /// By both together.
    #[oai(mapping = "relabs")]
    Relabs(RelabsTolerance),
    /// By a factor.
    #[oai(mapping = "geometric")]
    Geometric(GeometricTolerance),
    /// Between two numbers.
    #[oai(mapping = "range")]
    Range(RangeTolerance),
    /// In so many figures.
    #[oai(mapping = "significant_figures")]
    SignificantFigures(SignificantFiguresTolerance),
    /// In so many places behind the decimal mark.
    #[oai(mapping = "decimal_places")]
    DecimalPlaces(DecimalPlacesTolerance),
    /// In per cent of the key, to the letter of QTI.
    #[oai(mapping = "strict_qti")]
    StrictQti(StrictQtiTolerance),
}

/// Off by at most a stated amount.
#[derive(Object)]
pub(in crate::items) struct AbsoluteTolerance {
    /// At least zero, which allows the value alone.
    within: DecimalDto,
}

/// Off by at most a stated share of the key's size.
#[derive(Object)]
pub(in crate::items) struct RelativeTolerance {
    /// At least zero: 0.01 is one per cent.
    within: DecimalDto,
}

/// Off by at most an amount and a share of the key's size together.
#[derive(Object)]
pub(in crate::items) struct RelabsTolerance {
    /// The amount, at least zero; where absent, zero.
    absolute: Option<DecimalDto>,
    /// The share, at least zero; where absent, zero.
    relative: Option<DecimalDto>,
}

/// Between key/(1 + within) and key·(1 + within).
#[derive(Object)]
pub(in crate::items) struct GeometricTolerance {
    /// At least zero: with 1 half and twice the value are right.
    within: DecimalDto,
}

/// Between two numbers, both included.
#[derive(Object)]
pub(in crate::items) struct RangeTolerance {
    /// The least.
    from: DecimalDto,
    /// The greatest.
    to: DecimalDto,
}

/// Off by a little more than half of the last figure, the ends not included.
#[derive(Object)]
pub(in crate::items) struct SignificantFiguresTolerance {
    /// How many figures of the key count; at least one.
    figures: u8,
}

/// Off by a little more than half of the last place, the ends not included.
#[derive(Object)]
pub(in crate::items) struct DecimalPlacesTolerance {
    /// How many places behind the decimal mark count.
    places: u8,
}

/// Between key·(1 − below/100) and key·(1 + above/100): of a key below zero nothing is right.
#[derive(Object)]
pub(in crate::items) struct StrictQtiTolerance {
    /// Per cents below the key, at least zero.
    below: DecimalDto,
    /// Per cents above the key; where absent, as many as below.
    above: Option<DecimalDto>,
}

/// What a missing or a wrong unit costs.
#[derive(Union)]
#[oai(discriminator_name = "rule", one_of)]
pub(in crate::items) enum UnitRule {
    /// Everything.
    #[oai(mapping = "required")]
    Required(UnitRequired),
    /// Nothing.
    #[oai(mapping = "free")]
    Free(UnitFree),
    /// A share of what the number earns.
    #[oai(mapping = "share_of_mark")]
    ShareOfMark(UnitShareOfMark),
    /// A share of the points.
    #[oai(mapping = "share_of_points")]
    ShareOfPoints(UnitShareOfPoints),
}

/// Without a right unit no number is right.
#[derive(Object)]
pub(in crate::items) struct UnitRequired {}

/// The number alone counts.
#[derive(Object)]
pub(in crate::items) struct UnitFree {}

/// It costs a share of what the number earns.
#[derive(Object)]
pub(in crate::items) struct UnitShareOfMark {
    /// Above 0, at most 1.
    share: FractionDto,
}

/// It costs a share of the points.
#[derive(Object)]
pub(in crate::items) struct UnitShareOfPoints {
    /// Above 0, at most 1.
    share: FractionDto,
}

/// How points on a picture are scored.
#[derive(Union)]
#[oai(discriminator_name = "rule", one_of)]
pub(in crate::items) enum SelectPointRule {
    /// Each area with a point earns its share, and each point in no area may cost something.
    #[oai(mapping = "each_area")]
    EachArea(SelectPointEachArea),
    /// Each area with a point earns its share of the areas, or of the points where they are more.
    #[oai(mapping = "per_point")]
    PerPoint(SelectPointPerPoint),
    /// A point in every area and none elsewhere earns everything, anything else nothing.
    #[oai(mapping = "exact")]
    Exact(SelectPointExact),
}

/// The weights of areas with a point / all weights − points in no area · penalty, at least the floor.
#[derive(Object)]
pub(in crate::items) struct SelectPointEachArea {
    /// By area id: how much it counts against the others; 1 where nothing is stated.
    weights: Option<BTreeMap<String, WeightDto>>,
    /// What each point in no area costs, as a share of the points; where absent, nothing.
    penalty: Option<FractionDto>,
    /// How low such points may take it: zero, or below; where absent, zero.
    floor: Option<FractionDto>,
}

/// Areas with a point / areas, or points where they are more.
#[derive(Object)]
pub(in crate::items) struct SelectPointPerPoint {}

/// A point in every area and none elsewhere earns everything, anything else nothing.
#[derive(Object)]
pub(in crate::items) struct SelectPointExact {}
