//! What a student sees of a grade. These types have no room for anything else.

use pediafor_grading::{Feedback, Item, PaperItem, PartOutcome, Points, Response, Verdict, mark};
use pediafor_kernel::{AssessmentId, SubmissionId, Timestamp, events::Review};

use crate::{Grade, GradeState, GradeSummary, GradedItem, MarkingKey, Totals};

/// What a student always knows: that the submission is being marked, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudentGrade {
    /// The submission.
    pub submission: SubmissionId,
    /// The assessment.
    pub assessment: AssessmentId,
    /// Its title.
    pub title: String,
    /// Which sitting, from 1.
    pub attempt: u32,
    /// When it was handed in.
    pub submitted_at: Timestamp,
    /// How far the marking is.
    pub state: GradeState,
    /// The totals; there only once the result is released.
    pub released: Option<ReleasedTotals>,
}

/// The totals of a released result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReleasedTotals {
    /// What the submission earned.
    pub totals: Totals,
    /// Since when the student may see it.
    pub released_at: Timestamp,
}

impl From<GradeSummary> for StudentGrade {
    fn from(summary: GradeSummary) -> Self {
        let shown = summary.released_at.filter(|_| summary.state == GradeState::Released);
        Self {
            submission: summary.submission,
            assessment: summary.assessment,
            title: summary.title,
            attempt: summary.attempt,
            submitted_at: summary.submitted_at,
            state: summary.state,
            released: shown.map(|released_at| ReleasedTotals { totals: summary.totals, released_at }),
        }
    }
}

/// A student's own result: the totals and feedback on the whole once it is released, and of each item what the
/// assessment's review rules allow.
#[derive(Debug, Clone, PartialEq)]
pub struct StudentResult {
    /// What is always known, with the totals once released.
    pub grade: StudentGrade,
    /// Feedback on the whole, Markdown; there only once released, and where there is any.
    pub feedback: Option<String>,
    /// The items, in the author's order; none before the release, or where the rules allow nothing about them.
    pub items: Vec<StudentItem>,
}

/// One item of a released result: each part is there only where the review rules allow it.
#[derive(Debug, Clone, PartialEq)]
pub struct StudentItem {
    /// The item's id, as on the student's paper.
    pub item: String,
    /// What to call it.
    pub title: String,
    /// What was asked; there where the response or the key is.
    pub question: Option<PaperItem>,
    /// What it earned.
    pub marks: Option<StudentMarks>,
    /// What was answered; `None` also where nothing was, or where it could not be read.
    pub response: Option<Response>,
    /// What would have been right.
    pub key: Option<Vec<KeyPart>>,
    /// Why, and what was said to it.
    pub explanation: Option<StudentExplanation>,
}

/// What an item earned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StudentMarks {
    /// Points earned.
    pub points: Points,
    /// Points to be had.
    pub maximum: Points,
    /// In a word.
    pub verdict: Verdict,
}

/// What would have been right in one part of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPart {
    /// The option, source, gap, area, position or composite's part; empty where the item has one part only.
    pub part: String,
    /// What would have been right there; `None`: nothing, such as an option that should not have been chosen.
    pub expected: Option<String>,
    /// The same of each part of a composite's part; empty where that is a whole by itself.
    pub parts: Vec<KeyPart>,
}

/// What is said to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudentExplanation {
    /// Why the key is the key, Markdown; may be empty.
    pub explanation: String,
    /// The author's feedback for the verdict that stands, Markdown; may be empty.
    pub feedback: String,
    /// What the author says to single parts of the answer, such as the chosen option.
    pub parts: Vec<PartFeedback>,
    /// The marker's comment; may be empty.
    pub comment: String,
}

/// What the author says to one part of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartFeedback {
    /// The option, source, gap, area, position or composite's part; empty where the item has one part only.
    pub part: String,
    /// What is said, Markdown; may be empty where something is said to its parts.
    pub feedback: String,
    /// What is said to parts of a composite's part.
    pub parts: Vec<PartFeedback>,
}

impl StudentResult {
    /// What the student who sat it may see of `grade`, marked by `key`.
    pub fn of(grade: &Grade, key: &MarkingKey) -> Self {
        let header = StudentGrade::from(GradeSummary::from(grade));
        if header.released.is_none() {
            return Self { grade: header, feedback: None, items: Vec::new() };
        }
        let record = grade.record();
        let review = record.marking.review;
        let items = if anything(review) {
            record.items.iter().map(|item| student_item(item, grade, key, review)).collect()
        } else {
            Vec::new()
        };
        let feedback = Some(record.feedback.clone()).filter(|feedback| !feedback.is_empty());
        Self { grade: header, feedback, items }
    }
}

fn anything(review: Review) -> bool {
    review.marks || review.responses || review.keys || review.explanations
}

