use pediafor_kernel::{
    Role,
    events::{ClosedBy, SubmissionSubmitted},
};

use super::{once, text};
use crate::{
    AttemptError, State, Status, SubmissionError,
    testing::{Service, actor, assessment, at, header, sitting_student, student, version},
};

fn submitted(service: &Service) -> Vec<SubmissionSubmitted> {
    service.memory.outbox().iter().filter_map(|event| event.data().ok()).collect()
}

#[tokio::test]
async fn a_submit_closes_the_attempt_and_tells_all_responses_once() {
    let (service, id) = Service::started().await;
    let student_actor = sitting_student();
    service.submissions.save_answer(&student_actor, id, text(2, "leaf")).await.unwrap();
    service.clock.set(at(60));
    let first = service.submissions.submit(&student_actor, id, None).await.unwrap();
    assert_eq!((first.receipt.submitted_at, first.receipt.closed_by), (at(60), ClosedBy::Student));
    assert_eq!((first.receipt.answered, first.submission.attempt.status()), (1, Status::Submitted));

    service.clock.set(at(90));
    let second = service.submissions.submit(&student_actor, id, None).await.unwrap();
    assert_eq!(first.receipt, second.receipt);

    let events = submitted(&service);
    assert_eq!(events.len(), 1);
    assert_eq!((events[0].student, events[0].version, events[0].attempt), (student(), version(), 1));
    assert_eq!(events[0].responses["text"]["text"], "leaf");
    assert_eq!(events[0].seed, first.submission.attempt.record().seed.to_string());
    let event = service.memory.outbox().pop().unwrap();
    assert_eq!((event.sequence, event.subject), (2, id.to_string()));

    let outcome = service.submissions.save_answer(&student_actor, id, text(3, "after")).await;
    let closed = AttemptError::NotOpen { state: State::Submitted };
    assert!(matches!(outcome, Err(SubmissionError::Attempt(error)) if error == closed), "{outcome:?}");
}

#[tokio::test]
async fn a_submit_under_a_key_is_replayed_and_the_key_stands_for_nothing_else() {
    let (service, id) = Service::started().await;
    let student = sitting_student();
    let wish = once("submissions.submit", "k", 1);
    let first = service.submissions.submit(&student, id, Some(&wish)).await.unwrap();
    let again = service.submissions.submit(&student, id, Some(&wish)).await.unwrap();
    let other_key = service.submissions.submit(&student, id, Some(&once("submissions.submit", "l", 1))).await.unwrap();
    assert_eq!((&again.receipt, &other_key.receipt), (&first.receipt, &first.receipt));
    let outcome = service.submissions.submit(&student, id, Some(&once("submissions.submit", "k", 2))).await;
    assert!(matches!(outcome, Err(SubmissionError::OtherRequest)), "{outcome:?}");
    assert_eq!(submitted(&service).len(), 1);
}

#[tokio::test]
async fn a_submit_that_comes_too_late_closes_it_at_the_deadline_with_what_came_in_time() {
    let (service, id) = Service::started().await;
    let student = sitting_student();
    service.submissions.save_answer(&student, id, text(1, "in time")).await.unwrap();
    service.clock.set(at(4000));
    let receipt = service.submissions.submit(&student, id, None).await.unwrap().receipt;
    assert_eq!((receipt.submitted_at, receipt.closed_by, receipt.answered), (at(3600), ClosedBy::Deadline, 1));
    assert_eq!(service.submissions.expire_due(at(5000), 10).await.unwrap().closed, 0);
    assert_eq!(submitted(&service).len(), 1);
}

#[tokio::test]
async fn the_sweeper_closes_what_is_due_and_nothing_else_and_each_once() {
    let service = Service::published(header()).await;
    for number in 1..=7_u8 {
        let student = format!("00000000-0000-7000-8000-0000000001{number:02}").parse().unwrap();
        service.submissions.start(&actor(student, Role::Student), assessment(), None).await.unwrap();
        service.clock.advance_millis(1000);
    }
    let closed = async |now, limit| service.submissions.expire_due(now, limit).await.unwrap().closed;
    assert_eq!(closed(at(3605), 10).await, 0, "the last instant of the grace is in time");
    assert_eq!(closed(at(3608), 2).await, 2);
    assert_eq!(closed(at(3608), 10).await, 1);
    assert_eq!(closed(at(99_999), 10).await, 4);
    assert_eq!(closed(at(99_999), 10).await, 0);

    let events = submitted(&service);
    let times: Vec<_> = events.iter().map(|event| event.submitted_at).collect();
    assert_eq!(times, (0..7).map(|started| at(3600 + started)).collect::<Vec<_>>(), "the deadline, not the sweep");
    assert!(events.iter().all(|event| event.closed_by == ClosedBy::Deadline));
}

#[tokio::test]
async fn an_abandoned_attempt_is_neither_handed_in_nor_given_up_again_with_effect() {
    let (service, id) = Service::started().await;
    let student = sitting_student();
    let view = service.submissions.abandon(&student, id).await.unwrap();
    assert_eq!((view.attempt.status(), view.timing.remaining_millis), (Status::Abandoned, Some(0)));
    let again = service.submissions.abandon(&student, id).await.unwrap();
    assert_eq!(again.attempt, view.attempt);
    let outcome = service.submissions.submit(&student, id, None).await;
    let gone = AttemptError::NotOpen { state: State::Abandoned };
    assert!(matches!(outcome, Err(SubmissionError::Attempt(error)) if error == gone), "{outcome:?}");
    assert_eq!(service.submissions.expire_due(at(99_999), 10).await.unwrap().closed, 0);
    assert!(submitted(&service).is_empty());
}

#[tokio::test]
async fn a_submitted_attempt_can_not_be_abandoned() {
    let (service, id) = Service::started().await;
    let student = sitting_student();
    service.submissions.submit(&student, id, None).await.unwrap();
    let outcome = service.submissions.abandon(&student, id).await;
    let refused = AttemptError::NotOpen { state: State::Submitted };
    assert!(matches!(outcome, Err(SubmissionError::Attempt(error)) if error == refused), "{outcome:?}");
}
