//! What a content must be to be stored, even as a draft: well-formed ids and bounded sizes.

use std::{collections::HashSet, hash::Hash};

use pediafor_kernel::{
    FieldFault,
    events::{Audience, MarkingRules, SittingRules},
};
use serde_json::Value;

use crate::{Content, Section, limits};

/// All faults of `content`, with pointers into it.
pub(crate) fn faults(content: &Content) -> Vec<FieldFault> {
    let mut faults = Faults::default();
    faults.length("/title", &content.title, *limits::TITLE.start(), *limits::TITLE.end());
    faults.length("/subject", &content.subject, 0, limits::SUBJECT);
    faults.length("/description", &content.description, 0, limits::DESCRIPTION);
    faults.length("/instructions", &content.instructions, 0, limits::INSTRUCTIONS);
    sections(&mut faults, &content.sections);
    sitting(&mut faults, &content.sitting);
    marking(&mut faults, &content.marking);
    document(&mut faults, content);
    faults.0
}

fn sections(faults: &mut Faults, sections: &[Section]) {
    faults.at_most("/sections", sections.len(), limits::SECTIONS);
    let items: usize = sections.iter().map(|section| section.items.len()).sum();
    if items > limits::ITEMS {
        faults.add("/sections", "too_many_items", format!("at most {} items in all, not {items}", limits::ITEMS));
    }
    let (mut section_ids, mut item_ids) = (HashSet::new(), HashSet::new());
    for (s, section) in sections.iter().enumerate() {
        let at = format!("/sections/{s}");
        faults.id(&format!("{at}/id"), &section.id, &mut section_ids);
        faults.length(&format!("{at}/title"), &section.title, 0, limits::SECTION_TITLE);
        faults.length(&format!("{at}/instructions"), &section.instructions, 0, limits::INSTRUCTIONS);
        for (i, item) in section.items.iter().enumerate() {
            faults.id(&format!("{at}/items/{i}/id"), &item.id, &mut item_ids);
        }
    }
}

fn sitting(faults: &mut Faults, sitting: &SittingRules) {
    if sitting.duration_seconds.is_some_and(|seconds| seconds > limits::DURATION_SECONDS) {
        let detail = format!("at most {} seconds", limits::DURATION_SECONDS);
        faults.add("/sitting/duration_seconds", "too_large", detail);
    }
    if sitting.grace_seconds > limits::GRACE_SECONDS {
        faults.add("/sitting/grace_seconds", "too_large", format!("at most {} seconds", limits::GRACE_SECONDS));
    }
    if !limits::ATTEMPTS.contains(&sitting.max_attempts) {
        let detail = format!("from {} to {}", limits::ATTEMPTS.start(), limits::ATTEMPTS.end());
        faults.add("/sitting/max_attempts", "out_of_range", detail);
    }
    if let Audience::Students { students } = &sitting.audience {
        faults.at_most("/sitting/audience/students", students.len(), limits::AUDIENCE);
        let mut seen = HashSet::new();
        for (i, student) in students.iter().enumerate() {
            faults.unique(&format!("/sitting/audience/students/{i}"), student, &mut seen);
        }
    }
}

fn marking(faults: &mut Faults, marking: &MarkingRules) {
    if marking.pass_percent.is_some_and(|percent| percent > limits::PASS_PERCENT) {
        faults.add("/marking/pass_percent", "too_large", format!("at most {} per cent", limits::PASS_PERCENT));
    }
}

/// The rules for every text wherever it stands, and for the size of the whole.
fn document(faults: &mut Faults, content: &Content) {
    match content.to_document() {
        Ok(document) => {
            texts(faults, &mut String::new(), &document);
            let bytes = document.to_string().len();
            if bytes > limits::DOCUMENT_BYTES {
                let detail = format!("at most {} bytes of JSON in all, not {bytes}", limits::DOCUMENT_BYTES);
                faults.add("", "too_large", detail);
            }
        }
        Err(_) => faults.add("", "not_json", "can't be written as JSON"),
    }
}

