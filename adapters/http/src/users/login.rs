use std::sync::Arc;

use pediafor_users::{Login, Secret, SignedIn, Users};
use poem::{
    http::{HeaderMap, header},
    web::Data,
};
use poem_openapi::{ApiResponse, Enum, Object, OpenApi, payload::Json};

use super::dto::{Done, UserAccount};
use crate::base::{ApiError, Bearer, Tag};

/// Signing in, staying signed in, signing out.
#[derive(Debug)]
pub struct SigningIn;

/// What somebody signs in with.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct Credentials {
    /// The e-mail address, in any case.
    email: String,
    /// The password.
    password: String,
}

/// What somebody stays signed in with.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct Refreshing {
    /// The newest refresh token.
    refresh_token: String,
}

/// How an access token is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
enum TokenType {
    /// `Authorization: Bearer <access token>`.
    Bearer,
}

/// Tokens of a session.
#[derive(Object)]
struct Tokens {
    /// The token for every other request, in the header `Authorization: Bearer <token>`.
    access_token: String,
    /// How it is sent.
    token_type: TokenType,
    /// For how many seconds the access token holds.
    expires_in: u64,
    /// The token for the next access token, once: each answer carries another. If the answer does not arrive, ask
    /// again with the same one within 30 seconds. Showing an older one ends the session.
    refresh_token: String,
    /// Who is signed in.
    user: UserAccount,
}

#[derive(ApiResponse)]
enum Given {
    /// The tokens.
    #[oai(status = 200)]
    Ok(Json<Tokens>),
}

impl From<SignedIn> for Given {
    fn from(signed_in: SignedIn) -> Self {
        Self::Ok(Json(Tokens {
            access_token: signed_in.access_token,
            token_type: TokenType::Bearer,
            expires_in: signed_in.expires_in,
            refresh_token: signed_in.refresh_token.encode(),
            user: UserAccount::from(&signed_in.account),
        }))
    }
}

#[OpenApi]
impl SigningIn {
    /// Sign in.
    ///
    /// A wrong address and a wrong password get the same answer after the same time. With the right ones, an account
    /// that is not active answers 403.
    #[oai(path = "/auth/login", method = "post", operation_id = "login", tag = "Tag::Authentication")]
    async fn login(
        &self,
        users: Data<&Arc<Users>>,
        headers: &HeaderMap,
        Json(body): Json<Credentials>,
    ) -> Result<Given, ApiError> {
        let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        let device = agent.unwrap_or_default().to_owned();
        let login = Login { email: body.email, password: Secret::new(body.password), device };
        Ok(users.login(&login).await?.into())
    }

    /// Get the next access token.
    ///
    /// Exchanges the refresh token for another one.
    #[oai(path = "/auth/refresh", method = "post", operation_id = "refresh_token", tag = "Tag::Authentication")]
    async fn refresh_token(&self, users: Data<&Arc<Users>>, Json(body): Json<Refreshing>) -> Result<Given, ApiError> {
        Ok(users.refresh(&Secret::new(body.refresh_token)).await?.into())
    }

    /// Sign out.
    ///
    /// Ends this session: neither its access tokens nor its refresh token hold any more.
    #[oai(path = "/auth/logout", method = "post", operation_id = "logout", tag = "Tag::Authentication")]
    async fn logout(&self, Bearer(actor): Bearer, users: Data<&Arc<Users>>) -> Result<Done, ApiError> {
        users.logout(&actor).await?;
        Ok(Done::Done)
    }
}

#[cfg(test)]
mod tests {
    use pediafor_kernel::Role;
    use serde_json::json;

    use super::super::world::{PASSWORD, World};

    #[tokio::test]
    async fn signing_in_gives_tokens_that_hold() {
        let world = World::new();
        world.seed("ada@example.org", Role::Teacher).await;
        let answer = world.login("Ada@Example.org", PASSWORD).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let tokens = answer.json();
        assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(900)));
        assert_eq!((&tokens["user"]["role"], &tokens["user"]["email"]), (&json!("teacher"), &json!("ada@example.org")));
        assert!(!String::from_utf8_lossy(&answer.bytes).contains("hash"));

        let me = world.client.get("/auth/me").header("authorization", &World::bearer(&tokens)).send().await;
        assert_eq!((me.status.as_u16(), &me.json()["id"]), (200, &tokens["user"]["id"]));
    }

    #[tokio::test]
    async fn a_wrong_address_and_a_wrong_password_can_not_be_told_apart() {
        let world = World::new();
        world.seed("ada@example.org", Role::Student).await;
        let wrong = world.login("ada@example.org", "wrong horse battery").await;
        for email in ["nobody@example.org", "not an address", ""] {
            let unknown = world.login(email, "wrong horse battery").await;
            assert_eq!((unknown.status, unknown.code()), (wrong.status, wrong.code()));
            assert_eq!(unknown.json()["detail"], wrong.json()["detail"]);
            let names = |answer: &crate::base::testing::Answer| {
                let mut names: Vec<_> = answer.headers.keys().map(|name| name.as_str().to_owned()).collect();
                names.sort_unstable();
                names
            };
            assert_eq!(names(&unknown), names(&wrong));
        }
        assert_eq!((wrong.status.as_u16(), wrong.code().as_str()), (401, "invalid_credentials"));
    }

    #[tokio::test]
    async fn a_refresh_token_is_exchanged_once_and_its_reuse_ends_the_session() {
        let world = World::new();
        world.seed("ada@example.org", Role::Student).await;
        let first = world.login("ada@example.org", PASSWORD).await.json();
        let refresh = async |token: &serde_json::Value| {
            world.client.post("/auth/refresh").json(&json!({"refresh_token": token})).send().await
        };
        let second = refresh(&first["refresh_token"]).await;
        assert_eq!(second.status, 200);
        let again = refresh(&first["refresh_token"]).await.json();
        assert_eq!(again["refresh_token"], second.json()["refresh_token"]);
        let third = refresh(&second.json()["refresh_token"]).await.json();
        assert_ne!(third["refresh_token"], second.json()["refresh_token"]);

        for token in [&first["refresh_token"], &third["refresh_token"], &json!("x"), &json!("")] {
            let refused = refresh(token).await;
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (401, "invalid_refresh_token"));
        }
        let me = world.client.get("/auth/me").header("authorization", &World::bearer(&third)).send().await;
        assert_eq!((me.status.as_u16(), me.code().as_str()), (401, "session_revoked"));
    }

    #[tokio::test]
    async fn whoever_signed_out_is_out_at_once() {
        let world = World::new();
        let ada = world.signed_in("ada@example.org", Role::Student).await;
        assert_eq!(world.client.post("/auth/logout").header("authorization", &ada).send().await.status, 204);
        for ask in [world.client.get("/auth/me"), world.client.post("/auth/logout")] {
            let answer = ask.header("authorization", &ada).send().await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (401, "session_revoked"));
        }
        assert_eq!(world.client.post("/auth/logout").send().await.code(), "token_missing");
    }
}
