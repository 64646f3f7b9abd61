//! Device records as a table that people fill in: XLSX or CSV, one row a device. A row of keys says what stands in which
//! column, below a row of headings for people.

use crate::compat::{
    class::Class,
    form::hint,
    workbook::{cell_name, day_of, text_of},
};
use crate::profile::CLASSES;
use calamine::{Data, Reader, Xlsx};
use model::{Timestamp, record::SCHEMA, text::visible};
use serde_json::{Map, Value, json};
use std::io::Cursor;

/// Largest table, octets; most rows.
const LARGEST: usize = 16 << 20;
const MOST_ROWS: usize = 100_000;

/// What stands in a column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    /// A word of a class of equipment.
    Class,
    /// Gigabytes; kept as octets.
    Gigabytes,
    Day,
}

/// A column: its key, headings in both languages, what stands in it.
type Column = (&'static str, [&'static str; 2], Kind);

const COLUMNS: [Column; 16] = [
    ("sys_name", ["Nama", "Name"], Kind::Text),
    ("asset_code", ["Kode barang", "Asset code"], Kind::Text),
    ("serial", ["Nomor seri", "Serial number"], Kind::Text),
    ("address", ["Alamat IP", "IP address"], Kind::Text),
    ("base_mac", ["Alamat MAC", "MAC address"], Kind::Text),
    ("opd", ["Perangkat Daerah (kode)", "Agency (code)"], Kind::Text),
    ("location", ["Lokasi", "Location"], Kind::Text),
    ("device_class", ["Jenis perangkat", "Class"], Kind::Class),
    ("vendor", ["Merek", "Maker"], Kind::Text),
    ("hardware", ["Tipe/model", "Model"], Kind::Text),
    ("os", ["Sistem operasi", "Operating system"], Kind::Text),
    ("version", ["Versi", "Version"], Kind::Text),
    ("cpu", ["Prosesor", "Processor"], Kind::Text),
    ("memory_gb", ["Memori (GB)", "Memory (GB)"], Kind::Gigabytes),
    ("disk_gb", ["Penyimpanan (GB)", "Storage (GB)"], Kind::Gigabytes),
    ("collected_at", ["Tanggal data", "Day of the data"], Kind::Day),
];
/// Marks of a device: a row has at least one.
const MARKS: [&str; 4] = ["sys_name", "asset_code", "serial", "address"];

/// What is wrong with a row, in both languages, with its cell or line.
pub type Fault = [String; 2];

/// The records of a table, and everything that is wrong in it; a row that is wrong keeps no other out. Where no day is given,
/// the data are of `now`.
pub fn read(octets: &[u8], now: Timestamp) -> (Vec<Value>, Vec<Fault>) {
    if octets.len() > LARGEST {
        return (Vec::new(), vec![["terlalu besar (paling besar 16 MiB)".into(), "too large (at most 16 MiB)".into()]]);
    }
    if octets.starts_with(b"PK") { read_xlsx(octets, now) } else { read_csv(octets, now) }
}

fn read_xlsx(octets: &[u8], now: Timestamp) -> (Vec<Value>, Vec<Fault>) {
    let refused = |reason: String| {
        let reason = visible(&reason);
        (Vec::new(), vec![[format!("bukan berkas XLSX: {reason}"), format!("not an XLSX file: {reason}")]])
    };
    let mut book = match Xlsx::new(Cursor::new(octets)) {
        Ok(book) => book,
        Err(error) => return refused(error.to_string()),
    };
    let Some(name) = book.sheet_names().into_iter().next() else { return refused("0".into()) };
    match book.worksheet_range(&name) {
        Ok(range) => {
            let origin = range.start().unwrap_or((0, 0));
            let rows: Vec<&[Data]> = range.rows().collect();
            table(&rows, now, |row, column| cell_name(&name, origin, row, column))
        }
        Err(error) => refused(error.to_string()),
    }
}

