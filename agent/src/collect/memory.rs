//! Memory and swap from `/proc/meminfo`.

use crate::{read, roots::Roots};
use model::record::Memory;

/// Reads `/proc/meminfo`; empty when it cannot be understood.
pub fn read(roots: &Roots) -> Vec<Memory> {
    read::text(&roots.proc.join("meminfo")).map(|text| parse(&text)).unwrap_or_default()
}

/// The pools: `system` first, `swap` where there is any.
///
/// In use is what cannot be given to a new program without swapping: total − MemAvailable (kernels before 3.14: free,
/// buffers and page cache without shared memory).
pub fn parse(text: &str) -> Vec<Memory> {
    let field = |name: &str| field_bytes(text, name);
    let mut rows = Vec::new();
    if let Some(total) = field("MemTotal").filter(|total| *total > 0) {
        let available = field("MemAvailable").or_else(|| {
            let cache = field("Cached")?.saturating_add(field("SReclaimable").unwrap_or(0));
            let cache = cache.saturating_sub(field("Shmem").unwrap_or(0));
            Some(field("MemFree")?.saturating_add(field("Buffers").unwrap_or(0)).saturating_add(cache))
        });
        rows.push(super::pool("system", "Memory", total, available));
    }
    if let Some(total) = field("SwapTotal").filter(|total| *total > 0) {
        rows.push(super::pool("swap", "Swap", total, field("SwapFree")));
    }
    rows
}

fn field_bytes(text: &str, name: &str) -> Option<u64> {
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        if key != name {
            return None;
        }
        value.trim().trim_end_matches("kB").trim_end().parse::<u64>().ok()?.checked_mul(1024)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: &[(&str, u64, Option<u64>, Option<f64>)]) {
        let rows = parse(text);
        let got: Vec<_> = rows
            .iter()
            .map(|row| (row.class.as_deref().unwrap(), row.total_bytes.unwrap(), row.used_bytes, row.percent))
            .collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn pools() {
        check(
            "MemTotal:  1000 kB\nMemFree: 100 kB\nMemAvailable:  750 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n",
            &[("system", 1_024_000, Some(256_000), Some(25.0))],
        );
        // An old kernel without MemAvailable: 100 free + 50 buffers + (400 + 20 − 70) cache.
        check(
            "MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 400 kB\nSReclaimable: 20 kB\nShmem: 70 kB\n",
            &[("system", 1_024_000, Some(512_000), Some(50.0))],
        );
        check(
            "MemTotal: 8 kB\nMemAvailable: 9 kB\nSwapTotal: 4 kB\nSwapFree: 1 kB\n",
            &[("system", 8192, Some(0), Some(0.0)), ("swap", 4096, Some(3072), Some(75.0))],
        );
        check("MemTotal: 8 kB\n", &[("system", 8192, None, None)]);
        check("MemTotal: many kB\nMemTotal 5", &[]);
        check("MemTotal: 18446744073709551615 kB", &[]);
        check("", &[]);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in any::<String>(), total in 0u64..1 << 54, free in 0u64..1 << 54) {
            parse(&text);
            for row in parse(&format!("MemTotal: {total} kB\nMemAvailable: {free} kB\nSwapTotal: {free}\nSwapFree: {total}")) {
                prop_assert!(row.used_bytes.unwrap() <= row.total_bytes.unwrap());
                prop_assert!((0.0..=100.0).contains(&row.percent.unwrap()));
            }
        }
    }
}