fn texts(faults: &mut Faults, pointer: &mut String, value: &Value) {
    let parent = pointer.len();
    match value {
        Value::String(text) => {
            if text.contains('\0') {
                faults.add(pointer, "null_character", "must not contain the character U+0000");
            }
            if text.chars().count() > limits::TEXT {
                faults.add(pointer, "too_long", format!("at most {} characters", limits::TEXT));
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                pointer.push('/');
                pointer.push_str(&index.to_string());
                texts(faults, pointer, value);
                pointer.truncate(parent);
            }
        }
        Value::Object(members) => {
            for (name, value) in members {
                pointer.push('/');
                pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
                texts(faults, pointer, value);
                pointer.truncate(parent);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[derive(Default)]
struct Faults(Vec<FieldFault>);

impl Faults {
    fn add(&mut self, pointer: &str, code: &'static str, detail: impl Into<String>) {
        self.0.push(FieldFault::new(pointer, code, detail));
    }

    fn length(&mut self, pointer: &str, text: &str, least: usize, most: usize) {
        let length = text.chars().count();
        if length < least {
            self.add(pointer, "too_short", format!("at least {least} characters"));
        } else if length > most {
            self.add(pointer, "too_long", format!("at most {most} characters"));
        }
    }

    fn at_most(&mut self, pointer: &str, count: usize, most: usize) {
        if count > most {
            self.add(pointer, "too_many", format!("at most {most}, not {count}"));
        }
    }

    fn id<'a>(&mut self, pointer: &str, id: &'a str, seen: &mut HashSet<&'a str>) {
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if !limits::ID.contains(&id.len()) || !id.chars().all(allowed) {
            self.add(pointer, "invalid_id", "1 to 64 letters, digits, _ or -");
        } else {
            self.unique(pointer, id, seen);
        }
    }

    fn unique<'a, T: Hash + Eq + ?Sized>(&mut self, pointer: &str, value: &'a T, seen: &mut HashSet<&'a T>) {
        if !seen.insert(value) {
            self.add(pointer, "duplicate", "stands here for the second time");
        }
    }
}

#[cfg(test)]
mod tests {
    use pediafor_kernel::UserId;

    use super::*;
    use crate::samples;

    fn told(change: impl FnOnce(&mut Content)) -> Vec<(String, String)> {
        let mut content = samples::content();
        change(&mut content);
        faults(&content).into_iter().map(|fault| (fault.pointer, fault.code.into_owned())).collect()
    }

    #[test]
    fn the_sample_has_no_faults_and_neither_has_an_empty_draft() {
        assert_eq!(told(|_| {}), []);
        assert_eq!(told(|content| content.sections.clear()), []);
    }

    #[test]
    fn every_fault_is_told_with_a_pointer_to_it() {
        let student = UserId::from_uuid(uuid::Uuid::nil());
        let faults = told(|content| {
            content.title = "ab".into();
            content.subject = "s".repeat(101);
            content.instructions = "i".repeat(20_001);
            content.sections[1].id = "basics".into();
            content.sections[0].items[0].id = "no blanks".into();
            content.sections[1].items[4].id = "q2".into();
            content.sitting.max_attempts = 0;
            content.sitting.grace_seconds = 3601;
            content.sitting.duration_seconds = Some(u32::MAX);
            content.sitting.audience = Audience::Students { students: vec![student, student] };
            content.marking.pass_percent = Some(101);
        });
        let expected = [
            ("/title", "too_short"),
            ("/subject", "too_long"),
            ("/instructions", "too_long"),
            ("/sections/0/items/0/id", "invalid_id"),
            ("/sections/1/id", "duplicate"),
            ("/sections/1/items/4/id", "duplicate"),
            ("/sitting/duration_seconds", "too_large"),
            ("/sitting/grace_seconds", "too_large"),
            ("/sitting/max_attempts", "out_of_range"),
            ("/sitting/audience/students/1", "duplicate"),
            ("/marking/pass_percent", "too_large"),
        ];
        assert_eq!(faults, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    }

    #[test]
    fn a_null_character_is_found_wherever_it_stands() {
        let faults = told(|content| {
            content.description.push('\0');
            content.sections[0].items[3].hints.push("a\0b".into());
        });
        let pointers: Vec<_> = faults.iter().map(|(pointer, _)| pointer.as_str()).collect();
        assert_eq!(pointers, ["/description", "/sections/0/items/3/hints/0"]);
    }

    #[test]
    fn the_whole_is_bounded_even_where_each_part_is() {
        let faults = told(|content| {
            for item in content.sections.iter_mut().flat_map(|section| &mut section.items) {
                item.hints = vec!["h".repeat(limits::TEXT / 2); 5];
            }
        });
        assert_eq!(faults, [(String::new(), "too_large".to_owned())]);
        let faults = told(|content| {
            let item = content.sections[0].items[0].clone();
            let numbered = |n| pediafor_grading::Item { id: format!("n{n}"), ..item.clone() };
            content.sections[0].items = (0..=limits::ITEMS).map(numbered).collect();
            content.sections.truncate(1);
        });
        assert_eq!(faults, [("/sections".to_owned(), "too_many_items".to_owned())]);
    }
}
