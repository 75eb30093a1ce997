//! A paper of 40 items, and attempts at it: the same each time.

use std::collections::BTreeMap;

use pediafor_grading::{Item, Response};
use serde_json::{Value, json};

/// The items and attempts of a benchmark.
pub(crate) struct Exam {
    pub(crate) items: Vec<Item>,
    pub(crate) attempts: Vec<BTreeMap<String, Response>>,
    /// The same in JSON, one a line.
    pub(crate) lines: Vec<String>,
}

impl Exam {
    pub(crate) fn new(attempts: usize) -> Self {
        let items: Vec<Item> = items().into_iter().map(|item| serde_json::from_value(item).unwrap()).collect();
        let mut dice = Dice(0x1234_5678_9abc_def1);
        let attempts: Vec<BTreeMap<String, Response>> = (0..attempts).map(|_| attempt(&mut dice)).collect();
        let lines = attempts.iter().map(|attempt| serde_json::to_string(attempt).unwrap()).collect();
        Self { items, attempts, lines }
    }
}

fn list(prefix: &str, n: usize) -> Vec<Value> {
    (0..n).map(|at| json!({"id": format!("{prefix}{at}"), "text": format!("This is what number {at} says")})).collect()
}

/// Ten choices, nine multiple choices, six true or false, five numbers, four matchings, three orderings, two short texts,
/// one cloze.
fn items() -> Vec<Value> {
    let rules = [
        json!({"rule": "exact"}),
        json!({"rule": "right_minus_wrong"}),
        json!({"rule": "each_option"}),
        json!({"rule": "morgan"}),
        json!({"rule": "option_weights", "weights": {"a0": 0.5, "a2": 0.5, "a1": -0.25, "a3": -0.25}}),
    ];
    let orderings = ["absolute", "all_before_after", "longest_subsequence"];
    let interactions = (0..40).map(|number| match number {
        0..8 => json!({"type": "choice", "options": list("a", 4), "key": "a1"}),
        8..10 => json!({"type": "choice", "options": list("a", 5), "key": "a3",
            "scoring": {"rule": "negative_marking", "penalty": 0.25}}),
        10..19 => json!({"type": "multiple_choice", "options": list("a", 5), "keys": ["a0", "a2"], "scoring": rules[number % 5]}),
        19..25 => json!({"type": "true_false", "key": number % 2 == 0}),
        25..28 => json!({"type": "numeric", "keys": [
            {"value": -11.7, "tolerance": {"rule": "absolute", "within": 0.02}},
            {"value": -11.7, "tolerance": {"rule": "absolute", "within": 0.5}, "fraction": 0.5}]}),
        28..30 => json!({"type": "numeric", "keys": [{"value": 299_792.458, "tolerance": {"rule": "relative", "within": 0.01}}]}),
        30..34 => json!({"type": "matching", "sources": list("s", 4), "targets": list("t", 5),
            "pairs": (0..4).map(|at| json!({"source": format!("s{at}"), "target": format!("t{}", 4 - at)})).collect::<Vec<_>>()}),
        34..37 => json!({"type": "ordering", "entries": list("e", 6), "scoring": {"rule": orderings[number - 34]}}),
        37..39 => json!({"type": "short_text", "keys": [{"text": "Photosynthesis"}, {"text": "assimilation", "fraction": 0.5}]}),
        _ => json!({"type": "cloze", "gaps": [
            {"id": "g1", "kind": {"type": "text", "keys": [{"text": "Paris"}]}},
            {"id": "g2", "weight": 2, "kind": {"type": "dropdown", "options": list("d", 4), "key": "d2"}}]}),
    });
    let item = |(number, interaction): (usize, Value)| json!({"id": format!("q{}", number + 1), "body": "What is it? {{g1}} {{g2}}", "points": 1 + number % 3, "interaction": interaction});
    interactions.enumerate().map(item).collect()
}

/// What a student gives who knows about two thirds and leaves little out.
fn attempt(dice: &mut Dice) -> BTreeMap<String, Response> {
    let mut responses = BTreeMap::new();
    for number in 0..40 {
        if dice.below(20) > 0 {
            let knows = dice.below(3) > 0;
            responses.insert(format!("q{}", number + 1), response(number, knows, dice));
        }
    }
    responses
}

fn response(number: usize, knows: bool, dice: &mut Dice) -> Response {
    let other = |prefix: &str, n: usize, dice: &mut Dice| format!("{prefix}{}", dice.below(n));
    match number {
        0..8 => Response::choice(if knows { "a1".to_owned() } else { other("a", 4, dice) }),
        8..10 => Response::choice(if knows { "a3".to_owned() } else { other("a", 5, dice) }),
        10..19 if knows => Response::multiple_choice(["a0", "a2"]),
        10..19 => Response::multiple_choice(["a0".to_owned(), other("a", 5, dice), other("a", 5, dice)]),
        19..25 => Response::true_false(knows == number.is_multiple_of(2)),
        25..28 if knows => Response::numeric("-11.72"),
        25..28 => Response::numeric(format!("-{}.{}", 10 + dice.below(3), dice.below(100))),
        28..30 if knows => Response::numeric("300000"),
        28..30 => Response::numeric(format!("{}", dice.below(400_000))),
        30..34 => {
            let target = |at: usize, dice: &mut Dice| if knows { format!("t{}", 4 - at) } else { other("t", 5, dice) };
            Response::matching((0..4).map(|at| (format!("s{at}"), target(at, dice))).collect::<Vec<_>>())
        }
        34..37 => {
            let mut order: Vec<usize> = (0..6).collect();
            if !knows {
                (1..6).rev().for_each(|at| order.swap(at, dice.below(at + 1)));
            }
            Response::ordering(order.into_iter().map(|at| format!("e{at}")))
        }
        37..39 => Response::short_text(if knows { "photosynthesis" } else { "respiration" }),
        _ => Response::cloze([("g1", if knows { "paris" } else { "Lyon" }), ("g2", if knows { "d2" } else { "d0" })]),
    }
}

/// Numbers by chance, the same each time. \[xorshift64*\]
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % n
    }
}
