use pediafor_kernel::{Changes, Once, PortErrorCode, once::Receipt};
use pediafor_submissions::{Answer, Attempt, FileRefusal, FileUpload};
use serde_json::json;

use super::stores::{Stores, attempt, file, file_id, naming, on_every, second, student, submission};

async fn started(stores: &Stores) {
    stores.attempts.insert(&attempt(1, 1, 1, 0), &Changes::default()).await.unwrap();
}

async fn add(stores: &Stores, file: &FileUpload) {
    stores.files.add(file, &|_, _| Ok(()), &Changes::default()).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_file_comes_back_as_it_was_added_oldest_first() {
    on_every(async |stores| {
        started(&stores).await;
        let [later, earlier] = [file(7, 1, "a"), file(3, 1, "b")];
        add(&stores, &later).await;
        add(&stores, &earlier).await;
        assert_eq!(stores.files.find(file_id(7)).await.unwrap(), Some(later.clone()));
        assert_eq!(stores.files.find(file_id(9)).await.unwrap(), None);
        assert_eq!(stores.files.of(submission(1)).await.unwrap(), [earlier, later]);
        assert_eq!(stores.files.of(submission(9)).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_file_is_added_as_the_decision_says_which_sees_the_attempt_and_its_files() {
    on_every(async |stores| {
        started(&stores).await;
        add(&stores, &file(1, 1, "a")).await;
        let decide = |of: &Attempt, held: &[FileUpload]| {
            assert_eq!((of, held), (&attempt(1, 1, 1, 0), &[file(1, 1, "a")][..]));
            Err(FileRefusal::TooManyForItem { max_files: 1 })
        };
        let refused = stores.files.add(&file(2, 1, "a"), &decide, &Changes::default()).await;
        assert_eq!(refused.unwrap(), Err(FileRefusal::TooManyForItem { max_files: 1 }));
        assert_eq!(stores.files.of(submission(1)).await.unwrap().len(), 1);
        let unknown = stores.files.add(&file(3, 9, "a"), &|_, _| Ok(()), &Changes::default()).await;
        assert_eq!(unknown.unwrap_err().code(), PortErrorCode::Conflict);
    })
    .await;
}

#[tokio::test]
async fn a_file_is_added_with_its_receipt_or_not_at_all() {
    on_every(async |stores| {
        started(&stores).await;
        let once = Once { user: student(1), operation: "upload", key: "k".into(), fingerprint: [1; 32] };
        let receipt = Receipt { once, result: json!({}), at: second(0) };
        let changes = Changes { events: Vec::new(), receipt: Some(receipt) };
        stores.files.add(&file(1, 1, "a"), &|_, _| Ok(()), &changes).await.unwrap().unwrap();
        let again = stores.files.add(&file(2, 1, "a"), &|_, _| Ok(()), &changes).await;
        assert_eq!(again.unwrap_err().code(), PortErrorCode::Conflict);
        assert_eq!(stores.files.of(submission(1)).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_file_is_removed_as_the_decision_says_which_sees_the_saved_answer() {
    on_every(async |stores| {
        started(&stores).await;
        let file = file(1, 1, "a");
        add(&stores, &file).await;
        let answer = naming("a", 1, &[&file]);
        stores.attempts.save_answers(submission(1), std::slice::from_ref(&answer), second(2)).await.unwrap().unwrap();
        let decide = |_: &Attempt, found: Option<&Answer>| {
            assert_eq!(found, Some(&answer));
            Err(FileRefusal::InUse)
        };
        let refused = stores.files.remove(&file, &decide).await;
        assert_eq!(refused.unwrap(), Err(FileRefusal::InUse));
        assert!(stores.files.find(file.id).await.unwrap().is_some());
        assert_eq!(stores.files.remove(&file, &|_, _| Ok(())).await.unwrap(), Ok(()));
        assert_eq!(stores.files.find(file.id).await.unwrap(), None);
        assert_eq!(stores.files.remove(&file, &|_, _| Ok(())).await.unwrap(), Err(FileRefusal::Unknown));
    })
    .await;
}
