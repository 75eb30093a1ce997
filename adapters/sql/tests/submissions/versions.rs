use std::collections::HashMap;

use pediafor_submissions::VersionState;

use super::stores::{assessment, on_every, published, version};

#[tokio::test]
async fn a_version_comes_back_as_it_was_kept_and_keeping_it_again_changes_nothing() {
    on_every(async |stores| {
        let kept = published(1);
        stores.versions.keep(&kept).await.unwrap();
        let mut other = kept.clone();
        other.header.title = "something else".into();
        stores.versions.keep(&other).await.unwrap();

        assert_eq!(stores.versions.newest(assessment(1)).await.unwrap(), Some(kept.header.clone()));
        assert_eq!(stores.versions.paper(version(1)).await.unwrap(), Some(kept.paper));
        let headers = stores.versions.headers(&[version(1), version(9)]).await.unwrap();
        assert_eq!(headers, HashMap::from([(version(1), kept.header)]));
        assert_eq!(stores.versions.newest(assessment(9)).await.unwrap(), None);
        assert_eq!(stores.versions.paper(version(9)).await.unwrap(), None);
        assert!(stores.versions.headers(&[]).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_newest_version_is_the_one_with_the_highest_number_whatever_came_first() {
    on_every(async |stores| {
        for number in [2, 10, 9] {
            stores.versions.keep(&published(number)).await.unwrap();
        }
        stores.versions.keep_state(assessment(1), version(10), VersionState::Closed).await.unwrap();
        let newest = stores.versions.newest(assessment(1)).await.unwrap().unwrap();
        assert_eq!((newest.number, newest.state), (10, VersionState::Closed));
    })
    .await;
}

#[tokio::test]
async fn a_state_only_goes_forward_also_before_its_version_arrives() {
    use VersionState::{Archived, Closed, Published};
    on_every(async |stores| {
        for (number, told, expected) in [
            (1, vec![Closed], Closed),
            (2, vec![Archived, Closed], Archived),
            (3, vec![Closed, Archived, Published, Closed], Archived),
            (4, vec![Published], Published),
        ] {
            for state in told {
                stores.versions.keep_state(assessment(1), version(number.into()), state).await.unwrap();
            }
            assert_eq!(stores.versions.headers(&[version(number.into())]).await.unwrap().len(), 0);
            stores.versions.keep(&published(number)).await.unwrap();
            let header =
                stores.versions.headers(&[version(number.into())]).await.unwrap().remove(&version(number.into()));
            assert_eq!(header.unwrap().state, expected, "version {number}");
        }
    })
    .await;
}
