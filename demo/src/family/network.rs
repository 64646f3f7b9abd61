//! Routers and switches.

use super::Part::{Base, CiscoProcess, Engine, Entity, Host, Lldp, RouterOs, Wide};
use super::Store::{Fixed, Ram};
use super::{Family, Group, Part, Role, ether, single, volume};
use crate::mib;

const ROUTER_OS: &[Part] = &[Base, Wide, Host, RouterOs, Lldp];

/// The router in the middle of the Dinas; its elastic ports lead to the agencies.
pub(crate) static CORE_ROUTER: Family = Family {
    word: "rt-core",
    class: "router",
    block: 0,
    model: "CCR2216-1G-12XS-2XQ",
    maker: "MikroTik",
    version: "7.15.3",
    object_id: mib::MIKROTIK,
    descr: "RouterOS CCR2216-1G-12XS-2XQ",
    serial: "HF2########",
    oui: [0x48, 0x8f, 0x5a],
    ports: &[
        ether("sfp28-", 1, 2, 1, 10_000, Role::Isp),
        ether("sfp28-", 3, 1, 3, 10_000, Role::Lan),
        Group {
            name: "vlan",
            descr: "vlan",
            first: Some(101),
            count: 0,
            if_index: 21,
            kind: 135,
            mbps: 1000,
            role: Role::Core,
        },
    ],
    parts: ROUTER_OS,
    volumes: &[
        volume(65536, Ram, "main memory", 1024, 16 << 20, 18),
        volume(131_072, Fixed, "system disk", 1024, 128 << 10, 22),
    ],
    processors: (16, 1),
};

/// The router of a large agency.
pub(crate) static ROUTER: Family = Family {
    word: "rt",
    class: "router",
    block: 0,
    model: "RB4011iGS+",
    maker: "MikroTik",
    version: "7.15.3",
    object_id: mib::MIKROTIK,
    descr: "RouterOS RB4011iGS+",
    serial: "HE4########",
    oui: [0x48, 0x8f, 0x5a],
    ports: &[
        ether("ether", 1, 1, 1, 1000, Role::Wan),
        ether("ether", 2, 1, 2, 1000, Role::Lan),
        ether("ether", 3, 8, 3, 1000, Role::Access),
        single("sfp-sfpplus1", 11, 6, 10_000, Role::Access),
    ],
    parts: ROUTER_OS,
    volumes: &[
        volume(65536, Ram, "main memory", 1024, 1 << 20, 24),
        volume(131_072, Fixed, "system disk", 1024, 512 << 10, 9),
    ],
    processors: (4, 1),
};

/// The router of a kecamatan or puskesmas.
pub(crate) static SMALL_ROUTER: Family = Family {
    word: "rt",
    class: "router",
    block: 0,
    model: "RB750Gr3",
    maker: "MikroTik",
    version: "7.14.2",
    object_id: mib::MIKROTIK,
    descr: "RouterOS RB750Gr3",
    serial: "HD1########",
    oui: [0x48, 0x8f, 0x5a],
    ports: &[
        ether("ether", 1, 1, 1, 1000, Role::Wan),
        ether("ether", 2, 1, 2, 1000, Role::Lan),
        ether("ether", 3, 3, 3, 1000, Role::Access),
    ],
    parts: ROUTER_OS,
    volumes: &[
        volume(65536, Ram, "main memory", 1024, 256 << 10, 41),
        volume(131_072, Fixed, "system disk", 1024, 16 << 10, 68),
    ],
    processors: (4, 1),
};

