//! What disks say of their own health. Asking a disk itself takes privileges, so those are asked that have them: the files that
//! smartd keeps (smartd(8), `--savestates` and `--attributelog`), udisks over the bus, and what smartctl printed once a day.
//! Where none of the three is there, nothing is known.

mod smartctl;
mod udisks;

use super::disks::MAX_DISKS;
use crate::{read, roots::Roots};
use model::{Timestamp, record::Disk};
use std::path::Path;

/// smartd looks each half hour; a temperature or a good verdict older than this, seconds, is none of now.
const PRESENT_SECONDS: f64 = 3.0 * 3600.0;
/// Verdict of one who looks once a day, seconds.
const DAILY_SECONDS: f64 = 26.0 * 3600.0;
/// Counts older than this, seconds, are not told: smartd is gone, and the disk has gone on.
const LASTING_SECONDS: f64 = 30.0 * 86_400.0;
/// Octets at the end of a log of attributes that surely hold its last line.
const LAST_LINE: u64 = 16 << 10;
/// More hours than 25 years have are counted in some other unit.
const MOST_HOURS: u64 = 220_000;
/// Makers of whose disks some count half minutes, minutes or seconds where hours are due (smartd's drivedb.h).
const OTHER_CLOCKS: [&str; 7] =
    ["MAXTOR", "FUJITSU", "SAMSUNG_S", "SAMSUNG_H", "SAMSUNG_MP", "TOSHIBA_MK", "HITACHI_DK"];

/// One attribute of an ATA disk; what is not in the file is 0.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Attribute {
    /// Which: 5 is reallocated sectors, 9 the hours, 190 and 194 the temperature.
    pub id: u64,
    /// Its value as the maker judges it, from 253 or 100 downwards.
    pub value: u64,
    /// Its raw 48 bits.
    pub raw: u64,
}

/// What smartd wrote of one disk.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Attributes of an ATA disk.
    pub attributes: Vec<Attribute>,
    /// Whether smartd has warned that the disk failed its self-check (`mail.1`, which it sends as `Health`).
    pub has_failed: bool,
    /// Named numbers of SCSI and NVMe disks.
    pub numbers: Vec<(String, u64)>,
}

/// Fills in the health of these disks.
pub fn state(roots: &Roots, now: Timestamp, disks: &mut [Disk]) {
    let folder = roots.var.join("lib/smartmontools");
    let names = read::names(&folder).into_iter().filter(|name| name.starts_with("smartd.") && name.ends_with(".state"));
    for name in names.take(MAX_DISKS) {
        let Some(stem) = name.strip_prefix("smartd.").and_then(|rest| rest.strip_suffix(".state")) else { continue };
        let whose: Vec<&mut Disk> = disks.iter_mut().filter(|disk| is_of(stem, disk)).collect();
        if !whose.is_empty() {
            let log = folder.join(format!("attrlog.{stem}.csv"));
            let told = Kept::of(&folder.join(&name), &log, now);
            whose.into_iter().for_each(|disk| told.fill(disk));
        }
    }
    for (name, told) in udisks::read(roots).into_iter().chain(smartctl::read(roots)) {
        let of_disk = |disk: &&mut Disk| disk.name.as_deref() == Some(&*name) && told.is_of(disk);
        disks.iter_mut().filter(of_disk).for_each(|disk| told.add_to(disk, now));
    }
}

/// What somebody with privileges tells of one disk, and when that was so.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Told {
    /// When the disk was asked.
    at: Timestamp,
    /// Serial number, where it is told as well.
    serial: Option<String>,
    /// The disk's own verdict.
    has_failed: Option<bool>,
    /// Hours of running.
    hours: Option<u64>,
    /// Sectors that were replaced.
    reallocated: Option<u64>,
    /// Share of its life that is used up, percent.
    wear_percent: Option<f64>,
    /// Degrees.
    celsius: Option<f64>,
}

impl Told {
    /// Names change from boot to boot; serial numbers do not.
    fn is_of(&self, disk: &Disk) -> bool {
        self.serial.as_ref().zip(disk.serial.as_ref()).is_none_or(|(told, known)| told == known)
    }

