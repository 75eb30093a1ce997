//! The laws of several tries, over all interactions and all behaviours.

use pediafor_grading::{
    Behaviour, Certainty, Item, Points, Severity, Try, Verdict,
    behaviours::{Adaptive, CertaintyBased, Deferred, Immediate, Interactive, PointsList},
    mark, mark_tries,
};
use proptest::{collection::vec, option, prelude::*, sample::select};

use crate::items::{Keyed, fitting, keyed, response};

fn penalty() -> impl Strategy<Value = pediafor_grading::Fraction> {
    select(vec!["0", "0.1", "1/3", "0.123457", "1"]).prop_map(|text| text.parse().unwrap())
}

fn behaviour() -> impl Strategy<Value = Behaviour> {
    prop_oneof![
        Just(Deferred {}.into()),
        Just(Immediate {}.into()),
        penalty().prop_map(|penalty| Adaptive { penalty }.into()),
        (penalty(), 1_u32..6, any::<bool>()).prop_map(|(penalty, tries, count_back)| Interactive {
            penalty,
            tries,
            count_back
        }
        .into()),
        any::<bool>().prop_map(|at_once| CertaintyBased { at_once }.into()),
        vec(penalty(), 0..5).prop_map(|mut values| {
            values.push("1".parse().unwrap());
            values.sort_unstable_by(|left, right| right.cmp(left));
            PointsList { values }.into()
        }),
    ]
}

fn certainty() -> impl Strategy<Value = Option<Certainty>> {
    option::of(select(vec![Certainty::Low, Certainty::Medium, Certainty::High]))
}

fn tries(item: &Item) -> impl Strategy<Value = Vec<Try>> + use<> {
    let one = prop_oneof![4 => fitting(item), 1 => response().boxed()];
    vec((one, certainty()).prop_map(|(response, certainty)| Try { response, certainty }), 0..6)
}

fn tried() -> impl Strategy<Value = (Keyed, Behaviour, Vec<Try>)> {
    (keyed(), behaviour()).prop_flat_map(|(keyed, behaviour)| {
        let tries = tries(&keyed.item);
        (Just(keyed), Just(behaviour), tries)
    })
}

proptest! {
    #![proptest_config(super::cases())]

    #[test]
    fn what_tries_earn_stays_between_the_stated_bounds((keyed, behaviour, tries) in tried()) {
        let together = mark_tries(&keyed.item, &behaviour, &tries);
        let [least, most] = behaviour.bounds(&keyed.item);
        prop_assert!(least <= Points::ZERO && keyed.item.points <= most);
        prop_assert!((least..=most).contains(&together.outcome.points), "{together:?}");
        prop_assert_eq!(together.outcome.maximum, most);
        prop_assert!(together.used <= tries.len());
        match together.deciding {
            Some(deciding) => prop_assert!(deciding < tries.len() && together.used > 0),
            None => prop_assert_eq!((together.outcome.points, together.used), (Points::ZERO, 0)),
        }
        let waits = together.outcome.verdict == Verdict::NeedsHuman;
        prop_assert!(!waits || together.outcome.points == Points::ZERO);
    }

    #[test]
    fn one_try_earns_what_it_earns_by_itself((keyed, behaviour, tries) in tried()) {
        if let [alone] = &tries[..] {
            let itself = mark(&keyed.item, Some(&alone.response));
            let together = mark_tries(&keyed.item, &behaviour, &tries).outcome;
            prop_assert_eq!(itself.verdict, together.verdict);
            match behaviour {
                Behaviour::Deferred(_) | Behaviour::Immediate(_) => prop_assert_eq!(itself.points, together.points),
                Behaviour::CertaintyBased(_) => prop_assert!(
                    itself.verdict == Verdict::Incorrect || together.points >= itself.points
                ),
                _ => prop_assert_eq!(itself.points.max(Points::ZERO), together.points),
            }
        }
    }

    #[test]
    fn the_key_at_once_earns_the_maximum((keyed, behaviour, tries) in tried()) {
        if let Some(key) = keyed.key {
            let tries: Vec<_> = [Try::sure(key, Certainty::High)].into_iter().chain(tries).collect();
            let together = mark_tries(&keyed.item, &behaviour, &tries);
            let last_counts = matches!(
                behaviour,
                Behaviour::Deferred(_) | Behaviour::CertaintyBased(CertaintyBased { at_once: false })
            );
            prop_assert!(last_counts || together.outcome.points == behaviour.bounds(&keyed.item)[1], "{together:?}");
        }
    }

    #[test]
    fn a_further_try_never_takes_away_where_the_best_counts((keyed, behaviour, tries) in tried()) {
        if matches!(behaviour, Behaviour::Adaptive(_) | Behaviour::PointsList(_) | Behaviour::Immediate(_))
            && keyed.key.is_some()
        {
            let earned: Vec<_> =
                (0..=tries.len()).map(|given| mark_tries(&keyed.item, &behaviour, &tries[..given]).outcome.points).collect();
            let first = earned.iter().position(|points| *points != Points::ZERO).unwrap_or(0);
            prop_assert!(earned[first..].is_sorted(), "{earned:?}");
        }
    }

    #[test]
    fn behaviours_and_tries_are_read_as_they_are_written((keyed, behaviour, tries) in tried()) {
        prop_assert!(behaviour.lint().iter().all(|finding| finding.severity != Severity::Error), "{:?}", behaviour.lint());
        let read: Behaviour = serde_json::from_str(&serde_json::to_string(&behaviour).unwrap()).unwrap();
        let read_tries: Vec<Try> = serde_json::from_str(&serde_json::to_string(&tries).unwrap()).unwrap();
        let once = mark_tries(&keyed.item, &behaviour, &tries);
        prop_assert_eq!(&once, &mark_tries(&keyed.item, &read, &read_tries));
        prop_assert_eq!(&once, &serde_json::from_str(&serde_json::to_string(&once).unwrap()).unwrap());
    }
}
