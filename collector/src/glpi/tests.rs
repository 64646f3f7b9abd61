//! Messages written for these tests, in both forms, and what must not be swallowed.

use super::*;
use flate2::{Compression, write::ZlibEncoder};
use serde_json::{Value, json};
use std::io::Write;

const AT: Timestamp = Timestamp(1_772_337_906_000);

pub(crate) const XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<REQUEST>
  <CONTENT>
    <BIOS><SSN>UJI-0042</SSN><SMANUFACTURER>Contoso</SMANUFACTURER><SMODEL>Meja 7</SMODEL><BDATE>03/09/2023</BDATE>
      <MSN>Default string</MSN><ASSETTAG>To be filled by O.E.M.</ASSETTAG></BIOS>
    <HARDWARE><NAME>pc-tu-01</NAME><UUID>4C4C4544-0042-4A10-8052-B4C04F564231</UUID><MEMORY>7900</MEMORY>
      <CHASSIS_TYPE>Desktop</CHASSIS_TYPE><VMSYSTEM>Physical</VMSYSTEM><DEFAULTGATEWAY>10.20.0.1</DEFAULTGATEWAY></HARDWARE>
    <OPERATINGSYSTEM><NAME>Debian GNU/Linux</NAME><FULL_NAME>Debian GNU/Linux 12 (bookworm)</FULL_NAME><VERSION>12.11</VERSION>
      <KERNEL_NAME>linux</KERNEL_NAME><KERNEL_VERSION>6.1.0-9-amd64</KERNEL_VERSION><ARCH>x86_64</ARCH>
      <BOOT_TIME>2026-02-28 20:00:00</BOOT_TIME><TIMEZONE><NAME>Asia/Makassar</NAME><OFFSET>+0800</OFFSET></TIMEZONE>
    </OPERATINGSYSTEM>
    <CPUS><NAME>Contoh 5 &amp; 6</NAME><CORE>4</CORE><THREAD>8</THREAD><SPEED>3200</SPEED><ARCH>i386</ARCH></CPUS>
    <MEMORIES><CAPTION>DIMM A</CAPTION><CAPACITY>8192</CAPACITY><TYPE>DDR4</TYPE><SPEED>2667 MT/s</SPEED></MEMORIES>
    <MEMORIES><CAPTION>DIMM B</CAPTION><CAPACITY>No</CAPACITY><TYPE>Unknown</TYPE></MEMORIES>
    <STORAGES><NAME>sda</NAME><MODEL>Cakram 240</MODEL><DISKSIZE>240057</DISKSIZE><SERIALNUMBER>CK1</SERIALNUMBER>
      <DESCRIPTION>SATA SSD</DESCRIPTION><TYPE>disk</TYPE></STORAGES>
    <DRIVES><TYPE>/</TYPE><FILESYSTEM>ext4</FILESYSTEM><TOTAL>1000</TOTAL><FREE>250</FREE></DRIVES>
    <NETWORKS><DESCRIPTION>lo</DESCRIPTION><IPADDRESS>127.0.0.1</IPADDRESS><IPMASK>255.0.0.0</IPMASK>
      <MACADDR>00:00:00:00:00:00</MACADDR><TYPE>loopback</TYPE><SPEED>4294967295</SPEED><VIRTUALDEV>1</VIRTUALDEV></NETWORKS>
    <NETWORKS><DESCRIPTION>enp1s0</DESCRIPTION><IPADDRESS>10.20.0.7</IPADDRESS><IPMASK>255.255.255.0</IPMASK>
      <MACADDR>02:00:5E:10:00:07</MACADDR><TYPE>ethernet</TYPE><SPEED>1000</SPEED><STATUS>Up</STATUS><VIRTUALDEV>0</VIRTUALDEV></NETWORKS>
    <NETWORKS><DESCRIPTION>enp1s0</DESCRIPTION><IPADDRESS6>fe80::1</IPADDRESS6><MACADDR>02:00:5e:10:00:07</MACADDR>
      <TYPE>ethernet</TYPE><SPEED>1000</SPEED><STATUS>Up</STATUS><VIRTUALDEV>0</VIRTUALDEV></NETWORKS>
    <SOFTWARES><NAME>bash</NAME><VERSION>5.2</VERSION><FROM>deb</FROM><FILESIZE>7000000</FILESIZE></SOFTWARES>
    <SOFTWARES><NAME><![CDATA[Aplikasi <Persediaan>]]></NAME><VERSION>1.0</VERSION><INSTALLDATE>17/08/2024</INSTALLDATE></SOFTWARES>
    <SOFTWARES><VERSION>tanpa nama</VERSION></SOFTWARES>
    <PROCESSES><CMD>rahasia</CMD></PROCESSES>
    <USERS><LOGIN>budi</LOGIN></USERS>
    <VERSIONCLIENT>FusionInventory-Agent_v2.6</VERSIONCLIENT>
  </CONTENT>
  <DEVICEID>pc-tu-01-2024-01-02-03-04-05</DEVICEID>
  <QUERY>INVENTORY</QUERY>
