//! Answers as an estimation needs them.

use super::{Responses, responses::ones};

/// The answers of those who were presented the same items.
#[derive(Debug)]
pub(super) struct Form {
    /// Ascending.
    pub(super) items: Vec<usize>,
    pub(super) groups: Vec<Group>,
}

/// How often an item was presented, and how often answered rightly.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Tally {
    pub(super) presented: f64,
    pub(super) right: f64,
}

/// Of so many items.
pub(super) fn tally(forms: &[Form], items: usize) -> Vec<Tally> {
    let mut tallies = vec![Tally::default(); items];
    for form in forms {
        let persons: f64 = form.groups.iter().map(|group| group.persons).sum();
        form.items.iter().for_each(|item| tallies[*item].presented += persons);
        for (item, persons) in form.groups.iter().flat_map(|group| &group.right) {
            tallies[*item].right += persons;
        }
    }
    tallies
}

/// Persons of whom the same is known.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) persons: f64,
    /// How many right answers each gave.
    pub(super) score: usize,
    /// Items, ascending, and how many of the persons answered them rightly.
    pub(super) right: Vec<(usize, f64)>,
}

impl Form {
    /// All answers by what was presented.
    pub(super) fn of(responses: &Responses, alike: Alike) -> Vec<Self> {
        let pattern = |(presented, right, persons)| Pattern { presented, right, persons: persons as f64 };
        let patterns: Vec<Pattern<'_>> = responses.counted().map(pattern).collect();
        let form = |patterns: &[Pattern<'_>]| {
            let items: Vec<usize> = patterns.first().map(|first| ones(first.presented).collect()).unwrap_or_default();
            Self { groups: alike.groups(&items, patterns), items }
        };
        patterns.chunk_by(|one, other| one.presented == other.presented).map(form).collect()
    }
}

impl Group {
    /// Those with the same answers.
    fn of(pattern: &Pattern<'_>) -> Self {
        let right: Vec<(usize, f64)> = ones(pattern.right).map(|item| (item, pattern.persons)).collect();
        Self { persons: pattern.persons, score: right.len(), right }
    }
}

/// The bits of what was presented and what was right, and how many persons have both.
struct Pattern<'a> {
    presented: &'a [u64],
    right: &'a [u64],
    persons: f64,
}

/// Who has answered so that no more is known of one's ability than of another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alike {
    /// Those with the same answers.
    Pattern,
    /// Those with as many right answers to the same items: enough where all items have the same discrimination.
    Score,
}

impl Alike {
    fn groups(self, items: &[usize], patterns: &[Pattern<'_>]) -> Vec<Group> {
        match self {
            Self::Pattern => patterns.iter().map(Group::of).collect(),
            Self::Score => by_score(items, patterns),
        }
    }
}

fn by_score(items: &[usize], patterns: &[Pattern<'_>]) -> Vec<Group> {
    let mut place = vec![0; items.last().map_or(0, |last| last + 1)];
    for (index, item) in items.iter().enumerate() {
        place[*item] = index;
    }
    let empty = |score| Group { persons: 0.0, score, right: items.iter().map(|item| (*item, 0.0)).collect() };
    let mut groups: Vec<Group> = (0..=items.len()).map(empty).collect();
    for pattern in patterns {
        let score: u32 = pattern.right.iter().map(|word| word.count_ones()).sum();
        let group = &mut groups[score as usize];
        group.persons += pattern.persons;
        for item in ones(pattern.right) {
            group.right[place[item]].1 += pattern.persons;
        }
    }
    groups.retain(|group| group.persons > 0.0);
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    type Found = Vec<(Vec<usize>, Vec<(usize, f64, Vec<(usize, f64)>)>)>;

    fn forms(alike: Alike) -> Vec<Form> {
        let patterns = serde_json::json!({"110-": 2, "011-": 3, "-110": 4, "0001": 5, "0100": 1});
        let responses = serde_json::from_value(serde_json::json!({"items": 4, "patterns": patterns})).unwrap();
        Form::of(&responses, alike)
    }

    fn found(alike: Alike) -> Found {
        let groups =
            |form: Form| form.groups.into_iter().map(|group| (group.score, group.persons, group.right)).collect();
        forms(alike).into_iter().map(|form| (form.items.clone(), groups(form))).collect()
    }

    #[test]
    fn each_pattern_is_a_group_of_its_own() {
        let expected: Found = vec![
            (vec![0, 1, 2], vec![(2, 2.0, vec![(0, 2.0), (1, 2.0)]), (2, 3.0, vec![(1, 3.0), (2, 3.0)])]),
            (vec![1, 2, 3], vec![(2, 4.0, vec![(1, 4.0), (2, 4.0)])]),
            (vec![0, 1, 2, 3], vec![(1, 1.0, vec![(1, 1.0)]), (1, 5.0, vec![(3, 5.0)])]),
        ];
        assert_eq!(found(Alike::Pattern), expected);
    }

    #[test]
    fn those_with_as_many_right_answers_are_counted_together() {
        let expected: Found = vec![
            (vec![0, 1, 2], vec![(2, 5.0, vec![(0, 2.0), (1, 5.0), (2, 3.0)])]),
            (vec![1, 2, 3], vec![(2, 4.0, vec![(1, 4.0), (2, 4.0), (3, 0.0)])]),
            (vec![0, 1, 2, 3], vec![(1, 6.0, vec![(0, 0.0), (1, 1.0), (2, 0.0), (3, 5.0)])]),
        ];
        assert_eq!(found(Alike::Score), expected);
    }

    #[test]
    fn each_item_is_counted_where_it_was_presented() {
        let expected = [(11.0, 2.0), (15.0, 10.0), (15.0, 7.0), (10.0, 5.0)];
        let expected = expected.map(|(presented, right)| Tally { presented, right });
        for alike in [Alike::Pattern, Alike::Score] {
            assert_eq!(tally(&forms(alike), 4), expected);
        }
    }
}
