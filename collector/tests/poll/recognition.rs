//! Recognition by sysObjectID and sysDescr alone, on texts as makers document them.

use collector::{decode::recognise, profile::Profiles};

/// Checks os, device_class, hardware, version and serial; `-` is what must not be stated. `sys_object_id` is the part behind
/// 1.3.6.1.4.1.
fn check(profiles: &Profiles, sys_object_id: &str, sys_descr: &str, expected: [&str; 5]) {
    let oid = (!sys_object_id.is_empty()).then(|| format!("1.3.6.1.4.1.{sys_object_id}"));
    let facts = recognise(profiles, oid.as_deref(), (!sys_descr.is_empty()).then_some(sys_descr));
    let stated = ["os", "device_class", "hardware", "version", "serial"]
        .map(|field| facts.get(field).and_then(|value| value.as_str()).unwrap_or("-").to_owned());
    assert_eq!(stated, expected, "{sys_object_id} {sys_descr:?}");
}

#[test]
fn network_equipment() {
    let profiles = Profiles::load(None).unwrap();
    for (oid, descr, expected) in [
        ("14988.1", "RouterOS CCR2004-1G-12S+2XS", ["routeros", "router", "CCR2004-1G-12S+2XS", "-", "-"]),
        ("14988.1", "RouterOS CRS326-24G-2S+", ["routeros", "switch", "CRS326-24G-2S+", "-", "-"]),
        ("14988.2", "CSS610-8G-2S+ SwOS v2.17", ["swos", "switch", "CSS610-8G-2S+", "2.17", "-"]),
        (
            "9.1.1208",
            "Cisco IOS Software, C2960X Software (C2960X-UNIVERSALK9-M), Version 15.2(7)E4, RELEASE SOFTWARE (fc2)",
            ["ios", "switch", "-", "15.2(7)E4", "-"],
        ),
        (
            "9.1.2494",
            "Cisco IOS Software [Cupertino], Catalyst L3 Switch Software (CAT9K_IOSXE), Version 17.9.4, RELEASE SOFTWARE (fc1)",
            ["iosxe", "switch", "-", "17.9.4", "-"],
        ),
        (
            "2011.2.23.500",
            "S5735-L24P4X-A1 Huawei Versatile Routing Platform Software VRP (R) software,Version 5.170 (S5735 V200R021C00SPC100)",
            ["vrp", "switch", "S5735-L24P4X-A1", "5.170 (V200R021C00SPC100)", "-"],
        ),
        (
            "25506.1.2000",
            "H3C Comware Platform Software, Software Version 7.1.070, Release 6328P03\r\nH3C S5130S-28S-EI\r\nCopyright (c) 2004",
            ["comware", "switch", "S5130S-28S-EI", "7.1.070", "-"],
        ),
        (
            "11.2.3.7.11.160",
            "Aruba JL259A 2930F-24G-4SFP Switch, revision WC.16.10.0003, ROM WC.16.01.0006",
            ["procurve", "switch", "JL259A 2930F-24G-4SFP", "WC.16.10.0003", "-"],
        ),
        (
            "3902.1082.1001.320.2.1",
            "C320 Version V2.1.0 Software, Copyright",
            ["zxa10", "switch", "C320", "V2.1.0", "-"],
        ),
        ("37950.1.1.5.10.14.1", "V1600G1", ["vsolution", "switch", "V1600G1", "-", "-"]),
        (
            "30065.1.1",
            "Arista Networks EOS version 4.28.3M running on an Arista Networks DCS-7050SX3",
            ["arista_eos", "switch", "DCS-7050SX3", "4.28.3M", "-"],
        ),
        (
            "7367",
            "DrayTek Corporation, Router Model: Vigor2927, Version: 4.4.2, Build Date/Time:x",
            ["draytek", "router", "Vigor2927", "4.4.2", "-"],
        ),
        (
            "4526.100.4.40",
            "GS752TP ProSafe 48-port Gigabit Smart Switch, 5.3.0.17, B1.0.0.4",
            ["netgear", "switch", "GS752TP", "5.3.0.17", "-"],
        ),
        ("47196.4.1.1.1.100", "FL.10.13.1000", ["arubaos-cx", "switch", "-", "FL.10.13.1000", "-"]),
    ] {
        check(&profiles, oid, descr, expected);
    }
}

