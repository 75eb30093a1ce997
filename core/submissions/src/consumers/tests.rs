use pediafor_kernel::{EventId, GradeId, Timestamp, events::SittingRules};
use serde_json::json;

use super::*;
use crate::{
    Status,
    testing::{Service, assessment, header, paper, student, teacher, version},
};

fn event<T: EventData>(sequence: u64, data: &T) -> Event {
    let id: EventId = "00000000-0000-7000-8000-0000000000ee".parse().unwrap();
    Event::new(id, "/pediafor/elsewhere", &version(), sequence, Timestamp::default(), data)
}

fn published(number: u32) -> AssessmentPublished {
    AssessmentPublished {
        assessment: assessment(),
        version: version(),
        number,
        owner: teacher(),
        title: "Photosynthesis".into(),
        subject: "Biology".into(),
        instructions: "Answer all.".into(),
        sitting: SittingRules { duration_seconds: Some(3600), ..SittingRules::default() },
        paper: serde_json::to_value(paper()).unwrap(),
    }
}

#[tokio::test]
async fn a_version_ends_in_its_latest_state_in_whatever_order_events_arrive_and_repeat() {
    let tidings = [
        event(3, &published(1)),
        event(4, &AssessmentClosed { assessment: assessment(), version: version() }),
        event(5, &AssessmentArchived { assessment: assessment(), version: version() }),
    ];
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0], [0, 2, 1], [2, 0, 1]] {
        let service = Service::new();
        let consumer = RememberPublished::new(service.memory.clone());
        for at in order.into_iter().chain(order) {
            consumer.handle(&tidings[at]).await.unwrap();
        }
        let kept = PublishedVersions::newest(service.memory.as_ref(), assessment()).await.unwrap().unwrap();
        assert_eq!(kept, VersionHeader { state: VersionState::Archived, ..header() }, "{order:?}");
        assert_eq!(PublishedVersions::paper(service.memory.as_ref(), version()).await.unwrap(), Some(paper()));
    }
}

#[tokio::test]
async fn a_paper_that_can_not_be_read_is_malformed_and_leaves_nothing() {
    let service = Service::new();
    let event = event(1, &AssessmentPublished { paper: json!({ "sections": 7 }), ..published(1) });
    let outcome = RememberPublished::new(service.memory.clone()).handle(&event).await;
    assert!(matches!(outcome, Err(HandleError::Malformed(_))), "{outcome:?}");
    assert_eq!(PublishedVersions::newest(service.memory.as_ref(), assessment()).await.unwrap(), None);
}

#[tokio::test]
async fn the_latest_tiding_of_a_grade_is_shown_in_whatever_order_they_arrive() {
    let (service, submission) = Service::started().await;
    let student_actor = crate::testing::sitting_student();
    service.submissions.submit(&student_actor, submission, None).await.unwrap();
    let grade: GradeId = "00000000-0000-7000-8000-0000000000aa".parse().unwrap();
    let completed =
        GradingCompleted { grade, submission, assessment: assessment(), student: student(), points: 1, maximum: 2 };
    let released = GradingReleased {
        grade,
        submission,
        assessment: assessment(),
        title: String::new(),
        student: student(),
        points: 1,
        maximum: 2,
    };
    let waiting = GradingAwaitingMarker { grade, submission, assessment: assessment(), owner: teacher(), waiting: 1 };
    let failed = GradingFailed { submission, assessment: assessment(), reason: "no key".into() };
    let recalled = GradingRecalled { grade, submission, student: student() };
    let consumer = FollowGrading::new(service.memory.clone());

    for (tiding, shown) in [
        (event(9, &failed), Status::MarkingFailed),
        (event(1, &waiting), Status::Grading),
        (event(3, &released), Status::Released),
        (event(2, &completed), Status::Released),
        (event(9, &failed), Status::Released),
        (event(3, &completed), Status::Released),
        (event(4, &recalled), Status::Graded),
        (event(3, &released), Status::Graded),
        (event(5, &released), Status::Released),
    ] {
        consumer.handle(&tiding).await.unwrap();
        let view = service.submissions.get(&student_actor, submission).await.unwrap();
        assert_eq!(view.attempt.status(), shown, "after {} {}", tiding.kind, tiding.sequence);
        assert_eq!(view.attempt.version(), 2, "the projection is no change of the attempt");
    }
}
