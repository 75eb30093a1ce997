//! PrairieLearn's order blocks as orderings.

use std::collections::{BTreeMap, BTreeSet};

use pediafor_grading::{
    Entry, FindingCode, Graph, Interaction, Item, Ordering, OrderingRule, Points, Response, Verdict, mark,
    rules::ordering,
};
use serde_json::{Value, json};

use crate::account::{Ran, compare};

pub(crate) fn order_blocks(kind: &str, definition: &Value, response: &Value, expected: &Value) -> Ran {
    match kind {
        "order-blocks:dag" => exact(definition, response, expected),
        "order-blocks:lcs-edit-distance" => edit_distance(definition, response, expected),
        "order-blocks:solve" => solutions(definition, expected),
        "order-blocks:validation" => refused(definition, expected),
        "order-blocks:ordered" => Ran::Left("indentation is not asked for here"),
        other => Ran::Different(format!("unknown type {other}")),
    }
}

/// There: how long the beginning is that is right. Here: whether all is right.
fn exact(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let right = expected["correct_prefix_len"] == expected["length"];
    let item = item(definition, alternatives(definition), ordering::Exact {}.into());
    compare(&item, Some(&given(response)), &json!({ "correct": right }))
}

/// There: the distance. Here: what it leaves.
fn edit_distance(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let graphs = alternatives(definition);
    let blocks = graphs[0].entries.len() as f64;
    let left = (blocks - expected["edit_distance"].as_f64().unwrap()).max(0.0) / blocks;
    compare(
        &item(definition, graphs, ordering::EditDistance {}.into()),
        Some(&given(response)),
        &json!({ "score": left }),
    )
}

/// There: one right order for each graph. Here: all that earn everything, where no graph leaves a choice.
fn solutions(definition: &Value, expected: &Value) -> Ran {
    let item = item(definition, alternatives(definition), ordering::Exact {}.into());
    let Interaction::Ordering(question) = &item.interaction else { unreachable!() };
    let ids: Vec<_> = question.entries.iter().map(|entry| entry.id.as_str()).collect();
    let right = sequences(&ids)
        .filter(|order| mark(&item, Some(&Response::ordering(order.iter().copied()))).verdict == Verdict::Correct);
    let right = right.count() as u64;
    if expected["n_solutions"] == right {
        Ran::Same
    } else {
        Ran::Different(format!("{right} solutions, not {expected}"))
    }
}

fn refused(definition: &Value, expected: &Value) -> Ran {
    let code = match expected["error"].as_str() {
        Some("cycle") => FindingCode::Circular,
        _ => FindingCode::CrossedGroup,
    };
    let found = item(definition, alternatives(definition), ordering::Exact {}.into()).lint();
    if found.iter().any(|finding| finding.code == code) { Ran::Same } else { Ran::Different(format!("{found:?}")) }
}

fn item(definition: &Value, graphs: Vec<Graph>, scoring: OrderingRule) -> Item {
    let blocks = names(definition).into_iter().map(|id| Entry::new(&id, &id)).collect();
    let distractors = vec![Entry::new("distractor", "distractor")];
    let question = Ordering { entries: blocks, distractors, graphs, scoring };
    Item::new("q", "?", Points::whole(1), Interaction::Ordering(question))
}

/// A block that is in no graph has no name there.
fn given(response: &Value) -> Response {
    Response::ordering(response.as_array().unwrap().iter().map(|block| block.as_str().unwrap_or("distractor")))
}

/// The names of the blocks: all names that are no group's.
fn names(definition: &Value) -> BTreeSet<String> {
    let groups = groups(definition);
    let names = definition["depends"].as_object().unwrap().keys();
    names.filter(|name| !groups.contains_key(*name)).cloned().collect()
}

fn groups(definition: &Value) -> BTreeMap<String, Vec<String>> {
    let mut groups = BTreeMap::<String, Vec<String>>::new();
    for (block, group) in definition["groups"].as_object().into_iter().flatten() {
        if let Some(group) = group.as_str() {
            groups.entry(group.to_owned()).or_default().push(block.clone());
        }
    }
    groups
}

/// One graph for each last block and each choice between lists of what something depends on, of what the last block
/// depends on, however far. Without a last block the one graph of all.
fn alternatives(definition: &Value) -> Vec<Graph> {
    let mut choices: Vec<BTreeMap<String, Vec<String>>> = vec![BTreeMap::new()];
    for (name, depends) in definition["depends"].as_object().unwrap() {
        let lists = match depends.as_array().unwrap().as_slice() {
            [Value::Array(_), ..] => serde_json::from_value::<Vec<Vec<String>>>(depends.clone()).unwrap(),
            _ => vec![serde_json::from_value(depends.clone()).unwrap()],
        };
        choices = choices
            .iter()
            .flat_map(|chosen| {
                lists.iter().map(move |list| {
                    let mut chosen = chosen.clone();
                    chosen.insert(name.clone(), list.clone());
                    chosen
                })
            })
            .collect();
    }
    let all = || vec![names(definition).into_iter().collect::<Vec<_>>()];
    let last = definition["final"]
        .as_array()
        .map(|last| last.iter().map(|id| vec![id.as_str().unwrap().to_owned()]).collect());
    let last: Vec<Vec<String>> = last.unwrap_or_else(all);
    choices.iter().flat_map(|depends| last.iter().map(|last| graph(definition, depends, last))).collect()
}

fn graph(definition: &Value, depends: &BTreeMap<String, Vec<String>>, last: &[String]) -> Graph {
    let mut entries = last.to_vec();
    let mut at = 0;
    while let Some(name) = entries.get(at) {
        let before = depends.get(name).cloned().unwrap_or_default();
        let groups = groups(definition);
        entries.extend(before.into_iter().filter(|name| !groups.contains_key(name)));
        let mut seen = BTreeSet::new();
        entries.retain(|name| seen.insert(name.clone()));
        at += 1;
    }
    let belongs = |name: &String| entries.contains(name) || groups(definition).contains_key(name);
    let depends = depends.clone().into_iter().filter(|(name, before)| belongs(name) && !before.is_empty()).collect();
    Graph { entries, depends, groups: groups(definition) }
}

/// All orders of all parts of a list.
fn sequences<'a>(ids: &'a [&'a str]) -> impl Iterator<Item = Vec<&'a str>> {
    let mut all = vec![Vec::new()];
    let mut at = 0;
    while at < all.len() {
        let longer: Vec<_> =
            ids.iter().filter(|id| !all[at].contains(*id)).map(|id| [all[at].as_slice(), &[*id]].concat()).collect();
        all.extend(longer);
        at += 1;
    }
    all.into_iter()
}
