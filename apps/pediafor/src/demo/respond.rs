//! What a student of some ability gives to a question.

use std::collections::BTreeMap;

use pediafor_grading::{
    Area, Cloze, Composite, Difficulty, Entry, Formula, Fraction, Gap, GapKind, Interaction, Item, Label, Likert,
    Matching, MultipleChoice, Numeric, Pair, Pin, Response, SelectPoint, ShortText, SingleChoice, Slider, Spot,
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
        Interaction::Composite(question) => Some(typed.parts(question, ability, item.difficulty, chance)),
        Interaction::Cloze(question) => Some(typed.fill(question, ability, item.difficulty, chance)),
        interaction => typed.answer(interaction, knows, chance),
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

fn arrange<'e>(entries: impl Iterator<Item = &'e String>, knows: bool, chance: &mut Chance) -> Vec<String> {
    let mut order: Vec<String> = entries.cloned().collect();
    if !knows && order.len() > 1 {
        let first = chance.below(order.len() - 1);
        order.swap(first, first + 1);
        if chance.happens(0.5) {
            let moved = order.remove(chance.below(order.len()));
            order.insert(chance.below(order.len() + 1), moved);
        }
    }
    order
}

/// Labels to gaps, each with its keys and its group.
fn label<'g>(
    gaps: impl Iterator<Item = (&'g String, &'g Vec<String>, Option<&'g String>)>,
    labels: &[Label],
    knows: bool,
    chance: &mut Chance,
) -> BTreeMap<String, String> {
    let gaps: Vec<_> = gaps.collect();
    let keys = gaps.iter().filter_map(|(gap, keys, _)| Some(((*gap).clone(), keys.first()?.clone())));
    let mut given: BTreeMap<String, String> = keys.collect();
    if let Some((gap, keys, group)) = chance.pick(&gaps).filter(|_| !knows) {
        let left = |label: &&Label| label.group.as_ref() == *group && !given.values().any(|used| *used == label.id);
        let others: Vec<_> = labels.iter().filter(left).filter(|label| !keys.contains(&label.id)).collect();
        match chance.pick(&others) {
            Some(other) => given.insert((*gap).clone(), other.id.clone()),
            None => given.remove(*gap),
        };
    }
    given
}

fn point_out<'a>(
    shown: impl Iterator<Item = &'a String>,
    keys: &[String],
    knows: bool,
    chance: &mut Chance,
) -> Vec<String> {
    let mut chosen = keys.to_vec();
    let others = shown.filter(|id| !keys.contains(*id));
    if let Some(other) = chance.pick(&others.collect::<Vec<_>>()).filter(|_| !knows && !chosen.is_empty()) {
        let one = chance.below(chosen.len());
        chosen[one] = (*other).clone();
    }
    chosen
}

fn pin(question: &SelectPoint, knows: bool, chance: &mut Chance) -> Response {
    let pins = question.areas.iter().map(|area| {
        let Spot { x, y } = middle(&area.area);
        Pin { x, y, label: area.label.clone() }
    });
    let mut points: Vec<Pin> = pins.collect();
    if !knows && !points.is_empty() {
        let one = chance.below(points.len());
        points[one].x = i32::try_from(chance.below(question.image.width as usize)).unwrap_or_default();
        points[one].y = i32::try_from(chance.below(question.image.height as usize)).unwrap_or_default();
    }
    Response::SelectPoint { points }
}

/// The middle of an area, which is inside of each that the demo has.
pub(super) fn middle(area: &Area) -> Spot {
    match area {
        Area::Circle { center, .. } | Area::Ellipse { center, .. } => *center,
        Area::Rectangle { from, to } => Spot::new(i32::midpoint(from.x, to.x), i32::midpoint(from.y, to.y)),
        Area::Polygon { corners } => {
            let mean = |side: fn(&Spot) -> i32| {
                let sum: i64 = corners.iter().map(|corner| i64::from(side(corner))).sum();
                sum.checked_div(corners.len() as i64).and_then(|mean| i32::try_from(mean).ok()).unwrap_or_default()
            };
            Spot::new(mean(|corner| corner.x), mean(|corner| corner.y))
        }
    }
}

