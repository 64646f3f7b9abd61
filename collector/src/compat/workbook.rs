//! Specifications as a workbook: one sheet a class, one row an item (first header Indonesian, second the key), for people
//! who would rather fill in a table than a file.

mod read;
mod write;

pub(super) use read::{Pair, Table, cell_name, day as day_of, text as text_of, written};
pub use read::{Row, one, read};
pub use write::template;

use super::form::Kind;

/// A column that every sheet and every form has.
pub struct Column {
    /// Its key.
    pub key: &'static str,
    /// Its heading, in both languages.
    pub title: [&'static str; 2],
    /// True when it must be filled in.
    pub must: bool,
    /// What stands in it.
    pub kind: Kind,
    /// Words to choose from, and what a `spec.toml` says instead; empty: whatever.
    pub words: &'static [(&'static str, &'static str)],
}

const fn column(key: &'static str, title: [&'static str; 2], must: bool, kind: Kind) -> Column {
    Column { key, title, must, kind, words: &[] }
}

const fn choice(
    key: &'static str,
    title: [&'static str; 2],
    must: bool,
    words: &'static [(&'static str, &'static str)],
) -> Column {
    Column { key, title, must, kind: Kind::Text, words }
}

/// All of them, in their order.
pub const COLUMNS: [Column; 18] = [
    column("no", ["No.", "No."], false, Kind::Number),
    column("target.opd", ["Perangkat Daerah (kode)", "Agency (code)"], true, Kind::Text),
    column("target.location", ["Lokasi", "Location"], true, Kind::Text),
    column("class", ["Jenis perangkat", "Class"], false, Kind::Text),
    column("brand", ["Merek", "Brand"], true, Kind::Text),
    column("model", ["Tipe/model", "Model"], true, Kind::Text),
    column("part_number", ["Nomor bagian", "Part number"], false, Kind::Text),
    column("quantity", ["Jumlah", "Quantity"], true, Kind::Number),
    choice("kind", ["Baru/tambahan/pengganti/hibah", "New/additional/replacement/grant"], true, &KINDS),
    choice("origin", ["Asal/sumber dana", "Origin of funds"], false, &ORIGINS),
    column("target.replaces", ["Menggantikan (kode aset)", "Replaces (asset codes)"], false, Kind::Text),
    column("date", ["Tanggal rencana", "Planned date"], true, Kind::Day),
    column("useful_life_years", ["Umur manfaat (tahun)", "Useful life (years)"], false, Kind::Number),
    column("coordination.number", ["Nomor koordinasi", "Number of the coordination"], false, Kind::Text),
    column("djid.certificate", ["Nomor sertifikat DJID", "DJID certificate"], false, Kind::Text),
    column("tkdn.percent", ["TKDN (%)", "TKDN (%)"], false, Kind::Number),
    choice("provenance.source", ["Sumber data", "Source of the facts"], false, &SOURCES),
    column("provenance.document", ["Dokumen/halaman", "Document/page"], false, Kind::Text),
];
/// Columns of a table alone: its number, and the class that the sheet names.
pub const OF_TABLE: [&str; 2] = ["no", "class"];
/// End of the key of the column with the page of an attribute.
const PAGE: &str = ".page";

/// Words of the columns and what a `spec.toml` says instead.
const KINDS: [(&str, &str); 4] =
    [("baru", "new"), ("tambahan", "additional"), ("pengganti", "replacement"), ("hibah", "grant")];
const ORIGINS: [(&str, &str); 6] = [
    ("apbd", "apbd"),
    ("apbn", "apbn"),
    ("pusat", "central"),
    ("provinsi", "province"),
    ("hibah", "grant"),
    ("lainnya", "other"),
];
const SOURCES: [(&str, &str); 5] = [
    ("datasheet", "datasheet"),
    ("surat penyedia", "vendor_letter"),
    ("diukur", "measured"),
    ("pustaka", "library"),
    ("operator", "operator"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::{
        class::Class,
        spec::{Said, Spec},
    };
    use rust_xlsxwriter::Workbook;

    /// A workbook with one sheet of these keys and rows.
    fn book(sheet: &str, keys: &[&str], rows: &[&[&str]]) -> Vec<u8> {
        let mut book = Workbook::new();
        let page = book.add_worksheet();
        page.set_name(sheet).unwrap();
        for (column, key) in keys.iter().enumerate() {
            page.write(1, column as u16, *key).unwrap();
            for (row, cells) in rows.iter().enumerate() {
                match cells[column].parse::<f64>() {
                    Ok(number) => page.write(row as u32 + 2, column as u16, number).unwrap(),
                    Err(_) => page.write(row as u32 + 2, column as u16, cells[column]).unwrap(),
                };
            }
        }
        book.save_to_buffer().unwrap()
    }

    const KEYS: [&str; 13] = [
        "target.opd",
        "target.location",
        "brand",
        "model",
        "quantity",
        "kind",
        "date",
        "provenance.source",
        "provenance.document",
        "ports",
        "vlan_8021q",
        "stp_modes",
        "stp_modes.page",
    ];

    #[test]
    fn a_row_is_a_specification() {
        let octets = book(
            "switch",
            &KEYS,
            &[
                &[
                    "DISDIK",
                    "DISDIK/TU",
                    "Contoh",
                    "SW \"8\"",
                    "2",
                    "pengganti",
                    "2026-12-15",
                    "surat penyedia",
                    "sw8.pdf / 3",
                    "8x1000base-t; 2x1000base-x-sfp",
                    "ya",
                    "tidak ada",
                    "7",
                ],
                &["", "", "", "", "", "", "", "", "", "", "", "", ""],
            ],
        );
        let rows = read(&octets).unwrap();
        assert_eq!(rows.len(), 1, "an empty row is none");
        let spec = Spec::read(&rows[0].spec).unwrap_or_else(|faults| panic!("{faults:?}\n{}", rows[0].spec));
        assert_eq!((spec.item.class, spec.item.quantity, spec.item.kind.as_str()), (Class::Switch, 2, "replacement"));
        assert_eq!(spec.item.model, "SW \"8\"");
        assert_eq!(spec.list("ports").unwrap(), ["8x1000base-t", "2x1000base-x-sfp"]);
        assert_eq!(spec.attributes["vlan_8021q"].said, Said::Yes(true));
        assert_eq!(spec.attributes["stp_modes"].said, Said::List(Vec::new()), "tidak ada: there is none");
        let origin = &spec.attributes["ports"].origin;
        assert_eq!((origin.source.as_str(), origin.document.as_deref()), ("vendor_letter", Some("sw8.pdf")));
        assert_eq!(origin.page.as_ref().unwrap().0, "3");
        assert_eq!(spec.attributes["stp_modes"].origin.page.as_ref().unwrap().0, "7");
    }

    #[test]
    fn faults_name_their_cell() {
        let octets = book(
            "switch",
            &KEYS,
            &[&["D", "D/T", "C", "S", "dua", "entah", "2026-12-15", "", "", "8 x", "mungkin", "", ""]],
        );
        let faults = read(&octets).unwrap_err();
        for cell in ["switch!E3", "switch!F3", "switch!J3", "switch!K3"] {
            assert!(faults.iter().any(|fault| fault[0].starts_with(cell)), "{cell}: {faults:?}");
        }
        let octets = book("switch", &["brand", "modle"], &[&["C", "S"]]);
        assert!(
            read(&octets)
                .unwrap_err()
                .iter()
                .any(|fault| fault[1].starts_with("switch!B2") && fault[1].contains("'model'"))
        );
        assert!(read(b"text").unwrap_err()[0][1].contains("XLSX"));
    }

    /// The template that we hand out is one that we read, for every class.
    #[test]
    fn the_template_is_read_back() {
        let octets = template(&[]).unwrap();
        assert!(read(&octets).unwrap().is_empty());
        assert!(read(&template(&[Class::Camera]).unwrap()).unwrap().is_empty());
    }
}
