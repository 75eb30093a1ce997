//! Targets to sources, and labels into gaps.

use super::*;

pub(super) fn matching() -> impl Strategy<Value = Question> {
    let weight = (1_i64..=1_000_000_000).prop_map(|weight| Weight::from_millionths(weight).unwrap());
    let rule = (vec(option::of(weight), 6), fraction(0), fraction(-1));
    (2_usize..=6, 2_usize..=5, vec(0_usize..100, 6), 1_usize..=6, option::of(rule)).prop_map(
        |(n, m, picks, paired, each_pair)| {
            let paired = n.min(paired);
            let pairs: Vec<_> =
                IDS[..paired].iter().zip(&picks).map(|(source, pick)| Pair::new(*source, TARGETS[pick % m])).collect();
            let scoring: MatchingRule = match each_pair {
                Some((weights, penalty, floor)) => matching::EachPair {
                    weights: IDS[..paired].iter().zip(weights).filter_map(|(id, w)| Some(((*id).into(), w?))).collect(),
                    penalty,
                    floor: floor.min(Fraction::ZERO),
                }
                .into(),
                None => matching::Exact {}.into(),
            };
            let (sources, targets) = (entries(&IDS[..n]), entries(&TARGETS[..m]));
            let key = Response::Matching { pairs: pairs.clone() };
            (Interaction::Matching(Matching { sources, targets, pairs, scoring }), Some(key))
        },
    )
}

/// Gaps with labels for them, some with several that are right, and the labels that fill them.
pub(super) type Labelled = (Vec<LabelGap>, Vec<Label>, MatchingRule, BTreeMap<String, String>);

pub(super) fn labelled() -> impl Strategy<Value = Labelled> {
    let weight = (1_i64..=1_000_000_000).prop_map(|weight| Weight::from_millionths(weight).unwrap());
    let rule = (vec(option::of(weight), 4), fraction(0), fraction(-1));
    let gaps = vec((0_usize..100, any::<u8>()), 1..5);
    (gaps, 2_usize..=5, any::<bool>(), vec(0_u32..4, 5), 1_usize..=4, option::of(rule)).prop_map(
        |(gaps, m, grouped, uses, keyed, each_pair)| {
            // The first key of each gap fills it.
            let firsts: Vec<usize> = gaps.iter().map(|(first, _)| first % m).collect();
            let in_both = [0, 1].iter().all(|side| firsts.iter().any(|first| first % 2 == *side));
            let group = |label: usize| (grouped && in_both).then(|| ["odd", "even"][label % 2].to_owned());
            let gaps: Vec<LabelGap> = gaps
                .iter()
                .zip(&firsts)
                .enumerate()
                .map(|(index, ((_, others), first))| {
                    let others = (0..m).filter(|label| {
                        label != first && group(*label) == group(*first) && others & (1 << *label) != 0
                    });
                    let keys = [*first].into_iter().chain(others).map(|label| TARGETS[label]);
                    let keys = keys.take(if index < keyed { m } else { 0 });
                    LabelGap { group: group(*first), ..LabelGap::new(format!("g{index}"), keys) }
                })
                .collect();
            let filled: BTreeMap<String, String> =
                gaps.iter().filter_map(|gap| Some((gap.id.clone(), gap.keys.first()?.clone()))).collect();
            let labels = TARGETS[..m].iter().zip(uses).enumerate().map(|(index, (id, uses))| {
                let needed = filled.values().filter(|label| label == id).count() as u32;
                let label = Label::new(*id, format!("text {id}")).uses(if uses == 0 { 0 } else { uses.max(needed) });
                Label { group: group(index), ..label }
            });
            let scoring: MatchingRule = match each_pair {
                Some((weights, penalty, floor)) => matching::EachPair {
                    weights: filled.keys().zip(weights).filter_map(|(id, w)| Some((id.clone(), w?))).collect(),
                    penalty,
                    floor: floor.min(Fraction::ZERO),
                }
                .into(),
                None => matching::Exact {}.into(),
            };
            (gaps, labels.collect(), scoring, filled)
        },
    )
}

pub(super) fn gap_match() -> impl Strategy<Value = Question> {
    labelled().prop_map(|(gaps, labels, scoring, filled)| {
        (Interaction::GapMatch(GapMatch { gaps, labels, scoring }), Some(Response::GapMatch { gaps: filled }))
    })
}

/// The same on a picture, with a picture on a label.
pub(super) fn graphic_gap_match() -> impl Strategy<Value = Question> {
    labelled().prop_map(|(gaps, mut labels, scoring, filled)| {
        let place = |(index, gap): (usize, LabelGap)| {
            let text = format!("place {index}");
            LabelPlace { text, group: gap.group, ..LabelPlace::new(gap.id, region(index), gap.keys) }
        };
        let gaps = gaps.into_iter().enumerate().map(place).collect();
        labels[0] = Label { text: String::new(), image: Some(image()), ..labels[0].clone() };
        let question = GraphicGapMatch { image: image(), gaps, labels, scoring };
        (Interaction::GraphicGapMatch(question), Some(Response::GraphicGapMatch { gaps: filled }))
    })
}
