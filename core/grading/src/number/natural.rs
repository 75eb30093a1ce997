use std::cmp::Ordering;

use smallvec::{SmallVec, smallvec};

/// A natural number of any size: limbs of nine decimal digits, least first, no leading zero limb.
///
/// Numbers here come from short texts (see [`limits`](crate::limits)), so schoolbook arithmetic is enough.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Natural(Limbs);

/// Numbers of up to 54 digits need no memory of their own.
type Limbs = SmallVec<[u32; 6]>;

const BASE: u64 = 1_000_000_000;

impl Natural {
    /// The number that these decimal digits write. Anything but ASCII digits is the caller's mistake and counts as zero.
    pub(super) fn from_digits(digits: &[u8]) -> Self {
        let limb =
            |chunk: &[u8]| chunk.iter().fold(0_u32, |sum, digit| sum * 10 + u32::from(digit.wrapping_sub(b'0') % 10));
        Self(digits.rchunks(9).map(limb).collect()).trimmed()
    }

    pub(super) fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// Its decimal digits, `0` for zero.
    pub(super) fn digits(&self) -> String {
        let Some((first, rest)) = self.0.split_last() else { return "0".to_owned() };
        let mut digits = first.to_string();
        for limb in rest.iter().rev() {
            digits.push_str(&format!("{limb:09}"));
        }
        digits
    }

    /// How many decimal digits it has; none for zero.
    pub(super) fn length(&self) -> usize {
        self.0.last().map_or(0, |first| first.ilog10() as usize + 1 + (self.0.len() - 1) * 9)
    }

    pub(super) fn to_u128(&self) -> Option<u128> {
        self.0
            .iter()
            .rev()
            .try_fold(0_u128, |sum, limb| sum.checked_mul(u128::from(BASE))?.checked_add(u128::from(*limb)))
    }

    pub(super) fn plus(&self, other: &Self) -> Self {
        let mut sum = Limbs::with_capacity(self.0.len().max(other.0.len()) + 1);
        let mut carry = 0_u64;
        for index in 0..self.0.len().max(other.0.len()) {
            let total = self.limb(index) + other.limb(index) + carry;
            sum.push((total % BASE) as u32);
            carry = total / BASE;
        }
        sum.push(carry as u32);
        Self(sum).trimmed()
    }

    /// The distance between the two, whichever is larger.
    pub(super) fn distance(&self, other: &Self) -> Self {
        let (large, small) = if self.compare(other) == Ordering::Less { (other, self) } else { (self, other) };
        let mut difference = Limbs::with_capacity(large.0.len());
        let mut borrow = 0_u64;
        for index in 0..large.0.len() {
            let total = BASE + large.limb(index) - small.limb(index) - borrow;
            difference.push((total % BASE) as u32);
            borrow = 1 - total / BASE;
        }
        Self(difference).trimmed()
    }

    pub(super) fn times(&self, other: &Self) -> Self {
        let mut product: Limbs = smallvec![0; self.0.len() + other.0.len()];
        for (low, limb) in self.0.iter().enumerate() {
            let mut carry = 0_u64;
            for high in 0..other.0.len() {
                let total = u64::from(*limb) * other.limb(high) + u64::from(product[low + high]) + carry;
                product[low + high] = (total % BASE) as u32;
                carry = total / BASE;
            }
            product[low + other.0.len()] = carry as u32;
        }
        Self(product).trimmed()
    }

    /// Times ten, so many times over.
    pub(super) fn shifted(&self, places: u32) -> Self {
        let mut limbs: Limbs = smallvec![0; (places / 9) as usize];
        limbs.extend(self.times(&Self(smallvec![10_u32.pow(places % 9)])).0);
        Self(limbs).trimmed()
    }

    pub(super) fn compare(&self, other: &Self) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    fn limb(&self, index: usize) -> u64 {
        self.0.get(index).copied().map_or(0, u64::from)
    }

    fn trimmed(mut self) -> Self {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        self
    }
}

impl From<u32> for Natural {
    fn from(number: u32) -> Self {
        let base = BASE as u32;
        Self(smallvec![number % base, number / base]).trimmed()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn natural(value: u128) -> Natural {
        Natural::from_digits(value.to_string().as_bytes())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn arithmetic_agrees_with_the_machines_own(a in any::<u64>(), b in any::<u64>(), places in 0_u32..19) {
            let (a, b) = (u128::from(a), u128::from(b));
            prop_assert_eq!(natural(a).plus(&natural(b)), natural(a + b));
            prop_assert_eq!(natural(a).distance(&natural(b)), natural(a.abs_diff(b)));
            prop_assert_eq!(natural(a).times(&natural(b)), natural(a * b));
            prop_assert_eq!(natural(a).shifted(places), natural(a * 10_u128.pow(places)));
            prop_assert_eq!(natural(a).compare(&natural(b)), a.cmp(&b));
            prop_assert_eq!(natural(a).digits(), a.to_string());
            prop_assert_eq!(Natural::from(a as u32), natural(u128::from(a as u32)));
            prop_assert_eq!(natural(a).length(), if a == 0 { 0 } else { a.to_string().len() });
            prop_assert_eq!(natural(a * b).to_u128(), Some(a * b));
        }
    }

    #[test]
    fn nought_has_no_limbs_and_one_digit() {
        assert!(Natural::from_digits(b"000").is_zero());
        assert!(Natural::from_digits(b"").is_zero());
        assert_eq!(Natural::default().digits(), "0");
        assert_eq!(natural(5).distance(&natural(5)), Natural::default());
        assert!(natural(7).times(&Natural::default()).is_zero());
        assert!(Natural::default().shifted(30).is_zero());
    }

    #[test]
    fn what_does_not_fit_the_machine_is_still_exact() {
        let nines = Natural::from_digits("9".repeat(100).as_bytes());
        assert_eq!(nines.to_u128(), None);
        assert_eq!(nines.plus(&natural(1)).digits(), format!("1{}", "0".repeat(100)));
        assert_eq!(natural(1).shifted(100).distance(&natural(1)), nines);
    }
}
