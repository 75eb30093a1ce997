//! A small published version and submissions of it, for tests.

use pediafor_grading::Item;
use pediafor_kernel::{
    AssessmentId, Event, EventData, EventId, IdSource, SubmissionId, Timestamp, UserId, VersionId,
    events::{AssessmentKeyPublished, ClosedBy, MarkingRules, ReleasePolicy, SubmissionSubmitted},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::MarkingKey;

/// A text that stands in every key, explanation and feedback of [`items`], and in nothing that a student may see.
pub const SECRET: &str = "s3cret";

/// A choice for 2 points that costs half a point when wrong, a numeric for 3 and an essay for 5.
pub fn items() -> Value {
    json!([
        {
            "id": "capital", "title": "Capital", "body": "Which is the capital of France?", "points": 2,
            "interaction": {
                "type": "choice", "key": "paris",
                "options": [
                    {"id": "rome", "text": "Rome", "explanation": format!("{SECRET}: that is Italy's")},
                    {"id": "paris", "text": "Paris"},
                ],
                "scoring": {"rule": "negative_marking", "penalty": 0.5},
            },
            "explanation": format!("{SECRET}: the government sits there"),
            "feedback": {
                "correct": format!("{SECRET}: well done"), "partial": "", "incorrect": format!("{SECRET}: look again"),
            },
        },
        {
            "id": "answer", "title": "", "body": "\n  What is six times seven?\nShow no work.", "points": 3,
            "interaction": {"type": "numeric", "keys": [{"value": "42"}]},
            "explanation": format!("{SECRET}: multiply"),
        },
        {
            "id": "essay", "title": "Essay", "body": "Discuss.", "points": 5,
            "interaction": {"type": "essay", "marking_guide": format!("{SECRET}: look for an argument")},
            "explanation": format!("{SECRET}: there are two sides"),
            "feedback": {"correct": "", "partial": format!("{SECRET}: half way"), "incorrect": ""},
        },
    ])
}

/// A version called "Biology 1" with some or all of [`items`].
#[derive(Debug, Clone)]
pub struct Sample {
    /// The assessment.
    pub assessment: AssessmentId,
    /// The version.
    pub version: VersionId,
    /// Whose it is.
    pub owner: UserId,
    /// How it is marked.
    pub marking: MarkingRules,
    /// Its items.
    pub items: Value,
}

impl Sample {
    /// All items; results held back until somebody releases them.
    pub fn new(ids: &dyn IdSource, owner: UserId) -> Self {
        Self {
            assessment: AssessmentId::from_uuid(ids.next()),
            version: VersionId::from_uuid(ids.next()),
            owner,
            marking: MarkingRules { release: ReleasePolicy::Held, pass_percent: Some(50), ..MarkingRules::default() },
            items: items(),
        }
    }

    /// Without the essay, so that nothing waits for a person.
    #[must_use]
    pub fn automatic(mut self) -> Self {
        if let Value::Array(items) = &mut self.items {
            items.truncate(2);
        }
        self
    }

    /// Results are shown as soon as every item is marked.
    #[must_use]
    pub fn immediate(mut self) -> Self {
        self.marking.release = ReleasePolicy::Immediate;
        self
    }

    /// The key.
    ///
    /// # Panics
    ///
    /// Where the items are no items.
    #[expect(clippy::expect_used, reason = "a sample that can't be read is a mistake in the test")]
    pub fn key(&self) -> MarkingKey {
        MarkingKey {
            version: self.version,
            number: 1,
            assessment: self.assessment,
            owner: self.owner,
            title: "Biology 1".into(),
            marking: self.marking.clone(),
            items: Vec::<Item>::deserialize(&self.items).expect("items"),
        }
    }

    /// The event that publishes the key.
    pub fn published(&self, ids: &dyn IdSource) -> Event {
        let data = AssessmentKeyPublished {
            assessment: self.assessment,
            version: self.version,
            number: 1,
            owner: self.owner,
            title: "Biology 1".into(),
            marking: self.marking.clone(),
            items: self.items.clone(),
        };
        event(ids, &self.version, &data)
    }

    /// What `student` handed in at `at`.
    pub fn submission(
        &self,
        ids: &dyn IdSource,
        student: UserId,
        at: Timestamp,
        responses: Value,
    ) -> SubmissionSubmitted {
        SubmissionSubmitted {
            submission: SubmissionId::from_uuid(ids.next()),
            assessment: self.assessment,
            version: self.version,
            attempt: 1,
            student,
            submitted_at: at,
            closed_by: ClosedBy::Student,
            seed: "00".repeat(32),
            responses,
        }
    }
}

/// Right in the choice and the numeric, something in the essay: 5 of 10 points before the essay is marked.
pub fn responses() -> Value {
    json!({
        "capital": {"type": "choice", "chosen": "paris"},
        "answer": {"type": "numeric", "text": "42"},
        "essay": {"type": "essay", "text": "On the one hand."},
    })
}

/// `data` in its envelope.
pub fn event<T: EventData>(ids: &dyn IdSource, subject: &impl ToString, data: &T) -> Event {
    Event::new(EventId::from_uuid(ids.next()), "/pediafor/test", subject, 1, Timestamp::default(), data)
}
