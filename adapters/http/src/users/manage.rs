use std::sync::Arc;

use pediafor_kernel::UserId;
use pediafor_users::Users;
use poem::web::Data;
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use super::dto::{AccountShown, Done, UserRole};
use crate::base::{ApiError, Bearer, Tag};

/// What administrators do to other people's accounts.
#[derive(Debug)]
pub struct ManageAccounts;

/// What becomes of a role.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct RoleChange {
    /// What the account may do from now on.
    role: UserRole,
}

#[OpenApi]
impl ManageAccounts {
    /// Change a role.
    ///
    /// For administrators, and never their own. The account's sessions end, because their tokens name the old role.
    #[oai(path = "/users/:id/role", method = "put", operation_id = "change_role", tag = "Tag::Users")]
    async fn change_role(
        &self,
        Bearer(actor): Bearer,
        users: Data<&Arc<Users>>,
        /// The account.
        id: Path<Uuid>,
        Json(body): Json<RoleChange>,
    ) -> Result<AccountShown, ApiError> {
        let account = users.change_role(&actor, UserId::from_uuid(id.0), body.role.into()).await?;
        Ok(AccountShown::from(&account))
    }

    /// Deactivate an account.
    ///
    /// For administrators, and never their own. Its sessions end and nobody signs in to it any more.
    #[oai(path = "/users/:id/deactivate", method = "post", operation_id = "deactivate_user", tag = "Tag::Users")]
    async fn deactivate_user(
        &self,
        Bearer(actor): Bearer,
        users: Data<&Arc<Users>>,
        /// The account.
        id: Path<Uuid>,
    ) -> Result<AccountShown, ApiError> {
        Ok(AccountShown::from(&users.deactivate(&actor, UserId::from_uuid(id.0)).await?))
    }

    /// Take an account back.
    ///
    /// For administrators. Whoever it belongs to can sign in again.
    #[oai(path = "/users/:id/reactivate", method = "post", operation_id = "reactivate_user", tag = "Tag::Users")]
    async fn reactivate_user(
        &self,
        Bearer(actor): Bearer,
        users: Data<&Arc<Users>>,
        /// The account.
        id: Path<Uuid>,
    ) -> Result<AccountShown, ApiError> {
        Ok(AccountShown::from(&users.reactivate(&actor, UserId::from_uuid(id.0)).await?))
    }

    /// Deactivate an account, by another method.
    ///
    /// The same as `POST /users/{id}/deactivate`: what refers to the account goes on doing so.
    #[oai(path = "/users/:id", method = "delete", operation_id = "delete_user", tag = "Tag::Users")]
    async fn delete_user(
        &self,
        Bearer(actor): Bearer,
        users: Data<&Arc<Users>>,
        /// The account.
        id: Path<Uuid>,
    ) -> Result<Done, ApiError> {
        users.deactivate(&actor, UserId::from_uuid(id.0)).await?;
        Ok(Done::Done)
    }
}

#[cfg(test)]
mod tests {
    use pediafor_kernel::Role;
    use serde_json::json;

    use super::super::world::{PASSWORD, World};

    #[tokio::test]
    async fn a_role_changes_and_the_sessions_that_name_the_old_one_end() {
        let world = World::new();
        let ada = world.signed_in("ada@example.org", Role::Student).await;
        let admin = world.signed_in("root@example.org", Role::Admin).await;
        let path = format!("/users/{}/role", world.id_of(&ada).await);
        let put = async |body| world.client.put(&path).header("authorization", &admin).json(&body).send().await;

        assert_eq!(put(json!({"role": "root"})).await.status, 422);
        let changed = put(json!({"role": "teacher"})).await;
        assert_eq!((changed.status.as_u16(), &changed.json()["role"]), (200, &json!("teacher")));
        assert_eq!(world.client.get("/auth/me").header("authorization", &ada).send().await.code(), "session_revoked");
        let again = world.login("ada@example.org", PASSWORD).await.json();
        assert_eq!(again["user"]["role"], "teacher");
    }

    #[tokio::test]
    async fn a_deactivated_account_is_out_until_it_is_taken_back() {
        let world = World::new();
        let admin = world.signed_in("root@example.org", Role::Admin).await;
        for method in ["POST", "DELETE"] {
            let email = format!("{}@example.org", method.to_lowercase());
            let ada = world.signed_in(&email, Role::Student).await;
            let path = format!("/users/{}", world.id_of(&ada).await);
            let deactivate = if method == "POST" { format!("{path}/deactivate") } else { path.clone() };
            let ask = async || {
                let ask = world.client.ask(method.parse().unwrap(), &deactivate);
                ask.header("authorization", &admin).send().await
            };
            assert!(ask().await.status.is_success());
            assert_eq!(ask().await.code(), "illegal_transition");
            assert_eq!(world.client.get("/auth/me").header("authorization", &ada).send().await.status, 401);
            let refused = world.login(&email, PASSWORD).await;
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (403, "account_not_active"));

            let back = format!("{path}/reactivate");
            let answer = world.client.post(&back).header("authorization", &admin).send().await;
            assert_eq!(answer.json()["state"], "active");
            assert_eq!(world.login(&email, PASSWORD).await.status, 200);
        }
    }

    #[tokio::test]
    async fn administrators_do_nothing_of_this_to_themselves_and_others_to_nobody() {
        let world = World::new();
        let admin = world.signed_in("root@example.org", Role::Admin).await;
        let teacher = world.signed_in("t@example.org", Role::Teacher).await;
        let id = world.id_of(&admin).await;
        for (method, path) in [("PUT", "/role"), ("POST", "/deactivate"), ("POST", "/reactivate"), ("DELETE", "")] {
            for (bearer, status, code) in [(&admin, 409, "own_account"), (&teacher, 403, "forbidden")] {
                let ask = world.client.ask(method.parse().unwrap(), &format!("/users/{id}{path}"));
                let ask = ask.header("authorization", bearer);
                let ask = if path == "/role" { ask.json(&json!({"role": "student"})) } else { ask };
                let answer = ask.send().await;
                assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code), "{method} {path}");
            }
        }
    }
}