#[test]
fn what_is_no_network_equipment() {
    let profiles = Profiles::load(None).unwrap();
    for (oid, descr, expected) in [
        (
            "11.2.3.9.1",
            "HP ETHERNET MULTI-ENVIRONMENT,SN:VNB0000001,FN:x,SVCID:1,PID:HP LaserJet Pro M404dn",
            ["jetdirect", "printer", "LaserJet Pro M404dn", "-", "VNB0000001"],
        ),
        (
            "367.1.1",
            "RICOH MP C3004 1.10 / RICOH Network Printer C model",
            ["ricoh", "printer", "MP C3004", "1.10", "-"],
        ),
        ("1248.1.1", "EPSON Built-in 11b/g/n Print Server", ["epson", "printer", "-", "-", "-"]),
        ("1248.1.1", "EPSON Ethernet Scan Server", ["epson-scanner", "scanner", "-", "-", "-"]),
        ("18334.1.1.1.2.1", "KONICA MINOLTA bizhub C300i", ["konica", "printer", "bizhub C300i", "-", "-"]),
        (
            "368.1.1",
            "; AXIS M3085-V; Network Camera; 11.5.64; Aug 1 2023 10:00; 9B4; 1",
            ["axiscam", "camera", "AXIS M3085-V", "11.5.64", "-"],
        ),
        ("50001", "", ["hikvision-nvr", "nvr", "-", "-", "-"]),
        (
            "318.1.3.4.6",
            "APC Web/SNMP Management Card (MB:v4.1.0 PF:v6.8.2 PN:a.bin AF1:v6.8.0 AN1:b.bin MN:AP8853)",
            ["apc", "pdu", "-", "AOS v6.8.2 / App v6.8.0", "-"],
        ),
        ("705.1", "Eaton 5P 1550", ["eaton-mgeups", "ups", "Eaton 5P 1550", "-", "-"]),
        ("232.9.4.11", "Integrated Lights-Out 5 2.78 Jan 18 2023", ["hpe-ilo", "server", "-", "2.78", "-"]),
        ("674.10892.5", "", ["drac", "server", "-", "-", "-"]),
        (
            "8072.3.2.8",
            "pfSense gw 2.7.2-RELEASE pfSense FreeBSD 14.0-CURRENT amd64",
            ["pfsense", "firewall", "-", "2.7.2-RELEASE", "-"],
        ),
        ("8072.3.2.10", "UAP-AC-Pro 6.6.55.15189", ["unifi", "access_point", "UAP-AC-Pro", "6.6.55.15189", "-"]),
        (
            "8072.3.2.10",
            "Linux db1 6.1.0-18-amd64 #1 SMP Debian x86_64",
            ["linux", "server", "Generic x86 64-bit", "6.1.0-18-amd64", "-"],
        ),
        (
            "311.1.1.3.1.2",
            "Hardware: Intel64 Family 6 Model 85 Stepping 7 AT/AT COMPATIBLE - Software: Windows Version 6.3 (Build 17763 Multiprocessor Free)",
            ["windows", "server", "-", "6.3 (Build 17763)", "-"],
        ),
        ("", "Canon LBP226 /P", ["canonprinter", "printer", "LBP226", "-", "-"]),
    ] {
        check(&profiles, oid, descr, expected);
    }
}

#[test]
fn nothing_is_guessed() {
    let profiles = Profiles::load(None).unwrap();
    for (oid, descr) in [("", ""), ("", "Switch"), ("99999.1", "some box"), ("99999999999.1", "x")] {
        check(&profiles, oid, descr, ["-"; 5]);
    }
}

#[test]
fn what_a_text_tells_of_model_release_and_number() {
    let profiles = Profiles::load(None).unwrap();
    for (oid, descr, expected) in [
        ("3955.6.9.1", "SRW224G4 - 24-port Fast Ethernet Switch", ["ciscosb", "switch", "SRW224G4", "-", "-"]),
        (
            "4413",
            "UBNT USW-24 - 24 GE, 5.1.2.0, Linux 3.6.5",
            ["edgeswitch", "switch", "USW-24 - 24 GE", "5.1.2.0", "-"],
        ),
        (
            "8072.3.2.10",
            "Ubiquiti UniFi UDM-Pro 4.1.13 Linux 4.19.152 alpine",
            ["edgeswitch", "router", "UDM-Pro", "4.1.13", "-"],
        ),
        (
            "8072.3.2.10",
            "Linux nas 4.4.302+ #69057 SMP Mon Aug 21 22:10:11 CST 2023 x86_64",
            ["dsm", "nas", "-", "-", "-"],
        ),
        (
            "8072.3.2.10",
            "Linux pc 4.4.302 #1 SMP Mon Aug 21 22:10:11 CST 2023 x86_64",
            ["linux", "server", "Generic x86 64-bit", "4.4.302", "-"],
        ),
        ("11863.5.44", "Omada EAP660 HD", ["tplink-eap", "access_point", "EAP660", "-", "-"]),
        ("318", "APC Switched Rack PDU", ["apc", "pdu", "-", "-", "-"]),
        (
            "9.1.2682",
            "Cisco   IE3300-8T2X   FCW2512A0B1   261 V 17 9  3",
            ["iosxe", "switch", "IE3300-8T2X", "17.9.3", "FCW2512A0B1"],
        ),
        (
            "7309.5",
            "System Controller, SW: v7.11, OS: v5.10, HW: S1.I2.P1, SN: 20774411",
            ["cxc", "other", "S1.I2.P1", "v7.11", "20774411"],
        ),
        (
            "35265.1.83",
            "MES2348B DC 48-port 1G/10G Managed Switch",
            ["eltex-mes23xx", "switch", "MES2348B DC", "-", "-"],
        ),
        ("3052.20.3.2", "SiteBoss 572 2.13.100 STD", ["siteboss572", "other", "SiteBoss 572", "2.13.100 STD", "-"]),
        (
            "25049.1.11",
            "Opengear CM7148-2-DAC, Linux 5.17.0-ac0 armv7l, OpenGear/CM71xx Version 5.2.0 0",
            ["opengear", "other", "CM7148-2-DAC", "5.2.0", "-"],
        ),
        (
            "6876.4.6",
            "VMware-vCenter-Server-Appliance 8.0.2.00100 generic build 22617221 VMware, Inc. x86_64",
            ["vmware-vcsa", "server", "-", "8.0.2.00100", "-"],
        ),
    ] {
        check(&profiles, oid, descr, expected);
    }
}
