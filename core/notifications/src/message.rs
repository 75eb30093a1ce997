use std::{fmt, str::FromStr};

use pediafor_kernel::{AssessmentId, SubmissionId, Timestamp, events::ClosedBy};
use serde::{Deserialize, Serialize};

/// What a message is about. Clients choose icon, wording and link by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotificationKind {
    /// To a student: a result can be seen.
    ResultsReleased,
    /// To a teacher: answers wait for a person to mark them.
    AnswersWaiting,
    /// To a student: the answers arrived.
    SubmissionReceived,
}

/// Text that names no kind of message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a kind of notification")]
pub struct UnknownKind;

impl NotificationKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::ResultsReleased, Self::AnswersWaiting, Self::SubmissionReceived];

    /// The kind's name as it is stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ResultsReleased => "results_released",
            Self::AnswersWaiting => "answers_waiting",
            Self::SubmissionReceived => "submission_received",
        }
    }
}

impl fmt::Display for NotificationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for NotificationKind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownKind)
    }
}

/// What is said, about what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What it is about.
    pub kind: NotificationKind,
    /// One line.
    pub title: String,
    /// A sentence or two, plain text.
    pub body: String,
    /// The assessment to open, where there is one.
    pub assessment: Option<AssessmentId>,
    /// The submission to open, where there is one.
    pub submission: Option<SubmissionId>,
    /// How many things it counts together.
    pub count: u32,
}

impl Message {
    /// To the student: the result of `submission` can be seen.
    pub fn results_released(assessment: AssessmentId, submission: SubmissionId, title: &str) -> Self {
        Self {
            kind: NotificationKind::ResultsReleased,
            title: format!("Results are out: {title}"),
            body: "Your result can be seen now.".into(),
            assessment: Some(assessment),
            submission: Some(submission),
            count: 1,
        }
    }

    /// To the owner of `assessment`: `waiting` answers wait for a person.
    pub fn answers_waiting(assessment: AssessmentId, title: Option<&str>, waiting: u32) -> Self {
        let what =
            if waiting == 1 { "1 answer waits for you".into() } else { format!("{waiting} answers wait for you") };
        Self {
            kind: NotificationKind::AnswersWaiting,
            title: about(&what, title),
            body: "They can't be marked automatically; the rest of each submission is marked already.".into(),
            assessment: Some(assessment),
            submission: None,
            count: waiting,
        }
    }

    /// To the student: the answers of `submission` arrived and count as handed in at `at`.
    pub fn submission_received(
        assessment: AssessmentId,
        submission: SubmissionId,
        title: Option<&str>,
        at: Timestamp,
        closed_by: ClosedBy,
    ) -> Self {
        let at = at.instant().format("%Y-%m-%d %H:%M:%S UTC");
        let body = match closed_by {
            ClosedBy::Student => format!("Your answers were handed in at {at}."),
            ClosedBy::Deadline => format!("Time ran out; your answers as saved were handed in at {at}."),
        };
        Self {
            kind: NotificationKind::SubmissionReceived,
            title: about("Your answers were received", title),
            body,
            assessment: Some(assessment),
            submission: Some(submission),
            count: 1,
        }
    }

    /// What it is about, as one text: a person has at most one unread message per topic.
    pub fn topic(&self) -> String {
        let part = |id: Option<String>| id.unwrap_or_else(|| "-".into());
        format!(
            "{}:{}:{}",
            self.kind,
            part(self.assessment.map(|id| id.to_string())),
            part(self.submission.map(|id| id.to_string())),
        )
    }
}

fn about(what: &str, title: Option<&str>) -> String {
    title.map_or_else(|| what.to_owned(), |title| format!("{what}: {title}"))
}

#[cfg(test)]
mod tests {
    use pediafor_kernel::{IdSource, mock::Counting};

    use super::*;

    #[test]
    fn one_answer_waits_and_two_answers_wait() {
        let assessment = AssessmentId::from_uuid(Counting::default().next());
        assert_eq!(Message::answers_waiting(assessment, None, 1).title, "1 answer waits for you");
        assert_eq!(Message::answers_waiting(assessment, Some("Art"), 2).title, "2 answers wait for you: Art");
    }

    #[test]
    fn a_receipt_says_when_and_by_whom_the_attempt_was_closed() {
        let ids = Counting::default();
        let (assessment, submission) = (AssessmentId::from_uuid(ids.next()), SubmissionId::from_uuid(ids.next()));
        let at = "2026-03-01T09:00:00.5Z".parse().unwrap();
        let body =
            |closed_by| Message::submission_received(assessment, submission, Some("Art"), at, closed_by).body.clone();
        assert_eq!(body(ClosedBy::Student), "Your answers were handed in at 2026-03-01 09:00:00 UTC.");
        assert!(body(ClosedBy::Deadline).starts_with("Time ran out;"), "{}", body(ClosedBy::Deadline));
    }

    #[test]
    fn answers_of_one_assessment_share_a_topic_and_results_of_two_submissions_do_not() {
        let ids = Counting::default();
        let assessment = AssessmentId::from_uuid(ids.next());
        let waiting = |n| Message::answers_waiting(assessment, None, n).topic();
        assert_eq!(waiting(1), waiting(7));
        let released =
            |ids: &Counting| Message::results_released(assessment, SubmissionId::from_uuid(ids.next()), "Art").topic();
        assert_ne!(released(&ids), released(&ids));
    }

    #[test]
    fn a_kind_is_read_back_from_its_name() {
        for kind in NotificationKind::ALL {
            assert_eq!(kind.to_string().parse(), Ok(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        assert_eq!("mail".parse::<NotificationKind>(), Err(UnknownKind));
    }
}
