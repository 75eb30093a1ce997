//! What a student of some ability gives to a question.

use std::collections::BTreeMap;

use pediafor_grading::{
    Cloze, Difficulty, Entry, Fraction, Gap, GapKind, Interaction, Item, Matching, MultipleChoice, Numeric, Pair,
    Response, ShortText, SingleChoice,
};

use super::{chance::Chance, data::Answers};

/// How often a student leaves out what they do not know.
const LEFT_OUT: f64 = 0.1;
/// The same where a wrong answer costs points.
const LEFT_OUT_WHERE_IT_COSTS: f64 = 0.35;

/// A student's answer to everything that is not marked by hand; `None` where they leave it out.
///
/// `ability` is from 0 to 1 and is about the probability of a right answer to a question of medium difficulty.
pub(crate) fn respond(item: &Item, answers: &Answers, ability: f64, chance: &mut Chance) -> Option<Response> {
    let knows = chance.happens(probability(ability, item.difficulty));
    let left_out = if item.minimum().is_negative() { LEFT_OUT_WHERE_IT_COSTS } else { LEFT_OUT };
    if !knows && chance.happens(left_out) {
        return None;
    }
    let typed = Typed { answers, item: &item.id };
    match &item.interaction {
        Interaction::Choice(question) => Some(choose(question, knows, chance)),
        Interaction::MultipleChoice(question) => Some(tick(question, knows, chance)),
        Interaction::TrueFalse(question) => Some(Response::true_false(question.key == knows)),
        Interaction::ShortText(question) => typed.text("", question, knows, chance).map(Response::short_text),
        Interaction::Numeric(question) => typed.number("", question, knows, chance).map(Response::numeric),
        Interaction::Cloze(question) => Some(typed.fill(question, ability, item.difficulty, chance)),
        Interaction::Matching(question) => Some(pair(question, knows, chance)),
        Interaction::Ordering(question) => Some(arrange(&question.entries, knows, chance)),
        Interaction::Essay(_) | Interaction::FileUpload(_) => None,
    }
}

fn probability(ability: f64, difficulty: Difficulty) -> f64 {
    let easier = match difficulty {
        Difficulty::Easy => 0.15,
        Difficulty::Medium => 0.0,
        Difficulty::Hard => -0.15,
        Difficulty::Expert => -0.25,
    };
    (ability + easier).clamp(0.03, 0.98)
}

fn choose(question: &SingleChoice, knows: bool, chance: &mut Chance) -> Response {
    let others: Vec<_> = question.options.iter().filter(|option| option.id != question.key).collect();
    match chance.pick(&others) {
        Some(other) if !knows => Response::choice(&other.id),
        _ => Response::choice(&question.key),
    }
}

fn tick(question: &MultipleChoice, knows: bool, chance: &mut Chance) -> Response {
    let mut chosen = question.keys.clone();
    if !knows {
        let others = question.options.iter().map(|option| &option.id).filter(|id| !question.keys.contains(*id));
        let others: Vec<_> = others.collect();
        let adds = chance.happens(0.6);
        if chosen.len() > 1 || adds {
            chosen.remove(chance.below(chosen.len()));
        }
        if let Some(other) = chance.pick(&others)
            && (adds || chosen.is_empty())
        {
            chosen.push((*other).clone());
        }
    }
    Response::multiple_choice(chosen)
}

fn pair(question: &Matching, knows: bool, chance: &mut Chance) -> Response {
    let mut pairs: Vec<Pair> = question.pairs.clone();
    if !knows && !pairs.is_empty() {
        let (one, step) = (chance.below(pairs.len()), 1 + chance.below(pairs.len() - 1));
        let other = (one + step) % pairs.len();
        let target = pairs[one].target.clone();
        pairs[one].target = pairs[other].target.clone();
        let left_over = question.targets.iter().find(|entry| question.pairs.iter().all(|pair| pair.target != entry.id));
        pairs[other].target = match left_over {
            Some(entry) if chance.happens(0.4) => entry.id.clone(),
            _ => target,
        };
    }
    Response::Matching { pairs }
}

fn arrange(entries: &[Entry], knows: bool, chance: &mut Chance) -> Response {
    let mut order: Vec<String> = entries.iter().map(|entry| entry.id.clone()).collect();
    if !knows && order.len() > 1 {
        let first = chance.below(order.len() - 1);
        order.swap(first, first + 1);
        if chance.happens(0.5) {
            let moved = order.remove(chance.below(order.len()));
            order.insert(chance.below(order.len() + 1), moved);
        }
    }
    Response::Ordering { order }
}

/// Answers that are typed, to one item.
struct Typed<'a> {
    answers: &'a Answers,
    item: &'a str,
}

impl Typed<'_> {
    fn list<'l>(&self, lists: &'l BTreeMap<String, Vec<String>>, gap: &str) -> &'l [String] {
        let list = if gap.is_empty() { lists.get(self.item) } else { lists.get(&format!("{}/{gap}", self.item)) };
        list.map_or(&[], Vec::as_slice)
    }

    /// One of the listed ways to type it, or else one of the keys.
    fn pick(&self, gap: &str, knows: bool, keys: &[(String, Fraction)], chance: &mut Chance) -> Option<String> {
        let listed = self.list(if knows { &self.answers.rights } else { &self.answers.slips }, gap);
        if let Some(text) = chance.pick(listed) {
            return Some(text.clone());
        }
        let keys: Vec<_> = keys.iter().filter(|(_, fraction)| (*fraction == Fraction::ONE) == knows).collect();
        chance.pick(&keys).map(|(text, _)| text.clone())
    }

    fn text(&self, gap: &str, question: &ShortText, knows: bool, chance: &mut Chance) -> Option<String> {
        let keys = question.keys.iter().map(|key| (key.text.replace('*', ""), key.fraction));
        self.pick(gap, knows, &keys.collect::<Vec<_>>(), chance)
    }

    fn number(&self, gap: &str, question: &Numeric, knows: bool, chance: &mut Chance) -> Option<String> {
        let keys = question.keys.iter().map(|key| (key.value.to_string(), key.fraction));
        self.pick(gap, knows, &keys.collect::<Vec<_>>(), chance)
    }

    fn fill(&self, question: &Cloze, ability: f64, difficulty: Difficulty, chance: &mut Chance) -> Response {
        let gaps = question.gaps.iter().filter_map(|Gap { id, kind, .. }| {
            let knows = chance.happens(probability(ability, difficulty));
            let text = match kind {
                GapKind::Text(question) => self.text(id, question, knows, chance),
                GapKind::Numeric(question) => self.number(id, question, knows, chance),
                GapKind::Dropdown(list) => {
                    let fits = |entry: &&Entry| (entry.id == list.key) == knows;
                    let options: Vec<_> = list.options.iter().filter(fits).collect();
                    chance.pick(&options).map(|entry| entry.id.clone())
                }
            };
            text.map(|text| (id.clone(), text))
        });
        Response::Cloze { gaps: gaps.collect() }
    }
}