</REQUEST>
"#;

/// A machine in the form of the newer agent.
fn json_inventory() -> Value {
    json!({
        "action": "inventory", "deviceid": "lap-02-2025-01-02-03-04-05", "itemtype": "Computer",
        "content": {
            "versionclient": "GLPI-Agent_v1.7",
            "bios": { "ssn": "UJI-77", "smanufacturer": "Contoso", "smodel": "Jinjing 3", "secure_boot": "enabled" },
            "hardware": { "name": "LAP-02", "memory": 16_000, "chassis_type": "Notebook", "workgroup": "KANTOR" },
            "operatingsystem": { "name": "Windows", "full_name": "Microsoft Windows 11 Pro", "version": "23H2",
                "kernel_name": "MSWin32", "kernel_version": "10.0.22631", "arch": "64-bit" },
            "drives": [{ "letter": "C:", "total": 1000, "free": 100, "encrypt_status": "Yes", "encrypt_name": "BitLocker" }],
            "batteries": [{ "name": "BAT0", "capacity": 50_000, "real_capacity": 41_000, "serial": "0" }],
            "monitors": [{ "caption": "Layar 24", "manufacturer": "Contoso", "serial": "LY9", "description": "7/2021" }],
            "usbdevices": [{ "name": "Tetikus", "vendorid": "046D", "productid": "C077" }],
            "antivirus": [{ "name": "Penjaga", "enabled": true, "uptodate": false, "base_creation": "2026-02-20" }],
            "firewalls": [{ "profile": "public", "status": "on" }],
            "printers": [{ "name": "HP TU", "driver": "HP Universal", "port": "IP_10.0.0.9" }],
            "videos": [{ "name": "Grafis", "memory": 128 }],
            "softwares": [{ "name": "Peramban", "version": "1", "from": "uwp" }],
            "x_unknown": [{ "y": [1, 2.5, null, { "z": true }] }],
        },
    })
}

fn zlib(octets: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
    packer.write_all(octets).unwrap();
    packer.finish().unwrap()
}

