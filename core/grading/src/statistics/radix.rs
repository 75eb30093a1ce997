//! Sorting by digits, in time in proportion to the number of values.

/// A key with a value.
pub(super) const fn pair(key: u32, value: u32) -> u64 {
    (key as u64) << 32 | value as u64
}

/// The key and the value.
pub(super) const fn parts(pair: u64) -> (u32, u32) {
    ((pair >> 32) as u32, pair as u32)
}

/// The widest digit: so many counters stay in the nearest cache.
const WIDEST: u32 = 11;

/// Sorts pairs by their keys; those with equal keys keep their order.
pub(super) fn sort(pairs: &mut Vec<u64>) {
    let first = pairs.first().map_or(0, |first| *first);
    // The bits in which keys differ, which marks in coarse steps leave out some of.
    let differ = (pairs.iter().fold(0, |differ, pair| differ | (pair ^ first)) >> 32) as u32;
    if differ == 0 {
        return;
    }
    let (low, bits) = (differ.trailing_zeros(), u32::BITS - differ.leading_zeros() - differ.trailing_zeros());
    let width = bits.div_ceil(bits.div_ceil(WIDEST));
    let mut spare = vec![0; pairs.len()];
    for shift in (0..bits).step_by(width as usize).map(|done| 32 + low + done) {
        let digit = |pair: u64| (pair >> shift) as usize & ((1 << width) - 1);
        let mut places = vec![0_usize; 1 << width];
        for pair in &*pairs {
            places[digit(*pair)] += 1;
        }
        let mut start = 0;
        for place in &mut places {
            start += std::mem::replace(place, start);
        }
        for pair in &*pairs {
            let place = &mut places[digit(*pair)];
            spare[*place] = *pair;
            *place += 1;
        }
        std::mem::swap(pairs, &mut spare);
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    proptest! {
        #[test]
        fn pairs_are_sorted_by_key_and_equal_ones_keep_their_order(
            keys in vec(any::<u32>(), 0..200), mask in any::<u32>(), low in 0_u32..32,
        ) {
            let mut pairs: Vec<u64> =
                keys.iter().zip(0..).map(|(key, place)| pair((key & mask) >> low << low, place)).collect();
            let mut expected = pairs.clone();
            expected.sort_by_key(|pair| parts(*pair).0);
            sort(&mut pairs);
            prop_assert_eq!(pairs, expected);
        }
    }
}
