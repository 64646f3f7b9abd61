//! What runs inside a device: memory, volumes, processors, toner, batteries.

use super::View;
use crate::ber::{self, COUNTER32, GAUGE32, OCTET_STRING, TIME_TICKS};
use crate::chance;
use crate::family::Store;
use crate::mib::{self, Object};

/// prtMarkerSuppliesTable: description, prtMarkerSuppliesType (3 toner, 9 opc).
pub(super) const SUPPLIES: [(&str, i32); 2] = [("Black Cartridge HP CF276A", 3), ("Drum Unit", 9)];
/// Memory of a device that states no volumes, KiB.
const SMALL_MEMORY_KIB: u64 = 256 * 1024;

impl View<'_> {
    /// Writes an object of the inside. False: it is none.
    pub(super) fn put_host(&self, object: Object, row: usize, out: &mut Vec<u8>) -> bool {
        self.put_storage(object, row, out)
            || self.put_work(object, row, out)
            || self.put_ups(object, out)
            || self.put_printer(object, row, out)
    }

    fn put_storage(&self, object: Object, row: usize, out: &mut Vec<u8>) -> bool {
        let volume = self.planned().family.volumes.get(row);
        let number = |out: &mut Vec<u8>, value: u32| ber::put_integer(out, value as i32);
        match (object, volume) {
            (Object::HrStorageIndex, Some(volume)) => number(out, volume.index),
            (Object::HrStorageType, Some(volume)) => Self::put_type(out, Store::registry(), volume.kind.arc()),
            (Object::HrStorageDescr, Some(volume)) => ber::put(out, OCTET_STRING, volume.descr.as_bytes()),
            (Object::HrStorageUnits, Some(volume)) => number(out, volume.unit_bytes),
            (Object::HrStorageSize, Some(volume)) => number(out, volume.size),
            (Object::HrStorageUsed, Some(volume)) => {
                let share = self.used_share(row, f64::from(volume.used_percent));
                number(out, (f64::from(volume.size) * share) as u32);
            }
            (Object::HrMemorySize, _) => ber::put_integer(out, self.memory_kib() as i32),
            _ => return false,
        }
        true
    }

    /// Use of a volume as a share: the family's habit, the device's own, and a slow swing.
    fn used_share(&self, row: usize, usual_percent: f64) -> f64 {
        let purpose = 60 + row as u64;
        let own = chance::between(self.plan.chance(self.index, purpose), 0.75, 1.22);
        let swing = 4.0 * chance::noise(self.plan.chance(self.index, purpose + 20), 0, self.now_ms, 120_000);
        ((usual_percent * own + swing) / 100.0).min(0.99)
    }

    fn memory_kib(&self) -> u64 {
        let ram = self.planned().family.volumes.iter().find(|volume| volume.kind == Store::Ram);
        ram.map_or(SMALL_MEMORY_KIB, |ram| u64::from(ram.size) * u64::from(ram.unit_bytes) / 1024)
    }

    fn put_work(&self, object: Object, row: usize, out: &mut Vec<u8>) -> bool {
        let cpu = |core: u64| self.world.cpu_percent(self.index, core, self.now_ms) as i32;
        let kib = |out: &mut Vec<u8>, share: f64| ber::put_integer(out, (self.memory_kib() as f64 * share) as i32);
        match object {
            Object::HrSystemUptime => {
                ber::put_unsigned(out, TIME_TICKS, u64::from(self.world.uptime_ticks(self.index, self.now_ms)));
            }
            Object::HrSystemProcesses => ber::put_unsigned(out, GAUGE32, 90 + cpu(0) as u64),
            Object::HrProcessorFrwId => ber::put_name(out, mib::ZERO),
            Object::HrProcessorLoad => ber::put_integer(out, cpu(row as u64)),
            Object::CpmCpuOneMinute | Object::CpmCpuFiveMinutes => ber::put_unsigned(out, GAUGE32, cpu(0) as u64),
            Object::MemTotalReal => kib(out, 1.0),
            Object::MemTotalSwap => kib(out, 0.125),
            Object::MemAvailReal => kib(out, (1.0 - self.used_share(0, 62.0)).max(0.02)),
            Object::MemBuffer => kib(out, 0.015),
            Object::MemCached => kib(out, 0.11),
            Object::LaLoad => {
                let load = f64::from(cpu(0)) / 100.0 * f64::from(self.planned().family.processors.0.max(1));
                ber::put(out, OCTET_STRING, format!("{:.2}", load * (1.0 - row as f64 * 0.06)).as_bytes());
            }
            Object::SsCpuIdle => ber::put_integer(out, 100 - cpu(0)),
            _ => return false,
        }
        true
    }

    fn put_ups(&self, object: Object, out: &mut Vec<u8>) -> bool {
        let load = self.world.ups_load_percent(self.index, self.now_ms) as i32;
        let volts = 218 + chance::below(self.plan.chance(self.index, 71 + self.now_ms / 10_000), 9) as i32;
        let value = match object {
            Object::UpsBatteryStatus => 2,
            Object::UpsOnBattery => 0,
            Object::UpsMinutesLeft => 2400 / load.max(10),
            Object::UpsCharge => 100,
            Object::UpsBatteryVoltage => 273,
            Object::UpsTemperature => 26 + load / 12,
            Object::UpsInputLines | Object::UpsOutputLines => 1,
            Object::UpsInputFrequency => 500,
            Object::UpsInputVoltage => volts,
            Object::UpsOutputSource => 3,
            Object::UpsOutputVoltage => 220,
            Object::UpsOutputLoad => load,
            _ => return false,
        };
        ber::put_integer(out, value);
        true
    }

    fn put_printer(&self, object: Object, row: usize, out: &mut Vec<u8>) -> bool {
        let (descr, kind) = SUPPLIES.get(row).copied().unwrap_or(SUPPLIES[0]);
        let pages = 4000 + chance::below(self.plan.chance(self.index, 72), 60_000) + self.now_ms / 45_000;
        match object {
            Object::HrDeviceType => Self::put_type(out, mib::DEVICE_TYPES, 5),
            Object::HrDeviceDescr => ber::put(out, OCTET_STRING, self.planned().family.model.as_bytes()),
            Object::HrDeviceStatus => ber::put_integer(out, 2),
            Object::HrPrinterStatus => ber::put_integer(out, 3),
            Object::HrPrinterErrors => ber::put(out, OCTET_STRING, &[0]),
            Object::PrtLifeCount => ber::put_unsigned(out, COUNTER32, pages),
            Object::PrtSupplyClass => ber::put_integer(out, 3),
            Object::PrtSupplyType => ber::put_integer(out, kind),
            Object::PrtSupplyDescr => ber::put(out, OCTET_STRING, descr.as_bytes()),
            Object::PrtSupplyUnit => ber::put_integer(out, 19),
            Object::PrtSupplyMax => ber::put_integer(out, 100),
            Object::PrtSupplyLevel => {
                let full = chance::below(self.plan.chance(self.index, 73 + row as u64), 92) + 8;
                ber::put_integer(out, full as i32);
            }
            _ => return false,
        }
        true
    }
}
