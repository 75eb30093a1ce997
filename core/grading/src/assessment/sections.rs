use crate::{Floor, Outcome, Points, Total, Verdict, number::Ratio};

/// What a section earned, and how much it weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SectionScore {
    /// What was earned and what could be.
    pub total: Total,
    /// How much it weighs beside the other sections; zero where it does not count.
    pub weight: u32,
}

/// The best k of some outcomes: those that earned most. \[best k of n\]
///
/// What could be earned is the sum of the k greatest maxima, whichever are kept, so that who answers only what earns less
/// gains nothing by it. While an outcome waits for a person the total waits too: it may be among the best.
///
/// ```
/// use pediafor_grading::{Item, Points, Response, assessment::best_of, mark};
///
/// let item: Item = serde_json::from_str(
///     r#"{"id": "q", "body": "?", "points": 5, "interaction": {"type": "true_false", "key": true}}"#,
/// )?;
/// let outcomes = [true, false, true].map(|value| mark(&item, Some(&Response::true_false(value))));
/// let total = best_of(2, &outcomes);
/// assert_eq!((total.points, total.maximum), (Points::whole(10), Points::whole(10)));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn best_of<'a>(k: usize, outcomes: impl IntoIterator<Item = &'a Outcome>) -> Total {
    let outcomes: Vec<_> = outcomes.into_iter().collect();
    let greatest = |of: fn(&Outcome) -> Points| {
        let mut list: Vec<Points> = outcomes.iter().map(|outcome| of(outcome)).collect();
        list.sort_unstable_by(|left, right| right.cmp(left));
        list.truncate(k);
        sum(&list)
    };
    Total {
        points: greatest(|outcome| outcome.points),
        maximum: greatest(|outcome| outcome.maximum),
        awaiting_human: outcomes.iter().filter(|outcome| outcome.verdict == Verdict::NeedsHuman).count(),
    }
}

/// Σ wᵢ · (pointsᵢ / maximumᵢ) / Σ wᵢ of `maximum`: each section counts by its weight, however many points are in it.
///
/// A section in which nothing could be earned does not count. The sum is rounded once per section, to a millionth of a point.
///
/// ```
/// use pediafor_grading::{Floor, Points, Total, assessment::{SectionScore, weighted}};
///
/// let section = |points, maximum, weight| SectionScore {
///     total: Total { points: Points::whole(points), maximum: Points::whole(maximum), awaiting_human: 0 },
///     weight,
/// };
/// let total = weighted(&[section(5, 10, 3), section(40, 40, 1)], Points::whole(100), Floor::None);
/// assert_eq!(total.points.to_string(), "62.5");
/// ```
#[must_use]
pub fn weighted(sections: &[SectionScore], maximum: Points, floor: Floor) -> Total {
    let counting = || sections.iter().filter(|section| section.weight > 0 && section.total.maximum.is_positive());
    let weights: i128 = counting().map(|section| i128::from(section.weight)).sum();
    let shares: Vec<Points> = counting()
        .map(|section| {
            let earned = i128::from(section.total.points.millionths()) * i128::from(section.weight);
            Ratio::new(earned, i128::from(section.total.maximum.millionths()) * weights).of(maximum)
        })
        .collect();
    let points = match floor {
        Floor::None => sum(&shares),
        Floor::Zero => sum(&shares).max(Points::ZERO),
    };
    let awaiting_human = sections.iter().map(|section| section.total.awaiting_human).sum();
    let maximum = if shares.is_empty() { Points::ZERO } else { maximum };
    Total { points, maximum, awaiting_human }
}

fn sum(list: &[Points]) -> Points {
    let sum: i128 = list.iter().map(|points| i128::from(points.millionths())).sum();
    Points::from_millionths(sum.clamp(i64::MIN.into(), i64::MAX.into()) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome((points, maximum): (i32, i32), verdict: Verdict) -> Outcome {
        Outcome {
            item: "q".into(),
            points: Points::whole(points),
            maximum: Points::whole(maximum),
            verdict,
            rule: "standard".into(),
            parts: Vec::new(),
            feedback: String::new(),
            invalid: None,
        }
    }

    #[test]
    fn the_best_are_kept_and_the_greatest_could_have_been_earned() {
        for (k, list, points, maximum) in [
            (2, &[(2, 5), (5, 5), (4, 5)][..], 9, 10),
            (3, &[(2, 5), (5, 5), (4, 5)], 11, 15),
            (9, &[(2, 5), (5, 5)], 7, 10),
            (0, &[(2, 5)], 0, 0),
            (1, &[(2, 2), (1, 10)], 2, 10),
            (2, &[(-1, 5), (-3, 5), (0, 5)], -1, 10),
            (1, &[], 0, 0),
        ] {
            let outcomes: Vec<_> = list.iter().map(|mark| outcome(*mark, Verdict::Partial)).collect();
            let total = best_of(k, &outcomes);
            assert_eq!(
                (total.points, total.maximum),
                (Points::whole(points), Points::whole(maximum)),
                "{k} of {list:?}"
            );
            assert!(total.is_final());
        }
        let waiting = [outcome((5, 5), Verdict::Correct), outcome((0, 5), Verdict::NeedsHuman)];
        assert!(!best_of(1, &waiting).is_final());
    }

    #[test]
    fn sections_count_by_their_weights() {
        let section = |points, maximum, weight| SectionScore {
            total: Total { points: Points::whole(points), maximum: Points::whole(maximum), awaiting_human: 1 },
            weight,
        };
        for (sections, floor, points, maximum) in [
            (&[section(5, 10, 3), section(40, 40, 1)][..], Floor::None, "62.5", 100),
            (&[section(5, 10, 3), section(0, 0, 9)], Floor::None, "50", 100),
            (&[section(5, 10, 3), section(7, 7, 0)], Floor::None, "50", 100),
            (&[section(-5, 10, 1)], Floor::None, "-50", 100),
            (&[section(-5, 10, 1)], Floor::Zero, "0", 100),
            (&[section(1, 3, 1), section(1, 3, 1), section(1, 3, 1)], Floor::None, "33.333333", 100),
            (&[section(0, 0, 1)], Floor::None, "0", 0),
            (&[], Floor::None, "0", 0),
        ] {
            let total = weighted(sections, Points::whole(100), floor);
            assert_eq!(
                (total.points.to_string().as_str(), total.maximum),
                (points, Points::whole(maximum)),
                "{sections:?}"
            );
            assert_eq!(total.awaiting_human, sections.len());
        }
    }
}
