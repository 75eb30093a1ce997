//! Items as JSON, and behind a line `===` a response to it.
#![no_main]

mod marked;

use libfuzzer_sys::fuzz_target;
use pediafor_grading::{CompiledItem, Item, PaperItem, Response, mark};

fuzz_target!(|text: &str| {
    let (item, response) = text.split_once("\n===\n").unwrap_or((text, ""));
    let Ok(item) = serde_json::from_str::<Item>(item) else { return };
    let written = serde_json::to_string(&item).expect("an item is written");
    let again: Item = serde_json::from_str(&written).expect("an item is read again");
    assert_eq!(again, item);
    let paper = serde_json::to_string(&item.to_paper()).expect("a paper is written");
    let again: PaperItem = serde_json::from_str(&paper).expect("a paper is read again");
    assert_eq!(again, item.to_paper());
    let compiled = serde_json::to_string(&CompiledItem::new(&item)).expect("a compiled item is written");
    let kept: CompiledItem = serde_json::from_str(&compiled).expect("a compiled item is read again");
    if marked::is_sound(&item) {
        let guess = item.blind_guess();
        assert!(guess.share <= 1.0, "{guess:?}");
    }
    let response = serde_json::from_str::<Response>(response).ok();
    for response in [None, response.as_ref()] {
        let marked = marked::marked(&item, response);
        assert_eq!(kept.mark(response), marked, "kept it is something else");
    }
    serde_json::to_string(&mark(&item, response.as_ref())).expect("an outcome is written");
});
