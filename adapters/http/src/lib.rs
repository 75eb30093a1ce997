//! The REST API of every service on poem-openapi, mounted into axum.
//!
//! A module per service turns HTTP into one use case each and the outcome back into HTTP. It holds no rule of the
//! domain, no SQL, no state of its own. [`base`] holds what all of them share; [`openapi`] writes the documents.
//!
//! # How to add an endpoint
//!
//! One file per endpoint, or per close group, read from top to bottom: request, response, handler, tests. Its struct is
//! a unit struct, so that the OpenAPI document needs nothing alive; the use cases come as `Data<&Arc<…>>`.
//!
//! ```
//! // src/users/profile.rs
//! use std::sync::Arc;
//!
//! use pediafor_http::base::{ApiError, Bearer, ETag, IfMatch, Instant, Tag};
//! use poem::web::Data;
//! use poem_openapi::{ApiResponse, Object, OpenApi, param::Path, payload::Json};
//! # use pediafor_kernel::{Actor, Clock, Fault, Kind, Timestamp};
//! # pub struct Profiles(Arc<dyn Clock>);
//! # #[derive(Debug, thiserror::Error)]
//! # #[error("there is no such profile")]
//! # pub struct NoProfile;
//! # impl Fault for NoProfile {
//! #     fn kind(&self) -> Kind { Kind::NotFound }
//! #     fn code(&self) -> &'static str { "profile_unknown" }
//! # }
//! # impl Profiles {
//! #     async fn rename(&self, _: &Actor, _: uuid::Uuid, _: Option<u64>, name: String) -> Result<(String, Timestamp, u64), NoProfile> {
//! #         if name == "nobody" { Err(NoProfile) } else { Ok((name, self.0.now(), 4)) }
//! #     }
//! # }
//!
//! pub struct EditProfile;
//!
//! /// What becomes of a profile.
//! #[derive(Debug, Object)]
//! #[oai(deny_unknown_fields)]
//! struct ProfileChange {
//!     /// The name from now on.
//!     #[oai(validator(min_length = "1", max_length = "200"))]
//!     name: String,
//! }
//!
//! /// A profile.
//! #[derive(Debug, Object)]
//! #[oai(skip_serializing_if_is_none)]
//! struct Profile {
//!     /// The name.
//!     name: String,
//!     /// When it last changed.
//!     changed_at: Instant,
//! }
//!
//! #[derive(ApiResponse)]
//! enum Edited {
//!     /// The profile as it is now.
//!     #[oai(status = 200)]
//!     Ok(
//!         Json<Profile>,
//!         /// Its version.
//!         #[oai(header = "ETag")]
//!         ETag,
//!     ),
//! }
//!
//! #[OpenApi]
//! impl EditProfile {
//!     /// Edit a profile.
//!     ///
//!     /// Markdown about the operation.
//!     #[oai(path = "/users/:id/profile", method = "patch", operation_id = "edit_profile", tag = "Tag::Users")]
//!     async fn edit_profile(
//!         &self,
//!         Bearer(actor): Bearer,
//!         profiles: Data<&Arc<Profiles>>,
//!         /// The account.
//!         id: Path<uuid::Uuid>,
//!         #[oai(name = "If-Match")] if_match: IfMatch,
//!         Json(body): Json<ProfileChange>,
//!     ) -> Result<Edited, ApiError> {
//!         let (name, at, version) = profiles.rename(&actor, id.0, if_match.expected(), body.name).await?;
//!         Ok(Edited::Ok(Json(Profile { name, changed_at: at.into() }), ETag::of(version)))
//!     }
//! }
//!
//! // src/users/mod.rs
//! use pediafor_http::base::{About, Edge, Services, mount};
//!
//! pub const ABOUT: About = About { name: "users", title: "Pediafor users", description: "Accounts." };
//!
//! /// Every endpoint of the service. A tuple holds up to 16; tuples may hold tuples.
//! pub type Api = (EditProfile, ());
//! pub const API: Api = (EditProfile, ());
//!
//! /// The service behind its edge.
//! pub fn router(profiles: Arc<Profiles>, edge: &Edge) -> axum::Router {
//!     mount(&ABOUT, API, Services::new().with(profiles), edge)
//! }
//!
//! // the tests at the end of profile.rs
//! use pediafor_http::base::testing::{self, Client, actor};
//! use pediafor_kernel::Role;
//!
//! # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
//! # runtime.block_on(async {
//! let edge = testing::edge();
//! let client = Client::new(router(Arc::new(Profiles(edge.clock.clone())), &edge));
//! let path = "/users/01890a5d-ac96-774b-bcce-b302099a8057/profile";
//!
//! let ask = client.patch(path).by(&actor(Role::Student, 1)).header("if-match", "\"3\"");
//! let answer = ask.json(&serde_json::json!({"name": "Ada"})).send().await;
//! assert_eq!(answer.status, 200);
//! assert_eq!(answer.header("etag"), Some("\"4\""));
//! assert_eq!(answer.json()["changed_at"], "2026-03-01T09:00:00.000000Z");
//!
//! let answer = client.patch(path).by(&actor(Role::Student, 1)).json(&serde_json::json!({"name": "nobody"})).send().await;
//! assert_eq!((answer.status.as_u16(), answer.code().as_str()), (404, "profile_unknown"));
//! # });
//! ```
//!
//! # Rules
//!
//! - `Bearer` is the first parameter of everything that is not public, so that authentication comes before parsing.
//! - Every operation has an `operation_id` (the method's name), a tag, a first doc line, and doc comments on every
//!   parameter and field: they are the documentation that users read.
//! - Names of request and response types are unique across all services; a test on the merged document fails otherwise.
//! - Errors are `Result<_, ApiError>` and `?` on any [`Fault`](pediafor_kernel::Fault); a handler builds no problem of
//!   its own. The table stands at [`base::ApiError`].
//! - Creating answers 201 with `Location` and `ETag`; creating and submitting take [`base::Idempotency`]; editing takes
//!   [`base::IfMatch`] and answers `ETag`.
//! - Instants are [`base::Instant`], ids `uuid::Uuid`; lists are [`base::Page`] with [`base::Limit`] and [`base::After`].
//!
//! # Traps of poem-openapi
//!
//! - An absent array parameter with `explode = false` panics. Don't use it; repeat the parameter instead.
//! - `deny_unknown_fields` on a member of a union refuses the union's own discriminator. Put it on objects that are in
//!   no union.
//! - Put `skip_serializing_if_is_none` on answers: otherwise an absent option is sent as null, which the document does
//!   not allow. A field that is always there and may be null is `#[oai(nullable)]`.
//! - `skip_serializing_if_is_empty` leaves the field among the required ones. Don't use it.
//! - A body with another JSON type than the document says is refused before the handler runs: the framework by itself
//!   would read a number as text.
//! - A path parameter is found by its place, so handlers take path parameters in the order of the path.
//! - `#[oai(name = …)]` stands on `Idempotency` and `IfMatch` as in the example, or the document names the header after the
//!   Rust parameter.
//!
//! # What surrounds every handler
//!
//! [`base::mount`] puts around the whole API: a bound on bodies (413), on JSON depth, no U+0000 in text; every error of
//! the framework as a problem with a stable code; a task of its own per request, so that a client that hangs up
//! cancels nothing; panics as 500; `Cache-Control: no-store`; the W3C trace id in logs and problems.
//!
//! # Features
//!
//! One per service (`users`, `assessments`, `submissions`, `grading`, `notifications`, all on by default), so that one
//! service builds without the domains of the others; `testing` for `base::testing`.

pub mod base;
pub mod openapi;

#[cfg(feature = "assessments")]
pub mod assessments;
#[cfg(feature = "grading")]
pub mod grading;
#[cfg(feature = "items")]
pub mod items;
#[cfg(feature = "notifications")]
pub mod notifications;
#[cfg(feature = "submissions")]
pub mod submissions;
#[cfg(feature = "users")]
pub mod users;
