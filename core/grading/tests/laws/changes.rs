//! Items and responses made otherwise, and what is looked at in them.

use pediafor_grading::{Graph, Interaction, Item, PaperInteraction, PartOutcome, Response, mark};

use super::json;

fn reverse_graph(graph: &mut Graph) {
    graph.entries.reverse();
    graph.depends.values_mut().chain(graph.groups.values_mut()).for_each(|ids| ids.reverse());
}

/// Puts every list that has no order of its own the other way round.
pub(crate) fn reverse(interaction: &mut Interaction) {
    match interaction {
        Interaction::Choice(question) => question.options.reverse(),
        Interaction::MultipleChoice(question) => {
            question.options.reverse();
            question.keys.reverse();
        }
        Interaction::Matching(question) => {
            question.sources.reverse();
            question.targets.reverse();
            question.pairs.reverse();
        }
        Interaction::Cloze(question) => question.gaps.reverse(),
        Interaction::Ordering(question) => {
            question.distractors.reverse();
            question.graphs.iter_mut().for_each(reverse_graph);
        }
        Interaction::GapMatch(question) => {
            question.gaps.reverse();
            question.labels.reverse();
        }
        Interaction::GraphicGapMatch(question) => {
            question.gaps.reverse();
            question.labels.reverse();
        }
        Interaction::GraphicOrder(question) => {
            question.distractors.reverse();
            question.graphs.iter_mut().for_each(reverse_graph);
        }
        Interaction::Hotspot(question) => {
            question.areas.reverse();
            question.keys.reverse();
        }
        Interaction::HotText(question) => {
            question.phrases.reverse();
            question.keys.reverse();
        }
        Interaction::SelectPoint(question) => {
            question.areas.reverse();
            question.labels.reverse();
        }
        Interaction::Composite(question) => {
            question.parts.reverse();
            question.parts.iter_mut().for_each(|part| reverse(&mut part.interaction));
        }
        _ => {}
    }
}

pub(crate) fn reverse_given(response: &mut Response) {
    match response {
        Response::MultipleChoice { chosen } => {
            chosen.reverse();
            chosen.extend(chosen.first().cloned());
        }
        Response::Matching { pairs } => pairs.reverse(),
        Response::Hotspot { chosen } | Response::HotText { chosen } => {
            chosen.reverse();
            chosen.extend(chosen.first().cloned());
        }
        Response::SelectPoint { points } => points.reverse(),
        Response::Composite { parts } => parts.values_mut().for_each(reverse_given),
        _ => {}
    }
}

/// Parts and their parts in an order that comes from what they say.
pub(crate) fn sorted(mut parts: Vec<PartOutcome>) -> Vec<PartOutcome> {
    parts.iter_mut().for_each(|part| part.parts = sorted(std::mem::take(&mut part.parts)));
    parts.sort_by_key(|part| json(part).to_string());
    parts
}

/// Parts and their parts.
pub(crate) fn all_parts(parts: &[PartOutcome]) -> Vec<&PartOutcome> {
    parts.iter().flat_map(|part| [part].into_iter().chain(all_parts(&part.parts))).collect()
}

/// Makes another key of the same question.
pub(crate) fn change_key(interaction: &mut Interaction, order: u64) {
    match interaction {
        Interaction::Choice(question) => {
            question.key = question.options[order as usize % question.options.len()].id.clone();
            question.scoring = Default::default();
            question.options.iter_mut().for_each(|option| option.explanation.clear());
        }
        Interaction::MultipleChoice(question) => {
            question.keys = vec![question.options[order as usize % question.options.len()].id.clone()];
            question.scoring = Default::default();
            question.options.iter_mut().for_each(|option| option.explanation.clear());
        }
        Interaction::TrueFalse(question) => {
            question.key = !question.key;
            question.scoring = Default::default();
        }
        Interaction::ShortText(question) => {
            question.keys.clear();
            question.matching = Default::default();
            question.case_sensitive = true;
        }
        Interaction::Essay(question) => question.marking_guide = "Strict.".into(),
        Interaction::Cloze(question) => {
            for gap in &mut question.gaps {
                gap.weight = Default::default();
                match &mut gap.kind {
                    pediafor_grading::GapKind::Text(text) => text.keys.clear(),
                    pediafor_grading::GapKind::Numeric(number) => {
                        number.keys.clear();
                        number.units = None;
                    }
                    pediafor_grading::GapKind::Dropdown(list) => list.key.clear(),
                }
            }
        }
        Interaction::Matching(question) => {
            question.pairs.clear();
            question.targets.rotate_left(1);
            question.scoring = Default::default();
        }
        Interaction::Ordering(question) => {
            question.entries.rotate_left(1);
            question.scoring = Default::default();
            if let Some(distractor) = question.distractors.first_mut() {
                std::mem::swap(distractor, &mut question.entries[0]);
                question.graphs.clear();
            }
        }
        Interaction::Numeric(question) => {
            question.keys.clear();
            question.units = None;
        }
        Interaction::FileUpload(question) => question.marking_guide = "Strict.".into(),
        Interaction::GapMatch(question) => {
            question.gaps.iter_mut().for_each(|gap| gap.keys.clear());
            question.labels.rotate_left(1);
            question.scoring = Default::default();
        }
        Interaction::GraphicGapMatch(question) => {
            question.gaps.iter_mut().for_each(|gap| gap.keys.clear());
            question.labels.rotate_left(1);
            question.scoring = Default::default();
        }
        Interaction::GraphicOrder(question) => {
            question.entries.rotate_left(1);
            question.scoring = Default::default();
            if let Some(distractor) = question.distractors.first_mut() {
                std::mem::swap(distractor, &mut question.entries[0]);
                question.graphs.clear();
            }
        }
        Interaction::Hotspot(question) => {
            question.keys = vec![question.areas[order as usize % question.areas.len()].id.clone()];
            question.scoring = Default::default();
            question.areas.iter_mut().for_each(|area| area.explanation.clear());
        }
        Interaction::HotText(question) => {
            question.keys = vec![question.phrases[order as usize % question.phrases.len()].id.clone()];
            question.scoring = Default::default();
            question.phrases.iter_mut().for_each(|phrase| phrase.explanation.clear());
        }
        Interaction::SelectPoint(question) => {
            question.areas.truncate(1);
            question.labels.reverse();
            question.scoring = Default::default();
        }
        Interaction::Formula(question) => {
            question.keys.clear();
            question.tolerance = Default::default();
            question.form = Default::default();
            (question.samples, question.seed) = (1, 1);
            for variable in &mut question.variables {
                variable.domain.from = variable.domain.to.clone();
                variable.exclude.clear();
                variable.integer = !variable.integer;
            }
        }
        Interaction::Slider(question) => question.keys.clear(),
        Interaction::Likert(_) => {}
        Interaction::Composite(question) => {
            question.parts.iter_mut().for_each(|part| change_key(&mut part.interaction, order));
        }
    }
}

