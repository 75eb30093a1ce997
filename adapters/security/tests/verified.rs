//! Tokens that are remembered hold exactly as long as those that are not.
#![expect(clippy::unwrap_used, reason = "a test says what it can't go on without")]

use std::{
    hint::black_box,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use pediafor_kernel::{
    Role, SessionId, Timestamp, UserId,
    auth::{Claims, TokenError, TokenVerifier},
    mock::Counting,
};
use pediafor_security::{PasetoSigner, PasetoVerifier, PrivateKey, VerifiedTokens};
use pediafor_users::TokenSigner;
use proptest::prelude::*;

/// Counts how often the verifier behind it is asked.
struct Counted<V>(V, AtomicUsize);

impl<V: TokenVerifier> TokenVerifier for Counted<V> {
    fn verify(&self, token: &str, now: Timestamp) -> Result<Claims, TokenError> {
        self.1.fetch_add(1, Ordering::SeqCst);
        self.0.verify(token, now)
    }
}

struct House {
    signer: PasetoSigner,
    counted: Arc<Counted<PasetoVerifier>>,
    verified: VerifiedTokens,
}

fn house(capacity: u64) -> House {
    let key = PrivateKey::generate().unwrap();
    let verifier = PasetoVerifier::new(vec![key.public()], "test").unwrap();
    let counted = Arc::new(Counted(verifier, AtomicUsize::new(0)));
    let signer = PasetoSigner::new(key, "test", Arc::new(Counting::default()));
    House { signer, verified: VerifiedTokens::new(counted.clone(), capacity), counted }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::default().plus_seconds(1_000_000 + seconds)
}

fn claims(user: u128) -> Claims {
    Claims {
        user: UserId::from_uuid(uuid::Uuid::from_u128(user)),
        role: Role::Student,
        session: SessionId::from_uuid(uuid::Uuid::from_u128(user + 1)),
        issued_at: at(0),
        expires_at: at(900),
    }
}

#[test]
fn a_token_that_held_is_asked_about_once_until_it_expires() {
    let House { signer, counted, verified } = house(10);
    let token = signer.sign(&claims(7)).unwrap();
    for second in [0, 1, 899] {
        assert_eq!(verified.verify(&token, at(second)), Ok(claims(7)), "{second}");
    }
    assert_eq!((counted.1.load(Ordering::SeqCst), verified.hits(), verified.misses()), (1, 2, 1));
    assert_eq!(verified.verify(&token, at(900)), Err(TokenError::Expired));
    assert_eq!(verified.verify(&token, at(900).plus_millis(-1)), Ok(claims(7)));
}

#[test]
fn a_clock_that_is_turned_back_does_not_make_a_token_hold_before_its_time() {
    let House { signer, verified, .. } = house(10);
    let token = signer.sign(&claims(7)).unwrap();
    assert_eq!(verified.verify(&token, at(10)), Ok(claims(7)));
    assert_eq!(verified.verify(&token, at(-60)), Err(TokenError::NotYetValid));
}

#[test]
fn that_a_token_does_not_hold_is_never_remembered() {
    let House { signer, counted, verified } = house(10);
    let token = signer.sign(&claims(7)).unwrap();
    assert_eq!(verified.verify(&token, at(-60)), Err(TokenError::NotYetValid));
    assert_eq!(verified.verify(&token, at(0)), Ok(claims(7)));
    for _ in 0..3 {
        assert_eq!(verified.verify("v4.public.nonsense", at(0)), Err(TokenError::Invalid));
    }
    assert_eq!(counted.1.load(Ordering::SeqCst), 5);
}

#[test]
fn two_tokens_are_never_taken_for_each_other() {
    let House { signer, verified, .. } = house(1000);
    let tokens: Vec<_> = (0..200).map(|user| (signer.sign(&claims(user)).unwrap(), claims(user))).collect();
    for _ in 0..2 {
        for (token, claims) in &tokens {
            assert_eq!(verified.verify(token, at(1)).as_ref(), Ok(claims));
        }
    }
    for (token, _) in &tokens[..20] {
        let mut changed = token.clone().into_bytes();
        changed[20] ^= 1;
        assert_eq!(verified.verify(&String::from_utf8(changed).unwrap(), at(1)), Err(TokenError::Invalid));
    }
}

#[test]
fn more_tokens_than_it_holds_push_each_other_out_and_still_hold() {
    let House { signer, counted, verified } = house(8);
    let tokens: Vec<_> = (0..200).map(|user| signer.sign(&claims(user)).unwrap()).collect();
    for token in tokens.iter().chain(&tokens) {
        assert!(verified.verify(token, at(1)).is_ok());
    }
    assert!(counted.1.load(Ordering::SeqCst) > 300, "{verified:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn at_any_time_and_in_any_order_it_says_what_the_verifier_says(seconds in proptest::collection::vec(-20_i64..920, 1..20)) {
        let House { signer, counted, verified } = house(10);
        let token = signer.sign(&claims(7)).unwrap();
        for second in seconds {
            prop_assert_eq!(verified.verify(&token, at(second)), counted.0.verify(&token, at(second)));
        }
    }
}

/// Cold and remembered side by side; run with `--release -- --ignored --nocapture`.
#[test]
#[ignore = "it measures, and asks for a release build"]
fn remembering_is_fifty_times_cheaper_than_checking() {
    const TOKENS: u128 = 1_000;
    let House { signer, counted, verified } = house(VerifiedTokens::CAPACITY);
    let tokens: Vec<_> = (0..TOKENS).map(|user| signer.sign(&claims(user)).unwrap()).collect();
    let each = |verifier: &dyn TokenVerifier| -> Duration {
        let began = Instant::now();
        for token in &tokens {
            black_box(verifier.verify(black_box(token), at(1)).unwrap());
        }
        began.elapsed() / u32::try_from(TOKENS).unwrap()
    };
    let mut bare: Vec<_> = (0..5).map(|_| each(&counted.0)).collect();
    let cold = each(&verified);
    let mut hit: Vec<_> = (0..21).map(|_| each(&verified)).collect();
    bare.sort_unstable();
    hit.sort_unstable();
    let (bare, hit) = (bare[2], hit[10]);
    let times = bare.as_secs_f64() / hit.as_secs_f64();
    println!("bare {bare:?}, cold {cold:?}, remembered {hit:?}: {times:.0} times cheaper");
    assert!(times >= 50.0, "{times}");
}
