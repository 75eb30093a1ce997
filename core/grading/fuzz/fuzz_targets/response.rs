//! Attempts as JSON, at a paper that has each interaction: the items of `docs/format.md`.
#![no_main]

use std::{collections::BTreeMap, sync::LazyLock};

use libfuzzer_sys::fuzz_target;
use pediafor_grading::{CompiledPaper, Item, Mark, Marks, PaperItem, Response, Verdict, mark};

struct Paper {
    items: Vec<Item>,
    papers: Vec<PaperItem>,
    compiled: CompiledPaper,
}

static PAPER: LazyLock<Paper> = LazyLock::new(|| {
    let blocks = include_str!("../../docs/format.md").split("```json item\n").skip(1);
    let texts = blocks.map(|block| block.split("```").next().unwrap_or_default());
    let mut items: Vec<Item> = texts.map(|text| serde_json::from_str(text).expect("an item")).collect();
    // Some have the same id there.
    items.iter_mut().enumerate().for_each(|(place, item)| item.id = format!("q{place}"));
    Paper { papers: items.iter().map(Item::to_paper).collect(), compiled: CompiledPaper::new(&items), items }
});

fuzz_target!(|text: &str| {
    if let Ok(response) = serde_json::from_str::<Response>(text) {
        let written = serde_json::to_string(&response).expect("a response is written");
        assert_eq!(serde_json::from_str::<Response>(&written).ok().as_ref(), Some(&response), "{written}");
        // To an item of its kind, and to one of another.
        let items = PAPER.items.iter().zip(&PAPER.papers).enumerate();
        let hit = items.filter(|(place, (item, _))| *place == 0 || item.interaction.kind() == response.kind());
        let attempts: BTreeMap<&str, &Response> = hit.map(|(_, (item, _))| (item.id.as_str(), &response)).collect();
        attempt(&serde_json::to_string(&attempts).expect("an attempt is written"));
    }
    attempt(text);
});

fn attempt(text: &str) {
    let read = serde_json::from_str::<BTreeMap<String, Option<Response>>>(text);
    let mut marks = Marks::new();
    let marked = PAPER.compiled.mark_json(text, &mut marks);
    assert_eq!(marked.is_ok(), read.is_ok(), "read in one way and refused in the other: {marked:?}, {read:?}");
    let given = read.unwrap_or_default();
    for ((item, paper), compiled) in PAPER.items.iter().zip(&PAPER.papers).zip(&marks) {
        let response = given.get(&item.id).and_then(Option::as_ref);
        let outcome = mark(item, response);
        let plain = Mark { points: outcome.points, maximum: outcome.maximum, verdict: outcome.verdict };
        assert_eq!(*compiled, plain, "{}: {response:?}", item.id);
        let fits = response.is_none_or(|response| paper.check(response).is_ok());
        // A blank is one whatever it is a blank of.
        let blank = response.is_none_or(Response::is_blank);
        assert_eq!(plain.verdict == Verdict::InvalidResponse, !fits && !blank, "{}: {response:?}", item.id);
        assert!(plain.points <= item.points && plain.points >= item.minimum(), "{}: {response:?}", item.id);
        if response.is_some() {
            serde_json::to_string(&outcome).expect("an outcome is written");
        }
    }
}
