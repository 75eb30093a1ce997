use serde::{Deserialize, Serialize};

/// Makes the list of functions: the enum, its names, and how many arguments each takes.
macro_rules! functions {
    ($($(#[$doc:meta])* $function:ident = $name:literal $(or $alias:literal)*, $least:literal to $most:literal;)+) => {
        /// A function that expressions know. In JSON and in canonical text it has the first of its names.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Function {
            $($(#[$doc])* #[serde(rename = $name)] $function,)+
        }

        impl Function {
            /// All of them, in the order of this list.
            pub const ALL: &[Self] = &[$(Self::$function),+];

            /// The name, as in JSON and in canonical text.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$function => $name,)+
                }
            }

            /// All names that it is read by, the first of them its own.
            #[must_use]
            pub const fn names(self) -> &'static [&'static str] {
                match self {
                    $(Self::$function => &[$name $(, $alias)*],)+
                }
            }

            /// The fewest and the most arguments that it takes.
            #[must_use]
            pub const fn arguments(self) -> [usize; 2] {
                match self {
                    $(Self::$function => [$least, $most],)+
                }
            }
        }
    };
}

functions! {
    /// Sine, of an angle in radians.
    Sin = "sin", 1 to 1;
    /// Cosine.
    Cos = "cos", 1 to 1;
    /// Tangent.
    Tan = "tan" or "tg", 1 to 1;
    /// Cotangent: cosine by sine.
    Cot = "cot" or "ctg" or "cotg", 1 to 1;
    /// Secant: one by the cosine.
    Sec = "sec", 1 to 1;
    /// Cosecant: one by the sine.
    Csc = "csc" or "cosec", 1 to 1;
    /// Arcsine, from −π/2 to π/2.
    Asin = "asin" or "arcsin", 1 to 1;
    /// Arccosine, from 0 to π.
    Acos = "acos" or "arccos", 1 to 1;
    /// Arctangent, between −π/2 and π/2.
    Atan = "atan" or "arctan" or "arctg", 1 to 1;
    /// The angle of the point (x, y), as `atan2(y; x)`.
    Atan2 = "atan2" or "arctan2", 2 to 2;
    /// Hyperbolic sine.
    Sinh = "sinh", 1 to 1;
    /// Hyperbolic cosine.
    Cosh = "cosh", 1 to 1;
    /// Hyperbolic tangent.
    Tanh = "tanh", 1 to 1;
    /// The hyperbolic sine's inverse.
    Asinh = "asinh" or "arsinh" or "arcsinh", 1 to 1;
    /// The hyperbolic cosine's inverse.
    Acosh = "acosh" or "arcosh" or "arccosh", 1 to 1;
    /// The hyperbolic tangent's inverse.
    Atanh = "atanh" or "artanh" or "arctanh", 1 to 1;
    /// e to the power of.
    Exp = "exp", 1 to 1;
    /// Natural logarithm.
    Ln = "ln", 1 to 1;
    /// Logarithm with base 10.
    Log = "log" or "lg" or "log10", 1 to 1;
    /// Logarithm with base 2.
    Log2 = "log2" or "lb" or "ld", 1 to 1;
    /// Square root.
    Sqrt = "sqrt", 1 to 1;
    /// Cube root, of negative numbers too.
    Cbrt = "cbrt", 1 to 1;
    /// The n-th root, as `root(n; x)`: n a whole number other than 0, and x not negative where it is even.
    Root = "root", 2 to 2;
    /// The size without the sign, as between bars.
    Abs = "abs", 1 to 1;
    /// −1, 0 or 1.
    Sign = "sign" or "sgn" or "signum", 1 to 1;
    /// The largest whole number not above.
    Floor = "floor", 1 to 1;
    /// The smallest whole number not below.
    Ceil = "ceil" or "ceiling", 1 to 1;
    /// The nearest whole number; halves away from zero.
    Round = "round", 1 to 1;
    /// The least.
    Min = "min", 1 to 20;
    /// The greatest.
    Max = "max", 1 to 20;
    /// What is left of a after whole numbers of b, with the sign of b, as `mod(a; b)`.
    Mod = "mod", 2 to 2;
    /// The greatest common divisor of whole numbers.
    Gcd = "gcd", 1 to 20;
    /// The least common multiple of whole numbers.
    Lcm = "lcm", 1 to 20;
}

