use std::{cmp::Ordering, collections::BTreeMap, num::NonZeroU32};

/// A content area that can give one more item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Area<'a> {
    name: &'a str,
    weight: u128,
    given: u128,
}

/// The area of the next item, of those that have one left: by the quota method, which hands out seats in proportion to
/// votes. \[Balinski & Young 1975\]
///
/// Among the areas that stay below their share of the test with this item, w·(k + 1)/Σw rounded up, it takes the one with
/// the highest w/(given + 1); of equal ones the first by name. Whenever the test ends, no area is a whole item above or
/// below its share, as long as none runs out of items; where one has, the others share its part.
pub(super) fn next_area<'a>(
    targets: &'a BTreeMap<String, NonZeroU32>,
    given: &BTreeMap<&str, usize>,
    has_items: impl Fn(&str) -> bool,
) -> Option<&'a str> {
    let total: u128 = targets.values().map(|weight| u128::from(weight.get())).sum();
    let length: u128 = given.values().map(|count| *count as u128).sum();
    let areas = targets.iter().filter(|(name, _)| has_items(name)).map(|(name, weight)| Area {
        name,
        weight: weight.get().into(),
        given: given.get(name.as_str()).map_or(0, |count| *count as u128),
    });
    let areas: Vec<Area<'_>> = areas.collect();
    let within_share = |area: &&Area<'_>| area.given * total < area.weight * (length + 1);
    let first = areas.iter().filter(within_share).min_by(|one, other| one.before(other));
    first.or_else(|| areas.iter().min_by(|one, other| one.before(other))).map(|area| area.name)
}

impl Area<'_> {
    /// Whose turn is earlier: the higher w/(given + 1).
    fn before(&self, other: &Self) -> Ordering {
        (other.weight * (self.given + 1)).cmp(&(self.weight * (other.given + 1)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn targets(weights: &[u32]) -> BTreeMap<String, NonZeroU32> {
        let named = weights.iter().enumerate();
        named.map(|(area, weight)| (format!("{area:02}"), NonZeroU32::new(*weight).unwrap())).collect()
    }

    #[test]
    fn two_to_one_takes_turns() {
        let targets = targets(&[2, 1]);
        let mut given = BTreeMap::new();
        let mut order = Vec::new();
        for _ in 0..6 {
            let area = next_area(&targets, &given, |_| true).unwrap();
            *given.entry(area).or_default() += 1;
            order.push(area);
        }
        assert_eq!(order, ["00", "00", "01", "00", "00", "01"]);
    }

    #[test]
    fn an_area_without_items_is_passed_over() {
        let targets = targets(&[5, 1, 1]);
        let given = BTreeMap::from([("01", 3)]);
        assert_eq!(next_area(&targets, &given, |area| area != "00"), Some("02"));
        assert_eq!(next_area(&targets, &given, |area| area == "01"), Some("01"));
        assert_eq!(next_area(&targets, &given, |_| false), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn no_area_is_ever_a_whole_item_from_its_share(weights in prop::collection::vec(1_u32..1_000, 1..12), length in 1_usize..150) {
            let targets = targets(&weights);
            let total: u64 = weights.iter().map(|weight| u64::from(*weight)).sum();
            let mut given = BTreeMap::new();
            for items in 1..=length as u64 {
                *given.entry(next_area(&targets, &given, |_| true).unwrap()).or_default() += 1;
                for (area, weight) in &targets {
                    let count = given.get(area.as_str()).map_or(0, |count: &usize| *count as u64);
                    let distance = (count * total).abs_diff(u64::from(weight.get()) * items);
                    prop_assert!(distance < total, "{count} of {items} in an area with {weight} of {total}");
                }
            }
        }
    }
}
