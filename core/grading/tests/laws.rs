//! The laws of marking, over all interactions and all their rules.
#![expect(clippy::unwrap_used, reason = "generated items are made to be readable")]

#[path = "laws/changes.rs"]
mod changes;
#[path = "laws/compiled.rs"]
mod compiled;
#[path = "support/items.rs"]
mod items;
#[path = "laws/tries.rs"]
mod tries;

use std::collections::{BTreeMap, BTreeSet};

use changes::{all_parts, break_somewhere, change_key, lists, outcome_pointer, reverse, reverse_given, sorted};
use items::{
    Keyed, fitting, gap_match_item, keyed, keywords_item, matching_item, multiple_choice_item, numeric_item_with_units,
    response, select_point_item,
};
use pediafor_grading::{
    Choice, Floor, Interaction, Item, MultipleChoiceRule, Outcome, Pair, PartOutcome, Pin, Points, Response, Severity,
    Verdict, mark, total,
};
use proptest::prelude::*;

/// So many cases each, or more where `PROPTEST_CASES` says so.
fn cases() -> ProptestConfig {
    ProptestConfig::with_cases(ProptestConfig::default().cases.max(2_000))
}

/// An item and a response that fits it.
fn answered() -> impl Strategy<Value = (Keyed, Response)> {
    answered_of(keyed())
}

fn answered_of(items: impl Strategy<Value = Keyed>) -> impl Strategy<Value = (Keyed, Response)> {
    items.prop_flat_map(|keyed| {
        let response = fitting(&keyed.item);
        (Just(keyed), response)
    })
}

