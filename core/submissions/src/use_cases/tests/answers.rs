use pediafor_grading::Response;
use pediafor_kernel::{Fault, Kind, Role};

use crate::{
    AttemptError, State, SubmissionError,
    testing::{Service, actor, admin, at, other_student, other_teacher, sitting_student, teacher},
    use_cases::{AnswerResult, SaveAnswer, Submissions},
};

fn save(item: &str, seq: u64, response: Response) -> SaveAnswer {
    SaveAnswer { item: item.into(), seq, response }
}

fn text(seq: u64, text: &str) -> SaveAnswer {
    save("text", seq, Response::short_text(text))
}

#[tokio::test]
async fn a_saved_answer_is_read_back_and_the_paper_is_the_same_each_time() {
    let (service, id) = Service::started().await;
    let student = sitting_student();
    service.clock.advance_millis(500);
    let saved = service.submissions.save_answer(&student, id, text(1, "leaf")).await.unwrap();
    assert_eq!((saved.seq, saved.received_at), (1, at(0).plus_millis(500)));
    assert_eq!(saved.timing.remaining_millis, Some(3_599_500));

    let (answers, _) = service.submissions.answers(&student, id).await.unwrap();
    assert_eq!(answers.len(), 1);
    assert_eq!((answers[0].item.as_str(), &answers[0].response), ("text", &Response::short_text("leaf")));

    let paper = service.submissions.paper(&student, id).await.unwrap();
    assert_eq!(paper.instructions, "Answer all.");
    assert_eq!(paper.paper, service.submissions.paper(&student, id).await.unwrap().paper);
    let attempt = service.submissions.get(&student, id).await.unwrap().attempt;
    assert_eq!((attempt.version(), service.memory.outbox().len()), (1, 1), "a save is no change of the attempt");
}

#[tokio::test]
async fn a_late_packet_never_overwrites_and_a_repeat_is_no_fault() {
    let (service, id) = Service::started().await;
    let student = sitting_student();
    let save = async |answer| service.submissions.save_answer(&student, id, answer).await;
    save(text(5, "new")).await.unwrap();
    let error = save(text(4, "old")).await.unwrap_err();
    assert!(matches!(error, SubmissionError::StaleAnswer { current_seq: 5 }), "{error:?}");
    assert_eq!((error.kind(), error.code()), (Kind::Conflict, "stale_answer"));
    service.clock.advance_millis(1000);
    assert_eq!(save(text(5, "new")).await.unwrap().received_at, at(0), "the first receipt counts");
    assert!(matches!(save(text(5, "other")).await, Err(SubmissionError::StaleAnswer { current_seq: 5 })));
    assert_eq!(service.submissions.answers(&student, id).await.unwrap().0[0].response, Response::short_text("new"));
}

#[tokio::test]
async fn what_can_not_be_an_answer_is_refused_and_says_where() {
    let (service, id) = Service::started().await;
    let student = sitting_student();
    for (answer, pointer, code) in [
        (text(0, "x"), "/seq", "out_of_range"),
        (text(1 << 53, "x"), "/seq", "out_of_range"),
        (save("text", 1, Response::true_false(true)), "/response/type", "wrong_type"),
        (save("choice", 1, Response::choice("zz")), "/response/chosen", "unknown_id"),
        (text(1, "a\0b"), "/response", "forbidden_character"),
        (save("files", 1, Response::file_upload(["../x"])), "/response/files", "unknown_file"),
    ] {
        let error = service.submissions.save_answer(&student, id, answer.clone()).await.unwrap_err();
        let fields = error.fields();
        assert_eq!((error.kind(), fields.len()), (Kind::Invalid, 1), "{answer:?}: {error:?}");
        assert_eq!((fields[0].pointer.as_str(), fields[0].code.as_ref()), (pointer, code), "{answer:?}");
    }
    let error = service.submissions.save_answer(&student, id, save("nope", 1, Response::short_text(""))).await;
    assert!(matches!(error, Err(SubmissionError::UnknownItem { ref item }) if item == "nope"), "{error:?}");
    assert!(service.submissions.answers(&student, id).await.unwrap().0.is_empty());
}

