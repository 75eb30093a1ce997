//! The demo on a whole platform.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use pediafor_assessments::{AssessmentList, List};
use pediafor_gradebook::{GradeSummary, Named, UserGrades};
use pediafor_kernel::{Actor, AssessmentId, PageRequest, Role, UserId};
use pediafor_local::SystemClock;
use pediafor_submissions::{Filter, Status};

use super::{Seeded, Seeder, StageClock};
use crate::{
    platform::{Platform, Settings},
    storage::StorageArgs,
};

struct Demo {
    platform: Platform,
    seeder: Seeder,
    folder: tempfile::TempDir,
}

impl Demo {
    async fn in_folder(folder: tempfile::TempDir) -> Self {
        let clock = Arc::new(StageClock::new(Arc::new(SystemClock)));
        let storage = StorageArgs::in_folder(folder.path());
        let platform =
            Platform::start(Settings { clock: clock.clone(), ..Settings::for_tests(storage) }).await.unwrap();
        let seeder = platform.seeder(clock);
        Self { platform, seeder, folder }
    }

    async fn empty() -> Self {
        Self::in_folder(tempfile::tempdir().unwrap()).await
    }

    async fn seed(&self) -> anyhow::Result<Seeded> {
        self.seeder.seed(async || self.platform.settle().await).await
    }

    async fn stop(self) -> tempfile::TempDir {
        assert!(self.platform.stop(Duration::from_secs(10)).await);
        self.folder
    }

    /// By title: its state, how many attempts stand where, and how many changes all its grades have seen.
    async fn stands(&self) -> BTreeMap<String, (String, BTreeMap<Status, u64>, u64)> {
        let all = PageRequest::new(Some(PageRequest::MAX), None);
        let list = List { page: all, ..List::default() };
        let AssessmentList::Author(list) = self.seeder.assessments.list(&platform(), list).await.unwrap() else {
            panic!("an administrator is no student")
        };
        let mut stands = BTreeMap::new();
        for row in list.items {
            let (mut attempts, mut changes) = (BTreeMap::new(), 0);
            if row.published_versions > 0 {
                attempts = self.seeder.submissions.stats(&platform(), row.id).await.unwrap().by_status;
                changes = self.grades(row.id).await.iter().map(|grade| grade.entry.version).sum();
            }
            stands.insert(row.title, (row.state.to_string(), attempts, changes));
        }
        stands
    }

    async fn grades(&self, assessment: AssessmentId) -> Vec<Named<GradeSummary>> {
        let all = PageRequest::new(Some(PageRequest::MAX), None);
        self.seeder.gradebook.grades_in(&platform(), assessment, &all).await.unwrap().items
    }
}

/// Whoever runs the platform.
fn platform() -> Actor {
    Actor::new(UserId::from_uuid(Default::default()), Role::Admin)
}

fn counts(counts: &[(Status, u64)]) -> BTreeMap<Status, u64> {
    counts.iter().copied().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_finds_attempts_and_grades_in_every_state_and_a_second_making_changes_nothing() {
    let demo = Demo::empty().await;
    assert!(demo.seed().await.unwrap().fresh);
    let stands = demo.stands().await;
    let stand = |title: &str| {
        let (state, attempts, _) = &stands[title];
        (state.as_str(), attempts.clone())
    };
    assert_eq!(
        stand("Cells and photosynthesis"),
        ("published", counts(&[(Status::InProgress, 3), (Status::Abandoned, 1), (Status::Released, 21)]))
    );
    assert_eq!(
        stand("Functions and statistics: practice"),
        ("published", counts(&[(Status::InProgress, 2), (Status::Abandoned, 1), (Status::Released, 27)]))
    );
    assert_eq!(
        stand("The twentieth century"),
        ("published", counts(&[(Status::Grading, 11), (Status::Graded, 9), (Status::Released, 4)]))
    );
    assert_eq!(
        stand("Reading and grammar, English and French"),
        ("closed", counts(&[(Status::Abandoned, 1), (Status::Released, 11)]))
    );
    assert_eq!(stand("Climate and maps"), ("published", counts(&[])));
    assert_eq!(stand("Acids, bases and salts"), ("draft", counts(&[])));

    let folder = demo.stop().await;
    let again = Demo::in_folder(folder).await;
    assert!(!again.seed().await.unwrap().fresh);
    assert_eq!(again.stands().await, stands);
    again.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_about_the_past_happened_in_the_past() {
    let demo = Demo::empty().await;
    demo.seed().await.unwrap();
    let all = PageRequest::new(Some(PageRequest::MAX), None);
    let now = pediafor_kernel::Clock::now(&*demo.seeder.clock);
    let mut days = std::collections::BTreeSet::new();
    for view in demo.seeder.submissions.list(&platform(), &Filter::default(), &all).await.unwrap().items {
        let record = view.attempt.record();
        days.insert(now.millis_since(record.started_at) / 86_400_000);
        let Some(receipt) = &record.receipt else { continue };
        assert!(record.started_at < receipt.submitted_at && receipt.submitted_at <= now, "{}", record.id);
        let UserGrades::Marker(grades) =
            demo.seeder.gradebook.grades_of(&platform(), record.student, &all).await.unwrap()
        else {
            panic!("an administrator is no student")
        };
        let grade = grades.items.iter().find(|grade| grade.entry.submission == record.id).expect("it was marked");
        assert!(grade.student_name.is_some());
        if let Some(released) = grade.entry.released_at {
            assert!(receipt.submitted_at <= released && released <= now, "{}", record.id);
        }
    }
    assert!(days.len() >= 7, "{days:?}");
    demo.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_making_that_was_broken_off_is_taken_up_where_it_stopped() {
    let whole = Demo::empty().await;
    whole.seed().await.unwrap();
    let demo = Demo::empty().await;
    for patience in [3, 11, 19] {
        let left = std::sync::atomic::AtomicI32::new(patience);
        let settle = async || {
            let over = left.fetch_sub(1, std::sync::atomic::Ordering::SeqCst) == 0;
            if over { Err(anyhow::anyhow!("broken off")) } else { demo.platform.settle().await }
        };
        assert_eq!(demo.seeder.seed(settle).await.unwrap_err().to_string(), "broken off");
    }
    assert!(demo.seed().await.unwrap().fresh);
    assert_eq!(demo.stands().await, whole.stands().await);
    demo.stop().await;
    whole.stop().await;
}
