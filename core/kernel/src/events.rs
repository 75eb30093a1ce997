//! The published language: every event of the platform and what it carries.
//!
//! This is the only list. A producer raises one of these, a consumer reads one of these, and neither knows the other.
//! Fields are only ever added, with `#[serde(default)]`; readers ignore what they do not know. Points travel as whole
//! millionths. Papers, items and responses travel as the self-describing documents of `pediafor-grading`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    AssessmentId, EventData, GradeId, NotificationId, Role, SessionId, SubmissionId, Timestamp, UserId, VersionId,
};

macro_rules! events {
    ($($(#[$doc:meta])* $kind:literal $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
            pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }

            impl EventData for $name {
                const TYPE: &'static str = concat!("pediafor.", $kind, ".v1");
            }
        )*

        /// Every type of event there is.
        pub const ALL: &[&str] = &[$($name::TYPE),*];
    };
}

/// How an assessment is sat. All limits are the server's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SittingRules {
    /// Seconds from start to deadline; `None`: until the window closes.
    pub duration_seconds: Option<u32>,
    /// Nobody starts before this.
    pub opens_at: Option<Timestamp>,
    /// Nobody starts or goes on after this.
    pub closes_at: Option<Timestamp>,
    /// Seconds after the deadline in which a save that was under way is still taken.
    pub grace_seconds: u32,
    /// How often one student may sit it.
    pub max_attempts: u32,
    /// Items in an order drawn for each attempt.
    pub shuffle_items: bool,
    /// Options in an order drawn for each attempt.
    pub shuffle_options: bool,
    /// Who may sit it.
    pub audience: Audience,
}

impl Default for SittingRules {
    fn default() -> Self {
        Self {
            duration_seconds: None,
            opens_at: None,
            closes_at: None,
            grace_seconds: 5,
            max_attempts: 1,
            shuffle_items: false,
            shuffle_options: false,
            audience: Audience::AllStudents,
        }
    }
}

/// Who may sit an assessment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Audience {
    /// Every student of the institution.
    #[default]
    AllStudents,
    /// These students.
    Students {
        /// Their accounts.
        students: Vec<UserId>,
    },
}

impl Audience {
    /// Does it hold `user`?
    pub fn includes(&self, user: UserId) -> bool {
        match self {
            Audience::AllStudents => true,
            Audience::Students { students } => students.contains(&user),
        }
    }
}

/// How an assessment is marked and what a student sees afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MarkingRules {
    /// When results become visible.
    pub release: ReleasePolicy,
    /// What is visible then.
    pub review: Review,
    /// The share of the maximum, in per cent, from which the assessment counts as passed.
    pub pass_percent: Option<u8>,
    /// Whether a total below zero counts as zero.
    pub floor_at_zero: bool,
}

impl Default for MarkingRules {
    fn default() -> Self {
        Self { release: ReleasePolicy::default(), review: Review::default(), pass_percent: None, floor_at_zero: true }
    }
}

/// When results become visible to the student.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReleasePolicy {
    /// As soon as every item is marked.
    #[default]
    Immediate,
    /// When the teacher says so.
    Held,
}

/// What a student sees of a released result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Review {
    /// Points per item, not only the total.
    pub marks: bool,
    /// The responses given.
    pub responses: bool,
    /// What would have been right.
    pub keys: bool,
    /// Explanations and feedback.
    pub explanations: bool,
}

impl Default for Review {
    fn default() -> Self {
        Self { marks: true, responses: true, keys: false, explanations: true }
    }
}

/// Who closed an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosedBy {
    /// The student handed it in.
    Student,
    /// The server took what it held at the deadline.
    Deadline,
}

