use std::sync::Arc;

use pediafor_kernel::UserId;
use pediafor_users::Users;
use poem::web::Data;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    accounts::AccountsListed,
    dto::{AccountShown, UserAccount},
};
use crate::base::{After, ApiError, Bearer, Limit, Page, Tag, page_request};

/// Students, as teachers see them.
#[derive(Debug)]
pub struct Students;

#[OpenApi]
impl Students {
    /// List students.
    ///
    /// For teachers and administrators; newest first.
    #[oai(path = "/users/students", method = "get", operation_id = "list_students", tag = "Tag::Users")]
    async fn list_students(
        &self,
        Bearer(actor): Bearer,
        users: Data<&Arc<Users>>,
        /// Only those with this text in name or e-mail address, whatever the case; at most 100 characters.
        q: Query<Option<String>>,
        /// At most so many students.
        limit: Query<Option<Limit>>,
        /// Where the page begins: `next_cursor` of the page before.
        cursor: Query<Option<After>>,
    ) -> Result<AccountsListed, ApiError> {
        let page = users.students(&actor, q.0.as_deref(), &page_request(limit.0, cursor.0)).await?;
        Ok(AccountsListed::Ok(Json(Page::from_domain(page, |account| UserAccount::from(&account)))))
    }

    /// One student.
    ///
    /// For teachers and administrators.
    #[oai(path = "/users/students/:id", method = "get", operation_id = "read_student", tag = "Tag::Users")]
    async fn read_student(
        &self,
        Bearer(actor): Bearer,
        users: Data<&Arc<Users>>,
        /// The student's account.
        id: Path<Uuid>,
    ) -> Result<AccountShown, ApiError> {
        Ok(AccountShown::from(&users.student(&actor, UserId::from_uuid(id.0)).await?))
    }
}

#[cfg(test)]
mod tests {
    use pediafor_kernel::Role;

    use super::super::world::World;

    #[tokio::test]
    async fn teachers_read_students_and_nobody_else() {
        let world = World::new();
        let student = world.signed_in("ada@example.org", Role::Student).await;
        let teacher = world.signed_in("t@example.org", Role::Teacher).await;
        let get = async |path: &str, bearer: &str| world.client.get(path).header("authorization", bearer).send().await;
        let listed = get("/users/students", &teacher).await;
        assert_eq!(listed.status, 200);
        let listed = listed.json();
        assert_eq!(
            (listed["items"].as_array().unwrap().len(), &listed["items"][0]["email"]),
            (1, &"ada@example.org".into())
        );
        assert_eq!(get("/users/students?q=nobody", &teacher).await.json()["items"], serde_json::json!([]));

        let ada = format!("/users/students/{}", world.id_of(&student).await);
        assert_eq!(get(&ada, &teacher).await.json()["role"], "student");
        let colleague = format!("/users/students/{}", world.id_of(&teacher).await);
        assert_eq!(get(&colleague, &teacher).await.status, 404);
        for path in ["/users/students", ada.as_str()] {
            let refused = get(path, &student).await;
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (403, "forbidden"));
        }
    }
}
