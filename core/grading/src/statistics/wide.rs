use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};

/// A whole number of 384 bits, in two's complement, least limb first.
///
/// The bounds of a [`Tally`](super::Tally) keep every number here below 2³¹⁰: the largest is the fourth k-statistic's
/// n³·ΣT⁴ with n ≤ 4·10⁷ and |T| ≤ 10¹⁵ millionths. So nothing wraps. Signed sums and products, and a double that is
/// rounded once, are all that is asked for: less than a crate of wide numbers brings along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Wide([u64; LIMBS]);

const LIMBS: usize = 6;

impl Wide {
    /// The exact product.
    pub(super) fn product(a: i128, b: i128) -> Self {
        a.checked_mul(b).map_or_else(|| Self::from(a) * Self::from(b), Self::from)
    }

    pub(super) fn is_negative(self) -> bool {
        self.0[LIMBS - 1] >> 63 == 1
    }

    pub(super) fn is_zero(self) -> bool {
        self == Self::default()
    }

    /// The nearest double, ties to even.
    pub(super) fn to_f64(self) -> f64 {
        let size = if self.is_negative() { -self } else { self }.0;
        let top = size.iter().rposition(|limb| *limb != 0).unwrap_or(0).max(1);
        let head = u128::from(size[top]) << 64 | u128::from(size[top - 1]);
        // What is cut off counts only in that it is there. The head has 65 bits or more where something is cut off, so
        // its last bit is below what a double keeps, and rounding happens once.
        let cut_off = size[..top - 1].iter().any(|limb| *limb != 0);
        let scale = (1..top).fold(1.0, |scale, _| scale * TWO_TO_64);
        let size = (head | u128::from(cut_off)) as f64 * scale;
        if self.is_negative() { -size } else { size }
    }
}

const TWO_TO_64: f64 = 18_446_744_073_709_551_616.0;

impl From<i128> for Wide {
    fn from(value: i128) -> Self {
        let sign = if value < 0 { u64::MAX } else { 0 };
        Self([value as u64, (value >> 64) as u64, sign, sign, sign, sign])
    }
}

impl Add for Wide {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let mut sum = [0; LIMBS];
        let mut carry = 0;
        for (limb, (a, b)) in sum.iter_mut().zip(self.0.into_iter().zip(other.0)) {
            let total = u128::from(a) + u128::from(b) + carry;
            *limb = total as u64;
            carry = total >> 64;
        }
        Self(sum)
    }
}

impl Neg for Wide {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.map(|limb| !limb)) + Self::from(1)
    }
}

impl Sub for Wide {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Wide {
    type Output = Self;

    /// The limbs above the last are left away, which for two's complement is the signed product.
    fn mul(self, other: Self) -> Self {
        let mut product = [0; LIMBS];
        for (low, a) in self.0.into_iter().enumerate() {
            let mut carry = 0;
            for (limb, b) in product[low..].iter_mut().zip(other.0) {
                let total = u128::from(a) * u128::from(b) + u128::from(*limb) + carry;
                *limb = total as u64;
                carry = total >> 64;
            }
        }
        Self(product)
    }
}

impl AddAssign for Wide {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Wide {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wide(value: i128) -> Wide {
        Wide::from(value)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn arithmetic_agrees_with_the_machines_own(a in any::<i64>(), b in any::<i64>()) {
            let (a, b) = (i128::from(a), i128::from(b));
            prop_assert_eq!(wide(a) + wide(b), wide(a + b));
            prop_assert_eq!(wide(a) - wide(b), wide(a - b));
            prop_assert_eq!(Wide::product(a, b), wide(a * b));
            prop_assert_eq!(-wide(a), wide(-a));
            prop_assert_eq!(wide(a).is_negative(), a < 0);
            prop_assert_eq!(wide(a * b).to_f64(), (a * b) as f64);
        }

        #[test]
        fn products_beyond_the_machines_own_multiply_out(a in any::<i128>(), b in any::<i128>(), c in any::<i64>()) {
            let c = i128::from(c);
            prop_assert_eq!(Wide::product(a, b) * wide(c), Wide::product(b, c) * wide(a));
            prop_assert_eq!((wide(a) + wide(b)) * wide(c), Wide::product(a, c) + Wide::product(b, c));
            prop_assert_eq!((wide(a) + wide(b)) * (wide(a) - wide(b)), Wide::product(a, a) - Wide::product(b, b));
            let off = (Wide::product(a, b).to_f64() / (a as f64 * b as f64) - 1.0).abs();
            prop_assert!(a == 0 || b == 0 || off < 1e-15, "{off}");
        }
    }

    #[test]
    fn doubles_are_the_nearest() {
        let power = |exponent: u32| (0..exponent).fold(wide(1), |power, _| power * wide(2));
        for (value, expected) in [
            (wide(0), 0.0),
            (wide(-1), -1.0),
            (wide(i128::MIN), -(2_f64.powi(127))),
            (power(300), 2_f64.powi(300)),
            // Half of the last place goes to the even side, anything more goes up.
            (power(300) + power(247), 2_f64.powi(300)),
            (power(300) + power(247) + wide(1), 2_f64.powi(300) + 2_f64.powi(248)),
            (-(power(300) + power(247) + wide(1)), -(2_f64.powi(300) + 2_f64.powi(248))),
            (power(128) + power(75) + wide(1), 2_f64.powi(128) + 2_f64.powi(76)),
        ] {
            assert_eq!(value.to_f64(), expected, "{value:?}");
        }
    }
}