pub(crate) fn outcome_pointer(item: &Item, response: &Response) -> String {
    mark(item, Some(response)).invalid.map(|error| error.pointer().to_owned()).unwrap_or_default()
}

/// The ids of each list that can be drawn anew.
pub(crate) fn lists(interaction: &PaperInteraction) -> Vec<Vec<String>> {
    let ids = |list: &[pediafor_grading::PaperEntry]| list.iter().map(|entry| entry.id.clone()).collect();
    match interaction {
        PaperInteraction::Choice(question) => vec![ids(&question.options)],
        PaperInteraction::MultipleChoice(question) => vec![ids(&question.options)],
        PaperInteraction::Matching(question) => vec![ids(&question.targets)],
        PaperInteraction::Ordering(question) => vec![ids(&question.entries)],
        PaperInteraction::GapMatch(question) => vec![question.labels.iter().map(|label| label.id.clone()).collect()],
        PaperInteraction::GraphicGapMatch(question) => {
            vec![question.labels.iter().map(|label| label.id.clone()).collect()]
        }
        PaperInteraction::GraphicOrder(question) => {
            vec![question.entries.iter().map(|place| place.id.clone()).collect()]
        }
        PaperInteraction::SelectPoint(question) => {
            vec![question.labels.iter().map(|label| label.id.clone()).collect()]
        }
        PaperInteraction::Cloze(question) => {
            let list = |gap: &pediafor_grading::PaperGap| match &gap.kind {
                pediafor_grading::PaperGapKind::Dropdown(list) => Some(ids(&list.options)),
                _ => None,
            };
            question.gaps.iter().filter_map(list).collect()
        }
        PaperInteraction::Composite(question) => {
            question.parts.iter().flat_map(|part| lists(&part.interaction)).collect()
        }
        _ => Vec::new(),
    }
}

/// Changes one value somewhere inside: empties it, doubles it, or puts something else there.
pub(crate) fn break_somewhere(value: &mut serde_json::Value, how: u64) {
    use serde_json::Value;
    let (here, further) = (how % 7, how / 7);
    let inside = |length: usize| (further % length as u64) as usize;
    match value {
        Value::Object(fields) if here > 0 && !fields.is_empty() => {
            let name = fields.keys().nth(inside(fields.len())).unwrap().clone();
            break_somewhere(&mut fields[&name], further / 5);
        }
        Value::Array(list) if here > 2 && !list.is_empty() => {
            let index = inside(list.len());
            break_somewhere(&mut list[index], further / 5);
        }
        Value::Array(list) if here > 0 => {
            let twice = list.clone();
            list.extend(twice);
        }
        Value::Array(list) => list.clear(),
        Value::String(text) => {
            *text = ["", "o1", "t1", "*", "x\u{0}y", "{{g0}}", "🐸"][further as usize % 7].to_owned();
        }
        Value::Number(number) => {
            let numbers = ["0", "-1", "1e-6", "1e300", "-0.5", "1000000000", "0.333333"];
            *number = serde_json::from_str(numbers[further as usize % 7]).unwrap();
        }
        Value::Bool(flag) => *flag = !*flag,
        other => *other = Value::Null,
    }
}
