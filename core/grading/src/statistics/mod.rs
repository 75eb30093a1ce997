//! What attempts say of a test and its items: classical test theory, live and exact.
//!
//! A [`Tally`] counts finished attempts: sums in whole millionths of a point and sparse histograms, so that adding,
//! removing, merging and unmerging in any order give the same, bit for bit. It is kept, as JSON for instance, and brought
//! up to date by the attempt; nothing is ever counted anew. A [`Sample`] of it reads figures as doubles. Where there is
//! too little to tell one, an [`Insufficient`] says why and what it takes; no figure is ever not a number.
//!
//! # From attempts to a report
//!
//! Mark, turn outcomes into answers, count them, read:
//!
//! ```
//! use pediafor_grading::{Item, Response, mark, statistics::{Answer, Attempt, Reading, Tally}};
//!
//! let quiz: Vec<Item> = serde_json::from_str(
//!     r#"[{"id": "q1", "body": "2 + 2 = ?", "points": 1, "interaction": {"type": "numeric", "keys": [{"value": 4}]}},
//!         {"id": "q2", "body": "Is 7 prime?", "points": 1, "interaction": {"type": "true_false", "key": true}},
//!         {"id": "q3", "body": "6 · 7 = ?", "points": 2, "interaction": {"type": "numeric", "keys": [{"value": 42}]}}]"#,
//! )?;
//! let mut tally = Tally::new(quiz.len())?;
//! for (sum, prime, product) in [("4", true, "42"), ("4", true, "13"), ("4", false, ""), ("5", false, "42"), ("", false, "")] {
//!     let responses = [Response::numeric(sum), Response::true_false(prime), Response::numeric(product)];
//!     let answers = quiz.iter().zip(&responses).map(|(item, given)| Answer::of(&mark(item, Some(given)), Some(given)));
//!     let answers = answers.collect::<Option<Vec<_>>>().ok_or("a person has still to mark")?;
//!     tally.add(&Attempt::new(answers).with_tail_not_reached())?;
//! }
//! let report = tally.everyone().report(&Reading::default());
//! assert_eq!(report.test.mean.value(), Some(&1.8));
//! assert_eq!(report.items["q1"].facility.value(), Some(&0.6));
//! assert_eq!(report.items["q3"].not_reached, 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What there is
//!
//! | of | figures |
//! | --- | --- |
//! | the test, [`Sample`] | [mean](Sample::mean), [median](Sample::median), [standard deviation](Sample::standard_deviation), [skewness](Sample::skewness) and [kurtosis](Sample::kurtosis) by k-statistics, [α](Sample::alpha) with its [interval](Sample::alpha_interval) and [without each slot](Sample::alpha_without_each), [error ratio](Sample::error_ratio), [standard error of measurement](Sample::standard_error) |
//! | a slot | [intended](Sample::intended_weights) and [effective](Sample::effective_weights) weight, and all of an item |
//! | an item, [`ItemSample`] | attempts, [omitted](ItemSample::omitted), [not reached](ItemSample::not_reached), [facility](ItemSample::facility), [standard deviation](ItemSample::standard_deviation), [discrimination](ItemSample::discrimination), [efficiency](ItemSample::efficiency), [point-biserial](ItemSample::point_biserial), [options by score group](ItemSample::options) |
//! | an item and two groups | [`Differential`]: odds ratio, delta, class A, B or C |
//!
//! Per cent are discrimination, efficiency and weights; facility is a share, as the blind guess beside it is. In a drawn
//! paper a slot holds different items: items are told as ever, but α and effective weights are
//! [refused unless asked for](DrawnSlots).
//!
//! # What is counted
//!
//! An attempt is counted whole: each slot with its points, and its total as their sum, before any floor or penalty of the
//! assessment. What was omitted or not reached counts with the points it earned. With several attempts of one person,
//! count the first: later ones are not independent of it. \[Moodle, quiz statistics calculations\] An attempt that
//! changes, because an item was marked anew, is removed as it was and added as it is. Tens of thousands at once are
//! counted by columns with [`Tally::add_batch`].
//!
//! # Sources
//!
//! Moodle developer documentation, *Quiz statistics calculations*. L. Crocker and J. Algina (1986), *Introduction to
//! Classical and Modern Test Theory*. L. J. Cronbach (1951), *Psychometrika* 16. L. S. Feldt (1965), *Psychometrika* 30;
//! L. S. Feldt, D. J. Woodruff and F. A. Salih (1987), *Applied Psychological Measurement* 11. R. A. Fisher (1921),
//! *Metron* 1, and (1930), *Proceedings of the London Mathematical Society* 30. P. W. Holland and D. T. Thayer (1988), in
//! *Test Validity*; J. Robins, N. Breslow and S. Greenland (1986), *Biometrics* 42; N. J. Dorans and P. W. Holland (1993),
//! in *Differential Item Functioning*; R. Zwick (2012), ETS RR-12-08.

mod attempt;
mod batch;
mod codebook;
mod correlation;
mod counts;
mod differential;
mod figure;
mod group;
mod histogram;
mod interval;
mod item;
mod options;
mod packed;
mod pairs;
mod quantile;
mod radix;
mod reliability;
mod report;
mod sample;
mod sums;
mod tables;
mod tally;
#[cfg(test)]
mod testing;
mod weights;
mod wide;
mod written;

pub use attempt::{Answer, Attempt, Given};
pub use batch::{Batch, Column, GivenColumn};
pub use correlation::Correlation;
pub use differential::{Differential, DifferentialClass};
pub use figure::{Figure, Insufficient, Quantity};
pub use interval::{Confidence, Interval};
pub use item::ItemSample;
pub use options::{Chosen, OptionRow, OptionTable, ScoreGroup, ScoreGroups};
pub use report::{ItemFacts, ItemReport, Reading, Report, SlotReport, TestReport};
pub use sample::{DrawnSlots, Sample};
pub use tally::{NotCounted, Tally};