impl Function {
    /// What it makes of its arguments; not a number where it is undefined, or has another number of them.
    pub(super) fn value(self, arguments: &[f64]) -> f64 {
        match (self, arguments) {
            (Self::Min, [first, others @ ..]) => others.iter().fold(*first, |least, next| least.min(*next)),
            (Self::Max, [first, others @ ..]) => others.iter().fold(*first, |most, next| most.max(*next)),
            (Self::Gcd, [first, others @ ..]) => others.iter().fold(gcd(*first, 0.0), |all, next| gcd(all, *next)),
            (Self::Lcm, [first, others @ ..]) => others.iter().fold(gcd(*first, 0.0), |all, next| lcm(all, *next)),
            (Self::Atan2, [y, x]) if *x != 0.0 || *y != 0.0 => libm::atan2(*y, *x),
            (Self::Mod, [a, b]) => a - b * libm::floor(a / b),
            (Self::Root, [n, x]) => root(*n, *x),
            (_, [x]) => self.of_one(*x),
            _ => f64::NAN,
        }
    }

    fn of_one(self, x: f64) -> f64 {
        match self {
            Self::Sin => libm::sin(x),
            Self::Cos => libm::cos(x),
            Self::Tan => libm::tan(x),
            Self::Cot => libm::cos(x) / libm::sin(x),
            Self::Sec => 1.0 / libm::cos(x),
            Self::Csc => 1.0 / libm::sin(x),
            Self::Asin => libm::asin(x),
            Self::Acos => libm::acos(x),
            Self::Atan => libm::atan(x),
            Self::Sinh => libm::sinh(x),
            Self::Cosh => libm::cosh(x),
            Self::Tanh => libm::tanh(x),
            Self::Asinh => libm::asinh(x),
            Self::Acosh => libm::acosh(x),
            Self::Atanh => libm::atanh(x),
            Self::Exp => libm::exp(x),
            Self::Ln => libm::log(x),
            Self::Log => libm::log10(x),
            Self::Log2 => libm::log2(x),
            Self::Sqrt => libm::sqrt(x),
            Self::Cbrt => libm::cbrt(x),
            Self::Abs => libm::fabs(x),
            Self::Sign if x == 0.0 => 0.0,
            Self::Sign => libm::copysign(1.0, x),
            Self::Floor => libm::floor(x),
            Self::Ceil => libm::ceil(x),
            Self::Round => libm::round(x),
            _ => f64::NAN,
        }
    }

    /// Whether it gives one of its arguments or a whole number, so that nothing is rounded off.
    pub(super) const fn is_exact(self) -> bool {
        matches!(
            self,
            Self::Abs
                | Self::Sign
                | Self::Floor
                | Self::Ceil
                | Self::Round
                | Self::Min
                | Self::Max
                | Self::Gcd
                | Self::Lcm
        )
    }
}

fn root(n: f64, x: f64) -> f64 {
    if !is_whole(n) || n == 0.0 {
        f64::NAN
    } else if n == 2.0 {
        libm::sqrt(x)
    } else if n == 3.0 {
        libm::cbrt(x)
    } else if x < 0.0 && libm::fmod(n, 2.0) != 0.0 {
        -libm::pow(-x, 1.0 / n)
    } else {
        libm::pow(x, 1.0 / n)
    }
}

/// Whole, and small enough that its neighbours are numbers of their own.
pub(super) fn is_whole(x: f64) -> bool {
    libm::fabs(x) <= 9_007_199_254_740_992.0 && libm::floor(x) == x
}

/// \[Euclid\]
fn gcd(a: f64, b: f64) -> f64 {
    if !is_whole(a) || !is_whole(b) {
        return f64::NAN;
    }
    let (mut a, mut b) = (libm::fabs(a), libm::fabs(b));
    while b != 0.0 {
        (a, b) = (b, libm::fmod(a, b));
    }
    a
}

fn lcm(a: f64, b: f64) -> f64 {
    let common = gcd(a, b);
    if common == 0.0 { 0.0 } else { libm::fabs(a) / common * libm::fabs(b) }
}
