//! Exponentials and logarithms that come out the same on every machine: the platforms' own differ in the last digit, and
//! an iteration makes more of it. Sums, products, quotients and square roots are exact to half a digit everywhere.

pub(super) fn exp(x: f64) -> f64 {
    libm::exp(x)
}

pub(super) fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// 1/(1 + e^−z), between 0 and 1 for any z.
pub(super) fn logistic(z: f64) -> f64 {
    logistic_from(z, exp(-z.abs()))
}

/// 1/(1 + e^−z) and 1 + e^−|z|, with one exponential. Of the latter and z is ln(1 + e^z) = max(z, 0) + ln(1 + e^−|z|),
/// where a sum over several z needs the logarithm of a product only.
pub(super) fn logistic_and_factor(z: f64) -> (f64, f64) {
    let small = exp(-z.abs());
    (logistic_from(z, small), 1.0 + small)
}

/// Both, with one exponential.
pub(super) fn logistic_and_softplus(z: f64) -> (f64, f64) {
    let small = exp(-z.abs());
    (logistic_from(z, small), softplus_from(z, small))
}

/// Given e^−|z|, which never overflows.
fn logistic_from(z: f64, small: f64) -> f64 {
    if z < 0.0 { small / (1.0 + small) } else { 1.0 / (1.0 + small) }
}

fn softplus_from(z: f64, small: f64) -> f64 {
    z.max(0.0) + libm::log1p(small)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logistic_function_and_its_logarithm_hold_far_out() {
        for (z, probability) in
            [(0.0, 0.5), (f64::INFINITY, 1.0), (f64::NEG_INFINITY, 0.0), (1e300, 1.0), (-745.0, 5e-324)]
        {
            assert_eq!(logistic(z), probability, "at {z}");
        }
        for z in [-700.0, -40.0, -1.0, 0.0, 0.5] {
            let softplus = logistic_and_softplus(-z).1;
            assert!((ln(logistic(z)) + softplus).abs() <= 1e-12 * softplus, "at {z}");
            assert!((logistic(z) + logistic(-z) - 1.0).abs() < 1e-15, "at {z}");
            assert_eq!(logistic_and_softplus(z).0, logistic(z));
            let (right, factor) = logistic_and_factor(-z);
            assert_eq!(right, logistic(-z));
            assert!((f64::max(-z, 0.0) + ln(factor) - softplus).abs() < 1e-15, "at {z}");
        }
        assert_eq!(logistic_and_softplus(800.0), (1.0, 800.0));
        assert_eq!(logistic_and_softplus(-800.0), (0.0, 0.0));
    }
}
