//! A record as lines for people: label and value, foreign text made inert.

mod endpoint;
mod wifi;

use super::text;
use model::{
    Lang,
    lang::{bytes, decimal, duration_long, percent, scaled},
    record::{Address, Cpu, Disk, Facts, Port},
};

/// Most neighbours and interfaces of a summary are not worth their lines; the whole inventory shows all interfaces.
const PORTS_OF_SUMMARY: usize = 8;

/// The summary of a record, or with `whole` its inventory.
pub fn record(lang: Lang, facts: &Facts, whole: bool) -> String {
    let mut rows: Vec<(&str, String)> = Vec::new();
    machine(lang, facts, &mut rows);
    load(lang, facts, &mut rows);
    if whole {
        inventory(lang, facts, &mut rows);
    }
    network(lang, facts, whole, &mut rows);
    let width = rows.iter().map(|(label, _)| model::text::columns(label)).max().unwrap_or(0);
    let mut before = "";
    let mut out = String::new();
    for (label, value) in &rows {
        // A label stands once above the rows that share it.
        let shown = if *label == before { "" } else { label };
        let pad = " ".repeat(width.saturating_sub(model::text::columns(shown)));
        out.push_str(&format!("{shown}{pad}  {}\n", model::text::visible(value)));
        before = label;
    }
    out
}

fn joined(parts: impl IntoIterator<Item = Option<String>>, between: &str) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(between))
}

