//! `pantau import`: device records and declared facts of files, checked here so that every fault has its file and line.

use super::question;
use crate::{cli, connect, context::Context, output};
use clap::ArgMatches;
use collector::compat::{
    product::{Product, device_type, overlay},
    record::{self, foreign, table},
    site::Site,
};
use model::{
    api::{Import, Imported, ProductKind, ProductText},
    text::visible,
};
use std::{io::IsTerminal, path::Path};

model::messages! {
    nothing { id: "pantau: sebut berkas catatan perangkat, atau --site FILE", en: "pantau: name a file of device records, or --site FILE" }
    record_fault(file, line, n, cause) { id: "{file}:{line}: catatan {n}: {cause}", en: "{file}:{line}: record {n}: {cause}" }
    fault(file, line, cause) { id: "{file}:{line}: {cause}", en: "{file}:{line}: {cause}" }
    faults(count) { id: "pantau: {count} kesalahan; yang benar tetap dimasukkan", en: "pantau: {count} faults; what is right was brought in" }
    done(new, known) { id: "{new} catatan baru, {known} sudah ada", en: "{new} new records, {known} known already" }
    products_done(count) { id: "{count} produk", en: "{count} products" }
    of_product(name, known) { id: "{name}: {known}", en: "{name}: {known}" }
    nothing_known { id: "tidak ada atribut", en: "no attributes" }
    missing(names) { id: "; belum ada: {names}", en: "; missing: {names}" }
    no_class_told { id: "; jenis tidak tertulis, berikan pada `pantau compat template JENIS --type`", en: "; no class is stated, give it in `pantau compat template CLASS --type`" }
    site_done { id: "fakta yang dinyatakan diganti", en: "declared facts replaced" }
    would_be_new(name) { id: "baru: {name}", en: "new: {name}" }
    dry { id: " (uji saja, tidak ada yang ditulis)", en: " (a dry run, nothing was written)" }
    progress(done, all) { id: "{done} dari {all} catatan", en: "{done} of {all} records" }
}

/// Longest body of one question, octets.
const PIECE: usize = 2 << 20;

/// Brings files in.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let (files, site_file) = (cli::paths(matches, "file"), cli::path(matches, "site"));
    let lang = context.lang;
    if files.is_empty() && site_file.is_none() && cli::path(matches, "template").is_none() {
        output::complain(nothing(lang));
        return Ok(cli::USAGE);
    }
    if let Some(file) = cli::path(matches, "template") {
        let as_csv = file.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"));
        super::compat::keep(context, file, table::template(as_csv))?;
        return Ok(0);
    }
    let opd = cli::text(matches, "opd").map(|code| crate::parse::opd(lang, code)).transpose();
    let opd = opd.map_err(anyhow::Error::msg)?;
    let mut wrong = Vec::new();
    let mut records = Vec::new();
    let mut products = Vec::new();
    for file in files {
        if file.extension().is_some_and(|end| ["csv", "xlsx"].iter().any(|own| end.eq_ignore_ascii_case(own))) {
            match std::fs::read(file) {
                Ok(octets) => {
                    let (good, bad) = table::read(&octets, crate::clock::now());
                    records.extend(good);
                    wrong.extend(bad.iter().map(|told| format!("{}: {}", file.display(), told[lang as usize])));
                }
                Err(error) => wrong.push(crate::lang::file_unreadable(lang, file.display(), error)),
            }
            continue;
        }
        let unreadable = |error| crate::lang::file_unreadable(lang, file.display(), error);
        match std::fs::read(file) {
            Ok(octets) if foreign::is_inventory(&octets) => match foreign::read(&octets, written_at(file)) {
                Ok(record) => records.push(record),
                Err(cause) => wrong.push(fault(lang, file.display(), 1, &cause[lang as usize])),
            },
            Ok(octets) => match String::from_utf8(octets) {
                Ok(text) => read(context, file, text, &mut records, &mut products, &mut wrong),
                Err(error) => wrong.push(unreadable(std::io::Error::new(std::io::ErrorKind::InvalidData, error))),
            },
            Err(error) => wrong.push(unreadable(error)),
        }
    }
    if let Some(opd) = &opd {
        records.iter_mut().for_each(|record| record::belongs(record, opd));
    }
    let site = site_file.and_then(|file| read_site(context, file, &mut wrong));
    let mut total = Imported::default();
    if !records.is_empty() || !products.is_empty() || site.is_some() || wrong.is_empty() {
        total = send(context, matches, records, products, site)?;
    }
    wrong.iter().for_each(|line| output::complain(&visible(line)));
    if wrong.len() > 1 {
        output::complain(&faults(lang, wrong.len()));
    }
    super::answered(cli::flag(matches, "json"), &total, || {
        let mut line = done(lang, total.records, total.known);
        if total.products > 0 {
            line += "; ";
            line += &products_done(lang, total.products);
        }
        if total.site {
            line += "; ";
            line += site_done(lang);
        }
        if cli::flag(matches, "dry-run") {
            line += dry(lang);
        }
        line
    });
    Ok(if wrong.is_empty() { 0 } else { cli::USAGE })
}

