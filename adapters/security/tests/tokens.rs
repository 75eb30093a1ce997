//! The contract of `TokenSigner` and `TokenVerifier`, and everything that must be refused.

#![expect(clippy::unwrap_used, reason = "a helper that fails, fails its test")]

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use pasetors::{
    keys::{AsymmetricSecretKey, SymmetricKey},
    version4::{LocalToken, PublicToken, V4},
};
use pediafor_kernel::{
    Role, Timestamp,
    auth::{Claims, TokenError, TokenVerifier},
    mock::Counting,
};
use pediafor_security::{NoKey, PasetoSigner, PasetoVerifier, PrivateKey, load_private};
use pediafor_users::TokenSigner;
use proptest::prelude::*;
use serde_json::{Value, json};

/// The key of PASETO's published v4.public test vectors.
const VECTOR_KEY: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEILTL+0PfTOIQcn2VPkpxMwf6Gbt9n4UEFDjZ4RuUKjd0\n-----END PRIVATE KEY-----";
const VECTOR_SECRET: &str = "b4cbfb43df4ce210727d953e4a713307fa19bb7d9f85041438d9e11b942a37741eb9dbbbbc047c03fd70604e0071f0987e16b28b757225c11f00415d0e20b1a2";
const IMPLICIT: &[u8] = b"test\0access";

fn key() -> PrivateKey {
    load_private(VECTOR_KEY).unwrap()
}

fn signer() -> PasetoSigner {
    PasetoSigner::new(key(), "test", Arc::new(Counting::default()))
}

fn verifier() -> PasetoVerifier {
    PasetoVerifier::new(vec![key().public()], "test").unwrap()
}

fn now() -> Timestamp {
    "2026-03-01T09:00:00Z".parse().unwrap()
}

fn claims() -> Claims {
    Claims {
        user: "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap(),
        role: Role::Teacher,
        session: "01890a5d-ac96-774b-bcce-b302099a8058".parse().unwrap(),
        issued_at: now(),
        expires_at: now().plus_seconds(900),
    }
}

fn payload() -> Value {
    json!({
        "sub": claims().user, "role": "teacher", "sid": claims().session,
        "jti": "00000000-0000-0000-0000-000000000001",
        "iat": now(), "nbf": now(), "exp": now().plus_seconds(900),
        "iss": "pediafor", "aud": "pediafor", "typ": "access",
    })
}

fn footer() -> String {
    json!({ "kid": key().public().id() }).to_string()
}

fn secret() -> AsymmetricSecretKey<V4> {
    let bytes: Vec<u8> = (0..VECTOR_SECRET.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(&VECTOR_SECRET[i..i + 2], 16).unwrap())
        .collect();
    AsymmetricSecretKey::from(&bytes).unwrap()
}

/// Signs what a faulty or hostile signer with the right key might.
fn forge(payload: &str, footer: &str, implicit: &[u8]) -> String {
    PublicToken::sign(&secret(), payload.as_bytes(), Some(footer.as_bytes()), Some(implicit)).unwrap()
}

fn verify(token: &str) -> Result<Claims, TokenError> {
    verifier().verify(token, now())
}

#[test]
fn what_was_signed_is_what_is_read() {
    let token = signer().sign(&claims()).unwrap();
    assert_eq!(verify(&token), Ok(claims()));
    assert!(token.len() < 600, "{}", token.len());
    assert!(token.starts_with("v4.public."));
}

#[test]
fn a_token_made_by_hand_to_the_letter_holds() {
    assert_eq!(verify(&forge(&payload().to_string(), &footer(), IMPLICIT)), Ok(claims()));
}

#[test]
fn two_tokens_are_never_the_same() {
    let signer = signer();
    assert_ne!(signer.sign(&claims()).unwrap(), signer.sign(&claims()).unwrap());
}

#[test]
fn a_token_holds_from_its_beginning_to_just_before_its_end() {
    let token = signer().sign(&claims()).unwrap();
    let verifier = verifier();
    let leeway = PasetoVerifier::LEEWAY_SECONDS;
    assert!(verifier.verify(&token, now().plus_seconds(-leeway)).is_ok());
    assert_eq!(verifier.verify(&token, now().plus_seconds(-leeway - 1)), Err(TokenError::NotYetValid));
    assert!(verifier.verify(&token, now().plus_millis(899_999)).is_ok());
    assert_eq!(verifier.verify(&token, now().plus_seconds(900)), Err(TokenError::Expired));
}

