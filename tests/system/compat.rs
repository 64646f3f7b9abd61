//! The compatibility check from outside: import, check, frozen results, waivers, on data alone and on a running collector.

use crate::rig::{Collector, run, texts};
use serde_json::{Value, json};
use std::{fs, path::Path};
use tempfile::TempDir;

const SITE: &str = r#"schema = "pantau-site/1"
declared_at = 2026-11-10

[[opd]]
code = "DISDIK"

[[location]]
id = "DISDIK/TU"
opd = "DISDIK"
upstream = "SW-1"
subnet = "N1"
cable = { category = "cat6", length_m = 45 }

[[subnet]]
id = "N1"
cidr = "10.21.7.0/24"
usable = 254
used = 100

[[device]]
ref = "SW-1"
ports = ["1-4=1000base-t"]
"#;

const SPEC: &str = r#"schema = "pantau-spec/1"
as_of = 2026-11-22T02:00:00Z
[item]
class = "other"
brand = "Contoh"
model = "X1"
quantity = 2
kind = "new"
origin = "apbd"
date = 2026-12-15
useful_life_years = 5
tkdn = { percent = 45, bmp_percent = 0, competing_domestic = false }
[target]
opd = "DISDIK"
location = "DISDIK/TU"
[provenance]
source = "datasheet"
document = "x1.pdf"
page = "1"
[attr]
support_until = 2033-01-01
"#;

fn write(folder: &Path, name: &str, text: &str) -> String {
    let file = folder.join(name);
    fs::write(&file, text).unwrap();
    file.to_str().unwrap().to_owned()
}

fn switch(at: &str, down: u64) -> String {
    let ports: Vec<Value> = (1..=4)
        .map(|n| {
            let oper = if n <= down { "down" } else { "up" };
            json!({ "if_index": n, "name": format!("ge{n}"), "type": "ethernetCsmacd", "oper": oper, "last_change_s": 9_000_000 })
        })
        .collect();
    json!({ "schema": "pantau-device/1", "collected_at": at, "source": "snmp", "sys_name": "SW-1", "ports": ports })
        .to_string()
}

/// A PC to be bought, with what port it needs.
fn pc() -> String {
    SPEC.replace("class = \"other\"", "class = \"pc\"") + "uplink_ports = [\"1x1000base-t\"]\n"
}

