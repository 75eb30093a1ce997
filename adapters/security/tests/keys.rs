//! Every way a key may be given, and the files a pair is written to.

#![expect(clippy::unwrap_used, reason = "a helper that fails, fails its test")]

use std::fs;

use base64::{Engine, engine::general_purpose::STANDARD};
use pediafor_security::{
    KeyError, PrivateKey,
    keys::{load_private, load_public, write_pair},
};
use proptest::prelude::*;

/// The key of PASETO's published v4.public test vectors.
const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEILTL+0PfTOIQcn2VPkpxMwf6Gbt9n4UEFDjZ4RuUKjd0\n-----END PRIVATE KEY-----\n";
const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAHrnbu7wEfAP9cGBOAHHwmH4Wsot1ciXBHwBBXQ4gsaI=\n-----END PUBLIC KEY-----\n";

/// The base64 between the markers, which is the key in DER.
fn der_text(pem: &str) -> &str {
    pem.lines().nth(1).unwrap()
}

/// All ways to write one key as text.
fn texts(pem: &str) -> Vec<String> {
    vec![
        pem.to_owned(),
        pem.trim().replace('\n', "\\n"),
        pem.replace('\n', "\\r\\n"),
        pem.replace('\n', "\r\n"),
        STANDARD.encode(pem),
        STANDARD.encode(pem.replace('\n', "\\n")),
        der_text(pem).to_owned(),
        format!("  {}\n", der_text(pem)),
    ]
}

#[test]
fn a_key_is_read_however_it_is_written() {
    let id = load_private(PRIVATE).unwrap().public().id().to_owned();
    assert!(id.starts_with("k4.pid.") && id.len() == 51, "{id}");
    for text in texts(PRIVATE) {
        assert_eq!(load_private(&text).unwrap().public().id(), id, "{text}");
    }
    for text in texts(PUBLIC) {
        let keys = load_public(&text).unwrap();
        assert_eq!(keys.iter().map(|key| key.id()).collect::<Vec<_>>(), [&id], "{text}");
        assert_eq!(keys[0].to_pem(), PUBLIC);
    }
    assert_eq!(load_private(PRIVATE).unwrap().to_pem(), PRIVATE);
}

#[test]
fn a_path_stands_for_what_the_file_holds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    for text in texts(PRIVATE) {
        fs::write(&path, text).unwrap();
        assert!(load_private(path.to_str().unwrap()).is_ok());
    }
    fs::write(&path, STANDARD.decode(der_text(PUBLIC)).unwrap()).unwrap();
    assert_eq!(load_public(path.to_str().unwrap()).unwrap()[0].to_pem(), PUBLIC);
    fs::write(&path, "something else").unwrap();
    assert!(matches!(load_private(path.to_str().unwrap()), Err(KeyError::Malformed)));
}

#[test]
fn several_public_keys_are_read_in_their_order() {
    let other = PrivateKey::generate().unwrap().public();
    let keys = load_public(&format!("# old and new\n{PUBLIC}\n{}", other.to_pem())).unwrap();
    assert_eq!((keys[0].to_pem().as_str(), &keys[1]), (PUBLIC, &other));
}

#[test]
fn a_private_key_is_never_taken_for_a_public_one() {
    for text in texts(PRIVATE) {
        assert!(matches!(load_public(&text), Err(KeyError::PrivateExposed)), "{text}");
    }
    assert!(matches!(load_public(&format!("{PUBLIC}{PRIVATE}")), Err(KeyError::PrivateExposed)));
    for text in texts(PUBLIC) {
        assert!(matches!(load_private(&text), Err(KeyError::Malformed)), "{text}");
    }
    assert!(matches!(load_private(&format!("{PRIVATE}{PRIVATE}")), Err(KeyError::NotOne)));
}

#[test]
fn what_is_no_ed25519_key_is_refused_without_repeating_it() {
    let rsa = "-----BEGIN RSA PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEILTL\n-----END RSA PRIVATE KEY-----";
    let x25519 = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEAXjm28Nw5gWp1PWDAiK4LlgncW9uiX7ZZhpuTLkBkAh8=\n-----END PUBLIC KEY-----";
    let cut = &PRIVATE[..PRIVATE.len() - 12];
    let weak = STANDARD.encode([&STANDARD.decode(der_text(PUBLIC)).unwrap()[..12], &[0; 32][..]].concat());
    let weak = format!("-----BEGIN PUBLIC KEY-----\n{weak}\n-----END PUBLIC KEY-----");
    for text in ["", "no such file", "TUM0Q0FRQXc", rsa, x25519, cut, &weak, "-----BEGIN PRIVATE KEY-----", "/"] {
        for error in [load_private(text).unwrap_err(), load_public(text).err().unwrap_or(KeyError::Unreadable)] {
            assert!(!format!("{error} {error:?}").contains("MC4CAQ"), "{error:?}");
        }
    }
    assert!(matches!(load_private(cut), Err(KeyError::Malformed)));
    assert!(matches!(load_public(&weak), Err(KeyError::Malformed)));
    assert!(matches!(load_private("no such file"), Err(KeyError::Unreadable)));
    assert!(load_public("").is_err());
}

#[test]
fn a_pair_is_written_once_and_its_private_half_is_its_owners() {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("new/keys");
    let key = PrivateKey::generate().unwrap();
    let files = write_pair(&keys, &key).unwrap();
    assert_eq!(load_private(files.private.to_str().unwrap()).unwrap().public(), key.public());
    assert_eq!(load_public(files.public.to_str().unwrap()).unwrap(), [key.public()]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&files.private).unwrap().permissions().mode() & 0o777, 0o600);
    }

    let other = PrivateKey::generate().unwrap();
    assert!(matches!(write_pair(&keys, &other), Err(KeyError::Exists(path)) if path == files.public));
    fs::remove_file(&files.public).unwrap();
    assert!(matches!(write_pair(&keys, &other), Err(KeyError::Exists(path)) if path == files.private));
    assert!(!files.public.exists());
    assert_eq!(load_private(files.private.to_str().unwrap()).unwrap().public(), key.public());
}

#[test]
fn a_key_is_not_printed() {
    let key = load_private(PRIVATE).unwrap();
    assert_eq!(format!("{key:?}"), format!("PrivateKey({})", key.public().id()));
}

/// Worked out by hand: BLAKE2b-264 of `k4.pid.` and the key as `k4.public.`.
#[test]
fn a_keys_id_is_its_paserk() {
    assert_eq!(load_public(PUBLIC).unwrap()[0].id(), "k4.pid.yh4-bJYjOYAG6CWy0zsfPmpKylxS7uAWrxqVmBN2KAiJ");
}

proptest! {
    #[test]
    fn no_text_makes_a_loader_panic(text in "(-----BEGIN (PRIVATE|PUBLIC) KEY-----)?\\PC{0,200}(-----END PUBLIC KEY-----)?") {
        prop_assert!(load_private(&text).is_err());
        prop_assert!(load_public(&text).is_err());
    }
}
