//! Processors: their use from `/proc/stat`, what they are from `/proc/cpuinfo`.

use crate::{read, roots::Roots};
use model::record::Cpu;

/// Time the processors have spent since boot, in ticks, all of them together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// Neither idle nor waiting for a disk.
    pub busy: u64,
    /// All time.
    pub total: u64,
}

/// What `/proc/stat` tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stat {
    /// Time spent, from the line `cpu`.
    pub times: Option<Times>,
    /// Boot time, seconds since 1970, from the line `btime`.
    pub booted_at_seconds: Option<i64>,
}

/// What `/proc/cpuinfo` tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cpuinfo {
    /// One row a package.
    pub cpus: Vec<Cpu>,
    /// The processor says that a hypervisor is below.
    pub hypervisor: bool,
}

/// Most packages stated; the largest boards have eight sockets.
pub const MAX_PACKAGES: usize = 64;

/// Reads `/proc/stat`.
pub fn read_stat(roots: &Roots) -> Stat {
    read::text(&roots.proc.join("stat")).map(|text| parse_stat(&text)).unwrap_or_default()
}

/// Reads `/proc/cpuinfo` and the highest clock.
pub fn read_info(roots: &Roots) -> Cpuinfo {
    let mut info = read::text(&roots.proc.join("cpuinfo")).map(|text| parse_cpuinfo(&text)).unwrap_or_default();
    let max_khz = read::number(&roots.sys.join("devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq"));
    for cpu in &mut info.cpus {
        cpu.max_mhz = max_khz.and_then(|khz| u32::try_from(khz / 1000).ok()).filter(|mhz| *mhz > 0);
        cpu.arch = Some(std::env::consts::ARCH.to_owned());
    }
    info
}

/// The fields of proc_stat(5). Time of guests is inside `user` already; waiting for a disk is idle time.
pub fn parse_stat(text: &str) -> Stat {
    let mut stat = Stat::default();
    for line in text.lines() {
        let mut words = line.split_ascii_whitespace();
        match words.next() {
            Some("cpu") => {
                let ticks: Vec<u64> = words.take(8).map_while(|word| word.parse().ok()).collect();
                if ticks.len() >= 4 {
                    let total = ticks.iter().fold(0, |sum: u64, t| sum.saturating_add(*t));
                    let idle = ticks[3].saturating_add(ticks.get(4).copied().unwrap_or(0));
                    stat.times = Some(Times { busy: total.saturating_sub(idle), total });
                }
            }
            Some("btime") => stat.booted_at_seconds = words.next().and_then(|word| word.parse().ok()),
            _ => {}
        }
    }
    stat
}

/// Use between two readings, percent, in steps of 0.1. None when no time passed between them.
pub fn use_percent(before: Times, after: Times) -> Option<f64> {
    let total = after.total.checked_sub(before.total).filter(|total| *total > 0)?;
    // Idle time may run backwards by a tick on some kernels; busy time then grows by as much and is cut here.
    let busy = after.busy.saturating_sub(before.busy).min(total);
    Some((busy as f64 * 1000.0 / total as f64).round() / 10.0)
}

/// Groups the logical processors by package. Architectures without packages give one row.
pub fn parse_cpuinfo(text: &str) -> Cpuinfo {
    let mut info = Cpuinfo::default();
    let mut machine_name = None;
    for block in text.split("\n\n") {
        let field = |name: &str| field(block, name);
        if field("processor").is_none() {
            machine_name = machine_name.or_else(|| field("Model"));
            continue;
        }
        info.hypervisor |= field("flags").is_some_and(|flags| flags.split(' ').any(|flag| flag == "hypervisor"));
        let socket = field("physical id");
        let room = info.cpus.len() < MAX_PACKAGES;
        let known = info.cpus.iter_mut().find(|cpu| cpu.socket == socket);
        match known {
            Some(cpu) => cpu.threads = cpu.threads.map(|threads| threads.saturating_add(1)),
            None if room => info.cpus.push(Cpu {
                socket,
                vendor: field("vendor_id").map(|vendor| vendor_name(&vendor)),
                name: field("model name").or_else(|| field("cpu model")),
                cores: field("cpu cores").and_then(|cores| cores.parse().ok()).filter(|cores| *cores > 0),
                threads: Some(1),
                ..Cpu::default()
            }),
            None => {}
        }
    }
    for cpu in &mut info.cpus {
        cpu.name = cpu.name.take().or_else(|| machine_name.clone());
    }
    info
}

