use std::sync::Arc;

use pediafor_kernel::{Actor, SessionId};
use pediafor_users::{Session, Users};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::dto::Done;
use crate::base::{After, ApiError, Bearer, Instant, Limit, Page, Tag, page_request};

/// One's own sessions.
#[derive(Debug)]
pub struct OwnSessions;

/// One sign-in on one device.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
struct UserSession {
    /// The session's id.
    id: Uuid,
    /// What it was begun with: the browser's own description, which may be empty or a lie.
    device: String,
    /// Is it the one that asks?
    current: bool,
    /// When it was begun.
    created_at: Instant,
    /// When it was begun or last got an access token.
    last_used_at: Instant,
    /// When it ends unless it is used before.
    expires_at: Instant,
}

impl UserSession {
    fn seen_by(actor: &Actor, session: &Session) -> Self {
        Self {
            id: session.id().uuid(),
            device: session.device().to_owned(),
            current: actor.session == Some(session.id()),
            created_at: session.created_at().into(),
            last_used_at: session.last_used_at().into(),
            expires_at: session.expires_at().into(),
        }
    }
}

#[derive(ApiResponse)]
enum SessionsListed {
    /// One page of sessions, newest first.
    #[oai(status = 200)]
    Ok(Json<Page<UserSession>>),
}

#[OpenApi]
impl OwnSessions {
    /// List the own sessions.
    ///
    /// Those that go on, newest first.
    #[oai(path = "/auth/sessions", method = "get", operation_id = "list_sessions", tag = "Tag::Authentication")]
    async fn list_sessions(
        &self,
        Bearer(actor): Bearer,
        users: Data<&Arc<Users>>,
        /// At most so many sessions.
        limit: Query<Option<Limit>>,
        /// Where the page begins: `next_cursor` of the page before.
        cursor: Query<Option<After>>,
    ) -> Result<SessionsListed, ApiError> {
        let page = users.sessions(&actor, &page_request(limit.0, cursor.0)).await?;
        Ok(SessionsListed::Ok(Json(Page::from_domain(page, |session| UserSession::seen_by(&actor, &session)))))
    }

    /// End one of the own sessions.
    #[oai(path = "/auth/sessions/:id", method = "delete", operation_id = "end_session", tag = "Tag::Authentication")]
    async fn end_session(
        &self,
        Bearer(actor): Bearer,
        users: Data<&Arc<Users>>,
        /// The session.
        id: Path<Uuid>,
    ) -> Result<Done, ApiError> {
        users.end_session(&actor, SessionId::from_uuid(id.0)).await?;
        Ok(Done::Done)
    }
}

#[cfg(test)]
mod tests {
    use pediafor_kernel::Role;

    use super::super::world::{PASSWORD, World};

    #[tokio::test]
    async fn people_see_and_end_their_own_sessions_and_nobody_elses() {
        let world = World::new();
        let here = world.signed_in("ada@example.org", Role::Student).await;
        let there = World::bearer(&world.login("ada@example.org", PASSWORD).await.json());
        let admin = world.signed_in("root@example.org", Role::Admin).await;

        let listed = world.client.get("/auth/sessions").header("authorization", &here).send().await.json();
        let sessions = listed["items"].as_array().unwrap();
        assert_eq!(sessions.len(), 2);
        assert!(sessions.iter().all(|session| session["device"] == "test/1.0"));
        let other = sessions.iter().find(|session| session["current"] == false).unwrap();
        let path = format!("/auth/sessions/{}", other["id"].as_str().unwrap());

        let foreign = world.client.delete(&path).header("authorization", &admin).send().await;
        assert_eq!((foreign.status.as_u16(), foreign.code().as_str()), (404, "not_found"));
        assert_eq!(world.client.delete(&path).header("authorization", &here).send().await.status, 204);
        assert_eq!(world.client.get("/auth/me").header("authorization", &there).send().await.status, 401);
        assert_eq!(world.client.delete(&path).header("authorization", &here).send().await.status, 404);
    }
}
