//! A pretend procurement: a craft that knows a few fields and rules, and a collector that judges by the quantity.

use crate::world;
use model::{
    Lang, Timestamp,
    api::{Checked, FrozenLine},
    compat::{Check, CheckedItem, Fact, Field, Finding, Frozen, Outcome, Part, Remedy, Summary, Verdict, Waiver},
};
use serde_json::json;
use std::path::Path;
use tui::{
    app::{CompatEffect, compat::CompatTold},
    specs::{Sheet, SpecText, Specs, Told},
};

/// Lines of `key = value`.
#[derive(Debug)]
pub struct Pretend;

const FIELDS: [(&str, [&str; 2], Part, bool); 12] = [
    ("class", ["Jenis perangkat", "Class"], Part::Purchase, true),
    ("target.opd", ["Perangkat Daerah (kode)", "Agency (code)"], Part::Purchase, true),
    ("target.location", ["Lokasi", "Location"], Part::Purchase, true),
    ("brand", ["Merek", "Brand"], Part::Purchase, true),
    ("model", ["Tipe/model", "Model"], Part::Purchase, true),
    ("quantity", ["Jumlah", "Quantity"], Part::Purchase, true),
    ("kind", ["Baru/tambahan", "New/additional"], Part::Purchase, true),
    ("target.replaces", ["Menggantikan", "Replaces"], Part::Purchase, false),
    ("ports", ["Semua port satu unit", "All ports of one unit"], Part::Mandatory, true),
    ("stp_modes", ["Mode spanning tree", "Spanning-tree modes"], Part::Mandatory, true),
    ("max_vlans", ["Jumlah VLAN terbanyak", "Most VLANs"], Part::Optional, false),
    ("power_max_w", ["Daya terbesar", "Most power"], Part::Optional, false),
];

fn value<'t>(text: &'t str, key: &str) -> &'t str {
    text.lines().filter_map(|line| line.split_once(" = ")).find(|(own, _)| *own == key).map_or("", |(_, value)| value)
}

impl Specs for Pretend {
    fn read(&self, _: &Path) -> Result<Vec<SpecText>, Vec<Told>> {
        Ok(Vec::new())
    }

    fn classes(&self) -> Vec<[&'static str; 3]> {
        vec![["switch", "Switch", "Switch"], ["printer", "Pencetak", "Printer"]]
    }

    fn blank(&self, class: &str, _: Lang, _: Timestamp) -> Option<String> {
        self.classes().iter().any(|own| own[0] == class).then(|| format!("class = {class}\n"))
    }

    fn fields(&self, text: &str) -> Vec<Field> {
        let of = |(key, title, part, must): (&'static str, [&'static str; 2], Part, bool)| Field {
            key,
            title,
            unit: if key.ends_with("_w") { "W" } else { "" },
            part,
            must,
            choices: match key {
                "class" => self.classes(),
                "kind" => vec![["new", "baru", "new"], ["additional", "tambahan", "additional"]],
                "stp_modes" => vec![["rstp"; 3], ["mstp"; 3]],
                _ => Vec::new(),
            },
            example: if key == "ports" { "24x1000base-t".into() } else { String::new() },
            many: matches!(key, "ports" | "stp_modes"),
            value: value(text, key).to_owned(),
        };
        FIELDS.into_iter().map(of).collect()
    }

    fn set(&self, text: &str, key: &str, value: &str) -> Result<String, Told> {
        if key == "quantity" && value.parse::<u32>().is_err() {
            return Err([format!("'{value}' bukan angka"), format!("'{value}' is no number")]);
        }
        let mut lines: Vec<String> = text.lines().filter(|line| !line.starts_with(key)).map(str::to_owned).collect();
        lines.push(format!("{key} = {value}"));
        Ok(lines.join("\n"))
    }

    fn faults(&self, text: &str) -> Vec<Told> {
        let lacking = |key: &&&str| value(text, key).is_empty();
        let told = |key: &str| [format!("baris 3: '{key}' wajib diisi"), format!("line 3: '{key}' is required")];
        ["brand", "model", "quantity"].iter().filter(lacking).map(|key| told(key)).collect()
    }

    fn rule(&self, id: &str) -> [&'static str; 2] {
        match id {
            "SRV-05" => ["Arah udara dan panas", "Airflow and heat"],
            "NET-01" => ["Port hulu bebas", "Free upstream port"],
            "SRV-03" => ["Beban UPS rak", "UPS load of the rack"],
            "POE-04" => ["PD switch lama", "PDs of the old switch"],
            "NET-02" => ["VLAN", "VLANs"],
            _ => ["Kandungan dalam negeri", "Domestic content"],
        }
    }

    fn sheets(&self, _: Lang, _: Sheet<'_>) -> Result<Vec<(&'static str, Vec<u8>)>, String> {
        Ok(Vec::new())
    }
}