/// When a file was written; where that is not told, now.
fn written_at(file: &Path) -> model::Timestamp {
    let written = std::fs::metadata(file).and_then(|file| file.modified()).ok();
    let since = written.and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    since.map_or_else(crate::clock::now, |since| model::Timestamp(since.as_millis() as i64))
}

/// What people call the device of a record.
fn name_of(record: &serde_json::Value) -> &str {
    let marks = ["sys_name", "asset_code", "serial", "address", "device_id"];
    marks.iter().find_map(|mark| record.get(mark)?.as_str()).unwrap_or("–")
}

/// Reads one file by what it is: a device type, an overlay, or device records.
fn read(
    context: &Context,
    file: &Path,
    text: String,
    records: &mut Vec<serde_json::Value>,
    products: &mut Vec<ProductText>,
    wrong: &mut Vec<String>,
) {
    let (lang, name) = (context.lang, file.display());
    match file.extension().and_then(|end| end.to_str()) {
        Some("yaml" | "yml") => match device_type::read(&text) {
            Ok(product) => {
                tell_product(context, file, &product);
                products.push(ProductText { kind: ProductKind::DeviceType, text });
            }
            Err(cause) => wrong.push(fault(lang, name, 1, &cause[lang as usize])),
        },
        Some("toml") => match overlay::read(&text) {
            Ok(product) => {
                tell_product(context, file, &product);
                products.push(ProductText { kind: ProductKind::Overlay, text });
            }
            Err(faults) => wrong.extend(faults.iter().map(|fault| fault.told(&name.to_string(), lang))),
        },
        _ => {
            let (good, bad) = record::read(&text);
            records.extend(good);
            wrong.extend(bad.into_iter().map(|bad| {
                let cause = &bad.text[lang as usize];
                bad.record.map_or_else(
                    || fault(lang, &name, bad.line, cause),
                    |n| record_fault(lang, &name, bad.line, n, cause),
                )
            }));
        }
    }
}

/// What a file tells of a product, what it does not, and what looks wrong in it.
fn tell_product(context: &Context, file: &Path, product: &Product) {
    let lang = context.lang;
    let known: Vec<&str> = product.known.keys().copied().collect();
    let known = if known.is_empty() { nothing_known(lang).to_owned() } else { known.join(" ") };
    let mut line = of_product(lang, format!("{} {}", product.manufacturer, product.model), known);
    match product.class {
        Some(class) if !product.missing(class).is_empty() => line += &missing(lang, product.missing(class).join(" ")),
        Some(_) => {}
        None => line += no_class_told(lang),
    }
    context.tell(&visible(&line));
    for remark in &product.remarks {
        context.tell(&visible(&format!("{}: {}", file.display(), remark[lang as usize])));
    }
}

fn read_site(context: &Context, file: &Path, wrong: &mut Vec<String>) -> Option<String> {
    let lang = context.lang;
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            wrong.push(crate::lang::file_unreadable(lang, file.display(), error));
            return None;
        }
    };
    match Site::read(&text) {
        Ok(_) => Some(text),
        Err(faults) => {
            wrong.extend(faults.iter().map(|fault| fault.told(&file.display().to_string(), lang)));
            None
        }
    }
}

/// Sends piece by piece; the declared facts go with the first.
fn send(
    context: &Context,
    matches: &ArgMatches,
    records: Vec<serde_json::Value>,
    products: Vec<ProductText>,
    mut site: Option<String>,
) -> anyhow::Result<Imported> {
    let connection = connect::any(context, matches)?;
    let dry_run = cli::flag(matches, "dry-run");
    let all = records.len();
    let shows = std::io::stderr().is_terminal() && context.verbosity >= 0 && all > 100;
    let mut total = Imported::default();
    let mut records = records.into_iter().peekable();
    let mut products = products.into_iter().peekable();
    loop {
        let (mut piece, mut size) = (Vec::new(), 0);
        while let Some(next) = records.peek() {
            let octets = next.to_string().len();
            if !piece.is_empty() && size + octets > PIECE {
                break;
            }
            size += octets;
            piece.extend(records.next());
        }
        let mut about = Vec::new();
        while let Some(next) = products.peek() {
            if !(piece.is_empty() && about.is_empty()) && size + next.text.len() > PIECE {
                break;
            }
            size += next.text.len();
            about.extend(products.next());
        }
        if piece.is_empty() && about.is_empty() && site.is_none() {
            break;
        }
        let asked = Import { records: piece, products: about, site: site.take(), dry_run };
        let done = question(context, &*connection.transport, &asked)?;
        for record in done.new.iter().filter_map(|place| asked.records.get(*place as usize)) {
            output::say(&visible(&would_be_new(context.lang, name_of(record))));
        }
        total.records += done.records;
        total.known += done.known;
        total.products += done.products;
        total.site |= done.site;
        if shows {
            eprint!("\r{}", progress(context.lang, total.records + total.known, all));
        }
    }
    if shows {
        eprintln!();
    }
    Ok(total)
}
