//! The promise of [`TokenSigner`] and [`TokenVerifier`] together.

use pediafor_kernel::{
    Role, SessionId, Timestamp, UserId,
    auth::{Claims, TokenError, TokenVerifier},
};
use pediafor_users::TokenSigner;

fn now() -> Timestamp {
    "2026-03-01T09:00:00Z".parse().unwrap()
}

fn claims(role: Role) -> Claims {
    Claims {
        user: UserId::from_uuid(uuid::Uuid::from_u128(1)),
        role,
        session: SessionId::from_uuid(uuid::Uuid::from_u128(2)),
        issued_at: now(),
        expires_at: now().plus_seconds(900),
    }
}

/// The whole promise: `stranger` is another signer of the same kind, whom `verifier` does not know.
pub fn hold(signer: &dyn TokenSigner, verifier: &dyn TokenVerifier, stranger: &dyn TokenSigner) {
    for role in Role::ALL {
        let token = signer.sign(&claims(role)).unwrap();
        assert_eq!(verifier.verify(&token, now()), Ok(claims(role)), "what was signed is what is read");
        assert_eq!(verifier.verify(&token, now().plus_seconds(899)), Ok(claims(role)));
        assert_eq!(verifier.verify(&token, now().plus_seconds(900)), Err(TokenError::Expired));
        assert_eq!(verifier.verify(&token, now().plus_seconds(-3600)), Err(TokenError::NotYetValid));
        assert_every_change_is_refused(verifier, &token);
    }
    let foreign = stranger.sign(&claims(Role::Admin)).unwrap();
    assert_eq!(verifier.verify(&foreign, now()), Err(TokenError::Invalid), "a stranger's signature");
    for text in ["", ".", "v4.public.", "v4.public.AAAA.AAAA", "Bearer x", "\u{0}", "🦀"] {
        assert_eq!(verifier.verify(text, now()), Err(TokenError::Invalid), "{text:?}");
    }
}

/// One character more, less or other, anywhere, and the token is nobody's.
fn assert_every_change_is_refused(verifier: &dyn TokenVerifier, token: &str) {
    for place in (0..token.len()).step_by(7) {
        let (before, after) = token.split_at(place);
        let other = if after.starts_with('A') { 'B' } else { 'A' };
        let rest = after.get(1..).unwrap_or_default();
        for changed in [format!("{before}{other}{rest}"), format!("{before}{rest}"), format!("{before}{other}{after}")]
        {
            if changed != token {
                assert!(verifier.verify(&changed, now()).is_err(), "changed at {place}: {changed}");
            }
        }
    }
}
