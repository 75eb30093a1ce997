use std::sync::Arc;

use pediafor_kernel::{Actor, Once, UserId};
use pediafor_users::{CreateAccount, Secret, Users};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::dto::{AccountMade, AccountShown, UserAccount, UserRole};
use crate::base::{After, ApiError, Bearer, Idempotency, Limit, Page, Tag, page_request};

/// Accounts: seeing and making them.
#[derive(Debug)]
pub struct Accounts;

/// An account that an administrator makes for somebody.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct NewUser {
    /// The e-mail address to sign in with: ASCII, at most 254 characters.
    email: String,
    /// The name to show: one line of 1 to 200 characters.
    name: String,
    /// What it may do.
    role: UserRole,
    /// The first password: 12 to 1024 characters, any of them.
    password: String,
}

#[derive(ApiResponse)]
pub(super) enum AccountsListed {
    /// One page of accounts, newest first.
    #[oai(status = 200)]
    Ok(Json<Page<UserAccount>>),
}

#[OpenApi]
impl Accounts {
    /// List accounts.
    ///
    /// For administrators; newest first.
    #[oai(path = "/users", method = "get", operation_id = "list_users", tag = "Tag::Users")]
    async fn list_users(
        &self,
        Bearer(actor): Bearer,
        users: Data<&Arc<Users>>,
        /// Only those with this role.
        role: Query<Option<UserRole>>,
        /// Only those with this text in name or e-mail address, whatever the case; at most 100 characters.
        q: Query<Option<String>>,
        /// At most so many accounts.
        limit: Query<Option<Limit>>,
        /// Where the page begins: `next_cursor` of the page before.
        cursor: Query<Option<After>>,
    ) -> Result<AccountsListed, ApiError> {
        let (role, page) = (role.0.map(Into::into), page_request(limit.0, cursor.0));
        let page = users.list(&actor, role, q.0.as_deref(), &page).await?;
        Ok(AccountsListed::Ok(Json(Page::from_domain(page, |account| UserAccount::from(&account)))))
    }

    /// Make an account.
    ///
    /// With any role; for administrators. Two requests under one key are the same whatever their passwords.
    #[oai(path = "/users", method = "post", operation_id = "create_user", tag = "Tag::Users")]
    async fn create_user(
        &self,
        Bearer(actor): Bearer,
        users: Data<&Arc<Users>>,
        #[oai(name = "Idempotency-Key")] idempotency: Idempotency,
        Json(body): Json<NewUser>,
    ) -> Result<AccountMade, ApiError> {
        let NewUser { email, name, role, password } = body;
        let command = CreateAccount { email, name, role: role.into(), password: Secret::new(password) };
        let once = once(&idempotency, &actor, &command);
        Ok(AccountMade::from(&users.create(&actor, &command, once.as_ref()).await?))
    }

    /// One account.
    ///
    /// One's own; a student's for teachers; any for administrators.
    #[oai(path = "/users/:id", method = "get", operation_id = "read_user", tag = "Tag::Users")]
    async fn read_user(
        &self,
        Bearer(actor): Bearer,
        users: Data<&Arc<Users>>,
        /// The account.
        id: Path<Uuid>,
    ) -> Result<AccountShown, ApiError> {
        Ok(AccountShown::from(&users.get(&actor, UserId::from_uuid(id.0)).await?))
    }
}

/// The wish that the account be made once. Its fingerprint is kept, so it is made of everything but the password: a
/// fast hash of a password must not lie about.
fn once(idempotency: &Idempotency, actor: &Actor, command: &CreateAccount) -> Option<Once> {
    let once = idempotency.once(actor, "create_user")?;
    let mut digest = Sha256::new();
    for part in [&command.email, &command.name, command.role.as_str()] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    Some(Once { fingerprint: digest.finalize().into(), ..once })
}

#[cfg(test)]
mod tests {
    use pediafor_kernel::Role;
    use serde_json::{Value, json};

    use super::super::world::{PASSWORD, World};

    fn teacher() -> Value {
        json!({"email": "t@example.org", "name": "T", "role": "teacher", "password": PASSWORD})
    }

