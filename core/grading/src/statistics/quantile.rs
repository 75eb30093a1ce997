//! Quantiles of the normal and of the F distribution.

use std::f64::consts::TAU;

use libm::{exp, log, log1p};

/// The z with which a standard normal number lies between −z and z with this chance, below 0.9999.
///
/// Newton's method on Φ(z) − ½ = φ(z)·(z + z³/3 + z⁵/(3·5) + z⁷/(3·5·7) + …), whose terms are all above zero
/// \[Abramowitz & Stegun 26.2.11\]. Correct to 10⁻¹³.
pub(super) fn normal_within(chance: f64) -> f64 {
    let mut z = 0.0;
    for _ in 0..STEPS {
        let density = exp(-0.5 * z * z) / TAU.sqrt();
        let step = (0.5 * chance - density * central_series(z)) / density;
        // The distribution is concave above zero, so from zero every step stays below the quantile.
        z += step;
        if step.abs() <= 1e-15 * (1.0 + z) {
            break;
        }
    }
    z
}

fn central_series(z: f64) -> f64 {
    let (mut sum, mut term) = (0.0, z);
    let mut odd = 1.0;
    while term > f64::EPSILON * 0.01 * sum {
        sum += term;
        odd += 2.0;
        term *= z * z / odd;
    }
    sum
}

/// The number below which a quotient of an F distribution with these degrees of freedom, above zero, lies with this
/// chance, between 0 and 1.
///
/// F = (d₂/d₁)·eᵗ, where x = 1/(1 + e⁻ᵗ) is the quantile of the beta distribution with a = d₁/2 and b = d₂/2: Newton's
/// method in t on Iₓ(a, b), whose slope in t is xᵃ(1 − x)ᵇ/B(a, b), kept between bounds that close in. Correct to 10⁻¹¹
/// of its size, for up to 10¹¹ degrees of freedom.
pub(super) fn f_quantile(chance: f64, numerator: f64, denominator: f64) -> f64 {
    let (a, b) = (numerator / 2.0, denominator / 2.0);
    let middle = log(a / b);
    let (mut low, mut high) = (middle - WIDEST, middle + WIDEST);
    let mut t = middle;
    for _ in 0..STEPS {
        let (share, slope) = beta_share(t, a, b);
        if share < chance {
            low = t;
        } else {
            high = t;
        }
        let newton = t + (chance - share) / slope;
        let next = if newton > low && newton < high { newton } else { f64::midpoint(low, high) };
        let moved = (next - t).abs();
        t = next;
        if moved <= 1e-14 {
            break;
        }
    }
    exp(t - middle)
}

/// More steps than halving an interval of doubles takes.
const STEPS: usize = 200;
/// Beyond e^±350 of its middle no quantile lies that an interval asks for.
const WIDEST: f64 = 350.0;

/// Iₓ(a, b) and xᵃ(1 − x)ᵇ/B(a, b) at x = 1/(1 + e⁻ᵗ).
fn beta_share(t: f64, a: f64, b: f64) -> (f64, f64) {
    let (x, rest) = (1.0 / (1.0 + exp(-t)), 1.0 / (1.0 + exp(t)));
    let slope = beta_slope(x, rest, a, b);
    let share = if x * (a + b + 2.0) < a + 1.0 {
        slope / beta_fraction(x, rest, a, b)
    } else {
        1.0 - slope / beta_fraction(rest, x, b, a)
    };
    (share, slope)
}

/// xᵃyᵇ/B(a, b), y = 1 − x, without the cancellation of large logarithms: around its peak x₀ = a/(a + b) it is
/// √(ab/(2π(a + b)))·exp(a·λ(x/x₀ − 1) + b·λ(y/y₀ − 1) + δ(a + b) − δ(a) − δ(b)) with λ(u) = ln(1 + u) − u and δ the
/// remainder of Stirling's formula; what λ leaves away cancels. \[Loader 2000, saddle-point form\]
fn beta_slope(x: f64, y: f64, a: f64, b: f64) -> f64 {
    let sum = a + b;
    // x − x₀ = x·y₀ − y·x₀, which keeps its digits where x or y is small.
    let off = x * b - y * a;
    let exponent = a * log_less_linear(off / a, x * (sum / a))
        + b * log_less_linear(-off / b, y * (sum / b))
        + (stirling(sum) - stirling(a) - stirling(b));
    (a * b / (TAU * sum)).sqrt() * exp(exponent)
}

/// ln(1 + u) − u, given u and 1 + u, either of which may be small: with r = u/(2 + u),
/// ln(1 + u) = 2(r + r³/3 + r⁵/5 + …) and 2r − u = −r·u.
fn log_less_linear(u: f64, one_and_u: f64) -> f64 {
    if u.abs() > 0.4 {
        return log(one_and_u) - u;
    }
    let r = u / (2.0 + u);
    let (mut sum, mut power, mut odd) = (0.0_f64, r * r * r, 3.0);
    while power.abs() > 1e-18 * sum.abs() {
        sum += power / odd;
        power *= r * r;
        odd += 2.0;
    }
    2.0 * sum - r * u
}

/// δ(z) = ln Γ(z) − (z − ½)·ln z + z − ½·ln 2π, by its series from z = 16 on, and below by
/// δ(z) = δ(z + 1) + (z + ½)·ln(1 + 1/z) − 1. \[Abramowitz & Stegun 6.1.41\]
fn stirling(mut z: f64) -> f64 {
    let mut sum = 0.0;
    while z < 16.0 {
        sum += (z + 0.5) * log1p(1.0 / z) - 1.0;
        z += 1.0;
    }
    let square = z * z;
    sum + (1.0 / 12.0
        - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 / square) / square) / square) / square)
        / z
}