    /// Adds what is not known better; a failure is told whoever saw it.
    fn add_to(&self, disk: &mut Disk, now: Timestamp) {
        let age = now.seconds_since(self.at).abs();
        if age <= DAILY_SECONDS && (disk.smart.is_none() || self.has_failed == Some(true)) {
            let word = self.has_failed.map(|has_failed| if has_failed { "failed" } else { "passed" });
            disk.smart = word.map(str::to_owned).or(disk.smart.take());
        }
        if age <= LASTING_SECONDS {
            disk.power_on_hours = disk.power_on_hours.or(self.hours);
            disk.reallocated_sectors = disk.reallocated_sectors.or(self.reallocated);
            disk.wear_percent = disk.wear_percent.or(self.wear_percent);
        }
        if age <= PRESENT_SECONDS {
            disk.temperature_c = disk.temperature_c.or(self.celsius);
        }
    }
}

/// Whether a file is of this disk: `MODEL-SERIAL.ata`, `VENDOR-MODEL-SERIAL.scsi`, `MODEL-SERIAL.nvme` or
/// `MODEL-SERIAL-nNAMESPACE.nvme`, with `_` for all but letters and digits. The kernel may have cut the model.
pub fn is_of(stem: &str, disk: &Disk) -> bool {
    let Some((names, kind)) = stem.rsplit_once('.') else { return false };
    let mut parts: Vec<&str> = names.split('-').collect();
    let is_namespace = |part: &str| part.strip_prefix('n').is_some_and(|rest| rest.parse::<u32>().is_ok());
    if kind == "nvme" && parts.len() > 2 && parts.last().is_some_and(|last| is_namespace(last)) {
        parts.pop();
    }
    let [.., model, serial] = parts[..] else { return false };
    let (Some(known), Some(of_kernel)) = (&disk.serial, &disk.model) else { return false };
    // A bridge to USB puts its own name where the disk's is due.
    file_word(known) == serial && (disk.interface.as_deref() == Some("usb") || model.starts_with(&file_word(of_kernel)))
}

