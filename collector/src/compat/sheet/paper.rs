//! What stands on the sheet, in words, whatever its form.

use crate::compat::{class::Class, rules};
use model::{
    Lang, Timestamp, Zone,
    compat::{Check, Fact, Finding, Waiver},
};
use serde_json::Value;

model::messages! {
    title { id: "LEMBAR HASIL UJI KOMPATIBILITAS", en: "COMPATIBILITY TEST SHEET" }
    draft { id: "KONSEP: hasil ini belum dibekukan", en: "DRAFT: this result was not frozen" }
    agency { id: "Perangkat Daerah", en: "Agency" }
    location { id: "Lokasi", en: "Location" }
    thing { id: "Barang", en: "Item" }
    count { id: "Jumlah", en: "Quantity" }
    procurement { id: "Pengadaan", en: "Procurement" }
    revision(name, revision) { id: "{name}, revisi {revision}", en: "{name}, revision {revision}" }
    judged { id: "Dinilai per", en: "Judged as of" }
    frozen { id: "Dibekukan", en: "Frozen" }
    verdict { id: "Putusan", en: "Verdict" }
    counts(pass, na) { id: "{pass} aturan sesuai, {na} tidak berlaku", en: "{pass} rules hold, {na} do not apply" }
    waivers { id: "Pengecualian", en: "Waivers" }
    waived(rule, reason, letter, by, until) { id: "{rule}: {reason}. Surat {letter}, {by}, berlaku sampai {until}. Putusan tidak berubah.", en: "{rule}: {reason}. Letter {letter}, {by}, until {until}. The verdict stays." }
    also_waived { id: "Dikecualikan; lihat pengecualian.", en: "Waived; see the waivers." }
    evidence { id: "Bukti", en: "Evidence" }
    thresholds { id: "Ambang yang berbeda dari bawaan", en: "Thresholds that differ from their defaults" }
    caution(at) { id: "Berdasarkan data per {at}. Barang yang lolos semua aturan tetap dapat gagal di lapangan.", en: "Based on data as of {at}. A thing that passes every rule can still fail in the field." }
    officer { id: "Pejabat Pengadaan", en: "Procurement officer" }
    dinas { id: "Dinas Komunikasi dan Informatika", en: "Dinas Komunikasi dan Informatika" }
    ticked { id: "Pada perangkat yang diganti, untuk dicentang teknisi (tidak dinilai)", en: "On the devices that are replaced, for the technician to tick off (not judged)" }
    tick_routes(device) { id: "[  ] {device}: rute, gerbang, NAT, aturan firewall dipindahkan", en: "[  ] {device}: routes, gateway, NAT, firewall rules moved" }
    tick_services(device) { id: "[  ] {device}: DHCP (jangkauan, reservasi), DNS, NTP, RADIUS dipindahkan", en: "[  ] {device}: DHCP (ranges, reservations), DNS, NTP, RADIUS moved" }
    tick_printing(device) { id: "[  ] {device}: antrean cetak, pindai ke folder, berbagi berkas dipindahkan", en: "[  ] {device}: print queues, scan to folder, file shares moved" }
    tick_watched(device) { id: "[  ] {device}: pemantauan, kartu inventaris dan alamat IP diperbarui", en: "[  ] {device}: monitoring, asset card and IP address updated" }
    rule { id: "Aturan", en: "Rule" }
    fact { id: "Fakta", en: "Fact" }
    value { id: "Nilai", en: "Value" }
    source { id: "Sumber", en: "Source" }
    time { id: "Waktu", en: "Time" }
    missing { id: "belum diketahui", en: "not known" }
    rules_version(ruleset, hash) { id: "Aturan {ruleset}; hash {hash}", en: "Rules {ruleset}; hash {hash}" }
}

/// Pasal 1 angka 39 of Perbup Hulu Sungai Tengah 52/2017.
const MEANING: &str =
    "Kompatibilitas adalah kesesuaian Sistem Elektronik yang satu dengan Sistem Elektronik yang lainnya.";

/// What a sheet needs beside the result itself.
#[derive(Clone, Debug, Default)]
pub struct About<'a> {
    /// Lines of the letterhead.
    pub letterhead: &'a [String],
    /// The agency in full.
    pub opd_name: Option<&'a str>,
    /// Procurement, revision and moment, where the result is frozen; none: a draft.
    pub frozen: Option<(&'a str, u32, Timestamp)>,
    /// What is waived.
    pub waivers: &'a [Waiver],
    /// Zone of its moments.
    pub zone: Zone,
    /// Devices that are replaced: what they do beside is listed to be ticked off.
    pub replaces: Vec<String>,
}

/// A sheet in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Lines of the letterhead.
    pub letterhead: Vec<String>,
    /// Its title.
    pub title: String,
    /// That it is a draft; empty: it is none.
    pub draft: String,
    /// Label and text of the head.
    pub head: Vec<[String; 2]>,
    /// Label and verdict.
    pub verdict: [String; 2],
    /// How many rules hold.
    pub counts: String,
    /// Waivers, in the head.
    pub waivers: Option<(String, Vec<String>)>,
    /// Rules that are not pass: heading of their result, and each with title and reason.
    pub reasons: Vec<(String, Vec<[String; 2]>)>,
    /// Heading, titles of the columns, rows: rule, fact, value, source, time.
    pub evidence: (String, [String; 5], Vec<[String; 5]>),
    /// What the replaced devices do beside, to be ticked off: heading and lines.
    pub ticks: Option<(String, Vec<String>)>,
    /// Thresholds that were changed.
    pub thresholds: Option<String>,
    /// What it means and how far it holds.
    pub notes: Vec<String>,
    /// Who signs.
    pub signatures: [String; 2],
    /// Rule set and hash, at the foot of each page.
    pub foot: String,
    /// What the QR code holds.
    pub code: String,
}

