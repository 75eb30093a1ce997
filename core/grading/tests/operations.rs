//! The examples of `docs/operations.md` come out as it says.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a broken document stops the test")]

use std::collections::BTreeSet;

use serde_json::Value;

#[path = "support/operations.rs"]
mod operations;

#[test]
fn each_example_gives_what_the_document_says() {
    let examples = operations::examples();
    let mut different = Vec::new();
    for example in &examples {
        let came_out = operations::run(example.operation, &example.arguments).unwrap_or_else(|error| panic!("{error}"));
        let expected = serde_json::from_str::<Value>(&example.gives).ok();
        if expected != serde_json::from_str(&came_out).ok() {
            different.push(format!("{}: {came_out}", example.operation));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
    let shown: BTreeSet<_> = examples.iter().map(|example| example.operation).collect();
    assert_eq!(shown, operations::OPERATIONS.iter().map(|(operation, _)| *operation).collect());
}

#[test]
fn whatever_field_of_an_example_is_broken_the_error_names_its_argument() {
    for example in operations::examples() {
        let names = operations::OPERATIONS.iter().find(|(operation, _)| *operation == example.operation).unwrap().1;
        for (place, name) in names.iter().enumerate().filter(|(place, _)| example.arguments[*place] != "null") {
            let mut arguments = example.arguments.clone();
            arguments[place] = r#"{"no such member": [}"#.to_owned();
            assert!(
                operations::run(example.operation, &arguments)
                    .unwrap_err()
                    .to_string()
                    .starts_with(&format!("{name}: not JSON"))
            );
            arguments[place] = "true".to_owned();
            assert_eq!(
                operations::run(example.operation, &arguments).unwrap_err().place(),
                *name,
                "{}",
                example.operation
            );
        }
    }
}
