//! One or several of several options.

use super::*;

pub(super) fn single_choice() -> impl Strategy<Value = Question> {
    (2_usize..=6).prop_flat_map(|n| {
        let fractions = vec(option::of(fraction(-1)), n);
        (0..n, fractions, points(), any::<bool>()).prop_map(move |(key, fractions, penalty, negative)| {
            let scoring: ChoiceRule = if negative {
                choice::NegativeMarking { penalty }.into()
            } else {
                let stated = fractions.iter().enumerate().filter(|(index, _)| *index != key);
                let fractions = stated.filter_map(|(index, fraction)| Some((IDS[index].to_owned(), (*fraction)?)));
                choice::Standard { fractions: fractions.collect() }.into()
            };
            let question = SingleChoice { options: choices(n), key: IDS[key].into(), scoring };
            (Interaction::Choice(question), Some(Response::choice(IDS[key])))
        })
    })
}

pub(super) fn multiple_choice() -> impl Strategy<Value = Question> {
    (2_usize..=6, option::of(Just(NONE)))
        .prop_flat_map(|(n, none)| {
            let keys = subsequence(IDS[..n].to_vec(), usize::from(none.is_none())..=n);
            (Just(n), Just(none), keys, vec(fraction(-1), n), vec((gain(), points()), n))
        })
        .prop_flat_map(|(n, none, keys, weights, states)| {
            (Just(n), Just(none), multiple_choice_rule(n, &keys, weights, states), Just(keys))
        })
        .prop_map(|(n, none, scoring, keys)| {
            let key = if keys.is_empty() { vec![NONE] } else { keys.clone() };
            let question = MultipleChoice {
                options: choices(n),
                keys: keys.into_iter().map(str::to_owned).collect(),
                none_apply: none.map(|id| Choice::new(id, "None of these")),
                scoring,
            };
            (Interaction::MultipleChoice(question), Some(Response::multiple_choice(key)))
        })
}

/// Points by which one state of an option is better than the other.
pub(super) fn gain() -> impl Strategy<Value = i64> {
    0_i64..=20_000_000
}

pub(super) fn multiple_choice_rule(
    n: usize,
    keys: &[&'static str],
    weights: Vec<Fraction>,
    states: Vec<(i64, Points)>,
) -> impl Strategy<Value = MultipleChoiceRule> + use<> {
    let share = Fraction::new(1, keys.len().max(1) as i64).unwrap();
    let options = || IDS[..n].iter().map(|id| ((*id).to_owned(), keys.contains(id)));
    // Keys share everything evenly, so that they earn it together; the other options weigh anything.
    let weights: BTreeMap<String, Fraction> =
        options().zip(weights).map(|((id, key), weight)| (id, if key { share } else { weight })).collect();
    // A key is better chosen, another option better left; below zero each may be.
    let states: BTreeMap<String, States> = options()
        .zip(states)
        .map(|((id, key), (gain, better))| {
            let worse = Points::from_millionths(better.millionths() - gain);
            let (checked, unchecked) = if key { (better, worse) } else { (worse, better) };
            (id, States { checked, unchecked })
        })
        .collect();
    let floor = || fraction(-1).prop_map(|floor| floor.min(Fraction::ZERO));
    prop_oneof![
        Just(multiple_choice::Exact {}.into()),
        Just(multiple_choice::RightMinusWrong {}.into()),
        Just(multiple_choice::EachOption {}.into()),
        Just(multiple_choice::Coverage {}.into()),
        Just(multiple_choice::Halves {}.into()),
        any::<bool>().prop_map(|full_needs_exact| multiple_choice::ShareOfKeys { full_needs_exact }.into()),
        any::<bool>().prop_map(|allow_negative| multiple_choice::Morgan { allow_negative }.into()),
        points().prop_map(|penalty| multiple_choice::NegativeMarking { penalty }.into()),
        (above_zero(), floor()).prop_map(|(penalty, floor)| multiple_choice::Penalised { penalty, floor }.into()),
        any::<bool>().prop_map(move |allow_negative| {
            multiple_choice::OptionWeights { weights: weights.clone(), allow_negative }.into()
        }),
        any::<bool>().prop_map(move |allow_negative| {
            multiple_choice::CheckedUnchecked { states: states.clone(), allow_negative }.into()
        }),
    ]
}

pub(super) fn above_zero() -> impl Strategy<Value = Fraction> {
    (1_i64..=25).prop_flat_map(|whole| (1..=whole).prop_map(move |part| Fraction::new(part, whole).unwrap()))
}

pub(super) fn true_false() -> impl Strategy<Value = Question> {
    let rule = prop_oneof![
        fraction(-1).prop_map(|wrong| true_false::Standard { wrong: wrong.min(Fraction::ZERO) }.into()),
        points().prop_map(|penalty| TrueFalseRule::from(true_false::NegativeMarking { penalty })),
    ];
    (any::<bool>(), rule).prop_map(|(key, scoring)| {
        (Interaction::TrueFalse(TrueFalse { key, scoring }), Some(Response::true_false(key)))
    })
}
