//! What checks of equipment to be bought are made from, and their frozen results, as rows.

use super::{
    Reader, StoreError,
    write::{execute, json},
};
use crate::compat::seen::Seen;
use model::{
    OpdCode, Timestamp,
    api::{FrozenLine, ProductKind, ProductText},
    compat::{Check, Frozen, Waiver, changes},
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use sha2::{Digest, Sha256};

/// A device record as it was brought.
#[derive(Clone, Debug)]
pub struct ImportedRecord {
    /// What rules read of it.
    pub seen: Seen,
    /// The record as JSON.
    pub body: String,
}

/// A result to be frozen.
#[derive(Clone, Debug)]
pub struct ToFreeze {
    /// Name of the procurement.
    pub procurement: String,
    /// When.
    pub at: Timestamp,
    /// Number of the declared facts it was made with.
    pub site: Option<i64>,
    /// The specification, as text.
    pub spec: String,
    /// The device records it read.
    pub records: Vec<String>,
    /// The result.
    pub check: Check,
}

/// A file about one product.
#[derive(Clone, Debug)]
pub struct StoredProduct {
    /// Maker, as it is written.
    pub manufacturer: String,
    /// Model, as it is written.
    pub model: String,
    /// Part number.
    pub part_number: Option<String>,
    /// What the file is, and the file.
    pub text: ProductText,
}

/// Most records of one device that a reference leads to; older ones are not looked at.
const RECORDS_OF_ONE: usize = 500;

pub(super) fn digest(body: &str) -> [u8; 32] {
    Sha256::digest(body.as_bytes()).into()
}

pub(super) fn write_record(transaction: &Transaction<'_>, record: &ImportedRecord) -> Result<(), StoreError> {
    let sql =
        "INSERT OR IGNORE INTO imported (device_id, asset_code, sys_name, serial, address, computer_at, collected_at,
                 digest, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let seen = &record.seen;
    let [device_id, asset_code, sys_name, serial, address] = seen.marks();
    let computer_at = seen.facts.location.as_deref().filter(|_| seen.is_computer());
    let (at, digest, body) = (seen.collected_at.0, digest(&record.body), &record.body);
    execute(
        transaction,
        sql,
        params![device_id, asset_code, sys_name, serial, address, computer_at, at, digest.as_slice(), body],
    )
}

pub(super) fn write_product(transaction: &Transaction<'_>, product: &StoredProduct) -> Result<(), StoreError> {
    let sql = "INSERT INTO product (kind, manufacturer, model, part_number, body) VALUES (?1, ?2, ?3, ?4, ?5)
               ON CONFLICT (kind, manufacturer, model) DO UPDATE SET
                 part_number = excluded.part_number, body = excluded.body";
    let plain = |text: &str| text.trim().to_lowercase();
    let (manufacturer, model) = (plain(&product.manufacturer), plain(&product.model));
    let part_number = product.part_number.as_deref().map(plain);
    let kind = kind_word(product.text.kind);
    execute(transaction, sql, params![kind, manufacturer, model, part_number, product.text.text])
}

const fn kind_word(kind: ProductKind) -> &'static str {
    match kind {
        ProductKind::DeviceType => "device_type",
        ProductKind::Overlay => "overlay",
    }
}

pub(super) fn write_site(transaction: &Transaction<'_>, at: Timestamp, body: &str) -> Result<(), StoreError> {
    execute(transaction, "INSERT INTO site (at, body) VALUES (?1, ?2)", params![at.0, body])
}

pub(super) fn freeze(transaction: &Transaction<'_>, frozen: &ToFreeze) -> Result<(), StoreError> {
    let sql = "INSERT INTO frozen (procurement, revision, at, site, spec, records, result)
               SELECT ?1, coalesce(max(revision), 0) + 1, ?2, ?3, ?4, ?5, ?6 FROM frozen WHERE procurement = ?1";
    let records = format!("[{}]", frozen.records.join(","));
    let ToFreeze { procurement, at, site, spec, check, .. } = frozen;
    execute(transaction, sql, params![procurement, at.0, site, spec, records, json(check)?])
}