/// xᵃyᵇ/B(a, b) divided by Iₓ(a, b) for x below the peak, as a continued fraction, by Lentz's method; it needs O(√(a + b))
/// steps. It takes y = 1 − x beside x, because one of them may be small. \[DiDonato & Morris 1992\]
fn beta_fraction(x: f64, y: f64, a: f64, b: f64) -> f64 {
    let denominator = |m: f64| {
        m + m * (b - m) * x / (a + 2.0 * m - 1.0)
            + (a + m) * (a * y - b * x + 1.0 + m * (1.0 + y)) / (a + 2.0 * m + 1.0)
    };
    let numerator = |m: f64| {
        let scale = x / (a + 2.0 * m - 1.0);
        (a + m - 1.0) * (a + b + m - 1.0) * m * (b - m) * scale * scale
    };
    let first = a * (a * y - b * x + 1.0) / (a + 1.0);
    let (mut fraction, mut c, mut d) = (first, first, 0.0);
    let steps = 1_000 + 10 * (a + b).sqrt() as u64;
    for step in 1..steps {
        let (over, under) = (numerator(step as f64), denominator(step as f64));
        d = 1.0 / (under + over * d);
        c = under + over / c;
        fraction *= c * d;
        if (c * d - 1.0).abs() < 1e-15 {
            break;
        }
    }
    fraction
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;

    fn close(found: f64, expected: f64, tolerance: f64, what: &str) {
        assert!((found / expected - 1.0).abs() < tolerance, "{what}: {found}, expected {expected}");
    }

    #[test]
    fn normal_quantiles_are_the_published_ones() {
        for (chance, expected) in [
            (0.01, 0.012_533_469_508_069_3),
            (0.5, 0.674_489_750_196_081_7),
            (0.682_689_492_137_085_9, 1.0),
            (0.8, 1.281_551_565_544_600_4),
            (0.9, 1.644_853_626_951_472_2),
            (0.95, 1.959_963_984_540_054),
            (0.98, 2.326_347_874_040_841),
            (0.99, 2.575_829_303_548_900_4),
            (0.999, 3.290_526_731_491_894_5),
        ] {
            close(normal_within(chance), expected, 1e-13, &format!("z of {chance}"));
        }
    }

    #[test]
    fn f_quantiles_are_those_of_the_published_tables() {
        // Upper points of F as tables print them. [Abramowitz & Stegun, table 26.9]
        for (chance, numerator, denominator, expected) in [
            (0.95, 1.0, 1.0, 161.4),
            (0.975, 1.0, 1.0, 647.8),
            (0.95, 5.0, 10.0, 3.33),
            (0.975, 10.0, 20.0, 2.77),
            (0.99, 2.0, 3.0, 30.82),
            (0.95, 12.0, 40.0, 2.00),
            (0.975, 30.0, 120.0, 1.69),
            (0.99, 6.0, 60.0, 3.12),
        ] {
            close(
                f_quantile(chance, numerator, denominator),
                expected,
                3e-3,
                &format!("F({numerator}, {denominator})"),
            );
        }
    }

    #[test]
    fn f_quantiles_agree_with_closed_forms() {
        for chance in [0.005, 0.025, 0.1, 0.5, 0.9, 0.975, 0.995] {
            let f = |numerator, denominator| f_quantile(chance, numerator, denominator);
            let what = |form: &str| format!("{form} at {chance}");
            // F(1, 1) is the square of a Cauchy number, F(2, d) and F(d, 2) have powers for distributions.
            close(f(1.0, 1.0), (PI * chance / 2.0).tan().powi(2), 1e-11, &what("(1, 1)"));
            for d in [1.0, 2.0, 7.0, 40.0, 1_000.0, 4e6, 1e9] {
                let upper = d / 2.0 * (-(2.0 / d) * (-chance).ln_1p()).exp_m1();
                close(f(2.0, d), upper, 1e-11, &what(&format!("(2, {d})")));
                let lower = 1.0 / (d / 2.0 * (-(2.0 / d) * chance.ln()).exp_m1());
                close(f(d, 2.0), lower, 1e-11, &what(&format!("({d}, 2)")));
            }
            // The reciprocal of an F number has its degrees of freedom the other way round.
            for (numerator, denominator) in [(3.0, 8.0), (872.0, 16_568.0), (99_999.0, 3_899_961.0), (4e7, 4e10)] {
                let mirrored = 1.0 / f_quantile(1.0 - chance, denominator, numerator);
                close(f(numerator, denominator), mirrored, 1e-11, &what("mirrored"));
            }
        }
    }

    #[test]
    fn a_test_of_many_comes_near_the_normal_distribution() {
        // ln F of large d₁, d₂ is nearly normal with variance 2/d₁ + 2/d₂.
        let (numerator, denominator) = (4e7_f64, 4e10_f64);
        let z = f_quantile(0.975, numerator, denominator).ln() / (2.0 / numerator + 2.0 / denominator).sqrt();
        close(z, 1.959_963_984_540_054, 1e-3, "z");
    }

    #[test]
    fn the_remainder_of_stirlings_formula_gives_factorials() {
        for (z, gamma) in
            [(0.5, PI.sqrt()), (1.0, 1.0), (1.5, PI.sqrt() / 2.0), (5.0, 24.0), (20.0, 121_645_100_408_832_000.0_f64)]
        {
            let logarithm = stirling(z) + (z - 0.5) * f64::ln(z) - z + 0.5 * TAU.ln();
            assert!((logarithm - gamma.ln()).abs() < 1e-13, "Γ({z})");
        }
    }
}