fn rule(check: &Value, id: &str) -> Value {
    check["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == id).unwrap().clone()
}

#[test]
fn a_check_on_data_alone_is_frozen_revised_and_waived() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let at = |arguments: &[&str]| run(&[&["--data", data], arguments].concat());
    let json_of = |arguments: &[&str], code: i32| -> Value {
        let output = at(arguments);
        let (out, err) = texts(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {out}{err}");
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {out}"))
    };
    let site = write(folder.path(), "site.toml", SITE);
    let old = write(folder.path(), "old.json", &switch("2026-11-21T20:00:00Z", 2));
    let spec = write(folder.path(), "pc.toml", &pc());
    let imported = json_of(&["import", &old, "--site", &site, "--json"], 0);
    assert_eq!(imported, json!({ "records": 1, "known": 0, "products": 0, "site": true }));
    assert_eq!(
        json_of(&["import", &old, "--json"], 0),
        json!({ "records": 0, "known": 1, "products": 0, "site": false })
    );

    let first = json_of(&["compat", "check", &spec, "--save=Pengadaan PC", "--json"], 3);
    assert_eq!(first["rules"].as_array().unwrap().len(), 61);
    assert_eq!(rule(&first, "NET-01")["result"], "pass");
    // The hash is that of the canonical form of what was printed.
    let mut bare = first.clone();
    let hash = bare.as_object_mut().unwrap().remove("hash").unwrap();
    let printed: model::compat::Check = serde_json::from_value(first.clone()).unwrap();
    assert_eq!(hash, collector::compat::check::hash(&printed));

    // Another record: one port is free, two are needed.
    let new = write(folder.path(), "new.json", &switch("2026-11-21T23:00:00Z", 1));
    json_of(&["import", &new, "--json"], 0);
    let second = json_of(&["compat", "check", &spec, "--save=Pengadaan PC", "--json"], 2);
    assert_eq!(rule(&second, "NET-01")["result"], "fail");
    assert_ne!(second["hash"], hash);

    let lines = json_of(&["compat", "ls", "--json"], 0);
    let revisions: Vec<_> = lines.as_array().unwrap().iter().map(|line| line["revision"].clone()).collect();
    assert_eq!(revisions, [json!(2), json!(1)]);
    let frozen = json_of(&["compat", "show", "1", "--json"], 0);
    assert_eq!(frozen["check"]["hash"], hash, "the first result stays what it was");
    let number = lines[0]["number"].to_string();
    let frozen = json_of(&["compat", "show", &number, "--json"], 0);
    let changed = frozen["changed"].as_array().unwrap();
    assert!(changed.iter().any(|one| one["rule"] == "NET-01" && one["before"] == "pass" && one["after"] == "fail"));

    let waive = [
        "compat",
        "waive",
        &number,
        "NET-01",
        "--reason",
        "Switch baru menyusul",
        "--letter",
        "045/9",
        "--by",
        "Kepala Dinas",
    ];
    assert_eq!(at(&[&waive[..], &["--until", "kapan-kapan"]].concat()).status.code(), Some(1));
    assert_eq!(at(&[&waive[..], &["--until", "2027-06-30"]].concat()).status.code(), Some(0));
    let frozen = json_of(&["compat", "show", &number, "--json"], 0);
    assert_eq!(frozen["waivers"][0]["letter"], "045/9");
    assert_eq!(frozen["check"]["verdict"], "tidak_kompatibel", "a waiver does not change the verdict");
    let sheet = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (pdf, xlsx) = (sheet("sheet.pdf"), sheet("sheet.xlsx"));
    assert_eq!(at(&["compat", "show", &number, "--pdf", &pdf, "--xlsx", &xlsx]).status.code(), Some(0));
    let octets = fs::read(&pdf).unwrap();
    let text = String::from_utf8_lossy(&octets);
    assert!(octets.starts_with(b"%PDF") && text.contains("TIDAK KOMPATIBEL") && text.contains("045/9"));
    assert!(text.contains(&frozen["check"]["hash"].as_str().unwrap()[7..23]), "the hash is not on the sheet");
    assert!(fs::read(&xlsx).unwrap().starts_with(b"PK"));
    let (shown, _) = texts(&at(&["compat", "show", &number]));
    assert!(
        shown.contains("TIDAK KOMPATIBEL") && shown.contains("045/9") && shown.contains("sesuai → tidak sesuai"),
        "{shown}"
    );
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
}

#[test]
fn every_fault_of_the_input_is_told_at_once() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let spec = write(
        folder.path(),
        "spec.toml",
        &SPEC.replace("quantity = 2", "quantiti = 2").replace("kind = \"new\"", "kind = \"baru\""),
    );
    let output = run(&["--data", data, "compat", "check", &spec]);
    let (out, err) = texts(&output);
    assert_eq!((output.status.code(), out.as_str()), (Some(64), ""));
    assert!(
        err.contains("spec.toml:7") && err.contains("maksudnya 'quantity'?") && err.contains("spec.toml:8"),
        "{err}"
    );

    let records = write(folder.path(), "records.jsonl", &format!("{}\n{{broken\n", switch("2026-11-21T20:00:00Z", 2)));
    let site = write(folder.path(), "site.toml", &SITE.replace("usable = 254", "usable = \"banyak\""));
    let output = run(&["--data", data, "import", &records, "--site", &site, "--json"]);
    let (out, err) = texts(&output);
    assert_eq!(output.status.code(), Some(64), "{err}");
    assert!(err.contains("records.jsonl:2") && err.contains("site.toml:17"), "{err}");
    assert_eq!(
        serde_json::from_str::<Value>(&out).unwrap(),
        json!({ "records": 1, "known": 0, "products": 0, "site": false })
    );
}

#[test]
fn a_list_of_devices_comes_in_as_a_table() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let at = |arguments: &[&str], code: i32| {
        let output = run(&[&["--data", data, "--lang", "en"], arguments].concat());
        let (out, err) = texts(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {out}{err}");
        (out, err)
    };
    for name in ["empty.csv", "empty.xlsx"] {
        let empty = folder.path().join(name);
        let empty = empty.to_str().unwrap();
        at(&["import", "--template", empty], 0);
        assert!(at(&["import", empty], 0).0.contains("0 new records"));
    }
    let keys = fs::read_to_string(folder.path().join("empty.csv")).unwrap();
    let columns = keys.split(';').count();
    let row = |name: &str, serial: &str| format!("{name};;{serial}{}\n", ";".repeat(columns - 3));
    let table = write(folder.path(), "old.csv", &format!("{keys}{}{}", row("PC-1", "S-1"), row("", "")));
    assert!(at(&["import", &table, "--dry-run"], 0).0.contains("new: PC-1"));
    let table = write(folder.path(), "wrong.csv", &format!("{keys}{}{}", row("PC-1", "S-1"), ";;;;;;here\n"));
    let (out, err) = at(&["import", &table], 64);
    assert!(out.contains("1 new records"), "a dry run wrote something, or the right row was lost: {out}");
    assert!(err.contains("wrong.csv: 3:1: fill in one of"), "{err}");
    assert!(at(&["import", &table], 64).0.contains("1 known already"));
}

