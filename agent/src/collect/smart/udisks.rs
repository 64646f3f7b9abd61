//! What udisks tells over the system's bus: it runs on every desktop, asks disks by itself every ten minutes, and takes no
//! privilege to be asked (interfaces `Drive.Ata` and, from 2.10 on, `NVMe.Controller`).

use super::Told;
use crate::{
    collect::bus::{self, Call, Reader, Value},
    roots::Roots,
};
use model::Timestamp;
use std::collections::BTreeMap;

const MANAGED: Call<'_> = Call {
    destination: "org.freedesktop.UDisks2",
    path: "/org/freedesktop/UDisks2",
    interface: "org.freedesktop.DBus.ObjectManager",
    member: "GetManagedObjects",
};
/// Kelvin of 0 °C.
const FREEZING: f64 = 273.15;
const HOUR_SECONDS: u64 = 3600;
/// Most objects kept of an answer.
const MOST: usize = 1024;

/// Health of disks by their name, as far as udisks is there and knows.
pub fn read(roots: &Roots) -> Vec<(String, Told)> {
    bus::ask(roots, &MANAGED).and_then(|answer| parse(answer.body())).unwrap_or_default()
}

/// Drives and whose they are.
#[derive(Default)]
struct Objects {
    /// What drives say, by their path.
    drives: BTreeMap<String, Drive>,
    /// Paths of drives by the names of their disks.
    disks: BTreeMap<String, String>,
}

/// One drive.
#[derive(Default)]
struct Drive {
    updated_seconds: i64,
    has_failed: Option<bool>,
    hours: Option<u64>,
    celsius: Option<f64>,
    bad_sectors: Option<u64>,
}

/// The answer: a dictionary of objects, of their interfaces, of their properties.
pub(super) fn parse(mut body: Reader<'_>) -> Option<Vec<(String, Told)>> {
    let mut objects = Objects::default();
    body.rows(8, |body| {
        let path = body.text()?;
        let mut drive = Drive::default();
        let (mut disk, mut whose) = (None, None);
        body.rows(8, |body| {
            let interface = body.text()?;
            body.rows(8, |body| {
                let (property, value) = (body.text()?, body.variant()?);
                match interface.strip_prefix("org.freedesktop.UDisks2.").unwrap_or_default() {
                    "Drive.Ata" => drive.take_ata(property, value),
                    "NVMe.Controller" => drive.take_nvme(property, value),
                    "Block" => match (property, value) {
                        ("Device", Value::Octets(name)) => disk = name_of(name),
                        ("Drive", Value::Text(of)) if of != "/" => whose = Some(of.to_owned()),
                        _ => {}
                    },
                    _ => {}
                }
                Some(())
            })?;
            Some(())
        })?;
        if drive.updated_seconds > 0 && objects.drives.len() < MOST {
            objects.drives.insert(path.to_owned(), drive);
        }
        if let (Some(disk), Some(whose)) = (disk, whose)
            && objects.disks.len() < MOST
        {
            objects.disks.insert(disk, whose);
        }
        Some(())
    })?;
    let Objects { drives, disks } = objects;
    Some(disks.into_iter().filter_map(|(disk, path)| Some((disk, drives.get(&path)?.told()))).collect())
}

/// The name of a device file, `/dev/sda` and a NUL.
fn name_of(octets: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(octets).ok()?;
    text.trim_end_matches('\0').strip_prefix("/dev/").map(str::to_owned)
}

impl Drive {
    fn take_ata(&mut self, property: &str, value: Value<'_>) {
        match (property, value) {
            ("SmartUpdated", Value::Number(at)) => self.updated_seconds = at,
            ("SmartFailing", Value::Flag(failing)) => self.has_failed = Some(failing),
            ("SmartPowerOnSeconds", Value::Number(seconds)) if seconds > 0 => {
                self.hours = Some(seconds.unsigned_abs() / HOUR_SECONDS);
            }
            ("SmartTemperature", Value::Real(kelvin)) if kelvin > 0.0 => self.celsius = Some(kelvin - FREEZING),
            ("SmartNumBadSectors", Value::Number(count)) => self.bad_sectors = u64::try_from(count).ok(),
            _ => {}
        }
    }

    fn take_nvme(&mut self, property: &str, value: Value<'_>) {
        match (property, value) {
            ("SmartUpdated", Value::Number(at)) => self.updated_seconds = at,
            ("SmartCriticalWarning", Value::List(warnings)) => self.has_failed = Some(warnings > 0),
            ("SmartPowerOnHours", Value::Number(hours)) if hours > 0 => self.hours = Some(hours.unsigned_abs()),
            ("SmartTemperature", Value::Number(kelvin)) if kelvin > 0 => {
                self.celsius = Some(kelvin as f64 - FREEZING);
            }
            _ => {}
        }
    }

