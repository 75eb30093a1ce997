//! The contract of the users service's ports, on the adapter in memory and on every database.

#![expect(clippy::unwrap_used, reason = "a helper that fails, fails its test")]

#[path = "users/retell.rs"]
mod retell;
mod support;

use std::{collections::HashSet, sync::Arc};

use futures_util::future::join_all;
use pediafor_kernel::{
    Changes, Event, EventData, EventId, IdSource, Once, PageRequest, PortErrorCode, Role, SessionId, Timestamp, UserId,
    events::{SessionRevoked, UserRegistered},
    mock::Counting,
    once::{Receipt, Receipts},
};
use pediafor_sql::{
    Database, Service, SqlReceipts,
    users::{SqlAccounts, SqlSessions},
};
use pediafor_users::{
    Account, AccountQuery, AccountRepository, Email, EndSessions, Lifetimes, NewAccount, PasswordHash, PersonName,
    Refresh, RefreshToken, Session, SessionRepository, fold, memory::MemoryUsers,
};
use support::{at, on_each};

/// One adapter of all ports, and a way to look at what it stored.
#[derive(Clone)]
struct Store {
    accounts: Arc<dyn AccountRepository>,
    sessions: Arc<dyn SessionRepository>,
    receipts: Arc<dyn Receipts>,
    stored: Stored,
    ids: Arc<Counting>,
}

#[derive(Clone)]
enum Stored {
    Memory(Arc<MemoryUsers>),
    Sql(Database),
}

impl Store {
    fn in_memory() -> Self {
        let memory = Arc::new(MemoryUsers::default());
        Self {
            accounts: memory.clone(),
            sessions: memory.clone(),
            receipts: memory.clone(),
            stored: Stored::Memory(memory),
            ids: Arc::default(),
        }
    }

    fn on(database: Database) -> Self {
        Self {
            accounts: Arc::new(SqlAccounts::new(database.clone())),
            sessions: Arc::new(SqlSessions::new(database.clone())),
            receipts: Arc::new(SqlReceipts::new(database.clone())),
            stored: Stored::Sql(database),
            ids: Arc::default(),
        }
    }

    /// The kinds of the stored events, in their order.
    async fn events(&self) -> Vec<String> {
        match &self.stored {
            Stored::Memory(memory) => memory.events().into_iter().map(|event| event.kind).collect(),
            Stored::Sql(database) => {
                use sea_orm::{ConnectionTrait, Statement};
                let connection = database.reader();
                let sql = "SELECT kind FROM outbox ORDER BY position";
                let query = Statement::from_string(connection.get_database_backend(), sql);
                let rows = connection.query_all_raw(query).await.unwrap();
                rows.iter().map(|row| row.try_get("", "kind").unwrap()).collect()
            }
        }
    }

    fn account(&self, email: &str, name: &str, role: Role, at: Timestamp) -> (Account, Changes) {
        let id = UserId::from_uuid(self.ids.next());
        let (account, registered) = Account::register(NewAccount {
            id,
            email: Email::parse(email).unwrap(),
            name: PersonName::parse(name).unwrap(),
            role,
            password_hash: PasswordHash::new("$argon2id$…"),
            at,
        });
        let event = EventId::from_uuid(self.ids.next());
        let changes = Changes::events(vec![Event::new(event, "/pediafor/users", &id, 1, at, &registered)]);
        (account, changes)
    }

    async fn stored(&self, email: &str) -> Account {
        let (account, changes) = self.account(email, "Somebody", Role::Student, nine());
        self.accounts.save(&account, &changes).await.unwrap();
        account
    }

    fn session(&self, user: UserId, at: Timestamp) -> (Session, RefreshToken) {
        let mut secrets = [[0; 32]; 2];
        for secret in &mut secrets {
            secret[..16].copy_from_slice(self.ids.next().as_bytes());
        }
        Session::begin(SessionId::from_uuid(self.ids.next()), user, "Browser", secrets, at, &Lifetimes::default())
    }

    async fn begun(&self, account: &Account, at: Timestamp) -> Session {
        let (session, _) = self.session(account.id(), at);
        self.sessions.begin(&session, account.version()).await.unwrap();
        session
    }

