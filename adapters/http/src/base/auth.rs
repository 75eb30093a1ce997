//! Who asks: the bearer token becomes an [`Actor`].

use pediafor_kernel::{Actor, Kind, auth::TokenError};
use poem::{
    Request,
    http::{HeaderMap, header},
};
use poem_openapi::{SecurityScheme, auth::Bearer as BearerToken};

use super::{edge::Edge, error::ApiError};

/// A PASETO v4.public access token, as signing in gives it.
///
/// Take it as the first parameter of every operation that is not public, so that nobody learns from a refused body
/// what an operation would accept. The service checks the token itself, whoever is in front of it.
#[derive(Debug, Clone, Copy, SecurityScheme)]
#[oai(ty = "bearer", bearer_format = "PASETO", rename = "AccessToken", checker = "check")]
pub struct Bearer(pub Actor);

async fn check(request: &Request, token: BearerToken) -> poem::Result<Actor> {
    let edge = request.data::<Edge>().ok_or(poem::error::GetDataError("Edge"))?;
    if request.headers().get_all(header::AUTHORIZATION).iter().count() > 1 {
        return Err(refused(TokenError::Invalid).into());
    }
    let claims = edge.verifier.verify(&token.token, edge.clock.now()).map_err(refused)?;
    if edge.revoked.is_revoked(claims.session) {
        return Err(
            ApiError::new(Kind::Unauthenticated, "session_revoked", "this session was ended; sign in again").into()
        );
    }
    Ok(claims.actor())
}

fn refused(error: TokenError) -> ApiError {
    let code = match error {
        TokenError::Invalid | TokenError::NotYetValid => "token_invalid",
        TokenError::Expired => "token_expired",
    };
    ApiError::new(Kind::Unauthenticated, code, error.to_string())
}

/// What to say when no bearer token could be read at all.
pub(crate) fn unreadable(headers: &HeaderMap) -> ApiError {
    if headers.contains_key(header::AUTHORIZATION) {
        ApiError::new(Kind::Unauthenticated, "token_invalid", "the Authorization header is not `Bearer <access token>`")
    } else {
        ApiError::new(
            Kind::Unauthenticated,
            "token_missing",
            "this needs an access token: `Authorization: Bearer <token>`",
        )
    }
}