fn spec(name: &str, brand: &str, model: &str, quantity: &str) -> SpecText {
    let text = format!(
        "class = switch\nbrand = {brand}\nmodel = {model}\nquantity = {quantity}\nkind = new\ntarget.opd = DINKES\n\
         target.location = PKM-01..06, rak 6U/9U\nports = 24x1000base-t; 4x10gbase-x-sfpp\nmax_vlans = 4094\n"
    );
    SpecText { name: name.to_owned(), file: Some(format!("daftar/{name}.toml").into()), text }
}

fn fact(name: &str, value: serde_json::Value, source: &str, of: &str, at: &str) -> Fact {
    Fact {
        name: name.to_owned(),
        value: Some(value),
        source: Some(source.to_owned()),
        of: Some(of.to_owned()).filter(|of| !of.is_empty()),
        collected_at: Some(at.to_owned()).filter(|at| !at.is_empty()),
        ..Fact::default()
    }
}

/// The judgement of a number of things: one fits, some fit with notes, many do not.
fn judged(text: &str) -> Checked {
    let quantity: u64 = value(text, "quantity").parse().unwrap_or_default();
    let ports = if quantity > 8 {
        Outcome::Fail
    } else if quantity > 1 {
        Outcome::Warn
    } else {
        Outcome::Pass
    };
    let finding = |id: &str, result, [message_id, message_en]: [&str; 2], facts: Vec<Fact>| Finding {
        id: id.to_owned(),
        result,
        message_id: message_id.to_owned(),
        message_en: message_en.to_owned(),
        facts,
        remedy: None,
        note_only: id == "SRV-05",
    };
    let page = Fact {
        document: Some("lembar.pdf".into()),
        page: Some("4".into()),
        ..fact("max_vlans", json!(4094), "datasheet", "", "")
    };
    let missing = Fact { name: "airflow".into(), missing: true, how: Some("datasheet".into()), ..Fact::default() };
    let mut rules = vec![
        finding(
            "GEN-08",
            Outcome::Pass,
            ["Sesuai: TKDN 26,4 %.", "Fits: TKDN 26.4 %."],
            vec![fact("item.tkdn.percent", json!(26.4), "operator", "", "")],
        ),
        Finding {
            remedy: Some(Remedy { kind: "transceiver".into(), model: Some("10gbase-lr".into()), quantity }),
            ..finding(
                "NET-01",
                ports,
                [
                    "Sesuai: 6 port SFP+ bebas di sw-dinkes-core, modul LR di gudang 0. Tambahkan 6 modul SFP+ LR.",
                    "Fits: 6 free SFP+ ports on sw-dinkes-core, no LR module in stock. Add 6 SFP+ LR modules.",
                ],
                vec![
                    fact("location.upstream", json!("sw-dinkes-core"), "declared", "DINKES/PKM-01", "2026-10-12"),
                    fact("free_ports", json!(["8x10gbase-x-sfpp"]), "snmp", "sw-dinkes-core", "2026-11-22T03:35:00Z"),
                    page.clone(),
                ],
            )
        },
        finding("NET-02", Outcome::Pass, ["Sesuai: 5 VLAN dari 4.094.", "Fits: 5 of 4,094 VLANs."], vec![page]),
        finding(
            "POE-04",
            Outcome::Info,
            ["8 perangkat PoE tetap tertampung.", "8 PoE devices still fit."],
            vec![fact("ports.poe.power_w", json!(104.25), "snmp", "sw-pkm04-02", "2026-11-22T03:38:00Z")],
        ),
        finding(
            "SRV-05",
            Outcome::Unknown,
            ["Data belum cukup: Arah udara (airflow).", "Not enough data: airflow."],
            vec![missing],
        ),
    ];
    for n in 1..=12 {
        let text = ["Sesuai: terpenuhi.", "Fits: met."];
        rules.push(finding(
            &format!("GEN-{n:02}X"),
            if n > 8 { Outcome::NotApplicable } else { Outcome::Pass },
            text,
            Vec::new(),
        ));
    }
    let check = Check {
        schema: model::compat::SCHEMA.into(),
        verdict: Verdict::of(rules.iter()),
        ruleset: "hst-compat/1".into(),
        as_of: world::now(),
        item: CheckedItem {
            class: "switch".into(),
            brand: value(text, "brand").into(),
            model: value(text, "model").into(),
            quantity,
        },
        opd: Some("DINKES".into()),
        opd_of_spec: None,
        location: Some("PKM-01".into()),
        summary: Summary::of(&rules),
        rules,
        thresholds: serde_json::Map::new(),
        hash: "sha256:00".into(),
    };
    Checked { check, opd_name: None, number: None, revision: None }
}