fn json<T: serde::Serialize>(value: &T) -> serde_json::Value {
    serde_json::to_value(value).unwrap()
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn points_stay_between_the_stated_bounds((keyed, response) in answered()) {
        let outcome = mark(&keyed.item, Some(&response));
        prop_assert!(outcome.points <= outcome.maximum, "{outcome:?}");
        prop_assert!(outcome.points >= keyed.item.minimum(), "{outcome:?}");
        prop_assert!(keyed.item.minimum() <= Points::ZERO);
        prop_assert_eq!(outcome.maximum, keyed.item.points);
        let verdict = match (outcome.verdict, &keyed.item.interaction) {
            (Verdict::Unanswered, _) => response.is_blank() && outcome.points == Points::ZERO,
            (Verdict::NeedsHuman, Interaction::Essay(_) | Interaction::FileUpload(_) | Interaction::Composite(_)) => {
                outcome.points == Points::ZERO
            }
            (Verdict::NotMarked, interaction) => !interaction.is_marked() && outcome.points == Points::ZERO,
            (Verdict::Correct, _) => outcome.points == outcome.maximum,
            (Verdict::Partial, _) => outcome.points >= Points::ZERO,
            (Verdict::Incorrect, _) => outcome.points <= Points::ZERO,
            _ => false,
        };
        prop_assert!(verdict, "{outcome:?}");
    }

    #[test]
    fn the_key_earns_the_maximum(keyed in keyed()) {
        let errors: Vec<_> = keyed.item.lint().into_iter().filter(|finding| finding.severity == Severity::Error).collect();
        prop_assert!(errors.is_empty(), "{errors:?}");
        if let Some(key) = &keyed.key {
            let outcome = mark(&keyed.item, Some(key));
            prop_assert_eq!(outcome.points, keyed.item.points, "{:?}", outcome);
            prop_assert_eq!(outcome.verdict, Verdict::Correct);
            prop_assert_eq!(outcome.feedback, keyed.item.feedback.correct);
            let unmarked = |part: &PartOutcome| match &keyed.item.interaction {
                Interaction::Composite(question) => {
                    question.parts.iter().any(|other| other.id == part.part && !other.interaction.is_marked())
                }
                _ => false,
            };
            let right = outcome.parts.iter().all(|part| part.correct == Some(true) || unmarked(part));
            prop_assert!(right, "{:?}", outcome.parts);
        }
    }

    #[test]
    fn what_is_not_answered_earns_and_costs_nothing(keyed in keyed(), response in response()) {
        let nothing = mark(&keyed.item, None);
        prop_assert_eq!((nothing.points, nothing.verdict), (Points::ZERO, Verdict::Unanswered));
        let parts = all_parts(&nothing.parts);
        let nothing_given = parts.iter().all(|part| part.given.is_none() && part.points.is_none_or(|points| points == Points::ZERO));
        prop_assert!(nothing_given, "{:?}", nothing.parts);
        prop_assert!(parts.iter().all(|part| part.correct != Some(true) || part.expected.is_none()), "{:?}", nothing.parts);
        if response.is_blank() {
            prop_assert_eq!(mark(&keyed.item, Some(&response)), nothing);
        }
    }

    #[test]
    fn one_more_key_never_lowers_and_one_more_wrong_option_never_raises(keyed in multiple_choice_item(), chosen in 0_u8..64) {
        let Interaction::MultipleChoice(question) = &keyed.item.interaction else { unreachable!() };
        let options = || question.options.iter().map(|option| option.id.as_str());
        let chosen: BTreeSet<&str> =
            options().enumerate().filter(|(index, _)| chosen & (1 << index) != 0).map(|(_, id)| id).collect();
        // What an author states may say anything; and from a blank to something a penalty begins.
        let stated = matches!(question.scoring, MultipleChoiceRule::OptionWeights(_) | MultipleChoiceRule::CheckedUnchecked(_));
        prop_assume!(!stated && (!chosen.is_empty() || question.none_apply.is_some()));
        let points = |chosen: &BTreeSet<&str>| {
            let none = question.none_apply.iter().map(|none| none.id.as_str()).filter(|_| chosen.is_empty());
            mark(&keyed.item, Some(&Response::multiple_choice(chosen.iter().copied().chain(none)))).points
        };
        for option in options() {
            let more = chosen.iter().copied().chain([option]).collect();
            if question.keys.iter().any(|key| key == option) {
                prop_assert!(points(&more) >= points(&chosen), "{option} added to {chosen:?}");
            } else {
                prop_assert!(points(&more) <= points(&chosen), "{option} added to {chosen:?}");
            }
        }
    }

    #[test]
    fn one_more_right_pair_never_lowers_and_one_more_wrong_pair_never_raises(keyed in matching_item(), put in prop::collection::vec(0_usize..6, 6)) {
        let Interaction::Matching(question) = &keyed.item.interaction else { unreachable!() };
        let targets = &question.targets;
        // A source without its target in `put` has none.
        let pairs: Vec<Pair> = question
            .sources
            .iter()
            .zip(&put)
            .filter_map(|(source, target)| Some(Pair::new(&source.id, &targets.get(*target)?.id)))
            .collect();
        let points = |pairs: &[Pair]| mark(&keyed.item, Some(&Response::Matching { pairs: pairs.to_vec() })).points;
        for left_out in &pairs {
            let fewer: Vec<Pair> = pairs.iter().filter(|pair| *pair != left_out).cloned().collect();
            // From a blank to something a penalty begins.
            if question.pairs.contains(left_out) {
                prop_assert!(points(&pairs) >= points(&fewer), "{left_out:?} added to {fewer:?}");
            } else if !fewer.is_empty() {
                prop_assert!(points(&pairs) <= points(&fewer), "{left_out:?} added to {fewer:?}");
            }
        }
    }

    #[test]
    fn one_more_right_label_never_lowers_and_one_more_wrong_label_never_raises((keyed, given) in answered_of(gap_match_item())) {
        let (Interaction::GapMatch(question), Response::GapMatch { gaps: filled }) = (&keyed.item.interaction, given) else { unreachable!() };
        let filled: BTreeMap<_, _> = filled.into_iter().filter(|(_, label)| !label.is_empty()).collect();
        let points = |gaps: &BTreeMap<String, String>| mark(&keyed.item, Some(&Response::GapMatch { gaps: gaps.clone() })).points;
        for (gap, label) in &filled {
            let mut fewer = filled.clone();
            fewer.remove(gap);
            // From a blank to something a penalty begins.
            if question.gaps.iter().any(|it| it.id == *gap && it.keys.contains(label)) {
                prop_assert!(points(&filled) >= points(&fewer), "{gap} added to {fewer:?}");
            } else if !fewer.is_empty() {
                prop_assert!(points(&filled) <= points(&fewer), "{gap} added to {fewer:?}");
            }
        }
    }

    #[test]
    fn one_more_point_lowers_only_in_no_area_or_beyond_the_number_of_areas(keyed in select_point_item(), x in 0_i32..100, y in 0_i32..80, label in 0_usize..4) {
        let Interaction::SelectPoint(question) = &keyed.item.interaction else { unreachable!() };
        let Some(Response::SelectPoint { points: key }) = &keyed.key else { unreachable!() };
        let labels = &question.labels;
        let pin = Pin { label: labels.get(label).map(|label| label.id.clone()), ..Pin::new(x, y) };
        let mut roomy = keyed.item.clone();
        if let Interaction::SelectPoint(question) = &mut roomy.interaction {
            question.most = 20;
            question.labels.iter_mut().for_each(|label| label.uses = 20);
        }
        let points = |pins: &[Pin]| mark(&roomy, Some(&Response::select_point(pins.iter().cloned()))).points;
        let is_in_one = question.areas.iter().any(|area| {
            (area.label.is_none() || area.label == pin.label) && area.area.contains(pediafor_grading::Spot::new(x, y))
        });
        for length in 1..=key.len() {
            let (fewer, mut more) = (&key[..length], key[..length].to_vec());
            more.push(pin.clone());
            match (is_in_one, question.scoring.name()) {
                (true, "per_point") if length >= question.areas.len() => {}
                (true, _) => prop_assert!(points(&more) >= points(fewer), "{pin:?} added to {fewer:?}"),
                (false, _) => prop_assert!(points(&more) <= points(fewer), "{pin:?} added to {fewer:?}"),
            }
        }
    }

    #[test]
    fn what_is_expected_of_empty_gaps_earns_the_maximum_together(keyed in gap_match_item()) {
        let outcome = mark(&keyed.item, None);
        let expected = |part: &pediafor_grading::PartOutcome| Some((part.part.clone(), part.expected.clone()?));
        let key = Response::gap_match(outcome.parts.iter().filter_map(expected));
        prop_assert_eq!(mark(&keyed.item, Some(&key)).points, keyed.item.points, "{:?}", outcome.parts);
    }

    #[test]
    fn no_number_earns_more_without_its_unit_or_with_another(keyed in numeric_item_with_units(), typed in "-?[0-9]{1,4}([.][0-9]{1,3})?") {
        let Interaction::Numeric(question) = &keyed.item.interaction else { unreachable!() };
        let points = |text: String| mark(&keyed.item, Some(&Response::numeric(text))).points;
        for number in [typed, question.keys[0].value.to_string()] {
            let with_unit = points(format!("{number} m"));
            prop_assert!(points(number.clone()) <= with_unit, "{}", number);
            let other_unit = points(format!("{number} frogs"));
            prop_assert!(other_unit <= with_unit, "{} frogs", number);
        }
    }

    #[test]
    fn none_apply_beside_an_option_says_nothing(mut keyed in multiple_choice_item(), chosen in 0_u8..32) {
        let Interaction::MultipleChoice(question) = &mut keyed.item.interaction else { unreachable!() };
        let none = question.none_apply.get_or_insert_with(|| Choice::new("none", "None of these")).id.clone();
        let options = question.options.iter().enumerate();
        let chosen: Vec<String> = options
            .filter(|(index, _)| *index == 0 || chosen & (1 << (index - 1)) != 0)
            .map(|(_, option)| option.id.clone())
            .collect();
        let with_none = mark(&keyed.item, Some(&Response::multiple_choice(chosen.iter().chain([&none]))));
        let without = mark(&keyed.item, Some(&Response::multiple_choice(&chosen)));
        prop_assert_eq!((with_none.points, with_none.verdict), (without.points, without.verdict));
    }

    #[test]
    fn a_blind_guess_earns_no_more_than_the_key_and_no_less_than_the_worst(keyed in keyed()) {
        let guess = keyed.item.blind_guess();
        let points = keyed.item.points.millionths().max(1) as f64;
        let (least, rounding) = (keyed.item.minimum().millionths() as f64 / points, 0.5 / points + 1e-9);
        prop_assert!(guess.share <= 1.0 && guess.share >= least - rounding, "{guess:?} from {least}");
        // Of the generated items partial orders alone can be too many to reckon, and points on pictures are sampled at times.
        let sampled = matches!(
            keyed.item.interaction,
            Interaction::Ordering(_) | Interaction::GraphicOrder(_) | Interaction::SelectPoint(_) | Interaction::Composite(_)
        );
        prop_assert!(guess.margin == 0.0 || sampled, "{guess:?}");
        prop_assert_eq!(keyed.item.blind_guess(), guess);
    }

    #[test]
    fn more_words_never_lose_a_keyword(keyed in keywords_item(), text in "(First|2nd|[0-3]th|[a-zß é]){0,3}", more in " [a-z0-9 ]{1,9}") {
        let points = |text: String| mark(&keyed.item, Some(&Response::short_text(text))).points;
        let (behind, before) = (points(format!("{text}{more}")), points(format!("{more} {text}")));
        let alone = points(text);
        prop_assert!(behind >= alone && before >= alone);
    }

    #[test]
    fn the_order_of_lists_makes_no_difference((keyed, response) in answered()) {
        let outcome = mark(&keyed.item, Some(&response));
        let (mut item, mut given) = (keyed.item.clone(), response.clone());
        reverse(&mut item.interaction);
        reverse_given(&mut given);
        let other = mark(&item, Some(&given));
        prop_assert_eq!((outcome.points, outcome.verdict), (other.points, other.verdict));
        prop_assert_eq!(sorted(outcome.parts), sorted(other.parts));
    }

    #[test]
    fn marking_survives_writing_and_reading((keyed, response) in answered()) {
        let outcome = mark(&keyed.item, Some(&response));
        let item: Item = serde_json::from_str(&serde_json::to_string(&keyed.item).unwrap()).unwrap();
        let given: Response = serde_json::from_str(&serde_json::to_string(&response).unwrap()).unwrap();
        prop_assert_eq!(&item, &keyed.item);
        prop_assert_eq!(&given, &response);
        prop_assert_eq!(&mark(&item, Some(&given)), &outcome);
        let read: Outcome = serde_json::from_str(&serde_json::to_string(&outcome).unwrap()).unwrap();
        prop_assert_eq!(read, outcome);
    }

    #[test]
    fn any_response_gives_an_outcome_and_is_invalid_where_the_paper_refuses_it(keyed in keyed(), response in response()) {
        let outcome = mark(&keyed.item, Some(&response));
        let refused = keyed.item.to_paper().check(&response);
        prop_assert_eq!(outcome.verdict == Verdict::InvalidResponse, refused.is_err() && !response.is_blank());
        if outcome.verdict == Verdict::InvalidResponse {
            prop_assert_eq!(outcome.points, Points::ZERO);
            prop_assert_eq!(outcome.invalid, refused.err());
            let pointed = json(&response);
            let pointer = outcome_pointer(&keyed.item, &response);
            prop_assert!(pointed.pointer(&pointer).is_some(), "{pointer} is not in {pointed}");
        }
    }

    #[test]
    fn the_paper_says_nothing_about_the_key(keyed in keyed(), order in any::<u64>()) {
        let mut other = keyed.item.clone();
        other.explanation = "Something else.".into();
        other.feedback = Default::default();
        change_key(&mut other.interaction, order);
        let paper = keyed.item.to_paper();
        let mut others = other.to_paper();
        others.wrong_costs = paper.wrong_costs;
        prop_assert_eq!(&paper, &others);
        prop_assert_eq!(paper.wrong_costs, keyed.item.minimum() < Points::ZERO);
        let read: pediafor_grading::PaperItem = serde_json::from_value(json(&paper)).unwrap();
        prop_assert_eq!(read, paper);
    }

    #[test]
    fn a_drawn_order_changes_the_order_alone(keyed in keyed(), seed in any::<u64>()) {
        let paper = keyed.item.to_paper();
        let mut drawn = paper.clone();
        let mut asked = Vec::new();
        drawn.reorder_options(&mut |n| {
            asked.push(n);
            let mut order: Vec<usize> = (0..n).collect();
            order.sort_by_key(|index| seed.wrapping_mul(*index as u64 * 2 + 1).rotate_left(17));
            order
        });
        prop_assert_eq!(lists(&drawn.interaction).iter().map(Vec::len).collect::<Vec<_>>(), asked);
        for (before, after) in lists(&paper.interaction).into_iter().zip(lists(&drawn.interaction)) {
            let sorted = |mut list: Vec<String>| { list.sort(); list };
            prop_assert_eq!(sorted(before), sorted(after));
        }
        if let Some(key) = &keyed.key {
            prop_assert_eq!(drawn.check(key), Ok(()));
        }
    }

    #[test]
    fn a_total_is_the_exact_sum_in_any_order(mut answers in prop::collection::vec(answered(), 0..12)) {
        let outcomes = |answers: &[(Keyed, Response)]| -> Vec<Outcome> {
            answers.iter().map(|(keyed, response)| mark(&keyed.item, Some(response))).collect()
        };
        let first = outcomes(&answers);
        let sum: i64 = first.iter().map(|outcome| outcome.points.millionths()).sum();
        let maximum: i64 = first.iter().map(|outcome| outcome.maximum.millionths()).sum();
        let waiting = first.iter().filter(|outcome| outcome.verdict == Verdict::NeedsHuman).count();
        let totalled = total(&first, Floor::None);
        prop_assert_eq!((totalled.points.millionths(), totalled.maximum.millionths()), (sum, maximum));
        prop_assert_eq!((totalled.awaiting_human, totalled.is_final()), (waiting, waiting == 0));
        prop_assert_eq!(total(&first, Floor::Zero).points.millionths(), sum.max(0));
        answers.reverse();
        prop_assert_eq!(total(&outcomes(&answers), Floor::None), totalled);
    }

    #[test]
    fn no_json_makes_it_panic(keyed in keyed(), response in response(), breakage in any::<u64>(), bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let mut broken = json(&response);
        break_somewhere(&mut broken, breakage);
        let given = [serde_json::from_value::<Response>(broken).ok(), serde_json::from_slice(&bytes).ok()];
        for response in given.into_iter().flatten() {
            let outcome = mark(&keyed.item, Some(&response));
            prop_assert!(outcome.points >= keyed.item.minimum() && outcome.points <= outcome.maximum);
        }
    }

    #[test]
    fn no_broken_item_makes_it_panic((keyed, given) in answered(), breakage in any::<u64>()) {
        let mut item = json(&keyed.item);
        break_somewhere(&mut item, breakage);
        if let Ok(item) = serde_json::from_value::<Item>(item) {
            let value = json(&item);
            for finding in item.lint() {
                prop_assert!(value.pointer(&finding.pointer).is_some(), "{finding:?} points nowhere in {value}");
            }
            let outcome = mark(&item, Some(&given));
            let paper = item.to_paper();
            let _ = (mark(&item, None), item.blind_guess(), paper.check(&given), item.minimum(), total([&outcome], Floor::Zero).percent());
        }
    }
}