#[test]
fn a_device_type_with_its_overlay_fills_a_template_that_is_checked() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let library = "manufacturer: Contoh\nmodel: AP-6\npart_number: AP6\nweight: 300.0\nweight_unit: g\npoe-mode: pd\ninterfaces:\n  - name: lan0\n    type: 1000base-t\n    poe_mode: pd\n    poe_type: type1-ieee802.3af\n  - name: wlan0\n    type: ieee802.11ax\n";
    let overlay = "schema = \"pantau-overlay/1\"\nmanufacturer = \"Contoh\"\nmodel = \"AP-6\"\nclass = \"access_point\"\n[provenance]\nsource = \"datasheet\"\ndocument = \"ap6.pdf\"\n[attr]\nmax_ssids = 8\n";
    let files = [
        write(folder.path(), "ap6.yaml", library),
        write(folder.path(), "ap6.pantau.toml", overlay),
        write(folder.path(), "bad.yaml", "a: ["),
    ];
    let output = run(&["--data", data, "import", &files[0], &files[1], &files[2], "--json"]);
    let (out, err) = texts(&output);
    assert_eq!(output.status.code(), Some(64), "the file that is none is refused alone: {err}");
    assert!(out.contains("\"products\": 2") || out.contains("\"products\":2"), "{out}");
    assert!(err.contains("'poe-mode'") && err.contains("bad.yaml:1") && err.contains("belum ada: bands_mhz"), "{err}");
    let (template, _) = texts(&run(&["--data", data, "compat", "template", "access_point", "--type", "ap6"]));
    assert!(
        template.contains("max_ssids = { value = 8, source = \"datasheet\", document = \"ap6.pdf\" }"),
        "{template}"
    );
    assert!(
        template.contains("wifi_generation = { value = 6, source = \"library\" }") && template.contains("# bands_mhz"),
        "{template}"
    );
    let filled = template
        .replace("document = \"\"\npage = \"\"\n", "")
        .replace("opd = \"\"", "opd = \"DISDIK\"")
        .replace("location = \"\"", "location = \"DISDIK/TU\"");
    let spec = write(folder.path(), "ap.toml", &filled);
    let output = run(&["--data", data, "compat", "check", &spec, "--json"]);
    assert_eq!(output.status.code(), Some(2), "{}", texts(&output).1);
}

#[test]
fn a_list_is_checked_line_by_line_and_budgets_add_up() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let site = write(folder.path(), "site.toml", SITE);
    let record = write(folder.path(), "sw.json", &switch("2026-11-21T20:00:00Z", 2));
    assert_eq!(run(&["--data", data, "import", &record, "--site", &site]).status.code(), Some(0));
    let specs = [write(folder.path(), "a.toml", &pc()), write(folder.path(), "b.toml", &pc())];
    let output = run(&["--data", data, "compat", "check", &specs[0], &specs[1]]);
    let (out, err) = texts(&output);
    assert_eq!(output.status.code(), Some(2), "the ports that the first takes are gone: {out}{err}");
    assert!(
        out.contains("a: Contoh X1 × 2: DATA BELUM CUKUP") && out.contains("b: Contoh X1 × 2: TIDAK KOMPATIBEL"),
        "{out}"
    );
    let workbook = folder.path().join("isi.xlsx");
    let workbook = workbook.to_str().unwrap();
    assert_eq!(run(&["compat", "template", "pc", "--xlsx", workbook]).status.code(), Some(0));
    let output = run(&["--data", data, "compat", "check", workbook]);
    assert!(output.status.code() == Some(64) && texts(&output).1.contains("barang"), "an empty workbook holds nothing");
}