    fn ending(&self, keep: Option<SessionId>, now: Timestamp) -> EndSessions<'_> {
        EndSessions { keep, now, lifetimes: Lifetimes::default(), ids: self.ids.as_ref() }
    }

    async fn is_live(&self, session: &Session, now: Timestamp) -> bool {
        self.sessions.find(session.id()).await.unwrap().unwrap().is_live(now)
    }
}

/// Runs `test` in memory and on a fresh database of each kind.
async fn on_every_adapter<Fut: Future<Output = ()>>(test: impl Fn(Store) -> Fut) {
    test(Store::in_memory()).await;
    on_each(Service::Users, async |database| test(Store::on(database)).await).await;
}

fn nine() -> Timestamp {
    at("2026-03-01T09:00:00.123456Z")
}

#[tokio::test]
async fn an_account_is_read_back_as_it_was_stored_and_after_each_change() {
    on_every_adapter(async |store| {
        let (mut account, changes) =
            store.account("ada@example.org", "Ada Łovelace — \u{1f600}", Role::Teacher, nine());
        assert_eq!(store.accounts.find(account.id()).await.unwrap(), None);
        store.accounts.save(&account, &changes).await.unwrap();
        assert_eq!(store.accounts.find(account.id()).await.unwrap().as_ref(), Some(&account));
        assert_eq!(store.accounts.find_by_email(account.email()).await.unwrap().as_ref(), Some(&account));
        let other = Email::parse("ada@example.com").unwrap();
        assert_eq!(store.accounts.find_by_email(&other).await.unwrap(), None);

        account.rename(PersonName::parse("Ada").unwrap()).unwrap();
        store.accounts.save(&account, &Changes::default()).await.unwrap();
        account.change_role(Role::Admin).unwrap();
        store.accounts.save(&account, &Changes::default()).await.unwrap();
        account.deactivate().unwrap();
        store.accounts.save(&account, &Changes::default()).await.unwrap();
        account.erase().unwrap();
        store.accounts.save(&account, &Changes::default()).await.unwrap();
        assert_eq!(store.accounts.find(account.id()).await.unwrap(), Some(account));
        assert_eq!(store.events().await, [UserRegistered::TYPE]);
    })
    .await;
}

