use std::{num::NonZeroUsize, sync::Arc, thread};

use argon2::{Algorithm, Argon2, Params, PasswordHash as Phc, PasswordHasher as _, PasswordVerifier as _, Version};
use async_trait::async_trait;
use pediafor_kernel::{PortError, PortErrorCode};
use pediafor_users::{Password, PasswordHash, PasswordHasher};
use tokio::{sync::Semaphore, task};

/// What one hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashCost {
    /// Memory, in KiB.
    pub memory: u32,
    /// Passes over the memory.
    pub time: u32,
    /// Lanes. They are worked on one after another; more of them only make an attacker's work less parallel.
    pub parallelism: u32,
}

impl Default for HashCost {
    /// 64 MiB, 3 passes, 4 lanes: about a fifth of a second.
    fn default() -> Self {
        Self { memory: 65_536, time: 3, parallelism: 4 }
    }
}

/// A cost argon2id does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cost of argon2id: 1 to 255 lanes, at least 8 KiB of memory a lane and at most 4 GiB, at least one pass")]
pub struct InvalidCost;

/// How much hashing goes on at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashLimits {
    /// Hashes that are worked on at the same time, each on a thread of its own.
    pub at_once: NonZeroUsize,
    /// Hashes that wait for their turn. One more is refused as unavailable.
    pub waiting: usize,
}

impl HashLimits {
    /// All cores of this machine but one, so that a rush of sign-ins never starves what students are writing, and a
    /// queue of a hundred a core.
    pub fn of_this_machine() -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let at_once = NonZeroUsize::new(cores - 1).unwrap_or(NonZeroUsize::MIN);
        Self { at_once, waiting: at_once.get() * 100 }
    }
}

/// Passwords by argon2id, as PHC strings.
#[derive(Debug, Clone)]
pub struct Argon2id {
    params: Params,
    /// A seat for everyone who is worked on or waits.
    seats: Arc<Semaphore>,
    turns: Arc<Semaphore>,
}

impl Argon2id {
    /// New hashes cost `cost`; old ones are compared at the cost they name.
    ///
    /// # Errors
    ///
    /// [`InvalidCost`].
    pub fn new(cost: HashCost, limits: HashLimits) -> Result<Self, InvalidCost> {
        let HashCost { memory, time, parallelism } = cost;
        if !(1..=255).contains(&parallelism) || memory > 4 * 1024 * 1024 {
            return Err(InvalidCost);
        }
        let params = Params::new(memory, time, parallelism, None).map_err(|_| InvalidCost)?;
        Ok(Self {
            params,
            seats: Arc::new(Semaphore::new(limits.at_once.get().saturating_add(limits.waiting))),
            turns: Arc::new(Semaphore::new(limits.at_once.get())),
        })
    }

    fn argon2(&self) -> Argon2<'static> {
        Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params.clone())
    }

    /// Waits for a turn and works on the blocking pool. A caller who goes away while it works leaves the turn taken
    /// until the work is done.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, PortError> + Send + 'static,
    ) -> Result<T, PortError> {
        let busy = |_| PortError::new(PortErrorCode::Unavailable, "too many passwords are being checked");
        let seat = self.seats.clone().try_acquire_owned().map_err(busy)?;
        let turn = self.turns.clone().acquire_owned().await.map_err(internal)?;
        let worked = task::spawn_blocking(move || {
            let worked = work();
            drop((turn, seat));
            worked
        });
        worked.await.map_err(internal)?
    }
}

fn internal(error: impl std::error::Error + Send + Sync + 'static) -> PortError {
    PortError::new(PortErrorCode::Internal, "hash a password").caused_by(error)
}

#[async_trait]
impl PasswordHasher for Argon2id {
    async fn hash(&self, password: &Password) -> Result<PasswordHash, PortError> {
        let (argon2, password) = (self.argon2(), password.clone());
        self.work(move || {
            let hash: Phc = argon2.hash_password(password.as_bytes()).map_err(internal)?;
            Ok(PasswordHash::new(hash.to_string()))
        })
        .await
    }

    async fn verify(&self, password: &Password, hash: &PasswordHash) -> Result<bool, PortError> {
        let (argon2, password, hash) = (self.argon2(), password.clone(), hash.clone());
        self.work(move || {
            let corrupt = |error| PortError::corrupt("read a password hash", error);
            let hash = Phc::new(hash.as_str()).map_err(corrupt)?;
            if hash.salt.is_none() || hash.hash.is_none() {
                return Err(PortError::new(PortErrorCode::Corrupt, "a password hash without salt or output"));
            }
            match argon2.verify_password(password.as_bytes(), &hash) {
                Ok(()) => Ok(true),
                Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
                Err(error) => Err(PortError::corrupt("compare a password hash", error)),
            }
        })
        .await
    }

    fn needs_rehash(&self, hash: &PasswordHash) -> bool {
        let Ok(hash) = Phc::new(hash.as_str()) else { return true };
        let Ok(params) = Params::try_from(&hash) else {
            return true;
        };
        let cost = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
        hash.algorithm != Algorithm::Argon2id.ident()
            || hash.version != Some(Version::V0x13.into())
            || cost(&params) != cost(&self.params)
    }
}

