use std::sync::Arc;

use pediafor_kernel::UserId;
use pediafor_users::{Secret, Users};
use poem::web::Data;
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use super::dto::{AccountShown, Done};
use crate::base::{ApiError, Bearer, IfMatch, Tag};

/// One's own account.
#[derive(Debug)]
pub struct OwnAccount;

/// What becomes of a profile.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct ProfileUpdate {
    /// The name from now on: one line of 1 to 200 characters.
    name: String,
}

/// What becomes of a password.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct PasswordChange {
    /// The present password.
    current_password: String,
    /// The password from now on: 12 to 1024 characters, any of them.
    new_password: String,
}

#[OpenApi]
impl OwnAccount {
    /// Who am I?
    #[oai(path = "/auth/me", method = "get", operation_id = "read_own_account", tag = "Tag::Authentication")]
    async fn read_own_account(
        &self,
        Bearer(actor): Bearer,
        users: Data<&Arc<Users>>,
    ) -> Result<AccountShown, ApiError> {
        Ok(AccountShown::from(&users.me(&actor).await?))
    }

    /// Change the own password.
    ///
    /// Every other session of the account ends; this one goes on.
    #[oai(path = "/auth/password", method = "put", operation_id = "change_password", tag = "Tag::Authentication")]
    async fn change_password(
        &self,
        Bearer(actor): Bearer,
        users: Data<&Arc<Users>>,
        Json(body): Json<PasswordChange>,
    ) -> Result<Done, ApiError> {
        let (current, new) = (Secret::new(body.current_password), Secret::new(body.new_password));
        users.change_password(&actor, &current, &new).await?;
        Ok(Done::Done)
    }

    /// Edit a profile.
    ///
    /// One's own, or any for administrators.
    #[oai(path = "/users/:id", method = "put", operation_id = "update_profile", tag = "Tag::Users")]
    async fn update_profile(
        &self,
        Bearer(actor): Bearer,
        users: Data<&Arc<Users>>,
        /// The account.
        id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: IfMatch,
        Json(body): Json<ProfileUpdate>,
    ) -> Result<AccountShown, ApiError> {
        let id = UserId::from_uuid(id.0);
        Ok(AccountShown::from(&users.rename(&actor, id, if_match.expected(), &body.name).await?))
    }
}

#[cfg(test)]
mod tests {
    use pediafor_kernel::Role;
    use serde_json::json;

    use super::super::world::{PASSWORD, World};

    #[tokio::test]
    async fn a_profile_is_edited_from_the_version_that_was_seen() {
        let world = World::new();
        let ada = world.signed_in("ada@example.org", Role::Student).await;
        let me = world.client.get("/auth/me").header("authorization", &ada).send().await;
        assert_eq!(me.header("etag"), Some("\"1\""));
        let path = format!("/users/{}", me.json()["id"].as_str().unwrap());
        let put = async |tag: &str, body: serde_json::Value| {
            let ask = world.client.put(&path).header("authorization", &ada).header("if-match", tag);
            ask.json(&body).send().await
        };
        let edited = put("\"1\"", json!({"name": "Ada L."})).await;
        assert_eq!((edited.status.as_u16(), edited.header("etag")), (200, Some("\"2\"")));
        assert_eq!(edited.json()["name"], "Ada L.");
        let late = put("\"1\"", json!({"name": "Late"})).await;
        assert_eq!((late.status.as_u16(), late.code().as_str()), (412, "stale_version"));
        let any = put("*", json!({"name": " "})).await;
        assert_eq!((any.status.as_u16(), any.pointers()), (422, vec!["/name".to_owned()]));
    }

    #[tokio::test]
    async fn no_edit_of_a_profile_changes_what_it_may_do() {
        let world = World::new();
        let ada = world.signed_in("ada@example.org", Role::Student).await;
        let id = world.id_of(&ada).await;
        for member in ["role", "state", "email", "version", "password_hash"] {
            let body = json!({"name": "Ada", member: "admin"});
            let answer =
                world.client.put(&format!("/users/{id}")).header("authorization", &ada).json(&body).send().await;
            assert_eq!((answer.status.as_u16(), answer.pointers()), (422, vec![format!("/{member}")]));
        }
        for (method, path) in [("PUT", "role"), ("POST", "reactivate"), ("POST", "deactivate")] {
            let ask = world.client.ask(method.parse().unwrap(), &format!("/users/{id}/{path}"));
            let answer = ask.header("authorization", &ada).json(&json!({"role": "admin"})).send().await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (403, "forbidden"), "{path}");
        }
        let me = world.client.get("/auth/me").header("authorization", &ada).send().await.json();
        assert_eq!(me["role"], "student");
    }

    #[tokio::test]
    async fn a_new_password_needs_the_present_one_and_ends_the_other_sessions() {
        let world = World::new();
        let here = world.signed_in("ada@example.org", Role::Student).await;
        let there = World::bearer(&world.login("ada@example.org", PASSWORD).await.json());
        let put = async |current: &str, new: &str| {
            let body = json!({"current_password": current, "new_password": new});
            world.client.put("/auth/password").header("authorization", &here).json(&body).send().await
        };
        let wrong = put("wrong", "another horse battery").await;
        assert_eq!((wrong.status.as_u16(), wrong.pointers()), (422, vec!["/current_password".to_owned()]));
        assert_eq!(put(PASSWORD, "short").await.pointers(), ["/new_password"]);
        assert_eq!(put(PASSWORD, "another horse battery").await.status, 204);
        for (bearer, status) in [(&here, 200), (&there, 401)] {
            assert_eq!(world.client.get("/auth/me").header("authorization", bearer).send().await.status, status);
        }
        assert_eq!(world.login("ada@example.org", PASSWORD).await.status, 401);
        assert_eq!(world.login("ada@example.org", "another horse battery").await.status, 200);
    }
}
