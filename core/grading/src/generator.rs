/// Draws that look like chance and are the same each time. \[SplitMix64, Steele, Lea and Flood 2014\]
#[derive(Debug, Default)]
pub(crate) struct Generator(u64);

impl Generator {
    /// Another sequence for each seed.
    pub(crate) const fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound far below 2⁶⁴, each as often as the other to within one in 2⁶⁴/bound.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }

    /// A number from 0 to below 1: so many of 2⁵³ parts.
    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Puts a list into any order. \[Fisher and Yates\]
    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn the_sequence_is_the_published_one() {
        let mut generator = Generator(1_234_567);
        let drawn: Vec<u64> = (0..3).map(|_| generator.next()).collect();
        assert_eq!(drawn, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn shares_fill_the_space_between_0_and_1() {
        let mut generator = Generator::seeded(7);
        let mut tenths = [0_u32; 10];
        for _ in 0..10_000 {
            tenths[(generator.share() * 10.0) as usize] += 1;
        }
        assert!(tenths.iter().all(|count| (880..1_120).contains(count)), "{tenths:?}");
    }

    #[test]
    fn each_order_comes_as_often() {
        let (mut generator, mut orders) = (Generator::default(), HashMap::<[u8; 3], u32>::new());
        for _ in 0..6_000 {
            let mut list = [1, 2, 3];
            generator.shuffle(&mut list);
            *orders.entry(list).or_default() += 1;
        }
        assert_eq!(orders.len(), 6);
        assert!(orders.values().all(|count| (880..1_120).contains(count)), "{orders:?}");
    }
}
