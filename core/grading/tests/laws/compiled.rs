//! A compiled paper marks as any other.

use std::collections::BTreeMap;

use pediafor_grading::{CompiledItem, CompiledPaper, Item, Mark, Marks, Response, mark};
use proptest::prelude::*;
use serde_json::json;

use super::{answered, changes::break_somewhere, items, json};

fn expected(item: &Item, response: Option<&Response>) -> Mark {
    let outcome = mark(item, response);
    Mark { points: outcome.points, maximum: outcome.maximum, verdict: outcome.verdict }
}

/// Marks a response in all the ways there are, which agree.
fn compiled(item: &Item, response: Option<&Response>) -> Mark {
    let compiled = CompiledItem::new(item);
    let marked = compiled.mark(response);
    let kept: CompiledItem = serde_json::from_value(json(&compiled)).unwrap();
    assert_eq!(kept.mark(response), marked);
    assert_eq!((compiled.id(), compiled.maximum()), (item.id.as_str(), item.points));

    let other = Item { id: "other".into(), ..item.clone() };
    let paper = CompiledPaper::new([&other, item]);
    let mut marks = Marks::new();
    paper.mark(response.map(|response| (item.id.as_str(), response)), &mut marks);
    assert_eq!(marks[1], marked);
    for attempt in [
        json!({ &item.id: response }),
        json!({ "other": null, &item.id: response }),
        json!({ &item.id: response, "none of these": {"type": "essay", "text": ""} }),
    ] {
        paper.mark_json(&attempt.to_string(), &mut marks).unwrap();
        assert_eq!(marks[1], marked, "{attempt}");
        assert_eq!(marks[0], compiled.mark(None));
    }
    marked
}

#[test]
fn attempts_are_marked_in_their_order_one_by_one_and_together() {
    let item = |id: &str, key: bool| -> Item {
        serde_json::from_value(
            json!({"id": id, "body": "?", "points": 2, "interaction": {"type": "true_false", "key": key}}),
        )
        .unwrap()
    };
    let paper = CompiledPaper::new([&item("a", true), &item("b", false)]);
    let attempt = |number: usize| {
        let response = |bit: usize| Response::true_false(number >> bit & 1 == 1);
        BTreeMap::from([("a".to_owned(), response(0)), ("b".to_owned(), response(1))])
    };
    let attempts: Vec<_> = (0..1_000).map(attempt).collect();
    let texts: Vec<_> = attempts.iter().map(|attempt| serde_json::to_string(attempt).unwrap()).collect();
    let expected: Vec<Vec<i64>> = (0..1_000).map(|number| vec![2 * (number & 1), 2 - (number & 2)]).collect();
    let whole = |marks: &Marks| marks.iter().map(|mark| mark.points.millionths() / 1_000_000).collect::<Vec<_>>();
    assert_eq!(paper.mark_each(&attempts).map(|marks| whole(&marks)).collect::<Vec<_>>(), expected);
    assert_eq!(paper.mark_each_json(&texts).map(|marks| whole(&marks.unwrap())).collect::<Vec<_>>(), expected);
    #[cfg(feature = "rayon")]
    {
        assert_eq!(paper.mark_all(&attempts).iter().map(whole).collect::<Vec<_>>(), expected);
        let together = paper.mark_all_json(&texts).into_iter().map(|marks| whole(&marks.unwrap()));
        assert_eq!(together.collect::<Vec<_>>(), expected);
        let refused = paper.mark_all_json(&["{}", "{", "[]"]);
        assert_eq!(refused.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, false]);
    }
}

proptest! {
    #![proptest_config(super::cases())]

    #[test]
    fn a_response_earns_the_same((keyed, response) in answered()) {
        for given in [Some(&response), keyed.key.as_ref(), None] {
            prop_assert_eq!(compiled(&keyed.item, given), expected(&keyed.item, given));
        }
    }

    #[test]
    fn so_does_one_that_may_not_fit(keyed in items::keyed(), response in items::response()) {
        prop_assert_eq!(compiled(&keyed.item, Some(&response)), expected(&keyed.item, Some(&response)));
    }

    #[test]
    fn so_does_one_to_a_broken_item((keyed, response) in answered(), breakage in any::<u64>()) {
        let mut item = json(&keyed.item);
        break_somewhere(&mut item, breakage);
        if let Ok(item) = serde_json::from_value::<Item>(item) {
            prop_assert_eq!(compiled(&item, Some(&response)), expected(&item, Some(&response)), "{:?}", item);
        }
    }

    #[test]
    fn broken_json_is_refused_or_marked_as_it_is_read((keyed, response) in answered(), breakage in any::<u64>(), cut in any::<prop::sample::Index>()) {
        let mut attempt = json!({ &keyed.item.id: response });
        break_somewhere(&mut attempt, breakage);
        let paper = CompiledPaper::new([&keyed.item]);
        let text = attempt.to_string();
        for text in [text.as_str(), text.get(..cut.index(text.len())).unwrap_or_default()] {
            let read = serde_json::from_str::<BTreeMap<String, Option<Response>>>(text);
            let mut marks = Marks::new();
            let marked = paper.mark_json(text, &mut marks);
            prop_assert_eq!(marked.is_ok(), read.is_ok(), "{}", text);
            let given = read.ok().and_then(|mut read| read.remove(&keyed.item.id)).flatten();
            prop_assert_eq!(marks[0], expected(&keyed.item, given.as_ref()), "{}", text);
        }
    }
}
