/// Numbers different values as they first appear: a hash table with open addressing, at most half full, and while it is
/// small so wide that each value stands at its first place, where no guess of the processor about it fails.
#[derive(Debug)]
pub(super) struct Codebook {
    values: Vec<i64>,
    /// A value and its number; [`FREE`] where there is none.
    places: Vec<(i64, u32)>,
    /// 64 less the bits of a place.
    shift: u32,
    /// Whether some value stands further than at its first place.
    displaced: bool,
}

const FREE: u32 = u32::MAX;

/// How many places a table may have for want of first places.
const WIDE: usize = 1_024;

/// Values that fall together this often were chosen to.
const PROBES: usize = 64;

impl Codebook {
    pub(super) fn new() -> Self {
        Self { values: Vec::new(), places: vec![(0, FREE); 16], shift: 60, displaced: false }
    }

    /// The values, by their number.
    pub(super) fn values(&self) -> &[i64] {
        &self.values
    }

    /// Writes the number of each value to `codes`; nothing where there would be more than `most`, or where values were
    /// chosen to fall together.
    pub(super) fn number(
        &mut self,
        values: impl ExactSizeIterator<Item = i64>,
        most: usize,
        codes: &mut Vec<u32>,
    ) -> Option<()> {
        codes.resize(values.len(), 0);
        let (mut places, mut shift) = (self.places.as_slice(), self.shift);
        for (value, code) in values.zip(codes.iter_mut()) {
            let (found, at_first) = places[first_place(value, shift)];
            if found == value && at_first != FREE {
                *code = at_first;
            } else {
                *code = self.search(value, most)?;
                (places, shift) = (self.places.as_slice(), self.shift);
            }
        }
        Some(())
    }

    /// Looks further than at the first place, and numbers a new value.
    fn search(&mut self, value: i64, most: usize) -> Option<u32> {
        let place = self.place(value)?;
        if self.places[place].1 != FREE {
            return Some(self.places[place].1);
        }
        if self.values.len() >= most {
            return None;
        }
        let code = u32::try_from(self.values.len()).ok()?;
        self.values.push(value);
        self.places[place] = (value, code);
        self.displaced |= place != first_place(value, self.shift);
        while self.values.len() * 2 > self.places.len() || self.displaced && self.places.len() < WIDE {
            self.grow()?;
        }
        Some(code)
    }

    /// Where the value stands, or would stand.
    fn place(&self, value: i64) -> Option<usize> {
        let (first, last) = (first_place(value, self.shift), self.places.len() - 1);
        (first..first + PROBES)
            .map(|place| place & last)
            .find(|place| self.places[*place].1 == FREE || self.places[*place].0 == value)
    }

    fn grow(&mut self) -> Option<()> {
        self.shift -= 1;
        self.displaced = false;
        self.places = vec![(0, FREE); self.places.len() * 2];
        for (code, value) in self.values.iter().enumerate() {
            let place = self.place(*value)?;
            self.places[place] = (*value, u32::try_from(code).ok()?);
            self.displaced |= place != first_place(*value, self.shift);
        }
        Some(())
    }
}

/// The highest bits of a product with 2⁶⁴ divided by the golden ratio \[Knuth, TAOCP 3, 6.4\], mixed and multiplied again,
/// so that even steps do not fall together.
#[inline]
const fn first_place(value: i64, shift: u32) -> usize {
    const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
    let product = (value as u64).wrapping_mul(GOLDEN);
    (product ^ product >> 32).wrapping_mul(GOLDEN).wrapping_shr(shift) as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn numbers_stand_for_the_values_they_were_given_to(column in prop::collection::vec(-50_i64..50, 0..300), scale in any::<i64>()) {
            let mut book = Codebook::new();
            let column: Vec<_> = column.into_iter().map(|value| value.wrapping_mul(scale)).collect();
            let mut codes = Vec::new();
            book.number(column.iter().copied(), 1_000, &mut codes).unwrap();
            let mut first_seen = Vec::new();
            for (value, code) in column.into_iter().zip(codes) {
                if !first_seen.contains(&value) {
                    first_seen.push(value);
                }
                prop_assert_eq!(book.values()[code as usize], value);
            }
            prop_assert_eq!(book.values(), first_seen);
        }
    }

    #[test]
    fn too_many_values_and_values_that_fall_together_are_given_up() {
        let numbered = |values: &[i64], most| {
            let mut book = Codebook::new();
            book.number(values.iter().copied(), most, &mut Vec::new()).is_some()
        };
        let hundred: Vec<_> = (0..100).collect();
        assert!(numbered(&hundred, 100));
        assert!(!numbered(&hundred, 99));
        // Values of the first place in a table of 2¹⁶ places, and so in every smaller one.
        let together: Vec<_> = (0..10_000_000).filter(|value| first_place(*value, 48) == 0).collect();
        assert!(together.len() > PROBES && !numbered(&together, 10_000));
    }
}