#[tokio::test]
async fn an_address_belongs_to_one_account_and_a_refused_save_leaves_nothing_behind() {
    on_every_adapter(async |store| {
        store.stored("ada@example.org").await;
        let (second, changes) = store.account("ada@example.org", "Eve", Role::Student, nine());
        let error = store.accounts.save(&second, &changes).await.unwrap_err();
        assert_eq!(error.code(), PortErrorCode::Conflict);
        assert_eq!(store.accounts.find(second.id()).await.unwrap(), None);
        assert_eq!(store.events().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_stale_save_is_refused_whole() {
    on_every_adapter(async |store| {
        let stored = store.stored("ada@example.org").await;
        let (mut first, mut second) = (stored.clone(), stored);
        first.rename(PersonName::parse("First").unwrap()).unwrap();
        store.accounts.save(&first, &Changes::default()).await.unwrap();

        second.rename(PersonName::parse("Second").unwrap()).unwrap();
        let (_, changes) = store.account("x@example.org", "X", Role::Student, nine());
        assert!(store.accounts.save(&second, &changes).await.unwrap_err().is_stale());
        let session = store.begun(&first, nine()).await;
        let ending = store.ending(None, nine());
        let error = store.accounts.save_and_end_sessions(&second, &changes, &ending).await.unwrap_err();
        assert!(error.is_stale());
        assert!(store.is_live(&session, nine()).await);
        assert_eq!(store.accounts.find(first.id()).await.unwrap().unwrap().name().as_str(), "First");
        assert_eq!(store.events().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn of_many_changes_from_one_version_one_is_stored() {
    on_every_adapter(async |store| {
        let stored = store.stored("ada@example.org").await;
        let saves = (0..8).map(|index| {
            let (store, mut account) = (store.clone(), stored.clone());
            async move {
                account.rename(PersonName::parse(&format!("Name {index}")).unwrap()).unwrap();
                store.accounts.save(&account, &Changes::default()).await
            }
        });
        let results = join_all(saves).await;
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
        assert!(results.iter().flat_map(|result| result.as_ref().err()).all(|error| error.is_stale()));
    })
    .await;
}

#[tokio::test]
async fn a_receipt_is_stored_with_the_account_and_its_key_is_taken_once() {
    on_every_adapter(async |store| {
        let admin = UserId::from_uuid(store.ids.next());
        let once = Once { user: admin, operation: "create_user", key: "k".into(), fingerprint: [7; 32] };
        let (account, mut changes) = store.account("ada@example.org", "Ada", Role::Student, nine());
        changes.receipt = Some(Receipt { once: once.clone(), result: serde_json::json!(account.id()), at: nine() });
        store.accounts.save(&account, &changes).await.unwrap();
        assert_eq!(store.receipts.find(&once).await.unwrap(), changes.receipt);

        let (other, mut again) = store.account("eve@example.org", "Eve", Role::Student, nine());
        again.receipt = changes.receipt;
        assert_eq!(store.accounts.save(&other, &again).await.unwrap_err().code(), PortErrorCode::Conflict);
        assert_eq!(store.accounts.find(other.id()).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_list_goes_through_everybody_once_newest_first() {
    on_every_adapter(async |store| {
        let mut expected = Vec::new();
        for index in 0..25 {
            // five at a time share an instant, and some instants have no fraction
            let at = nine().plus_millis(i64::from(index / 5) * 877 - 123);
            let (account, changes) = store.account(&format!("u{index}@example.org"), "U", Role::Student, at);
            store.accounts.save(&account, &changes).await.unwrap();
            expected.push((account.created_at(), account.id()));
        }
        expected.sort_unstable();
        expected.reverse();

        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let page = PageRequest::new(Some(7), after);
            let page = store.accounts.list(&AccountQuery::default(), &page).await.unwrap();
            assert!(page.items.len() == 7 || page.next.is_none());
            seen.extend(page.items.iter().map(|account| (account.created_at(), account.id())));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, expected);
    })
    .await;
}

#[tokio::test]
async fn a_list_is_searched_by_role_and_by_text_in_name_or_address() {
    on_every_adapter(async |store| {
        for (email, name, role) in [
            ("emile@example.org", "Émile Durand", Role::Student),
            ("a_b@example.org", "100% Ann!", Role::Student),
            ("axb@example.org", "Bob [x] \\", Role::Teacher),
            ("root@example.com", "Жанна", Role::Admin),
        ] {
            let (account, changes) = store.account(email, name, role, nine());
            store.accounts.save(&account, &changes).await.unwrap();
        }
        let found = async |role: Option<Role>, text: &str| {
            let query = AccountQuery { role, text: (!text.is_empty()).then(|| fold(text)) };
            let page = store.accounts.list(&query, &PageRequest::default()).await.unwrap();
            let mut emails: Vec<_> = page.items.iter().map(|account| account.email().to_string()).collect();
            emails.sort_unstable();
            emails.iter().map(|email| email.split('@').next().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(found(None, "").await, "a_b axb emile root");
        assert_eq!(found(Some(Role::Student), "").await, "a_b emile");
        assert_eq!(found(None, "ÉMILE").await, "emile");
        assert_eq!(found(None, "жАН").await, "root");
        assert_eq!(found(None, "EXAMPLE.ORG").await, "a_b axb emile");
        assert_eq!(found(Some(Role::Teacher), "example").await, "axb");
        assert_eq!(found(None, "a_b").await, "a_b");
        assert_eq!(found(None, "0%").await, "a_b");
        assert_eq!(found(None, "n!").await, "a_b");
        assert_eq!(found(None, "\\").await, "axb");
        assert_eq!(found(None, "[x]").await, "axb");
        assert_eq!(found(None, "%").await, "a_b");
        assert_eq!(found(None, "' OR 1=1 --").await, "");
    })
    .await;
}

#[tokio::test]
async fn a_session_is_read_back_as_it_was_stored_and_after_each_change() {
    on_every_adapter(async |store| {
        let account = store.stored("ada@example.org").await;
        let (mut session, token) = store.session(account.id(), nine());
        assert_eq!(store.sessions.find(session.id()).await.unwrap(), None);
        store.sessions.begin(&session, account.version()).await.unwrap();
        assert_eq!(store.sessions.find(session.id()).await.unwrap().as_ref(), Some(&session));
        let by_family = store.sessions.find_by_family(&token.family_hash()).await.unwrap();
        assert_eq!(by_family.as_ref(), Some(&session));
        assert_eq!(store.sessions.find_by_family(&token.secret_hash()).await.unwrap(), None);

        let lifetimes = Lifetimes::default();
        let refreshed = session.refresh(&token, [9; 32], nine().plus_millis(1500), &lifetimes);
        assert!(matches!(refreshed, Refresh::Exchanged(_)));
        store.sessions.save(&session, &Changes::default()).await.unwrap();
        assert_eq!(store.sessions.find(session.id()).await.unwrap().as_ref(), Some(&session));
        session.revoke(nine().plus_millis(1501), &lifetimes).unwrap();
        store.sessions.save(&session, &Changes::default()).await.unwrap();
        assert_eq!(store.sessions.find(session.id()).await.unwrap(), Some(session));
    })
    .await;
}

#[tokio::test]
async fn a_session_begins_only_on_the_account_as_it_was_seen_and_marks_the_sign_in() {
    on_every_adapter(async |store| {
        let mut account = store.stored("ada@example.org").await;
        let later = nine().plus_seconds(5);
        store.begun(&account, later).await;
        let stored = store.accounts.find(account.id()).await.unwrap().unwrap();
        assert_eq!((stored.last_login_at(), stored.version()), (Some(later), 1));

        // a change that was read before the sign-in does not take the sign-in back
        account.rename(PersonName::parse("Ada").unwrap()).unwrap();
        store.accounts.save(&account, &Changes::default()).await.unwrap();
        let stored = store.accounts.find(account.id()).await.unwrap().unwrap();
        assert_eq!((stored.last_login_at(), stored.version()), (Some(later), 2));

        let (session, _) = store.session(account.id(), later);
        assert!(store.sessions.begin(&session, 1).await.unwrap_err().is_stale());
        assert_eq!(store.sessions.find(session.id()).await.unwrap(), None);
        let (orphan, _) = store.session(UserId::from_uuid(store.ids.next()), later);
        assert!(store.sessions.begin(&orphan, 1).await.unwrap_err().is_stale());
    })
    .await;
}

#[tokio::test]
async fn of_many_exchanges_of_one_token_one_is_stored() {
    on_every_adapter(async |store| {
        let account = store.stored("ada@example.org").await;
        let (session, token) = store.session(account.id(), nine());
        store.sessions.begin(&session, 1).await.unwrap();
        let saves = (0..8).map(|seed| {
            let (store, mut session, token) = (store.clone(), session.clone(), token.clone());
            async move {
                session.refresh(&token, [seed; 32], nine(), &Lifetimes::default());
                store.sessions.save(&session, &Changes::default()).await.map(|()| session)
            }
        });
        let results = join_all(saves).await;
        let stored: Vec<_> = results.iter().flatten().collect();
        assert_eq!(stored.len(), 1);
        assert!(results.iter().flat_map(|result| result.as_ref().err()).all(|error| error.is_stale()));
        assert_eq!(store.sessions.find(session.id()).await.unwrap().as_ref(), stored.first().copied());
    })
    .await;
}

#[tokio::test]
async fn live_sessions_are_the_users_own_not_ended_and_not_run_out() {
    on_every_adapter(async |store| {
        let ada = store.stored("ada@example.org").await;
        let eve = store.stored("eve@example.org").await;
        let old = store.begun(&ada, nine()).await;
        let mut ended = store.begun(&ada, nine().plus_seconds(1)).await;
        let new = store.begun(&ada, nine().plus_seconds(2)).await;
        store.begun(&eve, nine()).await;
        ended.revoke(nine().plus_seconds(3), &Lifetimes::default()).unwrap();
        store.sessions.save(&ended, &Changes::default()).await.unwrap();

        let live = async |now| {
            let page = store.sessions.live_of(ada.id(), now, &PageRequest::default()).await.unwrap();
            page.items.iter().map(Session::id).collect::<Vec<_>>()
        };
        assert_eq!(live(nine().plus_seconds(4)).await, [new.id(), old.id()]);
        assert_eq!(live(old.expires_at()).await, [new.id()]);
        assert!(live(new.expires_at()).await.is_empty());

        let first = store.sessions.live_of(ada.id(), nine(), &PageRequest::new(Some(1), None)).await.unwrap();
        assert_eq!(first.items[0].id(), new.id());
        let rest = store.sessions.live_of(ada.id(), nine(), &PageRequest::new(Some(1), first.next)).await.unwrap();
        assert_eq!((rest.items[0].id(), rest.next), (old.id(), None));
    })
    .await;
}

#[tokio::test]
async fn sessions_that_were_ended_lately_are_found_by_when() {
    on_every_adapter(|store| async move {
        let account = store.stored("ada@example.org").await;
        let now = at("2026-03-01T09:00:00Z");
        let mut ended = Vec::new();
        for minutes in [10, 20, 30] {
            let mut session = store.begun(&account, now).await;
            let at = now.plus_seconds(minutes * 60);
            session.revoke(at, &Lifetimes::default()).unwrap();
            store.sessions.save(&session, &Changes::default()).await.unwrap();
            ended.push((session.id(), at));
        }
        store.begun(&account, now).await;
        let mut found = store.sessions.ended_since(ended[1].1).await.unwrap();
        found.sort_by_key(|(_, at)| *at);
        assert_eq!(found, ended[1..]);
    })
    .await;
}

#[tokio::test]
async fn a_change_of_the_account_ends_all_its_live_sessions_but_one_and_tells_of_each() {
    on_every_adapter(async |store| {
        let mut ada = store.stored("ada@example.org").await;
        let eve = store.stored("eve@example.org").await;
        let (kept, first, second) =
            (store.begun(&ada, nine()).await, store.begun(&ada, nine()).await, store.begun(&ada, nine()).await);
        let others = store.begun(&eve, nine()).await;
        let mut ended = store.begun(&ada, nine()).await;
        ended.revoke(nine(), &Lifetimes::default()).unwrap();
        store.sessions.save(&ended, &Changes::default()).await.unwrap();

        let now = nine().plus_seconds(60);
        ada.replace_password(PasswordHash::new("another")).unwrap();
        let ending = store.ending(Some(kept.id()), now);
        store.accounts.save_and_end_sessions(&ada, &Changes::default(), &ending).await.unwrap();
        for (session, live) in [(&kept, true), (&first, false), (&second, false), (&others, true)] {
            assert_eq!(store.is_live(session, now).await, live);
        }
        let stored = store.sessions.find(first.id()).await.unwrap().unwrap();
        assert_eq!((stored.record().revoked_at, stored.version()), (Some(now), 2));
        assert_eq!(store.sessions.find(ended.id()).await.unwrap(), Some(ended));
        let told = store.events().await.iter().filter(|kind| *kind == SessionRevoked::TYPE).count();
        assert_eq!(told, 2);
    })
    .await;
}

#[tokio::test]
async fn no_sign_in_slips_past_a_change_that_ends_sessions() {
    on_every_adapter(async |store| {
        for round in 0..10 {
            let mut account = store.stored(&format!("u{round}@example.org")).await;
            let begins = (0..6).map(|_| {
                let (store, account) = (store.clone(), account.clone());
                async move {
                    let (session, _) = store.session(account.id(), nine());
                    store.sessions.begin(&session, account.version()).await.map(|()| session)
                }
            });
            let begins = join_all(begins.collect::<Vec<_>>());
            account.deactivate().unwrap();
            let ending = store.ending(None, nine());
            let changes = Changes::default();
            let change = store.accounts.save_and_end_sessions(&account, &changes, &ending);
            let (begun, changed) = futures_util::join!(begins, change);
            changed.unwrap();
            let mut seen = HashSet::new();
            for result in begun {
                match result {
                    Ok(session) => {
                        assert!(!store.is_live(&session, nine()).await);
                        seen.insert(session.id());
                    }
                    Err(error) => assert!(error.is_stale(), "{error:?}"),
                }
            }
            let live = store.sessions.live_of(account.id(), nine(), &PageRequest::default()).await.unwrap();
            assert!(live.items.is_empty(), "{} began, {} live", seen.len(), live.items.len());
        }
    })
    .await;
}
