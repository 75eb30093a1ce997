//! Keys that are patterns, by each way of matching, and QTI's `patternMatch`: a line of a digit that says which, a line of
//! key, and what was answered.
#![no_main]

mod marked;

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use pediafor_grading::{Item, Response, Verdict, qti};
use serde_json::json;

fuzz_target!(|text: &str| {
    let mut lines = text.splitn(3, '\n');
    let (Some(how), Some(key), Some(answer)) = (lines.next(), lines.next(), lines.next()) else { return };
    let how = how.bytes().next().unwrap_or_default();
    let matching = match how % 8 {
        0 => "exact",
        1 | 5 => "wildcard",
        2 | 6 => "regex",
        3 => "edit_distance",
        4 => "keywords",
        _ => return match_pattern(key, answer),
    };
    let item = json!({"id": "q", "body": "?", "points": 2, "interaction": {
        "type": "short_text", "matching": matching, "case_sensitive": how & 8 != 0,
        "keys": [{"text": key}, {"text": "b*", "fraction": 0.5}]}});
    let item: Item = serde_json::from_value(item).expect("an item");
    let mark = marked::marked(&item, Some(&Response::short_text(answer)));
    if matching == "exact" && marked::is_sound(&item) && answer == key {
        assert_eq!(mark.verdict, Verdict::Correct, "{key:?}");
    }
});

fn match_pattern(pattern: &str, answer: &str) {
    let mut escaped = String::new();
    for letter in pattern.chars() {
        escaped.push_str(&format!("&#x{:x};", u32::from(letter)));
    }
    let xml = format!(
        r#"<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="">
        <responseDeclaration identifier="R" cardinality="single" baseType="string"/>
        <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="boolean"/>
        <responseProcessing><setOutcomeValue identifier="SCORE">
        <patternMatch pattern="{escaped}"><variable identifier="R"/></patternMatch>
        </setOutcomeValue></responseProcessing></assessmentItem>"#
    );
    let Ok(item) = qti::Item::parse(&xml) else { return };
    let responses = BTreeMap::from([("R".to_owned(), json!(answer))]);
    for options in [qti::Options::default(), qti::Options::strict()] {
        let _ = item.process(&responses, &options);
    }
}
