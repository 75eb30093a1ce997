use std::sync::Arc;

use pediafor_assessments::{Assessments, Change, Publish, Schedule};
use pediafor_kernel::AssessmentId;
use poem::web::Data;
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};

use super::views::Authored;
use crate::base::{ApiError, Bearer, Idempotency, IfMatch, Instant, Tag};

#[derive(Debug, Clone, Copy)]
pub struct PublishAssessment;

/// When a draft is published by itself.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct PublicationSchedule {
    /// From when on: later than now.
    publish_at: Instant,
}

#[OpenApi]
impl PublishAssessment {
    /// Publish a draft.
    ///
    /// Students can sit it from now on, and the version before is closed. Everything that keeps it from being sat is
    /// told at once, with pointers into the draft.
    #[oai(
        path = "/assessments/:id/publish",
        method = "post",
        operation_id = "publish_assessment",
        tag = "Tag::Assessments"
    )]
    async fn publish_assessment(
        &self,
        Bearer(actor): Bearer,
        assessments: Data<&Arc<Assessments>>,
        /// The assessment.
        id: Path<uuid::Uuid>,
        #[oai(name = "If-Match")] if_match: IfMatch,
        #[oai(name = "Idempotency-Key")] idempotency: Idempotency,
    ) -> Result<Authored, ApiError> {
        let once = idempotency.once(&actor, "assessment.publish");
        let assessment = AssessmentId::from_uuid(id.0);
        let command = Publish { assessment, expected: if_match.expected(), once };
        Ok((&assessments.publish(&actor, command).await?).into())
    }

    /// Schedule a draft.
    ///
    /// It is published by itself at the time given, and can't be edited until it is unscheduled.
    #[oai(
        path = "/assessments/:id/schedule",
        method = "post",
        operation_id = "schedule_assessment",
        tag = "Tag::Assessments"
    )]
    async fn schedule_assessment(
        &self,
        Bearer(actor): Bearer,
        assessments: Data<&Arc<Assessments>>,
        /// The assessment.
        id: Path<uuid::Uuid>,
        #[oai(name = "If-Match")] if_match: IfMatch,
        Json(body): Json<PublicationSchedule>,
    ) -> Result<Authored, ApiError> {
        let assessment = AssessmentId::from_uuid(id.0);
        let command = Schedule { assessment, publish_at: body.publish_at.into(), expected: if_match.expected() };
        Ok((&assessments.schedule(&actor, command).await?).into())
    }

    /// Unschedule a draft.
    ///
    /// It can be edited again.
    #[oai(
        path = "/assessments/:id/unschedule",
        method = "post",
        operation_id = "unschedule_assessment",
        tag = "Tag::Assessments"
    )]
    async fn unschedule_assessment(
        &self,
        Bearer(actor): Bearer,
        assessments: Data<&Arc<Assessments>>,
        /// The assessment.
        id: Path<uuid::Uuid>,
        #[oai(name = "If-Match")] if_match: IfMatch,
    ) -> Result<Authored, ApiError> {
        let command = Change { assessment: AssessmentId::from_uuid(id.0), expected: if_match.expected() };
        Ok((&assessments.unschedule(&actor, command).await?).into())
    }
}