#[test]
fn templates_and_explanations() {
    let (known, _) = texts(&run(&["compat", "template", "--type", "ubiquiti u6+"]));
    assert!(known.contains("class = \"access_point\"") && known.contains("poe_type = { value ="), "{known}");
    let (_, unknown) = texts(&run(&["compat", "template", "--type", "Ubiquiti U6-"]));
    assert!(unknown.contains("Ubiquiti U6+"), "{unknown}");
    let (template, _) = texts(&run(&["compat", "template", "access_point"]));
    assert!(template.contains("class = \"access_point\"") && template.contains("# wifi_generation"), "{template}");
    let output = run(&["compat", "template", "acces_point"]);
    assert!(output.status.code() == Some(64) && texts(&output).1.contains("access_point"), "{output:?}");
    let (one, _) = texts(&run(&["compat", "explain", "poe-02", "--lang", "en"]));
    assert!(one.contains("POE-02 PoE budget") && one.lines().all(|line| line.chars().count() <= 80), "{one}");
    let (all, _) = texts(&run(&["compat", "explain", "--json"]));
    assert_eq!(serde_json::from_str::<Vec<Value>>(&all).unwrap().len(), 61);
}

#[test]
fn a_running_collector_answers_too() {
    let collector = Collector::start("");
    let folder = TempDir::new().unwrap();
    let site = write(folder.path(), "site.toml", SITE);
    let record = write(folder.path(), "sw.json", &switch("2026-11-21T20:00:00Z", 2));
    let spec = write(folder.path(), "pc.toml", &pc());
    collector.done(&["import", &record, "--site", &site]);
    let text = collector.done_or(&["compat", "check", &spec], 3);
    assert!(text.starts_with("DATA BELUM CUKUP") && text.contains("(cpu_vendor)"), "{text}");
    let english = collector.done_or(&["compat", "check", &spec, "--lang", "en"], 3);
    assert!(english.starts_with("NOT ENOUGH DATA"), "{english}");
    let fleet = collector.json(&["compat", "fleet"]);
    assert!(fleet["support_snapshot"].is_string(), "{fleet}");
}

#[test]
fn staff_without_a_terminal_have_pages() {
    let collector = Collector::start("");
    let folder = TempDir::new().unwrap();
    let site = write(folder.path(), "site.toml", SITE);
    let record = write(folder.path(), "sw.json", &switch("2026-11-21T20:00:00Z", 1));
    collector.done(&["import", &record, "--site", &site]);
    let first = collector.get("/kompatibilitas");
    assert!(first.contains("href=\"/kompatibilitas/pc?lang=id\"") && first.contains("Titik akses"), "{first}");
    let form = collector.get("/kompatibilitas/pc?lang=en");
    assert!(
        form.contains("name=\"uplink_ports\"")
            && form.contains("<option value=\"DISDIK/TU\">")
            && form.contains("Mandatory"),
        "{form}"
    );
    let form = collector.get("/kompatibilitas/pc");
    assert!(
        form.contains("name=\"coordination.number\"") && form.contains("<option value=\"new\" selected>baru</option>"),
        "{form}"
    );
    let send = |more: &[(&str, &str)]| {
        let base = [
            ("target.opd", "DISDIK"),
            ("target.location", "DISDIK/TU"),
            ("brand", "<b>Contoh"),
            ("model", "X1"),
            ("quantity", "2"),
            ("kind", "new"),
            ("date", "2026-12-15"),
            ("provenance.source", "datasheet"),
            ("provenance.document", "x1.pdf / 2"),
            ("uplink_ports", "1x1000base-t"),
        ];
        let fields: Vec<(&str, &str)> = base
            .into_iter()
            .filter(|(key, _)| !more.iter().any(|(own, _)| own == key))
            .chain(more.iter().copied())
            .collect();
        let mut answer = ureq::post(&format!("{}/kompatibilitas/pc", collector.url)).send_form(fields).unwrap();
        let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
        (kind, answer.body_mut().read_to_vec().unwrap())
    };
    let (kind, page) = send(&[]);
    let page = String::from_utf8(page).unwrap();
    assert!(kind.starts_with("text/html") && page.contains("TIDAK KOMPATIBEL") && page.contains("NET-01"), "{page}");
    assert!(page.contains("&lt;b&gt;Contoh") && !page.contains("<b>Contoh"), "foreign text is inert");
    let (_, again) = send(&[("quantity", "dua")]);
    let again = String::from_utf8(again).unwrap();
    assert!(again.contains("Jumlah: ") && again.contains("value=\"X1\""), "the form comes back filled in: {again}");
    let json = ureq::post(&format!("{}/api/v1/import", collector.url)).send_form([("records", "[]")]);
    assert!(json.is_err(), "forms change nothing");
}
