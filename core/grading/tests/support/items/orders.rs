//! Entries and places in their order.

use super::*;

/// An ordering whose entries lie on a picture.
pub(super) fn graphic_order() -> impl Strategy<Value = Question> {
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
pub(super) fn region(index: usize) -> Area {
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
pub(super) fn line() -> impl Strategy<Value = Question> {
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

pub(super) fn ordering_rule(name: &str) -> OrderingRule {
    serde_json::from_value(serde_json::json!({ "rule": name })).unwrap()
}

/// Partial orders that allow the authored order, the first of all entries, scored by any rule that has a way with them.
pub(super) fn partial_orders() -> impl Strategy<Value = Question> {
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
pub(super) fn graph(of: &[usize], related: &[bool], group: &[usize]) -> Graph {
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
