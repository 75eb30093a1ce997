use std::{future::Future, time::Duration};

use tokio::time::{Instant, sleep};

/// How long a condition may take to come true before the test gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// Asks again and again until `condition` gives something, and gives that.
///
/// # Panics
///
/// Where it gives nothing for half a minute; the message says what was waited for and what was seen last.
pub async fn eventually<T, E, F, Fut>(what: &str, mut condition: F) -> T
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, E>>,
    E: std::fmt::Debug,
{
    let end = Instant::now() + PATIENCE;
    loop {
        match condition().await {
            Ok(value) => return value,
            Err(seen) if Instant::now() > end => {
                let seen: String = format!("{seen:?}").chars().take(2000).collect();
                panic!("waited in vain until {what}; last seen: {seen}")
            }
            Err(_) => sleep(Duration::from_millis(10)).await,
        }
    }
}
