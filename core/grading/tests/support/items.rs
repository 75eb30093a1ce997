//! Items that lint finds nothing wrong with, their keys, and responses to them, at random.

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

fn single_choice() -> impl Strategy<Value = Question> {
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

fn multiple_choice() -> impl Strategy<Value = Question> {
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
fn gain() -> impl Strategy<Value = i64> {
    0_i64..=20_000_000
}

fn multiple_choice_rule(
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

fn above_zero() -> impl Strategy<Value = Fraction> {
    (1_i64..=25).prop_flat_map(|whole| (1..=whole).prop_map(move |part| Fraction::new(part, whole).unwrap()))
}

fn true_false() -> impl Strategy<Value = Question> {
    let rule = prop_oneof![
        fraction(-1).prop_map(|wrong| true_false::Standard { wrong: wrong.min(Fraction::ZERO) }.into()),
        points().prop_map(|penalty| TrueFalseRule::from(true_false::NegativeMarking { penalty })),
    ];
    (any::<bool>(), rule).prop_map(|(key, scoring)| {
        (Interaction::TrueFalse(TrueFalse { key, scoring }), Some(Response::true_false(key)))
    })
}

/// Keys with different beginnings, the first for full marks; and the text that reaches it.
fn short_text() -> impl Strategy<Value = (ShortText, String)> {
    compared(prop::sample::select(vec![
        TextMatching::Exact,
        TextMatching::Wildcard,
        TextMatching::Regex,
        TextMatching::EditDistance,
        TextMatching::Keywords,
    ]))
}

fn compared(matching: impl Strategy<Value = TextMatching>) -> impl Strategy<Value = (ShortText, String)> {
    (vec(fraction(0), 0..4), "[a-zß é]{0,5}", any::<bool>(), matching).prop_map(
        |(others, tail, case_sensitive, matching)| {
            // What a key has besides its text, and what the text is that reaches the first one.
            let (more, reached) = match matching {
                TextMatching::Exact => ("", format!("First{tail}")),
                TextMatching::Wildcard => ("*", format!("First{tail}and more")),
                TextMatching::Regex => (" ?[0-9]{2,}", format!("First{tail} 42")),
                TextMatching::EditDistance => ("", format!("Frist{tail}")),
                TextMatching::Keywords => ("*; second|2nd", format!("the 2nd, not First{tail}s")),
            };
            let edits = (matching == TextMatching::EditDistance).then_some(1);
            let others = others.into_iter().enumerate().map(|(index, fraction)| TextKey {
                feedback: format!("said {index}"),
                edits,
                ..TextKey::earning(format!("{index}th{tail}{more}"), fraction)
            });
            let first = TextKey { edits, ..TextKey::new(format!("First{tail}{more}")) };
            let keys = [first].into_iter().chain(others).collect();
            (ShortText { keys, matching, case_sensitive }, format!("  {reached}"))
        },
    )
}

/// A tolerance that includes this value.
fn tolerance(value: Decimal) -> impl Strategy<Value = Tolerance> {
    let decimal = |range: std::ops::Range<i64>| range.prop_map(|size| format!("{size}e-3").parse::<Decimal>().unwrap());
    let share = move || decimal(0..1_000);
    let strict = if value < Decimal::zero() { decimal(0..1) } else { decimal(0..100_000) };
    prop_oneof![
        share().prop_map(Tolerance::absolute),
        share().prop_map(Tolerance::relative),
        (share(), share()).prop_map(|(absolute, relative)| numeric::Relabs { absolute, relative }.into()),
        decimal(0..5_000).prop_map(|within| numeric::Geometric { within }.into()),
        Just(numeric::Range { from: value.clone().min(Decimal::zero()), to: value.max(Decimal::zero()) }.into()),
        (1_u8..12).prop_map(|figures| numeric::SignificantFigures { figures }.into()),
        (0_u8..12).prop_map(|places| numeric::DecimalPlaces { places }.into()),
        (strict, any::<bool>()).prop_map(|(below, twice)| {
            let above = twice.then(|| below.clone());
            numeric::StrictQti { below, above }.into()
        }),
    ]
}

/// What stands with a number, a unit or a list of units, and the unit to write with the key's value.
type Stated = (Option<String>, Option<Units>, String);

fn unit_list() -> impl Strategy<Value = Stated> {
    let cost = || {
        prop_oneof![
            Just(UnitRule::from(unit::Free {})),
            Just(unit::Required {}.into()),
            (1_i64..=1_000)
                .prop_map(|share| { unit::ShareOfMark { share: Fraction::new(share, 1_000).unwrap() }.into() }),
            (1_i64..=7).prop_map(|share| unit::ShareOfPoints { share: Fraction::new(share, 7).unwrap() }.into()),
        ]
    };
    (cost(), cost()).prop_map(|(missing, wrong)| {
        let accepted = vec![
            Unit::new("m"),
            Unit::new("cm").of("0.01".parse().unwrap()),
            Unit::new("min").of("1/60".parse().unwrap()),
        ];
        (None, Some(Units { accepted, missing, wrong }), "m".to_owned())
    })
}

fn number() -> impl Strategy<Value = (Numeric, String)> {
    number_with(prop_oneof![
        Just((None, None, String::new())),
        "[a-z%°]{1,3}".prop_map(|unit| (Some(unit.clone()), None, unit)),
        unit_list(),
    ])
}

/// Any key first for full marks, then others around it; and the text that reaches the first.
fn number_with(units: impl Strategy<Value = Stated>) -> impl Strategy<Value = (Numeric, String)> {
    let value = (-1_000_000_i64..1_000_000, 0_u32..4);
    let key = value.prop_flat_map(|(digits, places)| {
        let value: Decimal = format!("{digits}e-{places}").parse().unwrap();
        // A text without exponent: units may begin with an e.
        let plain = format!("{:.*}", places as usize, digits as f64 / 10_f64.powi(places as i32));
        (Just(value.clone()), tolerance(value), Just(plain))
    });
    (key, vec((fraction(0), 1_i64..100), 0..3), units, any::<bool>()).prop_map(
        |((value, tolerance, plain), others, (unit, units, written), comma)| {
            let text = if comma { plain.replace('.', ",") } else { plain };
            let others = others.into_iter().map(|(fraction, within)| NumericKey {
                fraction,
                ..NumericKey::new(value.clone(), Tolerance::absolute(Decimal::from_f64(within as f64).unwrap()))
            });
            let keys = [NumericKey::new(value.clone(), tolerance)].into_iter().chain(others).collect();
            let decimal_mark = if comma { DecimalMark::Comma } else { DecimalMark::Point };
            (Numeric { keys, unit, units, decimal_mark }, format!("{text} {written}"))
        },
    )
}

fn cloze() -> impl Strategy<Value = Question> {
    let kind = prop_oneof![
        short_text().prop_map(|(question, text)| (GapKind::Text(question), text)),
        number().prop_map(|(question, text)| (GapKind::Numeric(question), text)),
        (2_usize..=5, 0_usize..2).prop_map(|(n, key)| {
            (GapKind::Dropdown(Dropdown { options: entries(&IDS[..n]), key: IDS[key].into() }), IDS[key].to_owned())
        }),
    ];
    vec((kind, 1_i64..=1_000_000_000), 1..5).prop_map(|gaps| {
        let mut filled = BTreeMap::new();
        let gaps = gaps.into_iter().enumerate().map(|(index, ((kind, text), weight))| {
            filled.insert(format!("g{index}"), text);
            Gap { id: format!("g{index}"), weight: Weight::from_millionths(weight).unwrap(), kind }
        });
        let question = Cloze { gaps: gaps.collect() };
        (Interaction::Cloze(question), Some(Response::Cloze { gaps: filled }))
    })
}

fn slider() -> impl Strategy<Value = Question> {
    let places = (-1_000_i64..1_000, 1_i64..50, 0_usize..4, 1_i64..200);
    places
        .prop_flat_map(|(lower, step, places, steps)| {
            let at = move |steps: i64| format!("{}e-{places}", lower + step * steps).parse::<Decimal>().unwrap();
            let key = (0..=steps).prop_map(at);
            let key = key.prop_flat_map(|value| (Just(value.clone()), tolerance(value)));
            let other = ((0..=steps).prop_map(at), fraction(0));
            let step = format!("{step}e-{places}").parse::<Decimal>().unwrap();
            (Just((at(0), at(steps), step)), key, vec(other, 0..3), any::<bool>())
        })
        .prop_map(|((lower, upper, step), (value, tolerance), others, reverse)| {
            let others = others
                .into_iter()
                .map(|(value, fraction)| NumericKey { fraction, ..NumericKey::new(value, Tolerance::default()) });
            let keys = [NumericKey::new(value.clone(), tolerance)].into_iter().chain(others).collect();
            let question = Slider { lower, upper, step, reverse, orientation: Default::default(), keys };
            (Interaction::Slider(question), Some(Response::slider(value)))
        })
}

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

fn matching() -> impl Strategy<Value = Question> {
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
type Labelled = (Vec<LabelGap>, Vec<Label>, MatchingRule, BTreeMap<String, String>);

fn labelled() -> impl Strategy<Value = Labelled> {
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

fn gap_match() -> impl Strategy<Value = Question> {
    labelled().prop_map(|(gaps, labels, scoring, filled)| {
        (Interaction::GapMatch(GapMatch { gaps, labels, scoring }), Some(Response::GapMatch { gaps: filled }))
    })
}

/// The same on a picture, with a picture on a label.
fn graphic_gap_match() -> impl Strategy<Value = Question> {
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

/// An ordering whose entries lie on a picture.
fn graphic_order() -> impl Strategy<Value = Question> {
    prop_oneof![line(), partial_orders()].prop_map(|(question, key)| {
        let (
            Interaction::Ordering(Ordering { entries, distractors, graphs, scoring }),
            Some(Response::Ordering { order }),
        ) = (question, key)
        else {
            unreachable!()
        };
        let places = |entries: Vec<Entry>| {
            let entries = entries.into_iter().enumerate();
            entries.map(|(index, entry)| Place::new(entry.id, entry.text, region(index))).collect()
        };
        let (entries, distractors) = (places(entries), places(distractors));
        let question = GraphicOrder { image: image(), entries, distractors, graphs, scoring };
        (Interaction::GraphicOrder(question), Some(Response::GraphicOrder { order }))
    })
}

/// Regions of every shape.
fn region(index: usize) -> Area {
    let spot = |x, y| Spot { x, y };
    let x = 7 * index as i32 + 10;
    match index % 4 {
        0 => Area::Circle { center: spot(x, 40), radius: 3 },
        1 => Area::Ellipse { center: spot(x, 40), across: 3, down: 8 },
        2 => Area::Rectangle { from: spot(x, 30), to: spot(x + 6, 50) },
        _ => Area::Polygon { corners: vec![spot(x, 30), spot(x + 6, 30), spot(x, 50)] },
    }
}

/// Entries in their right order with distractors, scored by any rule.
fn line() -> impl Strategy<Value = Question> {
    let rule = prop::sample::select(OrderingRule::NAMES).prop_map(ordering_rule);
    (2_usize..=6, 0_usize..=2, rule).prop_map(|(n, distractors, scoring)| {
        let question = Ordering {
            entries: entries(&IDS[..n]),
            distractors: entries(&TARGETS[..distractors]),
            scoring,
            ..Default::default()
        };
        (Interaction::Ordering(question), Some(Response::ordering(IDS[..n].iter().copied())))
    })
}

fn ordering_rule(name: &str) -> OrderingRule {
    serde_json::from_value(serde_json::json!({ "rule": name })).unwrap()
}

/// Partial orders that allow the authored order, the first of all entries, scored by any rule that has a way with them.
fn partial_orders() -> impl Strategy<Value = Question> {
    let rule = prop::sample::select(&["exact", "all_before_after", "longest_subsequence", "edit_distance"]);
    let group = option::of((0_usize..6, 2_usize..4));
    let others = vec(subsequence((0..6).collect::<Vec<usize>>(), 2..=6), 0..2);
    (3_usize..=6, 0_usize..=2, vec(any::<bool>(), 15), group, others, rule).prop_map(
        |(n, distractors, related, group, others, rule)| {
            let all: Vec<usize> = (0..n).collect();
            let group: Vec<usize> =
                group.map_or(Vec::new(), |(from, length)| all.iter().copied().skip(from).take(length).collect());
            let group = if group.len() > 1 && group.len() < n { group } else { Vec::new() };
            let others = others.into_iter().map(|some| some.into_iter().filter(|entry| *entry < n).collect::<Vec<_>>());
            let mut graphs = vec![graph(&all, &related, &group)];
            graphs.extend(others.filter(|some| some.len() > 1).map(|some| graph(&some, &related, &[])));
            let question = Ordering {
                entries: entries(&IDS[..n]),
                distractors: entries(&TARGETS[..distractors]),
                graphs,
                scoring: ordering_rule(rule),
            };
            (Interaction::Ordering(question), Some(Response::ordering(IDS[..n].iter().copied())))
        },
    )
}

/// The first before the second always; of other pairs those that are chosen; a group as one.
fn graph(of: &[usize], related: &[bool], group: &[usize]) -> Graph {
    let name = |entry: usize| if group.contains(&entry) { "group".to_owned() } else { IDS[entry].to_owned() };
    let pairs = of.iter().flat_map(|one| of.iter().filter(move |other| one < *other).map(move |other| (*one, *other)));
    let mut graph = Graph { entries: of.iter().map(|entry| IDS[*entry].to_owned()).collect(), ..Graph::default() };
    for ((one, other), related) in pairs.zip([true].iter().chain(related)) {
        let inside = group.contains(&one) && group.contains(&other);
        let (before, after) =
            if inside { (IDS[one].to_owned(), IDS[other].to_owned()) } else { (name(one), name(other)) };
        if *related {
            graph.depends.entry(after).or_default().push(before);
        }
    }
    if !group.is_empty() {
        graph.groups.insert("group".into(), group.iter().map(|entry| IDS[*entry].to_owned()).collect());
    }
    graph
}

fn image() -> Image {
    Image { source: "picture.png".into(), width: 100, height: 80, text: "A picture".into() }
}

fn area() -> impl Strategy<Value = Area> {
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
fn hot_text() -> impl Strategy<Value = Question> {
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
fn hotspot() -> impl Strategy<Value = Question> {
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
fn points_on_a_picture() -> impl Strategy<Value = Question> {
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

/// Variables, a formula for full marks, others for less, and a formula that is equal to the first.
fn formula() -> impl Strategy<Value = Question> {
    let equal = prop::sample::select(vec![
        ("x^2 - y^2", "(x-y)(x+y)"),
        ("2x + 1", "1 + x*2"),
        ("sin(2x)", "2 sin x cos x"),
        ("ln(x y)", "ln x + ln y"),
        ("e^-x", "1/exp(x)"),
        ("y/(2x)", "y/2 x⁻¹"),
    ]);
    let tolerance = prop::sample::select(vec![("0", "1e-9"), ("1e-6", "0"), ("0.001", "1e-3")]);
    (equal, vec(fraction(0), 0..4), tolerance, 4_u32..=30, any::<u32>(), any::<bool>(), any::<bool>()).prop_map(
        |((key, text), others, (absolute, relative), samples, seed, integer, comma)| {
            let others = others.into_iter().enumerate().map(|(index, fraction)| FormulaKey {
                feedback: format!("said {index}"),
                ..FormulaKey::earning(format!("{key} + {}", 100 * (index + 1)), fraction)
            });
            let variable = |name: &str| FormulaVariable {
                exclude: vec!["3".parse().unwrap()],
                integer,
                ..FormulaVariable::new(name, "1".parse().unwrap(), "9.5".parse().unwrap())
            };
            let question = Formula {
                tolerance: numeric::Relabs { absolute: absolute.parse().unwrap(), relative: relative.parse().unwrap() },
                form: Form { forbidden: [Function::Tan].into(), ..Form::default() },
                samples,
                seed,
                decimal_mark: if comma { DecimalMark::Comma } else { DecimalMark::Point },
                ..Formula::new(
                    vec![variable("x"), variable("y")],
                    [FormulaKey::new(key)].into_iter().chain(others).collect(),
                )
            };
            (Interaction::Formula(question), Some(Response::formula(text)))
        },
    )
}

/// Some point that the area takes: the first of its rows.
fn point_in(area: &PointArea) -> Pin {
    let spots = (0..80).flat_map(|y| (0..=100).map(move |x| Spot::new(x, y)));
    let spot = spots.into_iter().find(|spot| area.area.contains(*spot)).unwrap();
    Pin { label: area.label.clone(), ..Pin::new(spot.x, spot.y) }
}

/// Points within the picture and beside it, some of them with one of these labels.
fn pins(labels: Vec<String>, most: usize) -> impl Strategy<Value = Vec<Pin>> {
    let label = match labels.is_empty() {
        true => Just(None).boxed(),
        false => option::of(prop::sample::select(labels)).boxed(),
    };
    vec((-10_i32..120, -10_i32..100, label).prop_map(|(x, y, label)| Pin { label, ..Pin::new(x, y) }), 0..=most)
}

/// Any response, most of which fit some generated item.
pub(crate) fn response() -> impl Strategy<Value = Response> {
    prop_oneof![
        10 => response_alone(),
        1 => vec(("p[0-4]", response_alone()), 0..4).prop_map(Response::composite),
    ]
}

fn response_alone() -> impl Strategy<Value = Response> {
    let id = || prop::sample::select([&IDS[..], &TARGETS[..], &["", "nothing", NONE]].concat());
    let order = || subsequence(IDS.to_vec(), 0..=6).prop_shuffle();
    let labels = || vec(("g[0-5]", id()), 0..5);
    let text = || prop_oneof!["-?[0-9]{0,4}[.,]?[0-9]{0,3} ?[a-z%°]{0,3}", "(First)?[0-3]?[a-zß é]{0,6}", ".{0,12}"];
    prop_oneof![
        option::of(id()).prop_map(|chosen| Response::Choice { chosen: chosen.map(str::to_owned) }),
        vec(id(), 0..7).prop_map(Response::multiple_choice),
        option::of(any::<bool>()).prop_map(|value| Response::TrueFalse { value }),
        text().prop_map(Response::short_text),
        text().prop_map(Response::essay),
        vec(("g[0-5]", prop_oneof![text(), id().prop_map(str::to_owned)]), 0..5).prop_map(Response::cloze),
        vec((id(), id()), 0..7).prop_map(Response::matching),
        order().prop_map(Response::ordering),
        text().prop_map(Response::numeric),
        vec("[a-z]{1,3}", 0..5).prop_map(Response::file_upload),
        labels().prop_map(Response::gap_match),
        labels().prop_map(Response::graphic_gap_match),
        order().prop_map(Response::graphic_order),
        vec(id(), 0..7).prop_map(Response::hotspot),
        vec(id(), 0..7).prop_map(Response::hot_text),
        pins(TARGETS.map(str::to_owned).into(), 9).prop_map(Response::select_point),
        option::of(-9_i64..999).prop_map(|value| Response::Slider { value: value.map(|value| decimal(value, 1)) }),
        vec((id(), id()), 0..4).prop_map(Response::likert),
        typed_formula().prop_map(Response::formula),
    ]
}

fn decimal(digits: i64, places: u32) -> Decimal {
    format!("{digits}e-{places}").parse().unwrap()
}

fn typed_formula() -> impl Strategy<Value = String> {
    prop_oneof!["([xy2+*/^() -]|sin|ln){0,12}", ".{0,12}"]
}

/// The ids of all options, and of the one that says that none applies.
fn all_ids(question: &MultipleChoice) -> Vec<String> {
    question.options.iter().chain(&question.none_apply).map(|option| option.id.clone()).collect()
}

/// A response that fits the item.
pub(crate) fn fitting(item: &Item) -> BoxedStrategy<Response> {
    fitting_in(&item.interaction)
}

fn fitting_in(interaction: &Interaction) -> BoxedStrategy<Response> {
    let ids = |ids: Vec<String>| subsequence(ids.clone(), 0..=ids.len()).prop_shuffle();
    let typed =
        |key: String| prop_oneof![2 => Just(key), 1 => "-?[0-9]{0,4}[.,]?[0-9]{0,3}", 1 => "[0-3]?[a-zß é]{0,6}"];
    match interaction {
        Interaction::Choice(question) => {
            let ids: Vec<_> = question.options.iter().map(|option| option.id.clone()).collect();
            prop::sample::select(ids).prop_map(Response::choice).boxed()
        }
        Interaction::MultipleChoice(question) => ids(all_ids(question)).prop_map(Response::multiple_choice).boxed(),
        Interaction::TrueFalse(_) => any::<bool>().prop_map(Response::true_false).boxed(),
        Interaction::ShortText(question) => {
            typed(question.keys[question.keys.len() / 2].text.clone()).prop_map(Response::short_text).boxed()
        }
        Interaction::Essay(_) => "[a-z ]{0,30}".prop_map(Response::essay).boxed(),
        Interaction::Cloze(question) => {
            let gap = |gap: &Gap| {
                let (id, text) = (
                    gap.id.clone(),
                    match &gap.kind {
                        GapKind::Text(question) => typed(question.keys[0].text.clone()).boxed(),
                        GapKind::Numeric(question) => typed(question.keys[0].value.to_string()).boxed(),
                        GapKind::Dropdown(list) => prop::sample::select(
                            list.options.iter().map(|option| option.id.clone()).collect::<Vec<_>>(),
                        )
                        .boxed(),
                    },
                );
                option::of(text).prop_map(move |text| text.map(|text| (id.clone(), text)))
            };
            let gaps: Vec<_> = question.gaps.iter().map(gap).collect();
            gaps.prop_map(|gaps| Response::Cloze { gaps: gaps.into_iter().flatten().collect() }).boxed()
        }
        Interaction::Matching(question) => {
            let sources: Vec<_> = question.sources.iter().map(|source| source.id.clone()).collect();
            let targets: Vec<_> = question.targets.iter().map(|target| target.id.clone()).collect();
            let n = sources.len();
            (ids(sources), vec(prop::sample::select(targets), n))
                .prop_map(|(sources, targets)| Response::matching(sources.into_iter().zip(targets)))
                .boxed()
        }
        Interaction::Ordering(question) => {
            let shown = question.entries.iter().chain(&question.distractors);
            ids(shown.map(|entry| entry.id.clone()).collect()).prop_map(Response::ordering).boxed()
        }
        Interaction::Numeric(question) => typed(question.keys[0].value.to_string()).prop_map(Response::numeric).boxed(),
        Interaction::Hotspot(question) => {
            let most = question.most.map_or(question.areas.len(), |most| question.areas.len().min(most as usize));
            let areas: Vec<_> = question.areas.iter().map(|area| area.id.clone()).collect();
            subsequence(areas, 0..=most).prop_shuffle().prop_map(Response::hotspot).boxed()
        }
        Interaction::HotText(question) => {
            let most = question.most.map_or(question.phrases.len(), |most| question.phrases.len().min(most as usize));
            let areas: Vec<_> = question.phrases.iter().map(|area| area.id.clone()).collect();
            subsequence(areas, 0..=most).prop_shuffle().prop_map(Response::hot_text).boxed()
        }
        Interaction::SelectPoint(question) => {
            let labels = question.labels.clone();
            let ids = labels.iter().map(|label| label.id.clone()).collect();
            let keys = question.areas.iter().map(point_in).collect::<Vec<_>>();
            let (most, areas) = (question.most as usize, keys.len());
            (pins(ids, most), subsequence(keys, 0..=areas))
                .prop_map(move |(pins, right)| {
                    let mut left: BTreeMap<_, _> = labels.iter().map(|label| (label.id.clone(), label.uses)).collect();
                    let mut fits = |pin: &Pin| match pin.label.as_ref().map(|label| left.get_mut(label).unwrap()) {
                        Some(0) => false,
                        Some(uses) => {
                            *uses -= 1;
                            true
                        }
                        None => true,
                    };
                    Response::select_point(right.into_iter().chain(pins).filter(|pin| fits(pin)).take(most))
                })
                .boxed()
        }
        Interaction::FileUpload(_) => vec("[a-z]{8}", 0..=3)
            .prop_map(|files| {
                Response::file_upload(files.into_iter().enumerate().map(|(n, file)| format!("{n}{file}")))
            })
            .boxed(),
        Interaction::GapMatch(question) => {
            let gaps = question.gaps.iter().map(|gap| (gap.id.clone(), gap.group.clone())).collect();
            put(gaps, question.labels.clone()).prop_map(|gaps| Response::GapMatch { gaps }).boxed()
        }
        Interaction::GraphicGapMatch(question) => {
            let gaps = question.gaps.iter().map(|gap| (gap.id.clone(), gap.group.clone())).collect();
            put(gaps, question.labels.clone()).prop_map(|gaps| Response::GraphicGapMatch { gaps }).boxed()
        }
        Interaction::GraphicOrder(question) => {
            let shown = question.entries.iter().chain(&question.distractors);
            ids(shown.map(|entry| entry.id.clone()).collect()).prop_map(Response::graphic_order).boxed()
        }
        Interaction::Slider(question) => {
            // Generated sliders have no more than three decimals.
            let thousandths = |number: &Decimal| (number.to_string().parse::<f64>().unwrap() * 1e3).round() as i64;
            let (lower, step) = (thousandths(&question.lower), thousandths(&question.step));
            (0..=(thousandths(&question.upper) - lower) / step)
                .prop_map(move |steps| Response::slider(decimal(lower + step * steps, 3)))
                .boxed()
        }
        Interaction::Likert(question) => {
            let named = |list: &[Entry]| list.iter().map(|entry| entry.id.clone()).collect::<Vec<_>>();
            let places = vec(prop::sample::select(named(&question.scale)), question.statements.len());
            (ids(named(&question.statements)), places)
                .prop_map(|(statements, places)| Response::likert(statements.into_iter().zip(places)))
                .boxed()
        }
        Interaction::Composite(question) => {
            let part = |part: &Part| {
                let id = part.id.clone();
                option::weighted(0.8, fitting_in(&part.interaction))
                    .prop_map(move |response| response.map(|response| (id.clone(), response)))
            };
            let parts: Vec<_> = question.parts.iter().map(part).collect();
            parts.prop_map(|parts| Response::Composite { parts: parts.into_iter().flatten().collect() }).boxed()
        }
        Interaction::Formula(question) => {
            let keys: Vec<_> = question.keys.iter().map(|key| key.expression.clone()).collect();
            prop_oneof![2 => prop::sample::select(keys), 1 => typed_formula()].prop_map(Response::formula).boxed()
        }
    }
}

/// Labels put into some of the gaps, of their groups and no more often than they may be used; some are taken out again.
fn put(gaps: Vec<(String, Option<String>)>, labels: Vec<Label>) -> impl Strategy<Value = BTreeMap<String, String>> {
    vec(0_usize..12, gaps.len()).prop_map(move |picks| {
        let mut used = BTreeMap::<String, u32>::new();
        let mut filled = BTreeMap::new();
        for ((gap, group), pick) in gaps.iter().zip(picks) {
            let fitting: Vec<_> = labels.iter().filter(|label| label.group == *group).collect();
            let Some(label) = fitting.get(pick % (fitting.len() + 1)) else {
                filled.extend((pick > 5).then(|| (gap.clone(), String::new())));
                continue;
            };
            let used = used.entry(label.id.clone()).or_default();
            if label.uses == 0 || *used < label.uses {
                *used += 1;
                filled.insert(gap.clone(), label.id.clone());
            }
        }
        filled
    })
}