/// Writes a sheet.
pub fn paper(lang: Lang, check: &Check, about: &About<'_>) -> Paper {
    let zone = about.zone;
    let at = zone.text(check.as_of);
    let hash = check.hash.trim_start_matches("sha256:");
    let item = &check.item;
    let class = Class::of(&item.class).map_or(item.class.as_str(), |class| class.title()[lang as usize]);
    let opd = match (about.opd_name, &check.opd) {
        (Some(name), Some(code)) => format!("{name} ({code})"),
        (_, code) => code.clone().unwrap_or_else(|| "–".into()),
    };
    let mut head = vec![
        [agency(lang).into(), opd],
        [location(lang).into(), check.location.clone().unwrap_or_else(|| "–".into())],
        [thing(lang).into(), format!("{class} {} {}", item.brand, item.model)],
        [count(lang).into(), item.quantity.to_string()],
        [judged(lang).into(), at.clone()],
    ];
    if let Some((name, number, when)) = about.frozen {
        head.push([procurement(lang).into(), revision(lang, name, number)]);
        head.push([frozen(lang).into(), zone.text(when)]);
    }
    let told = |waiver: &Waiver| waived(lang, &waiver.rule, &waiver.reason, &waiver.letter, &waiver.by, &waiver.until);
    let waiver_lines: Vec<String> = about.waivers.iter().map(told).collect();
    let changed: Vec<String> = check.thresholds.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    Paper {
        letterhead: about.letterhead.to_vec(),
        title: title(lang).into(),
        draft: if about.frozen.is_some() { String::new() } else { draft(lang).into() },
        head,
        verdict: [verdict(lang).into(), check.verdict.text(lang).into()],
        counts: counts(lang, check.summary.pass, check.summary.not_applicable),
        waivers: (!waiver_lines.is_empty()).then(|| (waivers(lang).into(), waiver_lines)),
        reasons: reasons(lang, check, about.waivers),
        evidence: (
            evidence(lang).into(),
            [rule(lang), fact(lang), value(lang), source(lang), time(lang)].map(str::to_owned),
            check.rules.iter().flat_map(|finding| rows(lang, finding)).collect(),
        ),
        ticks: (!about.replaces.is_empty()).then(|| (ticked(lang).into(), ticks(lang, &about.replaces))),
        thresholds: (!changed.is_empty()).then(|| format!("{}: {}", thresholds(lang), changed.join("; "))),
        notes: vec![format!("Pasal 1 angka 39: \"{MEANING}\""), caution(lang, &at)],
        signatures: [officer(lang).into(), dinas(lang).into()],
        foot: rules_version(lang, &check.ruleset, hash.get(..16).unwrap_or(hash)),
        code: format!("{} {}", check.schema, check.hash),
    }
}

fn ticks(lang: Lang, replaced: &[String]) -> Vec<String> {
    let of = |device: &String| {
        [
            tick_routes(lang, device),
            tick_services(lang, device),
            tick_printing(lang, device),
            tick_watched(lang, device),
        ]
    };
    replaced.iter().flat_map(of).collect()
}

fn reasons(lang: Lang, check: &Check, waivers: &[Waiver]) -> Vec<(String, Vec<[String; 2]>)> {
    let mut all = Vec::new();
    for (outcome, found) in check.told() {
        let told: Vec<[String; 2]> = found
            .into_iter()
            .map(|finding| {
                let title = rules::of(&finding.id).map_or("", |rule| rule.title[lang as usize]);
                let mut text = finding.message(lang).to_owned();
                if waivers.iter().any(|waiver| waiver.rule == finding.id) {
                    text += &format!(" {}", also_waived(lang));
                }
                [format!("{} {title}", finding.id), text]
            })
            .collect();
        all.push((outcome.text(lang).to_uppercase(), told));
    }
    all
}

fn rows(lang: Lang, finding: &Finding) -> Vec<[String; 5]> {
    finding.facts.iter().map(|fact| row(lang, &finding.id, fact)).collect()
}

fn row(lang: Lang, rule: &str, fact: &Fact) -> [String; 5] {
    let of = fact.of.as_deref().map(|of| format!(" ({of})")).unwrap_or_default();
    let name = format!("{}{of}", fact.name);
    let value = match &fact.value {
        None => missing(lang).to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => items
            .iter()
            .map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
            .collect::<Vec<_>>()
            .join(", "),
        Some(other) => other.to_string(),
    };
    let unit = fact.unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
    let mut source = fact.source.clone().or_else(|| fact.how.clone()).unwrap_or_default();
    if let Some(document) = &fact.document {
        source += &format!(" {document}");
    }
    if let Some(page) = &fact.page {
        source += &format!(" {} {page}", lang.pick("hal.", "p."));
    }
    [rule.into(), name, format!("{value}{unit}"), source, fact.collected_at.clone().unwrap_or_default()]
}
