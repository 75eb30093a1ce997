//! Ed25519 keys: where they come from and what they look like.
//!
//! A key may be given as PEM (PKCS#8 for private, SPKI for public keys), as PEM whose line breaks are written `\n`, as
//! base64 of either PEM or DER, or as the path of a file that holds any of these. No error ever repeats the text.

use std::{
    fmt,
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_compact::KeyPair;
use pasetors::{
    keys::{AsymmetricPublicKey, AsymmetricSecretKey},
    paserk::{FormatAsPaserk, Id},
    version4::V4,
};

/// Why a key can't be had.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The text is neither a key in any of the known forms nor the path of a readable file.
    #[error("neither an Ed25519 key nor the path of a readable file")]
    Unreadable,
    /// A file that is there can't be read.
    #[error("can't read the key file")]
    File(#[source] io::Error),
    /// PEM without an end, with something other than base64 in it, or of another kind of key.
    #[error("not an Ed25519 key: expected PKCS#8 (private) or SPKI (public) in PEM or DER")]
    Malformed,
    /// A private key stands where everybody would read it.
    #[error("a private key stands where a public key belongs")]
    PrivateExposed,
    /// More or fewer than the one key that is needed.
    #[error("expected exactly one private key")]
    NotOne,
    /// A key file is there already; it is not written over.
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    /// The files can't be written.
    #[error("can't write the key files")]
    Write(#[source] io::Error),
}

/// The key that signs. Debug output shows its id alone.
pub struct PrivateKey {
    pair: KeyPair,
    public: PublicKey,
}

/// A key that checks signatures.
#[derive(Clone)]
pub struct PublicKey {
    id: String,
    der: [u8; Self::DER],
    key: AsymmetricPublicKey<V4>,
}

impl PrivateKey {
    /// A fresh key from the operating system's generator.
    ///
    /// # Errors
    ///
    /// [`KeyError::Malformed`] where the generator gives what is no key, which a working one never does.
    pub fn generate() -> Result<Self, KeyError> {
        Self::from_pair(KeyPair::generate())
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        self.public.clone()
    }

    /// The key as PKCS#8 in PEM.
    pub fn to_pem(&self) -> String {
        self.pair.sk.to_pem()
    }

    pub(crate) fn secret(&self) -> Option<AsymmetricSecretKey<V4>> {
        AsymmetricSecretKey::from(self.pair.sk.as_ref()).ok()
    }

    fn from_pair(pair: KeyPair) -> Result<Self, KeyError> {
        let public = PublicKey::from_ed25519(&pair.pk)?;
        Ok(Self { pair, public })
    }

    fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        Self::from_pair(KeyPair::from_der(der).map_err(|_| KeyError::Malformed)?)
    }
}

impl PublicKey {
    const DER: usize = 44;

    /// The key's id: its PASERK `k4.pid`, which a token names in its footer.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The key as SPKI in PEM.
    pub fn to_pem(&self) -> String {
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(self.der))
    }

    pub(crate) fn paseto(&self) -> &AsymmetricPublicKey<V4> {
        &self.key
    }

    fn from_ed25519(key: &ed25519_compact::PublicKey) -> Result<Self, KeyError> {
        key.validate().map_err(|_| KeyError::Malformed)?;
        let paseto = AsymmetricPublicKey::from(key.as_ref()).map_err(|_| KeyError::Malformed)?;
        let mut id = String::new();
        Id::from(&paseto).fmt(&mut id).map_err(|_| KeyError::Malformed)?;
        let der = key.to_der().try_into().map_err(|_| KeyError::Malformed)?;
        Ok(Self { id, der, key: paseto })
    }

    fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let key = ed25519_compact::PublicKey::from_der(der).map_err(|_| KeyError::Malformed)?;
        Self::from_ed25519(&key)
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({})", self.public.id)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.id)
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for PublicKey {}

/// Reads the one private key that `text_or_path` is or names.
///
/// # Errors
///
/// [`KeyError`] where there is none, or more than one.
pub fn load_private(text_or_path: &str) -> Result<PrivateKey, KeyError> {
    let blocks = read(text_or_path)?;
    match blocks.as_slice() {
        [Block { kind: Kind::Private | Kind::Unlabelled, der }] => PrivateKey::from_der(der),
        [_] => Err(KeyError::Malformed),
        _ => Err(KeyError::NotOne),
    }
}

/// Reads the public keys that `text_or_path` is or names: one or more PEM blocks, or one key in DER.
///
/// # Errors
///
/// [`KeyError`] where there is none, or where one of them is not a public Ed25519 key.
pub fn load_public(text_or_path: &str) -> Result<Vec<PublicKey>, KeyError> {
    let key = |block: &Block| match block.kind {
        Kind::Private => Err(KeyError::PrivateExposed),
        Kind::Unlabelled if PrivateKey::from_der(&block.der).is_ok() => Err(KeyError::PrivateExposed),
        Kind::Public | Kind::Unlabelled => PublicKey::from_der(&block.der),
        Kind::Other => Err(KeyError::Malformed),
    };
    read(text_or_path)?.iter().map(key).collect()
}

/// Where a pair of keys was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFiles {
    /// `private.key`, readable by its owner alone.
    pub private: PathBuf,
    /// `public.key`.
    pub public: PathBuf,
}

