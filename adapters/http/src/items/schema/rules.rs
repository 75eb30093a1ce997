//! How a response earns points.

use std::collections::BTreeMap;

use poem_openapi::{Object, Union};

use crate::items::{DecimalDto, FractionDto, PointsDto};

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

/// Right earns everything, wrong nothing.
#[derive(Object)]
pub(in crate::items) struct TrueFalseStandard {}

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

/// Right pairs / pairs of the key.
#[derive(Object)]
pub(in crate::items) struct MatchingEachPair {}

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
