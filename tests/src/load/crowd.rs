use std::sync::Arc;

use pediafor_kernel::{Clock, IdSource, Role, SessionId, Timestamp, UserId, auth::Claims};
use pediafor_local::{SystemClock, SystemIds};
use pediafor_security::PasetoSigner;
use pediafor_users::TokenSigner;

use crate::{Client, Place};

/// How long their tokens hold.
const HOLDS_MICROS: i64 = 2 * 3_600_000_000;

/// So many students, each with an access token and connections of their own, to the platform on `place` at `base`.
///
/// They have never signed in, for that would measure password hashes: the tokens are signed here with the platform's key.
/// No service but the one for accounts knows their names, and sitting needs none.
pub fn crowd(place: &Place, base: &str, many: usize) -> Vec<Client> {
    let signer = PasetoSigner::new(place.key(), "pediafor", Arc::new(SystemIds));
    let now = SystemClock.now();
    let expires_at = Timestamp::from_micros(now.micros() + HOLDS_MICROS).expect("an instant");
    let student = || {
        let user = UserId::from_uuid(SystemIds.next());
        let session = SessionId::from_uuid(SystemIds.next());
        let claims = Claims { user, role: Role::Student, session, issued_at: now, expires_at };
        let token = signer.sign(&claims).expect("a token");
        let mut client = Client::new(base).with_token(token);
        client.user = Some(user.to_string());
        client
    };
    (0..many).map(|_| student()).collect()
}
