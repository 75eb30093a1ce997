//! Responses: any, and those that fit an item.

use super::*;

/// Points within the picture and beside it, some of them with one of these labels.
pub(super) fn pins(labels: Vec<String>, most: usize) -> impl Strategy<Value = Vec<Pin>> {
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

pub(super) fn response_alone() -> impl Strategy<Value = Response> {
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

pub(super) fn typed_formula() -> impl Strategy<Value = String> {
    prop_oneof!["([xy2+*/^() -]|sin|ln){0,12}", ".{0,12}"]
}

/// The ids of all options, and of the one that says that none applies.
pub(super) fn all_ids(question: &MultipleChoice) -> Vec<String> {
    question.options.iter().chain(&question.none_apply).map(|option| option.id.clone()).collect()
}

/// A response that fits the item.
pub(crate) fn fitting(item: &Item) -> BoxedStrategy<Response> {
    fitting_in(&item.interaction)
}

pub(super) fn fitting_in(interaction: &Interaction) -> BoxedStrategy<Response> {
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
pub(super) fn put(
    gaps: Vec<(String, Option<String>)>,
    labels: Vec<Label>,
) -> impl Strategy<Value = BTreeMap<String, String>> {
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
