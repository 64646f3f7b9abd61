//! Maker, model, chassis, board, firmware and memory slots from the raw SMBIOS table (`MSSmBios_RawSMBiosTables` in `root\WMI`),
//! through the same parser that reads Linux' table.

use super::rows::Rows;
use crate::collect::{
    hardware::{self, Signs, Texts},
    smbios::{self, Structure},
};
use model::record::Facts;

/// Name under which `HKLM\SYSTEM\CurrentControlSet\Control` is kept: `PEFirmwareType` is 1 for BIOS, 2 for UEFI.
pub const CONTROL: &str = "registry Control";

/// States all of it in `facts`; without a table nothing is changed.
pub fn state(rows: &Rows, facts: &mut Facts) {
    let Some(table) = rows.first("MSSmBios_RawSMBiosTables").map(|row| row.octets("SMBiosData")) else { return };
    let all = smbios::structures(&table);
    if all.is_empty() {
        return;
    }
    let kind = rows.first(CONTROL).and_then(|control| control.number("PEFirmwareType"));
    let signs = Signs { hypervisor: false, battery: !rows.of("Win32_Battery").is_empty(), uefi: kind == Some(2) };
    hardware::state(&texts(&all), signs, facts);
    if kind.is_none()
        && let Some(bios) = &mut facts.bios
    {
        bios.firmware = None;
    }
    smbios::state(&all, facts);
}

/// Where each text of Linux' `/sys/class/dmi/id` stands: type of the structure and offset of its number (SMBIOS 3.7, 7.1–7.4).
const PLACES: [(&str, u8, usize); 17] = [
    ("bios_vendor", 0, 0x04),
    ("bios_version", 0, 0x05),
    ("bios_date", 0, 0x08),
    ("sys_vendor", 1, 0x04),
    ("product_name", 1, 0x05),
    ("product_version", 1, 0x06),
    ("product_serial", 1, 0x07),
    ("product_sku", 1, 0x19),
    ("product_family", 1, 0x1a),
    ("board_vendor", 2, 0x04),
    ("board_name", 2, 0x05),
    ("board_version", 2, 0x06),
    ("board_serial", 2, 0x07),
    ("chassis_vendor", 3, 0x04),
    ("chassis_version", 3, 0x06),
    ("chassis_serial", 3, 0x07),
    ("chassis_asset_tag", 3, 0x08),
];

/// The texts by the names that Linux gives them.
fn texts(all: &[Structure<'_>]) -> Texts {
    let first = |kind: u8| all.iter().find(|one| one.kind == kind);
    let mut out: Texts =
        PLACES.into_iter().filter_map(|(name, kind, at)| Some((name, first(kind)?.text(at)?))).collect();
    out.extend(first(3).and_then(|one| Some(("chassis_type", one.byte(0x05)?.to_string()))));
    out.extend(first(1).and_then(|one| Some(("product_uuid", uuid(one.fields.get(0x08..0x18)?)?))));
    out
}

/// The first three parts are little endian since SMBIOS 2.6 (7.2.1).
fn uuid(octets: &[u8]) -> Option<String> {
    let [a, b, c, d, e, f, g, h, rest @ ..] = octets else { return None };
    let head = [d, c, b, a, f, e, h, g].map(|octet| format!("{octet:02x}")).concat();
    let tail: String = rest.iter().map(|octet| format!("{octet:02x}")).collect();
    Some(format!("{}-{}-{}-{}-{}", &head[..8], &head[8..12], &head[12..], tail.get(..4)?, tail.get(4..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_uuid_are_turned() {
        let octets: Vec<u8> = (0..16).collect();
        assert_eq!(uuid(&octets).as_deref(), Some("03020100-0504-0706-0809-0a0b0c0d0e0f"));
        assert_eq!(uuid(&octets[..7]), None);
    }
}
