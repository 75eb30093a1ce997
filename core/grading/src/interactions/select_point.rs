use serde::{Deserialize, Serialize};

use crate::{
    Area, BlindGuess, FindingCode, Image, PartOutcome, Pin, Points, Spot, limits,
    lint::{self, Report},
    mark::{Assessed, Earned},
    number::Ratio,
    order,
    rules::select_point::{AreaChance, Chances, Hits, SelectPointRule},
};

/// Points are set on a picture whose areas are not shown, with or without labels on them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SelectPoint {
    /// What points are set on.
    pub image: Image,
    /// The key: where points are looked for. Where areas overlap, a point is in each of them.
    pub areas: Vec<PointArea>,
    /// What points may carry; none where nothing is stated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<PointLabel>,
    /// How many points may be set at most.
    pub most: u32,
    /// How it is scored; by default each area with a point earns its share.
    #[serde(default)]
    pub scoring: SelectPointRule,
}

/// An area in which points are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PointArea {
    /// Names it within the item; no paper shows it.
    pub id: String,
    /// Where it is.
    pub area: Area,
    /// The id of the label that a point in it must carry; any, or none, where nothing is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What is there, shown to those who found it, where feedback is shown.
    #[serde(default)]
    pub explanation: String,
}

/// A label that points may carry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PointLabel {
    /// Names it within the item.
    pub id: String,
    /// What is shown, in Markdown.
    pub text: String,
    /// How many points may carry it; one where nothing is stated.
    #[serde(default = "once")]
    pub uses: u32,
}

/// A [`SelectPoint`] as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperSelectPoint {
    /// What points are set on.
    pub image: Image,
    /// What they may carry, in an order that says nothing about the key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<PaperPointLabel>,
    /// How many may be set at most.
    pub most: u32,
}

/// A label that points may carry, as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperPointLabel {
    /// Names it within the item.
    pub id: String,
    /// What is shown, in Markdown.
    pub text: String,
    /// How many points may carry it.
    pub uses: u32,
}

impl From<&PointLabel> for PaperPointLabel {
    fn from(label: &PointLabel) -> Self {
        Self { id: label.id.clone(), text: label.text.clone(), uses: label.uses }
    }
}

const fn once() -> u32 {
    1
}

impl PointArea {
    /// This area under this id, for points with any label or none.
    pub fn new(id: impl Into<String>, area: Area) -> Self {
        Self { id: id.into(), area, label: None, explanation: String::new() }
    }

    /// For points with this label alone.
    #[must_use]
    pub fn labelled(self, label: impl Into<String>) -> Self {
        Self { label: Some(label.into()), ..self }
    }

    /// Whether a point counts as in it: where it is, and what it carries.
    pub(crate) fn takes(&self, spot: Spot, label: Option<&str>) -> bool {
        self.takes_label(label) && self.area.contains(spot)
    }

    pub(crate) fn takes_label(&self, label: Option<&str>) -> bool {
        self.label.is_none() || self.label.as_deref() == label
    }

    fn takes_pin(&self, pin: &Pin) -> bool {
        self.takes(pin.spot(), pin.label.as_deref())
    }

    /// A point that is in it.
    fn key(&self) -> Pin {
        let spot = self.area.inside();
        Pin { label: self.label.clone(), ..Pin::new(spot.x, spot.y) }
    }

    /// Whether one point can be in both.
    fn may_share(&self, other: &Self) -> bool {
        let agree = self.label.is_none() || other.label.is_none() || self.label == other.label;
        agree && self.area.may_meet(&other.area)
    }
}

impl PointLabel {
    /// This text under this id, for one point.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self { id: id.into(), text: text.into(), uses: 1 }
    }
}

impl SelectPoint {
    pub(crate) fn to_paper(&self, item: &str) -> PaperSelectPoint {
        PaperSelectPoint {
            image: self.image.clone(),
            labels: order::without_a_hint(item, &self.labels),
            most: self.most,
        }
    }

    /// The least that a response can earn.
    pub(crate) fn least(&self) -> Ratio {
        self.scoring.scoring().least(self.most.min(limits::PINS) as usize)
    }

    /// As many points as may be, each on any pixel with the same chance; labels in turn, each as often as it may be used.
    /// Beyond its bounds, which lint tells, nothing is reckoned.
    pub(crate) fn blind_guess(&self) -> BlindGuess {
        let many = self.areas.len() > limits::AREAS || self.labels.len() > limits::OPTIONS || self.most > limits::PINS;
        if many || self.areas.is_empty() || !self.image.is_bounded() {
            return BlindGuess::NOTHING;
        }
        let pixels = self.image.pixels() as f64;
        let chance = |area: &PointArea| area.area.pixels(&self.image) as f64 / pixels;
        let areas = self.areas.iter().map(|area| AreaChance { area, chance: chance(area) });
        let chances = Chances {
            image: &self.image,
            areas: areas.collect(),
            points: self.guessed_labels(),
            apart: apart(self.areas.iter()) == self.areas.len(),
        };
        self.scoring.scoring().blind_guess(&chances)
    }

