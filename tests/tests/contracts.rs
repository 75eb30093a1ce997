//! Every adapter keeps its port's promise.

use std::sync::Arc;

use pediafor_kernel::{EventHandler, EventPublisher};
use pediafor_local::{EventBus, Mischief, SystemIds};
use pediafor_security::{PasetoSigner, PasetoVerifier, PrivateKey};
use pediafor_tests::contracts::{bus, tokens};

#[tokio::test]
async fn the_local_bus_delivers_as_promised() {
    bus::holds(|consumers: Vec<Arc<dyn EventHandler>>| Arc::new(EventBus::new(consumers)) as Arc<dyn EventPublisher>)
        .await;
}

#[tokio::test]
async fn the_local_bus_keeps_its_promise_even_when_it_does_no_more_than_that() {
    for seed in 0..20 {
        bus::holds(|consumers: Vec<Arc<dyn EventHandler>>| {
            Arc::new(EventBus::new(consumers).with_mischief(Mischief { seed })) as Arc<dyn EventPublisher>
        })
        .await;
    }
}

#[test]
fn paseto_tokens_say_what_was_signed_and_nothing_else() {
    let (key, other) = (PrivateKey::generate().unwrap(), PrivateKey::generate().unwrap());
    let verifier = PasetoVerifier::new(vec![key.public()], "test").unwrap();
    let signer = PasetoSigner::new(key, "test", Arc::new(SystemIds));
    tokens::hold(&signer, &verifier, &PasetoSigner::new(other, "test", Arc::new(SystemIds)));
}

#[test]
fn a_token_of_one_environment_does_not_hold_in_another() {
    let key = PrivateKey::generate().unwrap();
    let same = pediafor_security::load_private(&key.to_pem()).unwrap();
    let verifier = PasetoVerifier::new(vec![key.public()], "test").unwrap();
    let signer = PasetoSigner::new(key, "test", Arc::new(SystemIds));
    tokens::hold(&signer, &verifier, &PasetoSigner::new(same, "demo", Arc::new(SystemIds)));
}
