//! Which sessions ended: what the service's own record says, and, sooner, what is told live.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use pediafor_kernel::{Clock, Timestamp, auth::RevocationRecord};
use pediafor_local::RevocationList;
use pediafor_runtime::Background;

use crate::Neighbours;

/// How often the record is read: by then at the latest a session that another replica heard of is ended here as well.
const PERIOD: Duration = Duration::from_millis(500);
/// How much further back each reading goes than the last: commits of other replicas may come a little late.
const OVERLAP_MILLIS: i64 = 10_000;

/// The list of ended sessions of this process, which is kept up to date for as long as the background works.
///
/// # Errors
///
/// Where the record can't be read at the start.
pub(crate) async fn follow(
    record: Arc<dyn RevocationRecord>,
    neighbours: &Neighbours,
    clock: Arc<dyn Clock>,
    background: &Background,
) -> anyhow::Result<Arc<RevocationList>> {
    let list = Arc::new(RevocationList::default());
    let begun = clock.now();
    take(&list, &*record, Timestamp::default(), begun).await?;
    neighbours.follow(&list, background);
    let (kept, read_at) = (list.clone(), Arc::new(Mutex::new(begun)));
    background.every("read which sessions ended", PERIOD, move || {
        let (list, record, read_at, now) = (kept.clone(), record.clone(), read_at.clone(), clock.now());
        async move {
            let from = read_at.lock().unwrap_or_else(PoisonError::into_inner).plus_millis(-OVERLAP_MILLIS);
            take(&list, &*record, from, now).await?;
            *read_at.lock().unwrap_or_else(PoisonError::into_inner) = now;
            Ok(())
        }
    });
    Ok(list)
}

async fn take(
    list: &RevocationList,
    record: &dyn RevocationRecord,
    from: Timestamp,
    now: Timestamp,
) -> anyhow::Result<()> {
    for (session, until) in record.since(from).await? {
        list.revoke(session, until, now);
    }
    Ok(())
}
