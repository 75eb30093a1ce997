use pediafor_kernel::{SessionId, Timestamp, UserId, events::SessionRevoked};

use crate::{Lifetimes, RefreshToken};

/// A session as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    /// Its id, the `sid` of its access tokens.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// What it was begun with, as the client told: at most [`Session::MAX_DEVICE`] characters, for the owner's eyes.
    pub device: String,
    /// SHA-256 of the family; unique.
    pub family_hash: [u8; 32],
    /// SHA-256 of the newest refresh token's secret.
    pub secret_hash: [u8; 32],
    /// The exchange before, while there was one.
    pub exchanged: Option<Exchange>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was begun or last exchanged a refresh token.
    pub last_used_at: Timestamp,
    /// When its newest refresh token runs out.
    pub expires_at: Timestamp,
    /// When it was ended before its time.
    pub revoked_at: Option<Timestamp>,
    /// How often it was saved.
    pub version: u64,
}

/// What is remembered of the newest exchange, to answer it again when the answer was lost on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// SHA-256 of the secret that was given in.
    pub secret_hash: [u8; 32],
    /// What the successor was made with.
    pub seed: [u8; 32],
    /// When.
    pub at: Timestamp,
}

/// What came of a refresh token that was shown.
#[derive(Debug, PartialEq)]
pub enum Refresh {
    /// It was the newest; here is the next, once the session is saved.
    Exchanged(RefreshToken),
    /// It was exchanged a moment ago and the answer may have been lost: the same answer again, nothing to save.
    Repeated(RefreshToken),
    /// It was replaced earlier: somebody has a copy. The session is revoked, once it is saved.
    Stolen(SessionRevoked),
    /// It does not hold, or not any more.
    Ended,
}

/// One sign-in of one account on one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session(SessionRecord);

impl Session {
    /// The longest device label, in characters.
    pub const MAX_DEVICE: usize = 200;

    /// Begins a session out of two fresh secrets. Of `device` only what can be shown in a line is kept.
    pub fn begin(
        id: SessionId,
        user: UserId,
        device: &str,
        secrets: [[u8; 32]; 2],
        now: Timestamp,
        lifetimes: &Lifetimes,
    ) -> (Self, RefreshToken) {
        let [family, secret] = secrets;
        let token = RefreshToken::new(family, secret);
        let record = SessionRecord {
            id,
            user,
            device: device.chars().filter(|c| !c.is_control()).take(Self::MAX_DEVICE).collect(),
            family_hash: token.family_hash(),
            secret_hash: token.secret_hash(),
            exchanged: None,
            created_at: now,
            last_used_at: now,
            expires_at: lifetimes.refresh_until(now, now),
            revoked_at: None,
            version: 1,
        };
        (Self(record), token)
    }

    /// Rebuilds what a repository stored.
    pub fn from_record(record: SessionRecord) -> Self {
        Self(record)
    }

    /// What a repository stores.
    pub fn record(&self) -> &SessionRecord {
        &self.0
    }

    /// Its id.
    pub fn id(&self) -> SessionId {
        self.0.id
    }

    /// Whose it is.
    pub fn user(&self) -> UserId {
        self.0.user
    }

    /// What it was begun with.
    pub fn device(&self) -> &str {
        &self.0.device
    }

    /// When it was begun.
    pub fn created_at(&self) -> Timestamp {
        self.0.created_at
    }

    /// When it last exchanged a refresh token.
    pub fn last_used_at(&self) -> Timestamp {
        self.0.last_used_at
    }

    /// When it ends unless it is used.
    pub fn expires_at(&self) -> Timestamp {
        self.0.expires_at
    }

    /// How often it was saved.
    pub fn version(&self) -> u64 {
        self.0.version
    }

