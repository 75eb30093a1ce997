use std::{collections::BTreeMap, fmt, time::Duration};

use crate::Answer;

/// How many failures are shown in full.
const SHOWN: usize = 5;

/// What came of many requests.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    series: BTreeMap<&'static str, Series>,
    late: Vec<Duration>,
    shown: Vec<String>,
}

/// What came of one kind of request.
#[derive(Debug, Clone, Default)]
struct Series {
    took: Vec<Duration>,
    outcomes: BTreeMap<String, usize>,
}

impl Figures {
    pub(super) fn late(&mut self, late: Duration) {
        self.late.push(late);
    }

    pub(super) fn answered(&mut self, what: &'static str, took: Duration, answer: &Answer) {
        let outcome = match answer.body["code"].as_str() {
            Some(code) if answer.status == 503 && answer.header("retry-after").is_empty() => {
                format!("503 {code} without Retry-After")
            }
            Some(code) if !answer.status.is_success() => format!("{} {code}", answer.status.as_u16()),
            _ => answer.status.as_u16().to_string(),
        };
        if !answer.status.is_success() {
            self.show(&format!("{what}: {} after {took:.2?}: {}", answer.status, answer.text));
        }
        self.note(what, took, outcome);
    }

    pub(super) fn failed(&mut self, what: &'static str, took: Duration, error: &reqwest::Error) {
        self.show(&format!("{what}: no answer after {took:.2?}: {error:?}"));
        let outcome = if error.is_timeout() { "timeout" } else { "no answer" };
        self.note(what, took, outcome.to_owned());
    }

    fn note(&mut self, what: &'static str, took: Duration, outcome: String) {
        let series = self.series.entry(what).or_default();
        series.took.push(took);
        *series.outcomes.entry(outcome).or_default() += 1;
    }

    fn show(&mut self, failure: &str) {
        if self.shown.len() < SHOWN {
            self.shown.push(failure.chars().take(400).collect());
        }
    }

    /// How many of this kind were sent.
    pub fn sent(&self, what: &str) -> usize {
        self.series.get(what).map_or(0, |series| series.took.len())
    }

    /// How many of this kind were answered with this status.
    pub fn with_status(&self, what: &str, status: u16) -> usize {
        let outcomes = self.series.get(what).into_iter().flat_map(|series| &series.outcomes);
        let status = status.to_string();
        outcomes.filter(|(outcome, _)| outcome.split(' ').next() == Some(&status)).map(|(_, times)| times).sum()
    }

    /// How many, of whatever kind, were not answered with success.
    pub fn failures(&self) -> usize {
        let outcomes = self.series.values().flat_map(|series| &series.outcomes);
        outcomes.filter(|(outcome, _)| !outcome.starts_with('2')).map(|(_, times)| times).sum()
    }

    /// What was answered but for success and *try again later*, which is all that load is an excuse for.
    pub fn faults(&self) -> Vec<String> {
        let excused = |outcome: &str| {
            let later = outcome.starts_with("503 ") && !outcome.ends_with("without Retry-After");
            later || outcome.starts_with('2')
        };
        let of = |(what, series): (&&str, &Series)| {
            let faults: Vec<_> = series.outcomes.iter().filter(|(outcome, _)| !excused(outcome)).collect();
            faults.into_iter().map(|(outcome, times)| format!("{what}: {times} × {outcome}")).collect::<Vec<_>>()
        };
        self.series.iter().flat_map(of).collect()
    }

    /// How long the slowest of `percent` of this kind may have taken: p95 for 95. Nothing where none was sent.
    pub fn percentile(&self, what: &str, percent: usize) -> Duration {
        let mut took = self.series.get(what).map(|series| series.took.clone()).unwrap_or_default();
        percentile(&mut took, percent)
    }

    /// How late the driver itself was with this share of its requests.
    pub fn lateness(&self, percent: usize) -> Duration {
        percentile(&mut self.late.clone(), percent)
    }
}

/// The nearest rank.
fn percentile(took: &mut [Duration], percent: usize) -> Duration {
    took.sort_unstable();
    let rank = (took.len() * percent).div_ceil(100);
    took.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (what, series) in &self.series {
            let [p50, p95, p99, most] = [50, 95, 99, 100].map(|percent| self.percentile(what, percent));
            let outcomes: Vec<_> =
                series.outcomes.iter().map(|(outcome, times)| format!("{times} × {outcome}")).collect();
            writeln!(
                f,
                "  {what}: p50 {p50:.0?}, p95 {p95:.0?}, p99 {p99:.0?}, most {most:.0?}; {}",
                outcomes.join(", ")
            )?;
        }
        write!(f, "  the driver was late by p50 {:.1?}, p99 {:.1?}", self.lateness(50), self.lateness(99))?;
        for failure in &self.shown {
            write!(f, "\n  such as {failure}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_values_that_at_least_so_many_keep_to() {
        let mut took: Vec<_> = (1..=200).rev().map(Duration::from_millis).collect();
        let millis = |percent, took: &mut [Duration]| percentile(took, percent).as_millis();
        assert_eq!([50, 95, 99, 100].map(|percent| millis(percent, &mut took)), [100, 190, 198, 200]);
        assert_eq!(millis(99, &mut took[..1]), 1);
        assert_eq!(millis(99, &mut []), 0);
    }
}