#[test]
fn keys_rotate_without_a_gap_and_a_key_taken_off_takes_its_tokens_with_it() {
    let (old, new) = (PrivateKey::generate().unwrap(), PrivateKey::generate().unwrap());
    let (old_public, new_public) = (old.public(), new.public());
    let sign = |key| PasetoSigner::new(key, "test", Arc::new(Counting::default())).sign(&claims()).unwrap();
    let (old_token, new_token) = (sign(old), sign(new));
    let holds = |keys: Vec<_>, token: &str| PasetoVerifier::new(keys, "test").unwrap().verify(token, now()).is_ok();

    assert!(holds(vec![old_public.clone()], &old_token));
    assert!(!holds(vec![old_public.clone()], &new_token));
    assert!(holds(vec![old_public.clone(), new_public.clone()], &old_token));
    assert!(holds(vec![new_public.clone(), old_public], &new_token));
    assert!(!holds(vec![new_public.clone()], &old_token));
    assert!(holds(vec![new_public], &new_token));
    assert_eq!(PasetoVerifier::new(vec![], "test").unwrap_err(), NoKey);
}

#[test]
fn a_token_of_another_environment_or_purpose_is_refused() {
    let token = signer().sign(&claims()).unwrap();
    let other = PasetoVerifier::new(vec![key().public()], "production").unwrap();
    assert_eq!(other.verify(&token, now()), Err(TokenError::Invalid));
    for implicit in [&b""[..], b"test", b"test\0refresh", b"production\0access"] {
        assert_eq!(verify(&forge(&payload().to_string(), &footer(), implicit)), Err(TokenError::Invalid));
    }
}

#[test]
fn claims_that_are_missing_or_other_than_ours_are_refused() {
    for name in ["sub", "role", "sid", "jti", "iat", "nbf", "exp", "iss", "aud", "typ"] {
        let mut without = payload();
        without.as_object_mut().unwrap().remove(name);
        assert_eq!(verify(&forge(&without.to_string(), &footer(), IMPLICIT)), Err(TokenError::Invalid), "no {name}");
    }
    for (name, value) in [
        ("iss", json!("user-service")),
        ("aud", json!("pediafor-assessment")),
        ("aud", json!(["pediafor"])),
        ("typ", json!("refresh")),
        ("role", json!("root")),
        ("role", json!("ADMIN")),
        ("sub", json!("1")),
        ("sid", Value::Null),
        ("exp", json!(4_102_444_800_i64)),
        ("exp", json!("never")),
        ("exp", json!(now())),
    ] {
        let mut wrong = payload();
        wrong[name] = value.clone();
        let verified = verify(&forge(&wrong.to_string(), &footer(), IMPLICIT));
        assert_eq!(verified, Err(TokenError::Invalid), "{name} = {value}");
    }
    for (name, error) in [("nbf", TokenError::NotYetValid), ("iat", TokenError::NotYetValid)] {
        let mut early = payload();
        early[name] = json!(now().plus_seconds(60));
        assert_eq!(verify(&forge(&early.to_string(), &footer(), IMPLICIT)), Err(error), "{name}");
    }
}

