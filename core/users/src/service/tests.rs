use pediafor_kernel::{
    Fault, Kind, Once, PageRequest, Role, SessionId,
    events::{SessionRevoked, UserRegistered, UserRoleChanged},
    limits::{Quota, RateLimiter, Standing},
    mock::{Counting, FakeClock, Unlimited},
};

use super::*;
use crate::{
    AccountState, RefreshToken,
    memory::{MemoryUsers, PlainHasher, PlainTokens},
};

const PASSWORD: &str = "correct horse battery";

/// A service on the ports in memory, with what a test looks at.
struct Room {
    users: Users,
    store: Arc<MemoryUsers>,
    hasher: Arc<PlainHasher>,
    clock: Arc<FakeClock>,
}

fn two_an_hour() -> Quota {
    let n = |n| std::num::NonZeroU32::new(n).unwrap();
    Quota { name: "sign-ins", requests: n(2), window_millis: n(3_600_000), burst: n(2) }
}

fn room() -> Room {
    room_with(Arc::new(Unlimited))
}

fn room_with(limiter: Arc<dyn RateLimiter>) -> Room {
    let store = Arc::new(MemoryUsers::default());
    let hasher = Arc::new(PlainHasher::at_cost("today"));
    let clock = Arc::new(FakeClock::at("2026-03-01T09:00:00Z".parse().unwrap()));
    let ports = Ports {
        accounts: store.clone(),
        sessions: store.clone(),
        receipts: store.clone(),
        hasher: hasher.clone(),
        signer: Arc::new(PlainTokens),
        clock: clock.clone(),
        ids: Arc::new(Counting::default()),
        secrets: Arc::new(Counting::default()),
        limiter,
    };
    Room { users: Users::new(ports, Lifetimes::default(), two_an_hour()), store, hasher, clock }
}

impl Room {
    async fn seeded(&self, email: &str, role: Role) -> Account {
        let command =
            CreateAccount { email: email.into(), name: "Somebody".into(), role, password: Secret::new(PASSWORD) };
        self.users.seed_account(&command).await.unwrap()
    }

    async fn login(&self, email: &str, password: &str) -> Result<SignedIn, UsersError> {
        let login = Login { email: email.into(), password: Secret::new(password), device: "test".into() };
        self.users.login(&login).await
    }

    /// Seeds an account and signs in to it.
    async fn actor(&self, email: &str, role: Role) -> Actor {
        self.seeded(email, role).await;
        actor(&self.login(email, PASSWORD).await.unwrap())
    }

    async fn refresh(&self, token: &RefreshToken) -> Result<SignedIn, UsersError> {
        self.users.refresh(&Secret::new(token.encode())).await
    }

    fn count<T: EventData>(&self) -> usize {
        self.store.events().iter().filter(|event| event.is::<T>()).count()
    }
}

fn actor(signed_in: &SignedIn) -> Actor {
    let account = &signed_in.account;
    Actor { user: account.id(), role: account.role(), session: Some(signed_in.session) }
}

fn pointers(error: &UsersError) -> Vec<String> {
    error.fields().into_iter().map(|field| field.pointer).collect()
}

#[tokio::test]
async fn whoever_registers_is_a_student_and_may_sign_in_at_once() {
    let room = room();
    let register = Register {
        email: "Ada@Example.org".into(),
        name: "Ada".into(),
        password: Secret::new("correct horse battery"),
    };
    let account = room.users.register(&register).await.unwrap();
    assert_eq!((account.role(), account.state()), (Role::Student, AccountState::Active));

    let event = room.store.events().pop().unwrap();
    assert_eq!((event.subject.clone(), event.sequence), (account.id().to_string(), 1));
    let data: UserRegistered = event.data().unwrap();
    assert_eq!((data.email.as_str(), data.role), ("ada@example.org", Role::Student));

    let signed_in = room.login("ADA@example.org", PASSWORD).await.unwrap();
    assert_eq!(signed_in.expires_in, 900);
    assert_eq!(room.users.me(&actor(&signed_in)).await.unwrap().last_login_at(), Some(room.users.ports.clock.now()));
}

