use pediafor_kernel::{
    PageRequest, Role,
    people::{People, Person},
};

use crate::{
    Filter, Status, SubmissionError,
    testing::{
        Service, actor, admin, assessment, header, other_student, other_teacher, sitting_student, student, teacher,
    },
};

#[tokio::test]
async fn an_attempt_is_seen_by_its_student_the_owner_and_administrators_alone() {
    let (service, id) = Service::started().await;
    for (viewer, sees) in [
        (sitting_student(), true),
        (actor(teacher(), Role::Teacher), true),
        (actor(admin(), Role::Admin), true),
        (actor(other_student(), Role::Student), false),
        (actor(other_teacher(), Role::Teacher), false),
        (actor(student(), Role::Teacher), false),
    ] {
        let outcome = service.submissions.get(&viewer, id).await;
        assert_eq!(outcome.is_ok(), sees, "{viewer:?}: {outcome:?}");
        assert!(sees || matches!(outcome, Err(SubmissionError::NotFound)));
        let listed = service.submissions.list(&viewer, &Filter::default(), &PageRequest::default()).await.unwrap();
        assert_eq!(listed.items.len(), usize::from(sees), "{viewer:?}");
    }
}

#[tokio::test]
async fn a_list_carries_names_and_is_cut_by_its_filter_and_page() {
    let service = Service::published(header()).await;
    let name = |user, name: &str| Person { user, name: name.into(), role: Role::Student };
    People::keep(service.memory.as_ref(), &name(student(), "Ada"), 1).await.unwrap();
    for user in [student(), other_student()] {
        service.submissions.start(&actor(user, Role::Student), assessment(), None).await.unwrap();
        service.clock.advance_millis(1);
    }
    let list = async |filter: Filter, page: PageRequest| {
        service.submissions.list(&actor(teacher(), Role::Teacher), &filter, &page).await.unwrap()
    };
    let first = list(Filter::default(), PageRequest::new(Some(1), None)).await;
    assert_eq!(first.items[0].attempt.student(), other_student(), "newest first");
    assert_eq!(first.items[0].student_name, None, "not known yet");
    let second = list(Filter::default(), PageRequest::new(Some(1), first.next)).await;
    assert_eq!(second.items[0].student_name.as_deref(), Some("Ada"));
    assert_eq!(second.next, None);

    let count = async |filter| list(filter, PageRequest::default()).await.items.len();
    assert_eq!(count(Filter { student: Some(student()), ..Filter::default() }).await, 1);
    assert_eq!(count(Filter { status: Some(Status::Submitted), ..Filter::default() }).await, 0);
    assert_eq!(count(Filter { status: Some(Status::InProgress), ..Filter::default() }).await, 2);
    let elsewhere = "00000000-0000-7000-8000-0000000000ff".parse().unwrap();
    assert_eq!(count(Filter { assessment: Some(elsewhere), ..Filter::default() }).await, 0);
}

#[tokio::test]
async fn the_counts_are_for_the_owner_and_administrators() {
    let (service, id) = Service::started().await;
    service.submissions.start(&actor(other_student(), Role::Student), assessment(), None).await.unwrap();
    service.submissions.submit(&sitting_student(), id, None).await.unwrap();
    for viewer in [actor(teacher(), Role::Teacher), actor(admin(), Role::Admin)] {
        let stats = service.submissions.stats(&viewer, assessment()).await.unwrap();
        assert_eq!(stats.total, 2);
        assert_eq!(stats.by_status.into_iter().collect::<Vec<_>>(), [(Status::InProgress, 1), (Status::Submitted, 1)]);
    }
    let outcome = service.submissions.stats(&actor(other_teacher(), Role::Teacher), assessment()).await;
    assert!(matches!(outcome, Err(SubmissionError::AssessmentNotFound)), "{outcome:?}");
    let outcome = service.submissions.stats(&sitting_student(), assessment()).await;
    assert!(matches!(outcome, Err(SubmissionError::StaffOnly)), "{outcome:?}");
}