fn rate(question: &Likert, chance: &mut Chance) -> Response {
    let ratings = question.statements.iter().filter_map(|statement| {
        let place = chance.pick(&question.scale)?;
        Some((statement.id.clone(), place.id.clone()))
    });
    Response::Likert { ratings: ratings.collect() }
}

/// Answers that are typed, to one item.
struct Typed<'a> {
    answers: &'a Answers,
    item: &'a str,
}

impl Typed<'_> {
    /// An answer as a whole, right or wrong; `None` to what is answered by parts, or marked by hand.
    fn answer(&self, interaction: &Interaction, knows: bool, chance: &mut Chance) -> Option<Response> {
        Some(match interaction {
            Interaction::Choice(question) => choose(question, knows, chance),
            Interaction::MultipleChoice(question) => tick(question, knows, chance),
            Interaction::TrueFalse(question) => Response::true_false(question.key == knows),
            Interaction::ShortText(question) => Response::short_text(self.text("", question, knows, chance)?),
            Interaction::Numeric(question) => Response::numeric(self.number("", question, knows, chance)?),
            Interaction::Matching(question) => pair(question, knows, chance),
            Interaction::Ordering(question) => {
                let entries = question.entries.iter().map(|entry| &entry.id);
                Response::Ordering { order: arrange(entries, knows, chance) }
            }
            Interaction::GraphicOrder(question) => {
                let entries = question.entries.iter().map(|entry| &entry.id);
                Response::GraphicOrder { order: arrange(entries, knows, chance) }
            }
            Interaction::GapMatch(question) => {
                let gaps = question.gaps.iter().map(|gap| (&gap.id, &gap.keys, gap.group.as_ref()));
                Response::GapMatch { gaps: label(gaps, &question.labels, knows, chance) }
            }
            Interaction::GraphicGapMatch(question) => {
                let gaps = question.gaps.iter().map(|gap| (&gap.id, &gap.keys, gap.group.as_ref()));
                Response::GraphicGapMatch { gaps: label(gaps, &question.labels, knows, chance) }
            }
            Interaction::Hotspot(question) => {
                let areas = question.areas.iter().map(|area| &area.id);
                Response::Hotspot { chosen: point_out(areas, &question.keys, knows, chance) }
            }
            Interaction::HotText(question) => {
                let phrases = question.phrases.iter().map(|phrase| &phrase.id);
                Response::HotText { chosen: point_out(phrases, &question.keys, knows, chance) }
            }
            Interaction::SelectPoint(question) => pin(question, knows, chance),
            Interaction::Slider(question) => self.position(question, knows, chance)?,
            Interaction::Likert(question) => rate(question, chance),
            Interaction::Formula(question) => Response::formula(self.formula(question, knows, chance)?),
            Interaction::Cloze(_) | Interaction::Composite(_) | Interaction::Essay(_) | Interaction::FileUpload(_) => {
                return None;
            }
        })
    }

    /// Each part is known or not by itself.
    fn parts(&self, question: &Composite, ability: f64, difficulty: Difficulty, chance: &mut Chance) -> Response {
        let parts = question.parts.iter().filter_map(|part| {
            let place = format!("{}/{}", self.item, part.id);
            let typed = Typed { answers: self.answers, item: &place };
            let knows = chance.happens(probability(ability, difficulty));
            let response = match &part.interaction {
                Interaction::Cloze(question) => typed.fill(question, ability, difficulty, chance),
                interaction => typed.answer(interaction, knows, chance)?,
            };
            Some((part.id.clone(), response))
        });
        Response::Composite { parts: parts.collect() }
    }

    fn position(&self, question: &Slider, knows: bool, chance: &mut Chance) -> Option<Response> {
        let keys = question.keys.iter().map(|key| (key.value.to_string(), key.fraction));
        let position = self.pick("", knows, &keys.collect::<Vec<_>>(), chance)?;
        Some(Response::slider(position.parse().ok()?))
    }

    fn formula(&self, question: &Formula, knows: bool, chance: &mut Chance) -> Option<String> {
        let keys = question.keys.iter().map(|key| (key.expression.clone(), key.fraction));
        self.pick("", knows, &keys.collect::<Vec<_>>(), chance)
    }

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
