use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use pediafor_kernel::{Clock, PortError, Timestamp};
use tokio::task::JoinHandle;

use crate::{
    Database,
    database::{Pools, in_time},
    error::failed_sqlx,
};

/// How often the database is asked for the time.
const EVERY: Duration = Duration::from_secs(5);
/// How much a monotonic clock may drift, in millionths: more than twice what NTP steers by.
const DRIFT_PPM: u64 = 1_100;

/// The time of a database: what it said last and what has passed since on this machine's monotonic clock.
///
/// All processes of a service that share a database share its time, however their machines' clocks are set or are being
/// turned. A background task asks again every few seconds. The time is wrong by no more than [`error_bound`]: half of what
/// asking took, and the drift since. While the database is away the clock goes on from the last answer; an answer that was
/// longer on its way than going on is uncertain is passed over. On SQLite it is the machine's own clock that is asked.
///
/// [`error_bound`]: DatabaseClock::error_bound
pub struct DatabaseClock {
    sample: Arc<Mutex<Sample>>,
    resampling: JoinHandle<()>,
}

/// What the database said.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Sample {
    /// The time, halfway through the asking.
    time: DateTime<Utc>,
    /// The same instant on this machine's monotonic clock.
    at: Instant,
    /// Half of what asking took: the answer may have been given at its beginning or at its end.
    uncertain: Duration,
}

impl Sample {
    fn now(&self, at: Instant) -> DateTime<Utc> {
        match at.checked_duration_since(self.at) {
            Some(since) => self.time + since,
            None => self.time - self.at.duration_since(at),
        }
    }

    /// By how much [`now`](Self::now) may be wrong.
    fn error_bound(&self, at: Instant) -> Duration {
        let since = at.saturating_duration_since(self.at);
        self.uncertain + since.mul_f64(DRIFT_PPM as f64 / 1e6)
    }

    /// The better of this sample and a later one: the more certain one, unless the two can't both be right, which is to say
    /// that the database's clock was turned.
    fn or_later(self, later: Self) -> Self {
        let bound = self.error_bound(later.at);
        let apart = (later.time - self.now(later.at)).abs().to_std().unwrap_or(Duration::MAX);
        if later.uncertain <= bound || apart > bound + later.uncertain { later } else { self }
    }
}

impl DatabaseClock {
    /// The clock of `database`, once it has said its time. It is asked again for as long as the clock lives.
    ///
    /// # Errors
    ///
    /// `PortError` where the database does not answer.
    pub async fn of(database: &Database) -> Result<Self, PortError> {
        let sample = Arc::new(Mutex::new(ask(database).await?));
        let (kept, database) = (sample.clone(), database.clone());
        let resampling = tokio::spawn(async move {
            loop {
                tokio::time::sleep(EVERY).await;
                match ask(&database).await {
                    Ok(later) => {
                        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                        *kept = kept.or_later(later);
                    }
                    Err(error) => {
                        tracing::debug!(
                            error = &error as &dyn std::error::Error,
                            "going on from the time that was told last"
                        );
                    }
                }
            }
        });
        Ok(Self { sample, resampling })
    }

    /// By how much the time may be wrong just now.
    pub fn error_bound(&self) -> Duration {
        self.sample().error_bound(Instant::now())
    }

    fn sample(&self) -> Sample {
        *self.sample.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for DatabaseClock {
    fn now(&self) -> Timestamp {
        Timestamp::new(self.sample().now(Instant::now()))
    }
}

impl fmt::Debug for DatabaseClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatabaseClock").field("error_bound", &self.error_bound()).finish_non_exhaustive()
    }
}

impl Drop for DatabaseClock {
    fn drop(&mut self) {
        self.resampling.abort();
    }
}

async fn ask(database: &Database) -> Result<Sample, PortError> {
    match database.pools() {
        Pools::Sqlite { .. } => Ok(of_this_machine()),
        Pools::Postgres(pool) => {
            // Waiting for a connection is not part of the asking.
            let asking = async {
                let mut connection = pool.acquire().await?;
                let asked = Instant::now();
                let query = sqlx::query_scalar("SELECT clock_timestamp()").persistent(true);
                let time: DateTime<Utc> = query.fetch_one(&mut *connection).await?;
                let uncertain = asked.elapsed() / 2;
                Ok(Sample { time, at: asked + uncertain, uncertain })
            };
            in_time(asking).await.map_err(failed_sqlx("ask the database for the time"))
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the clock of a file is that of its machine")]
fn of_this_machine() -> Sample {
    Sample { time: Utc::now(), at: Instant::now(), uncertain: Duration::ZERO }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILLI: Duration = Duration::from_millis(1);

    fn sample(seconds: i64, at: Instant, uncertain: Duration) -> Sample {
        Sample { time: DateTime::from_timestamp(seconds, 0).unwrap(), at, uncertain }
    }

    #[test]
    fn it_goes_on_from_what_it_was_told_and_grows_uncertain() {
        let at = Instant::now();
        let sample = sample(1_000, at, MILLI);
        assert_eq!(sample.now(at + Duration::from_secs(10)), DateTime::from_timestamp(1_010, 0).unwrap());
        assert_eq!(sample.now(at), sample.time);
        assert_eq!(sample.error_bound(at), MILLI);
        assert_eq!(sample.error_bound(at + Duration::from_secs(10)), 12 * MILLI);
    }

    #[test]
    fn an_answer_that_was_long_on_its_way_is_passed_over_and_one_that_shows_a_turned_clock_is_taken() {
        let at = Instant::now();
        let first = sample(1_000, at, MILLI);
        let after = at + Duration::from_secs(5);
        let quick = sample(1_005, after, MILLI);
        assert_eq!(first.or_later(quick), quick);
        let slow = sample(1_006, after, Duration::from_secs(2));
        assert_eq!(first.or_later(slow), first);
        let turned = sample(1_605, after, Duration::from_secs(2));
        assert_eq!(first.or_later(turned), turned);
    }
}
