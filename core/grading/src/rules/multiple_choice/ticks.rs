use super::{Counts, MultipleChoiceScoring};
use crate::{ids::Ids, number::Ratio, set::Set};

/// The options of a question as its rule sees them, made once for all responses.
#[derive(Debug, Clone)]
pub(crate) struct Boxes {
    ids: Ids,
    options: usize,
    keys: Set,
    stated: Vec<Stated>,
}

/// What a rule states for an option, in a measure of its own.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Stated {
    /// When it is chosen.
    pub(crate) chosen: i64,
    /// When it is left.
    pub(crate) left: i64,
}

impl Stated {
    pub(crate) fn of(self, chosen: bool) -> i128 {
        i128::from(if chosen { self.chosen } else { self.left })
    }
}

impl Boxes {
    /// Keys that the question does not have count for nothing.
    pub(crate) fn new<'a>(
        options: impl IntoIterator<Item = &'a str>,
        keys: &[String],
        rule: &dyn MultipleChoiceScoring,
    ) -> Self {
        let ids = Ids::new(options);
        let keys = keys.iter().filter_map(|key| ids.place(key)).collect();
        Self { options: ids.different(), keys, stated: ids.iter().map(|id| rule.stated(id)).collect(), ids }
    }

    pub(crate) fn place(&self, option: &str) -> Option<usize> {
        self.ids.place(option)
    }

    /// None of them chosen.
    pub(crate) fn unticked(&self) -> Ticks<'_> {
        Ticks { boxes: self, chosen: Set::default(), right: 0, wrong: 0 }
    }

    /// As many of the keys and of the others chosen, whichever they are.
    pub(crate) fn with_counts(&self, right: usize, wrong: usize) -> Ticks<'_> {
        Ticks { right, wrong, ..self.unticked() }
    }

    /// Ids that the question does not have, and repeated ones, count for nothing.
    pub(crate) fn ticked(&self, chosen: &[String]) -> Ticks<'_> {
        let mut ticks = self.unticked();
        chosen.iter().filter_map(|id| self.place(id)).for_each(|place| ticks.tick(place));
        ticks
    }
}

/// Which of the options are chosen.
#[derive(Debug)]
pub(crate) struct Ticks<'a> {
    boxes: &'a Boxes,
    chosen: Set,
    right: usize,
    wrong: usize,
}

impl Ticks<'_> {
    pub(crate) fn tick(&mut self, place: usize) {
        if !self.chosen.contains(place) {
            self.chosen.insert(place);
            *(if self.is_key(place) { &mut self.right } else { &mut self.wrong }) += 1;
        }
    }

    pub(crate) fn counts(&self) -> Counts {
        Counts { options: self.boxes.options, keys: self.boxes.keys.len(), right: self.right, wrong: self.wrong }
    }

    pub(crate) fn is_key(&self, place: usize) -> bool {
        self.boxes.keys.contains(place)
    }

    pub(crate) fn is_chosen(&self, place: usize) -> bool {
        self.chosen.contains(place)
    }

    /// What is stated for each option, and whether it is chosen.
    pub(crate) fn stated(&self) -> impl Iterator<Item = (Stated, bool)> {
        self.boxes.stated.iter().enumerate().map(|(place, stated)| (*stated, self.is_chosen(place)))
    }

    /// One share for each option, in the question's order: `share(is key, is chosen)`.
    pub(crate) fn shares(&self, share: impl Fn(bool, bool) -> Ratio) -> Vec<Ratio> {
        (0..self.boxes.ids.len()).map(|place| share(self.is_key(place), self.is_chosen(place))).collect()
    }

    /// One share for each option, in the question's order: `share(is key)` for a chosen one, otherwise nothing.
    pub(crate) fn shares_of_chosen(&self, share: impl Fn(bool) -> Ratio) -> Vec<Ratio> {
        self.shares(|key, chosen| if chosen { share(key) } else { Ratio::ZERO })
    }
}
