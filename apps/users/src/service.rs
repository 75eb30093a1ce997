use std::sync::Arc;

use axum::Router;
use pediafor_http::{base::Edge, users};
use pediafor_kernel::{EventHandler, limits::Quota};
use pediafor_local::SystemSecrets;
use pediafor_runtime::Background;
use pediafor_security::{Argon2id, HashLimits, PasetoSigner};
use pediafor_service::{Ground, Hosted};
use pediafor_sql::{
    SqlReceipts,
    users::{SqlAccounts, SqlSessions},
};
use pediafor_users::{Ports, Users};

use crate::Identity;

/// The users service on its database.
#[derive(Debug, Clone)]
pub struct UsersService(Arc<Users>);

impl UsersService {
    /// On `ground`, signing and hashing as `identity` says; one account is tried no more often than `sign_ins`.
    ///
    /// # Errors
    ///
    /// Where the costs of a password are out of bounds.
    pub fn new(ground: &Ground, identity: Identity, sign_ins: Quota) -> anyhow::Result<Self> {
        let ports = Ports {
            accounts: Arc::new(SqlAccounts::new(ground.database.clone())),
            sessions: Arc::new(SqlSessions::new(ground.database.clone())),
            receipts: Arc::new(SqlReceipts::new(ground.database.clone())),
            hasher: Arc::new(Argon2id::new(identity.cost, HashLimits::of_this_machine())?),
            signer: Arc::new(PasetoSigner::new(identity.signing, &ground.environment, ground.ids.clone())),
            clock: ground.clock.clone(),
            ids: ground.ids.clone(),
            secrets: Arc::new(SystemSecrets),
            limiter: ground.limiter.clone(),
        };
        Ok(Self(Arc::new(Users::new(ports, identity.lifetimes, sign_ins))))
    }

    /// Its use cases.
    pub fn users(&self) -> &Arc<Users> {
        &self.0
    }
}

impl Hosted for UsersService {
    fn consumers(&self) -> Vec<Arc<dyn EventHandler>> {
        Vec::new()
    }

    fn router(&self, edge: &Edge) -> Router {
        users::router(self.0.clone(), edge)
    }

    fn work(&self, _: &Background) {}
}
