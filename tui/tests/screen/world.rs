//! A pretend kabupaten, the same at every run: agencies, devices, alerts, one device in detail.

use model::{
    Alert, AlertId, AlertKind, Device, DeviceId, DeviceRecord, OpdCode, Status, Timestamp,
    alert::Acknowledgement,
    api::{
        CollectorFacts, DevicePicture, DeviceRow, Event, Evidence, FleetPicture, OpdRow, PortRow, Proposal, Witness,
        fleet::Happening,
    },
    batch::{EchoBy, Source},
    inventory::Difference,
    opd::Opd,
    record::{Address, Cpu, Disk, Facts, Forwarding, Memory, Neighbour, Storage},
    status::Counts,
};

/// 22 November 2026, 11:40:00 WITA.
pub fn now() -> Timestamp {
    Timestamp::from_seconds(1_795_318_800)
}

const OPDS: [&str; 50] = [
    "DINKES",
    "KEC-TIMUR",
    "DISDIK",
    "RSUD-B",
    "BAPENDA",
    "DISHUB",
    "DPUPR",
    "DLH",
    "RSUD-A",
    "PKM-07",
    "PKM-03",
    "DISPAR",
    "BAPPEDA",
    "BKAD",
    "BKPSDM",
    "BPBD",
    "DINSOS",
    "DISDUKCAPIL",
    "DISKOMINFO",
    "DISNAKER",
    "DISPERINDAG",
    "DISPORA",
    "DISPUSIP",
    "DKP",
    "DP3A",
    "DPMD",
    "DPMPTSP",
    "DPPKB",
    "DPRD",
    "INSPEKTORAT",
    "KEC-BARAT",
    "KEC-SELATAN",
    "KEC-TENGAH",
    "KEC-UTARA",
    "KESBANGPOL",
    "MPP",
    "PDAM",
    "PKM-01",
    "PKM-02",
    "PKM-04",
    "PKM-05",
    "PKM-06",
    "PKM-08",
    "PKM-09",
    "PKM-10",
    "SATPOL-PP",
    "SETDA",
    "UPTD-A",
    "UPTD-B",
    "UPTD-C",
];

const CLASSES: [(&str, &str, &str, &str, &str); 6] = [
    ("router", "rt", "MikroTik", "CCR2116-12G-4S+", "routeros"),
    ("switch", "sw", "Ruijie", "RG-S2910-24GT4XS", "rgos"),
    ("ap", "ap", "Ubiquiti", "U6-LR", "unifi"),
    ("server", "srv", "Dell", "PowerEdge R450", "linux"),
    ("printer", "prn", "Epson", "L15150", "epson"),
    ("ups", "ups", "APC", "Smart-UPS 1500", "apc"),
];

/// The same numbers every time: a small linear congruential generator.
pub struct Dice(u64);