    /// The label of each point that is guessed: all once, then those again that may be used again, until there are enough.
    fn guessed_labels(&self) -> Vec<Option<&str>> {
        let most = self.most.min(limits::PINS) as usize;
        if self.labels.is_empty() {
            return vec![None; most];
        }
        let again = |round: u32| {
            self.labels.iter().filter(move |label| label.uses >= round).map(|label| Some(label.id.as_str()))
        };
        (1..=limits::PINS).flat_map(again).take(most).collect()
    }

    pub(crate) fn lint(&self, report: &mut Report) {
        report.within("image", |report| self.image.lint(report));
        report.within("areas", |report| self.lint_areas(report));
        report.within("labels", |report| {
            lint::more_entries(&self.labels, &[], report);
            for (index, label) in self.labels.iter().enumerate().take(limits::OPTIONS) {
                report.within(index, |report| report.within("uses", |report| self.lint_uses(label, report)));
            }
        });
        report.within("most", |report| {
            if !(1..=limits::PINS).contains(&self.most) {
                report.error(FindingCode::OutOfRange, format!("1 to {} points may be set", limits::PINS));
            } else if apart(self.areas.iter()) > self.most as usize {
                report.error(FindingCode::UnreachableMaximum, "more points are needed than may be set");
            }
        });
        report.within("scoring", |report| self.scoring.scoring().lint(self, report));
    }

    fn lint_areas(&self, report: &mut Report) {
        if self.areas.is_empty() {
            report.error(FindingCode::NoKey, "there is no area to find");
        }
        lint::at_most(&self.areas, limits::AREAS, report);
        let labels = lint::ids(&self.labels);
        let mut seen = std::collections::HashMap::new();
        for (index, area) in self.areas.iter().enumerate().take(limits::AREAS) {
            report.within(index, |report| {
                report.within("id", |report| {
                    lint::id(&area.id, report);
                    if let Some(earlier) = seen.insert(area.id.as_str(), index) {
                        report.error(FindingCode::DuplicateId, format!("the area at {earlier} has the same id"));
                    }
                });
                report.within("area", |report| area.area.lint(&self.image, report));
                if let Some(label) = &area.label
                    && !labels.contains(label.as_str())
                {
                    report.error_at("label", FindingCode::UnknownId, format!("there is no label {label:?}"));
                }
                report.within("explanation", |report| lint::short(&area.explanation, limits::TEXT_CHARS, report));
            });
        }
    }

    fn lint_uses(&self, label: &PointLabel, report: &mut Report) {
        if !(1..=limits::PINS).contains(&label.uses) {
            report.error(FindingCode::OutOfRange, format!("a label is used 1 to {} times", limits::PINS));
        } else if apart(self.areas.iter().filter(|area| area.label.as_ref() == Some(&label.id))) > label.uses as usize {
            report.error(FindingCode::UnreachableMaximum, "more areas take this label than may have it");
        }
    }

    pub(crate) fn assess(&self, pins: &[Pin], points: Points) -> Assessed {
        let found: Vec<Vec<&Pin>> =
            self.areas.iter().map(|area| pins.iter().filter(|pin| area.takes_pin(pin)).collect()).collect();
        let mut astray: Vec<&Pin> =
            pins.iter().filter(|pin| !self.areas.iter().any(|area| area.takes_pin(pin))).collect();
        astray.sort_unstable();
        let ids = self.areas.iter().map(|area| area.id.as_str());
        let hits = Hits {
            areas: ids.zip(found.iter().map(|found| !found.is_empty())).collect(),
            astray: astray.len(),
            points: pins.len(),
        };
        let judgement = self.scoring.scoring().judge(&hits);
        let areas = self.areas.iter().zip(found).map(|(area, found)| {
            let hit = !found.is_empty();
            let part = PartOutcome::new(&area.id, written(found).as_deref(), Some(&area.key().to_string()));
            part.judged(Some(hit)).saying(if hit { &area.explanation } else { "" })
        });
        let astray = astray.iter().map(|pin| PartOutcome::new("", Some(&pin.to_string()), None));
        let parts = areas.chain(astray).enumerate().map(|(index, part)| match judgement.shares.get(index) {
            Some(share) => part.earning(*share, points),
            None => part,
        });
        Assessed { earned: Earned::Fraction(judgement.fraction), parts: parts.collect(), shares: judgement.shares }
    }
}