fn read_csv(octets: &[u8], now: Timestamp) -> (Vec<Value>, Vec<Fault>) {
    let Ok(text) = std::str::from_utf8(octets) else {
        let told = "bukan teks UTF-8; simpan dari lembar kerja sebagai CSV UTF-8";
        return (Vec::new(), vec![[told.into(), "not UTF-8 text; save it as CSV UTF-8".into()]]);
    };
    let text = text.trim_start_matches('\u{feff}');
    // Spreadsheets set to Indonesian part by semicolons, for the comma is that of decimals.
    let first = text.lines().next().unwrap_or_default();
    let parted = [b';', b'\t', b','].into_iter().max_by_key(|mark| first.bytes().filter(|octet| octet == mark).count());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(parted.unwrap_or(b','))
        .from_reader(text.as_bytes());
    let mut rows: Vec<Vec<Data>> = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                // The reader skips empty lines, and places a record before them; a fault is told by the line of the file.
                let line = record.position().map_or(0, |at| {
                    let rest = text.get(at.byte() as usize..).unwrap_or_default();
                    let empty = rest.split('\n').take_while(|line| line.trim_end_matches('\r').is_empty()).count();
                    at.line() as usize + empty
                });
                rows.resize(rows.len().max(line.saturating_sub(1).min(MOST_ROWS)), Vec::new());
                rows.push(record.iter().map(|cell| Data::String(cell.trim().to_owned())).collect());
            }
            Err(error) => {
                let reason = visible(&error.to_string());
                return (Vec::new(), vec![[format!("bukan CSV: {reason}"), format!("not CSV: {reason}")]]);
            }
        }
    }
    let rows: Vec<&[Data]> = rows.iter().map(Vec::as_slice).collect();
    table(&rows, now, |row, column| format!("{}:{}", row + 1, column + 1))
}

fn table(rows: &[&[Data]], now: Timestamp, place: impl Fn(usize, usize) -> String) -> (Vec<Value>, Vec<Fault>) {
    let is_key = |cell: &Data| text_of(cell).is_some_and(|text| column(&text).is_some());
    let Some(header) = rows.iter().take(5).position(|row| row.iter().any(is_key)) else {
        let known = COLUMNS.map(|(key, ..)| key).join(", ");
        let told = |tail: &str| format!("{tail}: {known}");
        return (Vec::new(), vec![[told("tidak ada baris kunci; yang dikenal"), told("no row of keys; known are")]]);
    };
    let keys: Vec<Option<Column>> =
        rows[header].iter().map(|cell| text_of(cell).and_then(|key| column(&key))).collect();
    let mut faults = Vec::new();
    for (at, cell) in rows[header].iter().enumerate() {
        if let (Some(key), None) = (text_of(cell), keys[at]) {
            let [id, en] = hint(&key, COLUMNS.iter().map(|(key, ..)| *key));
            let at = place(header, at);
            let key = visible(&key);
            faults
                .push([format!("{at}: kunci '{key}' tidak dikenal; {id}"), format!("{at}: unknown key '{key}'; {en}")]);
        }
    }
    if rows.len() > header + 1 + MOST_ROWS {
        let told = |tail: &str| format!("{tail} {MOST_ROWS}");
        faults
            .push([told("yang dibaca hanya baris pertama sebanyak"), told("rows read, the others are not: the first")]);
    }
    let mut records = Vec::new();
    for (row, cells) in rows.iter().enumerate().skip(header + 1).take(MOST_ROWS) {
        if cells.iter().all(|cell| text_of(cell).is_none()) {
            continue;
        }
        let (mut record, before) = (Map::new(), faults.len());
        for (at, cell) in cells.iter().enumerate() {
            let Some((key, _, kind)) = keys.get(at).copied().flatten() else { continue };
            if let Err([id, en]) = put(&mut record, key, kind, cell) {
                let at = place(row, at);
                faults.push([format!("{at}: {id}"), format!("{at}: {en}")]);
            }
        }
        if !MARKS.iter().any(|mark| record.contains_key(*mark)) {
            let (at, marks) = (place(row, 0), MARKS.join(", "));
            faults.push([format!("{at}: isi salah satu dari {marks}"), format!("{at}: fill in one of {marks}")]);
        }
        if faults.len() == before {
            record.insert("schema".into(), json!(SCHEMA));
            record.insert("source".into(), json!("import"));
            record.entry("collected_at").or_insert_with(|| json!(now.rfc3339()));
            records.push(Value::Object(record));
        }
    }
    (records, faults)
}

fn column(key: &str) -> Option<Column> {
    COLUMNS.into_iter().find(|(own, ..)| *own == key.trim())
}