/// The switch of the data centre and of large agencies.
pub(crate) static CORE_SWITCH: Family = Family {
    word: "sw",
    class: "switch",
    block: 10,
    model: "WS-C2960X-24TS-L",
    maker: "Cisco Systems",
    version: "15.2(7)E7",
    object_id: mib::CISCO_2960X,
    descr: "Cisco IOS Software, C2960X Software (C2960X-UNIVERSALK9-M), Version 15.2(7)E7, RELEASE SOFTWARE (fc3)\r\nTechnical Support: http://www.cisco.com/techsupport\r\nCopyright (c) 1986-2022 by Cisco Systems, Inc.\r\nCompiled Tue 08-Nov-22 09:12 by prod_rel_team",
    serial: "FOC2###W###",
    oui: [0x00, 0x1b, 0x54],
    ports: &[
        single("Vl1", 1, 53, 1000, Role::Loop),
        Group {
            name: "Gi1/0/",
            descr: "GigabitEthernet1/0/",
            first: Some(1),
            count: 24,
            if_index: 10101,
            kind: 6,
            mbps: 1000,
            role: Role::Access,
        },
        Group {
            name: "Gi1/0/",
            descr: "GigabitEthernet1/0/",
            first: Some(25),
            count: 1,
            if_index: 10125,
            kind: 6,
            mbps: 1000,
            role: Role::Up,
        },
    ],
    parts: &[Base, Wide, Engine, Entity, CiscoProcess, Lldp],
    volumes: &[],
    processors: (0, 0),
};

/// An access switch.
pub(crate) static SWITCH: Family = Family {
    word: "sw",
    class: "switch",
    block: 10,
    model: "S5720-28P-SI-AC",
    maker: "Huawei",
    version: "5.170 (V200R011C10SPC600)",
    object_id: mib::HUAWEI_S5720,
    descr: "S5720-28P-SI-AC\r\nHuawei Versatile Routing Platform Software\r\nVRP (R) software, Version 5.170 (S5720 V200R011C10SPC600)\r\nCopyright (C) 2007 Huawei Technologies Co., Ltd.",
    serial: "21023539########",
    oui: [0x00, 0xe0, 0xfc],
    ports: &[
        single("NULL0", 2, 1, 0, Role::Loop),
        ether("GigabitEthernet0/0/", 1, 24, 6, 1000, Role::Access),
        ether("GigabitEthernet0/0/", 25, 1, 30, 1000, Role::Up),
    ],
    parts: &[Base, Wide, Engine, Entity, Lldp],
    volumes: &[],
    processors: (0, 0),
};

/// A switch as benchmarks want it: elastic ports.
pub(crate) static BENCH_SWITCH: Family = Family {
    word: "sw",
    class: "switch",
    block: 10,
    model: "JetStream 48-Port",
    maker: "TP-Link",
    version: "3.0.3",
    object_id: mib::TPLINK_JETSTREAM,
    descr: "JetStream 48-Port Gigabit L2 Managed Switch with 4 SFP Slots",
    serial: "217B8########",
    oui: [0x50, 0xc7, 0xbf],
    ports: &[ether("gigabitEthernet 1/0/", 1, 0, 1, 1000, Role::Access)],
    parts: &[Base, Wide, Engine],
    volumes: &[],
    processors: (0, 0),
};

/// A smart switch under a desk.
pub(crate) static SMART_SWITCH: Family = Family {
    word: "sw",
    class: "switch",
    block: 10,
    model: "T1600G-28TS",
    maker: "TP-Link",
    version: "3.0.6",
    object_id: mib::TPLINK_T1600G,
    descr: "JetStream 24-Port Gigabit Smart Switch with 4 SFP Slots",
    serial: "219979#######",
    oui: [0x50, 0xc7, 0xbf],
    ports: &[
        ether("gigabitEthernet 1/0/", 1, 23, 49153, 1000, Role::Access),
        ether("gigabitEthernet 1/0/", 24, 1, 49176, 1000, Role::Up),
    ],
    parts: &[Base, Wide, Engine, Lldp],
    volumes: &[],
    processors: (0, 0),
};

/// An old switch that knows 32-bit counters only.
pub(crate) static OLD_SWITCH: Family = Family {
    word: "sw",
    class: "switch",
    block: 10,
    model: "DES-3526",
    maker: "D-Link",
    version: "5.01.B65",
    object_id: mib::DLINK_DES3526,
    descr: "DES-3526 Fast-Ethernet Switch",
    serial: "P1UM#########",
    oui: [0x1c, 0x7e, 0xe5],
    ports: &[ether("Port ", 1, 24, 1, 100, Role::Access), ether("Port ", 25, 1, 25, 1000, Role::Up)],
    parts: &[Base],
    volumes: &[],
    processors: (0, 0),
};
