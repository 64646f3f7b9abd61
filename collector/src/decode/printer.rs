//! Printers: supplies, trays, what they complain about (Printer-MIB, RFC 3805).

use super::{
    Trouble,
    fact::six_digits,
    row::{Row, bits, dotted, rows},
};
use crate::{profile::Profile, snmp::cells::Cell};
use model::record::{PrinterAlert, Supply, Tray};
use std::collections::HashMap;

/// Bits of hrPrinterDetectedErrorState (RFC 2790).
const ERRORS: [&str; 15] = [
    "lowPaper",
    "noPaper",
    "lowToner",
    "noToner",
    "doorOpen",
    "jammed",
    "offline",
    "serviceRequested",
    "inputTrayMissing",
    "outputTrayMissing",
    "markerSupplyMissing",
    "outputNearFull",
    "outputFull",
    "inputTrayEmpty",
    "overduePreventMaint",
];

/// What a level and a capacity say together.
#[derive(Debug, Default, PartialEq)]
struct Level {
    level: Option<u64>,
    capacity: Option<u64>,
    percent: Option<f64>,
    state: Option<String>,
}

/// -1 means unrestricted, -2 unknown, -3 that some is left. A level above the capacity is no share of it.
fn level(level: Option<i64>, capacity: Option<i64>, unit: Option<&str>) -> Level {
    let state = match level {
        Some(-1) => Some("unrestricted"),
        Some(-2) => Some("unknown"),
        Some(-3) => Some("some_remaining"),
        _ => None,
    };
    let level = level.and_then(|level| u64::try_from(level).ok());
    let capacity = capacity.and_then(|capacity| u64::try_from(capacity).ok()).filter(|capacity| *capacity > 0);
    let whole = capacity.or(if unit == Some("percent") { Some(100) } else { None });
    let percent = level
        .zip(whole)
        .map(|(level, whole)| six_digits(level as f64 / whole as f64 * 100.0))
        .filter(|percent| *percent <= 100.0);
    Level { level, capacity, percent, state: state.map(str::to_owned) }
}

/// Colours of the markers' colorants, by the last arc of their row.
pub(super) fn colorants(profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) -> HashMap<u64, String> {
    let of =
        |row: &Row<'_>, trouble: &mut Trouble| Some((*row.index.last()?, row.text("colour", trouble)?.to_lowercase()));
    rows(profile, cells).iter().filter_map(|row| of(row, trouble)).collect()
}

/// prtMarkerSuppliesTable. A name that is only a kind of placeholder stays what the device said.
pub(super) fn supplies(
    profile: &Profile,
    cells: &[Cell<'_>],
    colours: &HashMap<u64, String>,
    trouble: &mut Trouble,
) -> Vec<Supply> {
    let mut found = Vec::new();
    for row in rows(profile, cells) {
        let Some(oid) = row.oid("level") else { continue };
        let unit = row.text("unit", trouble);
        let level = level(row.number("level", trouble), row.number("max_capacity", trouble), unit.as_deref());
        let colorant = row.whole("colorant", trouble).filter(|colorant| *colorant > 0);
        found.push(Supply {
            index: row.index.get(1..).map(dotted),
            oid: Some(oid),
            kind: row.text("type", trouble),
            class: row.text("class", trouble).filter(|class| class != "other"),
            colour: colorant.and_then(|colorant| colours.get(&colorant).cloned()),
            descr: row.text("descr", trouble),
            level: level.level,
            max_capacity: level.capacity,
            unit,
            level_percent: level.percent,
            level_state: level.state,
            ..Supply::default()
        });
    }
    found
}

/// prtInputTable.
pub(super) fn trays(profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) -> Vec<Tray> {
    let mut found = Vec::new();
    for row in rows(profile, cells) {
        let Some(oid) = row.oid("level") else { continue };
        let unit = row.text("unit", trouble);
        let level = level(row.number("level", trouble), row.number("max_capacity", trouble), unit.as_deref());
        found.push(Tray {
            index: row.index.get(1..).map(dotted),
            oid: Some(oid),
            kind: row.text("type", trouble),
            descr: row.text("name", trouble).or_else(|| row.text("descr", trouble)),
            level: level.level,
            max_capacity: level.capacity,
            unit,
            level_percent: level.percent,
            level_state: level.state,
            media: row.text("media", trouble),
            ..Tray::default()
        });
    }
    found
}

/// prtAlertTable.
pub(super) fn alerts(profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) -> Vec<PrinterAlert> {
    let alert = |row: &Row<'_>, trouble: &mut Trouble| PrinterAlert {
        severity: row.text("severity", trouble),
        descr: row.text("descr", trouble),
        code: row.number("code", trouble).map(|code| code.to_string()),
        ..PrinterAlert::default()
    };
    rows(profile, cells).iter().map(|row| alert(row, trouble)).collect()
}

/// hrPrinterTable: the status, and the errors that are set, of the first printer.
pub(super) fn status(profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) -> (Option<String>, Vec<String>) {
    let Some(row) = rows(profile, cells).into_iter().next() else { return (None, Vec::new()) };
    let errors = row.octets("errors").into_iter().flat_map(bits).filter_map(|bit| ERRORS.get(bit));
    (row.text("status", trouble), errors.map(|error| (*error).to_owned()).collect())
}

/// prtConsoleDisplayBufferText: the lines of the display.
pub(super) fn console(profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) -> Option<String> {
    let lines: Vec<String> = rows(profile, cells).iter().filter_map(|row| row.text("line", trouble)).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels() {
        let check = |said, capacity, unit, percent: Option<f64>, state: Option<&str>| {
            let level = level(Some(said), Some(capacity), Some(unit));
            assert_eq!((level.percent, level.state.as_deref()), (percent, state), "{said} of {capacity}");
        };
        check(17_253, 25_000, "impressions", Some(69.012), None);
        check(59, -2, "percent", Some(59.0), None);
        check(59, -2, "impressions", None, None);
        check(-3, 250, "sheets", None, Some("some_remaining"));
        check(-2, 100, "percent", None, Some("unknown"));
        check(-1, -1, "percent", None, Some("unrestricted"));
        check(0, 100, "percent", Some(0.0), None);
        check(300, 250, "sheets", None, None);
    }
}