    #[tokio::test]
    async fn administrators_make_accounts_of_any_role_and_nobody_else_does() {
        let world = World::new();
        let student = world.signed_in("ada@example.org", Role::Student).await;
        let admin = world.signed_in("root@example.org", Role::Admin).await;
        let post = async |bearer: &str, body: &Value| {
            world.client.post("/users").header("authorization", bearer).json(body).send().await
        };
        let refused = post(&student, &teacher()).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (403, "forbidden"));
        let made = post(&admin, &teacher()).await;
        assert_eq!((made.status.as_u16(), &made.json()["role"]), (201, &json!("teacher")));
        assert_eq!(post(&admin, &teacher()).await.code(), "email_taken");
        assert_eq!(world.login("t@example.org", PASSWORD).await.status, 200);
        assert_eq!(world.client.post("/users").json(&teacher()).send().await.code(), "token_missing");
    }

    #[tokio::test]
    async fn one_key_makes_one_account_and_no_password_is_in_what_is_kept_of_it() {
        let world = World::new();
        let admin = world.signed_in("root@example.org", Role::Admin).await;
        let post = async |body: Value| {
            let ask = world.client.post("/users").header("authorization", &admin).header("idempotency-key", "k");
            ask.json(&body).send().await
        };
        let first = post(teacher()).await;
        let mut body = teacher();
        body["password"] = json!("another horse battery");
        let again = post(body).await;
        assert_eq!((again.status.as_u16(), again.json()), (201, first.json()));
        let mut other = teacher();
        other["role"] = json!("admin");
        let refused = post(other).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (422, "idempotency_key_reused"));
        assert_eq!(world.login("t@example.org", PASSWORD).await.status, 200);
    }

    #[tokio::test]
    async fn administrators_list_by_role_and_text_page_by_page() {
        let world = World::new();
        let admin = world.signed_in("root@example.org", Role::Admin).await;
        for index in 0..3 {
            world.seed(&format!("s{index}@example.org"), Role::Student).await;
        }
        let teacher = world.signed_in("t@example.org", Role::Teacher).await;
        let get = async |path: &str, bearer: &str| world.client.get(path).header("authorization", bearer).send().await;
        let count = async |path: &str| get(path, &admin).await.json()["items"].as_array().unwrap().len();
        assert_eq!(count("/users").await, 5);
        assert_eq!(count("/users?role=student").await, 3);
        assert_eq!(count("/users?role=student&q=S1").await, 1);
        let first = get("/users?limit=3", &admin).await.json();
        let next = format!("/users?limit=3&cursor={}", first["next_cursor"].as_str().unwrap());
        let second = get(&next, &admin).await.json();
        assert_eq!((second["items"].as_array().unwrap().len(), &second["next_cursor"]), (2, &Value::Null));

        assert_eq!(get("/users?role=root", &admin).await.status, 400);
        let long = get(&format!("/users?q={}", "x".repeat(101)), &admin).await;
        assert_eq!((long.status.as_u16(), long.pointers()), (422, vec!["q".to_owned()]));
        assert_eq!(get("/users", &teacher).await.code(), "forbidden");
    }

    #[tokio::test]
    async fn an_account_is_shown_to_those_who_may_know_of_it() {
        let world = World::new();
        let ada = world.signed_in("ada@example.org", Role::Student).await;
        let eve = world.signed_in("eve@example.org", Role::Student).await;
        let teacher = world.signed_in("t@example.org", Role::Teacher).await;
        let id = world.id_of(&ada).await;
        for (bearer, status) in [(&ada, 200), (&eve, 404), (&teacher, 200)] {
            let answer = world.client.get(&format!("/users/{id}")).header("authorization", bearer).send().await;
            assert_eq!(answer.status, status);
        }
        let nobody = world.client.get("/users/00000000-0000-0000-0000-0000000000ff").header("authorization", &eve);
        assert_eq!(nobody.send().await.status, 404);
        let malformed = world.client.get("/users/1").header("authorization", &ada).send().await;
        assert_eq!((malformed.status.as_u16(), malformed.pointers()), (400, vec!["id".to_owned()]));
    }
}
