//! Laws of the QTI engine, for any item and any response.

#[path = "support/qti.rs"]
mod support;

use std::collections::BTreeMap;

use pediafor_grading::qti::{Item, Options, ProcessError, limits};
use proptest::{collection::vec, prelude::*};
use serde_json::json;
use support::{item, options, responses, rules};

/// The same in the names of QTI 3.0: `<baseValue baseType="…">` becomes `<qti-base-value base-type="…">`.
fn in_qti_3(xml: &str) -> String {
    let in_tag = |tag: &str| {
        let (close, tag) = tag.strip_prefix('/').map_or(("", tag), |tag| ("/", tag));
        let pieces = tag.split('"').enumerate();
        let pieces = pieces.map(|(index, piece)| if index % 2 == 0 { hyphened(piece) } else { piece.to_owned() });
        format!("<{close}qti-{}", pieces.collect::<Vec<_>>().join("\""))
    };
    let pieces = xml.split_inclusive('>').map(|piece| match piece.split_once('<') {
        Some((text, tag)) => text.to_owned() + &in_tag(tag),
        None => piece.to_owned(),
    });
    pieces.collect()
}

fn hyphened(names: &str) -> String {
    let mut out = String::new();
    for letter in names.replace("LT", "Lt").chars() {
        if letter.is_ascii_uppercase() {
            out.push('-');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn processing_gives_outcomes_or_an_error_and_the_same_twice_and_in_either_spelling(rules in rules(), given in responses(), options in options()) {
        if let Ok(item) = Item::parse(&item(&rules)) {
            let first = item.process(&given, &options);
            let same = Item::parse(&self::item(&rules)).unwrap().process(&given, &options);
            prop_assert_eq!(&first, &same);
            let other_spelling = Item::parse(&in_qti_3(&self::item(&rules))).unwrap().process(&given, &options);
            prop_assert_eq!(first.as_ref().ok(), other_spelling.as_ref().ok());
            if let Ok(outcomes) = first {
                prop_assert!(outcomes.values.contains_key("SCORE"));
                let previous = serde_json::from_value(json!(&outcomes.values)).unwrap();
                let next = item.process(&given, &Options { previous, ..options });
                let refused = matches!(&next, Err(ProcessError::Input { identifier, .. }) if outcomes.values.contains_key(identifier));
                prop_assert!(!refused, "{next:?}");
                prop_assert!((1.0..=6.0).contains(&outcomes.templates["T"].as_f64().unwrap()));
                serde_json::to_string(&outcomes).unwrap();
            }
        }
    }

    #[test]
    fn any_bytes_are_an_item_or_not(bytes in vec(any::<u8>(), 0..200), given in responses()) {
        if let Ok(item) = Item::parse(&String::from_utf8_lossy(&bytes)) {
            let _ = item.process(&given, &Options::default());
        }
    }

    #[test]
    fn a_broken_item_is_an_item_or_not(rules in rules(), cut in any::<prop::sample::Index>(), with in "[<>&\"'/a-z ]{0,3}", given in responses()) {
        let whole = item(&rules);
        let letters: Vec<char> = whole.chars().collect();
        let cut = cut.index(letters.len());
        let broken: String = letters[..cut].iter().copied().chain(with.chars()).chain(letters[cut..].iter().skip(1).copied()).collect();
        if let Ok(item) = Item::parse(&broken) {
            let _ = item.process(&given, &Options::default());
        }
    }

    #[test]
    fn the_order_of_a_response_in_no_order_makes_no_difference(given in Just(vec!["A", "B", "C", "B"]).prop_shuffle()) {
        let item = Item::parse(&item(r#"<setOutcomeValue identifier="SCORE"><mapResponse identifier="R"/></setOutcomeValue>"#)).unwrap();
        let outcomes = item.process(&BTreeMap::from([("R".to_owned(), json!(given))]), &Options::default()).unwrap();
        prop_assert_eq!(outcomes.score(), Some(2.5));
    }

    #[test]
    fn bounds_hold_for_any_mapped_response(given in vec("[ABC]", 0..5)) {
        let item = Item::parse(&item(r#"<setOutcomeValue identifier="SCORE"><mapResponse identifier="R"/></setOutcomeValue>"#)).unwrap();
        for options in [Options::default(), Options::strict()] {
            let outcomes = item.process(&BTreeMap::from([("R".to_owned(), json!(given))]), &options).unwrap();
            prop_assert!((0.0..=3.0).contains(&outcomes.score().unwrap()));
        }
    }
}

#[test]
fn the_work_of_an_item_is_bounded() {
    let doubled = r#"<setOutcomeValue identifier="LIST"><ordered><variable identifier="LIST"/><variable identifier="LIST"/>
        <baseValue baseType="integer">1</baseValue></ordered></setOutcomeValue>"#;
    let grown = Item::parse(&item(&doubled.repeat(40))).unwrap().process(&BTreeMap::new(), &Options::default());
    assert!(grown.unwrap_err().to_string().ends_with(&format!("more than {} members", limits::MEMBERS)));

    let long = json!(vec!["1 1"; limits::MEMBERS]);
    let slow = r#"<setOutcomeValue identifier="SCORE"><containerSize><multiple><contains><variable identifier="P"/><variable identifier="P"/></contains></multiple></containerSize></setOutcomeValue>"#;
    let item = Item::parse(&item(&slow.repeat(20))).unwrap();
    let error = item.process(&BTreeMap::from([("P".to_owned(), long)]), &Options::default()).unwrap_err();
    assert!(error.to_string().contains("steps of work"), "{error}");
}

#[test]
fn an_adaptive_item_goes_on_from_its_outcomes_and_another_starts_anew() {
    let more = r#"<setOutcomeValue identifier="SCORE"><sum><variable identifier="SCORE"/><baseValue baseType="float">1</baseValue></sum></setOutcomeValue>"#;
    let adaptive = item(more);
    let plain = adaptive.replace(r#"adaptive="true""#, "");
    let options = Options { previous: BTreeMap::from([("SCORE".to_owned(), json!(2))]), ..Options::default() };
    for (xml, expected) in [(adaptive, 3.0), (plain, 1.0)] {
        let outcomes = Item::parse(&xml).unwrap().process(&BTreeMap::new(), &options).unwrap();
        assert_eq!(outcomes.score(), Some(expected));
    }
}