fn frozen() -> Frozen {
    let spec = spec("K-2026-030", "Ruijie", "RG-S2910-24GT4XS-P", "6").text;
    Frozen {
        number: 4,
        procurement: "K-2026-030".into(),
        revision: 2,
        at: world::now().plus_seconds(-86_400),
        check: judged(&spec).check,
        opd_name: None,
        spec,
        waivers: vec![Waiver {
            rule: "NET-01".into(),
            reason: "Modul menyusul pada paket kedua".into(),
            letter: "045/9".into(),
            by: "Kepala Dinas".into(),
            until: "2027-06-30".into(),
            at: None,
        }],
        changed: Vec::new(),
    }
}

/// What the pretend collector and files answer; none: it is written down only.
pub fn answer(asked: &CompatEffect) -> Option<CompatTold> {
    Some(match asked {
        CompatEffect::Read(file) if file.ends_with("salah.xlsx") => {
            let told = ["switch!E3: 'dua' bukan angka".to_owned(), "switch!E3: 'dua' is no number".to_owned()];
            CompatTold::Read(file.clone(), Err(vec![told]))
        }
        CompatEffect::Read(file) => {
            let one = spec("switch-pkm", "Ruijie", "RG-S2910-24GT4XS-P", "6");
            let more = [
                ("switch-rsud", "TP-Link", "SG2428P", "12"),
                ("switch-kec", "Aruba", "1930-8G", "1"),
                ("baru", "", "", "1"),
            ];
            let many = more.into_iter().map(|(name, brand, model, count)| spec(name, brand, model, count));
            let all = std::iter::once(one).chain(many);
            let count = if file.ends_with("satu.toml") { 1 } else { 9 };
            CompatTold::Read(file.clone(), Ok(all.take(count).collect()))
        }
        CompatEffect::Check(asked, specs) => {
            CompatTold::Checked(*asked, Ok(specs.iter().map(|text| judged(text)).collect()))
        }
        CompatEffect::List => {
            let of = frozen();
            let line = FrozenLine {
                number: of.number,
                procurement: of.procurement,
                revision: of.revision,
                at: of.at,
                verdict: of.check.verdict,
                item: of.check.item,
                opd: of.check.opd,
                waivers: 1,
                hash: of.check.hash,
            };
            CompatTold::List(Ok(vec![line]))
        }
        CompatEffect::AskFrozen(_) => CompatTold::Frozen(Ok(Box::new(frozen()))),
        CompatEffect::Freeze { specs, .. } => {
            let of = |(place, text): (usize, &String)| Checked {
                number: Some(5 + place as u64),
                revision: Some(1),
                ..judged(text)
            };
            CompatTold::Froze(Ok(specs.iter().enumerate().map(of).collect()), Ok(vec!["a.pdf".into(), "a.xlsx".into()]))
        }
        CompatEffect::Sheets(..) | CompatEffect::Write { .. } => return None,
    })
}
