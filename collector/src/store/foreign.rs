//! Rows of machines that GLPI and FusionInventory agents tell of, and the inventories of those that wait.

use super::{
    Reader, StoreError,
    write::{execute, json},
};
use crate::trust::StoredMachine;
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use model::{DeviceRecord, api::MOST_UNPACKED};
use rusqlite::{OptionalExtension, Transaction, params};
use std::io::{Read, Write};

/// Packs a record as it waits.
pub fn pack(record: &DeviceRecord) -> Option<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(&serde_json::to_vec(record).ok()?).ok()?;
    packer.finish().ok()
}

fn unpack(packed: &[u8]) -> Option<DeviceRecord> {
    let mut plain = Vec::new();
    GzDecoder::new(packed).take(2 * MOST_UNPACKED as u64).read_to_end(&mut plain).ok()?;
    serde_json::from_slice(&plain).ok()
}

/// Writes a machine; without an inventory the one that waited goes.
pub(super) fn write(
    transaction: &Transaction<'_>,
    machine: &StoredMachine,
    inventory: Option<&[u8]>,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO machine VALUES (?1, ?2, ?3)
               ON CONFLICT (id) DO UPDATE SET body = excluded.body, inventory = excluded.inventory";
    execute(transaction, sql, params![machine.id, json(machine)?, inventory])
}

/// Forgets one.
pub(super) fn forget(transaction: &Transaction<'_>, id: &str) -> Result<(), StoreError> {
    execute(transaction, "DELETE FROM machine WHERE id = ?1", [id])
}

impl Reader {
    /// The inventory with which a machine waits.
    pub fn waiting_inventory(&self, id: &str) -> Result<Option<DeviceRecord>, StoreError> {
        self.with(|connection| {
            let sql = "SELECT inventory FROM machine WHERE id = ?1";
            let found: Option<Option<Vec<u8>>> = connection.query_row(sql, [id], |row| row.get(0)).optional()?;
            Ok(found.flatten().and_then(|packed| unpack(&packed)))
        })
    }
}