#[test]
fn a_claim_said_twice_is_refused_and_a_claim_of_a_later_version_is_not() {
    let said = payload().to_string();
    let twice = said.replacen('{', r#"{"role":"student","#, 1);
    assert_eq!(verify(&forge(&twice, &footer(), IMPLICIT)), Err(TokenError::Invalid));
    let more = said.replacen('{', r#"{"later":{"a":[1]},"#, 1);
    assert_eq!(verify(&forge(&more, &footer(), IMPLICIT)), Ok(claims()));
}

#[test]
fn a_footer_that_does_not_name_a_known_key_and_nothing_else_is_refused() {
    let said = payload().to_string();
    let id = key().public().id().to_owned();
    let other = PrivateKey::generate().unwrap().public();
    for footer in [
        String::new(),
        "{}".into(),
        id.clone(),
        json!({ "kid": other.id() }).to_string(),
        json!({ "kid": 1 }).to_string(),
        json!({ "kid": [id.clone()] }).to_string(),
        json!({ "kid": id, "wpk": "x" }).to_string(),
        format!(r#"{{"kid":"{}","kid":"{id}"}}"#, other.id()),
        format!(r#"{{"kid":"{id}","kid":"{id}"}}"#),
        format!("{{\"kid\":\"{id}\"}}{}", " ".repeat(PasetoVerifier::MAX_FOOTER)),
        "[".repeat(120),
        "\u{0}".into(),
    ] {
        assert_eq!(verify(&forge(&said, &footer, IMPLICIT)), Err(TokenError::Invalid), "{footer}");
    }
}

#[test]
fn a_token_that_is_too_long_is_not_even_read() {
    let mut long = payload();
    long["later"] = json!("x".repeat(PasetoVerifier::MAX_TOKEN));
    assert_eq!(verify(&forge(&long.to_string(), &footer(), IMPLICIT)), Err(TokenError::Invalid));
}

#[test]
fn what_another_key_signed_under_our_keys_name_is_refused() {
    let stranger = PrivateKey::generate().unwrap();
    let token = PasetoSigner::new(stranger, "test", Arc::new(Counting::default())).sign(&claims()).unwrap();
    let (body, _) = token.rsplit_once('.').unwrap();
    let disguised = format!("{body}.{}", URL_SAFE_NO_PAD.encode(footer()));
    assert_eq!(verify(&disguised), Err(TokenError::Invalid));
}

#[test]
fn other_versions_and_purposes_and_published_vectors_are_refused() {
    let token = signer().sign(&claims()).unwrap();
    let rest = token.strip_prefix("v4.public.").unwrap();
    for header in ["v1.public.", "v2.public.", "v3.public.", "v4.local.", "v4.Public.", "V4.public.", "v4public.", ""] {
        assert_eq!(verify(&format!("{header}{rest}")), Err(TokenError::Invalid), "{header}");
    }
    let encrypted = LocalToken::encrypt(
        &SymmetricKey::<V4>::from(&[7; 32]).unwrap(),
        payload().to_string().as_bytes(),
        Some(footer().as_bytes()),
        Some(IMPLICIT),
    );
    assert_eq!(verify(&encrypted.unwrap()), Err(TokenError::Invalid));
    // 4-S-1, 4-S-2 and 4-S-3 are signed by the very key this verifier knows; 4-F-1 to 4-F-5 must fail everywhere.
    for vector in include_str!("vectors.txt").lines() {
        assert_eq!(verify(vector), Err(TokenError::Invalid), "{vector}");
    }
}

#[test]
fn base64_written_otherwise_is_refused() {
    let token = signer().sign(&claims()).unwrap();
    for changed in [
        format!("{token}="),
        format!("{token}."),
        format!("{token}.e30"),
        format!(" {token}"),
        format!("{token}\n"),
        token.replacen('.', "..", 1),
        token.rsplit_once('.').unwrap().0.to_owned(),
    ] {
        assert_eq!(verify(&changed), Err(TokenError::Invalid), "{changed}");
    }
}

proptest! {
    #[test]
    fn any_single_change_breaks_a_token(position in any::<prop::sample::Index>(), byte in b'!'..=b'~') {
        let token = signer().sign(&claims()).unwrap();
        let mut bytes = token.clone().into_bytes();
        let position = position.index(bytes.len());
        prop_assume!(bytes[position] != byte);
        bytes[position] = byte;
        let changed = String::from_utf8(bytes).unwrap();
        prop_assert_eq!(verify(&changed), Err(TokenError::Invalid), "{}", changed);
    }

    #[test]
    fn no_text_makes_the_verifier_panic(text in "\\PC{0,300}") {
        prop_assert_eq!(verify(&text), Err(TokenError::Invalid));
    }

    #[test]
    fn no_bytes_in_the_shape_of_a_token_make_the_verifier_panic(
        body in prop::collection::vec(any::<u8>(), 0..400),
        footer in prop::option::of(prop::collection::vec(any::<u8>(), 0..200)),
    ) {
        let mut token = format!("v4.public.{}", URL_SAFE_NO_PAD.encode(body));
        if let Some(footer) = footer {
            token = format!("{token}.{}", URL_SAFE_NO_PAD.encode(footer));
        }
        prop_assert_eq!(verify(&token), Err(TokenError::Invalid));
    }

    #[test]
    fn no_signed_payload_makes_the_verifier_panic(said in "\\PC{1,300}") {
        prop_assert_eq!(verify(&forge(&said, &footer(), IMPLICIT)), Err(TokenError::Invalid));
    }
}