fn inventory(octets: &[u8]) -> Inventory {
    match read(octets).unwrap().message {
        Message::Inventory(inventory) => *inventory,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_inventory_in_xml() {
    let packed = zlib(XML.as_bytes());
    let received = read(&packed).unwrap();
    assert_eq!((received.form, received.packing), (Form::Xml, Packing::Zlib));
    let record = serde_json::to_value(record(&inventory(&packed), AT)).unwrap();
    for (pointer, expected) in [
        ("/source", json!("glpi")),
        ("/serial", json!("UJI-0042")),
        ("/uuid", json!("4c4c4544-0042-4a10-8052-b4c04f564231")),
        ("/sys_name", json!("pc-tu-01")),
        ("/vendor", json!("Contoso")),
        ("/device_class", json!("pc")),
        ("/chassis/type", json!("desktop")),
        ("/bios/released_on", json!("2023-03-09")),
        ("/os", json!("linux")),
        ("/os_text", json!("Debian GNU/Linux 12 (bookworm)")),
        ("/version", json!("12.11")),
        ("/operating_system/booted_at", json!("2026-02-28T12:00:00Z")),
        ("/memory_total_bytes", json!(7900u64 << 20)),
        ("/cpus/0/name", json!("Contoh 5 & 6")),
        ("/cpus/0/arch", json!("x86_64")),
        ("/memory_slots/0/size_bytes", json!(8u64 << 30)),
        ("/memory_slots/0/speed_mts", json!(2667)),
        ("/memory_slots/1", json!({ "slot": "DIMM B", "empty": true })),
        ("/disks/0/size_bytes", json!(240_057_000_000u64)),
        ("/disks/0/media", json!("ssd")),
        ("/disks/0/interface", json!("sata")),
        ("/storage/0/percent", json!(75.0)),
        ("/ports/1/mac", json!("02:00:5e:10:00:07")),
        ("/ports/1/speed_bps", json!(1_000_000_000u64)),
        ("/ipv4/1", json!({ "address": "10.20.0.7", "prefix": 24, "if_index": 2 })),
        ("/ipv6/0/if_index", json!(2)),
        ("/routes/0/next_hop", json!("10.20.0.1")),
        ("/software/0/kind", json!("package")),
        ("/software/1/name", json!("Aplikasi <Persediaan>")),
        ("/software/1/installed_on", json!("2024-08-17")),
        ("/users/0/name", json!("budi")),
        ("/agent/name", json!("FusionInventory-Agent")),
        ("/agent/version", json!("2.6")),
    ] {
        assert_eq!(record.pointer(pointer), Some(&expected), "{pointer}");
    }
    // Placeholders and empty texts are no facts, and what nobody needs is not kept.
    assert!(record.get("baseboard").is_none() && record["chassis"].get("asset_tag").is_none());
    assert_eq!((record["ports"].as_array().unwrap().len(), record["software"].as_array().unwrap().len()), (2, 2));
    assert!(record["ports"][0].get("mac").is_none() && record["ports"][0].get("speed_bps").is_none());
    let text = record.to_string();
    assert!(!text.contains("rahasia") && !text.contains("null") && !text.contains("\"\""), "{text}");
}

#[test]
fn an_inventory_in_json() {
    let text = json_inventory().to_string();
    let made = inventory(text.as_bytes());
    assert_eq!(made.device_id, "lap-02-2025-01-02-03-04-05");
    let record = serde_json::to_value(record(&made, AT)).unwrap();
    for (pointer, expected) in [
        ("/device_class", json!("laptop")),
        ("/os", json!("windows")),
        ("/operating_system/name", json!("Microsoft Windows 11 Pro")),
        ("/operating_system/build", json!("22631")),
        ("/operating_system/arch", json!("x86_64")),
        ("/domain", json!("kantor")),
        ("/secure_boot", json!(true)),
        ("/encryption/0", json!({ "volume": "C:", "method": "bitlocker", "status": "on" })),
        ("/batteries/0", json!({ "name": "BAT0", "design_mwh": 50_000, "full_mwh": 41_000 })),
        ("/monitors/0/manufactured_year", json!(2021)),
        ("/usb_devices/0/vendor_id", json!("046d")),
        ("/antivirus/0/up_to_date", json!(false)),
        ("/host_firewall/0", json!({ "profile": "public", "enabled": true })),
        ("/printers/0/model", json!("HP Universal")),
        ("/gpus/0/vram_bytes", json!(128u64 << 20)),
        ("/software/0/format", json!("appx")),
    ] {
        assert_eq!(record.pointer(pointer), Some(&expected), "{pointer}");
    }
}

#[test]
fn marks_are_of_the_hardware() {
    let marks = identity(&record(&inventory(XML.as_bytes()), AT));
    assert_eq!(marks.serial.as_deref(), Some("UJI-0042"));
    assert_eq!((marks.macs.len(), marks.addresses), (1, vec!["10.20.0.7".to_owned()]));
    assert_eq!((marks.agent_id, marks.device), (None, None));
}

#[test]
fn what_a_partial_inventory_does_not_mention_stays() {
    let full = record(&inventory(json_inventory().to_string().as_bytes()), AT);
    let partial = json!({ "action": "inventory", "deviceid": "lap-02", "partial": true, "content": {
        "hardware": { "name": "LAP-02", "memory": 32_000 }, "softwares": [{ "name": "Baru", "version": "2" }] } });
    let made = inventory(partial.to_string().as_bytes());
    assert!(made.is_partial);
    let whole = complete(record(&made, AT.plus_seconds(60)), &full).facts;
    assert_eq!((whole.serial.as_deref(), whole.memory_total_bytes), (Some("UJI-77"), Some(32_000 << 20)));
    assert_eq!((whole.software.len(), whole.software[0].name.as_deref()), (1, Some("Baru")));
    assert_eq!((whole.device_class.as_deref(), whole.batteries.len()), (Some("laptop"), 1));
}

#[test]
fn first_contacts_and_other_wishes() {
    let prolog =
        "<?xml version=\"1.0\"?><REQUEST><DEVICEID>a</DEVICEID><QUERY>PROLOG</QUERY><TOKEN>1</TOKEN></REQUEST>";
    assert_eq!(read(prolog.as_bytes()).unwrap().message, Message::Contact);
    let contact = r#"{"action":"contact","deviceid":"a","name":"GLPI-Agent","enabled-tasks":["inventory"]}"#;
    let received = read(contact.as_bytes()).unwrap();
    assert_eq!((received.message, received.form), (Message::Contact, Form::Json));
    let other = r#"{"action":"netdiscovery","deviceid":"a"}"#;
    assert_eq!(read(other.as_bytes()).unwrap().message, Message::Other("netdiscovery".into()));
}

#[test]
fn answers_come_as_the_question_did() {
    for packing in [Packing::Plain, Packing::Zlib, Packing::Gzip] {
        for form in [Form::Json, Form::Xml] {
            for answer in [Answer::Send, Answer::Taken, Answer::Refused("penuh & <tutup>")] {
                let reply = answer.reply(form, packing);
                assert_eq!(Packing::of(&reply.octets), packing);
                let plain = packing.unpack(&reply.octets).unwrap();
                let text = std::str::from_utf8(&plain).unwrap();
                match form {
                    Form::Json => assert!(serde_json::from_str::<Value>(text).unwrap()["status"].is_string()),
                    Form::Xml => {
                        let (root, node) = xml::read(text).unwrap();
                        assert!(root == "reply" && node.text("response").is_some(), "{text}");
                    }
                }
            }
        }
    }
    // Agents look for these two octets to tell zlib.
    assert_eq!(Answer::Send.reply(Form::Xml, Packing::Zlib).octets[..2], [0x78, 0x9c]);
}

#[test]
fn nonsense_is_refused() {
    let check = |octets: &[u8], fault: Fault| assert_eq!(read(octets).unwrap_err(), fault);
    for text in [
        "",
        "x",
        "[]",
        "{",
        "<REQUEST>",
        "<REQUEST/>x",
        "<A><DEVICEID>a</DEVICEID></A>",
        "<REQUEST><DEVICEID>a</DEVICEID></REQUEST>",
        "<REQUEST><DEVICEID>a</QUERY></REQUEST>",
        "<REQUEST><DEVICEID>a</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>",
        r#"{"action":"inventory","deviceid":"a","content":7}"#,
        r#"{"action":"contact","deviceid":"a"} {}"#,
        "<!DOCTYPE r [<!ENTITY a \"b\">]><REQUEST><DEVICEID>&a;</DEVICEID><QUERY>PROLOG</QUERY></REQUEST>",
    ] {
        assert!(read(text.as_bytes()).is_err(), "{text}");
    }
    check(br#"{"action":"contact"}"#, Fault::NoAgent);
    check(b"\x78\x9cgibberish", Fault::Damaged);
    check(b"\x1f\x8b", Fault::Damaged);
    let cut = zlib(XML.as_bytes());
    check(&cut[..cut.len() / 2], Fault::Damaged);
}

#[test]
fn bombs_cost_no_more_than_the_limit() {
    let bomb = zlib(&vec![b' '; 40 << 20]);
    assert!(bomb.len() < 1 << 20);
    assert_eq!(read(&bomb).unwrap_err(), Fault::TooLarge);
    assert_eq!(read(&vec![b' '; (4 << 20) + 1]).unwrap_err(), Fault::TooLarge);
    let deep = format!("{}{}", "<A>".repeat(100_000), "</A>".repeat(100_000));
    assert_eq!(read(deep.as_bytes()).unwrap_err(), Fault::TooDeep);
    assert_eq!(read(format!("<R>{}</R>", "<A/>".repeat(400_000)).as_bytes()).unwrap_err(), Fault::TooMany);
    assert!(read(format!("{{\"a\":{}", "[".repeat(1_000_000)).as_bytes()).is_err());
    let many = format!("{{\"a\":[{}0]}}", "0,".repeat(400_000));
    assert_eq!(read(many.as_bytes()).unwrap_err(), Fault::TooMany);
}

#[test]
fn old_letters_are_read() {
    let mut octets = b"<REQUEST><DEVICEID>caf".to_vec();
    octets.push(0xe9);
    octets
        .extend(b"</DEVICEID><QUERY>INVENTORY</QUERY><CONTENT><HARDWARE><NAME>x</NAME></HARDWARE></CONTENT></REQUEST>");
    assert_eq!(inventory(&octets).device_id, "caf\u{e9}");
}
