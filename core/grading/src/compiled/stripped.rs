use crate::{GapKind, Interaction, Item, NumericKey, TextKey};

/// An item with all that marking goes by, and nothing that is only shown.
pub(super) fn stripped(item: &Item) -> Item {
    let mut interaction = item.interaction.clone();
    match &mut interaction {
        Interaction::Choice(question) => question.options.iter_mut().for_each(strip_choice),
        Interaction::MultipleChoice(question) => {
            question.options.iter_mut().chain(&mut question.none_apply).for_each(strip_choice);
        }
        Interaction::ShortText(question) => question.keys.iter_mut().for_each(strip_text),
        Interaction::Numeric(question) => question.keys.iter_mut().for_each(strip_number),
        Interaction::Cloze(question) => question.gaps.iter_mut().for_each(|gap| match &mut gap.kind {
            GapKind::Text(question) => question.keys.iter_mut().for_each(strip_text),
            GapKind::Numeric(question) => question.keys.iter_mut().for_each(strip_number),
            GapKind::Dropdown(list) => list.options.iter_mut().for_each(|option| option.text.clear()),
        }),
        Interaction::Matching(question) => {
            question.sources.iter_mut().chain(&mut question.targets).for_each(|entry| entry.text.clear());
        }
        Interaction::Ordering(question) => {
            question.entries.iter_mut().chain(&mut question.distractors).for_each(|entry| entry.text.clear());
        }
        Interaction::HotText(question) => question.phrases.iter_mut().for_each(strip_choice),
        _ => {}
    }
    Item::new(item.id.clone(), "", item.points, interaction)
}

fn strip_choice(option: &mut crate::Choice) {
    option.text.clear();
    option.explanation.clear();
}

fn strip_text(key: &mut TextKey) {
    key.feedback.clear();
}

fn strip_number(key: &mut NumericKey) {
    key.feedback.clear();
}