fn machine(lang: Lang, facts: &Facts, rows: &mut Vec<(&'static str, String)>) {
    let kernel =
        facts.operating_system.as_ref().and_then(|system| joined([system.kernel.clone(), system.arch.clone()], " "));
    let name = facts.fqdn.clone().or_else(|| facts.sys_name.clone());
    for (label, value) in [
        (text::name(lang), joined([name, facts.device_class.clone()], ", ")),
        (text::system(lang), joined([facts.os_text.clone(), kernel], ", ")),
        (text::model(lang), joined([facts.vendor.clone(), facts.hardware.clone()], " ")),
        (text::serial(lang), facts.serial.clone()),
    ] {
        rows.extend(value.map(|value| (label, value)));
    }
}

fn load(lang: Lang, facts: &Facts, rows: &mut Vec<(&'static str, String)>) {
    let in_use = facts.processors.first().and_then(|all| all.usage_percent);
    let in_use = in_use.map(|use_percent| text::in_use(lang, percent(lang, use_percent, 1)));
    rows.extend(facts.cpus.iter().filter_map(|cpu| processor(lang, cpu)).map(|value| (text::processor(lang), value)));
    rows.extend(in_use.map(|value| (text::processor(lang), value)));
    for pool in &facts.memory {
        let label = if pool.class.as_deref() == Some("swap") { text::swap(lang) } else { text::memory(lang) };
        rows.extend(share(lang, pool.used_bytes, pool.total_bytes, pool.percent).map(|value| (label, value)));
    }
    let average = facts.load_average.as_ref().and_then(|average| average.m1).map(|m1| decimal(lang, m1, 2));
    let busy = average.zip(facts.process_count).map(|(load, processes)| text::load(lang, load, processes));
    let up = facts.uptime_s.map(|seconds| duration_long(lang, seconds));
    rows.extend(joined([up, busy], ", ").map(|value| (text::uptime(lang), value)));
    for volume in &facts.storage {
        let value = share(lang, volume.used_bytes, volume.size_bytes, volume.percent);
        rows.extend(joined([volume.mount.clone(), value], "  ").map(|value| (text::volume(lang), value)));
    }
    let temperatures = facts.sensors.iter().filter(|sensor| sensor.class.as_deref() == Some("temperature"));
    for sensor in temperatures {
        let celsius = sensor.value.map(|value| format!("{} °C", decimal(lang, value, 1)));
        rows.extend(joined([sensor.descr.clone(), celsius], "  ").map(|value| (text::temperature(lang), value)));
    }
}

fn processor(lang: Lang, cpu: &Cpu) -> Option<String> {
    let size = match (cpu.cores, cpu.threads) {
        (Some(cores), Some(threads)) => Some(text::cores(lang, cores, threads)),
        (None, Some(threads)) => Some(text::threads(lang, threads)),
        _ => None,
    };
    joined([cpu.name.clone(), size], ", ")
}

fn share(lang: Lang, used: Option<u64>, total: Option<u64>, part: Option<f64>) -> Option<String> {
    let size = |octets: u64| bytes(lang, octets as f64);
    Some(text::of(lang, size(used?), size(total?), percent(lang, part?, 1)))
}

fn inventory(lang: Lang, facts: &Facts, rows: &mut Vec<(&'static str, String)>) {
    let board = facts.baseboard.as_ref().and_then(|board| {
        joined([board.vendor.clone(), board.model.clone(), board.version.clone(), board.serial.clone()], " ")
    });
    let bios = facts.bios.as_ref().and_then(|bios| {
        joined([bios.vendor.clone(), bios.version.clone(), bios.released_on.clone(), bios.firmware.clone()], " ")
    });
    rows.extend(board.map(|value| (text::board(lang), value)));
    rows.extend(bios.map(|value| (text::firmware(lang), value)));
    rows.extend(facts.disks.iter().filter_map(|disk| physical(lang, disk)).map(|value| (text::disk(lang), value)));
    endpoint::lines(lang, facts, rows);
    let id = facts.agent.as_ref().and_then(|agent| agent.id.clone());
    rows.extend(id.map(|id| (text::agent_id(lang), id)));
}

fn physical(lang: Lang, disk: &Disk) -> Option<String> {
    let size = disk.size_bytes.map(|octets| bytes(lang, octets as f64));
    let kind = joined([disk.media.clone(), disk.interface.clone()], "/");
    joined([disk.name.clone(), disk.vendor.clone(), disk.model.clone(), disk.serial.clone(), kind, size], "  ")
}

fn network(lang: Lang, facts: &Facts, whole: bool, rows: &mut Vec<(&'static str, String)>) {
    let limit = if whole { usize::MAX } else { PORTS_OF_SUMMARY };
    let worth = |port: &&Port| whole || port.oper.as_deref() != Some("down");
    for port in facts.ports.iter().filter(worth).take(limit) {
        let own = |row: &&Address| row.if_index == port.if_index;
        let addresses = facts.ipv4.iter().chain(&facts.ipv6).filter(own).map(|row| {
            let prefix = row.prefix.map(|prefix| format!("/{prefix}")).unwrap_or_default();
            row.address.as_ref().map(|address| format!("{address}{prefix}"))
        });
        let speed = port.speed_bps.map(|bps| scaled(lang, bps as f64));
        let head = [port.name.clone(), port.oper.clone(), speed, port.mac.clone()];
        let value = joined(head.into_iter().chain(addresses), "  ");
        rows.extend(value.map(|value| (text::port(lang), value)));
    }
    wifi::lines(lang, facts, rows);
    let gateways = facts.routes.iter().filter(|route| route.prefix == Some(0));
    rows.extend(gateways.filter_map(|route| route.next_hop.clone()).map(|hop| (text::gateway(lang), hop)));
    if whole && !facts.arp.is_empty() {
        rows.push((text::neighbours(lang), text::addresses_known(lang, facts.arp.len())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::record::{Memory, Processor, Route};

    #[test]
    fn nothing_known_shows_nothing() {
        assert_eq!(record(Lang::Id, &Facts::default(), true), "");
    }

    #[test]
    fn a_summary_in_both_languages() {
        let facts = Facts {
            sys_name: Some("srv\u{202e}1".into()),
            device_class: Some("server".into()),
            cpus: vec![Cpu { name: Some("Xeon".into()), cores: Some(2), threads: Some(4), ..Cpu::default() }],
            processors: vec![Processor { usage_percent: Some(3.5), ..Processor::default() }],
            memory: vec![Memory {
                class: Some("system".into()),
                used_bytes: Some(1 << 30),
                total_bytes: Some(4 << 30),
                percent: Some(25.0),
                ..Memory::default()
            }],
            ports: vec![
                Port {
                    if_index: Some(2),
                    name: Some("eth0".into()),
                    oper: Some("up".into()),
                    speed_bps: Some(1_000_000_000),
                    ..Port::default()
                },
                Port { if_index: Some(3), name: Some("eth1".into()), oper: Some("down".into()), ..Port::default() },
            ],
            ipv4: vec![Address {
                address: Some("10.0.0.2".into()),
                prefix: Some(24),
                if_index: Some(2),
                ..Address::default()
            }],
            routes: vec![Route { prefix: Some(0), next_hop: Some("10.0.0.1".into()), ..Route::default() }],
            ..Facts::default()
        };
        assert_eq!(
            record(Lang::Id, &facts, false),
            "Nama       srv\\u{202e}1, server\n\
             Prosesor   Xeon, 2 inti, 4 utas\n           3,5% terpakai\n\
             Memori     1,00GiB dari 4,00GiB (25,0%)\n\
             Antarmuka  eth0  up  1,00G  10.0.0.2/24\n\
             Gerbang    10.0.0.1\n"
        );
        let english = record(Lang::En, &facts, true);
        assert!(english.contains("Memory     1.00GiB of 4.00GiB (25.0%)\n") && english.contains("eth1  down\n"));
    }
}
