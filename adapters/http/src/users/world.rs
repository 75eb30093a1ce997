//! The users service in memory behind its whole edge.

use std::sync::Arc;

use pediafor_kernel::{
    Role,
    limits::Quota,
    mock::{Counting, FakeClock, Unlimited},
};
use pediafor_users::{
    CreateAccount, Lifetimes, Ports, Secret, Users,
    memory::{MemoryUsers, PlainHasher, PlainTokens},
};
use serde_json::{Value, json};

use super::router;
use crate::base::{
    Edge,
    testing::{self, Answer, Client},
};

pub(super) const PASSWORD: &str = "correct horse battery";

pub(super) struct World {
    pub(super) client: Client,
    users: Arc<Users>,
}

impl World {
    pub(super) fn new() -> Self {
        let store = Arc::new(MemoryUsers::default());
        let clock = Arc::new(FakeClock::at(testing::NOW.parse().unwrap()));
        let ports = Ports {
            accounts: store.clone(),
            sessions: store.clone(),
            receipts: store,
            hasher: Arc::new(PlainHasher::at_cost("today")),
            signer: Arc::new(PlainTokens),
            clock: clock.clone(),
            ids: Arc::new(Counting::default()),
            secrets: Arc::new(Counting::default()),
            limiter: Arc::new(Unlimited),
        };
        let users = Arc::new(Users::new(ports, Lifetimes::default(), plenty()));
        let edge = Edge::new(Arc::new(PlainTokens), Arc::new(testing::Revoked::default()), clock);
        Self { client: Client::new(router(users.clone(), &edge)), users }
    }

    pub(super) async fn seed(&self, email: &str, role: Role) {
        let password = Secret::new(PASSWORD);
        let command = CreateAccount { email: email.into(), name: "Somebody".into(), role, password };
        self.users.seed_account(&command).await.unwrap();
    }

    pub(super) async fn login(&self, email: &str, password: &str) -> Answer {
        let body = json!({"email": email, "password": password});
        self.client.post("/auth/login").header("user-agent", "test/1.0").json(&body).send().await
    }

    /// Makes an account, signs in to it, and gives its `Authorization` header.
    pub(super) async fn signed_in(&self, email: &str, role: Role) -> String {
        self.seed(email, role).await;
        Self::bearer(&self.login(email, PASSWORD).await.json())
    }

    pub(super) fn bearer(tokens: &Value) -> String {
        format!("Bearer {}", tokens["access_token"].as_str().unwrap())
    }

    pub(super) async fn id_of(&self, bearer: &str) -> String {
        let me = self.client.get("/auth/me").header("authorization", bearer).send().await;
        me.json()["id"].as_str().unwrap().to_owned()
    }
}

fn plenty() -> Quota {
    let n = std::num::NonZeroU32::MAX;
    Quota { name: "sign-ins", requests: n, window_millis: n, burst: n }
}
