use pediafor_gradebook::Percentage;
use pediafor_grading::Verdict;
use poem_openapi::Enum;

/// How far the marking of a submission is: `pending → partially_graded → graded ⇄ released`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum GradeState {
    /// Nothing is marked: the responses could not be read.
    Pending,
    /// What a machine can mark is marked; a person must mark the rest.
    PartiallyGraded,
    /// Every item is marked; the student does not see it.
    Graded,
    /// The student sees it.
    Released,
}

impl From<pediafor_gradebook::GradeState> for GradeState {
    fn from(state: pediafor_gradebook::GradeState) -> Self {
        use pediafor_gradebook::GradeState as State;
        match state {
            State::Pending => Self::Pending,
            State::PartiallyGraded => Self::PartiallyGraded,
            State::Graded => Self::Graded,
            State::Released => Self::Released,
        }
    }
}

/// What became of an item, in a word: by the engine, or by the points that a person gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum ItemVerdict {
    /// Full marks.
    Correct,
    /// Some of the marks.
    Partial,
    /// No marks, or a penalty.
    Incorrect,
    /// Nothing was answered.
    Unanswered,
    /// Only a person can mark it, and none has.
    NeedsHuman,
    /// The response does not fit the question; it earns nothing.
    InvalidResponse,
    /// It was answered, and is never marked: there are no points to earn.
    NotMarked,
}

impl From<Verdict> for ItemVerdict {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Correct => Self::Correct,
            Verdict::Partial => Self::Partial,
            Verdict::Incorrect => Self::Incorrect,
            Verdict::Unanswered => Self::Unanswered,
            Verdict::NeedsHuman => Self::NeedsHuman,
            Verdict::InvalidResponse => Self::InvalidResponse,
            Verdict::NotMarked => Self::NotMarked,
        }
    }
}

/// A percentage as the number it is: the double nearest to its two decimals, which prints as them.
pub(in crate::grading) fn percent(percentage: Percentage) -> f64 {
    percentage.hundredths() as f64 / 100.0
}
