use std::collections::HashSet;

use super::Counts;
use crate::{interactions::MultipleChoice, number::Ratio};

/// The options of a question, and which of them are keys and which are chosen.
#[derive(Debug)]
pub(crate) struct Ticks<'a> {
    question: &'a MultipleChoice,
    options: usize,
    keys: HashSet<&'a str>,
    chosen: HashSet<&'a str>,
}

impl<'a> Ticks<'a> {
    /// Ids that the question does not have, and repeated ones, count for nothing.
    pub(crate) fn new(question: &'a MultipleChoice, chosen: &'a [String]) -> Self {
        let options: HashSet<&str> = question.options.iter().map(|option| option.id.as_str()).collect();
        let known = |ids: &'a [String]| ids.iter().map(String::as_str).filter(|id| options.contains(id)).collect();
        Self { question, keys: known(&question.keys), chosen: known(chosen), options: options.len() }
    }

    pub(crate) fn counts(&self) -> Counts {
        let right = self.keys.intersection(&self.chosen).count();
        Counts { options: self.options, keys: self.keys.len(), right, wrong: self.chosen.len() - right }
    }

    pub(crate) const fn question(&self) -> &'a MultipleChoice {
        self.question
    }

    pub(crate) fn is_key(&self, option: &str) -> bool {
        self.keys.contains(option)
    }

    pub(crate) fn is_chosen(&self, option: &str) -> bool {
        self.chosen.contains(option)
    }

    pub(crate) fn chosen(&self) -> impl Iterator<Item = &'a str> {
        self.chosen.iter().copied()
    }

    /// One share for each option, in the question's order: `share(id, is key, is chosen)`.
    pub(crate) fn shares(&self, share: impl Fn(&str, bool, bool) -> Ratio) -> Vec<Ratio> {
        let options = self.question.options.iter().map(|option| option.id.as_str());
        options.map(|id| share(id, self.is_key(id), self.is_chosen(id))).collect()
    }

    /// One share for each option, in the question's order: `share(is key)` for a chosen one, otherwise nothing.
    pub(crate) fn shares_of_chosen(&self, share: impl Fn(bool) -> Ratio) -> Vec<Ratio> {
        self.shares(|_, key, chosen| if chosen { share(key) } else { Ratio::ZERO })
    }
}
