//! The process about itself, as `/proc` tells it; where there is no `/proc` nothing is told but the uptime.

use std::{fs, sync::LazyLock, time::Instant};

use metrics::{Unit, counter, describe_counter, describe_gauge, gauge};

/// When measuring began: close enough to the process' own beginning.
static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
/// How many of the kernel's ticks are a second, as seen by programs; the same on every Linux.
const TICKS_A_SECOND: u64 = 100;

pub(super) fn describe() {
    LazyLock::force(&BEGUN);
    describe_gauge!("process_resident_memory_bytes", Unit::Bytes, "Memory the process holds");
    describe_gauge!("process_open_fds", Unit::Count, "File descriptors the process holds");
    describe_gauge!("process_threads", Unit::Count, "Threads of the process");
    describe_gauge!("process_uptime_seconds", Unit::Seconds, "Time since the process began");
    describe_counter!("process_cpu_seconds_total", Unit::Seconds, "Processor time the process took, whole seconds");
}

pub(super) fn measure() {
    gauge!("process_uptime_seconds").set(BEGUN.elapsed().as_secs_f64());
    if let Ok(descriptors) = fs::read_dir("/proc/self/fd") {
        // the one that lists them is open for the moment
        gauge!("process_open_fds").set(descriptors.count().saturating_sub(1) as f64);
    }
    if let Some(kibibytes) = fs::read_to_string("/proc/self/status").ok().as_deref().and_then(resident) {
        gauge!("process_resident_memory_bytes").set((kibibytes * 1024) as f64);
    }
    if let Some((ticks, threads)) = fs::read_to_string("/proc/self/stat").ok().as_deref().and_then(spent) {
        counter!("process_cpu_seconds_total").absolute(ticks / TICKS_A_SECOND);
        gauge!("process_threads").set(threads as f64);
    }
}

/// `VmRSS`, in KiB.
fn resident(status: &str) -> Option<u64> {
    status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.split_whitespace().next()?.parse().ok()
}

/// Ticks spent as a user and in the kernel, and the number of threads.
fn spent(stat: &str) -> Option<(u64, u64)> {
    // the second field is the program's name in brackets, and may hold anything
    let fields: Vec<_> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let number = |at: usize| fields.get(at)?.parse::<u64>().ok();
    Some((number(11)? + number(12)?, number(17)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_s_words_are_read() {
        assert_eq!(resident("VmPeak:\t  9 kB\nVmRSS:\t   5124 kB\n"), Some(5124));
        assert_eq!(resident("Name: x"), None);
        let stat = "7 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 120 30 0 0 20 0 9 0 500";
        assert_eq!(spent(stat), Some((150, 9)));
        assert_eq!(spent("7"), None);
    }
}
