//! What hangs behind the switches: access points, printers, power, servers, storage, cameras.

use super::Part::{Base, Engine, Host, PowerNet, Printer, RouterOs, Synology, Ucd, Ups, Wide};
use super::Store::{Fixed, Ram, Virtual};
use super::{Family, Group, Part, Role, ether, single, volume};
use crate::mib;

const ROUTER_OS: &[Part] = &[Base, Wide, Host, RouterOs];
const LINUX: &[Part] = &[Base, Wide, Engine, Host, Ucd];

/// A wireless access point of a controller system.
pub(crate) static ACCESS_POINT: Family = Family {
    word: "ap",
    class: "access_point",
    block: 70,
    model: "UAP-nanoHD",
    maker: "Ubiquiti",
    version: "6.6.77.15402",
    object_id: mib::UBIQUITI,
    descr: "UAP-nanoHD 6.6.77.15402",
    serial: "245A4C######",
    oui: [0x24, 0x5a, 0x4c],
    ports: &[
        single("lo", 1, 24, 10, Role::Loop),
        single("eth0", 2, 6, 1000, Role::Own(90)),
        single("wifi0", 5, 71, 300, Role::Own(120)),
        single("wifi1", 6, 71, 867, Role::Own(80)),
    ],
    parts: &[Base, Wide, Ucd],
    volumes: &[],
    processors: (0, 0),
};

/// A small wireless router used as an access point.
pub(crate) static CEILING_POINT: Family = Family {
    word: "ap",
    class: "access_point",
    block: 70,
    model: "RBcAPGi-5acD2nD",
    maker: "MikroTik",
    version: "7.14.2",
    object_id: mib::MIKROTIK,
    descr: "RouterOS RBcAPGi-5acD2nD",
    serial: "HGE########",
    oui: [0x48, 0x8f, 0x5a],
    ports: &[
        ether("ether", 1, 1, 1, 1000, Role::Own(60)),
        ether("ether", 2, 1, 2, 1000, Role::Access),
        ether("wlan", 1, 2, 3, 300, Role::Own(110)),
    ],
    parts: ROUTER_OS,
    volumes: &[
        volume(65536, Ram, "main memory", 1024, 128 << 10, 52),
        volume(131_072, Fixed, "system disk", 1024, 16 << 10, 74),
    ],
    processors: (4, 1),
};

/// A network laser printer.
pub(crate) static PRINTER: Family = Family {
    word: "prn",
    class: "printer",
    block: 80,
    model: "HP LaserJet Pro M404dn",
    maker: "HP",
    version: "2410028",
    object_id: mib::HP_JETDIRECT,
    descr: "HP ETHERNET MULTI-ENVIRONMENT,SN:{serial},FN:3Q817L4,SVCID:31339,PID:HP LaserJet Pro M404dn",
    serial: "PHB#######",
    oui: [0x3c, 0xd9, 0x2b],
    ports: &[single("HP ETHERNET", 1, 6, 1000, Role::Own(4)), single("HP LOOPBACK", 2, 24, 0, Role::Loop)],
    parts: &[Base, Host, Printer],
    volumes: &[volume(1, Ram, "RAM", 1024, 256 << 10, 37)],
    processors: (0, 0),
};

/// A small multi-function printer.
pub(crate) static DESK_PRINTER: Family = Family {
    word: "prn",
    class: "printer",
    block: 80,
    model: "Brother DCP-L2540DW series",
    maker: "Brother",
    version: "1.14",
    object_id: mib::BROTHER,
    descr: "Brother NC-8300w, Firmware Ver.1.14  (17.03.21),MID 8C5-F01,FID 2",
    serial: "E7#######A#####",
    oui: [0x00, 0x80, 0x77],
    ports: &[single("Brother NC-8300w", 1, 6, 100, Role::Own(6))],
    parts: &[Base, Host, Printer],
    volumes: &[volume(1, Ram, "RAM", 1024, 32 << 10, 61)],
    processors: (0, 0),
};

/// An uninterruptible power supply with a network card.
pub(crate) static UPS: Family = Family {
    word: "ups",
    class: "ups",
    block: 90,
    model: "Smart-UPS 1500",
    maker: "APC",
    version: "7.0.8",
    object_id: mib::APC_SMART_UPS,
    descr: "APC Web/SNMP Management Card (MB:v4.1.0 PF:v7.0.8 PN:apc_hw05_aos_708.bin AF1:v7.0.8 AN1:apc_hw05_sumx_708.bin MN:AP9631 HR:05 SN: {serial} MD:04/10/2018) (Embedded PowerNet SNMP Agent SW v2.2 compatible)",
    serial: "ZA18########",
    oui: [0x00, 0xc0, 0xb7],
    ports: &[single("lo0", 1, 24, 0, Role::Loop), single("fe0", 2, 6, 100, Role::Own(2))],
    parts: &[Base, Engine, Ups, PowerNet],
    volumes: &[],
    processors: (0, 0),
};

