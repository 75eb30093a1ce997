use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Confidence, Correlation, Figure, Interval, ItemSample, OptionTable, Sample, ScoreGroups};
use crate::BlindGuess;

/// How a [`Report`] is read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Reading {
    /// Of all intervals.
    pub confidence: Confidence,
    /// Of the option tables.
    pub score_groups: ScoreGroups,
    /// By item id, what no attempt tells.
    pub items: BTreeMap<String, ItemFacts>,
}

/// What a report shows beside the figures of an item.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ItemFacts {
    /// What somebody earns who guesses.
    pub blind_guess: Option<BlindGuess>,
    /// The ids of its options, so that those that nobody chose have a row too.
    pub options: Vec<String>,
}

/// All figures of a [`Sample`], to be shown or sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Of the whole paper.
    pub test: TestReport,
    /// Of each slot, in order.
    pub slots: Vec<SlotReport>,
    /// Of each item, by its id.
    pub items: BTreeMap<String, ItemReport>,
}

/// The figures of a paper; points unless another unit is named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TestReport {
    /// How many attempts.
    pub attempts: u64,
    /// [`Sample::mean`].
    pub mean: Figure,
    /// [`Sample::median`].
    pub median: Figure,
    /// [`Sample::standard_deviation`].
    pub standard_deviation: Figure,
    /// [`Sample::skewness`], a plain number.
    pub skewness: Figure,
    /// [`Sample::kurtosis`], a plain number.
    pub kurtosis: Figure,
    /// [`Sample::alpha`], at most 1.
    pub alpha: Figure,
    /// [`Sample::alpha_interval`].
    pub alpha_interval: Figure<Interval>,
    /// [`Sample::error_ratio`], a share.
    pub error_ratio: Figure,
    /// [`Sample::standard_error`].
    pub standard_error: Figure,
}

/// The figures of a slot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SlotReport {
    /// The ids of the items it held: more than one in a drawn paper.
    pub items: Vec<String>,
    /// [`Sample::intended_weights`], in per cent.
    pub intended_weight: Figure,
    /// [`Sample::effective_weights`], in per cent.
    pub effective_weight: Figure,
    /// [`Sample::alpha_without_each`].
    pub alpha_without: Figure,
}

/// The figures of an item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemReport {
    /// How many attempts had it.
    pub attempts: u64,
    /// [`ItemSample::omitted`].
    pub omitted: u64,
    /// [`ItemSample::not_reached`].
    pub not_reached: u64,
    /// [`ItemSample::facility`], a share.
    pub facility: Figure,
    /// What a blind guess earns, a share too; where it was told.
    pub blind_guess: Option<BlindGuess>,
    /// [`ItemSample::standard_deviation`], in points.
    pub standard_deviation: Figure,
    /// [`ItemSample::discrimination`], in per cent.
    pub discrimination: Figure,
    /// [`ItemSample::efficiency`], in per cent.
    pub efficiency: Figure,
    /// [`ItemSample::point_biserial`].
    pub point_biserial: Figure<Correlation>,
    /// [`ItemSample::options`].
    pub options: OptionTable,
}

impl Sample<'_> {
    /// All figures.
    #[must_use]
    pub fn report(&self, reading: &Reading) -> Report {
        let nothing = ItemFacts::default();
        let item = |(item, sample): (&str, ItemSample<'_>)| {
            let facts = reading.items.get(item).unwrap_or(&nothing);
            (item.to_owned(), ItemReport::of(&sample, reading, facts))
        };
        Report {
            test: TestReport::of(self, reading),
            slots: self.slot_reports(),
            items: self.items().into_iter().map(item).collect(),
        }
    }

    fn slot_reports(&self) -> Vec<SlotReport> {
        let (intended, effective) = (self.intended_weights(), self.effective_weights());
        let without = self.alpha_without_each();
        let report = |slot| SlotReport {
            items: self.slot_items(slot),
            intended_weight: intended.as_ref().map(|weights| weights[slot]).map_err(|why| *why).into(),
            effective_weight: one_of(&effective, slot),
            alpha_without: one_of(&without, slot),
        };
        (0..self.slots()).map(report).collect()
    }
}

