//! How an assessment is sat and marked, as the API writes it.

use pediafor_kernel::events;

use crate::items::document::document;

document! {
    /// How an assessment is sat.
    read_strictly SittingRulesDto(events::SittingRules) as schema::SittingRules;
    /// How an assessment is marked.
    read_strictly MarkingRulesDto(events::MarkingRules) as schema::MarkingRules;
}

/// What the rules look like, for OpenAPI.
mod schema {
    use poem_openapi::{Enum, Object, Union};

    use crate::base::Instant;

    /// How an assessment is sat. All limits are the server's.
    #[derive(Object)]
    #[oai(deny_unknown_fields)]
    pub(super) struct SittingRules {
        /// Seconds from start to deadline, at most 31 days; absent: until the window closes.
        #[oai(validator(maximum(value = "2678400")))]
        duration_seconds: Option<u32>,
        /// Nobody starts before this.
        opens_at: Option<Instant>,
        /// Nobody starts or goes on after this.
        closes_at: Option<Instant>,
        /// Seconds after the deadline in which a save that was under way is still taken; absent: 5.
        #[oai(validator(maximum(value = "3600")))]
        grace_seconds: Option<u32>,
        /// How often one student may sit it; absent: once.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        max_attempts: Option<u32>,
        /// Whether items come in an order drawn for each attempt.
        #[oai(default)]
        shuffle_items: bool,
        /// Whether options come in an order drawn for each attempt.
        #[oai(default)]
        shuffle_options: bool,
        /// Who may sit it; absent: every student.
        audience: Option<Audience>,
    }

    /// Who may sit an assessment.
    #[derive(Union)]
    #[oai(discriminator_name = "type", one_of)]
    pub(super) enum Audience {
        /// Every student of the institution.
        #[oai(mapping = "all_students")]
        AllStudents(EveryStudent),
        /// The students named.
        #[oai(mapping = "students")]
        Students(NamedStudents),
    }

    /// Every student of the institution.
    #[derive(Object)]
    pub(super) struct EveryStudent {}

    /// The students named.
    #[derive(Object)]
    pub(super) struct NamedStudents {
        /// Their accounts.
        #[oai(validator(max_items = "5000"))]
        students: Vec<uuid::Uuid>,
    }

    /// How an assessment is marked and what a student sees afterwards.
    #[derive(Object)]
    #[oai(deny_unknown_fields)]
    pub(super) struct MarkingRules {
        /// When results become visible; absent: immediately.
        release: Option<ReleasePolicy>,
        /// What is visible then.
        review: Option<Review>,
        /// The share of the maximum, in per cent, from which the assessment counts as passed.
        #[oai(validator(maximum(value = "100")))]
        pass_percent: Option<u8>,
        /// Whether a total below zero counts as zero; absent: it does.
        floor_at_zero: Option<bool>,
    }

    /// When results become visible to the student.
    #[derive(Enum)]
    #[oai(rename_all = "snake_case")]
    pub(super) enum ReleasePolicy {
        /// As soon as every item is marked.
        Immediate,
        /// When the teacher says so.
        Held,
    }

    /// What a student sees of a released result.
    #[derive(Object)]
    #[oai(deny_unknown_fields)]
    pub(super) struct Review {
        /// Points per item, not only the total; absent: visible.
        marks: Option<bool>,
        /// The responses given; absent: visible.
        responses: Option<bool>,
        /// What would have been right; absent: hidden.
        keys: Option<bool>,
        /// Explanations and feedback; absent: visible.
        explanations: Option<bool>,
    }
}
