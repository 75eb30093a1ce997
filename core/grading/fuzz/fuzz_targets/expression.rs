//! Mathematical expressions as students type them.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use pediafor_grading::{
    DecimalMark,
    expression::{Expression, Variables},
};

static VARIABLES: LazyLock<Variables> =
    LazyLock::new(|| Variables::new(["x", "y", "theta", "x_1", "abc", "v_max"]).expect("names"));

fuzz_target!(|text: &str| {
    let variables = &*VARIABLES;
    for mark in [DecimalMark::Point, DecimalMark::Comma] {
        match Expression::parse(text, variables, mark) {
            Ok(expression) => {
                let values = [0.7, -1.3, 0.1, 2.0, 3.0, 5.0];
                let written = serde_json::to_string(&expression).expect("an expression is written");
                let again: Expression = serde_json::from_str(&written).expect("an expression is read again");
                assert_eq!(again, expression, "{text:?} is written as {expression}");
                assert_eq!(again.evaluate(&values), expression.evaluate(&values));
                let _ = expression.evaluate(&[]);
                assert!(expression.used().all(|name| variables.names().iter().any(|known| known == name)));
                let _ = expression.functions();
            }
            Err(error) => assert!((1..=text.chars().count() + 1).contains(&error.at), "{text:?}: {error}"),
        }
    }
});