impl Dice {
    /// A sequence of its own.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// The router of the first agencies has one trouble each; what hangs behind the first is unreachable.
fn status_of(id: usize, opd: usize) -> Status {
    match (opd, id == opd) {
        (0 | 1, true) => Status::Down,
        (0, false) => Status::Unreachable,
        (2, true) => Status::Critical,
        (3..=5, true) => Status::Warning,
        (10, true) => Status::Unknown,
        (11, true) => Status::Maintenance,
        _ => Status::Ok,
    }
}

fn trend(dice: &mut Dice, points: usize, max: f64, dead: bool) -> Vec<Option<f32>> {
    let mut level = 2 + dice.below(6) as i64;
    (0..points)
        .map(|i| {
            level = (level + dice.below(3) as i64 - 1).clamp(0, 8);
            let is_hole = dead && i + 4 > points || dice.below(29) == 0;
            (!is_hole).then_some((max * level as f64 / 8.0) as f32)
        })
        .collect()
}

/// One device row.
pub fn device(id: usize, opds: usize) -> DeviceRow {
    let mut dice = Dice::new(id as u64 + 1);
    let opd = id % opds.min(OPDS.len());
    // The first of an agency is its router.
    let (class, prefix, vendor, hardware, os) = CLASSES[if id < opds { 0 } else { 1 + dice.below(5) as usize }];
    let status = status_of(id, opd);
    let dead = matches!(status, Status::Down | Status::Unreachable | Status::Unknown);
    let speed = if class == "router" { 200e6 } else { 1e9 };
    let carries = matches!(class, "router" | "switch" | "ap" | "server") && !dead;
    let used = if status == Status::Critical { 0.97 } else { dice.below(60) as f64 / 100.0 };
    let code = OPDS[opd];
    DeviceRow {
        id: DeviceId(id as u32 + 1),
        name: format!("{prefix}-{}-{:02}", code.to_lowercase().replace('-', ""), id / opds + 1),
        address: format!("10.{}.{}.{}", 20 + opd, id / opds / 250, id / opds % 250 + 1),
        opd: code.to_owned(),
        class: class.to_owned(),
        status,
        since: Some(now().plus_seconds(if dead { -180 - 1500 * opd as i64 } else { -86_400 * 3 })),
        in_bps: carries.then_some(speed * used * 0.96),
        out_bps: carries.then_some(speed * used),
        use_percent: carries.then_some(used * 100.0),
        port: if carries { "ether1".into() } else { String::new() },
        trend: if matches!(class, "router" | "switch" | "ap" | "server") {
            trend(&mut dice, 24, speed * 2.0, dead)
        } else {
            Vec::new()
        },
        trend_max_bps: Some(speed * 2.0),
        rtt_ms: (!dead).then_some(0.4 + dice.below(400) as f64 / 10.0),
        loss_percent: Some(if dead { 100.0 } else { 0.0 }),
        cpu_percent: (carries && class != "ap").then_some(dice.below(90) as f64),
        memory_percent: (carries && class != "ap").then_some(20.0 + dice.below(60) as f64),
        booted: (!dead).then_some(now().plus_seconds(-3600 * (1 + dice.below(9000) as i64))),
        seen: Some(now().plus_seconds(if dead { -180 - 1500 * opd as i64 } else { -4 - dice.below(50) as i64 })),
        hardware: hardware.to_owned(),
        vendor: vendor.to_owned(),
        os: os.to_owned(),
        version: format!("7.{}.{}", dice.below(20), dice.below(9)),
        serial: format!("HF2{:07X}", dice.below(0xfff_ffff)),
        location: format!("R. Server Lt.{}", 1 + dice.below(3)),
        asset_code: if dice.below(3) > 0 { format!("1.3.2.10.02.04.{:03}/{:04}", opd, id) } else { String::new() },
        manager: if class == "router" { "dinas".into() } else { "opd".into() },
        behind: if id == 0 { 41 } else { 0 },
        ..DeviceRow::default()
    }
}

fn alert(id: u64, device: &DeviceRow, minutes: i64, kind: AlertKind) -> Alert {
    Alert {
        id: AlertId(id),
        device: device.id,
        opd: Some(OpdCode(device.opd.clone())),
        kind,
        since: now().plus_seconds(-60 * minutes),
        ended: None,
        behind: device.behind,
        handled: None,
    }
}

/// `opds` agencies and `devices` devices, with one of every trouble.
pub fn fleet(opds: usize, devices: usize) -> FleetPicture {
    let rows: Vec<DeviceRow> = (0..devices).map(|id| device(id, opds)).collect();
    let mut agencies: Vec<OpdRow> = (0..opds.min(OPDS.len()))
        .map(|at| {
            let mut dice = Dice::new(1000 + at as u64);
            let code = OPDS[at];
            let mut counts = Counts::default();
            rows.iter().filter(|row| row.opd == code).for_each(|row| counts.add(row.status));
            let contracted = [100_000_000, 200_000_000, 50_000_000, 20_000_000][at % 4];
            let used = if at == 2 { 0.97 } else { dice.below(85) as f64 / 100.0 };
            let measured = at % 3 != 1 && at > 0;
            OpdRow {
                opd: Opd { code: OpdCode(code.into()), contracted_bps: Some(contracted), ..Opd::default() },
                counts,
                in_bps: measured.then_some(contracted as f64 * used * 0.5),
                out_bps: measured.then_some(contracted as f64 * used),
                use_percent: measured.then_some(used * 100.0),
                trend_in: trend(&mut dice, 60, contracted as f64, false),
                trend_out: trend(&mut dice, 60, contracted as f64, false),
            }
        })
        .collect();
    agencies.sort_by(|a, b| a.opd.code.cmp(&b.opd.code));
    let mut alerts = Vec::new();
    for row in &rows {
        let id = 100 + u64::from(row.id.0);
        match row.status {
            Status::Down => {
                alerts.push(alert(id, row, 3 + 25 * i64::from(row.id.0 - 1), AlertKind::Down { echoes_failed: 5 }))
            }
            Status::Unreachable => alerts.push(alert(id, row, 3, AlertKind::Down { echoes_failed: 5 })),
            Status::Critical => {
                let kind = AlertKind::UplinkSaturated { port: "ether1".into(), use_percent: 97.0, outgoing: true };
                alerts.push(alert(id, row, 42, kind));
            }
            Status::Warning => alerts.push(alert(id, row, 60 * i64::from(row.id.0), AlertKind::SnmpSilent)),
            _ => {}
        }
    }
    if let Some(second) = alerts.get_mut(1) {
        second.handled = Some(Acknowledgement {
            by: "op1".into(),
            at: now().plus_seconds(-600),
            until: Some(now().plus_seconds(3000)),
            note: "cek ONT ke ISP".into(),
        });
    }
    FleetPicture {
        revision: 1,
        now: now(),
        collector: CollectorFacts {
            site: "Kab. Contoh".into(),
            version: "0.1.0".into(),
            echo: EchoBy::Raw,
            interval_seconds: 60,
            newest: Some(now().plus_seconds(-4)),
            ..CollectorFacts::default()
        },
        opds: agencies,
        devices: rows,
        alerts,
        proposals: Vec::new(),
    }
}

/// Everything fine: no alerts.
pub fn well() -> FleetPicture {
    let mut picture = fleet(24, 60);
    picture.alerts.clear();
    for row in &mut picture.devices {
        row.status = Status::Ok;
        row.behind = 0;
        row.use_percent = row.use_percent.map(|percent| percent.min(80.0));
    }
    for row in &mut picture.opds {
        let total = row.counts.total();
        row.counts = Counts::default();
        (0..total).for_each(|_| row.counts.add(Status::Ok));
        row.use_percent = row.use_percent.map(|percent| percent.min(80.0));
    }
    picture
}

/// Nothing but this machine, and what it learnt.
pub fn first_start() -> FleetPicture {
    let mut picture = fleet(24, 1);
    let row = &mut picture.devices[0];
    *row = DeviceRow {
        id: DeviceId(1),
        name: "pc-noc-01".into(),
        address: "192.168.10.7".into(),
        class: "pc".into(),
        status: Status::Ok,
        hardware: "Lenovo ThinkCentre M70q".into(),
        booted: Some(now().plus_seconds(-11_520)),
        seen: Some(now().plus_seconds(-4)),
        cpu_percent: Some(12.0),
        memory_percent: Some(67.0),
        in_bps: Some(12_000.0),
        out_bps: Some(4_000.0),
        port: "eth0".into(),
        ..DeviceRow::default()
    };
    picture.opds.clear();
    picture.alerts.clear();
    picture.collector.this_machine = Some(DeviceId(1));
    picture.collector.echo = EchoBy::NotPermitted;
    picture.collector.grant = Some("sudo sysctl -w net.ipv4.ping_group_range='0 2147483647'".into());
    picture.proposals = vec![
        proposal("192.168.10.1", Some("48:8f:5a:11:22:33"), Witness::Gateway),
        proposal("192.168.10.20", Some("00:11:22:aa:bb:cc"), Witness::Neighbour),
        proposal("fe80::1", None, Witness::Neighbour),
    ];
    picture
}

fn proposal(address: &str, mac: Option<&str>, by: Witness) -> Proposal {
    let (address, mac) = (address.to_owned(), mac.map(str::to_owned));
    Proposal { address, mac, evidence: vec![Evidence::of(by)], ..Proposal::default() }
}

/// One device in detail.
pub fn picture(row: &DeviceRow) -> DevicePicture {
    let mut dice = Dice::new(77);
    let mut ports = Vec::new();
    for (i, (key, alias, speed, oper)) in [
        ("ether1-WAN", "ISP-A ont-isp-a", Some(1_000_000_000), "up"),
        ("ether2-core", "sw-disdik-core", Some(1_000_000_000), "up"),
        ("ether3-lab", "sw-disdik-lab", Some(1_000_000_000), "up"),
        ("ether4", "", None, "down"),
        ("sfp1", "rt-setda-01", Some(10_000_000_000), "up"),
        ("vlan110-guru", "10.21.10.0/23", None, "up"),
        ("vlan120-siswa", "10.21.20.0/22", None, "up"),
        ("wg-pusat", "terowongan", None, "up"),
    ]
    .into_iter()
    .enumerate()
    {
        let is_up = oper == "up";
        let max = if i == 0 { 200e6 } else { speed.unwrap_or(500_000_000) as f64 };
        let used = dice.below(60) as f64 / 100.0;
        ports.push(PortRow {
            key: key.into(),
            if_index: i as u32 + 1,
            alias: alias.into(),
            kind: "ethernetCsmacd".into(),
            admin: "up".into(),
            oper: oper.into(),
            speed_bps: speed,
            in_bps: Some(if is_up { max * used } else { 0.0 }),
            out_bps: Some(if is_up { max * if i == 0 { 0.97 } else { used / 2.0 } } else { 0.0 }),
            use_percent: (is_up && speed.is_some()).then_some(if i == 0 { 97.0 } else { used * 100.0 }),
            errors_per_s: Some(if i == 3 { 2.14 } else { 0.0 }),
            discards_per_s: Some(if i == 0 { 12.0 } else { 0.0 }),
            trend_in: trend(&mut dice, 60, max, !is_up),
            trend_out: trend(&mut dice, 60, max, !is_up),
            uplink: i == 0,
            ..PortRow::default()
        });
    }
    let event = |minutes: i64, what| Event { at: now().plus_seconds(-60 * minutes), what };
    let changed = |section: &str, key: &str, field: &str, before: &str, after: &str| {
        let [section, key, field] = [section, key, field].map(str::to_owned);
        Happening::Inventory(Difference { section, key, field, before: Some(before.into()), after: Some(after.into()) })
    };
    let mut record = DeviceRecord::new(Source::Snmp, now().plus_seconds(-40));
    record.facts = facts(row);
    let own = Alert {
        ended: Some(now().plus_seconds(-86_400 * 8)),
        since: now().plus_seconds(-86_400 * 8 - 240),
        ..alert(41, row, 0, AlertKind::Down { echoes_failed: 5 })
    };
    let open = alert(
        103,
        row,
        42,
        AlertKind::UplinkSaturated { port: "ether1-WAN".into(), use_percent: 97.0, outgoing: true },
    );
    DevicePicture {
        credential: None,
        now: now(),
        row: row.clone(),
        device: Device {
            id: row.id,
            contracted_bps: Some(200_000_000),
            uplink_port: Some("ether1-WAN".into()),
            ..Device::default()
        },
        parents: Vec::new(),
        lately: None,
        record: Some(record),
        ports,
        events: vec![
            event(20, changed("ports", "ether4", "speed_bps", "1000000000", "100000000")),
            event(42, Happening::State { before: Status::Ok, after: Status::Critical }),
            event(13 * 60, changed("device", "", "version", "7.14", "7.15.3")),
            event(13 * 60 + 2, Happening::Rebooted),
            event(8 * 1440, Happening::Port { port: "ether4".into(), before: "up".into(), after: "down".into() }),
            event(19 * 1440, Happening::Issue { name: "oid-not-increasing".into(), count: 3 }),
        ],
        alerts: vec![open, own],
        findings: vec![[
            "community bawaan pabrik (public): ganti".into(),
            "factory-default community (public): change it".into(),
        ]],
    }
}

fn facts(row: &DeviceRow) -> Facts {
    let text = |text: &str| Some(text.to_owned());
    Facts {
        sys_descr: text("RouterOS CCR2116-12G-4S+"),
        sys_contact: text("noc@contoh.go.id"),
        location: text(&row.location),
        vendor: text(&row.vendor),
        hardware: text(&row.hardware),
        serial: text(&row.serial),
        os_text: text("RouterOS"),
        version: text(&row.version),
        cpus: vec![Cpu {
            name: text("AL73400"),
            cores: Some(16),
            threads: Some(16),
            arch: text("aarch64"),
            ..Cpu::default()
        }],
        memory_total_bytes: Some(16 << 30),
        memory: vec![Memory {
            descr: text("main memory"),
            total_bytes: Some(16 << 30),
            used_bytes: Some(3 << 30),
            ..Memory::default()
        }],
        storage: vec![Storage {
            descr: text("system disk"),
            size_bytes: Some(128 << 20),
            used_bytes: Some(41 << 20),
            ..Storage::default()
        }],
        disks: vec![Disk {
            name: text("nvme0"),
            model: text("KINGSTON SNV2S"),
            size_bytes: Some(500_000_000_000),
            media: text("ssd"),
            ..Disk::default()
        }],
        neighbours: vec![
            Neighbour {
                protocol: text("lldp"),
                local_port: text("ether2-core"),
                remote_host: text("sw-disdik-core"),
                remote_port: text("GigabitEthernet 0/24"),
                remote_address: text("10.21.0.2"),
                remote_version: text("Ruijie S2910-24GT4XS-E, RGOS 11.4(1)B12"),
                ..Neighbour::default()
            },
            Neighbour {
                protocol: text("cdp"),
                local_port: text("sfp1"),
                remote_chassis_id: text("00:11:22:33:44:55"),
                remote_platform: text("cisco WS-C2960X-24TS-L"),
                ..Neighbour::default()
            },
        ],
        fdb: (1..=9)
            .map(|n| Forwarding {
                mac: Some(format!("02:00:00:00:00:0{n}")),
                vlan: Some(10),
                if_index: Some(if n < 8 { 2 } else { 3 }),
                status: text("learned"),
                ..Forwarding::default()
            })
            .collect(),
        ipv4: vec![Address { address: text(&row.address), prefix: Some(24), ..Address::default() }],
        base_mac: text("48:8f:5a:11:22:33"),
        ..Facts::default()
    }
}
