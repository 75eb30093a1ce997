use pediafor_kernel::{
    Changes, Event, EventId, Once, PageRequest, PortErrorCode,
    events::{SubmissionStarted, SubmissionSubmitted},
    once::Receipt,
};
use pediafor_submissions::{Attempt, AttemptError, Decided, Filter, Marking, Scope, Standing, State, Status};
use serde_json::json;

use super::stores::{Stores, answer, assessment, attempt, on_every, second, student, submission, teacher};

fn code(outcome: Result<(), pediafor_kernel::PortError>) -> Option<PortErrorCode> {
    outcome.err().map(|error| error.code())
}

async fn insert(stores: &Stores, attempt: &Attempt) {
    stores.attempts.insert(attempt, &Changes::default()).await.unwrap();
}

/// Closes an attempt as the deadline would.
async fn expire(stores: &Stores, id: u128, at: i64) -> Attempt {
    let decide = |mut attempt: Attempt, answers: &[_]| {
        attempt.expire(second(at), answers).ok()?;
        Some(Decided { attempt, changes: Changes::default() })
    };
    stores.attempts.decide(submission(id), &decide).await.unwrap().unwrap()
}

#[tokio::test]
async fn an_attempt_comes_back_as_it_was_stored_in_each_of_its_states() {
    on_every(async |stores| {
        let open = attempt(1, 1, 1, 0);
        insert(&stores, &open).await;
        assert_eq!(stores.attempts.find(submission(1)).await.unwrap(), Some(open));
        assert_eq!(stores.attempts.find(submission(9)).await.unwrap(), None);

        type Command = fn(&mut Attempt) -> Result<(), AttemptError>;
        let commands: [Command; 4] = [
            |attempt| attempt.pause(second(7).plus_millis(123)),
            |attempt| attempt.resume(second(9)),
            |attempt| attempt.submit(second(20), &[answer("text", 1, "x")]).map(drop),
            Attempt::archive,
        ];
        for command in commands {
            let decide = |mut attempt: Attempt, _: &[_]| {
                command(&mut attempt).unwrap();
                Some(Decided { attempt, changes: Changes::default() })
            };
            let changed = stores.attempts.decide(submission(1), &decide).await.unwrap();
            assert_eq!(stores.attempts.find(submission(1)).await.unwrap(), changed);
        }
        assert_eq!(stores.attempts.decide(submission(9), &|_, _| panic!("there is none")).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_student_has_one_open_attempt_and_no_number_twice() {
    on_every(async |stores| {
        insert(&stores, &attempt(1, 1, 1, 0)).await;
        let second_open = stores.attempts.insert(&attempt(2, 1, 2, 0), &Changes::default()).await;
        assert_eq!(code(second_open), Some(PortErrorCode::Conflict));
        insert(&stores, &attempt(3, 2, 1, 0)).await;

        expire(&stores, 1, 9999).await;
        let same_number = stores.attempts.insert(&attempt(4, 1, 1, 0), &Changes::default()).await;
        assert_eq!(code(same_number), Some(PortErrorCode::Conflict));
        insert(&stores, &attempt(5, 1, 2, 0)).await;

        let standing = stores.attempts.standing(student(1), assessment(1)).await.unwrap();
        assert_eq!(standing, Standing { taken: 2, open: Some(attempt(5, 1, 2, 0)) });
        let elsewhere = stores.attempts.standing(student(1), assessment(2)).await.unwrap();
        assert_eq!(elsewhere, Standing { taken: 0, open: None });
    })
    .await;
}

#[tokio::test]
async fn a_start_is_stored_with_its_event_and_receipt_or_not_at_all() {
    on_every(async |stores| {
        let changes = |id: u128, key: &str| {
            let started = SubmissionStarted {
                submission: submission(id),
                assessment: assessment(1),
                version: super::stores::version(1),
                student: student(id),
                deadline: None,
            };
            let event = EventId::from_uuid(uuid::Uuid::from_u128(id));
            let event = Event::new(event, "/test", &submission(id), 1, second(0), &started);
            let once = Once { user: student(1), operation: "start", key: key.into(), fingerprint: [1; 32] };
            Changes { events: vec![event], receipt: Some(Receipt { once, result: json!(1), at: second(0) }) }
        };
        stores.attempts.insert(&attempt(1, 1, 1, 0), &changes(1, "a")).await.unwrap();
        let key_taken = stores.attempts.insert(&attempt(2, 2, 1, 0), &changes(2, "a")).await;
        assert_eq!(code(key_taken), Some(PortErrorCode::Conflict));
        assert_eq!(stores.attempts.find(submission(2)).await.unwrap(), None);
        let open_already = stores.attempts.insert(&attempt(3, 1, 2, 0), &changes(3, "b")).await;
        assert_eq!(code(open_already), Some(PortErrorCode::Conflict));

        let raised: Vec<SubmissionStarted> = stores.raised().await;
        assert_eq!(raised.iter().map(|event| event.submission).collect::<Vec<_>>(), [submission(1)]);
        let key = |key: &str| changes(1, key).receipt.unwrap().once;
        assert!(stores.receipts.find(&key("a")).await.unwrap().is_some());
        assert!(stores.receipts.find(&key("b")).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_decision_sees_every_saved_answer_and_is_stored_whole_or_not_at_all() {
    on_every(async |stores| {
        insert(&stores, &attempt(1, 1, 1, 0)).await;
        let answers = [answer("b", 1, "x"), answer("a", 7, "ÿ € 😀 \"quoted\" \\ \n")];
        stores.attempts.save_answers(submission(1), &answers, second(2)).await.unwrap().unwrap();

        let left = stores.attempts.decide(submission(1), &|_, _| None).await.unwrap();
        assert_eq!(left, Some(attempt(1, 1, 1, 0)), "left as it was");

        let decide = |mut attempt: Attempt, found: &[_]| {
            assert_eq!(found, [answers[1].clone(), answers[0].clone()], "by item");
            let submitted = attempt.submit(second(3), found).unwrap();
            let id = EventId::from_uuid(uuid::Uuid::from_u128(1));
            let event = Event::new(id, "/test", &attempt.id(), attempt.version(), second(3), &submitted);
            Some(Decided { attempt, changes: Changes::events(vec![event]) })
        };
        let closed = stores.attempts.decide(submission(1), &decide).await.unwrap().unwrap();
        assert_eq!((closed.state(), closed.version()), (State::Submitted, 2));
        let raised: Vec<SubmissionSubmitted> = stores.raised().await;
        assert_eq!(raised.len(), 1);
        assert_eq!(raised[0].responses["a"]["text"], "ÿ € 😀 \"quoted\" \\ \n");
    })
    .await;
}

#[tokio::test]
async fn due_attempts_are_found_longest_overdue_first_and_page_by_page() {
    on_every(async |stores| {
        for (id, begun) in [(1, 30), (2, 10), (3, 20), (4, 10), (5, 500)] {
            insert(&stores, &attempt(id, id, 1, begun)).await;
        }
        expire(&stores, 3, 9999).await;
        let due = async |now, after, limit| stores.attempts.due(now, after, limit).await.unwrap();
        let at = |begun: i64, id| (second(begun + 3605), submission(id));
        assert_eq!(due(second(3615), None, 10).await, [], "the last instant of the grace is in time");
        assert_eq!(due(second(3615).plus_millis(1), None, 10).await, [at(10, 2), at(10, 4)]);
        assert_eq!(due(second(4000), None, 2).await, [at(10, 2), at(10, 4)]);
        assert_eq!(due(second(4000), Some(at(10, 2)), 2).await, [at(10, 4), at(30, 1)]);
        assert_eq!(due(second(4000), Some(at(30, 1)), 2).await, []);
    })
    .await;
}

#[tokio::test]
async fn a_list_is_cut_by_scope_filter_and_page_newest_first() {
    on_every(async |stores| {
        for (id, who, begun) in [(1, 1, 0), (2, 2, 5), (3, 3, 5), (4, 4, 9)] {
            insert(&stores, &attempt(id, who, 1, begun)).await;
        }
        expire(&stores, 2, 9999).await;
        stores.attempts.keep_marking(submission(2), Marking::Graded, 6).await.unwrap();

        let ids = async |scope, filter: Filter, page: PageRequest| {
            let page = stores.attempts.list(scope, &filter, &page).await.unwrap();
            (page.items.iter().map(|attempt| attempt.id()).collect::<Vec<_>>(), page.next)
        };
        let all = async |scope, filter| ids(scope, filter, PageRequest::default()).await.0;
        let some = |ids: &[u128]| ids.iter().copied().map(submission).collect::<Vec<_>>();

        assert_eq!(all(Scope::Everybody, Filter::default()).await, some(&[4, 3, 2, 1]));
        assert_eq!(all(Scope::Student(student(3)), Filter::default()).await, some(&[3]));
        assert_eq!(all(Scope::Owner(teacher(1)), Filter::default()).await.len(), 4);
        assert_eq!(all(Scope::Owner(teacher(2)), Filter::default()).await, []);
        let by = |student, status| Filter { assessment: Some(assessment(1)), student, status };
        assert_eq!(all(Scope::Owner(teacher(1)), by(Some(student(1)), None)).await, some(&[1]));
        assert_eq!(all(Scope::Everybody, by(None, Some(Status::Graded))).await, some(&[2]));
        assert_eq!(all(Scope::Everybody, by(None, Some(Status::Submitted))).await, []);
        assert_eq!(all(Scope::Everybody, by(None, Some(Status::InProgress))).await, some(&[4, 3, 1]));
        let elsewhere = Filter { assessment: Some(assessment(2)), ..Filter::default() };
        assert_eq!(all(Scope::Everybody, elsewhere).await, []);

        let (first, next) = ids(Scope::Everybody, Filter::default(), PageRequest::new(Some(2), None)).await;
        assert_eq!(first, some(&[4, 3]));
        let (second, next) = ids(Scope::Everybody, Filter::default(), PageRequest::new(Some(2), next)).await;
        assert_eq!((second, next), (some(&[2, 1]), None));
    })
    .await;
}

#[tokio::test]
async fn counts_are_by_what_is_shown() {
    on_every(async |stores| {
        for id in 1..=5 {
            insert(&stores, &attempt(id, id, 1, 0)).await;
        }
        for id in 1..=3 {
            expire(&stores, id, 9999).await;
        }
        stores.attempts.keep_marking(submission(1), Marking::Released, 7).await.unwrap();
        let counts = stores.attempts.counts(assessment(1)).await.unwrap();
        let counts: Vec<_> = counts.into_iter().collect();
        assert_eq!(counts, [(Status::InProgress, 2), (Status::Submitted, 2), (Status::Released, 1)]);
        assert!(stores.attempts.counts(assessment(2)).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_later_marking_stays_and_the_attempt_is_as_it_was() {
    on_every(async |stores| {
        insert(&stores, &attempt(1, 1, 1, 0)).await;
        let closed = expire(&stores, 1, 9999).await;
        for (marking, order, shown) in [
            (Marking::Graded, 6, Status::Graded),
            (Marking::Grading, 5, Status::Graded),
            (Marking::Released, 6, Status::Graded),
            (Marking::Released, 7, Status::Released),
            (Marking::Failed, 1, Status::Released),
        ] {
            stores.attempts.keep_marking(submission(1), marking, order).await.unwrap();
            let attempt = stores.attempts.find(submission(1)).await.unwrap().unwrap();
            assert_eq!(attempt.status(), shown, "after {marking} {order}");
            assert_eq!((attempt.version(), attempt.receipt()), (closed.version(), closed.receipt()));
        }
        stores.attempts.keep_marking(submission(9), Marking::Graded, 6).await.unwrap();
    })
    .await;
}
