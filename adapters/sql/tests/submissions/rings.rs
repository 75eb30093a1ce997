use pediafor_kernel::Changes;
use pediafor_submissions::{Attempt, Decided, Marking};

use super::stores::{Stores, attempt, on_every, second, submission};

async fn insert_submitted(stores: &Stores, id: u128, at: i64) {
    stores.attempts.insert(&attempt(id, id, 1, 0), &Changes::default()).await.unwrap();
    let decide = |mut attempt: Attempt, answers: &[_]| {
        attempt.submit(second(at), answers).unwrap();
        Some(Decided { attempt, changes: Changes::default() })
    };
    stores.attempts.decide(submission(id), &decide).await.unwrap().unwrap();
}

/// Which of the submissions were last told of before `before`.
async fn unmarked(stores: &Stores, before: i64) -> Vec<u128> {
    let found = stores.attempts.unmarked(second(before), 10).await.unwrap();
    found.into_iter().map(|id| id.uuid().as_u128() - 0x5000).collect()
}

#[tokio::test]
async fn what_was_handed_in_and_not_marked_is_found_longest_ago_first_until_it_is_rung_for_or_told_of() {
    on_every(async |stores| {
        for (id, at) in [(1, 30), (2, 10), (3, 20)] {
            insert_submitted(&stores, id, at).await;
        }
        stores.attempts.insert(&attempt(4, 4, 1, 0), &Changes::default()).await.unwrap();
        assert_eq!(unmarked(&stores, 30).await, [2, 3], "one that is open is never marked");
        assert_eq!(unmarked(&stores, 31).await, [2, 3, 1]);
        assert_eq!(stores.attempts.unmarked(second(31), 1).await.unwrap(), [submission(2)]);

        let ring = |mut attempt: Attempt, answers: &[_]| {
            attempt.ring_again(second(31), second(100), answers)?;
            Some(Decided { attempt, changes: Changes::default() })
        };
        let rung = stores.attempts.decide(submission(2), &ring).await.unwrap().unwrap();
        assert_eq!(rung.record().rung_at, Some(second(100)));
        assert_eq!(stores.attempts.find(submission(2)).await.unwrap(), Some(rung.clone()));
        assert_eq!(rung.version(), 2, "it is the same version of the attempt that is told");
        assert_eq!(unmarked(&stores, 31).await, [3, 1]);
        assert_eq!(unmarked(&stores, 101).await, [3, 1, 2]);

        stores.attempts.keep_marking(submission(3), Marking::Failed, Marking::Failed.order(0)).await.unwrap();
        stores.attempts.keep_marking(submission(1), Marking::Graded, Marking::Graded.order(1)).await.unwrap();
        assert_eq!(unmarked(&stores, 101).await, [2]);
    })
    .await;
}
