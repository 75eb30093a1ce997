use std::{
    collections::HashSet,
    fs,
    hash::{BuildHasher, RandomState},
    net::TcpListener,
    sync::{LazyLock, Mutex},
};

/// Ports below those that the system gives to outgoing connections. A server that is killed and started again finds
/// its port still free there: among the others a client that knocks on the dead server's door may be given that very
/// port for its own end, and on one machine even reaches itself.
static LOWEST_OUTGOING: LazyLock<u16> = LazyLock::new(|| {
    let range = fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").unwrap_or_default();
    range
        .split_whitespace()
        .next()
        .and_then(|low| low.parse().ok())
        .filter(|low| *low > LOWEST + 1_000)
        .unwrap_or(32_768)
});

const LOWEST: u16 = 10_240;

static HANDED_OUT: LazyLock<Mutex<HashSet<u16>>> = LazyLock::new(Mutex::default);

/// A port on which nobody listens, never given twice by one process.
pub(crate) fn free_port() -> Result<u16, String> {
    let mut handed_out = HANDED_OUT.lock().map_err(|_| "the list of ports is broken")?;
    let chance = RandomState::new();
    let range = u64::from(*LOWEST_OUTGOING - LOWEST);
    let tries = (0..1_000u32).filter_map(|attempt| u16::try_from(chance.hash_one(attempt) % range).ok());
    let free = tries
        .map(|offset| LOWEST + offset)
        .find(|port| !handed_out.contains(port) && TcpListener::bind(("127.0.0.1", *port)).is_ok());
    let port = free.ok_or("no free port")?;
    handed_out.insert(port);
    Ok(port)
}