pub(super) fn write_waiver(transaction: &Transaction<'_>, number: u64, waiver: &Waiver) -> Result<(), StoreError> {
    let sql = "INSERT INTO waiver (frozen, body) VALUES (?1, ?2)";
    execute(transaction, sql, params![number.cast_signed(), json(waiver)?])
}

impl Reader {
    /// True when this very record was brought already.
    pub fn is_imported(&self, body: &str) -> Result<bool, StoreError> {
        let digest = digest(body);
        self.with(|connection| {
            let mut statement = connection.prepare_cached("SELECT 1 FROM imported WHERE digest = ?1")?;
            Ok(statement.exists([digest.as_slice()])?)
        })
    }

    /// The records that carry one of these marks, and those that share a mark with them; of one agency, or of all.
    pub fn imported(&self, marks: &[&str], opd: Option<&OpdCode>) -> Result<Vec<ImportedRecord>, StoreError> {
        let opd = opd.map(|opd| opd.0.as_str());
        self.with(|connection| {
            let sql = "SELECT id, device_id, asset_code, sys_name, serial, address, body FROM imported
                       WHERE (device_id = ?1 OR asset_code = ?1 OR sys_name = ?1 OR serial = ?1 OR address = ?1)
                         AND (?3 IS NULL OR upper(trim(body ->> '$.opd')) = ?3)
                       ORDER BY collected_at DESC LIMIT ?2";
            let mut statement = connection.prepare_cached(sql)?;
            let mut ids = Vec::new();
            let mut found = Vec::new();
            let mut asked: Vec<String> = marks.iter().map(|mark| (*mark).to_owned()).collect();
            let mut place = 0;
            while let Some(mark) = asked.get(place).cloned() {
                place += 1;
                let mut rows = statement.query(params![mark, RECORDS_OF_ONE as i64, opd])?;
                while let Some(row) = rows.next()? {
                    let id: i64 = row.get(0)?;
                    if ids.contains(&id) || ids.len() >= RECORDS_OF_ONE {
                        continue;
                    }
                    ids.push(id);
                    for column in 1..=5 {
                        let other: Option<String> = row.get(column)?;
                        if let Some(other) = other.filter(|other| !asked.contains(other)) {
                            asked.push(other);
                        }
                    }
                    found.extend(record(row.get(6)?));
                }
            }
            Ok(found)
        })
    }

    /// Records of PCs and laptops that name this location; of one agency, or of all.
    pub fn imported_computers(&self, location: &str, opd: Option<&OpdCode>) -> Result<Vec<ImportedRecord>, StoreError> {
        let opd = opd.map(|opd| opd.0.as_str());
        self.with(|connection| {
            let sql = "SELECT body FROM imported
                       WHERE computer_at = ?1 AND (?2 IS NULL OR upper(trim(body ->> '$.opd')) = ?2) ORDER BY id";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map(params![location, opd], |row| row.get::<_, String>(0))?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?.into_iter().filter_map(record).collect())
        })
    }

    /// One mark of every record, the first that it has; of one agency, or of all.
    pub fn imported_marks(&self, opd: Option<&OpdCode>) -> Result<Vec<String>, StoreError> {
        let opd = opd.map(|opd| opd.0.as_str());
        self.with(|connection| {
            let sql = "SELECT DISTINCT coalesce(device_id, asset_code, sys_name, serial, address) FROM imported
                       WHERE ?1 IS NULL OR upper(trim(body ->> '$.opd')) = ?1";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([opd], |row| row.get::<_, Option<String>>(0))?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
        })
    }