    fn told(&self) -> Told {
        Told {
            at: Timestamp::from_seconds(self.updated_seconds),
            serial: None,
            has_failed: self.has_failed,
            hours: self.hours,
            reallocated: self.bad_sectors,
            wear_percent: None,
            celsius: self.celsius.map(|celsius| (celsius * 10.0).round() / 10.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::bus::tests::pretend;
    use crate::collect::bus::wire_tests::{answer, list, number, text};

    /// Two disks of an answer as udisks gives it, and what nobody asks for.
    pub(crate) fn managed() -> Vec<u8> {
        let align = |out: &mut Vec<u8>| out.resize(out.len().next_multiple_of(8), 0);
        let object = |out: &mut Vec<u8>, path: &str, interfaces: &dyn Fn(&mut Vec<u8>)| {
            align(out);
            text(out, path);
            list(out, 8, |out| interfaces(out));
        };
        let interface = |out: &mut Vec<u8>, name: &str, properties: &dyn Fn(&mut Vec<u8>)| {
            align(out);
            text(out, &format!("org.freedesktop.UDisks2.{name}"));
            list(out, 8, |out| properties(out));
        };
        let property = |out: &mut Vec<u8>, name: &str| {
            align(out);
            text(out, name);
        };
        let block = |out: &mut Vec<u8>, device: &str, drive: &str| {
            property(out, "Device");
            out.extend(b"\x02ay\0");
            list(out, 1, |out| out.extend(device.bytes().chain([0])));
            property(out, "Drive");
            out.extend(b"\x01o\0");
            text(out, drive);
        };
        answer(2, 2, "a{oa{sa{sv}}}", |out| {
            list(out, 8, |out| {
                object(out, "/org/freedesktop/UDisks2/block_devices/sda", &|out| {
                    interface(out, "Block", &|out| block(out, "/dev/sda", "/drives/A"));
                });
                object(out, "/org/freedesktop/UDisks2/block_devices/loop0", &|out| {
                    interface(out, "Block", &|out| block(out, "/dev/loop0", "/"));
                });
                object(out, "/drives/A", &|out| {
                    interface(out, "Drive", &|out| {
                        property(out, "Model");
                        out.extend(b"\x01s\0");
                        text(out, "Cakram 240");
                    });
                    interface(out, "Drive.Ata", &|out| {
                        property(out, "SmartFailing");
                        number(out, b'b', 4, 1);
                        property(out, "SmartUpdated");
                        number(out, b't', 8, 1000);
                        property(out, "SmartPowerOnSeconds");
                        number(out, b't', 8, 7200 + 59);
                        property(out, "SmartTemperature");
                        number(out, b'd', 8, 309.15_f64.to_bits());
                        property(out, "SmartNumBadSectors");
                        number(out, b'x', 8, 12);
                    });
                });
                object(out, "/drives/B", &|out| {
                    interface(out, "NVMe.Controller", &|out| {
                        property(out, "SmartCriticalWarning");
                        out.extend(b"\x02as\0");
                        list(out, 4, |_| {});
                        property(out, "SmartUpdated");
                        number(out, b't', 8, 2000);
                        property(out, "SmartPowerOnHours");
                        number(out, b't', 8, 2112);
                        property(out, "SmartTemperature");
                        number(out, b'q', 2, 313);
                    });
                });
                object(out, "/drives/C", &|out| {
                    interface(out, "Drive.Ata", &|out| {
                        property(out, "SmartUpdated");
                        number(out, b't', 8, 0);
                        property(out, "SmartFailing");
                        number(out, b'b', 4, 0);
                    });
                });
                for (device, drive) in [("nvme0n1", "/drives/B"), ("sdb", "/drives/C"), ("sdc", "/drives/D")] {
                    object(out, &format!("/org/freedesktop/UDisks2/block_devices/{device}"), &|out| {
                        interface(out, "Block", &|out| block(out, &format!("/dev/{device}"), drive));
                    });
                }
            });
        })
    }

    #[test]
    fn disks_are_known_by_their_name() {
        let directory = tempfile::tempdir().unwrap();
        let bus = pretend(directory.path(), managed());
        let mut told = read(&Roots::under(directory.path()));
        bus.join().unwrap();
        told.sort_by(|a, b| a.0.cmp(&b.0));
        let sata = Told {
            at: Timestamp::from_seconds(1000),
            has_failed: Some(true),
            hours: Some(2),
            reallocated: Some(12),
            celsius: Some(36.0),
            ..Told::default()
        };
        let nvme = Told {
            at: Timestamp::from_seconds(2000),
            has_failed: Some(false),
            hours: Some(2112),
            celsius: Some(39.9),
            ..Told::default()
        };
        // One that was never asked, and one whose drive is gone, say nothing.
        assert_eq!(told, [("nvme0n1".to_owned(), nvme), ("sda".to_owned(), sata)]);
        assert_eq!(read(&Roots::under(tempfile::tempdir().unwrap().path())), []);
    }

    /// Where udisks runs on this machine its own answer is read, whatever disks there are.
    #[test]
    fn a_real_answer_is_understood() {
        if let Some(answer) = bus::ask(&Roots::system(), &MANAGED) {
            assert!(parse(answer.body()).is_some());
        }
    }
}