    /// Does it go on at `now`?
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.0.revoked_at.is_none() && now < self.0.expires_at
    }

    /// Somebody shows a refresh token of this session's family. `seed` is 256 fresh bits.
    ///
    /// The newest token is exchanged for another. The one before it gets the same answer again for
    /// [`Lifetimes::grace_seconds`], until its successor is exchanged in turn. Any older one ends the session.
    pub fn refresh(&mut self, token: &RefreshToken, seed: [u8; 32], now: Timestamp, lifetimes: &Lifetimes) -> Refresh {
        if token.family_hash() != self.0.family_hash || !self.is_live(now) {
            return Refresh::Ended;
        }
        let shown = token.secret_hash();
        if shown == self.0.secret_hash {
            let next = token.successor(&seed);
            self.0.exchanged = Some(Exchange { secret_hash: shown, seed, at: now });
            self.0.secret_hash = next.secret_hash();
            self.0.last_used_at = now;
            self.0.expires_at = lifetimes.refresh_until(self.0.created_at, now);
            self.0.version += 1;
            return Refresh::Exchanged(next);
        }
        match &self.0.exchanged {
            Some(exchange)
                if exchange.secret_hash == shown
                    && now.millis_since(exchange.at) <= i64::from(lifetimes.grace_seconds()) * 1000 =>
            {
                Refresh::Repeated(token.successor(&exchange.seed))
            }
            _ => self.revoke(now, lifetimes).map_or(Refresh::Ended, Refresh::Stolen),
        }
    }

    /// The session ends now. `None` where it had ended before.
    pub fn revoke(&mut self, now: Timestamp, lifetimes: &Lifetimes) -> Option<SessionRevoked> {
        if !self.is_live(now) {
            return None;
        }
        self.0.revoked_at = Some(now);
        self.0.version += 1;
        Some(SessionRevoked { session: self.0.id, user: self.0.user, expires_at: lifetimes.access_until(now) })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SEED: [u8; 32] = [9; 32];

    fn at(seconds: i64) -> Timestamp {
        Timestamp::default().plus_seconds(seconds)
    }

    fn lifetimes() -> Lifetimes {
        Lifetimes::new(900, 3600).unwrap()
    }

    fn session() -> (Session, RefreshToken) {
        let id = SessionId::from_uuid("01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap());
        let user = "01890a5d-ac96-774b-bcce-b302099a8058".parse().unwrap();
        Session::begin(id, user, "Browser\n", [[1; 32], [2; 32]], at(0), &lifetimes())
    }

    fn exchange(session: &mut Session, token: &RefreshToken, now: Timestamp) -> RefreshToken {
        match session.refresh(token, SEED, now, &lifetimes()) {
            Refresh::Exchanged(next) => next,
            other => panic!("expected an exchange, got {other:?}"),
        }
    }

    #[test]
    fn a_lost_answer_is_given_again_within_the_grace() {
        let (mut session, first) = session();
        let second = exchange(&mut session, &first, at(10));
        let saved = session.clone();
        assert_eq!(session.refresh(&first, [8; 32], at(40), &lifetimes()), Refresh::Repeated(second));
        assert_eq!(session, saved);
    }

    #[test]
    fn an_old_token_after_the_grace_ends_the_session() {
        let (mut session, first) = session();
        let second = exchange(&mut session, &first, at(10));
        let Refresh::Stolen(event) = session.refresh(&first, SEED, at(41), &lifetimes()) else { panic!("not noticed") };
        assert_eq!((event.session, event.expires_at), (session.id(), at(41 + 900)));
        assert_eq!(session.refresh(&second, SEED, at(42), &lifetimes()), Refresh::Ended);
    }

    #[test]
    fn an_old_token_after_its_successor_was_used_ends_the_session_even_within_the_grace() {
        let (mut session, first) = session();
        let second = exchange(&mut session, &first, at(10));
        exchange(&mut session, &second, at(11));
        assert!(matches!(session.refresh(&first, SEED, at(12), &lifetimes()), Refresh::Stolen(_)));
        assert!(!session.is_live(at(12)));
    }

    #[test]
    fn a_token_of_another_family_does_no_harm() {
        let (mut session, first) = session();
        let stranger = RefreshToken::new([7; 32], [2; 32]);
        assert_eq!(session.refresh(&stranger, SEED, at(1), &lifetimes()), Refresh::Ended);
        exchange(&mut session, &first, at(2));
    }

    #[test]
    fn a_session_ends_when_it_is_not_used_and_at_the_latest_after_its_longest_life() {
        let (mut session, mut token) = session();
        assert!(session.is_live(at(3599)) && !session.is_live(at(3600)));
        let mut now = 0;
        while session.is_live(at(now)) {
            token = exchange(&mut session, &token, at(now));
            now += 3000;
        }
        assert!((Lifetimes::LONGEST_SESSION..Lifetimes::LONGEST_SESSION + 3000).contains(&now), "{now}");
        assert_eq!(session.refresh(&token, SEED, at(now), &lifetimes()), Refresh::Ended);
        assert!(session.revoke(at(now), &lifetimes()).is_none());
    }

    #[test]
    fn the_device_is_one_short_line() {
        assert_eq!(session().0.device(), "Browser");
        let long = "x".repeat(5000);
        let (id, user) = (session().0.id(), session().0.user());
        let (session, _) = Session::begin(id, user, &long, [[1; 32], [2; 32]], at(0), &lifetimes());
        assert_eq!(session.device().len(), Session::MAX_DEVICE);
    }

    proptest! {
        /// Whatever order tokens are shown in, there is one live leaf, and a token two steps old ends everything.
        #[test]
        fn a_family_never_forks(steps in prop::collection::vec((0..6_usize, 0..40_i64, any::<[u8; 32]>()), 1..40)) {
            let (mut session, first) = session();
            let mut given = vec![first];
            let mut now = 0;
            for (back, pause, seed) in steps {
                now += pause;
                let index = given.len().saturating_sub(1 + back);
                let newest = given.len() - 1;
                let live = session.is_live(at(now));
                match session.refresh(&given[index].clone(), seed, at(now), &lifetimes()) {
                    Refresh::Exchanged(next) => {
                        prop_assert!(live && index == newest);
                        given.push(next);
                    }
                    Refresh::Repeated(next) => {
                        prop_assert!(live && index + 1 == newest);
                        prop_assert_eq!(&next, &given[newest]);
                    }
                    Refresh::Stolen(_) => {
                        prop_assert!(live && index < newest);
                        prop_assert!(!session.is_live(at(now)));
                    }
                    Refresh::Ended => prop_assert!(!live),
                }
            }
        }
    }
}