#[tokio::test]
async fn a_batch_tells_each_answer_its_own_result_in_the_order_given() {
    let (service, id) = Service::started().await;
    let student = sitting_student();
    service.submissions.save_answer(&student, id, text(9, "kept")).await.unwrap();
    let batch = vec![
        text(3, "late"),
        save("choice", 1, Response::choice("o1")),
        save("nope", 1, Response::short_text("x")),
        save("choice", 2, Response::choice("o2")),
        save("order", 1, Response::true_false(true)),
    ];
    let outcome = service.submissions.save_answers(&student, id, batch).await.unwrap();
    let stored = |seq| AnswerResult::Saved { seq, received_at: at(0) };
    let (items, results): (Vec<_>, Vec<_>) = outcome.results.into_iter().unzip();
    assert_eq!(items, ["text", "choice", "nope", "choice", "order"]);
    assert_eq!(results[0], AnswerResult::Stale { current_seq: 9 });
    assert_eq!((&results[1], &results[3]), (&stored(1), &stored(2)));
    assert!(matches!(&results[2], AnswerResult::Rejected { code, .. } if code == "item_not_on_paper"), "{results:?}");
    assert!(matches!(&results[4], AnswerResult::Rejected { code, .. } if code == "wrong_type"), "{results:?}");
    let kept = service.submissions.answers(&student, id).await.unwrap().0;
    assert_eq!(
        kept.iter().map(|answer| (answer.item.as_str(), answer.seq)).collect::<Vec<_>>(),
        [("choice", 2), ("text", 9)]
    );

    let too_many = vec![text(10, "x"); Submissions::MAX_BATCH + 1];
    let error = service.submissions.save_answers(&student, id, too_many).await.unwrap_err();
    assert_eq!(error.fields()[0].pointer, "/answers");
}

#[tokio::test]
async fn nothing_is_taken_or_shown_after_the_deadline_and_its_grace_whether_swept_or_not() {
    let (service, id) = Service::started().await;
    let student = sitting_student();
    service.clock.set(at(3605));
    service.submissions.save_answer(&student, id, text(1, "in time")).await.unwrap();
    service.clock.advance_millis(1);
    let late = AttemptError::DeadlinePassed { deadline: at(3600) };
    for outcome in [
        service.submissions.save_answer(&student, id, text(2, "late")).await.map(drop),
        service.submissions.save_answers(&student, id, vec![text(2, "late")]).await.map(drop),
        service.submissions.answers(&student, id).await.map(drop),
        service.submissions.paper(&student, id).await.map(drop),
        service.submissions.abandon(&student, id).await.map(drop),
    ] {
        assert!(matches!(outcome, Err(SubmissionError::Attempt(error)) if error == late), "{outcome:?}");
    }
    service.submissions.expire_due(service.now(), 10).await.unwrap();
    let closed = AttemptError::NotOpen { state: State::Submitted };
    let outcome = service.submissions.paper(&student, id).await.map(drop);
    assert!(matches!(outcome, Err(SubmissionError::Attempt(error)) if error == closed), "{outcome:?}");
}

#[tokio::test]
async fn nobody_but_the_student_works_on_an_attempt() {
    let (service, id) = Service::started().await;
    for (other, may_look) in [
        (actor(other_student(), Role::Student), false),
        (actor(other_teacher(), Role::Teacher), false),
        (actor(teacher(), Role::Teacher), true),
        (actor(admin(), Role::Admin), true),
    ] {
        let submissions = &service.submissions;
        for outcome in [
            submissions.save_answer(&other, id, text(1, "x")).await.map(drop),
            submissions.save_answers(&other, id, vec![text(1, "x")]).await.map(drop),
            submissions.answers(&other, id).await.map(drop),
            submissions.paper(&other, id).await.map(drop),
            submissions.submit(&other, id, None).await.map(drop),
            submissions.abandon(&other, id).await.map(drop),
        ] {
            let code = outcome.unwrap_err().code();
            assert_eq!(code, if may_look { "students_only" } else { "submission_not_found" }, "{other:?}");
        }
    }
}
