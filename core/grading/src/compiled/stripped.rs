use crate::{Choice, GapKind, Interaction, Item, Label, NumericKey};

/// An item with all that marking goes by, and nothing that is only shown.
pub(super) fn stripped(item: &Item) -> Item {
    let mut interaction = item.interaction.clone();
    strip(&mut interaction);
    Item::new(item.id.clone(), "", item.points, interaction)
}

fn strip(interaction: &mut Interaction) {
    match interaction {
        Interaction::Choice(question) => question.options.iter_mut().for_each(strip_choice),
        Interaction::MultipleChoice(question) => {
            question.options.iter_mut().chain(&mut question.none_apply).for_each(strip_choice);
        }
        Interaction::HotText(question) => question.phrases.iter_mut().for_each(strip_choice),
        Interaction::Hotspot(question) => {
            question.image.text.clear();
            for area in &mut question.areas {
                area.text.clear();
                area.explanation.clear();
            }
        }
        Interaction::SelectPoint(question) => {
            question.image.text.clear();
            question.areas.iter_mut().for_each(|area| area.explanation.clear());
            question.labels.iter_mut().for_each(|label| label.text.clear());
        }
        Interaction::ShortText(question) => question.keys.iter_mut().for_each(|key| key.feedback.clear()),
        Interaction::Formula(question) => question.keys.iter_mut().for_each(|key| key.feedback.clear()),
        Interaction::Numeric(question) => strip_numbers(&mut question.keys),
        Interaction::Slider(question) => strip_numbers(&mut question.keys),
        Interaction::Cloze(question) => question.gaps.iter_mut().for_each(|gap| match &mut gap.kind {
            GapKind::Text(question) => question.keys.iter_mut().for_each(|key| key.feedback.clear()),
            GapKind::Numeric(question) => strip_numbers(&mut question.keys),
            GapKind::Dropdown(list) => list.options.iter_mut().for_each(|option| option.text.clear()),
        }),
        Interaction::Matching(question) => {
            question.sources.iter_mut().chain(&mut question.targets).for_each(|entry| entry.text.clear());
        }
        Interaction::GapMatch(question) => question.labels.iter_mut().for_each(strip_label),
        Interaction::GraphicGapMatch(question) => {
            question.image.text.clear();
            question.gaps.iter_mut().for_each(|gap| gap.text.clear());
            question.labels.iter_mut().for_each(strip_label);
        }
        Interaction::Ordering(question) => {
            question.entries.iter_mut().chain(&mut question.distractors).for_each(|entry| entry.text.clear());
        }
        Interaction::GraphicOrder(question) => {
            question.image.text.clear();
            question.entries.iter_mut().chain(&mut question.distractors).for_each(|place| place.text.clear());
        }
        Interaction::Composite(question) => {
            for part in &mut question.parts {
                part.body.clear();
                strip(&mut part.interaction);
            }
        }
        Interaction::Likert(question) => {
            question.statements.iter_mut().chain(&mut question.scale).for_each(|entry| entry.text.clear());
        }
        Interaction::Essay(question) => question.marking_guide.clear(),
        Interaction::FileUpload(question) => question.marking_guide.clear(),
        Interaction::TrueFalse(_) => {}
    }
}

fn strip_choice(option: &mut Choice) {
    option.text.clear();
    option.explanation.clear();
}

fn strip_numbers(keys: &mut [NumericKey]) {
    keys.iter_mut().for_each(|key| key.feedback.clear());
}

fn strip_label(label: &mut Label) {
    label.text.clear();
    label.image = None;
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_that_is_only_shown_is_kept() {
        let image = json!({"source": "map", "width": 9, "height": 9, "text": "SHOWN"});
        let circle = json!({"shape": "circle", "center": {"x": 5, "y": 5}, "radius": 2});
        let entries = json!([{"id": "a", "text": "SHOWN"}, {"id": "b", "text": "SHOWN"}]);
        let choices = json!([{"id": "a", "text": "SHOWN", "explanation": "SHOWN"}, {"id": "b", "text": "SHOWN"}]);
        let places =
            json!([{"id": "a", "text": "SHOWN", "area": circle}, {"id": "b", "text": "SHOWN", "area": circle}]);
        let numbers = json!([{"value": 3, "feedback": "SHOWN"}]);
        for interaction in [
            json!({"type": "choice", "options": choices, "key": "a"}),
            json!({"type": "multiple_choice", "options": choices, "keys": ["a"], "none_apply": {"id": "n", "text": "SHOWN"}}),
            json!({"type": "true_false", "key": true}),
            json!({"type": "short_text", "keys": [{"text": "key", "feedback": "SHOWN"}]}),
            json!({"type": "essay", "marking_guide": "SHOWN"}),
            json!({"type": "cloze", "gaps": [
                {"id": "g", "kind": {"type": "text", "keys": [{"text": "key", "feedback": "SHOWN"}]}},
                {"id": "h", "kind": {"type": "numeric", "keys": numbers}},
                {"id": "i", "kind": {"type": "dropdown", "options": entries, "key": "a"}}]}),
            json!({"type": "matching", "sources": entries, "targets": entries, "pairs": [{"source": "a", "target": "b"}]}),
            json!({"type": "ordering", "entries": entries, "distractors": [{"id": "x", "text": "SHOWN"}]}),
            json!({"type": "numeric", "keys": numbers}),
            json!({"type": "file_upload", "max_files": 1, "max_bytes": 1, "marking_guide": "SHOWN"}),
            json!({"type": "gap_match", "gaps": [{"id": "g", "keys": ["a"]}], "labels": entries}),
            json!({"type": "graphic_gap_match", "image": image, "gaps": places,
                "labels": [{"id": "a", "text": "SHOWN", "image": image}]}),
            json!({"type": "graphic_order", "image": image, "entries": places, "distractors": places}),
            json!({"type": "hotspot", "image": image, "keys": ["a"],
                "areas": [{"id": "a", "text": "SHOWN", "area": circle, "explanation": "SHOWN"}]}),
            json!({"type": "hot_text", "phrases": choices, "keys": ["a"]}),
            json!({"type": "select_point", "image": image, "most": 1, "labels": entries,
                "areas": [{"id": "a", "area": circle, "explanation": "SHOWN"}]}),
            json!({"type": "composite", "parts": [
                {"id": "p", "body": "SHOWN", "interaction": {"type": "choice", "options": choices, "key": "a"}}]}),
            json!({"type": "slider", "lower": 0, "upper": 9, "step": 1, "keys": numbers}),
            json!({"type": "likert", "statements": entries, "scale": entries}),
            json!({"type": "formula", "keys": [{"expression": "3", "feedback": "SHOWN"}]}),
        ] {
            let item: Item = serde_json::from_value(json!({
                "id": "q", "title": "SHOWN", "body": "SHOWN", "points": 1, "interaction": interaction, "explanation": "SHOWN",
                "feedback": {"correct": "SHOWN"}, "hints": ["SHOWN"], "tags": ["SHOWN"],
            }))
            .unwrap();
            let kept = serde_json::to_string(&stripped(&item)).unwrap();
            assert!(!kept.contains("SHOWN"), "{kept}");
        }
    }
}