fn field(block: &str, name: &str) -> Option<String> {
    block.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then(|| model::text::clean(value.as_bytes())).flatten()
    })
}

fn vendor_name(id: &str) -> String {
    match id {
        "GenuineIntel" => "Intel".into(),
        "AuthenticAMD" => "AMD".into(),
        "CentaurHauls" => "VIA".into(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn stat() {
        let check = |text: &str, times: Option<(u64, u64)>, booted| {
            let expected = Stat { times: times.map(|(busy, total)| Times { busy, total }), booted_at_seconds: booted };
            assert_eq!(parse_stat(text), expected, "{text}");
        };
        // user nice system idle iowait irq softirq steal guest guest_nice: the guests are not counted twice.
        check("cpu  10 1 5 80 4 0 2 1 9 9\ncpu0 1 1 1 1\nbtime 1772337906\n", Some((19, 103)), Some(1_772_337_906));
        check("cpu 1 2 3 4\n", Some((6, 10)), None);
        check("cpu 1 2\n", None, None);
        check("cpu x\nbtime y", None, None);
        check("", None, None);
        check("cpu 18446744073709551615 1 1 1 1", Some((u64::MAX - 2, u64::MAX)), None);
    }

    #[test]
    fn use_of_an_interval() {
        let times = |busy, total| Times { busy, total };
        for (before, after, expected) in [
            (times(0, 0), times(50, 200), Some(25.0)),
            (times(10, 100), times(11, 400), Some(0.3)),
            (times(10, 100), times(10, 100), None),
            (times(10, 100), times(5, 50), None),
            (times(10, 100), times(9, 200), Some(0.0)),
            (times(0, 100), times(300, 200), Some(100.0)),
        ] {
            assert_eq!(use_percent(before, after), expected, "{before:?} {after:?}");
        }
    }

    #[test]
    fn packages() {
        let block = |number: u32, socket: u32| {
            format!(
                "processor\t: {number}\nvendor_id\t: GenuineIntel\nmodel name\t: Intel(R) Xeon(R) Silver 4310\nphysical id\t: {socket}\ncpu cores\t: 2\nflags\t\t: fpu vme\n\n"
            )
        };
        let info = parse_cpuinfo(&(0..8).map(|n| block(n, n / 4)).collect::<String>());
        let rows: Vec<_> = info.cpus.iter().map(|c| (c.socket.as_deref(), c.cores, c.threads)).collect();
        assert_eq!(rows, [(Some("0"), Some(2), Some(4)), (Some("1"), Some(2), Some(4))]);
        assert_eq!(info.cpus[0].vendor.as_deref(), Some("Intel"));
        assert!(!info.hypervisor);
        let guest = parse_cpuinfo("processor : 0\nflags : fpu hypervisor lahf_lm\n");
        assert!(guest.hypervisor);
    }

    #[test]
    fn a_board_without_packages_is_one_row() {
        let text = "processor\t: 0\nBogoMIPS\t: 108.00\n\nprocessor\t: 1\nBogoMIPS\t: 108.00\n\nHardware\t: BCM2835\nModel\t\t: Raspberry Pi 4 Model B Rev 1.4\n";
        let cpus = parse_cpuinfo(text).cpus;
        assert_eq!(cpus.len(), 1);
        assert_eq!((cpus[0].threads, cpus[0].cores), (Some(2), None));
        assert_eq!(cpus[0].name.as_deref(), Some("Raspberry Pi 4 Model B Rev 1.4"));
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in any::<String>(), lines in "(cpu|btime|processor|flags|physical id)[ :0-9\n]{0,80}") {
            parse_stat(&text);
            parse_stat(&lines);
            parse_cpuinfo(&text);
            parse_cpuinfo(&lines);
        }

        #[test]
        fn use_is_a_percentage(a in any::<(u64, u64)>(), b in any::<(u64, u64)>()) {
            let percent = use_percent(Times { busy: a.0, total: a.1 }, Times { busy: b.0, total: b.1 });
            prop_assert!(percent.is_none_or(|p| (0.0..=100.0).contains(&p)));
        }
    }
}
