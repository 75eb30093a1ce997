use std::sync::Arc;

use pediafor_notifications::{Notifications, ports::Selection};
use poem::web::Data;
use poem_openapi::{ApiResponse, Object, OpenApi, param::Query, payload::Json};

use super::dto::InboxMessage;
use crate::base::{After, ApiError, Bearer, Limit, Page, Tag, page_request};

/// What is in the inbox.
#[derive(Debug)]
pub struct ListNotifications;

/// How many messages are unread.
#[derive(Debug, Object)]
struct UnreadCount {
    /// Unread messages of the inbox.
    unread: u64,
}

#[derive(ApiResponse)]
enum Listed {
    /// One page of the inbox, newest first.
    #[oai(status = 200)]
    Ok(Json<Page<InboxMessage>>),
}

#[derive(ApiResponse)]
enum Counted {
    /// The number.
    #[oai(status = 200)]
    Ok(Json<UnreadCount>),
}

#[OpenApi]
impl ListNotifications {
    /// List the own messages.
    ///
    /// Newest first.
    #[oai(path = "/notifications", method = "get", operation_id = "list_notifications", tag = "Tag::Notifications")]
    async fn list_notifications(
        &self,
        Bearer(actor): Bearer,
        notifications: Data<&Arc<Notifications>>,
        /// Only what is unread.
        unread_only: Query<Option<bool>>,
        /// At most so many messages.
        limit: Query<Option<Limit>>,
        /// Where the page begins: `next_cursor` of the page before.
        cursor: Query<Option<After>>,
    ) -> Result<Listed, ApiError> {
        let selection = if unread_only.0 == Some(true) { Selection::Unread } else { Selection::All };
        let page = notifications.list(&actor, selection, &page_request(limit.0, cursor.0)).await?;
        Ok(Listed::Ok(Json(Page::from_domain(page, InboxMessage::from))))
    }

    /// Count the own unread messages.
    #[oai(
        path = "/notifications/unread-count",
        method = "get",
        operation_id = "count_unread_notifications",
        tag = "Tag::Notifications"
    )]
    async fn count_unread_notifications(
        &self,
        Bearer(actor): Bearer,
        notifications: Data<&Arc<Notifications>>,
    ) -> Result<Counted, ApiError> {
        let unread = notifications.count_unread(&actor).await?;
        Ok(Counted::Ok(Json(UnreadCount { unread })))
    }
}

#[cfg(test)]
mod tests {
    use pediafor_kernel::Role;

    use super::super::world::World;
    use crate::base::testing::actor;

    #[tokio::test]
    async fn the_inbox_comes_page_by_page_newest_first() {
        let world = World::new();
        let student = actor(Role::Student, 1);
        for _ in 0..3 {
            world.message_for(&student).await;
        }
        let first = world.client.get("/notifications?limit=2").by(&student).send().await;
        assert_eq!(first.status, 200);
        let first = first.json();
        assert_eq!(first["items"].as_array().unwrap().len(), 2);
        assert_eq!(first["items"][0]["kind"], "results_released");
        assert_eq!(first["items"][0]["title"], "Results are out: Biology 1");
        assert!(first["items"][0].get("read_at").is_none(), "{first}");

        let next = format!("/notifications?limit=2&cursor={}", first["next_cursor"].as_str().unwrap());
        let second = world.client.get(&next).by(&student).send().await.json();
        assert_eq!(second["items"].as_array().unwrap().len(), 1);
        assert_eq!(second["next_cursor"], serde_json::Value::Null);
    }

    #[tokio::test]
    async fn unread_messages_can_be_listed_and_counted_alone() {
        let world = World::new();
        let student = actor(Role::Student, 1);
        let read = world.message_for(&student).await;
        let unread = world.message_for(&student).await;
        world.client.post(&format!("/notifications/{read}/read")).by(&student).send().await;

        let listed = world.client.get("/notifications?unread_only=true").by(&student).send().await.json();
        assert_eq!(listed["items"].as_array().unwrap().len(), 1);
        assert_eq!(listed["items"][0]["id"], unread.to_string());
        let counted = world.client.get("/notifications/unread-count").by(&student).send().await.json();
        assert_eq!(counted, serde_json::json!({"unread": 1}));
    }

    #[tokio::test]
    async fn nobody_sees_another_inbox() {
        let world = World::new();
        world.message_for(&actor(Role::Student, 1)).await;
        let other = world.client.get("/notifications").by(&actor(Role::Admin, 2)).send().await.json();
        assert_eq!(other["items"], serde_json::json!([]));
    }

    #[tokio::test]
    async fn without_a_token_or_with_a_foreign_cursor_there_is_no_list() {
        let world = World::new();
        let answer = world.client.get("/notifications").send().await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (401, "token_missing"));
        let answer = world.client.get("/notifications?cursor=x").by(&actor(Role::Student, 1)).send().await;
        assert_eq!(answer.status, 400);
        let answer = world.client.get("/notifications?limit=0").by(&actor(Role::Student, 1)).send().await;
        assert_eq!(answer.status, 400);
    }
}
