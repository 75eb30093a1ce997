use pediafor_kernel::events::SubmissionSubmitted;

use crate::{
    Attempts, Marking,
    testing::{Service, at, sitting_student},
    use_cases::tests::text,
};

#[tokio::test]
async fn what_was_handed_in_and_not_marked_is_asked_for_again_every_two_minutes_until_it_is() {
    let (service, id) = Service::started().await;
    let student = sitting_student();
    service.submissions.save_answer(&student, id, text(1, "leaf")).await.unwrap();
    service.clock.set(at(60));
    service.submissions.submit(&student, id, None).await.unwrap();
    let ring = async |seconds| service.submissions.ring_again(at(seconds), 100).await.unwrap();
    assert_eq!((ring(60).await, ring(180).await, ring(181).await), (0, 0, 1));
    assert_eq!((ring(181).await, ring(301).await, ring(302).await), (0, 0, 1));

    let told: Vec<_> = service.memory.outbox().into_iter().filter(|event| event.is::<SubmissionSubmitted>()).collect();
    assert_eq!(told.len(), 3);
    for again in &told[1..] {
        assert_ne!(again.id, told[0].id, "it is an event of its own");
        assert_eq!((&again.subject, again.sequence, &again.data), (&told[0].subject, told[0].sequence, &told[0].data));
    }
    service.memory.keep_marking(id, Marking::Failed, Marking::Failed.order(0)).await.unwrap();
    assert_eq!(ring(9_999).await, 0, "one whose marking failed waits for a person");
}
