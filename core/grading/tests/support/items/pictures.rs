//! Areas and points of pictures, and phrases as areas of a text.

use super::*;

pub(super) fn image() -> Image {
    Image { source: "picture.png".into(), width: 100, height: 80, text: "A picture".into() }
}

pub(super) fn area() -> impl Strategy<Value = Area> {
    let spot = || (0_i32..=40, 0_i32..=40).prop_map(|(x, y)| Spot::new(30 + x, 20 + y));
    let half = || 1_u32..=20;
    prop_oneof![
        (spot(), half()).prop_map(|(center, radius)| Area::Circle { center, radius }),
        (spot(), half(), half()).prop_map(|(center, across, down)| Area::Ellipse { center, across, down }),
        (spot(), 1_i32..=20, 1_i32..=20)
            .prop_map(|(from, across, down)| Area::Rectangle { from, to: Spot::new(from.x + across, from.y + down) }),
        (spot(), spot(), vec(spot(), 0..4)).prop_map(|(one, two, more)| {
            // Not all on one line, whatever the others are.
            let corners = [Spot::new(0, 0), Spot::new(100, 0), Spot::new(100, 79), one, two];
            Area::Polygon { corners: corners.into_iter().chain(more).collect() }
        }),
    ]
}

/// The phrases of a text, of which a picture's areas say what they are.
pub(super) fn hot_text() -> impl Strategy<Value = Question> {
    hotspot().prop_map(|(interaction, key)| {
        let (Interaction::Hotspot(question), Some(Response::Hotspot { chosen })) = (interaction, key) else {
            unreachable!()
        };
        let phrase = |area: HotArea| Choice { explanation: area.explanation, ..Choice::new(area.id, area.text) };
        let phrases = question.areas.into_iter().map(phrase).collect();
        let Hotspot { keys, most, scoring, .. } = question;
        (Interaction::HotText(HotText { phrases, keys, most, scoring }), Some(Response::HotText { chosen }))
    })
}

/// A multiple choice whose options are areas, at times with no more choices than it has keys, or a few more.
pub(super) fn hotspot() -> impl Strategy<Value = Question> {
    (multiple_choice(), vec(area(), 6), option::of(0_u32..3)).prop_map(|((interaction, _), areas, more)| {
        let Interaction::MultipleChoice(question) = interaction else { unreachable!() };
        let keys = if question.keys.is_empty() { vec![question.options[0].id.clone()] } else { question.keys };
        // Stated weights and states are those of other keys.
        let scoring = match question.scoring {
            MultipleChoiceRule::OptionWeights(mut rule) => {
                let share = Fraction::new(1, keys.len() as i64).unwrap();
                rule.weights.extend(keys.iter().map(|key| (key.clone(), share)));
                rule.into()
            }
            MultipleChoiceRule::CheckedUnchecked(mut rule) => {
                for key in &keys {
                    let (checked, unchecked) = (Points::whole(1), Points::ZERO);
                    rule.states.insert(key.clone(), States { checked, unchecked });
                }
                rule.into()
            }
            rule => rule,
        };
        let areas = question.options.into_iter().zip(areas).map(|(option, area)| HotArea {
            explanation: option.explanation,
            ..HotArea::new(option.id, area, option.text)
        });
        let key = Response::hotspot(keys.clone());
        let most = more.map(|more| keys.len() as u32 + more);
        (Interaction::Hotspot(Hotspot { image: image(), areas: areas.collect(), keys, most, scoring }), Some(key))
    })
}

/// Areas to find, with or without labels, and the points that find them.
pub(super) fn points_on_a_picture() -> impl Strategy<Value = Question> {
    let weight = (1_i64..=1_000_000_000).prop_map(|weight| Weight::from_millionths(weight).unwrap());
    let each_area = (vec(option::of(weight), 6), fraction(0), fraction(-1));
    let rule = (0..3, each_area);
    (1_usize..=6, vec(area(), 6), vec(option::of(0_usize..3), 6), any::<bool>(), 0_u32..3, rule).prop_map(
        |(n, areas, labels, labelled, more, (which, (weights, penalty, floor)))| {
            let taken: Vec<Option<usize>> =
                labels.into_iter().take(n).map(|label| label.filter(|_| labelled)).collect();
            let labels = if labelled { &TARGETS[..3] } else { &[] };
            let labels = labels.iter().enumerate().map(|(label, id)| {
                let uses = taken.iter().filter(|taken| **taken == Some(label)).count() as u32;
                PointLabel { uses: uses.max(1), ..PointLabel::new(*id, format!("text {id}")) }
            });
            let labels: Vec<PointLabel> = labels.collect();
            let areas: Vec<PointArea> = areas
                .into_iter()
                .zip(&taken)
                .zip(IDS)
                .map(|((area, label), id)| PointArea {
                    label: label.map(|label| TARGETS[label].to_owned()),
                    explanation: format!("about {id}"),
                    ..PointArea::new(id, area)
                })
                .collect();
            let key: Vec<Pin> = areas.iter().map(point_in).collect();
            let scoring: SelectPointRule = match which {
                0 => select_point::Exact {}.into(),
                1 => select_point::PerPoint {}.into(),
                _ => select_point::EachArea {
                    weights: IDS[..n].iter().zip(weights).filter_map(|(id, w)| Some(((*id).into(), w?))).collect(),
                    penalty,
                    floor: floor.min(Fraction::ZERO),
                }
                .into(),
            };
            let question = SelectPoint { image: image(), areas, labels, most: n as u32 + more, scoring };
            (Interaction::SelectPoint(question), Some(Response::select_point(key)))
        },
    )
}

/// Some point that the area takes: the first of its rows.
pub(super) fn point_in(area: &PointArea) -> Pin {
    let spots = (0..80).flat_map(|y| (0..=100).map(move |x| Spot::new(x, y)));
    let spot = spots.into_iter().find(|spot| area.area.contains(*spot)).unwrap();
    Pin { label: area.label.clone(), ..Pin::new(spot.x, spot.y) }
}