#[cfg(test)]
mod tests {
    use pediafor_users::Secret;

    use super::*;

    const CHEAP: HashCost = HashCost { memory: 64, time: 1, parallelism: 1 };

    fn hasher(at_once: usize, waiting: usize) -> Argon2id {
        let limits = HashLimits { at_once: NonZeroUsize::new(at_once).unwrap(), waiting };
        Argon2id::new(CHEAP, limits).unwrap()
    }

    fn password(text: &str) -> Password {
        Password::presented(&Secret::new(text)).unwrap()
    }

    #[tokio::test]
    async fn a_hash_knows_its_password_and_no_other_and_is_salted() {
        let hasher = hasher(1, 8);
        let secret = password("correct horse battery");
        let (first, second) = (hasher.hash(&secret).await.unwrap(), hasher.hash(&secret).await.unwrap());
        assert!(first.as_str().starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{}", first.as_str());
        assert_ne!(first, second);
        assert!(hasher.verify(&secret, &first).await.unwrap());
        assert!(hasher.verify(&secret, &second).await.unwrap());
        assert!(!hasher.verify(&password("correct horse batterz"), &first).await.unwrap());
    }

    #[tokio::test]
    async fn a_hash_of_another_cost_still_holds_and_is_due_for_another() {
        let old = hasher(1, 8);
        let secret = password("correct horse battery");
        let hash = old.hash(&secret).await.unwrap();
        assert!(!old.needs_rehash(&hash));
        for cost in
            [HashCost { memory: 72, ..CHEAP }, HashCost { time: 2, ..CHEAP }, HashCost { parallelism: 2, ..CHEAP }]
        {
            let new = Argon2id::new(cost, HashLimits::of_this_machine()).unwrap();
            assert!(new.needs_rehash(&hash), "{cost:?}");
            assert!(new.verify(&secret, &hash).await.unwrap());
        }
        let other_kind = PasswordHash::new(hash.as_str().replace("argon2id", "argon2i"));
        assert!(old.needs_rehash(&other_kind) && old.needs_rehash(&PasswordHash::new("md5")));
    }

    /// RFC 9106's reference implementation: `echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1 -e`.
    #[tokio::test]
    async fn hashes_of_other_implementations_are_read() {
        let hash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        let hasher = hasher(1, 8);
        assert!(hasher.verify(&password("password"), &PasswordHash::new(hash)).await.unwrap());
        assert!(!hasher.verify(&password("passwore"), &PasswordHash::new(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn what_is_no_hash_is_corrupt_and_not_wrong() {
        let hasher = hasher(1, 8);
        for text in ["", "plain", "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ", "$5$rounds=1000$abc$def"] {
            let error = hasher.verify(&password("x"), &PasswordHash::new(text)).await.unwrap_err();
            assert_eq!(error.code(), PortErrorCode::Corrupt, "{text}");
        }
    }

    #[tokio::test]
    async fn whoever_comes_when_every_seat_is_taken_is_told_so_at_once() {
        let hasher = hasher(1, 1);
        let secret = password("correct horse battery");
        let running = hasher.turns.clone().acquire_owned().await.unwrap();
        let _its_seat = hasher.seats.clone().try_acquire_owned().unwrap();

        let mut waiting = Box::pin(hasher.hash(&secret));
        assert!(poll_once(&mut waiting).await.is_none());
        assert_eq!(hasher.hash(&secret).await.unwrap_err().code(), PortErrorCode::Unavailable);

        drop(running);
        assert!(waiting.await.is_ok());
        assert!(hasher.hash(&secret).await.is_ok());
    }

    #[tokio::test]
    async fn whoever_gives_up_waiting_leaves_the_seat_to_others() {
        let hasher = hasher(1, 1);
        let secret = password("correct horse battery");
        let running = hasher.turns.clone().acquire_owned().await.unwrap();
        let _its_seat = hasher.seats.clone().try_acquire_owned().unwrap();
        {
            let mut waiting = Box::pin(hasher.hash(&secret));
            assert!(poll_once(&mut waiting).await.is_none());
        }
        drop(running);
        assert!(hasher.hash(&secret).await.is_ok());
    }

    async fn poll_once<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
        std::future::poll_fn(|context| match std::pin::Pin::new(&mut *future).poll(context) {
            std::task::Poll::Ready(output) => std::task::Poll::Ready(Some(output)),
            std::task::Poll::Pending => std::task::Poll::Ready(None),
        })
        .await
    }

    #[test]
    fn costs_that_argon2_does_not_have_are_refused() {
        for (memory, time, parallelism) in
            [(7, 1, 1), (64, 0, 1), (64, 1, 0), (15, 1, 2), (64, 1, 256), (u32::MAX, 1, 1)]
        {
            let cost = HashCost { memory, time, parallelism };
            assert_eq!(Argon2id::new(cost, HashLimits::of_this_machine()).unwrap_err(), InvalidCost, "{cost:?}");
        }
        assert!(Argon2id::new(HashCost::default(), HashLimits::of_this_machine()).is_ok());
    }
}
