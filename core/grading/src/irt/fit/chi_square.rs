use crate::irt::elementary::exp;

/// The chance that χ² with so many degrees of freedom is larger than this. \[Abramowitz & Stegun 26.4.4, 26.4.5\]
///
/// e^(−x/2)·Σ (x/2)^k/Γ(k + 1), with k = 0, 1, … for an even number of degrees; for an odd one k = ½, 1½, …, and the chance
/// with one degree, erfc √(x/2), besides.
pub(super) fn beyond(x: f64, degrees: usize) -> f64 {
    let half = (x / 2.0).max(0.0);
    let odd = degrees % 2 == 1;
    let (first, mut term, mut k) = if odd {
        (libm::erfc(half.sqrt()), exp(-half) * half.sqrt() * std::f64::consts::FRAC_2_SQRT_PI, 0.5)
    } else {
        (0.0, exp(-half), 0.0)
    };
    let mut sum = first;
    for _ in 0..degrees / 2 {
        sum += term;
        k += 1.0;
        term *= half / k;
    }
    sum.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_table_is_reproduced() {
        for (x, degrees, expected) in [
            (3.841_458_820_694, 1, 0.05),
            (5.991_464_547_108, 2, 0.05),
            (7.814_727_903_251, 3, 0.05),
            (18.307_038_053_275, 10, 0.05),
            (23.209_251_158_954, 10, 0.01),
            (29.141_237_740_672, 14, 0.01),
            (43.772_971_825_742, 30, 0.05),
            (24.995_790_139_728, 15, 0.05),
            (0.0, 1, 1.0),
            (0.0, 6, 1.0),
            (-1.0, 3, 1.0),
            (2_000.0, 7, 0.0),
        ] {
            let found = beyond(x, degrees);
            assert!((found - expected).abs() < 1e-10, "{x} with {degrees} degrees: {found}, not {expected}");
        }
    }
}