/// How many points at least it takes to be in all of these areas: some of them of which no two can share one.
fn apart<'a>(areas: impl Iterator<Item = &'a PointArea>) -> usize {
    let mut apart: Vec<&PointArea> = Vec::new();
    for area in areas.take(limits::AREAS) {
        if !apart.iter().any(|other| other.may_share(area)) {
            apart.push(area);
        }
    }
    apart.len()
}

/// The points of one area, in an order of their own; nothing where there is none.
fn written(mut pins: Vec<&Pin>) -> Option<String> {
    pins.sort_unstable();
    let pins: Vec<String> = pins.iter().map(ToString::to_string).collect();
    (!pins.is_empty()).then(|| pins.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Interaction, Item, Response, Verdict, mark};

    fn question(areas: Vec<PointArea>) -> Item {
        let image = Image { source: "map".into(), width: 400, height: 400, text: "A map".into() };
        let labels = vec![PointLabel::new("x", "X"), PointLabel { uses: 2, ..PointLabel::new("y", "Y") }];
        let question = SelectPoint { image, areas, labels, most: 4, scoring: SelectPointRule::default() };
        Item::new("q", "?", Points::whole(6), Interaction::SelectPoint(question))
    }

    fn spot(x: i32, y: i32) -> Spot {
        Spot::new(x, y)
    }

    /// What QTI's `mapResponsePoint` makes of areas that are worth 1, 2 and 3.
    #[test]
    fn a_point_counts_for_each_area_that_it_is_in() {
        let corners = vec![spot(0, 8), spot(7, 4), spot(2, 2), spot(8, -4), spot(-2, 1)];
        let mut item = question(vec![
            PointArea::new("one", Area::Rectangle { from: spot(0, 0), to: spot(20, 10) }),
            PointArea::new("two", Area::Polygon { corners }),
            PointArea::new("three", Area::Circle { center: spot(5, 5), radius: 5 }),
        ]);
        if let Interaction::SelectPoint(question) = &mut item.interaction {
            question.scoring =
                serde_json::from_str(r#"{"rule": "each_area", "weights": {"two": 2, "three": 3}}"#).unwrap();
        }
        for (points, expected) in [
            (&[(1, 1)][..], 3),
            (&[(3, 3)], 6),
            (&[(19, 9)], 1),
            (&[(1, 1), (3, 3)], 6),
            (&[(25, 25)], 0),
            (&[(-1, -1), (21, 20)], 0),
        ] {
            let pins = points.iter().map(|(x, y)| Pin::new(*x, *y));
            assert_eq!(mark(&item, Some(&Response::select_point(pins))).points, Points::whole(expected), "{points:?}");
        }
    }

    #[test]
    fn a_point_must_carry_the_label_that_its_area_takes() {
        let circle = |x: i32| Area::Circle { center: spot(x, 50), radius: 10 };
        let item = question(vec![
            PointArea { explanation: "Here.".into(), ..PointArea::new("a", circle(50)).labelled("x") },
            PointArea::new("b", circle(100)).labelled("y"),
            PointArea::new("c", circle(150)),
        ]);
        let parts = |pins: &[Pin]| {
            let outcome = mark(&item, Some(&Response::select_point(pins.iter().cloned())));
            assert_ne!(outcome.verdict, Verdict::InvalidResponse, "{outcome:?}");
            let given = |part: &PartOutcome| format!("{}:{}", part.part, part.given.as_deref().unwrap_or("-"));
            (outcome.points, outcome.parts.iter().map(given).collect::<Vec<_>>())
        };
        let pin = |x: i32, label: &str| Pin::new(x, 50).labelled(label);
        for (pins, expected, given) in [
            (vec![pin(60, "x"), pin(100, "y"), pin(150, "y")], 6, vec!["a:x 60,50", "b:y 100,50", "c:y 150,50"]),
            (
                vec![pin(50, "y"), pin(100, "x"), Pin::new(150, 60)],
                2,
                vec!["a:-", "b:-", "c:150,60", ":y 50,50", ":x 100,50"],
            ),
            (
                vec![Pin::new(50, 50), pin(100, "y"), pin(95, "y")],
                2,
                vec!["a:-", "b:y 95,50; y 100,50", "c:-", ":50,50"],
            ),
            (vec![pin(61, "x")], 0, vec!["a:-", "b:-", "c:-", ":x 61,50"]),
        ] {
            assert_eq!(
                parts(&pins),
                (Points::whole(expected), given.into_iter().map(str::to_owned).collect()),
                "{pins:?}"
            );
        }
        let said = |x: i32| mark(&item, Some(&Response::select_point([pin(x, "x")]))).parts[0].feedback.clone();
        assert_eq!((said(50), said(200)), ("Here.".to_owned(), String::new()));
        let unanswered = mark(&item, None);
        assert_eq!(unanswered.parts[1].expected.as_deref(), Some("y 100,50"));
    }
}
