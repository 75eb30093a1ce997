use std::sync::Arc;

use pediafor_kernel::NotificationId;
use pediafor_notifications::Notifications;
use poem::web::Data;
use poem_openapi::{ApiResponse, Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use super::dto::InboxMessage;
use crate::base::{ApiError, Bearer, Tag};

/// Marking messages read.
#[derive(Debug)]
pub struct ReadNotifications;

/// Messages to mark read.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct NotificationSelection {
    /// The messages. Those that are another's, unknown or read before are passed over.
    #[oai(validator(max_items = "200"))]
    ids: Vec<Uuid>,
}

/// How many messages became read.
#[derive(Debug, Object)]
struct ReadCount {
    /// Messages that were unread before.
    read: u64,
}

#[derive(ApiResponse)]
enum ReadOne {
    /// The message as it is now.
    #[oai(status = 200)]
    Ok(Json<InboxMessage>),
}

#[derive(ApiResponse)]
enum ReadSome {
    /// How many became read.
    #[oai(status = 200)]
    Ok(Json<ReadCount>),
}

#[OpenApi]
impl ReadNotifications {
    /// Mark one message read.
    ///
    /// A message read before keeps its time.
    #[oai(
        path = "/notifications/:id/read",
        method = "post",
        operation_id = "read_notification",
        tag = "Tag::Notifications"
    )]
    async fn read_notification(
        &self,
        Bearer(actor): Bearer,
        notifications: Data<&Arc<Notifications>>,
        /// The message.
        id: Path<Uuid>,
    ) -> Result<ReadOne, ApiError> {
        let read = notifications.read(&actor, NotificationId::from_uuid(id.0)).await?;
        Ok(ReadOne::Ok(Json(read.into())))
    }

    /// Mark several messages read.
    #[oai(
        path = "/notifications/read",
        method = "post",
        operation_id = "read_notifications",
        tag = "Tag::Notifications"
    )]
    async fn read_notifications(
        &self,
        Bearer(actor): Bearer,
        notifications: Data<&Arc<Notifications>>,
        Json(body): Json<NotificationSelection>,
    ) -> Result<ReadSome, ApiError> {
        let ids: Vec<_> = body.ids.into_iter().map(NotificationId::from_uuid).collect();
        let read = notifications.read_many(&actor, &ids).await?;
        Ok(ReadSome::Ok(Json(ReadCount { read })))
    }

    /// Mark every message of the inbox read.
    #[oai(
        path = "/notifications/read-all",
        method = "post",
        operation_id = "read_all_notifications",
        tag = "Tag::Notifications"
    )]
    async fn read_all_notifications(
        &self,
        Bearer(actor): Bearer,
        notifications: Data<&Arc<Notifications>>,
    ) -> Result<ReadSome, ApiError> {
        let read = notifications.read_all(&actor).await?;
        Ok(ReadSome::Ok(Json(ReadCount { read })))
    }
}

#[cfg(test)]
mod tests {
    use pediafor_kernel::Role;
    use serde_json::json;

    use super::super::world::World;
    use crate::base::testing::actor;

    #[tokio::test]
    async fn a_message_read_twice_keeps_the_first_time() {
        let world = World::new();
        let student = actor(Role::Student, 1);
        let id = world.message_for(&student).await;
        let path = format!("/notifications/{id}/read");
        let first = world.client.post(&path).by(&student).send().await;
        assert_eq!(first.status, 200);
        assert_eq!(first.json()["read_at"], "2026-03-01T09:00:00.000000Z");
        world.clock.advance_millis(60_000);
        assert_eq!(world.client.post(&path).by(&student).send().await.json(), first.json());
    }

    #[tokio::test]
    async fn the_message_of_another_is_not_found() {
        let world = World::new();
        let id = world.message_for(&actor(Role::Student, 1)).await;
        let path = format!("/notifications/{id}/read");
        let answer = world.client.post(&path).by(&actor(Role::Admin, 2)).send().await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (404, "notification_not_found"));
    }

    #[tokio::test]
    async fn several_and_all_messages_are_read_and_counted() {
        let world = World::new();
        let student = actor(Role::Student, 1);
        let first = world.message_for(&student).await;
        let second = world.message_for(&student).await;
        world.message_for(&student).await;
        let foreign = world.message_for(&actor(Role::Student, 2)).await;

        let ids = [first, second, first, foreign].map(|id| id.to_string());
        let answer = world.client.post("/notifications/read").by(&student).json(&json!({"ids": ids})).send().await;
        assert_eq!(answer.json(), json!({"read": 2}));
        let answer = world.client.post("/notifications/read-all").by(&student).send().await;
        assert_eq!(answer.json(), json!({"read": 1}));
        let counted = world.client.get("/notifications/unread-count").by(&actor(Role::Student, 2)).send().await;
        assert_eq!(counted.json(), json!({"unread": 1}), "another's stays unread");
    }

    #[tokio::test]
    async fn too_many_ids_and_unknown_fields_are_refused() {
        let world = World::new();
        let student = actor(Role::Student, 1);
        let id = "00000000-0000-0000-0000-000000000001";
        for body in [json!({"ids": vec![id; 201]}), json!({"ids": [], "all": true}), json!({"ids": ["x"]}), json!({})] {
            let answer = world.client.post("/notifications/read").by(&student).json(&body).send().await;
            assert!(matches!(answer.status.as_u16(), 400 | 422), "{} for {body}", answer.status);
            assert!(!answer.code().is_empty());
        }
    }
}
