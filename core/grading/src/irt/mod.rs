//! Item response theory: what the answers of many tell about items, and what answers to such items tell about a person.
//!
//! Everything here is a function of its arguments: no clock, no input or output, chance only from a seed. It works in
//! `f64`, with exponentials and logarithms of its own and sums in a fixed order, so that a native program, WebAssembly and
//! whatever calls them find the same digits.
//!
#![doc = concat!("```\n", include_str!("../../examples/calibrate.rs"), "```")]
//!
//! # Tour
//!
//! **The curve.** A person's ability is a number θ, standard normal in the group that an item is calibrated with. An item
//! has a [`Curve`], the chance of a right answer at each ability:
//!
//! > P(θ) = 1/(1 + e^−(aθ + d)) = 1/(1 + e^−a(θ − b))
//!
//! with the discrimination a, the intercept d and the difficulty b = −d/a. With one a for all items it is Rasch's model,
//! otherwise the two-parameter logistic one ("2PL"); [`Model`] states both of Rasch's parameterisations. There is no factor
//! 1.7 in it. \[Rasch 1960; Birnbaum 1968\]
//!
//! **From answers to curves.** [`Responses`] counts answers by pattern, [`calibrate`] finds the likeliest curves by
//! marginal maximum likelihood, with standard errors, the log-likelihood, AIC and BIC. Items that cannot be estimated are
//! left out, and the [`Calibration`] says why. \[Bock & Aitkin 1981; Baker & Kim 2004, chapter 6; Louis 1982\]
//!
//! **Do the curves fit?** [`item_fit`] compares them with the answers: infit and outfit mean squares, and S-X² with its p.
//! \[Wright & Masters 1982; Orlando & Thissen 2000\]
//!
//! **From curves to abilities.** A [`Scale`] estimates the ability behind any answers to its items, with a standard error
//! ([`Scale::ability`], EAP), puts one beside each number of right answers ([`Scale::by_score`]), and says how much items
//! tell at which ability ([`Curve::information`], [`Scale::information`]). \[Bock & Mislevy 1982; Lord & Wingersky 1984\]
//!
//! **Adaptive tests.** [`adaptive::Pool::next`] chooses the next item for a person from a calibrated pool, by information,
//! content and exposure, or says that and why the test ends. \[van der Linden & Glas 2010; Kingsbury & Zara 1989\]
//!
//! # Sources
//!
//! - R. J. Adams, M. L. Wu: The mixed-coefficients multinomial logit model. In: Multivariate and mixture distribution
//!   Rasch models, 2007.
//! - F. B. Baker, S.-H. Kim: Item response theory: parameter estimation techniques. 2nd edition, 2004.
//! - M. L. Balinski, H. P. Young: The quota method of apportionment. American Mathematical Monthly 82, 1975.
//! - A. Birnbaum: Some latent trait models. In: Lord & Novick, Statistical theories of mental test scores, 1968.
//! - R. D. Bock, M. Aitkin: Marginal maximum likelihood estimation of item parameters. Psychometrika 46, 1981.
//! - R. D. Bock, R. J. Mislevy: Adaptive EAP estimation of ability. Applied Psychological Measurement 6, 1982.
//! - G. H. Golub, J. H. Welsch: Calculation of Gauss quadrature rules. Mathematics of Computation 23, 1969.
//! - G. G. Kingsbury, A. R. Zara: Procedures for selecting items for computerized adaptive tests. Applied Measurement in
//!   Education 2, 1989.
//! - W. J. van der Linden, C. A. W. Glas: Elements of adaptive testing, 2010.
//! - K. Lange: A gradient algorithm locally equivalent to the EM algorithm. Journal of the Royal Statistical Society B 57,
//!   1995.
//! - F. M. Lord: Applications of item response theory to practical testing problems, 1980.
//! - F. M. Lord, M. S. Wingersky: Comparison of IRT true-score and equipercentile observed-score equatings. Applied
//!   Psychological Measurement 8, 1984.
//! - T. A. Louis: Finding the observed information matrix when using the EM algorithm. Journal of the Royal Statistical
//!   Society B 44, 1982.
//! - M. Orlando, D. Thissen: Likelihood-based item-fit indices for dichotomous item response theory models. Applied
//!   Psychological Measurement 24, 2000.
//! - G. Rasch: Probabilistic models for some intelligence and attainment tests, 1960.
//! - D. Thissen: Marginal maximum likelihood estimation for the one-parameter logistic model. Psychometrika 47, 1982.
//! - D. Thissen, M. Pommerich, K. Billeaud, V. S. L. Williams: Item response theory for scores on tests including
//!   polytomous items with ordered responses. Applied Psychological Measurement 19, 1995.
//! - R. Varadhan, C. Roland: Simple and globally convergent methods for accelerating the convergence of any EM algorithm.
//!   Scandinavian Journal of Statistics 35, 2008.
//! - B. D. Wright, G. N. Masters: Rating scale analysis, 1982.
//! - M. L. Wu: The development and application of a fit test for use with marginal maximum likelihood estimation, 1997.

pub mod adaptive;
mod calibration;
mod curve;
mod elementary;
mod fit;
mod forms;
mod quadrature;
mod responses;
mod scale;
mod scores;

pub use calibration::{
    Calibration, CalibrationError, Estimate, ItemEstimate, LeftOut, Model, RaschScale, Settings, StandardErrors,
    calibrate,
};
pub use curve::{Curve, CurveError};
pub use fit::{ChiSquare, ItemFit, MeanSquares, item_fit};
pub use quadrature::{Quadrature, QuadratureError};
pub use responses::{Answer, Responses, WrongLength};
pub use scale::{Ability, Scale};
pub use scores::ScoreAbility;
