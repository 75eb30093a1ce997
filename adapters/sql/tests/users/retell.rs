use pediafor_kernel::{
    events::{UserDeactivated, UserProfileUpdated},
    mock::FakeClock,
};
use pediafor_users::Retell;

use super::*;

fn retell(store: &Store, now: Timestamp) -> Retell {
    Retell {
        accounts: store.accounts.clone(),
        sessions: store.sessions.clone(),
        clock: Arc::new(FakeClock::at(now)),
        ids: store.ids.clone(),
    }
}

#[tokio::test]
async fn every_account_is_told_of_as_it_stands_page_by_page_and_from_where_it_was_left() {
    on_every_adapter(|store| async move {
        let mut accounts = Vec::new();
        for number in 0..230 {
            accounts.push(store.stored(&format!("student{number}@example.org")).await);
        }
        let mut left = accounts[7].clone();
        let deactivated = left.deactivate().unwrap();
        store.accounts.save(&left, &Changes::default()).await.unwrap();

        let (mut events, mut pages) = (Vec::new(), Vec::new());
        let tell = async |page: Vec<Event>, last: UserId| {
            events.extend(page);
            pages.push(last);
            Ok(())
        };
        retell(&store, nine()).accounts(None, tell).await.unwrap();
        let profiles: Vec<UserProfileUpdated> = events.iter().filter_map(|event| event.data().ok()).collect();
        assert_eq!(profiles.iter().map(|told| told.user).collect::<Vec<_>>(), {
            let mut all: Vec<_> = accounts.iter().map(Account::id).collect();
            all.sort();
            all
        });
        let ended: Vec<_> = events.iter().filter(|event| event.is::<UserDeactivated>()).collect();
        assert_eq!(ended.len(), 1);
        assert_eq!(ended[0].data::<UserDeactivated>().unwrap(), deactivated);
        assert_eq!((ended[0].sequence, &ended[0].subject), (2, &left.id().to_string()));

        assert_eq!(pages.len(), 3);
        let mut rest = 0;
        let count = async |page: Vec<Event>, _| {
            rest += page.len();
            Ok(())
        };
        retell(&store, nine()).accounts(Some(pages[1]), count).await.unwrap();
        assert_eq!(rest, 30);
    })
    .await;
}

#[tokio::test]
async fn sessions_whose_tokens_may_still_hold_are_told_of_as_ended() {
    on_every_adapter(|store| async move {
        let account = store.stored("ada@example.org").await;
        let mut told = Vec::new();
        for hours in [1, 3, 5] {
            let mut session = store.begun(&account, nine()).await;
            let at = nine().plus_seconds(hours * 3600);
            session.revoke(at, &Lifetimes::default()).unwrap();
            store.sessions.save(&session, &Changes::default()).await.unwrap();
            told.push((session.id(), at));
        }
        store.begun(&account, nine()).await;
        let heard = async |now: Timestamp, since: Option<Timestamp>| {
            let mut heard = Vec::new();
            let tell = async |page: Vec<Event>, _| {
                heard.extend(page.iter().map(|event| event.data::<SessionRevoked>().unwrap()));
                Ok(())
            };
            retell(&store, now).sessions(since, None, tell).await.unwrap();
            heard
                .into_iter()
                .map(|revoked| (revoked.session, revoked.expires_at.plus_seconds(-4 * 3600)))
                .collect::<Vec<_>>()
        };
        let six = nine().plus_seconds(6 * 3600);
        assert_eq!(heard(six, None).await, told[1..], "the first one's tokens have run out, however long they held");
        assert_eq!(heard(six, Some(told[2].1)).await, told[2..]);
    })
    .await;
}
