use pediafor_kernel::{
    Role,
    events::{Audience, SittingRules, SubmissionStarted, SubmissionSubmitted},
};

use super::once;
use crate::{
    StartRefusal, SubmissionError, VersionState,
    testing::{
        Service, actor, admin, assessment, at, header, other_student, sitting_student, student, teacher, version,
    },
};

#[tokio::test]
async fn a_student_starts_and_the_clock_runs() {
    let service = Service::published(header()).await;
    let started = service.submissions.start(&sitting_student(), assessment(), None).await.unwrap();
    let view = started.submission;
    assert!(!started.resumed);
    assert_eq!((view.title.as_str(), view.version_number), ("Photosynthesis", 1));
    assert_eq!((view.timing.deadline, view.timing.remaining_millis), (Some(at(3600)), Some(3_600_000)));

    let outbox = service.memory.outbox();
    let event: SubmissionStarted = outbox[0].data().unwrap();
    assert_eq!((outbox.len(), outbox[0].sequence), (1, 1));
    assert_eq!(outbox[0].subject, view.attempt.id().to_string());
    assert_eq!((event.student, event.version, event.deadline), (student(), version(), Some(at(3600))));
}

#[tokio::test]
async fn whoever_starts_again_goes_on_with_the_open_attempt() {
    let (service, first) = Service::started().await;
    service.clock.advance_millis(1000);
    service.memory_state(VersionState::Closed).await;
    let again = service.submissions.start(&sitting_student(), assessment(), None).await.unwrap();
    assert!(again.resumed, "even after the assessment was closed to others");
    assert_eq!(again.submission.attempt.id(), first);
    assert_eq!(again.submission.timing.remaining_millis, Some(3_599_000));
    assert_eq!(service.memory.outbox().len(), 1);
}

#[tokio::test]
async fn a_start_repeated_under_its_key_tells_the_same_and_another_request_under_it_is_refused() {
    let service = Service::published(header()).await;
    let student = sitting_student();
    let wish = once("submissions.start", "k", 1);
    let first = service.submissions.start(&student, assessment(), Some(&wish)).await.unwrap();
    let again = service.submissions.start(&student, assessment(), Some(&wish)).await.unwrap();
    assert_eq!(first.submission.attempt, again.submission.attempt);
    assert!(!again.resumed);
    let other = once("submissions.start", "k", 2);
    let outcome = service.submissions.start(&student, assessment(), Some(&other)).await;
    assert!(matches!(outcome, Err(SubmissionError::OtherRequest)), "{outcome:?}");
}

#[tokio::test]
async fn who_may_not_sit_it_is_told_no_more_than_they_may_know() {
    let mut header = header();
    header.sitting.audience = Audience::Students { students: vec![student()] };
    let service = Service::published(header).await;
    for outsider in [actor(teacher(), Role::Teacher), actor(admin(), Role::Admin)] {
        let outcome = service.submissions.start(&outsider, assessment(), None).await;
        assert!(matches!(outcome, Err(SubmissionError::StudentsOnly)), "{outcome:?}");
    }
    let outcome = service.submissions.start(&actor(other_student(), Role::Student), assessment(), None).await;
    assert!(matches!(outcome, Err(SubmissionError::AssessmentNotFound)), "{outcome:?}");
    let unknown = "00000000-0000-7000-8000-0000000000ff".parse().unwrap();
    let outcome = service.submissions.start(&sitting_student(), unknown, None).await;
    assert!(matches!(outcome, Err(SubmissionError::AssessmentNotFound)), "{outcome:?}");
}

#[tokio::test]
async fn attempts_run_out_and_an_abandoned_one_counts() {
    let mut header = header();
    header.sitting.max_attempts = 2;
    let service = Service::published(header).await;
    let student = sitting_student();
    for number in 1..=2 {
        let started = service.submissions.start(&student, assessment(), None).await.unwrap();
        assert_eq!(started.submission.attempt.record().number, number);
        service.submissions.abandon(&student, started.submission.attempt.id()).await.unwrap();
    }
    let outcome = service.submissions.start(&student, assessment(), None).await;
    let expected = StartRefusal::NoAttemptsLeft { max_attempts: 2 };
    assert!(matches!(outcome, Err(SubmissionError::Start(refusal)) if refusal == expected), "{outcome:?}");
}

#[tokio::test]
async fn an_attempt_whose_time_is_over_is_closed_and_does_not_stand_in_the_way() {
    let mut header = header();
    header.sitting = SittingRules { max_attempts: 2, ..header.sitting };
    let service = Service::published(header).await;
    let student = sitting_student();
    let first = service.submissions.start(&student, assessment(), None).await.unwrap().submission.attempt.id();
    service.clock.set(at(10_000));
    let second = service.submissions.start(&student, assessment(), None).await.unwrap();
    assert!(!second.resumed);
    assert_eq!(second.submission.attempt.record().number, 2);
    let closed = service.submissions.get(&student, first).await.unwrap();
    assert_eq!(closed.attempt.receipt().unwrap().submitted_at, at(3600));
    let submitted = service.memory.outbox().iter().filter(|event| event.is::<SubmissionSubmitted>()).count();
    assert_eq!(submitted, 1);
}

#[tokio::test]
async fn two_attempts_are_drawn_from_two_seeds() {
    let service = Service::published(header()).await;
    let one = service.submissions.start(&sitting_student(), assessment(), None).await.unwrap();
    let two = service.submissions.start(&actor(other_student(), Role::Student), assessment(), None).await.unwrap();
    assert_ne!(one.submission.attempt.record().seed, two.submission.attempt.record().seed);
}
