//! What is marked by hand: essays and files, as good as their authors, and what a teacher makes of them.

use pediafor_grading::{Item, Points};

use super::{
    chance::Chance,
    data::{EssayParts, FileParts, Level},
    document,
};

/// A file to upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// What a teacher gives to a piece of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HandMark {
    pub(crate) points: Points,
    pub(crate) comment: String,
}

impl Level {
    /// How good a student's work turns out this time.
    pub(crate) fn drawn(ability: f64, chance: &mut Chance) -> Self {
        match ability + chance.between(-0.08, 0.08) {
            turned_out if turned_out < 0.55 => Self::Weak,
            turned_out if turned_out < 0.8 => Self::Middling,
            _ => Self::Strong,
        }
    }
}

impl EssayParts {
    /// The essay number `number` of this level, from 0. Two numbers give the same text only when all combinations are
    /// used up.
    pub(crate) fn essay(&self, level: Level, number: usize) -> String {
        let parts = self.levels.of(level);
        let (begin, rest) = turn(&parts.beginnings, number);
        let (left_out, rest) = (rest % parts.middles.len().max(1), rest / parts.middles.len().max(1));
        let (end, _) = turn(&parts.ends, rest);
        // Those beginning at `left_out`, and then in their order, because a later one may build on an earlier one.
        let mut middles: Vec<_> =
            (0..self.paragraphs.min(parts.middles.len())).map(|at| (left_out + at) % parts.middles.len()).collect();
        middles.sort_unstable();
        let middles = middles.into_iter().map(|at| parts.middles[at].as_str());
        begin.into_iter().chain(middles).chain(end).collect::<Vec<_>>().join("\n\n")
    }

    /// What a teacher makes of an essay of this level.
    pub(crate) fn mark(&self, item: &Item, level: Level, chance: &mut Chance) -> HandMark {
        let parts = self.levels.of(level);
        let [least, most] = parts.share;
        let points = half_points(item, chance.between(least, most));
        HandMark { points, comment: chance.pick(&parts.comments).cloned().unwrap_or_default() }
    }
}

/// The entry that is `number`'s turn, and what is left of the number for others.
fn turn(list: &[String], number: usize) -> (Option<&str>, usize) {
    let count = list.len().max(1);
    (list.get(number % count).map(String::as_str), number / count)
}

impl FileParts {
    /// A file of this level, of one of the kinds that the item takes.
    pub(crate) fn file(&self, media_types: &[String], level: Level, chance: &mut Chance) -> File {
        let takes = |media_type: &str| media_types.is_empty() || media_types.iter().any(|taken| taken == media_type);
        let count = match level {
            Level::Weak => self.lines.len().div_ceil(3),
            Level::Middling => self.lines.len().div_ceil(2),
            Level::Strong => self.lines.len(),
        };
        let mut lines: Vec<&str> = self.lines.iter().map(String::as_str).collect();
        while lines.len() > count {
            lines.remove(chance.below(lines.len()));
        }
        let stem = self.title.to_lowercase().replace([' ', ','], "-").replace("--", "-");
        let (extension, bytes) = match level {
            Level::Strong | Level::Middling if takes("image/png") && chance.happens(0.4) => {
                ("png", document::drawing(&lines))
            }
            Level::Strong | Level::Middling if takes("application/pdf") => ("pdf", document::pdf(&self.title, &lines)),
            _ => ("txt", document::text(&self.title, &lines)),
        };
        File { name: format!("{stem}.{extension}"), bytes }
    }

    /// What a teacher makes of a file of this level.
    pub(crate) fn mark(&self, item: &Item, level: Level, chance: &mut Chance) -> HandMark {
        let (least, most) = match level {
            Level::Weak => (0.2, 0.45),
            Level::Middling => (0.55, 0.8),
            Level::Strong => (0.85, 1.0),
        };
        let points = half_points(item, chance.between(least, most));
        HandMark { points, comment: chance.pick(self.comments.of(level)).cloned().unwrap_or_default() }
    }
}

/// This share of the item's points, in halves.
fn half_points(item: &Item, share: f64) -> Points {
    const HALF: i64 = 500_000;
    let halves = (item.points.millionths() as f64 * share / HALF as f64).round() as i64;
    Points::from_millionths(halves.saturating_mul(HALF).clamp(0, item.points.millionths()))
}