fn put(record: &mut Map<String, Value>, key: &str, kind: Kind, cell: &Data) -> Result<(), Fault> {
    let Some(said) = text_of(cell) else { return Ok(()) };
    match kind {
        Kind::Day => {
            let day = day_of(cell)?;
            record.insert(key.into(), json!(format!("{day}T00:00:00Z")));
        }
        Kind::Class => {
            let lower = said.to_lowercase();
            let named = Class::ALL.iter().find(|class| class.title().iter().any(|name| name.to_lowercase() == lower));
            let word = named.map_or(lower.as_str(), |class| class.word());
            let word = CLASSES.into_iter().find(|own| *own == word).ok_or_else(|| {
                let [id, en] = hint(&lower, CLASSES.into_iter());
                let told = visible(&said);
                [format!("jenis '{told}' tidak dikenal; {id}"), format!("unknown class '{told}'; {en}")]
            })?;
            record.insert(key.into(), json!(word));
        }
        Kind::Gigabytes => {
            let plain = if said.contains('.') { said.clone() } else { said.replace(',', ".") };
            let amount = plain.parse::<f64>().ok().filter(|amount| amount.is_finite() && (0.0..1e9).contains(amount));
            let told = visible(&said);
            let amount = amount.ok_or_else(|| [format!("'{told}' bukan angka"), format!("'{told}' is no number")])?;
            // Memory is sold in binary, disks in decimal gigabytes.
            if key == "memory_gb" {
                record.insert("memory_total_bytes".into(), json!((amount * 1_073_741_824.0) as u64));
            } else {
                record.insert("disks".into(), json!([{ "name": "1", "size_bytes": (amount * 1e9) as u64 }]));
            }
        }
        Kind::Text if key == "cpu" => {
            record.insert("cpus".into(), json!([{ "name": said }]));
        }
        Kind::Text => {
            record.insert(key.into(), json!(said));
        }
    }
    Ok(())
}

/// An empty table: CSV by its keys, or a workbook with headings above them.
pub fn template(as_csv: bool) -> Result<Vec<u8>, String> {
    if as_csv {
        return Ok(format!("{}\n", COLUMNS.map(|(key, ..)| key).join(";")).into_bytes());
    }
    let write = || {
        let mut book = rust_xlsxwriter::Workbook::new();
        let bold = rust_xlsxwriter::Format::new().set_bold();
        let sheet = book.add_worksheet();
        sheet.set_name("perangkat")?;
        for (at, (key, title, _)) in (0..).zip(COLUMNS) {
            sheet.write_with_format(0, at, title[0], &bold)?;
            sheet.write(1, at, key)?;
            sheet.set_column_width(at, 18)?;
        }
        sheet.set_freeze_panes(2, 0)?;
        book.save_to_buffer()
    };
    write().map_err(|error: rust_xlsxwriter::XlsxError| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::record;

    const NOW: Timestamp = Timestamp(1_795_318_800_000);

    #[test]
    fn a_table_of_devices() {
        let csv = "sys_name;serial;device_class;memory_gb;disk_gb;cpu;collected_at\n\
                   PC-1;S-1;Komputer (PC);7,5;512;Intel(R) Core(TM) i5-1235U;15-11-2026\n\
                   ;;;;;;\nCETAK-1;;printer;;;;\n";
        let (records, faults) = read(csv.as_bytes(), NOW);
        assert_eq!(faults, Vec::<Fault>::new());
        assert_eq!(records.len(), 2);
        for one in &records {
            record::check(one).unwrap_or_else(|cause| panic!("{cause:?}: {one}"));
        }
        assert_eq!(records[0]["device_class"], "pc");
        assert_eq!(records[0]["collected_at"], "2026-11-15T00:00:00Z");
        assert_eq!(records[0]["memory_total_bytes"], 8_053_063_680_u64);
        assert_eq!(records[0]["disks"][0]["size_bytes"], 512_000_000_000_u64);
        assert_eq!(records[1]["collected_at"], NOW.rfc3339());
    }

    #[test]
    fn a_row_that_is_wrong_keeps_no_other_out() {
        let csv = "sys_name,serial,warna,device_class,memory_gb\nPC-1,S-1,,pc,8\n\nPC-2,S-2,,pece,banyak\n,,,pc,8\n";
        let (records, faults) = read(csv.as_bytes(), NOW);
        assert_eq!(records.len(), 1);
        let told: Vec<&str> = faults.iter().map(|fault| fault[1].as_str()).collect();
        assert_eq!(told.len(), 4, "{told:?}");
        assert!(told[0].starts_with("1:3: unknown key 'warna'"), "{told:?}");
        assert!(told[1].starts_with("4:4: unknown class 'pece'"), "{told:?}");
        assert!(told[2].starts_with("4:5: 'banyak' is no number") && told[3].contains("fill in one of"), "{told:?}");
        assert!(read(b"\xff\xfe", NOW).1[0][1].contains("UTF-8"));
        assert!(read(b"a,b\n1,2\n", NOW).1[0][1].contains("no row of keys"));
    }

    #[test]
    fn the_templates_are_read_back() {
        for as_csv in [true, false] {
            let (records, faults) = read(&template(as_csv).unwrap(), NOW);
            assert!(records.is_empty() && faults.is_empty(), "{faults:?}");
        }
    }
}
