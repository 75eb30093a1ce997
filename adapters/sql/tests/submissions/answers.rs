use pediafor_kernel::{Changes, PortErrorCode};
use pediafor_submissions::{Attempt, AttemptError, Decided, Saved, State};

use super::stores::{Stores, answer, attempt, file, naming, on_every, second, submission};

async fn started(stores: &Stores) {
    stores.attempts.insert(&attempt(1, 1, 1, 0), &Changes::default()).await.unwrap();
}

#[tokio::test]
async fn only_a_later_answer_replaces_and_a_repeat_tells_the_first_receipt() {
    on_every(async |stores| {
        started(&stores).await;
        let save = async |answer, at| {
            let saved = stores.attempts.save_answers(submission(1), &[answer], second(at)).await;
            saved.unwrap().unwrap().remove(0)
        };
        let stored = |seq| Saved::Stored { seq, received_at: second(1) };
        assert_eq!(save(answer("a", 5, "five"), 2).await, stored(5));
        let mut repeated = answer("a", 5, "five");
        repeated.received_at = second(3);
        assert_eq!(save(repeated, 3).await, stored(5));
        assert_eq!(save(answer("a", 5, "other"), 4).await, Saved::Stale { current_seq: 5 });
        assert_eq!(save(answer("a", 4, "four"), 5).await, Saved::Stale { current_seq: 5 });
        assert_eq!(save(answer("b", 1, "b"), 5).await, stored(1));
        assert_eq!(save(answer("a", 6, "six"), 6).await, stored(6));
        let kept = stores.attempts.answers(submission(1)).await.unwrap();
        assert_eq!(kept, [answer("a", 6, "six"), answer("b", 1, "b")]);
        let attempt = stores.attempts.find(submission(1)).await.unwrap().unwrap();
        assert_eq!(attempt.version(), 1, "a save is no change of the attempt");
    })
    .await;
}

#[tokio::test]
async fn a_batch_tells_each_its_own_result_in_the_order_given() {
    on_every(async |stores| {
        started(&stores).await;
        let save = async |answers: &[_]| {
            stores.attempts.save_answers(submission(1), answers, second(2)).await.unwrap().unwrap()
        };
        assert_eq!(save(&[]).await, []);
        let stored = |seq| Saved::Stored { seq, received_at: second(1) };
        save(&[answer("c", 3, "kept")]).await;
        let batch = [answer("c", 2, "late"), answer("a", 2, "second"), answer("b", 1, "b"), answer("a", 1, "first")];
        let expected = [Saved::Stale { current_seq: 3 }, stored(2), stored(1), stored(1)];
        assert_eq!(save(&batch).await, expected);
        let kept = stores.attempts.answers(submission(1)).await.unwrap();
        assert_eq!(kept, [answer("a", 2, "second"), answer("b", 1, "b"), answer("c", 3, "kept")]);
    })
    .await;
}

#[tokio::test]
async fn the_deadline_is_decided_by_the_time_of_receipt_to_the_microsecond() {
    on_every(async |stores| {
        started(&stores).await;
        let save = async |seq, now| {
            let answers = [answer("a", seq, "x")];
            stores.attempts.save_answers(submission(1), &answers, now).await.unwrap().map(|_| ())
        };
        assert_eq!(save(1, second(3600).plus_millis(-1)).await, Ok(()));
        assert_eq!(save(2, second(3600)).await, Ok(()));
        assert_eq!(save(3, second(3605)).await, Ok(()));
        let late = AttemptError::DeadlinePassed { deadline: second(3600) };
        assert_eq!(save(4, second(3605).plus_millis(1)).await, Err(late));
        assert_eq!(stores.attempts.answers(submission(1)).await.unwrap()[0].seq, 3);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_taken_once_the_attempt_is_closed_nor_where_there_is_none() {
    on_every(async |stores| {
        started(&stores).await;
        let close = |mut attempt: Attempt, answers: &[_]| {
            attempt.submit(second(2), answers).unwrap();
            Some(Decided { attempt, changes: Changes::default() })
        };
        stores.attempts.decide(submission(1), &close).await.unwrap();
        let refused = stores.attempts.save_answers(submission(1), &[answer("a", 1, "x")], second(1)).await.unwrap();
        assert_eq!(refused, Err(AttemptError::NotOpen { state: State::Submitted }));
        assert_eq!(stores.attempts.answers(submission(1)).await.unwrap(), []);
        let unknown = stores.attempts.save_answers(submission(9), &[answer("a", 1, "x")], second(1)).await;
        assert_eq!(unknown.unwrap_err().code(), PortErrorCode::Conflict);
    })
    .await;
}

#[tokio::test]
async fn an_answer_names_only_files_of_its_own_attempt_and_item() {
    on_every(async |stores| {
        started(&stores).await;
        stores.attempts.insert(&attempt(2, 2, 1, 0), &Changes::default()).await.unwrap();
        let [own, other_item, other_attempt] = [file(1, 1, "a"), file(2, 1, "b"), file(3, 2, "a")];
        for file in [&own, &other_item, &other_attempt] {
            stores.files.add(file, &|_, _| Ok(()), &Changes::default()).await.unwrap().unwrap();
        }
        let save = async |answers: &[_]| {
            stores.attempts.save_answers(submission(1), answers, second(2)).await.unwrap().unwrap()
        };
        for foreign in [&other_item, &other_attempt] {
            let expected = Saved::UnknownFile { file: foreign.id.to_string() };
            assert_eq!(save(&[naming("a", 1, &[&own, foreign])]).await, [expected]);
        }
        assert_eq!(stores.attempts.answers(submission(1)).await.unwrap(), []);
        let both = [naming("a", 1, &[&own]), naming("b", 1, &[&other_item])];
        assert_eq!(save(&both).await, [both[0].stored(), both[1].stored()]);
    })
    .await;
}