fn student_item(graded: &GradedItem, grade: &Grade, key: &MarkingKey, review: Review) -> StudentItem {
    let item = key.item(&graded.item);
    StudentItem {
        item: graded.item.clone(),
        title: graded.title.clone(),
        question: item.filter(|_| review.responses || review.keys).map(Item::to_paper),
        marks: review.marks.then(|| StudentMarks {
            points: graded.earned().unwrap_or_default(),
            maximum: graded.maximum(),
            verdict: graded.verdict(),
        }),
        response: review.responses.then(|| grade.response(&graded.item)).flatten(),
        key: item.filter(|_| review.keys).map(key_parts),
        explanation: review.explanations.then(|| explanation(graded, item)),
    }
}

fn explanation(graded: &GradedItem, item: Option<&Item>) -> StudentExplanation {
    StudentExplanation {
        explanation: item.map(|item| item.explanation.clone()).unwrap_or_default(),
        feedback: item.map(|item| feedback(&item.feedback, graded.verdict())).unwrap_or_default().to_owned(),
        parts: spoken(&graded.outcome.parts),
        comment: graded.hand.as_ref().map(|hand| hand.comment.clone()).unwrap_or_default(),
    }
}

/// What is said to these parts, and to theirs, and nothing else about them.
fn spoken(parts: &[PartOutcome]) -> Vec<PartFeedback> {
    let said = parts.iter().map(|part| PartFeedback {
        part: part.part.clone(),
        feedback: part.feedback.clone(),
        parts: spoken(&part.parts),
    });
    said.filter(|part| !(part.feedback.is_empty() && part.parts.is_empty())).collect()
}

fn feedback(feedback: &Feedback, verdict: Verdict) -> &str {
    match verdict {
        Verdict::Correct => &feedback.correct,
        Verdict::Partial => &feedback.partial,
        Verdict::Incorrect => &feedback.incorrect,
        Verdict::Unanswered | Verdict::InvalidResponse | Verdict::NeedsHuman | Verdict::NotMarked => "",
    }
}

/// What the engine would have expected in each part, whatever was answered.
fn key_parts(item: &Item) -> Vec<KeyPart> {
    expected(mark(item, None).parts)
}

fn expected(parts: Vec<PartOutcome>) -> Vec<KeyPart> {
    let key = |part: PartOutcome| KeyPart { part: part.part, expected: part.expected, parts: expected(part.parts) };
    parts.into_iter().map(key).collect()
}

#[cfg(test)]
mod tests {
    use pediafor_kernel::{GradeId, IdSource, UserId, mock::Counting};

    use super::*;
    use crate::{
        Marking,
        sample::{SECRET, Sample, responses},
    };

    const NOTHING: Review = Review { marks: false, responses: false, keys: false, explanations: false };

    /// A grade with everything in it that can be, released or not, and its key.
    fn grade(review: Review, released: bool) -> (Grade, MarkingKey) {
        let ids = Counting::default();
        let teacher = UserId::from_uuid(ids.next());
        let mut sample = Sample::new(&ids, teacher);
        sample.marking.review = review;
        let submitted = sample.submission(&ids, UserId::from_uuid(ids.next()), Timestamp::default(), responses());
        let now = Timestamp::default();
        let mut grade = Grade::mark(GradeId::from_uuid(ids.next()), &sample.key(), &submitted, now);
        let comment = format!("{SECRET}: nearly");
        let essay = Marking { points: Points::whole(3), comment, reason: None };
        grade.mark_item("essay", essay, teacher, now).unwrap();
        let override_reason = Some(format!("{SECRET}: reason"));
        let override_ = Marking { points: Points::whole(1), comment: String::new(), reason: override_reason };
        grade.mark_item("capital", override_, teacher, now).unwrap();
        grade.write_feedback("well done altogether".into(), teacher, now);
        if released {
            grade.release(Some(teacher), now).unwrap();
        }
        (grade, sample.key())
    }

    #[test]
    fn before_the_release_a_student_sees_the_state_alone() {
        let all = Review { marks: true, responses: true, keys: true, explanations: true };
        let (grade, key) = grade(all, false);
        let result = StudentResult::of(&grade, &key);
        assert_eq!(result.grade.state, GradeState::Graded);
        assert_eq!((result.grade.released, result.feedback, result.items), (None, None, vec![]));
    }

    #[test]
    fn after_the_release_the_totals_are_always_there() {
        let (grade, key) = grade(NOTHING, true);
        let result = StudentResult::of(&grade, &key);
        let totals = result.grade.released.unwrap().totals;
        assert_eq!((totals.points, totals.maximum, totals.passed), (Points::whole(7), Points::whole(10), Some(true)));
        assert_eq!(result.feedback.as_deref(), Some("well done altogether"));
        assert_eq!(result.items, []);
    }