/// The figure of one slot, where there is one for each.
fn one_of(figures: &Result<Vec<Figure>, super::Insufficient>, slot: usize) -> Figure {
    match figures {
        Ok(figures) => figures[slot],
        Err(why) => Figure::Insufficient(*why),
    }
}

impl TestReport {
    fn of(sample: &Sample<'_>, reading: &Reading) -> Self {
        Self {
            attempts: sample.attempts(),
            mean: sample.mean().into(),
            median: sample.median().into(),
            standard_deviation: sample.standard_deviation().into(),
            skewness: sample.skewness().into(),
            kurtosis: sample.kurtosis().into(),
            alpha: sample.alpha().into(),
            alpha_interval: sample.alpha_interval(reading.confidence).into(),
            error_ratio: sample.error_ratio().into(),
            standard_error: sample.standard_error().into(),
        }
    }
}

impl ItemReport {
    fn of(item: &ItemSample<'_>, reading: &Reading, facts: &ItemFacts) -> Self {
        Self {
            attempts: item.attempts(),
            omitted: item.omitted(),
            not_reached: item.not_reached(),
            facility: item.facility().into(),
            blind_guess: facts.blind_guess,
            standard_deviation: item.standard_deviation().into(),
            discrimination: item.discrimination().into(),
            efficiency: item.efficiency().into(),
            point_biserial: item.point_biserial(reading.confidence).into(),
            options: item.options(reading.score_groups).with_options(&facts.options),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{
        Insufficient,
        testing::{GUTTMAN, marks},
    };

    #[test]
    fn a_report_holds_what_the_sample_says_and_is_read_back() {
        let tally = marks(GUTTMAN, 1);
        let facts = ItemFacts { blind_guess: Some(BlindGuess::exactly(0.25)), options: vec!["a".into()] };
        let reading = Reading { items: BTreeMap::from([("q1".into(), facts)]), ..Reading::default() };
        let all = tally.everyone();
        let report = all.report(&reading);
        assert_eq!((report.test.attempts, &report.test.alpha), (4, &Figure::Value(0.75)));
        let items: Vec<_> = report.slots.iter().map(|slot| slot.items.join(" ")).collect();
        assert_eq!(items, ["q0", "q1", "q2"]);
        let weights = all.effective_weights().unwrap();
        assert_eq!(report.slots.iter().map(|slot| slot.effective_weight).collect::<Vec<_>>(), weights);
        assert_eq!(report.items["q1"].blind_guess, Some(BlindGuess::exactly(0.25)));
        assert_eq!(report.items["q1"].discrimination, all.item("q1").discrimination().into());
        assert_eq!((report.items["q1"].options.rows.len(), report.items["q0"].options.rows.len()), (1, 0));
        let read: Report = serde_json::from_str(&serde_json::to_string(&report).unwrap()).unwrap();
        assert_eq!(read, report);
    }

    #[test]
    fn a_report_of_nothing_says_why_of_every_figure() {
        let tally = crate::statistics::Tally::new(2).unwrap();
        let report = tally.everyone().report(&Reading::default());
        let few = |needed| Figure::Insufficient(Insufficient::Attempts { needed, counted: 0 });
        let test = report.test;
        assert_eq!([test.mean, test.median], [few(1), few(1)]);
        assert_eq!([test.standard_deviation, test.skewness, test.kurtosis], [few(2), few(3), few(4)]);
        assert_eq!([test.alpha, test.error_ratio, test.standard_error], [few(2), few(2), few(2)]);
        assert_eq!(report.slots.len(), 2);
        for slot in report.slots {
            assert_eq!([slot.effective_weight, slot.alpha_without], [few(2), few(2)]);
            assert_eq!(slot.intended_weight, Figure::Insufficient(Insufficient::NoMaximum));
        }
        assert!(report.items.is_empty());
    }
}