fn file_word(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

/// The newest of both files of smartd, and how new it is.
#[derive(Debug, Default)]
struct Kept {
    seen: Seen,
    is_present: bool,
    is_lasting: bool,
}

impl Kept {
    /// The log has a line for every look; the state is written again only when something of weight changed.
    fn of(state: &Path, log: &Path, now: Timestamp) -> Self {
        let mut seen = parse_state(&read::text(state).unwrap_or_default());
        let last = read::tail(log, LAST_LINE).map(|text| parse_log(&text)).filter(|last| *last != Seen::default());
        let log_is_newer = last.is_some() && read::changed_at(log) >= read::changed_at(state);
        if let Some(last) = last.filter(|_| log_is_newer || seen.attributes.is_empty()) {
            (seen.attributes, seen.numbers) = (last.attributes, last.numbers);
        }
        let age = |file: &Path| read::changed_at(file).map(|at| now.seconds_since(at));
        Self {
            seen,
            is_present: log_is_newer && age(log).is_some_and(|age| age.abs() <= PRESENT_SECONDS),
            is_lasting: [state, log].into_iter().filter_map(age).any(|age| age.abs() <= LASTING_SECONDS),
        }
    }

    fn fill(&self, disk: &mut Disk) {
        let seen = &self.seen;
        let warns = seen.number("critical-warning").filter(|_| self.is_present);
        // A warning stays in the state for ever; what an NVMe disk says now goes before.
        let has_failed = warns.map(|bits| bits != 0).or(seen.has_failed.then_some(true));
        if let Some(has_failed) = has_failed {
            disk.smart = Some(if has_failed { "failed" } else { "passed" }.into());
        }
        if self.is_lasting {
            let hours = seen.hours(disk.model.as_deref().unwrap_or_default());
            disk.power_on_hours = hours.or(disk.power_on_hours);
            // Sixteen bits are the count; some makers keep something else above them.
            let moved = seen.attribute(5).map(|attribute| attribute.raw & 0xffff);
            disk.reallocated_sectors = moved.or(disk.reallocated_sectors);
            disk.wear_percent = seen.wear(disk).or(disk.wear_percent);
        }
        if self.is_present {
            disk.temperature_c = seen.celsius().map(|celsius| celsius as f64).or(disk.temperature_c);
        }
    }
}

impl Seen {
    fn attribute(&self, id: u64) -> Option<Attribute> {
        self.attributes.iter().copied().find(|attribute| attribute.id == id)
    }

    fn number(&self, name: &str) -> Option<u64> {
        self.numbers.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
    }

    /// Hours: of the attribute the lower 24 bits, for above them may stand minutes or milliseconds.
    fn hours(&self, model: &str) -> Option<u64> {
        let model = file_word(model).to_ascii_uppercase();
        let is_other = OTHER_CLOCKS.iter().any(|maker| model.starts_with(maker)) && !model.starts_with("SAMSUNG_SSD");
        let of_ata = self.attribute(9).filter(|_| !is_other).map(|attribute| attribute.raw & 0xff_ffff);
        self.number("power-on-hours").or(of_ata).filter(|hours| (1..=MOST_HOURS).contains(hours))
    }

    /// Degrees: the lowest octet; a second one that is not 0 is of another unit.
    fn celsius(&self) -> Option<u64> {
        let of_ata = [194, 190].into_iter().filter_map(|id| self.attribute(id)).map(|attribute| attribute.raw & 0xffff);
        of_ata.chain(self.number("temperature")).find(|celsius| (1..120).contains(celsius))
    }

    /// NVMe tells it. Of ATA disks there is no common attribute: only the makers' own whose value is what remains.
    fn wear(&self, disk: &Disk) -> Option<f64> {
        let used = self.number("percentage-used").filter(|wear| *wear <= 255).map(|wear| wear as f64);
        let wear = used.or_else(|| self.wear_by_maker(disk.model.as_deref().unwrap_or_default()));
        // It may pass 100 (the disk lives longer than was promised); the record holds a share.
        wear.map(|wear| wear.min(100.0))
    }

    fn wear_by_maker(&self, model: &str) -> Option<f64> {
        let of_maker = match model {
            _ if model.starts_with("Samsung SSD") => Some(177),
            _ if model.starts_with("INTEL SSD") => Some(233),
            _ => None,
        };
        let remains = of_maker.and_then(|id| self.attribute(id)).map(|attribute| attribute.value);
        remains.and_then(|remains| 100u64.checked_sub(remains)).map(|used| used as f64)
    }
}

/// Lines `NAME = NUMBER`; what is 0 smartd leaves out.
pub fn parse_state(text: &str) -> Seen {
    let mut seen = Seen::default();
    let mut attributes = [Attribute::default(); 30];
    for (name, value) in text.lines().filter_map(|line| line.split_once('=')) {
        let Ok(value) = value.trim().parse::<u64>() else { continue };
        let name = name.trim();
        match name.strip_prefix("ata-smart-attribute.").and_then(|rest| rest.split_once('.')) {
            Some((index, part)) => {
                let found = index.parse::<usize>().ok().and_then(|index| attributes.get_mut(index));
                let Some(attribute) = found else { continue };
                match part {
                    "id" => attribute.id = value,
                    "val" => attribute.value = value,
                    "raw" => attribute.raw = value,
                    _ => {}
                }
            }
            None if name == "mail.1.count" => seen.has_failed = value > 0,
            None if name == "nvme-percentage-used" => seen.numbers.push(("percentage-used".into(), value)),
            None => {}
        }
    }
    seen.attributes = attributes.into_iter().filter(|attribute| attribute.id != 0).collect();
    seen
}

/// The last whole line of a log: `DATE TIME;` and by tabs `ID;VALUE;RAW;` of ATA, `NAME;NUMBER;` of the others.
pub fn parse_log(text: &str) -> Seen {
    let mut seen = Seen::default();
    let whole = text.rfind('\n').map(|end| &text[..end]).unwrap_or_default();
    for cell in whole.lines().next_back().unwrap_or_default().split('\t').skip(1) {
        let parts: Vec<&str> = cell.trim_end_matches([';', '\r']).split(';').collect();
        let number = |text: &str| text.parse::<u64>().ok();
        match parts[..] {
            [id, value, raw] => {
                if let (Some(id), Some(value), Some(raw)) = (number(id), number(value), number(raw)) {
                    seen.attributes.push(Attribute { id, value, raw });
                }
            }
            [name, value] => seen.numbers.extend(number(value).map(|value| (name.to_owned(), value))),
            _ => {}
        }
    }
    seen
}

#[cfg(test)]
mod tests;