/// A Linux server.
pub(crate) static SERVER: Family = Family {
    word: "srv",
    class: "server",
    block: 40,
    model: "Debian GNU/Linux 12",
    maker: "Linux",
    version: "6.1.0-28-amd64",
    object_id: mib::NET_SNMP_LINUX,
    descr: "Linux {name} 6.1.0-28-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.119-1 (2024-11-22) x86_64",
    serial: "CN7#######",
    oui: [0x00, 0x50, 0x56],
    ports: &[single("lo", 1, 24, 10, Role::Loop), single("ens192", 2, 6, 10_000, Role::Own(45))],
    parts: LINUX,
    volumes: &[
        volume(1, Ram, "Physical memory", 1024, 16 << 20, 62),
        volume(3, Virtual, "Virtual memory", 1024, 18 << 20, 57),
        volume(10, Virtual, "Swap space", 1024, 2 << 20, 6),
        volume(31, Fixed, "/", 4096, 12 << 20, 48),
        volume(35, Fixed, "/data", 4096, 128 << 20, 71),
    ],
    processors: (4, 196_608),
};

/// A Windows server.
pub(crate) static WINDOWS_SERVER: Family = Family {
    word: "srv",
    class: "server",
    block: 40,
    model: "Windows Server 2019",
    maker: "Microsoft",
    version: "6.3",
    object_id: mib::WINDOWS_SERVER,
    descr: "Hardware: Intel64 Family 6 Model 85 Stepping 7 AT/AT COMPATIBLE - Software: Windows Version 6.3 (Build 17763 Multiprocessor Free)",
    serial: "6CU#######",
    oui: [0x00, 0x50, 0x56],
    ports: &[
        Group {
            name: "loopback_0",
            descr: "Software Loopback Interface 1",
            first: None,
            count: 1,
            if_index: 1,
            kind: 24,
            mbps: 1073,
            role: Role::Loop,
        },
        Group {
            name: "ethernet_32769",
            descr: "vmxnet3 Ethernet Adapter",
            first: None,
            count: 1,
            if_index: 6,
            kind: 6,
            mbps: 10_000,
            role: Role::Own(30),
        },
    ],
    parts: &[Base, Wide, Host],
    volumes: &[
        volume(1, Fixed, "C:\\ Label:  Serial Number 5c2f91aa", 4096, 30 << 20, 54),
        volume(2, Fixed, "D:\\ Label:Data  Serial Number 9e17b3c4", 4096, 120 << 20, 77),
        volume(3, Virtual, "Virtual Memory", 65536, 300_000, 49),
        volume(4, Ram, "Physical Memory", 65536, 262_000, 66),
    ],
    processors: (4, 3),
};

/// Network storage.
pub(crate) static NAS: Family = Family {
    word: "nas",
    class: "nas",
    block: 50,
    model: "RS1221+",
    maker: "Synology",
    version: "DSM 7.2-64570",
    object_id: mib::NET_SNMP_LINUX,
    descr: "Linux {name} 4.4.302+ #64570 SMP Fri Jul 21 03:13:52 CST 2023 x86_64",
    serial: "2130#########",
    oui: [0x00, 0x11, 0x32],
    ports: &[
        single("lo", 1, 24, 10, Role::Loop),
        single("eth0", 3, 6, 1000, Role::Own(220)),
        single("eth1", 4, 6, 1000, Role::Access),
    ],
    parts: &[Base, Wide, Engine, Host, Ucd, Synology],
    volumes: &[
        volume(1, Ram, "Physical memory", 1024, 4 << 20, 58),
        volume(50, Fixed, "/", 4096, 600 << 10, 62),
        volume(51, Fixed, "/volume1", 32768, 330 << 20, 69),
    ],
    processors: (4, 196_608),
};

/// A network camera.
pub(crate) static CAMERA: Family = Family {
    word: "cam",
    class: "camera",
    block: 60,
    model: "AXIS P1375",
    maker: "Axis",
    version: "10.1.0",
    object_id: mib::AXIS,
    descr: " ; AXIS P1375; Network Camera; 10.1.0; Sep 22 2020 12:38; 795; 1;",
    serial: "B8A44F######",
    oui: [0xb8, 0xa4, 0x4f],
    ports: &[single("lo", 1, 24, 10, Role::Loop), single("eth0", 2, 6, 100, Role::Own(60))],
    parts: &[Base, Wide, Ucd],
    volumes: &[],
    processors: (0, 0),
};