    /// The files about the products of a name, device types first.
    pub fn products(&self, name: &str) -> Result<Vec<ProductText>, StoreError> {
        self.with(|connection| {
            let sql = "SELECT kind, body FROM product
                       WHERE (manufacturer, model) IN (
                         SELECT manufacturer, model FROM product
                         WHERE model = ?1 OR part_number = ?1 OR manufacturer || ' ' || model = ?1)
                       ORDER BY kind, manufacturer, model LIMIT 20";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([name.trim().to_lowercase()], |row| {
                let overlay = row.get::<_, String>(0)? == kind_word(ProductKind::Overlay);
                let kind = if overlay { ProductKind::Overlay } else { ProductKind::DeviceType };
                Ok(ProductText { kind, text: row.get(1)? })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The declared facts in force: their number and text.
    pub fn site(&self) -> Result<Option<(i64, String)>, StoreError> {
        self.with(|connection| {
            let mut statement = connection.prepare_cached("SELECT id, body FROM site ORDER BY id DESC LIMIT 1")?;
            Ok(statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
        })
    }

    /// The number of the declared facts in force.
    pub fn site_number(&self) -> Result<Option<i64>, StoreError> {
        self.with(|connection| {
            Ok(connection.prepare_cached("SELECT max(id) FROM site")?.query_row([], |row| row.get(0))?)
        })
    }

    /// Number and revision of the newest result that was frozen of a procurement.
    pub fn newest_frozen(&self, procurement: &str) -> Result<Option<(u64, u32)>, StoreError> {
        self.with(|connection| {
            let sql = "SELECT number, revision FROM frozen WHERE procurement = ?1 ORDER BY revision DESC LIMIT 1";
            let mut statement = connection.prepare_cached(sql)?;
            let read = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get(1)?));
            Ok(statement.query_row([procurement], read).optional()?)
        })
    }

    /// The frozen results, the newest first.
    pub fn all_frozen(&self) -> Result<Vec<FrozenLine>, StoreError> {
        self.with(|connection| {
            let sql = "SELECT number, procurement, revision, at, result,
                              (SELECT count(*) FROM waiver WHERE waiver.frozen = frozen.number)
                       FROM frozen ORDER BY number DESC";
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            let mut lines = Vec::new();
            while let Some(row) = rows.next()? {
                let Some(check) = check(row.get(4)?) else { continue };
                lines.push(FrozenLine {
                    number: row.get::<_, i64>(0)?.cast_unsigned(),
                    procurement: row.get(1)?,
                    revision: row.get(2)?,
                    at: Timestamp(row.get(3)?),
                    verdict: check.verdict,
                    item: check.item,
                    opd: check.opd,
                    waivers: row.get(5)?,
                    hash: check.hash,
                });
            }
            Ok(lines)
        })
    }

    /// One frozen result with its waivers, and what changed since the revision before.
    pub fn frozen(&self, number: u64) -> Result<Option<Frozen>, StoreError> {
        self.with(|connection| {
            let sql = "SELECT procurement, revision, at, spec, result FROM frozen WHERE number = ?1";
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query([number.cast_signed()])?;
            let Some(row) = rows.next()? else { return Ok(None) };
            let (procurement, revision): (String, u32) = (row.get(0)?, row.get(1)?);
            let Some(result) = check(row.get(4)?) else { return Ok(None) };
            let before = before(connection, &procurement, revision)?;
            let changed = before.map(|before| changes(&before, &result)).unwrap_or_default();
            Ok(Some(Frozen {
                number,
                revision,
                procurement,
                at: Timestamp(row.get(2)?),
                opd_name: None,
                spec: row.get(3)?,
                check: result,
                waivers: waivers(connection, number)?,
                changed,
            }))
        })
    }
}

fn before(connection: &Connection, procurement: &str, revision: u32) -> Result<Option<Check>, StoreError> {
    let sql = "SELECT result FROM frozen WHERE procurement = ?1 AND revision = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let body = statement.query_row(params![procurement, revision.saturating_sub(1)], |row| row.get(0)).optional()?;
    Ok(body.and_then(check))
}

fn waivers(connection: &Connection, number: u64) -> Result<Vec<Waiver>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT body FROM waiver WHERE frozen = ?1 ORDER BY id")?;
    let rows = statement.query_map([number.cast_signed()], |row| row.get::<_, String>(0))?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?.iter().filter_map(|body| serde_json::from_str(body).ok()).collect())
}

fn check(body: String) -> Option<Check> {
    serde_json::from_str(&body).ok()
}

fn record(body: String) -> Option<ImportedRecord> {
    Seen::read(&body).map(|seen| ImportedRecord { seen, body })
}
