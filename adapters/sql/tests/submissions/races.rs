//! What holds when many do things at once. The use cases run on the real stores, many tasks on several threads.

use std::{collections::HashSet, sync::Arc};

use bytes::Bytes;
use futures_util::future::join_all;
use pediafor_grading::Response;
use pediafor_kernel::{
    Actor, Fault, IdSource, Once, Role, SecretSource, SubmissionId,
    events::{ClosedBy, SubmissionStarted, SubmissionSubmitted},
    mock::{Counting, FakeClock},
};
use pediafor_submissions::{
    ContentSniffer, FilePolicy, Ports, Sniffed, Submissions,
    memory::Memory,
    use_cases::{SaveAnswer, UploadFile},
};

use super::stores::{Stores, assessment, on_every, published, second, student};

struct Text;

impl ContentSniffer for Text {
    fn sniff(&self, _: &[u8]) -> Option<Sniffed> {
        Some(Sniffed { media_type: "text/plain", extensions: vec!["txt"] })
    }
}

struct Service {
    submissions: Arc<Submissions>,
    blobs: Arc<Memory>,
    clock: Arc<FakeClock>,
}

async fn service(stores: &Stores) -> Service {
    stores.versions.keep(&published(1)).await.unwrap();
    let clock = Arc::new(FakeClock::at(second(0)));
    let counting = Arc::new(Counting::default());
    let blobs = Arc::new(Memory::default());
    let ports = Ports {
        attempts: stores.attempts.clone(),
        versions: stores.versions.clone(),
        files: stores.files.clone(),
        blobs: blobs.clone(),
        sniffer: Arc::new(Text),
        people: stores.people.clone(),
        receipts: stores.receipts.clone(),
        clock: clock.clone(),
        ids: counting.clone() as Arc<dyn IdSource>,
        secrets: counting as Arc<dyn SecretSource>,
    };
    Service { submissions: Arc::new(Submissions::new(ports, FilePolicy::default())), blobs, clock }
}

fn actor(number: u128) -> Actor {
    Actor::new(student(number), Role::Student)
}

impl Service {
    async fn started(&self, who: u128) -> SubmissionId {
        self.submissions.start(&actor(who), assessment(1), None).await.unwrap().submission.attempt.id()
    }
}

