use pediafor_grading::{ENGINE, Item, Outcome, Points, Response, Verdict, mark};
use pediafor_kernel::{Timestamp, UserId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Characters of an item's body that name it where it has no title.
const LABEL_CHARS: usize = 120;

/// A mark that a person gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandMark {
    /// What the item earns.
    pub points: Points,
    /// What the student is told; may be empty.
    pub comment: String,
    /// Why the engine's mark does not hold; `None` on an item that only a person can mark.
    pub reason: Option<String>,
    /// Who gave it.
    pub marker: UserId,
    /// When.
    pub at: Timestamp,
}

/// One item of a grade: what the engine made of the response, and what a person made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradedItem {
    /// The item's id.
    pub item: String,
    /// What to call it in lists.
    pub title: String,
    /// The least a person may give: what the item's own rule can take it down to, zero for most.
    pub minimum: Points,
    /// What the engine made of the response.
    pub outcome: Outcome,
    /// The version of the engine.
    pub engine: String,
    /// What a person made of it.
    pub hand: Option<HandMark>,
}

impl GradedItem {
    /// Marks `response`, a `Response` document as it was submitted; `None` where there is none.
    pub(super) fn mark(item: &Item, response: Option<&Value>) -> Self {
        let outcome = match response.filter(|response| !response.is_null()).map(Response::deserialize) {
            None => mark(item, None),
            Some(Ok(response)) => mark(item, Some(&response)),
            Some(Err(_)) => unreadable(item),
        };
        Self {
            item: item.id.clone(),
            title: label(item),
            minimum: item.minimum(),
            outcome,
            engine: ENGINE.to_owned(),
            hand: None,
        }
    }

    /// Can only a person mark it?
    pub fn needs_person(&self) -> bool {
        self.outcome.verdict == Verdict::NeedsHuman
    }

    /// Does it wait for a person?
    pub fn is_waiting(&self) -> bool {
        self.needs_person() && self.hand.is_none()
    }

    /// What it earns; `None` while it waits.
    pub fn earned(&self) -> Option<Points> {
        match &self.hand {
            Some(hand) => Some(hand.points),
            None if self.is_waiting() => None,
            None => Some(self.outcome.points),
        }
    }

    /// What it could earn.
    pub fn maximum(&self) -> Points {
        self.outcome.maximum
    }

    /// The verdict that stands: the engine's, or what a person's points amount to.
    pub fn verdict(&self) -> Verdict {
        match &self.hand {
            None => self.outcome.verdict,
            Some(_) if self.outcome.verdict == Verdict::NotMarked => Verdict::NotMarked,
            Some(hand) if hand.points >= self.maximum() => Verdict::Correct,
            Some(hand) if hand.points.is_positive() => Verdict::Partial,
            Some(_) => Verdict::Incorrect,
        }
    }
}

/// A response that is no `Response` document earns nothing and stops nothing.
fn unreadable(item: &Item) -> Outcome {
    Outcome {
        verdict: Verdict::InvalidResponse,
        points: Points::ZERO,
        invalid: None,
        parts: Vec::new(),
        ..mark(item, None)
    }
}

/// The item's title, or how its body begins.
fn label(item: &Item) -> String {
    let title = item.title.trim();
    if !title.is_empty() {
        return title.to_owned();
    }
    let line = item.body.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or(&item.id);
    match line.char_indices().nth(LABEL_CHARS) {
        None => line.to_owned(),
        Some((end, _)) => format!("{}…", &line[..end]),
    }
}