#[tokio::test]
async fn registering_tells_everything_that_is_wrong_at_once_and_refuses_a_taken_address() {
    let room = room();
    let bad = Register { email: "x".into(), name: " ".into(), password: Secret::new("short") };
    let error = room.users.register(&bad).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Invalid);
    assert_eq!(pointers(&error), ["/email", "/name", "/password"]);
    assert_eq!(room.hasher.asked(), 0);

    room.seeded("ada@example.org", Role::Teacher).await;
    let taken = Register { email: "ada@example.org".into(), name: "Eve".into(), password: Secret::new(PASSWORD) };
    assert!(matches!(room.users.register(&taken).await, Err(UsersError::EmailTaken)));
}

#[tokio::test]
async fn an_unknown_address_costs_one_hash_and_gets_the_answer_of_a_wrong_password() {
    let room = room();
    room.seeded("ada@example.org", Role::Student).await;
    let mut answers = Vec::new();
    for email in ["ada@example.org", "nobody@example.org", "not an address"] {
        let before = room.hasher.asked();
        let error = room.login(email, "wrong horse battery").await.unwrap_err();
        answers.push((error.code(), error.to_string(), room.hasher.asked() - before));
    }
    assert_eq!(answers[0].2, 1);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
}

#[tokio::test]
async fn an_erased_account_is_nobody() {
    let room = room();
    let mut account = room.seeded("ada@example.org", Role::Student).await;
    account.deactivate().unwrap();
    AccountRepository::save(&*room.store, &account, &Changes::default()).await.unwrap();
    account.erase().unwrap();
    AccountRepository::save(&*room.store, &account, &Changes::default()).await.unwrap();
    for email in ["ada@example.org", account.email().as_str()] {
        assert!(matches!(room.login(email, PASSWORD).await, Err(UsersError::InvalidCredentials)), "{email}");
    }
    room.seeded("ada@example.org", Role::Student).await;
    assert!(room.login("ada@example.org", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_password_hashed_at_another_cost_is_hashed_anew_when_it_is_next_used() {
    let old = PlainHasher::at_cost("yesterday");
    let room = room();
    let mut account = room.seeded("ada@example.org", Role::Student).await;
    let password = Password::chosen(&Secret::new(PASSWORD)).unwrap();
    account.replace_password(old.hash(&password).await.unwrap()).unwrap();
    AccountRepository::save(&*room.store, &account, &Changes::default()).await.unwrap();

    let signed_in = room.login("ada@example.org", PASSWORD).await.unwrap();
    let stored = room.users.account(signed_in.account.id()).await.unwrap();
    assert!(!room.hasher.needs_rehash(stored.password_hash()));
    room.login("ada@example.org", PASSWORD).await.unwrap();
    assert_eq!(room.users.account(stored.id()).await.unwrap().version(), stored.version());
}

#[tokio::test]
async fn twenty_refreshes_at_once_give_one_successor() {
    let room = Arc::new(room());
    room.seeded("ada@example.org", Role::Student).await;
    let first = room.login("ada@example.org", PASSWORD).await.unwrap().refresh_token;
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let (room, first) = (room.clone(), first.clone());
            tokio::spawn(async move { room.refresh(&first).await.unwrap().refresh_token })
        })
        .collect();
    let mut successors = Vec::new();
    for task in tasks {
        successors.push(task.await.unwrap());
    }
    assert!(successors.iter().all(|token| *token == successors[0] && *token != first));
    room.refresh(&successors[0]).await.unwrap();
}

#[tokio::test]
async fn a_refresh_token_of_any_earlier_generation_ends_the_session_for_thief_and_owner() {
    let room = room();
    room.seeded("ada@example.org", Role::Student).await;
    let signed_in = room.login("ada@example.org", PASSWORD).await.unwrap();
    let mut token = signed_in.refresh_token.clone();
    for _ in 0..5 {
        token = room.refresh(&token).await.unwrap().refresh_token;
    }
    assert!(matches!(room.refresh(&signed_in.refresh_token).await, Err(UsersError::InvalidRefreshToken)));
    assert!(matches!(room.refresh(&token).await, Err(UsersError::InvalidRefreshToken)));
    assert!(matches!(room.users.me(&actor(&signed_in)).await, Err(UsersError::SessionEnded)));

    let event = room.store.events().pop().unwrap();
    let data: SessionRevoked = event.data().unwrap();
    assert_eq!((data.session, data.user), (signed_in.session, signed_in.account.id()));
    assert_eq!(data.expires_at, room.users.ports.clock.now().plus_seconds(900));
    assert_eq!(room.count::<SessionRevoked>(), 1);
}

#[tokio::test]
async fn an_access_token_never_outlives_its_session() {
    let room = room();
    room.seeded("ada@example.org", Role::Student).await;
    let mut signed_in = room.login("ada@example.org", PASSWORD).await.unwrap();
    let week = 7 * 24 * 3600 * 1000;
    for _ in 0..4 {
        room.clock.advance_millis(week - 1000);
        signed_in = room.refresh(&signed_in.refresh_token).await.unwrap();
    }
    room.clock.advance_millis(2 * 24 * 3600 * 1000 - 10_000);
    signed_in = room.refresh(&signed_in.refresh_token).await.unwrap();
    assert_eq!(signed_in.expires_in, 14);
    room.clock.advance_millis(14_000);
    assert!(matches!(room.users.me(&actor(&signed_in)).await, Err(UsersError::SessionEnded)));
    assert!(matches!(room.refresh(&signed_in.refresh_token).await, Err(UsersError::InvalidRefreshToken)));
}

#[tokio::test]
async fn a_session_that_was_logged_out_is_refused_at_once() {
    let room = room();
    room.seeded("ada@example.org", Role::Student).await;
    let signed_in = room.login("ada@example.org", PASSWORD).await.unwrap();
    let ada = actor(&signed_in);
    let eve = Actor { session: ada.session, ..room.actor("eve@example.org", Role::Admin).await };
    assert!(matches!(room.users.me(&eve).await, Err(UsersError::SessionEnded)));
    room.users.logout(&ada).await.unwrap();
    assert!(matches!(room.users.me(&ada).await, Err(UsersError::SessionEnded)));
    assert!(matches!(room.users.logout(&ada).await, Err(UsersError::SessionEnded)));
    assert!(matches!(room.refresh(&signed_in.refresh_token).await, Err(UsersError::InvalidRefreshToken)));
    let forged = Actor { role: Role::Admin, session: Some(SessionId::from_uuid(ada.user.uuid())), ..ada };
    assert!(matches!(room.users.me(&forged).await, Err(UsersError::SessionEnded)));
}

#[tokio::test]
async fn changing_the_password_needs_the_old_one_and_ends_every_other_session() {
    let room = room();
    let ada = room.actor("ada@example.org", Role::Student).await;
    let other = actor(&room.login("ada@example.org", PASSWORD).await.unwrap());
    let stranger = room.actor("eve@example.org", Role::Student).await;
    let new = Secret::new("another horse battery");

    let wrong = room.users.change_password(&ada, &Secret::new("wrong"), &new).await.unwrap_err();
    assert_eq!(pointers(&wrong), ["/current_password"]);
    let short = room.users.change_password(&ada, &Secret::new(PASSWORD), &Secret::new("short")).await.unwrap_err();
    assert_eq!(pointers(&short), ["/new_password"]);

    room.users.change_password(&ada, &Secret::new(PASSWORD), &new).await.unwrap();
    assert!(room.users.me(&ada).await.is_ok() && room.users.me(&stranger).await.is_ok());
    assert!(matches!(room.users.me(&other).await, Err(UsersError::SessionEnded)));
    assert_eq!(room.count::<SessionRevoked>(), 1);
    assert!(matches!(room.login("ada@example.org", PASSWORD).await, Err(UsersError::InvalidCredentials)));
    assert!(room.login("ada@example.org", "another horse battery").await.is_ok());
}

#[tokio::test]
async fn people_list_and_end_their_own_sessions_and_nobody_elses() {
    let room = room();
    let ada = room.actor("ada@example.org", Role::Student).await;
    room.clock.advance_millis(1);
    let phone = actor(&room.login("ada@example.org", PASSWORD).await.unwrap());
    let eve = room.actor("eve@example.org", Role::Admin).await;

    let listed = room.users.sessions(&ada, &PageRequest::default()).await.unwrap();
    let ids: Vec<_> = listed.items.iter().map(|session| Some(session.id())).collect();
    assert_eq!(ids, [phone.session, ada.session]);

    let id = phone.session.unwrap();
    assert!(matches!(room.users.end_session(&eve, id).await, Err(UsersError::NotFound("session"))));
    room.users.end_session(&ada, id).await.unwrap();
    assert!(matches!(room.users.end_session(&ada, id).await, Err(UsersError::NotFound("session"))));
    assert!(matches!(room.users.me(&phone).await, Err(UsersError::SessionEnded)));
    assert_eq!(room.users.sessions(&ada, &PageRequest::default()).await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn a_name_changes_only_from_the_version_that_was_read_and_only_for_oneself_or_by_an_administrator() {
    let room = room();
    let ada = room.actor("ada@example.org", Role::Student).await;
    let teacher = room.actor("t@example.org", Role::Teacher).await;
    let admin = room.actor("root@example.org", Role::Admin).await;

    let renamed = room.users.rename(&ada, ada.user, Some(1), "Ada L.").await.unwrap();
    assert_eq!((renamed.name().as_str(), renamed.version()), ("Ada L.", 2));
    assert!(matches!(room.users.rename(&ada, ada.user, Some(1), "Late").await, Err(UsersError::Stale)));
    assert!(matches!(room.users.rename(&teacher, ada.user, Some(2), "X").await, Err(UsersError::Forbidden)));
    assert!(matches!(room.users.rename(&ada, teacher.user, Some(1), "X").await, Err(UsersError::NotFound(_))));
    assert_eq!(pointers(&room.users.rename(&ada, ada.user, Some(2), "a\nb").await.unwrap_err()), ["/name"]);
    assert!(room.users.rename(&admin, ada.user, Some(2), "Ada").await.is_ok());
    assert_eq!(room.users.rename(&ada, ada.user, None, "Ada again").await.unwrap().version(), 4);
}

#[tokio::test]
async fn who_sees_whom() {
    let room = room();
    let ada = room.actor("ada@example.org", Role::Student).await;
    let eve = room.actor("eve@example.org", Role::Student).await;
    let teacher = room.actor("t@example.org", Role::Teacher).await;
    let admin = room.actor("root@example.org", Role::Admin).await;
    let page = PageRequest::default();

    for (actor, id, sees) in [
        (&ada, ada.user, true),
        (&ada, eve.user, false),
        (&ada, teacher.user, false),
        (&teacher, teacher.user, true),
        (&teacher, ada.user, true),
        (&teacher, admin.user, false),
        (&admin, teacher.user, true),
    ] {
        let seen = room.users.get(actor, id).await;
        assert_eq!(seen.is_ok(), sees, "{:?} {id}", actor.role);
        assert!(sees || matches!(seen, Err(UsersError::NotFound(_))));
    }
    assert!(matches!(room.users.students(&ada, None, &page).await, Err(UsersError::Forbidden)));
    assert!(matches!(room.users.student(&ada, ada.user).await, Err(UsersError::Forbidden)));
    assert!(matches!(room.users.list(&teacher, None, None, &page).await, Err(UsersError::Forbidden)));
    assert_eq!(room.users.students(&teacher, None, &page).await.unwrap().items.len(), 2);
    assert!(matches!(room.users.student(&teacher, admin.user).await, Err(UsersError::NotFound(_))));
    assert_eq!(room.users.list(&admin, None, None, &page).await.unwrap().items.len(), 4);
    assert_eq!(room.users.list(&admin, Some(Role::Teacher), Some(" "), &page).await.unwrap().items.len(), 1);
    assert_eq!(room.users.list(&admin, None, Some("EVE@"), &page).await.unwrap().items[0].id(), eve.user);
    let long = room.users.list(&admin, None, Some(&"x".repeat(101)), &page).await.unwrap_err();
    assert_eq!(pointers(&long), ["q"]);
}

#[tokio::test]
async fn only_administrators_manage_accounts_and_never_their_own() {
    let room = room();
    let ada = room.actor("ada@example.org", Role::Student).await;
    let teacher = room.actor("t@example.org", Role::Teacher).await;
    let admin = room.actor("root@example.org", Role::Admin).await;
    let create = CreateAccount {
        email: "new@example.org".into(),
        name: "New".into(),
        role: Role::Admin,
        password: Secret::new(PASSWORD),
    };
    for actor in [&ada, &teacher] {
        assert!(matches!(room.users.create(actor, &create, None).await, Err(UsersError::Forbidden)));
        for id in [ada.user, admin.user] {
            assert!(matches!(room.users.change_role(actor, id, Role::Admin).await, Err(UsersError::Forbidden)));
            assert!(matches!(room.users.deactivate(actor, id).await, Err(UsersError::Forbidden)));
            assert!(matches!(room.users.reactivate(actor, id).await, Err(UsersError::Forbidden)));
        }
    }
    assert!(matches!(room.users.change_role(&admin, admin.user, Role::Student).await, Err(UsersError::OwnAccount)));
    assert!(matches!(room.users.deactivate(&admin, admin.user).await, Err(UsersError::OwnAccount)));
    assert_eq!(room.users.create(&admin, &create, None).await.unwrap().role(), Role::Admin);
    assert!(matches!(room.users.create(&admin, &create, None).await, Err(UsersError::EmailTaken)));
}

#[tokio::test]
async fn a_change_of_role_ends_the_sessions_that_name_the_old_one() {
    let room = room();
    let ada = room.actor("ada@example.org", Role::Student).await;
    let admin = room.actor("root@example.org", Role::Admin).await;
    let same = room.users.change_role(&admin, ada.user, Role::Student).await.unwrap();
    assert_eq!(same.version(), 1);
    assert!(room.users.me(&ada).await.is_ok());

    room.users.change_role(&admin, ada.user, Role::Teacher).await.unwrap();
    assert!(matches!(room.users.me(&ada).await, Err(UsersError::SessionEnded)));
    assert_eq!((room.count::<UserRoleChanged>(), room.count::<SessionRevoked>()), (1, 1));
    assert_eq!(room.login("ada@example.org", PASSWORD).await.unwrap().account.role(), Role::Teacher);
}

#[tokio::test]
async fn a_deactivated_account_neither_signs_in_nor_refreshes_until_it_is_taken_back() {
    let room = room();
    room.seeded("ada@example.org", Role::Student).await;
    let signed_in = room.login("ada@example.org", PASSWORD).await.unwrap();
    let admin = room.actor("root@example.org", Role::Admin).await;
    let id = signed_in.account.id();

    room.users.deactivate(&admin, id).await.unwrap();
    assert!(matches!(room.refresh(&signed_in.refresh_token).await, Err(UsersError::InvalidRefreshToken)));
    assert!(matches!(room.users.me(&actor(&signed_in)).await, Err(UsersError::SessionEnded)));
    assert!(matches!(room.login("ada@example.org", PASSWORD).await, Err(UsersError::NotActive(_))));
    assert!(matches!(room.login("ada@example.org", "wrong").await, Err(UsersError::InvalidCredentials)));
    let again = room.users.deactivate(&admin, id).await.unwrap_err();
    assert_eq!(again.to_string(), "an account that is deactivated can't become deactivated");

    room.users.reactivate(&admin, id).await.unwrap();
    assert!(room.login("ada@example.org", PASSWORD).await.is_ok());
    assert!(matches!(room.refresh(&signed_in.refresh_token).await, Err(UsersError::InvalidRefreshToken)));
}

#[tokio::test]
async fn a_locked_account_neither_signs_in_nor_refreshes_and_keeps_its_session_for_later() {
    let room = room();
    let mut account = room.seeded("ada@example.org", Role::Student).await;
    let signed_in = room.login("ada@example.org", PASSWORD).await.unwrap();
    account.lock().unwrap();
    AccountRepository::save(&*room.store, &account, &Changes::default()).await.unwrap();
    let refused = room.login("ada@example.org", PASSWORD).await.unwrap_err();
    assert!(matches!(refused, UsersError::NotActive(AccountState::Locked)));
    assert!(matches!(room.refresh(&signed_in.refresh_token).await, Err(UsersError::InvalidRefreshToken)));
    account.unlock().unwrap();
    AccountRepository::save(&*room.store, &account, &Changes::default()).await.unwrap();
    assert!(room.refresh(&signed_in.refresh_token).await.is_ok());
}

#[tokio::test]
async fn an_account_is_made_once_under_one_key() {
    let room = room();
    let admin = room.actor("root@example.org", Role::Admin).await;
    let once = Once { user: admin.user, operation: "create_user", key: "k".into(), fingerprint: [1; 32] };
    let create = CreateAccount {
        email: "new@example.org".into(),
        name: "New".into(),
        role: Role::Teacher,
        password: Secret::new(PASSWORD),
    };
    let first = room.users.create(&admin, &create, Some(&once)).await.unwrap();
    assert_eq!(room.users.create(&admin, &create, Some(&once)).await.unwrap().id(), first.id());
    let other = Once { fingerprint: [2; 32], ..once };
    let refused = room.users.create(&admin, &create, Some(&other)).await.unwrap_err();
    assert_eq!((refused.kind(), refused.code()), (Kind::Invalid, "idempotency_key_reused"));
    assert_eq!(room.count::<UserRegistered>(), 2);
}

#[tokio::test]
async fn seeding_twice_leaves_the_account_as_it_is() {
    let room = room();
    let first = room.seeded("ada@example.org", Role::Teacher).await;
    let second = room.seeded("ada@example.org", Role::Admin).await;
    assert_eq!((second.id(), second.role()), (first.id(), Role::Teacher));
    assert_eq!(room.count::<UserRegistered>(), 1);
}

/// Allows as many as the quota's burst, and says that the rest may come in 1.5 seconds.
#[derive(Default)]
struct Counted(std::sync::Mutex<std::collections::HashMap<String, u32>>);

#[async_trait::async_trait]
impl RateLimiter for Counted {
    async fn ask(&self, key: &str, quota: &Quota, cost: u32) -> Result<Standing, pediafor_kernel::PortError> {
        let mut asked = self.0.lock().unwrap();
        let asked = asked.entry(key.to_owned()).or_default();
        *asked += cost;
        let allowed = *asked <= quota.burst.get();
        Ok(Standing { allowed, remaining: 0, retry_after_millis: u64::from(!allowed) * 1500, reset_after_millis: 0 })
    }
}

#[tokio::test]
async fn nobody_tries_one_account_more_often_than_allowed_whatever_the_password() {
    let room = room_with(Arc::new(Counted::default()));
    room.seeded("ada@school.example", Role::Student).await;
    room.seeded("bob@school.example", Role::Student).await;
    for address in ["ada@school.example", "ADA@school.example"] {
        assert!(matches!(room.login(address, "wrong").await, Err(UsersError::InvalidCredentials)));
    }
    for password in ["wrong", PASSWORD] {
        let refused = room.login("Ada@School.Example", password).await.unwrap_err();
        assert!(matches!(refused, UsersError::TooManySignIns(2)), "{refused}");
    }
    room.login("bob@school.example", PASSWORD).await.unwrap();
}