events! {
    /// A session ended before its time; kept until its tokens would have expired.
    "session.revoked" SessionRevoked {
        /// The session.
        session: SessionId,
        /// Whose it was.
        user: UserId,
        /// When the last of its access tokens runs out.
        expires_at: Timestamp,
    }

    /// An account was made.
    "user.registered" UserRegistered {
        /// The account.
        user: UserId,
        /// What it is.
        role: Role,
        /// The name to show.
        name: String,
        /// The address to write to.
        email: String,
    }

    /// Name or address changed.
    "user.profile_updated" UserProfileUpdated {
        /// The account.
        user: UserId,
        /// What it is.
        role: Role,
        /// The name to show.
        name: String,
        /// The address to write to.
        email: String,
    }

    /// An account became something else. It says the name, too: who keeps [`people`](crate::people) needs the latest
    /// event alone, in whatever order they come.
    "user.role_changed" UserRoleChanged {
        /// The account.
        user: UserId,
        /// What it is now.
        role: Role,
        /// The name to show.
        name: String,
    }

    /// An account may no longer sign in.
    "user.deactivated" UserDeactivated {
        /// The account.
        user: UserId,
    }

    /// An account may sign in again.
    "user.reactivated" UserReactivated {
        /// The account.
        user: UserId,
    }

    /// A draft was made.
    "assessment.created" AssessmentCreated {
        /// The assessment.
        assessment: AssessmentId,
        /// Its author.
        owner: UserId,
        /// Its title.
        title: String,
    }

    /// A draft was changed.
    "assessment.updated" AssessmentUpdated {
        /// The assessment.
        assessment: AssessmentId,
        /// Its author.
        owner: UserId,
        /// Its title.
        title: String,
    }

    /// A version can be sat from now on: everything a student may see, and no key.
    "assessment.published" AssessmentPublished {
        /// The assessment.
        assessment: AssessmentId,
        /// The version.
        version: VersionId,
        /// The version's number, from 1.
        number: u32,
        /// The author.
        owner: UserId,
        /// The title.
        title: String,
        /// The subject taught.
        subject: String,
        /// What to do, shown before the start.
        instructions: String,
        /// How it is sat.
        sitting: SittingRules,
        /// The sections with their items, without keys: a `PaperMaterial` document of `pediafor-grading`.
        paper: Value,
    }

    /// The same version's keys. Bound by the grading service alone.
    "assessment.key_published" AssessmentKeyPublished {
        /// The assessment.
        assessment: AssessmentId,
        /// The version.
        version: VersionId,
        /// The version's number, from 1.
        number: u32,
        /// The author.
        owner: UserId,
        /// The title.
        title: String,
        /// How it is marked and reviewed.
        marking: MarkingRules,
        /// The items with their keys: an array of `Item` documents of `pediafor-grading`.
        items: Value,
    }

    /// Nobody starts this version any more; who is sitting it goes on to the deadline.
    "assessment.closed" AssessmentClosed {
        /// The assessment.
        assessment: AssessmentId,
        /// The version.
        version: VersionId,
    }

    /// Out of sight, kept for the record.
    "assessment.archived" AssessmentArchived {
        /// The assessment.
        assessment: AssessmentId,
        /// The version.
        version: VersionId,
    }

    /// A draft that was never published is gone.
    "assessment.deleted" AssessmentDeleted {
        /// The assessment.
        assessment: AssessmentId,
    }

    /// A student began.
    "submission.started" SubmissionStarted {
        /// The submission.
        submission: SubmissionId,
        /// The assessment.
        assessment: AssessmentId,
        /// The version taken.
        version: VersionId,
        /// Who.
        student: UserId,
        /// Until when, where there is an end.
        deadline: Option<Timestamp>,
    }

    /// An attempt is closed, with all it holds.
    "submission.submitted" SubmissionSubmitted {
        /// The submission.
        submission: SubmissionId,
        /// The assessment.
        assessment: AssessmentId,
        /// The version taken.
        version: VersionId,
        /// Which sitting of this student, from 1.
        attempt: u32,
        /// Who.
        student: UserId,
        /// When it counts as handed in: the deadline where the server closed it.
        submitted_at: Timestamp,
        /// Who closed it.
        closed_by: ClosedBy,
        /// From which the paper was drawn, in hexadecimal.
        seed: String,
        /// Responses by item id: `Response` documents of `pediafor-grading`.
        responses: Value,
    }

    /// Every item of a submission is marked.
    "grading.completed" GradingCompleted {
        /// The grade.
        grade: GradeId,
        /// The submission.
        submission: SubmissionId,
        /// The assessment.
        assessment: AssessmentId,
        /// Who sat it.
        student: UserId,
        /// Points earned, in millionths.
        points: i64,
        /// Points to be had, in millionths.
        maximum: i64,
    }

    /// A machine marked what it can; a person must mark the rest.
    "grading.awaiting_marker" GradingAwaitingMarker {
        /// The grade.
        grade: GradeId,
        /// The submission.
        submission: SubmissionId,
        /// The assessment.
        assessment: AssessmentId,
        /// Who owns the assessment.
        owner: UserId,
        /// How many items wait.
        waiting: u32,
    }

    /// A submission could not be marked.
    "grading.failed" GradingFailed {
        /// The submission.
        submission: SubmissionId,
        /// The assessment.
        assessment: AssessmentId,
        /// Why, for the teacher.
        reason: String,
    }

    /// Somebody wrote feedback on a submission.
    "grading.feedback_updated" GradingFeedbackUpdated {
        /// The grade.
        grade: GradeId,
        /// The submission.
        submission: SubmissionId,
        /// Who sat it.
        student: UserId,
    }

    /// The student may see the result.
    "grading.released" GradingReleased {
        /// The grade.
        grade: GradeId,
        /// The submission.
        submission: SubmissionId,
        /// The assessment.
        assessment: AssessmentId,
        /// Its title.
        title: String,
        /// Who sat it.
        student: UserId,
        /// Points earned, in millionths.
        points: i64,
        /// Points to be had, in millionths.
        maximum: i64,
    }

    /// The result is hidden again.
    "grading.recalled" GradingRecalled {
        /// The grade.
        grade: GradeId,
        /// The submission.
        submission: SubmissionId,
        /// Who sat it.
        student: UserId,
    }

    /// A message arrived in somebody's inbox.
    "notification.created" NotificationCreated {
        /// The message.
        notification: NotificationId,
        /// Whose inbox.
        user: UserId,
    }
}
