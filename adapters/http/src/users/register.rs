use std::sync::Arc;

use pediafor_users::{Register, Secret, Users};
use poem::web::Data;
use poem_openapi::{Object, OpenApi, payload::Json};

use super::dto::AccountMade;
use crate::base::{ApiError, Tag};

/// Making an account for oneself.
#[derive(Debug)]
pub struct Registering;

/// A new account of one's own. It is always a student's; an administrator gives other roles.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct Registration {
    /// The e-mail address to sign in with: ASCII, at most 254 characters.
    email: String,
    /// The name to show: one line of 1 to 200 characters.
    name: String,
    /// The password: 12 to 1024 characters, any of them.
    password: String,
}

#[OpenApi]
impl Registering {
    /// Register.
    ///
    /// Makes a student's account that can sign in at once.
    #[oai(path = "/auth/register", method = "post", operation_id = "register", tag = "Tag::Authentication")]
    async fn register(
        &self,
        users: Data<&Arc<Users>>,
        Json(body): Json<Registration>,
    ) -> Result<AccountMade, ApiError> {
        make(&users, body).await
    }

    /// Register, by another path.
    ///
    /// The same as `POST /auth/register`.
    #[oai(path = "/users/register", method = "post", operation_id = "register_user", tag = "Tag::Authentication")]
    async fn register_user(
        &self,
        users: Data<&Arc<Users>>,
        Json(body): Json<Registration>,
    ) -> Result<AccountMade, ApiError> {
        make(&users, body).await
    }
}

async fn make(users: &Users, Registration { email, name, password }: Registration) -> Result<AccountMade, ApiError> {
    let account = users.register(&Register { email, name, password: Secret::new(password) }).await?;
    Ok(AccountMade::from(&account))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::world::{PASSWORD, World};

    #[tokio::test]
    async fn whoever_registers_gets_a_students_account_and_can_sign_in() {
        let world = World::new();
        for (path, email) in [("/auth/register", "ada@example.org"), ("/users/register", "eve@example.org")] {
            let body = json!({"email": email, "name": "Ada", "password": PASSWORD});
            let answer = world.client.post(path).json(&body).send().await;
            assert_eq!(answer.status, 201);
            let account = answer.json();
            assert_eq!(account["role"], "student");
            assert_eq!(account["state"], "active");
            assert_eq!(account["created_at"], "2026-03-01T09:00:00.000000Z");
            let members: Vec<_> = account.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(members, ["created_at", "email", "id", "name", "role", "state"]);
            let location = format!("/users/{}", account["id"].as_str().unwrap());
            assert_eq!((answer.header("location"), answer.header("etag")), (Some(location.as_str()), Some("\"1\"")));
            assert_eq!(world.login(email, PASSWORD).await.status, 200);
        }
    }

    #[tokio::test]
    async fn no_member_of_the_request_makes_anything_but_a_student() {
        let world = World::new();
        for (member, value) in [
            ("role", json!("admin")),
            ("role", json!("student")),
            ("Role", json!("teacher")),
            ("state", json!("active")),
            ("id", json!("00000000-0000-0000-0000-000000000001")),
            ("is_admin", json!(true)),
        ] {
            let mut body = json!({"email": "eve@example.org", "name": "Eve", "password": PASSWORD});
            body[member] = value;
            let answer = world.client.post("/auth/register").json(&body).send().await;
            assert_eq!((answer.status.as_u16(), answer.pointers()), (422, vec![format!("/{member}")]));
        }
        let twice = format!(r#"{{"email":"eve@example.org","name":"Eve","password":"{PASSWORD}","role":"admin"}}"#);
        let answer = world.client.post("/auth/register?role=admin").body("application/json", twice).send().await;
        assert_eq!(answer.status, 422);
        assert_eq!(world.login("eve@example.org", PASSWORD).await.status, 401);
    }

    #[tokio::test]
    async fn everything_that_is_wrong_is_told_at_once_and_the_password_is_not_repeated() {
        let world = World::new();
        let body = json!({"email": "nobody", "name": "", "password": "hunter2"});
        let answer = world.client.post("/auth/register").json(&body).send().await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (422, "invalid_request"));
        assert_eq!(answer.pointers(), ["/email", "/name", "/password"]);
        assert!(!String::from_utf8_lossy(&answer.bytes).contains("hunter2"));
    }

    #[tokio::test]
    async fn an_address_is_taken_once() {
        let world = World::new();
        let body = json!({"email": "ada@example.org", "name": "Ada", "password": PASSWORD});
        assert_eq!(world.client.post("/auth/register").json(&body).send().await.status, 201);
        let body = json!({"email": "ADA@example.org", "name": "Eve", "password": PASSWORD});
        let answer = world.client.post("/auth/register").json(&body).send().await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (409, "email_taken"));
    }
}