fn text(seq: u64) -> SaveAnswer {
    SaveAnswer { item: "text".into(), seq, response: Response::short_text(seq.to_string()) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_starts_at_once_are_one_attempt() {
    on_every(async |stores| {
        let service = service(&stores).await;
        let starts = (0..50).map(|_| {
            let submissions = service.submissions.clone();
            tokio::spawn(async move { submissions.start(&actor(1), assessment(1), None).await })
        });
        let started: Vec<_> = join_all(starts).await.into_iter().map(|start| start.unwrap().unwrap()).collect();
        let attempts: HashSet<_> = started.iter().map(|start| start.submission.attempt.id()).collect();
        let seeds: HashSet<_> = started.iter().map(|start| start.submission.attempt.record().seed).collect();
        assert_eq!((attempts.len(), seeds.len()), (1, 1));
        assert_eq!(started.iter().filter(|start| !start.resumed).count(), 1);
        assert_eq!(stores.raised::<SubmissionStarted>().await.len(), 1);
    })
    .await;
}

/// Three saves and a submit of one attempt at once.
async fn race(service: &Service, stores: &Stores, who: u128) {
    let id = service.started(who).await;
    let saves: Vec<_> = (1..=3)
        .map(|seq| {
            let submissions = service.submissions.clone();
            tokio::spawn(async move { submissions.save_answer(&actor(who), id, text(seq)).await })
        })
        .collect();
    let submissions = service.submissions.clone();
    let submit = tokio::spawn(async move { submissions.submit(&actor(who), id, None).await });
    let receipt = submit.await.unwrap().unwrap().receipt;
    let at_the_close = stores.attempts.answers(id).await.unwrap();

    let mut highest = 0;
    for save in join_all(saves).await {
        match save.unwrap() {
            Ok(saved) => highest = highest.max(saved.seq),
            Err(error) => {
                assert!(["attempt_not_open", "stale_answer"].contains(&error.code()), "student {who}: {error:?}");
            }
        }
    }
    let kept = stores.attempts.answers(id).await.unwrap();
    assert_eq!(kept, at_the_close, "student {who}: written behind the close");
    assert_eq!(kept.iter().map(|answer| answer.seq).max().unwrap_or(0), highest, "student {who}: lost");
    assert_eq!(receipt.answered as usize, kept.len(), "student {who}: not handed in");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_save_and_a_submit_at_once_leave_no_answer_behind_the_close() {
    const RACES: u128 = 200;
    const AT_ONCE: u128 = 10;
    on_every(async |stores| {
        let service = service(&stores).await;
        for wave in 0..RACES / AT_ONCE {
            let students = wave * AT_ONCE + 1..=(wave + 1) * AT_ONCE;
            join_all(students.map(|who| race(&service, &stores, who))).await;
        }
        let submitted: Vec<SubmissionSubmitted> = stores.raised().await;
        assert_eq!(submitted.len() as u128, RACES);
        for event in submitted {
            let kept = stores.attempts.answers(event.submission).await.unwrap();
            let kept = kept.first().map(|answer| serde_json::to_value(&answer.response).unwrap());
            assert_eq!(event.responses.get("text"), kept.as_ref(), "{}", event.submission);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_submits_at_once_are_one_and_tell_the_same() {
    on_every(async |stores| {
        let service = service(&stores).await;
        let id = service.started(1).await;
        let submits = (0..50).map(|_| {
            let submissions = service.submissions.clone();
            tokio::spawn(async move { submissions.submit(&actor(1), id, None).await })
        });
        let receipts: Vec<_> =
            join_all(submits).await.into_iter().map(|submit| submit.unwrap().unwrap().receipt).collect();
        assert!(receipts.iter().all(|receipt| *receipt == receipts[0]), "{receipts:?}");
        assert_eq!(stores.raised::<SubmissionSubmitted>().await.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sequences_sent_out_of_order_at_once_end_with_the_highest() {
    on_every(async |stores| {
        let service = service(&stores).await;
        let id = service.started(1).await;
        let saves = (1..=60_u64).rev().map(|seq| {
            let submissions = service.submissions.clone();
            let batch = vec![text(seq), text(61 - seq)];
            tokio::spawn(async move { submissions.save_answers(&actor(1), id, batch).await })
        });
        for save in join_all(saves).await {
            save.unwrap().unwrap();
        }
        let kept = stores.attempts.answers(id).await.unwrap();
        assert_eq!((kept[0].seq, &kept[0].response), (60, &Response::short_text("60")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sweepers_at_once_close_each_attempt_once_at_its_deadline() {
    const ATTEMPTS: u128 = 60;
    on_every(async |stores| {
        let service = service(&stores).await;
        for who in 1..=ATTEMPTS {
            service.started(who).await;
        }
        service.clock.set(second(90_000));
        let sweeps = (0..4).map(|_| {
            let submissions = service.submissions.clone();
            tokio::spawn(async move { submissions.expire_due(second(90_000), 200).await })
        });
        let mut closed = 0;
        for sweep in join_all(sweeps).await {
            let outcome = sweep.unwrap().unwrap();
            assert!(outcome.failed.is_empty(), "{:?}", outcome.failed);
            closed += outcome.closed;
        }
        assert_eq!(u128::from(closed), ATTEMPTS);
        let submitted: Vec<SubmissionSubmitted> = stores.raised().await;
        assert_eq!(submitted.len() as u128, ATTEMPTS);
        assert!(submitted.iter().all(|event| event.submitted_at == second(3600)));
        assert!(submitted.iter().all(|event| event.closed_by == ClosedBy::Deadline));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn uploads_at_once_do_not_pass_the_limit() {
    on_every(async |stores| {
        let service = service(&stores).await;
        let id = service.started(1).await;
        let uploads = (0..12).map(|_| {
            let submissions = service.submissions.clone();
            let upload = UploadFile { item: "files".into(), name: "a.txt".into(), bytes: Bytes::from_static(b"a") };
            tokio::spawn(async move { submissions.upload(&actor(1), id, upload, None).await })
        });
        let outcomes: Vec<_> = join_all(uploads).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 2);
        assert_eq!(stores.files.of(id).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_upload_sent_many_times_at_once_under_one_key_is_one_file_and_everybody_is_told_of_it() {
    on_every(async |stores| {
        let service = service(&stores).await;
        let id = service.started(1).await;
        let uploads = (0..12).map(|_| {
            let submissions = service.submissions.clone();
            let upload = UploadFile { item: "files".into(), name: "a.txt".into(), bytes: Bytes::from_static(b"a") };
            let once = Once { user: student(1), operation: "upload", key: "k".into(), fingerprint: [7; 32] };
            tokio::spawn(async move { submissions.upload(&actor(1), id, upload, Some(&once)).await })
        });
        let uploaded: Vec<_> = join_all(uploads).await.into_iter().map(|upload| upload.unwrap().unwrap()).collect();
        assert!(uploaded.iter().all(|file| *file == uploaded[0]), "{uploaded:?}");
        assert_eq!(stores.files.of(id).await.unwrap(), uploaded[..1]);
        assert_eq!(service.blobs.blobs(), 1, "nothing is left of those that came later");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_removed_while_an_answer_names_it_is_either_kept_or_not_named() {
    on_every(async |stores| {
        let service = service(&stores).await;
        for who in 1..=60 {
            let id = service.started(who).await;
            let upload = UploadFile { item: "files".into(), name: "a.txt".into(), bytes: Bytes::from_static(b"a") };
            let file = service.submissions.upload(&actor(who), id, upload, None).await.unwrap();
            let naming = Response::file_upload([file.id.to_string()]);
            let (saving, removing) = (service.submissions.clone(), service.submissions.clone());
            let save = SaveAnswer { item: "files".into(), seq: 1, response: naming };
            let save = tokio::spawn(async move { saving.save_answer(&actor(who), id, save).await });
            let remove = tokio::spawn(async move { removing.delete_file(&actor(who), file.id).await });
            let (saved, removed) = (save.await.unwrap(), remove.await.unwrap());
            assert_ne!(saved.is_ok(), removed.is_ok(), "student {who}: {saved:?} {removed:?}");
            let there = stores.files.find(file.id).await.unwrap().is_some();
            assert_eq!(there, saved.is_ok());
        }
    })
    .await;
}