/// Writes `key` and its public half into `folder`, which is made where it is missing.
///
/// # Errors
///
/// [`KeyError::Exists`] where either file is there already: nothing is written then. [`KeyError::Write`].
pub fn write_pair(folder: &Path, key: &PrivateKey) -> Result<KeyFiles, KeyError> {
    let files = KeyFiles { private: folder.join("private.key"), public: folder.join("public.key") };
    fs::create_dir_all(folder).map_err(KeyError::Write)?;
    if fs::symlink_metadata(&files.public).is_ok() {
        return Err(KeyError::Exists(files.public));
    }
    write_new(&files.private, &key.to_pem(), 0o600)?;
    if let Err(error) = write_new(&files.public, &key.public().to_pem(), 0o644) {
        fs::remove_file(&files.private).map_err(KeyError::Write)?;
        return Err(error);
    }
    Ok(files)
}

fn write_new(path: &Path, text: &str, mode: u32) -> Result<(), KeyError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    let mut file = options.open(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => KeyError::Exists(path.into()),
        _ => KeyError::Write(error),
    })?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(KeyError::Write)
}

/// What a block of PEM says it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Private,
    Public,
    Other,
    /// Bare DER.
    Unlabelled,
}

struct Block {
    kind: Kind,
    der: Vec<u8>,
}

const MAX_FILE: u64 = 64 * 1024;
const BEGIN: &str = "-----BEGIN ";

fn read(text_or_path: &str) -> Result<Vec<Block>, KeyError> {
    let text = text_or_path.trim();
    if let Some(blocks) = parse(text.as_bytes()) {
        return blocks;
    }
    let mut bytes = Vec::new();
    let opened = match File::open(text) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return Err(KeyError::File(error)),
        Err(_) => return Err(KeyError::Unreadable),
    };
    opened.take(MAX_FILE).read_to_end(&mut bytes).map_err(KeyError::File)?;
    parse(&bytes).unwrap_or(Err(KeyError::Malformed))
}

/// The keys that `bytes` are; `None` where they look like none.
fn parse(bytes: &[u8]) -> Option<Result<Vec<Block>, KeyError>> {
    if let Some(pem) = as_pem(bytes) {
        return Some(pem_blocks(&pem));
    }
    if is_der_key(bytes) {
        return Some(Ok(vec![Block { kind: Kind::Unlabelled, der: bytes.to_vec() }]));
    }
    let packed: Vec<u8> = bytes.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let decoded = STANDARD.decode(packed).ok()?;
    if let Some(pem) = as_pem(&decoded) {
        return Some(pem_blocks(&pem));
    }
    is_der_key(&decoded).then(|| Ok(vec![Block { kind: Kind::Unlabelled, der: decoded }]))
}

fn is_der_key(bytes: &[u8]) -> bool {
    PrivateKey::from_der(bytes).is_ok() || PublicKey::from_der(bytes).is_ok()
}

fn as_pem(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    text.contains(BEGIN).then(|| text.replace("\\r", "").replace("\\n", "\n"))
}

fn pem_blocks(pem: &str) -> Result<Vec<Block>, KeyError> {
    pem.split(BEGIN).skip(1).map(pem_block).collect()
}

/// Reads what follows `-----BEGIN `.
fn pem_block(text: &str) -> Result<Block, KeyError> {
    let (label, rest) = text.split_once("-----").ok_or(KeyError::Malformed)?;
    let (body, _) = rest.split_once(&format!("-----END {label}-----")).ok_or(KeyError::Malformed)?;
    let packed: String = body.split_whitespace().collect();
    let der = STANDARD.decode(packed).map_err(|_| KeyError::Malformed)?;
    let kind = match label {
        "PRIVATE KEY" => Kind::Private,
        "PUBLIC KEY" => Kind::Public,
        label if label.ends_with("PRIVATE KEY") => Kind::Private,
        _ => Kind::Other,
    };
    Ok(Block { kind, der })
}
