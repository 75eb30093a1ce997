//! Items of all kinds with responses that fit them or don't, drawn with a fixed seed.

use pediafor_grading::{Item, Outcome, Response, Try, mark};
use proptest::{
    prelude::*,
    sample::select,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::{Value, json};

use crate::{
    Case,
    items::{Keyed, fitting, keyed, response},
};

/// How many items.
const ITEMS: usize = 200;

pub(crate) fn cases() -> impl Iterator<Item = Case> {
    let mut dice = dice(7);
    let mut outcomes = Vec::new();
    let mut cases: Vec<Case> =
        (0..ITEMS).flat_map(|_| of_one_item(&draw(keyed(), &mut dice), &mut outcomes, &mut dice)).collect();
    for (some, floor) in outcomes.chunks(7).zip(["none", "zero"].into_iter().cycle()) {
        cases.push(Case::new("total", [json!(some), json!(floor)]));
    }
    cases.into_iter()
}

/// What is drawn from, the same each time.
pub(crate) fn dice(seed: u8) -> TestRunner {
    TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]))
}

pub(crate) fn draw<S: Strategy>(strategy: S, dice: &mut TestRunner) -> S::Value {
    strategy.new_tree(dice).expect("nothing is rejected").current()
}

fn of_one_item(keyed: &Keyed, outcomes: &mut Vec<Outcome>, dice: &mut TestRunner) -> Vec<Case> {
    let item = &keyed.item;
    let given: Vec<Option<Response>> = vec![
        keyed.key.clone(),
        Some(draw(fitting(item), dice)),
        Some(draw(fitting(item), dice)),
        Some(draw(response(), dice)),
    ];
    outcomes.extend(given.iter().map(|response| mark(item, response.as_ref())));
    let marks = given.iter().map(|response| Case::new("mark", [json!(item), json!(response)]));
    let whole = [Case::new("lint", [item]), Case::new("to_paper", [item]), tried(item, dice)];
    marks.chain(whole).collect()
}

fn tried(item: &Item, dice: &mut TestRunner) -> Case {
    let penalty = select(vec![json!(0), json!(0.1), json!("1/3"), json!(0.123_457), json!(1)]);
    let behaviour = (penalty, 0..6).prop_map(|(penalty, which)| match which {
        0 => json!({"behaviour": "deferred"}),
        1 => json!({"behaviour": "immediate"}),
        2 => json!({"behaviour": "adaptive", "penalty": penalty}),
        3 => json!({"behaviour": "interactive", "penalty": penalty, "count_back": true}),
        4 => json!({"behaviour": "certainty"}),
        _ => json!({"behaviour": "points_list", "values": [1, "2/3", penalty]}),
    });
    let certainty = select(vec![Value::Null, json!("low"), json!("high")]);
    let attempt = (fitting(item), certainty).prop_map(|(response, certainty)| Try {
        response,
        certainty: serde_json::from_value(certainty).expect("they are written as the format has them"),
    });
    let tries = draw(proptest::collection::vec(attempt, 0..5), dice);
    Case::new("mark_tries", [json!(item), draw(behaviour, dice), json!(tries)])
}
