//! A sweep of loopback addresses: how many echoes return, and what one costs in processor time, the kernel's part included.
//!
//! `cargo bench -p pantau-collector --bench echo -- TARGETS [ECHOES_A_SECOND]`; without a rate as fast as it goes. Needs the
//! right to ICMP: `ping_group_range`, or root.

use collector::echo::{Echo, Icmp};
use futures_util::{StreamExt, stream::FuturesUnordered};
use std::{
    net::IpAddr,
    time::{Duration, Instant},
};

/// Hundredths of a second are what the system counts processor time in.
const TICK_US: f64 = 10_000.0;

fn main() -> std::io::Result<()> {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse::<u32>().ok());
    let targets = numbers.next().unwrap_or(100_000);
    let rate = numbers.next().unwrap_or(u32::MAX);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let icmp = Icmp::start(rate)?;
        // 127.1.0.0 on, as many as asked for: every address of 127/8 answers.
        let addresses = (0..targets).map(|n| IpAddr::V4((0x7f01_0000 + n).into()));
        let (began, cpu) = (Instant::now(), ticks());
        let mut sweep: FuturesUnordered<_> = addresses.map(|to| icmp.ping(to, Duration::from_secs(10))).collect();
        let (mut back, mut sum) = (0u32, Duration::ZERO);
        while let Some(time) = sweep.next().await {
            back += u32::from(time.is_some());
            sum += time.unwrap_or_default();
        }
        let (took, cpu) = (began.elapsed(), (ticks() - cpu) as f64 * TICK_US / f64::from(targets.max(1)));
        println!(
            "{back} of {targets} echoes returned by {:?} in {took:.2?}: {cpu:.2} us of CPU each, mean round trip {:.0?}",
            icmp.by(),
            sum / back.max(1)
        );
        Ok(())
    })
}

/// Processor time of this process, user and system.
fn ticks() -> u64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = text.rsplit_once(')').map(|(_, rest)| rest).unwrap_or_default();
    fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum()
}
