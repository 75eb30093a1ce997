//! A compiled paper marks as any other.

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
            let read = serde_json::from_str::<std::collections::BTreeMap<String, Option<Response>>>(text);
            let mut marks = Marks::new();
            let marked = paper.mark_json(text, &mut marks);
            prop_assert_eq!(marked.is_ok(), read.is_ok(), "{}", text);
            let given = read.ok().and_then(|mut read| read.remove(&keyed.item.id)).flatten();
            prop_assert_eq!(marks[0], expected(&keyed.item, given.as_ref()), "{}", text);
        }
    }
}