    #[test]
    fn each_flag_shows_its_part_and_no_other() {
        for bits in 1..16_u8 {
            let review = Review {
                marks: bits & 1 != 0,
                responses: bits & 2 != 0,
                keys: bits & 4 != 0,
                explanations: bits & 8 != 0,
            };
            let (grade, key) = grade(review, true);
            let result = StudentResult::of(&grade, &key);
            assert_eq!(result.items.len(), 3);
            for item in &result.items {
                assert_eq!(item.marks.is_some(), review.marks, "{review:?}");
                assert_eq!(item.response.is_some(), review.responses, "{review:?}");
                assert_eq!(item.key.is_some(), review.keys, "{review:?}");
                assert_eq!(item.explanation.is_some(), review.explanations, "{review:?}");
                assert_eq!(item.question.is_some(), review.responses || review.keys, "{review:?}");
            }
            let shown = format!("{result:?}");
            assert_eq!(shown.contains(SECRET), review.explanations, "{shown}");
            assert!(!shown.contains(&format!("{SECRET}: reason")), "why a mark was overridden is the markers' own");
            assert!(!shown.contains("marking_guide") && !shown.contains("argument"), "{shown}");
        }
    }

    #[test]
    fn what_is_shown_is_what_stands() {
        let all = Review { marks: true, responses: true, keys: true, explanations: true };
        let (grade, key) = grade(all, true);
        let [capital, answer, essay] = &StudentResult::of(&grade, &key).items[..] else { panic!() };
        let marks = |item: &StudentItem| item.marks.map(|marks| (marks.points, marks.verdict));
        assert_eq!(marks(capital), Some((Points::whole(1), Verdict::Partial)), "as overridden");
        assert_eq!(marks(answer), Some((Points::whole(3), Verdict::Correct)));
        assert_eq!(marks(essay), Some((Points::whole(3), Verdict::Partial)));
        assert_eq!(
            capital.key,
            Some(vec![KeyPart { part: String::new(), expected: Some("paris".into()), parts: vec![] }])
        );
        assert_eq!(answer.key.as_ref().unwrap()[0].expected.as_deref(), Some("42"));
        assert_eq!(capital.explanation.as_ref().unwrap().feedback, "", "partial says nothing there");
        let essay = essay.explanation.as_ref().unwrap();
        assert_eq!(essay.comment, format!("{SECRET}: nearly"));
        assert_eq!(essay.feedback, format!("{SECRET}: half way"), "by the points a person gave");
    }

    #[test]
    fn of_a_composite_too_each_flag_shows_its_part_and_no_other() {
        let ids = Counting::default();
        for (keys, explanations) in [(false, false), (false, true), (true, false)] {
            let mut sample = Sample::new(&ids, UserId::from_uuid(ids.next())).immediate();
            sample.marking.review = Review { marks: true, responses: true, keys, explanations };
            sample.items = serde_json::json!([{
                "id": "both", "body": "Two questions.", "points": 2,
                "interaction": {"type": "composite", "parts": [
                    {"id": "which", "interaction": {
                        "type": "multiple_choice", "keys": ["canary"], "options": [
                            {"id": "wrong", "text": "A", "explanation": format!("{SECRET}: no")},
                            {"id": "canary", "text": "B"},
                        ],
                    }},
                    {"id": "what", "interaction": {
                        "type": "short_text", "keys": [{"text": "canary", "feedback": format!("{SECRET}: yes")}],
                    }},
                ]},
            }]);
            let answers = serde_json::json!({"both": {"type": "composite", "parts": {
                "which": {"type": "multiple_choice", "chosen": ["wrong"]},
                "what": {"type": "short_text", "text": "something"},
            }}});
            let student = UserId::from_uuid(ids.next());
            let submitted = sample.submission(&ids, student, Timestamp::default(), answers);
            let grade = Grade::mark(GradeId::from_uuid(ids.next()), &sample.key(), &submitted, Timestamp::default());
            let mut result = StudentResult::of(&grade, &sample.key());
            let both = &mut result.items[0];
            both.question = None;
            let key = both.key.as_ref().map(|parts| (parts[0].parts[1].expected.clone(), parts[1].expected.clone()));
            assert_eq!(key, keys.then(|| (Some("canary".to_owned()), Some("canary".to_owned()))));
            let said = both.explanation.as_ref().map(|said| said.parts.clone());
            let wrong = PartFeedback { part: "wrong".into(), feedback: format!("{SECRET}: no"), parts: Vec::new() };
            let which = PartFeedback { part: "which".into(), feedback: String::new(), parts: vec![wrong] };
            assert_eq!(said, explanations.then(|| vec![which]));
            let shown = format!("{result:?}");
            assert_eq!(shown.contains("canary"), keys, "{shown}");
            assert_eq!(shown.contains(SECRET), explanations, "{shown}");
        }
    }

    #[test]
    fn the_key_is_shown_of_what_was_not_answered_too() {
        let ids = Counting::default();
        let mut sample = Sample::new(&ids, UserId::from_uuid(ids.next())).automatic().immediate();
        sample.marking.review.keys = true;
        let student = UserId::from_uuid(ids.next());
        let submitted = sample.submission(&ids, student, Timestamp::default(), serde_json::json!({}));
        let grade = Grade::mark(GradeId::from_uuid(ids.next()), &sample.key(), &submitted, Timestamp::default());
        let result = StudentResult::of(&grade, &sample.key());
        assert_eq!(result.items[0].key.as_ref().unwrap()[0].expected.as_deref(), Some("paris"));
    }
}
